package component

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/plan"
	"github.com/gyro-wasm/gyro/component/wit"
)

// compiledFuncs are the function types of a plan, prepared for lifting and
// lowering, each with the resource types as one component instance sees them.
type compiledFuncs struct {
	lifts       []*canon.Func // by plan.Lifts: the callee's view
	imports     []*canon.Func // by plan.Imports
	trampolines []*canon.Func // by plan.Trampolines: the caller's view; nil unless a lowered function

	results []string           // by plan.Lifts: the key of the result type, of asynchronous ones
	returns []string           // by plan.Trampolines: that of `task.return`
	asyncs  []*canon.AsyncType // by plan.Trampolines: the stream or future type of those that have one
}

func compileFuncs(p *plan.Plan) (*compiledFuncs, error) {
	c := &compiledFuncs{
		lifts:       make([]*canon.Func, len(p.Lifts)),
		imports:     make([]*canon.Func, len(p.Imports)),
		trampolines: make([]*canon.Func, len(p.Trampolines)),
		results:     make([]string, len(p.Lifts)),
		returns:     make([]string, len(p.Trampolines)),
		asyncs:      make([]*canon.AsyncType, len(p.Trampolines)),
	}
	compilers := map[*plan.Types]*canon.Compiler{}
	compiler := func(t *plan.Types) *canon.Compiler {
		cc := compilers[t]
		if cc == nil {
			cc = &canon.Compiler{Resource: t.Resource}
			compilers[t] = cc
		}
		return cc
	}
	compile := func(t *plan.Types, f *wit.Func) (*canon.Func, error) { return compiler(t).Func(f) }
	var err error
	for i, l := range p.Lifts {
		if c.lifts[i], err = compile(l.Types, l.Type); err != nil {
			return nil, fmt.Errorf("lifted function %d: %w", i, err)
		}
		if l.Options.Async {
			c.results[i] = compiler(l.Types).Key(l.Type.Result)
		}
	}
	for i, m := range p.Imports {
		if c.imports[i], err = compile(m.Types, m.Type); err != nil {
			return nil, fmt.Errorf("imported function %s: %w", pathName(m.Path), err)
		}
	}
	for i, t := range p.Trampolines {
		switch {
		case t.Canon.Op == binary.CanonTaskReturn:
			c.returns[i] = compiler(t.Types).Key(t.Canon.Results)
		case t.Canon.Elem != nil:
			if c.asyncs[i], err = compiler(t.Types).AsyncType(t.Canon.Elem); err != nil {
				return nil, fmt.Errorf("%s: %w", binary.BuiltinName(t.Canon.Opcode), err)
			}
		}
		if t.Lift < 0 && t.Import < 0 {
			continue
		}
		if c.trampolines[i], err = compile(t.Types, t.Canon.Type); err != nil {
			return nil, fmt.Errorf("lowered function %d: %w", i, err)
		}
	}
	return c, nil
}

// pathName returns how messages write an import: "wasi:io/poll@0.2.0#poll".
func pathName(path []string) string { return strings.Join(path, "#") }

// A Linked component has all its imports resolved and checked: instantiating
// it cannot fail for want of something. It is immutable and may be shared by
// goroutines.
type Linked struct {
	comp     *Component
	plan     *plan.Plan
	funcs    *compiledFuncs
	host     *engine.Instance // the trampolines
	imports  []HostFunc       // by plan.Imports
	imported []importFacts    // likewise
	// asyncImports are those of imports that take their time, likewise.
	asyncImports []AsyncHostFunc
	coreFuncs    map[int]bool    // which of imports are functions of a CoreDef
	lifts        []*binding      // by plan.Lifts
	dtors        []*binding      // by plan.Resources
	resources    []*ResourceType // by plan.Resources; nil for those the component defines
	exports      *plan.Instance
	exportTwins  map[string]string // that of the linker
	// blocks tells which component instances can block a thread while code of
	// theirs is on its stack.
	blocks []bool
	// called tells into which component instances others may call while a guest
	// executes, be it a destructor.
	called []bool
	// definesResources tells whether resources has types that the component
	// defines.
	definesResources bool

	found atomic.Pointer[[]*exported] // those that somebody asked for; nil for none
}

// importFacts are what has to be known of an imported function while an
// instance is initialised.
type importFacts struct {
	name       string
	repeatable bool // see [Linker.Repeatable]
	twin       bool // it is one of a twin interface, see [Linker.TwinVersion]
}

