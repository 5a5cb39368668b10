package component

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"

	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/plan"
	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

// InstanceConfig configures an [Instance]. The zero value is ready to use.
type InstanceConfig struct {
	// Data is handed to host functions by [Call.Data].
	Data any
	// MaxMemory bounds each linear memory of the instance, in bytes; 0 leaves
	// the runtime's bound.
	MaxMemory uint64
	// MaxHandles bounds the handles that each component instance may hold; 0
	// means 1,000,000. A handle costs the host about 60 bytes.
	MaxHandles uint32
}

const defaultMaxHandles = 1_000_000

// An Instance is a component with its own memory and state. It is used by one
// goroutine at a time: a call while another one is under way fails. After a
// trap it is good for nothing but [Instance.Close].
type Instance struct {
	linked *Linked
	data   any

	group     *engine.Group      // owns core
	core      []*engine.Instance // by plan.Modules
	insts     []*canon.Instance  // by plan.Instances
	resources []*canon.ResourceType
	memories  []func() []byte // by number: the current contents
	funcs     []*engine.Func
	reallocs  map[int]func(old, oldSize, align, size uint32) uint32 // by function number

	ctx          callContext
	calls        []*Call // one per level of nesting, kept for the next use
	depth        int
	busy         atomic.Bool
	dead         error     // the trap that ended the instance
	storage      [2]uint64 // of context.get, for code that start functions run
	backpressure []int     // by plan.Instances
}

// Instantiate makes an instance: it instantiates the core modules and runs
// their start functions. The context ends with the call; later calls bring
// their own.
func (k *Linked) Instantiate(ctx context.Context, c InstanceConfig) (*Instance, error) {
	in := &Instance{
		linked:       k,
		data:         c.Data,
		group:        engine.NewGroup(),
		core:         make([]*engine.Instance, len(k.plan.Modules)),
		insts:        make([]*canon.Instance, len(k.plan.Instances)),
		resources:    make([]*canon.ResourceType, len(k.plan.Resources)),
		memories:     make([]func() []byte, k.plan.Memories),
		funcs:        make([]*engine.Func, k.plan.Funcs),
		backpressure: make([]int, len(k.plan.Instances)),
		reallocs:     map[int]func(old, oldSize, align, size uint32) uint32{},
	}
	in.ctx.inst = in
	for i, ci := range k.plan.Instances {
		var parent *canon.Instance
		if ci.Parent >= 0 {
			parent = in.insts[ci.Parent]
		}
		in.insts[i] = canon.NewInstance(parent)
		in.insts[i].Handles.Limit = cmp.Or(c.MaxHandles, defaultMaxHandles)
	}
	in.bindResources()
	if err := in.run(ctx, c); err != nil {
		return nil, errors.Join(err, in.Close(ctx))
	}
	return in, nil
}

// bindResources makes the resource types that the component defines; each
// instance has its own.
func (in *Instance) bindResources() {
	for i, r := range in.linked.plan.Resources {
		if t := in.linked.resources[i]; t != nil {
			in.resources[i] = &t.canon
			continue
		}
		t := &canon.ResourceType{Name: r.Name, Impl: in.insts[r.Instance]}
		if r.Dtor >= 0 {
			t.Dtor = func(_ context.Context, rep uint32, _ any) { in.destroy(r.Dtor, rep) }
		}
		in.resources[i] = t
	}
}

