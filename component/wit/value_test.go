package wit

import (
	"errors"
	"math"
	"testing"
)

type fakeHandle bool

func (h fakeHandle) IsOwn() bool { return bool(h) }

// valueCases hold a value of each kind, its printed form, and an accessor that
// tells whether it gives back what was put in.
var valueCases = []struct {
	value Value
	kind  Kind
	text  string
	ok    func(Value) bool
}{
	{BoolValue(true), KindBool, "true", func(v Value) bool { return v.Bool() }},
	{BoolValue(false), KindBool, "false", func(v Value) bool { return !v.Bool() }},
	{S8Value(-1), KindS8, "-1", func(v Value) bool { return v.S8() == -1 }},
	{U8Value(255), KindU8, "255", func(v Value) bool { return v.U8() == 255 }},
	{S16Value(-300), KindS16, "-300", func(v Value) bool { return v.S16() == -300 }},
	{U16Value(300), KindU16, "300", func(v Value) bool { return v.U16() == 300 }},
	{S32Value(math.MinInt32), KindS32, "-2147483648", func(v Value) bool { return v.S32() == math.MinInt32 }},
	{U32Value(math.MaxUint32), KindU32, "4294967295", func(v Value) bool { return v.U32() == math.MaxUint32 }},
	{S64Value(math.MinInt64), KindS64, "-9223372036854775808", func(v Value) bool { return v.S64() == math.MinInt64 }},
	{U64Value(math.MaxUint64), KindU64, "18446744073709551615", func(v Value) bool { return v.U64() == math.MaxUint64 }},
	{F32Value(1.5), KindF32, "1.5", func(v Value) bool { return v.F32() == 1.5 }},
	{F64Value(-0.25), KindF64, "-0.25", func(v Value) bool { return v.F64() == -0.25 }},
	{CharValue('☃'), KindChar, "'☃'", func(v Value) bool { return v.Char() == '☃' }},
	{StringValue("a\n"), KindString, `"a\n"`, func(v Value) bool { return v.Str() == "a\n" }},
	{StringValue(""), KindString, `""`, func(v Value) bool { return v.Str() == "" }},
	{BytesValue([]byte{1, 2}), KindBytes, "[1, 2]", func(v Value) bool { return string(v.Bytes()) == "\x01\x02" && v.List()[1].U8() == 2 }},
	{ListValue(U32Value(1)), KindList, "[1]", func(v Value) bool { return v.List()[0].U32() == 1 }},
	{ListValue(), KindList, "[]", func(v Value) bool { return len(v.List()) == 0 }},
	{RecordValue(U8Value(1), StringValue("x")), KindRecord, `(1, "x")`, func(v Value) bool { return v.Fields()[1].Str() == "x" }},
	{VariantValue(2), KindVariant, "variant:2", func(v Value) bool { i, p := v.Variant(); return i == 2 && p == nil }},
	{VariantValue(0, U8Value(9)), KindVariant, "variant:0(9)", func(v Value) bool { i, p := v.Variant(); return i == 0 && p.U8() == 9 }},
	{EnumValue(3), KindEnum, "enum:3", func(v Value) bool { return v.Enum() == 3 }},
	{FlagsValue(5), KindFlags, "flags:0x5", func(v Value) bool { return v.Flags() == 5 }},
	{NoneValue(), KindOption, "none", func(v Value) bool { return v.Option() == nil }},
	{SomeValue(NoneValue()), KindOption, "some(none)", func(v Value) bool { return v.Option().Option() == nil }},
	{OKValue(), KindResult, "ok", func(v Value) bool { p, isErr := v.Result(); return p == nil && !isErr }},
	{ErrValue(U8Value(1)), KindResult, "err(1)", func(v Value) bool { p, isErr := v.Result(); return p.U8() == 1 && isErr }},
	{HandleValue(fakeHandle(true)), KindOwn, "own", func(v Value) bool { return v.Handle().IsOwn() }},
	{HandleValue(fakeHandle(false)), KindBorrow, "borrow", func(v Value) bool { return !v.Handle().IsOwn() }},
}

func TestValue(t *testing.T) {
	for i, c := range valueCases {
		if got := c.value.Kind(); got != c.kind {
			t.Errorf("%s: kind %s, want %s", c.text, got, c.kind)
		}
		if got := c.value.String(); got != c.text {
			t.Errorf("printed %s, want %s", got, c.text)
		}
		if !c.ok(c.value) {
			t.Errorf("%s: accessor gives something else", c.text)
		}
		for j, d := range valueCases {
			if got := c.value.Equal(d.value); got != (i == j) {
				t.Errorf("%s %s equals %s %s: %t", c.kind, c.text, d.kind, d.text, got)
			}
		}
	}
}

func TestZeroValue(t *testing.T) {
	var v Value
	if v.Kind() != KindNone || v.String() != "<no value>" || !v.Equal(Value{}) {
		t.Errorf("kind %s, printed %s", v.Kind(), v)
	}
}

func TestBytesEqualList(t *testing.T) {
	b, l := BytesValue([]byte{1, 2}), ListValue(U8Value(1), U8Value(2))
	if !b.Equal(l) || !l.Equal(b) || !BytesValue(nil).Equal(ListValue()) {
		t.Error("bytes and the list of them differ")
	}
	if b.Equal(ListValue(U8Value(1))) || b.Equal(ListValue(U16Value(1), U16Value(2))) {
		t.Error("different lists are equal")
	}
}

// TestWrongAccessor asks every value for every other kind.
func TestWrongAccessor(t *testing.T) {
	accessors := map[Kind]func(Value){
		KindBool:    func(v Value) { v.Bool() },
		KindU32:     func(v Value) { v.U32() },
		KindString:  func(v Value) { v.Str() },
		KindBytes:   func(v Value) { v.Bytes() },
		KindList:    func(v Value) { v.List() },
		KindRecord:  func(v Value) { v.Fields() },
		KindVariant: func(v Value) { v.Variant() },
		KindOption:  func(v Value) { v.Option() },
		KindResult:  func(v Value) { v.Result() },
		KindOwn:     func(v Value) { v.Handle() },
	}
	for _, c := range valueCases {
		for want, access := range accessors {
			if c.kind == want || c.kind == KindBytes && want == KindList || c.kind == KindBorrow && want == KindOwn {
				continue
			}
			func() {
				defer func() {
					var e *KindError
					if err, _ := recover().(error); !errors.As(err, &e) || e.Want != want || e.Got != c.kind {
						t.Errorf("%s asked for %s: %v", c.kind, want, err)
					}
				}()
				access(c.value)
			}()
		}
	}
}

func TestValueAllocations(t *testing.T) {
	s, b := "some text", []byte("some bytes")
	var v Value
	n := testing.AllocsPerRun(100, func() {
		v = BoolValue(true)
		v = U64Value(1 << 63)
		v = F64Value(1.5)
		v = CharValue('x')
		v = EnumValue(3)
		v = FlagsValue(3)
		v = BytesValue(b)
		v = StringValue(s)
	})
	if n != 0 || v.Str() != s {
		t.Errorf("%v allocations", n)
	}
}
