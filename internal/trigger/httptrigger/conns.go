package httptrigger

import (
	"errors"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// conns are the connections of a server, which it closes when they take too long
// to send a header, or are idle for too long. The timeouts of net/http do the
// same, and set and clear a deadline of the connection several times for each
// request: a tenth of what a small one costs. Here a request stores a number
// twice, and the clock goes round now and then.
type conns struct {
	header, idle uint32 // in ticks of the clock

	now  atomic.Uint32
	mu   sync.Mutex
	open map[*conn]struct{}
}

// ticksPerHeader is how fine the clock is.
const ticksPerHeader = 8

// A phase is what a connection does.
type phase uint32

const (
	phaseHeader phase = iota // sends a header, or is new
	phaseActive              // has a request that is being answered
	phaseIdle                // has none
)

// A conn is a connection of a client.
type conn struct {
	net.Conn
	conns *conns
	state atomic.Uint64 // phase, and since when
	read  bool          // something was read
	http2 bool          // and it was HTTP/2, which has frames that are no requests

	reads   atomic.Int32 // that are under way
	expired atomic.Bool  // reads end at once
	// Those of Conn.
	readDeadline, writeDeadline deadline
}

func newConns(header, idle time.Duration) *conns {
	tick := header / ticksPerHeader
	return &conns{header: ticksPerHeader, idle: uint32(idle / tick), open: map[*conn]struct{}{}}
}

// run keeps the clock until done is closed.
func (s *conns) run(tick time.Duration, done <-chan struct{}) {
	clock := time.NewTicker(tick)
	defer clock.Stop()
	for {
		select {
		case <-done:
			return
		case <-clock.C:
			s.sweep(s.now.Add(1))
		}
	}
}

// sweep closes the connections whose time is up.
func (s *conns) sweep(now uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.open {
		state := c.state.Load()
		limit := s.header
		switch phase(state >> 32) {
		case phaseActive:
			continue
		case phaseIdle:
			limit = s.idle
		}
		if now-uint32(state) > limit {
			_ = c.Conn.Close() // its reader sees it
		}
	}
}

// begin notes that a phase begins.
func (c *conn) begin(p phase) { c.state.Store(uint64(p)<<32 | uint64(c.conns.now.Load())) }

// changed is the [http.Server]'s ConnState.
func (s *conns) changed(nc net.Conn, state http.ConnState) {
	c, ok := nc.(*conn)
	if !ok {
		return
	}
	switch state {
	case http.StateActive: // the first header is there
		c.begin(phaseActive)
	case http.StateIdle:
		c.begin(phaseIdle)
	case http.StateClosed, http.StateHijacked:
		s.mu.Lock()
		delete(s.open, c)
		s.mu.Unlock()
	}
}

// preface begins connections of HTTP/2 (RFC 9113, 3.4).
const preface = "PRI "

// Read implements [net.Conn]. What an idle connection sends is a header.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.receive(p)
	if n == 0 {
		return n, err
	}
	if !c.read {
		c.read = true
		c.http2 = n >= len(preface) && string(p[:len(preface)]) == preface
	}
	if !c.http2 && phase(c.state.Load()>>32) == phaseIdle {
		c.begin(phaseHeader)
	}
	return n, err
}

// receive reads unless reads are to end.
func (c *conn) receive(p []byte) (int, error) {
	c.reads.Add(1) // before it looks at expired: see SetReadDeadline
	defer c.reads.Add(-1)
	if c.expired.Load() {
		return 0, os.ErrDeadlineExceeded
	}
	return c.Conn.Read(p)
}

// A deadline tells whether one may be set.
type deadline struct{ set atomic.Bool }

// change sets a deadline by set, but does not clear one that is not there, as
// net/http does several times for each request.
func (d *deadline) change(t time.Time, set func(time.Time) error) error {
	if !t.IsZero() {
		defer d.set.Store(true) // afterwards, so that who clears it meanwhile leaves it, or clears it again
		return set(t)
	}
	if !d.set.Load() {
		return nil
	}
	d.set.Store(false)
	return set(t)
}

// longAgo is the deadline that interrupts a read.
var longAgo = time.Unix(1, 0)

// SetReadDeadline implements [net.Conn]. For each request net/http has a goroutine
// look whether the client goes away, and interrupts it when the answer is written.
// Most goroutines have not come to read by then: so Conn gets the deadline only if
// somebody reads.
func (c *conn) SetReadDeadline(t time.Time) error {
	interrupt := t.Equal(longAgo)
	c.expired.Store(interrupt)
	if interrupt && c.reads.Load() == 0 {
		return nil // who begins to read from now on sees it
	}
	return c.readDeadline.change(t, c.Conn.SetReadDeadline)
}

// SetWriteDeadline implements [net.Conn].
func (c *conn) SetWriteDeadline(t time.Time) error {
	return c.writeDeadline.change(t, c.Conn.SetWriteDeadline)
}

// SetDeadline implements [net.Conn].
func (c *conn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}

// A listener makes the connections of a server known to it.
type listener struct {
	net.Listener
	conns *conns
}

// Accept implements [net.Listener].
func (l listener) Accept() (net.Conn, error) {
	nc, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: nc, conns: l.conns}
	c.begin(phaseHeader)
	l.conns.mu.Lock()
	l.conns.open[c] = struct{}{}
	l.conns.mu.Unlock()
	return c, nil
}
