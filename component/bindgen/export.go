package bindgen

import (
	"fmt"

	"github.com/gyro-wasm/gyro/component/wit"
)

// exportCaller declares a type with a method per function of an interface
// that guests export.
func (f *file) exportCaller(i *wit.Interface) {
	for _, d := range i.Types {
		if d.Resource != nil {
			f.fail("exported interface %s defines resource %s; resources of guests have no Go form yet", i.Name, d.Name)
			return
		}
	}
	name, comp := f.declare(goName(i.Name), "the exports of "+i.Name), f.use(componentPath)
	f.p("// %s calls the functions of %s that a guest exports. It is used as the", name, i.ExternalName())
	f.p("// instance is, by one goroutine at a time.")
	f.p("type %s struct {", name)
	for _, fn := range i.Funcs {
		f.p("%s *%s.Func", exportField(fn), comp)
	}
	f.p("}\n")

	newName := f.declare("New"+name, "the constructor of "+name)
	f.p("// %s finds the functions; it fails if the instance lacks one.", newName)
	f.p("func %s(in *%s.Instance) (*%s, error) {", newName, comp, name)
	f.p("e := &%s{}\nvar err error", name)
	for _, fn := range i.Funcs {
		f.p("if e.%s, err = in.Func(%q, %q); err != nil {\nreturn nil, err\n}", exportField(fn), i.ExternalName(), fn.Name)
	}
	f.p("return e, nil\n}\n")

	def := f.declare("Define"+name, "the definition of "+name)
	f.p("// %s tells a linker the types of %s, for core modules", def, i.ExternalName())
	f.p("// that export it under canonical names.")
	f.p("func %s(l *%s.Linker) error {", def, comp)
	f.p("return l.DefineExport(%q, %s)\n}\n", i.ExternalName(), f.witFunc(i))

	for _, fn := range i.Funcs {
		f.exportMethod(name, i, fn)
	}
}

func exportField(fn *wit.Func) string { return "fn" + goName(fn.Name) }

func (f *file) exportMethod(recv string, i *wit.Interface, fn *wit.Func) {
	f.doc(fn.Docs, fmt.Sprintf("%s calls the guest's function %s.", goFuncName(fn), fn.Name))
	if f.mode(i, fn) == staged {
		f.stagedMethod(recv, fn)
		return
	}
	call := "CallStack"
	if fn.Async {
		call = "CallStackAsync"
	}
	f.p("func (e *%s) %s(%s) %s {", recv, goFuncName(fn), f.params(fn.Params), f.results(fn))
	form, t := returned(fn)
	if form == returnsNothing {
		f.p("return e.%s.%s(ctx,", exportField(fn), call)
		f.lowerParams(fn)
		f.p("nil)\n}\n")
		return
	}
	f.p("var r %s", f.goType(fn.Result))
	assign := ":="
	if form == returnsOK {
		assign = "="
	}
	f.p("err %s e.%s.%s(ctx,", assign, exportField(fn), call)
	f.lowerParams(fn)
	f.p("func(c *%s.Call, stack []uint64) {", f.use(componentPath))
	f.liftResult("r =", fn)
	f.p("})")
	switch {
	case form == returnsOK && t == nil:
		f.p("return err == nil && !r.IsErr, err")
	case form == returnsOK:
		f.p("return r.OK, err == nil && !r.IsErr, err")
	case form == returnsError:
		f.p("if err == nil && r.IsErr {\nerr = r.Err\n}")
		if t == nil {
			f.p("return err")
		} else {
			f.p("return r.OK, err")
		}
	default:
		f.p("return r, err")
	}
	f.p("}\n")
}

// liftResult writes an assignment of what fn of a guest has returned: a function
// with the async type in up to maxFlatParams flat values.
func (f *file) liftResult(assign string, fn *wit.Func) {
	most := maxFlatResults
	if fn.Async {
		most = maxFlatParams
	}
	if flat(fn.Result) <= most {
		f.owned = true
		f.p("%s %s", assign, f.lift(fn.Result, "stack", 0))
		f.owned = false
		return
	}
	size, align := layout(fn.Result)
	f.p("ret := uint32(stack[0])")
	f.p("c.Check(ret, %d, %d)", size, align)
	f.p("%s %s", assign, f.load(fn.Result, "ret", true))
}

// stagedMethod writes the method for a function with two parts.
func (f *file) stagedMethod(recv string, fn *wit.Func) {
	form, t := returned(fn)
	if form != returnsError || t == nil {
		f.fail("function %s in two parts does not return a result<T, E>", fn.Name)
		return
	}
	f.p("// got is called with the result, while the guest executes.")
	f.p("func (e *%s) %s(%s, got func(%s, error)) error {", recv, goFuncName(fn), f.params(fn.Params), f.goType(t))
	f.p("return e.%s.CallStackToEnd(ctx,", exportField(fn))
	f.lowerParams(fn)
	f.p("func(c *%s.Call, stack []uint64) {", f.use(componentPath))
	f.liftResult("r :=", fn)
	f.p("c.Accept()")
	f.p("if r.IsErr {\ngot(r.OK, r.Err)\n} else {\ngot(r.OK, nil)\n}\n})\n}\n")
}

// lowerParams writes the first function argument of CallStack.
func (f *file) lowerParams(fn *wit.Func) {
	if len(fn.Params) == 0 {
		f.p("nil,")
		return
	}
	f.p("func(c *%s.Call, stack []uint64) {", f.use(componentPath))
	types := paramTypes(fn)
	if flatAll(types) > maxFlatParams {
		size, align := tupleLayout(types)
		at := offsets(types)
		f.p("p := c.Alloc(%d, %d)", size, align)
		for i, p := range fn.Params {
			f.store(p.Type, offset("p", at[i]), goParam(p.Name))
		}
		f.p("stack[0] = uint64(p)")
	} else {
		slot := 0
		for _, p := range fn.Params {
			f.lower(p.Type, "stack", slot, goParam(p.Name))
			slot += flat(p.Type)
		}
	}
	f.p("},")
}
