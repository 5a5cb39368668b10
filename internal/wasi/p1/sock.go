package p1

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"

	"github.com/gyro-wasm/gyro/internal/wasi"
)

// A Socket is what an instance may be given besides files: a [Listener] or a
// [*Conn].
type Socket interface{ Close() error }

// A Listener is a socket that accepts connections. Ready means that Accept
// would not fail with [ErrAgain].
type Listener interface {
	wasi.Pollable
	// Accept returns a connection that is there; it never blocks.
	Accept() (*Conn, error)
	Close() error
}

// ErrAgain is the error of a listener that has no connection yet.
var ErrAgain = errors.New("no connection to accept yet")

// A Conn is a connection as two streams. Both may be one object.
type Conn struct {
	In  wasi.InputStream
	Out wasi.OutputStream
}

// Close closes both directions.
func (c *Conn) Close() error { return errors.Join(c.In.Close(), c.Out.Close()) }

// NewConn returns a connection over c, which is closed once both directions
// are.
func NewConn(c net.Conn) *Conn {
	h := &halves{Conn: c, left: 2}
	return &Conn{wasi.NewReaderStream(readHalf{h}), wasi.NewWriterStream(writeHalf{h})}
}

// halves closes a connection when both of its directions have been closed.
type halves struct {
	net.Conn
	mu   sync.Mutex
	left int
}

func (h *halves) closeHalf(half func() error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.left--; h.left == 0 {
		return h.Conn.Close()
	}
	return half()
}

type readHalf struct{ h *halves }

func (r readHalf) Read(p []byte) (int, error) { return r.h.Read(p) }

func (r readHalf) Close() error {
	return r.h.closeHalf(func() error {
		if c, ok := r.h.Conn.(interface{ CloseRead() error }); ok {
			return c.CloseRead()
		}
		return nil
	})
}

type writeHalf struct{ h *halves }

func (w writeHalf) Write(p []byte) (int, error) { return w.h.Write(p) }

func (w writeHalf) Close() error {
	return w.h.closeHalf(func() error {
		if c, ok := w.h.Conn.(interface{ CloseWrite() error }); ok {
			return c.CloseWrite()
		}
		return nil
	})
}

// NewListener returns a listener over l. A goroutine accepts one connection
// ahead, from the first use on.
func NewListener(l net.Listener) Listener { return &listener{l: l} }

type listener struct {
	l net.Listener

	mu        sync.Mutex
	conn      net.Conn
	err       error // of the last accept, until it was returned
	accepting bool
	closed    bool
	subs      wasi.Notifier
}

func (l *listener) Ready() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acceptLocked()
	return l.conn != nil || l.err != nil || l.closed
}

func (l *listener) Subscribe(wake func()) (cancel func()) { return l.subs.SubscribeTo(l, wake) }

func (l *listener) Accept() (*Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, net.ErrClosed
	}
	conn, err := l.conn, l.err
	l.conn, l.err = nil, nil
	l.acceptLocked()
	switch {
	case err != nil:
		return nil, err
	case conn == nil:
		return nil, ErrAgain
	}
	return NewConn(conn), nil
}

func (l *listener) acceptLocked() {
	if l.accepting || l.closed || l.conn != nil || l.err != nil {
		return
	}
	l.accepting = true
	go func() {
		conn, err := l.l.Accept()
		l.mu.Lock()
		defer l.mu.Unlock()
		l.accepting = false
		if l.closed && conn != nil {
			conn.Close()
			return
		}
		l.conn, l.err = conn, err
		l.subs.Wake()
	}()
}

func (l *listener) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	l.closed = true
	if l.conn != nil {
		l.conn.Close()
	}
	return l.l.Close()
}

func socketFD(s Socket) (fd, error) {
	switch s := s.(type) {
	case Listener:
		return fd{listener: s}, nil
	case *Conn:
		return fd{conn: s, in: s.In, out: s.Out}, nil
	}
	return fd{}, fmt.Errorf("preview1: socket of type %T is neither a Listener nor a *Conn", s)
}

