package encode_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/encode"
	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/wasi"
)

// denyThose denies interfaces that begin with one of these.
func denyThose(prefixes ...string) func(string) *encode.Denial {
	return func(iface string) *encode.Denial {
		if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(iface, p) }) {
			return &encode.Denial{Reason: "not for you", Empty: !strings.HasPrefix(iface, "wasi:clocks/")}
		}
		return nil
	}
}

func denied(t testing.TB, p encode.Part, prefixes ...string) []byte {
	t.Helper()
	wasm, _, err := encode.Deny(p, denyThose(prefixes...))
	if err != nil {
		t.Fatal(err)
	}
	return wasm
}

// TestDenied: what a guest is denied it does not see, or traps by, and all else
// works as before.
func TestDenied(t *testing.T) {
	p := partOf(t, "c-http")
	got := answers(t, denied(t, p, "wasi:cli/environment", "wasi:filesystem/preopens"), "/hello", "/env", "/files/greeting", "/sleep/1")
	want := answers(t, p.Wasm, "/hello", "/env", "/files/greeting", "/sleep/1")
	for i, same := range []bool{true, false, false, true} {
		if (got[i] == want[i]) != same {
			t.Errorf("%s; undenied %s", got[i], want[i])
		}
		if strings.Contains(got[i], ": 500 ") && same {
			t.Errorf("%s: an empty answer is no failure", got[i])
		}
	}
	if w, _, err := encode.Deny(p, denyThose("a:b/c")); err != nil || &w[0] != &p.Wasm[0] {
		t.Errorf("a component that imports nothing denied became another one: %v", err)
	}
	if _, _, err := encode.Deny(partOf(t, "c-http-core"), denyThose("wasi:")); err == nil || !strings.Contains(err.Error(), "not a component") {
		t.Errorf("of a core module: %v", err)
	}
}

// TestDeniedTrap: the trap has the function and the reason in its backtrace.
func TestDeniedTrap(t *testing.T) {
	wasm := denied(t, partOf(t, "c-run"), "wasi:cli/stdout", "wasi:clocks/")
	h, err := wasi.NewHost(wasi.Config{Args: []string{"guest", "hello"}})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	_, err = wasi.Run(context.Background(), link(t, wasm), h)
	var trap *component.Trap
	if !errors.As(err, &trap) {
		t.Fatalf("no trap: %v", err)
	}
	want := component.Frame{Module: encode.DeniedModule, Func: "wasi:cli/stdout@0.2.12#get-stdout: not for you"}
	if f := trap.Backtrace[0]; trap.Kind != component.TrapUnreachable || f.Module != want.Module || f.Func != want.Func {
		t.Errorf("%s in %s, want %s", trap.Kind, f, want)
	}
}

// TestDeniedAsync calls an async function that is denied, as guests of WASI 0.3
// do.
func TestDeniedAsync(t *testing.T) {
	ctx := context.Background()
	for _, name := range []string{"c-p3-http", "rust-p3-http"} {
		wasm := denied(t, partOf(t, name), "wasi:http/client")
		pool, err := link(t, wasm).NewPool(ctx, component.PoolConfig{Template: func() (component.InstanceConfig, error) {
			h, err := wasi.NewHost(wasi.Config{})
			return component.InstanceConfig{Data: h}, err
		}})
		if err != nil {
			t.Fatal(err)
		}
		defer pool.Close(ctx)
		failures := make(chan error, 1)
		server := httptest.NewServer(wasi.NewHandler(pool, wasi.Config{}, func(_ *http.Request, err error) { failures <- err }))
		defer server.Close()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/forward", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Url", server.URL)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		var trap *component.Trap
		if err := <-failures; !errors.As(err, &trap) || resp.StatusCode != 500 || trap.Backtrace[0].Func != "wasi:http/client@0.3.0#send: not for you" {
			t.Errorf("%s: %d, %v", name, resp.StatusCode, err)
		}
	}
}

// TestDenyEverything denies each interface of WASI by itself, and all of them,
// to a component that imports all of their functions: resources, streams and
// async functions are among them.
func TestDenyEverything(t *testing.T) {
	for version, body := range map[string]string{
		"0.2.12": "include wasi:cli/imports@V; include wasi:http/imports@V;",
		"0.3.0":  "include wasi:cli/imports@V; include wasi:http/service@V;",
	} {
		w := wasiWorld(t, version, body)
		w.Exports = nil
		wasm := encoded(t, callsAll(t, w), w)
		prefixes := []string{"wasi:"}
		for _, i := range w.Imports {
			prefixes = append(prefixes, i.Name)
		}
		for _, p := range prefixes {
			less := denied(t, encode.Part{Name: "all", Wasm: wasm}, p)
			names := componentWorld(t, less).Imports
			if slices.ContainsFunc(names, func(i wit.WorldItem) bool { return i.Name == p || p == "wasi:" }) {
				t.Errorf("%s: without %s it imports %v", version, p, names)
			}
			links(t, less)
		}
	}
}

// links checks that a component can be linked; features that are not stable yet
// may be missing.
func links(t testing.TB, wasm []byte) {
	t.Helper()
	rt, err := runtime()
	if err != nil {
		t.Fatal(err)
	}
	c, err := rt.Load(context.Background(), wasm)
	if err != nil {
		t.Fatal(err)
	}
	l := component.NewLinker()
	l.AllowMissing(true)
	if err := wasi.AddTo(l); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Link(c); err != nil {
		t.Error(err)
	}
}

// callsAll returns a core module that imports all functions of a world.
func callsAll(t testing.TB, w *wit.World) []byte {
	t.Helper()
	flat := binary.NewFlattener()
	name := func(s string) []byte { return append([]byte{byte(len(s))}, s...) }
	var types, imports []byte
	n := 0
	for _, i := range w.Imports {
		if i.Interface == nil {
			continue
		}
		for _, f := range i.Interface.Funcs {
			sig, err := flat.Func(f, false, false)
			if err != nil {
				t.Fatal(err)
			}
			types = append(types, 0x60)
			for _, vals := range [][]binary.CoreVal{sig.Core.Params, sig.Core.Results} {
				types = append(types, byte(len(vals)))
				for _, v := range vals {
					types = append(types, byte(v))
				}
			}
			imports = append(append(append(imports, name(i.Name)...), name(f.Name)...), 0x00)
			imports = append(imports, byte(n&0x7f|0x80), byte(n>>7))
			n++
		}
	}
	realloc := []byte{0x60, 4, 0x7f, 0x7f, 0x7f, 0x7f, 1, 0x7f}
	count := func(n int) []byte { return []byte{byte(n&0x7f | 0x80), byte(n >> 7)} }
	module := []byte("\x00asm\x01\x00\x00\x00")
	section := func(id byte, body ...[]byte) {
		b := slices.Concat(body...)
		module = append(module, id, byte(len(b)&0x7f|0x80), byte(len(b)>>7&0x7f|0x80), byte(len(b)>>14))
		module = append(module, b...)
	}
	section(1, count(n+1), types, realloc)
	section(2, count(n), imports)
	section(3, []byte{1}, count(n))
	section(5, []byte{1, 0, 1})
	section(7, []byte{2}, name("memory"), []byte{2, 0}, name("cabi_realloc"), []byte{0}, count(n))
	section(10, []byte{1, 3, 0, 0, 0x0b})
	return module
}
