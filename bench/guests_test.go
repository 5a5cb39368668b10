// These benchmarks measure whole guests in this process: how long they take to
// load, to instantiate, and to answer a request. README.md has the figures.
package main_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/tests/guests"
	"github.com/gyro-wasm/gyro/wasi"
)

// loaded are the guests whose loading is measured, from small to large.
var loaded = []string{"c-http-core", "c-http", "rust-command", "rust-http", "c-command", "go-canonical", "go-http", "js-http", "python-http"}

// answering are the guests that answer the request of BenchmarkHello.
var answering = []string{"c-http-core", "c-http", "as-http", "rust-http", "go-canonical", "go-image", "go-http", "js-http", "python-hello"}

// BenchmarkLoad loads and links guests: with an empty cache of compiled code,
// and with one that an earlier runtime has filled.
func BenchmarkLoad(b *testing.B) {
	for _, name := range loaded {
		b.Run(name, func(b *testing.B) {
			wasm, err := os.ReadFile(guests.Build(b, name))
			if err != nil {
				b.Fatal(err)
			}
			b.Run("cold", func(b *testing.B) {
				measure(b, func() {
					newRuntime(b, b.TempDir()).load(b, wasm).close(b)
				})
			})
			b.Run("cached", func(b *testing.B) {
				dir := b.TempDir()
				newRuntime(b, dir).load(b, wasm).close(b)
				measure(b, func() {
					newRuntime(b, dir).load(b, wasm).close(b)
				})
			})
		})
	}
}

