//go:build linux && (amd64 || arm64)

package engine

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// TestRestore writes to a memory that has another size each time, and looks for
// what a reset left. Some rounds must have had no page fault, so that nobody
// asked the kernel.
func TestRestore(t *testing.T) {
	if why := CannotReset(); why != "" {
		t.Skip(why)
	}
	for _, size := range []int{PageSize, 6 << 20} {
		testRestore(t, size, 3*size)
	}
}

func testRestore(t *testing.T, size, limit int) {
	content := make([]byte, size)
	for i := range content {
		content[i] = byte(i >> 12)
	}
	image, err := newMemoryImage(content)
	if err != nil {
		t.Fatal(err)
	}
	defer image.release()
	var r reservation
	if err := r.reserve(uint64(size), uint64(limit)); err != nil {
		t.Fatal(err)
	}
	defer r.release()
	if err := r.mapImage(image); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	remembered := 0
	for round := range 200 {
		high := uint64(size)
		if round%3 == 0 {
			high += uint64(random.IntN(limit-size)) &^ (PageSize - 1)
		}
		memory := r.grow(nil, high)
		// Mostly the same pages, as a guest does it.
		for i := range 20 {
			at := (i * 1_000_003) % len(memory)
			if round%10 == 0 {
				at = random.IntN(len(memory))
			}
			memory[at]++
		}
		faults, ok := pageFaults()
		if ok && faults == r.own.faults && high <= r.own.below {
			remembered++
		}
		if _, err := r.restore(image, memory, high); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(memory[:size], content) {
			t.Fatalf("%d bytes, round %d: the memory is not that of the image", size, round)
		}
		for i := size; i < len(memory); i += PageSize {
			if end := min(i+PageSize, len(memory)); !bytes.Equal(memory[i:end], zeros[:end-i]) {
				t.Fatalf("%d bytes, round %d: beyond the image the memory is not zero", size, round)
			}
		}
	}
	if remembered == 0 {
		t.Errorf("%d bytes: page faults come all the time: nothing was tested", size)
	}
}

// TestWorthCounting checks that page faults are counted unless the process has
// many threads for the size of the memory.
func TestWorthCounting(t *testing.T) {
	for _, c := range []struct {
		threads, bytes int
		want           bool
	}{
		{1, PageSize, true},
		{fewThreads, PageSize, true},
		{100, PageSize, false},
		{100, 8 << 20, true},
		{1000, 8 << 20, false},
	} {
		o := ownPages{threads: c.threads, rounds: 1}
		if got := o.worthCounting(c.bytes); got != c.want {
			t.Errorf("%d bytes, %d threads: %v", c.bytes, c.threads, got)
		}
	}
	o := ownPages{threads: 1, rounds: 1, misses: maxMisses}
	for range pause {
		if o.worthCounting(PageSize) {
			t.Error("page faults that come all the time are counted")
		}
	}
	if !o.worthCounting(PageSize) {
		t.Error("page faults are not counted again")
	}
	o = ownPages{}
	if o.worthCounting(PageSize); o.threads < 1 {
		t.Errorf("the process has %d threads", o.threads)
	}
}
