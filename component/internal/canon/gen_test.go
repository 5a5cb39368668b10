package canon

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/gyro-wasm/gyro/component/wit"
)

// A gen makes types and values from a source of bytes; when that has ended,
// the smallest ones.
type gen struct {
	data    []byte
	handles bool // own and borrow handles may be part of types
}

func (g *gen) byte() byte {
	if len(g.data) == 0 {
		return 0
	}
	b := g.data[0]
	g.data = g.data[1:]
	return b
}

func (g *gen) intn(n int) int { return int(g.byte()) % n }

func (g *gen) u64() (x uint64) {
	for range g.intn(9) {
		x = x<<8 | uint64(g.byte())
	}
	return x
}

var primitives = []wit.Type{wit.U8, wit.Bool, wit.S8, wit.S16, wit.U16, wit.S32, wit.U32, wit.S64, wit.U64,
	wit.F32, wit.F64, wit.Char, wit.String, wit.String}

// typ returns a value type that nests no deeper than depth.
func (g *gen) typ(depth int) wit.Type {
	n := len(primitives) + 12
	if depth <= 0 {
		n = len(primitives)
	}
	switch k := g.intn(n); {
	case k < len(primitives):
		return primitives[k]
	case k < len(primitives)+2:
		return &wit.List{Elem: g.typ(depth - 1)}
	default:
		return g.compound(k-len(primitives)-2, depth)
	}
}

func (g *gen) compound(k, depth int) wit.Type {
	switch k {
	case 0:
		return &wit.Record{Fields: g.fields(1+g.intn(5), depth)}
	case 1:
		return &wit.Tuple{Types: g.types(1+g.intn(4), depth)}
	case 2:
		v := &wit.Variant{}
		for i := range 1 + g.intn(5) {
			v.Cases = append(v.Cases, wit.Case{Name: fmt.Sprint("c", i), Type: g.payload(depth)})
		}
		return v
	case 3:
		return enumOf(1 + g.intn(4) + 100*g.intn(4))
	case 4:
		return &wit.Option{Elem: g.typ(depth - 1)}
	case 5:
		return &wit.Result{OK: g.payload(depth), Err: g.payload(depth)}
	case 6:
		return flagsOf(1 + g.intn(32))
	case 7:
		return &wit.List{Elem: g.typ(depth - 1), Len: uint32(1 + g.intn(5))}
	case 8:
		return &wit.Map{Key: g.typ(0), Value: g.typ(depth - 1)}
	}
	if g.handles {
		if g.intn(2) == 0 {
			return ownR
		}
		return borrowR
	}
	return wit.U8
}

func (g *gen) types(n, depth int) (ts []wit.Type) {
	for range n {
		ts = append(ts, g.typ(depth-1))
	}
	return ts
}

func (g *gen) fields(n, depth int) (fs []wit.Field) {
	for i, t := range g.types(n, depth) {
		fs = append(fs, wit.Field{Name: fmt.Sprint("f", i), Type: t})
	}
	return fs
}

func (g *gen) payload(depth int) wit.Type {
	if g.intn(3) == 0 {
		return nil
	}
	return g.typ(depth - 1)
}

// value returns a value of type t, which has no handles.
func (g *gen) value(t wit.Type) wit.Value {
	switch t := t.(type) {
	case wit.Primitive:
		return g.primitive(t)
	case *wit.List:
		return g.list(t)
	case *wit.Map:
		vs := make([]wit.Value, g.intn(4))
		for i := range vs {
			vs[i] = wit.RecordValue(g.value(t.Key), g.value(t.Value))
		}
		return wit.ListValue(vs...)
	case *wit.Tuple:
		vs := make([]wit.Value, len(t.Types))
		for i := range vs {
			vs[i] = g.value(t.Types[i])
		}
		return wit.RecordValue(vs...)
	case *wit.Record:
		vs := make([]wit.Value, len(t.Fields))
		for i := range vs {
			vs[i] = g.value(t.Fields[i].Type)
		}
		return wit.RecordValue(vs...)
	case *wit.Variant:
		i := g.intn(len(t.Cases))
		return wit.VariantValue(uint32(i), g.payloadValue(t.Cases[i].Type)...)
	case *wit.Enum:
		return wit.EnumValue(uint32(g.intn(len(t.Cases))))
	case *wit.Option:
		if g.intn(2) == 0 {
			return wit.NoneValue()
		}
		return wit.SomeValue(g.value(t.Elem))
	case *wit.Result:
		if g.intn(2) == 0 {
			return wit.OKValue(g.payloadValue(t.OK)...)
		}
		return wit.ErrValue(g.payloadValue(t.Err)...)
	case *wit.Flags:
		return wit.FlagsValue(uint32(g.u64()) & (1<<uint(len(t.Flags)) - 1))
	}
	panic(fmt.Sprintf("no values of %T", t))
}

func (g *gen) payloadValue(t wit.Type) []wit.Value {
	if t == nil {
		return nil
	}
	return []wit.Value{g.value(t)}
}

func (g *gen) list(t *wit.List) wit.Value {
	n := int(t.Len)
	if n == 0 {
		n = g.intn(6)
	}
	if t.Elem == wit.U8 {
		b := make([]byte, n)
		for i := range b {
			b[i] = g.byte()
		}
		return wit.BytesValue(b)
	}
	vs := make([]wit.Value, n)
	for i := range vs {
		vs[i] = g.value(t.Elem)
	}
	return wit.ListValue(vs...)
}

func (g *gen) primitive(t wit.Primitive) wit.Value {
	switch x := g.u64(); t {
	case wit.Bool:
		return wit.BoolValue(x&1 != 0)
	case wit.S8:
		return wit.S8Value(int8(x))
	case wit.U8:
		return wit.U8Value(uint8(x))
	case wit.S16:
		return wit.S16Value(int16(x))
	case wit.U16:
		return wit.U16Value(uint16(x))
	case wit.S32:
		return wit.S32Value(int32(x))
	case wit.U32:
		return wit.U32Value(uint32(x))
	case wit.S64:
		return wit.S64Value(int64(x))
	case wit.U64:
		return wit.U64Value(x)
	case wit.F32: // NaNs are the oracle's to change
		f := math.Float32frombits(uint32(x))
		if f != f {
			f = 1.5
		}
		return wit.F32Value(f)
	case wit.F64:
		f := math.Float64frombits(x)
		if f != f {
			f = 1.5
		}
		return wit.F64Value(f)
	case wit.Char:
		return wit.CharValue(g.char())
	}
	var b strings.Builder
	for range g.intn(8) {
		b.WriteRune(g.char())
	}
	return wit.StringValue(b.String())
}

// char returns characters of all lengths in all encodings.
func (g *gen) char() rune {
	c := rune(g.byte())
	switch g.intn(8) {
	case 0:
		c = c<<8 | rune(g.byte())
	case 1:
		c = (c<<16 | 0x1234) % (utf8.MaxRune + 1)
	case 2, 3:
		// Latin-1
	default:
		c &= 0x7f
	}
	if !utf8.ValidRune(c) {
		return 'x'
	}
	return c
}
