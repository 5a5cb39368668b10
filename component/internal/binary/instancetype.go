package binary

import "github.com/gyro-wasm/gyro/component/wit"

// An extent is the size of an instance or component type, bounded so that
// whoever walks the type need not be afraid of it.
type extent struct {
	nodes uint32 // parts, when written out in full
	depth uint32 // instance and component types within each other
}

// measure adds externs to e and fails if a limit is exceeded.
func (d *decoder) measure(e *extent, externs []Extern) {
	for i := range externs {
		m := d.extentOf(externs[i].Type)
		e.nodes += m.nodes
		e.depth = max(e.depth, m.depth+1)
		if e.nodes > maxTypeNodes {
			d.fail("type is too large: more than %d parts", maxTypeNodes)
		}
	}
	if e.depth > maxNesting {
		d.fail("types are nested more than %d deep", maxNesting)
	}
}

func (d *decoder) extentOf(t ExternType) extent {
	switch t := t.(type) {
	case FuncType:
		return extent{nodes: d.funcNodes(t.Func)}
	case *ValueType:
		return extent{nodes: d.info(t.Type).nodes}
	case *InstanceType:
		return t.extent
	case *ComponentType:
		return t.extent
	case *ModuleType:
		return extent{nodes: uint32(len(t.Imports) + len(t.Exports))}
	case *TypeBound:
		switch {
		case t.Type != nil:
			return extent{nodes: d.info(t.Type).nodes}
		case t.Other.Func != nil:
			return extent{nodes: d.funcNodes(t.Other.Func)}
		case t.Other.Instance != nil:
			return t.Other.Instance.extent
		}
		return t.Other.Component.extent
	}
	return extent{}
}

// funcNodes returns the size of f, and fails if it is too large.
func (d *decoder) funcNodes(f *wit.Func) uint32 {
	n := uint32(1)
	add := func(t wit.Type) {
		if n += d.info(t).nodes; n > maxTypeNodes {
			d.fail("function type is too large: more than %d parts", maxTypeNodes)
		}
	}
	for _, p := range f.Params {
		add(p.Type)
	}
	if f.Result != nil {
		add(f.Result)
	}
	return n
}

func (d *decoder) newInstanceType(exports []Extern, bound []*wit.Resource) *InstanceType {
	d.spend(len(exports))
	t := &InstanceType{Exports: exports, bound: bound, index: make(map[string]int, len(exports))}
	for i := range exports {
		t.index[exports[i].Name.Name] = i
		switch e := exports[i].Type.(type) {
		case *TypeBound:
			t.types = true
		case *InstanceType:
			t.types = t.types || e.types
		}
	}
	t.nodes = 1
	d.measure(&t.extent, exports)
	return t
}

// instanceType decodes an instancetype after its opcode.
func (d *decoder) instanceType() *InstanceType {
	d.push(scopeInstanceType)
	var exports []Extern
	for range d.count(2) {
		if e, ok := d.instanceDecl(); ok {
			exports = append(exports, e)
		}
	}
	t := d.newInstanceType(exports, d.scope.defined)
	d.pop()
	return t
}

// instanceDecl decodes an instancedecl; ok tells that it is an export.
func (d *decoder) instanceDecl() (e Extern, ok bool) {
	switch b := d.byte(); b {
	case 0x00:
		d.coreTypeDef()
	case 0x01:
		d.typeDef()
	case 0x02:
		d.alias()
	case 0x04:
		return d.externDecl(exportKind), true
	default:
		d.pos--
		d.fail("unknown type declarator 0x%02x", b)
	}
	return Extern{}, false
}

// externDecl decodes an importdecl or exportdecl.
func (d *decoder) externDecl(k externKind) Extern {
	e := Extern{Name: d.externName()}
	e.Type = d.open(k, d.externType(e.Name.Name))
	d.declare(k, &e.Name, e.Type)
	return e
}

// componentType decodes a componenttype after its opcode.
func (d *decoder) componentType() *ComponentType {
	d.push(scopeComponentType)
	t := &ComponentType{}
	for range d.count(2) {
		if d.peek() == 0x03 {
			d.pos++
			t.Imports = append(t.Imports, d.externDecl(importKind))
		} else if e, ok := d.instanceDecl(); ok {
			t.Exports = append(t.Exports, e)
		}
	}
	d.closeType(t)
	d.pop()
	return t
}

// closeComponent ends the component that is being decoded and returns its type.
func (d *decoder) closeComponent() *ComponentType {
	for i, v := range d.scope.values {
		if !v.used {
			d.fail("value %d is not used", i)
		}
	}
	t := &ComponentType{Imports: d.scope.imports.externs, Exports: d.scope.exports.externs}
	d.closeType(t)
	return t
}

// closeType completes t with the resource types that it binds: those that its
// imports introduce, and those of the scope's own that its exports mention.
func (d *decoder) closeType(t *ComponentType) {
	s := d.scope
	t.nodes = 1
	d.measure(&t.extent, t.Imports)
	d.measure(&t.extent, t.Exports)
	t.imported = s.imported
	if len(s.defined) == 0 {
		return
	}
	free := d.freeResources(t.Imports)
	for _, r := range s.defined {
		if free[r] {
			d.fail("local resource type found in imports")
		}
	}
	free = d.freeResources(t.Exports)
	explicit := map[*wit.Resource]bool{}
	d.exportedResources(t.Exports, explicit)
	for _, r := range s.defined {
		if !free[r] {
			continue
		}
		if !explicit[r] {
			d.fail("local resource type found in export but not exported itself")
		}
		t.defined = append(t.defined, r)
	}
}

// exportedResources collects the resource types that are exported by a name,
// directly or from an instance.
func (d *decoder) exportedResources(exports []Extern, found map[*wit.Resource]bool) {
	d.spend(len(exports))
	for i := range exports {
		switch t := exports[i].Type.(type) {
		case *TypeBound:
			if t.Type != nil {
				if r := wit.ResourceOf(t.Type); r != nil {
					found[r] = true
				}
			}
		case *InstanceType:
			d.exportedResources(t.Exports, found)
		}
	}
}
