package bindgen

import (
	"fmt"

	"github.com/gyro-wasm/gyro/component/wit"
)

// Flat values are words of a stack, s[i] and those after it. Only the low 32
// bits of a word that holds an i32 or f32 mean something.

// lift returns an expression for the value of type t that is flattened from
// s[i] on (CanonicalABI.md, "Flat Lifting").
func (f *file) lift(t wit.Type, s string, i int) string {
	word := fmt.Sprintf("%s[%d]", s, i)
	low := "uint32(" + word + ")"
	next := fmt.Sprintf("uint32(%s[%d])", s, i+1)
	switch u := wit.Underlying(t).(type) {
	case wit.Primitive:
		switch u {
		case wit.String:
			return fmt.Sprintf("c.LoadString(%s, %s)", low, next)
		case wit.U64, wit.S64, wit.F64:
			return f.fromBits(u, word)
		case wit.Bool, wit.F32:
			return f.fromBits(u, low)
		case wit.Char:
			return "c.LoadChar(" + word + ")"
		}
		return primitiveTypes[u] + "(" + word + ")"
	case *wit.Flags:
		return f.flagsOf(t, u, word)
	case *wit.Enum:
		return f.enumOf(t, u, word)
	}
	if h, ok := f.handle(t, low); ok {
		return h
	}
	load, lift := "load", "lift"
	if f.owned {
		load, lift = "copy", "take"
	}
	if isBytes(t) {
		bytes := fmt.Sprintf("c.LoadBytes(%s, %s)", low, next)
		if f.owned {
			bytes = f.use("bytes") + ".Clone(" + bytes + ")"
		}
		return bytes
	}
	if isList(t) {
		return fmt.Sprintf("%s(c, %s, %s)", f.need(load, t), low, next)
	}
	return fmt.Sprintf("%s(c, %s)", f.need(lift, t), slice(s, i))
}

// slice returns the flat values from s[i] on.
func slice(s string, i int) string {
	if i == 0 {
		return s
	}
	return fmt.Sprintf("%s[%d:]", s, i)
}

// bodyOfLift writes the statements that lift a composite type from s.
func (f *file) bodyOfLift(t wit.Type) {
	u := wit.Underlying(t)
	switch u.(type) {
	case *wit.Record, *wit.Tuple:
		f.p("return %s{", f.goType(t))
		slot := 0
		for i, m := range members(u) {
			f.p("%s: %s,", fieldName(u, i), f.lift(m, "s", slot))
			slot += flat(m)
		}
		f.p("}")
	default:
		f.cases(t, "uint32(s[0])", func(t wit.Type) string { return f.lift(t, "s", 1) })
	}
}

// lower writes statements that flatten v of type t into s[i] and those after
// it (CanonicalABI.md, "Flat Lowering").
func (f *file) lower(t wit.Type, s string, i int, v string) {
	word := fmt.Sprintf("%s[%d]", s, i)
	two := fmt.Sprintf("%s, %s[%d] = %s(", word, s, i+1, "pair")
	switch u := wit.Underlying(t).(type) {
	case wit.Primitive:
		if u == wit.String {
			f.basic("pair")
			f.p("%sc.StoreString(%s))", two, v)
		} else {
			f.p("%s = %s", word, f.toBits(u, v, 64))
		}
		return
	case *wit.Flags, *wit.Enum:
		f.p("%s = uint64(%s)", word, v)
		return
	case *wit.List, *wit.Map:
		f.basic("pair")
		f.p("%s%s)", two, f.lowerList(t, v))
		return
	}
	if h, ok := f.lowerHandle(t, v); ok {
		f.p("%s = uint64(%s)", word, h)
		return
	}
	f.p("%s(c, %s, %s)", f.need("lower", t), slice(s, i), v)
}

// lowerList returns an expression for pointer and length of v after it is
// stored in the guest.
func (f *file) lowerList(t wit.Type, v string) string {
	if isBytes(t) {
		return "c.StoreBytes(" + v + ")"
	}
	return fmt.Sprintf("%s(c, %s)", f.need("lower", t), v)
}

// lowerHelper writes the function that lowers a composite type.
func (f *file) lowerHelper(h helper) {
	if isList(h.typ) {
		f.p("func %s(c *component.Call, v %s) (ptr, n uint32) {", h.name, f.goType(h.typ))
		f.lowerListBody(h.typ)
		f.p("}\n")
		return
	}
	f.p("func %s(c *component.Call, s []uint64, v %s) {", h.name, f.goType(h.typ))
	u := wit.Underlying(h.typ)
	switch u.(type) {
	case *wit.Record, *wit.Tuple:
		slot := 0
		for i, m := range members(u) {
			f.lower(m, "s", slot, "v."+fieldName(u, i))
			slot += flat(m)
		}
	default:
		f.lowerCases(h.typ)
	}
	f.p("}\n")
}

func (f *file) lowerListBody(t wit.Type) {
	var types []wit.Type
	var loop string
	values := []string{"e"}
	switch u := wit.Underlying(t).(type) {
	case *wit.List:
		types, loop = []wit.Type{u.Elem}, "for _, e := range v {"
	case *wit.Map:
		types, loop, values = []wit.Type{u.Key, u.Value}, "for k, e := range v {", []string{"k", "e"}
	}
	size, align := tupleLayout(types)
	at := offsets(types)
	f.p("ptr = c.AllocList(len(v), %d, %d)", size, align)
	f.p("p := ptr")
	f.p("%s", loop)
	for i, m := range types {
		f.store(m, offset("p", at[i]), values[i])
	}
	f.p("p += %d\n}\nreturn ptr, uint32(len(v))", size)
}

func (f *file) lowerCases(t wit.Type) {
	u := wit.Underlying(t)
	if n := flat(u); n > 1 { // a case that is narrower leaves zeros
		f.p("clear(s[:%d])", n)
	}
	switch u := u.(type) {
	case *wit.Option:
		f.p("if !v.Some {\ns[0] = 0\nreturn\n}\ns[0] = 1")
		f.lower(u.Elem, "s", 1, "v.Value")
	case *wit.Result:
		f.p("if v.IsErr {\ns[0] = 1")
		if u.Err != nil {
			f.lower(u.Err, "s", 1, "v.Err")
		}
		f.p("return\n}\ns[0] = 0")
		if u.OK != nil {
			f.lower(u.OK, "s", 1, "v.OK")
		}
	case *wit.Variant:
		f.p("s[0] = uint64(v.Tag)")
		f.switchTag(f.goType(t), "v.Tag", u, func(c wit.Case) {
			f.lower(c.Type, "s", 1, "v.Value.("+f.goType(c.Type)+")")
		})
	}
}
