package p2

import (
	"context"
	"errors"
	goio "io"
	"sync"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
)

// A pollable is a wasi:io/poll pollable.
type pollable struct {
	p      wasi.Pollable
	parent *children // nil for a time of a clock
}

// Ready implements [io.Pollable].
func (p *pollable) Ready(context.Context) (bool, error) { return p.p.Ready(), nil }

// Block implements [io.Pollable].
func (p *pollable) Block(ctx context.Context) error { return wasi.Wait(ctx, p.p) }

// Drop implements [io.Pollable].
func (p *pollable) Drop(context.Context) { p.parent.leave() }

// PollableOf returns the pollable that the calling guest holds under a handle.
func PollableOf(c *component.Call, handle uint32) (wasi.Pollable, bool) {
	p, ok := c.Peek(handle, io.PollableResource).(*pollable)
	if !ok {
		return nil, false
	}
	return p.p, true
}

// maxPollables bounds the list of one poll: each that is not ready costs a
// subscription. More than an instance may have handles must name some twice.
const maxPollables = 1_000_000

// Poll implements wasi:io/poll.
func (h *Host) Poll(ctx context.Context, in []io.Pollable) ([]uint32, error) {
	if len(in) > maxPollables {
		return nil, &wasi.LimitError{What: "pollables to wait for", Limit: maxPollables}
	}
	h.polled = h.polled[:0]
	for _, p := range in {
		h.polled = append(h.polled, p.(*pollable).p)
	}
	var err error
	h.ready, err = wasi.AppendPoll(ctx, h.ready[:0], h.polled)
	clear(h.polled)
	return h.ready, err
}

// An ioError is a wasi:io/error error: the Go error that ended a stream.
type ioError struct{ err error }

// ToDebugString implements [io.Error].
func (e *ioError) ToDebugString(context.Context) (string, error) { return e.err.Error(), nil }

// Drop implements [io.Error].
func (e *ioError) Drop(context.Context) {}

// errStreamClosed is made once: most streams end with it.
var errStreamClosed error = io.NewStreamErrorClosed()

// streamError returns err as the standard's stream-error. What is not the
// stream's own failure stays as it is and traps the guest: a broken rule, or
// the end of the request.
func streamError(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case err == goio.EOF:
		return errStreamClosed
	case errors.Is(err, wasi.ErrPermit), ctx.Err() != nil:
		return err
	}
	return io.NewStreamErrorLastOperationFailed(&ioError{err})
}

// An inputStream is a wasi:io/streams input-stream.
type inputStream struct {
	h      *Host
	s      wasi.InputStream
	parent *children
	children
}

// input returns a stream; parent is what it is a child of, nil for none.
func (h *Host) input(s wasi.InputStream, parent *children) *inputStream {
	in := new(inputStream)
	in.init(h, s, parent)
	return in
}

// init is [Host.input] for a stream that is part of something else.
func (in *inputStream) init(h *Host, s wasi.InputStream, parent *children) {
	if parent != nil {
		*parent++
	}
	*in = inputStream{h: h, s: s, parent: parent}
}

// maxRead is the most that one read returns, in bytes: what bodies have ready
// at most. Many guests ask for all there is, however little that is.
const maxRead = 64 << 10

// buffers are shared by all hosts: a new one would cost more than most reads.
var buffers = sync.Pool{New: func() any { return new([maxRead]byte) }}

// buffer returns room for a read of n bytes, which the next read uses again.
func (h *Host) buffer(n uint64) []byte {
	if h.buf == nil {
		h.buf = buffers.Get().(*[maxRead]byte)
	}
	return h.buf[:min(n, maxRead)]
}

// Read implements [io.InputStream].
func (s *inputStream) Read(ctx context.Context, n uint64) ([]byte, error) {
	p := s.h.buffer(n)
	got, err := s.s.Read(p)
	return p[:got], streamError(ctx, err)
}

