//go:build wasip3

package wasi

import (
	"context"
	"runtime"
	"unsafe"
)

//go:wasmimport wasi:http/types@0.3.0 [constructor]fields
func fieldsNew() uint32

//go:wasmimport wasi:http/types@0.3.0 [method]fields.append
func fieldsAppend(self uint32, name unsafe.Pointer, nameLen uint32, value unsafe.Pointer, valueLen uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.3.0 [method]fields.copy-all
func fieldsEntries(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.3.0 [resource-drop]fields
func fieldsDrop(self uint32)

//go:wasmimport wasi:http/types@0.3.0 [method]request.get-method
func requestMethod(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.3.0 [method]request.get-path-with-query
func requestPath(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.3.0 [method]request.get-authority
func requestAuthority(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.3.0 [method]request.get-headers
func requestHeaders(self uint32) uint32

//go:wasmimport wasi:http/types@0.3.0 [static]request.consume-body
func requestConsume(self, received uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.3.0 [resource-drop]request
func requestDrop(self uint32)

//go:wasmimport wasi:http/types@0.3.0 [static]response.new
func responseNew(headers, some, body, trailers uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.3.0 [method]response.set-status-code
func responseSetStatus(self, code uint32) uint32

//go:wasmimport wasi:http/types@0.3.0 [resource-drop]response
func responseDrop(self uint32)

// codeResponseIncomplete is the error-code of what was broken off.
const codeResponseIncomplete = 25

// An outcome is a result<option<trailers>, error-code> or a result<_, error-code>
// in memory, 8 bytes aligned.
type outcome [5]uint64

// trailersOutcome is that of a body which has ended, with trailers unless they
// are 0.
func trailersOutcome(trailers Fields) *outcome {
	if trailers == 0 {
		return new(outcome)
	}
	return &outcome{1: 1 | uint64(trailers)<<32}
}

// brokenOff is the outcome of a body that has not.
func brokenOff() *outcome { return &outcome{0: 1, 1: codeResponseIncomplete} }

// ---- requests that come in

// An IncomingRequest is a request to answer.
type IncomingRequest struct{ *incoming }

// incoming is a message that the host has, with what takes its body out of it.
type incoming struct {
	task   *Task
	handle uint32 // 0 when it was given back
}

// get calls a getter whose result has a string.
func (m *incoming) get(getter func(self uint32, ret unsafe.Pointer)) results {
	arena := takeArena()
	before := land(arena)
	getter(m.handle, retAt())
	r := ret
	keep(arena, landed(before))
	return r
}

// consume takes the body out of the message, which is given back by that.
func (m *incoming) consume(consume func(self, received uint32, ret unsafe.Pointer)) *IncomingBody {
	if m.handle == 0 {
		return nil
	}
	r, w := ends(receivedNew())
	consume(m.handle, r, retAt())
	body := ret
	m.handle = 0
	m.task.tell(w, receivedWrite, receivedDropWritable, new(outcome))
	return &IncomingBody{task: m.task, stream: inputStream{task: m.task, handle: body.u32(0)}, trailers: body.u32(4)}
}

// Method returns the method's name.
func (r IncomingRequest) Method() string {
	v := r.get(requestMethod)
	if tag := int(v.u8(0)); tag < len(methods) {
		return methods[tag]
	}
	return stringAt(v.u32(4), v.u32(8))
}

// Path returns the path with the query, "" if there is none.
func (r IncomingRequest) Path() string {
	v := r.get(requestPath)
	return optional(&v)
}

// Authority returns the host that the request is for, "" if it names none.
func (r IncomingRequest) Authority() string {
	v := r.get(requestAuthority)
	return optional(&v)
}

func (r IncomingRequest) Headers() Fields { return Fields(requestHeaders(r.handle)) }

// Consume returns the body, once; nil after that.
func (r IncomingRequest) Consume() *IncomingBody { return r.consume(requestConsume) }

// Drop drops the request, but not its body if that was consumed.
func (r IncomingRequest) Drop() { r.drop(requestDrop) }

func (m *incoming) drop(drop func(self uint32)) {
	if h := m.handle; h != 0 {
		m.handle = 0
		drop(h)
	}
}

// An IncomingBody reads a body.
type IncomingBody struct {
	task     *Task
	stream   inputStream
	trailers uint32
}

func (b *IncomingBody) Read(ctx context.Context, p []byte) (int, error) { return b.stream.Read(ctx, p) }

// Finish drops the body at its end and waits for its trailers: 0 means none.
func (b *IncomingBody) Finish(ctx context.Context) (Fields, error) {
	b.stream.Close()
	defer trailersDropReadable(b.trailers)
	got := new(results)
	result := trailersRead(b.trailers, unsafe.Pointer(got))
	if result == blocked {
		var err error
		if result, err = b.task.await(ctx, b.trailers, trailersCancelRead); err != nil {
			return 0, err
		}
	}
	switch {
	case result&copyMask != 0: // there never are any
		return 0, nil
	case got.u8(0) != 0:
		return 0, errorCode(*got, 8)
	case got.u8(8) == 0:
		return 0, nil
	}
	return Fields(got.u32(12)), nil
}

// Drop drops the body wherever it is. Who is reading gets an error.
func (b *IncomingBody) Drop() {
	b.stream.Close()
	trailersDropReadable(b.trailers)
}

// tell writes o to a future, and drops its end when that was read. Nobody waits
// for that.
func (t *Task) tell(future uint32, write func(self uint32, p unsafe.Pointer) uint32, drop func(self uint32), o *outcome) {
	if write(future, unsafe.Pointer(o)) != blocked {
		drop(future)
		return
	}
	t.when(future, func(uint32) {
		runtime.KeepAlive(o)
		drop(future)
	})
}

// ---- responses that go out

// An OutgoingBody writes a body.
type OutgoingBody struct {
	outputStream
	trailers uint32 // where the outcome goes; 0 when it has gone
	sent     uint32 // tells what became of the response; 0 when that was dropped
}

// open makes b a new body, and returns what the receiver gets of it.
func (b *OutgoingBody) open(t *Task) (stream, trailers uint32) {
	b.task = t
	stream, b.handle = newStream()
	trailers, b.trailers = ends(trailersNew())
	return stream, trailers
}

// Flush has nothing to do: Write returns when all has left.
func (b *OutgoingBody) Flush(context.Context) error { return b.err }

// Watch has the handler told if the response cannot be transmitted any more, until
// the body ends.
func (b *OutgoingBody) Watch() {
	o := new(outcome)
	told := func(result uint32) {
		sentDropReadable(b.sent)
		b.sent = 0
		if failed := o[0]&1 != 0; failed && result&copyMask == 0 {
			b.gone()
		}
	}
	if result := sentRead(b.sent, unsafe.Pointer(o)); result == blocked {
		b.task.when(b.sent, told)
	} else {
		told(result)
	}
}

// Finish ends the body, with trailers unless they are 0, and returns when they
// have left.
func (b *OutgoingBody) Finish(trailers Fields) error {
	b.Close()
	b.conclude(trailersOutcome(trailers))
	return nil
}

// Abort ends the body unfinished: the receiver sees that it is not whole.
func (b *OutgoingBody) Abort() {
	b.Close()
	b.conclude(brokenOff())
}

// conclude hands the outcome to the receiver.
func (b *OutgoingBody) conclude(o *outcome) {
	h := b.trailers
	if h == 0 {
		return
	}
	b.trailers = 0
	if interrupt(b.sent, sentCancelRead); b.sent != 0 {
		sentDropReadable(b.sent)
	}
	result := trailersWrite(h, unsafe.Pointer(o))
	if result == blocked {
		result, _ = b.task.await(context.Background(), h, nil)
	}
	trailersDropWritable(h)
	if trailers := uint32(o[1] >> 32); result&copyMask == copyDropped && trailers != 0 {
		fieldsDrop(trailers) // nobody has taken them
	}
}

// A ResponseOutparam answers a request, once.
type ResponseOutparam struct{ *Task }

// Send sends a response's status and headers, and opens the body unless that is
// nil. It reports whether it is open; it is for a response that nobody wants, too,
// and writing fails then.
func (o ResponseOutparam) Send(status int, headers Fields, body *OutgoingBody) (open bool) {
	t := o.Task
	var some, stream, trailers, none uint32
	if body != nil {
		stream, trailers = body.open(t)
		body.gone = t.abandon
		some = 1
	} else {
		trailers, none = ends(trailersNew())
	}
	responseNew(uint32(headers), some, stream, trailers, retAt())
	r := ret
	response, sent := r.u32(0), r.u32(4)
	if status != 200 { // which it is from the start
		responseSetStatus(response, uint32(status))
	}
	t.enter()
	if t.cancelled {
		responseDrop(response)
	} else {
		taskReturn(0, response, 0, 0, 0, 0, 0, 0)
		t.returned = true
	}
	if body != nil {
		body.sent = sent
		return true
	}
	sentDropReadable(sent)
	t.tell(none, trailersWrite, trailersDropWritable, new(outcome))
	return false
}
