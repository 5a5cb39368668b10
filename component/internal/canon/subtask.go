package canon

import "unsafe"

// A Subtask is one call out of a component instance (or out of the host), see
// "Subtask State": it remembers which handles were lent to the callee. The
// zero Subtask has just begun. That of a call that has returned may be used
// again after [Subtask.Resolve].
type Subtask struct {
	waitable
	// OnCancel asks the callee to end, on behalf of the caller.
	OnCancel func(caller *Instance)

	lenders   []lender
	state     SubtaskState
	delivered bool // the guest knows that it is resolved
	asked     bool // to end
	shared    bool // the caller has an index of it
}

// Init makes s that of a call that has just begun. It keeps the memory of s.
func (s *Subtask) Init() { *s = Subtask{lenders: s.lenders[:0]} }

// A SubtaskState is what a caller is told about a call.
type SubtaskState uint32

// The states.
const (
	SubtaskStarting SubtaskState = iota
	SubtaskStarted
	SubtaskReturned
	SubtaskCancelledBeforeStarted
	SubtaskCancelledBeforeReturned
)

// A lender is a handle that is lent: the entry index of the table of inst, or
// a handle of the host. An entry stays where it is while it is lent.
type lender struct {
	inst    *Instance
	index   uint32
	host    *Handle
	expires bool // host is itself a loan, and ends with the call
}

// lentSize is what a loan costs the host, in bytes.
const lentSize = uint64(unsafe.Sizeof(lender{}))

// lend counts the loan of a handle of a guest.
func (s *Subtask) lend(in *Instance, i uint32, e *entry) {
	e.lends++
	s.lenders = append(s.lenders, lender{inst: in, index: i})
}

// expire ends h, which the host got for the duration of the call.
func (s *Subtask) expire(h *Handle) {
	s.lenders = append(s.lenders, lender{host: h, expires: true})
}

// lendHost counts the loan of a handle of the host.
func (s *Subtask) lendHost(h *Handle) {
	h.lends++
	s.lenders = append(s.lenders, lender{host: h})
}

// Resolve ends the call: what was lent is free again. It keeps the memory of s.
func (s *Subtask) Resolve() {
	for i := range s.lenders {
		l := &s.lenders[i]
		switch {
		case l.host == nil:
			l.inst.Handles.entries[l.index].lends--
			continue // what lenders keeps of it lives as long as s anyway
		case l.expires:
			l.host.state = handleExpired
		default:
			l.host.lends--
		}
		l.host = nil
	}
	s.lenders = s.lenders[:0]
}

// Started says that the callee takes the arguments.
func (s *Subtask) Started(index uint32) { s.set(index, SubtaskStarted) }

// Ended says that the callee has returned, or has ended because it was asked to.
func (s *Subtask) Ended(index uint32, cancelled bool) {
	switch {
	case !cancelled:
		s.set(index, SubtaskReturned)
	case s.state == SubtaskStarting:
		s.set(index, SubtaskCancelledBeforeStarted)
	default:
		s.set(index, SubtaskCancelledBeforeReturned)
	}
}

// set changes the state and tells the guest, if it knows the subtask.
func (s *Subtask) set(index uint32, state SubtaskState) {
	s.state = state
	if !s.shared {
		return
	}
	s.notify(func() Event {
		if s.Resolved() {
			s.Deliver()
		}
		return Event{EventSubtask, index, uint32(s.state)}
	})
}

// Resolved tells whether the call has ended.
func (s *Subtask) Resolved() bool { return s.state >= SubtaskReturned }

// Deliver ends the call for its caller.
func (s *Subtask) Deliver() {
	s.Resolve()
	s.delivered = true
}

// Share puts the subtask into the table of its caller and returns what an
// asynchronous call returns.
func (s *Subtask) Share(in *Instance) (index uint32, packed uint64) {
	s.shared = true
	index = in.Handles.add(entry{kind: entryAsync, obj: s})
	return index, uint64(uint32(s.state) | index<<4)
}

func (in *Instance) subtask(i uint32) *Subtask {
	s, ok := in.Handles.get(i).obj.(*Subtask)
	if !ok {
		trap(TrapWrongHandle, "handle index %d is not a subtask", i)
	}
	return s
}

// Blocked is what an operation returns that has not ended yet.
const Blocked = 0xffff_ffff

// SubtaskCancel is "canon subtask.cancel".
func (in *Instance) SubtaskCancel(t *Thread, async bool, i uint32) uint32 {
	in.CheckLeave()
	s := in.subtask(i)
	switch {
	case s.delivered:
		trap(TrapCancelTwice, "`subtask.cancel` called after terminal status delivered")
	case s.asked:
		trap(TrapCancelTwice, "`subtask.cancel` called twice for the same subtask")
	}
	s.notInSet(async)
	if !s.Resolved() {
		s.asked = true
		s.OnCancel(in)
		if !s.Resolved() {
			if async {
				return Blocked
			}
			s.await(t, s.Resolved) // that it has started is no answer
		}
	}
	return s.take().Payload
}

// SubtaskDrop is "canon subtask.drop".
func (in *Instance) SubtaskDrop(i uint32) {
	in.CheckLeave()
	s := in.subtask(i)
	if !s.delivered {
		trap(TrapNotResolved, "cannot drop a subtask which has not yet resolved")
	}
	s.join(nil)
	in.Handles.remove(i)
}
