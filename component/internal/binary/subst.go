package binary

import "github.com/gyro-wasm/gyro/component/wit"

// A subst replaces resource types and names of types throughout a type. Types
// share their parts, so each part is rewritten once; parts in which nothing
// changes are kept.
type subst struct {
	d         *decoder
	resources map[*wit.Resource]*wit.Resource
	types     map[wit.Type]wit.Type
	funcs     map[*wit.Func]*wit.Func
	instances map[*InstanceType]*InstanceType
	comps     map[*ComponentType]*ComponentType
}

func (d *decoder) newSubst() *subst {
	return &subst{
		d:         d,
		resources: map[*wit.Resource]*wit.Resource{},
		types:     map[wit.Type]wit.Type{},
		funcs:     map[*wit.Func]*wit.Func{},
		instances: map[*InstanceType]*InstanceType{},
		comps:     map[*ComponentType]*ComponentType{},
	}
}

// bind finds, for each resource type in bound that want exports by a name,
// which resource type have puts in its place. What does not match is left to
// the subtype check.
func (s *subst) bind(want, have ExternType, bound map[*wit.Resource]bool) {
	s.d.spend(1)
	switch w := want.(type) {
	case *TypeBound:
		h, ok := have.(*TypeBound)
		if !ok || w.Type == nil || h.Type == nil {
			return
		}
		r, by := wit.ResourceOf(w.Type), wit.ResourceOf(h.Type)
		if bound[r] && by != nil && s.resources[r] == nil {
			s.resources[r] = by
		}
	case *InstanceType:
		h, ok := have.(*InstanceType)
		if !ok {
			return
		}
		for i := range w.Exports {
			e := &w.Exports[i]
			s.bind(e.Type, h.Export(e.Name.Name), bound)
		}
	}
}

// rename makes the types that want introduces by name stand for those that
// have supplies.
func (s *subst) rename(want, have ExternType) {
	s.d.spend(1)
	switch w := want.(type) {
	case *TypeBound:
		h, ok := have.(*TypeBound)
		switch {
		case !ok || w.Type == nil || h.Type == nil:
		case h.inline:
			s.types[w.Type] = h.Type.Type
		default:
			s.types[w.Type] = h.Type
		}
	case *InstanceType:
		h, ok := have.(*InstanceType)
		if !ok {
			return
		}
		for i := range w.Exports {
			e := &w.Exports[i]
			s.rename(e.Type, h.Export(e.Name.Name))
		}
	}
}

// renew gives instance type t names of its own for the types that it exports.
func (s *subst) renew(t *InstanceType) {
	s.d.spend(len(t.Exports))
	for i := range t.Exports {
		switch e := t.Exports[i].Type.(type) {
		case *TypeBound:
			if e.Type == nil || s.types[e.Type] != nil {
				continue
			}
			def := &wit.TypeDef{Name: e.Type.Name, Type: s.typ(e.Type.Type)}
			if r := e.Type.Resource; r != nil {
				def.Resource = s.resource(r)
			}
			s.types[e.Type] = def
		case *InstanceType:
			s.renew(e)
		}
	}
}

func (s *subst) resource(r *wit.Resource) *wit.Resource {
	if by := s.resources[r]; by != nil {
		return by
	}
	return r
}

// externs rewrites a list and tells whether anything changed.
func (s *subst) externs(externs []Extern) ([]Extern, bool) {
	var out []Extern
	for i := range externs {
		t, changed := s.extern(externs[i].Type)
		if !changed {
			continue
		}
		if out == nil {
			out = append(out, externs...)
		}
		out[i].Type = t
	}
	if out == nil {
		return externs, false
	}
	return out, true
}

func (s *subst) extern(t ExternType) (ExternType, bool) {
	s.d.spend(1)
	switch t := t.(type) {
	case FuncType:
		f := s.fun(t.Func)
		return FuncType{f}, f != t.Func
	case *ValueType:
		if v := s.typ(t.Type); v != t.Type {
			return &ValueType{v}, true
		}
	case *InstanceType:
		i := s.instance(t)
		return i, i != t
	case *ComponentType:
		c := s.component(t)
		return c, c != t
	case *TypeBound:
		return s.bound(t)
	}
	return t, false
}

func (s *subst) bound(b *TypeBound) (*TypeBound, bool) {
	if b.Type == nil {
		if o := s.other(b.Other); o != b.Other {
			return &TypeBound{Other: o}, true
		}
		return b, false
	}
	t := s.typ(b.Type)
	if t == b.Type {
		return b, false
	}
	if def, ok := t.(*wit.TypeDef); ok {
		return &TypeBound{Type: def, Sub: b.Sub, inline: b.inline}, true
	}
	return &TypeBound{Type: &wit.TypeDef{Name: b.Type.Name, Type: t}, inline: true}, true
}

func (s *subst) other(o *TypeDef) *TypeDef {
	switch {
	case o.Func != nil:
		if f := s.fun(o.Func); f != o.Func {
			return &TypeDef{Func: f}
		}
	case o.Instance != nil:
		if i := s.instance(o.Instance); i != o.Instance {
			return &TypeDef{Instance: i}
		}
	case o.Component != nil:
		if c := s.component(o.Component); c != o.Component {
			return &TypeDef{Component: c}
		}
	}
	return o
}

