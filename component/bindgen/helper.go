package bindgen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gyro-wasm/gyro/component/wit"
)

// A helper is a function of the generated package that does an operation for
// a type:
//
//	load   func(c, p) T            from memory; for lists func(c, ptr, n) T
//	copy   like load, without views of memory in T
//	store  func(c, p, v)           to memory
//	lift   func(c, s) T            from flat values
//	take   like lift, without views of memory in T
//	lower  func(c, s, v)           to flat values; for lists func(c, v) (ptr, n)
//	elem   component.Element[T]    a variable: T in streams and futures
type helper struct {
	op   string
	typ  wit.Type
	name string
}

// need returns the name of the helper for op and t and sees to it that it is
// written.
func (f *file) need(op string, t wit.Type) string {
	switch {
	case op == "copy" && !holdsBytes(t):
		op = "load"
	case op == "take" && !holdsBytes(t):
		op = "lift"
	}
	name := op + f.typeID(t)
	if _, ok := f.helpers[name]; !ok {
		h := helper{op, t, name}
		f.helpers[name] = h
		f.pending = append(f.pending, h)
	}
	return name
}

// basic sees to it that a helper with a fixed text is written.
func (f *file) basic(name string) string {
	if _, ok := f.helpers[name]; !ok {
		h := helper{op: name, name: name}
		f.helpers[name] = h
		f.pending = append(f.pending, h)
	}
	return name
}

// typeID returns a name for a type that is part of an identifier. Types of the
// same Go form have the same one.
func (f *file) typeID(t wit.Type) string {
	switch t := t.(type) {
	case nil:
		return "Unit"
	case wit.Primitive:
		return strings.ToUpper(t.String()[:1]) + t.String()[1:]
	case *wit.TypeDef:
		switch wit.Underlying(t).(type) {
		case *wit.Record, *wit.Variant, *wit.Enum, *wit.Flags:
			return identOf(f.named(terminal(t)))
		}
		return f.typeID(t.Type)
	case *wit.Own:
		return "Own" + identOf(f.named(definition(t.Def)))
	case *wit.Borrow:
		return "Borrow" + identOf(f.named(definition(t.Def)))
	case *wit.List:
		if isBytes(t) {
			return "Bytes"
		}
		return "List" + f.typeID(t.Elem)
	case *wit.Map:
		return "Map" + f.typeID(t.Key) + f.typeID(t.Value)
	case *wit.Option:
		return "Option" + f.typeID(t.Elem)
	case *wit.Result:
		return "Result" + f.typeID(t.OK) + f.typeID(t.Err)
	case *wit.Stream:
		return "Stream" + f.typeID(t.Elem)
	case *wit.Future:
		return "Future" + f.typeID(t.Elem)
	case *wit.Tuple:
		id := fmt.Sprintf("Tuple%d", len(t.Types))
		for _, m := range t.Types {
			id += f.typeID(m)
		}
		return id
	}
	f.fail("%T has no Go form yet", t)
	return "Any"
}

// terminal follows all names but the last.
func terminal(d *wit.TypeDef) *wit.TypeDef {
	for {
		to, ok := d.Type.(*wit.TypeDef)
		if !ok {
			return d
		}
		d = to
	}
}

// identOf makes a Go type part of an identifier: clocks.Datetime is
// ClocksDatetime.
func identOf(goType string) string {
	pkg, name, ok := strings.Cut(goType, ".")
	if !ok {
		return goType
	}
	return goName(pkg) + name
}

// offset adds a constant to an address.
func offset(base string, n int) string {
	if n == 0 {
		return base
	}
	return fmt.Sprintf("%s+%d", base, n)
}

// helperFuncs writes all helpers that are needed, sorted by name.
func (f *file) helperFuncs() {
	texts := map[string]string{}
	for len(f.pending) > 0 {
		h := f.pending[0]
		f.pending = f.pending[1:]
		f.body.Reset()
		f.helper(h)
		texts[h.name] = f.body.String()
	}
	f.body.Reset()
	names := make([]string, 0, len(texts))
	for name := range texts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f.body.WriteString(texts[name])
	}
}

func (f *file) helper(h helper) {
	f.use(componentPath)
	switch h.op {
	case "discriminant":
		f.use("fmt")
		f.p("// discriminant checks that v is one of n cases.")
		f.p("func discriminant(c *component.Call, v, n uint32) uint32 {")
		f.p("if v >= n {\nc.Trap(fmt.Errorf(\"invalid discriminant %%d of %%d cases\", v, n))\n}\nreturn v\n}\n")
	case "resultOf":
		f.use("errors")
		f.p("// resultOf makes a result of what a host function returned: err is an E, or it")
		f.p("// traps.")
		f.p("func resultOf[T any, E error](c *component.Call, v T, err error) component.Result[T, E] {")
		f.p("if err == nil {\nreturn component.Result[T, E]{OK: v}\n}")
		f.p("if e, ok := err.(E); ok {\nreturn component.Result[T, E]{Err: e, IsErr: true}\n}")
		f.p("var e E\nif !errors.As(err, &e) {\nc.Trap(err)\n}")
		f.p("return component.Result[T, E]{Err: e, IsErr: true}\n}\n")
	case "pair":
		f.p("// pair widens the flat form of a string or list.")
		f.p("func pair(ptr, n uint32) (uint64, uint64) { return uint64(ptr), uint64(n) }\n")
	case "bit":
		f.p("func bit(v bool) uint8 {\nif v {\nreturn 1\n}\nreturn 0\n}\n")
	case "load", "copy":
		f.loadHelper(h)
	case "store":
		f.storeHelper(h)
	case "elem":
		f.elementVar(h)
	case "lift", "take":
		f.owned = h.op == "take"
		defer func() { f.owned = false }()
		f.p("func %s(c *component.Call, s []uint64) %s {", h.name, f.goType(h.typ))
		f.bodyOfLift(h.typ)
		f.p("}\n")
	case "lower":
		f.lowerHelper(h)
	}
}
