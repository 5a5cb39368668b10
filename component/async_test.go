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
	in, err := link(t, "async", worker(t, nil)).Instantiate(context.Background(), component.InstanceConfig{})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// wantTrap calls an export that is to end in a trap.
func wantTrap(t *testing.T, ctx context.Context, in *component.Instance, kind component.TrapKind, name string, args ...component.Value) {
	t.Helper()
	f, err := in.Func(name)
	if err != nil {
		t.Fatal(err)
	}
	var trap *component.Trap
	if _, err := f.Call(ctx, args...); !errors.As(err, &trap) || trap.Kind != kind {
		t.Errorf("%s: %v, want a trap %s", name, err, kind)
	}
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

// TestAsyncArguments checks that arguments which do not fit leave the instance
// as it is.
func TestAsyncArguments(t *testing.T) {
	in := asyncInstance(t)
	defer in.Close(t.Context())
	f, err := in.Func("now")
	if err != nil {
		t.Fatal(err)
	}
	var wrong *component.ArgumentError
	for _, args := range [][]component.Value{nil, {wit.StringValue("1")}, {wit.U32Value(1), wit.U32Value(2)}} {
		if _, err := f.Call(t.Context(), args...); !errors.As(err, &wrong) {
			t.Errorf("%v: %v", args, err)
		}
	}
	if got := number(t, in, "now", 1); got != 2 {
		t.Errorf("now(1) = %d", got)
	}
}

func TestAsyncCallStack(t *testing.T) {
	in := asyncInstance(t)
	defer in.Close(t.Context())
	for _, name := range []string{"plain", "yields", "now", "later", "sync"} {
		f, err := in.Func(name)
		if err != nil {
			t.Fatal(err)
		}
		var got uint64
		err = f.CallStackAsync(t.Context(),
			func(_ *component.Call, stack []uint64) { stack[0] = 7 },
			func(_ *component.Call, stack []uint64) { got = stack[0] })
		if err != nil || got != 8 {
			t.Errorf("%s: %d, %v", name, got, err)
		}
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
		wantTrap(t, ctx, in, component.TrapUnreachable, "leave-and-trap", wit.U32Value(1))
	})
	t.Run("pool", func(t *testing.T) {
		checkGoroutines(t)
		p := newPool(t, link(t, "async", worker(t, nil)), component.PoolConfig{})
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
		{"flood", 0, context.WithCancel, "too-many"},
		{"spin", 10_000_000, context.WithCancel, component.TrapFuel},
		{"spin", 0, soon, component.TrapCancelled},
	} {
		t.Run(tc.name+"/"+string(tc.want), func(t *testing.T) {
			checkGoroutines(t)
			in := instantiate(t, link(t, "async", worker(t, nil)), component.InstanceConfig{Fuel: tc.fuel})
			ctx, cancel := tc.ctx(t.Context())
			defer cancel()
			wantTrap(t, ctx, in, tc.want, tc.name)
		})
	}
}

// worker returns a linker with the host function of testdata/async.wat, which
// returns the double of its argument. 0 takes until its context ends, 1 is done at
// once. Work says on started that it has begun.
func worker(t testing.TB, started chan<- struct{}) *component.Linker {
	l := component.NewLinker()
	err := l.DefineFunc(component.FuncDef{Name: "work", Async: func(_ context.Context, _ *component.Call, stack []uint64) component.Work {
		n := stack[0]
		if n == 1 {
			stack[0] = 2
			return nil
		}
		return func(ctx context.Context) func(*component.Call, []uint64) {
			if started != nil {
				started <- struct{}{}
			}
			if n == 0 {
				<-ctx.Done()
				n = 500
			}
			return func(_ *component.Call, stack []uint64) { stack[0] = 2 * n }
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestAsyncHostParks checks that a guest which waits for a host function that takes
// its time says so.
func TestAsyncHostParks(t *testing.T) {
	var m tally
	l := component.NewLinker()
	err := l.DefineFunc(component.FuncDef{Name: "work", Async: func(context.Context, *component.Call, []uint64) component.Work {
		if n := m.parks.Load(); n != 0 {
			t.Errorf("parked %d times before there is work", n)
		}
		return func(context.Context) func(*component.Call, []uint64) {
			if p, u := m.parks.Load(), m.unparks.Load(); p != 1 || u != 0 {
				t.Errorf("parked %d times and unparked %d times while there is work", p, u)
			}
			return func(_ *component.Call, stack []uint64) {
				if n := m.unparks.Load(); n != 1 {
					t.Errorf("unparked %d times before the guest goes on", n)
				}
				stack[0] = 7
			}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	in := instantiate(t, link(t, "async", l), component.InstanceConfig{Meter: &m})
	if got := number(t, in, "host-sync", 3); got != 7 {
		t.Errorf("%d", got)
	}
}

// TestAsyncHost checks calls of a host function that takes its time.
func TestAsyncHost(t *testing.T) {
	t.Run("at once", func(t *testing.T) {
		checkGoroutines(t)
		started := make(chan struct{})
		go func() { // both are started before one may end
			for range 3 {
				<-started
				<-started
			}
		}()
		in := instantiate(t, link(t, "async", worker(t, started)), component.InstanceConfig{})
		for n := range uint32(3) {
			if got := number(t, in, "host-both", n+5); got != 4*int64(n+5) {
				t.Errorf("both of %d: %d", n+5, got)
			}
		}
	})
	t.Run("sync", func(t *testing.T) {
		checkGoroutines(t)
		in := instantiate(t, link(t, "async", worker(t, nil)), component.InstanceConfig{})
		for n := uint32(1); n < 4; n++ {
			if got := number(t, in, "host-sync", n); got != 2*int64(n) {
				t.Errorf("sync of %d: %d", n, got)
			}
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		checkGoroutines(t)
		in := instantiate(t, link(t, "async", worker(t, nil)), component.InstanceConfig{})
		if got := number(t, in, "host-cancel", 0); got != 1000 {
			t.Errorf("%d", got)
		}
	})
	t.Run("left", func(t *testing.T) {
		checkGoroutines(t)
		p := newPool(t, link(t, "async", worker(t, nil)), component.PoolConfig{})
		for range 3 {
			in := take(t, p)
			if got := number(t, in, "host-leave", 0); got&0xf != 1 {
				t.Errorf("the call is %d, want STARTED", got)
			}
			giveBack(t, in)
		}
	})
	// What an instance has asked for must not reach the next one.
	t.Run("left to the next", func(t *testing.T) {
		checkGoroutines(t)
		p := newPool(t, link(t, "async", worker(t, nil)), component.PoolConfig{})
		for range 3 {
			ctx, cancel := context.WithCancel(t.Context())
			in := take(t, p)
			f, err := in.Func("host-leave")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Call(ctx, wit.U32Value(0)); err != nil {
				t.Fatal(err)
			}
			giveBack(t, in)
			cancel()
			in = take(t, p)
			for range 20 {
				time.Sleep(time.Millisecond)
				number(t, in, "now", 1)
			}
			if got := number(t, in, "host-peek"); got != 0 {
				t.Fatalf("the next instance has %d", got)
			}
			giveBack(t, in)
		}
	})
	t.Run("context", func(t *testing.T) {
		checkGoroutines(t)
		in := instantiate(t, link(t, "async", worker(t, nil)), component.InstanceConfig{})
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		wantTrap(t, ctx, in, component.TrapCancelled, "host-both", wit.U32Value(0))
	})
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
			in, err := link(b, "async", worker(b, nil)).Instantiate(b.Context(), component.InstanceConfig{})
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
