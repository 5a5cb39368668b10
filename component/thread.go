package component

import (
	"errors"
	"fmt"

	"github.com/gyro-wasm/gyro/component/internal/binary"
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
	works  works
	ends   ends
	parked map[*coroutine]bool // those whose guest code has not ended
	sync   canon.Task          // that of code that start functions run
	// bottom tells that nothing lies on the goroutine's stack but the host, which
	// does not go on before all that the guest does has ended.
	bottom  bool
	idle    []*coroutine
	free    []*task // whose threads have ended
	callers []*guestCaller
	copies  freeCalls
}

// lookCost is how much it costs to look whether one thread is ready, in bytes
// that a call moves, see [store.charge].
const lookCost = 16

// tickFuel is the fuel that it costs to let a thread go on.
const tickFuel = 1000

// until lets the guest go on until cond holds, on behalf of the host. It traps if
// that cannot come.
func (s *store) until(cond func() bool) {
	for !cond() {
		s.step()
	}
}

// untilEnd is until for who has nothing to do before the guest has ended
// everything.
func (s *store) untilEnd(cond func() bool) {
	for !cond() {
		s.async.bottom = true
		s.step()
	}
	s.async.bottom = false
}

// step lets a thread go on, or has something happen that the host does and reports
// false. It traps if there is neither.
func (s *store) step() (ticked bool) {
	s.checkCancelled()
	s.charge(lookCost * uint64(s.async.Waiting()))
	finished := s.async.works.finish()
	switch {
	case s.async.Tick():
		s.gauge.host += tickFuel
		return true
	case finished:
		return false
	case len(s.async.works.running) > 0:
		s.wait()
		return false
	}
	panic(&canon.Trap{Kind: canon.TrapDeadlock, Msg: "deadlock detected: event loop cannot make further progress"})
}

// settled tells whether no guest code waits.
func (a *scheduler) settled() bool { return a.Waiting() == 0 && len(a.parked) == 0 }

// A coroutine is a goroutine that executes guest code while the one that has
// resumed it waits, and the other way round: one of all that a store has
// executes at a time.
type coroutine struct {
	work chan func() // what to execute; closed when there is nothing more
	in   chan bool   // to go on: whether the wait was cancelled; closed to unwind
	out  chan any    // that it has blocked or ended, nil, or what it has panicked with
}

// errUnwound unwinds guest code that will not go on.
var errUnwound = errors.New("the instance was closed while this code waited")

// classify finds out which component instances block threads, and which are
// called.
func (k *Linked) classify() {
	k.blocks, k.called = make([]bool, len(k.plan.Instances)), make([]bool, len(k.plan.Instances))
	for i := range k.plan.Trampolines {
		t := &k.plan.Trampolines[i]
		k.blocks[t.Instance] = k.blocks[t.Instance] || mayBlock(t)
		if t.Canon.Op == binary.CanonLower && t.Lift >= 0 {
			k.called[k.plan.Lifts[t.Lift].Instance] = true
		}
	}
	for _, r := range k.plan.Resources {
		if r.Import == nil && r.Dtor >= 0 {
			k.called[r.Instance] = true
		}
	}
}

// execute lets f execute guest code for t, with a stack of its own, until it
// blocks or ends. It needs a goroutine for that if it may block while somebody
// else waits for it who could go on. An instance that other guests call has none
// of its threads at the bottom: what they do may let such a thread go on before
// they go on themselves.
func (s *store) execute(t *task, f func()) {
	bottom := t.bottom || s.async.bottom && s.shared.mayBottom(t)
	t.bottom, s.async.bottom = false, false
	switch {
	case !s.linked.blocks[t.lift.Instance]:
		s.inline(t, f)
	case bottom && !s.linked.called[t.lift.Instance]:
		t.thread.Run, t.thread.Block = t.run, t.block
		s.inline(t, f)
	default:
		s.spawn(t, f)
	}
}

// resume lets a thread at the bottom go on.
func (t *task) resume(cancelled bool) { t.resumed, t.cancelled = true, cancelled }

