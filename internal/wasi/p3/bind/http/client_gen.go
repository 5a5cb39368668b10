// Code generated from wasi:http@0.3.0 by component/bindgen. DO NOT EDIT.

package http

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// ClientHost are the functions of wasi:http/client@0.3.0.
type ClientHost interface {
	Send(ctx context.Context, request Request) (wait func(ctx context.Context) (Response, error))
}

// LinkClient adds wasi:http/client@0.3.0 to a linker. host finds the implementation for a call.
func LinkClient(l *component.Linker, host func(*component.Call) ClientHost) error {
	return l.Define(ClientInterface(host))
}

// ClientInterface returns wasi:http/client@0.3.0 as host functions. host finds the implementation for a call.
func ClientInterface(host func(*component.Call) ClientHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:http/client@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:http/client@0.3.0") },
		Resources: []component.ResourceDef{
			{Name: "request", Type: RequestResource},
			{Name: "response", Type: ResponseResource},
		},
		Funcs: []component.FuncDef{
			{Name: "send", Async: func(ctx context.Context, c *component.Call, stack []uint64) component.Work {
				return clientHostSend(ctx, c, host(c), stack)
			}},
		},
	}
}

func clientHostSend(ctx context.Context, c *component.Call, host ClientHost, stack []uint64) component.Work {
	request := c.Own(uint32(stack[0]), RequestResource).(Request)
	ret := uint32(stack[1])
	c.Check(ret, 40, 8)
	c.Accept()
	wait := host.Send(ctx, request)
	return func(ctx context.Context) func(*component.Call, []uint64) {
		v, err := wait(ctx)
		return func(c *component.Call, stack []uint64) {
			storeResultOwnResponseErrorCode(c, ret, resultOf[Response, ErrorCode](c, v, err))
		}
	}
}
