package canon

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/wit"
)

// valueTests hold values and their form in memory, computed by hand. Memory
// that is allocated starts at 0x40.
var valueTests = []struct {
	name  string
	typ   wit.Type
	value wit.Value
	mem   string // at the place of the value
	heap  string // from 0x40 on
}{
	{"bool", wit.Bool, wit.BoolValue(true), "01", ""},
	{"s8", wit.S8, wit.S8Value(-2), "fe", ""},
	{"u8", wit.U8, wit.U8Value(200), "c8", ""},
	{"s16", wit.S16, wit.S16Value(-2), "feff", ""},
	{"u16", wit.U16, wit.U16Value(0x1234), "3412", ""},
	{"s32", wit.S32, wit.S32Value(-3), "fdffffff", ""},
	{"u32", wit.U32, wit.U32Value(0x12345678), "78563412", ""},
	{"s64", wit.S64, wit.S64Value(-4), "fcffffffffffffff", ""},
	{"u64", wit.U64, wit.U64Value(0x0102030405060708), "0807060504030201", ""},
	{"f32", wit.F32, wit.F32Value(1.5), "0000c03f", ""},
	{"f64", wit.F64, wit.F64Value(-2), "00000000000000c0", ""},
	{"char", wit.Char, wit.CharValue('☃'), "03260000", ""},
	{"string", wit.String, wit.StringValue("h☃"), "4000000004000000", "68e29883"},
	{"empty string", wit.String, wit.StringValue(""), "4000000000000000", ""},
	{"list<u8>", u8s, wit.BytesValue([]byte{1, 2, 3}), "4000000003000000", "010203"},
	{"list<u16>", &wit.List{Elem: wit.U16}, wit.ListValue(wit.U16Value(1), wit.U16Value(2)), "4000000002000000", "01000200"},
	{"list<string>", &wit.List{Elem: wit.String}, wit.ListValue(wit.StringValue("a"), wit.StringValue("bc")),
		"4000000002000000", "50000000010000005100000002000000" + "61" + "6263"},
	{"list<u8, 3>", &wit.List{Elem: wit.U8, Len: 3}, wit.BytesValue([]byte{1, 2, 3}), "010203", ""},
	{"list<u16, 2>", &wit.List{Elem: wit.U16, Len: 2}, wit.ListValue(wit.U16Value(1), wit.U16Value(2)), "01000200", ""},
	{"map", &wit.Map{Key: wit.U8, Value: wit.U16}, wit.ListValue(wit.RecordValue(wit.U8Value(7), wit.U16Value(8))),
		"4000000001000000", "07000800"},
	{"tuple", pair, wit.RecordValue(wit.U8Value(1), wit.U32Value(2)), "0100000002000000", ""},
	{"record", point, wit.RecordValue(wit.U32Value(1), wit.U32Value(2)), "0100000002000000", ""},
	{"variant none", shape, wit.VariantValue(0), "00000000000000000000000000000000", ""},
	{"variant f32", shape, wit.VariantValue(1, wit.F32Value(1.5)), "01000000000000000000c03f00000000", ""},
	{"variant s64", shape, wit.VariantValue(3, wit.S64Value(-1)), "0300000000000000ffffffffffffffff", ""},
	{"enum", color, wit.EnumValue(2), "02", ""},
	{"enum of 300", enumOf(300), wit.EnumValue(258), "0201", ""},
	{"option none", optU64, wit.NoneValue(), "00000000000000000000000000000000", ""},
	{"option some", optU64, wit.SomeValue(wit.U64Value(5)), "01000000000000000500000000000000", ""},
	{"result ok", resU8S, wit.OKValue(wit.U8Value(9)), "000000000900000000000000", ""},
	{"result err", resU8S, wit.ErrValue(wit.StringValue("no")), "010000004000000002000000", "6e6f"},
	{"result without payloads", void, wit.ErrValue(), "01", ""},
	{"flags", flagsOf(10), wit.FlagsValue(0x201), "0102", ""},
	{"flags of 32", flagsOf(32), wit.FlagsValue(0x80000001), "01000080", ""},
}

