//go:build linux && (amd64 || arm64)

package engine

import (
	"runtime"
	"sync"

	"golang.org/x/sys/unix"
)

// ownPages remembers which pages of a private mapping are its own, from one
// reset to the next. A page becomes one by a page fault, so that as long as the
// process has had none, the kernel need not be asked again: to look at the pages
// of a mapping takes longer than to ask for the number of page faults, and for a
// large one longer than most requests.
type ownPages struct {
	known   []pageRange
	below   uint64 // how far the mapping was looked at, in bytes; 0 if known is nothing
	faults  int64  // of the process, before it was looked at
	threads int    // of the process, now and then
	rounds  uint8  // until threads are counted again
	misses  int    // how often in a row there were page faults
}

// A pageRange is whole pages, as offsets into a mapping.
type pageRange struct{ start, end uint64 }

// The kernel adds up the page faults of all threads, and so takes longer the more
// there are: for fewThreads as long as for a look at the smallest mapping, and
// for one more as long as for a look at another bytesPerThread.
const (
	fewThreads     = 32
	bytesPerThread = 64 << 10
)

// After maxMisses the page faults come all the time, and for a mapping that is
// smaller than worthTrying they are not counted before a pause.
const (
	maxMisses   = 3
	pause       = 8
	worthTrying = 4 << 20
)

// worthCounting tells whether counting page faults is likely to be cheaper than
// looking at so many bytes.
func (o *ownPages) worthCounting(bytes int) bool {
	if o.rounds == 0 {
		o.threads, _ = runtime.ThreadCreateProfile(nil)
	}
	o.rounds++
	if o.misses >= maxMisses && bytes < worthTrying {
		if o.misses++; o.misses <= maxMisses+pause {
			return false
		}
		o.misses = maxMisses - 1
	}
	return bytes >= (o.threads-fewThreads)*bytesPerThread
}

// each calls found for each run of pages of a mapping that are its own, as
// writtenPages does.
func (o *ownPages) each(memory []byte, found func(start, end uint64) bool) error {
	if len(memory) == 0 {
		return nil
	}
	if !o.worthCounting(len(memory)) {
		o.forget()
		return writtenPages(memory, found)
	}
	faults, ok := pageFaults()
	ok = ok && faultsCount()
	if ok && faults == o.faults && uint64(len(memory)) <= o.below {
		o.misses = 0
		for _, r := range o.known {
			if !found(r.start, r.end) {
				break
			}
		}
		return nil
	}
	if o.below != 0 {
		o.misses++
	}
	o.known, o.below, o.faults = o.known[:0], uint64(len(memory)), faults
	err := writtenPages(memory, func(start, end uint64) bool {
		o.known = append(o.known, pageRange{start, end})
		return found(start, end)
	})
	if err != nil || !ok {
		o.forget()
	}
	return err
}

// forget makes the next call of each look.
func (o *ownPages) forget() { o.below = 0 }

// faultsCount tells whether writing to a new page shows in pageFaults, which a
// kernel might leave at nothing.
var faultsCount = sync.OnceValue(func() bool {
	page, err := unix.Mmap(-1, 0, int(pageSize), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		return false
	}
	defer unix.Munmap(page)
	before, ok := pageFaults()
	page[0] = 1
	after, _ := pageFaults()
	return ok && after > before
})

// pageFaults returns how many page faults the process has had, in the kernel on
// its behalf as well.
func pageFaults() (n int64, ok bool) {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
		return 0, false
	}
	return u.Minflt + u.Majflt, true
}
