package wasi

import (
	"io"
	"sync"
)

const (
	scratchSize = 32 << 10
	minBuffer   = 4 << 10
)

// scratch are buffers for bytes on their way from one place to another.
var scratch = sync.Pool{New: func() any { return new([scratchSize]byte) }}

var zeroes [MaxBlockingWrite]byte

// A ring is a bounded queue of bytes that grows from nothing to limit. Its
// owner locks. free and data return slices into the ring that stay usable
// without the lock, because one side only ever touches one of them, as long as
// put and free are called by one side and data and drop by the other.
type ring struct {
	buf   []byte
	head  int // of the first byte
	n     int // bytes held
	limit int
}

// space is how many bytes may still be put.
func (r *ring) space() int { return r.limit - r.n }

// grow makes room for n more bytes, n at most space().
func (r *ring) grow(n int) {
	if r.n+n <= len(r.buf) {
		return
	}
	size := max(minBuffer, len(r.buf))
	for size < r.n+n {
		size *= 2
	}
	buf := make([]byte, min(size, r.limit))
	k := copy(buf, r.data())
	copy(buf[k:], r.buf[:r.n-k])
	r.buf, r.head = buf, 0
}

// free returns the first contiguous free part; it is empty when all of buf is
// taken. added tells the ring how much of it was filled.
func (r *ring) free() []byte {
	if r.n == 0 {
		r.head = 0
	}
	tail := r.head + r.n
	if tail < len(r.buf) {
		return r.buf[tail:]
	}
	return r.buf[tail-len(r.buf) : r.head]
}

func (r *ring) added(n int) { r.n += n }

// put copies all of p, at most space() bytes, into the ring.
func (r *ring) put(p []byte) {
	r.grow(len(p))
	for len(p) > 0 {
		n := copy(r.free(), p)
		r.added(n)
		p = p[n:]
	}
}

// data returns the first contiguous part of what the ring holds.
func (r *ring) data() []byte {
	return r.buf[r.head:min(r.head+r.n, len(r.buf))]
}

// drop removes n bytes, at most what the ring holds.
func (r *ring) drop(n int) {
	r.n -= n
	if r.head += n; r.head >= len(r.buf) {
		r.head -= len(r.buf)
	}
}

// take copies out up to len(p) bytes.
func (r *ring) take(p []byte) int {
	total := 0
	for total < len(p) && r.n > 0 {
		n := copy(p[total:], r.data())
		r.drop(n)
		total += n
	}
	return total
}

// Pipe makes a pipe in memory that holds at most capacity bytes (0 means
// [MaxPermit]). Its ends are safe to use from two goroutines.
//
// When the writer closes, the reader still gets what was written and then
// io.EOF (or the error of [PipeWriter.CloseWithError]). When the reader closes,
// writes report io.EOF.
func Pipe(capacity int) (*PipeReader, *PipeWriter) {
	if capacity <= 0 {
		capacity = MaxPermit
	}
	p := &pipe{ring: ring{limit: capacity}}
	return &PipeReader{p}, &PipeWriter{p}
}

type pipe struct {
	mu       sync.Mutex
	ring     ring
	writeErr error // set when the writer closed: what the reader gets at the end
	readDone bool  // the reader closed
	readable Notifier
	writable Notifier
}

// A PipeReader is the reading end of a [Pipe]. It implements [InputStream].
type PipeReader struct{ p *pipe }

// Ready implements [Pollable].
func (r *PipeReader) Ready() bool {
	r.p.mu.Lock()
	defer r.p.mu.Unlock()
	return r.p.ring.n > 0 || r.p.writeErr != nil || r.p.readDone
}

// Subscribe implements [Pollable].
func (r *PipeReader) Subscribe(wake func()) (cancel func()) {
	return r.p.readable.SubscribeTo(r, wake)
}

// Read implements [InputStream].
func (r *PipeReader) Read(b []byte) (int, error) {
	p := r.p
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.readDone {
		return 0, io.EOF
	}
	if p.ring.n == 0 && p.writeErr != nil {
		err := p.writeErr
		p.writeErr = io.EOF
		return 0, err
	}
	n := p.ring.take(b)
	if n > 0 {
		p.writable.Wake()
	}
	return n, nil
}

// Close implements [InputStream].
func (r *PipeReader) Close() error {
	p := r.p
	p.mu.Lock()
	p.readDone = true
	p.ring = ring{limit: p.ring.limit}
	p.mu.Unlock()
	p.writable.Wake()
	p.readable.Wake()
	return nil
}

// A PipeWriter is the writing end of a [Pipe]. It implements [OutputStream].
type PipeWriter struct{ p *pipe }

// Ready implements [Pollable].
func (w *PipeWriter) Ready() bool {
	n, err := w.CheckWrite()
	return n > 0 || err != nil
}

// Subscribe implements [Pollable].
func (w *PipeWriter) Subscribe(wake func()) (cancel func()) {
	return w.p.writable.SubscribeTo(w, wake)
}

// CheckWrite implements [OutputStream].
func (w *PipeWriter) CheckWrite() (int, error) {
	w.p.mu.Lock()
	defer w.p.mu.Unlock()
	if w.p.readDone || w.p.writeErr != nil {
		return 0, io.EOF
	}
	return w.p.ring.space(), nil
}

// Write implements [OutputStream].
func (w *PipeWriter) Write(b []byte) error {
	p := w.p
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.readDone || p.writeErr != nil {
		return io.EOF
	}
	if len(b) > p.ring.space() {
		return ErrPermit
	}
	p.ring.put(b)
	p.readable.Wake()
	return nil
}

// Flush implements [OutputStream]; the reader sees every write at once.
func (w *PipeWriter) Flush() error {
	_, err := w.CheckWrite()
	return err
}

// Close implements [OutputStream].
func (w *PipeWriter) Close() error { return w.CloseWithError(io.EOF) }

// CloseWithError closes the pipe so that the reader, after what was written
// before, gets err: io.EOF for an orderly end, anything else for a failure.
// Only the first close counts.
func (w *PipeWriter) CloseWithError(err error) error {
	p := w.p
	p.mu.Lock()
	if p.writeErr == nil {
		p.writeErr = err
	}
	p.mu.Unlock()
	p.readable.Wake()
	p.writable.Wake()
	return nil
}
