package canon

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/gyro-wasm/gyro/component/wit"
)

// roundTrip lowers a value of a random type to one guest as an argument, moves
// it to another as the caller's argument, lifts it there, and takes the same
// way back with a result.
func roundTrip(t *testing.T, g *gen) {
	typ := g.typ(4)
	v := g.value(typ)
	types := []wit.Type{typ}
	args := []wit.Value{v}
	for range g.intn(3) { // more parameters, some of which do not fit the stack
		types, args = append(types, typ), append(args, v)
	}
	f := compileFunc(t, typ, types...)
	a := newGuest(uint8(g.intn(3)), 1024, 64)
	b := newGuest(uint8(g.intn(3)), 1024, 64)

	as, bs := make([]uint64, 32), make([]uint64, 32)
	if err := f.LowerArgs(&a.Context, args, as); err != nil {
		t.Fatalf("lower %v: %v", v, err)
	}
	for i, got := range f.LiftArgs(&a.Context, as, nil) {
		checkSame(t, "lift argument", got, args[i])
	}
	f.TransferArgs(&a.Context, as, f, &b.Context, bs)
	for i, got := range f.LiftArgs(&b.Context, bs, nil) {
		checkSame(t, "transferred argument", got, args[i])
	}

	ret := a.Alloc(f.result.size, f.result.align)
	if f.spillResult {
		as[f.returnInSlot] = uint64(ret)
	}
	f.LowerResult(&a.Context, v, as)
	if f.spillResult {
		as[0] = uint64(ret)
	}
	checkSame(t, "lift result", f.LiftResult(&a.Context, as), v)
	ret = b.Alloc(f.result.size, f.result.align)
	if f.spillResult {
		bs[f.returnInSlot] = uint64(ret)
	}
	f.TransferResult(&a.Context, as, f, &b.Context, bs)
	if f.spillResult {
		bs[0] = uint64(ret)
	}
	checkSame(t, "transferred result", f.LiftResult(&b.Context, bs), v)
}

func checkSame(t *testing.T, what string, got, want wit.Value) {
	t.Helper()
	if !got.Equal(want) {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

func TestRoundTrip(t *testing.T) {
	for seed := range uint64(3000) {
		g := &gen{data: randomBytes(seed, 300)}
		roundTrip(t, g)
	}
}

func FuzzRoundTrip(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(randomBytes(seed, 200))
	}
	f.Fuzz(func(t *testing.T, data []byte) { roundTrip(t, &gen{data: data}) })
}

func randomBytes(seed uint64, n int) []byte {
	r := rand.New(rand.NewPCG(seed, 7))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// wild lifts, lowers and transfers values of a random type from memory, flat
// values and realloc results that a hostile guest made up.
func wild(t *testing.T, g *gen) {
	g.handles = true
	c := Compiler{Resource: func(*wit.Resource) int { return 0 }}
	sig := &wit.Func{Result: g.typ(3)}
	for range g.intn(4) {
		sig.Params = append(sig.Params, wit.Field{Name: "p", Type: g.typ(3)})
	}
	f, err := c.Func(sig)
	if err != nil {
		return // a borrow in the result
	}
	a, b := newGuest(uint8(g.intn(3)), 256, 0), newGuest(uint8(g.intn(3)), 256, 0)
	a.Inst.Handles.Limit, b.Inst.Handles.Limit = 100, 100
	typ := &ResourceType{Name: "r"}
	for _, x := range []*guest{a, b} {
		x.Resources = []*ResourceType{typ}
		x.LowerOwn(typ, 1, nil)
		x.LowerBorrow(typ, 2, nil)
		x.Realloc = func(_, _, _, _ uint32) uint32 { return uint32(g.u64()) % 300 }
	}
	stack, out := make([]uint64, 32), make([]uint64, 32)
	for i := range stack {
		stack[i], out[i] = g.wildWord(), g.wildWord()
	}
	for i := 0; i < len(a.Mem); i += 4 {
		binary.LittleEndian.PutUint32(a.Mem[i:], uint32(g.wildWord()))
	}
	a.LiftLimit = 1 << 20
	trapOf(func() { f.TransferArgs(&a.Context, stack, f, &b.Context, out) })
	trapOf(func() { f.TransferResult(&a.Context, stack, f, &b.Context, out) })
	trapOf(func() { f.TransferArgs(&a.Context, stack, f, &a.Context, out) })
	var args []wit.Value
	trapOf(func() { args = f.LiftArgs(&a.Context, stack, nil) })
	if args != nil {
		trapOf(func() { _ = f.LowerArgs(&b.Context, args, out) })
	}
	trapOf(func() {
		v := f.LiftResult(&a.Context, stack)
		f.LowerResult(&b.Context, v, out)
	})
}

// wildWord returns numbers of which many are good pointers, lengths,
// discriminants or handles.
func (g *gen) wildWord() uint64 {
	switch g.intn(8) {
	case 0, 1, 2:
		return uint64(g.intn(4))
	case 3, 4:
		return uint64(g.intn(64)) * 4
	case 5:
		return uint64(g.byte())
	}
	return g.u64()
}

func TestWild(t *testing.T) {
	for seed := range uint64(20000) {
		wild(t, &gen{data: randomBytes(seed, 500)})
	}
}

func FuzzWild(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(randomBytes(seed, 400))
	}
	f.Fuzz(func(t *testing.T, data []byte) { wild(t, &gen{data: data}) })
}
