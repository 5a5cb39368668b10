package p2

import (
	"errors"
	"math"
	"testing"

	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
)

func TestRandomBytes(t *testing.T) {
	for _, f := range [][2]string{{"random/random", "get-random-bytes"}, {"random/insecure", "get-insecure-random-bytes"}} {
		for _, n := range []uint64{0, 1, 7, 32, 1 << 20} {
			g := newGuest(t, &Host{})
			a := g.call(f[0], f[1], wit.U64Value(n))
			b := g.call(f[0], f[1], wit.U64Value(n))
			if uint64(len(a.Bytes())) != n || n >= 32 && a.Equal(b) {
				t.Errorf("%s(%d): %d bytes, the same twice: %v", f[1], n, len(a.Bytes()), a.Equal(b))
			}
		}
		for _, n := range []uint64{wasi.MaxRandomBytes + 1, 1 << 32, math.MaxUint64} {
			if trap := newGuest(t, &Host{}).trap(f[0], f[1], wit.U64Value(n)); !errors.Is(trap, wasi.ErrRandomLength) {
				t.Errorf("%s(%d): %v", f[1], n, trap)
			}
		}
	}
}

func TestRandomNumbers(t *testing.T) {
	g := newGuest(t, &Host{})
	for _, f := range [][2]string{{"random/random", "get-random-u64"}, {"random/insecure", "get-insecure-random-u64"}, {"random/insecure-seed", "insecure-seed"}} {
		if a, b := g.call(f[0], f[1]), g.call(f[0], f[1]); a.Equal(b) {
			t.Errorf("%s returns %v twice", f[1], a)
		}
	}
}
