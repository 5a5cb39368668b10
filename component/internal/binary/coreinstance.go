package binary

import "fmt"

// coreSort decodes a core:sort.
func (d *decoder) coreSort() Sort {
	switch b := d.byte(); b {
	case 0x00, 0x01, 0x02, 0x03, 0x04:
		return SortCoreFunc + Sort(b)
	case 0x10:
		return SortCoreType
	case 0x11:
		return SortCoreModule
	case 0x12:
		return SortCoreInstance
	default:
		d.pos--
		d.fail("unknown core sort 0x%02x", b)
	}
	return SortNone
}

// coreInstance decodes a core:instance, see Binary.md, "Instance Definitions".
func (d *decoder) coreInstance() *CoreInstance {
	i := &CoreInstance{}
	switch b := d.byte(); b {
	case 0x00:
		d.coreInstantiate(i)
	case 0x01:
		d.coreInlineExports(i)
	default:
		d.pos--
		d.fail("unknown core instance expression 0x%02x", b)
	}
	d.scope.coreInstances = append(d.scope.coreInstances, i.Type)
	return i
}

func (d *decoder) coreInstantiate(i *CoreInstance) {
	i.Module = d.u32()
	m := d.coreModuleAt(i.Module)
	args := map[string]map[string]CoreExternType{}
	for range d.count(3) {
		a := CoreArg{Name: d.name()}
		d.expect(0x12, "sort of a core instantiation argument")
		a.Instance = d.u32()
		if args[a.Name] != nil {
			d.fail("duplicate module instantiation argument named `%s`", a.Name)
		}
		args[a.Name] = at(d, d.scope.coreInstances, a.Instance, "core instance")
		i.Args = append(i.Args, a)
	}
	d.spend(len(m.Imports))
	for _, im := range m.Imports {
		if err := matchCoreImport(im, args); err != nil {
			d.fail("%s", err)
		}
	}
	i.Type = m.exports
}

func matchCoreImport(im CoreImport, args map[string]map[string]CoreExternType) error {
	arg := args[im.Module]
	if arg == nil {
		return fmt.Errorf("missing module instantiation argument named `%s`", im.Module)
	}
	got, ok := arg[im.Name]
	if !ok {
		return fmt.Errorf("module instantiation argument `%s` does not export an item named `%s`", im.Module, im.Name)
	}
	if err := coreSubtype(got, im.Type); err != nil {
		return fmt.Errorf("type mismatch in import `%s::%s`: %w", im.Module, im.Name, err)
	}
	return nil
}

func (d *decoder) coreInlineExports(i *CoreInstance) {
	n := d.count(3)
	i.Exports = make([]CoreExport, 0, n)
	i.Type = make(map[string]CoreExternType, n)
	for range n {
		e := CoreExport{Name: d.name(), Sort: d.coreSort(), Index: d.u32()}
		t := d.coreItem(e.Sort, e.Index)
		if _, dup := i.Type[e.Name]; dup {
			d.fail("export name `%s` already defined", e.Name)
		}
		i.Type[e.Name] = t
		i.Exports = append(i.Exports, e)
	}
}
