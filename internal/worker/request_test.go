package worker

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/limits"
	"github.com/gyro-wasm/gyro/internal/worker/schedule"
)

// newLoaded returns what limits a component, without a component.
func newLoaded(t *testing.T, values limits.Values) *loaded {
	t.Helper()
	s := limits.Local.Limits()
	for l, n := range values {
		s[l] = n
	}
	sh, err := newShare(s[limits.TotalInstances])
	if err != nil {
		t.Fatal(err)
	}
	closeAtEnd(t, sh.scheduler)
	return &loaded{id: "c", limits: s, gate: newGate(s), share: sh}
}

func closeAtEnd(t testing.TB, s *schedule.Scheduler) {
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// reachedLimit returns the limit that an error names, for tests.
func reachedLimit(t *testing.T, err error) limits.Limit {
	t.Helper()
	var e *limits.Error
	if !errors.As(err, &e) || e.Component != "c" {
		t.Fatalf("%v is not the error of a limit of c", err)
	}
	return e.Limit
}

// TestCPULimit lets a guest execute just what it may, and one instruction more.
func TestCPULimit(t *testing.T) {
	l := newLoaded(t, limits.Values{limits.CPU: int64(time.Millisecond)})
	ctx, q := l.begin(t.Context())
	defer q.end()
	for range 4 {
		if err := q.Tick(ctx, 250_000); err != nil {
			t.Fatal(err)
		}
	}
	err := q.Tick(ctx, 1)
	if reachedLimit(t, err) != limits.CPU {
		t.Error(err)
	}
	if err := q.explain(errors.New("trap")); reachedLimit(t, err) != limits.CPU || err.Error() != (&limits.Error{Limit: limits.CPU, Value: 1e6, Component: "c"}).Error() {
		t.Errorf("the request failed with %v", err)
	}
	if n := l.share.reached[limits.CPU].Load(); n != 1 {
		t.Errorf("%d requests are counted", n)
	}
}

// TestNoLimit checks that a request that reached no limit fails with its own
// error.
func TestNoLimit(t *testing.T) {
	l := newLoaded(t, nil)
	ctx, q := l.begin(t.Context())
	defer q.end()
	if err := q.Tick(ctx, 1<<40); err != nil {
		t.Error(err)
	}
	trap := errors.New("trap")
	if err := q.explain(trap); err != trap {
		t.Error(err)
	}
	if err := q.explain(nil); err != nil {
		t.Error(err)
	}
}

// TestWallTimeAtTick checks that a guest that only executes sees the end of its
// time.
func TestWallTimeAtTick(t *testing.T) {
	l := newLoaded(t, limits.Values{limits.WallTime: int64(time.Millisecond)})
	ctx, q := l.begin(t.Context())
	defer q.end()
	for {
		if err := q.Tick(ctx, 1); err != nil {
			if reachedLimit(t, err) != limits.WallTime {
				t.Error(err)
			}
			break
		}
	}
	if reachedLimit(t, q.reach(limits.CPU)) != limits.WallTime {
		t.Error("the second limit counts")
	}
}

// TestClientGoneAtTick checks that a guest that only executes ends when its
// client goes away.
func TestClientGoneAtTick(t *testing.T) {
	l := newLoaded(t, nil)
	parent, cancel := context.WithCancel(t.Context())
	ctx, q := l.begin(parent)
	defer q.end()
	cancel()
	if err := q.Tick(ctx, 1); err != context.Canceled {
		t.Error(err)
	}
}

// TestAdmission fills the gates in turn.
func TestAdmission(t *testing.T) {
	l := newLoaded(t, limits.Values{limits.Instances: 2, limits.TotalInstances: 1, limits.QueueLength: 1, limits.QueueTime: int64(time.Millisecond)})
	if err := l.enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := l.enter(t.Context()); reachedLimit(t, err) != limits.TotalInstances {
		t.Error(err)
	}
	_ = l.gate.Enter(t.Context(), time.Now())
	if err := l.enter(t.Context()); reachedLimit(t, err) != limits.QueueTime {
		t.Error(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	l.limits[limits.QueueTime] = limits.Unlimited
	if err := l.enter(gone); err != context.Canceled {
		t.Errorf("a client that has gone: %v", err)
	}
	l.leave()
	if err := l.enter(t.Context()); err != nil {
		t.Errorf("after the first has left: %v", err)
	}
}

func TestQueueLength(t *testing.T) {
	l := newLoaded(t, limits.Values{limits.Instances: 1, limits.QueueLength: 0})
	if err := l.enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := l.enter(t.Context()); reachedLimit(t, err) != limits.QueueLength {
		t.Error(err)
	}
}

const (
	poll  = "wasi:io/poll@0.2.12"
	clock = "wasi:clocks/monotonic-clock@0.2.12"
)

// TestSleepHoldsNoPlace lets a guest sleep that has a place in the long lane:
// another request gets the place at once.
func TestSleepHoldsNoPlace(t *testing.T) {
	s := newSite(t, handler(t, poll, clock), "")
	c := s.caller(poll, clock)
	defer c.close()
	l := newLoaded(t, nil)
	one, err := schedule.New(1)
	if err != nil {
		t.Fatal(err)
	}
	closeAtEnd(t, one)
	l.share.scheduler = one
	ctx, sleeper := l.begin(t.Context())
	defer sleeper.end()
	asleep := c.call(clock, "subscribe-duration", wit.U64Value(1<<40))
	if err := sleeper.Tick(ctx, 1); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error)
	go func() {
		_, err := c.Call(ctx, poll, "[method]pollable.block", asleep)
		done <- err
	}()
	other := &request{loaded: l}
	l.share.scheduler.Start(&other.Task)
	if err := other.Tick(t.Context(), 1); err != nil {
		t.Error(err)
	}
	other.End()
	cancel()
	if err := <-done; err == nil {
		t.Error("the sleep ended")
	}
}

// BenchmarkAdmission measures what admission, limits and the short lane add to a
// request that waits for nothing.
func BenchmarkAdmission(b *testing.B) {
	for _, p := range []limits.Profile{limits.Local, limits.Strict} {
		b.Run(string(p), func(b *testing.B) {
			s := p.Limits()
			sh, err := newShare(s[limits.TotalInstances])
			if err != nil {
				b.Fatal(err)
			}
			closeAtEnd(b, sh.scheduler)
			l := &loaded{id: "c", limits: s, gate: newGate(s), share: sh}
			w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil)
			b.ReportAllocs()
			for b.Loop() {
				if err := l.enter(b.Context()); err != nil {
					b.Fatal(err)
				}
				ctx, q := l.begin(b.Context())
				if _, _, err := q.bound(w, r.WithContext(ctx)); err != nil {
					b.Fatal(err)
				}
				q.end()
				l.leave()
			}
		})
	}
}
