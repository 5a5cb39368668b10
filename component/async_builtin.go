package component

import (
	"context"
	"encoding/binary"

	wasm "github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/plan"
)

// asyncBuiltin returns the core function for a built-in of the asynchronous half
// of the Canonical ABI.
func (k *Linked) asyncBuiltin(i int, t *plan.Trampoline, b *binding) engine.HostFunc {
	n, typ := t.Instance, k.funcs.asyncs[i]
	async := t.Canon.Async
	switch t.Canon.Op {
	case wasm.CanonTaskReturn:
		return k.taskReturn(i, t)
	case wasm.CanonTaskCancel:
		return func(ctx context.Context, _ []uint64) {
			s := storeOf(ctx)
			s.insts[n].CheckLeave()
			s.asyncTask("task.cancel").call.task.Cancel()
		}
	case wasm.CanonSubtaskCancel:
		return func(ctx context.Context, stack []uint64) {
			s := storeOf(ctx)
			if !async {
				s.checkBlocking(n)
			}
			stack[0] = uint64(s.insts[n].SubtaskCancel(s.thread(), async, uint32(stack[0])))
		}
	case wasm.CanonSubtaskDrop:
		return func(ctx context.Context, stack []uint64) { storeOf(ctx).insts[n].SubtaskDrop(uint32(stack[0])) }
	case wasm.CanonThreadYield:
		return func(ctx context.Context, stack []uint64) {
			s := storeOf(ctx)
			s.insts[n].CheckLeave()
			stack[0] = 0
			if s.blocking(n).Yield(async) {
				stack[0] = 1
			}
		}
	case wasm.CanonWaitableSetNew:
		return func(ctx context.Context, stack []uint64) { stack[0] = uint64(storeOf(ctx).insts[n].WaitableSetNew()) }
	case wasm.CanonWaitableSetWait:
		return func(ctx context.Context, stack []uint64) {
			s := storeOf(ctx)
			e := s.insts[n].WaitableSetWait(s.blocking(n), uint32(stack[0]))
			s.storeEvent(t, e, stack)
		}
	case wasm.CanonWaitableSetPoll:
		return func(ctx context.Context, stack []uint64) {
			s := storeOf(ctx)
			s.storeEvent(t, s.insts[n].WaitableSetPoll(uint32(stack[0])), stack)
		}
	case wasm.CanonWaitableSetDrop:
		return func(ctx context.Context, stack []uint64) { storeOf(ctx).insts[n].WaitableSetDrop(uint32(stack[0])) }
	case wasm.CanonWaitableJoin:
		return func(ctx context.Context, stack []uint64) {
			storeOf(ctx).insts[n].WaitableJoin(uint32(stack[0]), uint32(stack[1]))
		}
	case wasm.CanonStreamNew, wasm.CanonFutureNew:
		return func(ctx context.Context, stack []uint64) { stack[0] = storeOf(ctx).insts[n].AsyncNew(typ) }
	case wasm.CanonStreamRead, wasm.CanonStreamWrite:
		return k.copyBuiltin(t, b, typ, t.Canon.Op == wasm.CanonStreamWrite, func(stack []uint64) uint32 { return uint32(stack[2]) })
	case wasm.CanonFutureRead, wasm.CanonFutureWrite:
		return k.copyBuiltin(t, b, typ, t.Canon.Op == wasm.CanonFutureWrite, func([]uint64) uint32 { return 1 })
	case wasm.CanonStreamCancelRead, wasm.CanonStreamCancelWrite, wasm.CanonFutureCancelRead, wasm.CanonFutureCancelWrite:
		writes := t.Canon.Op == wasm.CanonStreamCancelWrite || t.Canon.Op == wasm.CanonFutureCancelWrite
		return func(ctx context.Context, stack []uint64) {
			s := storeOf(ctx)
			if !async {
				s.checkBlocking(n)
			}
			stack[0] = uint64(s.insts[n].CancelCopy(s.thread(), typ, writes, async, uint32(stack[0])))
		}
	case wasm.CanonStreamDropReadable, wasm.CanonStreamDropWritable, wasm.CanonFutureDropReadable, wasm.CanonFutureDropWritable:
		writes := t.Canon.Op == wasm.CanonStreamDropWritable || t.Canon.Op == wasm.CanonFutureDropWritable
		return func(ctx context.Context, stack []uint64) {
			storeOf(ctx).insts[n].DropEnd(typ, writes, uint32(stack[0]))
		}
	}
	return notBuilt(t)
}

// notBuilt returns a function that traps.
func notBuilt(t *plan.Trampoline) engine.HostFunc {
	what := wasm.BuiltinName(t.Canon.Opcode)
	return func(ctx context.Context, _ []uint64) {
		storeOf(ctx).insts[t.Instance].CheckLeave()
		panic(&canon.Trap{Kind: canon.TrapNotBuilt, Msg: "`" + what + "` was called, which this runtime does not have yet"})
	}
}

