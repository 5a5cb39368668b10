package bindgen_test

import (
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	. "github.com/gyro-wasm/gyro/component/bindgen/testdata/flow/flows"
)

// An answer is what futures have.
type answer = component.Result[string, Failure]

// A flowHost implements what testdata/flow.wat of package component imports.
type flowHost struct {
	add    func(ctx context.Context, a, b uint32) (uint32, error)
	bytes  *queue[byte]  // what the guest reads
	points *queue[Point] // likewise
	value  func(ok bool) *component.Future[answer]

	bytesTo  *collector[byte] // where what it writes goes
	pointsTo *collector[Point]
	refuse   error // what sinks return instead of a count
}

func (h *flowHost) Add(ctx context.Context, a, b uint32) (uint32, error) { return h.add(ctx, a, b) }

func (h *flowHost) Move(_ context.Context, p Point) (Point, error) {
	if p.X < 0 {
		return Point{}, NewFailureOther("left of " + p.Label)
	}
	return Point{X: p.X + 1, Label: p.Label + "'"}, nil
}

// sources are those of a flowHost.
type sources struct{ *flowHost }

func (h sources) Bytes(context.Context, uint32) (*component.Stream[byte], error) {
	return component.NewStream(component.Source[byte](h.bytes)), nil
}

func (h sources) Points(context.Context, uint32) (*component.Stream[Point], error) {
	return component.NewStream(component.Source[Point](h.points)), nil
}

func (h sources) Value(_ context.Context, ok bool) (*component.Future[answer], error) {
	return h.value(ok), nil
}

// sinks are those of a flowHost.
type sinks struct{ *flowHost }

func (h sinks) Bytes(_ context.Context, s *component.Stream[byte]) func(context.Context) (uint32, error) {
	s.To(context.Background(), h.bytesTo)
	return func(ctx context.Context) (uint32, error) { return h.bytesTo.wait(ctx, h.refuse) }
}

func (h sinks) Points(_ context.Context, s *component.Stream[Point]) func(context.Context) (uint32, error) {
	s.To(context.Background(), h.pointsTo)
	return func(ctx context.Context) (uint32, error) { return h.pointsTo.wait(ctx, h.refuse) }
}

func (h sinks) Value(_ context.Context, f *component.Future[answer]) func(context.Context) (string, error) {
	got := make(chan answer, 1)
	f.Then(func(a answer, err error) {
		if err != nil {
			a = answer{IsErr: true, Err: NewFailureBroken()}
		}
		got <- a
	})
	return func(ctx context.Context) (string, error) {
		a := <-got
		if a.IsErr {
			return "", a.Err
		}
		return a.OK, nil
	}
}

// A flow is a guest that passes on what h has.
type flow struct {
	in      *component.Instance
	calls   *Calls
	sources *Sources
	sinks   *Sinks
}

// newFlow makes a guest, which must leave no goroutine behind.
func newFlow(t *testing.T, h *flowHost) *flow {
	t.Helper()
	checkGoroutines(t)
	ctx := context.Background()
	wasm, err := os.ReadFile("../testdata/flow.wasm")
	if err != nil {
		t.Fatal(err)
	}
	rt, err := component.NewRuntime(ctx, component.Config{Gated: true})
	if err != nil {
		t.Fatal(err)
	}
	c, err := rt.Load(ctx, wasm)
	if err != nil {
		t.Fatal(err)
	}
	l := component.NewLinker()
	if err := errors.Join(
		LinkTypes(l),
		LinkCalls(l, func(*component.Call) CallsHost { return h }),
		LinkSources(l, func(*component.Call) SourcesHost { return sources{h} }),
		LinkSinks(l, func(*component.Call) SinksHost { return sinks{h} }),
	); err != nil {
		t.Fatal(err)
	}
	linked, err := l.Link(c)
	if err != nil {
		t.Fatal(err)
	}
	in, err := linked.Instantiate(ctx, component.InstanceConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(in.Close(ctx), linked.Close(ctx), c.Close(ctx), rt.Close(ctx)); err != nil {
			t.Error(err)
		}
	})
	f := &flow{in: in}
	var errs [3]error
	f.calls, errs[0] = NewCalls(in)
	f.sources, errs[1] = NewSources(in)
	f.sinks, errs[2] = NewSinks(in)
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	return f
}

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

// points returns n of them.
func points(n int) []Point {
	var ps []Point
	for i := range n {
		ps = append(ps, Point{X: int32(i), Label: string(rune('a' + i%26))})
	}
	return ps
}

