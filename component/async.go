package component

import (
	"context"

	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/plan"
)

// A task is a call of a lifted function with the async type, see
// CanonicalABI.md, "canon lift". It may be used again when its thread has ended.
type task struct {
	store  *store
	number int // of the lift
	lift   *plan.Lift
	fn     *canon.Func
	call   *Call
	thread canon.Thread
	frames callStack // of the thread, while it does not execute
	caller taskCaller
	host   hostCaller // is caller, if the host calls
	turn   *turn      // for which it executes; nil if the instance is not shared
	begun  bool       // the instance was entered
	held   bool       // the host looks at it
	over   bool       // the thread has ended
	// bottom is as that of scheduler, for the first part of the thread: the host
	// does not go on before it has ended, or cannot.
	bottom bool

	// While a thread at the bottom is blocked: that it goes on, and how.
	resumed, cancelled bool

	// flat is the result: what the core function has returned or, if it is
	// lifted with the async option, what `task.return` was given.
	flat []uint64

	// Made once: the first part of the thread, and how it is executed; what its
	// Task and its Thread call.
	first   func()
	execute func()
	resolve func(cancelled bool)
	run     func(cancelled bool)
	block   func() (cancelled bool)
}

// A taskCaller is who calls a function.
type taskCaller interface {
	// args lowers the arguments into the stack of t.call.
	args(t *task)
	// result lifts the result from t.flat.
	result(t *task)
	// ended is told that the call has returned, after result, or was cancelled.
	ended(cancelled bool)
}

// newTask returns a task for a call of a lift, which start begins.
func (s *store) newTask(number int) *task {
	var t *task
	if n := len(s.async.free); n > 0 {
		t = s.async.free[n-1]
		s.async.free = s.async.free[:n-1]
	} else {
		t = &task{store: s, number: -1, call: s.newCall()}
		t.call.async = t
		t.frames.calls = []*Call{t.call}
		t.first = t.body
		t.execute = func() { s.execute(t, t.first) }
		t.resolve, t.run, t.block = t.resolved, t.resume, t.blockHere
	}
	if t.number != number {
		t.number, t.lift, t.fn = number, &s.linked.plan.Lifts[number], s.linked.funcs.lifts[number]
		s.bind(t.call, s.linked.lifts[number])
	}
	t.frames.depth, t.over, t.begun, t.held, t.turn = 1, false, false, false, s.turn
	if t.turn != nil {
		t.turn.tasks++
	}
	exclusive := !t.lift.Options.Async || t.lift.Options.Callback >= 0
	t.call.task.Init(s.insts[t.lift.Instance], exclusive, &t.thread)
	t.call.task.OnResolve = t.resolve
	t.thread.Init(&s.async.Scheduler, &t.call.task)
	return t
}

// maxFreeTasks bounds how many tasks a store keeps for the next calls.
const maxFreeTasks = 16

// end ends the implicit thread, and with it the task.
func (t *task) end() {
	t.call.task.Exit()
	t.ended()
}

// ended says that the thread has ended.
func (t *task) ended() {
	t.caller, t.over = nil, true
	t.leaveTurn()
	if !t.held {
		t.store.async.release(t)
	}
}

// release lets t serve another call.
func (a *scheduler) release(t *task) {
	if len(a.free) < maxFreeTasks {
		a.free = append(a.free, t)
	}
}

func (t *task) resolved(cancelled bool) {
	if !cancelled {
		t.caller.result(t)
	}
	t.caller.ended(cancelled)
	if cancelled && !t.begun {
		t.over = true
		t.leaveTurn()
	}
}

// leaveTurn says that nothing of t executes any more.
func (t *task) leaveTurn() {
	if t.turn != nil {
		t.turn.tasks--
	}
}

// start enters the instance from caller, nil for the host, and executes the task
// until it blocks or ends.
func (t *task) start(caller *canon.Instance) {
	in := t.store.insts[t.lift.Instance]
	if caller != nil {
		in.CheckRelation(caller)
	}
	in.EnterFrom(caller)
	switch task := &t.call.task; {
	case !task.Enter(caller):
		task.EnterLater(t.execute)
	case t.store.linked.blocks[t.lift.Instance]:
		t.execute()
	default:
		t.direct()
	}
	t.bottom = false // others may be where it would be, if it has not begun
	in.LeaveTo(caller)
}

// body is what the implicit thread does first.
func (t *task) body() {
	t.prepare()
	t.caller.args(t)
	t.invoke()
}

// direct is body for a task whose instance cannot block, on this goroutine. Most
// end here.
func (t *task) direct() {
	s, c := t.store, t.call
	caller, turn := s.callStack, s.turn
	s.callStack = t.frames
	s.switchTurn(t.turn)
	t.prepare()
	t.caller.args(t)
	s.returns.allow(t)
	s.mustCall(s.funcs[t.lift.Func], c.stack)
	if flat := s.returns.take(); flat == nil || c.stack[0] != callbackExit {
		t.goOn(flat)
	} else {
		t.flat = flat
		t.caller.result(t)
		t.caller.ended(false)
		c.task.Finish()
		t.returnedInWasm()
		t.ended()
	}
	s.switchTurn(turn)
	t.frames, s.callStack = s.callStack, caller
}

