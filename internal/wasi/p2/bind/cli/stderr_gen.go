// Code generated from wasi:cli@0.2.12 by component/bindgen. DO NOT EDIT.

package cli

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// StderrHost are the functions of wasi:cli/stderr@0.2.12.
type StderrHost interface {
	GetStderr(ctx context.Context) (io.OutputStream, error)
}

// LinkStderr adds wasi:cli/stderr@0.2.12 to a linker. host finds the implementation for a call.
func LinkStderr(l *component.Linker, host func(*component.Call) StderrHost) error {
	return l.Define(StderrInterface(host))
}

// StderrInterface returns wasi:cli/stderr@0.2.12 as host functions. host finds the implementation for a call.
func StderrInterface(host func(*component.Call) StderrHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:cli/stderr@0.2.12",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:cli/stderr@0.2.12") },
		Resources: []component.ResourceDef{
			{Name: "output-stream", Type: io.OutputStreamResource},
		},
		Funcs: []component.FuncDef{
			{Name: "get-stderr", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				stderrHostGetStderr(ctx, c, host(c), stack)
			}},
		},
	}
}

func stderrHostGetStderr(ctx context.Context, c *component.Call, host StderrHost, stack []uint64) {
	v, err := host.GetStderr(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(io.OutputStreamResource, v))
}
