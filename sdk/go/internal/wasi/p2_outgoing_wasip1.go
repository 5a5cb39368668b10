//go:build !wasip3

package wasi

import (
	"context"
	"fmt"
)

// Send hands the request to the host, which does not look at ctx. The body is
// nil unless it is wanted;
// what comes back answers when the body has been written, or before.
func (q *OutgoingRequest) Send(ctx context.Context) (*OutgoingBody, *FutureResponse, error) {
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
