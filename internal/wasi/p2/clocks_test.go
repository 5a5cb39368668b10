package p2

import (
	"math"
	"testing"

	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
)

type fixedClock struct{ now, resolution wasi.Datetime }

func (c fixedClock) Now() wasi.Datetime        { return c.now }
func (c fixedClock) Resolution() wasi.Datetime { return c.resolution }

func TestWallClock(t *testing.T) {
	tests := []struct {
		now  wasi.Datetime
		want string
	}{
		{wasi.Datetime{Seconds: 1, Nanoseconds: 2}, "(1, 2)"},
		{wasi.Datetime{}, "(0, 0)"},
		{wasi.Datetime{Seconds: -1, Nanoseconds: 999999999}, "(0, 0)"}, // before 1970
		{wasi.Datetime{Seconds: math.MinInt64}, "(0, 0)"},
		{wasi.Datetime{Seconds: math.MaxInt64, Nanoseconds: 5}, "(9223372036854775807, 5)"},
	}
	for _, tt := range tests {
		g := newGuest(t, &Host{State: &wasi.State{WallClock: fixedClock{tt.now, wasi.Datetime{Nanoseconds: 10}}}})
		if got := g.call("clocks/wall-clock", "now").String(); got != tt.want {
			t.Errorf("%v is %s, want %s", tt.now, got, tt.want)
		}
		if got := g.call("clocks/wall-clock", "resolution").String(); got != "(0, 10)" {
			t.Errorf("resolution is %s", got)
		}
	}
}

func TestMonotonicClock(t *testing.T) {
	g := newGuest(t, &Host{})
	a := g.call("clocks/monotonic-clock", "now").U64()
	soon := g.call("clocks/monotonic-clock", "subscribe-duration", wit.U64Value(1000))
	g.method("io/poll", "pollable.block", soon)
	if b := g.call("clocks/monotonic-clock", "now").U64(); b < a+1000 {
		t.Errorf("%d comes 1 µs after %d", b, a)
	}
	if r := g.call("clocks/monotonic-clock", "resolution").U64(); r == 0 {
		t.Error("the resolution is 0")
	}
}
