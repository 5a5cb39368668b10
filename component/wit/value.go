package wit

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unsafe"
)

// A Value is a value of some [Type], for programs that learn the types at run
// time. It carries no type: a record is the sequence of its fields, a variant
// the index of its case, and so on by position. The zero Value has
// [KindNone] and is a value of no type.
//
// Booleans, numbers, chars, strings, byte lists, enums and flags are held
// without allocation. A Value is immutable as long as nobody writes to the
// slice it was made from, and may then be shared by goroutines; a handle in it
// says itself who may use it.
type Value struct {
	_ [0]func() // not comparable with ==, see Equal
	// num is the scalar, the bits of a float, the length of a string or list,
	// the case of a variant.
	num uint64
	// part is a Kind for scalars, a Handle, or one of the pointer types below
	// (which an interface holds without allocation).
	part any
}

type (
	stringPart  *byte  // first byte of a string
	bytesPart   *byte  // first byte of a list<u8>
	listPart    *Value // first element
	recordPart  *Value // first field
	variantPart *Value // payload, nil for none; also of options and results
	optionPart  *Value
	okPart      *Value
	errPart     *Value
)

// A Kind tells what form a [Value] has.
type Kind uint8

// The kinds of values. A list<u8> that was lifted is KindBytes; both KindBytes
// and KindList can be lowered to it. Records and tuples are KindRecord, maps
// are KindList of pairs.
const (
	KindNone Kind = iota
	KindBool
	KindS8
	KindU8
	KindS16
	KindU16
	KindS32
	KindU32
	KindS64
	KindU64
	KindF32
	KindF64
	KindChar
	KindString
	KindBytes
	KindList
	KindRecord
	KindVariant
	KindEnum
	KindFlags
	KindOption
	KindResult
	KindOwn
	KindBorrow
)

var kindNames = [...]string{
	"none", "bool", "s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64", "f32", "f64", "char",
	"string", "list<u8>", "list", "record", "variant", "enum", "flags", "option", "result", "own", "borrow",
}

// String returns the WIT keyword for the kind.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "kind(" + strconv.Itoa(int(k)) + ")"
}

// A KindError is what the accessors of [Value] panic with when the value is of
// another kind.
type KindError struct{ Want, Got Kind }

// Error implements error.
func (e *KindError) Error() string {
	return fmt.Sprintf("value is a %s, not a %s", e.Got, e.Want)
}

// A Handle is a resource, or the loan of one, as the host holds it. The
// runtime provides the implementation.
type Handle interface {
	// IsOwn is true for own<r>, false for borrow<r>.
	IsOwn() bool
}

// BoolValue returns a value of type bool.
func BoolValue(v bool) Value {
	if v {
		return Value{num: 1, part: KindBool}
	}
	return Value{part: KindBool}
}

// S8Value returns a value of type s8.
func S8Value(v int8) Value { return Value{num: uint64(v), part: KindS8} }

// U8Value returns a value of type u8.
func U8Value(v uint8) Value { return Value{num: uint64(v), part: KindU8} }

// S16Value returns a value of type s16.
func S16Value(v int16) Value { return Value{num: uint64(v), part: KindS16} }

// U16Value returns a value of type u16.
func U16Value(v uint16) Value { return Value{num: uint64(v), part: KindU16} }

// S32Value returns a value of type s32.
func S32Value(v int32) Value { return Value{num: uint64(v), part: KindS32} }

// U32Value returns a value of type u32.
func U32Value(v uint32) Value { return Value{num: uint64(v), part: KindU32} }

// S64Value returns a value of type s64.
func S64Value(v int64) Value { return Value{num: uint64(v), part: KindS64} }

// U64Value returns a value of type u64.
func U64Value(v uint64) Value { return Value{num: v, part: KindU64} }

// F32Value returns a value of type f32; the bits of a NaN are kept.
func F32Value(v float32) Value { return Value{num: uint64(math.Float32bits(v)), part: KindF32} }

