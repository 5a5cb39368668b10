// Package wasi is WASI as the SDK uses it: thin functions over the core imports
// that the canonical ABI makes of wasi:http, wasi:io and wasi:clocks, and the one
// place where goroutines wait for the host. It has the same types and functions
// for WASI 0.2 (files p2_) and, with the build tag wasip3, for WASI 0.3 (p3_).
//
// It has content for wasip1 only. Handles are numbers without an owner: who
// got one drops it, children (a stream, a pollable) before their parents.
// Wasm has one thread, so a call to the host is never interleaved with another
// one, and all calls share one return area.
package wasi
