package bindgen

import (
	"fmt"

	"github.com/gyro-wasm/gyro/component/wit"
)

// definition writes the functions that make a component.InterfaceDef of i and
// add it to a linker.
func (f *file) definition(i *wit.Interface) {
	name, comp := goName(i.Name), f.use(componentPath)
	param, arg := "", ""
	if len(hostFuncs(i)) > 0 {
		param, arg = fmt.Sprintf("host func(*%s.Call) %s", comp, hostName(i)), "host"
	}
	link := f.declare("Link"+name, "the linking of "+i.Name)
	def := f.declare(name+"Interface", "the definition of "+i.Name)

	f.p("// %s adds %s to a linker.%s", link, i.ExternalName(), hostDoc(arg))
	f.p("func %s(l *%s.Linker%s) error {\nreturn l.Define(%s(%s))\n}\n", link, comp, prefixed(", ", param), def, arg)

	f.p("// %s returns %s as host functions.%s", def, i.ExternalName(), hostDoc(arg))
	f.p("func %s(%s) *%s.InterfaceDef {", def, param, comp)
	f.p("return &%s.InterfaceDef{", comp)
	f.p("Name: %q,", i.ExternalName())
	f.p("WIT: %s,", f.witFunc(i))
	f.resourceDefs(i)
	f.p("Funcs: []%s.FuncDef{", comp)
	for _, fn := range i.Funcs {
		f.funcDef(i, fn)
	}
	f.p("},\n}\n}\n")
}

// funcDef writes the component.FuncDef of fn.
func (f *file) funcDef(i *wit.Interface, fn *wit.Func) {
	field, result, returns := "Fn", "", ""
	if fn.Async {
		field, result, returns = "Async", f.use(componentPath)+".Work ", "return "
	}
	if kind, _, _ := splitName(fn); kind == method {
		f.p("{Name: %q, %s: %s},", fn.Name, field, adapterName(i, fn))
		return
	}
	f.p("{Name: %q, %s: func(ctx %s.Context, c *%s.Call, stack []uint64) %s{", fn.Name, field, f.use("context"), f.use(componentPath), result)
	f.p("%s%s(ctx, c, host(c), stack)\n}},", returns, adapterName(i, fn))
}

