package component_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// TestPoolLeftovers compares what an initialisation has left besides memory and
// globals, in new instances and in those of a pool.
func TestPoolLeftovers(t *testing.T) {
	linked := link(t, "leftovers", define(t))
	look := func(in *component.Instance) (seen []string) {
		seen = append(seen, fmt.Sprint("tail ", number(t, in, "tail"), ", destroyed ", number(t, in, "destroyed")))
		for range 5 {
			seen = append(seen, fmt.Sprint("handle ", number(t, in, "handle")))
		}
		for range 2 { // the counter is 1: one more than that is a trap
			_, err := export(t, in, "relax").Call(context.Background())
			seen = append(seen, fmt.Sprint("relax: ", err))
		}
		return seen
	}
	want := look(instantiate(t, linked, component.InstanceConfig{}))
	p := newPool(t, linked, component.PoolConfig{})
	for round := range 3 {
		in := take(t, p)
		number(t, in, "handle")
		number(t, in, "relax")
		giveBack(t, in)
		in = take(t, p)
		if got := look(in); !slices.Equal(got, want) {
			t.Errorf("round %d: got %q, want %q", round, got, want)
		}
		giveBack(t, in)
	}
}

// TestPoolStaleHandle drops a handle that the host has kept from an instance
// that is closed: its resource is gone, and the instance that has its place must
// not see a destructor.
func TestPoolStaleHandle(t *testing.T) {
	ctx := context.Background()
	p := newPool(t, link(t, "leftovers", define(t)), component.PoolConfig{})
	in := take(t, p)
	before := number(t, in, "destroyed")
	h := call(t, in, "make", wit.U32Value(77))
	giveBack(t, in)
	in = take(t, p)
	if err := in.Drop(ctx, h); err == nil {
		t.Error("an instance dropped what another one has made")
	}
	if got := number(t, in, "destroyed"); got != before {
		t.Errorf("destroyed %d, want %d", got, before)
	}
	h = call(t, in, "make", wit.U32Value(78))
	if err := in.Drop(ctx, h); err != nil {
		t.Error(err)
	}
	if got := number(t, in, "destroyed"); got != 78 {
		t.Errorf("destroyed %d, want 78", got)
	}
	giveBack(t, in)
}

// TestPoolNested changes the state of two component instances, which hold
// handles of each other, and looks at it in the next instance.
func TestPoolNested(t *testing.T) {
	linked := link(t, "nested", define(t))
	work := func(in *component.Instance, text string) (seen []string) {
		look := func(name string, args ...uint32) {
			seen = append(seen, fmt.Sprint(name, args, number(t, in, name, args...)))
		}
		look("destroyed")
		look("returned")
		look("peek", 1024)
		for range 3 {
			look("hold")
		}
		look("release", 2)
		look("hold")
		look("destroyed")
		for range len(text) {
			v := call(t, in, "name", wit.StringValue(text))
			seen = append(seen, v.Str())
			look("returned")
			look("peek", 1024+uint32(len(text))-1)
		}
		return seen
	}
	p := newPool(t, linked, component.PoolConfig{})
	for _, text := range []string{"a longer one", "b", "cc", "a longer one"} {
		in := take(t, p)
		if got, want := work(in, text), work(instantiate(t, linked, component.InstanceConfig{}), text); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		giveBack(t, in)
	}
	if s := p.Stats(); reuse && s.Idle != 1 {
		t.Errorf("%+v: one instance was enough", s)
	}
}

// TestPoolTwo has two pools of one component, whose instances differ in what
// they were told while they were initialised, and in what they may have.
func TestPoolTwo(t *testing.T) {
	h := &stateHost{repeatable: true}
	linked := link(t, "state", h.linker(t))
	first, second := newPool(t, linked, component.PoolConfig{}), newPool(t, linked, component.PoolConfig{MaxMemory: 3 << 16})
	for range 3 {
		a, b := take(t, first), take(t, second)
		if reuse && (number(t, a, "seed") != 1 || number(t, b, "seed") != 2) {
			t.Error("an instance has the image of the other pool")
		}
		for _, grow := range []struct {
			in   *component.Instance
			want uint32
		}{{b, 2}, {b, 1<<32 - 1}, {a, 2}, {a, 3}} {
			pages := uint32(1)
			if grow.want > 3 {
				pages = 2
			}
			if got := uint32(number(t, grow.in, "grow", pages)); got != grow.want {
				t.Errorf("grow: %d, want %d", got, grow.want)
			}
		}
		for _, in := range []*component.Instance{a, b} {
			number(t, in, "fill", 0, 9, 3<<16)
			giveBack(t, in)
		}
	}
}

