package component

import (
	"context"
	"slices"

	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/plan"
)

// A task is a call of a lifted function with the async type, see
// CanonicalABI.md, "canon lift".
type task struct {
	store  *store
	number int // of the lift
	lift   *plan.Lift
	fn     *canon.Func
	call   *Call
	thread canon.Thread
	frames callStack // of the thread, while it does not execute

	// args lowers the arguments into the stack of call. result lifts the result
	// from flat: what the core function has returned or, if it is lifted with
	// the async option, what `task.return` was given.
	args   func()
	result func(flat []uint64)
	flat   []uint64
}

// newTask returns a task for a call of a lift, which start begins. When it is
// over, ended is told, after result if it was not cancelled.
func (s *store) newTask(number int, ended func(cancelled bool)) *task {
	lift := &s.linked.plan.Lifts[number]
	t := &task{store: s, number: number, lift: lift, fn: s.linked.funcs.lifts[number], call: s.newCall()}
	exclusive := !lift.Options.Async || lift.Options.Callback >= 0
	t.call.task.Init(s.insts[lift.Instance], exclusive, &t.thread)
	t.call.task.OnResolve = func(cancelled bool) {
		if !cancelled {
			t.result(t.flat)
		}
		ended(cancelled)
	}
	t.thread.Init(&s.async.Scheduler, &t.call.task)
	t.call.async = t
	t.frames = callStack{[]*Call{t.call}, 1}
	return t
}

// start enters the instance from caller, nil for the host, and executes the task
// until it blocks or ends.
func (t *task) start(caller *canon.Instance) {
	in := t.store.insts[t.lift.Instance]
	if caller != nil {
		in.CheckRelation(caller)
	}
	in.EnterFrom(caller)
	t.call.task.Enter(func() { t.store.execute(t, t.body) })
	in.LeaveTo(caller)
}

// body is what the implicit thread does first.
func (t *task) body() {
	s, c := t.store, t.call
	s.bind(c, s.linked.lifts[t.number])
	c.cx.LiftLimit = s.maxLift
	c.cx.Begin()
	c.enter(t.fn)
	if len(c.stack) == 0 {
		c.stack = make([]uint64, 1) // for what an async function returns
	}
	c.task.Start()
	t.args()
	s.mustCall(s.funcs[t.lift.Func], c.stack)
	c.refresh()
	switch {
	case !t.lift.Options.Async:
		copy(c.post[:], c.stack)
		t.flat = c.stack
		c.task.Resolve()
		s.postReturn(t.lift, c)
		c.task.Exit()
	case t.lift.Options.Callback < 0:
		c.task.Exit()
	default:
		t.next(uint32(c.stack[0]))
	}
}

// The codes that a callback returns, in the lower four bits.
const (
	callbackExit = iota
	callbackYield
	callbackWait
)

// next does what a callback has asked for.
func (t *task) next(packed uint32) {
	task := &t.call.task
	switch code := packed & 0xf; code {
	case callbackExit:
		task.Exit()
	case callbackYield:
		task.Release()
		t.wait(task.Free, func(cancelled bool) canon.Event {
			if cancelled {
				return canon.Event{Code: canon.EventTaskCancelled}
			}
			return canon.Event{}
		})
	case callbackWait:
		set := t.store.insts[t.lift.Instance].WaitableSet(packed >> 4)
		task.Release()
		t.wait(set.Begin(task.Free), set.End)
	default:
		panic(&canon.Trap{Kind: canon.TrapCallbackCode, Msg: "unsupported callback code"})
	}
}

// wait has the callback called with an event when ready holds. Until then the
// task has no goroutine.
func (t *task) wait(ready func() bool, event func(cancelled bool) canon.Event) {
	if t.call.task.TakeCancel() {
		t.callback(event(true))
		return
	}
	t.thread.Run = func(cancelled bool) {
		t.store.execute(t, func() { t.callback(event(cancelled)) })
	}
	t.thread.Wait(ready, true)
}

func (t *task) callback(e canon.Event) {
	s, c := t.store, t.call
	c.task.Acquire()
	stack := [3]uint64{uint64(e.Code), uint64(e.Index), uint64(e.Payload)}
	s.mustCall(s.funcs[t.lift.Options.Callback], stack[:])
	c.refresh()
	t.next(uint32(stack[0]))
}

