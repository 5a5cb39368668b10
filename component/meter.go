package component

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

// A Meter accounts for what one instance executes, and decides how long it goes
// on.
type Meter interface {
	// Tick is called on the guest's goroutine each time the guest has used about
	// as much fuel as half a millisecond takes, with what it has used since the
	// last call. It may block; the guest waits, and nobody else does. An error
	// ends the guest with a trap that wraps it.
	//
	// What is used between the last Tick and the end of a call is not told, see
	// [Instance.Fuel].
	Tick(ctx context.Context, fuel uint64) error
}

// ErrCallDepth is the cause of the trap of a guest whose calls are nested too
// deeply, see [LoadConfig].
var ErrCallDepth = errors.New("call stack exhausted: calls are nested too deeply")

// ErrFuel is the cause of the trap of a guest that has used all its fuel.
var ErrFuel = errors.New("the guest has used all its fuel")

const (
	// quantum is the fuel between two ticks: what half a millisecond takes, on a
	// machine that executes an instruction in a nanosecond.
	quantum = 500_000
	// firstQuantum is the fuel before the first tick: until then nobody knows
	// that a guest executes for longer than most.
	firstQuantum = 100_000
	// fewCounters is how many core instances may have that much each.
	fewCounters = 16
	// hostCallFuel is what a call of a host function or of another component
	// costs beside the call instruction, and hostByteFuel bytes of what is lifted
	// and lowered cost one.
	hostCallFuel = 100
	hostByteFuel = 4
)

// fuelFunction is the name of the host function that counters are filled by.
const fuelFunction = "fuel"

// A gauge meters a store. Every core instance has a counter of its own, which
// the host fills with a quantum at a time.
type gauge struct {
	meter    Meter // nil if nobody wants to know
	limit    uint64
	counters []counter // by plan.Modules
	host     uint64    // fuel that host functions were charged
	told     uint64    // what the meter was told
	next     uint64    // host functions tick when host reaches it
}

// A counter is that of a core instance; left is nil while it is not there.
type counter struct {
	left    *engine.Global // what is left, negative if more was used
	granted uint64         // all that it was filled with
}

// start begins to meter an instance that is configured by c.
func (g *gauge) start(c InstanceConfig) {
	g.meter, g.limit = c.Meter, c.Fuel
	g.host, g.told, g.next = 0, 0, quantum
	for i := range g.counters {
		g.fill(&g.counters[i])
	}
}

// fill fills a counter before anything was used.
func (g *gauge) fill(k *counter) {
	if k.left == nil {
		return
	}
	k.granted = min(firstQuantum, firstQuantum*fewCounters/uint64(len(g.counters)), g.grant(0))
	k.left.Set(k.granted)
}

// grant returns how much a counter is filled with when used is gone.
func (g *gauge) grant(used uint64) uint64 {
	if g.limit == 0 {
		return quantum
	}
	return min(quantum, g.limit-used)
}

// used returns the fuel that was used so far.
func (g *gauge) used() uint64 {
	total := g.host
	for _, k := range g.counters {
		if k.left != nil {
			total += k.granted - k.left.Get()
		}
	}
	return total
}

// tick accounts for what was used, and ends the guest if it may not go on.
func (s *store) tick() (used uint64) {
	g := &s.gauge
	used = g.used()
	if g.limit != 0 && used >= g.limit {
		panic(&hostError{TrapFuel, fmt.Errorf("%w: %d units", ErrFuel, g.limit)})
	}
	s.checkCancelled()
	delta := used - g.told
	g.told = used
	if s.shared != nil {
		if err := s.tickShared(delta); err != nil {
			panic(&hostError{TrapHost, err})
		}
	} else if g.meter == nil {
		runtime.Gosched()
	} else if err := g.meter.Tick(s.ctx.Context, delta); err != nil {
		panic(&hostError{TrapHost, err})
	}
	s.checkCancelled()
	return used
}

// charge charges a call that has moved so many bytes between memories.
func (s *store) charge(moved uint64) {
	g := &s.gauge
	g.host += hostCallFuel + moved/hostByteFuel
	if g.host < g.next {
		return
	}
	g.next = g.host + g.grant(s.tick())
}

// refuel is the host function that a core instance calls when its counter is
// used up, and for other things that the host has to know. See [rewrite.Fuel].
func refuel(ctx context.Context, caller engine.Caller, stack []uint64) {
	s := storeOf(ctx)
	if int64(stack[0]) == rewrite.StackExhausted {
		panic(&hostError{TrapStackOverflow, ErrCallDepth})
	}
	if int64(stack[0]) == rewrite.TableRefused {
		s.tableRefused = true
		return
	}
	k := &s.gauge.counters[slices.IndexFunc(s.core, caller.Is)]
	k.left.Set(stack[0]) // the code may have the counter in a local
	more := s.gauge.grant(s.tick())
	s.gauge.share(k)
	k.granted += more
	stack[0] += more
}

// share leaves to the counters other than k no more than a quantum together:
// code that goes from one core instance to the next would use up what each of
// them has been given at some time, without a tick.
func (g *gauge) share(k *counter) {
	most := quantum / int64(len(g.counters))
	for i := range g.counters {
		o := &g.counters[i]
		if o == k || o.left == nil {
			continue
		}
		if left := int64(o.left.Get()); left > most {
			o.granted -= uint64(left - most)
			o.left.Set(uint64(most))
		}
	}
}

// Fuel returns how much fuel the instance has used: about one unit for each
// instruction that it executed, 100 for each call of a host function or of
// another component, and one for each four bytes that such a call moves. The same
// calls with the same results of host functions use the same.
func (in *Instance) Fuel() uint64 {
	if in.store == nil {
		return 0
	}
	return in.store.gauge.used()
}
