package canon

import "unsafe"

// A Subtask is one call out of a component instance (or out of the host), see
// "Subtask State": it remembers which handles were lent to the callee. The
// zero Subtask has just begun. It may be used again after [Subtask.Resolve].
type Subtask struct {
	lenders []lender
}

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
