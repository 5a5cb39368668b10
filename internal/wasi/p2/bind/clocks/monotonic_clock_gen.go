// Code generated from wasi:clocks@0.2.12 by component/bindgen. DO NOT EDIT.

package clocks

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// Instant is the type instant of wasi:clocks/monotonic-clock@0.2.12.
type Instant = uint64

// Duration is the type duration of wasi:clocks/monotonic-clock@0.2.12.
type Duration = uint64

// MonotonicClockHost are the functions of wasi:clocks/monotonic-clock@0.2.12.
type MonotonicClockHost interface {
	Now(ctx context.Context) (Instant, error)
	Resolution(ctx context.Context) (Duration, error)
	SubscribeInstant(ctx context.Context, when Instant) (io.Pollable, error)
	SubscribeDuration(ctx context.Context, when Duration) (io.Pollable, error)
}

// LinkMonotonicClock adds wasi:clocks/monotonic-clock@0.2.12 to a linker. host finds the implementation for a call.
func LinkMonotonicClock(l *component.Linker, host func(*component.Call) MonotonicClockHost) error {
	return l.Define(MonotonicClockInterface(host))
}

// MonotonicClockInterface returns wasi:clocks/monotonic-clock@0.2.12 as host functions. host finds the implementation for a call.
func MonotonicClockInterface(host func(*component.Call) MonotonicClockHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:clocks/monotonic-clock@0.2.12",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:clocks/monotonic-clock@0.2.12") },
		Resources: []component.ResourceDef{
			{Name: "pollable", Type: io.PollableResource},
		},
		Funcs: []component.FuncDef{
			{Name: "now", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				monotonicClockHostNow(ctx, c, host(c), stack)
			}},
			{Name: "resolution", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				monotonicClockHostResolution(ctx, c, host(c), stack)
			}},
			{Name: "subscribe-instant", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				monotonicClockHostSubscribeInstant(ctx, c, host(c), stack)
			}},
			{Name: "subscribe-duration", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				monotonicClockHostSubscribeDuration(ctx, c, host(c), stack)
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

func monotonicClockHostResolution(ctx context.Context, c *component.Call, host MonotonicClockHost, stack []uint64) {
	v, err := host.Resolution(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = v
}

func monotonicClockHostSubscribeInstant(ctx context.Context, c *component.Call, host MonotonicClockHost, stack []uint64) {
	when := stack[0]
	v, err := host.SubscribeInstant(ctx, when)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(io.PollableResource, v))
}

func monotonicClockHostSubscribeDuration(ctx context.Context, c *component.Call, host MonotonicClockHost, stack []uint64) {
	when := stack[0]
	v, err := host.SubscribeDuration(ctx, when)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(io.PollableResource, v))
}
