package p2

import (
	"context"

	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/clocks"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
)

// monotonic implements wasi:clocks/monotonic-clock.
type monotonic struct{ h *Host }

func (m monotonic) clock() wasi.MonotonicClock { return m.h.State.Monotonic() }

// Now implements [clocks.MonotonicClockHost].
func (m monotonic) Now(context.Context) (clocks.Instant, error) { return m.clock().Now(), nil }

// Resolution implements [clocks.MonotonicClockHost].
func (m monotonic) Resolution(context.Context) (clocks.Duration, error) {
	return m.clock().Resolution(), nil
}

// SubscribeInstant implements [clocks.MonotonicClockHost].
func (m monotonic) SubscribeInstant(_ context.Context, when clocks.Instant) (io.Pollable, error) {
	return &pollable{p: wasi.SubscribeInstant(m.clock(), when)}, nil
}

// SubscribeDuration implements [clocks.MonotonicClockHost].
func (m monotonic) SubscribeDuration(_ context.Context, d clocks.Duration) (io.Pollable, error) {
	return &pollable{p: wasi.SubscribeDuration(m.clock(), d)}, nil
}

// wall implements wasi:clocks/wall-clock.
type wall struct{ h *Host }

// Now implements [clocks.WallClockHost].
func (w wall) Now(context.Context) (clocks.Datetime, error) {
	return datetime(w.h.State.Wall().Now()), nil
}

// Resolution implements [clocks.WallClockHost].
func (w wall) Resolution(context.Context) (clocks.Datetime, error) {
	return datetime(w.h.State.Wall().Resolution()), nil
}

// datetime returns d as 0.2 has it, which knows no time before 1970.
func datetime(d wasi.Datetime) clocks.Datetime {
	if d.Seconds < 0 {
		return clocks.Datetime{}
	}
	return clocks.Datetime{Seconds: uint64(d.Seconds), Nanoseconds: d.Nanoseconds}
}
