// Code generated from wasi:cli@0.3.0 by component/bindgen. DO NOT EDIT.

package cli

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// StdoutHost are the functions of wasi:cli/stdout@0.3.0.
type StdoutHost interface {
	WriteViaStream(ctx context.Context, data *component.Stream[uint8]) (*component.Future[component.Result[struct{}, ErrorCode]], error)
}

// LinkStdout adds wasi:cli/stdout@0.3.0 to a linker. host finds the implementation for a call.
func LinkStdout(l *component.Linker, host func(*component.Call) StdoutHost) error {
	return l.Define(StdoutInterface(host))
}

// StdoutInterface returns wasi:cli/stdout@0.3.0 as host functions. host finds the implementation for a call.
func StdoutInterface(host func(*component.Call) StdoutHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:cli/stdout@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:cli/stdout@0.3.0") },
		Funcs: []component.FuncDef{
			{Name: "write-via-stream", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				stdoutHostWriteViaStream(ctx, c, host(c), stack)
			}},
		},
	}
}

func stdoutHostWriteViaStream(ctx context.Context, c *component.Call, host StdoutHost, stack []uint64) {
	data := component.LiftStream(c, uint32(stack[0]), component.Bytes)
	v, err := host.WriteViaStream(ctx, data)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(component.LowerFuture(c, v, elemResultUnitErrorCode))
}
