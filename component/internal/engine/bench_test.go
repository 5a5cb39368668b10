package engine

import (
	"context"
	"fmt"
	"slices"
	"testing"
)

var add = wasm(
	section(1, binop),
	section(3, []byte{0}),
	section(7, export("add", 0, 0)),
	section(10, code(0x20, 0, 0x20, 1, 0x6a)),
)

// TestCallAllocs checks that a call costs no allocation, nor does one into the
// host.
func TestCallAllocs(t *testing.T) {
	ctx := context.Background()
	e := newEngine(t, Config{})
	f := link(t, e, add, nil, InstanceOptions{}).Func("add")
	run := link(t, e, caller, host(t, e, HostDef{Name: "f", Fn: func(context.Context, []uint64) {}}), InstanceOptions{}).Func("run")
	stack := make([]uint64, 2)
	for name, call := range map[string]func() error{
		"guest": func() error { return f.Call(ctx, stack) },
		"host":  func() error { return run.Call(ctx, nil) },
	} {
		if n := testing.AllocsPerRun(100, func() {
			if err := call(); err != nil {
				t.Error(err)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations per call", name, n)
		}
	}
}

func BenchmarkCall(b *testing.B) {
	e := newEngine(b, Config{})
	f := link(b, e, add, nil, InstanceOptions{}).Func("add")
	ctx, stack := context.Background(), make([]uint64, 2)
	b.ReportAllocs()
	for b.Loop() {
		stack[0], stack[1] = 1, 2
		if err := f.Call(ctx, stack); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHostCall(b *testing.B) {
	e := newEngine(b, Config{})
	from := host(b, e, HostDef{Name: "f", Fn: func(context.Context, []uint64) {}})
	// run(n) calls f n times.
	f := link(b, e, wasm(
		section(1, unit, []byte{0x60, 1, 0x7f, 0}),
		section(2, imports("h", "f", 0, 0)),
		section(3, []byte{1}),
		section(7, export("run", 0, 1)),
		section(10, code(0x03, 0x40, 0x10, 0, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b)),
	), from, InstanceOptions{}).Func("run")
	const calls = 1000
	stack := make([]uint64, 1)
	b.ReportAllocs()
	for b.Loop() {
		stack[0] = calls
		if err := f.Call(context.Background(), stack); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/calls, "ns/call")
}

func BenchmarkTrap(b *testing.B) {
	e := newEngine(b, Config{})
	f := link(b, e, caller, host(b, e, HostDef{Name: "f", Fn: func(context.Context, []uint64) { panic(errHost) }}), InstanceOptions{}).Func("run")
	b.ReportAllocs()
	for b.Loop() {
		if f.Call(context.Background(), nil) == nil {
			b.Fatal("no trap")
		}
	}
}

func BenchmarkInstantiate(b *testing.B) {
	for _, bm := range []struct {
		name   string
		module []byte
	}{{"empty", wasm()}, {"memory", memoryModule}} {
		b.Run(bm.name, func(b *testing.B) {
			ctx := context.Background()
			e := newEngine(b, Config{})
			m, err := e.Compile(ctx, bm.module)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				i, err := e.Instantiate(ctx, m, func(string) *Instance { return nil }, InstanceOptions{})
				if err != nil {
					b.Fatal(err)
				}
				if err := i.Close(ctx); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCompile compiles a module of 150 kB, and loads it from the cache.
func BenchmarkCompile(b *testing.B) {
	var funcs, bodies [][]byte
	for n := range byte(100) {
		line := []byte{0x20, 0, 0x41, n & 63, 0x6a, 0x22, 0, 0x20, 1, 0x73, 0x21, 1, 0x20, 0, 0x28, 2, n, 0x20, 1, 0x6c, 0x21, 0}
		funcs = append(funcs, []byte{0})
		bodies = append(bodies, code(append(slices.Repeat(line, 68), 0x20, 0)...))
	}
	module := wasm(section(1, binop), section(3, funcs...), section(5, []byte{0, 1}), section(10, bodies...))
	ctx := context.Background()
	for _, cached := range []bool{false, true} {
		b.Run(fmt.Sprintf("cached=%v", cached), func(b *testing.B) {
			var c Config
			if cached {
				c.CacheDir = b.TempDir() + "/cache"
			}
			b.SetBytes(int64(len(module)))
			b.ReportAllocs()
			for first := true; b.Loop(); first = false {
				if first && cached {
					compileOnce(b, ctx, c, module)
				}
				compileOnce(b, ctx, c, module)
			}
		})
	}
}

func compileOnce(b *testing.B, ctx context.Context, c Config, module []byte) {
	e, err := New(ctx, c)
	if err != nil {
		b.Fatal(err)
	}
	m, err := e.Compile(ctx, module)
	if err != nil {
		b.Fatal(err)
	}
	_ = m.Close(ctx)
	_ = e.Close(ctx)
}
