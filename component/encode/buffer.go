package encode

import "github.com/gyro-wasm/gyro/component/internal/binary"

// A buffer is what has been written of a binary; see Binary.md.
type buffer []byte

func (w *buffer) put(b ...byte) { *w = append(*w, b...) }

// u32 appends an unsigned LEB128 integer.
func (w *buffer) u32(v uint32) {
	for v >= 0x80 {
		w.put(byte(v) | 0x80)
		v >>= 7
	}
	w.put(byte(v))
}

// s33 appends a signed LEB128 integer that is not negative, as indices of
// types are.
func (w *buffer) s33(v uint32) {
	for v >= 0x40 {
		w.put(byte(v) | 0x80)
		v >>= 7
	}
	w.put(byte(v))
}

// bytes appends a vector of bytes.
func (w *buffer) bytes(b []byte) {
	w.u32(uint32(len(b)))
	*w = append(*w, b...)
}

func (w *buffer) name(s string) { w.bytes([]byte(s)) }

// flag appends an optional immediate that is there or not.
func (w *buffer) flag(v bool) {
	if v {
		w.put(1)
	} else {
		w.put(0)
	}
}

// section appends a section with a vector of items.
func (w *buffer) section(id byte, items ...[]byte) {
	var body buffer
	body.u32(uint32(len(items)))
	for _, i := range items {
		body.put(i...)
	}
	w.put(id)
	w.bytes(body)
}

// sortCodes are the sorts in the binary format.
var sortCodes = map[binary.Sort][]byte{
	binary.SortFunc: {0x01}, binary.SortValue: {0x02}, binary.SortType: {0x03},
	binary.SortComponent: {0x04}, binary.SortInstance: {0x05},
	binary.SortCoreFunc: {0x00, 0x00}, binary.SortCoreTable: {0x00, 0x01},
	binary.SortCoreMemory: {0x00, 0x02}, binary.SortCoreGlobal: {0x00, 0x03},
	binary.SortCoreTag: {0x00, 0x04}, binary.SortCoreType: {0x00, 0x10},
	binary.SortCoreModule: {0x00, 0x11}, binary.SortCoreInstance: {0x00, 0x12},
}

// item appends a sort and an index.
func (w *buffer) item(s binary.Sort, i uint32) {
	w.put(sortCodes[s]...)
	w.u32(i)
}

// A name is the name of an import or export with its attributes.
type name struct{ name, implements, externalID string }

func plain(s string) name { return name{name: s} }

func (w *buffer) externName(n name) {
	if n.implements == "" && n.externalID == "" {
		w.put(0x00)
		w.name(n.name)
		return
	}
	w.put(0x02)
	w.name(n.name)
	count := uint32(0)
	for _, v := range []string{n.implements, n.externalID} {
		if v != "" {
			count++
		}
	}
	w.u32(count)
	if n.implements != "" {
		w.put(0x00)
		w.name(n.implements)
	}
	if n.externalID != "" {
		w.put(0x02)
		w.name(n.externalID)
	}
}
