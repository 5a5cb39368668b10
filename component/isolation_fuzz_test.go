package component_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// An isoHost is the host's side of one instance of a generated guest: it notes
// everything that the guest shows.
type isoHost struct {
	seen   []string
	things int
}

func (h *isoHost) note(format string, args ...any) {
	h.seen = append(h.seen, fmt.Sprintf(format, args...))
}

// isoLinker provides [hostInterface].
func isoLinker(t testing.TB) *component.Linker {
	thing := component.NewResourceType("thing", func(_ context.Context, obj any) { obj.(*isoHost).things-- })
	of := func(c *component.Call) *isoHost { return c.Data().(*isoHost) }
	l := define(t, &component.InterfaceDef{
		Name:      hostInterface,
		Resources: []component.ResourceDef{{Name: "thing", Type: thing}},
		Funcs: []component.FuncDef{
			{Name: "make", Fn: func(_ context.Context, c *component.Call, stack []uint64) {
				of(c).things++
				stack[0] = uint64(c.NewOwn(thing, of(c)))
				of(c).note("handle %d", stack[0])
			}},
			{Name: "fixed", Fn: func(_ context.Context, _ *component.Call, stack []uint64) { stack[0] = 7 }},
			{Name: "number", Fn: func(_ context.Context, _ *component.Call, stack []uint64) { stack[0] = 8 }},
			{Name: "value", Fn: func(_ context.Context, c *component.Call, stack []uint64) { of(c).note("value %#x", stack[0]) }},
			{Name: "feed", Fn: func(_ context.Context, c *component.Call, stack []uint64) {
				result := uint32(stack[1])
				ptr, n := c.StoreBytes(bytes.Repeat([]byte{0x77}, int(stack[0])))
				c.Check(result, 8, 4)
				c.Memory().PutU32(result, ptr)
				c.Memory().PutU32(result+4, n)
			}},
			{Name: "look", Fn: func(_ context.Context, c *component.Call, stack []uint64) {
				b := c.LoadBytes(uint32(stack[0]), uint32(stack[1]))
				of(c).note("%d bytes with sum %#x", len(b), crc32.Checksum(b, castagnoli))
			}},
		},
	})
	l.Repeatable(hostInterface, "fixed")
	return l
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// A script is what is done with one instance.
type script []scriptCall

type scriptCall struct {
	export string
	args   []component.Value
}

func (g *guest) script(c *choices) script {
	var s script
	for range c.n(5) {
		a, b := uint32(c.n(256)), c.rest.Uint32()
		if c.one(2) {
			b = uint32(c.n(64))
		}
		s = append(s, scriptCall{g.funcs[c.n(len(g.funcs))], []component.Value{wit.U32Value(a), wit.U32Value(b)}})
	}
	for _, show := range g.shows {
		s = append(s, scriptCall{export: show})
	}
	if c.one(4) {
		s = append(s, scriptCall{export: "last"})
	}
	return s
}

// A run is an instance that carries out a script.
type run struct {
	in     *component.Instance
	host   *isoHost
	script script
	fuel   uint64 // that it had used before
	init   int    // how much of what the host has seen is of the initialisation
	done   bool
	traps  bool
}

func start(in *component.Instance, h *isoHost, s script) *run {
	return &run{in: in, host: h, script: s, fuel: in.Fuel(), init: len(h.seen)}
}

// step makes the next call.
func (r *run) step(t *testing.T) {
	if len(r.script) == 0 {
		r.done = true
		return
	}
	c := r.script[0]
	r.script = r.script[1:]
	v, err := export(t, r.in, c.export).Call(context.Background(), c.args...)
	r.host.note("%s%v = %v, %v; fuel %d, things %d", c.export, c.args, v, err, r.in.Fuel()-r.fuel, r.host.things)
	var trap *component.Trap
	switch {
	case errors.As(err, &trap):
		if trap.Kind == component.TrapInternal {
			t.Fatalf("%v", err)
		}
		r.done, r.traps = true, true
	case err != nil:
		t.Fatal(err)
	}
}

// An isoCase is a generated guest with all that is done with it.
type isoCase struct {
	*choices
	guest
	runtime *component.Runtime
	config  component.PoolConfig
	scripts []script
	want    [][]string // what a new instance shows, by script
	reach   isoReach
}

// isoReach says what a case has come to.
type isoReach struct {
	failed, reused, initialized bool // initialisation fails; see [component.Pool]
	runs, traps                 int
}

func newIsoCase(t *testing.T, runtimes []*component.Runtime, b []byte) *isoCase {
	c := &isoCase{choices: newChoices(b)}
	c.runtime = runtimes[0]
	if c.one(8) {
		c.runtime = runtimes[1+c.n(len(runtimes)-1)]
	}
	c.config.Snapshot = c.one(4)
	if c.one(3) {
		c.config.MaxMemory = uint64(c.n(64)) << 16
	}
	c.config.Template = func() (component.InstanceConfig, error) {
		return component.InstanceConfig{Data: &isoHost{}}, nil
	}
	c.guest = generate(c.split())
	for range 1 + c.n(3) {
		c.scripts = append(c.scripts, c.script(c.choices))
	}
	return c
}

// check compares instances of a pool with new ones.
func (c *isoCase) check(t *testing.T) {
	ctx := context.Background()
	comp, err := c.runtime.Load(ctx, c.wasm)
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, comp.Close)
	linked, err := isoLinker(t).Link(comp)
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, linked.Close)
	if !c.expect(t, linked) {
		c.reach.failed = true
		if p, err := linked.NewPool(ctx, c.config); err == nil {
			ok, _ := p.Reuse()
			closing(t, p.Close)
			if ok {
				t.Fatal("the template could be initialised, a new instance could not")
			}
		}
		return
	}
	p, err := linked.NewPool(ctx, c.config)
	if err != nil {
		t.Fatalf("a new instance could be made, the template could not: %v", err)
	}
	defer closing(t, p.Close)
	c.reach.reused, _ = p.Reuse()
	c.reach.initialized, _ = p.Initialized()
	c.interleave(t, p)
}

