package rewrite_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

// maxGap is how much may be executed without the host being called, beyond what
// it has given.
const maxGap = 120_000

// calls returns the code that calls functions, each a number of times.
func calls(times int, funcs ...int) []byte {
	var b []byte
	for _, f := range funcs {
		b = append(b, bytes.Repeat(join([]byte{0x10}, u32(uint64(f))), times)...)
	}
	return b
}

// addition is straight code of four instructions.
var addition = []byte{0x23, 0, 0x41, 1, 0x6a, 0x24, 0}

// TestFuelGaps checks that guests cannot execute much between two checks,
// whatever they look like, nor after the last one.
func TestFuelGaps(t *testing.T) {
	work := func(n int) []byte { return bytes.Repeat(addition, n) }
	chain := func(n int, body func(i int) []byte) (funcs [][]byte) {
		for i := range n {
			funcs = append(funcs, body(i))
		}
		return append(funcs, work(5))
	}
	tests := []struct {
		name  string
		funcs [][]byte
	}{
		{"straight", [][]byte{work(200_000)}},
		{"exponential calls", chain(22, func(i int) []byte { return calls(2, i+1) })},
		{"exponential calls with work between", chain(14, func(i int) []byte {
			return join(work(50), calls(1, i+1), work(50), calls(1, i+1), work(50), calls(1, i+1))
		})},
		{"many calls of small functions", [][]byte{calls(50_000, 1), work(20)}},
		{"deep calls with work after", chain(400, func(i int) []byte { return join(calls(1, i+1), work(1000)) })},
		{"deep calls with work before", chain(400, func(i int) []byte { return join(work(1000), calls(1, i+1)) })},
		{"work in branches", chain(50, func(i int) []byte {
			return join(calls(1, i+1), bytes.Repeat(join([]byte{0x41, 1, 0x04, 0x40}, work(100), []byte{0x05}, work(900), []byte{0x0b}), 30))
		})},
		{"calls in branches", chain(12, func(i int) []byte {
			return bytes.Repeat(join([]byte{0x41, 1, 0x04, 0x40}, calls(1, i+1), []byte{0x0b}), 3)
		})},
		{"recursion with work after", [][]byte{join([]byte{0x23, 0, 0x41, 1, 0x6a, 0x24, 0, 0x23, 0, 0x41}, []byte{0xd0, 0x0f, 0x49, 0x04, 0x40}, calls(1, 0), []byte{0x0b}, work(2000))}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var types, bodies [][]byte
			for _, f := range tt.funcs {
				types = append(types, []byte{0})
				bodies = append(bodies, code(f...))
			}
			module := wasm(
				section(1, noParams), section(3, types...),
				section(6, []byte{0x7f, 1, 0x41, 0, 0x0b}),
				section(7, join(str("f"), []byte{0, 0}), join(str("counted"), []byte{3, 0})),
				section(10, bodies...),
			)
			i := meteredWith(t, module, 1, math.MaxInt64, &rewrite.Fuel{Import: fuelImport, Stack: 1 << 24})
			i.executed = i.Global("counted")
			if _, err := call(i.Func("f"), []uint64{0}); err != nil {
				t.Fatal(err)
			}
			i.note()
			if i.gap > maxGap {
				t.Errorf("%d executed without a call of the host, which was called %d times", i.gap, i.calls)
			}
			t.Logf("%d calls, at most %d between", i.calls, i.gap)
		})
	}
}
