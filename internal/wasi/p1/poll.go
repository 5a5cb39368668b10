package p1

import (
	"context"

	"github.com/gyro-wasm/gyro/internal/wasi"
)

// The types of subscriptions and events ($eventtype).
const (
	eventClock = iota
	eventFDRead
	eventFDWrite
)

const (
	subscriptionSize = 48
	eventSize        = 32
	// maxSubscriptions bounds what one call makes the host hold.
	maxSubscriptions = 1 << 16
)

// pollScratch is what pollOneoff keeps from call to call.
type pollScratch struct {
	subs      []subscription
	pollables []wasi.Pollable
	ready     []uint32
}

// A subscription is one of the guest's, decoded.
type subscription struct {
	userdata uint64
	typ      byte
	err      errno
	nbytes   uint64
}

// pollOneoff waits until at least one of the subscriptions has an event, and
// stores all events that there are and their number. A subscription that
// cannot be waited for has an event with an error, at once. The waiting
// goroutine is parked.
func pollOneoff(ctx context.Context, p *Process, m memory, a []uint64) errno {
	n := uint32(a[2])
	if n == 0 {
		return errnoInval
	}
	in, ok := m.list(uint32(a[0]), n, subscriptionSize, 8)
	out, ok2 := m.list(uint32(a[1]), n, eventSize, 8)
	if !ok || !ok2 || !m.ok32(uint32(a[3])) {
		return trap
	}
	if n > maxSubscriptions {
		return errnoNomem
	}
	s := &p.poll
	s.subs, s.pollables = s.subs[:0], s.pollables[:0]
	defer func() { clear(s.pollables) }()
	for ; len(in) > 0; in = in[subscriptionSize:] {
		sub, pollable := p.subscription(in[:subscriptionSize])
		if sub.err == errnoInval && sub.typ > eventFDWrite {
			return errnoInval
		}
		s.subs = append(s.subs, sub)
		s.pollables = append(s.pollables, pollable)
	}
	var err error
	s.ready, err = wasi.AppendPoll(ctx, s.ready[:0], s.pollables)
	if err != nil {
		return p.fail(ctx, err)
	}
	for i, k := range s.ready {
		putEvent(out[eventSize*i:], &s.subs[k])
	}
	m.put32(uint32(a[3]), uint32(len(s.ready)))
	return errnoSuccess
}

// subscription decodes a $subscription: user data (8 bytes), type (1, then
// padding), and at 16 its content: of a clock its number (4, then padding),
// timeout (8), precision (8) and flags (2), else a descriptor (4).
func (p *Process) subscription(in []byte) (subscription, wasi.Pollable) {
	s := subscription{userdata: le.Uint64(in), typ: in[8]}
	var pollable wasi.Pollable
	switch s.typ {
	case eventClock:
		pollable, s.err = p.clockPollable(le.Uint32(in[16:]), le.Uint64(in[24:]), le.Uint16(in[40:]))
	case eventFDRead:
		pollable, s.nbytes, s.err = p.readPollable(uint64(le.Uint32(in[16:])))
	case eventFDWrite:
		pollable, s.nbytes, s.err = p.writePollable(uint64(le.Uint32(in[16:])))
	default:
		s.err = errnoInval
	}
	if s.err != errnoSuccess {
		pollable = wasi.Always
	}
	return s, pollable
}

// clockPollable is ready when the clock has reached timeout, or (bit 0 of
// flags is clear) when it has advanced by that much.
func (p *Process) clockPollable(clock uint32, timeout uint64, flags uint16) (wasi.Pollable, errno) {
	now, ok := p.now(clock)
	if !ok || flags > 1 {
		return nil, errnoInval
	}
	if flags == 1 { // absolute
		timeout -= min(timeout, now)
	}
	if timeout == 0 {
		return wasi.Always, errnoSuccess
	}
	return wasi.SubscribeDuration(p.state.Monotonic(), timeout), errnoSuccess
}

// readPollable is ready when a descriptor can be read; nbytes is how many
// bytes there are at least, or 1.
func (p *Process) readPollable(n uint64) (pollable wasi.Pollable, nbytes uint64, e errno) {
	if h, ok := p.pollableOf(n); ok {
		return h, 1, errnoSuccess
	}
	switch f := p.fd(n); {
	case f == nil:
		return nil, 0, errnoBadf
	case f.file != nil:
		st, err := f.file.Stat()
		if err != nil || st.Size < f.pos {
			return wasi.Always, 0, errnoSuccess
		}
		return wasi.Always, st.Size - f.pos, errnoSuccess
	case f.listener != nil:
		return f.listener, 1, errnoSuccess
	case f.in != nil:
		return f.in, 1, errnoSuccess
	}
	return nil, 0, errnoBadf
}

// writePollable is ready when a descriptor can be written.
func (p *Process) writePollable(n uint64) (pollable wasi.Pollable, nbytes uint64, e errno) {
	switch f := p.fd(n); {
	case f == nil:
		return nil, 0, errnoBadf
	case f.file != nil:
		return wasi.Always, 1, errnoSuccess
	case f.out != nil:
		return f.out, 1, errnoSuccess
	}
	return nil, 0, errnoBadf
}

// putEvent stores an $event: user data (8 bytes), error (2), type (1, then
// padding), and at 16 the number of bytes (8) and flags (2).
func putEvent(out []byte, s *subscription) {
	clear(out[:eventSize])
	le.PutUint64(out, s.userdata)
	le.PutUint16(out[8:], uint16(s.err))
	out[10] = s.typ
	le.PutUint64(out[16:], s.nbytes)
}