func TestStoreAndLoad(t *testing.T) {
	for _, tt := range valueTests {
		t.Run(tt.name, func(t *testing.T) {
			var c Compiler
			n, err := c.node(tt.typ, 0)
			if err != nil {
				t.Fatal(err)
			}
			g := newGuest(UTF8, 128, 0x40)
			g.store(n, tt.value, 0x10)
			if got := hex.EncodeToString(g.Mem[0x10 : 0x10+n.size]); got != tt.mem {
				t.Errorf("memory %s, want %s", got, tt.mem)
			}
			if got := hex.EncodeToString(g.Mem[0x40:][:len(tt.heap)/2]); got != tt.heap {
				t.Errorf("heap %s, want %s", got, tt.heap)
			}
			if got := g.load(n, 0x10); !got.Equal(tt.value) {
				t.Errorf("loaded %v, want %v", got, tt.value)
			}
		})
	}
}

func TestFlat(t *testing.T) {
	tests := []struct {
		name  string
		typ   wit.Type
		value wit.Value
		flat  []uint64
	}{
		{"negative s8", wit.S8, wit.S8Value(-1), []uint64{0xffffffff}},
		{"negative s64", wit.S64, wit.S64Value(-1), []uint64{0xffffffffffffffff}},
		{"f32", wit.F32, wit.F32Value(1.5), []uint64{0x3fc00000}},
		{"unused slots are zero", shape, wit.VariantValue(0), []uint64{0, 0, 0}},
		{"f32 in an i64 slot", shape, wit.VariantValue(1, wit.F32Value(1.5)), []uint64{1, 0x3fc00000, 0}},
		{"s64 in an i64 slot", shape, wit.VariantValue(3, wit.S64Value(-1)), []uint64{3, 0xffffffffffffffff, 0}},
		{"s8 in an i64 slot", &wit.Result{OK: wit.S8, Err: wit.S64}, wit.OKValue(wit.S8Value(-1)), []uint64{0, 0xffffffff}},
		{"string", wit.String, wit.StringValue("ab"), []uint64{0x40, 2}},
		{"list<u8, 3>", &wit.List{Elem: wit.U8, Len: 3}, wit.BytesValue([]byte{1, 2, 3}), []uint64{1, 2, 3}},
		{"list<tuple, 2>", &wit.List{Elem: pair, Len: 2}, wit.ListValue(wit.RecordValue(wit.U8Value(1), wit.U32Value(2)),
			wit.RecordValue(wit.U8Value(3), wit.U32Value(4))), []uint64{1, 2, 3, 4}},
		{"enum", color, wit.EnumValue(1), []uint64{1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := compileFunc(t, nil, tt.typ)
			g := newGuest(UTF8, 128, 0x40)
			stack := make([]uint64, len(tt.flat))
			for i := range stack {
				stack[i] = 0xdead
			}
			if err := f.LowerArgs(&g.Context, []wit.Value{tt.value}, stack); err != nil {
				t.Fatal(err)
			}
			for i := range stack {
				if stack[i] != tt.flat[i] {
					t.Fatalf("flat values %#x, want %#x", stack, tt.flat)
				}
			}
			if got := f.LiftArgs(&g.Context, stack, nil); !got[0].Equal(tt.value) {
				t.Errorf("lifted %v, want %v", got[0], tt.value)
			}
		})
	}
}

