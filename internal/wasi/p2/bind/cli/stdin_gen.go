// Code generated from wasi:cli@0.2.12 by component/bindgen. DO NOT EDIT.

package cli

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// StdinHost are the functions of wasi:cli/stdin@0.2.12.
type StdinHost interface {
	GetStdin(ctx context.Context) (io.InputStream, error)
}

// LinkStdin adds wasi:cli/stdin@0.2.12 to a linker. host finds the implementation for a call.
func LinkStdin(l *component.Linker, host func(*component.Call) StdinHost) error {
	return l.Define(StdinInterface(host))
}

// StdinInterface returns wasi:cli/stdin@0.2.12 as host functions. host finds the implementation for a call.
func StdinInterface(host func(*component.Call) StdinHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:cli/stdin@0.2.12",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:cli/stdin@0.2.12") },
		Resources: []component.ResourceDef{
			{Name: "input-stream", Type: io.InputStreamResource},
		},
		Funcs: []component.FuncDef{
			{Name: "get-stdin", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				stdinHostGetStdin(ctx, c, host(c), stack)
			}},
		},
	}
}

func stdinHostGetStdin(ctx context.Context, c *component.Call, host StdinHost, stack []uint64) {
	v, err := host.GetStdin(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(io.InputStreamResource, v))
}
