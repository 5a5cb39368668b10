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
	t.host.f, t.caller, t.held = f, &t.host, true
	if !s.linked.blocks[f.lift.Instance] && t.call.task.Enter(nil) {
		result, ended, err := t.atOnce(args)
		if err != nil {
			return Value{}, &ArgumentError{Func: f.name, Err: err}
		} else if ended {
			return result, nil
		}
	} else {
		if err := f.fn.CheckArgs(&t.call.cx, args); err != nil {
			s.async.release(t)
			return Value{}, &ArgumentError{Func: f.name, Err: err}
		}
		t.host.values = append(t.host.values[:0], args...)
		t.bottom = !t.lift.Options.Async
		t.start(nil)
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

// atOnce starts a task for the host that has entered its instance, with nothing
// between the call and its guest. If the task has ended by then, having returned
// without the host, it is not used any more; nor is it after an error, which says
// that args do not fit.
func (t *task) atOnce(args []Value) (result Value, ended bool, err error) {
	s, c := t.store, t.call
	in := s.insts[t.lift.Instance]
	in.EnterFrom(nil)
	caller := s.callStack
	s.callStack = t.frames
	t.prepare()
	if err = t.fn.LowerArgs(&c.cx, args, c.stack); err != nil {
		c.task.Abandon()
	} else {
		s.returns.allow(t)
		s.mustCall(s.funcs[t.lift.Func], c.stack)
		flat := s.returns.take()
		if ended = flat != nil && c.stack[0] == callbackExit; ended {
			c.task.Finish()
			result = t.fn.LiftAsyncResult(&c.cx, flat)
			t.returnedInWasm()
		} else {
			t.goOn(flat)
		}
	}
	t.frames, s.callStack = s.callStack, caller
	in.LeaveTo(nil)
	if ended || err != nil {
		c.subtask.Resolve()
		c.Accept()
		s.async.release(t)
	}
	return result, ended, err
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
