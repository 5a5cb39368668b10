package component

import (
	"context"
	"slices"
)

// A hostCaller is the host as the caller of a function.
type hostCaller struct {
	f      *Func
	values []Value // the arguments
	value  Value   // the result
}

func (h *hostCaller) args(t *task) {
	if err := h.f.fn.LowerArgs(&t.call.cx, h.values, t.call.stack); err != nil {
		panic(&hostError{TrapInternal, err}) // they were checked
	}
}

func (h *hostCaller) result(t *task) {
	if t.lift.Options.Async {
		h.value = h.f.fn.LiftAsyncResult(&t.call.cx, t.flat)
	} else {
		h.value = h.f.fn.LiftResult(&t.call.cx, t.flat)
	}
}

func (h *hostCaller) ended(bool) {}

// A stackCaller is the host as the caller of a function in stack form.
type stackCaller struct {
	hostCaller
	params, results func(c *Call, stack []uint64)
}

func (h *stackCaller) args(t *task) {
	if h.params != nil {
		h.params(t.call, t.call.stack)
	}
}

func (h *stackCaller) result(t *task) {
	if h.results != nil {
		h.results(t.call, t.fn.FlatResult(&t.call.cx, t.flat, t.lift.Options.Async))
	}
}

// callTask is [Func.Call] for functions with the async type.
func (f *Func) callTask(ctx context.Context, args []Value) (result Value, err error) {
	s, err := f.inst.live()
	if err != nil {
		return Value{}, err
	}
	if s.shared != nil {
		return f.shareTask(s, ctx, args)
	}
	if err := s.begin(ctx); err != nil {
		return Value{}, err
	}
	defer s.leave(&err)
	t := s.newTask(f.number)
	t.call.twin = f.twin
	t.host.f, t.caller = f, &t.host
	if err := s.startWith(t, args); err != nil {
		return Value{}, &ArgumentError{Func: f.name, Err: err}
	}
	if !t.call.task.Resolved() {
		s.until(t.call.task.Resolved)
	}
	result = t.host.value
	clear(t.host.values)
	t.host.values, t.host.value = t.host.values[:0], Value{}
	s.let(t)
	return result, nil
}

// startWith starts a task for a call by the host, if args are what it takes.
func (s *store) startWith(t *task, args []Value) error {
	t.held = true
	in := s.insts[t.lift.Instance]
	if s.linked.blocks[t.lift.Instance] || !t.call.task.Enter(nil) {
		if err := t.fn.CheckArgs(&t.call.cx, args); err != nil {
			s.async.release(t)
			return err
		}
		t.host.values = append(t.host.values[:0], args...)
		t.bottom = !t.lift.Options.Async
		t.start(nil)
		return nil
	}
	// Nothing is between the call and its guest: what start does, in one piece.
	in.EnterFrom(nil)
	caller := s.callStack
	s.callStack = t.frames
	t.prepare()
	err := t.fn.LowerArgs(&t.call.cx, args, t.call.stack)
	if err == nil {
		t.invoke()
	} else {
		t.call.task.Abandon()
		s.async.release(t)
	}
	t.frames, s.callStack = s.callStack, caller
	in.LeaveTo(nil)
	return err
}

// shareTask is callTask for a shared instance.
func (f *Func) shareTask(s *store, ctx context.Context, args []Value) (Value, error) {
	h := &hostCaller{f: f, values: slices.Clone(args)}
	var wrong error
	err := s.share(&turn{
		ctx: ctx,
		start: func() *task {
			t := s.newTask(f.number)
			t.call.twin = f.twin
			if err := f.fn.CheckArgs(&t.call.cx, h.values); err != nil {
				t.leaveTurn()
				s.async.release(t)
				wrong = &ArgumentError{Func: f.name, Err: err}
				return nil
			}
			t.caller = h
			s.hold(t)
			return t
		},
	})
	if err == nil {
		err = wrong
	}
	return h.value, err
}

// CallStackAsync is [Func.CallStack] for functions with the async type. A result
// is passed as a parameter would be, as up to 16 flat values, and lifted when
// the function returns it: what the guest does afterwards, it does in later
// calls.
func (f *Func) CallStackAsync(ctx context.Context, params, results func(c *Call, stack []uint64)) (err error) {
	return f.callStackAsync(ctx, params, results, false)
}

// CallStackToEnd is [Func.CallStackAsync] that goes on after the function has
// returned its result, until the guest has nothing more to do for the call, in
// other components either.
func (f *Func) CallStackToEnd(ctx context.Context, params, results func(c *Call, stack []uint64)) (err error) {
	return f.callStackAsync(ctx, params, results, true)
}

func (f *Func) callStackAsync(ctx context.Context, params, results func(c *Call, stack []uint64), toEnd bool) (err error) {
	if !f.lift.Type.Async {
		return f.CallStack(ctx, params, results)
	}
	s, err := f.inst.live()
	if err != nil {
		return err
	}
	if s.shared != nil {
		return s.share(&turn{ctx: ctx, toEnd: toEnd, start: func() *task {
			t := s.newTask(f.number)
			t.call.twin = f.twin
			t.caller = &stackCaller{params: params, results: results}
			s.hold(t)
			return t
		}})
	}
	if err := s.begin(ctx); err != nil {
		return err
	}
	defer s.leave(&err)
	t := s.newTask(f.number)
	t.call.twin = f.twin
	t.caller = &stackCaller{params: params, results: results}
	if toEnd {
		s.finish(t)
	} else {
		s.complete(t)
	}
	s.let(t)
	return nil
}

// hold starts a task that the host has made and looks at until [store.let].
func (s *store) hold(t *task) {
	t.held, t.bottom = true, s.shared.mayBottom(t)
	t.start(nil)
}

// enter makes the caller the only user of the instance until [store.leave].
func (in *Instance) enter(ctx context.Context) (*store, error) {
	s, err := in.live()
	if err != nil {
		return nil, err
	}
	return s, s.begin(ctx)
}

// complete executes a task that the host has made until it has returned.
func (s *store) complete(t *task) {
	t.held, t.bottom = true, !t.lift.Options.Async
	t.start(nil)
	if !t.call.task.Resolved() {
		s.until(t.call.task.Resolved)
	}
}

// finish executes a task that the host has made until all of the guest has ended.
func (s *store) finish(t *task) {
	t.held, t.bottom = true, true
	t.start(nil)
	if !s.async.settled() {
		s.untilEnd(s.async.settled)
	}
}

// let lets go of a task after [store.complete]: the host has its result.
func (s *store) let(t *task) {
	t.call.subtask.Resolve()
	t.call.Accept()
	if t.held = false; t.over {
		s.async.release(t)
	}
}
