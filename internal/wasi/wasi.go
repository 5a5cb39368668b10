// Package wasi is the behaviour of WASI in plain Go, once for all versions of
// the standard: streams and readiness, clocks, random numbers, the command
// line, the file system, sockets and HTTP. It knows neither components nor
// WIT; the packages p1 (preview1), p2 (0.2) and later ones adapt it to the
// shape that a guest of that version calls.
//
// Start from [State], which holds what one instance was given.
//
// Everything that comes from a guest is hostile: every buffer, table and list
// here is bounded, and an error is a value that an adapter can turn into the
// error code of its version, never a Go panic.
package wasi
