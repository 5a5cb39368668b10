// Code generated from wasi:cli@0.3.0 by component/bindgen. DO NOT EDIT.

package cli

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// StdinHost are the functions of wasi:cli/stdin@0.3.0.
type StdinHost interface {
	ReadViaStream(ctx context.Context) (component.Tuple2[*component.Stream[uint8], *component.Future[component.Result[struct{}, ErrorCode]]], error)
}

// LinkStdin adds wasi:cli/stdin@0.3.0 to a linker. host finds the implementation for a call.
func LinkStdin(l *component.Linker, host func(*component.Call) StdinHost) error {
	return l.Define(StdinInterface(host))
}

// StdinInterface returns wasi:cli/stdin@0.3.0 as host functions. host finds the implementation for a call.
func StdinInterface(host func(*component.Call) StdinHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:cli/stdin@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:cli/stdin@0.3.0") },
		Funcs: []component.FuncDef{
			{Name: "read-via-stream", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				stdinHostReadViaStream(ctx, c, host(c), stack)
			}},
		},
	}
}

func stdinHostReadViaStream(ctx context.Context, c *component.Call, host StdinHost, stack []uint64) {
	ret := uint32(stack[0])
	c.Check(ret, 8, 4)
	v, err := host.ReadViaStream(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeTuple2StreamU8FutureResultUnitErrorCode(c, ret, v)
}
