package wit

import "strings"

// A typeScope holds the type names of an interface or a world while it is
// resolved.
type typeScope struct {
	*resolver
	item  *item
	unit  *unit
	iface *Interface // nil in a world
	names map[string]*typeName
	list  []*typeName
	taken map[string]string // unique keys of types and functions

	out     []*TypeDef // resolved types, each after those it refers to
	methods []*Func    // of resources
}

// A typeName is a name that is declared or used.
type typeName struct {
	name  name
	attrs *attrs
	decl  *typeDecl
	from  itemPath // of a use
	orig  name     // its name there
	off   string
	state state
	def   *TypeDef
	depth int
}

// declare enters the names that uses and types introduce.
func (s *typeScope) declare(uses []*useDecl, types []*typeDecl) error {
	for _, u := range uses {
		off, err := s.gate(&u.attrs, u.from.pos, s.unit.owner)
		if err != nil {
			return err
		}
		if off == "" {
			if err := s.useInterface(u.from); err != nil {
				return err
			}
		}
		for _, n := range u.names {
			if err := s.add(&typeName{name: n.as, attrs: &u.attrs, from: u.from, orig: n.name, off: off}); err != nil {
				return err
			}
		}
	}
	for _, d := range types {
		off, err := s.gate(&d.attrs, d.name.pos, s.unit.owner)
		if err != nil {
			return err
		}
		if err := s.add(&typeName{name: d.name, attrs: &d.attrs, decl: d, off: off}); err != nil {
			return err
		}
	}
	return nil
}

func (s *typeScope) add(n *typeName) error {
	if err := claim(s.taken, n.name.text, n.name.pos, "type"); err != nil {
		return err
	}
	s.names[n.name.text] = n
	s.list = append(s.list, n)
	return nil
}

// useInterface resolves the interface that a use names.
func (s *typeScope) useInterface(from itemPath) error {
	it, err := s.lookup(from, s.unit)
	if err != nil {
		return err
	}
	if it.iface == nil {
		return from.pos.errorf("%q is a world; types are used from interfaces", from.name.text)
	}
	return s.refer(s.item, it, from.pos)
}

// resolveAll resolves all types, and then the methods of resources.
func (s *typeScope) resolveAll() error {
	for _, n := range s.list {
		if n.off != "" {
			continue
		}
		if err := s.resolveName(n, n.name.pos); err != nil {
			return err
		}
	}
	for _, n := range s.list {
		if n.decl == nil || !n.decl.resource {
			continue
		}
		for _, m := range n.decl.methods {
			if n.off != "" {
				if m.gates.Unstable == "" {
					return m.name.pos.errorf("resource %q is left out, as its feature %q is not enabled, but this function is not; gate it likewise", n.name.text, n.off)
				}
				continue
			}
			f, err := s.function(m, n.def)
			if err != nil {
				return err
			}
			if f == nil {
				continue
			}
			if err := claim(s.taken, f.Name, m.name.pos, "function"); err != nil {
				return err
			}
			n.def.Methods = append(n.def.Methods, f)
			s.methods = append(s.methods, f)
		}
	}
	return nil
}

// resolveName resolves n, which at refers to.
func (s *typeScope) resolveName(n *typeName, at pos) error {
	if n.off != "" {
		return at.errorf("type %q is left out, as its feature %q is not enabled; enable it, or gate this item likewise", n.name.text, n.off)
	}
	switch n.state {
	case resolved:
		return nil
	case resolving:
		return at.errorf("type %q depends on itself; types cannot be recursive", n.name.text)
	}
	n.state = resolving
	if s.depth++; s.depth > maxDepth {
		return at.errorf("types refer to each other more than %d deep", maxDepth)
	}
	defer func() { s.resolver.depth-- }()
	n.def = &TypeDef{
		Name: n.name.text, Interface: s.iface, ExternalID: n.attrs.externalID,
		Docs: n.attrs.docs, Gates: n.attrs.gates,
	}
	if err := s.define(n); err != nil {
		return err
	}
	if n.depth > maxTypeDepth {
		return n.name.pos.errorf("type %q nests deeper than %d", n.name.text, maxTypeDepth)
	}
	n.state = resolved
	s.out = append(s.out, n.def)
	return nil
}