// blockHere blocks a thread at the bottom: others go on above it, each on a
// goroutine of its own if it may block.
func (t *task) blockHere() (cancelled bool) {
	s := t.store
	in := s.insts[t.lift.Instance]
	in.LeaveTo(nil)
	for t.resumed = false; !t.resumed; {
		if s.shared != nil {
			s.admitTurns()
			s.endTurns(true)
		}
		s.step()
	}
	in.EnterFrom(nil)
	return t.cancelled
}

// inline executes f on this goroutine.
func (s *store) inline(t *task, f func()) {
	caller, turn := s.callStack, s.turn
	s.callStack = t.frames
	s.switchTurn(t.turn)
	f()
	s.switchTurn(turn)
	t.frames, s.callStack = s.callStack, caller
}

// spawn executes f on a goroutine of its own.
func (s *store) spawn(t *task, f func()) {
	co := s.async.coroutine()
	t.thread.Block = co.block
	t.thread.Run = func(cancelled bool) {
		caller, turn := s.callStack, s.turn
		s.callStack = t.frames
		s.switchTurn(t.turn)
		co.in <- cancelled
		s.await(t, co, caller, turn)
	}
	caller, turn := s.callStack, s.turn
	s.callStack = t.frames
	s.switchTurn(t.turn)
	co.work <- f
	s.await(t, co, caller, turn)
}

// await returns when a coroutine has blocked or ended.
func (s *store) await(t *task, co *coroutine, caller callStack, turn *turn) {
	unwinding := <-co.out
	s.switchTurn(turn)
	t.frames, s.callStack = s.callStack, caller
	if unwinding != nil {
		panic(unwinding)
	}
}

// maxIdle bounds how many goroutines a store keeps for the next threads.
const maxIdle = 2

// maxParked bounds how many goroutines of a store may be blocked: each has a
// stack, and the guest code on it another.
const maxParked = 1000

// coroutine returns one that has nothing to do.
func (a *scheduler) coroutine() *coroutine {
	if a.parked == nil {
		a.parked = map[*coroutine]bool{}
	}
	if len(a.parked) >= maxParked {
		panic(&canon.Trap{Kind: canon.TrapTooMany, Msg: fmt.Sprintf("too many calls of an instance are blocked: %d", maxParked)})
	}
	var co *coroutine
	if n := len(a.idle); n > 0 {
		co = a.idle[n-1]
		a.idle = a.idle[:n-1]
	} else {
		co = &coroutine{work: make(chan func()), in: make(chan bool), out: make(chan any)}
		go co.main(a)
	}
	a.parked[co] = true
	return co
}

// main is the goroutine.
func (co *coroutine) main(a *scheduler) {
	for f := range co.work {
		unwinding := co.execute(f)
		delete(a.parked, co)
		keep := unwinding == nil && len(a.idle) < maxIdle
		if keep {
			a.idle = append(a.idle, co)
		}
		co.out <- unwinding // from here on another one executes
		if !keep {
			return
		}
	}
}

// execute calls f and returns what it has panicked with, nil for nothing.
func (co *coroutine) execute(f func()) (unwinding any) {
	defer func() { unwinding = recover() }()
	f()
	return nil
}

// block is the Block of the thread that the coroutine executes.
func (co *coroutine) block() (cancelled bool) {
	co.out <- nil
	cancelled, ok := <-co.in
	if !ok {
		panic(errUnwound)
	}
	return cancelled
}

// quiet tells whether nothing of a guest waits, and the host does nothing for
// it but to have ends of streams and futures.
func (a *scheduler) quiet() bool {
	return a.settled() && a.works.calls == 0
}

// abort unwinds all guest code that waits. The store is not used any more.
func (a *scheduler) abort() {
	a.ends.release(ErrEnded)
	a.works.abort()
	for len(a.parked) > 0 { // unwinding deletes from it
		for co := range a.parked {
			close(co.in)
			<-co.out // whatever it unwinds with
		}
	}
	for _, co := range a.idle {
		close(co.work)
	}
	a.Scheduler = canon.Scheduler{}
	a.free, a.callers, a.idle, a.copies = nil, nil, nil, nil
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
			s.checkCancelled()
			s.charge(lookCost * uint64(s.async.Waiting()))
			s.async.works.finish()
			s.async.TickSync(in)
		}
		return false
	}
	return t
}
