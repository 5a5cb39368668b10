package binary

import "github.com/gyro-wasm/gyro/component/wit"

// An externKind tells imports from exports.
type externKind uint8

const (
	importKind externKind = iota
	exportKind
)

func (k externKind) String() string {
	if k == importKind {
		return "import"
	}
	return "export"
}

// importDef decodes an import, see Binary.md, "Import and Export Definitions".
func (d *decoder) importDef() *Import {
	e := d.externDecl(importKind)
	d.scope.imports.externs = append(d.scope.imports.externs, e)
	return &Import{Name: e.Name, Type: e.Type}
}

// externType decodes an externtype. name is what a type that it introduces is
// called.
func (d *decoder) externType(name string) ExternType {
	switch b := d.byte(); b {
	case 0x00:
		d.expect(0x11, "sort of a core import or export")
		i := d.u32()
		t := d.coreTypeAt(i)
		if t.Module == nil {
			d.fail("core type index %d is not a module type", i)
		}
		return t.Module
	case 0x01:
		return FuncType{d.funcTypeAt(d.u32())}
	case 0x02:
		return d.valueBound()
	case 0x03:
		return d.typeBound(name)
	case 0x04:
		i := d.u32()
		if t := d.typeAt(i).Component; t != nil {
			return t
		}
		d.fail("type index %d is not a component type", i)
	case 0x05:
		i := d.u32()
		if t := d.typeAt(i).Instance; t != nil {
			return t
		}
		d.fail("type index %d is not an instance type", i)
	default:
		d.pos--
		d.fail("unknown kind of import or export 0x%02x", b)
	}
	return nil
}

// typeBound decodes a typebound and makes the type that it introduces.
func (d *decoder) typeBound(name string) *TypeBound {
	switch b := d.byte(); b {
	case 0x00:
		return d.newName(name, d.typeAt(d.u32()))
	case 0x01:
		return &TypeBound{Type: &wit.TypeDef{Name: name, Resource: &wit.Resource{Name: name}}, Sub: true}
	default:
		d.pos--
		d.fail("unknown type bound 0x%02x", b)
	}
	return nil
}

// newName gives a new name to def.
func (d *decoder) newName(name string, def *TypeDef) *TypeBound {
	if def.Value == nil {
		return &TypeBound{Other: def}
	}
	t := &wit.TypeDef{Name: name, Type: def.Value}
	d.info(t) // bounds how often a type is renamed
	return &TypeBound{Type: t}
}

func (d *decoder) valueBound() *ValueType {
	d.gate("values")
	switch b := d.byte(); b {
	case 0x00:
		return &ValueType{at(d, d.scope.values, d.u32(), "value").typ}
	case 0x01:
		return &ValueType{d.valType()}
	default:
		d.pos--
		d.fail("unknown value bound 0x%02x", b)
	}
	return nil
}

// declare adds an import or export of type t to the current scope: it extends
// the index space and checks name and visibility.
func (d *decoder) declare(k externKind, name *ExternName, t ExternType) {
	s := d.scope
	s.add(t)
	if v, ok := t.(*ValueType); ok && k == exportKind {
		d.noBorrow(v.Type, "exported value type")
		s.values[len(s.values)-1].used = true
	}
	if !d.visible(k, t, true) {
		d.fail("%s not valid to be used as %s: `%s` refers to a type that has no name there",
			describe(t), k, name.Name)
	}
	d.checkName(k, name, t)
}

// open returns the type of an item that is declared to have type t: what t
// says to exist, now exists.
func (d *decoder) open(k externKind, t ExternType) ExternType {
	switch t := t.(type) {
	case *InstanceType:
		return d.openInstance(k, t)
	case *TypeBound:
		if t.Sub {
			d.introduce(k, t.Type.Resource)
		}
	}
	return t
}

// introduce records that resource type r comes into being by an import or
// export of the current scope.
func (d *decoder) introduce(k externKind, r *wit.Resource) {
	if s := d.scope; k == importKind {
		s.imported = append(s.imported, r)
	} else {
		s.defined = append(s.defined, r)
	}
}

// openInstance returns the type of an instance of type t: with its own resource
// types and type names.
func (d *decoder) openInstance(k externKind, t *InstanceType) *InstanceType {
	if !t.types {
		return t
	}
	s := d.newSubst()
	for _, r := range t.bound {
		fresh := &wit.Resource{Name: r.Name}
		s.resources[r] = fresh
		d.introduce(k, fresh)
	}
	s.renew(t)
	o := *t
	o.Exports, _ = s.externs(t.Exports)
	o.bound = nil
	return &o
}

// describe names the sort of t for messages.
func describe(t ExternType) string {
	switch t := t.(type) {
	case FuncType:
		return "func"
	case *InstanceType:
		return "instance"
	case *ComponentType:
		return "component"
	case *ModuleType:
		return "module"
	case *TypeBound:
		return "type"
	case *ValueType:
		return "value"
	case CoreExternType:
		return t.Sort.String()
	}
	return "item"
}
