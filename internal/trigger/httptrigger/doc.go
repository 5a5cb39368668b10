// Package httptrigger serves the HTTP triggers of an application: it finds the
// route of a request, tells the component about it in spin-* headers, and
// answers what no component needs to.
//
// It knows nothing about WebAssembly. What answers for a component is a
// [Worker]. Start at [Server].
package httptrigger
