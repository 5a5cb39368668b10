// Code generated from wasi:http@0.2.12 by component/bindgen. DO NOT EDIT.

package http

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// OutgoingHandlerHost are the functions of wasi:http/outgoing-handler@0.2.12.
type OutgoingHandlerHost interface {
	Handle(ctx context.Context, request OutgoingRequest, options component.Option[RequestOptions]) (FutureIncomingResponse, error)
}

// LinkOutgoingHandler adds wasi:http/outgoing-handler@0.2.12 to a linker. host finds the implementation for a call.
func LinkOutgoingHandler(l *component.Linker, host func(*component.Call) OutgoingHandlerHost) error {
	return l.Define(OutgoingHandlerInterface(host))
}

// OutgoingHandlerInterface returns wasi:http/outgoing-handler@0.2.12 as host functions. host finds the implementation for a call.
func OutgoingHandlerInterface(host func(*component.Call) OutgoingHandlerHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:http/outgoing-handler@0.2.12",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:http/outgoing-handler@0.2.12") },
		Resources: []component.ResourceDef{
			{Name: "outgoing-request", Type: OutgoingRequestResource},
			{Name: "request-options", Type: RequestOptionsResource},
			{Name: "future-incoming-response", Type: FutureIncomingResponseResource},
		},
		Funcs: []component.FuncDef{
			{Name: "handle", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				outgoingHandlerHostHandle(ctx, c, host(c), stack)
			}},
		},
	}
}

func outgoingHandlerHostHandle(ctx context.Context, c *component.Call, host OutgoingHandlerHost, stack []uint64) {
	request := c.Own(uint32(stack[0]), OutgoingRequestResource).(OutgoingRequest)
	options := liftOptionOwnRequestOptions(c, stack[1:])
	ret := uint32(stack[3])
	c.Check(ret, 40, 8)
	c.Accept()
	v, err := host.Handle(ctx, request, options)
	storeResultOwnFutureIncomingResponseErrorCode(c, ret, resultOf[FutureIncomingResponse, ErrorCode](c, v, err))
}
