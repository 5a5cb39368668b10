//go:build linux && (amd64 || arm64)

package engine

import (
	"errors"
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
	// beyond is how many bytes beyond the image are resident, which a memory
	// keeps for when it grows again.
	beyond uint64
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
	if err := noHugePages(b); err != nil {
		return errors.Join(err, r.release())
	}
	return nil
}

// noHugePages keeps the kernel from putting a mapping into huge pages. It would
// do so in the background, where they are on, and then pages are the mapping's
// own that nobody has touched: no page fault tells when somebody writes to them,
// see ownPages, and they take memory that no guest has asked for.
func noHugePages(b []byte) error {
	if err := unix.Madvise(b, unix.MADV_NOHUGEPAGE); err != nil && err != unix.EINVAL { // where there are none
		return fmt.Errorf("keep the memory of a guest out of huge pages: %w", err)
	}
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
