// Package component runs WebAssembly components in Go programs.
//
// A component is a module with typed imports and exports: strings, lists,
// records, variants and handles to resources instead of integers and
// addresses. This package loads components, and core modules whose imports and
// exports have canonical names; it links them to host functions, instantiates
// them, and calls what they export. It needs no C code and no other process.
//
//	rt, err := component.NewRuntime(ctx, component.Config{})
//	c, err := rt.Load(ctx, wasm)
//	linked, err := linker.Link(c)
//	inst, err := linked.Instantiate(ctx, component.InstanceConfig{})
//	add, err := inst.Func("add")
//	sum, err := add.Call(ctx, wit.U32Value(1), wit.U32Value(2))
//
// A [Pool] makes instances of a linked component in microseconds, each as good as
// new.
//
// A [Runtime], a [Component], a [Linked] component and a [Pool] may be used by
// many goroutines at once; an [Instance], like a request, belongs to one at a
// time.
//
// Guests are not trusted. Whatever a component does, it ends in an error: a
// component that is not valid is refused by [Runtime.Load], one whose imports
// are not provided by [Linker.Link] with all of them listed, and a guest that
// does what it may not do gets a [*Trap], which carries its kind and the
// guest's backtrace.
//
// Host functions either work on [Value]s ([DynamicFunc]) or are written in
// typed Go with adapters generated from WIT, see package bindgen. Package wasi
// provides WASI.
//
// The package follows the component model's Binary.md, Explainer.md and
// CanonicalABI.md.
package component

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/plan"
	"github.com/gyro-wasm/gyro/component/internal/rewrite"
	"github.com/gyro-wasm/gyro/component/wit"
)

// Config configures a [Runtime]. The zero value is ready to use.
type Config struct {
	// CacheDir keeps compiled code between runs; it is made if needed. The
	// code in it is trusted: nobody else may write there. Empty keeps compiled
	// code in memory only.
	CacheDir string
	// Interpreter interprets instead of compiling: slower by a factor of ten
	// or more, for platforms without a compiler and for comparison.
	Interpreter bool
	// Gated allows the features that the component model's standard has
	// specified but not shipped. Those not built yet trap when used.
	Gated bool
	// MaxMemory bounds each linear memory, in bytes; 0 means 4 GiB.
	MaxMemory uint64
	// Unmetered leaves out what counts the instructions that guests execute.
	// They run a little faster, and one in a loop is ended by nothing but the
	// process and keeps Go's collector, and with it everything else, waiting.
	Unmetered bool
	// IdleMemory bounds what instances that wait in pools hold, all together,
	// in bytes: beyond it, those that have waited longest are freed. 0 means
	// 1 GiB.
	IdleMemory uint64
	// IdleTime is how long an instance waits in a pool before it is freed; 0
	// means 30 seconds.
	IdleTime time.Duration
}

// A Runtime compiles and runs components. One is enough for a process: all
// its components share compiled code and the cache. It may be used by many
// goroutines at once.
type Runtime struct {
	engine *engine.Engine
	config Config
	idler  *idler
}

// NewRuntime returns a runtime.
func NewRuntime(ctx context.Context, c Config) (*Runtime, error) {
	e, err := engine.New(ctx, engine.Config{
		CacheDir:       c.CacheDir,
		Interpreter:    c.Interpreter,
		MaxMemoryPages: uint32(min(c.MaxMemory, 1<<32) >> 16),
		Inserted:       fuelFunction,
	})
	if err != nil {
		return nil, err
	}
	return &Runtime{engine: e, config: c, idler: newIdler(c)}, nil
}

// Close frees what the runtime holds, compiled code included. Instances must
// not be used any more.
func (r *Runtime) Close(ctx context.Context) error {
	r.idler.stop()
	return r.engine.Close(ctx)
}

// A Component is a loaded component: decoded, validated and compiled. It is
// immutable and may be shared by goroutines.
type Component struct {
	rt      *Runtime
	config  LoadConfig
	core    *binary.CoreModule // nil for a component
	plan    *plan.Plan
	modules []*engine.Module // by plan.Modules
	reuse   []moduleState    // likewise
	funcs   *compiledFuncs

	returns       returnPlan
	returnsModule *engine.Module // nil if there is nothing in it
}

// Load decodes, validates and compiles a component, or a core module. It
// returns an error that names the place if wasm is not valid or uses what the
// runtime does not have.
func (r *Runtime) Load(ctx context.Context, wasm []byte) (*Component, error) {
	return r.LoadWith(ctx, wasm, LoadConfig{})
}

// A LoadConfig sets bounds that become part of the code of a component. The
// zero value has the defaults.
type LoadConfig struct {
	// MaxTableElements bounds the elements of all tables of an instance
	// together, each core module having an equal share; 0 means 10,000,000. An
	// element takes 8 bytes.
	MaxTableElements uint32
	// MaxCallDepth bounds how many calls within a core module may be inside of
	// each other; 0 means 16,384. Calls of functions with many parameters and
	// locals may count as several.
	MaxCallDepth uint32
}

const (
	defaultMaxTableElements = 10_000_000
	defaultMaxCallDepth     = 1 << 14
	// callSize is what a call of the usual size takes of the stack, in bytes as
	// package rewrite counts them.
	callSize = 64
)