// TestFlatBitsIgnored proves that bits which a type does not have are dropped,
// for the host and for another guest.
func TestFlatBitsIgnored(t *testing.T) {
	tests := []struct {
		name string
		typ  wit.Type
		in   []uint64
		want wit.Value
		out  []uint64
	}{
		{"bool", wit.Bool, []uint64{2}, wit.BoolValue(true), []uint64{1}},
		{"upper half of an i32", wit.U32, []uint64{0xffffffff00000001}, wit.U32Value(1), []uint64{1}},
		{"u8", wit.U8, []uint64{0xff02}, wit.U8Value(2), []uint64{2}},
		{"s8", wit.S8, []uint64{0x80}, wit.S8Value(-128), []uint64{0xffffff80}},
		{"s16", wit.S16, []uint64{0x18000}, wit.S16Value(-32768), []uint64{0xffff8000}},
		{"flags", flagsOf(3), []uint64{0xff}, wit.FlagsValue(7), []uint64{7}},
		{"f32 in an i64 slot", shape, []uint64{1, 0xffffffff3fc00000, 7}, wit.VariantValue(1, wit.F32Value(1.5)), []uint64{1, 0x3fc00000, 0}},
		{"discriminant", color, []uint64{0xffffffff00000001}, wit.EnumValue(1), []uint64{1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := compileFunc(t, nil, tt.typ)
			a, b := newGuest(UTF8, 64, 0), newGuest(UTF8, 64, 0)
			if got := f.LiftArgs(&a.Context, tt.in, nil)[0]; !got.Equal(tt.want) {
				t.Errorf("lifted %v, want %v", got, tt.want)
			}
			out := make([]uint64, len(tt.out))
			f.TransferArgs(&a.Context, tt.in, f, &b.Context, out)
			for i := range out {
				if out[i] != tt.out[i] {
					t.Fatalf("transferred %#x, want %#x", out, tt.out)
				}
			}
		})
	}
}