func closing(t testing.TB, close func(context.Context) error) {
	if err := close(context.Background()); err != nil {
		t.Error(err)
	}
}

// expect finds out what new instances show. It tells whether any can be made.
func (c *isoCase) expect(t *testing.T, linked *component.Linked) bool {
	for _, s := range c.scripts {
		h := &isoHost{}
		in, err := linked.Instantiate(context.Background(), component.InstanceConfig{Data: h, MaxMemory: c.config.MaxMemory})
		if err != nil {
			return false
		}
		r := start(in, h, s)
		for !r.done {
			r.step(t)
		}
		closing(t, in.Close)
		c.want = append(c.want, c.shown(r))
	}
	return true
}

// shown returns what an instance has shown: all but its initialisation, if
// others need not do that again.
func (c *isoCase) shown(r *run) []string {
	if c.config.Snapshot {
		return r.host.seen[r.init:]
	}
	return r.host.seen
}

// interleave has up to three instances of p in use at the same time.
func (c *isoCase) interleave(t *testing.T, p *component.Pool) {
	type slot struct {
		*run
		script int
	}
	slots := make([]slot, 1+c.n(3))
	for left := 8; left > 0; {
		s := &slots[c.n(len(slots))]
		if s.run == nil {
			h := &isoHost{}
			in, err := p.Instantiate(context.Background(), component.InstanceConfig{Data: h})
			if err != nil {
				t.Fatal(err)
			}
			s.script = c.n(len(c.scripts))
			s.run = start(in, h, c.scripts[s.script])
		}
		if s.step(t); !s.done {
			continue
		}
		if got, want := c.shown(s.run), c.want[s.script]; !slices.Equal(got, want) {
			t.Fatalf("run %d, reuse %v, initialized %v, script %v:\ngot  %q\nwant %q", c.reach.runs, c.reach.reused, c.reach.initialized, c.scripts[s.script], got, want)
		}
		closing(t, s.in.Close)
		if s.host.things != 0 {
			t.Fatalf("%d things are left", s.host.things)
		}
		c.reach.runs++
		if s.traps {
			c.reach.traps++
		}
		s.run = nil
		left--
	}
	for _, s := range slots {
		if s.run != nil {
			closing(t, s.in.Close)
		}
	}
}

// isoRuntimes returns runtimes of all kinds, that which most use first.
func isoRuntimes(t testing.TB) []*component.Runtime {
	var rs []*component.Runtime
	for _, c := range []component.Config{{}, {Unmetered: true}, {Interpreter: true}, {Interpreter: true, Unmetered: true}} {
		c.Gated = true
		c.MaxMemory = 64 << 20
		rs = append(rs, newRuntime(t, c))
	}
	return rs
}

// FuzzIsolation generates guests that write to whatever they can, and compares
// everything that instances of a pool show with what new instances show.
func FuzzIsolation(f *testing.F) {
	for i := range uint64(64) {
		f.Add(randomBytes(i))
	}
	runtimes := isoRuntimes(f)
	f.Fuzz(func(t *testing.T, b []byte) { newIsoCase(t, runtimes, b).check(t) })
}

// randomBytes returns some bytes that depend on nothing but seed.
func randomBytes(seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 2))
	b := make([]byte, r.IntN(400))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// TestIsolation does what [FuzzIsolation] does with random guests, and sees to
// it that these do something.
func TestIsolation(t *testing.T) {
	const cases = 300
	runtimes := isoRuntimes(t)
	var failed, reused, initialized, runs, traps int
	count := func(n *int, yes bool) {
		if yes {
			*n++
		}
	}
	for i := range cases {
		c := newIsoCase(t, runtimes, randomBytes(1000+uint64(i)))
		if !t.Run(fmt.Sprint(i), c.check) {
			return
		}
		count(&failed, c.reach.failed)
		count(&reused, c.reach.reused)
		count(&initialized, c.reach.initialized)
		runs += c.reach.runs
		traps += c.reach.traps
	}
	t.Logf("%d cases: %d fail to start, %d are used again, %d after their initialisation; %d runs, %d end with a trap", cases, failed, reused, initialized, runs, traps)
	if reuse && (reused < cases/3 || initialized < cases/6 || initialized == reused || traps > runs/2 || traps == 0 || failed > cases/3) {
		t.Error("that tests little")
	}
}
