// Code generated from wasi:clocks@0.3.0 by component/bindgen. DO NOT EDIT.

package clocks

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// Mark is the type mark of wasi:clocks/monotonic-clock@0.3.0.
type Mark = uint64

// MonotonicClockHost are the functions of wasi:clocks/monotonic-clock@0.3.0.
type MonotonicClockHost interface {
	Now(ctx context.Context) (Mark, error)
	GetResolution(ctx context.Context) (Duration, error)
	WaitUntil(ctx context.Context, when Mark) error
	WaitFor(ctx context.Context, howLong Duration) error
}

// LinkMonotonicClock adds wasi:clocks/monotonic-clock@0.3.0 to a linker. host finds the implementation for a call.
func LinkMonotonicClock(l *component.Linker, host func(*component.Call) MonotonicClockHost) error {
	return l.Define(MonotonicClockInterface(host))
}

// MonotonicClockInterface returns wasi:clocks/monotonic-clock@0.3.0 as host functions. host finds the implementation for a call.
func MonotonicClockInterface(host func(*component.Call) MonotonicClockHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:clocks/monotonic-clock@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:clocks/monotonic-clock@0.3.0") },
		Funcs: []component.FuncDef{
			{Name: "now", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				monotonicClockHostNow(ctx, c, host(c), stack)
			}},
			{Name: "get-resolution", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				monotonicClockHostGetResolution(ctx, c, host(c), stack)
			}},
			{Name: "wait-until", Async: func(ctx context.Context, c *component.Call, stack []uint64) component.Work {
				return monotonicClockHostWaitUntil(ctx, c, host(c), stack)
			}},
			{Name: "wait-for", Async: func(ctx context.Context, c *component.Call, stack []uint64) component.Work {
				return monotonicClockHostWaitFor(ctx, c, host(c), stack)
			}},
		},
	}
}

func monotonicClockHostNow(ctx context.Context, c *component.Call, host MonotonicClockHost, stack []uint64) {
	v, err := host.Now(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = v
}

func monotonicClockHostGetResolution(ctx context.Context, c *component.Call, host MonotonicClockHost, stack []uint64) {
	v, err := host.GetResolution(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = v
}

func monotonicClockHostWaitUntil(_ context.Context, c *component.Call, host MonotonicClockHost, stack []uint64) component.Work {
	when := stack[0]
	return func(ctx context.Context) func(*component.Call, []uint64) {
		err := host.WaitUntil(ctx, when)
		return func(c *component.Call, stack []uint64) {
			if err != nil {
				c.Trap(err)
			}
		}
	}
}

func monotonicClockHostWaitFor(_ context.Context, c *component.Call, host MonotonicClockHost, stack []uint64) component.Work {
	howLong := stack[0]
	return func(ctx context.Context) func(*component.Call, []uint64) {
		err := host.WaitFor(ctx, howLong)
		return func(c *component.Call, stack []uint64) {
			if err != nil {
				c.Trap(err)
			}
		}
	}
}
