package wasi

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
)

// TestStreams moves bytes of every size class through each kind of stream.
func TestStreams(t *testing.T) {
	for _, size := range []int{0, 1, 4095, 4096, 4097, 100_000, 3 << 20} {
		want := bytes.Repeat([]byte("gyro!"), size/5+1)[:size]
		t.Run("pipe", func(t *testing.T) {
			r, w := Pipe(70_000)
			go func() {
				if err := BlockingWrite(t.Context(), w, want); err != nil {
					t.Error(err)
				}
				w.Close()
			}()
			checkRead(t, r, want)
		})
		t.Run("reader", func(t *testing.T) {
			checkRead(t, NewReaderStream(bytes.NewReader(want)), want)
			checkRead(t, NewReaderStream(iotest.DataErrReader(bytes.NewReader(want))), want)
			if size < 5000 {
				checkRead(t, NewReaderStream(iotest.OneByteReader(bytes.NewReader(want))), want)
			}
		})
		t.Run("writer", func(t *testing.T) {
			var got closeBuffer
			s := NewWriterStream(&got)
			if err := BlockingWrite(t.Context(), s, want); err != nil {
				t.Fatal(err)
			}
			if err := BlockingFlush(t.Context(), s); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.bytes(), want) {
				t.Errorf("got %d bytes, want %d", len(got.bytes()), len(want))
			}
			s.Close()
			if err := Wait(t.Context(), &got.closed); err != nil {
				t.Fatal(err)
			}
			if _, err := s.CheckWrite(); err != io.EOF {
				t.Errorf("check-write after close: %v", err)
			}
		})
	}
}

func checkRead(t *testing.T, s InputStream, want []byte) {
	t.Helper()
	var got bytes.Buffer
	buf := make([]byte, 9999)
	for {
		n, err := BlockingRead(t.Context(), s, buf)
		got.Write(buf[:n])
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("got %d bytes, want %d", got.Len(), len(want))
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := s.Read(buf); err != io.EOF {
		t.Errorf("read after close: %v", err)
	}
}

// closeBuffer is a buffer that tells when it was closed.
type closeBuffer struct {
	mu     sync.Mutex
	buf    bytes.Buffer
	closed Event
}

func (b *closeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *closeBuffer) Close() error { b.closed.Set(); return nil }

func (b *closeBuffer) bytes() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Bytes()
}

func TestSplice(t *testing.T) {
	r, w := Pipe(0)
	src := NewReaderStream(strings.NewReader(strings.Repeat("x", 100_000)))
	total := uint64(0)
	for total < 100_000 {
		n, err := BlockingSplice(t.Context(), w, src, 30_000)
		if err != nil {
			t.Fatal(err)
		}
		if n > 30_000 {
			t.Fatalf("spliced %d, asked for 30000", n)
		}
		total += n
	}
	if _, err := BlockingSplice(t.Context(), w, src, 1); err != io.EOF {
		t.Errorf("splice at the end: %v", err)
	}
	n, err := BlockingSkip(t.Context(), r, 10)
	if n != 10 || err != nil {
		t.Errorf("skip = %d, %v", n, err)
	}
	w.Close()
	checkRead(t, r, []byte(strings.Repeat("x", 100_000-10)))
}

func TestPermit(t *testing.T) {
	_, w := Pipe(10)
	for _, c := range []struct {
		what string
		do   func() error
		want error
	}{
		{"write within", func() error { return w.Write(make([]byte, 4)) }, nil},
		{"write beyond", func() error { return w.Write(make([]byte, 7)) }, ErrPermit},
		{"zeroes within", func() error { return WriteZeroes(w, 6) }, nil},
		{"zeroes beyond", func() error { return WriteZeroes(w, 1<<60) }, ErrPermit},
		{"blocking write too long", func() error {
			return BlockingWriteAndFlush(t.Context(), w, make([]byte, MaxBlockingWrite+1))
		}, ErrPermit},
		{"blocking zeroes too long", func() error {
			return BlockingWriteZeroesAndFlush(t.Context(), w, 1<<63)
		}, ErrPermit},
		{"empty write when full", func() error { return w.Write(nil) }, nil},
	} {
		if err := c.do(); err != c.want {
			t.Errorf("%s: %v, want %v", c.what, err, c.want)
		}
	}
	if w.Ready() {
		t.Error("a full pipe is ready for writing")
	}
}