func octets(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * 7)
	}
	return b
}

func TestFlowCalls(t *testing.T) {
	f := newFlow(t, &flowHost{add: func(_ context.Context, a, b uint32) (uint32, error) { return a + b, nil }})
	ctx := t.Context()
	if sum, err := f.calls.Add(ctx, 3, 4); sum != 7 || err != nil {
		t.Errorf("add: %d, %v", sum, err)
	}
	if p, err := f.calls.Move(ctx, Point{X: 1, Label: "p"}); p != (Point{X: 2, Label: "p'"}) || err != nil {
		t.Errorf("move: %v, %v", p, err)
	}
	if _, err := f.calls.Move(ctx, Point{X: -1, Label: "p"}); err != NewFailureOther("left of p") {
		t.Errorf("move: %v", err)
	}
}

// TestFlowSources reads what the guest copies from the host, while another
// goroutine has it come bit by bit.
func TestFlowSources(t *testing.T) {
	data, ps := octets(10_000), points(300)
	h := &flowHost{bytes: newQueue[byte](), points: newQueue[Point]()}
	f := newFlow(t, h)
	ctx := t.Context()
	s, err := f.sources.Bytes(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	go h.bytes.feed(data, 333)
	r := component.ReadStream(ctx, f.in, s)
	if got, err := io.ReadAll(r); !slices.Equal(got, data) || err != nil {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	r.Close()

	p, err := f.sources.Points(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	go h.points.feed(ps, 7)
	to := newCollector[Point](1000)
	p.To(t.Context(), to)
	if err := f.in.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	if n, err := to.wait(ctx, nil); n != 300 || err != nil || !slices.Equal(to.got, ps) {
		t.Errorf("%d points, %v", n, err)
	}
	h.bytes.wantClosed(t)
	h.points.wantClosed(t)
}

func TestFlowFutures(t *testing.T) {
	want := map[bool]answer{true: {OK: "yes"}, false: {IsErr: true, Err: NewFailureOther("no")}}
	var later func(answer)
	h := &flowHost{}
	f := newFlow(t, h)
	ctx := t.Context()
	for ok, want := range want {
		for _, at := range []string{"before", "later"} {
			h.value = func(bool) (f *component.Future[answer]) {
				if at == "before" {
					return component.Settled(want)
				}
				f, later = component.NewFuture[answer]()
				return f
			}
			v, err := f.sources.Value(ctx, ok)
			if err != nil {
				t.Fatal(err)
			}
			if at == "later" {
				go later(want)
			}
			if a, err := component.Await(ctx, f.in, v); a != want || err != nil {
				t.Errorf("%v, %s: %v, %v", ok, at, a, err)
			}
			v, settle := component.NewFuture[answer]()
			go settle(want)
			var got answer
			err = f.sinks.Value(ctx, v, func(s string, err error) {
				got.OK = s
				got.Err, got.IsErr = err.(Failure)
			})
			if err != nil || got != want {
				t.Errorf("%v, %s: given %v, %v", ok, at, got, err)
			}
		}
	}
}

// TestFlowSinks has the guest copy to the host what the caller gives it.
func TestFlowSinks(t *testing.T) {
	data, ps := octets(10_000), points(300)
	for name, refuse := range map[string]error{"taken": nil, "refused": NewFailureOther("full")} {
		t.Run(name, func(t *testing.T) {
			h := &flowHost{bytesTo: newCollector[byte](1 << 20), pointsTo: newCollector[Point](1 << 20), refuse: refuse}
			f := newFlow(t, h)
			bytes, points := newQueue[byte](), newQueue[Point]()
			go bytes.feed(data, 333)
			go points.feed(ps, 7)
			check := func(count int) func(uint32, error) {
				return func(n uint32, err error) {
					if err != refuse || err == nil && n != uint32(count) {
						t.Errorf("%d, %v, want %d, %v", n, err, count, refuse)
					}
				}
			}
			if err := f.sinks.Bytes(t.Context(), component.NewStream(component.Source[byte](bytes)), check(len(data))); err != nil {
				t.Error(err)
			}
			if err := f.sinks.Points(t.Context(), component.NewStream(component.Source[Point](points)), check(len(ps))); err != nil {
				t.Error(err)
			}
			if !slices.Equal(h.bytesTo.got, data) || !slices.Equal(h.pointsTo.got, ps) {
				t.Errorf("%d bytes, %d points", len(h.bytesTo.got), len(h.pointsTo.got))
			}
		})
	}
}
