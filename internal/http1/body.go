package http1

import (
	"io"
	"net/http"
	"sync"
	"time"
)

// A body is that of a request, which has a known length.
type body struct {
	session *session
	of      *bodyReader
}

// A bodyReader reads the body of one request. Whoever has the request may read on
// when it is answered, and reads nothing then.
type bodyReader struct {
	x *session

	mu     sync.Mutex
	left   int64
	err    error // of the connection
	closed bool
}

func (b *body) begin(length int64) io.ReadCloser {
	b.of = &bodyReader{x: b.session, left: length}
	return b.of
}

// Read implements [io.Reader]. The end comes with the last bytes.
func (b *bodyReader) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return 0, http.ErrBodyReadAfterClose
	}
	return b.read(p)
}

func (b *bodyReader) read(p []byte) (n int, err error) {
	switch {
	case b.err != nil:
		return 0, b.err
	case b.left == 0:
		return 0, io.EOF
	case len(p) == 0:
		return 0, nil
	}
	p = p[:min(int64(len(p)), b.left)]
	if x := b.x; x.r < x.w {
		n = copy(p, x.buf[x.r:x.w])
		x.r += n
	} else {
		n, err = x.conn.Conn.Read(p)
	}
	b.left -= int64(n)
	if b.left == 0 {
		b.x.watch.bodyEnded()
		return n, io.EOF
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if b.err = err; err != nil {
		b.x.watch.gone()
	}
	return n, err
}

// Close implements [io.Closer].
func (b *bodyReader) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	return nil
}

// What is read of a body that nobody wanted, so that the connection can go on, in
// bytes, and how long that may take.
const (
	maxDiscard  = 256 << 10
	discardTime = 5 * time.Second
)

// end ends the body after the connection was closed: nobody reads from now on.
func (b *body) end() {
	if of := b.of; of != nil {
		of.mu.Lock()
		of.closed = true
		of.mu.Unlock()
		b.of = nil
	}
}

// discard reads the rest of the body if that is little, and reports whether
// nothing is left. Nobody else reads it from now on.
func (b *body) discard() bool {
	of := b.of
	if of == nil {
		return true
	}
	b.of = nil
	of.mu.Lock()
	defer of.mu.Unlock()
	of.closed = true
	if of.err != nil || of.left > maxDiscard {
		return false
	}
	return of.skip()
}

// ready makes the connection ready for a response to a client that may send the
// whole request before it reads: it reads what is left of the body. It reports
// whether that is all of it; else the connection has to end with the response.
func (b *body) ready() bool {
	of := b.of
	if of == nil {
		return true
	}
	of.mu.Lock()
	defer of.mu.Unlock()
	if of.err != nil || of.left > maxDiscard {
		return false
	}
	return of.skip()
}

// skip reads the rest of the body and reports whether it could.
func (b *bodyReader) skip() bool {
	if b.left == 0 {
		return true
	}
	c := b.x.conn.Conn
	if c.SetReadDeadline(time.Now().Add(discardTime)) != nil {
		return false
	}
	var scratch [4 << 10]byte
	for b.left > 0 {
		if _, err := b.read(scratch[:]); err != nil && err != io.EOF {
			return false
		}
	}
	return c.SetReadDeadline(time.Time{}) == nil
}
