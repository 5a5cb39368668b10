// Code generated from wasi:cli@0.3.0 by component/bindgen. DO NOT EDIT.

package cli

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// ExitHost are the functions of wasi:cli/exit@0.3.0.
type ExitHost interface {
	Exit(ctx context.Context, status component.Result[struct{}, struct{}]) error
	ExitWithCode(ctx context.Context, statusCode uint8) error
}

// LinkExit adds wasi:cli/exit@0.3.0 to a linker. host finds the implementation for a call.
func LinkExit(l *component.Linker, host func(*component.Call) ExitHost) error {
	return l.Define(ExitInterface(host))
}

// ExitInterface returns wasi:cli/exit@0.3.0 as host functions. host finds the implementation for a call.
func ExitInterface(host func(*component.Call) ExitHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:cli/exit@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:cli/exit@0.3.0") },
		Funcs: []component.FuncDef{
			{Name: "exit", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				exitHostExit(ctx, c, host(c), stack)
			}},
			{Name: "exit-with-code", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				exitHostExitWithCode(ctx, c, host(c), stack)
			}},
		},
	}
}

func exitHostExit(ctx context.Context, c *component.Call, host ExitHost, stack []uint64) {
	status := liftResultUnitUnit(c, stack)
	err := host.Exit(ctx, status)
	if err != nil {
		c.Trap(err)
	}
}

func exitHostExitWithCode(ctx context.Context, c *component.Call, host ExitHost, stack []uint64) {
	statusCode := uint8(stack[0])
	err := host.ExitWithCode(ctx, statusCode)
	if err != nil {
		c.Trap(err)
	}
}