// F64Value returns a value of type f64; the bits of a NaN are kept.
func F64Value(v float64) Value { return Value{num: math.Float64bits(v), part: KindF64} }

// CharValue returns a value of type char. It can be lowered only if v is a
// Unicode scalar value.
func CharValue(v rune) Value { return Value{num: uint64(uint32(v)), part: KindChar} }

// StringValue returns a value of type string.
func StringValue(v string) Value {
	return Value{num: uint64(len(v)), part: stringPart(unsafe.StringData(v))}
}

// BytesValue returns a value of type list<u8> that refers to v.
func BytesValue(v []byte) Value {
	return Value{num: uint64(len(v)), part: bytesPart(unsafe.SliceData(v))}
}

// ListValue returns a value of type list<t>, or of type map<k, v> whose
// elements are pairs, that refers to v.
func ListValue(v ...Value) Value {
	return Value{num: uint64(len(v)), part: listPart(unsafe.SliceData(v))}
}

// RecordValue returns a value of a record or tuple type with the given fields
// in the order of the type; it refers to fields.
func RecordValue(fields ...Value) Value {
	return Value{num: uint64(len(fields)), part: recordPart(unsafe.SliceData(fields))}
}

// VariantValue returns a value of a variant type: the case with the given
// index, with its payload where the case has one. More than one payload
// panics.
func VariantValue(index uint32, payload ...Value) Value {
	return Value{num: uint64(index), part: variantPart(one(payload))}
}

// EnumValue returns a value of an enum type by the index of its case.
func EnumValue(index uint32) Value { return Value{num: uint64(index), part: KindEnum} }

// FlagsValue returns a value of a flags type; the first flag is bit 0.
func FlagsValue(bits uint32) Value { return Value{num: uint64(bits), part: KindFlags} }

// SomeValue returns an option<t> that holds v.
func SomeValue(v Value) Value { return Value{num: 1, part: optionPart(&v)} }

// NoneValue returns an option<t> that holds nothing.
func NoneValue() Value { return Value{part: optionPart(nil)} }

// OptionValue returns an option<t> that holds *v, to which it refers, or nothing
// if v is nil.
func OptionValue(v *Value) Value {
	if v == nil {
		return NoneValue()
	}
	return Value{num: 1, part: optionPart(v)}
}

// OKValue returns the ok case of a result, with its payload where there is one.
// More than one payload panics.
func OKValue(payload ...Value) Value { return Value{part: okPart(one(payload))} }

// ErrValue returns the error case of a result, with its payload where there is
// one. More than one payload panics.
func ErrValue(payload ...Value) Value { return Value{num: 1, part: errPart(one(payload))} }

// HandleValue returns a value of type own<r> or borrow<r>, as h.IsOwn says.
func HandleValue(h Handle) Value { return Value{part: h} }

// one keeps the caller's slice, so that a payload costs no second allocation.
func one(payload []Value) *Value {
	switch len(payload) {
	case 0:
		return nil
	case 1:
		return &payload[0]
	}
	panic("wit: more than one payload")
}

// Kind returns the form of v.
func (v Value) Kind() Kind {
	switch p := v.part.(type) {
	case Kind:
		return p
	case stringPart:
		return KindString
	case bytesPart:
		return KindBytes
	case listPart:
		return KindList
	case recordPart:
		return KindRecord
	case variantPart:
		return KindVariant
	case optionPart:
		return KindOption
	case okPart, errPart:
		return KindResult
	case Handle:
		if p.IsOwn() {
			return KindOwn
		}
		return KindBorrow
	}
	return KindNone
}

// scalar returns the number of a value of kind k.
func (v Value) scalar(k Kind) uint64 {
	if p, ok := v.part.(Kind); !ok || p != k {
		v.wrong(k)
	}
	return v.num
}

func (v Value) wrong(want Kind) { panic(&KindError{Want: want, Got: v.Kind()}) }

// Bool returns the value of a bool. Like the other accessors it panics with a
// [*KindError] if v is of another kind; see [Value.Kind].
func (v Value) Bool() bool { return v.scalar(KindBool) != 0 }

