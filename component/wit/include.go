package wit

import "strings"

// A renaming is what `include … with { a as b }` does to the items of the
// included world: types are defined anew under their new name, and what
// refers to them follows.
type renaming struct {
	names  map[string]string
	defs   map[*TypeDef]*TypeDef
	owners map[*Func]*TypeDef // of methods: the new definition of their resource
	// foreign drops gates with versions: those of another package.
	foreign bool
}

// newRenaming checks that each name is a plain name of the world; foreign says
// that the world is of another package. It returns nil if nothing changes.
func newRenaming(with []useName, of *worldItems, foreign bool) (*renaming, error) {
	if len(with) == 0 && !foreign {
		return nil, nil
	}
	r := &renaming{foreign: foreign, names: map[string]string{}, defs: map[*TypeDef]*TypeDef{}, owners: map[*Func]*TypeDef{}}
	plain := map[string]bool{}
	for _, side := range []*side{&of.imports, &of.exports} {
		for _, w := range side.items {
			plain[w.Name] = !isInterfaceName(w.Name)
		}
	}
	for _, n := range with {
		if !plain[n.name.text] {
			return nil, n.name.pos.errorf("the world has no plain name %q to rename; names of interfaces stay", n.name.text)
		}
		if _, ok := r.names[n.name.text]; ok {
			return nil, n.name.pos.errorf("%q is renamed twice; remove one", n.name.text)
		}
		r.names[n.name.text] = n.as.text
	}
	return r, nil
}

// item returns w under its new name. Types must come before what refers to
// them, and methods after their resource, as they do in a world.
func (r *renaming) item(w WorldItem) WorldItem {
	if r == nil {
		return w
	}
	r.gates(&w.Gates)
	if isInterfaceName(w.Name) {
		return w
	}
	w.Name = r.name(w.Name)
	switch {
	case w.Type != nil:
		w.Type = r.typeDef(w.Type, w.Name)
	case w.Func != nil:
		def := r.owners[w.Func]
		w.Func = r.function(w.Func, w.Name)
		if def != nil {
			def.Methods = append(def.Methods, w.Func)
		}
	}
	return w
}

func (r *renaming) gates(g *Gates) {
	if r.foreign {
		g.Since, g.Deprecated = "", ""
	}
}

// name renames a plain name, or the resource in the name of a method.
func (r *renaming) name(s string) string {
	if to, ok := r.names[s]; ok {
		return to
	}
	kind, rest, ok := strings.Cut(s, "]")
	if !ok {
		return s
	}
	res, fn, dot := strings.Cut(rest, ".")
	to, ok := r.names[res]
	if !ok {
		return s
	}
	if dot {
		to += "." + fn
	}
	return kind + "]" + to
}

func (r *renaming) typeDef(t *TypeDef, name string) *TypeDef {
	def := *t
	def.Name = name
	r.gates(&def.Gates)
	def.Type = r.typ(t.Type)
	def.Methods = nil // they follow as items
	r.defs[t] = &def
	for _, m := range t.Methods {
		r.owners[m] = &def
	}
	return &def
}

func (r *renaming) function(f *Func, name string) *Func {
	fn := *f
	fn.Name = name
	r.gates(&fn.Gates)
	fn.Params = r.fields(f.Params)
	fn.Result = r.typ(f.Result)
	return &fn
}

func (r *renaming) fields(fields []Field) []Field {
	var out []Field
	for _, f := range fields {
		out = append(out, Field{Name: f.Name, Type: r.typ(f.Type), Docs: f.Docs})
	}
	return out
}

// typ returns t with references to types of the included world replaced.
func (r *renaming) typ(t Type) Type {
	switch t := t.(type) {
	case *TypeDef:
		return r.def(t)
	case *Own:
		return &Own{Resource: t.Resource, Def: r.def(t.Def)}
	case *Borrow:
		return &Borrow{Resource: t.Resource, Def: r.def(t.Def)}
	case *List:
		return &List{Elem: r.typ(t.Elem), Len: t.Len}
	case *Map:
		return &Map{Key: r.typ(t.Key), Value: r.typ(t.Value)}
	case *Tuple:
		types := make([]Type, len(t.Types))
		for i, u := range t.Types {
			types[i] = r.typ(u)
		}
		return &Tuple{Types: types}
	case *Option:
		return &Option{Elem: r.typ(t.Elem)}
	case *Result:
		return &Result{OK: r.typ(t.OK), Err: r.typ(t.Err)}
	case *Stream:
		return &Stream{Elem: r.typ(t.Elem)}
	case *Future:
		return &Future{Elem: r.typ(t.Elem)}
	case *Record:
		return &Record{Fields: r.fields(t.Fields)}
	case *Variant:
		cases := make([]Case, len(t.Cases))
		for i, c := range t.Cases {
			cases[i] = Case{Name: c.Name, Type: r.typ(c.Type), Docs: c.Docs}
		}
		return &Variant{Cases: cases}
	}
	return t // primitives, enums, flags, nil
}

func (r *renaming) def(t *TypeDef) *TypeDef {
	if to := r.defs[t]; to != nil {
		return to
	}
	return t
}
