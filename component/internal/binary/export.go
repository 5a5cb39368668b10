package binary

import "github.com/gyro-wasm/gyro/component/wit"

// sort decodes a sort.
func (d *decoder) sort() Sort {
	switch b := d.byte(); b {
	case 0x00:
		return d.coreSort()
	case 0x01:
		return SortFunc
	case 0x02:
		d.gate("values")
		return SortValue
	case 0x03:
		return SortType
	case 0x04:
		return SortComponent
	case 0x05:
		return SortInstance
	default:
		d.pos--
		d.fail("unknown sort 0x%02x", b)
	}
	return SortNone
}

// exportDef decodes an export, see Binary.md, "Import and Export Definitions".
func (d *decoder) exportDef() *Export {
	e := &Export{Name: d.externName(), Of: d.sort(), Index: d.u32()}
	t := d.item(e.Name.Name, e.Of, e.Index)
	if d.flag("presence of a type ascription") {
		t = d.ascribe(t, d.externType(e.Name.Name))
	} else if b, ok := t.(*TypeBound); ok && b.Type != nil {
		t = d.exportedType(e.Name.Name, e.Index)
	}
	e.Type = t
	d.declare(exportKind, &e.Name, t)
	s := d.scope
	s.exports.externs = append(s.exports.externs, Extern{Name: e.Name, Type: e.Type})
	return e
}

// exportedType returns the new type item that exporting type i makes.
func (d *decoder) exportedType(name string, i uint32) *TypeBound {
	b := d.newName(name, d.typeAt(i))
	if r := wit.ResourceOf(b.Type); r != nil && r.Name == "" {
		r.Name = name
	}
	return b
}

// ascribe checks that an item of type actual may be exported as want, and
// returns the type of the export. Resource types that want declares are
// abstract in it, whatever they are in actual.
func (d *decoder) ascribe(actual, want ExternType) ExternType {
	s := d.newSubst()
	bound := map[*wit.Resource]bool{}
	switch w := want.(type) {
	case *InstanceType:
		for _, r := range w.bound {
			bound[r] = true
		}
	case *TypeBound:
		if w.Sub {
			bound[w.Type.Resource] = true
		}
	}
	s.bind(want, actual, bound)
	expected, _ := s.extern(want)
	if err := d.subtype(actual, expected); err != nil {
		d.fail("ascribed type of export is not compatible with the item's type: %s", err)
	}
	return d.open(exportKind, want)
}
