package rewrite_test

import (
	"errors"
	"testing"

	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

// lateModule has a table of four, a global that is 1, three functions that
// return 10, 20 and call through the table, a start function that stores 7 at
// address 1, "A" at address 0, and the given element segments.
func lateModule(elements ...[]byte) []byte {
	return wasm(
		section(1, fn("", i32), fn(i32, i32), fn("", "")),
		section(3, []byte{0}, []byte{0}, []byte{1}, []byte{1}, []byte{2}),
		section(4, []byte{0x70, 0, 4}),
		oneMemory,
		section(6, []byte{0x7f, 0, 0x41, 1, 0x0b}),
		section(7, join(str("call"), []byte{0, 2}), join(str("load"), []byte{0, 3})),
		raw(8, u32(4)),
		section(9, elements...),
		section(10,
			code(0x41, 10),
			code(0x41, 20),
			code(0x20, 0, 0x11, 0, 0),
			code(0x20, 0, 0x2d, 0, 0),
			code(0x41, 1, 0x41, 7, 0x3a, 0, 0)),
		section(11, []byte{0, 0x41, 0, 0x0b, 1, 'A'}),
	)
}

// TestLateElements checks that active element segments that are out of bounds
// trap, and that nothing that comes after them happens.
func TestLateElements(t *testing.T) {
	at := func(offset byte, funcs ...byte) []byte {
		return join([]byte{0, 0x41, offset, 0x0b, byte(len(funcs))}, funcs)
	}
	atGlobal := func(funcs ...byte) []byte { return join([]byte{0, 0x23, 0, 0x0b, byte(len(funcs))}, funcs) }
	tests := []struct {
		name     string
		elements [][]byte
		late     bool
		trap     bool
		want     [4]uint64 // what calls of the slots return; 0: they trap
	}{
		{"fits", [][]byte{at(2, 0, 1)}, false, false, [4]uint64{0, 0, 10, 20}},
		{"empty at the end", [][]byte{at(4)}, false, false, [4]uint64{}},
		{"beyond the end", [][]byte{at(3, 0, 1)}, true, true, [4]uint64{}},
		{"negative offset", [][]byte{at(0x7f, 0)}, true, true, [4]uint64{}},
		{"empty beyond the end", [][]byte{at(5)}, true, true, [4]uint64{}},
		{"global offset", [][]byte{atGlobal(0, 1)}, true, false, [4]uint64{0, 10, 20, 0}},
		{"global offset, beyond the end", [][]byte{atGlobal(0, 0, 0, 0)}, true, true, [4]uint64{}},
		{"computed offset", [][]byte{{0, 0x41, 1, 0x41, 2, 0x6a, 0x0b, 1, 1}}, true, false, [4]uint64{0, 0, 0, 20}},
		{"before one that traps", [][]byte{at(0, 1), at(4, 0), at(1, 0)}, true, true, [4]uint64{20, 0, 0, 0}},
		{"in order", [][]byte{atGlobal(0), at(1, 1), at(0, 0)}, true, false, [4]uint64{10, 20, 0, 0}},
		{"with a table index", [][]byte{{2, 0, 0x23, 0, 0x0b, 0, 1, 1}}, true, false, [4]uint64{0, 20, 0, 0}},
		{"of expressions", [][]byte{{4, 0x23, 0, 0x0b, 2, 0xd2, 0, 0x0b, 0xd2, 1, 0x0b}}, true, false, [4]uint64{0, 10, 20, 0}},
		{"of typed expressions", [][]byte{{6, 0, 0x23, 0, 0x0b, 0x70, 2, 0xd0, 0x70, 0x0b, 0xd2, 1, 0x0b}}, true, false, [4]uint64{0, 0, 20, 0}},
		{"among others", [][]byte{{1, 0, 1, 0}, {3, 0, 1, 1}, atGlobal(1), {5, 0x70, 1, 0xd2, 0, 0x0b}}, true, false, [4]uint64{0, 20, 0, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			i := instantiate(t, lateModule(tt.elements...), rewrite.Options{})
			load := i.Func("load")
			early, err := call(load, []uint64{0})
			if err != nil || (early == 0) != tt.late {
				t.Errorf("before the segments: got %d, %v at address 0", early, err)
			}
			err = start(i)
			var trap *engine.Trap
			if tt.trap != (errors.As(err, &trap) && trap.Kind == engine.TrapTable) || !tt.trap && err != nil {
				t.Errorf("segments and start function: got %v", err)
			}
			for n, want := range tt.want {
				if got, err := call(i.Func("call"), []uint64{uint64(n)}); (err != nil) != (want == 0) || err == nil && got != want {
					t.Errorf("slot %d: got %d, %v, want %d", n, got, err, want)
				}
			}
			for n, want := range []uint64{'A', 7} {
				if got, err := call(load, []uint64{uint64(n)}); err != nil || (got == want) == tt.trap {
					t.Errorf("address %d: got %d, %v", n, got, err)
				}
			}
		})
	}
}

// TestManyLateSegments checks that a start function does not grow without end.
func TestManyLateSegments(t *testing.T) {
	segments := make([][]byte, 10_001)
	for i := range segments {
		segments[i] = []byte{0, 0x23, 0, 0x0b, 1, 0}
	}
	if _, err := rewrite.Module(lateModule(segments[:9_999]...), rewrite.Options{}); err != nil {
		t.Error(err)
	}
	if _, err := rewrite.Module(lateModule(segments...), rewrite.Options{}); err == nil {
		t.Error("10,001 segments are accepted")
	}
}
