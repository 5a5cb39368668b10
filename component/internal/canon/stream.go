package canon

// A CopyResult is how a read or write of a stream or future has ended, see
// "Stream State".
type CopyResult uint32

// The results.
const (
	CopyCompleted CopyResult = iota
	CopyDropped
	CopyCancelled
)

// A pendingCopy is an operation that waits for the other end.
type pendingCopy struct {
	inst   *Instance
	buffer *buffer // nil for no operation
	end    *copyEnd
}

// A rendezvous is what streams and futures have in common: one end waits in it for
// the other, see "Stream State", SharedStreamImpl.
type rendezvous struct {
	elem    *node // nil for none
	dropped bool
	pending pendingCopy

	host  Peer   // at the other end of a guest's, nil for none
	shape string // of the elements, until a guest has given elem
}

func (s *rendezvous) base() *rendezvous { return s }

// begin makes an operation wait for the other end.
func (s *rendezvous) begin(inst *Instance, b *buffer, e *copyEnd) {
	s.pending = pendingCopy{inst, b, e}
	if s.host != nil {
		s.host.Began()
	}
}

// notify ends the operation that waits.
func (s *rendezvous) notify(r CopyResult) {
	p := s.pending
	s.pending = pendingCopy{}
	p.end.copied(p.buffer, r, nil)
}

func (s *rendezvous) cancel() {
	s.notify(CopyCancelled)
	if s.host != nil {
		s.host.Cancelled()
	}
}

func (s *rendezvous) drop() {
	if s.dropped {
		return
	}
	s.dropped = true
	if s.pending.buffer != nil {
		s.notify(CopyDropped)
	}
	if host := s.host; host != nil {
		s.host = nil
		host.Dropped()
	}
}

// A stream is what the two ends of a stream share.
type stream struct{ rendezvous }

// copy begins an operation of an end with a buffer of inst.
func (s *stream) copy(inst *Instance, b *buffer, e *copyEnd) {
	p := &s.pending
	switch {
	case s.dropped:
		e.copied(b, CopyDropped, nil)
	case p.buffer == nil:
		s.begin(inst, b, e)
	case p.buffer.remain() > 0:
		checkPeers(s.elem, inst, p.inst, "stream")
		if b.remain() > 0 {
			if e.writes {
				p.buffer.move(b)
			} else {
				b.move(p.buffer)
			}
			p.end.copied(p.buffer, CopyCompleted, func() { *p = pendingCopy{} })
		}
		e.copied(b, CopyCompleted, nil)
	case e.writes && b.length == 0 && p.buffer.length == 0:
		checkPeers(s.elem, inst, p.inst, "stream")
		e.copied(b, CopyCompleted, nil)
	default:
		checkPeers(s.elem, inst, p.inst, "stream")
		s.notify(CopyCompleted)
		*p = pendingCopy{inst, b, e}
	}
}

// checkPeers traps if an instance reads what it writes itself, unless elements
// are numbers or nothing. The specification has that for the time being.
func checkPeers(elem *node, a, b *Instance, what string) {
	if a == b && elem != nil && !(kindS8 <= elem.kind && elem.kind <= kindF64) {
		trap(TrapIntraComponent, "cannot read from and write to intra-component %s", what)
	}
}

// An endState is the state of an end, see "Stream State", CopyState.
type endState uint8

const (
	endIdle endState = iota
	endCopying
	endCancelling
	endDone
)

// A copyEnd is the readable or the writable end of a stream or a future.
type copyEnd struct {
	waitable
	shared shared
	future bool
	writes bool
	state  endState
	index  uint32 // in the table of its instance
	result CopyResult
}

// shared is what two ends share: a stream or a future.
type shared interface {
	copy(inst *Instance, b *buffer, e *copyEnd)
	cancel()
	drop()
	base() *rendezvous
}

// copied says that an operation has ended, or has copied something and will end
// when the guest is told; reclaim then takes the buffer back.
func (e *copyEnd) copied(b *buffer, r CopyResult, reclaim func()) {
	e.notify(func() Event {
		if reclaim != nil {
			reclaim()
		}
		if e.state == endCancelling && r == CopyCompleted && !e.future {
			r = CopyCancelled // the standard's suite has it so, and definitions.py does not
		}
		e.result, e.state = r, endIdle
		if r == CopyDropped || e.future && r == CopyCompleted {
			e.state = endDone
		}
		payload := uint32(r)
		if !e.future {
			payload |= b.progress << 4
		}
		return Event{e.code(), e.index, payload}
	})
}

func (e *copyEnd) code() EventCode {
	switch {
	case e.future && e.writes:
		return EventFutureWrite
	case e.future:
		return EventFutureRead
	case e.writes:
		return EventStreamWrite
	}
	return EventStreamRead
}

func (e *copyEnd) what() string {
	if e.future {
		return "future"
	}
	return "stream"
}

// copying tells whether an operation has not ended.
func (e *copyEnd) copying() bool { return e.state == endCopying || e.state == endCancelling }

// checkIdle traps unless the end can do something; doing says what.
func (e *copyEnd) checkIdle(doing string) {
	switch {
	case e.state == endIdle:
		return
	case e.state != endDone:
		trap(TrapBusy, "cannot have concurrent operations active on a future/stream: cannot %s busy %s", doing, e.what())
	case !e.future && e.writes:
		trap(TrapDone, "cannot %s %s after being notified that the readable end dropped", doing, e.what())
	case !e.future:
		trap(TrapDone, "cannot %s %s after being notified that the writable end dropped", doing, e.what())
	case !e.writes:
		trap(TrapDone, "cannot %s future after previous read succeeded", doing)
	case e.result == CopyDropped:
		trap(TrapDone, "cannot %s future after previous write succeeded or readable end dropped", doing)
	default:
		trap(TrapDone, "cannot %s future after previous write succeeded", doing)
	}
}

