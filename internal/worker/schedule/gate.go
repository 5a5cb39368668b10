package schedule

import (
	"context"
	"errors"
	"sync"
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
// operation is O(1).
type Gate struct {
	mu      sync.Mutex
	free    int
	room    int // in the queue
	waiting queue[chan struct{}]
}

// NewGate returns a gate that lets capacity requests in and lets length more
// wait.
func NewGate(capacity, length int) *Gate { return &Gate{free: capacity, room: length} }

// Enter returns when the request may come in; it calls [Gate.Leave] later. The
// error is [ErrQueueFull], [ErrQueueTimeout] when deadline comes first, or the
// cause of the end of ctx if that does.
func (g *Gate) Enter(ctx context.Context, deadline time.Time) error {
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

// TryEnter is Enter for a request that does not wait: it reports whether it may
// come in.
func (g *Gate) TryEnter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.free == 0 {
		return false // as always when others wait
	}
	g.free--
	return true
}

// enqueue takes a place inside or, if there is none, one in the queue, which it
// returns.
func (g *Gate) enqueue() (*element[chan struct{}], error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.free > 0 {
		g.free--
		return nil, nil
	}
	if g.room == 0 {
		return nil, ErrQueueFull
	}
	g.room--
	e := &element[chan struct{}]{value: make(chan struct{})}
	g.waiting.push(e)
	return e, nil
}

// withdraw ends a wait. A place that came in the meantime goes to the next.
func (g *Gate) withdraw(e *element[chan struct{}]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if e.queued {
		g.waiting.remove(e)
		g.room++
	} else {
		g.pass()
	}
}

// Leave lets the next request in.
func (g *Gate) Leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.pass()
}

// pass gives a place to who waits longest. The gate is locked.
func (g *Gate) pass() {
	if g.waiting.empty() {
		g.free++
		return
	}
	g.room++
	close(g.waiting.pop().value)
}
