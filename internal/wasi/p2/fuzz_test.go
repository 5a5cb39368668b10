package p2

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	goio "io"
	"io/fs"
	"net"
	nethttp "net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
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

// Limits of one program.
const (
	maxHandles  = 48
	maxSteps    = 100
	guestMemory = 8 << 20
	hostMemory  = 256 << 20
	// hangTime is how long after its end a program that does not stop is
	// called one that hangs.
	hangTime = 30 * time.Second
)

// secret must not be seen by any program.
const secret = "what stands outside of the directory"

// A world is what programs are run against: a directory that they may use
// beside one that they may not, and servers.
type world struct {
	root    string // of both directories
	outside string // how the forbidden one looks
	server  *httptest.Server
	echo    net.PacketConn
	allowed []netip.AddrPort
	http    *wasi.HTTPTransport
	calls   []worldFunc
	limit   time.Duration // of one program
}

type worldFunc struct {
	iface string
	*wit.Func
}

func newWorld(tb testing.TB) *world {
	needUnix(tb)
	w := &world{root: tb.TempDir(), limit: 20 * time.Millisecond}
	must := func(err error) {
		if err != nil {
			tb.Fatal(err)
		}
	}
	must(os.MkdirAll(filepath.Join(w.root, "outside", "dir"), 0o755))
	must(os.WriteFile(filepath.Join(w.root, "outside", "secret"), []byte(secret), 0o644))
	w.outside = look(tb, filepath.Join(w.root, "outside"))
	w.server = httptest.NewServer(nethttp.HandlerFunc(func(rw nethttp.ResponseWriter, r *nethttp.Request) {
		rw.Header().Set("Trailer", "x-trailer")
		_, _ = goio.Copy(rw, r.Body)
		_, _ = goio.WriteString(rw, "answer")
		rw.Header().Set("X-Trailer", "1")
	}))
	tb.Cleanup(w.server.Close)
	var err error
	w.echo, err = net.ListenPacket("udp", "127.0.0.1:0")
	must(err)
	tb.Cleanup(func() { _ = w.echo.Close() })
	w.allowed = []netip.AddrPort{netip.MustParseAddrPort(w.server.Listener.Addr().String()), netip.MustParseAddrPort(w.echo.LocalAddr().String())}
	w.http = wasi.NewHTTPTransport(wasi.HTTPTransportConfig{})
	tb.Cleanup(w.http.Close)
	forward.Functions(imported(), func(iface string, f *wit.Func) { w.calls = append(w.calls, worldFunc{iface, f}) })
	return w
}