// blocking returns the thread that executes, which is about to block in a
// built-in of component instance n.
func (s *store) blocking(n int) *canon.Thread {
	if t := s.thread(); t != nil {
		return t
	}
	return s.syncThread(s.insts[n], &s.async.sync) // a start function
}

// checkBlocking traps if a built-in of component instance n that may block is
// called by a synchronous task that must not. Of asynchronous ones it knows
// nothing.
func (s *store) checkBlocking(n int) {
	for i := s.depth - 1; i >= 0; i-- {
		if c := s.calls[i]; c.lift && c.async != nil {
			return
		} else if c.lift {
			break
		}
	}
	s.insts[n].CheckLeave()
	s.async.CheckSync(s.insts[n])
}

// asyncTask returns the task that executes, which must be one of a function that
// is lifted with the async option.
func (s *store) asyncTask(what string) *task {
	for i := s.depth - 1; i >= 0; i-- {
		if c := s.calls[i]; c.lift && c.async != nil && c.async.lift.Options.Async {
			return c.async
		} else if c.lift {
			break
		}
	}
	panic(&canon.Trap{Kind: canon.TrapWrongReturn, Msg: "`" + what + "` was called outside of a function that is lifted with the async option"})
}

// taskReturn returns the core function for "canon task.return".
func (k *Linked) taskReturn(i int, t *plan.Trampoline) engine.HostFunc {
	params := len(t.Canon.Core.Params)
	return func(ctx context.Context, stack []uint64) {
		s := storeOf(ctx)
		s.insts[t.Instance].CheckLeave()
		task := s.asyncTask("task.return")
		o := &task.lift.Options
		otherMemory := t.Options.Memory >= 0 && o.Memory != t.Options.Memory // one that needs none may name none
		if k.funcs.results[task.number] != k.funcs.returns[i] || o.Encoding != t.Options.Encoding || otherMemory {
			panic(&canon.Trap{Kind: canon.TrapWrongReturn, Msg: "invalid `task.return` signature and/or options for current task"})
		}
		task.call.refresh()
		task.giveBack(stack[:params])
		s.gauge.host += task.call.cx.Lowered / hostByteFuel // who calls this charges the rest
	}
}

// copyBuiltin returns the core function that reads or writes a stream or future;
// length says how much.
func (k *Linked) copyBuiltin(t *plan.Trampoline, b *binding, typ *canon.AsyncType, writes bool, length func([]uint64) uint32) engine.HostFunc {
	return func(ctx context.Context, stack []uint64) {
		s := storeOf(ctx)
		s.checkCancelled()
		if !t.Options.Async {
			s.checkBlocking(t.Instance)
		}
		c := s.async.copies.get(s) // which the operation keeps
		if c.bound != b {
			s.bind(c, b)
		}
		c.cx.Begin()
		status := c.cx.Copy(s.thread(), typ, writes, t.Options.Async, uint32(stack[0]), uint32(stack[1]), length(stack))
		stack[0] = uint64(status)
		s.charge(c.cx.Lowered)
		if status != canon.Blocked {
			s.async.copies.put(c)
		}
	}
}

// freeCalls are calls that operations on streams and futures are done with.
type freeCalls []*Call

func (f *freeCalls) get(s *store) *Call {
	n := len(*f) - 1
	if n < 0 {
		return s.newCall()
	}
	c := (*f)[n]
	*f = (*f)[:n]
	return c
}

func (f *freeCalls) put(c *Call) {
	if len(*f) < maxFreeTasks {
		*f = append(*f, c)
	}
}

// storeEvent stores what a guest is told of an event at the pointer stack[1],
// and returns its code.
func (s *store) storeEvent(t *plan.Trampoline, e canon.Event, stack []uint64) {
	mem := *s.memories[t.Options.Memory]
	ptr := uint32(stack[1])
	cx := canon.Context{Mem: mem}
	cx.Check(ptr, 8, 4)
	binary.LittleEndian.PutUint32(mem[ptr:], e.Index)
	binary.LittleEndian.PutUint32(mem[ptr+4:], e.Payload)
	stack[0] = uint64(e.Code)
}

// mayBlock tells whether a core function can block the thread that calls it.
func mayBlock(t *plan.Trampoline) bool {
	switch t.Canon.Op {
	case wasm.CanonWaitableSetWait, wasm.CanonThreadYield:
		return true
	case wasm.CanonLower:
		return t.Lift >= 0 && t.Canon.Type.Async && !t.Options.Async
	case wasm.CanonStreamRead, wasm.CanonStreamWrite, wasm.CanonFutureRead, wasm.CanonFutureWrite:
		return !t.Options.Async
	case wasm.CanonSubtaskCancel,
		wasm.CanonStreamCancelRead, wasm.CanonStreamCancelWrite, wasm.CanonFutureCancelRead, wasm.CanonFutureCancelWrite:
		return !t.Canon.Async
	}
	return false
}
