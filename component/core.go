package component

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/internal/plan"
	"github.com/gyro-wasm/gyro/component/wit"
)

// Core modules are run as they are, without the adapter module that usually
// makes a component of them: imports of a module that [Linker.DefineCore]
// knows are core functions on the caller's memory, all others and the exports
// have canonical names, "wasi:io/poll@0.2.0" "poll" and
// "wasi:cli/run@0.2.0#run". Both kinds may be mixed. (wit-component's
// "Encoding of WIT in core modules".) The names of the asynchronous half are in
// core_async.go.

// The exports by which a core module shows its memory and its allocator.
// Modules whose cabi_realloc must not be called before their runtime is up
// offer cabi_import_realloc for what imports return.
const (
	memoryExport        = "memory"
	reallocExport       = "cabi_realloc"
	importReallocExport = "cabi_import_realloc"
	initExport          = "_initialize"
	startExport         = "_start"
	postReturnPrefix    = "cabi_post_"
)

// The numbers of the plan of a core module.
const (
	coreMemory = iota
)

// loadCore loads a core module.
func (r *Runtime) loadCore(ctx context.Context, wasm []byte, lc LoadConfig) (*Component, error) {
	t, err := binary.DecodeModule(wasm)
	if err != nil {
		return nil, fmt.Errorf("core module is not valid: %w", err)
	}
	m := &binary.CoreModule{Bytes: wasm, Type: t}
	p := &plan.Plan{
		Instances: []plan.ComponentInstance{{Parent: -1}},
		Steps:     []plan.Step{plan.InstantiateModule{Instance: 0}},
		Modules:   []plan.Module{{Source: m}},
	}
	for _, imp := range m.Type.Imports {
		if imp.Type.Sort != binary.SortCoreFunc {
			return nil, fmt.Errorf("core module imports %q %q, which is not a function: only a component can provide that", imp.Module, imp.Name)
		}
		it := plan.CoreItem{Instance: -1, Trampoline: len(p.Modules[0].Imports)}
		p.Modules[0].Imports = append(p.Modules[0].Imports, it)
	}
	c := &Component{rt: r, config: lc, core: m, plan: p}
	if err := c.compile(ctx); err != nil {
		return nil, errors.Join(err, c.Close(ctx))
	}
	return c, nil
}

// linkCore links a core module. What its canonical names mean is known from
// the interfaces of the linker, hence the plan is completed here.
func (l *Linker) linkCore(c *Component) (*Linked, error) {
	p := *c.plan
	k := &Linked{comp: c, plan: &p, funcs: &compiledFuncs{}}
	b := coreLinker{resolver: resolver{linker: l, linked: k}, module: c.core.Type, types: map[*wit.Resource]int{}}
	b.compiler.Resource = b.resourceNumber
	b.options = b.baseOptions()
	for _, imp := range c.core.Type.Imports {
		b.addImport(imp)
	}
	if err := b.addExports(); err != nil {
		return nil, err
	}
	b.addInit()
	if len(b.missing) > 0 && !l.allowMissing {
		return nil, &LinkError{Missing: b.missing}
	}
	return k, k.makeHost()
}

// A coreLinker completes the plan of a core module.
type coreLinker struct {
	resolver
	module   *binary.ModuleType
	options  plan.Options
	types    map[*wit.Resource]int
	compiler canon.Compiler
}

func (b *coreLinker) has(name string, s binary.Sort) bool {
	return slices.ContainsFunc(b.module.Exports, func(e binary.CoreExtern) bool {
		return e.Name == name && e.Type.Sort == s
	})
}

func (b *coreLinker) exportedFunc(name string) *binary.CoreFunc {
	for _, e := range b.module.Exports {
		if e.Name == name && e.Type.Sort == binary.SortCoreFunc {
			return e.Type.Func
		}
	}
	return nil
}

// extract emits the step that looks up an exported function.
func (b *coreLinker) extract(name string) int {
	p := b.linked.plan
	n := p.Funcs
	p.Funcs++
	p.Steps = append(p.Steps, plan.ExtractFunc{Func: n, Of: plan.CoreItem{Instance: 0, Name: name}})
	return n
}

