package http1

import (
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// conns are the connections of a server, which it closes when they take too long
// to send a head, or are idle for too long. Timeouts by deadlines, as net/http has
// them, set and clear one several times for each request. Here a request stores a
// number twice, and the clock goes round now and then.
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
	phaseClosed              // is being closed, as the server stops
)

// A conn is a connection of a client.
type conn struct {
	net.Conn
	conns *conns
	state atomic.Uint64 // phase, and since when
	plain bool          // a session has it, not net/http
	read  bool          // something was read
	http2 bool          // and it was HTTP/2, which has frames that are no requests

	pending []byte // what was read before net/http got it
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
func (c *conn) begin(p phase) { c.state.Store(c.since(p)) }

func (c *conn) since(p phase) uint64 { return uint64(p)<<32 | uint64(c.conns.now.Load()) }

// enter is begin for a connection that a session has. It fails if the connection
// is being closed.
func (c *conn) enter(p phase) bool {
	for {
		old := c.state.Load()
		if phase(old>>32) == phaseClosed {
			return false
		}
		if c.state.CompareAndSwap(old, c.since(p)) {
			return true
		}
	}
}

// closeIdle closes the connections of sessions that have no request, those
// without a first one only if they are old, and reports how many are left.
func (s *conns) closeIdle() (left int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now.Load()
	for c := range s.open {
		if !c.plain {
			continue
		}
		state := c.state.Load()
		idle := phase(state>>32) == phaseIdle || phase(state>>32) == phaseHeader && now-uint32(state) > 1
		if !idle || !c.state.CompareAndSwap(state, c.since(phaseClosed)) {
			left++
			continue
		}
		_ = c.Conn.Close() // its session sees it
	}
	return left
}

// forget removes a connection from those that are looked after.
func (s *conns) forget(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, c)
}

// closePlain closes the connections of sessions.
func (s *conns) closePlain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.open {
		if c.plain {
			_ = c.Conn.Close()
		}
	}
}

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
		s.forget(c)
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

// receive reads what was read before, and then more.
func (c *conn) receive(p []byte) (int, error) {
	if len(c.pending) > 0 {
		n := copy(p, c.pending)
		c.pending = c.pending[n:]
		return n, nil
	}
	return c.Conn.Read(p)
}

// readHead is Read for a session that reads a head.
func (c *conn) readHead(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && phase(c.state.Load()>>32) == phaseIdle && !c.enter(phaseHeader) {
		return 0, net.ErrClosed
	}
	return n, err
}

// longAgo is the deadline that interrupts a read.
var longAgo = time.Unix(1, 0)

// add makes a connection known.
func (s *conns) add(nc net.Conn, plain bool) *conn {
	c := &conn{Conn: nc, conns: s, plain: plain}
	c.begin(phaseHeader)
	s.mu.Lock()
	s.open[c] = struct{}{}
	s.mu.Unlock()
	return c
}
