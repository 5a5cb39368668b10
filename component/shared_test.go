package component_test

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// A tally is the meter of one call.
type tally struct {
	fuel           atomic.Uint64
	parks, unparks atomic.Int64
}

func (m *tally) Tick(_ context.Context, fuel uint64) error { return m.Account(fuel) }
func (m *tally) Account(fuel uint64) error {
	m.fuel.Add(fuel)
	return nil
}
func (m *tally) Park() { m.parks.Add(1) }
func (m *tally) Unpark(context.Context) error {
	m.unparks.Add(1)
	return nil
}

type tallyKey struct{}

func sharedStreams(t *testing.T) *component.Instance {
	return streamsWith(t, component.InstanceConfig{Shared: true, Meters: func(ctx context.Context) component.Meter {
		if m, ok := ctx.Value(tallyKey{}).(*tally); ok {
			return m
		}
		return nil
	}})
}

// TestShared has many calls wait in one instance at once, each for its own
// stream, and ends them in another order than that in which they began.
func TestShared(t *testing.T) {
	in := sharedStreams(t)
	const calls = 40
	f, err := in.Func("peek")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	ends := make([]chan struct{}, calls)
	meters := make([]tally, calls)
	for i := range calls {
		r, w := io.Pipe()
		ends[i] = make(chan struct{})
		wg.Go(func() {
			ctx := context.WithValue(t.Context(), tallyKey{}, &meters[i])
			v, err := f.Call(ctx, give(r))
			if err != nil || v.U32() != 0 {
				t.Errorf("call %d: %v, %v", i, v, err)
			}
			close(ends[i])
		})
		defer w.Close()
		go func() {
			<-time.After(time.Duration(calls-i) * time.Millisecond / 4)
			w.Write([]byte("x"))
		}()
	}
	wg.Wait()
	parks := int64(0)
	for i := range meters {
		m := &meters[i]
		parks += m.parks.Load()
		if m.parks.Load() != m.unparks.Load() {
			t.Errorf("call %d was parked %d times and unparked %d times", i, m.parks.Load(), m.unparks.Load())
		}
	}
	if parks == 0 {
		t.Error("no call was parked")
	}
	if in.Executing() {
		t.Error("the instance executes although nobody calls")
	}
	if n := number(t, in, "burn", 1000); n == 0 {
		t.Error("the instance is of no use afterwards")
	}
}

// TestSharedCancel cancels one call of several: it returns, and the others do
// not notice.
func TestSharedCancel(t *testing.T) {
	in := sharedStreams(t)
	f, err := in.Func("peek")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	cause := errors.New("enough")
	var writers []*io.PipeWriter
	var cancels []context.CancelCauseFunc
	for i := range 10 {
		r, w := io.Pipe()
		writers = append(writers, w)
		ctx, cancel := context.WithCancelCause(t.Context())
		cancels = append(cancels, cancel)
		wg.Go(func() {
			_, err := f.Call(ctx, give(r))
			if want := i%2 == 0; want != (err == cause) || !want && err != nil {
				t.Errorf("call %d: %v", i, err)
			}
		})
	}
	time.Sleep(5 * time.Millisecond)
	for i, cancel := range cancels {
		if i%2 == 0 {
			cancel(cause)
		}
	}
	time.Sleep(5 * time.Millisecond)
	for i, w := range writers {
		if i%2 != 0 {
			w.Write([]byte("x"))
		}
	}
	wg.Wait()
	in.Close(t.Context())
	for i, w := range writers {
		w.Close()
		cancels[i](nil)
	}
}