// look describes all that is below dir.
func look(tb testing.TB, dir string) string {
	var b strings.Builder
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		fmt.Fprintln(&b, name, info.Mode(), info.ModTime().UnixNano())
		if d.Type().IsRegular() {
			content, err := os.ReadFile(name)
			fmt.Fprintf(&b, "%q\n", content)
			return err
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

// mount makes the directory that a program may use.
func (w *world) mount(tb testing.TB) (*wasi.Mount, func()) {
	dir, err := os.MkdirTemp(w.root, "mount")
	if err != nil {
		tb.Fatal(err)
	}
	err = errors.Join(
		os.WriteFile(filepath.Join(dir, "file"), []byte("some content"), 0o644),
		os.MkdirAll(filepath.Join(dir, "dir", "inner"), 0o755),
		os.Symlink("file", filepath.Join(dir, "link")),
		os.Symlink("../outside/secret", filepath.Join(dir, "escape")),
		os.Symlink("..", filepath.Join(dir, "up")),
		os.Symlink(filepath.Join(w.root, "outside"), filepath.Join(dir, "abs")),
		os.Symlink("loop", filepath.Join(dir, "loop")),
	)
	if err != nil {
		tb.Fatal(err)
	}
	m, err := wasi.OpenMount(dir, false)
	if err != nil {
		tb.Fatal(err)
	}
	return m, func() {
		if err := errors.Join(m.Close(), os.RemoveAll(dir)); err != nil {
			tb.Error(err)
		}
	}
}

// host is what a program gets.
func (w *world) host(m *wasi.Mount) *Host {
	return &Host{
		State: &wasi.State{
			Args: []string{"program", "argument"}, Env: []wasi.EnvVar{{Name: "NAME", Value: "value"}}, InitialCwd: "/",
			Stdin: wasi.NewReaderStream(strings.NewReader("input")), Stdout: wasi.WriteNow(goio.Discard), StderrTerminal: true,
			Preopens: []wasi.Preopen{{Path: "/", Mount: m}}, MaxDescriptors: 16,
		},
		HTTP: &wasi.HTTP{
			Transport: w.http,
			Allow: func(_ context.Context, _, host string, port uint16) error {
				if a, err := netip.ParseAddr(host); err != nil || netip.AddrPortFrom(a, port) != w.allowed[0] {
					return errRefused
				}
				return nil
			},
			Relative: func(context.Context) (string, string, error) { return "http", w.allowed[0].String(), nil },
			Limits:   wasi.HTTPLimits{Requests: 4},
		},
		Network: &wasi.Network{
			Allow:       w.allow,
			AllowLookup: func(string) error { return nil },
			Resolver:    &net.Resolver{PreferGo: true, Dial: noServer},
			MaxSockets:  8,
		},
	}
}

var errRefused = errors.New("refused")

// noServer keeps questions for names on the machine.
func noServer(context.Context, string, string) (net.Conn, error) { return nil, errRefused }

func (w *world) allow(use wasi.SocketUse, addr netip.AddrPort) error {
	bind := use == wasi.TCPBind || use == wasi.UDPBind
	for _, a := range w.allowed {
		if a == addr && !bind {
			return nil
		}
	}
	if bind && addr.Addr().IsLoopback() && addr.Port() == 0 {
		return nil
	}
	return errRefused
}

// A program is a run of a guest that a source tells what to call.
type program struct {
	*world
	tb        testing.TB
	in        source
	guest     *forward.Guest
	handles   map[string][]uint32 // by resource
	words     []string
	addresses []argument
	mem       []byte
}

// run runs a program as the answer to an HTTP request, and reports what it
// broke. The error is how the request ended.
func (w *world) run(tb testing.TB, code []byte) error {
	m, unmount := w.mount(tb)
	defer unmount()
	h := w.host(m)
	ctx, cancel := context.WithTimeout(context.Background(), w.limit)
	defer cancel()
	r := httptest.NewRequestWithContext(ctx, "POST", "/path?query", strings.NewReader(strings.Repeat("body", 100)))
	r.Header.Set("X-Header", "1")
	err := h.HTTP.Serve(ctx, httptest.NewRecorder(), r, nil, func(ctx context.Context, in *wasi.IncomingRequest, out *wasi.ResponseOutparam) error {
		return w.runGuest(ctx, tb, code, h, in, out)
	})
	h.Network.Close()
	h.Close()
	w.released(tb, h.HTTP)
	w.http.Close() // not before: a request that begins late would leave its connection
	var trap *component.Trap
	if errors.As(err, &trap) && trap.Kind == component.TrapInternal {
		tb.Errorf("%v\n%s", trap, trap.Trace())
	}
	if got := look(tb, filepath.Join(w.root, "outside")); got != w.outside {
		tb.Errorf("outside of the directory there was\n%s\nand now there is\n%s", w.outside, got)
	}
	return err
}

// runGuest is the handler of the request: it makes an instance, hands it the
// request, and calls what the program says.
func (w *world) runGuest(ctx context.Context, tb testing.TB, code []byte, h *Host, in *wasi.IncomingRequest, out *wasi.ResponseOutparam) (err error) {
	k, err := linked()
	if err != nil {
		tb.Fatal(err)
	}
	inst, err := k.Instantiate(ctx, component.InstanceConfig{Data: h, MaxMemory: guestMemory, MaxHandles: maxHandles})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, inst.Close(context.WithoutCancel(ctx))) }()
	p := &program{world: w, tb: tb, in: code, guest: forward.New(inst), handles: map[string][]uint32{}}
	p.words = append([]string{w.server.Listener.Addr().String()}, words...)
	p.addresses = addresses(w.allowed)
	request := func(c *component.Call, stack []uint64) {
		c.NewOwn(http.IncomingRequestResource, h.newRequest(in))
		c.NewOwn(http.ResponseOutparamResource, (*responseOutparam)(out))
		stack[0] = 0
	}
	if err := p.guest.Export("wasi:random/insecure-seed@0.2.12", "insecure-seed").CallStack(ctx, request, p.after); err != nil {
		return err
	}
	for n := 0; n < maxSteps && len(p.in) > 0; n++ {
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

// words are strings that mean something to some function.
var words = []string{
	"", ".", "..", "file", "dir", "dir/inner", "dir/new", "new", "link", "escape", "up/outside/secret", "abs/secret", "loop",
	"../outside/secret", "dir/../../outside/secret", "/etc/passwd", "./file/", "dir/./../file", "a\x00b", "\xff", "é", strings.Repeat("a", 300), strings.Repeat("a/", 3000),
	"content-length", "5", "100", "transfer-encoding", "chunked", "X-Test", "trailer", "x-trailer", "te", "expect", "100-continue", "Host", " ", "\r\nx: y",
	"GET", "CONNECT", "http", "HTTPS", "ws", "/path?query", "//x", "/%zz", "?", "*", "localhost", "LOCALHOST.", "127.0.0.1", "[::1]:80", "::1", "x:99999", "u@h", "xn--a",
}

// addresses are socket addresses that mean something.
func addresses(peers []netip.AddrPort) []argument {
	var out []argument
	for _, s := range []string{"127.0.0.1:0", "[::1]:0", "0.0.0.0:0", "[::]:0", "127.0.0.1:1", "[::ffff:127.0.0.1]:0", "224.0.0.1:0", "255.255.255.255:9"} {
		peers = append(peers, netip.MustParseAddrPort(s))
	}
	for _, a := range peers {
		var ip, rest []argument
		if a.Addr().Is4() {
			for _, b := range a.Addr().As4() {
				ip = append(ip, argument{num: uint64(b)})
			}
			rest = []argument{{num: uint64(a.Port())}, {kids: ip}}
			out = append(out, argument{kids: []argument{{kids: rest}}})
			continue
		}
		b := a.Addr().As16()
		for i := range 8 {
			ip = append(ip, argument{num: uint64(b[2*i])<<8 | uint64(b[2*i+1])})
		}
		rest = []argument{{num: uint64(a.Port())}, {}, {kids: ip}, {}}
		out = append(out, argument{num: 1, kids: []argument{{kids: rest}}})
	}
	return out
}

// step calls a function, after it changed what the guest's allocator does if
// the program says so.
func (p *program) step(ctx context.Context) error {
	op := int(p.in.byte())
	var cells [3]uint32
	if op >= len(p.calls) {
		op -= len(p.calls)
		cells[op%3] = uint32(p.in.word())
		if op%3 == forward.CellMode/4 {
			cells[2] %= 4
		}
		op = int(p.in.byte()) % len(p.calls)
	}
	f := p.calls[op]
	var args []argument
	for _, field := range f.Params {
		args = append(args, p.argument(field.Type))
	}
	place := func(c *component.Call, stack []uint64) {
		pl := &placer{mem: c.Memory(), next: forward.Scratch}
		for i, v := range cells {
			pl.mem.PutU32(uint32(4*i), v)
		}
		flat := stack[:0]
		for i, field := range f.Params {
			flat = pl.flat(flat, field.Type, args[i])
		}
	}
	return p.watch(f.Name, func() error { return p.guest.Export(f.iface, f.Name).CallStack(ctx, place, p.after) })
}

// watch panics if call goes on for long after its context ended.
func (p *program) watch(name string, call func() error) error {
	t := time.AfterFunc(hangTime, func() {
		stacks := make([]byte, 1<<20)
		panic(fmt.Sprintf("%s does not return\n%s", name, stacks[:runtime.Stack(stacks, true)]))
	})
	defer t.Stop()
	return call()
}

// after looks at the guest after a call: for handles that it has got, and for
// what it may not know.
func (p *program) after(c *component.Call, _ []uint64) {
	for name, t := range resourceTypes {
		list := p.handles[name][:0]
		for h := uint32(1); h <= maxHandles; h++ {
			if c.Peek(h, t) != nil {
				list = append(list, h)
			}
		}
		p.handles[name] = list
	}
	if p.mem = c.Memory(); bytes.Contains(p.mem, []byte(secret)) {
		p.tb.Error("the guest has read a file outside of its directory")
	}
}

// released waits until a program that has ended holds nothing of HTTP.
func (w *world) released(tb testing.TB, h *wasi.HTTP) {
	var requests, bodies, fields int
	for end := time.Now().Add(hangTime); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if requests, bodies, fields = h.Holds(); requests|bodies|fields == 0 {
			return
		}
	}
	tb.Errorf("%d requests, %d bodies and %d bytes of fields are left", requests, bodies, fields)
}

// settled waits until there are no more goroutines and open files than before.
func (u usage) settled(tb testing.TB) {
	var now usage
	for end := time.Now().Add(hangTime); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if now = footprint(); now.goroutines <= u.goroutines && now.files <= u.files {
			return
		}
	}
	stacks := make([]byte, 1<<20)
	tb.Errorf("%+v is left of %+v\n%s", now, u, stacks[:runtime.Stack(stacks, true)])
}

// usage is what a program could leave behind.
type usage struct{ goroutines, files int }

func footprint() usage {
	open, _ := os.ReadDir("/proc/self/fd") // none where there is no such thing
	return usage{runtime.NumGoroutine(), len(open)}
}

// checkHeap fails if the host holds more than a program can make it hold.
func checkHeap(tb testing.TB) {
	if heap() > hostMemory {
		runtime.GC()
		if n := heap(); n > hostMemory {
			tb.Errorf("the host holds %d bytes", n)
		}
	}
}

func heap() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
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
		before := footprint()
		_ = w.run(t, code)
		before.settled(t)
		checkHeap(t)
	})
}
