//go:build !wasip3

package wasi

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"
	"unsafe"
)

//go:wasmimport wasi:io/poll@0.2.0 [resource-drop]pollable
func pollableDrop(self uint32)

//go:wasmimport wasi:io/poll@0.2.0 [method]pollable.ready
func pollableReady(self uint32) uint32

//go:wasmimport wasi:io/poll@0.2.0 poll
func poll(in unsafe.Pointer, n uint32, ret unsafe.Pointer)

//go:wasmimport wasi:clocks/monotonic-clock@0.2.0 subscribe-duration
func subscribeDuration(ns uint64) uint32

//go:wasmimport wasi_snapshot_preview1 fd_fdstat_get
func fdstatGet(fd uint32, ret unsafe.Pointer) uint32

// A Waiter lets goroutines wait for one pollable, any number of times, one at
// a time. The zero value of Subscribe's result is not usable.
//
// On gyro a pollable has a file descriptor, so Go's own poller does the
// waiting. Other hosts have none; there fallback waits for all goroutines.
type Waiter struct {
	pollable uint32
	file     *os.File // on gyro
}

// descriptor is the number under which gyro's preview1 knows a pollable: not
// ready is EAGAIN, ready reads as the end of the file.
func descriptor(pollable uint32) uint32 { return 1<<30 | pollable }

var hasDescriptors = sync.OnceValue(func() bool {
	p := subscribeDuration(0)
	defer pollableDrop(p)
	return fdstatGet(descriptor(p), retAt()) == 0
})

// NewWaiter returns a waiter that owns the pollable.
func NewWaiter(pollable uint32) *Waiter {
	w := &Waiter{pollable: pollable}
	if hasDescriptors() {
		w.file = os.NewFile(uintptr(descriptor(pollable)), "pollable")
	}
	return w
}

// Wait returns nil when the pollable is ready, and the cause when ctx ends first.
func (w *Waiter) Wait(ctx context.Context) error {
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case pollableReady(w.pollable) != 0:
		return nil
	case w.file == nil:
		return fallback.wait(ctx, w.pollable)
	}
	if ctx.Done() != nil {
		stop := context.AfterFunc(ctx, func() { w.file.SetReadDeadline(time.Unix(1, 0)) })
		defer stop()
	}
	var none [1]byte
	if _, err := w.file.Read(none[:]); err != nil && !errors.Is(err, io.EOF) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return err
	}
	return nil
}

// Close drops the pollable. Nobody may be waiting.
func (w *Waiter) Close() {
	if w == nil {
		return
	}
	if w.file != nil {
		w.file.Close()
	}
	pollableDrop(w.pollable)
}

// fallback waits on hosts where Go's poller cannot: one goroutine collects
// the pollables of all others and blocks in the host when none of them runs.
var fallback poller

type poller struct {
	mu      sync.Mutex // guards the rest; held while the host waits, so that no pollable is dropped meanwhile
	waiting []waiting
	running bool
	handles []uint32 // of the clock and of waiting
	indexes [256]byte
}

type waiting struct {
	pollable uint32
	ready    chan struct{} // closed when it is
}

// patience is how long the host may keep every goroutine from running. Timers
// of Go that end earlier fire late by as much.
const patience = 5 * time.Millisecond

func (p *poller) wait(ctx context.Context, pollable uint32) error {
	w := waiting{pollable, make(chan struct{})}
	p.mu.Lock()
	p.waiting = append(p.waiting, w)
	if !p.running {
		p.running = true
		go p.run()
	}
	p.mu.Unlock()
	select {
	case <-w.ready:
		return nil
	case <-ctx.Done():
		p.forget(w)
		return context.Cause(ctx)
	}
}

func (p *poller) forget(w waiting) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting = slices.DeleteFunc(p.waiting, func(v waiting) bool { return v == w })
}

// run polls until nobody waits any more. It lets the others run first: each
// of them blocks at last, or adds itself to those who wait.
func (p *poller) run() {
	for p.poll() {
		for range 4 {
			runtime.Gosched()
		}
	}
}

// poll blocks until a pollable is ready, but not for longer than patience,
// and reports whether somebody still waits.
func (p *poller) poll() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.waiting) == 0 {
		p.running = false
		return false
	}
	clock := subscribeDuration(uint64(patience))
	defer pollableDrop(clock)
	p.handles = append(p.handles[:0], clock)
	for _, w := range p.waiting {
		p.handles = append(p.handles, w.pollable)
	}
	before := land(p.indexes[:])
	poll(unsafe.Pointer(&p.handles[0]), uint32(len(p.handles)), retAt())
	r := ret
	landed(before)
	p.wake(bytesAt(r.u32(0), r.u32(4)*4))
	return true
}

// wake ends the waits whose indexes in handles the list holds.
func (p *poller) wake(list []byte) {
	for ; len(list) > 0; list = list[4:] {
		if i := binary.LittleEndian.Uint32(list); i > 0 { // 0 is the clock's
			close(p.waiting[i-1].ready)
			p.waiting[i-1].ready = nil
		}
	}
	p.waiting = slices.DeleteFunc(p.waiting, func(w waiting) bool { return w.ready == nil })
}
