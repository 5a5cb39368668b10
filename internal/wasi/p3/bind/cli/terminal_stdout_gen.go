// Code generated from wasi:cli@0.3.0 by component/bindgen. DO NOT EDIT.

package cli

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// TerminalStdoutHost are the functions of wasi:cli/terminal-stdout@0.3.0.
type TerminalStdoutHost interface {
	GetTerminalStdout(ctx context.Context) (component.Option[TerminalOutput], error)
}

// LinkTerminalStdout adds wasi:cli/terminal-stdout@0.3.0 to a linker. host finds the implementation for a call.
func LinkTerminalStdout(l *component.Linker, host func(*component.Call) TerminalStdoutHost) error {
	return l.Define(TerminalStdoutInterface(host))
}

// TerminalStdoutInterface returns wasi:cli/terminal-stdout@0.3.0 as host functions. host finds the implementation for a call.
func TerminalStdoutInterface(host func(*component.Call) TerminalStdoutHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:cli/terminal-stdout@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:cli/terminal-stdout@0.3.0") },
		Resources: []component.ResourceDef{
			{Name: "terminal-output", Type: TerminalOutputResource},
		},
		Funcs: []component.FuncDef{
			{Name: "get-terminal-stdout", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				terminalStdoutHostGetTerminalStdout(ctx, c, host(c), stack)
			}},
		},
	}
}

func terminalStdoutHostGetTerminalStdout(ctx context.Context, c *component.Call, host TerminalStdoutHost, stack []uint64) {
	ret := uint32(stack[0])
	c.Check(ret, 8, 4)
	v, err := host.GetTerminalStdout(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionOwnTerminalOutput(c, ret, v)
}
