package p3

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/cli"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/filesystem"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/http"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/sockets"
	"github.com/gyro-wasm/gyro/tests/forward"
	"github.com/gyro-wasm/gyro/tests/hostile"
)

// resourceTypes are all resource types of WASI 0.3, by their names.
var resourceTypes = func() map[string]*component.ResourceType {
	m := map[string]*component.ResourceType{}
	for _, t := range []*component.ResourceType{
		cli.TerminalInputResource, cli.TerminalOutputResource, filesystem.DescriptorResource,
		sockets.TCPSocketResource, sockets.UDPSocketResource,
		http.FieldsResource, http.RequestResource, http.RequestOptionsResource, http.ResponseResource,
	} {
		m[t.Name()] = t
	}
	return m
}()

// TestResourceTypes checks that a program can find its handles.
func TestResourceTypes(t *testing.T) {
	forward.Functions(imported(), func(iface string, f *wit.Func) {
		if name, ok := strings.CutPrefix(f.Name, forward.DropPrefix); ok && resourceTypes[name] == nil {
			t.Errorf("%s: resource %s is unknown", iface, name)
		}
	})
}

// free is a guest that is a component, so that it has streams and futures of its
// own.
var free = sync.OnceValues(func() (g struct {
	*component.Linked
	entries []forward.Entry
}, err error) {
	ctx := context.Background()
	rt, err := component.NewRuntime(ctx, component.Config{})
	if err != nil {
		return g, err
	}
	l := component.NewLinker()
	if err := Link(l, func(c *component.Call) *Host { return c.Data().(*Host) }); err != nil {
		return g, err
	}
	wasm, entries, err := forward.Component(imported()...)
	if err != nil {
		return g, err
	}
	c, err := rt.Load(ctx, wasm)
	if err != nil {
		return g, err
	}
	g.entries = entries
	g.Linked, err = l.Link(c)
	return g, err
})

// A world is what programs are run against.
type world struct {
	*hostile.World
	limit time.Duration // of one program
}

func newWorld(tb testing.TB) *world {
	needUnix(tb)
	return &world{hostile.NewWorld(tb), 20 * time.Millisecond}
}

// run runs a program as the answer to an HTTP request, and reports what it
// broke. The error is how the request ended.
func (w *world) run(tb testing.TB, code []byte) error {
	m, unmount := w.Mount(tb)
	defer unmount()
	h := &Host{State: w.State(m), HTTP: w.HTTP(), Network: w.Network()}
	ctx, cancel := context.WithTimeout(context.Background(), w.limit)
	defer cancel()
	err := h.HTTP.Serve(ctx, httptest.NewRecorder(), hostile.Request(ctx), nil, func(ctx context.Context, in *wasi.IncomingRequest, out *wasi.ResponseOutparam) error {
		return w.runGuest(ctx, tb, code, h, in, out)
	})
	h.Network.Close()
	h.Close()
	w.Ended(tb, h.HTTP, err)
	return err
}

// runGuest is the handler of the request: it makes an instance, hands it the
// request, and calls what the program says.
func (w *world) runGuest(ctx context.Context, tb testing.TB, code []byte, h *Host, in *wasi.IncomingRequest, out *wasi.ResponseOutparam) (err error) {
	g, err := free()
	if err != nil {
		tb.Fatal(err)
	}
	inst, err := g.Instantiate(ctx, component.InstanceConfig{Data: h, MaxMemory: hostile.GuestMemory, MaxHandles: hostile.MaxHandles})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, inst.Close(context.WithoutCancel(ctx))) }()
	p := &program{Chooser: w.Chooser(code), tb: tb, guest: forward.New(inst), entries: g.entries, out: out}
	err = p.nothing(ctx, func(c *component.Call) { c.NewOwn(http.RequestResource, h.newRequest(in)) }, func(*component.Call) {})
	for n := 0; err == nil && n < hostile.MaxSteps && len(p.In) > 0; n++ {
		if err = p.step(ctx); err != nil {
			var trap *component.Trap
			if !errors.As(err, &trap) && ctx.Err() == nil {
				tb.Errorf("%v is not a trap", err)
			}
		}
	}
	if err == nil && p.sending != nil && p.sending.alone() {
		out.Send(ctx)
	}
	return err
}

// FuzzHost runs programs that call WASI with arguments of all sorts.
func FuzzHost(f *testing.F) {
	w := newWorld(f)
	for _, s := range seeds(f, w) {
		f.Add(s)
	}
	warm := sync.OnceFunc(func() { _ = w.run(f, nil) }) // what stays for good is there
	f.Fuzz(func(t *testing.T, code []byte) {
		warm()
		before := hostile.Footprint()
		_ = w.run(t, code)
		before.Settled(t)
		hostile.CheckHeap(t)
	})
}
