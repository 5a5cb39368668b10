package component

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// A shared is what a store has that several goroutines call at once. One of
// them leads: it executes the guest for all, the calls of the others included,
// and hands that on when its own call is over.
type shared struct {
	meters func(ctx context.Context) Meter

	executing atomic.Bool // somebody leads, and does not wait

	mu      sync.Mutex
	led     bool
	arrived []*turn // that the leader does not know yet

	// For the leader.
	leader *turn
	turns  []*turn // all that are not over
}

// A turn is a call of a shared instance, and to whom that is attributed which
// the guest does for it.
type turn struct {
	ctx   context.Context
	meter Meter // nil for none
	start func() *task
	toEnd bool // it is over when the task has ended; else when it has returned

	tasks   int    // that have not ended, those of other components among them
	task    *task  // nil before it has started
	refused bool   // the guest was not even entered
	told    bool   // the guest was asked to end it
	owed    uint64 // fuel that the meter was not told of
	err     error
	wake    chan bool // false: it is over; true: it leads
}

// An Accounter is a [Meter] of a call of a shared instance. Account is told what
// the guest has used for it while the goroutine of another call has executed,
// which ticks for all. Its error ends the guest.
type Accounter interface {
	Account(fuel uint64) error
}

// share executes a call of a shared instance.
func (s *store) share(t *turn) error {
	sh := s.shared
	t.wake = make(chan bool, 1)
	if sh.meters != nil {
		t.meter = sh.meters(t.ctx)
	}
	sh.mu.Lock()
	sh.arrived = append(sh.arrived, t)
	follows := sh.led
	sh.led = true
	sh.mu.Unlock()
	if !follows || s.follow(t) {
		s.lead(t)
	}
	return t.err
}

// Executing tells whether a shared instance executes at the moment: another call
// would have to wait.
func (in *Instance) Executing() bool {
	s := in.store
	return s != nil && s.shared != nil && s.shared.executing.Load()
}

// follow waits until t is over, or leads.
func (s *store) follow(t *turn) (leads bool) {
	s.async.works.poke()
	if p, ok := t.meter.(Parker); ok {
		p.Park()
		defer p.Unpark(t.ctx) // an error is that of ctx, which who leads looks at
	}
	select {
	case leads = <-t.wake:
	case <-t.ctx.Done():
		s.async.works.poke() // who leads ends t
		leads = <-t.wake
	}
	return leads
}

// lead executes the guest for all until t is over.
func (s *store) lead(t *turn) {
	sh := s.shared
	if err := s.leadFor(t); err != nil {
		s.failTurns(err)
	}
	sh.leader = nil
	sh.mu.Lock()
	var next *turn
	switch {
	case len(sh.turns) > 0:
		next = sh.turns[0]
	case len(sh.arrived) > 0:
		next = sh.arrived[0]
	default:
		sh.led = false
	}
	sh.mu.Unlock()
	if next != nil {
		next.wake <- true
	}
}

func (s *store) leadFor(t *turn) (err error) {
	if err := s.begin(t.ctx); err != nil {
		return err
	}
	defer s.leave(&err)
	s.shared.executing.Store(true)
	defer s.shared.executing.Store(false)
	s.shared.leader = t
	for {
		s.admitTurns()
		if s.endTurns(false) {
			return nil
		}
		s.async.bottom = t.toEnd
		s.step()
	}
}

// mayBottom tells whether t may execute with nothing but the host below it on
// the stack of the goroutine that leads: that does not hand the lead on before t
// has ended.
func (sh *shared) mayBottom(t *task) bool {
	return sh == nil || t.turn != nil && t.turn == sh.leader && t.turn.toEnd
}

// admitTurns starts the calls that have arrived.
func (s *store) admitTurns() {
	for t := s.shared.next(); t != nil; t = s.shared.next() {
		turn := s.turn
		s.switchTurn(t)
		if t.task = t.start(); t.task == nil {
			t.refused = true
		}
		s.switchTurn(turn)
	}
}

// next returns the call that has arrived first, as one of turns; nil for none.
func (sh *shared) next() *turn {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if len(sh.arrived) == 0 {
		return nil
	}
	t := sh.arrived[0]
	sh.arrived = slices.Delete(sh.arrived, 0, 1)
	sh.turns = append(sh.turns, t)
	return t
}

