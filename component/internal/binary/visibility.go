package binary

import "github.com/gyro-wasm/gyro/component/wit"

// A namedTypes is the set of types that have an externally visible name in a
// scope, see Explainer.md, "External Visibility of Types": the definitions that
// its imports or exports introduce.
type namedTypes map[wit.Type]bool

func (n *namedTypes) add(t wit.Type) {
	if *n == nil {
		*n = namedTypes{}
	}
	(*n)[t] = true
}

// visible tells whether an item of type t may be imported or exported by the
// current scope: whether each resource, record, variant, enum and flags type
// that it mentions has a name there. Types that the item itself introduces are
// named by it, if t is visible.
//
// Instance types are not checked before an instance of them is imported or
// exported.
func (d *decoder) visible(k externKind, t ExternType, top bool) bool {
	s := d.scope
	if s.kind == scopeInstanceType {
		return true
	}
	d.spend(1)
	set := &s.importedTypes
	if k == exportKind {
		set = &s.exportedTypes
	}
	switch t := t.(type) {
	case FuncType:
		return d.funcNamed(t.Func, *set)
	case *ValueType:
		return d.named(t.Type, *set)
	case *InstanceType:
		for i := range t.Exports {
			if !d.visible(k, t.Exports[i].Type, false) {
				return false
			}
		}
	case *TypeBound:
		return d.typeVisible(k, t, *set)
	}
	return true // components and modules are closed
}

func (d *decoder) typeVisible(k externKind, b *TypeBound, set namedTypes) bool {
	if b.Type == nil {
		return d.otherNamed(b.Other, set)
	}
	s := d.scope
	if of := b.Type.Type; k == importKind && s.exportedTypes[of] && !s.importedTypes[of] {
		return false // an import cannot refer to the name of an export
	}
	if !d.partsNamed(b.Type, set) {
		return false
	}
	introduced := []wit.Type{b.Type}
	if b.inline {
		introduced = append(introduced, b.Type.Type)
	}
	for _, t := range introduced {
		s.exportedTypes.add(t)
		if k == importKind {
			s.importedTypes.add(t)
		}
	}
	return true
}

// otherNamed tells whether function, instance or component type o, exported
// as a type, mentions named types only.
func (d *decoder) otherNamed(o *TypeDef, set namedTypes) bool {
	switch {
	case o.Func != nil:
		return d.funcNamed(o.Func, set)
	case o.Instance != nil:
		return d.instanceNamed(o.Instance, set)
	}
	return true
}

// instanceNamed checks an instance type that stands for itself; the types that
// it exports are named within it only.
func (d *decoder) instanceNamed(t *InstanceType, set namedTypes) bool {
	inner := namedTypes{}
	for n := range set {
		inner[n] = true
	}
	d.spend(len(set) + len(t.Exports))
	for i := range t.Exports {
		ok := true
		switch e := t.Exports[i].Type.(type) {
		case FuncType:
			ok = d.funcNamed(e.Func, inner)
		case *ValueType:
			ok = d.named(e.Type, inner)
		case *InstanceType:
			ok = d.instanceNamed(e, inner)
		case *TypeBound:
			if e.Type == nil {
				ok = d.otherNamed(e.Other, inner)
			} else {
				ok = d.partsNamed(e.Type, inner)
				inner[e.Type] = true
			}
		}
		if !ok {
			return false
		}
	}
	return true
}

func (d *decoder) funcNamed(f *wit.Func, set namedTypes) bool {
	for _, p := range f.Params {
		if !d.named(p.Type, set) {
			return false
		}
	}
	return f.Result == nil || d.named(f.Result, set)
}

// named tells whether t mentions named types only.
func (d *decoder) named(t wit.Type, set namedTypes) bool {
	if _, ok := t.(wit.Primitive); ok || set[t] {
		return true
	}
	d.spend(1)
	switch wit.Underlying(t).(type) {
	case *wit.Record, *wit.Variant, *wit.Enum, *wit.Flags:
		return false
	}
	return d.partsNamed(t, set)
}

// partsNamed tells whether the types that t is made of are named.
func (d *decoder) partsNamed(t wit.Type, set namedTypes) bool {
	u := wit.Underlying(t)
	switch u := u.(type) {
	case *wit.Own:
		return set[u.Def]
	case *wit.Borrow:
		return set[u.Def]
	case *wit.TypeDef, *wit.Enum, *wit.Flags:
		return true
	}
	ps := parts(u)
	d.spend(len(ps))
	for _, p := range ps {
		if p != nil && !d.named(p, set) {
			return false
		}
	}
	return true
}
