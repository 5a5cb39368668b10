// Code generated from wasi:cli@0.3.0 by component/bindgen. DO NOT EDIT.

package cli

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// EnvironmentHost are the functions of wasi:cli/environment@0.3.0.
type EnvironmentHost interface {
	GetEnvironment(ctx context.Context) ([]component.Tuple2[string, string], error)
	GetArguments(ctx context.Context) ([]string, error)
	GetInitialCwd(ctx context.Context) (component.Option[string], error)
}

// LinkEnvironment adds wasi:cli/environment@0.3.0 to a linker. host finds the implementation for a call.
func LinkEnvironment(l *component.Linker, host func(*component.Call) EnvironmentHost) error {
	return l.Define(EnvironmentInterface(host))
}

// EnvironmentInterface returns wasi:cli/environment@0.3.0 as host functions. host finds the implementation for a call.
func EnvironmentInterface(host func(*component.Call) EnvironmentHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:cli/environment@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:cli/environment@0.3.0") },
		Funcs: []component.FuncDef{
			{Name: "get-environment", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				environmentHostGetEnvironment(ctx, c, host(c), stack)
			}},
			{Name: "get-arguments", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				environmentHostGetArguments(ctx, c, host(c), stack)
			}},
			{Name: "get-initial-cwd", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				environmentHostGetInitialCwd(ctx, c, host(c), stack)
			}},
		},
	}
}

func environmentHostGetEnvironment(ctx context.Context, c *component.Call, host EnvironmentHost, stack []uint64) {
	ret := uint32(stack[0])
	c.Check(ret, 8, 4)
	v, err := host.GetEnvironment(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeListTuple2StringString(c, ret, v)
}

func environmentHostGetArguments(ctx context.Context, c *component.Call, host EnvironmentHost, stack []uint64) {
	ret := uint32(stack[0])
	c.Check(ret, 8, 4)
	v, err := host.GetArguments(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeListString(c, ret, v)
}

func environmentHostGetInitialCwd(ctx context.Context, c *component.Call, host EnvironmentHost, stack []uint64) {
	ret := uint32(stack[0])
	c.Check(ret, 12, 4)
	v, err := host.GetInitialCwd(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionString(c, ret, v)
}
