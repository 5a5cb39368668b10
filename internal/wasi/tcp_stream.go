package wasi

import (
	"io"
	"sync"
)

// tcpPermit is how many bytes one write to a connection may have.
const tcpPermit = 64 << 10

// newTCPStreams returns the streams of a connection, which share its socket.
func newTCPStreams(s *socket) (InputStream, OutputStream) {
	s.retain()
	s.retain()
	return &tcpInput{sock: s}, &tcpOutput{sock: s}
}

// tcpInput reads straight from the socket.
type tcpInput struct {
	sock    *socket
	closed  bool // it has ended
	dropped bool // by the guest
}

// Ready implements [Pollable].
func (i *tcpInput) Ready() bool { return i.sock.readable.Ready() }

// Subscribe implements [Pollable].
func (i *tcpInput) Subscribe(wake func()) (cancel func()) { return i.sock.readable.Subscribe(wake) }

// Read implements [InputStream].
func (i *tcpInput) Read(p []byte) (int, error) {
	if i.closed || i.sock.receiveShut.Load() {
		return 0, io.EOF
	}
	if len(p) == 0 {
		return 0, nil
	}
	n, err := i.sock.read(p)
	switch {
	case err == errWouldBlock:
		return 0, nil
	case err != nil:
		i.closed = true
		return 0, socketError(err)
	case n == 0:
		i.closed = true
		return 0, io.EOF
	}
	return n, nil
}

// Close implements [InputStream].
func (i *tcpInput) Close() error {
	if i.dropped {
		return nil
	}
	i.closed, i.dropped = true, true
	_ = i.sock.shutdown(true, false) // the peer may have gone
	i.sock.release()
	return nil
}

// tcpOutput writes straight to the socket; what the system does not take at
// once, less than a permit, is written by a goroutine.
type tcpOutput struct {
	sock *socket

	mu     sync.Mutex
	rest   []byte
	err    error
	closed bool
}

// Ready implements [Pollable].
func (o *tcpOutput) Ready() bool {
	n, err := o.peek()
	return n > 0 || err != nil
}

// Subscribe implements [Pollable].
func (o *tcpOutput) Subscribe(wake func()) (cancel func()) {
	return o.sock.writable.subscribe(o, wake)
}

// peek is CheckWrite that leaves an error to be reported.
func (o *tcpOutput) peek() (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.closed || o.sock.sendShut.Load():
		return 0, io.EOF
	case o.err != nil:
		return 0, o.err
	case len(o.rest) > 0 || !o.sock.writable.Ready():
		return 0, nil
	}
	return tcpPermit, nil
}

// CheckWrite implements [OutputStream].
func (o *tcpOutput) CheckWrite() (int, error) {
	n, err := o.peek()
	if err != nil {
		o.fail(io.EOF)
	}
	return n, err
}

func (o *tcpOutput) fail(err error) {
	o.mu.Lock()
	o.err = err
	o.mu.Unlock()
}

// Write implements [OutputStream].
func (o *tcpOutput) Write(p []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.closed || o.sock.sendShut.Load():
		return io.EOF
	case o.err != nil:
		err := o.err
		o.err = io.EOF
		return err
	case len(p) > tcpPermit || len(o.rest) > 0 && len(p) > 0:
		return ErrPermit
	}
	n, err := o.sock.write(p)
	if err != nil && err != errWouldBlock {
		o.err = io.EOF
		return socketError(err)
	}
	if n < len(p) {
		o.rest = append(o.rest, p[n:]...)
		o.sock.retain()
		o.sock.drainStarts()
		go o.drain()
	}
	return nil
}

// drain writes the rest as the peer takes it.
func (o *tcpOutput) drain() {
	o.sock.writeAll(func(write func([]byte) (int, error)) (done bool) {
		o.mu.Lock()
		defer o.mu.Unlock()
		n, err := write(o.rest)
		o.rest = o.rest[n:]
		if err == errWouldBlock {
			return false
		}
		if err != nil {
			o.err = socketError(err)
		}
		return len(o.rest) == 0 || err != nil
	})
	o.mu.Lock()
	o.rest = nil
	o.mu.Unlock()
	o.sock.drainEnds()
	o.sock.writable.subs.Wake()
	o.sock.release()
}

// Flush implements [OutputStream]: there is no permit while there is a rest.
func (o *tcpOutput) Flush() error {
	_, err := o.CheckWrite()
	return err
}

// Close implements [OutputStream]. The peer sees the end once it has taken
// what was written.
func (o *tcpOutput) Close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return nil
	}
	o.closed = true
	_ = o.sock.shutdown(false, true) // the peer may have gone
	o.sock.release()
	return nil
}
