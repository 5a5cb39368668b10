package component_test

import (
	"context"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// BenchmarkCall calls guests from the host with values of each kind.
func BenchmarkCall(b *testing.B) {
	in := instantiate(b, link(b, "kinds", kindsLinker(b, true)), component.InstanceConfig{})
	ctx := context.Background()
	for _, k := range kinds {
		f := export(b, in, kindsInterface, k.name)
		b.Run(k.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := f.Call(ctx, k.value); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCallStack calls guests as generated code does.
func BenchmarkCallStack(b *testing.B) {
	in := instantiate(b, link(b, "kinds", kindsLinker(b, true)), component.InstanceConfig{})
	ctx := context.Background()
	b.Run("number", func(b *testing.B) {
		f := export(b, in, kindsInterface, "number")
		b.ReportAllocs()
		for b.Loop() {
			if _, err := callNumber(ctx, f, 7); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("bytes", func(b *testing.B) {
		f := export(b, in, kindsInterface, "bytes")
		data := []byte("sixteen letters.")
		b.ReportAllocs()
		for b.Loop() {
			if err := callBytes(ctx, f, data); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func callNumber(ctx context.Context, f *component.Func, v uint32) (result uint32, err error) {
	err = f.CallStack(ctx, func(_ *component.Call, stack []uint64) {
		stack[0] = uint64(v)
	}, func(_ *component.Call, stack []uint64) {
		result = uint32(stack[0])
	})
	return result, err
}

func callBytes(ctx context.Context, f *component.Func, v []byte) error {
	return f.CallStack(ctx, func(c *component.Call, stack []uint64) {
		p, n := c.StoreBytes(v)
		stack[0], stack[1] = uint64(p), uint64(n)
	}, func(c *component.Call, stack []uint64) {
		p := uint32(stack[0])
		c.Check(p, 8, 4)
		c.LoadBytes(c.Memory().U32(p), c.Memory().U32(p+4))
	})
}

// BenchmarkHostCall calls host functions from a guest, those in stack form and
// those over values; a call is one of the guest.
func BenchmarkHostCall(b *testing.B) {
	for form, stackForm := range map[string]bool{"stack": true, "dynamic": false} {
		benchmarkLoops(b, form, "to-host", kindsLinker(b, stackForm))
	}
}

// BenchmarkGuestCall calls one component instance from another.
func BenchmarkGuestCall(b *testing.B) {
	benchmarkLoops(b, "", "to-guest", kindsLinker(b, true))
}

// callsPerLoop is how many calls a guest makes in one call of it.
const callsPerLoop = 1000

func benchmarkLoops(b *testing.B, form, caller string, l *component.Linker) {
	in := instantiate(b, link(b, "kinds", l), component.InstanceConfig{})
	ctx := context.Background()
	for _, k := range kinds {
		if form == "stack" && stackEchos[k.name] == nil {
			continue
		}
		f := export(b, in, caller, k.name)
		b.Run(form+"/"+k.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := f.Call(ctx, wit.U32Value(callsPerLoop)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/callsPerLoop, "ns/call")
		})
	}
}

// BenchmarkInstantiate makes and closes instances of small components.
func BenchmarkInstantiate(b *testing.B) {
	l := define(b)
	l.AllowMissing(true)
	ctx := context.Background()
	for _, name := range []string{"greet", "kinds", "resources"} {
		linked := link(b, name, l)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				in, err := linked.Instantiate(ctx, component.InstanceConfig{})
				if err != nil {
					b.Fatal(err)
				}
				if err := in.Close(ctx); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkLoad loads and links a small component: compiled, and again while
// the compiled code is there.
func BenchmarkLoad(b *testing.B) {
	ctx := context.Background()
	wasm := fixture(b, "kinds")
	once := func(rt *component.Runtime) {
		c, err := rt.Load(ctx, wasm)
		if err != nil {
			b.Fatal(err)
		}
		linked, err := kindsLinker(b, true).Link(c)
		if err != nil {
			b.Fatal(err)
		}
		if err := linked.Close(ctx); err != nil {
			b.Fatal(err)
		}
		if err := c.Close(ctx); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("compiled", func(b *testing.B) {
		rt := newRuntime(b, component.Config{})
		for b.Loop() {
			once(rt)
		}
	})
	b.Run("shared", func(b *testing.B) {
		rt := newRuntime(b, component.Config{})
		keep, err := rt.Load(ctx, wasm)
		if err != nil {
			b.Fatal(err)
		}
		defer keep.Close(ctx)
		for b.Loop() {
			once(rt)
		}
	})
}
