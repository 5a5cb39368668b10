// Code generated from wasi:clocks@0.3.0 by component/bindgen. DO NOT EDIT.

package clocks

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// Instant is the record instant of wasi:clocks/system-clock@0.3.0.
type Instant struct {
	Seconds     int64
	Nanoseconds uint32
}

// SystemClockHost are the functions of wasi:clocks/system-clock@0.3.0.
type SystemClockHost interface {
	Now(ctx context.Context) (Instant, error)
	GetResolution(ctx context.Context) (Duration, error)
}

// LinkSystemClock adds wasi:clocks/system-clock@0.3.0 to a linker. host finds the implementation for a call.
func LinkSystemClock(l *component.Linker, host func(*component.Call) SystemClockHost) error {
	return l.Define(SystemClockInterface(host))
}

// SystemClockInterface returns wasi:clocks/system-clock@0.3.0 as host functions. host finds the implementation for a call.
func SystemClockInterface(host func(*component.Call) SystemClockHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:clocks/system-clock@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:clocks/system-clock@0.3.0") },
		Funcs: []component.FuncDef{
			{Name: "now", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				systemClockHostNow(ctx, c, host(c), stack)
			}},
			{Name: "get-resolution", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				systemClockHostGetResolution(ctx, c, host(c), stack)
			}},
		},
	}
}

func systemClockHostNow(ctx context.Context, c *component.Call, host SystemClockHost, stack []uint64) {
	ret := uint32(stack[0])
	c.Check(ret, 16, 8)
	v, err := host.Now(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeInstant(c, ret, v)
}

func systemClockHostGetResolution(ctx context.Context, c *component.Call, host SystemClockHost, stack []uint64) {
	v, err := host.GetResolution(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = v
}