func (b *coreLinker) baseOptions() plan.Options {
	o := plan.Options{Memory: -1, Realloc: -1, PostReturn: -1, Callback: -1}
	p := b.linked.plan
	p.Steps = slices.Clone(p.Steps)
	if b.has(memoryExport, binary.SortCoreMemory) {
		o.Memory = coreMemory
		p.Memories = 1
		p.Steps = append(p.Steps, plan.ExtractMemory{Memory: coreMemory, Of: plan.CoreItem{Instance: 0, Name: memoryExport}})
	}
	for _, name := range []string{importReallocExport, reallocExport} {
		if b.exportedFunc(name) != nil {
			o.Realloc = b.extract(name)
			break
		}
	}
	return o
}

// addImport adds the trampoline for one imported function.
func (b *coreLinker) addImport(imp binary.CoreImport) {
	d := coreImport{Trampoline: plan.Trampoline{
		Canon:   &binary.Canon{Op: binary.CanonLower, Core: imp.Type.Func},
		Options: b.options, Lift: -1, Import: -1, Resource: -1,
	}}
	switch {
	case b.linker.core[imp.Module] != nil:
		b.addFunc(imp, &d, b.coreFunc(imp), nil)
	case b.resourceDrop(imp, &d), b.builtin(imp, &d):
	default:
		fn, async := b.canonicalFunc(imp, &d)
		b.addFunc(imp, &d, fn, async)
	}
	k, p := b.linked, b.linked.plan
	p.Trampolines = append(p.Trampolines, d.Trampoline)
	k.funcs.trampolines = append(k.funcs.trampolines, d.fn)
	k.funcs.asyncs = append(k.funcs.asyncs, d.async)
	k.funcs.returns = append(k.funcs.returns, d.returns)
}

// A coreImport is the trampoline for an imported function, with what
// [compiledFuncs] has of it.
type coreImport struct {
	plan.Trampoline
	fn      *canon.Func
	async   *canon.AsyncType
	returns string
}

// addFunc makes d that for a function of the host, nil if there is none.
func (b *coreLinker) addFunc(imp binary.CoreImport, d *coreImport, fn HostFunc, async AsyncHostFunc) {
	k := b.linked
	d.Import = len(k.imports)
	if fn == nil && b.linker.allowMissing {
		fn = missingFunc(imp.Module + "#" + imp.Name)
	}
	if b.linker.core[imp.Module] != nil {
		if k.coreFuncs == nil {
			k.coreFuncs = map[int]bool{}
		}
		k.coreFuncs[d.Import] = true
	}
	k.imports, k.asyncImports = append(k.imports, fn), append(k.asyncImports, async)
	k.imported = append(k.imported, b.linker.facts(imp.Module, strings.TrimPrefix(imp.Name, asyncLowerPrefix)))
}

// resourceDrop makes d that for imp if that drops handles of a resource type.
func (b *coreLinker) resourceDrop(imp binary.CoreImport, d *coreImport) bool {
	name, ok := strings.CutPrefix(imp.Name, "[resource-drop]")
	if !ok {
		return false
	}
	n := b.resource(imp.Module, name)
	if n < 0 {
		return false
	}
	if err := imports(imp.Type.Func, &binary.CoreFunc{Params: []binary.CoreVal{binary.I32}}); err != nil {
		b.missBuiltin(imp, d, err)
		return true
	}
	d.Canon.Op, d.Resource = binary.CanonResourceDrop, n
	return true
}

// coreFunc returns the function that serves imp from a module of core
// functions; nil if there is none.
func (b *coreLinker) coreFunc(imp binary.CoreImport) HostFunc {
	d := b.linker.core[imp.Module]
	if d == nil {
		return nil
	}
	i := slices.IndexFunc(d.Funcs, func(f CoreFuncDef) bool { return f.Name == imp.Name })
	if i < 0 {
		b.miss([]string{imp.Module, imp.Name}, "no such function")
		return nil
	}
	f := d.Funcs[i]
	if got := signature(imp.Type.Func); got != f.Params+":"+f.Results {
		b.miss([]string{imp.Module, imp.Name}, fmt.Sprintf("imported as %s, which should be %s:%s", got, f.Params, f.Results))
		return nil
	}
	return f.Fn
}

