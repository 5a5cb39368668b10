package schedule

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func newScheduler(t testing.TB, places int) *Scheduler {
	s, err := New(places)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if s.placed != 0 || s.lanes.free != places {
			t.Errorf("in the end %d have places and %d are free, of %d", s.placed, s.lanes.free, places)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// task starts a task that has used fuel.
func (s *Scheduler) task(fuel uint64) *Task {
	t := new(Task)
	s.Start(t)
	t.member.used = fuel
	return t
}

// waiting waits until n tasks wait for a place.
func (s *Scheduler) waiting(n int) {
	for {
		s.mu.Lock()
		have := 0
		for _, q := range s.lanes.waiting {
			for e := q.first; e != nil; e = e.next {
				have++
			}
		}
		s.unlock()
		if have == n {
			return
		}
		runtime.Gosched()
	}
}

// TestTurns checks that guests that loop take turns, one at a time.
func TestTurns(t *testing.T) {
	s := newScheduler(t, 1)
	first := s.task(0)
	if err := first.Tick(t.Context(), tick); err != nil {
		t.Fatal(err)
	}
	var order []int // written by who has the place
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			task := s.task(0)
			defer task.End()
			for range 4 {
				if err := task.Tick(t.Context(), 0); err != nil {
					t.Error(err)
				}
				order = append(order, i)
			}
		})
		s.waiting(i + 1)
	}
	first.End()
	wg.Wait()
	for i, who := range order {
		if who != i%3 {
			t.Fatalf("turns went to %v", order)
		}
	}
}

// TestArrivalsFirst checks that what has arrived before a tick runs before the
// tick ends, also if all processors execute guests and no guest waits.
func TestArrivalsFirst(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("pipes do not go by the poller")
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for name, others := range map[string]int{"alone": 0, "in turns": 2} {
		t.Run(name, func(t *testing.T) {
			s := newScheduler(t, 1)
			out, in, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			var arrived atomic.Int32
			var wg sync.WaitGroup
			wg.Go(func() {
				for b := make([]byte, 1); ; arrived.Add(1) {
					if _, err := out.Read(b); err != nil {
						return
					}
				}
			})
			ctx, cancel := context.WithCancel(t.Context())
			for range others {
				wg.Go(func() {
					task := s.task(0)
					defer task.End()
					for task.Tick(ctx, 0) == nil {
					}
				})
			}
			runtime.Gosched() // so that all of them wait
			task := s.task(0)
			const ticks = 100
			inTime := 0
			for i := range int32(ticks) {
				if _, err := in.Write([]byte{1}); err != nil {
					t.Fatal(err)
				}
				if err := task.Tick(t.Context(), 0); err != nil {
					t.Fatal(err)
				}
				if arrived.Load() == i+1 {
					inTime++
				}
			}
			// Another thread may have polled and not yet said what it found, so
			// not all have to. Without the poller almost none would.
			if inTime < ticks/2 {
				t.Errorf("%d of %d arrivals ran before the tick ended", inTime, ticks)
			}
			task.End()
			cancel()
			if err := errors.Join(in.Close(), out.Close()); err != nil {
				t.Error(err)
			}
			wg.Wait()
		})
	}
}

// TestAlone checks that a guest goes on that nobody else waits for.
func TestAlone(t *testing.T) {
	s := newScheduler(t, 4)
	task := s.task(0)
	defer task.End()
	for range 1000 {
		if err := task.Tick(t.Context(), tick); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPark checks that a guest that waits holds no place, and gets one before
// it goes on.
func TestPark(t *testing.T) {
	s := newScheduler(t, 1)
	sleeper, other := s.task(0), s.task(0)
	if err := sleeper.Tick(t.Context(), tick); err != nil {
		t.Fatal(err)
	}
	sleeper.Park()
	if err := other.Tick(t.Context(), tick); err != nil {
		t.Fatal(err)
	}
	awake := make(chan error)
	go func() { awake <- sleeper.Unpark(t.Context()) }()
	s.waiting(1)
	select {
	case <-awake:
		t.Error("two guests run at one place")
	default:
	}
	other.End()
	if err := <-awake; err != nil {
		t.Error(err)
	}
	sleeper.End()
}

// TestParkShort checks that a guest that has not ticked waits for nobody.
func TestParkShort(t *testing.T) {
	s := newScheduler(t, 1)
	long, short := s.task(0), s.task(0)
	defer long.End()
	defer short.End()
	if err := long.Tick(t.Context(), tick); err != nil {
		t.Fatal(err)
	}
	short.Park()
	if err := short.Unpark(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestCancel checks that the end of a context is seen at a tick and ends a wait
// for a place, also one that Unpark makes.
func TestCancel(t *testing.T) {
	s := newScheduler(t, 1)
	long := s.task(0)
	if err := long.Tick(t.Context(), tick); err != nil {
		t.Fatal(err)
	}
	gone := errors.New("gone")
	for name, wait := range map[string]func(*Task, context.Context) error{
		"tick":   func(task *Task, ctx context.Context) error { return task.Tick(ctx, tick) },
		"unpark": func(task *Task, ctx context.Context) error { task.demoted = true; return task.Unpark(ctx) },
	} {
		ctx, cancel := context.WithCancelCause(t.Context())
		result := make(chan error)
		task := s.task(0)
		go func() { result <- wait(task, ctx); task.End() }()
		s.waiting(1)
		cancel(gone)
		if err := <-result; err != gone {
			t.Errorf("%s: %v", name, err)
		}
		s.waiting(0)
		if err := long.Tick(ctx, tick); err != gone {
			t.Errorf("tick of the one that runs: %v", err)
		}
	}
	long.End()
}

// TestTasks lets many tasks tick, block and go away at random, and checks that
// there are never too many that run, and (at the end) that no place is lost.
func TestTasks(t *testing.T) {
	const places = 3
	s := newScheduler(t, places)
	var running atomic.Int32
	run := func() {
		if n := running.Add(1); n > places {
			t.Errorf("%d run at %d places", n, places)
		}
		runtime.Gosched()
		running.Add(-1)
	}
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			for range 20 {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rand.IntN(int(2*time.Millisecond))))
				task := s.task(0)
				for task.Tick(ctx, rand.Uint64N(20*millisecond)) == nil {
					run()
					if rand.IntN(4) > 0 {
						continue
					}
					task.Park()
					runtime.Gosched()
					if task.Unpark(ctx) != nil {
						break
					}
					run()
				}
				task.End()
				cancel()
			}
		})
	}
	wg.Wait()
}

// TestEndWithoutTick checks that a task of the short lane leaves nothing.
func TestEndWithoutTick(t *testing.T) {
	s := newScheduler(t, 1)
	task := s.task(0)
	task.Park()
	task.End()
}

// BenchmarkTick measures a tick of one of two guests that take turns.
func BenchmarkTick(b *testing.B) {
	for _, places := range []int{1, runtime.GOMAXPROCS(0) + 1} {
		b.Run(map[bool]string{true: "turn", false: "alone"}[places == 1], func(b *testing.B) {
			s := newScheduler(b, places)
			other := s.task(0)
			ctx, cancel := context.WithCancel(b.Context())
			var wg sync.WaitGroup
			if places == 1 {
				wg.Go(func() {
					for other.Tick(ctx, 0) == nil {
					}
				})
			}
			task := s.task(0)
			for b.Loop() {
				if err := task.Tick(b.Context(), 0); err != nil {
					b.Fatal(err)
				}
			}
			cancel()
			task.End()
			wg.Wait()
			other.End()
		})
	}
}
