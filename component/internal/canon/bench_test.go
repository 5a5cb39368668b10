package canon

import (
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/wit"
)

// benchValues are the kinds of data that are measured.
var benchValues = []struct {
	name  string
	typ   wit.Type
	value wit.Value
}{
	{"u32", wit.U32, wit.U32Value(7)},
	{"string-20", wit.String, wit.StringValue(strings.Repeat("a", 20))},
	{"string-4K", wit.String, wit.StringValue(strings.Repeat("a", 4096))},
	{"bytes-4K", u8s, wit.BytesValue(make([]byte, 4096))},
	{"list-u32-1K", &wit.List{Elem: wit.U32}, many(1000, wit.U32Value(7))},
	{"list-point-1K", &wit.List{Elem: point}, many(1000, wit.RecordValue(wit.U32Value(1), wit.U32Value(2)))},
	{"list-pair-1K", &wit.List{Elem: pair}, many(1000, wit.RecordValue(wit.U8Value(1), wit.U32Value(2)))},
	{"list-string-100", &wit.List{Elem: wit.String}, many(100, wit.StringValue("header value"))},
	{"record", point, wit.RecordValue(wit.U32Value(1), wit.U32Value(2))},
	{"option", optU64, wit.SomeValue(wit.U64Value(1))},
	{"variant", shape, wit.VariantValue(2, wit.StringValue("round"))},
	{"enum", color, wit.EnumValue(1)},
	{"flags", flagsOf(12), wit.FlagsValue(5)},
}

func many(n int, v wit.Value) wit.Value {
	vs := make([]wit.Value, n)
	for i := range vs {
		vs[i] = v
	}
	return wit.ListValue(vs...)
}

// benchGuest returns a guest whose allocations start at the same place in
// every round.
func benchGuest(enc uint8) *guest {
	g := newGuest(enc, 1<<16, 0)
	g.Current = nil
	g.Realloc = func(_, _, align, size uint32) uint32 {
		ptr := (g.next + align - 1) &^ (align - 1)
		g.next = ptr + size
		return ptr
	}
	return g
}

func BenchmarkLower(b *testing.B) {
	for _, bv := range benchValues {
		b.Run(bv.name, func(b *testing.B) {
			f, g := compileFunc(b, nil, bv.typ), benchGuest(UTF8)
			args, stack := []wit.Value{bv.value}, make([]uint64, 16)
			b.ReportAllocs()
			for b.Loop() {
				g.next = 0
				if err := f.LowerArgs(&g.Context, args, stack); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkLift(b *testing.B) {
	for _, bv := range benchValues {
		b.Run(bv.name, func(b *testing.B) {
			f, g := compileFunc(b, nil, bv.typ), benchGuest(UTF8)
			args, stack := []wit.Value{bv.value}, make([]uint64, 16)
			if err := f.LowerArgs(&g.Context, args, stack); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				g.Lifted = 0
				args = f.LiftArgs(&g.Context, stack, args[:0])
			}
		})
	}
}

func BenchmarkTransfer(b *testing.B) {
	for _, bv := range benchValues {
		b.Run(bv.name, func(b *testing.B) { benchTransfer(b, bv.typ, bv.value, UTF8, UTF8) })
	}
}

func BenchmarkTranscode(b *testing.B) {
	names := [...]string{"utf8", "utf16", "latin1"}
	s := wit.StringValue(strings.Repeat("naïve ", 700))
	for from, x := range names {
		for to, y := range names {
			b.Run(x+"-to-"+y, func(b *testing.B) { benchTransfer(b, wit.String, s, uint8(from), uint8(to)) })
		}
	}
}

func benchTransfer(b *testing.B, typ wit.Type, v wit.Value, from, to uint8) {
	f, x, y := compileFunc(b, nil, typ), benchGuest(from), benchGuest(to)
	src, dst := make([]uint64, 16), make([]uint64, 16)
	if err := f.LowerArgs(&x.Context, []wit.Value{v}, src); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		y.next = 0
		f.TransferArgs(&x.Context, src, f, &y.Context, dst)
	}
}

func BenchmarkHandles(b *testing.B) {
	typ := &ResourceType{Name: "r"}
	obj := any(typ)
	b.Run("own", func(b *testing.B) {
		g := benchGuest(UTF8)
		b.ReportAllocs()
		for b.Loop() {
			g.LiftOwn(g.LowerOwn(typ, 0, obj), typ)
		}
	})
	b.Run("borrow", func(b *testing.B) {
		g := benchGuest(UTF8)
		i := g.LowerOwn(typ, 0, obj)
		b.ReportAllocs()
		for b.Loop() {
			g.LiftBorrow(i, typ)
			g.Subtask.Resolve()
		}
	})
}

// TestNoAllocations holds transfers, and what generated adapters are made of,
// to no allocation beyond the data itself.
func TestNoAllocations(t *testing.T) {
	for _, bv := range benchValues {
		f, x, y := compileFunc(t, nil, bv.typ), benchGuest(UTF8), benchGuest(UTF8)
		src, dst := make([]uint64, 16), make([]uint64, 16)
		args := []wit.Value{bv.value}
		if n := testing.AllocsPerRun(10, func() {
			x.next = 0
			if err := f.LowerArgs(&x.Context, args, src); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("lower %s: %v allocations", bv.name, n)
		}
		if n := testing.AllocsPerRun(10, func() {
			y.next = 0
			f.TransferArgs(&x.Context, src, f, &y.Context, dst)
		}); n != 0 {
			t.Errorf("transfer %s: %v allocations", bv.name, n)
		}
	}
	for _, typ := range []wit.Type{wit.Bool, wit.U32, wit.F64, wit.Char, color, flagsOf(12)} {
		f, x := compileFunc(t, nil, typ), benchGuest(UTF8)
		stack, args := make([]uint64, 16), make([]wit.Value, 0, 1)
		if n := testing.AllocsPerRun(10, func() { args = f.LiftArgs(&x.Context, stack, args[:0]) }); n != 0 {
			t.Errorf("lift %T: %v allocations", typ, n)
		}
	}
}
