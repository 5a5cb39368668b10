package component

import (
	"context"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/plan"
)

// trampoline returns the core function for a canonical definition, of which b is
// the binding.
//
// What makes the functions that are called most must not be inlined here: the
// compiler would make its function anew and inline nothing into that.
func (k *Linked) trampoline(i int, t *plan.Trampoline, b *binding) engine.HostFunc {
	switch {
	case t.Canon.Op == binary.CanonLower && k.coreFuncs[t.Import]:
		return k.callCore(t, b)
	case t.Canon.Op == binary.CanonLower && t.Import >= 0 && t.Options.Async && len(k.asyncImports) > 0 && k.asyncImports[t.Import] != nil:
		return k.lowerHostAsync(k.funcs.trampolines[i], t, b)
	case t.Canon.Op == binary.CanonLower && t.Import >= 0 && t.Options.Async:
		return k.lowerImportAsync(k.funcs.trampolines[i], t, b)
	case t.Canon.Op == binary.CanonLower && t.Import >= 0:
		return k.lowerImport(t, b)
	case t.Canon.Op == binary.CanonLower && t.Canon.Type.Async:
		return k.lowerAsync(k.funcs.trampolines[i], t, b)
	case t.Canon.Op == binary.CanonLower:
		return k.lowerLift(k.funcs.trampolines[i], t, b)
	case t.Canon.Op == binary.CanonResourceNew:
		return func(ctx context.Context, stack []uint64) {
			s := storeOf(ctx)
			stack[0] = uint64(s.insts[t.Instance].ResourceNew(s.resources[t.Resource], uint32(stack[0])))
		}
	case t.Canon.Op == binary.CanonResourceRep:
		return func(ctx context.Context, stack []uint64) {
			s := storeOf(ctx)
			stack[0] = uint64(s.insts[t.Instance].ResourceRep(s.resources[t.Resource], uint32(stack[0])))
		}
	case t.Canon.Op == binary.CanonResourceDrop:
		return func(ctx context.Context, stack []uint64) {
			s := storeOf(ctx)
			s.insts[t.Instance].ResourceDrop(s.ctx.Context, s.resources[t.Resource], uint32(stack[0]))
		}
	case t.Canon.Op == binary.CanonContextGet:
		return func(ctx context.Context, stack []uint64) { stack[0] = storeOf(ctx).context()[t.Canon.Imm] }
	case t.Canon.Op == binary.CanonContextSet:
		return func(ctx context.Context, stack []uint64) { storeOf(ctx).context()[t.Canon.Imm] = stack[0] }
	case t.Canon.Op == binary.CanonBackpressureInc:
		return backpressure(t, 1)
	case t.Canon.Op == binary.CanonBackpressureDec:
		return backpressure(t, -1)
	}
	builtin := k.asyncBuiltin(i, t, b)
	return func(ctx context.Context, stack []uint64) {
		s := storeOf(ctx)
		s.async.works.finish() // so that the guest sees what has happened
		builtin(ctx, stack)
		s.charge(0)
	}
}

// maxBackpressure bounds the counter of an instance, see CanonicalABI.md,
// "canon backpressure.{inc,dec}".
const maxBackpressure = 1<<16 - 1

// backpressure counts; while the counter is not 0, calls wait to start.
func backpressure(t *plan.Trampoline, delta int) engine.HostFunc {
	return func(ctx context.Context, _ []uint64) {
		n := &storeOf(ctx).insts[t.Instance].Backpressure
		if *n += delta; *n < 0 || *n > maxBackpressure {
			panic(&canon.Trap{Kind: canon.TrapTooMany, Msg: "backpressure counter out of range"})
		}
	}
}

// lowerImport returns the core function for an imported function, see
// CanonicalABI.md, "canon lower".
//
//go:noinline
func (k *Linked) lowerImport(t *plan.Trampoline, b *binding) engine.HostFunc {
	fn, twin := k.imports[t.Import], k.imported[t.Import].twin
	return func(ctx context.Context, stack []uint64) {
		s := storeOf(ctx)
		s.insts[t.Instance].CheckLeave()
		s.checkCancelled()
		if s.watch != nil {
			s.watch.called(k.imported[t.Import])
		}
		c := s.push(b)
		c.twin = twin
		fn(s.ctx.Context, c, stack)
		c.Accept()
		c.subtask.Resolve()
		s.pop()
		s.charge(c.cx.Lifted + c.cx.Lowered)
	}
}

// callCore returns the core function for a function of a [CoreDef]. No canon
// lower is between, so that it may be called from realloc and post-return as
// well: the allocator of standard Go reads the clock of preview1.
//
//go:noinline
func (k *Linked) callCore(t *plan.Trampoline, b *binding) engine.HostFunc {
	fn := k.imports[t.Import]
	return func(ctx context.Context, stack []uint64) {
		s := storeOf(ctx)
		s.checkCancelled()
		if s.watch != nil {
			s.watch.called(k.imported[t.Import])
		}
		c := s.push(b)
		c.twin = false
		fn(s.ctx.Context, c, stack)
		s.pop()
		s.charge(c.cx.Lifted + c.cx.Lowered)
	}
}

// lowerLift returns the core function by which one component instance calls
// another one: arguments and result go straight from memory to memory.
//
//go:noinline
func (k *Linked) lowerLift(caller *canon.Func, t *plan.Trampoline, b *binding) engine.HostFunc {
	lift := &k.plan.Lifts[t.Lift]
	callee := k.funcs.lifts[t.Lift]
	return func(ctx context.Context, stack []uint64) {
		s := storeOf(ctx)
		from, to := s.insts[t.Instance], s.insts[lift.Instance]
		from.CheckLeave()
		s.checkCancelled()
		to.CheckRelation(from)
		to.EnterFrom(from)
		c := s.push(b)
		d := s.push(k.lifts[t.Lift])
		d.enter(callee)

		caller.TransferArgs(&c.cx, stack, callee, &d.cx, d.stack)
		s.mustCall(s.funcs[lift.Func], d.stack)
		copy(d.post[:], d.stack)
		c.refresh()
		d.refresh()
		d.task.Return()
		callee.TransferResult(&d.cx, d.stack, caller, &c.cx, stack)

		s.postReturn(lift, d)
		d.subtask.Resolve()
		c.subtask.Resolve()
		to.LeaveTo(from)
		s.pop()
		s.pop()
		s.charge(c.cx.Lowered + d.cx.Lowered)
	}
}
