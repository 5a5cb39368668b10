// Code generated from wasi:cli@0.3.0 by component/bindgen. DO NOT EDIT.

package cli

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// TerminalOutput is the resource terminal-output of wasi:cli/terminal-output@0.3.0.
type TerminalOutput interface {
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// TerminalOutputResource is the type of handles to [TerminalOutput].
var TerminalOutputResource = component.NewResourceType("terminal-output", func(ctx context.Context, obj any) { obj.(TerminalOutput).Drop(ctx) })

// LinkTerminalOutput adds wasi:cli/terminal-output@0.3.0 to a linker.
func LinkTerminalOutput(l *component.Linker) error {
	return l.Define(TerminalOutputInterface())
}

// TerminalOutputInterface returns wasi:cli/terminal-output@0.3.0 as host functions.
func TerminalOutputInterface() *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:cli/terminal-output@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:cli/terminal-output@0.3.0") },
		Resources: []component.ResourceDef{
			{Name: "terminal-output", Type: TerminalOutputResource},
		},
		Funcs: []component.FuncDef{},
	}
}
