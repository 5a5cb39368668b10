package p3

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/tests/forward"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// imported are the interfaces of WASI 0.3 that guests import.
var imported = sync.OnceValue(func() []*wit.Interface {
	return forward.Interfaces(witfiles.Packages(), func(i *wit.Interface) bool {
		switch p := i.Package.Name; {
		case p.Namespace != "wasi" || p.Version != "0.3.0":
			return false
		case p.Name == "http" && i.Name == "handler", p.Name == "cli" && i.Name == "run":
			return false // exports
		}
		return true
	})
})

// linked is a guest that imports all of WASI 0.3.
var linked = sync.OnceValues(func() (*component.Linked, error) {
	ctx := context.Background()
	rt, err := component.NewRuntime(ctx, component.Config{})
	if err != nil {
		return nil, err
	}
	l := component.NewLinker()
	if err := Link(l, func(c *component.Call) *Host { return c.Data().(*Host) }); err != nil {
		return nil, err
	}
	return forward.Link(ctx, rt, l, imported()...)
})

// A guest calls functions of its host by short names: "io/poll", "poll".
type guest struct {
	*forward.Guest
	t    testing.TB
	host *Host
	ctx  context.Context
}

func newGuest(t testing.TB, h *Host) *guest {
	t.Helper()
	g := &guest{t: t, host: h, ctx: t.Context()}
	if h.State == nil {
		h.State = new(wasi.State)
	}
	if h.HTTP == nil {
		h.HTTP = new(wasi.HTTP)
	}
	if h.Network == nil {
		h.Network = new(wasi.Network)
	}
	k, err := linked()
	if err != nil {
		t.Fatal(err)
	}
	in, err := k.Instantiate(g.ctx, component.InstanceConfig{Data: h})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := in.Close(context.Background()); err != nil {
			t.Error(err)
		}
		h.Network.Close()
		h.Close()
	})
	g.Guest = forward.New(in)
	return g
}

// try calls a function of wasi:<iface>@0.3.0.
func (g *guest) try(iface, name string, args ...component.Value) (component.Value, error) {
	return g.Call(g.ctx, "wasi:"+iface+"@0.3.0", name, args...)
}

// call calls a function that does not trap.
func (g *guest) call(iface, name string, args ...component.Value) component.Value {
	g.t.Helper()
	v, err := g.try(iface, name, args...)
	if err != nil {
		g.t.Fatalf("%s#%s: %v", iface, name, err)
	}
	return v
}

// trap calls a function that traps and returns the trap.
func (g *guest) trap(iface, name string, args ...component.Value) *component.Trap {
	g.t.Helper()
	v, err := g.try(iface, name, args...)
	var trap *component.Trap
	if !errors.As(err, &trap) || trap.Kind == component.TrapInternal {
		g.t.Fatalf("%s#%s: %v, %v; want a trap", iface, name, v, err)
	}
	return trap
}

// ok calls a function that returns a result, and that one ok; it returns the
// payload, if there is one.
func (g *guest) ok(iface, name string, args ...component.Value) component.Value {
	g.t.Helper()
	v := g.call(iface, name, args...)
	p, isErr := v.Result()
	if isErr {
		g.t.Fatalf("%s#%s: %v, want ok", iface, name, v)
	}
	if p == nil {
		return component.Value{}
	}
	return *p
}

// method calls a method of a resource.
func (g *guest) method(iface, name string, self component.Value, args ...component.Value) component.Value {
	g.t.Helper()
	return g.call(iface, "[method]"+name, append([]component.Value{self}, args...)...)
}

func (g *guest) drop(iface, resource string, handle component.Value) {
	g.t.Helper()
	g.call(iface, forward.DropPrefix+resource, handle)
}

// TestLink checks that every function of the interfaces is served.
func TestLink(t *testing.T) {
	if _, err := linked(); err != nil {
		t.Fatal(err)
	}
	n := 0
	forward.Functions(imported(), func(string, *wit.Func) { n++ })
	t.Logf("%d functions", n)
}
