package component_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// checkGoroutines fails the test if it leaves goroutines behind.
func checkGoroutines(t *testing.T) {
	t.Helper()
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		deadline := time.Now().Add(5 * time.Second)
		for runtime.NumGoroutine() > before {
			if time.Now().After(deadline) {
				buf := make([]byte, 64<<10)
				t.Errorf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
				return
			}
			time.Sleep(time.Millisecond)
		}
	})
}

// asyncInstance makes an instance of testdata/async.wat.
func asyncInstance(t *testing.T) *component.Instance {
	in, err := link(t, "async", component.NewLinker()).Instantiate(context.Background(), component.InstanceConfig{})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestAsyncCall(t *testing.T) {
	checkGoroutines(t)
	in := asyncInstance(t)
	for _, name := range []string{"plain", "yields", "now", "later", "sync"} {
		for n := range uint32(3) {
			if got := number(t, in, name, n); got != int64(n)+1 {
				t.Errorf("%s(%d) = %d", name, n, got)
			}
		}
	}
	if err := in.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestAsyncLeft checks that code which still waits when its instance is closed
// comes to an end, also in an instance of a pool, and also if it is a trap that
// ends the instance.
func TestAsyncLeft(t *testing.T) {
	ctx := t.Context()
	t.Run("closed", func(t *testing.T) {
		checkGoroutines(t)
		in := asyncInstance(t)
		for n := range uint32(3) {
			if got := number(t, in, "leave", n); got != int64(n) {
				t.Errorf("leave(%d) = %d", n, got)
			}
		}
		if err := in.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Run("trapped", func(t *testing.T) {
		checkGoroutines(t)
		in := asyncInstance(t)
		defer in.Close(ctx)
		f, err := in.Func("leave-and-trap")
		if err != nil {
			t.Fatal(err)
		}
		var trap *component.Trap
		if _, err := f.Call(ctx, wit.U32Value(1)); !errors.As(err, &trap) || trap.Kind != component.TrapUnreachable {
			t.Errorf("%v", err)
		}
	})
	t.Run("pool", func(t *testing.T) {
		checkGoroutines(t)
		p := newPool(t, link(t, "async", component.NewLinker()), component.PoolConfig{})
		for range 3 {
			in := take(t, p)
			if got := number(t, in, "leave", 5); got != 5 {
				t.Errorf("leave(5) = %d", got)
			}
			giveBack(t, in)
			in = take(t, p)
			if got := number(t, in, "now", 5); got != 6 {
				t.Errorf("now(5) = %d", got)
			}
			giveBack(t, in)
		}
	})
}

// TestAsyncEndless checks what ends calls that do not end by themselves: that
// nothing can go on, that too many wait, fuel, and the end of the context.
func TestAsyncEndless(t *testing.T) {
	soon := func(ctx context.Context) (context.Context, context.CancelFunc) {
		return context.WithTimeout(ctx, 50*time.Millisecond)
	}
	for _, tc := range []struct {
		name string
		fuel uint64
		ctx  func(context.Context) (context.Context, context.CancelFunc)
		want component.TrapKind
	}{
		{"block", 0, context.WithCancel, "deadlock"},
		{"flood", 0, context.WithCancel, "limit"},
		{"spin", 10_000_000, context.WithCancel, component.TrapFuel},
		{"spin", 0, soon, component.TrapCancelled},
	} {
		t.Run(tc.name+"/"+string(tc.want), func(t *testing.T) {
			checkGoroutines(t)
			in := instantiate(t, link(t, "async", component.NewLinker()), component.InstanceConfig{Fuel: tc.fuel})
			ctx, cancel := tc.ctx(t.Context())
			defer cancel()
			f, err := in.Func(tc.name)
			if err != nil {
				t.Fatal(err)
			}
			var trap *component.Trap
			if _, err := f.Call(ctx); !errors.As(err, &trap) || trap.Kind != tc.want {
				t.Errorf("%v", err)
			}
		})
	}
}

// BenchmarkAsyncCall compares an asynchronous call that completes at once with a
// synchronous one.
func BenchmarkAsyncCall(b *testing.B) {
	for _, name := range []string{"plain", "quick", "now", "sync", "hundred-plain", "hundred-now"} {
		var args []component.Value
		if !strings.HasPrefix(name, "hundred") {
			args = append(args, wit.U32Value(1))
		}
		b.Run(name, func(b *testing.B) {
			in, err := link(b, "async", component.NewLinker()).Instantiate(b.Context(), component.InstanceConfig{})
			if err != nil {
				b.Fatal(err)
			}
			defer in.Close(context.Background())
			f, err := in.Func(name)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := f.Call(b.Context(), args...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
