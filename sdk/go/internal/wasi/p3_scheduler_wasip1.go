//go:build wasip3

package wasi

import (
	"runtime"
	"runtime/metrics"
	"time"
)

//go:wasmimport wasi:clocks/monotonic-clock@0.3.0 [async-lower]wait-for
func waitFor(ns uint64) uint32

// scheduler is a function of package runtime, in modules that gyro builds, or nil:
// overlay/scheduler.go.txt sets it. It tells what goroutines do but for the one
// that asks, when the next timer is due, 0 for none, and what time it is by the
// same clock.
var scheduler func() (state int, next, now int64)

// What goroutines do.
const (
	stateIdle       = iota
	stateRunnable   // some can run
	stateCollecting // garbage is collected, for which some may wait
)

// patience is how late a timer may be in modules that were built without gyro,
// where nobody tells when it is due. The host is asked to call back as often.
const patience = 5 * time.Millisecond

// look is scheduler, or what the standard library can say in its place.
func look() (state int, next, now int64) {
	if scheduler != nil {
		return scheduler()
	}
	metrics.Read(runnable)
	if v := runnable[0].Value; v.Kind() == metrics.KindUint64 && v.Uint64() > 0 {
		state = stateRunnable
	}
	now = int64(time.Since(start))
	return state, now + int64(patience), now
}

var (
	runnable = []metrics.Sample{{Name: "/sched/goroutines/runnable:goroutines"}}
	start    = time.Now()
)

// maxTurns bounds how often goroutines get their turn before the host gets its
// own: some of them never wait.
const maxTurns = 1000

// settle lets goroutines run until each of them waits, and tells whether it came
// to that.
func settle() (idle bool) {
	runtime.Gosched() // which runs timers, too
	for range maxTurns {
		switch state, next, now := look(); {
		case state == stateRunnable, next != 0 && next <= now:
			runtime.Gosched()
		case state == stateCollecting:
			time.Sleep(time.Microsecond) // it is done when there is nothing else to do
		default:
			return true
		}
	}
	return false
}

// alarm is the subtask that ends when the next timer is due; 0 for none.
var alarm struct {
	subtask uint32
	when    int64
}

// lonely is when the host calls back a task that waits for none of what the host
// does, but for other goroutines. It would say that the task waits for ever, which
// it does not: other requests may come, and its own may be cancelled.
const lonely = int64(time.Hour)

// wakeInTime has the host call back when the next timer is due. It reports false
// if that is now.
func (t *Task) wakeInTime() bool {
	_, next, now := look()
	if next == 0 && t.waits == 0 {
		next = now + lonely
	}
	if next == 0 || alarm.subtask != 0 && alarm.when <= next {
		return true
	}
	stopAlarm()
	status := waitFor(uint64(max(next-now, 0)))
	if status&stateMask == stateReturned {
		return false
	}
	alarm.subtask, alarm.when = status>>4, next
	t.when(alarm.subtask, func(uint32) {
		subtaskDrop(alarm.subtask)
		alarm.subtask = 0
	})
	return true
}

// stopAlarm takes back wakeInTime.
func stopAlarm() {
	if alarm.subtask != 0 {
		interrupt(alarm.subtask, subtaskCancel)
	}
}
