package p2

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
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/cli"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/filesystem"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/http"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/sockets"
	"github.com/gyro-wasm/gyro/tests/forward"
	"github.com/gyro-wasm/gyro/tests/hostile"
)

// resourceTypes are all resource types of WASI 0.2, by their names.
var resourceTypes = func() map[string]*component.ResourceType {
	m := map[string]*component.ResourceType{}
	for _, t := range []*component.ResourceType{
		io.ErrorResource, io.PollableResource, io.InputStreamResource, io.OutputStreamResource,
		cli.TerminalInputResource, cli.TerminalOutputResource,
		filesystem.DescriptorResource, filesystem.DirectoryEntryStreamResource,
		sockets.NetworkResource, sockets.TCPSocketResource, sockets.UDPSocketResource, sockets.ResolveAddressStreamResource,
		sockets.IncomingDatagramStreamResource, sockets.OutgoingDatagramStreamResource,
		http.FieldsResource, http.IncomingRequestResource, http.OutgoingRequestResource, http.RequestOptionsResource,
		http.ResponseOutparamResource, http.IncomingResponseResource, http.IncomingBodyResource, http.FutureTrailersResource,
		http.OutgoingResponseResource, http.OutgoingBodyResource, http.FutureIncomingResponseResource,
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

// A world is what programs are run against.
type world struct {
	*hostile.World
	calls []worldFunc
	limit time.Duration // of one program
}

type worldFunc struct {
	iface string
	*wit.Func
}

func newWorld(tb testing.TB) *world {
	needUnix(tb)
	w := &world{World: hostile.NewWorld(tb), limit: 20 * time.Millisecond}
	forward.Functions(imported(), func(iface string, f *wit.Func) { w.calls = append(w.calls, worldFunc{iface, f}) })
	return w
}

// A program is a run of a guest that a source tells what to call.
type program struct {
	*world
	hostile.Chooser
	tb    testing.TB
	guest *forward.Guest
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
	k, err := linked()
	if err != nil {
		tb.Fatal(err)
	}
	inst, err := k.Instantiate(ctx, component.InstanceConfig{Data: h, MaxMemory: hostile.GuestMemory, MaxHandles: hostile.MaxHandles})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, inst.Close(context.WithoutCancel(ctx))) }()
	p := &program{world: w, Chooser: w.Chooser(code), tb: tb, guest: forward.New(inst)}
	request := func(c *component.Call, stack []uint64) {
		c.NewOwn(http.IncomingRequestResource, h.newRequest(in))
		c.NewOwn(http.ResponseOutparamResource, (*responseOutparam)(out))
		stack[0] = 0
	}
	if err := p.guest.Export("wasi:random/insecure-seed@0.2.12", "insecure-seed").CallStack(ctx, request, p.after); err != nil {
		return err
	}
	for n := 0; n < hostile.MaxSteps && len(p.In) > 0; n++ {
		if err := p.step(ctx); err != nil {
			var trap *component.Trap
			if !errors.As(err, &trap) {
				tb.Errorf("%v is not a trap", err)
			}
			return err
		}
	}
	return nil
}

// step calls a function, after it changed what the guest's allocator does if
// the program says so.
func (p *program) step(ctx context.Context) error {
	op := int(p.In.Byte())
	var cells [3]uint32
	if op >= len(p.calls) {
		op -= len(p.calls)
		cells[op%3] = uint32(p.In.Word())
		if op%3 == forward.CellMode/4 {
			cells[2] %= 4
		}
		op = int(p.In.Byte()) % len(p.calls)
	}
	f := p.calls[op]
	var args []hostile.Argument
	for _, field := range f.Params {
		args = append(args, p.Argument(field.Type))
	}
	place := func(c *component.Call, stack []uint64) {
		pl := hostile.NewPlacer(c.Memory())
		for i, v := range cells {
			c.Memory().PutU32(uint32(4*i), v)
		}
		flat := stack[:0]
		for i, field := range f.Params {
			flat = pl.Flat(flat, field.Type, args[i])
		}
	}
	return hostile.Watch(f.Name, func() error { return p.guest.Export(f.iface, f.Name).CallStack(ctx, place, p.after) })
}

// after looks at the guest after a call: for handles that it has got, and for
// what it may not know.
func (p *program) after(c *component.Call, _ []uint64) {
	for name, t := range resourceTypes {
		list := p.Handles[name][:0]
		for h := uint32(1); h <= hostile.MaxHandles; h++ {
			if c.Peek(h, t) != nil {
				list = append(list, h)
			}
		}
		p.Handles[name] = list
	}
	hostile.CheckMemory(p.tb, c.Memory())
}

// FuzzHost runs programs that call WASI with arguments of all sorts.
func FuzzHost(f *testing.F) {
	w := newWorld(f)
	for _, s := range w.seeds(f) {
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
