package engine

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// The sections of a core module that matter here.
const (
	sectionCustom = 0
	sectionMemory = 5
	sectionCode   = 10
)

var errTruncated = errors.New("the module ends in the middle of a section")

// prepared is a module as wazero gets to see it, and what was found on the way.
type prepared struct {
	wasm  []byte
	names []byte // contents of the name section
}

// prepare replaces the custom sections of a module by a name section that
// holds nothing but key as the module's name. The frames of a backtrace then
// read "key.$index", whatever strings a stranger has put into the names; they
// are looked up again in the original section.
func prepare(wasm []byte, key string) (prepared, error) {
	if len(wasm) < 8 {
		return prepared{}, errTruncated
	}
	var p prepared
	out := make([]byte, 0, len(wasm)+len(key)+16)
	out = append(out, wasm[:8]...)
	for rest := wasm[8:]; len(rest) > 0; {
		section, payload, after, ok := cutSection(rest)
		if !ok {
			return prepared{}, errTruncated
		}
		rest = after
		if section[0] == sectionCustom {
			if name, body, ok := cutName(payload); ok && string(name) == "name" {
				p.names = bytes.Clone(body)
			}
			continue
		}
		out = append(out, section...)
	}
	p.wasm = appendNameSection(out, key)
	return p, nil
}

// cutSection splits a section off what follows the header of a module.
func cutSection(b []byte) (section, payload, rest []byte, ok bool) {
	size, n := binary.Uvarint(b[1:])
	if n <= 0 || n > 5 || size > uint64(len(b)-1-n) {
		return nil, nil, nil, false
	}
	end := 1 + n + int(size)
	return b[:end], b[1+n : end], b[end:], true
}

// memoryOf finds out which memory a module defines. The module was taken apart
// before.
func memoryOf(wasm []byte) memoryPlan {
	for rest := wasm[8:]; len(rest) > 0; {
		section, payload, after, ok := cutSection(rest)
		if !ok {
			break
		}
		if section[0] == sectionMemory {
			return definedMemory(payload)
		}
		rest = after
	}
	return memoryPlan{}
}

// definedMemory reads the first memory of a memory section. It is lenient:
// wazero judges the section when it compiles the module.
func definedMemory(payload []byte) memoryPlan {
	count, n := binary.Uvarint(payload)
	if n <= 0 || count == 0 || len(payload) < n+1 {
		return memoryPlan{}
	}
	flags, rest := payload[n], payload[n+1:]
	lo, n := binary.Uvarint(rest)
	if n <= 0 || lo > maxPages {
		return memoryPlan{}
	}
	plan := memoryPlan{defined: true, minPages: uint32(lo), maxPages: maxPages}
	if flags&1 != 0 {
		if hi, n := binary.Uvarint(rest[n:]); n > 0 {
			plan.maxPages = uint32(min(hi, maxPages))
		}
	}
	return plan
}

// cutName splits a length-prefixed name off b.
func cutName(b []byte) (name, rest []byte, ok bool) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return nil, nil, false
	}
	return b[n : n+int(size)], b[n+int(size):], true
}

func appendNameSection(out []byte, module string) []byte {
	sub := appendName(nil, module)
	body := appendName(nil, "name")
	body = append(body, 0) // the module name subsection
	body = binary.AppendUvarint(body, uint64(len(sub)))
	body = append(body, sub...)
	out = append(out, sectionCustom)
	out = binary.AppendUvarint(out, uint64(len(body)))
	return append(out, body...)
}

func appendName(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}
