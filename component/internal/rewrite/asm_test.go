package rewrite_test

import "encoding/binary"

// These functions assemble modules for tests.

var magic = []byte("\x00asm\x01\x00\x00\x00")

func wasm(sections ...[]byte) []byte { return join(append([][]byte{magic}, sections...)...) }

func join(parts ...[]byte) []byte {
	var b []byte
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}

// section makes a section that is a vector of items.
func section(id byte, items ...[]byte) []byte { return raw(id, vec(items...)) }

func raw(id byte, payload []byte) []byte { return append([]byte{id}, sized(payload)...) }

func vec(items ...[]byte) []byte { return append(u32(uint64(len(items))), join(items...)...) }

func sized(b []byte) []byte { return append(u32(uint64(len(b))), b...) }

func u32(v uint64) []byte { return binary.AppendUvarint(nil, v) }

func str(s string) []byte { return sized([]byte(s)) }

func fn(params, results string) []byte {
	return join([]byte{0x60}, sized([]byte(params)), sized([]byte(results)))
}

// code makes a function body without locals.
func code(instrs ...byte) []byte { return sized(join([]byte{0}, instrs, []byte{0x0b})) }

func custom(name string, data []byte) []byte { return raw(0, append(str(name), data...)) }

// Value types, for fn.
const (
	i32 = "\x7f"
	i64 = "\x7e"
)
