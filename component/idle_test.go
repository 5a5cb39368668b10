package component_test

import (
	"context"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
)

// pools makes pools of testdata/state.wat in one runtime.
func pools(t *testing.T, n int, c component.Config, pc component.PoolConfig) []*component.Pool {
	t.Helper()
	if !reuse {
		t.Skip("instances do not wait: reuse is turned off")
	}
	ctx := context.Background()
	rt := newRuntime(t, c)
	comp, err := rt.Load(ctx, fixture(t, "state"))
	if err != nil {
		t.Fatal(err)
	}
	linked, err := (&stateHost{}).linker(t).Link(comp)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := linked.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	ps := make([]*component.Pool, n)
	for i := range ps {
		ps[i] = newPool(t, linked, pc)
	}
	return ps
}

// useAtOnce has n instances of p in use at the same time, each of which writes to its
// memory.
func useAtOnce(t *testing.T, p *component.Pool, n int) {
	t.Helper()
	ins := make([]*component.Instance, n)
	for i := range ins {
		ins[i] = take(t, p)
		number(t, ins[i], "fill", 0, 1, 100_000)
	}
	for _, in := range ins {
		giveBack(t, in)
	}
}

// TestIdleMemory checks the bounds on what waits, that of a pool and that of
// all together, which frees what has waited longest.
func TestIdleMemory(t *testing.T) {
	const limit = 2 << 20
	p := pools(t, 1, component.Config{}, component.PoolConfig{IdleMemory: limit})[0]
	useAtOnce(t, p, 20)
	if s := p.Stats(); s.IdleMemory > limit || s.Idle == 0 || s.Idle == 20 || s.Used != 0 {
		t.Errorf("%+v, at most %d bytes are allowed", s, limit)
	}
	ps := pools(t, 3, component.Config{IdleMemory: limit}, component.PoolConfig{})
	for _, p := range ps {
		useAtOnce(t, p, 8)
	}
	total, last := uint64(0), ps[2].Stats()
	for _, p := range ps {
		total += p.Stats().IdleMemory
	}
	if total > limit || total < limit/2 || last.Idle == 0 {
		t.Errorf("%d bytes wait, at most %d are allowed; the last pool has %+v", total, limit, last)
	}
}

// TestIdleTime checks that instances are freed when nobody uses them, and made
// again afterwards.
func TestIdleTime(t *testing.T) {
	p := pools(t, 1, component.Config{IdleTime: time.Millisecond}, component.PoolConfig{})[0]
	for range 2 {
		useAtOnce(t, p, 3)
		for deadline := time.Now().Add(time.Minute); p.Stats() != (component.PoolStats{}); time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%+v after a minute", p.Stats())
			}
		}
	}
}
