//go:build linux && (amd64 || arm64)

package engine

import (
	"bytes"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// pageSize is the unit of what the kernel maps. Where its pages are larger,
// images and addresses are multiples of those all the same.
var pageSize = uint64(os.Getpagesize())

// A memoryImage is the contents of a memory at one moment, in a file in memory
// that every memory made from it maps privately: a page is shared until
// somebody writes to it.
type memoryImage struct {
	size   uint64 // length of the memory, in bytes
	stored []byte // its beginning, in whole pages, read-only; the rest is zero
	fd     int    // of the file with the stored bytes; -1 if there are none
}

// newMemoryImage copies the contents of a memory.
func newMemoryImage(buf []byte) (_ *memoryImage, err error) {
	i := &memoryImage{size: uint64(len(buf)), fd: -1}
	end := uint64(len(buf))
	for end > 0 && isZero(buf[end-pageSize:end]) {
		end -= pageSize
	}
	if end == 0 {
		return i, nil
	}
	if i.fd, err = unix.MemfdCreate("gyro-image", unix.MFD_CLOEXEC); err != nil {
		return nil, fmt.Errorf("make the image of a memory: %w", err)
	}
	defer func() {
		if err != nil {
			_ = i.release()
			err = fmt.Errorf("make the image of a memory of %d bytes: %w", len(buf), err)
		}
	}()
	if err := unix.Ftruncate(i.fd, int64(end)); err != nil {
		return nil, err
	}
	for at := uint64(0); at < end; at += pageSize {
		page := buf[at : at+pageSize]
		if isZero(page) {
			continue // stays a hole
		}
		if _, err := unix.Pwrite(i.fd, page, int64(at)); err != nil {
			return nil, err
		}
	}
	i.stored, err = unix.Mmap(i.fd, 0, int(end), unix.PROT_READ, unix.MAP_SHARED)
	return i, err
}

var zeros [64 << 10]byte // as long as the longest page of a kernel

func isZero(page []byte) bool { return bytes.Equal(page, zeros[:len(page)]) }

func (i *memoryImage) release() error {
	var err error
	if i.stored != nil {
		err = unix.Munmap(i.stored)
		i.stored = nil
	}
	if i.fd >= 0 {
		if cerr := unix.Close(i.fd); err == nil {
			err = cerr
		}
		i.fd = -1
	}
	return err
}

// mapImage puts the stored bytes of an image at the beginning of the range.
func (r *reservation) mapImage(image *memoryImage) error {
	n := uint64(len(image.stored))
	if n == 0 {
		return nil
	}
	if n > uint64(len(r.mapped)) {
		return fmt.Errorf("the image of a memory has %d bytes, of %d that are allowed", n, len(r.mapped))
	}
	if err := mapFixed(r.mapped[:n], image.fd); err != nil {
		return fmt.Errorf("map the image of a memory: %w", err)
	}
	r.accessible = n
	return noHugePages(r.mapped[:n])
}

// restore gives the bytes below high their contents in the image, zero beyond
// it. It returns how many bytes are resident that the image does not have.
//
// Pages that the guest has written to are copied back and stay where they are:
// dropping them would be simpler, and the next request would have to fault
// each of them in again, which costs fifty times as much as to copy it. So it
// pays as long as they are few.
func (r *reservation) restore(image *memoryImage, _ []byte, high uint64) (resident uint64, err error) {
	memory := r.mapped[:high]
	beyond := uint64(0)
	err = r.own.each(memory, func(start, end uint64) bool {
		if end > image.size {
			beyond += end - max(start, image.size)
		}
		if resident += end - start; resident > maxCopied {
			return false
		}
		n := uint64(0)
		if start < uint64(len(image.stored)) {
			n = uint64(copy(memory[start:end], image.stored[start:]))
		}
		clear(memory[start+n : end])
		return true
	})
	r.beyond = max(r.beyond, beyond)
	resident += r.beyond - beyond
	if err == nil && resident <= maxCopied {
		return resident, nil
	}
	r.own.forget()
	r.beyond = 0
	if r.accessible == 0 {
		return 0, nil
	}
	return 0, unix.Madvise(r.mapped[:r.accessible], unix.MADV_DONTNEED)
}

// maxCopied is how many bytes a reset copies at the most. Beyond that it gives
// the pages back.
const maxCopied = 4 << 20
