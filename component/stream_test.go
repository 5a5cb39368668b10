package component_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// numbers are the elements of a future<u32>.
var numbers = &component.Element[uint32]{
	Shape: wit.Shape(wit.U32), Size: 4, Align: 4,
	Load:  func(c *component.Call, p uint32) uint32 { return c.Memory().U32(p) },
	Store: func(c *component.Call, p uint32, v uint32) { c.Memory().PutU32(p, v) },
}

func streams(t *testing.T) *component.Instance {
	return streamsWith(t, component.InstanceConfig{})
}

func streamsWith(t *testing.T, config component.InstanceConfig) *component.Instance {
	t.Helper()
	checkGoroutines(t)
	c, err := newRuntime(t, component.Config{Gated: true}).Load(context.Background(), fixture(t, "streams"))
	if err != nil {
		t.Fatal(err)
	}
	linked, err := component.NewLinker().Link(c)
	if err != nil {
		t.Fatal(err)
	}
	in, err := linked.Instantiate(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(context.Background()) })
	return in
}

// read reads all of a stream that a guest has returned.
func read(t *testing.T, in *component.Instance, v component.Value) []byte {
	t.Helper()
	s, err := component.StreamOf(v, component.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	r := component.ReadStream(t.Context(), in, s)
	defer r.Close()
	got, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func give(r io.Reader) component.Value {
	return component.StreamValue(component.NewStream(component.ReaderSource(r)), component.Bytes)
}

func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i)
	}
	return b
}

func TestStreamToGuest(t *testing.T) {
	in := streams(t)
	data := pattern(100_000)
	var want uint32
	for _, b := range data {
		want += uint32(b)
	}
	for name, r := range map[string]io.Reader{
		"at once": bytes.NewReader(data), "by one byte": iotest.OneByteReader(bytes.NewReader(data[:1000])), "nothing": strings.NewReader(""),
		"with its end": iotest.DataErrReader(bytes.NewReader(data)), "failing": iotest.TimeoutReader(iotest.HalfReader(bytes.NewReader(data))),
	} {
		want := want
		switch name {
		case "by one byte":
			want = 0
			for _, b := range data[:1000] {
				want += uint32(b)
			}
		case "nothing":
			want = 0
		case "failing":
			want = 0
			for _, b := range data[:16<<10] { // what HalfReader makes of the first read
				want += uint32(b)
			}
		}
		if got := call(t, in, "sum", give(r)).U32(); got != want {
			t.Errorf("%s: the sum is %d, want %d", name, got, want)
		}
	}
}

