package p3

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/clocks"
)

// monotonic implements wasi:clocks/monotonic-clock.
type monotonic struct{ h *Host }

func (m monotonic) clock() wasi.MonotonicClock { return m.h.State.Monotonic() }

// linkMonotonic adds wasi:clocks/monotonic-clock to l. To wait takes no goroutine.
func linkMonotonic(l *component.Linker, of func(*component.Call) *Host) error {
	host := func(c *component.Call) monotonic { return monotonic{of(c)} }
	def := clocks.MonotonicClockInterface(func(c *component.Call) clocks.MonotonicClockHost { return host(c) })
	for i := range def.Funcs {
		switch f := &def.Funcs[i]; f.Name {
		case "wait-until":
			f.Async = func(_ context.Context, c *component.Call, stack []uint64) component.Work {
				c.Await(wasi.SubscribeInstant(host(c).clock(), stack[0]))
				return nil
			}
		case "wait-for":
			f.Async = func(_ context.Context, c *component.Call, stack []uint64) component.Work {
				c.Await(wasi.SubscribeDuration(host(c).clock(), stack[0]))
				return nil
			}
		}
	}
	return l.Define(def)
}

// Now implements [clocks.MonotonicClockHost].
func (m monotonic) Now(context.Context) (clocks.Mark, error) { return m.clock().Now(), nil }

// GetResolution implements [clocks.MonotonicClockHost].
func (m monotonic) GetResolution(context.Context) (clocks.Duration, error) {
	return m.clock().Resolution(), nil
}

// WaitUntil implements [clocks.MonotonicClockHost].
func (m monotonic) WaitUntil(ctx context.Context, when clocks.Mark) error {
	return ended(ctx, wasi.Wait(wasi.Beside(ctx), wasi.SubscribeInstant(m.clock(), when)))
}

// WaitFor implements [clocks.MonotonicClockHost].
func (m monotonic) WaitFor(ctx context.Context, d clocks.Duration) error {
	return ended(ctx, wasi.Wait(wasi.Beside(ctx), wasi.SubscribeDuration(m.clock(), d)))
}

// ended drops the error of a wait that the guest does not want any more: nobody
// sees the result.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// system implements wasi:clocks/system-clock.
type system struct{ h *Host }

// Now implements [clocks.SystemClockHost].
func (s system) Now(context.Context) (clocks.Instant, error) {
	return instant(s.h.State.Wall().Now()), nil
}

// GetResolution implements [clocks.SystemClockHost].
func (s system) GetResolution(context.Context) (clocks.Duration, error) {
	return s.h.State.Wall().Resolution().Nanos(), nil
}

func instant(d wasi.Datetime) clocks.Instant {
	return clocks.Instant{Seconds: d.Seconds, Nanoseconds: d.Nanoseconds}
}
