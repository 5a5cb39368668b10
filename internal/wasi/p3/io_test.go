package p3

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

func str(s string) component.Value { return wit.StringValue(s) }

// cases are the names of a variant's cases.
func cases(iface, name string) []string {
	var out []string
	for _, c := range wit.Underlying(witfiles.Interface(iface).Type(name)).(*wit.Variant).Cases {
		out = append(out, c.Name)
	}
	return out
}

// patience is how long a test waits for what must happen.
const patience = 20 * time.Second

// await returns the value of a future of the host.
func await[T any](t testing.TB, f *component.Future[T]) T {
	t.Helper()
	got := make(chan T, 1)
	f.Then(func(v T, err error) {
		if err != nil {
			t.Error(err)
		}
		got <- v
	})
	select {
	case v := <-got:
		return v
	case <-time.After(patience):
		t.Fatal("the future is not settled")
		panic("unreachable")
	}
}

// pending fails if a future of the host is settled soon.
func pending[T any](t testing.TB, f *component.Future[T]) (then func() T) {
	t.Helper()
	got := make(chan T, 1)
	f.Then(func(v T, _ error) { got <- v })
	select {
	case v := <-got:
		t.Fatalf("the future is settled with %v already", v)
	case <-time.After(20 * time.Millisecond):
	}
	return func() T {
		t.Helper()
		select {
		case v := <-got:
			return v
		case <-time.After(patience):
			t.Fatal("the future is not settled")
			panic("unreachable")
		}
	}
}

// streamOf is a stream of the host with these bytes.
func streamOf(s string) *component.Stream[byte] {
	return component.NewStream[byte](component.ReaderSource(strings.NewReader(s)))
}

// drain reads a stream of the host to its end, and drops it.
func drain(t testing.TB, s *component.Stream[byte]) string {
	t.Helper()
	src := s.Source()
	var out []byte
	for p := make([]byte, 100); ; {
		n, err := src.Read(p)
		if out = append(out, p[:n]...); err != nil {
			if err := src.Close(); err != nil {
				t.Error(err)
			}
			return string(out)
		}
		if n == 0 {
			wait(t, src)
		}
	}
}

func wait(t testing.TB, p component.Pollable) {
	t.Helper()
	woken := make(chan struct{}, 1)
	defer p.Subscribe(func() {
		select {
		case woken <- struct{}{}:
		default:
		}
	})()
	for late := time.After(patience); !p.Ready(); {
		select {
		case <-woken:
		case <-late:
			t.Fatal("nothing happens")
		}
	}
}

// slow is an output that passes on what was written when it is let.
type slow struct {
	wasi.Notifier
	mu   sync.Mutex
	held bool
	err  error
}

func (s *slow) let(err error) {
	s.mu.Lock()
	s.held, s.err = false, err
	s.mu.Unlock()
	s.Wake()
}

func (s *slow) Ready() bool {
	n, err := s.CheckWrite()
	return n > 0 || err != nil
}

func (s *slow) Subscribe(wake func()) (cancel func()) { return s.SubscribeTo(s, wake) }

func (s *slow) CheckWrite() (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held {
		return 0, nil
	}
	return 10, s.err
}

func (s *slow) Write([]byte) error {
	s.mu.Lock()
	s.held = true
	s.mu.Unlock()
	return nil
}

func (s *slow) Flush() error { return nil }
func (s *slow) Close() error { return nil }

// TestFlush checks that the result of an output waits for what is on its way.
func TestFlush(t *testing.T) {
	for _, failed := range []error{nil, io.ErrUnexpectedEOF} {
		s := &slow{}
		f, err := writing(new(Host), streamOf("x"), s, func(err error) error { return err })
		if err != nil {
			t.Fatal(err)
		}
		then := pending(t, f)
		s.let(failed)
		if r := then(); r.IsErr != (failed != nil) || r.Err != failed {
			t.Errorf("%+v, want %v", r, failed)
		}
	}
}

// TestDroppedInput checks that the result of an input which nobody reads to its
// end is none of its errors.
func TestDroppedInput(t *testing.T) {
	s := reading(wasi.NewReaderStream(broken{}), func(err error) error { return err })
	s.F0.Drop()
	if r := await(t, s.F1); r.IsErr {
		t.Errorf("%+v", r)
	}
}

// unending is an input that never ends, of zeroes or of nothing.
type unending struct{ silent bool }

func (e unending) Ready() bool { return !e.silent }

func (e unending) Subscribe(wake func()) (cancel func()) {
	if !e.silent {
		wake()
	}
	return func() {}
}

func (e unending) Read(p []byte) (int, error) {
	if e.silent {
		return 0, nil
	}
	return len(p), nil
}

func (unending) Close() error { return nil }

// TestCopies has the host write streams of its own to others: they end with the
// host, and there are not too many of them.
func TestCopies(t *testing.T) {
	h := new(Host)
	code := func(err error) error { return err }
	var ends []*component.Future[result[error]]
	for i := range maxCopies {
		f, err := writing(h, reading(unending{silent: i > 1}, code).F0, wasi.Discard, code)
		if err != nil {
			t.Fatal(err)
		}
		ends = append(ends, f)
	}
	dropped := reading(unending{}, code)
	if f, err := writing(h, dropped.F0, wasi.Discard, code); err == nil {
		t.Errorf("one too many: %v", f)
	}
	if r := await(t, dropped.F1); r.IsErr {
		t.Errorf("one too many: %+v", r)
	}
	if h.Close(); h.Reset() {
		t.Error("a host is used again that copies")
	}
	for _, f := range ends {
		if r := await(t, f); !errors.Is(r.Err, context.Canceled) {
			t.Errorf("ended with %+v", r)
		}
	}
	if n := h.copies.Load(); n != 0 {
		t.Errorf("%d copies are left", n)
	}
}
