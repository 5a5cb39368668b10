// Code generated from wasi:random@0.3.0 by component/bindgen. DO NOT EDIT.

package random

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// InsecureHost are the functions of wasi:random/insecure@0.3.0.
type InsecureHost interface {
	GetInsecureRandomBytes(ctx context.Context, maxLen uint64) ([]byte, error)
	GetInsecureRandomU64(ctx context.Context) (uint64, error)
}

// LinkInsecure adds wasi:random/insecure@0.3.0 to a linker. host finds the implementation for a call.
func LinkInsecure(l *component.Linker, host func(*component.Call) InsecureHost) error {
	return l.Define(InsecureInterface(host))
}

// InsecureInterface returns wasi:random/insecure@0.3.0 as host functions. host finds the implementation for a call.
func InsecureInterface(host func(*component.Call) InsecureHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:random/insecure@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:random/insecure@0.3.0") },
		Funcs: []component.FuncDef{
			{Name: "get-insecure-random-bytes", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				insecureHostGetInsecureRandomBytes(ctx, c, host(c), stack)
			}},
			{Name: "get-insecure-random-u64", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				insecureHostGetInsecureRandomU64(ctx, c, host(c), stack)
			}},
		},
	}
}

func insecureHostGetInsecureRandomBytes(ctx context.Context, c *component.Call, host InsecureHost, stack []uint64) {
	maxLen := stack[0]
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, err := host.GetInsecureRandomBytes(ctx, maxLen)
	if err != nil {
		c.Trap(err)
	}
	storeBytes(c, ret, v)
}

func insecureHostGetInsecureRandomU64(ctx context.Context, c *component.Call, host InsecureHost, stack []uint64) {
	v, err := host.GetInsecureRandomU64(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = v
}
