package component

import (
	"context"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/plan"
)

// trampoline returns the core function for a canonical definition.
func (k *Linked) trampoline(i int, t *plan.Trampoline) engine.HostFunc {
	switch {
	case t.Canon.Op == binary.CanonLower && t.Options.Async:
		return notBuilt(t, "async lower")
	case t.Canon.Op == binary.CanonLower && k.coreFuncs[t.Import]:
		return callCore(k.imports[t.Import], t)
	case t.Canon.Op == binary.CanonLower && t.Import >= 0:
		return lowerImport(k.imports[t.Import], t)
	case t.Canon.Op == binary.CanonLower:
		return k.lowerLift(k.funcs.trampolines[i], t)
	case t.Canon.Op == binary.CanonResourceNew:
		return func(ctx context.Context, stack []uint64) {
			in := instanceOf(ctx)
			stack[0] = uint64(in.insts[t.Instance].ResourceNew(in.resources[t.Resource], uint32(stack[0])))
		}
	case t.Canon.Op == binary.CanonResourceRep:
		return func(ctx context.Context, stack []uint64) {
			in := instanceOf(ctx)
			stack[0] = uint64(in.insts[t.Instance].ResourceRep(in.resources[t.Resource], uint32(stack[0])))
		}
	case t.Canon.Op == binary.CanonResourceDrop:
		return func(ctx context.Context, stack []uint64) {
			in := instanceOf(ctx)
			in.insts[t.Instance].ResourceDrop(ctx, in.resources[t.Resource], uint32(stack[0]))
		}
	case t.Canon.Op == binary.CanonContextGet:
		return func(ctx context.Context, stack []uint64) { stack[0] = instanceOf(ctx).context()[t.Canon.Imm] }
	case t.Canon.Op == binary.CanonContextSet:
		return func(ctx context.Context, stack []uint64) { instanceOf(ctx).context()[t.Canon.Imm] = stack[0] }
	case t.Canon.Op == binary.CanonBackpressureInc:
		return backpressure(t, 1)
	case t.Canon.Op == binary.CanonBackpressureDec:
		return backpressure(t, -1)
	}
	return notBuilt(t, "an async built-in")
}

// maxBackpressure bounds the counter of an instance, see CanonicalABI.md,
// "canon backpressure.{inc,dec}".
const maxBackpressure = 1<<16 - 1

// backpressure counts; nothing waits for the counter while calls are
// synchronous.
func backpressure(t *plan.Trampoline, delta int) engine.HostFunc {
	return func(ctx context.Context, _ []uint64) {
		n := &instanceOf(ctx).backpressure[t.Instance]
		if *n += delta; *n < 0 || *n > maxBackpressure {
			panic(&canon.Trap{Kind: canon.TrapLimit, Msg: "backpressure counter out of range"})
		}
	}
}

// notBuilt returns a function that traps: what it does comes with async.
func notBuilt(t *plan.Trampoline, what string) engine.HostFunc {
	return func(ctx context.Context, _ []uint64) {
		instanceOf(ctx).insts[t.Instance].CheckLeave()
		panic(&canon.Trap{Kind: canon.TrapNotBuilt, Msg: what + " was called: this runtime does not have async yet"})
	}
}

// lowerImport returns the core function for an imported function, see
// CanonicalABI.md, "canon lower".
func lowerImport(fn HostFunc, t *plan.Trampoline) engine.HostFunc {
	return func(ctx context.Context, stack []uint64) {
		in := instanceOf(ctx)
		in.insts[t.Instance].CheckLeave()
		in.checkCancelled()
		c := in.push(t.Instance, &t.Options)
		fn(ctx, c, stack)
		c.Accept()
		c.subtask.Resolve()
		in.pop()
	}
}

// callCore returns the core function for a function of a [CoreDef]. No canon
// lower is between, so that it may be called from realloc and post-return as
// well: the allocator of standard Go reads the clock of preview1.
func callCore(fn HostFunc, t *plan.Trampoline) engine.HostFunc {
	return func(ctx context.Context, stack []uint64) {
		in := instanceOf(ctx)
		in.checkCancelled()
		c := in.push(t.Instance, &t.Options)
		fn(ctx, c, stack)
		in.pop()
	}
}

// lowerLift returns the core function by which one component instance calls
// another one: arguments and result go straight from memory to memory.
func (k *Linked) lowerLift(caller *canon.Func, t *plan.Trampoline) engine.HostFunc {
	lift := &k.plan.Lifts[t.Lift]
	callee := k.funcs.lifts[t.Lift]
	if lift.Options.Async {
		return notBuilt(t, "an async lifted function")
	}
	return func(ctx context.Context, stack []uint64) {
		in := instanceOf(ctx)
		from, to := in.insts[t.Instance], in.insts[lift.Instance]
		from.CheckLeave()
		in.checkCancelled()
		to.EnterFrom(from)
		c := in.push(t.Instance, &t.Options)
		d := in.push(lift.Instance, &lift.Options)
		d.enter(callee)

		caller.TransferArgs(&c.cx, stack, callee, &d.cx, d.stack)
		in.mustCall(in.funcs[lift.Func], d.stack)
		copy(d.post[:], d.stack)
		c.refresh()
		d.refresh()
		d.task.Return()
		callee.TransferResult(&d.cx, d.stack, caller, &c.cx, stack)

		in.postReturn(lift, d)
		d.subtask.Resolve()
		c.subtask.Resolve()
		to.LeaveTo(from)
		in.pop()
		in.pop()
	}
}
