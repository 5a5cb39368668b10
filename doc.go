// Package gyro is a serverless WebAssembly platform: functions are Wasm
// components, an app is a spin.toml, and every request gets a fresh instance
// with the capabilities that the manifest grants and no others.
//
// The tool is cmd/gyro. Go programs that want to run components use the
// packages component and wasi. ARCHITECTURE.md is the map of everything else.
package gyro
