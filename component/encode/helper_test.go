package encode_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/tests/guests"
	"github.com/gyro-wasm/gyro/wasi"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// Bodies of worlds; @V stands for the version.
const (
	httpWorld       = "include wasi:cli/imports@V; include wasi:http/imports@V; export wasi:http/incoming-handler@V;"
	commandWorld    = "include wasi:cli/imports@V; include wasi:http/imports@V; export wasi:cli/run@V;"
	serviceWorld    = "include wasi:http/service@V;"
	middlewareWorld = "include wasi:http/middleware@V;"
)

// wasiWorld returns a world on the WASI of that version.
func wasiWorld(t testing.TB, version, body string) *wit.World {
	t.Helper()
	l := wit.Loader{AllFeatures: true}
	add := func(files ...wit.File) {
		if err := l.Add(files...); err != nil {
			t.Fatal(err)
		}
	}
	add(wit.File{Name: "guest.wit", Text: "package guest:app; world guest { " + strings.ReplaceAll(body, "@V", "@"+version) + " }"})
	// Those packages only grow, so the last one serves for all that guests use.
	have := "0.3.0"
	if strings.HasPrefix(version, "0.2.") {
		have = "0.2.12"
	}
	dirs, err := witfiles.FS.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		if !strings.HasPrefix(d.Name(), "wasi-") || !strings.HasSuffix(d.Name(), have) {
			continue
		}
		entries, err := witfiles.FS.ReadDir(d.Name())
		if err != nil {
			t.Fatal(err)
		}
		var files []wit.File
		for _, e := range entries {
			text, err := witfiles.FS.ReadFile(path.Join(d.Name(), e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, wit.File{Name: e.Name(), Text: strings.ReplaceAll(string(text), "@"+have, "@"+version)})
		}
		add(files...)
	}
	set, err := l.Load()
	if err != nil {
		t.Fatal(err)
	}
	return set.Root.Worlds[0]
}

// guest returns the bytes of a guest.
func guest(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(guests.Build(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// mainModule returns the first core module of a component, which is the one
// that the tools made it of.
func mainModule(t testing.TB, wasm []byte) []byte {
	t.Helper()
	c, err := binary.Decode(wasm, binary.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range c.Defs {
		if m, ok := d.(*binary.CoreModule); ok {
			return m.Bytes
		}
	}
	t.Fatal("no core module in the component")
	return nil
}

// runtime returns the runtime of all tests, whose code is kept.
var runtime = sync.OnceValues(func() (*component.Runtime, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	return component.NewRuntime(context.Background(), component.Config{CacheDir: filepath.Join(dir, "gyro", "guests", "compiled")})
})

// link links a component or a core module with WASI.
func link(t testing.TB, wasm []byte) *component.Linked {
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
	if err := wasi.AddTo(l); err != nil {
		t.Fatal(err)
	}
	linked, err := l.Link(c)
	if err != nil {
		t.Fatal(err)
	}
	return linked
}

// answers sends a request to each path and returns what came back.
func answers(t testing.TB, wasm []byte, paths ...string) []string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "greeting"), []byte("good day\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	d, err := wasi.OpenDir(dir, "/", false)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	c := wasi.Config{Env: []string{"COLOUR=blue"}, Dirs: []*wasi.Dir{d}}
	pool, err := link(t, wasm).NewPool(context.Background(), component.PoolConfig{Template: func() (component.InstanceConfig, error) {
		h, err := wasi.NewHost(c)
		return component.InstanceConfig{Data: h}, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close(context.Background())
	server := httptest.NewServer(wasi.NewHandler(pool, c, nil))
	defer server.Close()
	var out []string
	for _, p := range paths {
		resp, err := http.Post(server.URL+p, "text/plain", strings.NewReader("there and back"))
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		out = append(out, fmt.Sprintf("%s: %d %s %q %v", p, resp.StatusCode, resp.Header.Get("Content-Type"), b, err))
	}
	return out
}

// run runs a command and returns what it printed and its exit code.
func run(t testing.TB, wasm []byte, args ...string) string {
	t.Helper()
	var out, stderr bytes.Buffer
	h, err := wasi.NewHost(wasi.Config{Args: append([]string{"guest"}, args...), Env: []string{"COLOUR=blue"}, Stdout: &out, Stderr: &stderr})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	code, err := wasi.Run(context.Background(), link(t, wasm), h)
	return fmt.Sprintf("%q %q %d %t", out.String(), stderr.String(), code, err != nil)
}