// run carries out the steps of the plan.
func (in *Instance) run(ctx context.Context, c InstanceConfig) (err error) {
	if err := in.begin(ctx); err != nil {
		return err
	}
	defer in.leave(&err)
	for _, s := range in.linked.plan.Steps {
		switch s := s.(type) {
		case plan.InstantiateModule:
			err = in.instantiate(s.Instance, c)
		case plan.ExtractMemory:
			in.memories[s.Memory] = in.core[s.Of.Instance].Memory(s.Of.Name).Bytes
		case plan.ExtractFunc:
			in.funcs[s.Func] = in.coreFunc(s.Of)
		case plan.CallFunc:
			in.mustCall(in.funcs[s.Func], nil)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (in *Instance) coreFunc(it plan.CoreItem) *engine.Func {
	if it.Instance < 0 {
		return in.linked.host.Func(strconv.Itoa(it.Trampoline))
	}
	return in.core[it.Instance].Func(it.Name)
}

// instantiate makes core instance number n and runs its start function.
func (in *Instance) instantiate(n int, c InstanceConfig) error {
	comp := in.linked.comp
	inst, err := comp.rt.engine.Instantiate(&in.ctx, comp.modules[n], in.provider,
		engine.InstanceOptions{Group: in.group, MemoryLimit: c.MaxMemory})
	if err != nil {
		return fmt.Errorf("core module %d: %w", n, err)
	}
	in.core[n] = inst
	if start := inst.Func(rewrite.StartExport); start != nil {
		in.mustCall(start, nil)
	}
	return nil
}

// provider resolves the module names that rewritten imports have.
func (in *Instance) provider(module string) *engine.Instance {
	if module == trampolineModule {
		return in.linked.host
	}
	n, err := strconv.Atoi(module)
	if err != nil || n >= len(in.core) {
		return nil
	}
	return in.core[n]
}

// Close frees the instance: host objects that the guest still holds are
// dropped, its memory is released. Close may be called twice.
func (in *Instance) Close(ctx context.Context) error {
	for _, ci := range in.insts {
		ci.ReleaseHost(ctx)
	}
	if in.dead == nil {
		in.dead = errors.New("instance is closed")
	}
	return in.group.Close(ctx)
}

// begin makes the caller the only user of the instance, with ctx as the
// context of guest code; leave, deferred, ends that.
func (in *Instance) begin(ctx context.Context) error {
	if !in.busy.CompareAndSwap(false, true) {
		return ErrBusy
	}
	if in.dead != nil {
		in.busy.Store(false)
		return fmt.Errorf("%w: %w", ErrDead, in.dead)
	}
	in.ctx.Context = ctx
	return nil
}

// leave turns what unwound the guest into *err, which then ends the instance.
func (in *Instance) leave(err *error) {
	if r := recover(); r != nil {
		*err = recovered(r)
	}
	if t, ok := (*err).(*Trap); ok {
		in.dead = t
	}
	in.ctx.Context = nil
	in.busy.Store(false)
}

// ErrBusy is returned for a call of an instance that is in a call already.
var ErrBusy = errors.New("instance is in use by another call")

// ErrDead is returned for calls of an instance that trapped or was closed; it
// wraps the reason.
var ErrDead = errors.New("instance cannot be used any more")

// push prepares the Call for a function with options o of component instance
// inst.
func (in *Instance) push(inst int, o *plan.Options) *Call {
	if in.depth == len(in.calls) {
		in.calls = append(in.calls, &Call{inst: in})
	}
	c := in.calls[in.depth]
	in.depth++
	c.lift = false
	c.cx = canon.Context{
		Encoding:  uint8(o.Encoding),
		Inst:      in.insts[inst],
		Resources: in.resources,
		Task:      &c.task,
		Subtask:   &c.subtask,
	}
	if o.Memory >= 0 {
		c.cx.Refresh = in.memories[o.Memory]
		c.cx.Mem = c.cx.Refresh()
	}
	if o.Realloc >= 0 {
		c.cx.Realloc = in.realloc(o.Realloc)
	}
	return c
}

func (in *Instance) pop() { in.depth-- }

// context returns the storage of the running task, see CanonicalABI.md,
// "canon context.get". Code that start functions run has one of its own.
func (in *Instance) context() *[2]uint64 {
	for i := in.depth - 1; i >= 0; i-- {
		if c := in.calls[i]; c.lift {
			return &c.storage
		}
	}
	return &in.storage
}

// realloc returns the function that calls realloc function number n.
func (in *Instance) realloc(n int) func(old, oldSize, align, size uint32) uint32 {
	if f := in.reallocs[n]; f != nil {
		return f
	}
	fn := in.funcs[n]
	var stack [4]uint64
	f := func(old, oldSize, align, size uint32) uint32 {
		stack = [4]uint64{uint64(old), uint64(oldSize), uint64(align), uint64(size)}
		in.mustCall(fn, stack[:])
		return uint32(stack[0])
	}
	in.reallocs[n] = f
	return f
}

// mustCall calls a core function and goes on unwinding if that traps.
func (in *Instance) mustCall(f *engine.Func, stack []uint64) {
	if err := f.Call(&in.ctx, stack); err != nil {
		panic(err)
	}
}

func (in *Instance) destroy(dtor int, rep uint32) {
	stack := [1]uint64{uint64(rep)}
	in.mustCall(in.funcs[dtor], stack[:])
}
