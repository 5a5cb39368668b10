package wasi

import "unsafe"

// methods are the cases of the variant method; the case after them is other(string).
var methods = [...]string{"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"}

func data(s string) (unsafe.Pointer, uint32) {
	return unsafe.Pointer(unsafe.StringData(s)), uint32(len(s))
}

// optional returns the string of an option<string>.
func optional(r *results) string {
	if r.u8(0) == 0 {
		return ""
	}
	return stringAt(r.u32(4), r.u32(8))
}

// Fields is a handle of fields: headers or trailers.
type Fields uint32

// NewFields returns fields without entries.
func NewFields() Fields { return Fields(fieldsNew()) }

// Append adds an entry and reports whether the host took it.
func (f Fields) Append(name, value string) bool {
	np, nn := data(name)
	vp, vn := data(value)
	fieldsAppend(uint32(f), np, nn, vp, vn, retAt())
	r := ret
	return r.u8(0) == 0
}

// Entries are those of fields, where they have landed.
type Entries [][4]uint32 // tuple<string, list<u8>>

// Entries returns the entries, and drops the fields.
func (f Fields) Entries() Entries {
	arena := takeArena()
	before := land(arena)
	fieldsEntries(uint32(f), retAt())
	r := ret
	keep(arena, landed(before))
	fieldsDrop(uint32(f))
	n := r.u32(4)
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*[4]uint32)(unsafe.Pointer(unsafe.SliceData(bytesAt(r.u32(0), n*16)))), n)
}

// At returns entry number i. It is called once for each.
func (e Entries) At(i int) (name, value string) {
	at := &e[i]
	return stringAt(at[0], at[1]), stringAt(at[2], at[3])
}