// TestPoolSmall makes pools whose instances may not have the memory that their
// initialisation needs.
func TestPoolSmall(t *testing.T) {
	_, err := link(t, "leftovers", define(t)).NewPool(context.Background(), component.PoolConfig{MaxMemory: 2 << 16})
	if reuse && err == nil {
		t.Error("a pool was made")
	}
}

// TestPoolInitialisationFails has an initialisation that fails at times: that
// ends the one instance and nothing else.
func TestPoolInitialisationFails(t *testing.T) {
	ctx := context.Background()
	h, errFail := &stateHost{}, errors.New("not now")
	p := newPool(t, link(t, "state", h.linker(t)), component.PoolConfig{})
	for round := range 6 {
		h.fail = nil
		if round%2 == 0 {
			h.fail = errFail
		}
		in, err := p.Instantiate(ctx, component.InstanceConfig{})
		if h.fail != nil {
			if !errors.Is(err, errFail) {
				t.Errorf("round %d: %v", round, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := number(t, in, "bump"); got != 1 {
			t.Errorf("round %d: bump is %d", round, got)
		}
		giveBack(t, in)
	}
	if s := p.Stats(); s.Used != 0 {
		t.Errorf("%+v: nothing is in use", s)
	}
}

// TestPoolAbandoned has a host function end the goroutine of its call: the
// instance stays in the middle of it, and must not serve again.
func TestPoolAbandoned(t *testing.T) {
	abandon := false
	p := newPool(t, hostile(t, func(context.Context, *component.Call) {
		if abandon {
			runtime.Goexit()
		}
	}), component.PoolConfig{})
	in := take(t, p)
	abandon = true
	var wg sync.WaitGroup
	wg.Go(func() { call(t, in, "calls") })
	wg.Wait()
	abandon = false
	if _, err := export(t, in, "calls").Call(context.Background()); !errors.Is(err, component.ErrDead) {
		t.Errorf("a call of an abandoned instance: %v", err)
	}
	giveBack(t, in)
	if s := p.Stats(); s != (component.PoolStats{}) {
		t.Errorf("%+v, want nothing", s)
	}
	in = take(t, p)
	call(t, in, "calls")
	giveBack(t, in)
}

// TestPoolCloseConcurrent closes a pool while many use it.
func TestPoolCloseConcurrent(t *testing.T) {
	ctx := context.Background()
	linked := link(t, "state", (&stateHost{}).linker(t))
	for range 10 {
		p := newPool(t, linked, component.PoolConfig{IdleMemory: 1 << 20})
		var wg sync.WaitGroup
		for g := range 6 {
			wg.Go(func() {
				for {
					in, err := p.Instantiate(ctx, component.InstanceConfig{})
					if errors.Is(err, component.ErrPoolClosed) {
						return
					}
					if err != nil {
						t.Error(err)
						return
					}
					if got := number(t, in, "bump"); got != 1 {
						t.Errorf("bump is %d", got)
					}
					giveBack(t, in)
					if g == 0 {
						if err := p.Close(ctx); err != nil {
							t.Error(err)
						}
					}
				}
			})
		}
		wg.Wait()
		if s := p.Stats(); s != (component.PoolStats{}) {
			t.Errorf("%+v after all", s)
		}
	}
}

// TestPoolRuntimeClosed closes a runtime before what belongs to it: nothing may
// panic, and memory must still be released.
func TestPoolRuntimeClosed(t *testing.T) {
	ctx := context.Background()
	rt, err := component.NewRuntime(ctx, component.Config{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := rt.Load(ctx, fixture(t, "state"))
	if err != nil {
		t.Fatal(err)
	}
	linked, err := (&stateHost{}).linker(t).Link(c)
	if err != nil {
		t.Fatal(err)
	}
	p := newPool(t, linked, component.PoolConfig{})
	used, waits := take(t, p), take(t, p)
	giveBack(t, waits)
	if err := rt.Close(ctx); err != nil {
		t.Fatal(err)
	}
	giveBack(t, used)
	if in, err := p.Instantiate(ctx, component.InstanceConfig{}); err == nil {
		giveBack(t, in)
	} else if strings.Contains(err.Error(), "panic") {
		t.Error(err)
	}
}

// TestPoolUndoable has guests with code for each change that cannot be undone:
// whether it is ever made is nothing that can be known.
func TestPoolUndoable(t *testing.T) {
	ctx := context.Background()
	slot, ref := i32Const(0), []byte{0xd0, coreFuncRef}
	tests := []struct {
		name string
		code []byte
		want string // part of the reason; "" if it can be undone
	}{
		{"memory.grow", slices.Concat(slot, op(0x40, 0), []byte{0x1a}), ""},
		{"memory.init", slices.Concat(slot, slot, slot, misc(0x08, 0, 0)), ""},
		{"table.get", slices.Concat(slot, op(0x25, 0), []byte{0x1a}), ""},
		{"global.set", slices.Concat(slot, op(0x24, 0)), ""},
		{"data.drop", misc(0x09, 0), "drops a segment"},
		{"elem.drop", misc(0x0d, 0), "drops a segment"},
		{"table.set", slices.Concat(slot, ref, op(0x26, 0)), "changes a table"},
		{"table.grow", slices.Concat(ref, slot, misc(0x0f, 0), []byte{0x1a}), "changes a table"},
		{"table.fill", slices.Concat(slot, ref, slot, misc(0x11, 0)), "changes a table"},
		{"table.copy", slices.Concat(slot, slot, slot, misc(0x0e, 0, 0)), "changes a table"},
		{"table.init", slices.Concat(slot, slot, slot, misc(0x0c, 0, 0)), "changes a table"},
	}
	rt := newRuntime(t, component.Config{Gated: true})
	pooled := func(name string, m moduleAsm) string {
		c := newComponentAsm()
		m.start = -1
		c.instantiate(m.bytes(), nil)
		comp, err := rt.Load(ctx, c.out)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		defer closing(t, comp.Close)
		linked, err := isoLinker(t).Link(comp)
		if err != nil {
			t.Fatal(err)
		}
		defer closing(t, linked.Close)
		p, err := linked.NewPool(ctx, component.PoolConfig{})
		if err != nil {
			t.Fatal(err)
		}
		defer closing(t, p.Close)
		_, why := p.Reuse()
		return why
	}
	check := func(name, why, want string) {
		if reuse && ((why == "") != (want == "") || !strings.Contains(why, want)) {
			t.Errorf("%s: %q, want %q", name, why, want)
		}
	}
	for _, tt := range tests {
		m := moduleAsm{
			tables:   [][]byte{{coreFuncRef, 0, 1}},
			memories: [][]byte{{0, 1}},
			globals:  [][]byte{{coreI32, 1, 0x41, 0, 0x0b}},
			elements: [][]byte{{1, 0, 0}},
			data:     [][]byte{{1, 1, 'x'}},
		}
		m.fn(nil, nil, 0, tt.code)
		check(tt.name, pooled(tt.name, m), tt.want)
	}
	for name, global := range map[string][]byte{
		"v128":      slices.Concat([]byte{coreV128, 1, 0xfd, 0x0c}, make([]byte, 16), []byte{0x0b}),
		"funcref":   {coreFuncRef, 1, 0xd0, coreFuncRef, 0x0b},
		"externref": {coreExternRef, 1, 0xd0, coreExternRef, 0x0b},
	} {
		check(name, pooled(name, moduleAsm{globals: [][]byte{global}}), "mutable vector or reference")
		global[1] = 0
		check("constant "+name, pooled(name, moduleAsm{globals: [][]byte{global}}), "")
	}
}
