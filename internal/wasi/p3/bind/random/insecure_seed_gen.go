// Code generated from wasi:random@0.3.0 by component/bindgen. DO NOT EDIT.

package random

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// InsecureSeedHost are the functions of wasi:random/insecure-seed@0.3.0.
type InsecureSeedHost interface {
	GetInsecureSeed(ctx context.Context) (component.Tuple2[uint64, uint64], error)
}

// LinkInsecureSeed adds wasi:random/insecure-seed@0.3.0 to a linker. host finds the implementation for a call.
func LinkInsecureSeed(l *component.Linker, host func(*component.Call) InsecureSeedHost) error {
	return l.Define(InsecureSeedInterface(host))
}

// InsecureSeedInterface returns wasi:random/insecure-seed@0.3.0 as host functions. host finds the implementation for a call.
func InsecureSeedInterface(host func(*component.Call) InsecureSeedHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:random/insecure-seed@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:random/insecure-seed@0.3.0") },
		Funcs: []component.FuncDef{
			{Name: "get-insecure-seed", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				insecureSeedHostGetInsecureSeed(ctx, c, host(c), stack)
			}},
		},
	}
}

func insecureSeedHostGetInsecureSeed(ctx context.Context, c *component.Call, host InsecureSeedHost, stack []uint64) {
	ret := uint32(stack[0])
	c.Check(ret, 16, 8)
	v, err := host.GetInsecureSeed(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeTuple2U64U64(c, ret, v)
}