// define sets what n.def stands for.
func (s *typeScope) define(n *typeName) (err error) {
	switch {
	case n.decl == nil:
		orig, err := s.used(n)
		if err != nil {
			return err
		}
		n.def.Type, n.depth = orig.def, orig.depth+1
	case n.decl.resource:
		n.def.Resource = &Resource{Name: n.name.text}
	case n.decl.expr.kind == exprName && s.names[n.decl.expr.name.text] != nil:
		// An alias, possibly of a resource.
		to := s.names[n.decl.expr.name.text]
		if err := s.resolveName(to, n.decl.expr.name.pos); err != nil {
			return err
		}
		n.def.Type, n.depth = to.def, to.depth+1
	default:
		n.def.Type, n.depth, err = s.typ(n.decl.expr)
	}
	return err
}

// used finds the type that a use refers to.
func (s *typeScope) used(n *typeName) (*typeName, error) {
	it, err := s.lookup(n.from, s.unit)
	if err != nil {
		return nil, err
	}
	orig := it.types.names[n.orig.text]
	if orig == nil {
		return nil, n.orig.pos.errorf("no type %q in interface %q", n.orig.text, n.from.name.text)
	}
	if orig.off != "" {
		return nil, n.orig.pos.errorf("type %q is left out, as its feature %q is not enabled; enable it, or gate this item likewise", n.orig.text, orig.off)
	}
	return orig, nil
}

// typ resolves a type expression; depth is how deep it nests, with names
// looked through.
func (s *typeScope) typ(e *typeExpr) (t Type, depth int, err error) {
	switch e.kind {
	case exprPrimitive:
		return e.prim, 1, nil
	case exprName:
		return s.named(e.name)
	case exprOwn, exprBorrow:
		return s.handle(e)
	case exprRecord, exprVariant, exprEnum, exprFlags:
		return s.members(e)
	}
	args := make([]Type, len(e.args))
	for i, a := range e.args {
		if a == nil {
			continue
		}
		var d int
		if args[i], d, err = s.typ(a); err != nil {
			return nil, 0, err
		}
		depth = max(depth, d)
	}
	switch e.kind {
	case exprList:
		t = &List{Elem: args[0], Len: e.len}
	case exprMap:
		if !isMapKey(args[0]) {
			return nil, 0, e.args[0].pos.errorf("a map key is an integer, bool, char or string")
		}
		t = &Map{Key: args[0], Value: args[1]}
	case exprTuple:
		t = &Tuple{Types: args}
	case exprOption:
		t = &Option{Elem: args[0]}
	case exprResult:
		t = &Result{OK: args[0], Err: args[1]}
	case exprStream:
		t = &Stream{Elem: args[0]}
	case exprFuture:
		t = &Future{Elem: args[0]}
	}
	return t, depth + 1, nil
}

func isMapKey(t Type) bool {
	p, ok := Underlying(t).(Primitive)
	return ok && p != F32 && p != F64 && p != ErrorContext
}

// named resolves a reference to a type name. The name of a resource stands for
// an owning handle.
func (s *typeScope) named(n name) (Type, int, error) {
	to := s.names[n.text]
	if to == nil {
		if n.text == "error-context" {
			return ErrorContext, 1, nil
		}
		return nil, 0, n.pos.errorf("no type %q here; declare it or `use` it", n.text)
	}
	if err := s.resolveName(to, n.pos); err != nil {
		return nil, 0, err
	}
	if res := ResourceOf(to.def); res != nil {
		return &Own{Resource: res, Def: to.def}, 1, nil
	}
	return to.def, to.depth + 1, nil
}

func (s *typeScope) handle(e *typeExpr) (Type, int, error) {
	to := s.names[e.name.text]
	if to == nil {
		return nil, 0, e.name.pos.errorf("no resource %q here; declare it or `use` it", e.name.text)
	}
	if err := s.resolveName(to, e.name.pos); err != nil {
		return nil, 0, err
	}
	res := ResourceOf(to.def)
	if res == nil {
		return nil, 0, e.name.pos.errorf("%q is not a resource; own and borrow take the name of one", e.name.text)
	}
	if e.kind == exprBorrow {
		return &Borrow{Resource: res, Def: to.def}, 1, nil
	}
	return &Own{Resource: res, Def: to.def}, 1, nil
}