// signature writes a core function type as [CoreFuncDef] does.
func signature(f *binary.CoreFunc) string {
	letters := map[binary.CoreVal]byte{binary.I32: 'i', binary.I64: 'I', binary.F32: 'f', binary.F64: 'F'}
	var b strings.Builder
	for _, p := range f.Params {
		b.WriteByte(letters[p])
	}
	b.WriteByte(':')
	for _, r := range f.Results {
		b.WriteByte(letters[r])
	}
	return b.String()
}

// canonicalFunc returns the function that serves an import with a canonical
// name, and its asynchronous form if it has one; nil, with the reason recorded,
// if there is none. It makes d that for the function.
func (b *coreLinker) canonicalFunc(imp binary.CoreImport, d *coreImport) (HostFunc, AsyncHostFunc) {
	path := []string{imp.Module, imp.Name}
	def := b.linker.interfaces[track(imp.Module)]
	if def == nil {
		b.miss(path[:1], "")
		return nil, nil
	}
	name, async := strings.CutPrefix(imp.Name, asyncLowerPrefix)
	host, ok := def.fn(name)
	if !ok || def.WIT == nil {
		b.miss(path, def.Name+" has no such function")
		return nil, nil
	}
	t, f, err := b.compileFunc(def.WIT(), name)
	if err == nil {
		err = lowers(imp.Type.Func, t, f, async)
	}
	if err != nil {
		b.miss(path, err.Error())
		return nil, nil
	}
	d.Options.Async, d.Canon.Type, d.fn = async, t, f
	return host.hostFunc(f), host.Async
}

// compileFunc finds a function of an interface and prepares it.
func (b *coreLinker) compileFunc(iface *wit.Interface, name string) (*wit.Func, *canon.Func, error) {
	t := iface.Func(name)
	if t == nil {
		return nil, nil, fmt.Errorf("interface %s has no function %s", iface.Name, name)
	}
	b.learnResources(iface)
	f, err := b.compiler.Func(t)
	return t, f, err
}

func (b *coreLinker) resourceNumber(r *wit.Resource) int {
	if n, ok := b.types[r]; ok {
		return n
	}
	return -1
}

// learnResources gives numbers to the resource types that iface declares or
// uses.
func (b *coreLinker) learnResources(iface *wit.Interface) {
	for r, t := range b.linker.resourceTypes(iface, false) {
		if t != nil {
			b.types[r] = b.number(t)
		}
	}
}

// resource returns the number of a resource type of the linker, -1 if there
// is none.
func (b *coreLinker) resource(iface, name string) int {
	if d := b.linker.interfaces[track(iface)]; d != nil {
		if t := d.resource(name); t != nil {
			return b.number(t)
		}
	}
	return -1
}

func (b *coreLinker) number(t *ResourceType) int {
	if n := slices.Index(b.linked.resources, t); n >= 0 {
		return n
	}
	b.linked.resources = append(b.linked.resources, t)
	b.linked.plan.Resources = append(b.linked.plan.Resources, plan.Resource{Name: t.Name(), Import: []string{t.Name()}, Dtor: -1})
	return len(b.linked.resources) - 1
}

var errSignature = errors.New("its core signature is not the one of the interface's function")

func sameSignature(f *binary.CoreFunc, params, results []canon.CoreType) error {
	same := func(a []binary.CoreVal, b []canon.CoreType) bool {
		return slices.EqualFunc(a, b, func(x binary.CoreVal, y canon.CoreType) bool { return byte(x) == byte(y) })
	}
	if !same(f.Params, params) || !same(f.Results, results) {
		return errSignature
	}
	return nil
}
