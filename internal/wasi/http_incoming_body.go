package wasi

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// A bodySource is the body of a message as net/http gives it, made safe for
// what guests do: one reads ahead, drops the stream, asks for the trailers,
// and is gone at any moment.
type bodySource struct {
	body      io.ReadCloser
	interrupt func()            // makes a Read of body that blocks return; may be nil if Close does
	onEnd     func()            // called once, when body is of no use any more; may be nil
	mapErr    func(error) error // from an error of body to what guests see
	idle      *httpTimer        // runs while a Read waits for bytes; may be nil
	idleFor   time.Duration

	reading sync.Mutex // held by the one who reads body
	closed  atomic.Bool
	ended   atomic.Pointer[error] // io.EOF or what went wrong
	once    sync.Once
}

var errBodyClosed = errors.New("the body was dropped")

// Read reads the body. After its end it returns the same error again.
func (s *bodySource) Read(p []byte) (int, error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	if err := s.ended.Load(); err != nil {
		return 0, *err
	}
	if s.closed.Load() {
		return 0, errBodyClosed
	}
	s.idle.start(s.idleFor, HTTPConnectionReadTimeout)
	n, err := s.body.Read(p)
	s.idle.stop()
	if err != nil {
		if err != io.EOF {
			err = s.mapErr(err)
		}
		s.ended.Store(&err)
		s.release()
	}
	return n, err
}

// end returns how the body ended, nil if it has not.
func (s *bodySource) end() error {
	if err := s.ended.Load(); err != nil {
		return *err
	}
	return nil
}

// close makes the body end. It does not wait for a Read that is under way, and
// without one it leaves a body that has an interrupt as it is.
func (s *bodySource) close() {
	switch {
	case s.closed.Swap(true):
		return
	case s.interrupt == nil:
		_ = s.body.Close() // nothing can be done about it
	case s.reading.TryLock():
		s.reading.Unlock()
	default:
		s.interrupt()
	}
	s.release()
}

func (s *bodySource) release() {
	if s.onEnd != nil {
		s.once.Do(s.onEnd)
	}
}

// detach is close that returns when nobody touches the body any more.
func (s *bodySource) detach() {
	s.close()
	s.reading.Lock()
	defer s.reading.Unlock()
}

// An IncomingBody is a body on its way to a guest (wasi:http/types
// incoming-body). Its methods are for one goroutine.
type IncomingBody struct {
	h       *HTTP
	src     *bodySource // nil if there is none
	trailer func() http.Header
	stream  *bodyInput // nil, or input
	input   bodyInput
	future  FutureTrailers // of no body
}

// Stream returns the stream of the body; ErrTaken the second time.
func (b *IncomingBody) Stream() (InputStream, error) {
	if b.stream != nil {
		return nil, ErrTaken
	}
	b.stream = &b.input
	b.stream.InputStream = Empty
	if b.src != nil {
		b.stream.InputStream = NewReaderStream(struct{ io.Reader }{b.src})
	}
	return b.stream, nil
}

// Finish gives up the rest of the body and returns the future of its trailers.
// ErrChildAlive traps.
func (b *IncomingBody) Finish() (*FutureTrailers, error) {
	if b.stream != nil && !b.stream.closed {
		return nil, ErrChildAlive
	}
	f := &b.future
	if b.src != nil {
		f = new(FutureTrailers) // on its own: who drains the body has it longer than the guest lives
	}
	f.body = b
	return f, nil
}

// Drop gives up the body.
func (b *IncomingBody) Drop() {
	if b.stream != nil {
		_ = b.stream.Close() // of a stream over memory: it cannot fail
	}
	if b.src != nil && b.src.end() == nil {
		b.src.close()
	}
}

// bodyInput is the guest's stream of an [IncomingBody].
type bodyInput struct {
	InputStream
	closed bool
}

// Close implements [InputStream]; the body can still be finished.
func (s *bodyInput) Close() error {
	s.closed = true
	return s.InputStream.Close()
}

// FutureTrailers are the trailers of a body whose guest has read enough
// (wasi:http/types future-trailers). The rest of the body is read and dropped,
// from the first use on. Its methods are for one goroutine, but for those of
// [Pollable].
type FutureTrailers struct {
	body  *IncomingBody
	start sync.Once
	done  Event
	taken bool
}

// Ready implements [Pollable].
func (t *FutureTrailers) Ready() bool {
	t.start.Do(t.drain)
	return t.done.Ready()
}

// Subscribe implements [Pollable].
func (t *FutureTrailers) Subscribe(wake func()) (cancel func()) {
	t.start.Do(t.drain)
	return t.done.Subscribe(wake)
}

func (t *FutureTrailers) drain() {
	src := t.body.src
	if src == nil || src.end() != nil {
		t.done.Set()
		return
	}
	go func() {
		_, _ = io.Copy(io.Discard, src) // src remembers how it ended
		t.done.Set()
	}()
}

// Get returns the trailers, nil if the message has none; ready is false until
// the end of the body was seen. The error is an [*HTTPError] if the body ended
// badly, and ErrTaken after the first answer.
func (t *FutureTrailers) Get() (trailers *Fields, ready bool, err error) {
	if t.taken {
		return nil, true, ErrTaken
	}
	if !t.Ready() {
		return nil, false, nil
	}
	t.taken = true
	src := t.body.src
	if src == nil {
		return nil, true, nil
	}
	if err := src.end(); err != nil && err != io.EOF {
		return nil, true, asHTTPError(err)
	}
	trailers = new(Fields)
	trailers.receive(t.body.h, t.body.trailer(), nil, nil)
	if len(trailers.list) == 0 {
		trailers = nil
	}
	return trailers, true, nil
}

// Drop gives up the rest of the body.
func (t *FutureTrailers) Drop() { t.body.Drop() }