// LoadWith is [Runtime.Load] with bounds other than the defaults.
func (r *Runtime) LoadWith(ctx context.Context, wasm []byte, lc LoadConfig) (*Component, error) {
	lc.MaxTableElements = cmp.Or(lc.MaxTableElements, defaultMaxTableElements)
	lc.MaxCallDepth = min(cmp.Or(lc.MaxCallDepth, defaultMaxCallDepth), math.MaxInt32/callSize)
	if !binary.IsComponent(wasm) {
		return r.loadCore(ctx, wasm, lc)
	}
	b, err := binary.Decode(wasm, binary.Options{Gated: r.config.Gated})
	if err != nil {
		return nil, fmt.Errorf("component is not valid: %w", err)
	}
	p, err := plan.New(b)
	if err != nil {
		return nil, fmt.Errorf("component cannot be flattened: %w", err)
	}
	if err := splitMemories(p); err != nil {
		return nil, err
	}
	c := &Component{rt: r, config: lc, plan: p}
	if c.funcs, err = compileFuncs(p); err != nil {
		return nil, err
	}
	if err := c.compile(ctx); err != nil {
		return nil, errors.Join(err, c.Close(ctx))
	}
	return c, nil
}

// trampolineModule is the module name under which rewritten core modules
// import what the runtime provides; real instances go by their number.
const trampolineModule = "h"

// compile rewrites and compiles all core modules, as many at a time as there
// are processors. The bytes that they were loaded from are let go: what is left
// of a module is its code.
func (c *Component) compile(ctx context.Context) error {
	if err := c.compileReturns(ctx); err != nil {
		return err
	}
	c.modules = make([]*engine.Module, len(c.plan.Modules))
	c.reuse = make([]moduleState, len(c.plan.Modules))
	sources := make([][]byte, len(c.plan.Modules))
	for i, m := range c.plan.Modules {
		sources[i] = m.Source.Bytes
	}
	for _, m := range c.plan.Modules { // some share a source
		m.Source.Bytes = nil
	}
	errs := make([]error, len(c.modules))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for i := range c.plan.Modules {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			source := sources[i]
			sources[i] = nil
			if err := c.compileModule(ctx, i, source); err != nil {
				errs[i] = fmt.Errorf("core module %d: %w", i, err)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err // one is enough: there may be thousands of the same
		}
	}
	return nil
}

// compileModule rewrites and compiles core module number i, unless that was done
// before. Nothing of the source is referred to while it is compiled.
func (c *Component) compileModule(ctx context.Context, i int, source []byte) error {
	o := c.rewriteOptions(i)
	made := false
	m, err := c.rt.engine.CompileMade(ctx, rewrite.Key(source, o), func() (wasm, note []byte, err error) {
		r, err := rewrite.Reuse(source, o)
		source = nil
		if err != nil {
			return nil, nil, err
		}
		c.reuse[i], made = newModuleState(r), true
		return r.Wasm, r.Facts(), nil
	})
	if err != nil {
		return err
	}
	c.modules[i] = m
	if made {
		return nil
	}
	r, err := rewrite.Restore(source, m.Note())
	if err != nil {
		return err
	}
	c.reuse[i] = newModuleState(r)
	return nil
}

// rewriteOptions returns how core module number n is rewritten.
func (c *Component) rewriteOptions(n int) rewrite.Options {
	imports := c.plan.Modules[n].Imports
	o := rewrite.Options{
		Imports:       make([]rewrite.Import, len(imports)),
		TableMax:      c.config.MaxTableElements / uint32(len(c.modules)),
		RemWorkaround: runtime.GOARCH == "arm64",
	}
	if !c.rt.config.Unmetered {
		o.Fuel = &rewrite.Fuel{Import: rewrite.Import{Module: trampolineModule, Name: fuelFunction}, Stack: c.config.MaxCallDepth * callSize}
	}
	for i, it := range imports {
		if it.Instance < 0 && c.returns.has(it.Trampoline) {
			o.Imports[i] = rewrite.Import{Module: returnsModule, Name: strconv.Itoa(it.Trampoline)}
		} else if it.Instance < 0 {
			o.Imports[i] = rewrite.Import{Module: trampolineModule, Name: strconv.Itoa(it.Trampoline)}
		} else {
			o.Imports[i] = rewrite.Import{Module: strconv.Itoa(it.Instance), Name: it.Name}
		}
	}
	return o
}

// Close frees the compiled code of c that no other component shares.
func (c *Component) Close(ctx context.Context) error {
	var errs []error
	for _, m := range append(slices.Clone(c.modules), c.returnsModule) {
		if m != nil {
			errs = append(errs, m.Close(ctx))
		}
	}
	return errors.Join(errs...)
}

// IsCore tells whether c is a core module rather than a component.
func (c *Component) IsCore() bool { return c.core != nil }

// World returns the WIT world that the component wasm implements, without
// compiling it. It is an error for a core module, which carries no types, and
// for a component that imports or exports what WIT cannot say.
func World(wasm []byte) (*wit.World, error) {
	if !binary.IsComponent(wasm) {
		return nil, errors.New("a core module does not say what world it implements")
	}
	b, err := binary.Decode(wasm, binary.Options{Gated: true})
	if err != nil {
		return nil, fmt.Errorf("component is not valid: %w", err)
	}
	return binary.World(b)
}