// members resolves a record, variant, enum or flags.
func (s *typeScope) members(e *typeExpr) (Type, int, error) {
	if e.kind == exprFlags && len(e.fields) > 32 {
		return nil, 0, e.pos.errorf("flags have %d members; 32 is the most", len(e.fields))
	}
	seen := map[string]bool{}
	var (
		fields []Field
		cases  []Case
		labels []Label
		depth  int
	)
	for _, f := range e.fields {
		if key := strings.ToLower(f.name.text); seen[key] {
			return nil, 0, f.name.pos.errorf("%q stands twice in the type; rename one", f.name.text)
		} else {
			seen[key] = true
		}
		var t Type
		if f.typ != nil {
			var d int
			var err error
			if t, d, err = s.typ(f.typ); err != nil {
				return nil, 0, err
			}
			depth = max(depth, d)
		}
		switch e.kind {
		case exprRecord:
			fields = append(fields, Field{Name: f.name.text, Type: t, Docs: f.docs})
		case exprVariant:
			cases = append(cases, Case{Name: f.name.text, Type: t, Docs: f.docs})
		default:
			labels = append(labels, Label{Name: f.name.text, Docs: f.docs})
		}
	}
	switch e.kind {
	case exprRecord:
		return &Record{Fields: fields}, depth + 1, nil
	case exprVariant:
		return &Variant{Cases: cases}, depth + 1, nil
	case exprEnum:
		return &Enum{Cases: labels}, 1, nil
	}
	return &Flags{Flags: labels}, 1, nil
}

// function resolves a function; res is the resource that it belongs to, if
// any. It returns nil if the function is left out.
func (s *typeScope) function(d *funcDecl, res *TypeDef) (*Func, error) {
	off, err := s.gate(&d.attrs, d.name.pos, s.unit.owner)
	if off != "" || err != nil {
		return nil, err
	}
	f := &Func{Name: funcName(d, res), Async: d.async, ExternalID: d.externalID, Docs: d.docs, Gates: d.gates}
	seen := map[string]bool{}
	if d.kind == method {
		f.Params = append(f.Params, Field{Name: "self", Type: &Borrow{Resource: res.Resource, Def: res}})
		seen["self"] = true
	}
	for _, p := range d.params {
		key := strings.ToLower(p.name.text)
		if seen[key] {
			return nil, p.name.pos.errorf("parameter %q stands twice; rename one", p.name.text)
		}
		seen[key] = true
		t, _, err := s.typ(p.typ)
		if err != nil {
			return nil, err
		}
		f.Params = append(f.Params, Field{Name: p.name.text, Type: t, Docs: p.docs})
	}
	return f, s.result(f, d, res)
}

func funcName(d *funcDecl, res *TypeDef) string {
	switch d.kind {
	case method:
		return "[method]" + res.Name + "." + d.name.text
	case static:
		return "[static]" + res.Name + "." + d.name.text
	case constructor:
		return "[constructor]" + res.Name
	}
	return d.name.text
}

// result resolves the result type of f.
func (s *typeScope) result(f *Func, d *funcDecl, res *TypeDef) (err error) {
	if d.result != nil {
		if f.Result, _, err = s.typ(d.result); err != nil {
			return err
		}
		if hasBorrow(f.Result, map[*TypeDef]bool{}) {
			return d.result.pos.errorf("a result cannot hold a borrowed handle; return an owned one")
		}
	}
	if d.kind != constructor {
		return nil
	}
	if f.Result == nil {
		f.Result = &Own{Resource: res.Resource, Def: res}
		return nil
	}
	if r, ok := f.Result.(*Result); ok {
		if own, ok := r.OK.(*Own); ok && own.Resource == res.Resource {
			return nil
		}
	}
	return d.result.pos.errorf("a constructor returns nothing or result<%s, …>", res.Name)
}

// hasBorrow reports whether a value of type t can hold a borrowed handle; seen
// has the named types known not to.
func hasBorrow(t Type, seen map[*TypeDef]bool) bool {
	any := func(types ...Type) bool {
		for _, t := range types {
			if t != nil && hasBorrow(t, seen) {
				return true
			}
		}
		return false
	}
	switch t := t.(type) {
	case *Borrow:
		return true
	case *TypeDef:
		if seen[t] || t.Type == nil {
			return false
		}
		seen[t] = true
		return hasBorrow(t.Type, seen)
	case *List:
		return any(t.Elem)
	case *Map:
		return any(t.Key, t.Value)
	case *Option:
		return any(t.Elem)
	case *Result:
		return any(t.OK, t.Err)
	case *Stream:
		return any(t.Elem)
	case *Future:
		return any(t.Elem)
	case *Tuple:
		return any(t.Types...)
	case *Record:
		for _, f := range t.Fields {
			if any(f.Type) {
				return true
			}
		}
	case *Variant:
		for _, c := range t.Cases {
			if any(c.Type) {
				return true
			}
		}
	}
	return false
}