// TestSharedTrap ends all calls of an instance that traps.
func TestSharedTrap(t *testing.T) {
	in := sharedStreams(t)
	f, err := in.Func("peek")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var closers []*io.PipeWriter
	for i := range 5 {
		r, w := io.Pipe()
		closers = append(closers, w)
		wg.Go(func() {
			var trap *component.Trap
			if _, err := f.Call(t.Context(), give(r)); !errors.As(err, &trap) {
				t.Errorf("call %d: %v", i, err)
			}
		})
	}
	time.Sleep(5 * time.Millisecond)
	g, _ := in.Func("trap")
	g.Call(t.Context(), give(closer{make(chan struct{})}))
	wg.Wait()
	for _, w := range closers {
		w.Close()
	}
	if _, err := f.Call(t.Context(), wit.U32Value(1)); !errors.Is(err, component.ErrDead) {
		t.Errorf("a call after the trap: %v", err)
	}
}

// TestSharedFuel checks to whom the fuel goes.
func TestSharedFuel(t *testing.T) {
	in := sharedStreams(t)
	f, err := in.Func("burn")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var meters [4]tally
	for i := range meters {
		wg.Go(func() {
			ctx := context.WithValue(t.Context(), tallyKey{}, &meters[i])
			if _, err := f.Call(ctx, wit.U32Value(uint32(i)*2_000_000)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for i := range meters {
		fuel := meters[i].fuel.Load()
		if least := uint64(i) * 2_000_000 * 4; fuel+1_000_000 < least || i == 0 && fuel > 1_000_000 {
			t.Errorf("call %d used %d units of fuel, at least %d expected", i, fuel, least)
		}
	}
}

// TestSharedInitialisation makes a shared instance whose initialisation takes
// long: the meter is that of the call that has it made, if it has one.
func TestSharedInitialisation(t *testing.T) {
	m := &moduleAsm{start: -1, memories: [][]byte{limits(1, -1)}}
	const rounds = 1 << 20
	m.export("_initialize", kindFunc, m.fn(nil, nil, 1, []byte{0x03, 0x40}, // loop
		op(0x20, 0), i32Const(1), []byte{0x6a}, op(0x22, 0), i32Const(rounds), []byte{0x49}, op(0x0d, 0), []byte{0x0b}))
	linked, err := linkCoreModule(t, m, component.NewLinker())
	if err != nil {
		t.Fatal(err)
	}
	for _, meter := range []*tally{nil, {}} {
		in, err := linked.Instantiate(t.Context(), component.InstanceConfig{Shared: true, Meters: func(context.Context) component.Meter {
			if meter == nil {
				return nil
			}
			return meter
		}})
		if err != nil {
			t.Fatal(err)
		}
		if err := in.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if meter != nil && meter.fuel.Load() < rounds {
			t.Errorf("the meter was told of %d units", meter.fuel.Load())
		}
	}
}

// impatient is a meter that ends the guest when the context of its tick ends, as a
// scheduler does that has requests wait for their turn.
type impatient struct {
	tally
	ticked func()
}

func (m *impatient) Tick(ctx context.Context, fuel uint64) error {
	m.ticked()
	return ctx.Err()
}

// TestSharedLeaderCancelled cancels the call that executes for another one: that
// goes on.
func TestSharedLeaderCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	m := &impatient{ticked: cancel}
	in := streamsWith(t, component.InstanceConfig{Shared: true, Meters: func(context.Context) component.Meter { return m }})
	peek, err := in.Func("peek")
	if err != nil {
		t.Fatal(err)
	}
	burn, err := in.Func("burn")
	if err != nil {
		t.Fatal(err)
	}
	r, w := io.Pipe()
	defer w.Close()
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := peek.Call(ctx, give(r)); !errors.Is(err, context.Canceled) {
			t.Errorf("the call that was cancelled: %v", err)
		}
	})
	for m.parks.Load() == 0 { // it waits for its stream
		time.Sleep(time.Millisecond)
	}
	if _, err := burn.Call(t.Context(), wit.U32Value(4_000_000)); err != nil {
		t.Errorf("the other call: %v", err)
	}
	if ctx.Err() == nil {
		t.Error("nothing ticked")
	}
	wg.Wait()
}
