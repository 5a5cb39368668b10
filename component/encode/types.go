package encode

import (
	"errors"
	"fmt"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

// maxDepth bounds how deep types nest.
const maxDepth = 200

// A typeName is a type by the interface that it is declared in ("" for the
// world) and its name there. Types are found by name, so that worlds whose
// interfaces were read apart from each other can be encoded together, and
// versions of an interface that are compatible count as one.
type typeName struct{ iface, name string }

func nameOf(d *wit.TypeDef) typeName {
	if d.Interface == nil {
		return typeName{"", d.Name}
	}
	return typeName{interfaceName(d.Interface), d.Name}
}

// interfaceName returns the name that tells an interface from others, with no
// more of its version than decides what it is compatible with.
func interfaceName(i *wit.Interface) string {
	if n := i.ExternalName(); n != "" {
		return binary.Track(n)
	}
	return i.Name
}

// A typeSpace defines the types of one interface, or of a world, in a space;
// see Binary.md, "Type Definitions".
type typeSpace struct {
	*space
	iface string // whose types are defined here
	all   bool   // those of all other interfaces are too
	named map[typeName]uint32
	known map[wit.Type]uint32 // types without a name
	depth int

	// foreign finds a type of another interface.
	foreign func(typeName) (uint32, error)
	// bind gives a type its name, and returns the index of what has it.
	bind func(d *wit.TypeDef, i uint32) uint32
	// resource defines or declares a resource type.
	resource func(d *wit.TypeDef) (uint32, error)
}

// def returns the index of a named type.
func (t *typeSpace) def(d *wit.TypeDef) (i uint32, err error) {
	if d == nil {
		return 0, errors.New("handle to a resource that has no name")
	}
	key := nameOf(d)
	if i, ok := t.named[key]; ok {
		return i, nil
	}
	switch {
	case key.iface != t.iface && !t.all:
		i, err = t.foreign(key)
	case d.Resource != nil:
		i, err = t.resource(d)
	default:
		if i, err = t.index(d.Type); err == nil {
			i = t.bind(d, i)
		}
	}
	if err != nil {
		return 0, err
	}
	if t.named == nil {
		t.named = map[typeName]uint32{}
	}
	t.named[key] = i
	return i, nil
}

// index returns the index of a type, which is defined if need be.
func (t *typeSpace) index(ty wit.Type) (uint32, error) {
	if t.depth++; t.depth > maxDepth {
		return 0, fmt.Errorf("types nest more than %d deep", maxDepth)
	}
	defer func() { t.depth-- }()
	if d, ok := ty.(*wit.TypeDef); ok {
		return t.def(d)
	}
	if i, ok := t.known[ty]; ok {
		return i, nil
	}
	var w buffer
	if err := t.defValType(&w, ty); err != nil {
		return 0, err
	}
	if t.known == nil {
		t.known = map[wit.Type]uint32{}
	}
	t.known[ty] = t.typ(w)
	return t.known[ty], nil
}

var primitives = map[wit.Primitive]byte{
	wit.Bool: 0x7f, wit.S8: 0x7e, wit.U8: 0x7d, wit.S16: 0x7c, wit.U16: 0x7b, wit.S32: 0x7a,
	wit.U32: 0x79, wit.S64: 0x78, wit.U64: 0x77, wit.F32: 0x76, wit.F64: 0x75,
	wit.Char: 0x74, wit.String: 0x73, wit.ErrorContext: 0x64,
}

// valType appends a valtype.
func (t *typeSpace) valType(w *buffer, ty wit.Type) error {
	if p, ok := ty.(wit.Primitive); ok {
		w.put(primitives[p])
		return nil
	}
	i, err := t.index(ty)
	w.s33(i)
	return err
}

// optValType appends a valtype that may be missing.
func (t *typeSpace) optValType(w *buffer, ty wit.Type) error {
	w.flag(ty != nil)
	if ty == nil {
		return nil
	}
	return t.valType(w, ty)
}

// defValType appends a defvaltype.
func (t *typeSpace) defValType(w *buffer, ty wit.Type) error {
	switch ty := ty.(type) {
	case wit.Primitive:
		w.put(primitives[ty])
		return nil
	case *wit.Record:
		w.put(0x72)
		return t.fields(w, ty.Fields)
	case *wit.Variant:
		return t.variant(w, ty)
	case *wit.List:
		return t.list(w, ty)
	case *wit.Map:
		w.put(0x63)
		return errors.Join(t.valType(w, ty.Key), t.valType(w, ty.Value))
	case *wit.Tuple:
		return t.tuple(w, ty)
	case *wit.Flags:
		w.put(0x6e)
		w.labels(ty.Flags)
		return nil
	case *wit.Enum:
		w.put(0x6d)
		w.labels(ty.Cases)
		return nil
	case *wit.Option:
		w.put(0x6b)
		return t.valType(w, ty.Elem)
	case *wit.Result:
		w.put(0x6a)
		return errors.Join(t.optValType(w, ty.OK), t.optValType(w, ty.Err))
	case *wit.Own:
		return t.handle(w, 0x69, ty.Def)
	case *wit.Borrow:
		return t.handle(w, 0x68, ty.Def)
	case *wit.Stream:
		w.put(0x66)
		return t.optValType(w, ty.Elem)
	case *wit.Future:
		w.put(0x65)
		return t.optValType(w, ty.Elem)
	}
	return fmt.Errorf("%T is not a type", ty)
}

func (t *typeSpace) fields(w *buffer, fields []wit.Field) error {
	w.u32(uint32(len(fields)))
	for _, f := range fields {
		w.name(f.Name)
		if err := t.valType(w, f.Type); err != nil {
			return err
		}
	}
	return nil
}

func (t *typeSpace) variant(w *buffer, v *wit.Variant) error {
	w.put(0x71)
	w.u32(uint32(len(v.Cases)))
	for _, c := range v.Cases {
		w.name(c.Name)
		if err := t.optValType(w, c.Type); err != nil {
			return err
		}
		w.put(0x00) // refines nothing
	}
	return nil
}

func (t *typeSpace) list(w *buffer, l *wit.List) error {
	if l.Len == 0 {
		w.put(0x70)
		return t.valType(w, l.Elem)
	}
	w.put(0x67)
	err := t.valType(w, l.Elem)
	w.u32(l.Len)
	return err
}

func (t *typeSpace) tuple(w *buffer, tuple *wit.Tuple) error {
	w.put(0x6f)
	w.u32(uint32(len(tuple.Types)))
	for _, e := range tuple.Types {
		if err := t.valType(w, e); err != nil {
			return err
		}
	}
	return nil
}

func (t *typeSpace) handle(w *buffer, code byte, d *wit.TypeDef) error {
	i, err := t.def(d)
	w.put(code)
	w.u32(i)
	return err
}

func (w *buffer) labels(labels []wit.Label) {
	w.u32(uint32(len(labels)))
	for _, l := range labels {
		w.name(l.Name)
	}
}

// fn returns the index of a function type.
func (t *typeSpace) fn(f *wit.Func) (uint32, error) {
	w := buffer{0x40}
	if f.Async {
		w[0] = 0x43
	}
	if err := t.fields(&w, f.Params); err != nil {
		return 0, fmt.Errorf("%s: %w", f.Name, err)
	}
	if err := t.resultList(&w, f.Result); err != nil {
		return 0, fmt.Errorf("%s: %w", f.Name, err)
	}
	return t.typ(w), nil
}

func (t *typeSpace) resultList(w *buffer, ty wit.Type) error {
	if ty == nil {
		w.put(0x01, 0x00)
		return nil
	}
	w.put(0x00)
	return t.valType(w, ty)
}

// Names of types, functions and items of a world as they are exported or
// imported.
func typeExport(d *wit.TypeDef) name { return name{name: d.Name, externalID: d.ExternalID} }
func funcExport(f *wit.Func) name    { return name{name: f.Name, externalID: f.ExternalID} }
func itemName(w *wit.WorldItem) name { return name{w.Name, w.Implements, w.ExternalID} }