// endTurns ends the calls that are over, and reports whether that of the leader
// is among them. If it cannot be, because code that executes for it is blocked
// on its stack, kept is true.
func (s *store) endTurns(kept bool) (leader bool) {
	sh := s.shared
	for i := 0; i < len(sh.turns); {
		t := sh.turns[i]
		switch {
		case t.refused:
		case t.task == nil: // it is about to start
			i++
			continue
		case t.over():
		case t.ctx.Err() != nil:
			s.cancelTurn(t)
			if kept && t == sh.leader {
				i++
				continue
			}
			t.err = context.Cause(t.ctx)
		default:
			i++
			continue
		}
		sh.turns = slices.Delete(sh.turns, i, i+1)
		if t.task != nil {
			s.let(t.task)
		}
		if t == sh.leader {
			leader = true
		} else {
			t.wake <- false
		}
	}
	return leader
}

func (t *turn) over() bool {
	if t.toEnd {
		return t.tasks == 0
	}
	return t.task.call.task.Resolved()
}

// cancelTurn asks the guest to end t, once.
func (s *store) cancelTurn(t *turn) {
	if t.told || t.task.call.task.Resolved() {
		return
	}
	t.told = true
	turn := s.turn
	s.switchTurn(t)
	t.task.call.task.RequestCancellation(nil)
	s.switchTurn(turn)
}

// failTurns ends all calls with the reason for which the instance has ended.
func (s *store) failTurns(err error) {
	sh := s.shared
	sh.mu.Lock()
	turns := append(sh.turns, sh.arrived...)
	sh.turns, sh.arrived = nil, nil
	sh.mu.Unlock()
	for _, t := range turns {
		t.err = err
		if t != sh.leader {
			t.wake <- false
		}
	}
}

// switchTurn attributes to t, nil for nobody, what the guest does from here on.
func (s *store) switchTurn(t *turn) {
	if s.turn == t {
		return
	}
	g := &s.gauge
	if old := s.turn; old != nil {
		used := g.used()
		old.owed += used - g.told
		g.told = used
		if old.owed >= quantum {
			s.accountTurn(old)
		}
	}
	s.turn = t
	if t != nil {
		s.ctx.Context = t.ctx
	}
}

// accountTurn tells the meter of t what it does not know.
func (s *store) accountTurn(t *turn) {
	fuel := t.owed
	t.owed = 0
	if a, ok := t.meter.(Accounter); ok {
		if err := a.Account(fuel); err != nil {
			panic(&hostError{TrapHost, err})
		}
	}
}

// tickShared is the tick of a shared instance.
func (s *store) tickShared(fuel uint64) error {
	sh := s.shared
	if sh.leader == nil { // it is initialised, for the call that has it made
		return s.tickInitialised(fuel)
	}
	if !wanted(sh.turns) && !sh.expected() {
		return context.Cause(sh.leader.ctx) // nobody wants to know any more
	}
	if t := s.turn; t != nil && t != sh.leader {
		t.owed += fuel
		s.accountTurn(t)
		fuel = 0
	} else if t != nil {
		fuel += t.owed
		t.owed = 0
	}
	if sh.leader.meter == nil {
		runtime.Gosched()
		return nil
	}
	ctx := sh.leader.ctx
	if sh.others() {
		ctx = context.WithoutCancel(ctx) // they want it to go on when who leads does not
	}
	return sh.leader.meter.Tick(ctx, fuel)
}

// others tells whether somebody but the leader waits for the end of a call.
func (sh *shared) others() bool {
	return slices.ContainsFunc(sh.turns, func(t *turn) bool { return t != sh.leader && t.ctx.Err() == nil }) || sh.expected()
}

// wanted tells whether somebody waits for the end of one of the calls.
func wanted(turns []*turn) bool {
	return slices.ContainsFunc(turns, func(t *turn) bool { return t.ctx.Err() == nil })
}

// expected is wanted for the calls that have arrived.
func (sh *shared) expected() bool {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	return wanted(sh.arrived)
}

// tickInitialised is the tick of an instance that nobody has called yet.
func (s *store) tickInitialised(fuel uint64) error {
	if meters := s.shared.meters; meters != nil {
		if m := meters(s.ctx.Context); m != nil {
			return m.Tick(s.ctx.Context, fuel)
		}
	}
	runtime.Gosched()
	return nil
}
