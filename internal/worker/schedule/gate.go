package schedule

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// Errors of [Gate.Enter].
var (
	// ErrQueueFull says that too many wait already.
	ErrQueueFull = errors.New("the queue is full")
	// ErrQueueTimeout says that a wait was longer than it may be.
	ErrQueueTimeout = errors.New("the wait in the queue was too long")
)

// A Gate bounds how many requests are inside at once. Others wait in line:
// first come, first served. It is safe for use by several goroutines; every
// operation is O(1), and without a lock where nobody waits.
type Gate struct {
	free    atomic.Int64 // places
	waiting atomic.Int64 // in the queue, or about to be

	mu    sync.Mutex
	room  int // in the queue
	queue queue[chan struct{}]
}

// NewGate returns a gate that lets capacity requests in and lets length more
// wait.
func NewGate(capacity, length int) *Gate {
	g := &Gate{room: length}
	g.free.Store(int64(capacity))
	return g
}

// TryEnter is [Gate.Enter] for a request that does not wait: it reports whether
// it may come in.
func (g *Gate) TryEnter() bool { return g.waiting.Load() == 0 && g.take() }

// take takes a place, if there is one.
func (g *Gate) take() bool {
	for n := g.free.Load(); n > 0; n = g.free.Load() {
		if g.free.CompareAndSwap(n, n-1) {
			return true
		}
	}
	return false
}

// Enter returns when the request may come in; it calls [Gate.Leave] later. The
// error is [ErrQueueFull], [ErrQueueTimeout] when deadline comes first, or the
// cause of the end of ctx if that does.
func (g *Gate) Enter(ctx context.Context, deadline time.Time) error {
	if g.TryEnter() {
		return nil
	}
	e, err := g.enqueue()
	if e == nil {
		return err
	}
	timer := time.NewTimer(time.Until(deadline))
	defer timer.Stop()
	select {
	case <-e.value:
		return nil
	case <-timer.C:
		err = ErrQueueTimeout
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	g.withdraw(e)
	return err
}

// enqueue takes a place inside or, if there is none, one in the queue, which it
// returns.
func (g *Gate) enqueue() (*element[chan struct{}], error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	// Who leaves makes a place free and then looks whether somebody waits; who
	// comes does it the other way round: one of them sees the other.
	g.waiting.Add(1)
	switch {
	case g.queue.empty() && g.take():
		g.waiting.Add(-1)
		return nil, nil
	case g.room == 0:
		g.waiting.Add(-1)
		return nil, ErrQueueFull
	}
	g.room--
	e := &element[chan struct{}]{value: make(chan struct{})}
	g.queue.push(e)
	return e, nil
}

// withdraw ends a wait. A place that came in the meantime goes to the next.
func (g *Gate) withdraw(e *element[chan struct{}]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if e.queued {
		g.queue.remove(e)
		g.dequeued()
		return
	}
	g.free.Add(1)
	g.pass()
}

// dequeued accounts for one that waits no more. The gate is locked.
func (g *Gate) dequeued() {
	g.room++
	g.waiting.Add(-1)
}

// Leave lets the next request in.
func (g *Gate) Leave() {
	g.free.Add(1)
	if g.waiting.Load() == 0 {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.pass()
}

// pass gives the places that are free to those who wait longest. The gate is
// locked.
func (g *Gate) pass() {
	for !g.queue.empty() && g.take() {
		e := g.queue.pop()
		g.dequeued()
		close(e.value)
	}
}
