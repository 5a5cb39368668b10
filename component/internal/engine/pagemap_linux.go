//go:build linux && (amd64 || arm64)

package engine

import (
	"errors"
	"runtime"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// PAGEMAP_SCAN lists the pages of an address range by what the kernel knows
// about them; see Documentation/admin-guide/mm/pagemap.rst of Linux, which has
// it since version 6.7.
const (
	pagemapScan = 0xc0606610

	pageIsFile    = 1 << 2
	pageIsPresent = 1 << 3
	pageIsSwapped = 1 << 4
	pageIsPFNZero = 1 << 5
)

// pmScanArg is struct pm_scan_arg.
type pmScanArg struct {
	size             uint64
	flags            uint64
	start, end       uint64
	walkEnd          uint64
	vec, vecLen      uint64
	maxPages         uint64
	categoryInverted uint64
	categoryMask     uint64
	categoryAnyof    uint64
	returnMask       uint64
}

// pageRegion is struct page_region; its last field are the categories.
type pageRegion struct{ start, end, _ uint64 }

var errNoPagemap = errors.New("the kernel does not tell which pages were written to")

// openPagemap opens the kernel's view of the process, once. It stays open.
var openPagemap = sync.OnceValues(func() (fd int, err error) {
	return unix.Open("/proc/self/pagemap", unix.O_RDONLY|unix.O_CLOEXEC, 0)
})

// scanBuffers are buffers for the kernel's answers, which must not lie on a
// stack that may move.
var scanBuffers = sync.Pool{New: func() any { return new(scanBuffer) }}

type scanBuffer struct {
	arg     pmScanArg
	regions [128]pageRegion
}

// writtenPages calls found for each run of pages of a private mapping that are
// the mapping's own, because they were written to: neither those of the file
// nor the kernel's page of zeros. It ends early when found returns false. It
// fails where the kernel cannot tell.
func writtenPages(memory []byte, found func(start, end uint64) bool) error {
	if len(memory) == 0 {
		return nil
	}
	fd, err := openPagemap()
	if err != nil {
		return errNoPagemap
	}
	base := uint64(uintptr(unsafe.Pointer(unsafe.SliceData(memory))))
	b := scanBuffers.Get().(*scanBuffer)
	defer scanBuffers.Put(b)
	b.arg = pmScanArg{
		size: uint64(unsafe.Sizeof(b.arg)), start: base, end: base + uint64(len(memory)),
		vec: uint64(uintptr(unsafe.Pointer(&b.regions))), vecLen: uint64(len(b.regions)),
		categoryMask: pageIsFile | pageIsPFNZero, categoryInverted: pageIsFile | pageIsPFNZero,
		categoryAnyof: pageIsPresent | pageIsSwapped,
		returnMask:    pageIsPresent,
	}
	for b.arg.start < b.arg.end {
		n, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), pagemapScan, uintptr(unsafe.Pointer(&b.arg)))
		if errno == unix.EINTR {
			continue
		}
		if errno != 0 {
			return errNoPagemap
		}
		for _, r := range b.regions[:n] {
			if !found(r.start-base, r.end-base) {
				return nil
			}
		}
		b.arg.start = b.arg.walkEnd
	}
	runtime.KeepAlive(memory)
	return nil
}

// mapFixed maps a file over memory, which is mapped already, privately.
func mapFixed(memory []byte, fd int) error {
	addr := unsafe.Pointer(unsafe.SliceData(memory))
	_, err := unix.MmapPtr(fd, 0, addr, uintptr(len(memory)), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_FIXED|unix.MAP_NORESERVE)
	return err
}
