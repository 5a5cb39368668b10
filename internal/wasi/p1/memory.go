package p1

import "encoding/binary"

// memory is all of the guest's memory. Every access is checked.
type memory []byte

// view returns the n bytes at ptr.
func (m memory) view(ptr, n uint32) (b []byte, ok bool) {
	if uint64(ptr)+uint64(n) > uint64(len(m)) {
		return nil, false
	}
	return m[ptr : uint64(ptr)+uint64(n) : uint64(ptr)+uint64(n)], true
}

// record returns the n bytes at ptr, which is to be a multiple of align.
func (m memory) record(ptr, n, align uint32) (b []byte, ok bool) {
	if ptr%align != 0 {
		return nil, false
	}
	return m.view(ptr, n)
}

// list returns count records of size bytes at ptr.
func (m memory) list(ptr, count, size, align uint32) (b []byte, ok bool) {
	if n := uint64(count) * uint64(size); n <= uint64(len(m)) {
		return m.record(ptr, uint32(n), align)
	}
	return nil, false
}

// ok32 tells whether a 32-bit result can be stored at ptr. Functions ask
// before they have any effect.
func (m memory) ok32(ptr uint32) bool {
	_, ok := m.record(ptr, 4, 4)
	return ok
}

func (m memory) put32(ptr, v uint32) { binary.LittleEndian.PutUint32(m[ptr:], v) }

func (m memory) ok64(ptr uint32) bool {
	_, ok := m.record(ptr, 8, 8)
	return ok
}

func (m memory) put64(ptr uint32, v uint64) { binary.LittleEndian.PutUint64(m[ptr:], v) }

var le = binary.LittleEndian
