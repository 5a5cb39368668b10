// Code generated from wasi:cli@0.3.0 by component/bindgen. DO NOT EDIT.

package cli

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// TerminalInput is the resource terminal-input of wasi:cli/terminal-input@0.3.0.
type TerminalInput interface {
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// TerminalInputResource is the type of handles to [TerminalInput].
var TerminalInputResource = component.NewResourceType("terminal-input", func(ctx context.Context, obj any) { obj.(TerminalInput).Drop(ctx) })

// LinkTerminalInput adds wasi:cli/terminal-input@0.3.0 to a linker.
func LinkTerminalInput(l *component.Linker) error {
	return l.Define(TerminalInputInterface())
}

// TerminalInputInterface returns wasi:cli/terminal-input@0.3.0 as host functions.
func TerminalInputInterface() *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:cli/terminal-input@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:cli/terminal-input@0.3.0") },
		Resources: []component.ResourceDef{
			{Name: "terminal-input", Type: TerminalInputResource},
		},
		Funcs: []component.FuncDef{},
	}
}
