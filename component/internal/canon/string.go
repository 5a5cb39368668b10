package canon

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
)

// This file is load_string and store_string of the headings "Loading" and
// "Storing": strings are checked and decoded where they are lifted, and
// re-encoded where they are lowered, with the sequence of realloc calls that
// the specification has for each pair of encodings.

// utf16Tag marks the length of a latin1+utf16 string that is in UTF-16.
const utf16Tag = 1 << 31

// A charset is the encoding of one string at run time.
type charset uint8

const (
	charsUTF8 charset = iota
	charsUTF16
	charsLatin1
)

// A text is a string on its way: bytes of a guest's memory, which may move
// under it, or of a Go string.
type text struct {
	cx    *Context // nil for a Go string
	host  []byte
	ptr   uint32
	size  uint32 // in bytes
	units uint32 // code units
	chars charset
	enc   uint8 // the option of the side it is from: UTF8, UTF16, Latin1UTF16
}

// bytes returns the string as it is in memory now.
func (s *text) bytes() []byte {
	if s.cx == nil {
		return s.host
	}
	return s.cx.Mem[s.ptr:][:s.size:s.size]
}

// liftText checks that units code units at ptr are a valid string.
func (cx *Context) liftText(ptr, units uint32) text {
	s := text{cx: cx, ptr: ptr, units: units, enc: cx.Encoding}
	size, align := uint64(units), uint32(2)
	switch {
	case cx.Encoding == UTF8:
		align = 1
	case cx.Encoding == UTF16:
		s.chars, size = charsUTF16, 2*size
	case units&utf16Tag != 0:
		s.units ^= utf16Tag
		s.chars, size = charsUTF16, 2*uint64(s.units)
	default:
		s.chars = charsLatin1
	}
	cx.checkText(ptr, size, align)
	s.size = uint32(size)
	s.validate()
	return s
}

func (cx *Context) checkText(ptr uint32, size uint64, align uint32) {
	if size > maxBytes {
		trap(TrapTooLong, "string is too long: %d bytes", size)
	}
	if ptr&(align-1) != 0 {
		trap(TrapUnaligned, "unaligned pointer %#x of a string: must be a multiple of %d", ptr, align)
	}
	if uint64(ptr)+size > uint64(len(cx.Mem)) {
		words := "string pointer/length out of bounds of memory"
		if cx.peer {
			words = "string content out-of-bounds"
		}
		trap(TrapOutOfBounds, "%s: %d bytes at %#x, memory has %d", words, size, ptr, len(cx.Mem))
	}
}

// validate traps unless the string is valid in its encoding.
func (s *text) validate() {
	switch b := s.bytes(); s.chars {
	case charsUTF8:
		if !utf8.Valid(b) {
			badUTF8(b)
		}
	case charsUTF16:
		for len(b) > 0 {
			if len(b) >= 8 && binary.LittleEndian.Uint64(b)&0x8000_8000_8000_8000 == 0 {
				b = b[8:] // four units below the surrogates
				continue
			}
			r, n := decodeUTF16(b)
			if r == utf8.RuneError && unit(b) != utf8.RuneError {
				trap(TrapInvalidString, "invalid utf-16: unpaired surrogate %#x at code unit %d of the string", unit(b), (int(s.size)-len(b))/2)
			}
			b = b[n:]
		}
	}
}

// badUTF8 traps at the first byte of b that is wrong.
func badUTF8(b []byte) {
	i := 0
	for i < len(b) {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		i += n
	}
	if !utf8.FullRune(b[i:]) {
		trap(TrapInvalidString, "incomplete utf-8 byte sequence at byte %d of the string", i)
	}
	trap(TrapInvalidString, "invalid utf-8 sequence at byte %d of the string", i)
}

// LoadString lifts the string of units code units (tagged as the encoding
// demands) at ptr. It copies.
func (cx *Context) LoadString(ptr, units uint32) string {
	s := cx.liftText(ptr, units)
	cx.charge(uint64(s.size))
	b := s.bytes()
	if s.chars == charsUTF8 {
		return string(b)
	}
	out := make([]byte, utf8Size(b, s.chars))
	appendUTF8(out, 0, b, s.chars)
	return unsafe.String(unsafe.SliceData(out), len(out))
}

