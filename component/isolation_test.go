package component_test

import (
	"context"
	"fmt"
	"slices"
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
