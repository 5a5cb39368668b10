package bindgen

import (
	"fmt"

	"github.com/gyro-wasm/gyro/component/wit"
)

// load returns an expression for the value of type t at an address; owned
// asks for a value without views of memory (CanonicalABI.md, "Loading").
func (f *file) load(t wit.Type, at string, owned bool) string {
	op := "load"
	if owned {
		op = "copy"
	}
	mem := func(bits int) string { return fmt.Sprintf("c.Memory().U%d(%s)", bits, at) }
	switch u := wit.Underlying(t).(type) {
	case wit.Primitive:
		if u != wit.String {
			return f.fromBits(u, func() string { s, _ := primitiveLayout(u); return mem(s * 8) }())
		}
	case *wit.Flags:
		return f.flagsOf(t, u, mem(flagsSize(u)*8))
	case *wit.Enum:
		return f.enumOf(t, u, mem(discSize(len(u.Cases))*8))
	}
	if s, ok := f.handle(t, mem(32)); ok {
		return s
	}
	if isList(t) && !isBytes(t) {
		return fmt.Sprintf("%s(c, %s, c.Memory().U32(%s))", f.need(op, t), mem(32), plus(at, 4))
	}
	return fmt.Sprintf("%s(c, %s)", f.need(op, t), at)
}

// fromBits converts an integer as read from memory or from a flat value,
// which has at least the bits of p, to the Go form of p.
func (f *file) fromBits(p wit.Primitive, bits string) string {
	switch p {
	case wit.Bool:
		return bits + " != 0"
	case wit.F32:
		return f.use("math") + ".Float32frombits(" + bits + ")"
	case wit.F64:
		return f.use("math") + ".Float64frombits(" + bits + ")"
	case wit.Char:
		return "c.LoadChar(uint64(" + bits + "))"
	case wit.S8, wit.S16, wit.S32, wit.S64:
		return primitiveTypes[p] + "(" + bits + ")"
	}
	return bits
}

// flagsOf converts an integer to flags; bits without a name are ignored.
func (f *file) flagsOf(t wit.Type, u *wit.Flags, bits string) string {
	typ := f.goType(t)
	if len(u.Flags) == flagsSize(u)*8 {
		return typ + "(" + bits + ")"
	}
	return fmt.Sprintf("%s(%s) & %#x", typ, bits, 1<<len(u.Flags)-1)
}

func (f *file) enumOf(t wit.Type, u *wit.Enum, bits string) string {
	return fmt.Sprintf("%s(%s(c, uint32(%s), %d))", f.goType(t), f.basic("discriminant"), bits, len(u.Cases))
}

// handle returns an expression that lifts a handle, if t is one.
func (f *file) handle(t wit.Type, bits string) (string, bool) {
	switch u := wit.Underlying(t).(type) {
	case *wit.Own:
		return fmt.Sprintf("c.Own(%s, %s).(%s)", bits, f.resourceVar(u.Def), f.named(u.Def)), true
	case *wit.Borrow:
		return fmt.Sprintf("c.Borrow(%s, %s).(%s)", bits, f.resourceVar(u.Def), f.named(u.Def)), true
	case *wit.Stream:
		return fmt.Sprintf("%s.LiftStream(c, %s, %s)", f.use(componentPath), bits, f.element(u.Elem)), true
	case *wit.Future:
		return fmt.Sprintf("%s.LiftFuture(c, %s, %s)", f.use(componentPath), bits, f.element(u.Elem)), true
	}
	return "", false
}

// lowerHandle returns an expression that lowers a handle, if t is one.
func (f *file) lowerHandle(t wit.Type, v string) (string, bool) {
	switch u := wit.Underlying(t).(type) {
	case *wit.Own:
		return fmt.Sprintf("c.NewOwn(%s, %s)", f.resourceVar(u.Def), v), true
	case *wit.Borrow:
		return fmt.Sprintf("c.NewBorrow(%s, %s)", f.resourceVar(u.Def), v), true
	case *wit.Stream:
		return fmt.Sprintf("%s.LowerStream(c, %s, %s)", f.use(componentPath), v, f.element(u.Elem)), true
	case *wit.Future:
		return fmt.Sprintf("%s.LowerFuture(c, %s, %s)", f.use(componentPath), v, f.element(u.Elem)), true
	}
	return "", false
}

func isList(t wit.Type) bool {
	switch wit.Underlying(t).(type) {
	case *wit.List, *wit.Map:
		return true
	}
	return false
}