// StoreString lowers s to memory that it allocates in the guest and returns
// what stands for it there. Bytes of s that are not valid UTF-8 become U+FFFD;
// a string of 2^28 bytes or more traps.
func (cx *Context) StoreString(s string) (ptr, units uint32) {
	if len(s) > maxBytes {
		trap(TrapTooLong, "string is too long: %d bytes", len(s))
	}
	b := unsafe.Slice(unsafe.StringData(s), len(s))
	if !utf8.Valid(b) {
		b = []byte(string([]rune(s)))
	}
	t := text{host: b, size: uint32(len(b)), units: uint32(len(b))}
	return cx.lowerText(&t)
}

// lowerText is store_string_into_range.
func (cx *Context) lowerText(s *text) (ptr, units uint32) {
	switch cx.Encoding {
	case UTF8:
		switch s.chars {
		case charsUTF8:
			return cx.copyText(s, 1, s.units)
		case charsUTF16:
			return cx.storeToUTF8(s, 3*s.units)
		}
		return cx.storeToUTF8(s, 2*s.units)
	case UTF16:
		switch s.chars {
		case charsUTF8:
			return cx.storeUTF8ToUTF16(s)
		case charsUTF16:
			return cx.copyText(s, 2, s.units)
		}
		return cx.inflateText(s)
	}
	switch {
	case s.enc != Latin1UTF16:
		return cx.storeToLatin1OrUTF16(s)
	case s.chars == charsLatin1:
		return cx.copyText(s, 2, s.units)
	}
	return cx.storeProbablyUTF16(s)
}

// allocText is Alloc for a string that s is re-encoded to. The memory of s may
// move as well, being the same.
func (cx *Context) allocText(s *text, old, oldSize, align, size uint32) (uint32, []byte) {
	ptr := cx.realloc(old, oldSize, align, size)
	if s.cx != nil {
		s.cx.refresh()
	}
	return ptr, cx.Mem[ptr:][:size:size]
}

// copyText stores a string that needs no conversion.
func (cx *Context) copyText(s *text, align, units uint32) (ptr, length uint32) {
	ptr, dst := cx.allocText(s, 0, 0, align, s.size)
	copy(dst, s.bytes())
	return ptr, units
}

// inflateText stores Latin-1 as UTF-16.
func (cx *Context) inflateText(s *text) (ptr, length uint32) {
	ptr, dst := cx.allocText(s, 0, 0, 2, 2*s.units)
	for i, c := range s.bytes() {
		binary.LittleEndian.PutUint16(dst[2*i:], uint16(c))
	}
	return ptr, s.units
}

// storeToUTF8 hopes for ASCII first, then for the worst, and gives back what
// was too much.
func (cx *Context) storeToUTF8(s *text, worst uint32) (ptr, length uint32) {
	ptr, dst := cx.allocText(s, 0, 0, 1, s.units)
	done := appendASCII(dst, s.bytes(), s.chars)
	if done == int(s.units) {
		return ptr, s.units
	}
	ptr, dst = cx.allocText(s, ptr, s.units, 1, worst)
	src := s.bytes()
	length = uint32(appendUTF8(dst, done, src[done*s.chars.unitSize():], s.chars))
	if length < worst {
		ptr, _ = cx.allocText(s, ptr, worst, 1, length)
	}
	return ptr, length
}

func (cx *Context) storeUTF8ToUTF16(s *text) (ptr, length uint32) {
	worst := 2 * s.units
	ptr, dst := cx.allocText(s, 0, 0, 2, worst)
	size := uint32(appendUTF16(dst, 0, s.bytes(), s.chars))
	if size < worst {
		ptr, _ = cx.allocText(s, ptr, worst, 2, size)
	}
	return ptr, size / 2
}

// storeToLatin1OrUTF16 hopes for Latin-1 and turns to UTF-16 where it ends.
func (cx *Context) storeToLatin1OrUTF16(s *text) (ptr, length uint32) {
	ptr, dst := cx.allocText(s, 0, 0, 2, s.units)
	n, used := appendLatin1(dst, s.bytes(), s.chars)
	if used == int(s.size) {
		if uint32(n) < s.units {
			ptr, _ = cx.allocText(s, ptr, s.units, 2, uint32(n))
		}
		return ptr, uint32(n)
	}
	worst := 2 * s.units
	ptr, dst = cx.allocText(s, ptr, s.units, 2, worst)
	for i := n - 1; i >= 0; i-- {
		binary.LittleEndian.PutUint16(dst[2*i:], uint16(dst[i]))
	}
	size := uint32(appendUTF16(dst, 2*n, s.bytes()[used:], s.chars))
	if size < worst {
		ptr, _ = cx.allocText(s, ptr, worst, 2, size)
	}
	return ptr, size/2 | utf16Tag
}

