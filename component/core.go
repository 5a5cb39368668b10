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
// "Encoding of WIT in core modules".)

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
	b.options = b.baseOptions()
	for _, imp := range c.core.Type.Imports {
		if err := b.addImport(imp); err != nil {
			return nil, err
		}
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
	module  *binary.ModuleType
	options plan.Options
	types   map[*wit.Resource]int
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
func (b *coreLinker) addImport(imp binary.CoreImport) error {
	p := b.linked.plan
	t := plan.Trampoline{
		Canon:   &binary.Canon{Op: binary.CanonLower, Core: imp.Type.Func},
		Options: b.options, Lift: -1, Import: len(b.linked.imports), Resource: -1,
	}
	fn := b.coreFunc(imp)
	if fn == nil {
		if name, ok := strings.CutPrefix(imp.Name, "[resource-drop]"); ok {
			if n := b.resource(imp.Module, name); n >= 0 {
				t.Canon = &binary.Canon{Op: binary.CanonResourceDrop, Core: imp.Type.Func}
				t.Resource = n
			}
		}
	}
	if fn == nil && t.Resource < 0 {
		fn = b.canonicalFunc(imp)
	}
	if fn == nil && t.Resource < 0 && b.linker.allowMissing {
		fn = missingFunc(imp.Module + "#" + imp.Name)
	}
	if b.linker.core[imp.Module] != nil {
		if b.linked.coreFuncs == nil {
			b.linked.coreFuncs = map[int]bool{}
		}
		b.linked.coreFuncs[t.Import] = true
	}
	b.linked.imports = append(b.linked.imports, fn)
	b.linked.imported = append(b.linked.imported, b.linker.facts(imp.Module, imp.Name))
	p.Trampolines = append(p.Trampolines, t)
	return nil
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
// name; nil, with the reason recorded, if there is none.
func (b *coreLinker) canonicalFunc(imp binary.CoreImport) HostFunc {
	path := []string{imp.Module, imp.Name}
	d := b.linker.interfaces[track(imp.Module)]
	if d == nil {
		if b.linker.core[imp.Module] == nil {
			b.miss(path[:1], "")
		}
		return nil
	}
	def, ok := d.fn(imp.Name)
	if !ok || d.WIT == nil {
		b.miss(path, d.Name+" has no such function")
		return nil
	}
	f, err := b.compileFunc(d.WIT(), imp.Name)
	if err == nil {
		err = sameSignature(imp.Type.Func, f.LowerParams, f.LowerResults)
	}
	if err != nil {
		b.miss(path, err.Error())
		return nil
	}
	return def.hostFunc(f)
}

// compileFunc prepares a function of an interface.
func (b *coreLinker) compileFunc(iface *wit.Interface, name string) (*canon.Func, error) {
	i := slices.IndexFunc(iface.Funcs, func(f *wit.Func) bool { return f.Name == name })
	if i < 0 {
		return nil, fmt.Errorf("interface %s has no function %s", iface.Name, name)
	}
	b.learnResources(iface)
	cc := canon.Compiler{Resource: func(r *wit.Resource) int {
		if n, ok := b.types[r]; ok {
			return n
		}
		return -1
	}}
	return cc.Func(iface.Funcs[i])
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

// addExports lifts the exports that have canonical names, and _start.
func (b *coreLinker) addExports() error {
	p := b.linked.plan
	p.Exports = &plan.Instance{Items: map[string]plan.Item{}}
	b.linked.exports = p.Exports
	for _, e := range b.module.Exports {
		if e.Type.Sort != binary.SortCoreFunc || strings.HasPrefix(e.Name, postReturnPrefix) {
			continue
		}
		if e.Name == startExport {
			b.addLift(p.Exports, startExport, e, &wit.Func{Name: startExport}, &canon.Func{})
			continue
		}
		iface, name, ok := strings.Cut(e.Name, "#")
		if !ok {
			continue
		}
		types := b.linker.exports[track(iface)]
		if types == nil {
			return fmt.Errorf("core module exports %s, an interface whose types this host does not know; make it a component", e.Name)
		}
		f, err := b.compileFunc(types(), name)
		if err == nil {
			err = sameSignature(e.Type.Func, f.LiftParams, f.LiftResults)
		}
		if err != nil {
			return fmt.Errorf("core module export %s: %w", e.Name, err)
		}
		in, ok := p.Exports.Items[iface].(*plan.Instance)
		if !ok {
			in = &plan.Instance{Items: map[string]plan.Item{}}
			p.Exports.Add(iface, in)
		}
		i := slices.IndexFunc(types().Funcs, func(f *wit.Func) bool { return f.Name == name })
		b.addLift(in, name, e, types().Funcs[i], f)
	}
	return nil
}

func (b *coreLinker) addLift(to *plan.Instance, name string, e binary.CoreExtern, t *wit.Func, f *canon.Func) {
	p := b.linked.plan
	o := b.options
	if b.exportedFunc(reallocExport) != nil {
		o.Realloc = b.extract(reallocExport)
	}
	if b.exportedFunc(postReturnPrefix+e.Name) != nil {
		o.PostReturn = b.extract(postReturnPrefix + e.Name)
	}
	to.Add(name, &plan.Func{Lift: len(p.Lifts), Import: -1, Type: t})
	p.Lifts = append(p.Lifts, plan.Lift{Type: t, Func: b.extract(e.Name), Options: o})
	b.linked.funcs.lifts = append(b.linked.funcs.lifts, f)
}

// addInit runs _initialize when an instance is made. A module that has
// lifted exports and only _start, as some compilers emit, is initialised by
// that.
func (b *coreLinker) addInit() {
	name := ""
	switch lifts := len(b.linked.plan.Lifts); {
	case b.exportedFunc(initExport) != nil:
		name = initExport
	case b.exportedFunc(startExport) != nil && lifts > 1:
		name = startExport
	default:
		return
	}
	b.linked.plan.Steps = append(b.linked.plan.Steps, plan.CallFunc{Func: b.extract(name), Name: name})
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
