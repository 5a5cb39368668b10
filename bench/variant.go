package main

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Sections of a core module that variant changes (core specification, 5.5).
const (
	functionSection = 3
	codeSection     = 10
)

var errModule = errors.New("not a core module with functions")

// variant returns a core module that does the same and has different code: one
// more function, which nobody calls. Its type is the module's first, whichever
// that is: it ends in unreachable.
func variant(module []byte, n uint32) ([]byte, error) {
	const header = 8
	if len(module) < header || string(module[:header]) != "\x00asm\x01\x00\x00\x00" {
		return nil, errModule
	}
	out := append([]byte(nil), module[:header]...)
	changed := 0
	for rest := module[header:]; len(rest) > 0; {
		id := rest[0]
		size, k := binary.Uvarint(rest[1:])
		if k <= 0 || size > uint64(len(rest)-1-k) {
			return nil, fmt.Errorf("%w: section %d is cut short", errModule, id)
		}
		body := rest[1+k:][:size]
		rest = rest[1+k:][size:]
		var err error
		switch id {
		case functionSection:
			body, err = appended(body, []byte{0}) // type 0
			changed++
		case codeSection:
			body, err = appended(body, unused(n))
			changed++
		}
		if err != nil {
			return nil, err
		}
		out = append(out, id)
		out = binary.AppendUvarint(out, uint64(len(body)))
		out = append(out, body...)
	}
	if changed != 2 {
		return nil, errModule
	}
	return out, nil
}

// appended returns the content of a section, which is a vector, with one more
// item.
func appended(section, item []byte) ([]byte, error) {
	count, k := binary.Uvarint(section)
	if k <= 0 {
		return nil, errModule
	}
	out := binary.AppendUvarint(nil, count+1)
	return append(append(out, section[k:]...), item...), nil
}

// unused returns a function body with its size: no locals, i32.const n, drop,
// unreachable, end.
func unused(n uint32) []byte {
	body := append([]byte{0, 0x41}, signed(n)...)
	body = append(body, 0x1a, 0x00, 0x0b)
	return append(binary.AppendUvarint(nil, uint64(len(body))), body...)
}

// signed returns n as signed LEB128, n < 2^31.
func signed(n uint32) (b []byte) {
	for n >= 0x40 {
		b = append(b, byte(n&0x7f)|0x80)
		n >>= 7
	}
	return append(b, byte(n))
}
