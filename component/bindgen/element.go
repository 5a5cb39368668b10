package bindgen

import "github.com/gyro-wasm/gyro/component/wit"

// element returns an expression for the component.Element of t, nil for none.
func (f *file) element(t wit.Type) string {
	switch {
	case t == nil:
		return f.use(componentPath) + ".NoElement"
	case wit.Underlying(t) == wit.U8:
		return f.use(componentPath) + ".Bytes"
	}
	return f.need("elem", t)
}

// elementVar writes the variable that [file.element] names. What it loads may be
// kept.
func (f *file) elementVar(h helper) {
	size, align := layout(h.typ)
	t := f.goType(h.typ)
	f.p("// %s is how %s is moved in streams and futures.", h.name, wit.TypeString(h.typ))
	f.p("var %s = &component.Element[%s]{", h.name, t)
	f.p("Shape: %q, Size: %d, Align: %d,", wit.Shape(h.typ), size, align)
	f.p("Load: func(c *component.Call, p uint32) %s { return %s },", t, f.load(h.typ, "p", true))
	f.p("Store: func(c *component.Call, p uint32, v %s) {", t)
	f.store(h.typ, "p", "v")
	f.p("},\n}\n")
}
