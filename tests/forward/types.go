package forward

import "github.com/gyro-wasm/gyro/component/wit"

// A scope is where types have numbers: a component, or the type of an instance.
type scope struct {
	emit      func(def []byte) // adds a type, which gets the next number
	next      int
	defs      map[*wit.TypeDef]int
	resources map[*wit.Resource]int
	shapes    map[string]int // of types without a name, by their encoding
}

func newScope(emit func([]byte)) *scope {
	return &scope{emit, 0, map[*wit.TypeDef]int{}, map[*wit.Resource]int{}, map[string]int{}}
}

// define adds a type without a name.
func (s *scope) define(def []byte) int {
	if n, ok := s.shapes[string(def)]; ok {
		return n
	}
	s.emit(def)
	s.next++
	s.shapes[string(def)] = s.next - 1
	return s.next - 1
}

// name gives t the next number.
func (s *scope) name(t *wit.TypeDef) {
	s.defs[t] = s.next
	if r := wit.ResourceOf(t); r != nil {
		if _, ok := s.resources[r]; !ok { // other names are aliases
			s.resources[r] = s.next
		}
	}
	s.next++
}

// usedFrom returns what t is in another interface than i; nil if it is of i.
func usedFrom(i *wit.Interface, t *wit.TypeDef) *wit.TypeDef {
	if u, ok := t.Type.(*wit.TypeDef); ok && u.Interface != i {
		return u
	}
	return nil
}

// instanceType encodes i as the type of an instance, within outer.
func instanceType(i *wit.Interface, outer *scope) []byte {
	var decls [][]byte
	s := newScope(func(def []byte) { decls = append(decls, concat([]byte{1}, def)) })
	for _, t := range i.Types {
		bound := []byte{1} // a resource
		if u := usedFrom(i, t); u != nil {
			decls = append(decls, concat([]byte{2, 3, 2, 1}, uleb(outer.defs[u])))
			bound = concat([]byte{0}, uleb(s.next))
			s.next++
		} else if t.Resource == nil {
			bound = concat([]byte{0}, uleb(s.index(t.Type)))
		}
		decls = append(decls, concat([]byte{4}, externName(t.Name), []byte{3}, bound))
		s.name(t)
	}
	for _, f := range i.Funcs {
		n := s.define(s.funcType(f))
		decls = append(decls, concat([]byte{4}, externName(f.Name), []byte{1}, uleb(n)))
	}
	return concat([]byte{0x42}, vector(decls))
}

// externName is the name of an import or export of a component.
func externName(s string) []byte { return append([]byte{0}, text(s)...) }

func (s *scope) funcType(f *wit.Func) []byte {
	var params [][]byte
	for _, p := range f.Params {
		params = append(params, concat(text(p.Name), s.ref(p.Type)))
	}
	kind, result := byte(0x40), []byte{1, 0}
	if f.Async {
		kind = 0x43
	}
	if f.Result != nil {
		result = concat([]byte{0}, s.ref(f.Result))
	}
	return concat([]byte{kind}, vector(params), result)
}

// index returns the number of t, which is defined if need be.
func (s *scope) index(t wit.Type) int {
	if d, ok := t.(*wit.TypeDef); ok {
		return s.defs[d]
	}
	return s.define(s.def(t))
}

var primitives = map[wit.Primitive]byte{
	wit.Bool: 0x7f, wit.S8: 0x7e, wit.U8: 0x7d, wit.S16: 0x7c, wit.U16: 0x7b, wit.S32: 0x7a, wit.U32: 0x79,
	wit.S64: 0x78, wit.U64: 0x77, wit.F32: 0x76, wit.F64: 0x75, wit.Char: 0x74, wit.String: 0x73,
}

// ref encodes t where a value type stands.
func (s *scope) ref(t wit.Type) []byte {
	if p, ok := t.(wit.Primitive); ok {
		return []byte{primitives[p]}
	}
	return sleb(int32(s.index(t)))
}

func (s *scope) optional(t wit.Type) []byte {
	if t == nil {
		return []byte{0}
	}
	return concat([]byte{1}, s.ref(t))
}

// def encodes the definition of t (Binary.md, "Type Definitions").
func (s *scope) def(t wit.Type) []byte {
	var items [][]byte
	switch t := t.(type) {
	case wit.Primitive:
		return []byte{primitives[t]}
	case *wit.List:
		return concat([]byte{0x70}, s.ref(t.Elem))
	case *wit.Option:
		return concat([]byte{0x6b}, s.ref(t.Elem))
	case *wit.Result:
		return concat([]byte{0x6a}, s.optional(t.OK), s.optional(t.Err))
	case *wit.Stream:
		return concat([]byte{0x66}, s.optional(t.Elem))
	case *wit.Future:
		return concat([]byte{0x65}, s.optional(t.Elem))
	case *wit.Own:
		return concat([]byte{0x69}, uleb(s.resources[t.Resource]))
	case *wit.Borrow:
		return concat([]byte{0x68}, uleb(s.resources[t.Resource]))
	case *wit.Tuple:
		for _, e := range t.Types {
			items = append(items, s.ref(e))
		}
		return concat([]byte{0x6f}, vector(items))
	case *wit.Record:
		for _, f := range t.Fields {
			items = append(items, concat(text(f.Name), s.ref(f.Type)))
		}
		return concat([]byte{0x72}, vector(items))
	case *wit.Variant:
		for _, c := range t.Cases {
			items = append(items, concat(text(c.Name), s.optional(c.Type), []byte{0}))
		}
		return concat([]byte{0x71}, vector(items))
	case *wit.Enum:
		return concat([]byte{0x6d}, labels(t.Cases))
	case *wit.Flags:
		return concat([]byte{0x6e}, labels(t.Flags))
	}
	panic("a type that WASI does not have")
}

func labels(ls []wit.Label) []byte {
	var items [][]byte
	for _, l := range ls {
		items = append(items, text(l.Name))
	}
	return vector(items)
}

// asyncTypes calls f with the streams and futures in the functions of the
// interfaces.
func asyncTypes(interfaces []*wit.Interface, f func(i *wit.Interface, t wit.Type)) {
	var walk func(i *wit.Interface, t wit.Type)
	walk = func(i *wit.Interface, t wit.Type) {
		switch t := wit.Underlying(t).(type) {
		case *wit.Stream, *wit.Future:
			f(i, t)
		case *wit.Option:
			walk(i, t.Elem)
		case *wit.Result:
			walk(i, t.OK)
			walk(i, t.Err)
		case *wit.Tuple:
			for _, e := range t.Types {
				walk(i, e)
			}
		}
	}
	for _, i := range interfaces {
		for _, fn := range i.Funcs {
			for _, p := range fn.Params {
				walk(i, p.Type)
			}
			walk(i, fn.Result)
		}
	}
}
