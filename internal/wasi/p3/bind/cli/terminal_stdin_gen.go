// Code generated from wasi:cli@0.3.0 by component/bindgen. DO NOT EDIT.

package cli

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// TerminalStdinHost are the functions of wasi:cli/terminal-stdin@0.3.0.
type TerminalStdinHost interface {
	GetTerminalStdin(ctx context.Context) (component.Option[TerminalInput], error)
}

// LinkTerminalStdin adds wasi:cli/terminal-stdin@0.3.0 to a linker. host finds the implementation for a call.
func LinkTerminalStdin(l *component.Linker, host func(*component.Call) TerminalStdinHost) error {
	return l.Define(TerminalStdinInterface(host))
}

// TerminalStdinInterface returns wasi:cli/terminal-stdin@0.3.0 as host functions. host finds the implementation for a call.
func TerminalStdinInterface(host func(*component.Call) TerminalStdinHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:cli/terminal-stdin@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:cli/terminal-stdin@0.3.0") },
		Resources: []component.ResourceDef{
			{Name: "terminal-input", Type: TerminalInputResource},
		},
		Funcs: []component.FuncDef{
			{Name: "get-terminal-stdin", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				terminalStdinHostGetTerminalStdin(ctx, c, host(c), stack)
			}},
		},
	}
}

func terminalStdinHostGetTerminalStdin(ctx context.Context, c *component.Call, host TerminalStdinHost, stack []uint64) {
	ret := uint32(stack[0])
	c.Check(ret, 8, 4)
	v, err := host.GetTerminalStdin(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionOwnTerminalInput(c, ret, v)
}
