package component

import (
	"errors"

	"github.com/gyro-wasm/gyro/component/internal/canon"
)

// A Pollable is something that becomes ready. It is used by several goroutines.
type Pollable interface {
	// Ready tells whether an operation would make progress now. It does not
	// block.
	Ready() bool
	// Subscribe has wake called at least once when the Pollable is ready or
	// becomes so: at once if it is ready already, else from any goroutine. wake
	// does not block; it may be called more than once and too early: who is woken
	// and finds nothing subscribes again. cancel frees what the subscription
	// holds.
	Subscribe(wake func()) (cancel func())
}

// A mover moves elements between a guest and the host's end of a stream or
// future. Its methods are called by who executes the store.
type mover interface {
	Pollable
	// move moves some of n elements at ptr, n > 0, and tells how many: 0 for none
	// yet. An error ends the stream after those; done ends it in good order.
	move(c *Call, ptr, n uint32) (moved uint32, done bool, err error)
	// close is called once, when nothing will be moved any more: the guest has
	// dropped its end, move has ended the stream, or the instance has ended,
	// which err then says.
	close(err error)
}

// A hostEnd is the host's end of a stream or future whose other end a guest has.
// A store knows all that it has, since they end with it.
type hostEnd struct {
	mover
	store      *store
	end        canon.HostEnd
	cancel     func() // ends the subscription, while there is one
	prev, next *hostEnd
}

// ends are the host ends of a store.
type ends struct{ first *hostEnd }

// attach gives an end of the host something that moves elements.
func (s *store) attach(end canon.HostEnd, m mover) {
	h := &hostEnd{mover: m, store: s, end: end, next: s.async.ends.first}
	if h.next != nil {
		h.next.prev = h
	}
	s.async.ends.first = h
	end.Attach(h)
}

func (h *hostEnd) unlink() {
	if h.prev != nil {
		h.prev.next = h.next
	} else {
		h.store.async.ends.first = h.next
	}
	if h.next != nil {
		h.next.prev = h.prev
	}
	h.prev, h.next = nil, nil
}

// finish ends h, of which the guest is not told.
func (h *hostEnd) finish(err error) {
	h.rest()
	h.unlink()
	h.close(err)
}

// Began implements [canon.Peer].
func (h *hostEnd) Began() {
	cx, ptr, n, ok := h.end.Pending()
	if !ok {
		return
	}
	if n == 0 { // the guest wants to know when there is something
		if h.Ready() {
			h.end.Complete(0)
		} else {
			h.wait()
		}
		return
	}
	c := cx.Host.(*Call)
	moved, done, err := h.move(c, ptr, n)
	switch {
	case moved > 0:
		h.end.Complete(moved)
	case !done && err == nil:
		h.wait()
		return
	}
	if done || err != nil {
		h.end.Drop()
		h.finish(err)
	}
}

// Cancelled implements [canon.Peer].
func (h *hostEnd) Cancelled() { h.rest() }

// Dropped implements [canon.Peer].
func (h *hostEnd) Dropped() { h.finish(nil) }

// wait has done called when h is ready.
func (h *hostEnd) wait() {
	works := &h.store.async.works
	works.begin(h)
	h.cancel = h.Subscribe(func() { works.post(h) })
}

// rest is the inverse of wait.
func (h *hostEnd) rest() {
	if cancel := h.cancel; cancel != nil {
		h.cancel = nil
		cancel()
		h.store.async.works.end(h)
	}
}

// done implements [errand].
func (h *hostEnd) done() {
	h.rest()
	h.Began()
}

// abort implements [errand].
func (h *hostEnd) abort() {}

// release ends all, because the instance ends.
func (e *ends) release(err error) {
	for e.first != nil {
		h := e.first
		h.end.Detach()
		h.finish(err)
	}
}

// ErrEnded is what streams and futures end with that an instance has left
// behind.
var ErrEnded = errors.New("the instance has ended")
