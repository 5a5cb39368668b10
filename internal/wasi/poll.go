package wasi

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
)

// A Pollable is something that a guest can wait for (wasi:io/poll). It is safe
// for use by several goroutines.
type Pollable interface {
	// Ready tells whether an operation on what the pollable stands for would
	// make progress now: yield data, take data, or report its end or failure.
	// It never blocks.
	Ready() bool
	// Subscribe arranges that wake is called at least once when the pollable
	// is ready or becomes so: at once, before Subscribe returns, if it is
	// ready already, else from any goroutine. wake may be called more than
	// once and for no reason; it must not block, and must not call the
	// pollable, whose locks may be held.
	//
	// cancel ends the subscription and frees what it holds (a timer, a place
	// in a list). A call of wake that is under way may still end after cancel
	// returned. cancel may be called more than once.
	Subscribe(wake func()) (cancel func())
}

// ErrNothingToPoll is the error of [Poll] for an empty list, which would wait
// for ever. An adapter traps.
var ErrNothingToPoll = errors.New("poll of an empty list of pollables would never end")

// Poll blocks until at least one of ps is ready, and returns the indexes of
// those that are, in order. When ctx ends first, the error is its cause.
func Poll(ctx context.Context, ps []Pollable) (ready []uint32, err error) {
	return AppendPoll(ctx, nil, ps)
}

// AppendPoll is [Poll] that appends the indexes to ready.
func AppendPoll(ctx context.Context, ready []uint32, ps []Pollable) ([]uint32, error) {
	if len(ps) == 0 {
		return ready, ErrNothingToPoll
	}
	n := len(ready)
	if ready = appendReady(ready, ps); len(ready) > n {
		return ready, nil
	}
	w := newWaiter()
	defer w.free()
	for _, p := range ps {
		w.subscribe(p)
	}
	for {
		if ready = appendReady(ready, ps); len(ready) > n {
			return ready, nil
		}
		if err := w.wait(ctx); err != nil {
			return ready, err
		}
	}
}

func appendReady(ready []uint32, ps []Pollable) []uint32 {
	for i, p := range ps {
		if p.Ready() {
			ready = append(ready, uint32(i))
		}
	}
	return ready
}

// Wait blocks until p is ready. When ctx ends first, the error is its cause.
func Wait(ctx context.Context, p Pollable) error {
	if p.Ready() {
		return nil
	}
	w := newWaiter()
	defer w.free()
	w.subscribe(p)
	for !p.Ready() {
		if err := w.wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

// A waiter is one goroutine that waits for any of its subscriptions. Waiters
// are pooled; a wake that comes late only makes its next user look once more.
type waiter struct {
	woken   chan struct{}
	wake    func()
	cancels []func()
}

var waiters = sync.Pool{New: func() any {
	w := &waiter{woken: make(chan struct{}, 1)}
	w.wake = func() {
		select {
		case w.woken <- struct{}{}:
		default:
		}
	}
	return w
}}

func newWaiter() *waiter { return waiters.Get().(*waiter) }

func (w *waiter) subscribe(p Pollable) { w.cancels = append(w.cancels, p.Subscribe(w.wake)) }

func (w *waiter) wait(ctx context.Context) error {
	select {
	case <-w.woken:
		return nil
	default:
	}
	p := parkerOf(ctx)
	p.Park()
	select {
	case <-w.woken:
		return p.Unpark(ctx)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (w *waiter) free() {
	for _, cancel := range w.cancels {
		cancel()
	}
	clear(w.cancels)
	w.cancels = w.cancels[:0]
	waiters.Put(w)
}

// Always is a [Pollable] that is always ready, as files are.
var Always Pollable = always{}

type always struct{}

func (always) Ready() bool { return true }

func (always) Subscribe(wake func()) func() {
	wake()
	return func() {}
}

// Never is a [Pollable] that is never ready.
var Never Pollable = never{}

type never struct{}

func (never) Ready() bool             { return false }
func (never) Subscribe(func()) func() { return func() {} }

// A Notifier is the list of subscriptions of a [Pollable], for types that
// implement one: they embed or hold a Notifier, call Wake after each change
// that can make them ready, and implement Subscribe with
// [Notifier.SubscribeTo]. The zero value has no subscriptions. It is safe for
// use by several goroutines, also while locks of its owner are held.
type Notifier struct {
	mu   sync.Mutex
	subs map[*subscription]struct{}
}

type subscription struct{ wake func() }

// SubscribeTo adds a subscription to p, which n belongs to, and wakes it at
// once if p is ready.
func (n *Notifier) SubscribeTo(p interface{ Ready() bool }, wake func()) (cancel func()) {
	s := &subscription{wake}
	n.mu.Lock()
	if n.subs == nil {
		n.subs = make(map[*subscription]struct{})
	}
	n.subs[s] = struct{}{}
	n.mu.Unlock()
	if p.Ready() {
		wake()
	}
	return func() {
		n.mu.Lock()
		delete(n.subs, s)
		n.mu.Unlock()
	}
}

// Wake calls every subscriber.
func (n *Notifier) Wake() {
	n.mu.Lock()
	for s := range n.subs {
		s.wake()
	}
	n.mu.Unlock()
}

// An Event is a [Pollable] that becomes ready once and stays so. The zero
// value is not ready.
type Event struct {
	set  atomic.Bool
	subs Notifier
}

// Set makes the event ready.
func (e *Event) Set() {
	if !e.set.Swap(true) {
		e.subs.Wake()
	}
}

// Ready implements [Pollable].
func (e *Event) Ready() bool { return e.set.Load() }

// Subscribe implements [Pollable].
func (e *Event) Subscribe(wake func()) (cancel func()) { return e.subs.SubscribeTo(e, wake) }
