package binary

// alias decodes an alias, see Binary.md, "Alias Definitions", and adds what it
// names to its index space. An alias adds an index, not a new type.
func (d *decoder) alias() *Alias {
	a := &Alias{Of: d.sort()}
	switch b := d.byte(); b {
	case 0x00:
		a.Kind = AliasExport
		d.aliasExport(a)
	case 0x01:
		a.Kind = AliasCoreExport
		d.aliasCoreExport(a)
	case 0x02:
		a.Kind = AliasOuter
		a.Count, a.Index = d.u32(), d.u32()
		d.aliasOuter(a)
	default:
		d.pos--
		d.fail("unknown alias target 0x%02x", b)
	}
	return a
}

func (d *decoder) aliasExport(a *Alias) {
	a.Instance, a.Name = d.u32(), d.name()
	if d.scope.kind != scopeComponent && a.Of != SortType && a.Of != SortInstance {
		d.fail("aliases in types may only refer to types or instances")
	}
	a.Type = d.instanceAt(a.Instance).Export(a.Name)
	if a.Type == nil {
		d.fail("instance %d has no export named `%s`", a.Instance, a.Name)
	}
	if ExternSort(a.Type) != a.Of {
		d.fail("export `%s` of instance %d is not a %s but a %s", a.Name, a.Instance, a.Of, describe(a.Type))
	}
	d.scope.add(a.Type)
}

func (d *decoder) aliasCoreExport(a *Alias) {
	a.Instance, a.Name = d.u32(), d.name()
	if d.scope.kind != scopeComponent {
		d.fail("aliases in types may only refer to types or instances")
	}
	t, ok := at(d, d.scope.coreInstances, a.Instance, "core instance")[a.Name]
	if !ok {
		d.fail("core instance %d has no export named `%s`", a.Instance, a.Name)
	}
	if t.Sort != a.Of {
		d.fail("export `%s` of core instance %d is not a %s but a %s", a.Name, a.Instance, a.Of, t.Sort)
	}
	a.Type = t
	d.scope.addCore(t)
}

func (d *decoder) aliasOuter(a *Alias) {
	from, crossed := d.outerScope(a.Count)
	s := d.scope
	if s.kind != scopeComponent && a.Of != SortType && a.Of != SortCoreType {
		d.fail("aliases in types may only refer to types or instances")
	}
	switch a.Of {
	case SortCoreModule:
		t := at(d, from.coreModules, a.Index, "module")
		s.coreModules = append(s.coreModules, t)
		a.Type = t
	case SortCoreType:
		s.coreTypes = append(s.coreTypes, at(d, from.coreTypes, a.Index, "core type"))
	case SortComponent:
		t := at(d, from.components, a.Index, "component")
		s.components = append(s.components, t)
		a.Type = t
	case SortType:
		t := at(d, from.types, a.Index, "type")
		if crossed && d.mentionsResource(t) {
			d.fail("cannot alias an outer type which transitively refers to resources not defined in the current component")
		}
		s.types = append(s.types, t)
		a.Type = boundTo("", t)
	default:
		d.fail("outer aliases may only refer to modules, core types, components and types")
	}
}