// BenchmarkInstantiate makes and closes instances.
func BenchmarkInstantiate(b *testing.B) {
	ctx := context.Background()
	for _, name := range answering {
		b.Run(name, func(b *testing.B) {
			g := start(b, name)
			measure(b, func() {
				in, err := g.linked.Instantiate(ctx, component.InstanceConfig{Data: g.host})
				if err != nil {
					b.Fatal(err)
				}
				if err := in.Close(ctx); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

// BenchmarkHello answers a request by a fresh instance, without a network, and
// the same in Go for comparison.
func BenchmarkHello(b *testing.B) {
	b.Run("net-http", func(b *testing.B) {
		benchmarkHandler(b, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, "hello from Go "+r.URL.Path)
		}))
	})
	for _, name := range answering {
		b.Run(name, func(b *testing.B) {
			report := func(_ *http.Request, err error) { b.Error(err) }
			g := start(b, name)
			b.Run("new", func(b *testing.B) { benchmarkHandler(b, wasi.NewHandler(g.linked, wasi.Config{}, report)) })
			for _, snapshot := range []bool{false, true} {
				b.Run(fmt.Sprintf("pool/snapshot=%v", snapshot), func(b *testing.B) {
					p := g.pool(b, snapshot)
					benchmarkHandler(b, wasi.NewHandler(p, wasi.Config{}, report))
				})
			}
		})
	}
}

// BenchmarkMetering answers requests that compute with code that is metered and
// with code that is not, in turn, and prints the ratio of the median processor
// times.
func BenchmarkMetering(b *testing.B) {
	for _, name := range []string{"js-http"} {
		b.Run(name, func(b *testing.B) {
			wasm, err := os.ReadFile(guests.Build(b, name))
			if err != nil {
				b.Fatal(err)
			}
			var handlers [2]http.Handler
			for i := range handlers {
				rt, err := component.NewRuntime(context.Background(), component.Config{Unmetered: i == 0})
				if err != nil {
					b.Fatal(err)
				}
				g := (&guest{rt: rt}).load(b, wasm)
				b.Cleanup(func() { g.close(b) })
				handlers[i] = wasi.NewHandler(g.linked, wasi.Config{}, func(_ *http.Request, err error) { b.Error(err) })
			}
			var times [2][]time.Duration
			ask := func(i int, path string) time.Duration {
				w := httptest.NewRecorder()
				start := cpuTime()
				handlers[i].ServeHTTP(w, httptest.NewRequest("GET", path, nil))
				if w.Code != http.StatusOK {
					b.Fatalf("%s: %d", path, w.Code)
				}
				return cpuTime() - start
			}
			for b.Loop() {
				for i := range times {
					// What a request takes besides is the same for one that computes less.
					times[i] = append(times[i], ask(i, "/cpu/300")-ask(i, "/cpu/0"))
				}
			}
			for i := range times {
				slices.Sort(times[i])
			}
			b.ReportMetric(float64(times[1][len(times[1])/2])/float64(times[0][len(times[0])/2]), "ratio")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkFreshCall is what the runtime takes for a call of a fresh instance
// that answers a request, with nothing of HTTP but a request and a place for the
// response: get an instance from the pool, call it, clean it.
func BenchmarkFreshCall(b *testing.B) {
	for _, name := range []string{"c-http-core", "c-http", "rust-http", "go-http", "hello-go"} {
		b.Run(name, func(b *testing.B) {
			report := func(_ *http.Request, err error) { b.Error(err) }
			h := wasi.NewHandler(start(b, name).pool(b, true), wasi.Config{}, report)
			r := httptest.NewRequest("GET", "/some/path", nil)
			w := &sink{header: http.Header{}}
			measure(b, func() {
				*w = sink{header: w.header}
				clear(w.header)
				h.ServeHTTP(w, r)
				if w.status != http.StatusOK || w.written == 0 {
					b.Fatalf("%d, %d bytes", w.status, w.written)
				}
			})
		})
	}
}

// A sink is a response that is thrown away.
type sink struct {
	header          http.Header
	status, written int
}

func (s *sink) Header() http.Header { return s.header }

func (s *sink) WriteHeader(status int) { s.status = status }

func (s *sink) Write(p []byte) (int, error) {
	s.written += len(p)
	return len(p), nil
}

func benchmarkHandler(b *testing.B, h http.Handler) {
	r := httptest.NewRequest("GET", "/some/path", nil)
	measure(b, func() {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "hello") {
			b.Fatalf("%d: %s", w.Code, w.Body)
		}
	})
}

// measure measures what f takes: time, allocations, and processor time, which
// is what counts on a machine that does other things as well.
func measure(b *testing.B, f func()) {
	b.ReportAllocs()
	before := cpuTime()
	for b.Loop() {
		f()
	}
	b.ReportMetric(float64(cpuTime()-before)/float64(b.N), "cpu-ns/op")
}

// A guest is a component in a runtime of its own.
type guest struct {
	rt     *component.Runtime
	linked *component.Linked
	host   *wasi.Host
}

func newRuntime(b *testing.B, cache string) *guest {
	rt, err := component.NewRuntime(context.Background(), component.Config{CacheDir: cache})
	if err != nil {
		b.Fatal(err)
	}
	return &guest{rt: rt}
}

// load loads and links wasm.
func (g *guest) load(b *testing.B, wasm []byte) *guest {
	ctx := context.Background()
	c, err := g.rt.Load(ctx, wasm)
	if err != nil {
		b.Fatal(err)
	}
	l := component.NewLinker()
	l.AllowMissing(true)
	if err := wasi.AddTo(l); err != nil {
		b.Fatal(err)
	}
	if g.linked, err = l.Link(c); err != nil {
		b.Fatal(err)
	}
	return g
}

// pool returns a pool of instances, which is closed with the benchmark.
func (g *guest) pool(b *testing.B, snapshot bool) *component.Pool {
	ctx := context.Background()
	p, err := g.linked.NewPool(ctx, component.PoolConfig{
		Template: func() (component.InstanceConfig, error) { return component.InstanceConfig{Data: g.host}, nil },
		Snapshot: snapshot,
		Kept:     wasi.Kept,
	})
	if err != nil {
		b.Fatal(err)
	}
	ok, why := p.Reuse()
	early, whyEarly := p.Initialized()
	b.Logf("reuse: %v %s, initialised: %v %s", ok, why, early, whyEarly)
	b.Cleanup(func() {
		if err := p.Close(ctx); err != nil {
			b.Error(err)
		}
	})
	return p
}

func (g *guest) close(b *testing.B) {
	ctx := context.Background()
	if err := g.linked.Close(ctx); err != nil {
		b.Fatal(err)
	}
	if err := g.rt.Close(ctx); err != nil {
		b.Fatal(err)
	}
}

// file returns a guest, or an example, built by gyro.
func file(b *testing.B, name string) string {
	if !strings.HasPrefix(name, "hello-") {
		return guests.Build(b, name)
	}
	dir := filepath.Join(b.TempDir(), name)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "examples", name))); err != nil {
		b.Fatal(err)
	}
	if out, err := exec.Command("go", "run", "../cmd/gyro", "build", "-f", dir).CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return filepath.Join(dir, "main.wasm")
}

// start loads a guest that is closed with the benchmark.
func start(b *testing.B, name string) *guest {
	wasm, err := os.ReadFile(file(b, name))
	if err != nil {
		b.Fatal(err)
	}
	g := newRuntime(b, "").load(b, wasm)
	b.Cleanup(func() { g.close(b) })
	if g.host, err = wasi.NewHost(wasi.Config{}); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := g.host.Close(); err != nil {
			b.Error(err)
		}
	})
	return g
}
