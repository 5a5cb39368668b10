package rewrite_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

var (
	errStack = errors.New("stack exhausted")
	errFuel  = errors.New("out of fuel")
)

// fuelHost makes an instance that exports the function "fuel", which panics if
// the stack is exhausted and otherwise does what more does.
func fuelHost(tb testing.TB, e *engine.Engine, more func(int64) int64) *engine.Instance {
	tb.Helper()
	i, err := e.HostModule(context.Background(), []engine.HostDef{{
		Name: "fuel", Params: []engine.ValueType{engine.I64}, Results: []engine.ValueType{engine.I64},
		Fn: func(_ context.Context, stack []uint64) {
			if int64(stack[0]) == rewrite.StackExhausted {
				panic(errStack)
			}
			if int64(stack[0]) == rewrite.TableRefused {
				return
			}
			stack[0] = uint64(more(int64(stack[0])))
		},
	}})
	if err != nil {
		tb.Fatal(err)
	}
	return i
}

// A meteredInstance is an instance of a metered module.
type meteredInstance struct {
	*engine.Instance
	given int64 // by the host
	calls int   // of the host
	limit int64

	executed *engine.Global // counts additions, of four instructions each, if it is set
	before   uint32         // what it was when the host was called last
	gap      int            // most instructions between two calls
}

// note notes how much has been executed since the host was called last.
func (i *meteredInstance) note() {
	if i.executed != nil {
		now := uint32(i.executed.Get())
		i.gap = max(i.gap, 4*int(now-i.before))
		i.before = now
	}
}

// metered rewrites a module without imports with fuel, and instantiates it. The
// host gives portions of the given size until it has given the limit.
func metered(tb testing.TB, module []byte, portion, limit int64, stack uint32) *meteredInstance {
	tb.Helper()
	return meteredWith(tb, module, portion, limit, &rewrite.Fuel{Import: fuelImport, Stack: stack})
}

func meteredWith(tb testing.TB, module []byte, portion, limit int64, fuel *rewrite.Fuel) *meteredInstance {
	tb.Helper()
	out, err := rewrite.Module(module, rewrite.Options{Fuel: fuel})
	if err != nil {
		tb.Fatal(err)
	}
	ctx := context.Background()
	e, err := engine.New(ctx, engine.Config{})
	if err != nil {
		tb.Fatal(err)
	}
	m, err := e.Compile(ctx, out)
	if err != nil {
		tb.Fatalf("%v\n%x", err, out)
	}
	i := &meteredInstance{limit: limit}
	host := fuelHost(tb, e, func(left int64) int64 {
		i.calls++
		i.note()
		if left >= 0 {
			tb.Errorf("the host is called with %d left", left)
		}
		give := max(portion, -left)
		if i.given += give; i.given > i.limit {
			panic(errFuel)
		}
		return left + give
	})
	i.Instance, err = e.Instantiate(ctx, m, func(string) *engine.Instance { return host }, engine.InstanceOptions{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = errors.Join(i.Close(ctx), m.Close(ctx), host.Close(ctx), e.Close(ctx)) })
	return i
}

// used returns how much fuel the instance has used.
func (i *meteredInstance) used() int64 {
	return i.given - int64(i.Global(rewrite.FuelExport).Get())
}

// TestFuelCounts compares what random programs use with what an interpreter
// counts, and their results.
func TestFuelCounts(t *testing.T) {
	for seed := range uint64(300) {
		program := newCounted(seed)
		module := program.module()
		portion := int64(1 + seed%50)
		exact := meteredWith(t, module, portion, math.MaxInt64, (&rewrite.Fuel{Import: fuelImport, Stack: 1 << 20}).Exact())
		rounded := metered(t, module, portion, math.MaxInt64, 1<<20)
		for arg := range uint32(8) {
			want := int64(0)
			result := program.run(len(program.funcs)-1, arg, &want)
			for _, i := range []*meteredInstance{exact, rounded} {
				before := i.used()
				got, err := call(i.Func("f"), []uint64{uint64(arg)})
				if err != nil || uint32(got) != result {
					t.Fatalf("seed %d, f(%d): got %d, %v, want %d", seed, arg, got, err, result)
				}
				// Short functions are not charged when the host calls them.
				used := i.used() - before
				if i == exact && used != want || used < want-16 || used > 3*want {
					t.Errorf("seed %d, f(%d): used %d, executed %d", seed, arg, used, want)
				}
				if left := i.Global(rewrite.StackExport).Get(); left != 1<<20 {
					t.Errorf("seed %d, f(%d): %d bytes of stack are left", seed, arg, left)
				}
			}
		}
	}
}
