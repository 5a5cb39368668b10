package canon

// A Peer is what the host has in the place of one end of a stream or future,
// the other end of which is a guest's. Its methods are called by who executes
// the guest.
type Peer interface {
	// Began tells that the guest has begun to read or write, see
	// [HostEnd.Pending]. It may complete the operation at once.
	Began()
	// Cancelled tells that the guest does not wait for its operation any more.
	Cancelled()
	// Dropped tells that the guest has dropped its end. No other call follows.
	Dropped()
}

// A HostEnd is an end of a stream or future in the hands of the host: the
// readable one if a guest gave it away, the writable one if the host has made
// it.
type HostEnd struct{ shared }

// NewHostEnd returns the writable end of a new stream or future of elements of a
// shape, see [wit.Shape]; the readable end is for [Context.LowerEnd].
func NewHostEnd(future bool, shape string) HostEnd {
	return HostEnd{newShared(future, rendezvous{shape: shape})}
}

// LowerEnd puts the readable end of what h stands for into the table of the
// guest, see "Storing", lower_stream.
func (cx *Context) LowerEnd(h HostEnd) uint32 { return cx.lowerEnd(h.shared) }

// LiftEnd takes a readable end out of the table, see "Loading",
// lift_async_value. It traps unless its elements have the shape.
func (cx *Context) LiftEnd(i uint32, isFuture bool, shape string) HostEnd {
	return HostEnd{cx.Inst.takeEnd(i, func(e *copyEnd) bool {
		s := e.shared.base()
		have := s.shape
		if have == "" {
			have = s.elem.shapeOf()
		}
		return e.future == isFuture && have == shape
	})}
}

// shapeOf returns the shape of the elements of a stream or future, nil for none.
func (n *node) shapeOf() string {
	if n == nil {
		return noShape
	}
	return n.shape
}

// noShape is wit.Shape(nil).
const noShape = "_"

// Valid tells whether there is an end.
func (h HostEnd) Valid() bool { return h.shared != nil }

// Peer returns what [HostEnd.Attach] was given for it, nil for nothing.
func (h HostEnd) Peer() Peer { return h.base().host }

// Attach makes p the peer of the guest that has the other end, and tells it what
// has happened.
func (h HostEnd) Attach(p Peer) {
	s := h.base()
	switch {
	case s.dropped:
		p.Dropped()
	case s.pending.buffer != nil:
		s.host = p
		p.Began()
	default:
		s.host = p
	}
}

// Detach forgets the peer, since the guest has given its end to the host.
func (h HostEnd) Detach() { h.base().host = nil }

// Pending returns the operation of the guest that waits: n elements at ptr in
// the memory of cx.
func (h HostEnd) Pending() (cx *Context, ptr, n uint32, ok bool) {
	b := h.base().pending.buffer
	if b == nil {
		return nil, 0, 0, false
	}
	b.cx.refresh()
	return b.cx, b.ptr, b.length, true
}

// Complete ends that operation: n elements were moved.
func (h HostEnd) Complete(n uint32) {
	s := h.base()
	p := s.pending
	s.pending = pendingCopy{}
	p.buffer.progress = n
	p.end.copied(p.buffer, CopyCompleted, nil)
}

// Drop drops the end of the host.
func (h HostEnd) Drop() {
	h.base().host = nil
	h.drop()
}