// matches tells whether e is an end of t. What the host has made gets its type
// here.
func (e *copyEnd) matches(future bool, elem *node) bool {
	s := e.shared.base()
	if e.future != future {
		return false
	}
	if s.shape != "" && s.shape == elem.shapeOf() {
		s.elem, s.shape = elem, ""
	}
	return s.shape == "" && sameType(s.elem, elem)
}

// end returns the end with an index.
func (in *Instance) end(t *AsyncType, writes bool, i uint32) *copyEnd {
	e, ok := in.Handles.get(i).obj.(*copyEnd)
	if !ok || e.writes != writes || !e.matches(t.future, t.elem) {
		trap(TrapWrongHandle, "handle index %d is not such an end of a stream or future of this type", i)
	}
	return e
}

// AsyncNew is "canon {stream,future}.new".
func (in *Instance) AsyncNew(t *AsyncType) uint64 {
	in.CheckLeave()
	p := new(struct { // in one piece: most live and die together
		stream stream
		future future
		r, w   copyEnd
	})
	p.r.shared, p.w.shared = &p.stream, &p.stream
	if t.future {
		p.r.shared, p.w.shared = &p.future, &p.future
	}
	p.r.shared.base().elem = t.elem
	p.r.future, p.w.future, p.w.writes = t.future, t.future, true
	return uint64(in.addEnd(&p.r)) | uint64(in.addEnd(&p.w))<<32
}

func newShared(isFuture bool, r rendezvous) shared {
	if isFuture {
		return &future{r}
	}
	return &stream{r}
}

func (in *Instance) addEnd(e *copyEnd) uint32 {
	e.index = in.Handles.add(entry{kind: entryAsync, obj: e})
	return e.index
}

// Copy is "canon {stream,future}.{read,write}": cx is the context of the
// operation, which it keeps, and n is 1 for a future.
func (cx *Context) Copy(t *Thread, typ *AsyncType, writes, async bool, i, ptr, n uint32) uint32 {
	in := cx.Inst
	in.CheckLeave()
	e := in.end(typ, writes, i)
	if writes {
		e.checkIdle("write to")
	} else {
		e.checkIdle("read from")
	}
	e.notInSet(async)
	b := newBuffer(cx, typ.elem, ptr, n)
	e.state = endCopying
	e.shared.copy(in, b, e)
	return e.finish(t, async)
}

// finish returns how an operation has ended; a synchronous one waits for that.
func (e *copyEnd) finish(t *Thread, async bool) uint32 {
	if e.pending == nil {
		if async {
			return Blocked
		}
		e.await(t, func() bool { return e.pending != nil })
	}
	return e.take().Payload
}

// CancelCopy is "canon {stream,future}.cancel-{read,write}".
func (in *Instance) CancelCopy(t *Thread, typ *AsyncType, writes, async bool, i uint32) uint32 {
	in.CheckLeave()
	e := in.end(typ, writes, i)
	if e.state != endCopying || e.syncWaiter {
		trap(TrapBusy, "cannot cancel what is not under way: %s %d has no asynchronous operation", e.what(), i)
	}
	e.notInSet(async)
	e.state = endCancelling
	if e.pending == nil {
		e.shared.cancel()
	}
	return e.finish(t, async)
}

// DropEnd is "canon {stream,future}.drop-{readable,writable}".
func (in *Instance) DropEnd(typ *AsyncType, writes bool, i uint32) {
	in.CheckLeave()
	e := in.end(typ, writes, i)
	if e.future && writes && e.state != endDone {
		if !e.copying() {
			trap(TrapNotWritten, "cannot drop future write end without first writing a value")
		}
	}
	if e.copying() {
		verb := "remove"
		if writes {
			verb = "drop"
		}
		trap(TrapBusy, "cannot %s busy %s", verb, e.what())
	}
	in.Handles.remove(i)
	e.join(nil)
	e.shared.drop()
}

// liftEnd takes the readable end i out of the table, see "Loading",
// lift_async_value.
func (cx *Context) liftEnd(n *node, i uint32) shared {
	return cx.Inst.takeEnd(i, func(e *copyEnd) bool { return e.matches(n.kind == kindFuture, n.elem) })
}

func (in *Instance) takeEnd(i uint32, matches func(*copyEnd) bool) shared {
	e, ok := in.Handles.get(i).obj.(*copyEnd)
	if !ok || e.writes || !matches(e) {
		trap(TrapWrongHandle, "handle index %d is not a readable end of a stream or future of this type", i)
	}
	if e.copying() {
		trap(TrapBusy, "cannot remove busy %s", e.what())
	}
	e.checkIdle("lift")
	if e.set != nil {
		trap(TrapInSet, "cannot lift %s while it's in a waitable set", e.what())
	}
	in.Handles.remove(i)
	return e.shared
}

// lowerEnd puts a readable end into the table, see "Storing", lower_stream.
func (cx *Context) lowerEnd(s shared) uint32 {
	_, isFuture := s.(*future)
	return cx.Inst.addEnd(&copyEnd{shared: s, future: isFuture})
}
