// Code generated from wasi:clocks@0.2.12 by component/bindgen. DO NOT EDIT.

package clocks

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// Datetime is the record datetime of wasi:clocks/wall-clock@0.2.12.
type Datetime struct {
	Seconds     uint64
	Nanoseconds uint32
}

// WallClockHost are the functions of wasi:clocks/wall-clock@0.2.12.
type WallClockHost interface {
	Now(ctx context.Context) (Datetime, error)
	Resolution(ctx context.Context) (Datetime, error)
}

// LinkWallClock adds wasi:clocks/wall-clock@0.2.12 to a linker. host finds the implementation for a call.
func LinkWallClock(l *component.Linker, host func(*component.Call) WallClockHost) error {
	return l.Define(WallClockInterface(host))
}

// WallClockInterface returns wasi:clocks/wall-clock@0.2.12 as host functions. host finds the implementation for a call.
func WallClockInterface(host func(*component.Call) WallClockHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:clocks/wall-clock@0.2.12",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:clocks/wall-clock@0.2.12") },
		Funcs: []component.FuncDef{
			{Name: "now", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				wallClockHostNow(ctx, c, host(c), stack)
			}},
			{Name: "resolution", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				wallClockHostResolution(ctx, c, host(c), stack)
			}},
		},
	}
}

func wallClockHostNow(ctx context.Context, c *component.Call, host WallClockHost, stack []uint64) {
	ret := uint32(stack[0])
	c.Check(ret, 16, 8)
	v, err := host.Now(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeDatetime(c, ret, v)
}

func wallClockHostResolution(ctx context.Context, c *component.Call, host WallClockHost, stack []uint64) {
	ret := uint32(stack[0])
	c.Check(ret, 16, 8)
	v, err := host.Resolution(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeDatetime(c, ret, v)
}
