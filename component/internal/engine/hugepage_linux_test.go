//go:build linux && (amd64 || arm64)

package engine

import (
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// TestHugePages has the kernel put a memory into huge pages, as it does by
// itself where they are on: then pages would become the memory's own that nobody
// has written to, and no page fault would tell when somebody does.
func TestHugePages(t *testing.T) {
	const pages, huge = 100, 2 << 20
	r := newResetTest(t, growingModule, pages, func(m []byte) { m[0] = 1 })
	touchEach := func(offset int) {
		m := r.memory()
		first := pages * PageSize
		first += -int(uintptr(unsafe.Pointer(&m[first]))) & (huge - 1)
		for at := first; at+huge <= len(m); at += huge {
			m[at+offset] = 1
		}
	}
	for range 100 {
		r.grow(t, 400)
		touchEach(0)
		r.reset(t)
		r.grow(t, 400)
		_ = unix.Madvise(r.memory()[pages*PageSize:], unix.MADV_COLLAPSE)
		r.inst.memory.pages.own.faults, _ = pageFaults() // the kernel's own thread causes none
		touchEach(huge / 2)
		r.reset(t)
		if r.grow(t, 400); !isZeros(r.memory()[pages*PageSize:]) {
			t.Fatal("what the memory grows by is not zero")
		}
		r.reset(t)
	}
}
