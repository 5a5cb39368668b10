//go:build !wasip3

package wasi

import (
	"context"
	"unsafe"
)

//go:wasmimport wasi:http/types@0.2.0 http-error-code
func httpErrorCode(ioError uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.0 [constructor]fields
func fieldsNew() uint32

//go:wasmimport wasi:http/types@0.2.0 [method]fields.append
func fieldsAppend(self uint32, name unsafe.Pointer, nameLen uint32, value unsafe.Pointer, valueLen uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.0 [method]fields.entries
func fieldsEntries(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.0 [resource-drop]fields
func fieldsDrop(self uint32)

//go:wasmimport wasi:http/types@0.2.0 [method]incoming-request.method
func requestMethod(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.0 [method]incoming-request.path-with-query
func requestPath(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.0 [method]incoming-request.authority
func requestAuthority(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.0 [method]incoming-request.headers
func requestHeaders(self uint32) uint32

//go:wasmimport wasi:http/types@0.2.0 [method]incoming-request.consume
func requestConsume(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.0 [resource-drop]incoming-request
func requestDrop(self uint32)

//go:wasmimport wasi:http/types@0.2.0 [method]incoming-body.stream
func incomingBodyStream(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.0 [static]incoming-body.finish
func incomingBodyFinish(self uint32) uint32

//go:wasmimport wasi:http/types@0.2.0 [resource-drop]incoming-body
func incomingBodyDrop(self uint32)

//go:wasmimport wasi:http/types@0.2.0 [method]future-trailers.subscribe
func trailersSubscribe(self uint32) uint32

//go:wasmimport wasi:http/types@0.2.0 [method]future-trailers.get
func trailersGet(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.0 [resource-drop]future-trailers
func trailersDrop(self uint32)

//go:wasmimport wasi:http/types@0.2.0 [constructor]outgoing-response
func responseNew(headers uint32) uint32

//go:wasmimport wasi:http/types@0.2.0 [method]outgoing-response.set-status-code
func responseSetStatus(self, code uint32) uint32

//go:wasmimport wasi:http/types@0.2.0 [method]outgoing-response.body
func responseBody(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.0 [static]response-outparam.set
func outparamSet(out, tag, a, b uint32, c uint64, d, e, f, g uint32)

//go:wasmimport wasi:http/types@0.2.0 [method]outgoing-body.write
func outgoingBodyWrite(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.0 [static]outgoing-body.finish
func outgoingBodyFinish(self, some, trailers uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.0 [resource-drop]outgoing-body
func outgoingBodyDrop(self uint32)

//go:wasmimport wasi:http/types@0.2.0 [constructor]outgoing-request
func outgoingRequestNew(headers uint32) uint32

//go:wasmimport wasi:http/types@0.2.0 [method]outgoing-request.set-method
func outgoingRequestSetMethod(self, tag uint32, p unsafe.Pointer, n uint32) uint32

//go:wasmimport wasi:http/types@0.2.0 [method]outgoing-request.set-scheme
func outgoingRequestSetScheme(self, some, tag uint32, p unsafe.Pointer, n uint32) uint32

//go:wasmimport wasi:http/types@0.2.0 [method]outgoing-request.set-authority
func outgoingRequestSetAuthority(self, some uint32, p unsafe.Pointer, n uint32) uint32

//go:wasmimport wasi:http/types@0.2.0 [method]outgoing-request.set-path-with-query
func outgoingRequestSetPath(self, some uint32, p unsafe.Pointer, n uint32) uint32

//go:wasmimport wasi:http/types@0.2.0 [method]outgoing-request.body
func outgoingRequestBody(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.0 [resource-drop]outgoing-request
func outgoingRequestDrop(self uint32)

//go:wasmimport wasi:http/outgoing-handler@0.2.0 handle
func outgoingHandle(request, some, options uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.0 [method]future-incoming-response.subscribe
func futureSubscribe(self uint32) uint32

//go:wasmimport wasi:http/types@0.2.0 [method]future-incoming-response.get
func futureGet(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.0 [resource-drop]future-incoming-response
func futureDrop(self uint32)

//go:wasmimport wasi:http/types@0.2.0 [method]incoming-response.status
func incomingResponseStatus(self uint32) uint32

//go:wasmimport wasi:http/types@0.2.0 [method]incoming-response.headers
func incomingResponseHeaders(self uint32) uint32

//go:wasmimport wasi:http/types@0.2.0 [method]incoming-response.consume
func incomingResponseConsume(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.0 [resource-drop]incoming-response
func incomingResponseDrop(self uint32)

// ---- requests that come in

// An IncomingRequest is a handle of incoming-request.
type IncomingRequest uint32

// Method returns the method's name.
func (r IncomingRequest) Method() string {
	arena := takeArena()
	before := land(arena)
	requestMethod(uint32(r), retAt())
	v := ret
	keep(arena, landed(before))
	if tag := int(v.u8(0)); tag < len(methods) {
		return methods[tag]
	}
	return stringAt(v.u32(4), v.u32(8))
}

// Path returns the path with the query, "" if there is none.
func (r IncomingRequest) Path() string {
	arena := takeArena()
	before := land(arena)
	requestPath(uint32(r), retAt())
	v := ret
	keep(arena, landed(before))
	return optional(&v)
}

// Authority returns the host that the request is for, "" if it names none.
func (r IncomingRequest) Authority() string {
	arena := takeArena()
	before := land(arena)
	requestAuthority(uint32(r), retAt())
	v := ret
	keep(arena, landed(before))
	return optional(&v)
}

func (r IncomingRequest) Headers() Fields { return Fields(requestHeaders(uint32(r))) }
func (r IncomingRequest) Drop()           { requestDrop(uint32(r)) }

// Consume returns the body, once.
func (r IncomingRequest) Consume() *IncomingBody {
	requestConsume(uint32(r), retAt())
	return newIncomingBody(ret)
}

// An IncomingBody reads an incoming-body that it owns.
type IncomingBody struct {
	handle uint32
	stream *InputStream
}

// newIncomingBody takes the body out of the result of consume, which fails
// only when it has been taken before.
func newIncomingBody(r results) *IncomingBody {
	if r.u8(0) != 0 {
		return nil
	}
	b := &IncomingBody{handle: r.u32(4)}
	incomingBodyStream(b.handle, retAt())
	s := ret
	b.stream = NewInputStream(s.u32(4))
	return b
}

func (b *IncomingBody) Read(ctx context.Context, p []byte) (int, error) { return b.stream.Read(ctx, p) }

// Finish drops the body at its end and waits for its trailers: 0 means none.
func (b *IncomingBody) Finish(ctx context.Context) (Fields, error) {
	b.stream.Close()
	future := incomingBodyFinish(b.handle)
	defer trailersDrop(future)
	trailersGet(future, retAt())
	r := ret
	if r.u8(0) == 0 {
		w := NewWaiter(trailersSubscribe(future))
		err := w.Wait(ctx)
		w.Close()
		if err != nil {
			return 0, err
		}
		trailersGet(future, retAt())
		r = ret
	}
	if r.u8(0) == 0 || r.u8(8) != 0 {
		return 0, nil
	}
	if r.u8(16) != 0 {
		return 0, errorCode(r, 24)
	}
	if r.u8(24) == 0 {
		return 0, nil
	}
	return Fields(r.u32(28)), nil
}

// Drop drops the body wherever it is.
func (b *IncomingBody) Drop() {
	b.stream.Close()
	incomingBodyDrop(b.handle)
}

// ---- responses that go out

// An OutgoingBody writes an outgoing-body that it owns.
type OutgoingBody struct {
	handle uint32
	OutputStream
}

// open takes the body out of the result of body, which fails only when it has
// been taken before.
func (b *OutgoingBody) open(r *results) bool {
	if r.u8(0) != 0 {
		return false
	}
	b.handle = r.u32(4)
	outgoingBodyWrite(b.handle, retAt())
	b.OutputStream.handle = ret.u32(4)
	return true
}

// Watch has nothing to do: in WASI 0.2 nothing but writing tells that a response
// cannot be transmitted.
func (b *OutgoingBody) Watch() {}

// Finish ends the body, with trailers unless they are 0.
func (b *OutgoingBody) Finish(trailers Fields) error {
	b.Close()
	some := uint32(0)
	if trailers != 0 {
		some = 1
	}
	outgoingBodyFinish(b.handle, some, uint32(trailers), retAt())
	if r := ret; r.u8(0) != 0 {
		return errorCode(r, 8)
	}
	return nil
}

// Abort drops the body unfinished: the receiver sees that it is not whole.
func (b *OutgoingBody) Abort() {
	b.Close()
	outgoingBodyDrop(b.handle)
}

// A ResponseOutparam is a handle of response-outparam.
type ResponseOutparam uint32

// Send sends a response's status and headers, and opens the body unless that is
// nil. It reports whether it is open.
func (o ResponseOutparam) Send(status int, headers Fields, body *OutgoingBody) (open bool) {
	response := responseNew(uint32(headers))
	if status != 200 { // which it is from the start
		responseSetStatus(response, uint32(status))
	}
	if body != nil {
		responseBody(response, retAt())
		open = body.open(&ret)
	}
	outparamSet(uint32(o), 0, response, 0, 0, 0, 0, 0, 0)
	return open
}
