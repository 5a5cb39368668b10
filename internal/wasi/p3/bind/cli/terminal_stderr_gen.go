// Code generated from wasi:cli@0.3.0 by component/bindgen. DO NOT EDIT.

package cli

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// TerminalStderrHost are the functions of wasi:cli/terminal-stderr@0.3.0.
type TerminalStderrHost interface {
	GetTerminalStderr(ctx context.Context) (component.Option[TerminalOutput], error)
}

// LinkTerminalStderr adds wasi:cli/terminal-stderr@0.3.0 to a linker. host finds the implementation for a call.
func LinkTerminalStderr(l *component.Linker, host func(*component.Call) TerminalStderrHost) error {
	return l.Define(TerminalStderrInterface(host))
}

// TerminalStderrInterface returns wasi:cli/terminal-stderr@0.3.0 as host functions. host finds the implementation for a call.
func TerminalStderrInterface(host func(*component.Call) TerminalStderrHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:cli/terminal-stderr@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:cli/terminal-stderr@0.3.0") },
		Resources: []component.ResourceDef{
			{Name: "terminal-output", Type: TerminalOutputResource},
		},
		Funcs: []component.FuncDef{
			{Name: "get-terminal-stderr", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				terminalStderrHostGetTerminalStderr(ctx, c, host(c), stack)
			}},
		},
	}
}

func terminalStderrHostGetTerminalStderr(ctx context.Context, c *component.Call, host TerminalStderrHost, stack []uint64) {
	ret := uint32(stack[0])
	c.Check(ret, 8, 4)
	v, err := host.GetTerminalStderr(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionOwnTerminalOutput(c, ret, v)
}
