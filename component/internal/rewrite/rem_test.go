package rewrite_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

// instantiate rewrites and instantiates a module without imports.
func instantiate(tb testing.TB, module []byte, o rewrite.Options) *engine.Instance {
	tb.Helper()
	out, err := rewrite.Module(module, o)
	if err != nil {
		tb.Fatal(err)
	}
	ctx := context.Background()
	e, err := engine.New(ctx, engine.Config{})
	if err != nil {
		tb.Fatal(err)
	}
	m, err := e.Compile(ctx, out)
	if err != nil {
		tb.Fatalf("%v\n%x", err, out)
	}
	i, err := e.Instantiate(ctx, m, func(string) *engine.Instance { return nil }, engine.InstanceOptions{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = errors.Join(i.Close(ctx), m.Close(ctx), e.Close(ctx)) })
	return i
}

// remainders are the remainder instructions, with what Go says they do.
var remainders = []struct {
	name string
	op   byte
	typ  string
	eval func(a, b uint64) uint64 // b is not 0
}{
	{"i32.rem_s", 0x6f, i32, func(a, b uint64) uint64 { return uint64(uint32(int32(a) % int32(b))) }},
	{"i32.rem_u", 0x70, i32, func(a, b uint64) uint64 { return uint64(uint32(a) % uint32(b)) }},
	{"i64.rem_s", 0x81, i64, func(a, b uint64) uint64 { return uint64(int64(a) % int64(b)) }},
	{"i64.rem_u", 0x82, i64, func(a, b uint64) uint64 { return a % b }},
}

func TestRemEdges(t *testing.T) {
	edges := []uint64{
		0, 1, 2, 3, 7, 10, math.MaxInt32 - 1, math.MaxInt32, 1 << 31, 1<<31 + 1, math.MaxUint32 - 1, math.MaxUint32,
		1 << 32, math.MaxInt64 - 1, math.MaxInt64, 1 << 63, 1<<63 + 1, math.MaxUint64 - 1, math.MaxUint64,
	}
	for _, r := range remainders {
		t.Run(r.name, func(t *testing.T) {
			body := code(0x20, 0, 0x20, 1, r.op)
			f := instantiate(t, wasm(
				section(1, fn(r.typ+r.typ, r.typ)),
				section(3, []byte{0}),
				section(7, join(str("f"), []byte{0, 0})),
				section(10, body),
			), rewrite.Options{RemWorkaround: true}).Func("f")
			for _, a := range edges {
				for _, b := range edges {
					if r.typ == i32 {
						a, b = uint64(uint32(a)), uint64(uint32(b))
					}
					stack := []uint64{a, b}
					err := f.Call(context.Background(), stack)
					if b == 0 {
						if trap := new(engine.Trap); !errors.As(err, &trap) || trap.Kind != engine.TrapDivideByZero {
							t.Errorf("%d %% 0: got %v, want a division by zero", a, err)
						}
					} else if want := r.eval(a, b); err != nil || stack[0] != want {
						t.Errorf("%#x %% %#x: got %#x, %v, want %#x", a, b, stack[0], err, want)
					}
				}
			}
		})
	}
}

// A program is a random function on locals, i32 below and i64 from nlocals up,
// and its meaning in Go.
type program struct {
	rand  *rand.Rand
	code  []byte
	steps []func(v []uint64)
}

const nlocals = 24

func (p *program) local(typ string) byte {
	n := byte(p.rand.IntN(nlocals))
	if typ == i64 {
		n += nlocals
	}
	return n
}

