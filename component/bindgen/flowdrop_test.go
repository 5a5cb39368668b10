package bindgen_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	. "github.com/gyro-wasm/gyro/component/bindgen/testdata/flow/flows"
)

// TestFlowReaderDrops has who reads stop early: who writes is told, through the
// guest.
func TestFlowReaderDrops(t *testing.T) {
	t.Run("caller", func(t *testing.T) {
		h := &flowHost{bytes: newQueue[byte](), points: newQueue[Point]()}
		f := newFlow(t, h)
		ctx := t.Context()
		s, err := f.sources.Bytes(ctx, 0)
		if err != nil {
			t.Fatal(err)
		}
		h.bytes.add(octets(5000), nil) // and no end
		r := component.ReadStream(ctx, f.in, s)
		got := make([]byte, 250)
		if _, err := io.ReadFull(r, got); err != nil || !slices.Equal(got, octets(250)) {
			t.Errorf("%v", err)
		}
		r.Close()
		p, err := f.sources.Points(ctx, 0)
		if err != nil {
			t.Fatal(err)
		}
		h.points.add(points(300), nil)
		to := newCollector[Point](123)
		p.To(t.Context(), to)
		if err := f.in.Settle(ctx); err != nil {
			t.Fatal(err)
		}
		if n, err := to.wait(ctx, nil); n != 123 || err != nil || !slices.Equal(to.got, points(123)) {
			t.Errorf("%d points, %v", n, err)
		}
		h.bytes.wantClosed(t)
		h.points.wantClosed(t)
	})
	t.Run("nothing was read", func(t *testing.T) {
		h := &flowHost{bytes: newQueue[byte](), value: func(bool) *component.Future[answer] { return component.Settled(answer{OK: "unread"}) }}
		f := newFlow(t, h)
		ctx := t.Context()
		s, err := f.sources.Bytes(ctx, 0)
		if err != nil {
			t.Fatal(err)
		}
		s.Drop()
		h.bytes.add(octets(10), nil)
		v, err := f.sources.Value(ctx, true)
		if err != nil {
			t.Fatal(err)
		}
		v.Drop()
		if err := f.in.Settle(ctx); err != nil {
			t.Fatal(err)
		}
		h.bytes.wantClosed(t)
	})
	t.Run("callee", func(t *testing.T) {
		h := &flowHost{bytesTo: newCollector[byte](250), pointsTo: newCollector[Point](123)}
		f := newFlow(t, h)
		bytes, ps := newQueue[byte](), newQueue[Point]()
		bytes.add(octets(5000), nil)
		ps.add(points(300), nil)
		want := func(count uint32) func(uint32, error) {
			return func(n uint32, err error) {
				if n != count || err != nil {
					t.Errorf("%d, %v, want %d", n, err, count)
				}
			}
		}
		if err := f.sinks.Bytes(t.Context(), component.NewStream(component.Source[byte](bytes)), want(250)); err != nil {
			t.Error(err)
		}
		if err := f.sinks.Points(t.Context(), component.NewStream(component.Source[Point](ps)), want(123)); err != nil {
			t.Error(err)
		}
		bytes.wantClosed(t)
		ps.wantClosed(t)
		if !slices.Equal(h.bytesTo.got, octets(250)) || !slices.Equal(h.pointsTo.got, points(123)) {
			t.Errorf("%d bytes, %d points", len(h.bytesTo.got), len(h.pointsTo.got))
		}
	})
}

// TestFlowWriterFails has who writes end early: who reads gets what there was.
func TestFlowWriterFails(t *testing.T) {
	h := &flowHost{bytes: newQueue[byte](), pointsTo: newCollector[Point](1 << 20)}
	f := newFlow(t, h)
	ctx := t.Context()
	s, err := f.sources.Bytes(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	h.bytes.add(octets(77), errors.New("broken"))
	r := component.ReadStream(ctx, f.in, s)
	if got, err := io.ReadAll(r); !slices.Equal(got, octets(77)) || err != nil {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	r.Close()
	ps := newQueue[Point]()
	ps.add(points(9), errors.New("broken"))
	err = f.sinks.Points(ctx, component.NewStream(component.Source[Point](ps)), func(n uint32, err error) {
		if n != 9 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	})
	if err != nil {
		t.Error(err)
	}
	h.bytes.wantClosed(t)
	ps.wantClosed(t)
}

// TestFlowCancel ends the context of calls that wait for what does not come.
func TestFlowCancel(t *testing.T) {
	errWhy := errors.New("why")
	// ends makes a call that waits, in a flow of its own.
	ends := func(name string, h *flowHost, call func(ctx context.Context, f *flow) error, after func(t *testing.T)) {
		t.Run(name, func(t *testing.T) {
			f := newFlow(t, h)
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(20*time.Millisecond, func() { cancel(errWhy) })
			err := call(ctx, f)
			var trap *component.Trap
			if !errors.As(err, &trap) || trap.Kind != component.TrapCancelled || !errors.Is(err, errWhy) {
				t.Errorf("%v", err)
			}
			if err := f.in.Close(context.Background()); err != nil {
				t.Error(err)
			}
			after(t)
		})
	}
	ended := make(chan struct{})
	ends("calls", &flowHost{add: func(ctx context.Context, _, _ uint32) (uint32, error) {
		defer close(ended)
		<-ctx.Done()
		return 0, ctx.Err()
	}}, func(ctx context.Context, f *flow) error {
		_, err := f.calls.Add(ctx, 1, 2)
		return err
	}, func(t *testing.T) { <-ended })

	never := newQueue[answer]()
	h := &flowHost{bytes: newQueue[byte](), value: func(bool) *component.Future[answer] {
		return component.FutureOn(never, func() answer { return answer{} })
	}}
	h.bytes.add(octets(100), nil) // and nothing more
	ends("sources", h, func(ctx context.Context, f *flow) error {
		s, err := f.sources.Bytes(ctx, 0)
		if err != nil {
			return err
		}
		r := component.ReadStream(ctx, f.in, s)
		defer r.Close()
		if _, err := io.ReadFull(r, make([]byte, 100)); err != nil {
			t.Error(err)
		}
		_, err = r.Read(make([]byte, 1))
		return err
	}, h.bytes.wantClosed)
	ends("futures", h, func(ctx context.Context, f *flow) error {
		v, err := f.sources.Value(ctx, true)
		if err != nil {
			return err
		}
		_, err = component.Await(ctx, f.in, v)
		return err
	}, never.wantClosed)

	from := newQueue[Point]()
	from.add(points(3), nil)
	to := newCollector[Point](100)
	ends("sinks", &flowHost{pointsTo: to}, func(ctx context.Context, f *flow) error {
		return f.sinks.Points(ctx, component.NewStream(component.Source[Point](from)), func(n uint32, err error) {
			t.Errorf("a result: %d, %v", n, err)
		})
	}, func(t *testing.T) {
		from.wantClosed(t)
		if !slices.Equal(to.got, points(3)) {
			t.Errorf("%d points", len(to.got))
		}
		if err := <-to.ended; err != component.ErrEnded {
			t.Errorf("the sink was closed with %v", err)
		}
	})
}