// TestLiftTraps runs each case as a call to the host and as one to another
// guest, where the words may differ.
func TestLiftTraps(t *testing.T) {
	u32s := &wit.List{Elem: wit.U32}
	spilled := make([]wit.Type, 17)
	for i := range spilled {
		spilled[i] = wit.U64
	}
	tests := []struct {
		name  string
		enc   uint8
		types []wit.Type
		stack []uint64
		mem   string // at address 0
		kind  TrapKind
		host  string // begin of the message
		guest string // the same if empty
	}{
		{"surrogate", UTF8, []wit.Type{wit.Char}, []uint64{0xd800}, "", TrapInvalidChar, "invalid `char` bit pattern", ""},
		{"last surrogate", UTF8, []wit.Type{wit.Char}, []uint64{0xdfff}, "", TrapInvalidChar, "invalid `char` bit pattern", ""},
		{"char too big", UTF8, []wit.Type{wit.Char}, []uint64{0x110000}, "", TrapInvalidChar, "invalid `char` bit pattern", ""},
		{"case", UTF8, []wit.Type{color}, []uint64{3}, "", TrapInvalidCase, "invalid variant discriminant", ""},
		{"option", UTF8, []wit.Type{optU64}, []uint64{2, 0}, "", TrapInvalidCase, "invalid variant discriminant", ""},
		{"list of cases", UTF8, []wit.Type{&wit.List{Elem: color}}, []uint64{0, 1}, "03", TrapInvalidCase, "invalid variant discriminant", ""},
		{"string out of bounds", UTF8, []wit.Type{wit.String}, []uint64{63, 2}, "", TrapOutOfBounds,
			"string pointer/length out of bounds of memory", "string content out-of-bounds"},
		{"empty string out of bounds", UTF8, []wit.Type{wit.String}, []uint64{0xdeadbeef, 0}, "", TrapOutOfBounds,
			"string pointer/length out of bounds of memory", "string content out-of-bounds"},
		{"string that wraps", UTF8, []wit.Type{wit.String}, []uint64{0xffffffff, 2}, "", TrapOutOfBounds,
			"string pointer/length out of bounds of memory", "string content out-of-bounds"},
		{"string too long", UTF8, []wit.Type{wit.String}, []uint64{0, 1 << 28}, "", TrapTooLong, "string is too long", ""},
		{"utf-16 too long", UTF16, []wit.Type{wit.String}, []uint64{0, 1 << 27}, "", TrapTooLong, "string is too long", ""},
		{"utf-16 unaligned and empty", UTF16, []wit.Type{wit.String}, []uint64{1, 0}, "", TrapUnaligned, "unaligned pointer", ""},
		{"latin-1 unaligned and empty", Latin1UTF16, []wit.Type{wit.String}, []uint64{1, 0}, "", TrapUnaligned, "unaligned pointer", ""},
		{"tagged, unaligned and empty", Latin1UTF16, []wit.Type{wit.String}, []uint64{1, 1 << 31}, "", TrapUnaligned, "unaligned pointer", ""},
		{"utf-8 never valid", UTF8, []wit.Type{wit.String}, []uint64{0, 1}, "ff", TrapInvalidString, "invalid utf-8", ""},
		{"utf-8 incomplete", UTF8, []wit.Type{wit.String}, []uint64{0, 2}, "61c3", TrapInvalidString, "incomplete utf-8 byte sequence", ""},
		{"utf-8 surrogate", UTF8, []wit.Type{wit.String}, []uint64{0, 3}, "eda080", TrapInvalidString, "invalid utf-8", ""},
		{"utf-16 high surrogate at the end", UTF16, []wit.Type{wit.String}, []uint64{0, 1}, "00d8", TrapInvalidString, "invalid utf-16", ""},
		{"utf-16 two high surrogates", UTF16, []wit.Type{wit.String}, []uint64{0, 2}, "00d800d8", TrapInvalidString, "invalid utf-16", ""},
		{"utf-16 low surrogate", Latin1UTF16, []wit.Type{wit.String}, []uint64{0, 1<<31 | 1}, "00dc", TrapInvalidString, "invalid utf-16", ""},
		{"list unaligned and empty", UTF8, []wit.Type{u32s}, []uint64{2, 0}, "", TrapUnaligned, "unaligned pointer", ""},
		{"list out of bounds", UTF8, []wit.Type{u32s}, []uint64{60, 2}, "", TrapOutOfBounds,
			"list pointer/length out of bounds of memory", "list content out-of-bounds"},
		{"empty list out of bounds", UTF8, []wit.Type{u32s}, []uint64{68, 0}, "", TrapOutOfBounds,
			"list pointer/length out of bounds of memory", "list content out-of-bounds"},
		{"list of 2^32-1", UTF8, []wit.Type{&wit.List{Elem: wit.U64}}, []uint64{0, 0xffffffff}, "", TrapTooLong, "list is too long", ""},
		{"list of 2^28 bytes", UTF8, []wit.Type{u32s}, []uint64{0, 1 << 26}, "", TrapTooLong, "list is too long", ""},
		{"spilled unaligned", UTF8, spilled, []uint64{4}, "", TrapUnaligned, "unaligned pointer", ""},
		{"spilled out of bounds", UTF8, spilled, []uint64{8}, "", TrapOutOfBounds, "pointer out of bounds", ""},
		{"stream", UTF8, []wit.Type{&wit.Stream{}}, []uint64{1}, "", TrapUnknownHandle, "unknown handle index 1", ""},
		{"future", UTF8, []wit.Type{&wit.Future{}}, []uint64{1}, "", TrapUnknownHandle, "unknown handle index 1", ""},
		{"error context", UTF8, []wit.Type{wit.ErrorContext}, []uint64{1}, "", TrapNotBuilt, "error-context values are not built", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := compileFunc(t, nil, tt.types...)
			a, b := newGuest(tt.enc, 64, 0), newGuest(UTF8, 64, 0)
			hex.Decode(a.Mem, []byte(tt.mem))
			wantTrap(t, tt.kind, tt.host, func() { f.LiftArgs(&a.Context, tt.stack, nil) })
			if tt.guest == "" {
				tt.guest = tt.host
			}
			wantTrap(t, tt.kind, tt.guest, func() {
				f.TransferArgs(&a.Context, tt.stack, f, &b.Context, make([]uint64, 17))
			})
		})
	}
}

