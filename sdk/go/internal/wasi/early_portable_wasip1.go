//go:build portable

package wasi

import "unsafe"

//go:linkname sbrk runtime.sbrk
func sbrk(n uintptr) unsafe.Pointer

var up bool // false until Go's initialisation has reached this package

func init() { up = true }

// early serves a preview1 adapter, which keeps its state in memory that it
// asks this module for while Go initialises: from the break, as there is no
// heap yet. The linker has to be told: -ldflags=-checklinkname=0.
func early(align, size uint32) uint32 {
	if up {
		return 0
	}
	p := uint32(uintptr(sbrk(uintptr(size + align))))
	return (p + align - 1) &^ (align - 1)
}