// S8 returns the value of an s8.
func (v Value) S8() int8 { return int8(v.scalar(KindS8)) }

// U8 returns the value of a u8.
func (v Value) U8() uint8 { return uint8(v.scalar(KindU8)) }

// S16 returns the value of an s16.
func (v Value) S16() int16 { return int16(v.scalar(KindS16)) }

// U16 returns the value of a u16.
func (v Value) U16() uint16 { return uint16(v.scalar(KindU16)) }

// S32 returns the value of an s32.
func (v Value) S32() int32 { return int32(v.scalar(KindS32)) }

// U32 returns the value of a u32.
func (v Value) U32() uint32 { return uint32(v.scalar(KindU32)) }

// S64 returns the value of an s64.
func (v Value) S64() int64 { return int64(v.scalar(KindS64)) }

// U64 returns the value of a u64.
func (v Value) U64() uint64 { return v.scalar(KindU64) }

// F32 returns the value of an f32.
func (v Value) F32() float32 { return math.Float32frombits(uint32(v.scalar(KindF32))) }

// F64 returns the value of an f64.
func (v Value) F64() float64 { return math.Float64frombits(v.scalar(KindF64)) }

// Char returns the value of a char.
func (v Value) Char() rune { return rune(v.scalar(KindChar)) }

// Bits returns the number in a scalar value as its two's complement or
// floating-point bits, sign-extended to 64 bits, and zero for values that are
// not bools, numbers, chars, enums or flags.
func (v Value) Bits() uint64 {
	if _, ok := v.part.(Kind); ok {
		return v.num
	}
	return 0
}

// Str returns the value of a string. (String is the printed form of any
// value.)
func (v Value) Str() string {
	p, ok := v.part.(stringPart)
	if !ok {
		v.wrong(KindString)
	}
	return unsafe.String((*byte)(p), int(v.num))
}

// Bytes returns the elements of a list<u8> of [KindBytes], without copying.
func (v Value) Bytes() []byte {
	p, ok := v.part.(bytesPart)
	if !ok {
		v.wrong(KindBytes)
	}
	return unsafe.Slice((*byte)(p), int(v.num))
}

// List returns the elements of a list or map, without copying; those of a
// [KindBytes] as a new slice.
func (v Value) List() []Value {
	switch p := v.part.(type) {
	case listPart:
		return unsafe.Slice((*Value)(p), int(v.num))
	case bytesPart:
		vs := make([]Value, v.num)
		for i, b := range v.Bytes() {
			vs[i] = U8Value(b)
		}
		return vs
	}
	v.wrong(KindList)
	return nil
}

// Fields returns the fields of a record or the members of a tuple, without
// copying.
func (v Value) Fields() []Value {
	p, ok := v.part.(recordPart)
	if !ok {
		v.wrong(KindRecord)
	}
	return unsafe.Slice((*Value)(p), int(v.num))
}

// Variant returns the index of the case of a variant and its payload, nil if
// it has none.
func (v Value) Variant() (index uint32, payload *Value) {
	p, ok := v.part.(variantPart)
	if !ok {
		v.wrong(KindVariant)
	}
	return uint32(v.num), (*Value)(p)
}

// Enum returns the index of the case of an enum.
func (v Value) Enum() uint32 { return uint32(v.scalar(KindEnum)) }

// Flags returns the bits of flags; the first flag is bit 0.
func (v Value) Flags() uint32 { return uint32(v.scalar(KindFlags)) }

// Option returns what an option holds, nil for none.
func (v Value) Option() *Value {
	p, ok := v.part.(optionPart)
	if !ok {
		v.wrong(KindOption)
	}
	return (*Value)(p)
}

// Result returns the payload of a result, nil if it has none, and whether it
// is the error case.
func (v Value) Result() (payload *Value, isErr bool) {
	switch p := v.part.(type) {
	case okPart:
		return (*Value)(p), false
	case errPart:
		return (*Value)(p), true
	}
	v.wrong(KindResult)
	return nil, false
}