// Close frees what linking made. Instances must be closed before.
func (k *Linked) Close(ctx context.Context) error {
	if k.host == nil {
		return nil
	}
	return k.host.Close(ctx)
}

// A MissingImport is an import that a linker does not provide.
type MissingImport struct {
	// Name is the import's full name, with # before the name of a function or
	// type in an interface.
	Name string
	// Reason says why, if the interface is there but does not fit.
	Reason string
}

// A LinkError lists all imports of a component that could not be linked.
type LinkError struct{ Missing []MissingImport }

// Error implements error: one line per interface.
func (e *LinkError) Error() string {
	var b strings.Builder
	b.WriteString("component imports what this host does not provide:")
	for _, m := range e.Missing {
		b.WriteString("\n  ")
		b.WriteString(m.Name)
		if m.Reason != "" {
			b.WriteString(": " + m.Reason)
		}
	}
	return b.String()
}

// Link resolves the imports of c. If some cannot be resolved, the error is a
// [*LinkError] that lists them all.
func (l *Linker) Link(c *Component) (*Linked, error) {
	if c.IsCore() {
		return l.linkCore(c)
	}
	k := &Linked{
		comp: c, plan: c.plan, funcs: c.funcs, exports: c.plan.Exports,
		imports:  make([]HostFunc, len(c.plan.Imports)),
		imported: make([]importFacts, len(c.plan.Imports)),

		exportTwins: l.exportTwins,

		asyncImports: make([]AsyncHostFunc, len(c.plan.Imports)),

		resources: make([]*ResourceType, len(c.plan.Resources)),
	}
	r := resolver{linker: l, linked: k}
	for _, name := range c.plan.Unlinkable {
		r.miss([]string{name}, "a component or core module can only be provided by a component around this one")
	}
	r.resources()
	r.functions()
	k.definesResources = slices.Contains(k.resources, nil)
	if len(r.missing) > 0 {
		return nil, &LinkError{Missing: r.missing}
	}
	return k, k.makeHost()
}

// A resolver links one component.
type resolver struct {
	linker  *Linker
	linked  *Linked
	missing []MissingImport
	async   AsyncHostFunc // the function that was found last, if it is one
	twin    bool          // it is one of a twin
}

func (r *resolver) miss(path []string, reason string) {
	m := MissingImport{Name: pathName(path), Reason: reason}
	if !slices.Contains(r.missing, m) {
		r.missing = append(r.missing, m)
	}
}

func (r *resolver) resources() {
	for i, res := range r.linked.plan.Resources {
		if res.Import == nil {
			continue
		}
		t := r.resource(res.Import)
		if t == nil && r.linker.allowMissing {
			t = NewResourceType(pathName(res.Import), nil)
		}
		if t == nil {
			r.missResource(res.Import)
		}
		r.linked.resources[i] = t
	}
}

func (r *resolver) resource(path []string) *ResourceType {
	switch len(path) {
	case 1:
		return r.linker.rootTypes[path[0]]
	case 2:
		if d := r.linker.interfaces[track(path[0])]; d != nil {
			return d.resource(path[1])
		}
	}
	return nil
}

func (r *resolver) missResource(path []string) {
	if len(path) > 1 && r.linker.interfaces[track(path[0])] == nil {
		r.miss(path[:1], "")
		return
	}
	r.miss(path, "no such resource type")
}

func (r *resolver) functions() {
	for i, f := range r.linked.plan.Imports {
		r.linked.imported[i] = r.linker.facts(f.Path...)
		r.async, r.twin = nil, false
		fn, reason := r.function(&f, r.linked.funcs.imports[i])
		switch {
		case fn != nil:
			r.linked.imports[i], r.linked.asyncImports[i] = fn, r.async
			r.linked.imported[i].twin = r.twin
		case r.linker.allowMissing:
			r.linked.imports[i] = missingFunc(pathName(f.Path))
		case reason == "" && len(f.Path) > 1:
			r.miss(f.Path[:1], "")
		default:
			r.miss(f.Path, reason)
		}
	}
}

// function finds what serves an imported function. An empty reason means that
// there is no such interface at all.
func (r *resolver) function(f *plan.ImportFunc, cf *canon.Func) (HostFunc, string) {
	switch len(f.Path) {
	case 1:
		def, ok := r.linker.roots[f.Path[0]]
		if !ok {
			return nil, "no such function"
		}
		r.async = def.Async
		return def.hostFunc(cf), ""
	case 2:
		d := r.linker.interfaces[track(f.Path[0])]
		if d == nil {
			return nil, ""
		}
		def, ok := d.fn(f.Path[1])
		if !ok {
			return nil, d.Name + " has no such function"
		}
		if err := r.checkType(d, f); err != nil {
			return nil, err.Error()
		}
		r.async, r.twin = def.Async, d.twin
		return def.hostFunc(cf), ""
	}
	return nil, "instances in instances cannot be provided by a host"
}

