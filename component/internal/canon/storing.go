package canon

import (
	"encoding/binary"

	"github.com/gyro-wasm/gyro/component/wit"
)

// store lowers v, which is of type n, to ptr, which has been checked.
func (cx *Context) store(n *node, v wit.Value, ptr uint32) {
	switch n.kind {
	case kindString:
		begin, units := cx.StoreString(v.Str())
		cx.storePair(ptr, begin, units)
	case kindList:
		begin, length := cx.storeList(n.elem, v)
		cx.storePair(ptr, begin, length)
	case kindArray:
		cx.storeElems(n.elem, v, ptr)
	case kindRecord:
		vs := v.Fields()
		for i := range n.fields {
			f := &n.fields[i]
			cx.store(f.node, vs[i], ptr+f.offset)
		}
	case kindVariant:
		i, payload := n.caseOf(v)
		cx.storeInt(ptr, n.discSize, uint64(i))
		if n.cases[i] != nil {
			cx.store(n.cases[i], *payload, ptr+n.payload)
		}
	default:
		cx.storeInt(ptr, n.size, cx.lowerScalar(n, v))
	}
}

// storeInt writes the low bytes of x.
func (cx *Context) storeInt(ptr, size uint32, x uint64) {
	switch b := cx.Mem[ptr:]; size {
	case 1:
		b[0] = byte(x)
	case 2:
		binary.LittleEndian.PutUint16(b, uint16(x))
	case 4:
		binary.LittleEndian.PutUint32(b, uint32(x))
	default:
		binary.LittleEndian.PutUint64(b, x)
	}
}

// storePair writes the pointer and the length of a string or list.
func (cx *Context) storePair(ptr, begin, length uint32) {
	b := cx.Mem[ptr : ptr+8]
	binary.LittleEndian.PutUint32(b, begin)
	binary.LittleEndian.PutUint32(b[4:], length)
}

// storeList allocates memory in the guest for the elements of v.
func (cx *Context) storeList(elem *node, v wit.Value) (ptr, length uint32) {
	if v.Kind() == wit.KindBytes && elem.kind == kindU8 {
		return cx.StoreBytes(v.Bytes())
	}
	n := len(v.List())
	ptr = cx.AllocList(n, elem.size, elem.align)
	cx.storeElems(elem, v, ptr)
	return ptr, uint32(n)
}

// storeElems lowers the elements of v to memory that has been checked.
func (cx *Context) storeElems(elem *node, v wit.Value, ptr uint32) {
	if v.Kind() == wit.KindBytes && elem.kind == kindU8 {
		copy(cx.Mem[ptr:], v.Bytes())
		return
	}
	for _, e := range v.List() {
		cx.store(elem, e, ptr)
		ptr += elem.size
	}
}

// StoreBytes copies b to memory that it allocates in the guest: a list<u8>. A
// list of 2^28 bytes or more traps.
func (cx *Context) StoreBytes(b []byte) (ptr, length uint32) {
	ptr = cx.AllocList(len(b), 1, 1)
	copy(cx.Mem[ptr:], b)
	return ptr, uint32(len(b))
}

// caseOf returns the index of the case of a variant value, and its payload.
func (n *node) caseOf(v wit.Value) (uint32, *wit.Value) {
	switch n.form {
	case wit.KindEnum:
		return v.Enum(), nil
	case wit.KindOption:
		if p := v.Option(); p != nil {
			return 1, p
		}
		return 0, nil
	case wit.KindResult:
		p, isErr := v.Result()
		if isErr {
			return 1, p
		}
		return 0, p
	}
	return v.Variant()
}
