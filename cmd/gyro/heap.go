package main

import (
	"os"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// ballastSize is how much garbage may gather before the collector runs.
const ballastSize = 32 << 20

// A heap says when garbage is collected, as long as the app is held. What is alive
// in a server is little, and a collection looks at the stack of every connection
// and every guest.
//
// The ballast is memory that nobody touches, so that it takes none of the
// machine's. The heap counts as larger by its size, and the collector, which runs
// when the heap has doubled, runs more seldom. When many requests are under way, a
// collection takes longer, and comes more seldom still.
type heap struct {
	ballast []byte // nil if who has set GOGC knows better
	active  atomic.Int64
	crowded atomic.Bool
}

const (
	// many is how many requests under way are many.
	many = 256
	// usualPercent and crowdedPercent are what GOGC is.
	usualPercent, crowdedPercent = 100, 400
	// crowdTime is how often it is looked whether they are fewer again.
	crowdTime = time.Second
)

func newHeap() *heap {
	if os.Getenv("GOGC") != "" {
		return &heap{}
	}
	return &heap{ballast: make([]byte, ballastSize)}
}

// begin notes that a request begins.
func (h *heap) begin() {
	if h.active.Add(1) == many && h.ballast != nil {
		h.collectSeldom()
	}
}

func (h *heap) collectSeldom() {
	if h.crowded.CompareAndSwap(false, true) {
		debug.SetGCPercent(crowdedPercent)
		time.AfterFunc(crowdTime, h.look)
	}
}

// end notes that one has ended.
func (h *heap) end() { h.active.Add(-1) }

func (h *heap) look() {
	if h.active.Load() >= many/2 {
		time.AfterFunc(crowdTime, h.look)
		return
	}
	debug.SetGCPercent(usualPercent)
	if h.crowded.Store(false); h.active.Load() >= many {
		h.collectSeldom()
	}
}
