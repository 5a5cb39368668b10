package wasi

import (
	"errors"
	"io"
	"sync"
)

const (
	// bodyBuffer is how many bytes of an outgoing body wait for the wire.
	bodyBuffer = 64 << 10
	// smallBody is the buffer of a body whose first write fits.
	smallBody = 512
)

// The errors of one-shot resources of wasi:http: the standard's result
// without a payload.
var (
	ErrTaken = errors.New("was taken already; it can be had once")
	// ErrChildAlive is the error for ending a body whose stream was not
	// dropped. An adapter traps.
	ErrChildAlive = errors.New("the stream of a body must be dropped before the body is finished")
	// errBodyAborted is what the wire sees of a body that will never be whole.
	errBodyAborted = errors.New("the guest did not finish the body")
)

// An OutgoingBody is a body on its way from a guest to the wire
// (wasi:http/types outgoing-body). The guest's side is Write, Finish and Drop,
// used by one goroutine; the wire's side is one reader on another.
type OutgoingBody struct {
	h        *HTTP
	small    []byte        // a buffer for the ring; nil for none
	sizeCode HTTPErrorCode // of a body that does not match its Content-Length
	declared int64         // the Content-Length, -1 if there is none

	mu       sync.Mutex
	more     sync.Cond // for the wire: something below has changed
	ring     ring
	written  uint64
	stream   childState
	err      error // of the guest's next write; io.EOF after it was reported
	sizeErr  *HTTPError
	state    bodyState
	trailers *Fields
	wireDone bool
	writable Notifier

	from *splice // where the wire has the body from, nil for the ring
}

type bodyState uint8

const (
	bodyOpen bodyState = iota
	bodyFinished
	bodyAborted
)

type childState uint8

const (
	childNone childState = iota
	childAlive
	childDropped
)

// init makes b the body of a message with these headers; the error is
// ErrFieldSyntax if their Content-Length is not a number, or a [*LimitError].
func (b *OutgoingBody) init(h *HTTP, headers *Fields, sizeCode HTTPErrorCode) (err error) {
	if b.declared, err = headers.contentLength(); err != nil {
		return err
	}
	if b.small, err = h.takeBody(); err != nil {
		return err
	}
	b.h, b.sizeCode, b.ring.limit, b.more.L = h, sizeCode, bodyBuffer, &b.mu
	return nil
}

// Write returns the stream that fills the body; ErrTaken the second time.
func (b *OutgoingBody) Write() (OutputStream, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stream != childNone {
		return nil, ErrTaken
	}
	b.stream = childAlive
	return (*bodyOutput)(b), nil
}

// Finish ends the body, with trailers unless they are nil, which it takes
// over. A body that does not match its Content-Length is aborted, and the
// error is an [*HTTPError]. ErrChildAlive traps.
func (b *OutgoingBody) Finish(trailers *Fields) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stream == childAlive {
		return ErrChildAlive
	}
	if b.sizeErr == nil && b.declared >= 0 && b.written != uint64(b.declared) {
		b.sizeErr = httpBodySizeError(b.sizeCode, b.written)
	}
	if b.sizeErr != nil {
		b.endLocked(bodyAborted)
		return b.sizeErr
	}
	if b.state == bodyOpen {
		b.trailers = trailers
		b.endLocked(bodyFinished)
	}
	return nil
}

// Drop aborts the body unless it was finished: the other end will see that it
// is not whole.
func (b *OutgoingBody) Drop() {
	b.mu.Lock()
	b.endLocked(bodyAborted)
	b.mu.Unlock()
}

// endLocked is the end of the guest's side; the first one counts.
func (b *OutgoingBody) endLocked(s bodyState) {
	if b.state == bodyOpen {
		b.state = s
		b.more.Broadcast()
		b.writable.Wake()
	}
}

