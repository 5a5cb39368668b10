package canon

import "slices"

// A Thread is guest code that executes for a task, or waits to go on, see
// "Threads". One thread of a [Scheduler] executes at a time: who resumes one
// goes on when it has blocked or ended.
type Thread struct {
	// Storage is that of context.get and context.set.
	Storage [2]uint64
	// Run lets the thread go on and returns when it has blocked or ended;
	// cancelled is what its wait returns.
	Run func(cancelled bool)
	// Block returns to who has resumed the thread, until it is resumed again.
	Block func() (cancelled bool)

	sched       *Scheduler
	task        *Task
	ready       func() bool // nil unless it waits
	cancellable bool        // while it waits
}

// Init makes t a new thread of a task.
func (t *Thread) Init(s *Scheduler, task *Task) { *t = Thread{sched: s, task: task} }

// Task returns what the thread executes for.
func (t *Thread) Task() *Task { return t.task }

// WaitUntil blocks until ready holds. If cancellable, it returns true as soon
// as the task is to be cancelled.
func (t *Thread) WaitUntil(ready func() bool, cancellable bool) (cancelled bool) {
	if t.task.deliverPendingCancel(cancellable) {
		return true
	}
	if ready() {
		return false
	}
	t.Wait(ready, cancellable)
	return t.Block()
}

// Wait makes the thread one that waits. It goes on when somebody resumes it.
func (t *Thread) Wait(ready func() bool, cancellable bool) {
	if len(t.sched.waiting) >= maxWaiting {
		trap(TrapTooMany, "too many threads of an instance wait: %d", maxWaiting)
	}
	t.ready, t.cancellable = ready, cancellable
	t.sched.waiting = append(t.sched.waiting, t)
}

// Yield lets others run; see "canon thread.yield".
func (t *Thread) Yield(cancellable bool) (cancelled bool) {
	if t.task.deliverPendingCancel(cancellable) {
		return true
	}
	t.Wait(always, cancellable)
	return t.Block()
}

func always() bool { return true }

// resume lets a thread that waits go on.
func (t *Thread) resume(cancelled bool) {
	if t.ready != nil {
		t.sched.remove(t)
	}
	t.Run(cancelled)
}

// maxWaiting bounds how many threads of a store may wait. Calls that have returned
// to their caller may still wait, so handles do not bound it.
const maxWaiting = 10_000

// A Scheduler holds the threads of a store that wait, see "Embedding API".
type Scheduler struct {
	// Pick chooses among n threads that are ready; nil takes the one that has
	// waited longest.
	Pick func(n int) int

	waiting []*Thread
}

func (s *Scheduler) remove(t *Thread) {
	i := slices.Index(s.waiting, t)
	s.waiting = slices.Delete(s.waiting, i, i+1)
	t.ready, t.cancellable = nil, false
}

// Waiting returns how many threads wait. To find one that is ready takes time in
// proportion.
func (s *Scheduler) Waiting() int { return len(s.waiting) }

// choose returns a thread that is ready and for which also holds.
func (s *Scheduler) choose(also func(*Thread) bool) *Thread {
	var first *Thread
	n := 0
	for _, t := range s.waiting {
		if t.ready() && (also == nil || also(t)) {
			if n++; first == nil {
				first = t
			}
			if s.Pick == nil {
				return t
			}
		}
	}
	if n < 2 {
		return first
	}
	k := s.Pick(n)
	for _, t := range s.waiting {
		if t.ready() && (also == nil || also(t)) {
			if k--; k < 0 {
				return t
			}
		}
	}
	return first
}

// Tick resumes a thread that is ready, on behalf of the host, while no guest
// code executes. It reports false if there is none.
func (s *Scheduler) Tick() bool {
	t := s.choose(nil)
	if t == nil {
		return false
	}
	in := t.task.inst
	in.EnterFrom(nil)
	t.resume(false)
	in.LeaveTo(nil)
	return true
}

// CheckSync traps unless a synchronous task of in, which has not returned, may
// block: another thread of the instance could go on meanwhile. The suite asks for
// that where a built-in might block, whether it would or not.
func (s *Scheduler) CheckSync(in *Instance) {
	if !slices.ContainsFunc(s.waiting, func(t *Thread) bool { return in.beside(t) && t.ready() }) {
		trapBlocked()
	}
}

// beside tells whether t may go on while a synchronous task of in executes: it
// does not begin meanwhile, and does not have the instance for itself.
func (in *Instance) beside(t *Thread) bool {
	return t.task.inst == in && t.task.state != taskInitial && t != in.exclusive
}

// TickSync resumes a thread of in that is ready, while a synchronous task of it
// has not returned and cannot go on itself. It traps if there is none.
func (s *Scheduler) TickSync(in *Instance) {
	t := s.choose(in.beside)
	if t == nil {
		trapBlocked()
	}
	t.resume(false)
}

func trapBlocked() { trap(TrapBlocked, "cannot block a synchronous task before returning") }
