// Package gyro runs serverless WebAssembly applications in a Go program: functions
// are Wasm components, an application is a spin.toml, and every request gets a
// fresh instance with the capabilities that the manifest grants and no others.
//
// [Open] reads and prepares an application, which is then an [http.Handler]. What
// the program provides to components besides what gyro does, it adds by
// [Options.Link].
//
// Programs that run single components, without a manifest, use the packages
// component and wasi. The tool is cmd/gyro. ARCHITECTURE.md is the map of
// everything else.
package gyro