// lowerAsync returns the core function for a function with the async type that
// a component lifts, see CanonicalABI.md, "canon lower".
//
//go:noinline
func (k *Linked) lowerAsync(caller *canon.Func, t *plan.Trampoline, b *binding) engine.HostFunc {
	lift := &k.plan.Lifts[t.Lift]
	callee := k.funcs.lifts[t.Lift]
	how, calleeHow := canon.Passing{Async: t.Options.Async}, canon.Passing{Async: lift.Options.Async}
	params := max(len(caller.LowerParams), len(caller.LowerResults))
	if t.Options.Async {
		params = caller.AsyncParams()
	}
	return func(ctx context.Context, stack []uint64) {
		s := storeOf(ctx)
		from := s.insts[t.Instance]
		from.CheckLeave()
		s.checkCancelled()
		c := s.newCall() // which may outlive this function
		s.bind(c, b)
		c.cx.Begin()
		flat := slices.Clone(stack[:params])
		var index uint32
		called := s.newTask(t.Lift, func(cancelled bool) { c.subtask.Ended(index, cancelled) })
		d := called.call
		called.args = func() {
			c.subtask.Started(index)
			c.refresh()
			if t.Options.Async {
				caller.TransferAsyncArgs(&c.cx, flat, callee, &d.cx, d.stack)
			} else {
				caller.TransferArgs(&c.cx, flat, callee, &d.cx, d.stack)
			}
		}
		called.result = func(result []uint64) {
			c.refresh()
			callee.TransferAsyncResult(calleeHow, &d.cx, result, caller, how, &c.cx, flat)
		}
		c.subtask.OnCancel = d.task.RequestCancellation
		called.start(from)
		s.charge(c.cx.Lowered + d.cx.Lowered)
		switch {
		case !t.Options.Async:
			if !c.subtask.Resolved() {
				s.thread().WaitUntil(c.subtask.Resolved, false)
			}
			c.subtask.Deliver()
			copy(stack[:len(caller.LowerResults)], flat)
		case c.subtask.Resolved():
			c.subtask.Deliver()
			stack[0] = uint64(canon.SubtaskReturned)
		default:
			index, stack[0] = c.subtask.Share(from)
		}
	}
}

// lowerImportAsync returns the core function for an asynchronous call of a host
// function. That has ended when it returns.
//
//go:noinline
func (k *Linked) lowerImportAsync(caller *canon.Func, t *plan.Trampoline, b *binding) engine.HostFunc {
	sync := k.lowerImport(t, b)
	n := max(len(caller.LowerParams), len(caller.LowerResults))
	return func(ctx context.Context, stack []uint64) {
		s := storeOf(ctx)
		c := s.push(b)
		args := make([]uint64, n)
		caller.SyncArgs(&c.cx, stack, args)
		s.pop()
		sync(ctx, args)
		c = s.push(b)
		caller.AsyncResult(&c.cx, args, stack)
		s.pop()
		stack[0] = uint64(canon.SubtaskReturned)
	}
}

// callTask is [Func.Call] for functions with the async type.
func (f *Func) callTask(ctx context.Context, args []Value) (result Value, err error) {
	s, err := f.inst.live()
	if err != nil {
		return Value{}, err
	}
	if err := s.begin(ctx); err != nil {
		return Value{}, err
	}
	defer s.leave(&err)
	lift := f.fn.LiftResult
	if f.lift.Options.Async {
		lift = f.fn.LiftAsyncResult
	}
	t := s.newTask(f.number, func(bool) {})
	t.args = func() {
		if err := f.fn.LowerArgs(&t.call.cx, args, t.call.stack); err != nil {
			panic(&hostError{TrapHost, &ArgumentError{Func: f.name, Err: err}})
		}
	}
	t.result = func(flat []uint64) { result = lift(&t.call.cx, flat) }
	t.start(nil)
	for !t.call.task.Resolved() {
		if !s.async.Tick() {
			panic(&canon.Trap{Kind: canon.TrapDeadlock, Msg: "deadlock detected: event loop cannot make further progress"})
		}
	}
	t.call.subtask.Resolve()
	t.call.Accept()
	return result, nil
}
