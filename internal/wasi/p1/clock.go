package p1

import "context"

// The clocks ($clockid). Those of CPU time are not supported.
const (
	clockRealtime  = 0
	clockMonotonic = 1
)

// clockResGet stores the resolution of a clock in nanoseconds.
func clockResGet(_ context.Context, p *Process, m memory, a []uint64) errno {
	var res uint64
	switch uint32(a[0]) {
	case clockRealtime:
		res = p.state.Wall().Resolution().Nanos()
	case clockMonotonic:
		res = p.state.Monotonic().Resolution()
	default:
		return errnoInval
	}
	return store64(m, uint32(a[1]), res)
}

// clockTimeGet stores the time of a clock in nanoseconds. The precision that
// the guest asks for is no matter: the clocks are as precise as they can.
func clockTimeGet(_ context.Context, p *Process, m memory, a []uint64) errno {
	now, ok := p.now(uint32(a[0]))
	if !ok {
		return errnoInval
	}
	return store64(m, uint32(a[2]), now)
}

func (p *Process) now(clock uint32) (ns uint64, ok bool) {
	switch clock {
	case clockRealtime:
		return p.state.Wall().Now().Nanos(), true
	case clockMonotonic:
		return p.state.Monotonic().Now(), true
	}
	return 0, false
}

func store64(m memory, ptr uint32, v uint64) errno {
	if !m.ok64(ptr) {
		return trap
	}
	m.put64(ptr, v)
	return errnoSuccess
}