func hostDoc(arg string) string {
	if arg == "" {
		return ""
	}
	return " host finds the implementation for a call."
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// witFunc returns a function literal that yields the WIT type of i.
func (f *file) witFunc(i *wit.Interface) string {
	f.imports[f.Texts] = true
	return fmt.Sprintf("func() *%s.Interface { return witfiles.Interface(%q) }", f.use(witPath), i.ExternalName())
}

// resourceDefs lists the resource types of i under all names that they have
// there.
func (f *file) resourceDefs(i *wit.Interface) {
	first := true
	for _, d := range i.Types {
		if wit.ResourceOf(d) == nil {
			continue
		}
		if first {
			f.p("Resources: []%s.ResourceDef{", f.use(componentPath))
			first = false
		}
		f.p("{Name: %q, Type: %s},", d.Name, f.resourceVar(d))
	}
	if !first {
		f.p("},")
	}
}

// adapterName returns the name of the Go function that adapts fn.
func adapterName(i *wit.Interface, fn *wit.Func) string {
	switch kind, resource, name := splitName(fn); kind {
	case constructor:
		return lowerFirst(resource) + "Constructor"
	case method, static:
		return lowerFirst(resource) + goName(name)
	default:
		return lowerFirst(i.Name) + "Host" + goName(name)
	}
}

// adapters writes the functions that lift parameters, call the host and lower
// the result.
func (f *file) adapters(i *wit.Interface) {
	for _, fn := range i.Funcs {
		f.adapter(i, fn)
	}
}

func (f *file) adapter(i *wit.Interface, fn *wit.Func) {
	kind, _, _ := splitName(fn)
	host, result := "", ""
	if kind != method {
		host = "host " + hostName(i) + ", "
	}
	mode := f.mode(i, fn)
	if fn.Async {
		result = f.use(componentPath) + ".Work "
	}
	ctx := "ctx"
	if mode == beside {
		ctx = "_" // that of the work is another one
	}
	f.p("func %s(%s %s.Context, c *%s.Call, %sstack []uint64) %s{", adapterName(i, fn), ctx, f.use("context"), f.use(componentPath), host, result)
	f.owned = mode == beside
	args := f.liftParams(fn)
	f.owned = false
	callee := "host"
	if kind == method {
		callee, args = "self", args[1:]
	}
	call := fmt.Sprintf("%s.%s(ctx", callee, goFuncName(fn))
	for _, a := range args {
		call += ", " + a
	}
	f.callAndReturn(fn, call+")", mode)
	f.p("}\n")
}

// liftParams writes a variable per parameter and returns their names.
func (f *file) liftParams(fn *wit.Func) []string {
	types := paramTypes(fn)
	spilled := flatAll(types) > maxFlatParams
	if spilled {
		size, align := tupleLayout(types)
		f.p("p := uint32(stack[0])")
		f.p("c.Check(p, %d, %d)", size, align)
	}
	at := offsets(types)
	slot := 0
	kind, _, _ := splitName(fn)
	var names []string
	for i, p := range fn.Params {
		name := goParam(p.Name)
		if i == 0 && kind == method {
			name = "self"
		}
		names = append(names, name)
		if spilled {
			f.p("%s := %s", name, f.load(p.Type, offset("p", at[i]), f.owned))
		} else {
			f.p("%s := %s", name, f.lift(p.Type, "stack", slot))
		}
		slot += flat(p.Type)
	}
	return names
}

// callAndReturn writes the call of the host and the lowering of its result.
func (f *file) callAndReturn(fn *wit.Func, call string, mode callMode) {
	slot := flatAll(paramTypes(fn))
	if slot > maxFlatParams {
		slot = 1
	}
	form, t := returned(fn)
	vars := map[returnForm]string{returnsNothing: "err", returnsValue: "v, err", returnsError: "v, err", returnsOK: "v, ok, err"}[form]
	switch {
	case form == returnsError && t == nil:
		vars = "err"
	case form == returnsOK && t == nil:
		vars = "ok, err"
	}
	f.resultArea(fn.Result, slot)
	if anyHoldsOwn(paramTypes(fn)) {
		f.p("c.Accept()")
	}
	if mode < beside {
		f.p("%s := %s", vars, call)
		f.deliverResult(fn)
		if mode == inline {
			f.p("return nil")
		}
		return
	}
	ctx, comp := f.use("context"), f.use(componentPath)
	if mode == staged {
		f.p("wait := %s", call)
		call = "wait(ctx)"
	}
	f.p("return func(ctx %s.Context) func(*%s.Call, []uint64) {", ctx, comp)
	f.p("%s := %s", vars, call)
	f.p("return func(c *%s.Call, stack []uint64) {", comp)
	f.deliverResult(fn)
	f.p("}\n}")
}

// deliverResult writes the lowering of what the call of the host has returned.
func (f *file) deliverResult(fn *wit.Func) {
	form, t := returned(fn)
	if form == returnsError {
		value := "v"
		if t == nil {
			value = "struct{}{}"
		}
		r := fn.Result.(*wit.Result)
		f.basic("resultOf")
		f.deliver(fn.Result, fmt.Sprintf("resultOf[%s, %s](c, %s, err)", f.goType(r.OK), f.goType(r.Err), value))
		return
	}
	f.p("if err != nil {\nc.Trap(err)\n}")
	switch {
	case form == returnsOK && t == nil:
		f.deliver(fn.Result, f.goType(fn.Result)+"{IsErr: !ok}")
	case form == returnsOK:
		f.deliver(fn.Result, f.goType(fn.Result)+"{OK: v, IsErr: !ok}")
	case form == returnsValue:
		f.deliver(fn.Result, "v")
	}
}

// resultArea checks the memory that a result goes to, before the host makes one
// that would be lost.
func (f *file) resultArea(t wit.Type, slot int) {
	if flat(t) <= maxFlatResults {
		return
	}
	size, align := layout(t)
	f.p("ret := uint32(stack[%d])", slot)
	f.p("c.Check(ret, %d, %d)", size, align)
}

// deliver lowers a result: into stack[0] if it is one flat value, else to its
// area.
func (f *file) deliver(t wit.Type, value string) {
	if flat(t) <= maxFlatResults {
		f.lower(t, "stack", 0, value)
		return
	}
	f.store(t, "ret", value)
}
