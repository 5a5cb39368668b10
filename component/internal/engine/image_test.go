package engine

import (
	"context"
	"fmt"
	"testing"
)

// stateModule has a memory of one page with a byte at 65535, a mutable global
// and functions that change and show them.
var stateModule = wasm(
	section(1, unary, []byte{0x60, 2, 0x7f, 0x7f, 0}),
	section(3, []byte{0}, []byte{1}, []byte{0}, []byte{0}),
	section(5, []byte{0, 1}),
	section(6, []byte{0x7f, 1, 0x41, 7, 0x0b}),
	section(7, export("load", 0, 0), export("store", 0, 1), export("grow", 0, 2), export("swap", 0, 3), export("global", 3, 0), export("memory", 2, 0)),
	section(10,
		code(0x20, 0, 0x2d, 0, 0),
		code(0x20, 0, 0x20, 1, 0x3a, 0, 0),
		code(0x20, 0, 0x40, 0),
		code(0x23, 0, 0x20, 0, 0x24, 0),
	),
)

func TestImage(t *testing.T) {
	ctx := context.Background()
	e := newEngine(t, Config{})
	m, err := e.Compile(ctx, stateModule)
	if err != nil {
		t.Fatal(err)
	}
	options := InstanceOptions{Globals: []string{"global"}, Segments: []Segment{{65535, []byte{1}}, {0, []byte("first")}}}
	instantiate := func(g *Group) *Instance {
		o := options
		o.Group = g
		i, err := e.Instantiate(ctx, m, func(string) *Instance { return nil }, o)
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	call := func(i *Instance, name string, args ...uint64) uint64 {
		t.Helper()
		stack := append(args, 0)
		if err := i.Func(name).Call(ctx, stack); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return stack[0]
	}
	template := NewGroup(0)
	i := instantiate(template)
	call(i, "grow", 2)
	call(i, "store", 70_000, 77)
	call(i, "swap", 8)
	image, err := template.Capture()
	if err != nil {
		t.Fatal(err)
	}
	if err := template.Close(ctx); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := image.Close(); err != nil {
			t.Error(err)
		}
	}()

	groups := []*Group{image.NewGroup(0), image.NewGroup(0)}
	instances := map[*Group]*Instance{}
	for round := range 4 {
		for n, g := range groups {
			if round == 0 {
				instances[g] = instantiate(g)
			}
			if _, ok := g.Reset(); !ok {
				t.Fatal("reset failed")
			}
			i := instances[g]
			where := fmt.Sprintf("round %d, group %d", round, n)
			for at, want := range map[uint64]uint64{0: 'f', 65535: 1, 70_000: 77, 65_540: 0, 196_607: 0, 5: 0} {
				if got := call(i, "load", at); got != want {
					t.Errorf("%s: %d at %d, want %d", where, got, at, want)
				}
			}
			if got := call(i, "grow", 0); got != 3 {
				t.Errorf("%s: %d pages", where, got)
			}
			if i.Func("load").Call(ctx, []uint64{196_608}) == nil {
				t.Errorf("%s: read behind the memory", where)
			}
			if got := call(i, "swap", 99); got != 8 {
				t.Errorf("%s: global %d", where, got)
			}
			// Write everywhere, and behind.
			pages := 3 + uint64(round)*100
			call(i, "grow", pages-3)
			for at := uint64(0); at < pages*PageSize; at += 1021 {
				call(i, "store", at, 0xee)
			}
		}
	}
	for _, g := range groups {
		if err := g.Close(ctx); err != nil {
			t.Error(err)
		}
	}
}

func BenchmarkReset(b *testing.B) {
	for _, dirty := range []int{0, 1, 16, 256} {
		b.Run(fmt.Sprintf("dirty=%d", dirty), func(b *testing.B) {
			ctx := context.Background()
			e := newEngine(b, Config{})
			m, err := e.Compile(ctx, memoryModule)
			if err != nil {
				b.Fatal(err)
			}
			instantiate := func(g *Group) *Instance {
				i, err := e.Instantiate(ctx, m, func(string) *Instance { return nil }, InstanceOptions{Group: g})
				if err != nil {
					b.Fatal(err)
				}
				return i
			}
			template := NewGroup(0)
			i := instantiate(template)
			i.memory.mem.Grow(63)
			image, err := template.Capture()
			if err != nil {
				b.Fatal(err)
			}
			g := image.NewGroup(0)
			i = instantiate(g)
			g.Reset()
			b.ReportAllocs()
			for b.Loop() {
				for n := range dirty {
					i.memory.buf[n*4096] = 1
				}
				if _, ok := g.Reset(); !ok {
					b.Fatal("reset failed")
				}
			}
		})
	}
}
