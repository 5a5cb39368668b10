package encode

import "github.com/gyro-wasm/gyro/component/wit"

// A liveness says what of the imports of a world is in use: a component
// imports no function that its core module does not call, and no type that no
// such function and no export needs.
type liveness struct {
	types    map[typeName]bool
	funcs    map[[2]string]bool // by import and name
	imports  map[string]bool    // interfaces
	exported map[string]bool    // interfaces that the world exports
	walked   map[walked]bool
}

// A walked is a type, by its name if it has one, that was walked for an import
// or an export. Types are graphs, in which a few definitions can spell a huge
// tree.
type walked struct {
	name   typeName
	typ    wit.Type
	export bool
}

// first tells whether w has not been walked yet.
func (l *liveness) first(w walked) bool {
	seen := l.walked[w]
	l.walked[w] = true
	return !seen
}

func newLiveness(w *wit.World) *liveness {
	l := &liveness{
		types: map[typeName]bool{}, funcs: map[[2]string]bool{}, imports: map[string]bool{},
		exported: map[string]bool{}, walked: map[walked]bool{},
	}
	for _, e := range w.Exports {
		if e.Interface != nil {
			l.exported[interfaceName(e.Interface)] = true
		}
	}
	for _, e := range w.Exports {
		if e.Interface == nil {
			l.fn(e.Func, true)
			continue
		}
		for _, d := range e.Interface.Types {
			l.typ(d, true)
		}
		for _, f := range e.Interface.Funcs {
			l.fn(f, true)
		}
	}
	return l
}

// use records that a function of an import is called; item is the name of the
// import, "" for functions of the world.
func (l *liveness) use(item string, f *wit.Func) {
	l.funcs[[2]string{item, f.Name}] = true
	l.imports[item] = true
	l.fn(f, false)
}

func (l *liveness) fn(f *wit.Func, export bool) {
	if f == nil {
		return
	}
	for _, p := range f.Params {
		l.typ(p.Type, export)
	}
	l.typ(f.Result, export)
}

// typ records that a type is in use, with all that it refers to. What an
// exported interface declares is no import.
func (l *liveness) typ(t wit.Type, export bool) {
	switch t := t.(type) {
	case *wit.TypeDef:
		l.def(t, export)
	case *wit.Own:
		l.def(t.Def, export)
	case *wit.Borrow:
		l.def(t.Def, export)
	default:
		if parts := partsOf(t); len(parts) > 0 && l.first(walked{typ: t, export: export}) {
			for _, p := range parts {
				l.typ(p, export)
			}
		}
	}
}

func (l *liveness) def(d *wit.TypeDef, export bool) {
	if d == nil {
		return
	}
	key := nameOf(d)
	export = export && l.exported[key.iface]
	if l.first(walked{name: key, export: export}) {
		if !export {
			l.types[key] = true
			l.imports[key.iface] = true
		}
		l.typ(d.Type, export)
	}
}

// partsOf returns the types that t is made of, in order.
func partsOf(t wit.Type) []wit.Type {
	switch t := t.(type) {
	case *wit.List:
		return []wit.Type{t.Elem}
	case *wit.Map:
		return []wit.Type{t.Key, t.Value}
	case *wit.Option:
		return []wit.Type{t.Elem}
	case *wit.Result:
		return []wit.Type{t.OK, t.Err}
	case *wit.Stream:
		return []wit.Type{t.Elem}
	case *wit.Future:
		return []wit.Type{t.Elem}
	case *wit.Tuple:
		return t.Types
	case *wit.Record:
		parts := make([]wit.Type, len(t.Fields))
		for i, f := range t.Fields {
			parts[i] = f.Type
		}
		return parts
	case *wit.Variant:
		parts := make([]wit.Type, len(t.Cases))
		for i, c := range t.Cases {
			parts[i] = c.Type
		}
		return parts
	}
	return nil
}
