package component

import (
	"context"
	"io"
	"sync"
)

// ReaderSource returns a source that reads r, on a goroutine of its own, when
// somebody wants to read it. Closing it closes r if that is an io.Closer, which
// should make a Read that blocks return: the goroutine ends with it.
func ReaderSource(r io.Reader) Source[byte] { return &readerSource{r: r} }

// readerSource reads ahead one buffer.
type readerSource struct {
	r io.Reader

	mu      sync.Mutex
	reading bool
	closed  bool
	buf     []byte // read and not taken
	room    []byte
	err     error
	wakes   wakes
}

// readAhead is how much of a reader is read at once, in bytes.
const readAhead = 32 << 10

// Ready implements [Source].
func (s *readerSource) Ready() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.buf) > 0 || s.err != nil
}

// Subscribe implements [Source].
func (s *readerSource) Subscribe(wake func()) (cancel func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.buf) > 0 || s.err != nil {
		wake()
		return func() {}
	}
	s.start()
	return s.wakes.add(&s.mu, wake)
}

// start starts a read unless one is under way.
func (s *readerSource) start() {
	if s.reading || s.closed {
		return
	}
	s.reading = true
	if s.room == nil {
		s.room = make([]byte, readAhead)
	}
	go func() {
		n, err := s.r.Read(s.room)
		s.mu.Lock()
		s.buf, s.err, s.reading = s.room[:n], err, false
		if n == 0 && err == nil {
			s.err = io.ErrNoProgress
		}
		wake := s.wakes.take()
		s.mu.Unlock()
		wake()
	}()
}

// Read implements [Source].
func (s *readerSource) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := copy(p, s.buf)
	if s.buf = s.buf[n:]; len(s.buf) == 0 && s.err != nil {
		return n, s.err
	}
	if len(s.buf) == 0 {
		s.start()
	}
	return n, nil
}

// Close implements [Source].
func (s *readerSource) Close() error {
	s.mu.Lock()
	closed := s.closed
	s.closed = true
	s.mu.Unlock()
	if c, ok := s.r.(io.Closer); ok && !closed {
		return c.Close()
	}
	return nil
}

// wakes are whom to wake, once.
type wakes struct{ fs map[*func()]struct{} }

// add adds f, under mu.
func (w *wakes) add(mu *sync.Mutex, f func()) (cancel func()) {
	if w.fs == nil {
		w.fs = map[*func()]struct{}{}
	}
	w.fs[&f] = struct{}{}
	return func() {
		mu.Lock()
		delete(w.fs, &f)
		mu.Unlock()
	}
}

// take returns a function that wakes all.
func (w *wakes) take() func() {
	fs := w.fs
	w.fs = nil
	return func() {
		for f := range fs {
			(*f)()
		}
	}
}

// ReadStream returns a reader of a stream of in, or of one that the host has
// made. Its Read lets the guest execute until there is something: nobody else may
// use the instance meanwhile, and ctx is the context of the guest. Closing the
// reader drops the stream.
func ReadStream(ctx context.Context, in *Instance, s *Stream[byte]) io.ReadCloser {
	if src := s.Source(); src != nil {
		s.src = nil
		return &sourceReader{src, newWaker()}
	}
	r := &streamReader{ctx: ctx, in: in}
	s.To(ctx, readerSink{r})
	return r
}

// A sourceReader waits for what a source has.
type sourceReader struct {
	src Source[byte]
	waker
}

// Read implements [io.Reader].
func (r *sourceReader) Read(p []byte) (int, error) {
	for {
		if n, err := r.src.Read(p); n > 0 || err != nil || len(p) == 0 {
			return n, err
		}
		r.wait(r.src)
	}
}

// Close implements [io.Closer].
func (r *sourceReader) Close() error { return r.src.Close() }

// A streamReader is a sink of as much as one Read wants.
type streamReader struct {
	ctx  context.Context
	in   *Instance
	want []byte
	got  int
	err  error
	wake func() // nil if the guest does not wait
}

// Read implements [io.Reader].
func (r *streamReader) Read(p []byte) (n int, err error) {
	if r.err != nil || len(p) == 0 {
		return 0, r.err
	}
	s, err := r.in.enter(r.ctx)
	if err != nil {
		return 0, err
	}
	defer s.leave(&err)
	r.want, r.got = p, 0
	if wake := r.wake; wake != nil {
		r.wake = nil
		wake()
	}
	s.until(func() bool { return r.got > 0 || r.err != nil })
	r.want = nil
	if r.got == 0 {
		return 0, r.err
	}
	return r.got, nil
}

// Close implements [io.Closer].
func (r *streamReader) Close() error {
	if r.err == nil {
		r.err = io.ErrClosedPipe
		if wake := r.wake; wake != nil {
			wake() // Write will say so
		}
	}
	return nil
}

// A readerSink is a streamReader as the guest's side has it.
type readerSink struct{ r *streamReader }

// Ready implements [Pollable].
func (s readerSink) Ready() bool { return len(s.r.want) > 0 || s.r.err != nil }

// Subscribe implements [Pollable].
func (s readerSink) Subscribe(wake func()) (cancel func()) {
	s.r.wake = wake
	return func() { s.r.wake = nil }
}

// Write implements [Sink].
func (s readerSink) Write(p []byte) (int, error) {
	n := copy(s.r.want, p)
	s.r.want = s.r.want[n:]
	s.r.got += n
	if n == 0 {
		return 0, s.r.err
	}
	return n, nil
}

// Close implements [Sink].
func (s readerSink) Close(err error) {
	if err == nil {
		err = io.EOF
	}
	if s.r.err == nil {
		s.r.err = err
	}
}

// Await waits for the value of a future of in, or of one that the host has made.
// It lets the guest execute until there is one, as the Read of [ReadStream] does.
func Await[T any](ctx context.Context, in *Instance, f *Future[T]) (v T, err error) {
	s, err := in.enter(ctx)
	if err != nil {
		return v, err
	}
	defer s.leave(&err)
	var failed error
	settled := false
	if p := f.value; p != nil {
		// Who settles it is another goroutine.
		e := &promised{works: &s.async.works, of: p}
		e.wait()
		defer e.end()
		s.until(p.Ready)
		f.value = nil
		defer p.drop()
		return p.get(), nil
	}
	f.Then(func(got T, err error) { v, failed, settled = got, err, true })
	s.until(func() bool { return settled })
	return v, failed
}

// promised is an errand of which nobody but [store.until] wants to know.
type promised struct {
	works  *works
	of     Pollable
	cancel func() // ends the subscription
}

func (e *promised) wait() {
	e.works.begin(e)
	e.cancel = e.of.Subscribe(func() { e.works.post(e) })
}

func (e *promised) end() {
	e.cancel()
	e.works.end(e)
}

// done implements [errand].
func (e *promised) done() {
	e.cancel()
	if !e.of.Ready() {
		e.wait()
	}
}

// abort implements [errand].
func (e *promised) abort() {}

// Settle lets the guest go on with what its calls have left behind after they
// have returned, until there is nothing. ctx is the context of the guest.
// Instances that are closed before lose that.
func (in *Instance) Settle(ctx context.Context) (err error) {
	s, err := in.enter(ctx)
	if err != nil {
		return err
	}
	defer s.leave(&err)
	s.until(s.async.settled)
	return nil
}
