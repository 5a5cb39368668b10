package component_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// TestBusy calls an instance while it is in a call.
func TestBusy(t *testing.T) {
	var in *component.Instance
	var inner error
	in = instantiate(t, hostile(t, func(ctx context.Context, _ *component.Call) {
		_, inner = export(t, in, "cleaned").Call(ctx)
	}), component.InstanceConfig{})
	call(t, in, "calls")
	if !errors.Is(inner, component.ErrBusy) {
		t.Errorf("a call inside a call: %v, want %v", inner, component.ErrBusy)
	}
	call(t, in, "cleaned")
}

func TestClosed(t *testing.T) {
	ctx := context.Background()
	in := instantiate(t, hostile(t, nil), component.InstanceConfig{})
	cleaned := export(t, in, "cleaned")
	if err := in.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := cleaned.Call(ctx); !errors.Is(err, component.ErrDead) {
		t.Errorf("a call after Close: %v, want %v", err, component.ErrDead)
	}
	if _, err := in.Func("cleaned"); !errors.Is(err, component.ErrDead) {
		t.Errorf("a look-up after Close: %v, want %v", err, component.ErrDead)
	}
}

// TestArguments checks that wrong arguments are refused before the guest runs,
// and that the instance is as good as before.
func TestArguments(t *testing.T) {
	in := instantiate(t, link(t, "kinds", kindsLinker(t, true)), component.InstanceConfig{})
	tests := []struct {
		name string
		args []component.Value
		want string // part of the message
	}{
		{"number", nil, "0 arguments given"},
		{"number", []component.Value{wit.U32Value(1), wit.U32Value(2)}, "2 arguments given"},
		{"number", []component.Value{wit.StringValue("1")}, "argument v"},
		{"text", []component.Value{wit.U32Value(1)}, "argument v"},
		{"text", []component.Value{{}}, "argument v"},
		{"record", []component.Value{wit.RecordValue(wit.U32Value(1))}, "argument v"},
		{"record", []component.Value{wit.RecordValue(wit.U32Value(1), wit.U64Value(2), wit.F32Value(3))}, "argument v"},
		{"choice", []component.Value{wit.ErrValue()}, "argument v"},
		{"strings", []component.Value{wit.ListValue(wit.StringValue("a"), wit.U32Value(1))}, "argument v"},
	}
	for _, tt := range tests {
		_, err := export(t, in, kindsInterface, tt.name).Call(context.Background(), tt.args...)
		var ae *component.ArgumentError
		if !errors.As(err, &ae) || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), tt.name) {
			t.Errorf("%s(%v): %v, want an ArgumentError with %q", tt.name, tt.args, err, tt.want)
		}
		got, err := export(t, in, kindsInterface, "text").Call(context.Background(), wit.StringValue("still here"))
		if err != nil || got.String() != wit.StringValue("still here").String() {
			t.Fatalf("after %s: %v, %v", tt.name, got, err)
		}
	}
}

// TestData checks that host functions get what the instance was made with.
func TestData(t *testing.T) {
	var got []any
	linked := hostile(t, func(_ context.Context, c *component.Call) { got = append(got, c.Data()) })
	for _, d := range []any{1, "two", nil} {
		call(t, instantiate(t, linked, component.InstanceConfig{Data: d}), "calls")
	}
	if len(got) != 3 || got[0] != 1 || got[1] != "two" || got[2] != nil {
		t.Errorf("host functions got %v", got)
	}
}

// TestContext checks that the values of a call's context reach host functions.
func TestContext(t *testing.T) {
	type key struct{}
	var got any
	in := instantiate(t, hostile(t, func(ctx context.Context, _ *component.Call) { got = ctx.Value(key{}) }), component.InstanceConfig{})
	if _, err := export(t, in, "calls").Call(context.WithValue(context.Background(), key{}, "here")); err != nil || got != "here" {
		t.Errorf("%v, %v", got, err)
	}
}

// TestConcurrent runs many instances of one linked component side by side.
func TestConcurrent(t *testing.T) {
	ctx := context.Background()
	linked := link(t, "kinds", kindsLinker(t, true))
	resources := link(t, "resources", newThingsForAll().linker(t))
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 20 {
				want := fmt.Sprintf("text %d of %d", i, g)
				if err := useOnce(ctx, linked, resources, want); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// newThingsForAll returns things that keep no record, for several goroutines.
func newThingsForAll() *things {
	return &things{typ: component.NewResourceType("thing", func(context.Context, any) {})}
}

// useOnce makes an instance of either component and calls it.
func useOnce(ctx context.Context, kinds, resources *component.Linked, text string) (err error) {
	in, err := kinds.Instantiate(ctx, component.InstanceConfig{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close(ctx)) }()
	f, err := in.Func(kindsInterface, "text")
	if err != nil {
		return err
	}
	if got, err := f.Call(ctx, wit.StringValue(text)); err != nil || !got.Equal(wit.StringValue(text)) {
		return fmt.Errorf("%v, %w; want %s", got, err, text)
	}
	for _, name := range []string{"to-host", "to-guest"} {
		f, err := in.Func(name, "strings")
		if err != nil {
			return err
		}
		if _, err := f.Call(ctx, wit.U32Value(5)); err != nil {
			return err
		}
	}
	res, err := resources.Instantiate(ctx, component.InstanceConfig{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, res.Close(ctx)) }()
	if f, err = res.Func("use"); err != nil {
		return err
	}
	_, err = f.Call(ctx)
	return err
}

// TestNothingLeaks makes many instances, half of which trap, and looks at what
// is left: goroutines, mappings of memory, bytes on the heap.
func TestNothingLeaks(t *testing.T) {
	n := 10_000
	if testing.Short() {
		n = 500
	}
	ctx := context.Background()
	linked := hostile(t, nil)
	run := func(n int) {
		for i := range n {
			in, err := linked.Instantiate(ctx, component.InstanceConfig{})
			if err != nil {
				t.Fatal(err)
			}
			name := "calls"
			if i%2 == 0 {
				name = "unreachable"
			}
			if _, err := export(t, in, name).Call(ctx); (err == nil) != (name == "calls") {
				t.Fatalf("%s: %v", name, err)
			}
			if err := in.Close(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	run(100)
	before := footprint()
	run(n)
	after := footprint()
	t.Logf("before %+v, after %d instances %+v", before, n, after)
	if after.goroutines > before.goroutines+2 {
		t.Errorf("%d goroutines, %d before", after.goroutines, before.goroutines)
	}
	if after.mappings > before.mappings+20 {
		t.Errorf("%d mappings of memory, %d before", after.mappings, before.mappings)
	}
	if perInstance := (int64(after.heap) - int64(before.heap)) / int64(n); perInstance > 100 {
		t.Errorf("%d bytes of heap are left of each instance", perInstance)
	}
}

type usage struct {
	goroutines int
	mappings   int // 0 where the system does not tell
	heap       uint64
}

func footprint() usage {
	for range 3 {
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	maps, _ := os.ReadFile("/proc/self/maps")
	return usage{runtime.NumGoroutine(), strings.Count(string(maps), "\n"), m.HeapAlloc}
}
