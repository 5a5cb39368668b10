package rewrite_test

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

// TestThreadJumps checks the code of small functions.
func TestThreadJumps(t *testing.T) {
	// A loop of three parts, each of which is a nop before what is given.
	parts := func(loop byte, first, second []byte) []byte {
		return code(join([]byte{loop, 0x40, 0x02, 0x40, 0x02, 0x40, 0x02, 0x40, 0x20, 0, 0x0e, 3, 0, 1, 2, 1, 0x0b, 0x01},
			first, []byte{0x0b, 0x01}, second, []byte{0x0b, 0x01, 0x0b})...)
	}
	const loop, block = 3, 2
	to := func(part, label byte) []byte { return []byte{0x41, part, 0x21, 0, 0x0c, label} }
	for _, tt := range []struct {
		name      string
		code, new []byte
	}{
		{"forward", parts(loop, to(2, 2), to(2, 1)), parts(block, to(2, 1), to(2, 0))},
		{"default", parts(loop, to(9, 2), nil), parts(block, to(9, 0), nil)},
		{"back", parts(loop, to(2, 2), to(0, 1)), parts(loop, to(2, 1), to(0, 1))},
		{"to itself", parts(loop, nil, to(1, 1)), parts(loop, nil, to(1, 1))},
		{"in an if", parts(loop, join([]byte{0x20, 0, 0x04, 0x40}, to(2, 3), []byte{0x0b}), nil), parts(block, join([]byte{0x20, 0, 0x04, 0x40}, to(2, 2), []byte{0x0b}), nil)},
		{"long label", parts(loop, []byte{0x41, 2, 0x21, 0, 0x0c, 0x82, 0}, nil), parts(block, []byte{0x41, 2, 0x21, 0, 0x0c, 0x81, 0}, nil)},
		{"unknown", parts(loop, []byte{0x41, 2, 0x21, 0, 0x01, 0x0c, 2}, nil), nil},
		{"another local", parts(loop, []byte{0x41, 2, 0x21, 1, 0x0c, 2}, nil), nil},
		{"if true", parts(loop, []byte{0x20, 0, 0x0d, 2}, to(2, 1)), parts(loop, []byte{0x20, 0, 0x0d, 2}, to(2, 0))},
		{"switch", parts(loop, []byte{0x20, 0, 0x0e, 1, 0, 2}, to(2, 1)), parts(loop, []byte{0x20, 0, 0x0e, 1, 0, 2}, to(2, 0))},
		{"no jump", parts(loop, nil, nil), parts(block, nil, nil)},
		{"no switch", code(0x03, 0x40, 0x02, 0x40, 0x41, 0, 0x21, 0, 0x0c, 1, 0x0b, 0x0b), nil},
	} {
		if tt.new == nil {
			tt.new = tt.code
		}
		out, err := rewrite.Module(wasm(section(1, fn(i32+i32, "")), section(3, []byte{0}), section(10, tt.code)), rewrite.Options{})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		} else if !bytes.Contains(out, tt.new) {
			t.Errorf("%s: %x becomes %x, not %x", tt.name, tt.code, out, tt.new)
		}
	}
}

// A machine is a random function of parts, see jump.go, with what it does.
type machine struct {
	code  []byte
	table []int // part, by number; the last one is for all others
	parts []machinePart
}

// A machinePart changes a number, jumps if that is odd, and then always.
type machinePart struct {
	add        uint32
	odd, ahead int // number of the next part; less than 0 for none
}

func newMachine(seed uint64) *machine {
	r := rand.New(rand.NewPCG(seed, 2))
	m := &machine{parts: make([]machinePart, 1+r.IntN(6))}
	n := len(m.parts)
	for range 1 + r.IntN(2*n) {
		m.table = append(m.table, r.IntN(n))
	}
	const part, x, steps = 0, 1, 2
	m.code = []byte{1, 1, 0x7f, 0x41, 40, 0x21, steps, 0x03, 0x40} // x is a parameter
	for range n {
		m.code = append(m.code, 0x02, 0x40)
	}
	m.code = append(m.code, 0x20, part, 0x0e, byte(len(m.table)-1))
	for _, p := range m.table {
		m.code = append(m.code, byte(p))
	}
	jump := func(to, label int) {
		m.code = append(m.code, 0x41, byte(to))
		if r.IntN(4) == 0 {
			m.code = append(m.code, 0x01)
		}
		m.code = append(m.code, 0x21, part, 0x0c, byte(label))
	}
	for i := range m.parts {
		p := machinePart{add: uint32(r.IntN(60)), odd: r.IntN(2*n) - 1, ahead: r.IntN(2*n) - n}
		m.parts[i] = p
		m.code = append(m.code, 0x0b,
			0x20, x, 0x41, 3, 0x6c, 0x41, byte(p.add), 0x6a, 0x21, x,
			0x20, steps, 0x41, 1, 0x6b, 0x22, steps, 0x45, 0x04, 0x40, 0x20, x, 0x0f, 0x0b)
		if p.odd >= 0 {
			m.code = append(m.code, 0x20, x, 0x41, 1, 0x71, 0x04, 0x40)
			jump(p.odd, n-i)
			m.code = append(m.code, 0x0b)
		}
		if p.ahead >= 0 {
			jump(p.ahead, n-i-1)
		}
	}
	m.code = append(m.code, 0x0b, 0x20, x, 0x0b)
	return m
}

func (m *machine) run(number, x uint32) uint32 {
	part := func(number uint32) int { return m.table[min(int(number), len(m.table)-1)] }
	i := part(number)
	for range 40 {
		if i == len(m.parts) {
			break
		}
		p := m.parts[i]
		x = 3*x + p.add
		switch {
		case p.odd >= 0 && x&1 == 1:
			i = part(uint32(p.odd))
		case p.ahead >= 0:
			i = part(uint32(p.ahead))
		default:
			i++
		}
	}
	return x
}

// TestThreadMachines runs random functions, with and without metering.
func TestThreadMachines(t *testing.T) {
	for seed := range uint64(100) {
		m := newMachine(seed)
		module := wasm(section(1, fn(i32+i32, i32)), section(3, []byte{0}), section(7, join(str("f"), []byte{0, 0})), section(10, sized(m.code)))
		plain := instantiate(t, module, rewrite.Options{})
		counting := metered(t, module, 1, math.MaxInt64, 1<<20)
		for number := range uint32(len(m.table) + 1) {
			want := m.run(number, 7)
			for _, f := range []*engine.Func{plain.Func("f"), counting.Func("f")} {
				stack := []uint64{uint64(number), 7}
				if err := f.Call(context.Background(), stack); err != nil || uint32(stack[0]) != want {
					t.Fatalf("seed %d, part %d: got %d, %v, not %d", seed, number, uint32(stack[0]), err, want)
				}
			}
		}
	}
}
