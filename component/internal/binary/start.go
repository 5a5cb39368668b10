package binary

import (
	"unicode/utf8"

	"github.com/gyro-wasm/gyro/component/wit"
)

// start decodes a start definition, see Binary.md, "Start Definitions".
func (d *decoder) start() *Start {
	d.gate("start")
	s := &Start{Func: d.u32()}
	f := d.funcAt(s.Func)
	n := d.count(1)
	if n != len(f.Params) {
		d.fail("component start function requires %d arguments but was given %d", len(f.Params), n)
	}
	for i := range n {
		v := d.u32()
		if err := d.equal(d.useValue(v), f.Params[i].Type); err != nil {
			d.fail("type mismatch for start function argument %d: %s", i, err)
		}
		s.Args = append(s.Args, v)
	}
	results := uint32(0)
	if f.Result != nil {
		results = 1
		d.scope.values = append(d.scope.values, valueItem{typ: f.Result})
	}
	if s.Results = d.u32(); s.Results != results {
		d.fail("component start function has %d results, not %d", results, s.Results)
	}
	return s
}

// value decodes a value definition, see Binary.md, "Value Definitions".
func (d *decoder) value() *Value {
	d.gate("values")
	v := &Value{Type: d.valType()}
	d.within(d.u32(), func() {
		start := d.pos
		d.encoded(v.Type)
		v.Data = d.buf[start:d.pos:d.pos]
	})
	d.scope.values = append(d.scope.values, valueItem{typ: v.Type})
	return v
}

// encoded checks the encoding of a value of type t.
func (d *decoder) encoded(t wit.Type) {
	d.spend(1)
	switch t := wit.Underlying(t).(type) {
	case wit.Primitive:
		d.encodedPrimitive(t)
	case *wit.Record:
		for _, f := range t.Fields {
			d.encoded(f.Type)
		}
	case *wit.Tuple:
		for _, e := range t.Types {
			d.encoded(e)
		}
	case *wit.List:
		if t.Len > 0 {
			d.fail("values of fixed-length list type have no encoding")
		}
		for range d.count(1) {
			d.encoded(t.Elem)
		}
	case *wit.Flags:
		d.bytes(uint32(len(t.Flags)+7) / 8)
	case *wit.Option:
		if d.flag("discriminant of an option") {
			d.encoded(t.Elem)
		}
	case *wit.Result:
		payload := t.OK
		if d.flag("discriminant of a result") {
			payload = t.Err
		}
		if payload != nil {
			d.encoded(payload)
		}
	case *wit.Variant, *wit.Enum:
		d.encodedVariant(casesOf(t))
	default:
		d.fail("values of %s type have no encoding", typeName(t))
	}
}

func (d *decoder) encodedVariant(cases []wit.Type) {
	i := d.u32()
	if uint64(i) >= uint64(len(cases)) {
		d.fail("discriminant %d is out of bounds", i)
	}
	if cases[i] != nil {
		d.encoded(cases[i])
	}
}

func (d *decoder) encodedPrimitive(p wit.Primitive) {
	switch p {
	case wit.Bool:
		d.flag("bool")
	case wit.U8, wit.S8:
		d.byte()
	case wit.S16:
		d.sleb(16)
	case wit.U16:
		d.uleb(16)
	case wit.S32:
		d.sleb(32)
	case wit.U32:
		d.u32()
	case wit.S64:
		d.sleb(64)
	case wit.U64:
		d.uleb(64)
	case wit.F32:
		d.encodedFloat(4, 23, 0x7fc00000)
	case wit.F64:
		d.encodedFloat(8, 52, 0x7ff8000000000000)
	case wit.Char:
		d.encodedChar()
	case wit.String:
		d.name()
	default:
		d.fail("values of %s type have no encoding", typeName(p))
	}
}

// encodedFloat checks a little-endian float of n bytes with mant mantissa
// bits: nan is the only NaN.
func (d *decoder) encodedFloat(n, mant uint, nan uint64) {
	var v uint64
	for i, b := range d.bytes(uint32(n)) {
		v |= uint64(b) << (8 * i)
	}
	exp := uint64(1)<<(8*n-1-mant) - 1
	if v>>mant&exp == exp && v&(1<<mant-1) != 0 && v != nan {
		d.fail("NaN is not the canonical one")
	}
}

func (d *decoder) encodedChar() {
	r, size := utf8.DecodeRune(d.buf[d.pos:d.end])
	if r == utf8.RuneError && size < 2 {
		d.fail("malformed UTF-8 encoding of a char")
	}
	d.pos += size
}
