package wasi

import (
	"io"
	"sync"
)

// readAhead is how far a [ReaderStream] reads before its guest asks.
const readAhead = 64 << 10

// maxIdleReads is how often in a row a reader may return neither data nor an
// error.
const maxIdleReads = 100

// A ReaderStream is an [InputStream] over an io.Reader that may block. A
// goroutine reads ahead into a bounded buffer; it runs only between the first
// use and the moment the buffer is full, the reader ends or the stream is
// closed, so an unused or a full stream costs no goroutine.
type ReaderStream struct {
	r io.Reader

	mu      sync.Mutex
	ring    ring
	err     error // what ended the reader
	feeding bool  // the goroutine runs
	used    bool  // it has run
	closed  bool
	subs    Notifier
}

// NewReaderStream returns a stream of what r yields. Close closes r if it is an
// io.Closer, which is how a Read that blocks comes to an end; hide that method
// if r must stay open.
func NewReaderStream(r io.Reader) *ReaderStream {
	return &ReaderStream{r: r, ring: ring{limit: readAhead}}
}

// Ready implements [Pollable].
func (s *ReaderStream) Ready() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.feedLocked()
	return s.ring.n > 0 || s.err != nil || s.closed
}

// Subscribe implements [Pollable].
func (s *ReaderStream) Subscribe(wake func()) (cancel func()) { return s.subs.SubscribeTo(s, wake) }

// Read implements [InputStream].
func (s *ReaderStream) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return 0, io.EOF
	}
	if s.ring.n == 0 && s.err != nil {
		err := s.err
		s.err = io.EOF
		return 0, err
	}
	n := s.ring.take(p)
	s.feedLocked()
	return n, nil
}

// feedLocked starts the goroutine if there is something for it to do. A full
// buffer is filled again when half of it is free, so that reads stay large.
func (s *ReaderStream) feedLocked() {
	if s.feeding || s.closed || s.err != nil || s.ring.space() < readAhead/2 {
		return
	}
	s.feeding, s.used = true, true
	go s.feed()
}

func (s *ReaderStream) feed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for idle := 0; !s.closed && s.err == nil && s.ring.space() > 0; {
		s.ring.grow(min(minBuffer, s.ring.space()))
		free := s.ring.free()
		s.mu.Unlock()
		n, err := s.r.Read(free)
		s.mu.Lock()
		if idle++; n > 0 {
			idle = 0
		} else if err == nil && idle == maxIdleReads {
			err = io.ErrNoProgress
		}
		s.ring.added(n)
		s.err = err
		if n > 0 || err != nil {
			s.subs.Wake()
		}
	}
	s.feeding = false
}

// Close implements [InputStream].
func (s *ReaderStream) Close() error {
	s.mu.Lock()
	was := s.closed
	s.closed = true
	s.mu.Unlock()
	s.subs.Wake()
	if c, ok := s.r.(io.Closer); ok && !was {
		return c.Close()
	}
	return nil
}

// A WriterStream is an [OutputStream] over an io.Writer that may block. A
// goroutine writes what the guest has written into a bounded buffer; it runs
// only while there is something to write.
type WriterStream struct {
	w io.Writer

	mu       sync.Mutex
	ring     ring
	err      error // of the writer, until it was reported; io.EOF afterwards
	draining bool  // the goroutine runs
	flushing bool  // no permits until the buffer is empty
	closed   bool
	subs     Notifier
}

// NewWriterStream returns a stream that ends in w. If w has a method Flush,
// with or without an error, it is called for a flush by the guest. After Close
// and once all is written, w is closed if it is an io.Closer; hide that method
// if w must stay open.
func NewWriterStream(w io.Writer) *WriterStream {
	return &WriterStream{w: w, ring: ring{limit: MaxPermit}}
}

// Ready implements [Pollable].
func (s *WriterStream) Ready() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.permitLocked() > 0 || s.err != nil || s.closed
}

// Subscribe implements [Pollable].
func (s *WriterStream) Subscribe(wake func()) (cancel func()) { return s.subs.SubscribeTo(s, wake) }

// permitLocked gives a permit only when half of the buffer is free, so that a
// fast guest does not write in tiny pieces.
func (s *WriterStream) permitLocked() int {
	if n := s.ring.space(); !s.flushing && n >= MaxPermit/2 {
		return n
	}
	return 0
}

// failedLocked returns the failure of the writer once, and then io.EOF.
func (s *WriterStream) failedLocked() error {
	if s.closed {
		return io.EOF
	}
	err := s.err
	if err != nil {
		s.err = io.EOF
	}
	return err
}

// CheckWrite implements [OutputStream].
func (s *WriterStream) CheckWrite() (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.failedLocked(); err != nil {
		return 0, err
	}
	return s.permitLocked(), nil
}

// Write implements [OutputStream].
func (s *WriterStream) Write(p []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.failedLocked(); err != nil {
		return err
	}
	if len(p) > s.ring.space() || s.flushing && len(p) > 0 {
		return ErrPermit
	}
	s.ring.put(p)
	s.drainLocked()
	return nil
}

// Flush implements [OutputStream].
func (s *WriterStream) Flush() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.failedLocked(); err != nil {
		return err
	}
	s.flushing = true
	s.drainLocked()
	return nil
}

// Close implements [OutputStream].
func (s *WriterStream) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.closed = true
		s.drainLocked()
		s.subs.Wake()
	}
	return nil
}

// drainLocked starts the goroutine unless it runs.
func (s *WriterStream) drainLocked() {
	if !s.draining && (s.ring.n > 0 || s.flushing || s.closed) {
		s.draining = true
		go s.drain()
	}
}

func (s *WriterStream) drain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.err == nil && (s.ring.n > 0 || s.flushing) {
		if s.ring.n > 0 {
			s.writeLocked()
		} else {
			s.flushLocked()
		}
	}
	s.draining = false
	if c, ok := s.w.(io.Closer); ok && s.closed {
		s.w = nil
		s.mu.Unlock()
		_ = c.Close() // nobody is left to hear of it
		s.mu.Lock()
	}
}

func (s *WriterStream) writeLocked() {
	data := s.ring.data()
	s.mu.Unlock()
	n, err := s.w.Write(data)
	if err == nil && n < len(data) {
		err = io.ErrShortWrite
	}
	s.mu.Lock()
	s.ring.drop(n)
	s.endLocked(err)
}

func (s *WriterStream) flushLocked() {
	s.mu.Unlock()
	var err error
	switch f := s.w.(type) {
	case interface{ Flush() error }:
		err = f.Flush()
	case interface{ Flush() }:
		f.Flush()
	}
	s.mu.Lock()
	s.flushing = false
	s.endLocked(err)
}

// endLocked takes note of how a write or a flush ended.
func (s *WriterStream) endLocked(err error) {
	if err != nil {
		s.err = err
		s.ring = ring{}
	}
	if err != nil || s.permitLocked() > 0 {
		s.subs.Wake()
	}
}
