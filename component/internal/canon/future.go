package canon

// A future is what the two ends of a future share, see "Future State",
// SharedFutureImpl.
type future struct{ rendezvous }

// copy begins an operation of an end with a buffer of inst, of one element.
func (f *future) copy(inst *Instance, b *buffer, e *copyEnd) {
	p := &f.pending
	switch {
	case f.dropped:
		e.copied(b, CopyDropped, nil)
	case p.buffer == nil:
		f.begin(inst, b, e)
	default:
		checkPeers(f.elem, inst, p.inst, "future")
		if e.writes {
			p.buffer.move(b)
		} else {
			b.move(p.buffer)
		}
		f.notify(CopyCompleted)
		e.copied(b, CopyCompleted, nil)
	}
}
