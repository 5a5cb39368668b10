//go:build wasip3

package wasi

import (
	"context"
	"unsafe"
)

//go:wasmimport wasi:http/types@0.3.0 [static]request.new
func requestNew(headers, some, body, trailers, someOptions, options uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.3.0 [method]request.set-method
func outgoingRequestSetMethod(self, tag uint32, p unsafe.Pointer, n uint32) uint32

//go:wasmimport wasi:http/types@0.3.0 [method]request.set-scheme
func outgoingRequestSetScheme(self, some, tag uint32, p unsafe.Pointer, n uint32) uint32

//go:wasmimport wasi:http/types@0.3.0 [method]request.set-authority
func outgoingRequestSetAuthority(self, some uint32, p unsafe.Pointer, n uint32) uint32

//go:wasmimport wasi:http/types@0.3.0 [method]request.set-path-with-query
func outgoingRequestSetPath(self, some uint32, p unsafe.Pointer, n uint32) uint32

//go:wasmimport wasi:http/client@0.3.0 [async-lower]send
func clientSend(request uint32, ret unsafe.Pointer) uint32

//go:wasmimport wasi:http/types@0.3.0 [method]response.get-status-code
func responseStatus(self uint32) uint32

//go:wasmimport wasi:http/types@0.3.0 [method]response.get-headers
func responseHeaders(self uint32) uint32

//go:wasmimport wasi:http/types@0.3.0 [static]response.consume-body
func responseConsume(self, received uint32, ret unsafe.Pointer)

// Send hands the request to the host, for the task to which ctx belongs. The body
// is nil unless it is wanted; what comes back answers when the body has been
// written, or before.
func (q *OutgoingRequest) Send(ctx context.Context) (*OutgoingBody, *FutureResponse, error) {
	t := taskOf(ctx)
	var body *OutgoingBody
	var some, stream, trailers, none uint32
	if q.WantBody {
		body, some = new(OutgoingBody), 1
		stream, trailers = body.open(t)
	} else {
		trailers, none = ends(trailersNew())
	}
	requestNew(uint32(q.Headers), some, stream, trailers, 0, 0, retAt())
	r := ret
	request := r.u32(0)
	sentDropReadable(r.u32(4))
	if none != 0 {
		t.tell(none, trailersWrite, trailersDropWritable, new(outcome))
	}
	if err := q.describe(request); err != nil {
		requestDrop(request)
		if body != nil {
			body.Abort()
		}
		return nil, nil, err
	}
	f := &FutureResponse{task: t}
	t.enter()
	status := clientSend(request, unsafe.Pointer(&f.result))
	f.subtask = status >> 4
	return body, f, nil
}

// A FutureResponse is the response that will come.
type FutureResponse struct {
	result  results // result<response, error-code>
	task    *Task
	subtask uint32 // 0 if the result is there
}

// Wait returns the response, or why there is none. It is called once.
func (f *FutureResponse) Wait(ctx context.Context) (IncomingResponse, error) {
	var err error
	if f.subtask != 0 {
		var state uint32
		state, err = f.task.await(ctx, f.subtask, subtaskCancel)
		subtaskDrop(f.subtask)
		if err != nil && state&stateMask != stateReturned {
			return IncomingResponse{}, err
		}
	}
	switch {
	case f.result.u8(0) != 0 && err == nil:
		err = errorCode(f.result, 8)
	case f.result.u8(0) == 0:
		r := IncomingResponse{&incoming{task: f.task, handle: f.result.u32(8)}}
		if err == nil {
			return r, nil
		}
		r.Drop()
	}
	return IncomingResponse{}, err
}

// An IncomingResponse is a response that has come.
type IncomingResponse struct{ *incoming }

func (r IncomingResponse) Status() int     { return int(responseStatus(r.handle)) }
func (r IncomingResponse) Headers() Fields { return Fields(responseHeaders(r.handle)) }

// Consume returns the body, once; nil after that.
func (r IncomingResponse) Consume() *IncomingBody { return r.consume(responseConsume) }

// Drop drops the response, but not its body if that was consumed.
func (r IncomingResponse) Drop() { r.drop(responseDrop) }
