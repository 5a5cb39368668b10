package hostile

import "encoding/binary"

// A Source is the bytes of a fuzzed program; it yields zeroes at its end.
type Source []byte

// Byte takes one byte.
func (s *Source) Byte() byte {
	if len(*s) == 0 {
		return 0
	}
	b := (*s)[0]
	*s = (*s)[1:]
	return b
}

// Bytes takes n bytes, or what is left.
func (s *Source) Bytes(n int) []byte {
	n = min(n, len(*s))
	b := (*s)[:n]
	*s = (*s)[n:]
	return b
}

// Word takes eight bytes.
func (s *Source) Word() uint64 {
	var b [8]byte
	copy(b[:], s.Bytes(8))
	return binary.LittleEndian.Uint64(b[:])
}
