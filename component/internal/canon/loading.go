package canon

import (
	"encoding/binary"
	"unicode/utf8"
	"unsafe"

	"github.com/gyro-wasm/gyro/component/wit"
)

// load lifts the value of type n at ptr, which has been checked.
func (cx *Context) load(n *node, ptr uint32) wit.Value {
	switch n.kind {
	case kindString:
		begin, units := cx.loadPair(ptr)
		return wit.StringValue(cx.LoadString(begin, units))
	case kindList:
		begin, length := cx.loadPair(ptr)
		return cx.loadList(n, begin, length)
	case kindArray:
		return cx.loadElems(n.elem, ptr, n.len)
	case kindRecord:
		return cx.loadRecord(n, ptr)
	case kindVariant:
		i := n.checkCase(cx.loadInt(ptr, n.discSize))
		if n.cases[i] == nil {
			return n.caseValue(i, nil)
		}
		cx.chargeValues(1)
		p := cx.load(n.cases[i], ptr+n.payload)
		return n.caseValue(i, &p)
	}
	return cx.liftScalar(n, cx.loadInt(ptr, n.size))
}

// loadInt reads a little-endian number of 1, 2, 4 or 8 bytes.
func (cx *Context) loadInt(ptr, size uint32) uint64 {
	switch b := cx.Mem[ptr:]; size {
	case 1:
		return uint64(b[0])
	case 2:
		return uint64(binary.LittleEndian.Uint16(b))
	case 4:
		return uint64(binary.LittleEndian.Uint32(b))
	default:
		return binary.LittleEndian.Uint64(b)
	}
}

// loadPair reads the pointer and the length of a string or list.
func (cx *Context) loadPair(ptr uint32) (begin, length uint32) {
	b := cx.Mem[ptr : ptr+8]
	return binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])
}

// loadList lifts a list whose pointer and length have not been checked.
func (cx *Context) loadList(n *node, ptr, length uint32) wit.Value {
	cx.CheckList(ptr, length, n.elem.size, n.elem.align)
	return cx.loadElems(n.elem, ptr, length)
}

// loadElems lifts length elements that are known to be in memory.
func (cx *Context) loadElems(elem *node, ptr, length uint32) wit.Value {
	if elem.kind == kindU8 {
		return wit.BytesValue(append(make([]byte, 0, length), cx.Mem[ptr:ptr+length]...))
	}
	cx.chargeValues(length)
	vs := make([]wit.Value, length)
	for i := range vs {
		vs[i] = cx.load(elem, ptr)
		ptr += elem.size
	}
	return wit.ListValue(vs...)
}

func (cx *Context) loadRecord(n *node, ptr uint32) wit.Value {
	cx.chargeValues(uint32(len(n.fields)))
	vs := make([]wit.Value, len(n.fields))
	for i := range n.fields {
		f := &n.fields[i]
		vs[i] = cx.load(f.node, ptr+f.offset)
	}
	return wit.RecordValue(vs...)
}

// chargeValues counts the memory that n parts of a value take on the host.
func (cx *Context) chargeValues(n uint32) {
	cx.charge(uint64(n) * uint64(unsafe.Sizeof(wit.Value{})))
}

// checkCase traps unless the variant has a case with this discriminant.
func (n *node) checkCase(disc uint64) uint32 {
	if disc >= uint64(len(n.cases)) {
		trap(TrapInvalidCase, "invalid variant discriminant %d: there are %d cases", disc, len(n.cases))
	}
	return uint32(disc)
}

// caseValue returns the value of case i of a variant type.
func (n *node) caseValue(i uint32, payload *wit.Value) wit.Value {
	var ps []wit.Value
	if payload != nil {
		ps = unsafe.Slice(payload, 1)
	}
	switch {
	case n.form == wit.KindEnum:
		return wit.EnumValue(i)
	case n.form == wit.KindOption:
		return wit.OptionValue(payload)
	case n.form == wit.KindResult && i == 0:
		return wit.OKValue(ps...)
	case n.form == wit.KindResult:
		return wit.ErrValue(ps...)
	}
	return wit.VariantValue(i, ps...)
}

// CheckChar returns the low half of a core value as a char; it traps unless it
// is a Unicode scalar value.
func CheckChar(v uint64) rune {
	c := uint32(v)
	if c > utf8.MaxRune || 0xd800 <= c && c <= 0xdfff {
		trap(TrapInvalidChar, "invalid `char` bit pattern %#x", c)
	}
	return rune(c)
}

// CheckCase returns the low half of a core value as the index of a case; it
// traps unless the variant, enum, option or result has that many cases.
func CheckCase(v uint64, cases uint32) uint32 {
	if uint32(v) >= cases {
		trap(TrapInvalidCase, "invalid variant discriminant %d: there are %d cases", uint32(v), cases)
	}
	return uint32(v)
}
