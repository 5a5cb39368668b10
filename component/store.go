package component

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync/atomic"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/plan"
	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

// A store is the state of an instance at run time: its core instances, handle
// tables and calls (CanonicalABI.md, "Embedding"). An [Instance] has one from
// when it is made until it is closed; then the store is freed, or goes back to
// its pool and serves another instance.
type store struct {
	linked *Linked
	data   any
	// maxLift bounds what one call lifts, in bytes; 0 is the default.
	maxLift uint64
	// tableRefused tells that a table could not grow because of the bound for
	// tables.
	tableRefused bool

	group     *engine.Group      // owns core
	core      []*engine.Instance // by plan.Modules
	insts     []*canon.Instance  // by plan.Instances
	resources []*canon.ResourceType
	memories  []*[]byte // by number: where the current contents stand
	funcs     []*engine.Func
	reallocs  map[int]func(old, oldSize, align, size uint32) uint32 // by function number

	ctx callContext
	callStack
	busy    atomic.Bool
	closed  atomic.Bool
	dead    error     // the trap that ended the store, or that it was closed
	storage [2]uint64 // of context.get, for code that start functions run
	watch   *watch    // of the initialisation; nil if nobody watches
	async   scheduler
	returns returns
	shared  *shared // nil if one goroutine at a time calls
	turn    *turn   // of the call for which the guest executes; nil if not shared

	gauge    gauge
	inits    []*engine.Func // what an instance from an image calls first
	resident uint64         // memory that is not shared with the image, in bytes
	holds    uint64         // bytes that it is accounted for while it waits
	period   uint32         // since when it waits, see idler
}

// newStore returns the store of a new instance, before its first step.
func (k *Linked) newStore(group *engine.Group) *store {
	s := &store{
		linked:    k,
		group:     group,
		core:      make([]*engine.Instance, len(k.plan.Modules)),
		insts:     make([]*canon.Instance, len(k.plan.Instances)),
		resources: make([]*canon.ResourceType, len(k.plan.Resources)),
		memories:  make([]*[]byte, k.plan.Memories),
		funcs:     make([]*engine.Func, k.plan.Funcs),
		reallocs:  map[int]func(old, oldSize, align, size uint32) uint32{},
		gauge:     gauge{counters: make([]counter, len(k.plan.Modules))},
	}
	s.ctx.store = s
	for i, ci := range k.plan.Instances {
		var parent *canon.Instance
		if ci.Parent >= 0 {
			parent = s.insts[ci.Parent]
		}
		s.insts[i] = canon.NewInstance(parent)
	}
	s.bindResources()
	return s
}

// serve makes s the store of an instance that is configured by c.
func (s *store) serve(c InstanceConfig) {
	s.data, s.maxLift, s.tableRefused = c.Data, c.MaxLift, false
	s.gauge.start(c)
	s.shared, s.turn = nil, nil
	if c.Shared {
		s.shared = &shared{meters: c.Meters}
		s.async.works.init()
	}
	for _, in := range s.insts {
		in.Handles.Limit = cmp.Or(c.MaxHandles, defaultMaxHandles)
	}
}

// bindResources makes the resource types that the component defines; each
// instance has its own.
func (s *store) bindResources() {
	for i, r := range s.linked.plan.Resources {
		if t := s.linked.resources[i]; t != nil {
			s.resources[i] = &t.canon
			continue
		}
		t := &canon.ResourceType{Name: r.Name, Impl: s.insts[r.Instance]}
		if r.Dtor >= 0 {
			t.Dtor = func(_ context.Context, rep uint32, _ any) { s.destroy(i, rep) }
		}
		s.resources[i] = t
	}
}

