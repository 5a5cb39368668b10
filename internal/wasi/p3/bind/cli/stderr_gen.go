// Code generated from wasi:cli@0.3.0 by component/bindgen. DO NOT EDIT.

package cli

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// StderrHost are the functions of wasi:cli/stderr@0.3.0.
type StderrHost interface {
	WriteViaStream(ctx context.Context, data *component.Stream[uint8]) (*component.Future[component.Result[struct{}, ErrorCode]], error)
}

// LinkStderr adds wasi:cli/stderr@0.3.0 to a linker. host finds the implementation for a call.
func LinkStderr(l *component.Linker, host func(*component.Call) StderrHost) error {
	return l.Define(StderrInterface(host))
}

// StderrInterface returns wasi:cli/stderr@0.3.0 as host functions. host finds the implementation for a call.
func StderrInterface(host func(*component.Call) StderrHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:cli/stderr@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:cli/stderr@0.3.0") },
		Funcs: []component.FuncDef{
			{Name: "write-via-stream", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				stderrHostWriteViaStream(ctx, c, host(c), stack)
			}},
		},
	}
}

func stderrHostWriteViaStream(ctx context.Context, c *component.Call, host StderrHost, stack []uint64) {
	data := component.LiftStream(c, uint32(stack[0]), component.Bytes)
	v, err := host.WriteViaStream(ctx, data)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(component.LowerFuture(c, v, elemResultUnitErrorCode))
}
