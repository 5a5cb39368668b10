package binary

import "github.com/gyro-wasm/gyro/component/wit"

// instance decodes an instance, see Binary.md, "Instance Definitions".
func (d *decoder) instance() *Instance {
	i := &Instance{}
	switch b := d.byte(); b {
	case 0x00:
		d.instantiate(i)
	case 0x01:
		d.inlineExports(i)
	default:
		d.pos--
		d.fail("unknown instance expression 0x%02x", b)
	}
	d.scope.instances = append(d.scope.instances, i.Type)
	return i
}

func (d *decoder) instantiate(i *Instance) {
	i.Component = d.u32()
	t := d.componentAt(i.Component)
	args := map[string]ExternType{}
	for range d.count(3) {
		a := Arg{Name: d.name(), Sort: d.sort(), Index: d.u32()}
		a.Type = d.item(a.Name, a.Sort, a.Index)
		if _, dup := args[a.Name]; dup {
			d.fail("instantiation argument `%s` conflicts with previous argument `%s`", a.Name, a.Name)
		}
		args[a.Name] = a.Type
		i.Args = append(i.Args, a)
	}
	i.Type = d.instantiateType(t, args)
}

// instantiateType returns the type of an instance of a component of type t
// given args: what t imports is replaced by what args supply, and the resource
// types that t defines are made anew.
func (d *decoder) instantiateType(t *ComponentType, args map[string]ExternType) *InstanceType {
	check := d.newSubst()
	if err := d.supply(check, t, args, "import"); err != nil {
		d.fail("%s", err)
	}
	// The check replaced resource types only. The names of the types that were
	// imported are replaced by those supplied as well, so that they are visible
	// where those are.
	s := d.newSubst()
	s.resources = check.resources
	for j := range t.Imports {
		s.rename(t.Imports[j].Type, args[t.Imports[j].Name.Name])
	}
	for _, r := range t.defined {
		fresh := &wit.Resource{Name: r.Name}
		s.resources[r] = fresh
		d.scope.defined = append(d.scope.defined, fresh)
	}
	exports, _ := s.externs(t.Exports)
	return d.newInstanceType(exports, nil)
}

// inlineExports decodes an instance made of existing items.
func (d *decoder) inlineExports(i *Instance) {
	n := d.count(4)
	i.Exports = make([]InlineExport, 0, n)
	exports := make([]Extern, 0, n)
	var seen names
	for range n {
		name := d.externName()
		e := InlineExport{Name: name.Name, Sort: d.sort(), Index: d.u32()}
		e.Type = d.item(e.Name, e.Sort, e.Index)
		d.checkNameIn(&seen, exportKind, &name, e.Type)
		if v, ok := e.Type.(*ValueType); ok {
			d.noBorrow(v.Type, "exported value type")
		}
		i.Exports = append(i.Exports, e)
		exports = append(exports, Extern{Name: name, Type: e.Type})
	}
	i.Type = d.newInstanceType(exports, nil)
}
