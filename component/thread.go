package component

import (
	"errors"

	"github.com/gyro-wasm/gyro/component/internal/canon"
)

// A callStack are the calls of one thread of a store, the outermost first.
type callStack struct {
	calls []*Call // one per level of nesting, kept for the next use
	depth int
}

// A scheduler is what a store has of threads.
type scheduler struct {
	canon.Scheduler
	parked map[*coroutine]bool // those whose guest code has not ended
	sync   canon.Task          // that of code that start functions run
}

// A coroutine is a goroutine that executes guest code while the one that has
// resumed it waits, and the other way round: one of all that a store has
// executes at a time.
type coroutine struct {
	in  chan bool // to go on: whether the wait was cancelled; closed to unwind
	out chan any  // that it has blocked, nil, or what it has panicked with
}

// errUnwound unwinds guest code that will not go on.
var errUnwound = errors.New("the instance was closed while this code waited")

// execute lets f execute guest code for t, with a stack of its own, until it blocks
// or ends.
func (s *store) execute(t *task, f func()) {
	co := &coroutine{in: make(chan bool), out: make(chan any)}
	if s.async.parked == nil {
		s.async.parked = map[*coroutine]bool{}
	}
	s.async.parked[co] = true
	t.thread.Block = func() bool {
		co.out <- nil
		cancelled, ok := <-co.in
		if !ok {
			panic(errUnwound)
		}
		return cancelled
	}
	t.thread.Run = func(cancelled bool) { s.switchTo(t, co, func() { co.in <- cancelled }) }
	s.switchTo(t, co, func() { go co.main(s, f) })
}

// switchTo lets a coroutine go on and returns when that has blocked or ended.
func (s *store) switchTo(t *task, co *coroutine, resume func()) {
	caller := s.callStack
	s.callStack = t.frames
	resume()
	unwinding := <-co.out
	t.frames, s.callStack = s.callStack, caller
	if unwinding != nil {
		panic(unwinding)
	}
}

// main is the goroutine.
func (co *coroutine) main(s *store, f func()) {
	defer func() {
		delete(s.async.parked, co)
		co.out <- recover()
	}()
	f()
}

// abort unwinds all guest code that waits. The store is not used any more.
func (a *scheduler) abort() {
	for len(a.parked) > 0 { // unwinding deletes from it
		for co := range a.parked {
			close(co.in)
			<-co.out // whatever it unwinds with
		}
	}
	a.Scheduler = canon.Scheduler{}
}

// thread returns the thread that executes.
func (s *store) thread() *canon.Thread {
	for i := s.depth - 1; i >= 0; i-- {
		c := s.calls[i]
		switch {
		case !c.lift:
		case c.async != nil:
			return &c.async.thread
		default:
			if c.thread == nil {
				c.thread = s.syncThread(c.cx.Inst, &c.task)
			}
			return c.thread
		}
	}
	return nil
}

// syncThread returns a thread for a task of a function without the async type.
// It does not leave its goroutine: while it waits, it lets other threads of its
// instance go on.
func (s *store) syncThread(in *canon.Instance, task *canon.Task) *canon.Thread {
	t := new(canon.Thread)
	t.Init(&s.async.Scheduler, task)
	task.InitSync(in, t)
	resumed := false
	t.Run = func(bool) { resumed = true }
	t.Block = func() bool {
		for resumed = false; !resumed; {
			s.async.TickSync(in)
		}
		return false
	}
	return t
}