// checkType compares an imported function's type with the one of the
// interface that serves it.
func (r *resolver) checkType(d *InterfaceDef, f *plan.ImportFunc) error {
	if d.WIT == nil {
		return nil
	}
	iface := d.WIT()
	i := slices.IndexFunc(iface.Funcs, func(g *wit.Func) bool { return g.Name == f.Path[1] })
	if i < 0 {
		return fmt.Errorf("the WIT of %s lacks the function", d.Name)
	}
	hosts := r.linker.resourceTypes(iface, d.twin)
	return wit.AssignableFunc(iface.Funcs[i], f.Type, func(host, guest *wit.Resource) bool {
		n := f.Types.Resource(guest)
		return n >= 0 && hosts[host] != nil && hosts[host] == r.linked.resources[n]
	})
}

// resourceTypes returns the run-time types of the resource types that the
// linker's own interface iface declares or uses.
func (l *Linker) resourceTypes(iface *wit.Interface, twin bool) map[*wit.Resource]*ResourceType {
	m := map[*wit.Resource]*ResourceType{}
	for _, td := range iface.Types {
		r := wit.ResourceOf(td)
		def := td
		for def.Resource == nil {
			next, ok := def.Type.(*wit.TypeDef)
			if !ok {
				break
			}
			def = next
		}
		if r == nil || def.Interface == nil {
			continue
		}
		if d := l.interfaces[track(def.Interface.ExternalName())]; d != nil {
			if m[r] = d.resource(def.Name); twin && m[r] != nil {
				m[r] = m[r].twinType()
			}
		}
	}
	return m
}

// hostFunc returns f in stack form.
func (f FuncDef) hostFunc(cf *canon.Func) HostFunc {
	switch {
	case f.Fn != nil:
		return f.Fn
	case f.Async != nil:
		return f.Async.call
	}
	return func(ctx context.Context, c *Call, stack []uint64) {
		c.args = cf.LiftArgs(&c.cx, stack, c.args[:0])
		c.Accept()
		v, err := f.Dynamic(ctx, c, c.args)
		if err != nil {
			c.Trap(err)
		}
		cf.LowerResult(&c.cx, v, stack) // v may be made of args
		clear(c.args)
	}
}

// ErrMissingImport is the cause of the trap of a guest that calls an import
// which nothing provides, see [Linker.AllowMissing].
var ErrMissingImport = errors.New("nothing provides this import")

func missingFunc(name string) HostFunc {
	err := fmt.Errorf("call of %s: %w", name, ErrMissingImport)
	return func(_ context.Context, c *Call, _ []uint64) { c.Trap(err) }
}

// makeHost makes the core module instance whose functions are the
// trampolines. They find the state that they work on through the context, so
// that one such instance serves all instances of the component.
func (k *Linked) makeHost() error {
	all := bindings{}
	k.lifts = make([]*binding, len(k.plan.Lifts))
	for i := range k.plan.Lifts {
		l := &k.plan.Lifts[i]
		k.lifts[i] = all.of(l.Instance, &l.Options)
	}
	k.classify()
	k.bindDtors(all)
	defs := make([]engine.HostDef, len(k.plan.Trampolines))
	for i := range k.plan.Trampolines {
		t := &k.plan.Trampolines[i]
		defs[i] = engine.HostDef{
			Name:    strconv.Itoa(i),
			Params:  coreTypes(t.Canon.Core.Params),
			Results: coreTypes(t.Canon.Core.Results),
			Fn:      k.trampoline(i, t, all.of(t.Instance, &t.Options)),
		}
	}
	if !k.comp.rt.config.Unmetered {
		i64 := []engine.ValueType{engine.I64}
		defs = append(defs, engine.HostDef{Name: fuelFunction, Params: i64, Results: i64, From: refuel})
	}
	if len(defs) == 0 {
		return nil
	}
	var err error
	k.host, err = k.comp.rt.engine.HostModule(context.Background(), defs)
	return err
}

func coreTypes(ts []binary.CoreVal) []engine.ValueType {
	out := make([]engine.ValueType, len(ts))
	for i, t := range ts {
		out[i] = engine.ValueType(t)
	}
	return out
}
