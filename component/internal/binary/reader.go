package binary

import (
	"fmt"
	"unicode/utf8"
)

// A reader reads the primitive encodings of the binary format from buf[pos:end].
// Malformed input makes it panic with an *Error, which [Decode] recovers; no
// other panic is raised on purpose.
type reader struct {
	buf      []byte
	pos, end int
	section  string // where we are, for errors
	index    int    // definition within the section, -1 outside of lists
}

// fail reports the input as malformed or invalid at the current position.
func (r *reader) fail(format string, args ...any) {
	panic(&Error{Section: r.section, Index: r.index, Offset: r.pos, Msg: fmt.Sprintf(format, args...)})
}

func (r *reader) remaining() int { return r.end - r.pos }

func (r *reader) byte() byte {
	if r.pos >= r.end {
		r.fail("unexpected end")
	}
	b := r.buf[r.pos]
	r.pos++
	return b
}

// peek returns the next byte without consuming it.
func (r *reader) peek() byte {
	b := r.byte()
	r.pos--
	return b
}

// expect consumes one byte that must be b.
func (r *reader) expect(b byte, what string) {
	if got := r.byte(); got != b {
		r.pos--
		r.fail("%s must be 0x%02x, found 0x%02x", what, b, got)
	}
}

// flag reads an optional immediate that is 0 or 1.
func (r *reader) flag(what string) bool {
	b := r.byte()
	if b > 1 {
		r.pos--
		r.fail("%s must be 0x00 or 0x01, found 0x%02x", what, b)
	}
	return b == 1
}

func (r *reader) bytes(n uint32) []byte {
	if uint64(n) > uint64(r.remaining()) {
		r.fail("unexpected end: %d bytes announced, %d left", n, r.remaining())
	}
	b := r.buf[r.pos : r.pos+int(n) : r.pos+int(n)]
	r.pos += int(n)
	return b
}

// uleb reads an unsigned LEB128 integer of at most bits bits.
func (r *reader) uleb(bits uint) uint64 {
	var v uint64
	for shift := uint(0); ; shift += 7 {
		b := r.byte()
		if left := bits - shift; left < 7 && b>>left != 0 {
			r.fail("integer is longer or larger than %d bits", bits)
		}
		v |= uint64(b&0x7f) << shift
		if b&0x80 == 0 {
			return v
		}
	}
}

func (r *reader) u32() uint32 { return uint32(r.uleb(32)) }

// sleb reads a signed LEB128 integer of at most bits bits.
func (r *reader) sleb(bits uint) int64 {
	var v int64
	for shift := uint(0); ; shift += 7 {
		b := r.byte()
		if left := bits - shift; left <= 7 {
			// The bits beyond the sign bit must repeat it.
			rest := int8(b<<1) >> left
			if b&0x80 != 0 || rest != 0 && rest != -1 {
				r.fail("integer is longer or larger than %d bits", bits)
			}
		}
		v |= int64(b&0x7f) << shift
		if b&0x80 == 0 {
			if shift+7 < 64 && b&0x40 != 0 {
				v |= -1 << (shift + 7)
			}
			return v
		}
	}
}

// typeCode reads what stands where a type is expected: an index (isIndex) or
// a one-byte type opcode. Opcodes are the negative one-byte SLEB128 numbers.
func (r *reader) typeCode() (v uint32, isIndex bool) {
	if b := r.peek(); b&0xc0 == 0x40 {
		r.pos++
		return uint32(b), false
	}
	i := r.sleb(33)
	if i < 0 {
		r.fail("malformed type")
	}
	return uint32(i), true
}

// count reads the length of a vector whose elements take at least size bytes
// each, so that what is allocated for it is bounded by the input.
func (r *reader) count(size int) int {
	n := r.u32()
	if uint64(n)*uint64(size) > uint64(r.remaining()) {
		r.fail("unexpected end: %d elements announced, %d bytes left", n, r.remaining())
	}
	return int(n)
}

// name reads a length-prefixed UTF-8 string.
func (r *reader) name() string {
	b := r.bytes(r.u32())
	if !utf8.Valid(b) {
		r.fail("malformed UTF-8 encoding in a name")
	}
	return string(b)
}

// within runs f on the next n bytes, which it must consume exactly.
func (r *reader) within(n uint32, f func()) {
	if uint64(n) > uint64(r.remaining()) {
		r.fail("unexpected end: size is %d, %d bytes left", n, r.remaining())
	}
	end := r.end
	r.end = r.pos + int(n)
	f()
	if r.pos != r.end {
		r.fail("size mismatch: %d bytes too many", r.remaining())
	}
	r.end = end
}

// list reads a vector of definitions with f, keeping count for errors.
func (r *reader) list(f func()) {
	n := r.count(1)
	for r.index = 0; r.index < n; r.index++ {
		i := r.index
		f()
		r.index = i
	}
	r.index = -1
}
