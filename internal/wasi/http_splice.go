package wasi

import (
	"context"
	"io"
	"sync"
)

// A splice is a body that goes from one message to another, with no guest
// between: the wire reads it where it comes from.
type splice struct {
	r    io.Reader
	once sync.Once
	end  func(error)
	buf  *[spliceSize]byte
	more bool // the last read was as long as can be

	fetched bool // n and err are what read returns next
	n       int
	err     error
}

// spliceSize is how much is read at once, in bytes.
const spliceSize = 32 << 10

var spliceBuffers = sync.Pool{New: func() any { return new([spliceSize]byte) }}

// From has the body read from r by the wire, instead of being written by a guest.
// It is called before the message is sent. end is called on the goroutine of the
// wire when r has ended, with the error that is not io.EOF or nil; it finishes or
// drops the body. A wire that is closed before calls it too.
func (b *OutgoingBody) From(r io.Reader, end func(error)) { b.from = &splice{r: r, end: end} }

// next is that of the body.
func (s *splice) next(b *OutgoingBody) ([]byte, error) {
	b.mu.Lock()
	state, done := b.state, b.wireDone
	b.mu.Unlock()
	switch {
	case done:
		return nil, io.ErrClosedPipe
	case state == bodyFinished:
		return nil, io.EOF
	case state == bodyAborted:
		return nil, errBodyAborted
	}
	n, err := s.read()
	s.more = n == spliceSize
	if n > 0 {
		if err := b.count(n); err != nil {
			s.stop(err)
			return nil, err
		}
		return s.buf[:n], nil // a reader says again how it has ended
	}
	if err == nil {
		return nil, nil
	}
	if err == io.EOF {
		err = nil
	}
	s.stop(err)
	b.mu.Lock()
	for b.state == bodyOpen && !b.wireDone { // the trailers are not there yet
		b.more.Wait()
	}
	b.mu.Unlock()
	return s.next(b)
}

// read reads into the buffer.
func (s *splice) read() (int, error) {
	if s.buf == nil {
		s.buf = spliceBuffers.Get().(*[spliceSize]byte)
	}
	if s.fetched {
		s.fetched = false
		return s.n, s.err
	}
	return s.r.Read(s.buf[:])
}

// prefetch makes the first read before its time.
func (s *splice) prefetch() {
	s.n, s.err = s.read()
	s.fetched = true
}

func (s *splice) stop(err error) {
	s.once.Do(func() {
		if s.buf != nil {
			spliceBuffers.Put(s.buf)
			s.buf = nil
		}
		s.end(err)
	})
}

// count counts bytes of the body; more than its Content-Length are an
// [*HTTPError].
func (b *OutgoingBody) count(n int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.written += uint64(n)
	if b.declared < 0 || b.written <= uint64(b.declared) {
		return nil
	}
	b.sizeErr = httpBodySizeError(b.sizeCode, b.written)
	b.endLocked(bodyAborted)
	return b.sizeErr
}

// Rest returns a reader of what is left of the body, for who passes it on: nobody
// else reads it from now on. A Read that waits ends with ctx.
func (b *IncomingBody) Rest(ctx context.Context) io.Reader {
	if b.src == nil {
		return eofReader{}
	}
	if s, ok := b.input.InputStream.(*ReaderStream); ok && b.stream != nil && !s.unused() {
		return &streamReader{Beside(ctx), s} // the wire waits, not the guest
	}
	return b.src
}

type eofReader struct{}

func (eofReader) Read([]byte) (int, error) { return 0, io.EOF }

// A streamReader waits for what a stream has.
type streamReader struct {
	ctx context.Context
	s   InputStream
}

// Read implements [io.Reader].
func (r *streamReader) Read(p []byte) (int, error) { return BlockingRead(r.ctx, r.s, p) }

// unused tells whether nothing was read into the buffer of the stream, and sees to
// it that nothing will be.
func (s *ReaderStream) unused() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.feeding || s.ring.n > 0 || s.err != nil || s.used {
		return false
	}
	s.closed = true
	return true
}
