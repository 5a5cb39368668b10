//go:build linux && (amd64 || arm64)

package engine

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// TestRestoreLarge writes to a memory that is large enough for page faults to be
// counted, and that has another size each time, and looks for what a reset left.
// Some rounds must have had no page fault, so that nobody asked the kernel.
func TestRestoreLarge(t *testing.T) {
	if why := CannotReset(); why != "" {
		t.Skip(why)
	}
	const size, limit = 3 * worthCounting / 2, 4 * worthCounting
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
	if err := r.reserve(size, limit); err != nil {
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
			t.Fatalf("round %d: the memory is not that of the image", round)
		}
		for i := size; i < len(memory); i += PageSize {
			if end := min(i+PageSize, len(memory)); !bytes.Equal(memory[i:end], zeros[:end-i]) {
				t.Fatalf("round %d: beyond the image the memory is not zero", round)
			}
		}
	}
	if remembered == 0 {
		t.Error("page faults come all the time: nothing was tested")
	}
}
