//go:build wasip3

package wasi

import (
	"context"
	"io"
	"runtime"
	"unsafe"
)

// The built-ins are those of the streams and futures in the type of response.new:
// stream<u8>, future<result<option<trailers>, error-code>>, and that of its result,
// future<result<_, error-code>>, which is that of the parameter of
// request.consume-body, too.

//go:wasmimport wasi:http/types@0.3.0 [stream-new-0][static]response.new
func streamNew() uint64

//go:wasmimport wasi:http/types@0.3.0 [async-lower][stream-read-0][static]response.new
func streamRead(self uint32, p unsafe.Pointer, n uint32) uint32

//go:wasmimport wasi:http/types@0.3.0 [async-lower][stream-write-0][static]response.new
func streamWrite(self uint32, p unsafe.Pointer, n uint32) uint32

//go:wasmimport wasi:http/types@0.3.0 [stream-cancel-read-0][static]response.new
func streamCancelRead(self uint32) uint32

//go:wasmimport wasi:http/types@0.3.0 [stream-cancel-write-0][static]response.new
func streamCancelWrite(self uint32) uint32

//go:wasmimport wasi:http/types@0.3.0 [stream-drop-readable-0][static]response.new
func streamDropReadable(self uint32)

//go:wasmimport wasi:http/types@0.3.0 [stream-drop-writable-0][static]response.new
func streamDropWritable(self uint32)

//go:wasmimport wasi:http/types@0.3.0 [future-new-1][static]response.new
func trailersNew() uint64

//go:wasmimport wasi:http/types@0.3.0 [async-lower][future-read-1][static]response.new
func trailersRead(self uint32, p unsafe.Pointer) uint32

//go:wasmimport wasi:http/types@0.3.0 [async-lower][future-write-1][static]response.new
func trailersWrite(self uint32, p unsafe.Pointer) uint32

//go:wasmimport wasi:http/types@0.3.0 [future-cancel-read-1][static]response.new
func trailersCancelRead(self uint32) uint32

//go:wasmimport wasi:http/types@0.3.0 [future-drop-readable-1][static]response.new
func trailersDropReadable(self uint32)

//go:wasmimport wasi:http/types@0.3.0 [future-drop-writable-1][static]response.new
func trailersDropWritable(self uint32)

//go:wasmimport wasi:http/types@0.3.0 [async-lower][future-read-2][static]response.new
func sentRead(self uint32, p unsafe.Pointer) uint32

//go:wasmimport wasi:http/types@0.3.0 [future-cancel-read-2][static]response.new
func sentCancelRead(self uint32) uint32

//go:wasmimport wasi:http/types@0.3.0 [future-drop-readable-2][static]response.new
func sentDropReadable(self uint32)

//go:wasmimport wasi:http/types@0.3.0 [future-new-0][static]request.consume-body
func receivedNew() uint64

//go:wasmimport wasi:http/types@0.3.0 [async-lower][future-write-0][static]request.consume-body
func receivedWrite(self uint32, p unsafe.Pointer) uint32

//go:wasmimport wasi:http/types@0.3.0 [future-drop-writable-0][static]request.consume-body
func receivedDropWritable(self uint32)

// What has become of a copy, below how many elements it has copied.
const (
	copyMask    = 1<<4 - 1
	copyDropped = 1 // the other end is gone
)

// maxCopy bounds the elements of one copy.
const maxCopy = 1<<28 - 1

func newStream() (r, w uint32) { return ends(streamNew()) }

// ends takes both ends of a stream or future apart.
func ends(both uint64) (r, w uint32) { return uint32(both), uint32(both >> 32) }

// An inputStream reads a stream whose readable end it owns. The memory that is
// read to stays where it is, and is not freed while somebody waits: it is on the
// heap, since it escapes, and the one who waits has it.
type inputStream struct {
	task   *Task
	handle uint32 // 0 when it is closed
	err    error  // what all further reads return
}

func (s *inputStream) Read(ctx context.Context, p []byte) (int, error) {
	if s.err != nil || len(p) == 0 {
		return 0, s.err
	}
	handle := s.handle
	result := streamRead(handle, unsafe.Pointer(&p[0]), uint32(min(len(p), maxCopy)))
	if result == blocked {
		var err error
		if result, err = s.task.await(ctx, handle, streamCancelRead); err != nil {
			s.end(err)
		}
		runtime.KeepAlive(p)
	}
	if result&copyMask == copyDropped {
		s.end(io.EOF)
	}
	if n := int(result >> 4); n > 0 {
		return n, nil
	}
	return 0, s.err
}

// end notes why there is nothing more to read.
func (s *inputStream) end(why error) {
	if s.err == nil {
		s.err = why
	}
}

// Close drops the stream. Who is reading gets an error.
func (s *inputStream) Close() {
	if h := s.handle; h != 0 {
		s.handle = 0
		s.end(io.ErrClosedPipe)
		interrupt(h, streamCancelRead)
		streamDropReadable(h)
	}
}

// An outputStream writes a stream whose writable end it owns.
type outputStream struct {
	task   *Task
	handle uint32 // 0 when it is closed
	err    error  // what all further writes return
	gone   func() // called when the reader has gone; nil for nothing
}

// Write returns when the reader has taken all of p.
func (s *outputStream) Write(ctx context.Context, p []byte) (int, error) {
	n := 0
	for n < len(p) && s.err == nil {
		handle, part := s.handle, p[n:min(len(p), n+maxCopy)]
		result := streamWrite(handle, unsafe.Pointer(&part[0]), uint32(len(part)))
		if result == blocked {
			var err error
			if result, err = s.task.await(ctx, handle, streamCancelWrite); err != nil {
				s.end(err)
			}
			runtime.KeepAlive(p)
		}
		if n += int(result >> 4); result&copyMask == copyDropped {
			s.end(io.ErrClosedPipe)
			if s.gone != nil {
				s.gone()
			}
		}
	}
	return n, s.err
}

func (s *outputStream) end(why error) {
	if s.err == nil {
		s.err = why
	}
}

// Close drops the stream. Who is writing gets an error.
func (s *outputStream) Close() {
	if h := s.handle; h != 0 {
		s.handle = 0
		s.end(io.ErrClosedPipe)
		interrupt(h, streamCancelWrite)
		streamDropWritable(h)
	}
}