// BlockingRead implements [io.InputStream].
func (s *inputStream) BlockingRead(ctx context.Context, n uint64) ([]byte, error) {
	p := s.h.buffer(n)
	got, err := wasi.BlockingRead(ctx, s.s, p)
	return p[:got], streamError(ctx, err)
}

// Skip implements [io.InputStream].
func (s *inputStream) Skip(ctx context.Context, n uint64) (uint64, error) {
	got, err := wasi.Skip(s.s, n)
	return got, streamError(ctx, err)
}

// BlockingSkip implements [io.InputStream].
func (s *inputStream) BlockingSkip(ctx context.Context, n uint64) (uint64, error) {
	got, err := wasi.BlockingSkip(ctx, s.s, n)
	return got, streamError(ctx, err)
}

// Subscribe implements [io.InputStream].
func (s *inputStream) Subscribe(context.Context) (io.Pollable, error) { return s.subscribe(s.s) }

// Drop implements [io.InputStream].
func (s *inputStream) Drop(context.Context) {
	s.parent.leave()
	s.h.forget(s)
	_ = s.s.Close()
}

// An outputStream is a wasi:io/streams output-stream.
type outputStream struct {
	h      *Host
	s      wasi.OutputStream
	parent *children
	children
}

// output returns a stream; parent is what it is a child of, nil for none.
func (h *Host) output(s wasi.OutputStream, parent *children) *outputStream {
	out := new(outputStream)
	out.init(h, s, parent)
	return out
}

// init is [Host.output] for a stream that is part of something else.
func (out *outputStream) init(h *Host, s wasi.OutputStream, parent *children) {
	if parent != nil {
		*parent++
	}
	*out = outputStream{h: h, s: s, parent: parent}
}

// CheckWrite implements [io.OutputStream].
func (s *outputStream) CheckWrite(ctx context.Context) (uint64, error) {
	n, err := s.s.CheckWrite()
	return uint64(n), streamError(ctx, err)
}

// Write implements [io.OutputStream].
func (s *outputStream) Write(ctx context.Context, p []byte) error {
	return streamError(ctx, s.s.Write(p))
}

// BlockingWriteAndFlush implements [io.OutputStream].
func (s *outputStream) BlockingWriteAndFlush(ctx context.Context, p []byte) error {
	return streamError(ctx, wasi.BlockingWriteAndFlush(ctx, s.s, p))
}

// Flush implements [io.OutputStream].
func (s *outputStream) Flush(ctx context.Context) error { return streamError(ctx, s.s.Flush()) }

// BlockingFlush implements [io.OutputStream].
func (s *outputStream) BlockingFlush(ctx context.Context) error {
	return streamError(ctx, wasi.BlockingFlush(ctx, s.s))
}

// Subscribe implements [io.OutputStream].
func (s *outputStream) Subscribe(context.Context) (io.Pollable, error) { return s.subscribe(s.s) }

// WriteZeroes implements [io.OutputStream].
func (s *outputStream) WriteZeroes(ctx context.Context, n uint64) error {
	return streamError(ctx, wasi.WriteZeroes(s.s, n))
}

// BlockingWriteZeroesAndFlush implements [io.OutputStream].
func (s *outputStream) BlockingWriteZeroesAndFlush(ctx context.Context, n uint64) error {
	return streamError(ctx, wasi.BlockingWriteZeroesAndFlush(ctx, s.s, n))
}

// Splice implements [io.OutputStream].
func (s *outputStream) Splice(ctx context.Context, src io.InputStream, n uint64) (uint64, error) {
	got, err := wasi.Splice(s.s, src.(*inputStream).s, n)
	return got, streamError(ctx, err)
}

// BlockingSplice implements [io.OutputStream].
func (s *outputStream) BlockingSplice(ctx context.Context, src io.InputStream, n uint64) (uint64, error) {
	got, err := wasi.BlockingSplice(ctx, s.s, src.(*inputStream).s, n)
	return got, streamError(ctx, err)
}

// Drop implements [io.OutputStream].
func (s *outputStream) Drop(context.Context) {
	s.parent.leave()
	s.h.forget(s)
	_ = s.s.Close()
}
