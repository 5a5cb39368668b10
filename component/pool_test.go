package component_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// reuse tells whether instances serve again in this run of the tests; with the
// variable set, all of them have to pass all the same.
var reuse = os.Getenv("GYRO_NO_INSTANCE_REUSE") == ""

// stateHost is the host of testdata/state.wat.
type stateHost struct {
	number        atomic.Uint32 // the last one that a guest was given
	made, dropped atomic.Int32
	repeatable    bool
	fail          error // number traps with it
	thing         *component.ResourceType
}

func (h *stateHost) linker(t testing.TB) *component.Linker {
	h.thing = component.NewResourceType("thing", func(context.Context, any) { h.dropped.Add(1) })
	l := define(t, &component.InterfaceDef{
		Name:      "test:state/host@0.1.0",
		Resources: []component.ResourceDef{{Name: "thing", Type: h.thing}},
		Funcs: []component.FuncDef{
			{Name: "make", Fn: func(_ context.Context, c *component.Call, stack []uint64) {
				stack[0] = uint64(c.NewOwn(h.thing, h.made.Add(1)))
			}},
			{Name: "number", Fn: func(_ context.Context, c *component.Call, stack []uint64) {
				if h.fail != nil {
					c.Trap(h.fail)
				}
				stack[0] = uint64(h.number.Add(1))
			}},
		},
	})
	if h.repeatable {
		l.Repeatable("test:state/host@0.1.3", "number")
	}
	return l
}