// invoke calls the core function.
func (t *task) invoke() {
	s := t.store
	s.returns.allow(t)
	s.mustCall(s.funcs[t.lift.Func], t.call.stack)
	t.goOn(s.returns.take())
}

// goOn does what follows the call of the core function; flat is what that has
// returned without the host, if it has.
func (t *task) goOn(flat []uint64) {
	s, c := t.store, t.call
	c.refresh()
	if flat != nil {
		t.giveBack(flat)
		t.returnedInWasm()
	}
	switch {
	case !t.lift.Options.Async:
		copy(c.post[:], c.stack)
		t.giveBack(c.stack)
		s.postReturn(t.lift, c)
		t.end()
	case t.lift.Options.Callback < 0:
		t.end()
	default:
		t.next(uint32(c.stack[0]))
	}
}

// giveBack returns the result flat to the caller.
func (t *task) giveBack(flat []uint64) {
	t.flat = flat
	t.call.task.Resolve()
}

// prepare makes t ready for its arguments.
func (t *task) prepare() {
	c := t.call
	t.begun = true
	c.cx.LiftLimit = t.store.maxLift
	c.cx.Begin()
	c.enter(t.fn)
	if len(c.stack) == 0 {
		c.stack = make([]uint64, 1) // for what an async function returns
	}
	c.task.Start()
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
		t.end()
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
		t.wait(set.BeginCallback(task), set.EndCallback(task))
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

// A guestCaller is a component that calls a function with the async type, see
// CanonicalABI.md, "canon lower".
type guestCaller struct {
	*asyncLower
	call  *Call
	flat  []uint64 // arguments, and then the result
	index uint32   // of the subtask, once the guest has it
}

// An asyncLower is what the calls of one lowered function have in common.
type asyncLower struct {
	fn, callee *canon.Func
	how        canon.Passing // of the caller
	calleeHow  canon.Passing
	bound      *binding
	params     int
}

func (g *guestCaller) args(t *task) {
	g.call.subtask.Started(g.index)
	g.call.refresh()
	if g.how.Async {
		g.fn.TransferAsyncArgs(&g.call.cx, g.flat, g.callee, &t.call.cx, t.call.stack)
	} else {
		g.fn.TransferArgs(&g.call.cx, g.flat, g.callee, &t.call.cx, t.call.stack)
	}
}

func (g *guestCaller) result(t *task) {
	g.call.refresh()
	g.callee.TransferAsyncResult(g.calleeHow, &t.call.cx, t.flat, g.fn, g.how, &g.call.cx, g.flat)
}

func (g *guestCaller) ended(cancelled bool) { g.call.subtask.Ended(g.index, cancelled) }

// newCaller returns a caller for a call with flat arguments. One that is not
// shared with the guest is freed by freeCaller.
func (s *store) newCaller(l *asyncLower, flat []uint64) *guestCaller {
	var g *guestCaller
	if n := len(s.async.callers); n > 0 {
		g = s.async.callers[n-1]
		s.async.callers = s.async.callers[:n-1]
	} else {
		g = &guestCaller{call: s.newCall()}
	}
	g.asyncLower = l
	if g.call.bound != l.bound {
		s.bind(g.call, l.bound)
	}
	g.call.cx.Begin()
	g.call.subtask.Init()
	g.flat = append(g.flat[:0], flat...)
	return g
}

func (s *store) freeCaller(g *guestCaller) {
	if len(s.async.callers) < maxFreeTasks {
		s.async.callers = append(s.async.callers, g)
	}
}

// lowerAsync returns the core function for a function with the async type that
// a component lifts, see CanonicalABI.md, "canon lower".
//
//go:noinline
func (k *Linked) lowerAsync(caller *canon.Func, t *plan.Trampoline, b *binding) engine.HostFunc {
	l := &asyncLower{
		fn: caller, callee: k.funcs.lifts[t.Lift], bound: b,
		how: canon.Passing{Async: t.Options.Async}, calleeHow: canon.Passing{Async: k.plan.Lifts[t.Lift].Options.Async},
		params: max(len(caller.LowerParams), len(caller.LowerResults)),
	}
	if t.Options.Async {
		l.params = caller.AsyncParams()
	}
	return func(ctx context.Context, stack []uint64) {
		s := storeOf(ctx)
		from := s.insts[t.Instance]
		from.CheckLeave()
		s.checkCancelled()
		if !t.Options.Async {
			s.checkBlocking(t.Instance)
		}
		g := s.newCaller(l, stack[:l.params])
		called := s.newTask(t.Lift)
		called.caller = g
		subtask := &g.call.subtask
		called.start(from)
		s.charge(g.call.cx.Lowered + called.call.cx.Lowered)
		switch {
		case !t.Options.Async:
			if !subtask.Resolved() {
				s.thread().WaitUntil(subtask.Resolved, false)
			}
			subtask.Deliver()
			copy(stack[:len(caller.LowerResults)], g.flat)
		case subtask.Resolved():
			subtask.Deliver()
			stack[0] = uint64(canon.SubtaskReturned)
		default:
			subtask.OnCancel = called.call.task.RequestCancellation
			g.index, stack[0] = subtask.Share(from)
			return
		}
		s.freeCaller(g)
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
