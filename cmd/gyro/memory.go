package main

import (
	"math"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// compileMemory is what the Go heap is held to while an app is compiled, in
// bytes; machine code lies outside of it. With the code of a Go guest it keeps
// the process under 200 MB.
const compileMemory = 128 << 20

// saveMemory holds the heap to compileMemory until done is called, which gives
// the system back what compiling has used. Where the compiler needs more, because
// of very large functions, the limit is lifted instead of collecting garbage all
// the time. A limit that the user has set (GOMEMLIMIT) stays.
func saveMemory() (done func()) {
	if debug.SetMemoryLimit(-1) != math.MaxInt64 {
		return debug.FreeOSMemory
	}
	debug.SetMemoryLimit(compileMemory)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		waitForLiveHeap(compileMemory, stop)
		debug.SetMemoryLimit(math.MaxInt64)
	}()
	return func() {
		close(stop)
		<-stopped
		debug.FreeOSMemory()
	}
}

// waitForLiveHeap returns when the last garbage collection has left more than
// size bytes, or when stop is closed.
func waitForLiveHeap(size uint64, stop <-chan struct{}) {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for metrics.Read(live); live[0].Value.Uint64() <= size; metrics.Read(live) {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
	}
}
