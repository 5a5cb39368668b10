//go:build portable

package main

import "unsafe"

//go:linkname sbrk runtime.sbrk
func sbrk(n uintptr) unsafe.Pointer

var up bool // false until Go's own initialisation has run

func init() { up = true }

// early serves a preview1 adapter, which keeps its state in memory that it
// asks this module for while _initialize runs: from the break, as the heap
// does not exist yet.
func early(align, size uint32) uint32 {
	if up {
		return 0
	}
	p := uint32(uintptr(sbrk(uintptr(size + align))))
	return (p + align - 1) &^ (align - 1)
}