// plus adds a constant to an address that may have one already.
func plus(at string, n int) string {
	var base string
	var k int
	if c, err := fmt.Sscanf(at, "p+%d", &k); c == 1 && err == nil {
		base = "p"
	} else {
		base, k = at, 0
	}
	return offset(base, k+n)
}

// store writes statements that store v of type t at an address (CanonicalABI.md,
// "Storing").
func (f *file) store(t wit.Type, at, v string) {
	switch u := wit.Underlying(t).(type) {
	case wit.Primitive:
		if u != wit.String {
			size, _ := primitiveLayout(u)
			f.p("c.Memory().PutU%d(%s, %s)", size*8, at, f.toBits(u, v, size*8))
			return
		}
	case *wit.Flags:
		f.p("c.Memory().PutU%d(%s, %s(%s))", flagsSize(u)*8, at, intType(flagsSize(u)), v)
		return
	case *wit.Enum:
		n := discSize(len(u.Cases))
		f.p("c.Memory().PutU%d(%s, %s(%s))", n*8, at, intType(n), v)
		return
	}
	if h, ok := f.lowerHandle(t, v); ok {
		f.p("c.Memory().PutU32(%s, %s)", at, h)
		return
	}
	f.p("%s(c, %s, %s)", f.need("store", t), at, v)
}

// toBits converts a Go value to an unsigned integer of some bits: 64 for a
// flat value, else those that p takes in memory.
func (f *file) toBits(p wit.Primitive, v string, bits int) string {
	uint := func(n int) string { return fmt.Sprintf("uint%d(%s)", n, v) }
	switch p {
	case wit.Bool:
		s := f.basic("bit") + "(" + v + ")"
		if bits == 64 {
			s = "uint64(" + s + ")"
		}
		return s
	case wit.F32:
		v = f.use("math") + ".Float32bits(" + v + ")"
		if bits == 32 {
			return v
		}
		return uint(64)
	case wit.F64:
		return f.use("math") + ".Float64bits(" + v + ")"
	case wit.U64:
		return v
	case wit.S64:
		return uint(64)
	case wit.S8, wit.S16, wit.S32, wit.Char:
		if bits == 64 { // sign-extended to 32 bits
			v = "uint32(" + v + ")"
		}
		return uint(bits)
	}
	if primitiveTypes[p] == fmt.Sprintf("uint%d", bits) {
		return v
	}
	return uint(bits)
}

// loadHelper writes the function that loads a value of a composite type.
func (f *file) loadHelper(h helper) {
	owned := h.op == "copy"
	params := "p uint32"
	if isList(h.typ) && !isBytes(h.typ) {
		params = "p, n uint32"
	}
	f.p("func %s(c *component.Call, %s) %s {", h.name, params, f.goType(h.typ))
	defer f.p("}\n")
	switch u := wit.Underlying(h.typ).(type) {
	case wit.Primitive:
		f.p("return c.LoadString(c.Memory().U32(p), c.Memory().U32(p+4))")
	case *wit.List:
		if isBytes(u) {
			bytes := "c.LoadBytes(c.Memory().U32(p), c.Memory().U32(p+4))"
			if owned {
				bytes = f.use("bytes") + ".Clone(" + bytes + ")"
			}
			f.p("return %s", bytes)
			return
		}
		f.loadList(u.Elem, owned)
	case *wit.Map:
		f.loadMap(u, owned)
	case *wit.Record, *wit.Tuple:
		f.p("return %s{", f.goType(h.typ))
		at := offsets(members(u))
		for i, m := range members(u) {
			f.p("%s: %s,", fieldName(u, i), f.load(m, offset("p", at[i]), owned))
		}
		f.p("}")
	default:
		disc := discSize(len(payloads(u)))
		f.cases(h.typ, fmt.Sprintf("uint32(c.Memory().U%d(p))", disc*8), func(t wit.Type) string {
			return f.load(t, offset("p", payloadOffset(u)), owned)
		})
	}
}

// fieldName returns the Go name of a member of a record or tuple.
func fieldName(t wit.Type, i int) string {
	if r, ok := t.(*wit.Record); ok {
		return goName(r.Fields[i].Name)
	}
	return fmt.Sprintf("F%d", i)
}

func (f *file) loadList(elem wit.Type, owned bool) {
	size, align := layout(elem)
	f.p("v := component.MakeList[%s](c, p, n, %d, %d)", f.goType(elem), size, align)
	f.p("for i := range v {")
	f.p("v[i] = %s", f.load(elem, "p", owned))
	f.p("p += %d\n}\nreturn v", size)
}

