package p3

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
)

type fixedClock struct{ now, resolution wasi.Datetime }

func (c fixedClock) Now() wasi.Datetime        { return c.now }
func (c fixedClock) Resolution() wasi.Datetime { return c.resolution }

func TestSystemClock(t *testing.T) {
	for now, want := range map[wasi.Datetime]string{
		{Seconds: 1, Nanoseconds: 2}:              "(1, 2)",
		{Seconds: -1, Nanoseconds: 999999999}:     "(-1, 999999999)", // before 1970
		{Seconds: math.MinInt64}:                  "(-9223372036854775808, 0)",
		{Seconds: math.MaxInt64, Nanoseconds: 5}:  "(9223372036854775807, 5)",
		{Seconds: 1700000000, Nanoseconds: 123e6}: "(1700000000, 123000000)",
	} {
		g := newGuest(t, &Host{State: &wasi.State{WallClock: fixedClock{now, wasi.Datetime{Nanoseconds: 10}}}})
		if got := g.call("clocks/system-clock", "now").String(); got != want {
			t.Errorf("%v is %s, want %s", now, got, want)
		}
		if got := g.call("clocks/system-clock", "get-resolution").U64(); got != 10 {
			t.Errorf("resolution is %d", got)
		}
	}
}

func TestMonotonicClock(t *testing.T) {
	const clock = "clocks/monotonic-clock"
	g := newGuest(t, &Host{})
	a := g.call(clock, "now").U64()
	g.call(clock, "wait-for", wit.U64Value(1e6))
	b := g.call(clock, "now").U64()
	if b < a+1e6 {
		t.Errorf("%d comes 1 ms after %d", b, a)
	}
	g.call(clock, "wait-until", wit.U64Value(b+1e6))
	if c := g.call(clock, "now").U64(); c < b+1e6 {
		t.Errorf("%d comes 1 ms after %d", c, b)
	}
	g.call(clock, "wait-until", wit.U64Value(a))
	g.call(clock, "wait-for", wit.U64Value(0))
	if r := g.call(clock, "get-resolution").U64(); r == 0 {
		t.Error("the resolution is 0")
	}
}

// TestEndlessWait checks that a wait ends with its guest.
func TestEndlessWait(t *testing.T) {
	g := newGuest(t, &Host{})
	ctx, cancel := context.WithTimeout(g.ctx, 10*time.Millisecond)
	defer cancel()
	_, err := g.Call(ctx, "wasi:clocks/monotonic-clock@0.3.0", "wait-for", wit.U64Value(math.MaxUint64))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waited for centuries: %v", err)
	}
}
