//go:build !wasip3

package wasi

import (
	"context"
	"errors"
	"io"
	"unsafe"
)

//go:wasmimport wasi:io/streams@0.2.0 [method]input-stream.read
func inputRead(self uint32, n uint64, ret unsafe.Pointer)

//go:wasmimport wasi:io/streams@0.2.0 [method]input-stream.subscribe
func inputSubscribe(self uint32) uint32

//go:wasmimport wasi:io/streams@0.2.0 [resource-drop]input-stream
func inputDrop(self uint32)

//go:wasmimport wasi:io/streams@0.2.0 [method]output-stream.check-write
func outputCheckWrite(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:io/streams@0.2.0 [method]output-stream.write
func outputWrite(self uint32, p unsafe.Pointer, n uint32, ret unsafe.Pointer)

//go:wasmimport wasi:io/streams@0.2.0 [method]output-stream.flush
func outputFlush(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:io/streams@0.2.0 [method]output-stream.subscribe
func outputSubscribe(self uint32) uint32

//go:wasmimport wasi:io/streams@0.2.0 [resource-drop]output-stream
func outputDrop(self uint32)

//go:wasmimport wasi:io/error@0.2.0 [method]error.to-debug-string
func errorString(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:io/error@0.2.0 [resource-drop]error
func errorDrop(self uint32)

// streamError makes an error of the stream-error at the given place of r.
func streamError(r results, at uintptr) error {
	if r.u8(at) != 0 {
		return io.EOF // closed
	}
	h := r.u32(at + 4)
	defer errorDrop(h)
	if err := ioErrorCode(h); err != nil {
		return err
	}
	return errors.New("stream: " + ioErrorText(h))
}

// ioErrorCode returns the error-code that an error of wasi:io stands for, nil if none.
func ioErrorCode(h uint32) error {
	httpErrorCode(h, retAt())
	r := ret
	if r.u8(0) == 0 {
		return nil
	}
	return errorCode(r, 8)
}

func ioErrorText(h uint32) string {
	arena := takeArena()
	before := land(arena)
	errorString(h, retAt())
	r := ret
	keep(arena, landed(before))
	return stringAt(r.u32(0), r.u32(4))
}

// An InputStream reads an input-stream that it owns.
type InputStream struct {
	handle uint32
	waiter *Waiter
}

// NewInputStream returns a reader of the stream.
func NewInputStream(handle uint32) *InputStream { return &InputStream{handle: handle} }

// Read reads what is there and waits if nothing is. The host writes to p itself.
func (s *InputStream) Read(ctx context.Context, p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for {
		before := land(p)
		inputRead(s.handle, uint64(len(p)), retAt())
		r := ret
		landed(before)
		if r.u8(0) != 0 {
			return 0, streamError(r, 4)
		}
		if at, n := r.u32(4), r.u32(8); n > 0 {
			if at != address(&p[0]) {
				return copy(p, bytesAt(at, n)), nil
			}
			return int(n), nil
		}
		if s.waiter == nil {
			s.waiter = NewWaiter(inputSubscribe(s.handle))
		}
		if err := s.waiter.Wait(ctx); err != nil {
			return 0, err
		}
	}
}

// Close drops the stream. Nobody may be reading.
func (s *InputStream) Close() {
	s.waiter.Close()
	inputDrop(s.handle)
}

// An OutputStream writes an output-stream that it owns.
type OutputStream struct {
	handle uint32
	waiter *Waiter
}

// Write writes all of p as the host has room for it.
func (s *OutputStream) Write(ctx context.Context, p []byte) (int, error) {
	n := 0
	for n < len(p) {
		room, err := s.room(ctx)
		if err != nil {
			return n, err
		}
		part := p[n:min(len(p), n+room)]
		outputWrite(s.handle, unsafe.Pointer(&part[0]), uint32(len(part)), retAt())
		if r := ret; r.u8(0) != 0 {
			return n, writeError(r, 4)
		}
		n += len(part)
	}
	return n, nil
}

// Flush returns when all that was written has left.
func (s *OutputStream) Flush(ctx context.Context) error {
	outputFlush(s.handle, retAt())
	if r := ret; r.u8(0) != 0 {
		return writeError(r, 4)
	}
	_, err := s.room(ctx)
	return err
}

// room waits until the stream takes bytes, and tells how many.
func (s *OutputStream) room(ctx context.Context) (int, error) {
	for {
		outputCheckWrite(s.handle, retAt())
		r := ret
		if r.u8(0) != 0 {
			return 0, writeError(r, 8)
		}
		if n := r.u64(8); n > 0 {
			return int(min(n, 1<<30)), nil
		}
		if s.waiter == nil {
			s.waiter = NewWaiter(outputSubscribe(s.handle))
		}
		if err := s.waiter.Wait(ctx); err != nil {
			return 0, err
		}
	}
}

// writeError is streamError for a writer, to whom closed means that the
// reader has gone.
func writeError(r results, at uintptr) error {
	if err := streamError(r, at); err != io.EOF {
		return err
	}
	return io.ErrClosedPipe
}

// Close drops the stream. Nobody may be writing.
func (s *OutputStream) Close() {
	s.waiter.Close()
	outputDrop(s.handle)
}