func TestStreamFromGuest(t *testing.T) {
	in := streams(t)
	for _, n := range []int{0, 1, 999, 1000, 1001, 100_000} {
		if got := read(t, in, call(t, in, "count", wit.U32Value(uint32(n)))); !bytes.Equal(got, pattern(n)) {
			t.Errorf("%d bytes, want %d", len(got), n)
		}
	}
	if err := in.Settle(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestStreamThroughGuest(t *testing.T) {
	in := streams(t)
	data := pattern(300_000)
	for _, name := range []string{"copy", "pass"} {
		if got := read(t, in, call(t, in, name, give(bytes.NewReader(data)))); !bytes.Equal(got, data) {
			t.Errorf("%s: %d bytes, want %d", name, len(got), len(data))
		}
	}
	// What the guest passes on is what it was given.
	src := component.ReaderSource(bytes.NewReader(data))
	s, err := component.StreamOf(call(t, in, "pass", component.StreamValue(component.NewStream(src), component.Bytes)), component.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if s.Source() != src {
		t.Errorf("the source is %v", s.Source())
	}
}

// TestReaderStops checks that the guest is told when nobody reads, and goes on.
func TestReaderStops(t *testing.T) {
	in := streams(t)
	s, err := component.StreamOf(call(t, in, "count", wit.U32Value(1_000_000)), component.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	r := component.ReadStream(t.Context(), in, s)
	if _, err := io.ReadFull(r, make([]byte, 1500)); err != nil {
		t.Fatal(err)
	}
	r.Close()
	if _, err := r.Read(make([]byte, 1)); err != io.ErrClosedPipe {
		t.Errorf("read after close: %v", err)
	}
	if err := in.Settle(t.Context()); err != nil {
		t.Errorf("the guest did not end: %v", err)
	}
	s, err = component.StreamOf(call(t, in, "count", wit.U32Value(1_000_000)), component.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	s.Drop()
	if err := in.Settle(t.Context()); err != nil {
		t.Errorf("the guest did not end: %v", err)
	}
}

// A closer is a reader that blocks until it is closed.
type closer struct{ closed chan struct{} }

func (c closer) Read([]byte) (int, error) {
	<-c.closed
	return 0, io.EOF
}

func (c closer) Close() error {
	close(c.closed)
	return nil
}

func TestGuestStops(t *testing.T) {
	in := streams(t)
	c := closer{make(chan struct{})}
	if got := call(t, in, "cancel", give(c)).U32(); got != 2 {
		t.Errorf("the cancelled read ended as %#x", got)
	}
	<-c.closed // dropped by the guest
	c = closer{make(chan struct{})}
	if got := call(t, in, "leave", give(c)).U32(); got != 0xffff_ffff {
		t.Errorf("the read ended as %#x", got)
	}
	in.Close(t.Context())
	<-c.closed
}

func TestPeek(t *testing.T) {
	in := streams(t)
	r, w := io.Pipe()
	go func() {
		time.Sleep(time.Millisecond)
		w.Write([]byte("x"))
	}()
	if got := call(t, in, "peek", give(r)).U32(); got != 0 {
		t.Errorf("the read of nothing ended as %#x", got)
	}
}

func TestFuture(t *testing.T) {
	in := streams(t)
	take := func(v component.Value) *component.Future[uint32] {
		t.Helper()
		f, err := component.FutureOf(v, numbers)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	await := func(f *component.Future[uint32]) uint32 {
		t.Helper()
		n, err := component.Await(t.Context(), in, f)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := await(take(call(t, in, "next", component.FutureValue(component.Settled(uint32(41)), numbers)))); n != 42 {
		t.Errorf("settled: %d", n)
	}
	for _, name := range []string{"next", "pass-future"} {
		f, settle := component.NewFuture[uint32]()
		g := take(call(t, in, name, component.FutureValue(f, numbers)))
		time.AfterFunc(time.Millisecond, func() { settle(7) })
		want := uint32(7)
		if name == "next" {
			want = 8
		}
		if n := await(g); n != want {
			t.Errorf("%s: %d, want %d", name, n, want)
		}
	}
	if err := in.Settle(t.Context()); err != nil {
		t.Error(err)
	}
}

// An event is a Pollable that notes whether it was closed.
type event struct {
	ready  atomic.Bool
	wake   atomic.Value
	closed atomic.Bool
}

func (e *event) Ready() bool { return e.ready.Load() }
func (e *event) Subscribe(wake func()) (cancel func()) {
	e.wake.Store(wake)
	if e.Ready() {
		wake()
	}
	return func() {}
}
func (e *event) Close() error {
	e.closed.Store(true)
	return nil
}
func (e *event) happen() {
	e.ready.Store(true)
	if wake, ok := e.wake.Load().(func()); ok {
		wake()
	}
}

func TestFutureOn(t *testing.T) {
	in := streams(t)
	for _, name := range []string{"next", "pass-future"} {
		var e event
		f := component.FutureOn(&e, func() uint32 { return 5 })
		g, err := component.FutureOf(call(t, in, name, component.FutureValue(f, numbers)), numbers)
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Millisecond, e.happen)
		n, err := component.Await(t.Context(), in, g)
		if err != nil || n != 5 && n != 6 {
			t.Errorf("%s: %d, %v", name, n, err)
		}
		if err := in.Settle(t.Context()); err != nil {
			t.Error(err)
		}
		if !e.closed.Load() {
			t.Errorf("%s: what the future waited for was not closed", name)
		}
	}
	var e event
	component.FutureOn(&e, func() uint32 { return 5 }).Drop()
	if !e.closed.Load() {
		t.Error("what a future waited for that was dropped was not closed")
	}
	done := make(chan uint32)
	e = event{}
	component.FutureOn(&e, func() uint32 { return 5 }).Then(func(n uint32, _ error) { done <- n })
	e.happen()
	if n := <-done; n != 5 {
		t.Errorf("then: %d", n)
	}
}

// early wakes the first who subscribes too early.
type early struct{ subscribed atomic.Int32 }

func (e *early) Ready() bool { return e.subscribed.Load() > 1 }
func (e *early) Subscribe(wake func()) (cancel func()) {
	e.subscribed.Add(1)
	wake()
	return func() {}
}

// TestWokenEarly waits for something that becomes ready after it has said so.
func TestWokenEarly(t *testing.T) {
	five := func() uint32 { return 5 }
	done := make(chan uint32)
	component.FutureOn(new(early), five).Then(func(n uint32, _ error) { done <- n })
	if n := <-done; n != 5 {
		t.Errorf("then: %d", n)
	}
	n, err := component.Await(t.Context(), streams(t), component.FutureOn(new(early), five))
	if err != nil || n != 5 {
		t.Errorf("await: %d, %v", n, err)
	}
}

// A sink notes how it ends.
type sink struct {
	got bytes.Buffer
	err error
	end bool
}

func (s *sink) Ready() bool { return true }
func (s *sink) Subscribe(wake func()) func() {
	wake()
	return func() {}
}
func (s *sink) Write(p []byte) (int, error) { return s.got.Write(p) }
func (s *sink) Close(err error)             { s.err, s.end = err, true }

// TestStreamOfEnded checks what a stream ends with whose guest traps, or whose
// instance is closed.
func TestStreamOfEnded(t *testing.T) {
	in := streams(t)
	var s sink
	f, _ := in.Func("trap")
	c := closer{make(chan struct{})}
	var trap *component.Trap
	if _, err := f.Call(t.Context(), give(c)); !errors.As(err, &trap) {
		t.Fatalf("%v, want a trap", err)
	}
	<-c.closed
	in = streams(t)
	v := call(t, in, "count", wit.U32Value(5000))
	stream, err := component.StreamOf(v, component.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	stream.To(t.Context(), &s)
	in.Close(t.Context())
	if !s.end || s.err != component.ErrEnded {
		t.Errorf("ended %v, %v", s.end, s.err)
	}
}

// TestStreamUntil checks that the end of a context ends a stream of the host that
// is written to something, whether or not there is something to write.
func TestStreamUntil(t *testing.T) {
	for _, text := range []string{"", "zeroes"} {
		ctx, cancel := context.WithCancelCause(t.Context())
		s := &ending{end: make(chan error, 1)}
		component.NewStream[byte](repeated(text)).To(ctx, s)
		cancel(io.ErrClosedPipe)
		if err := <-s.end; err != io.ErrClosedPipe {
			t.Errorf("%q without end has ended with %v", text, err)
		}
	}
}

// repeated is a source that has this text again and again.
type repeated string

func (s repeated) Ready() bool { return s != "" }
func (s repeated) Subscribe(wake func()) func() {
	wake()
	return func() {}
}
func (s repeated) Read(p []byte) (int, error) { return copy(p, s), nil }
func (s repeated) Close() error               { return nil }

// ending is a sink that tells how it ends.
type ending struct {
	sink
	end chan error
}

func (s *ending) Write(p []byte) (int, error) { return len(p), nil }
func (s *ending) Close(err error)             { s.end <- err }

// TestStreamValues checks what is not a stream of the type that is wanted.
func TestStreamValues(t *testing.T) {
	in := streams(t)
	f, _ := in.Func("sum")
	used := give(strings.NewReader("x"))
	if _, err := f.Call(t.Context(), used); err != nil {
		t.Fatal(err)
	}
	chars := &component.Element[rune]{Shape: wit.Shape(wit.Char), Size: 4, Align: 4}
	for name, v := range map[string]component.Value{
		"a number":          wit.U32Value(1),
		"a future":          component.FutureValue(component.Settled(uint32(1)), numbers),
		"of another type":   component.StreamValue(component.NewStream[rune](nil), chars),
		"given away before": used,
		"a resource":        component.NewHandle(component.NewResourceType("r", nil), 1),
	} {
		var wrong *component.ArgumentError
		if _, err := f.Call(t.Context(), v); !errors.As(err, &wrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
	v := call(t, in, "count", wit.U32Value(1))
	if _, err := component.FutureOf(v, numbers); err == nil {
		t.Error("a stream was taken for a future")
	}
	if err := in.Drop(t.Context(), v); err != nil {
		t.Error(err)
	}
	if _, err := component.StreamOf(v, component.Bytes); err == nil {
		t.Error("a stream that was dropped was taken")
	}
}
