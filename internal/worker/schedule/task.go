package schedule

import "context"

// A Task is a request that guests run for. All methods are for one goroutine at
// a time, between [Scheduler.Start] and [Task.End].
type Task struct {
	scheduler *Scheduler
	member    member        // guarded by the scheduler's lock
	demoted   bool          // is in the long lane
	turn      chan struct{} // made at the first wait
}

// Start begins t in the short lane.
func (s *Scheduler) Start(t *Task) {
	*t = Task{scheduler: s}
	t.member.task = t
}

// Tick accounts for fuel that the guest has used since the last tick, and lets
// others run if it is their turn. The error is the cause of the end of ctx: the
// guest must not run any more.
func (t *Task) Tick(ctx context.Context, fuel uint64) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	s := t.scheduler
	s.mu.Lock()
	t.demoted = true
	t.member.used += fuel
	next := &t.member
	switch {
	case t.member.placed:
		next = s.lanes.offer(&t.member)
	case s.lanes.enter(&t.member):
		s.placed++
	default:
		return t.wait(ctx)
	}
	if next == &t.member && s.placed < s.procs {
		s.unlock()
		yield()
		return nil
	}
	s.grant(next)
	return t.wait(ctx)
}

// Park gives up the place of the task, whose guest waits for something else
// than a processor. It may be called more than once.
func (t *Task) Park() {
	if t.demoted {
		t.leave()
	}
}

// Unpark ends [Task.Park]. It returns when the guest may run again, or with
// the cause of the end of ctx.
func (t *Task) Unpark(ctx context.Context) error {
	if !t.demoted {
		return nil
	}
	s := t.scheduler
	s.mu.Lock()
	if s.lanes.enter(&t.member) {
		s.placed++
		s.unlock()
		return nil
	}
	return t.wait(ctx)
}

// End ends the task.
func (t *Task) End() {
	if t.demoted {
		t.leave()
	}
}

// leave leaves the long lane.
func (t *Task) leave() {
	s := t.scheduler
	s.mu.Lock()
	defer s.unlock()
	if t.member.placed {
		s.placed--
	}
	if next := s.lanes.leave(&t.member); next != nil {
		s.placed++
		s.grant(next)
	}
}

// wait waits for the turn of t. The scheduler is locked before and unlocked
// after.
func (t *Task) wait(ctx context.Context) error {
	if t.turn == nil {
		t.turn = make(chan struct{}, 1)
	}
	t.scheduler.unlock()
	select {
	case <-t.turn:
		return nil
	case <-ctx.Done():
		t.withdraw()
		return context.Cause(ctx)
	}
}

// withdraw ends a wait.
func (t *Task) withdraw() {
	s := t.scheduler
	s.mu.Lock()
	waits := t.member.queued
	if waits {
		s.lanes.leave(&t.member)
	}
	s.unlock()
	if !waits {
		<-t.turn // it is on its way; the place stays until leave
	}
}