// TestLyingRealloc gives every value that needs memory to a guest whose
// realloc lies.
func TestLyingRealloc(t *testing.T) {
	tests := []struct {
		name        string
		typ         wit.Type
		value       wit.Value
		ptr         uint32
		kind        TrapKind
		host, guest string
	}{
		{"beyond memory", &wit.List{Elem: wit.U32}, wit.ListValue(wit.U32Value(1), wit.U32Value(2)), 0xfffffffc,
			TrapReallocOutOfBounds, "realloc return: beyond end of memory", "list content out-of-bounds"},
		{"beyond memory, empty", &wit.List{Elem: wit.U32}, wit.ListValue(), 0xfffffffc,
			TrapReallocOutOfBounds, "realloc return: beyond end of memory", "list content out-of-bounds"},
		{"unaligned", &wit.List{Elem: wit.U32}, wit.ListValue(wit.U32Value(1)), 0xffffffff,
			TrapReallocUnaligned, "realloc return: result not aligned", "unaligned pointer"},
		{"too close to the end", wit.String, wit.StringValue("abc"), 126,
			TrapReallocOutOfBounds, "realloc return: beyond end of memory", "list content out-of-bounds"},
		{"bytes", u8s, wit.BytesValue([]byte{1}), 128,
			TrapReallocOutOfBounds, "realloc return: beyond end of memory", "list content out-of-bounds"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := compileFunc(t, nil, tt.typ)
			a, b := newGuest(UTF8, 128, 64), newGuest(UTF8, 128, 64)
			stack, out := make([]uint64, 2), make([]uint64, 2)
			if err := f.LowerArgs(&a.Context, []wit.Value{tt.value}, stack); err != nil {
				t.Fatal(err)
			}
			b.Realloc = func(_, _, _, _ uint32) uint32 { return tt.ptr }
			wantTrap(t, tt.kind, tt.host, func() { _ = f.LowerArgs(&b.Context, []wit.Value{tt.value}, out) })
			wantTrap(t, tt.kind, tt.guest, func() { f.TransferArgs(&a.Context, stack, f, &b.Context, out) })
			b.Context.Realloc = nil
			wantTrap(t, TrapNoMemory, "a value needs", func() { f.TransferArgs(&a.Context, stack, f, &b.Context, out) })
		})
	}
}

// TestReallocMayNotLeave proves that a guest's realloc cannot call out.
func TestReallocMayNotLeave(t *testing.T) {
	g := newGuest(UTF8, 64, 0)
	g.Realloc = func(_, _, _, _ uint32) uint32 { g.Inst.CheckLeave(); return 0 }
	wantTrap(t, TrapCannotLeave, "cannot leave component instance", func() { g.Alloc(8, 4) })
	g = newGuest(UTF8, 64, 0)
	g.Alloc(8, 4)
	g.Inst.CheckLeave()
}

// TestLiftLimit makes a small guest ask the host for a lot: a list whose
// elements all are the same large string.
func TestLiftLimit(t *testing.T) {
	const strings, size = 1000, 1 << 20
	g := newGuest(UTF8, strings*8+size, 0)
	for i := range uint32(strings) {
		g.storePair(8*i, strings*8, size)
	}
	f := compileFunc(t, nil, &wit.List{Elem: wit.String})
	g.LiftLimit = 10 * size
	wantTrap(t, TrapLimit, "too much data", func() { f.LiftArgs(&g.Context, []uint64{0, strings}, nil) })

	small := newGuest(UTF8, 4096, 0) // values of the host are larger than those of the guest
	small.LiftLimit = 8192
	bools := compileFunc(t, nil, &wit.List{Elem: wit.Bool})
	wantTrap(t, TrapLimit, "too much data", func() { bools.LiftArgs(&small.Context, []uint64{0, 4096}, nil) })
}

