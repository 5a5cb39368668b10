package main

import (
	"runtime/debug"
	"testing"
)

// TestHeap has many requests under way, and fewer again.
func TestHeap(t *testing.T) {
	t.Setenv("GOGC", "")
	before := debug.SetGCPercent(usualPercent)
	defer debug.SetGCPercent(before)
	percent := func() int {
		p := debug.SetGCPercent(usualPercent)
		debug.SetGCPercent(p)
		return p
	}
	h := newHeap()
	for range many - 1 {
		h.begin()
	}
	if got := percent(); got != usualPercent {
		t.Errorf("%d with fewer than many", got)
	}
	h.begin()
	if got := percent(); got != crowdedPercent {
		t.Errorf("%d with many", got)
	}
	h.look()
	if got := percent(); got != crowdedPercent {
		t.Errorf("%d while there are many", got)
	}
	for range many {
		h.end()
	}
	h.look()
	if got := percent(); got != usualPercent {
		t.Errorf("%d afterwards", got)
	}

	t.Setenv("GOGC", "50")
	h = newHeap()
	for range many {
		h.begin()
	}
	if got := percent(); got != usualPercent {
		t.Errorf("%d though the user has said what it is", got)
	}
}
