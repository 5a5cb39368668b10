package wit

import "fmt"

// Assignable reports, by an error that says where and why not, whether a value
// of type got may stand where one of type want is expected. Value types are
// compared by structure, names of types aside; the names of fields, cases and
// flags count. The Component Model's subtyping of value types is equality at
// present.
//
// resources decides which resource types are the same; nil stands for equality
// of pointers.
func Assignable(got, want Type, resources func(got, want *Resource) bool) error {
	c := newComparison(resources)
	return c.types(got, want)
}

// AssignableFunc reports, by an error such as `param 2 (len): expected u64,
// found u32`, whether a function of type got may stand where one of type want
// is expected. resources is as for [Assignable].
func AssignableFunc(got, want *Func, resources func(got, want *Resource) bool) error {
	c := newComparison(resources)
	if len(got.Params) != len(want.Params) {
		return fmt.Errorf("expected %d params, found %d", len(want.Params), len(got.Params))
	}
	for i, w := range want.Params {
		g := got.Params[i]
		if g.Name != w.Name {
			return fmt.Errorf("param %d: expected name %q, found %q", i+1, w.Name, g.Name)
		}
		if err := c.types(g.Type, w.Type); err != nil {
			return fmt.Errorf("param %d (%s): %w", i+1, w.Name, err)
		}
	}
	if err := c.types(got.Result, want.Result); err != nil {
		return fmt.Errorf("result: %w", err)
	}
	if got.Async != want.Async {
		return fmt.Errorf("expected %s, found %s", asyncName(want), asyncName(got))
	}
	return nil
}

func asyncName(f *Func) string {
	if f.Async {
		return "an async function"
	}
	return "a function that is not async"
}

// A comparison remembers the pairs of types that it has found equal: types are
// graphs, in which a few definitions can spell a huge tree.
type comparison struct {
	resources func(got, want *Resource) bool
	equal     map[[2]Type]bool
}

func newComparison(resources func(got, want *Resource) bool) *comparison {
	if resources == nil {
		resources = func(got, want *Resource) bool { return got == want }
	}
	return &comparison{resources: resources, equal: map[[2]Type]bool{}}
}

func (c *comparison) types(got, want Type) error {
	if got == want {
		return nil
	}
	key := [2]Type{got, want}
	if c.equal[key] {
		return nil
	}
	if err := c.underlying(got, want); err != nil {
		return err
	}
	c.equal[key] = true
	return nil
}

func (c *comparison) underlying(got, want Type) error {
	g, w := Underlying(got), Underlying(want)
	switch w := w.(type) {
	case nil:
		if g == nil {
			return nil
		}
	case Primitive:
		if g == w {
			return nil
		}
	case *List:
		if g, ok := g.(*List); ok && g.Len == w.Len {
			return in("element", c.types(g.Elem, w.Elem))
		}
	case *Map:
		if g, ok := g.(*Map); ok {
			if err := c.types(g.Key, w.Key); err != nil {
				return in("key", err)
			}
			return in("value", c.types(g.Value, w.Value))
		}
	case *Option:
		if g, ok := g.(*Option); ok {
			return in("some", c.types(g.Elem, w.Elem))
		}
	case *Result:
		if g, ok := g.(*Result); ok {
			if err := c.types(g.OK, w.OK); err != nil {
				return in("ok", err)
			}
			return in("error", c.types(g.Err, w.Err))
		}
	case *Stream:
		if g, ok := g.(*Stream); ok {
			return in("element", c.types(g.Elem, w.Elem))
		}
	case *Future:
		if g, ok := g.(*Future); ok {
			return in("value", c.types(g.Elem, w.Elem))
		}
	case *Tuple:
		if g, ok := g.(*Tuple); ok {
			return c.tuples(g, w)
		}
	case *Record:
		if g, ok := g.(*Record); ok {
			return c.records(g, w)
		}
	case *Variant:
		if g, ok := g.(*Variant); ok {
			return c.variants(g, w)
		}
	case *Enum:
		if g, ok := g.(*Enum); ok {
			return labels("case", g.Cases, w.Cases)
		}
	case *Flags:
		if g, ok := g.(*Flags); ok {
			return labels("flag", g.Flags, w.Flags)
		}
	case *Own:
		if g, ok := g.(*Own); ok {
			return c.resource(g.Resource, w.Resource)
		}
	case *Borrow:
		if g, ok := g.(*Borrow); ok {
			return c.resource(g.Resource, w.Resource)
		}
	case *TypeDef: // a resource type itself
		if g, ok := g.(*TypeDef); ok {
			return c.resource(g.Resource, w.Resource)
		}
	}
	return fmt.Errorf("expected %s, found %s", kindName(w), kindName(g))
}

