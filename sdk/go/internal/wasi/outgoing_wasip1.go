package wasi

import (
	"context"
	"fmt"
	"slices"
)

// An OutgoingRequest is what to send.
type OutgoingRequest struct {
	Method, Scheme, Authority, Path string
	Headers                         Fields
	WantBody                        bool
}

// Send hands the request to the host. The body is nil unless it is wanted;
// what comes back answers when the body has been written, or before.
func (q *OutgoingRequest) Send() (*OutgoingBody, *FutureResponse, error) {
	request := outgoingRequestNew(uint32(q.Headers))
	if err := q.describe(request); err != nil {
		outgoingRequestDrop(request)
		return nil, nil, err
	}
	var body *OutgoingBody
	if q.WantBody {
		outgoingRequestBody(request, retAt())
		body = new(OutgoingBody)
		body.open(&ret) // which nobody has taken before
	}
	outgoingHandle(request, 0, 0, retAt())
	r := ret
	if r.u8(0) != 0 {
		if body != nil {
			body.Abort()
		}
		return nil, nil, errorCode(r, 8)
	}
	return body, &FutureResponse{handle: r.u32(8)}, nil
}

// describe sets everything but headers and body.
func (q *OutgoingRequest) describe(request uint32) error {
	p, n := data(q.Method)
	method := slices.Index(methods[:], q.Method)
	if method < 0 {
		method = len(methods)
	}
	if outgoingRequestSetMethod(request, uint32(method), p, n) != 0 {
		return fmt.Errorf("the host refuses method %q", q.Method)
	}
	p, n = data(q.Scheme)
	scheme := slices.Index([]string{"http", "https"}, q.Scheme)
	if scheme < 0 {
		scheme = 2
	}
	if outgoingRequestSetScheme(request, 1, uint32(scheme), p, n) != 0 {
		return fmt.Errorf("the host refuses scheme %q", q.Scheme)
	}
	p, n = data(q.Authority)
	if outgoingRequestSetAuthority(request, 1, p, n) != 0 {
		return fmt.Errorf("the host refuses authority %q", q.Authority)
	}
	p, n = data(q.Path)
	if outgoingRequestSetPath(request, 1, p, n) != 0 {
		return fmt.Errorf("the host refuses path %q", q.Path)
	}
	return nil
}

// A FutureResponse is the response that will come.
type FutureResponse struct{ handle uint32 }

// Wait returns the response, or why there is none. It is called once.
func (f *FutureResponse) Wait(ctx context.Context) (IncomingResponse, error) {
	defer futureDrop(f.handle)
	w := NewWaiter(futureSubscribe(f.handle))
	err := w.Wait(ctx)
	w.Close() // before its parent
	if err != nil {
		return 0, err
	}
	futureGet(f.handle, retAt())
	r := ret
	switch {
	case r.u8(0) == 0 || r.u8(8) != 0:
		return 0, fmt.Errorf("the host has no response although it is ready")
	case r.u8(16) != 0:
		return 0, errorCode(r, 24)
	}
	return IncomingResponse(r.u32(24)), nil
}

// An IncomingResponse is a handle of incoming-response.
type IncomingResponse uint32

func (r IncomingResponse) Status() int     { return int(incomingResponseStatus(uint32(r))) }
func (r IncomingResponse) Headers() Fields { return Fields(incomingResponseHeaders(uint32(r))) }
func (r IncomingResponse) Drop()           { incomingResponseDrop(uint32(r)) }

// Consume returns the body, once.
func (r IncomingResponse) Consume() *IncomingBody {
	incomingResponseConsume(uint32(r), retAt())
	return newIncomingBody(ret)
}
