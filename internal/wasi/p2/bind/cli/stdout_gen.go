// Code generated from wasi:cli@0.2.12 by component/bindgen. DO NOT EDIT.

package cli

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// StdoutHost are the functions of wasi:cli/stdout@0.2.12.
type StdoutHost interface {
	GetStdout(ctx context.Context) (io.OutputStream, error)
}

// LinkStdout adds wasi:cli/stdout@0.2.12 to a linker. host finds the implementation for a call.
func LinkStdout(l *component.Linker, host func(*component.Call) StdoutHost) error {
	return l.Define(StdoutInterface(host))
}

// StdoutInterface returns wasi:cli/stdout@0.2.12 as host functions. host finds the implementation for a call.
func StdoutInterface(host func(*component.Call) StdoutHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:cli/stdout@0.2.12",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:cli/stdout@0.2.12") },
		Resources: []component.ResourceDef{
			{Name: "output-stream", Type: io.OutputStreamResource},
		},
		Funcs: []component.FuncDef{
			{Name: "get-stdout", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				stdoutHostGetStdout(ctx, c, host(c), stack)
			}},
		},
	}
}

func stdoutHostGetStdout(ctx context.Context, c *component.Call, host StdoutHost, stack []uint64) {
	v, err := host.GetStdout(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(io.OutputStreamResource, v))
}
