// Package hostile is what the fuzz tests of WASI have in common: a world that
// programs run in, and what they pass to host functions, chosen by bytes.
//
// Start from [NewWorld], [Chooser] and [Placer].
package hostile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
)

// secret must not be seen by any program.
const secret = "what stands outside of the directory"

// A World is what programs are run against: a directory that they may use
// beside one that they may not, and servers.
type World struct {
	root    string // of both directories
	outside string // how the forbidden one looks
	server  *httptest.Server
	allowed []netip.AddrPort
	client  *wasi.HTTPTransport
}

// NewWorld makes a world, which ends with the test.
func NewWorld(tb testing.TB) *World {
	w := &World{root: tb.TempDir()}
	must := func(err error) {
		if err != nil {
			tb.Fatal(err)
		}
	}
	must(os.MkdirAll(filepath.Join(w.root, "outside", "dir"), 0o755))
	must(os.WriteFile(filepath.Join(w.root, "outside", "secret"), []byte(secret), 0o644))
	w.outside = Look(tb, filepath.Join(w.root, "outside"))
	w.server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Trailer", "x-trailer")
		_, _ = io.Copy(rw, r.Body)
		_, _ = io.WriteString(rw, "answer")
		rw.Header().Set("X-Trailer", "1")
	}))
	tb.Cleanup(w.server.Close)
	silent, err := net.ListenPacket("udp", "127.0.0.1:0")
	must(err)
	tb.Cleanup(func() { _ = silent.Close() })
	w.allowed = []netip.AddrPort{netip.MustParseAddrPort(w.Server()), netip.MustParseAddrPort(silent.LocalAddr().String())}
	w.client = wasi.NewHTTPTransport(wasi.HTTPTransportConfig{})
	tb.Cleanup(w.client.Close)
	return w
}

// Server is the address of the HTTP server.
func (w *World) Server() string { return w.server.Listener.Addr().String() }

// Chooser returns what chooses the arguments of a program.
func (w *World) Chooser(program []byte) Chooser {
	return Chooser{In: program, Words: w.Words(), Addresses: socketAddresses(w.allowed), Handles: map[string][]uint32{}}
}

// Words are strings that mean something to some function.
func (w *World) Words() []string { return append([]string{w.Server()}, words...) }

// Look describes all that is below dir.
func Look(tb testing.TB, dir string) string {
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

// Mount makes the directory that a program may use, and returns what removes it.
func (w *World) Mount(tb testing.TB) (*wasi.Mount, func()) {
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

// State is what a program gets beside HTTP and the network.
func (w *World) State(m *wasi.Mount) *wasi.State {
	return &wasi.State{
		Args: []string{"program", "argument"}, Env: []wasi.EnvVar{{Name: "NAME", Value: "value"}}, InitialCwd: "/",
		Stdin: wasi.NewReaderStream(strings.NewReader("input")), Stdout: wasi.WriteNow(io.Discard), StderrTerminal: true,
		Preopens: []wasi.Preopen{{Path: "/", Mount: m}}, MaxDescriptors: 16,
	}
}

// HTTP lets a program talk to the server.
func (w *World) HTTP() *wasi.HTTP {
	return &wasi.HTTP{
		Transport: w.client,
		Allow: func(_ context.Context, _, host string, port uint16) error {
			if a, err := netip.ParseAddr(host); err != nil || netip.AddrPortFrom(a, port) != w.allowed[0] {
				return errRefused
			}
			return nil
		},
		Relative: func(context.Context) (string, string, error) { return "http", w.Server(), nil },
		Limits:   wasi.HTTPLimits{Requests: 4},
	}
}

// Network lets a program talk to the servers, and listen.
func (w *World) Network() *wasi.Network {
	return &wasi.Network{
		Allow:       w.allow,
		AllowLookup: func(string) error { return nil },
		Resolver:    &net.Resolver{PreferGo: true, Dial: noServer},
		MaxSockets:  8,
	}
}

var errRefused = errors.New("refused")

// noServer keeps questions for names on the machine.
func noServer(context.Context, string, string) (net.Conn, error) { return nil, errRefused }

func (w *World) allow(use wasi.SocketUse, addr netip.AddrPort) error {
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

// Request is one that a program answers.
func Request(ctx context.Context) *http.Request {
	r := httptest.NewRequestWithContext(ctx, "POST", "/path?query", strings.NewReader(strings.Repeat("body", 100)))
	r.Header.Set("X-Header", "1")
	return r
}

// Ended reports what a program broke, which has ended with err and used h.
func (w *World) Ended(tb testing.TB, h *wasi.HTTP, err error) {
	released(tb, h)
	w.client.Close() // not before: a request that begins late would leave its connection
	var trap *component.Trap
	if errors.As(err, &trap) && trap.Kind == component.TrapInternal {
		tb.Errorf("%v\n%s", trap, trap.Trace())
	}
	if got := Look(tb, filepath.Join(w.root, "outside")); got != w.outside {
		tb.Errorf("outside of the directory there was\n%s\nand now there is\n%s", w.outside, got)
	}
}
