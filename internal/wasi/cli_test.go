package wasi

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"syscall"
	"testing"
	"time"
)

// TestState checks what an instance has that was given nothing.
func TestState(t *testing.T) {
	var s State
	if n, err := s.Input().Read(make([]byte, 1)); n != 0 || err != io.EOF {
		t.Errorf("input: %d, %v", n, err)
	}
	for _, o := range []OutputStream{s.Output(), s.ErrorOutput()} {
		must(t, BlockingWriteAndFlush(t.Context(), o, []byte("x")))
	}
	if ds, err := s.OpenPreopens(); len(ds) != 0 || err != nil {
		t.Errorf("preopens: %v, %v", ds, err)
	}
	if d := time.Since(s.Wall().Now().Time()); d < -time.Minute || d > time.Minute {
		t.Errorf("the wall clock is off by %v", d)
	}
	if a, b := s.Monotonic().Now(), s.Monotonic().Now(); b < a {
		t.Errorf("the monotonic clock went from %d to %d", a, b)
	}
}

func TestExit(t *testing.T) {
	err := fmt.Errorf("running: %w", &Exit{Code: 7})
	var exit *Exit
	if !errors.As(err, &exit) || exit.Code != 7 {
		t.Errorf("%v", err)
	}
}

func TestKeepOpen(t *testing.T) {
	r, w := Pipe(0)
	must(t, KeepOpenOutput(w).Close())
	must(t, w.Write([]byte("x")))
	must(t, KeepOpen(r).Close())
	if n, err := r.Read(make([]byte, 1)); n != 1 || err != nil {
		t.Errorf("read after close: %d, %v", n, err)
	}
}

func TestWriteNow(t *testing.T) {
	var buf bytes.Buffer
	s := WriteNow(&buf)
	must(t, BlockingWriteAndFlush(t.Context(), s, []byte("x")))
	if buf.String() != "x" {
		t.Errorf("wrote %q", buf.String())
	}
	if err := s.Write(make([]byte, MaxPermit+1)); err != ErrPermit {
		t.Errorf("write beyond the permit: %v", err)
	}
	boom := errors.New("boom")
	s = WriteNow(failingWriter{boom})
	if err := s.Write([]byte("x")); err != boom {
		t.Errorf("failing: %v", err)
	}
	if err := s.Write([]byte("x")); err != io.EOF {
		t.Errorf("after a failure: %v", err)
	}
}

func TestDatetime(t *testing.T) {
	for _, c := range []struct {
		d  Datetime
		ns uint64
	}{
		{Datetime{}, 0},
		{Datetime{1, 5}, 1_000_000_005},
		{Datetime{-1, 999_999_999}, 0},
		{Datetime{math.MaxInt64, 0}, math.MaxUint64},
	} {
		if got := c.d.Nanos(); got != c.ns {
			t.Errorf("%v = %d ns, want %d", c.d, got, c.ns)
		}
		if c.d.Seconds >= 0 && c.ns < math.MaxUint64 && DatetimeOfNanos(c.ns) != c.d {
			t.Errorf("%d ns = %v, want %v", c.ns, DatetimeOfNanos(c.ns), c.d)
		}
	}
	if d := DatetimeOf(time.Unix(-1, 5)); d != (Datetime{-1, 5}) || !d.Time().Equal(time.Unix(-1, 5)) {
		t.Errorf("before 1970: %v", d)
	}
	if z := Timezone(Datetime{}); z.UTCOffset != 0 || z.Name != "UTC" {
		t.Errorf("time zone %v", z)
	}
}

// steppedClock moves only when a test moves it.
type steppedClock struct {
	now    uint64
	timers map[*uint64]func()
}

func (c *steppedClock) Now() uint64      { return c.now }
func (*steppedClock) Resolution() uint64 { return 1 }

func (c *steppedClock) AfterFunc(at uint64, f func()) (stop func()) {
	key := &at
	c.timers[key] = f
	return func() { delete(c.timers, key) }
}

func TestTimers(t *testing.T) {
	c := &steppedClock{100, make(map[*uint64]func())}
	woken := 0
	wake := func() { woken++ }
	instant, duration := SubscribeInstant(c, 110), SubscribeDuration(c, 20)
	if instant.Ready() || duration.Ready() {
		t.Error("ready before its time")
	}
	cancel := instant.Subscribe(wake)
	stop := duration.Subscribe(wake)
	if len(c.timers) != 2 {
		t.Errorf("%d timers", len(c.timers))
	}
	stop()
	cancel()
	if len(c.timers) != 0 || woken != 0 {
		t.Errorf("%d timers are left, %d wakes", len(c.timers), woken)
	}
	c.now = 110
	if !instant.Ready() || duration.Ready() {
		t.Error("at 110 only the first is ready")
	}
	instant.Subscribe(wake)()
	if woken != 1 || len(c.timers) != 0 {
		t.Errorf("%d wakes of one that is ready, %d timers", woken, len(c.timers))
	}
	if SubscribeDuration(c, math.MaxUint64).Ready() || SubscribeInstant(c, math.MaxUint64).Ready() {
		t.Error("the end of time has come")
	}
	// The machine's clock, with the longest wait and none.
	SubscribeInstant(SystemMonotonicClock, math.MaxUint64).Subscribe(wake)()
	must(t, Wait(t.Context(), SubscribeDuration(SystemMonotonicClock, 1000)))
}

func TestRandom(t *testing.T) {
	for _, src := range []io.Reader{SecureRandom, InsecureRandom} {
		for _, n := range []uint64{0, 1, 7, 8, 9, 100} {
			b, err := RandomBytes(src, n)
			if err != nil || uint64(len(b)) != n {
				t.Errorf("%d bytes: %d, %v", n, len(b), err)
			}
			if n == 100 && bytes.Count(b, []byte{0}) > 50 {
				t.Errorf("not random: % x", b)
			}
		}
		a, err := RandomUint64(src)
		must(t, err)
		if b, _ := RandomUint64(src); a == b {
			t.Errorf("%d twice", a)
		}
		if _, err := RandomBytes(src, 1<<63); !errors.Is(err, ErrRandomLength) {
			t.Errorf("2^63 bytes: %v", err)
		}
	}
	if _, err := RandomBytes(bytes.NewReader(nil), 1); err == nil {
		t.Error("a source that is empty yields bytes")
	}
}

func TestFileErrorOf(t *testing.T) {
	for _, c := range []struct {
		err  error
		want FileError
		ok   bool
	}{
		{FileErrQuota, FileErrQuota, true},
		{fmt.Errorf("x: %w", FileErrLoop), FileErrLoop, true},
		{&os.PathError{Op: "open", Path: "x", Err: syscall.ENOENT}, FileErrNoEntry, true},
		{syscall.EXDEV, FileErrCrossDevice, true},
		{syscall.EMFILE, FileErrInsufficientMemory, true},
		{ErrTooManyDescriptors, FileErrInsufficientMemory, true},
		{fs.ErrExist, FileErrExist, true},
		{fs.ErrPermission, FileErrAccess, true},
		{os.ErrClosed, FileErrBadDescriptor, true},
		{errors.ErrUnsupported, FileErrUnsupported, true},
		{io.ErrShortWrite, FileErrIO, true},
		{errors.New("something"), FileErrIO, false},
	} {
		if code, ok := FileErrorOf(c.err); code != c.want || ok != c.ok {
			t.Errorf("%v = %v, %v", c.err, code, ok)
		}
	}
	if FileErrCrossDevice.String() != "cross-device" || FileError(99).String() != "unknown" {
		t.Error("wrong names")
	}
}
