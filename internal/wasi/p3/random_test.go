package p3

import (
	"math"
	"testing"

	"github.com/gyro-wasm/gyro/component/wit"
)

func TestRandomBytes(t *testing.T) {
	for _, f := range [][2]string{{"random/random", "get-random-bytes"}, {"random/insecure", "get-insecure-random-bytes"}} {
		g := newGuest(t, &Host{})
		for n, want := range map[uint64]int{0: 0, 1: 1, 32: 32, maxRandom: maxRandom, maxRandom + 1: maxRandom, math.MaxUint64: maxRandom} {
			a := g.call(f[0], f[1], wit.U64Value(n))
			b := g.call(f[0], f[1], wit.U64Value(n))
			if len(a.Bytes()) != want || n >= 32 && a.Equal(b) {
				t.Errorf("%s(%d): %d bytes, the same twice: %v", f[1], n, len(a.Bytes()), a.Equal(b))
			}
		}
	}
}

func TestRandomNumbers(t *testing.T) {
	g := newGuest(t, &Host{})
	for _, f := range [][2]string{{"random/random", "get-random-u64"}, {"random/insecure", "get-insecure-random-u64"}} {
		if a, b := g.call(f[0], f[1]), g.call(f[0], f[1]); a.Equal(b) {
			t.Errorf("%s returns %v twice", f[1], a)
		}
	}
}

// TestSeed checks that an instance has one seed, and the next one another.
func TestSeed(t *testing.T) {
	h := &Host{}
	g := newGuest(t, h)
	a := g.call("random/insecure-seed", "get-insecure-seed")
	if b := g.call("random/insecure-seed", "get-insecure-seed"); !a.Equal(b) {
		t.Errorf("the seed is %v, and then %v", a, b)
	}
	if !h.Reset() {
		t.Fatal("the host cannot be used again")
	}
	if b := newGuest(t, h).call("random/insecure-seed", "get-insecure-seed"); a.Equal(b) {
		t.Errorf("two instances have the seed %v", a)
	}
}
