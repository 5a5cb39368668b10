package schedule

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// never is a deadline that does not come.
func never() time.Time { return time.Now().Add(1000 * time.Hour) }

func TestGateOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGate(1, 3)
		if err := g.Enter(t.Context(), never()); err != nil {
			t.Fatal(err)
		}
		came := make(chan int, 3)
		for i := range 3 {
			go func() {
				if err := g.Enter(t.Context(), never()); err != nil {
					t.Error(err)
				}
				came <- i
			}()
			synctest.Wait() // it is in the queue
		}
		if err := g.Enter(t.Context(), never()); err != ErrQueueFull {
			t.Errorf("one more than may wait: %v", err)
		}
		for want := range 3 {
			synctest.Wait()
			if n := len(came); n != 0 {
				t.Fatalf("%d came in too early", n)
			}
			g.Leave()
			if got := <-came; got != want {
				t.Errorf("number %d came in, want %d", got, want)
			}
		}
	})
}

// TestGateDeadline checks that a wait ends at its deadline and not before, and
// that its place in the queue is free then.
func TestGateDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGate(1, 1)
		_ = g.Enter(t.Context(), never())
		for range 2 {
			begin := time.Now()
			if err := g.Enter(t.Context(), begin.Add(time.Minute)); err != ErrQueueTimeout {
				t.Errorf("after %v: %v", time.Since(begin), err)
			}
			if waited := time.Since(begin); waited != time.Minute {
				t.Errorf("waited %v, want a minute", waited)
			}
		}
		g.Leave()
		if err := g.Enter(t.Context(), time.Now()); err != nil {
			t.Errorf("a free place at the deadline: %v", err)
		}
	})
}

// TestGateClientGone checks that who goes away leaves the queue at once.
func TestGateClientGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGate(1, 1)
		_ = g.Enter(t.Context(), never())
		gone := errors.New("gone")
		ctx, cancel := context.WithCancelCause(t.Context())
		left := make(chan error)
		go func() { left <- g.Enter(ctx, never()) }()
		synctest.Wait()
		cancel(gone)
		if err := <-left; err != gone {
			t.Errorf("the wait ended with %v", err)
		}
		go func() { left <- g.Enter(t.Context(), never()) }()
		synctest.Wait()
		g.Leave()
		if err := <-left; err != nil {
			t.Errorf("the queue is not free: %v", err)
		}
	})
}

// TestGateMany lets many come and go away at random and checks that there are
// never too many inside and that no place gets lost.
func TestGateMany(t *testing.T) {
	const capacity = 4
	g := NewGate(capacity, 1000)
	var inside atomic.Int32
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			for range 50 {
				wait := time.Duration(rand.Int64N(int64(100 * time.Microsecond)))
				ctx, cancel := context.WithTimeout(t.Context(), wait)
				if g.Enter(ctx, time.Now().Add(wait)) == nil {
					if n := inside.Add(1); n > capacity {
						t.Errorf("%d are inside", n)
					}
					time.Sleep(wait / 10)
					inside.Add(-1)
					g.Leave()
				}
				cancel()
			}
		})
	}
	wg.Wait()
	checkEmpty(t, g, capacity, 1000)
}

// TestGatePatient lets some come and go all the time, who wait as long as it
// takes: nobody may be forgotten.
func TestGatePatient(t *testing.T) {
	for capacity := 1; capacity <= 3; capacity++ {
		g := NewGate(capacity, 1000)
		var inside atomic.Int32
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for i := range 2000 {
					if i%2 == 0 || !g.TryEnter() {
						if err := g.Enter(t.Context(), never()); err != nil {
							t.Error(err)
						}
					}
					if n := inside.Add(1); n > int32(capacity) {
						t.Errorf("%d are inside", n)
					}
					if i%7 == 0 {
						runtime.Gosched()
					}
					inside.Add(-1)
					g.Leave()
				}
			})
		}
		wg.Wait()
		checkEmpty(t, g, capacity, 1000)
	}
}

// checkEmpty checks that nobody is in g or waits.
func checkEmpty(t *testing.T, g *Gate, capacity, room int) {
	t.Helper()
	if free := g.free.Load(); free != int64(capacity) || g.room != room || !g.queue.empty() || g.waiting.Load() != 0 {
		t.Errorf("in the end %d places are free and %d in the queue, and %d are said to wait", free, g.room, g.waiting.Load())
	}
}

// BenchmarkGate measures what a request costs that need not wait.
func BenchmarkGate(b *testing.B) {
	g := NewGate(1, 0)
	for b.Loop() {
		_ = g.Enter(b.Context(), time.Time{})
		g.Leave()
	}
}