// build carries out the steps of the plan. It hands each function that
// initialises, a start function or one that the plan names, to init, which may
// call it or have it called later.
func (s *store) build(ctx context.Context, init func(f *engine.Func)) (err error) {
	if err := s.begin(ctx); err != nil {
		return err
	}
	defer s.leave(&err)
	if err := s.makeReturns(); err != nil {
		return err
	}
	for _, step := range s.linked.plan.Steps {
		switch t := step.(type) {
		case plan.InstantiateModule:
			err = s.instantiate(t.Instance, init)
		case plan.ExtractMemory:
			s.memories[t.Memory] = s.core[t.Of.Instance].Memory(t.Of.Name).Current()
		case plan.ExtractFunc:
			s.funcs[t.Func] = s.coreFunc(t.Of)
		case plan.CallFunc:
			init(s.funcs[t.Func])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// call calls an initialising function.
func (s *store) call(f *engine.Func) { s.mustCall(f, nil) }

func (s *store) coreFunc(it plan.CoreItem) *engine.Func {
	if it.Instance < 0 {
		return s.linked.host.Func(strconv.Itoa(it.Trampoline))
	}
	return s.core[it.Instance].Func(it.Name)
}

// instantiate makes core instance number n.
func (s *store) instantiate(n int, init func(f *engine.Func)) error {
	comp := s.linked.comp
	reuse := comp.reuse[n]
	if s.watch != nil {
		s.watch.instantiated()
	}
	inst, err := comp.rt.engine.Instantiate(&s.ctx, comp.modules[n], s.provider, engine.InstanceOptions{
		Group: s.group, Segments: reuse.segments, Globals: reuse.globals,
	})
	if err != nil {
		return fmt.Errorf("core module %d: %w", n, err)
	}
	s.core[n] = inst
	s.gauge.counters[n].left = inst.Global(rewrite.FuelExport)
	s.gauge.fill(&s.gauge.counters[n])
	if f := inst.Func(rewrite.SegmentsExport); f != nil {
		s.call(f)
	}
	if f := inst.Func(rewrite.StartExport); f != nil {
		init(f)
	}
	return nil
}

// provider resolves the module names that rewritten imports have.
func (s *store) provider(module string) *engine.Instance {
	switch module {
	case trampolineModule:
		return s.linked.host
	case returnsModule:
		return s.returns.instance
	}
	n, err := strconv.Atoi(module)
	if err != nil || n >= len(s.core) {
		return nil
	}
	return s.core[n]
}

// close frees everything: host objects that the guest still holds are dropped,
// memory is released.
func (s *store) close(ctx context.Context) error {
	s.closed.Store(true)
	if s.busy.CompareAndSwap(false, true) {
		s.async.abort()
		s.busy.Store(false)
	}
	s.releaseHandles(ctx)
	if s.dead == nil {
		s.dead = errClosed
	}
	return s.group.Close(ctx)
}

// releaseHandles drops the host objects that the guest still holds.
func (s *store) releaseHandles(ctx context.Context) {
	s.async.ends.release(ErrEnded)
	if !s.quiet() {
		ctx = context.WithoutCancel(ctx)
	}
	for _, in := range s.insts {
		in.ReleaseHost(ctx)
	}
}

// leftovers are what an initialisation leaves with the runtime: what the guest
// can get at later that is neither memory nor a global.
type leftovers struct {
	storage      [2]uint64
	backpressure []int         // by plan.Instances
	handles      []canon.Table // without handles; but the order in which indices are used
}

// leftovers returns those of an instance that is quiet.
func (s *store) leftovers() leftovers {
	l := leftovers{s.storage, make([]int, len(s.insts)), make([]canon.Table, len(s.insts))}
	for i, in := range s.insts {
		l.backpressure[i], l.handles[i] = in.Backpressure, in.Handles.Clone()
	}
	return l
}

// reset puts what the runtime knows of the guest, all but the core instances,
// back to what initialisation has left. Handles are released already.
func (s *store) reset(l *leftovers) {
	s.data, s.gauge.meter = nil, nil // they are no business of who waits
	for i, in := range s.insts {
		in.Reset(&l.handles[i])
		in.Backpressure = l.backpressure[i]
	}
	s.storage = l.storage
	s.depth = 0
	if s.linked.definesResources {
		s.bindResources() // a handle that the host has kept is of no use any more
	}
}

// quiet tells whether the guest holds no handles, see [canon.Instance.Quiet], and
// no code of it waits.
func (s *store) quiet() bool {
	return s.async.quiet() && !slices.ContainsFunc(s.insts, func(in *canon.Instance) bool { return !in.Quiet() })
}

// run enters the instance and calls functions, each through call.
func (s *store) run(ctx context.Context, funcs []*engine.Func, call func(*engine.Func)) (err error) {
	if len(funcs) == 0 {
		return nil
	}
	if err := s.begin(ctx); err != nil {
		return err
	}
	defer s.leave(&err)
	for _, f := range funcs {
		call(f)
	}
	return nil
}

// begin makes the caller the only user of the instance, with ctx as the
// context of guest code; leave, deferred, ends that.
func (s *store) begin(ctx context.Context) error {
	if !s.busy.CompareAndSwap(false, true) {
		return ErrBusy
	}
	if s.dead != nil {
		s.busy.Store(false)
		return fmt.Errorf("%w: %w", ErrDead, s.dead)
	}
	s.ctx.Context = ctx
	return nil
}

// leave turns what unwound the guest into *err, which then ends the instance.
func (s *store) leave(err *error) {
	if r := recover(); r != nil {
		*err = recovered(r)
	}
	if t, ok := (*err).(*Trap); ok {
		s.dead = t
	} else if s.depth > 0 {
		s.dead = errAbandoned
	}
	if s.dead != nil || s.closed.Load() {
		s.async.abort()
	}
	s.ctx.Context = nil
	s.busy.Store(false)
}

// push prepares the Call for a function with binding b. Calls of one level
// mostly have the same, so that little of the Call changes from one to the next.
func (s *store) push(b *binding) *Call {
	if s.depth == len(s.calls) {
		s.calls = append(s.calls, s.newCall())
	}
	c := s.calls[s.depth]
	s.depth++
	c.lift = false
	if b != c.bound {
		s.bind(c, b)
	}
	c.cx.LiftLimit = s.maxLift
	c.cx.Begin()
	return c
}

// A binding is what the lifting and lowering of a call depends on: a component
// instance and canonical options.
type binding struct {
	inst, memory, realloc int
	encoding              binary.StringEncoding
}

// bindings are all that a component has, each once, so that their pointers tell
// whether two are the same.
type bindings map[binding]*binding

// of returns the binding for functions with options o of component instance inst.
func (m bindings) of(inst int, o *plan.Options) *binding {
	key := binding{inst, o.Memory, o.Realloc, o.Encoding}
	b := m[key]
	if b == nil {
		b = &key
		m[key] = b
	}
	return b
}

func (s *store) newCall() *Call {
	c := &Call{store: s}
	c.cx.Resources, c.cx.Task, c.cx.Subtask, c.cx.Host = s.resources, &c.task, &c.subtask, c
	return c
}

func (s *store) bind(c *Call, b *binding) {
	c.bound = b
	c.cx.Encoding, c.cx.Inst = uint8(b.encoding), s.insts[b.inst]
	c.cx.Mem, c.cx.Current, c.cx.Realloc = nil, nil, nil
	if b.memory >= 0 {
		if c.cx.Current = s.memories[b.memory]; c.cx.Current == nil {
			c.bound = nil // a start function runs: look again next time
		}
	}
	if b.realloc >= 0 {
		c.cx.Realloc = s.realloc(b.realloc)
	}
}

func (s *store) pop() { s.depth-- }

// context returns the storage of the running task, see CanonicalABI.md,
// "canon context.get". Code that start functions run has one of its own.
func (s *store) context() *[2]uint64 {
	for i := s.depth - 1; i >= 0; i-- {
		if c := s.calls[i]; c.lift {
			if c.async != nil {
				return &c.async.thread.Storage
			}
			return &c.storage
		}
	}
	return &s.storage
}

// realloc returns the function that calls realloc function number n, which has a
// context of its own. It is not inlined, for the sake of what is inlined into that
// function.
//
//go:noinline
func (s *store) realloc(n int) func(old, oldSize, align, size uint32) uint32 {
	if f := s.reallocs[n]; f != nil {
		return f
	}
	fn := s.funcs[n]
	var stack [4]uint64
	f := func(old, oldSize, align, size uint32) uint32 {
		stack = [4]uint64{uint64(old), uint64(oldSize), uint64(align), uint64(size)}
		storage := s.context()
		kept := *storage
		*storage = [2]uint64{}
		s.mustCall(fn, stack[:])
		*storage = kept
		return uint32(stack[0])
	}
	s.reallocs[n] = f
	return f
}

// mustCall calls a core function and goes on unwinding if that traps.
func (s *store) mustCall(f *engine.Func, stack []uint64) {
	if err := f.Call(&s.ctx, stack); err != nil {
		panic(err)
	}
}