func (s *subst) instance(t *InstanceType) *InstanceType {
	if r, ok := s.instances[t]; ok {
		return r
	}
	out := t
	if exports, changed := s.externs(t.Exports); changed {
		c := *t
		c.Exports = exports
		out = &c
	}
	s.instances[t] = out
	return out
}

func (s *subst) component(t *ComponentType) *ComponentType {
	if r, ok := s.comps[t]; ok {
		return r
	}
	out := t
	imports, changed := s.externs(t.Imports)
	exports, changed2 := s.externs(t.Exports)
	if changed || changed2 {
		c := *t
		c.Imports, c.Exports = imports, exports
		out = &c
	}
	s.comps[t] = out
	return out
}

func (s *subst) fun(f *wit.Func) *wit.Func {
	if r, ok := s.funcs[f]; ok {
		return r
	}
	s.d.spend(1)
	out := f
	if params, changed := s.fields(f.Params); changed || f.Result != nil && s.typ(f.Result) != f.Result {
		c := *f
		c.Params, c.Result = params, s.typ(f.Result)
		out = &c
	}
	s.funcs[f] = out
	return out
}

func (s *subst) fields(fields []wit.Field) ([]wit.Field, bool) {
	var out []wit.Field
	s.d.spend(len(fields))
	for i, f := range fields {
		t := s.typ(f.Type)
		if t == f.Type {
			continue
		}
		if out == nil {
			out = append(out, fields...)
		}
		out[i].Type = t
	}
	if out == nil {
		return fields, false
	}
	return out, true
}

// typ rewrites a value type, which may be nil.
func (s *subst) typ(t wit.Type) wit.Type {
	if t == nil {
		return nil
	}
	if r, ok := s.types[t]; ok {
		return r
	}
	if !s.d.info(t).named {
		return t
	}
	s.d.spend(1)
	r := s.rewrite(t)
	s.types[t] = r
	return r
}

func (s *subst) rewrite(t wit.Type) wit.Type {
	switch t := t.(type) {
	case *wit.TypeDef:
		return s.def(t)
	case *wit.Own:
		if r, def := s.handle(t.Resource, t.Def); r != t.Resource || def != t.Def {
			return &wit.Own{Resource: r, Def: def}
		}
	case *wit.Borrow:
		if r, def := s.handle(t.Resource, t.Def); r != t.Resource || def != t.Def {
			return &wit.Borrow{Resource: r, Def: def}
		}
	case *wit.Record:
		if fields, changed := s.fields(t.Fields); changed {
			return &wit.Record{Fields: fields}
		}
	case *wit.Variant:
		return s.variant(t)
	case *wit.Tuple:
		return s.tuple(t)
	case *wit.Result:
		if ok, err := s.typ(t.OK), s.typ(t.Err); ok != t.OK || err != t.Err {
			return &wit.Result{OK: ok, Err: err}
		}
	case *wit.Map:
		if k, v := s.typ(t.Key), s.typ(t.Value); k != t.Key || v != t.Value {
			return &wit.Map{Key: k, Value: v}
		}
	case *wit.List:
		if e := s.typ(t.Elem); e != t.Elem {
			return &wit.List{Elem: e, Len: t.Len}
		}
	case *wit.Option:
		if e := s.typ(t.Elem); e != t.Elem {
			return &wit.Option{Elem: e}
		}
	case *wit.Stream:
		if e := s.typ(t.Elem); e != t.Elem {
			return &wit.Stream{Elem: e}
		}
	case *wit.Future:
		if e := s.typ(t.Elem); e != t.Elem {
			return &wit.Future{Elem: e}
		}
	}
	return t
}

func (s *subst) def(t *wit.TypeDef) wit.Type {
	if t.Resource != nil {
		if r := s.resource(t.Resource); r != t.Resource {
			return &wit.TypeDef{Name: t.Name, Resource: r}
		}
		return t
	}
	if of := s.typ(t.Type); of != t.Type {
		return &wit.TypeDef{Name: t.Name, Type: of}
	}
	return t
}

// handle rewrites the resource of an own or borrow type, and the definition
// through which it was formed.
func (s *subst) handle(r *wit.Resource, def *wit.TypeDef) (*wit.Resource, *wit.TypeDef) {
	by, _ := s.typ(def).(*wit.TypeDef)
	return s.resource(r), by
}

func (s *subst) variant(t *wit.Variant) wit.Type {
	var out []wit.Case
	s.d.spend(len(t.Cases))
	for i, c := range t.Cases {
		p := s.typ(c.Type)
		if p == c.Type {
			continue
		}
		if out == nil {
			out = append(out, t.Cases...)
		}
		out[i].Type = p
	}
	if out == nil {
		return t
	}
	return &wit.Variant{Cases: out}
}

func (s *subst) tuple(t *wit.Tuple) wit.Type {
	var out []wit.Type
	s.d.spend(len(t.Types))
	for i, e := range t.Types {
		p := s.typ(e)
		if p == e {
			continue
		}
		if out == nil {
			out = append(out, t.Types...)
		}
		out[i] = p
	}
	if out == nil {
		return t
	}
	return &wit.Tuple{Types: out}
}
