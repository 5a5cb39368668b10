package canon

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"unsafe"

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
	destroyed := map[any]int{}
	typ := &ResourceType{Name: "r", Dtor: func(_ context.Context, _ uint32, obj any) { destroyed[obj]++ }}
	for i, x := range []*guest{a, b} {
		x.Resources = []*ResourceType{typ}
		x.LowerOwn(typ, 1, 2*i)
		x.LowerOwn(typ, 1, 2*i+1)
		x.LowerBorrow(typ, 2, "lent")
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
	var args, host []wit.Value
	lifted := func(vs ...wit.Value) {
		host = append(host, vs...)
		a.Inst.Accept()
		if size, limit := hostSize(vs...), 2*a.Lifted+1<<12; size > limit {
			t.Errorf("%d bytes were lifted and counted as %d", size, a.Lifted)
		}
	}
	trapOf(func() { args = f.LiftArgs(&a.Context, stack, nil) })
	if args != nil {
		lifted(args...)
		trapOf(func() { _ = f.LowerArgs(&b.Context, args, out) })
	}
	for _, e := range a.Inst.moving { // a trap would have ended the guest here
		destroyed[e.obj]++
	}
	a.Inst.moving = nil
	trapOf(func() {
		v := f.LiftResult(&a.Context, stack)
		lifted(v)
		f.LowerResult(&b.Context, v, out)
	})
	for _, v := range host {
		eachValue(v, func(v wit.Value) {
			if v.Kind() != wit.KindOwn {
				return
			}
			if h := v.Handle().(*Handle); h.Valid() {
				destroyed[h.Object()]++
			}
		})
	}
	a.Inst.ReleaseHost(context.Background())
	b.Inst.ReleaseHost(context.Background())
	for i := range 4 {
		if n := destroyed[i]; n != 1 {
			t.Errorf("resource %d was destroyed %d times", i, n)
		}
	}
}

// eachValue calls f for v and all values in it.
func eachValue(v wit.Value, f func(wit.Value)) {
	f(v)
	var parts []wit.Value
	var payload *wit.Value
	switch v.Kind() {
	case wit.KindList:
		parts = v.List()
	case wit.KindRecord:
		parts = v.Fields()
	case wit.KindVariant:
		_, payload = v.Variant()
	case wit.KindOption:
		payload = v.Option()
	case wit.KindResult:
		payload, _ = v.Result()
	}
	if payload != nil {
		eachValue(*payload, f)
	}
	for _, p := range parts {
		eachValue(p, f)
	}
}

// hostSize is how many bytes of the host values take.
func hostSize(vs ...wit.Value) uint64 {
	var n uint64
	for _, v := range vs {
		eachValue(v, func(v wit.Value) {
			n += uint64(unsafe.Sizeof(v))
			switch v.Kind() {
			case wit.KindString:
				n += uint64(len(v.Str()))
			case wit.KindBytes:
				n += uint64(len(v.Bytes()))
			case wit.KindOwn, wit.KindBorrow:
				n += handleSize
			}
		})
	}
	return n
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