// sockAccept stores the descriptor of a new connection. It waits for one
// unless the listener is nonblocking.
func sockAccept(ctx context.Context, p *Process, m memory, a []uint64) errno {
	f := p.fd(a[0])
	switch {
	case f == nil:
		return errnoBadf
	case f.listener == nil:
		return errnoNotsock
	case uint32(a[1])&^uint32(fdNonblock) != 0:
		return errnoInval
	case !m.ok32(uint32(a[2])):
		return trap
	}
	conn, err := f.accept(ctx)
	switch {
	case err == ErrAgain:
		return errnoAgain
	case err != nil && ctx.Err() == nil:
		return errnoConnaborted
	case err != nil:
		return p.fail(ctx, err)
	}
	n, ok := p.add(&fd{conn: conn, in: conn.In, out: conn.Out, flags: uint16(a[1])})
	if !ok {
		_ = conn.Close() // the table is full: that is what the guest hears
		return errnoMfile
	}
	m.put32(uint32(a[2]), n)
	return errnoSuccess
}

func (f *fd) accept(ctx context.Context) (*Conn, error) {
	for {
		conn, err := f.listener.Accept()
		if err != ErrAgain || f.flags&fdNonblock != 0 {
			return conn, err
		}
		if err := wasi.Wait(ctx, f.listener); err != nil {
			return nil, err
		}
	}
}

// connection returns the entry of a connection.
func (p *Process) connection(n uint64) (*fd, errno) {
	f := p.fd(n)
	switch {
	case f == nil:
		return nil, errnoBadf
	case f.conn == nil:
		return nil, errnoNotsock
	}
	return f, errnoSuccess
}

// The bits of $riflags.
const (
	recvPeek = 1 << iota
	recvWaitall
)

// sockRecv reads from a connection; with recv_waitall until the buffers are
// full or the connection ends. To peek is not supported.
func sockRecv(ctx context.Context, p *Process, m memory, a []uint64) errno {
	f, e := p.connection(a[0])
	if e != errnoSuccess {
		return e
	}
	v, ok := m.vectors(a[1], a[2])
	flagsAt, ok2 := m.record(uint32(a[5]), 2, 2)
	if !ok || !ok2 || !m.ok32(uint32(a[4])) {
		return trap
	}
	switch flags := uint32(a[3]); {
	case flags&^(recvPeek|recvWaitall) != 0:
		return errnoInval
	case flags&recvPeek != 0:
		return errnoNotsup
	}
	n, e := p.recv(ctx, f, v, uint32(a[3])&recvWaitall != 0)
	if e != errnoSuccess {
		return e
	}
	m.put32(uint32(a[4]), uint32(n))
	le.PutUint16(flagsAt, 0)
	return errnoSuccess
}

func (p *Process) recv(ctx context.Context, f *fd, v vectors, all bool) (uint64, errno) {
	if !all {
		n, e := p.receive(ctx, f, v.first())
		return uint64(n), e
	}
	n, err := v.each(func(b []byte, _ uint64) (int, error) {
		done := 0
		for done < len(b) {
			n, err := wasi.BlockingRead(ctx, f.in, b[done:])
			if done += n; err != nil {
				return done, err
			}
		}
		return done, nil
	})
	if err == io.EOF || n > 0 && ctx.Err() == nil {
		err = nil // it comes again
	}
	return n, p.fail(ctx, err)
}

// sockSend writes to a connection. There are no flags.
func sockSend(ctx context.Context, p *Process, m memory, a []uint64) errno {
	f, e := p.connection(a[0])
	if e != errnoSuccess {
		return e
	}
	v, ok := m.vectors(a[1], a[2])
	if !ok || !m.ok32(uint32(a[4])) {
		return trap
	}
	if uint32(a[3]) != 0 {
		return errnoInval
	}
	n, e := p.send(ctx, f, v)
	if e == errnoSuccess {
		m.put32(uint32(a[4]), uint32(n))
	}
	return e
}

// sockShutdown closes one (1 = receiving, 2 = sending) or both (3) directions
// of a connection.
func sockShutdown(ctx context.Context, p *Process, _ memory, a []uint64) errno {
	f, e := p.connection(a[0])
	if e != errnoSuccess {
		return e
	}
	how := uint32(a[1])
	if how == 0 || how > 3 {
		return errnoInval
	}
	var errs [2]error
	if how&1 != 0 {
		errs[0] = f.in.Close()
	}
	if how&2 != 0 {
		errs[1] = f.out.Close()
	}
	return p.fail(ctx, errors.Join(errs[:]...))
}