// TestStreamFailure checks that a failure is reported once and is followed by
// the end.
func TestStreamFailure(t *testing.T) {
	boom := errors.New("boom")
	in := NewReaderStream(io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(boom)))
	out := NewWriterStream(failingWriter{boom})
	buf := make([]byte, 10)
	for {
		n, err := BlockingRead(t.Context(), in, buf)
		if err == boom {
			break
		}
		if err != nil || n == 0 {
			t.Fatalf("read = %d, %v", n, err)
		}
	}
	if _, err := in.Read(buf); err != io.EOF {
		t.Errorf("read after failure: %v", err)
	}
	if err := BlockingWriteAndFlush(t.Context(), out, []byte("x")); err != boom {
		t.Errorf("write: %v", err)
	}
	if err := out.Write([]byte("x")); err != io.EOF {
		t.Errorf("write after failure: %v", err)
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

// TestBlockingEndsWithContext checks that nothing that blocks outlives its
// context.
func TestBlockingEndsWithContext(t *testing.T) {
	cause := errors.New("client went away")
	r, w := Pipe(8)
	if err := w.Write(make([]byte, 8)); err != nil {
		t.Fatal(err)
	}
	empty, _ := Pipe(8)
	for what, do := range map[string]func(context.Context) error{
		"read":   func(ctx context.Context) error { _, err := BlockingRead(ctx, empty, make([]byte, 1)); return err },
		"write":  func(ctx context.Context) error { return BlockingWrite(ctx, w, []byte("x")) },
		"flush":  func(ctx context.Context) error { return BlockingFlush(ctx, w) },
		"splice": func(ctx context.Context) error { _, err := BlockingSplice(ctx, w, r, 1); return err },
		"poll":   func(ctx context.Context) error { _, err := Poll(ctx, []Pollable{Never, empty}); return err },
	} {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(cause)
		if err := do(ctx); err != cause {
			t.Errorf("%s: %v, want the cause", what, err)
		}
	}
}

func TestPoll(t *testing.T) {
	var a, b Event
	if _, err := Poll(t.Context(), nil); err != ErrNothingToPoll {
		t.Errorf("empty list: %v", err)
	}
	go b.Set()
	got, err := Poll(t.Context(), []Pollable{Never, &a, &b, &b})
	if err != nil || len(got) != 2 || got[0] != 2 || got[1] != 3 {
		t.Errorf("Poll = %v, %v", got, err)
	}
	if n := len(a.subs.subs) + len(b.subs.subs); n != 0 {
		t.Errorf("%d subscriptions are left", n)
	}
}

// TestSubscribe checks that a subscription made when the pollable is ready
// already is woken at once.
func TestSubscribe(t *testing.T) {
	var set Event
	set.Set()
	r, w := Pipe(1)
	if err := w.Write([]byte{1}); err != nil {
		t.Fatal(err)
	}
	for _, p := range []Pollable{Always, &set, r} {
		woken := false
		p.Subscribe(func() { woken = true })()
		if !woken {
			t.Errorf("%T was ready and did not wake", p)
		}
	}
}

func BenchmarkPipe(b *testing.B) {
	r, w := Pipe(0)
	p := make([]byte, 16<<10)
	b.SetBytes(int64(len(p)))
	b.ReportAllocs()
	for b.Loop() {
		if err := w.Write(p); err != nil {
			b.Fatal(err)
		}
		if n, err := r.Read(p); n != len(p) || err != nil {
			b.Fatal(n, err)
		}
	}
}

func BenchmarkPollReady(b *testing.B) {
	ps := []Pollable{Never, Always}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Poll(b.Context(), ps); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWaitBlocked(b *testing.B) {
	r, w := Pipe(0)
	back, forth := Pipe(0)
	go func() {
		p := make([]byte, 1)
		for {
			if _, err := BlockingRead(context.Background(), r, p); err != nil {
				return
			}
			_ = forth.Write(p)
		}
	}()
	p := make([]byte, 1)
	b.ReportAllocs()
	for b.Loop() {
		_ = w.Write(p)
		if _, err := BlockingRead(b.Context(), back, p); err != nil {
			b.Fatal(err)
		}
	}
	w.Close()
}