// storeProbablyUTF16 stores UTF-16 that may turn out to be Latin-1.
func (cx *Context) storeProbablyUTF16(s *text) (ptr, length uint32) {
	ptr, dst := cx.allocText(s, 0, 0, 2, s.size)
	copy(dst, s.bytes())
	for i := 1; i < len(dst); i += 2 {
		if dst[i] != 0 {
			return ptr, s.units | utf16Tag
		}
	}
	for i := range int(s.units) {
		dst[i] = dst[2*i]
	}
	ptr, _ = cx.allocText(s, ptr, s.size, 1, s.units)
	return ptr, s.units
}

// unitSize returns the size of a code unit in bytes.
func (c charset) unitSize() int {
	if c == charsUTF16 {
		return 2
	}
	return 1
}

// decode returns the first character of b, which is not empty, and its size in
// bytes. Where b is not valid (the guest may have written to it since it was
// checked) the character is U+FFFD.
func (c charset) decode(b []byte) (rune, int) {
	switch {
	case c == charsUTF16:
		return decodeUTF16(b)
	case c == charsLatin1 || b[0] < utf8.RuneSelf:
		return rune(b[0]), 1
	}
	return utf8.DecodeRune(b)
}

// unit returns the first code unit of UTF-16.
func unit(b []byte) rune { return rune(binary.LittleEndian.Uint16(b)) }

func decodeUTF16(b []byte) (rune, int) {
	u := unit(b)
	if u < 0xd800 || u > 0xdfff {
		return u, 2
	}
	if u <= 0xdbff && len(b) >= 4 {
		if r := utf16.DecodeRune(u, unit(b[2:])); r != utf8.RuneError {
			return r, 4
		}
	}
	return utf8.RuneError, 2
}

// utf8Size returns how many bytes src has in UTF-8.
func utf8Size(src []byte, c charset) int {
	size := 0
	for len(src) > 0 {
		r, n := c.decode(src)
		size += utf8.RuneLen(r)
		src = src[n:]
	}
	return size
}

// appendASCII writes the leading ASCII characters of src to dst and returns how
// many those are.
func appendASCII(dst, src []byte, c charset) int {
	for i := range dst {
		r, _ := c.decode(src[i*c.unitSize():])
		if r >= utf8.RuneSelf {
			return i
		}
		dst[i] = byte(r)
	}
	return len(dst)
}

// appendUTF8 writes src to dst from index n on and returns where it ends.
func appendUTF8(dst []byte, n int, src []byte, c charset) int {
	for len(src) > 0 {
		r, size := c.decode(src)
		if r < utf8.RuneSelf {
			dst[n] = byte(r)
			n++
		} else {
			n += utf8.EncodeRune(dst[n:], r)
		}
		src = src[size:]
	}
	return n
}

// appendUTF16 writes src to dst from byte n on and returns where it ends.
func appendUTF16(dst []byte, n int, src []byte, c charset) int {
	for len(src) > 0 {
		r, size := c.decode(src)
		if r < 0x10000 {
			binary.LittleEndian.PutUint16(dst[n:], uint16(r))
			n += 2
		} else {
			hi, lo := utf16.EncodeRune(r)
			binary.LittleEndian.PutUint16(dst[n:], uint16(hi))
			binary.LittleEndian.PutUint16(dst[n+2:], uint16(lo))
			n += 4
		}
		src = src[size:]
	}
	return n
}

// appendLatin1 writes the leading Latin-1 characters of src to dst and returns
// how many those are and how many bytes of src.
func appendLatin1(dst, src []byte, c charset) (n, used int) {
	for used < len(src) {
		r, size := c.decode(src[used:])
		if r > 0xff {
			break
		}
		dst[n] = byte(r)
		n++
		used += size
	}
	return n, used
}