// next waits for bytes for the wire and returns some of what there is. They
// are valid until consumed is called. At the end the error is io.EOF, or
// errBodyAborted if the body is not whole.
func (b *OutgoingBody) next() ([]byte, error) {
	if b.from != nil {
		return b.from.next(b)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.ring.n == 0 && b.state == bodyOpen && !b.wireDone {
		b.more.Wait()
	}
	switch {
	case b.wireDone:
		return nil, io.ErrClosedPipe
	case b.ring.n > 0:
		return b.ring.data(), nil
	case b.state == bodyFinished:
		return nil, io.EOF
	}
	return nil, errBodyAborted
}

// consumed removes n bytes that next returned, and reports whether next would
// return more at once.
func (b *OutgoingBody) consumed(n int) (more bool) {
	if b.from != nil {
		return b.from.more
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ring.drop(n)
	if b.ring.space() >= bodyBuffer/2 {
		b.writable.Wake()
	}
	return b.ring.n > 0
}

// eager tells whether next is likely to return without a wait.
func (b *OutgoingBody) eager() bool {
	if b.from != nil {
		return b.from.more
	}
	n, state := b.pending()
	return n > 0 || state != bodyOpen
}

// pending reports how many bytes wait, and how the guest's side stands.
func (b *OutgoingBody) pending() (n int, s bodyState) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ring.n, b.state
}

// whole returns a body that is finished and waits as one piece, without trailers.
// It is valid until closeWire is called.
func (b *OutgoingBody) whole() (p []byte, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p = b.ring.data()
	return p, b.state == bodyFinished && b.trailers == nil && len(p) == b.ring.n && !b.wireDone
}

// closeWire is the end of the wire's side: nobody will read any more. The
// guest's next write gets err, or hears that the stream is closed if err is
// nil. The first call counts.
func (b *OutgoingBody) closeWire(err error) {
	if b.closeWireOnce(err) && b.from != nil {
		if err == nil {
			err = io.ErrClosedPipe
		}
		b.from.stop(err)
	}
}

// closeWireOnce is closeWire but for what the wire reads itself. It reports
// whether it is the first.
func (b *OutgoingBody) closeWireOnce(err error) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.wireDone {
		return false
	}
	b.wireDone = true
	b.ring = ring{}
	if b.err == nil {
		b.err = io.EOF
		if err != nil {
			b.err = err
		}
	}
	b.more.Broadcast()
	b.writable.Wake()
	b.h.releaseBody()
	return true
}

// bodyOutput is the guest's stream of an [OutgoingBody].
type bodyOutput OutgoingBody

func (s *bodyOutput) permitLocked() int {
	if n := s.ring.space(); n >= bodyBuffer/2 {
		return n
	}
	return 0
}

// failedLocked returns a failure once, and then io.EOF.
func (s *bodyOutput) failedLocked() error {
	if s.stream != childAlive || s.state != bodyOpen && s.err == nil {
		return io.EOF
	}
	err := s.err
	if err != nil {
		s.err = io.EOF
	}
	return err
}

// Ready implements [Pollable].
func (s *bodyOutput) Ready() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err != nil || s.state != bodyOpen || s.stream != childAlive || s.permitLocked() > 0
}

// Subscribe implements [Pollable].
func (s *bodyOutput) Subscribe(wake func()) (cancel func()) { return s.writable.SubscribeTo(s, wake) }

// CheckWrite implements [OutputStream].
func (s *bodyOutput) CheckWrite() (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.failedLocked(); err != nil {
		return 0, err
	}
	return s.permitLocked(), nil
}

// Write implements [OutputStream]. A write beyond the Content-Length is an
// [*HTTPError] and aborts the body.
func (s *bodyOutput) Write(p []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.failedLocked(); err != nil {
		return err
	}
	if len(p) > s.ring.space() {
		return ErrPermit
	}
	s.written += uint64(len(p))
	if s.declared >= 0 && s.written > uint64(s.declared) {
		s.sizeErr = httpBodySizeError(s.sizeCode, s.written)
		(*OutgoingBody)(s).endLocked(bodyAborted)
		s.err = io.EOF
		return s.sizeErr
	}
	if s.ring.buf == nil && len(p) <= smallBody {
		if s.ring.buf = s.small; s.small == nil {
			s.ring.buf = make([]byte, smallBody)
		}
		s.small = nil
	}
	s.ring.put(p)
	s.more.Signal()
	return nil
}

// Flush implements [OutputStream]. What was written is on its way already: the
// wire takes it as soon as it can.
func (s *bodyOutput) Flush() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failedLocked()
}

// Close implements [OutputStream]; the body still has to be finished.
func (s *bodyOutput) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stream = childDropped
	return nil
}
