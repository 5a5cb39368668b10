package encode

import "github.com/gyro-wasm/gyro/component/internal/binary"

// Sections of a component; see Binary.md, "Component Definitions".
const (
	sectionCoreModule   = 1
	sectionCoreInstance = 2
	sectionComponent    = 4
	sectionInstance     = 5
	sectionAlias        = 6
	sectionType         = 7
	sectionCanon        = 8
	sectionImport       = 10
	sectionExport       = 11
)

var componentPreamble = []byte("\x00asm\x0d\x00\x01\x00")

// A space is a component or an instance type that is being written, with its
// index spaces.
type space struct {
	instanceType bool
	out          buffer // sections, or declarations
	count        uint32 // of declarations

	open  byte // the section that items are being added to
	items uint32
	body  buffer

	next  [binary.SortCoreInstance + 1]uint32
	types map[string]uint32 // by encoding
}

// add appends a definition and returns its index in the space of its sort.
func (s *space) add(section byte, sort binary.Sort, item []byte) uint32 {
	switch {
	case s.instanceType:
		s.count++
		// Declarations have codes of their own; see Binary.md, "instancedecl".
		s.out.put(map[byte]byte{sectionType: 0x01, sectionAlias: 0x02, sectionExport: 0x04}[section])
		s.out.put(item...)
	case section == sectionCoreModule || section == sectionComponent:
		s.flush()
		s.out.put(section)
		s.out.bytes(item)
	default:
		if s.open != section {
			s.flush()
			s.open = section
		}
		s.items++
		s.body.put(item...)
	}
	i := s.next[sort]
	s.next[sort]++
	return i
}

// flush ends the section that is open.
func (s *space) flush() {
	if s.items > 0 {
		var section buffer
		section.u32(s.items)
		section.put(s.body...)
		s.out.put(s.open)
		s.out.bytes(section)
	}
	s.open, s.items, s.body = 0, 0, nil
}

// component returns the component that was written.
func (s *space) component() []byte {
	s.flush()
	return append(append([]byte{}, componentPreamble...), s.out...)
}

// typ defines a type, once for each encoding. It is not for resources, of
// which each definition is another type.
func (s *space) typ(encoding []byte) uint32 {
	if i, ok := s.types[string(encoding)]; ok {
		return i
	}
	if s.types == nil {
		s.types = map[string]uint32{}
	}
	i := s.add(sectionType, binary.SortType, encoding)
	s.types[string(encoding)] = i
	return i
}

// alias names an export of an instance, of a core instance if the sort is a
// core one.
func (s *space) alias(sort binary.Sort, instance uint32, name string) uint32 {
	w := buffer(append([]byte{}, sortCodes[sort]...))
	if sort >= binary.SortCoreFunc {
		w.put(0x01)
	} else {
		w.put(0x00)
	}
	w.u32(instance)
	w.name(name)
	return s.add(sectionAlias, sort, w)
}

// outerType names a type of the enclosing component.
func (s *space) outerType(i uint32) uint32 {
	w := buffer{0x03, 0x02}
	w.u32(1)
	w.u32(i)
	return s.add(sectionAlias, binary.SortType, w)
}

// Types of imports and exports; see Binary.md, "Import and Export Definitions".
func externType(code []byte, i uint32) []byte {
	w := buffer(append([]byte{}, code...))
	w.u32(i)
	return w
}

func funcOf(i uint32) []byte     { return externType([]byte{0x01}, i) }
func instanceOf(i uint32) []byte { return externType([]byte{0x05}, i) }
func equalTo(i uint32) []byte    { return externType([]byte{0x03, 0x00}, i) }

var subResource = []byte{0x03, 0x01}

// imports adds an import of the type that desc encodes.
func (s *space) imports(n name, sort binary.Sort, desc []byte) uint32 {
	var w buffer
	w.externName(n)
	w.put(desc...)
	return s.add(sectionImport, sort, w)
}

// declares adds an export to an instance type.
func (s *space) declares(n name, sort binary.Sort, desc []byte) uint32 {
	var w buffer
	w.externName(n)
	w.put(desc...)
	return s.add(sectionExport, sort, w)
}

// exports exports an item of a component, with a type ascribed to it or nil.
func (s *space) exports(n name, sort binary.Sort, i uint32, ascribed []byte) uint32 {
	var w buffer
	w.externName(n)
	w.item(sort, i)
	w.flag(ascribed != nil)
	w.put(ascribed...)
	return s.add(sectionExport, sort, w)
}

// An arg is a named item that an instance is made with or of.
type arg struct {
	name string
	sort binary.Sort
	i    uint32
}

// instantiate makes an instance of a component.
func (s *space) instantiate(component uint32, args []arg) uint32 {
	w := buffer{0x00}
	w.u32(component)
	w.args(args)
	return s.add(sectionInstance, binary.SortInstance, w)
}

// coreInstantiate makes an instance of a core module.
func (s *space) coreInstantiate(module uint32, args []arg) uint32 {
	w := buffer{0x00}
	w.u32(module)
	w.u32(uint32(len(args)))
	for _, a := range args {
		w.name(a.name)
		w.put(0x12)
		w.u32(a.i)
	}
	return s.add(sectionCoreInstance, binary.SortCoreInstance, w)
}

// coreBundle makes a core instance of existing items.
func (s *space) coreBundle(items []arg) uint32 {
	w := buffer{0x01}
	w.u32(uint32(len(items)))
	for _, a := range items {
		w.name(a.name)
		w.put(sortCodes[a.sort][1])
		w.u32(a.i)
	}
	return s.add(sectionCoreInstance, binary.SortCoreInstance, w)
}

func (w *buffer) args(args []arg) {
	w.u32(uint32(len(args)))
	for _, a := range args {
		w.name(a.name)
		w.item(a.sort, a.i)
	}
}
