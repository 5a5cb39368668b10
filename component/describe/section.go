package describe

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"
)

var errSections = errors.New("sections are not as long as they say")

// maxDepth bounds how deep components are nested. Those that are valid are not
// nested deeper.
const maxDepth = 100

// Sections, by their number; see the core specification and Binary.md.
const (
	custom          = 0
	nestedModule    = 1
	nestedComponent = 4
	code            = 10
	data            = 11
)

// walk goes through the sections of a module or component and of all that is
// nested in it.
func (d *Description) walk(wasm []byte, depth int) error {
	if len(wasm) < 8 || depth > maxDepth {
		return errSections
	}
	core := wasm[6] == 0 // the layer
	var m Module
	m.Size = len(wasm)
	for rest := wasm[8:]; len(rest) > 0; {
		id := rest[0]
		body, after, ok := vector(rest[1:])
		if !ok {
			return errSections
		}
		size := len(rest) - len(after)
		rest = after
		var err error
		switch {
		case id == custom:
			m.Custom += size
			d.custom(body)
		case core && id == code:
			m.Code += size
		case core && id == data:
			m.Data += size
		case !core && (id == nestedModule || id == nestedComponent):
			err = d.walk(body, depth+1)
		}
		if err != nil {
			return err
		}
	}
	if core {
		d.Modules = append(d.Modules, m)
	}
	return nil
}

// custom reads a custom section, if it is the one that names producers. One
// that is damaged says nothing: it is not part of what has to be valid.
func (d *Description) custom(body []byte) {
	name, rest, ok := vector(body)
	if !ok || string(name) != "producers" {
		return
	}
	fields, rest, ok := number(rest)
	for ; ok && fields > 0; fields-- {
		var field []byte
		var values uint64
		if field, rest, ok = vector(rest); !ok {
			return
		}
		values, rest, ok = number(rest)
		for ; ok && values > 0; values-- {
			var name, version []byte
			if name, rest, ok = vector(rest); !ok {
				return
			}
			if version, rest, ok = vector(rest); !ok {
				return
			}
			d.produced(Producer{text(field), text(name), text(version)})
		}
	}
}

// maxProducers bounds how many producers are listed.
const maxProducers = 100

func (d *Description) produced(p Producer) {
	if len(d.Producers) < maxProducers && !slices.Contains(d.Producers, p) {
		d.Producers = append(d.Producers, p)
	}
}

// text makes a name fit to be shown.
func text(b []byte) string {
	const longest = 200
	s := strings.ToValidUTF8(string(b[:min(len(b), longest)]), "\uFFFD")
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '\uFFFD'
		}
		return r
	}, s)
}

// number reads an unsigned LEB128 integer of 32 bits.
func number(b []byte) (v uint64, rest []byte, ok bool) {
	v, n := binary.Uvarint(b[:min(len(b), 5)])
	if n <= 0 || v > 1<<32-1 {
		return 0, nil, false
	}
	return v, b[n:], true
}

// vector reads bytes with their number in front.
func vector(b []byte) (v, rest []byte, ok bool) {
	n, b, ok := number(b)
	if !ok || n > uint64(len(b)) {
		return nil, nil, false
	}
	return b[:n], b[n:], true
}
