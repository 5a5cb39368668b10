// Package bind has the Go form of WASI 0.3, one package below it per WIT
// package; component/bindgen describes that form.
package bind

//go:generate go run ../../../../component/bindgen/gen ../../../..
