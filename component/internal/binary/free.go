package binary

import "github.com/gyro-wasm/gyro/component/wit"

// mentionsResource tells whether a resource type is free in t.
func (d *decoder) mentionsResource(t *TypeDef) bool {
	return len(d.freeResources([]Extern{{Type: boundTo("", t)}})) > 0
}

// freeResources returns the resource types that externs mention and do not
// bind themselves.
func (d *decoder) freeResources(externs []Extern) map[*wit.Resource]bool {
	f := &freeWalk{d: d, free: map[*wit.Resource]bool{}, seen: map[any]bool{}}
	f.externs(externs)
	return f.free
}

// A freeWalk collects free resource types. Since a bound resource type occurs
// nowhere but below its binder, it suffices to take those away on the way up.
type freeWalk struct {
	d    *decoder
	free map[*wit.Resource]bool
	seen map[any]bool
}

// visit tells whether v is new.
func (f *freeWalk) visit(v any) bool {
	if f.seen[v] {
		return false
	}
	f.d.spend(1)
	f.seen[v] = true
	return true
}

func (f *freeWalk) externs(externs []Extern) {
	for i := range externs {
		switch t := externs[i].Type.(type) {
		case FuncType:
			f.fun(t.Func)
		case *ValueType:
			f.typ(t.Type)
		case *InstanceType:
			f.instance(t)
		case *ComponentType:
			f.component(t)
		case *TypeBound:
			f.bound(t)
		}
	}
}

func (f *freeWalk) bound(b *TypeBound) {
	if b.Type != nil {
		f.typ(b.Type)
		return
	}
	switch o := b.Other; {
	case o.Func != nil:
		f.fun(o.Func)
	case o.Instance != nil:
		f.instance(o.Instance)
	case o.Component != nil:
		f.component(o.Component)
	}
}

func (f *freeWalk) fun(fn *wit.Func) {
	if !f.visit(fn) {
		return
	}
	for _, p := range fn.Params {
		f.typ(p.Type)
	}
	f.typ(fn.Result)
}

func (f *freeWalk) instance(t *InstanceType) {
	if !f.visit(t) {
		return
	}
	f.externs(t.Exports)
	for _, r := range t.bound {
		delete(f.free, r)
	}
}

func (f *freeWalk) component(t *ComponentType) {
	if !f.visit(t) {
		return
	}
	f.externs(t.Imports)
	f.externs(t.Exports)
	for _, r := range t.imported {
		delete(f.free, r)
	}
	for _, r := range t.defined {
		delete(f.free, r)
	}
}

func (f *freeWalk) typ(t wit.Type) {
	if t == nil || !f.d.info(t).named || !f.visit(t) {
		return
	}
	switch t := t.(type) {
	case *wit.TypeDef:
		if t.Resource != nil {
			f.free[t.Resource] = true
		}
	case *wit.Own:
		f.free[t.Resource] = true
	case *wit.Borrow:
		f.free[t.Resource] = true
	}
	ps := parts(t)
	f.d.spend(len(ps))
	for _, p := range ps {
		f.typ(p)
	}
}

// parts returns the types that t is directly made of; some may be nil.
func parts(t wit.Type) []wit.Type {
	switch t := t.(type) {
	case *wit.TypeDef:
		return []wit.Type{t.Type}
	case *wit.List:
		return []wit.Type{t.Elem}
	case *wit.Map:
		return []wit.Type{t.Key, t.Value}
	case *wit.Tuple:
		return t.Types
	case *wit.Record:
		types := make([]wit.Type, len(t.Fields))
		for i, f := range t.Fields {
			types[i] = f.Type
		}
		return types
	case *wit.Stream:
		return []wit.Type{t.Elem}
	case *wit.Future:
		return []wit.Type{t.Elem}
	}
	return casesOf(t)
}