// Handle returns the handle of an own<r> or a borrow<r>.
func (v Value) Handle() Handle {
	h, ok := v.part.(Handle)
	if !ok {
		v.wrong(KindOwn)
	}
	return h
}

// Equal reports whether v and w are the same value of the same kind; a
// [KindBytes] equals the [KindList] with the same elements. Floats are compared
// by their bits, handles by identity.
func (v Value) Equal(w Value) bool {
	k := v.Kind()
	if k == KindBytes && w.Kind() == KindBytes {
		return string(v.Bytes()) == string(w.Bytes())
	}
	if k == KindBytes || k == KindList && w.Kind() == KindBytes {
		return (w.Kind() == KindBytes || w.Kind() == KindList) && slices.EqualFunc(v.List(), w.List(), Value.Equal)
	}
	if k != w.Kind() {
		return false
	}
	switch k {
	case KindString:
		return v.Str() == w.Str()
	case KindList:
		return slices.EqualFunc(v.List(), w.List(), Value.Equal)
	case KindRecord:
		return slices.EqualFunc(v.Fields(), w.Fields(), Value.Equal)
	case KindVariant, KindOption, KindResult:
		return v.num == w.num && equalPayload(v.payload(), w.payload())
	case KindOwn, KindBorrow:
		return v.Handle() == w.Handle()
	}
	return v.num == w.num
}

func equalPayload(a, b *Value) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}

// payload returns the payload of a variant, option or result.
func (v Value) payload() *Value {
	switch p := v.part.(type) {
	case variantPart:
		return (*Value)(p)
	case optionPart:
		return (*Value)(p)
	case okPart:
		return (*Value)(p)
	case errPart:
		return (*Value)(p)
	}
	return nil
}

// String returns v in a form close to that of the WAVE encoding. Names are not
// known to a value, so that the cases of variants, enums and flags appear by
// number.
func (v Value) String() string {
	var b strings.Builder
	v.print(&b)
	return b.String()
}

func (v Value) print(b *strings.Builder) {
	switch k := v.Kind(); k {
	case KindBool:
		b.WriteString(strconv.FormatBool(v.Bool()))
	case KindS8, KindS16, KindS32, KindS64:
		b.WriteString(strconv.FormatInt(int64(v.num), 10))
	case KindU8, KindU16, KindU32, KindU64:
		b.WriteString(strconv.FormatUint(v.num, 10))
	case KindF32:
		b.WriteString(strconv.FormatFloat(float64(v.F32()), 'g', -1, 32))
	case KindF64:
		b.WriteString(strconv.FormatFloat(v.F64(), 'g', -1, 64))
	case KindChar:
		b.WriteString(strconv.QuoteRune(v.Char()))
	case KindString:
		b.WriteString(strconv.Quote(v.Str()))
	case KindBytes, KindList:
		printSequence(b, "[", v.List(), "]")
	case KindRecord:
		printSequence(b, "(", v.Fields(), ")")
	case KindEnum:
		fmt.Fprintf(b, "enum:%d", v.num)
	case KindFlags:
		fmt.Fprintf(b, "flags:%#x", v.num)
	case KindOwn, KindBorrow:
		b.WriteString(k.String())
	default:
		v.printCase(b)
	}
}

// printCase prints variants, options and results.
func (v Value) printCase(b *strings.Builder) {
	switch p := v.part.(type) {
	case variantPart:
		fmt.Fprintf(b, "variant:%d", v.num)
	case optionPart:
		if p == nil {
			b.WriteString("none")
		} else {
			b.WriteString("some")
		}
	case okPart:
		b.WriteString("ok")
	case errPart:
		b.WriteString("err")
	default:
		b.WriteString("<no value>")
	}
	if p := v.payload(); p != nil {
		printSequence(b, "(", []Value{*p}, ")")
	}
}

func printSequence(b *strings.Builder, open string, vs []Value, end string) {
	b.WriteString(open)
	for i, v := range vs {
		if i > 0 {
			b.WriteString(", ")
		}
		v.print(b)
	}
	b.WriteString(end)
}