func (c *comparison) resource(got, want *Resource) error {
	if !c.resources(got, want) {
		return fmt.Errorf("expected resource %q, found another resource, %q", want.Name, got.Name)
	}
	return nil
}

func (c *comparison) tuples(got, want *Tuple) error {
	if len(got.Types) != len(want.Types) {
		return fmt.Errorf("expected a tuple of %d, found one of %d", len(want.Types), len(got.Types))
	}
	for i, w := range want.Types {
		if err := c.types(got.Types[i], w); err != nil {
			return fmt.Errorf("member %d: %w", i+1, err)
		}
	}
	return nil
}

func (c *comparison) records(got, want *Record) error {
	if len(got.Fields) != len(want.Fields) {
		return fmt.Errorf("expected a record of %d fields, found one of %d", len(want.Fields), len(got.Fields))
	}
	for i, w := range want.Fields {
		g := got.Fields[i]
		if g.Name != w.Name {
			return fmt.Errorf("field %d: expected name %q, found %q", i+1, w.Name, g.Name)
		}
		if err := c.types(g.Type, w.Type); err != nil {
			return in("field "+w.Name, err)
		}
	}
	return nil
}

func (c *comparison) variants(got, want *Variant) error {
	if len(got.Cases) != len(want.Cases) {
		return fmt.Errorf("expected a variant of %d cases, found one of %d", len(want.Cases), len(got.Cases))
	}
	for i, w := range want.Cases {
		g := got.Cases[i]
		if g.Name != w.Name {
			return fmt.Errorf("case %d: expected name %q, found %q", i+1, w.Name, g.Name)
		}
		if err := c.types(g.Type, w.Type); err != nil {
			return in("case "+w.Name, err)
		}
	}
	return nil
}

func labels(what string, got, want []Label) error {
	if len(got) != len(want) {
		return fmt.Errorf("expected %d %ss, found %d", len(want), what, len(got))
	}
	for i, w := range want {
		if got[i].Name != w.Name {
			return fmt.Errorf("%s %d: expected name %q, found %q", what, i+1, w.Name, got[i].Name)
		}
	}
	return nil
}

// in adds a place to an error.
func in(place string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", place, err)
}

// kindName names the outermost constructor of a type.
func kindName(t Type) string {
	switch t := t.(type) {
	case nil:
		return "nothing"
	case Primitive:
		return t.String()
	case *List:
		if t.Len > 0 {
			return fmt.Sprintf("a list of fixed length %d", t.Len)
		}
		return "a list"
	case *Map:
		return "a map"
	case *Tuple:
		return "a tuple"
	case *Option:
		return "an option"
	case *Result:
		return "a result"
	case *Record:
		return "a record"
	case *Variant:
		return "a variant"
	case *Enum:
		return "an enum"
	case *Flags:
		return "flags"
	case *Own:
		return fmt.Sprintf("own<%s>", t.Resource.Name)
	case *Borrow:
		return fmt.Sprintf("borrow<%s>", t.Resource.Name)
	case *Stream:
		return "a stream"
	case *Future:
		return "a future"
	}
	return "a resource type"
}