func newPool(t testing.TB, linked *component.Linked, c component.PoolConfig) *component.Pool {
	t.Helper()
	p, err := linked.NewPool(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return p
}

// take takes an instance out of a pool; closing it is up to the caller.
func take(t testing.TB, p *component.Pool) *component.Instance {
	t.Helper()
	in, err := p.Instantiate(context.Background(), component.InstanceConfig{})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func giveBack(t testing.TB, in *component.Instance) {
	t.Helper()
	if err := in.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// number calls an export that returns a u32 or an s32.
func number(t testing.TB, in *component.Instance, name string, args ...uint32) int64 {
	t.Helper()
	values := make([]component.Value, len(args))
	for i, a := range args {
		values[i] = wit.U32Value(a)
	}
	v := call(t, in, name, values...)
	if v.Kind() == wit.KindS32 {
		return int64(v.S32())
	}
	if v.Kind() == wit.KindU32 {
		return int64(v.U32())
	}
	return 0
}

// TestPoolState changes everything that a guest can change, again and again,
// and looks whether the next instance sees any of it.
func TestPoolState(t *testing.T) {
	h := &stateHost{repeatable: true}
	p := newPool(t, link(t, "state", h.linker(t)), component.PoolConfig{})
	if ok, why := p.Reuse(); ok != reuse {
		t.Fatalf("reuse: %v, %s", ok, why)
	}
	for round := range 20 {
		in := take(t, p)
		where := fmt.Sprintf("round %d", round)
		for _, c := range []struct {
			name string
			args []uint32
			want int64
		}{
			{"size", nil, 2}, {"globals", nil, 32 + 64 + 6}, {"bump", nil, 1},
			{"peek", []uint32{1000}, 'd'}, {"peek", []uint32{131000}, 'a'}, {"peek", []uint32{131009}, 'd'},
			{"same", []uint32{40, 960}, 0}, {"same", []uint32{1017, 131000 - 1017}, 0}, {"same", []uint32{131010, 62}, 0},
			{"hold", nil, 1},
			{"grow", []uint32{uint32(round)}, 2},
			{"same", []uint32{131072, uint32(round) << 16}, 0},
		} {
			if c.name == "same" && c.args[1] == 0 {
				continue
			}
			if got := number(t, in, c.name, c.args...); got != c.want {
				t.Errorf("%s: %s%v is %d, want %d", where, c.name, c.args, got, c.want)
			}
		}
		if reuse && number(t, in, "seed") != 1 {
			t.Errorf("%s: initialised again", where)
		}
		number(t, in, "fill", 0, uint32(round)+1, (2+uint32(round))<<16)
		number(t, in, "set-globals", uint32(round)+7)
		number(t, in, "hold")
		giveBack(t, in)
		if made, dropped := h.made.Load(), h.dropped.Load(); made != dropped {
			t.Errorf("%s: %d things were made and %d dropped", where, made, dropped)
		}
	}
}

// TestPoolSide has several instances of a pool in use at the same time.
func TestPoolSide(t *testing.T) {
	p := newPool(t, link(t, "state", (&stateHost{}).linker(t)), component.PoolConfig{})
	for range 3 {
		var ins []*component.Instance
		for range 10 {
			ins = append(ins, take(t, p))
		}
		for n := range 4 {
			for _, in := range ins {
				if got := number(t, in, "bump"); got != int64(n)+1 {
					t.Errorf("bump is %d, want %d", got, n+1)
				}
			}
		}
		for _, in := range ins {
			giveBack(t, in)
		}
	}
}

// TestPoolInitialisation checks which initialisations are part of the image.
func TestPoolInitialisation(t *testing.T) {
	for _, tt := range []struct {
		name        string
		repeatable  bool
		config      component.PoolConfig
		initialized bool
	}{
		{"repeatable", true, component.PoolConfig{}, true},
		{"not repeatable", false, component.PoolConfig{}, false},
		{"snapshot", false, component.PoolConfig{Snapshot: true}, true},
		{"off", true, component.PoolConfig{NoReuse: true}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := &stateHost{repeatable: tt.repeatable}
			p := newPool(t, link(t, "state", h.linker(t)), tt.config)
			want := tt.initialized && reuse
			if got, _ := p.Initialized(); got != want {
				t.Errorf("initialized: %v, want %v", got, want)
			}
			for range 3 {
				before := h.number.Load()
				in := take(t, p)
				seed, now := uint32(number(t, in, "seed")), h.number.Load()
				if (now == before) != want || (seed == now) == (want && now > 1) {
					t.Errorf("the guest has %d, the host has given %d numbers, %d before", seed, now, before)
				}
				giveBack(t, in)
			}
		})
	}
}

// TestPoolObstacles has guests whose instances cannot serve again.
func TestPoolObstacles(t *testing.T) {
	n := uint32(0)
	l := define(t, component.FuncDef{Name: "number", Fn: func(_ context.Context, _ *component.Call, stack []uint64) {
		n++
		stack[0] = uint64(n)
	}})
	early := newPool(t, link(t, "early", l), component.PoolConfig{})
	table := newPool(t, link(t, "table", define(t)), component.PoolConfig{})
	if reuse {
		for what, p := range map[string]*component.Pool{"calls number, which may answer differently": early, "code changes a table": table} {
			if ok, why := p.Reuse(); ok || !strings.Contains(why, what) {
				t.Errorf("reuse: %v, %s; want %q", ok, why, what)
			}
		}
	}
	for range 2 {
		in := take(t, early)
		if got := number(t, in, "seed"); got != int64(n) {
			t.Errorf("seed %d, want %d", got, n)
		}
		giveBack(t, in)
		in = take(t, table)
		if got := number(t, in, "call"); got != 1 {
			t.Errorf("call is %d", got)
		}
		number(t, in, "set")
		if got := number(t, in, "call"); got != 2 {
			t.Errorf("call is %d after set", got)
		}
		giveBack(t, in)
	}
	if ok, _ := newPool(t, link(t, "early", l), component.PoolConfig{Snapshot: true}).Reuse(); ok != reuse {
		t.Error("a snapshot was asked for")
	}
}

// TestPoolTrap checks that an instance that trapped does not serve again.
func TestPoolTrap(t *testing.T) {
	p := newPool(t, link(t, "state", (&stateHost{}).linker(t)), component.PoolConfig{})
	for range 3 {
		in := take(t, p)
		number(t, in, "bump")
		callTrap(t, in, "fail")
		giveBack(t, in)
		in = take(t, p)
		if got := number(t, in, "peek", 5); got != 0 {
			t.Errorf("%d is left", got)
		}
		if got := number(t, in, "bump"); got != 1 {
			t.Errorf("bump is %d", got)
		}
		giveBack(t, in)
	}
}

// TestPoolClosed uses instances and a pool after they were closed.
func TestPoolClosed(t *testing.T) {
	ctx := context.Background()
	p := newPool(t, link(t, "state", (&stateHost{}).linker(t)), component.PoolConfig{})
	old, other := take(t, p), take(t, p)
	bump := export(t, old, "bump")
	giveBack(t, old)
	giveBack(t, old)
	in := take(t, p) // may have the store of old
	if _, err := bump.Call(ctx); !errors.Is(err, component.ErrDead) {
		t.Errorf("a call of a closed instance: %v", err)
	}
	if got := number(t, in, "bump"); got != 1 {
		t.Errorf("bump is %d", got)
	}
	if err := p.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Instantiate(ctx, component.InstanceConfig{}); !errors.Is(err, component.ErrPoolClosed) {
		t.Errorf("an instance of a closed pool: %v", err)
	}
	for _, in := range []*component.Instance{in, other} {
		number(t, in, "bump")
		giveBack(t, in)
	}
}

// TestPoolCloseDuringCall closes an instance while it is in a call: it must not
// serve anybody else meanwhile.
func TestPoolCloseDuringCall(t *testing.T) {
	var in *component.Instance
	var p *component.Pool
	p = newPool(t, hostile(t, func(context.Context, *component.Call) {
		if in == nil {
			return
		}
		giveBack(t, in)
		in = nil
		next := take(t, p)
		call(t, next, "cleaned")
		giveBack(t, next)
	}), component.PoolConfig{})
	for range 3 {
		in = take(t, p)
		call(t, in, "calls")
	}
}

func TestPoolConcurrent(t *testing.T) {
	h := &stateHost{}
	p := newPool(t, link(t, "state", h.linker(t)), component.PoolConfig{})
	var wg sync.WaitGroup
	for g := range uint32(8) {
		wg.Go(func() {
			for i := range uint32(100) {
				in := take(t, p)
				at := g<<12 + i
				if got := number(t, in, "peek", at); got != 0 && (at < 16 || at > 19) && (at < 1000 || at > 1016) {
					t.Errorf("%d at %d", got, at)
				}
				number(t, in, "poke", at, 255)
				number(t, in, "hold")
				if i%10 == 9 {
					callTrap(t, in, "fail")
				}
				giveBack(t, in)
			}
		})
	}
	wg.Wait()
	if made, dropped := h.made.Load(), h.dropped.Load(); made != 800 || dropped != 800 {
		t.Errorf("%d things were made and %d dropped", made, dropped)
	}
}

func BenchmarkPool(b *testing.B) {
	ctx := context.Background()
	p := newPool(b, link(b, "state", (&stateHost{repeatable: true}).linker(b)), component.PoolConfig{})
	b.ReportAllocs()
	for b.Loop() {
		in, err := p.Instantiate(ctx, component.InstanceConfig{})
		if err != nil {
			b.Fatal(err)
		}
		f, err := in.Func("bump")
		if err != nil {
			b.Fatal(err)
		}
		if v, err := f.Call(ctx); err != nil || v.U32() != 1 {
			b.Fatal(v, err)
		}
		if err := in.Close(ctx); err != nil {
			b.Fatal(err)
		}
	}
}