func (f *file) loadMap(u *wit.Map, owned bool) {
	pair := []wit.Type{u.Key, u.Value}
	size, align := tupleLayout(pair)
	at := offsets(pair)
	f.p("v := component.MakeMap[%s, %s](c, p, n, %d, %d)", f.goType(u.Key), f.goType(u.Value), size, align)
	f.p("for range n {")
	f.p("k := %s", f.load(u.Key, "p", owned))
	f.p("v[k] = %s", f.load(u.Value, offset("p", at[1]), owned))
	f.p("p += %d\n}\nreturn v", size)
}

// cases writes the statements that make a variant, option or result of its
// discriminant, given how to get a payload.
func (f *file) cases(t wit.Type, disc string, payload func(wit.Type) string) {
	u := wit.Underlying(t)
	disc = fmt.Sprintf("%s(c, %s, %d)", f.basic("discriminant"), disc, len(payloads(u)))
	switch u := u.(type) {
	case *wit.Option:
		f.p("if %s == 0 {\nreturn %s{}\n}", disc, f.goType(t))
		f.p("return component.Some(%s)", payload(u.Elem))
	case *wit.Result:
		f.p("var v %s", f.goType(t))
		f.p("v.IsErr = %s == 1", disc)
		switch {
		case u.OK != nil && u.Err != nil:
			f.p("if v.IsErr {\nv.Err = %s\n} else {\nv.OK = %s\n}", payload(u.Err), payload(u.OK))
		case u.OK != nil:
			f.p("if !v.IsErr {\nv.OK = %s\n}", payload(u.OK))
		case u.Err != nil:
			f.p("if v.IsErr {\nv.Err = %s\n}", payload(u.Err))
		}
		f.p("return v")
	case *wit.Variant:
		name := f.goType(t)
		f.p("v := %s{Tag: %sTag(%s)}", name, name, disc)
		f.switchTag(name, "v.Tag", u, func(c wit.Case) { f.p("v.Value = component.Box(c, %s)", payload(c.Type)) })
		f.p("return v")
	}
}

// switchTag writes a switch over the cases that carry something.
func (f *file) switchTag(name, tag string, u *wit.Variant, body func(wit.Case)) {
	any := false
	for _, c := range u.Cases {
		if c.Type == nil {
			continue
		}
		if !any {
			f.p("switch %s {", tag)
			any = true
		}
		f.p("case %sTag%s:", name, goName(c.Name))
		body(c)
	}
	if any {
		f.p("}")
	}
}

// storeHelper writes the function that stores a value of a composite type.
func (f *file) storeHelper(h helper) {
	f.p("func %s(c *component.Call, p uint32, v %s) {", h.name, f.goType(h.typ))
	defer f.p("}\n")
	switch u := wit.Underlying(h.typ).(type) {
	case wit.Primitive:
		f.p("ptr, n := c.StoreString(v)")
		f.p("c.Memory().PutU32(p, ptr)\nc.Memory().PutU32(p+4, n)")
	case *wit.List, *wit.Map:
		f.p("ptr, n := %s", f.lowerList(h.typ, "v"))
		f.p("c.Memory().PutU32(p, ptr)\nc.Memory().PutU32(p+4, n)")
	case *wit.Record, *wit.Tuple:
		at := offsets(members(u))
		for i, m := range members(u) {
			f.store(m, offset("p", at[i]), "v."+fieldName(u, i))
		}
	default:
		f.storeCases(h.typ)
	}
}

func (f *file) storeCases(t wit.Type) {
	u := wit.Underlying(t)
	at := offset("p", payloadOffset(u))
	disc := discSize(len(payloads(u))) * 8
	put := func(n int) { f.p("c.Memory().PutU%d(p, %d)", disc, n) }
	switch u := u.(type) {
	case *wit.Option:
		f.p("if !v.Some {")
		put(0)
		f.p("return\n}")
		put(1)
		f.store(u.Elem, at, "v.Value")
	case *wit.Result:
		f.p("if v.IsErr {")
		put(1)
		if u.Err != nil {
			f.store(u.Err, at, "v.Err")
		}
		f.p("return\n}")
		put(0)
		if u.OK != nil {
			f.store(u.OK, at, "v.OK")
		}
	case *wit.Variant:
		f.p("c.Memory().PutU%d(p, uint%d(v.Tag))", disc, disc)
		f.switchTag(f.goType(t), "v.Tag", u, func(c wit.Case) {
			f.store(c.Type, at, "v.Value.("+f.goType(c.Type)+")")
		})
	}
}
