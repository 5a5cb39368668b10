//go:build linux && (amd64 || arm64)

package engine

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// A reservation is a range of addresses as long as the memory may become, so
// that growing moves nothing. Pages come into being, zeroed or with the
// contents of an image, when the guest touches them; those it may not touch yet
// are inaccessible, so that they do not count as committed.
type reservation struct {
	mapped     []byte
	accessible uint64
	own        ownPages
}

func (r *reservation) reserve(_, limit uint64) error {
	if limit == 0 {
		return nil
	}
	b, err := unix.Mmap(-1, 0, int(limit), unix.PROT_NONE, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
	if err != nil {
		return fmt.Errorf("reserve %d bytes of address space for a memory: %w", limit, err)
	}
	r.mapped = b
	return nil
}

func (r *reservation) grow(_ []byte, size uint64) []byte {
	if size > r.accessible {
		if err := unix.Mprotect(r.mapped[r.accessible:size], unix.PROT_READ|unix.PROT_WRITE); err != nil {
			return nil
		}
		r.accessible = size
	}
	return r.mapped[:size:size]
}

func (r *reservation) release() error {
	b := r.mapped
	r.mapped = nil
	if b == nil {
		return nil
	}
	return unix.Munmap(b)
}