func TestLowerArgsErrors(t *testing.T) {
	typ := &wit.Record{Fields: []wit.Field{{Name: "name", Type: wit.String}, {Name: "shapes", Type: &wit.List{Elem: shape}}}}
	good := wit.VariantValue(0)
	rec := func(v ...wit.Value) []wit.Value {
		return []wit.Value{wit.RecordValue(wit.StringValue("n"), wit.ListValue(v...))}
	}
	tests := []struct {
		name string
		typ  wit.Type
		args []wit.Value
		want string
	}{
		{"number of arguments", typ, nil, "0 arguments given, the function takes 1"},
		{"kind", wit.U8, []wit.Value{wit.U16Value(1)}, "argument p0: want u8, got u16"},
		{"zero value", wit.U8, []wit.Value{{}}, "want u8, got none"},
		{"path", typ, rec(good, wit.VariantValue(1, wit.F64Value(1))), "argument p0: at .shapes[1].f: want f32, got f64"},
		{"fields", typ, []wit.Value{wit.RecordValue(wit.StringValue("n"))}, "record has 1 fields, the type 2"},
		{"case", typ, rec(wit.VariantValue(9)), "at .shapes[0]: case 9 of a type with 4 cases"},
		{"payload missing", typ, rec(wit.VariantValue(1)), "case f needs a payload"},
		{"payload too many", typ, rec(wit.VariantValue(0, wit.U8Value(1))), "case none has no payload"},
		{"enum", color, []wit.Value{wit.EnumValue(3)}, "case 3 of a type with 3 cases"},
		{"char", wit.Char, []wit.Value{wit.CharValue(0xd800)}, "not a Unicode scalar value"},
		{"flags", flagsOf(2), []wit.Value{wit.FlagsValue(4)}, "flags 0x4 have bits"},
		{"bytes for another list", &wit.List{Elem: wit.S8}, []wit.Value{wit.BytesValue(nil)}, "want list, got list<u8>"},
		{"fixed length", &wit.List{Elem: wit.U8, Len: 2}, []wit.Value{wit.BytesValue(nil)}, "list has 0 elements, the type 2"},
		{"tuple member", pair, []wit.Value{wit.RecordValue(wit.U8Value(1), wit.U8Value(1))}, "at .1: want u32, got u8"},
		{"option", optU64, []wit.Value{wit.SomeValue(wit.U8Value(1))}, "at .some: want u64, got u8"},
		{"stream", &wit.Stream{}, []wit.Value{wit.U32Value(1)}, "want stream, got u32"},
		{"nil handle", ownR, []wit.Value{wit.HandleValue((*Handle)(nil))}, "want own, got borrow"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := compileFunc(t, nil, tt.typ)
			g := newGuest(UTF8, 64, 0)
			g.Resources = []*ResourceType{{Name: "r"}}
			err := f.LowerArgs(&g.Context, tt.args, make([]uint64, 16))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if len(g.reallocs) > 0 {
				t.Errorf("realloc was called: %q", g.reallocs)
			}
		})
	}
}

func TestLowerResultOfWrongType(t *testing.T) {
	f := compileFunc(t, wit.U8)
	g := newGuest(UTF8, 64, 0)
	wantTrap(t, TrapHostValue, "result: want u8, got bool", func() {
		f.LowerResult(&g.Context, wit.BoolValue(true), make([]uint64, 1))
	})
}

func TestZeroFunc(t *testing.T) {
	var f Func
	a, b := newGuest(UTF8, 64, 0), newGuest(UTF8, 64, 0)
	if err := f.LowerArgs(&a.Context, nil, nil); err != nil {
		t.Error(err)
	}
	if got := f.LiftArgs(&a.Context, nil, nil); len(got) != 0 {
		t.Errorf("lifted %v", got)
	}
	f.TransferArgs(&a.Context, nil, &f, &b.Context, nil)
	f.TransferResult(&a.Context, nil, &f, &b.Context, nil)
	f.LowerResult(&a.Context, wit.Value{}, nil)
	if got := f.LiftResult(&a.Context, nil); got.Kind() != wit.KindNone {
		t.Errorf("lifted %v", got)
	}
}

