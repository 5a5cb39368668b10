package encode

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

// Custom sections by which a core module says what world it implements.
const (
	typeSection     = "component-type"
	encodingSection = "wit-component-encoding"
	encodingVersion = 4
)

// embedded returns the world that the core module has in its custom sections,
// nil if it has none, its string encoding, and the module without them. Each
// section is a component that exports a type: of a component, which exports
// another one under the world's name (wit-component, "Metadata"). Compilers
// put several beside each other; the world is all of them together.
func embedded(module []byte) (world *wit.World, encoding byte, stripped []byte, err error) {
	sections, stripped, err := customSections(module)
	if err != nil {
		return nil, 0, nil, err
	}
	var parts []part
	for i, s := range sections {
		w, e, err := decodeWorld(s.Data)
		if err != nil {
			return nil, 0, nil, fmt.Errorf("custom section %q of the core module: %w", s.Name, err)
		}
		if i > 0 && e != encoding {
			return nil, 0, nil, errors.New("custom sections of the core module name different string encodings")
		}
		encoding = e
		parts = append(parts, part{fmt.Sprintf("section %q", s.Name), w})
	}
	if len(parts) == 0 {
		return nil, 0, stripped, nil
	}
	world, err = merge(parts)
	return world, encoding, stripped, err
}

// customSections returns the sections that say what the module implements, and
// the module without them. The module has been decoded before.
func customSections(module []byte) (found []binary.Custom, rest []byte, err error) {
	rest = append(rest, module[:8]...)
	for b := module[8:]; len(b) > 0; {
		size, n := uleb(b[1:])
		end := 1 + n + size
		if n == 0 || end > len(b) {
			return nil, nil, errors.New("core module is cut off within a section")
		}
		section, data := b[:end], b[1+n:end]
		b = b[end:]
		if section[0] == 0 {
			length, n := uleb(data)
			if n == 0 || n+length > len(data) {
				return nil, nil, errors.New("core module is cut off within the name of a section")
			}
			name := string(data[n : n+length])
			if strings.HasPrefix(name, typeSection) {
				found = append(found, binary.Custom{Name: name, Data: data[n+length:]})
				continue
			}
		}
		rest = append(rest, section...)
	}
	return found, rest, nil
}

// uleb reads an unsigned LEB128 integer of at most 32 bits and returns how many
// bytes it takes, 0 if it is malformed.
func uleb(b []byte) (v, n int) {
	for shift := 0; n < len(b) && shift < 35; shift += 7 {
		v |= int(b[n]&0x7f) << shift
		n++
		if b[n-1] < 0x80 {
			return v, n
		}
	}
	return 0, 0
}

// decodeWorld decodes one section.
func decodeWorld(data []byte) (*wit.World, byte, error) {
	c, err := binary.Decode(data, binary.Options{Gated: true})
	if err != nil {
		return nil, 0, err
	}
	encoding := byte(binary.UTF8)
	for _, s := range c.Customs {
		if s.Name != encodingSection {
			continue
		}
		if len(s.Data) != 2 || s.Data[0] != encodingVersion {
			return nil, 0, errors.New("encoding of another version; build the module with newer tools")
		}
		encoding = s.Data[1]
	}
	if encoding > byte(binary.Latin1UTF16) {
		return nil, 0, fmt.Errorf("unknown string encoding %d", encoding)
	}
	if len(c.Exports) != 1 {
		return nil, 0, fmt.Errorf("%d exports where one world is expected", len(c.Exports))
	}
	outer := componentType(c.Exports[0].Type)
	if outer == nil || len(outer.Exports) != 1 {
		return nil, 0, errors.New("no world in it")
	}
	inner, ok := outer.Exports[0].Type.(*binary.ComponentType)
	if !ok {
		return nil, 0, errors.New("no world in it")
	}
	w, err := inner.World()
	return w, encoding, err
}

// componentType returns the component type that a type item stands for, or
// nil.
func componentType(t binary.ExternType) *binary.ComponentType {
	if b, ok := t.(*binary.TypeBound); ok && b.Other != nil {
		return b.Other.Component
	}
	return nil
}
