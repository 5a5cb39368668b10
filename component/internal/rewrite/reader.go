package rewrite

import (
	"fmt"
	"unicode/utf8"
)

// A reader reads the binary format. After the first failure it stays at the
// end of its input and returns zeros, so that callers may check once, after a
// loop that count has bounded.
type reader struct {
	b    []byte
	pos  int
	base int // offset of b in the module
	err  error
	// memories is how many memories there are to name, if more than one.
	memories uint32
	// refs is told about the functions that constant expressions and element
	// segments refer to, if it is set.
	refs func(index uint32)
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("core module: offset %#x: %s", r.base+r.pos, fmt.Sprintf(format, args...))
		r.pos = len(r.b)
	}
}

func (r *reader) unsupported(feature string) {
	if r.err == nil {
		r.err = &UnsupportedError{Feature: feature, Offset: r.base + r.pos}
		r.pos = len(r.b)
	}
}

func (r *reader) more() bool { return r.pos < len(r.b) }

func (r *reader) byte() byte {
	if r.pos >= len(r.b) {
		r.fail("unexpected end")
		return 0
	}
	c := r.b[r.pos]
	r.pos++
	return c
}

// bytes returns the next n bytes, which alias the input.
func (r *reader) bytes(n uint32) []byte {
	if uint64(n) > uint64(len(r.b)-r.pos) {
		r.fail("%d bytes announced, %d left", n, len(r.b)-r.pos)
		return nil
	}
	b := r.b[r.pos : r.pos+int(n)]
	r.pos += int(n)
	return b
}

// sub returns a reader of the next n bytes.
func (r *reader) sub(n uint32) reader {
	base := r.base + r.pos
	return reader{b: r.bytes(n), base: base, memories: r.memories, err: r.err}
}

// end fails unless everything was read.
func (r *reader) end(what string) {
	if r.more() {
		r.fail("%d bytes too many in %s", len(r.b)-r.pos, what)
	}
}

// u32 reads an unsigned 32-bit integer, which is nearly always of one byte.
func (r *reader) u32() uint32 {
	if r.pos < len(r.b) {
		if c := r.b[r.pos]; c < 0x80 {
			r.pos++
			return uint32(c)
		}
	}
	return uint32(r.leb(32, false))
}

// skipSigned skips a signed integer.
func (r *reader) skipSigned(size uint) {
	if r.pos < len(r.b) && r.b[r.pos] < 0x80 {
		r.pos++
		return
	}
	r.leb(size, true)
}

// leb reads an integer of the given size in LEB128 form. The last byte must
// not have bits beyond that size, other than copies of the sign.
func (r *reader) leb(size uint, signed bool) uint64 {
	var v uint64
	for shift := uint(0); ; shift += 7 {
		c := r.byte()
		v |= uint64(c&0x7f) << shift
		used := shift + 7
		if c >= 0x80 && used < size {
			continue
		}
		if c >= 0x80 || used > size && !fits(c, used-size, signed) {
			r.fail("integer of more than %d bits", size)
			return 0
		}
		if signed && used < 64 {
			v = uint64(int64(v<<(64-used)) >> (64 - used))
		}
		return v
	}
}

// fits tells whether the top bits of c, the last byte of an integer, are
// padding: zeros, or copies of the sign bit below them.
func fits(c byte, top uint, signed bool) bool {
	if !signed {
		return c>>(7-top) == 0
	}
	signs := c >> (6 - top)
	return signs == 0 || signs == 0x7f>>(6-top)
}

// name reads a UTF-8 string.
func (r *reader) name() string {
	b := r.bytes(r.u32())
	if !utf8.Valid(b) {
		r.fail("name is not valid UTF-8")
		return ""
	}
	return string(b)
}

// count reads the length of a vector whose elements have at least size bytes
// each. It fails if that many cannot follow, or if they are more than limit.
func (r *reader) count(what string, size, limit int) int {
	n := r.u32()
	switch left := len(r.b) - r.pos; {
	case uint64(n) > uint64(limit):
		r.fail("%d %s, at most %d are allowed", n, what, limit)
	case uint64(n) > uint64(left/size):
		r.fail("%d %s announced in %d bytes", n, what, left)
	}
	if r.err != nil {
		return 0
	}
	return int(n)
}
