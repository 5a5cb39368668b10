package canon

// A Task is one call into a component instance, see "Tasks": it is the scope
// of the borrow handles that the call was given. The zero Task is that of a
// call of a synchronous function that has just begun; it may be used again
// after [Task.Return], but not after a trap.
type Task struct {
	// OnResolve is told the end of an asynchronous task: that it returns a
	// result, which Returning then lifts, or was cancelled.
	OnResolve func(cancelled bool)

	borrows uint32 // handles that the guest has not dropped, num_borrows

	inst      *Instance
	state     taskState
	exclusive bool // needs_exclusive
	implicit  *Thread
	threads   int
}

type taskState uint8

const (
	taskInitial taskState = iota
	taskStarted
	taskPendingCancel
	taskCancelDelivered
	taskResolved
)

// Return ends the task once its result is lifted; it traps if the guest still
// holds borrow handles of it.
func (t *Task) Return() {
	if t.borrows != 0 {
		trap(TrapBorrowsRemain, "borrow handles still remain at the end of the call: %d", t.borrows)
	}
}

// Init makes t a new task of in, for a function with the async type. exclusive
// tells that it is lifted without the async option or with a callback.
func (t *Task) Init(in *Instance, exclusive bool, implicit *Thread) {
	*t = Task{inst: in, exclusive: exclusive, implicit: implicit}
}

// InitSync makes t a new task of in for a function without the async type.
func (t *Task) InitSync(in *Instance, implicit *Thread) {
	t.inst, t.implicit, t.state = in, implicit, taskStarted
}

// Resolved tells whether the task has returned or was cancelled.
func (t *Task) Resolved() bool { return t.state == taskResolved }

// Enter tells whether the implicit thread, which is about to execute guest code,
// may do so now: there is no backpressure, and nobody else has the instance for
// itself. The call is one of caller, nil for the host.
func (t *Task) Enter(caller *Instance) bool {
	in := t.inst
	// A guest that calls lets the instance do what it can do: end what has it for
	// itself.
	if th := in.exclusive; th != nil && caller != nil && t.exclusive && in.Backpressure == 0 && th.ready != nil && th.ready() {
		th.resume(false)
	}
	if in.backpressure(t) || in.waitingToEnter > 0 {
		return false
	}
	t.begin()
	return true
}

// Abandon undoes Enter for a task that is not to begin.
func (t *Task) Abandon() {
	if t.threads--; t.exclusive {
		t.inst.exclusive = nil
	}
}

// EnterLater has the thread, which must not enter now, wait and then call body. A
// task that is cancelled meanwhile ends.
func (t *Task) EnterLater(body func()) {
	in := t.inst
	in.waitingToEnter++
	t.implicit.Run = func(cancelled bool) {
		in.waitingToEnter--
		if cancelled {
			t.Cancel()
			return
		}
		t.begin()
		body()
	}
	t.implicit.Wait(func() bool { return !in.backpressure(t) }, true)
}

func (t *Task) begin() {
	if t.exclusive {
		t.inst.exclusive = t.implicit
	}
	t.threads++
}

// backpressure tells whether t has to wait.
func (in *Instance) backpressure(t *Task) bool {
	return in.Backpressure > 0 || t.exclusive && in.exclusive != nil
}

// Exit ends the implicit thread, which executes.
func (t *Task) Exit() {
	if t.threads--; t.threads == 0 && t.state != taskResolved {
		trap(TrapNotResolved, "async-lifted export failed to produce a result: it ended without `task.return` or `task.cancel`")
	}
	if t.exclusive {
		t.inst.exclusive = nil
	}
}

// Release gives up that the task has the instance for itself, while its callback
// waits; Acquire takes it back.
func (t *Task) Release() { t.inst.exclusive = nil }

// Free tells whether nobody has the instance for itself.
func (t *Task) Free() bool { return t.inst.exclusive == nil }

// Acquire is the inverse of Release.
func (t *Task) Acquire() { t.inst.exclusive = t.implicit }

// Start says that the arguments are about to be lowered.
func (t *Task) Start() { t.state = taskStarted }

// Finish is [Task.Resolve] and [Task.Exit] of a task that may return, and that
// nobody is told of.
func (t *Task) Finish() {
	t.state = taskResolved
	if t.threads--; t.exclusive {
		t.inst.exclusive = nil
	}
}

// MayReturn tells whether the task could return now: no borrow handles are left.
func (t *Task) MayReturn() bool { return t.borrows == 0 }

// Resolve says that the task returns a result.
func (t *Task) Resolve() {
	if t.state == taskResolved {
		trap(TrapReturnedTwice, "`task.return` or `task.cancel` called more than once for current task")
	}
	t.Return()
	t.OnResolve(false)
	t.state = taskResolved
}

// Cancel says that the task ends without a result, as it was asked to; see
// "canon task.cancel".
func (t *Task) Cancel() {
	if t.state == taskResolved {
		trap(TrapReturnedTwice, "`task.return` or `task.cancel` called more than once for current task")
	}
	if t.state != taskCancelDelivered {
		trap(TrapNotCancelled, "`task.cancel` called by task which has not been cancelled")
	}
	t.Return()
	t.OnResolve(true)
	t.state = taskResolved
}

// RequestCancellation asks a task that is not resolved to end, on behalf of
// caller, nil for the host.
func (t *Task) RequestCancellation(caller *Instance) {
	th := t.implicit
	if t.state == taskInitial {
		t.state = taskCancelDelivered
		th.resume(true)
		return
	}
	in := t.inst
	busy := t.exclusive && in.exclusive != nil && in.exclusive != th
	if !th.cancellable || busy || !in.MayEnterFrom(caller) {
		t.state = taskPendingCancel
		return
	}
	t.state = taskCancelDelivered
	in.EnterFrom(caller)
	th.resume(true)
	in.LeaveTo(caller)
}

func (t *Task) deliverPendingCancel(cancellable bool) bool {
	if !cancellable || t.state != taskPendingCancel {
		return false
	}
	t.state = taskCancelDelivered
	return true
}

// TakeCancel tells whether the task is to be cancelled, which its guest is told
// now; see "Threads", wait_until.
func (t *Task) TakeCancel() bool { return t.deliverPendingCancel(true) }
