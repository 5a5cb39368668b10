// Code generated from wasi:random@0.3.0 by component/bindgen. DO NOT EDIT.

package random

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// RandomHost are the functions of wasi:random/random@0.3.0.
type RandomHost interface {
	GetRandomBytes(ctx context.Context, maxLen uint64) ([]byte, error)
	GetRandomU64(ctx context.Context) (uint64, error)
}

// LinkRandom adds wasi:random/random@0.3.0 to a linker. host finds the implementation for a call.
func LinkRandom(l *component.Linker, host func(*component.Call) RandomHost) error {
	return l.Define(RandomInterface(host))
}

// RandomInterface returns wasi:random/random@0.3.0 as host functions. host finds the implementation for a call.
func RandomInterface(host func(*component.Call) RandomHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:random/random@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:random/random@0.3.0") },
		Funcs: []component.FuncDef{
			{Name: "get-random-bytes", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				randomHostGetRandomBytes(ctx, c, host(c), stack)
			}},
			{Name: "get-random-u64", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				randomHostGetRandomU64(ctx, c, host(c), stack)
			}},
		},
	}
}

func randomHostGetRandomBytes(ctx context.Context, c *component.Call, host RandomHost, stack []uint64) {
	maxLen := stack[0]
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, err := host.GetRandomBytes(ctx, maxLen)
	if err != nil {
		c.Trap(err)
	}
	storeBytes(c, ret, v)
}

func randomHostGetRandomU64(ctx context.Context, c *component.Call, host RandomHost, stack []uint64) {
	v, err := host.GetRandomU64(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = v
}