// assign appends z = x op y, with values that the compiler has to keep in
// registers or spill.
func (p *program) assign() {
	if p.rand.IntN(3) > 0 {
		p.remainder()
		return
	}
	ops := []struct {
		op   byte
		typ  string
		eval func(a, b uint64) uint64
	}{
		{0x6a, i32, func(a, b uint64) uint64 { return uint64(uint32(a + b)) }},
		{0x6c, i32, func(a, b uint64) uint64 { return uint64(uint32(a * b)) }},
		{0x73, i32, func(a, b uint64) uint64 { return a ^ b }},
		{0x7d, i64, func(a, b uint64) uint64 { return a - b }},
		{0x7e, i64, func(a, b uint64) uint64 { return a * b }},
		{0x85, i64, func(a, b uint64) uint64 { return a ^ b }},
	}
	o := ops[p.rand.IntN(len(ops))]
	x, y, z := p.local(o.typ), p.local(o.typ), p.local(o.typ)
	p.code = append(p.code, 0x20, x, 0x20, y, o.op, 0x21, z)
	p.steps = append(p.steps, func(v []uint64) { v[z] = o.eval(v[x], v[y]) })
}

// remainder appends z = x % (y | 1).
func (p *program) remainder() {
	r := remainders[p.rand.IntN(len(remainders))]
	x, y, z := p.local(r.typ), p.local(r.typ), p.local(r.typ)
	constant, or := byte(0x41), byte(0x72)
	if r.typ == i64 {
		constant, or = 0x42, 0x84
	}
	p.code = append(p.code, 0x20, x, 0x20, y, constant, 1, or, r.op, 0x21, z)
	p.steps = append(p.steps, func(v []uint64) { v[z] = r.eval(v[x], v[y]|1) })
}

// maybe appends if x { … }, so that values live across blocks.
func (p *program) maybe() {
	x := p.local(i32)
	p.code = append(p.code, 0x20, x, 0x04, 0x40)
	outer := p.steps
	p.steps = nil
	for range 4 {
		p.assign()
	}
	p.code = append(p.code, 0x0b)
	inner := p.steps
	p.steps = append(outer, func(v []uint64) {
		if v[x] != 0 {
			for _, s := range inner {
				s(v)
			}
		}
	})
}

// module returns the program as a module; its function returns all locals xored.
func (p *program) module() []byte {
	var params string
	for range nlocals {
		params += i32
	}
	for range nlocals {
		params += i64
	}
	body := append(p.code, 0x42, 0)
	for n := range byte(nlocals) {
		body = append(body, 0x20, n, 0xad, 0x85, 0x20, n+nlocals, 0x85)
	}
	return wasm(
		section(1, fn(params, i64)),
		section(3, []byte{0}),
		section(7, join(str("f"), []byte{0, 0})),
		section(10, code(body...)),
	)
}

// TestRemUnderPressure runs random programs in which more values are alive than
// there are registers, where the arm64 compiler gets remainders wrong.
func TestRemUnderPressure(t *testing.T) {
	wrong := 0
	for seed := range uint64(20) {
		p := &program{rand: rand.New(rand.NewPCG(seed, 0))}
		for range 30 {
			p.assign()
			p.maybe()
		}
		module := p.module()
		fixed := instantiate(t, module, rewrite.Options{RemWorkaround: true}).Func("f")
		plain := instantiate(t, module, rewrite.Options{}).Func("f")
		for n := range 20 {
			args := make([]uint64, 2*nlocals)
			for i := range args {
				args[i] = interesting(p.rand)
				if i < nlocals {
					args[i] = uint64(uint32(args[i]))
				}
			}
			v := append([]uint64(nil), args...)
			for _, s := range p.steps {
				s(v)
			}
			want := uint64(0)
			for _, x := range v {
				want ^= x
			}
			got, err := call(fixed, args)
			if err != nil || got != want {
				t.Errorf("seed %d, run %d: got %#x, %v, want %#x", seed, n, got, err, want)
			}
			if got, err := call(plain, args); err != nil || got != want {
				wrong++
			}
		}
	}
	t.Logf("without the workaround, %d of 400 runs are wrong", wrong)
}

func call(f *engine.Func, args []uint64) (uint64, error) {
	stack := append([]uint64(nil), args...)
	err := f.Call(context.Background(), stack)
	return stack[0], err
}

func interesting(r *rand.Rand) uint64 {
	switch r.IntN(4) {
	case 0:
		return uint64(r.IntN(5)) - 2
	case 1:
		return 1 << r.IntN(64)
	}
	return r.Uint64()
}
