package component_test

import (
	"context"
	"errors"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// endless are the exports of testdata/loops.wat that do not end by themselves,
// or not while anybody waits.
var endless = []string{"loop", "empty-loop", "recursion", "indirect", "tail", "tail-indirect", "tree", "fill", "copy", "calls"}

func loops(t testing.TB) *component.Linked {
	return link(t, "loops", define(t, component.FuncDef{Name: "ping", Fn: func(context.Context, *component.Call, []uint64) {}}))
}

// recursive tells whether an export ends because its calls are nested too
// deeply, whatever fuel it has.
func recursive(name string) bool { return name == "recursion" || name == "indirect" }

// TestFuel lets guests run that do not end, with a bound.
func TestFuel(t *testing.T) {
	linked := loops(t)
	for _, name := range endless {
		t.Run(name, func(t *testing.T) {
			const limit = 3_000_000
			in := instantiate(t, linked, component.InstanceConfig{Fuel: limit})
			trap := callTrap(t, in, name)
			if recursive(name) {
				if trap.Kind != component.TrapStackOverflow || in.Fuel() > limit {
					t.Errorf("%s: %v, %d units used", trap.Kind, trap, in.Fuel())
				}
				return
			}
			if trap.Kind != component.TrapFuel || !errors.Is(trap, component.ErrFuel) || len(trap.Backtrace) == 0 {
				t.Errorf("%s: %v\n%s", trap.Kind, trap, trap.Trace())
			}
			if used := in.Fuel(); used < limit || used > limit+1_000_000 {
				t.Errorf("%d units used", used)
			}
		})
	}
}

// TestFuelExact checks that what work takes grows with the work, is the same
// each time, also with other limits and of an instance that served before, and
// that a guest which needs no more than it has is not ended.
func TestFuelExact(t *testing.T) {
	ctx := context.Background()
	p := newPool(t, loops(t), component.PoolConfig{})
	work := func(n uint32, limit uint64) (uint64, error) {
		in, err := p.Instantiate(ctx, component.InstanceConfig{Fuel: limit})
		if err != nil {
			t.Fatal(err)
		}
		defer giveBack(t, in)
		_, err = export(t, in, "work").Call(ctx, wit.U32Value(n))
		return in.Fuel(), err
	}
	last := uint64(0)
	for _, n := range []uint32{1, 10, 1_000, 1_000_000, 5_000_000} {
		used, err := work(n, 0)
		if err != nil || used <= last || used < uint64(n) {
			t.Errorf("%d: %d units, %v", n, used, err)
		}
		if again, err := work(n, used+1); err != nil || again != used {
			t.Errorf("%d: %d units with a limit, %v, want %d", n, again, err, used)
		}
		if _, err := work(n, used/2); n >= 1_000_000 && !errors.Is(err, component.ErrFuel) {
			t.Errorf("%d: %v with half of what it takes", n, err)
		}
		last = used
	}
}

// A ticker is a meter that ends its guest after some ticks.
type ticker struct {
	left  int
	total uint64
	most  uint64
}

var errTicker = errors.New("no more ticks")

func (m *ticker) Tick(_ context.Context, fuel uint64) error {
	m.total += fuel
	m.most = max(m.most, fuel)
	if m.left--; m.left < 0 {
		return errTicker
	}
	return nil
}

// TestMeter checks that a meter hears of all that a guest executes, often, and
// can end it.
func TestMeter(t *testing.T) {
	linked := loops(t)
	for _, name := range endless {
		if recursive(name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			m := &ticker{left: 10}
			in := instantiate(t, linked, component.InstanceConfig{Meter: m})
			trap := callTrap(t, in, name)
			if trap.Kind != component.TrapHost || !errors.Is(trap, errTicker) {
				t.Errorf("%s: %v", trap.Kind, trap)
			}
			if m.left != -1 || m.most > 1_500_000 || m.total != in.Fuel() {
				t.Errorf("%d ticks left, at most %d units at once, %d of %d in all", m.left, m.most, m.total, in.Fuel())
			}
		})
	}
}

// A canceller cancels the guest's context at a tick.
type canceller struct{ cancel func(error) }

func (m canceller) Tick(context.Context, uint64) error {
	m.cancel(errTicker)
	return nil
}

// TestTickCancelled checks that a guest in a loop sees that its context ended.
func TestTickCancelled(t *testing.T) {
	linked := loops(t)
	for _, name := range endless {
		if recursive(name) {
			continue
		}
		ctx, cancel := context.WithCancelCause(context.Background())
		in := instantiate(t, linked, component.InstanceConfig{Meter: canceller{cancel}})
		_, err := export(t, in, name).Call(ctx)
		var trap *component.Trap
		if !errors.As(err, &trap) || trap.Kind != component.TrapCancelled || !errors.Is(err, errTicker) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFrameNumbers checks that backtraces number functions as their module does,
// metered or not.
func TestFrameNumbers(t *testing.T) {
	index := func(c component.Config) uint32 {
		rt := newRuntime(t, c)
		comp, err := rt.Load(context.Background(), fixture(t, "hostile"))
		if err != nil {
			t.Fatal(err)
		}
		nop := func(context.Context, *component.Call, []uint64) {}
		linked, err := define(t, component.FuncDef{Name: "ping", Fn: nop}, component.FuncDef{Name: "call", Fn: nop}).Link(comp)
		if err != nil {
			t.Fatal(err)
		}
		defer linked.Close(context.Background())
		in := instantiate(t, linked, component.InstanceConfig{})
		defer giveBack(t, in)
		trap := callTrap(t, in, "unreachable")
		if len(trap.Backtrace) == 0 {
			t.Fatal("no backtrace")
		}
		return trap.Backtrace[0].Index
	}
	if metered, plain := index(component.Config{}), index(component.Config{Unmetered: true}); metered != plain {
		t.Errorf("function %d is function %d where it is metered", plain, metered)
	}
}

// TestManyCounters has code go from one core instance to the next, each of which
// was given fuel at some time: a meter hears of it often all the same.
func TestManyCounters(t *testing.T) {
	m := &ticker{left: 1 << 30}
	in := instantiate(t, link(t, "chain", define(t)), component.InstanceConfig{Meter: m})
	for range 20 {
		call(t, in, "run")
	}
	if total := in.Fuel(); total < 20*40*60_000*4 || m.most > 1_500_000 {
		t.Errorf("%d units in all, at most %d between two ticks", total, m.most)
	}
}