// TestBuildingBlocks checks what generated adapters use by itself.
func TestBuildingBlocks(t *testing.T) {
	g := newGuest(UTF8, 64, 0)
	g.Mem[3] = 7
	if b := g.Bytes(3, 2); len(b) != 2 || cap(b) != 2 || b[0] != 7 || g.Lifted != 2 {
		t.Errorf("bytes %v of capacity %d, %d lifted", b, cap(b), g.Lifted)
	}
	wantTrap(t, TrapOutOfBounds, "list pointer/length out of bounds", func() { g.Bytes(63, 2) })
	if i := CheckCase(0xffffffff00000002, 3); i != 2 {
		t.Errorf("case %d", i)
	}
	wantTrap(t, TrapInvalidCase, "invalid variant discriminant 3", func() { CheckCase(3, 3) })
	if c := CheckChar(0xffffffff00000041); c != 'A' {
		t.Errorf("char %q", c)
	}
	if p := g.AllocList(2, 8, 8); p%8 != 0 {
		t.Errorf("list at %#x", p)
	}
	for _, n := range []int{1 << 25, 1 << 29, 1 << 61} {
		wantTrap(t, TrapTooLong, "list is too long", func() { g.AllocList(n, 8, 8) })
	}
	g.LiftLimit = 100
	g.CheckList(0, 16, 4, 4)
	wantTrap(t, TrapLimit, "too much data", func() { g.CheckList(0, 16, 4, 4) })
	g.Lifted = 0
	g.Charge(100)
	wantTrap(t, TrapLimit, "too much data", func() { g.Bytes(0, 1) })
}

// TestTransferLimit has a receiver whose realloc returns the same memory for
// each of many lists, and a sender whose lists are all the same.
func TestTransferLimit(t *testing.T) {
	const lists, size = 1 << 12, 1 << 22
	a := newGuest(UTF8, lists*8+size, 0)
	for i := range uint32(lists) {
		a.storePair(8*i, lists*8, size)
	}
	b := &Context{Mem: a.Mem, Inst: NewInstance(nil)}
	b.Realloc = func(_, _, _, _ uint32) uint32 { return lists * 8 }
	f := compileFunc(t, nil, &wit.List{Elem: &wit.List{Elem: wit.U8}})
	stack := []uint64{0, lists}
	wantTrap(t, TrapLimit, "too much data", func() {
		f.TransferArgs(&a.Context, stack, f, b, make([]uint64, 2))
	})
}

// TestReturnPointer checks the place where a result in memory is put.
func TestReturnPointer(t *testing.T) {
	f := compileFunc(t, pair, wit.U8)
	v := wit.RecordValue(wit.U8Value(1), wit.U32Value(2))
	tests := []struct {
		ptr  uint64
		kind TrapKind
		msg  string
	}{
		{8, 0, ""},
		{56, 0, ""},
		{10, TrapUnaligned, "unaligned pointer"},
		{60, TrapOutOfBounds, "pointer out of bounds"},
	}
	for _, tt := range tests {
		a, b := newGuest(UTF8, 64, 0), newGuest(UTF8, 64, 0)
		a.store(f.result, v, 16)
		for name, lower := range map[string]func(){
			"host":  func() { f.LowerResult(&b.Context, v, []uint64{9, tt.ptr}) },
			"guest": func() { f.TransferResult(&a.Context, []uint64{16}, f, &b.Context, []uint64{9, tt.ptr}) },
		} {
			if tt.kind != 0 {
				wantTrap(t, tt.kind, tt.msg, lower)
				continue
			}
			clear(b.Mem)
			lower()
			if got := b.load(f.result, uint32(tt.ptr)); !got.Equal(v) {
				t.Errorf("%s: %v at %d, want %v", name, got, tt.ptr, v)
			}
		}
	}
}
