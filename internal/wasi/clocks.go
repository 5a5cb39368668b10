package wasi

import (
	"math"
	"time"
)

// A Datetime is a point in time, as wasi:clocks/wall-clock has it: seconds
// and nanoseconds (below 1e9) since 1970-01-01T00:00:00Z. Times before that
// have negative seconds and still count nanoseconds upwards.
type Datetime struct {
	Seconds     int64
	Nanoseconds uint32
}

// DatetimeOf returns t as a Datetime.
func DatetimeOf(t time.Time) Datetime {
	return Datetime{t.Unix(), uint32(t.Nanosecond())}
}

// Time returns d as a time in UTC.
func (d Datetime) Time() time.Time { return time.Unix(d.Seconds, int64(d.Nanoseconds)).UTC() }

// Nanos returns d in nanoseconds, as preview1 counts time: 0 for times before
// 1970, the largest value for those that do not fit.
func (d Datetime) Nanos() uint64 {
	switch {
	case d.Seconds < 0:
		return 0
	case d.Seconds >= math.MaxInt64/int64(time.Second):
		return math.MaxUint64
	}
	return uint64(d.Seconds)*1e9 + uint64(d.Nanoseconds)
}

// DatetimeOfNanos is the inverse of [Datetime.Nanos].
func DatetimeOfNanos(ns uint64) Datetime {
	return Datetime{int64(ns / 1e9), uint32(ns % 1e9)}
}

// A WallClock tells the time of day (wasi:clocks/wall-clock). It is safe for
// use by several goroutines.
type WallClock interface {
	Now() Datetime
	Resolution() Datetime
}

// A MonotonicClock tells a time that never goes back
// (wasi:clocks/monotonic-clock), in nanoseconds since some moment that has no
// meaning. It is safe for use by several goroutines.
type MonotonicClock interface {
	Now() uint64
	Resolution() uint64
	// AfterFunc calls f, in any goroutine, when Now has passed at; stop frees
	// the timer, and makes sure that f is not called unless it has begun.
	AfterFunc(at uint64, f func()) (stop func())
}

// SystemWallClock is the clock of the machine.
var SystemWallClock WallClock = systemWallClock{}

type systemWallClock struct{}

func (systemWallClock) Now() Datetime        { return DatetimeOf(time.Now()) }
func (systemWallClock) Resolution() Datetime { return Datetime{0, 1} }

// SystemMonotonicClock is the machine's monotonic clock. It counts from the
// start of the process, so that it tells nothing about the machine.
var SystemMonotonicClock MonotonicClock = systemMonotonicClock{time.Now()}

type systemMonotonicClock struct{ start time.Time }

func (c systemMonotonicClock) Now() uint64      { return uint64(time.Since(c.start)) }
func (systemMonotonicClock) Resolution() uint64 { return 1 }

func (c systemMonotonicClock) AfterFunc(at uint64, f func()) (stop func()) {
	d := time.Duration(math.MaxInt64)
	if now := c.Now(); at <= now {
		d = 0
	} else if at-now < math.MaxInt64 {
		d = time.Duration(at - now)
	}
	t := time.AfterFunc(d, f)
	return func() { t.Stop() }
}

// SubscribeInstant returns a pollable that is ready once c has reached at.
func SubscribeInstant(c MonotonicClock, at uint64) Pollable { return &timer{c, at} }

// SubscribeDuration returns a pollable that is ready d nanoseconds from now. A
// moment beyond the end of the clock never comes.
func SubscribeDuration(c MonotonicClock, d uint64) Pollable {
	now := c.Now()
	if d > math.MaxUint64-now {
		return Never
	}
	return &timer{c, now + d}
}

// A timer costs nothing until somebody waits for it.
type timer struct {
	clock MonotonicClock
	at    uint64
}

func (t *timer) Ready() bool { return t.clock.Now() >= t.at }

func (t *timer) Subscribe(wake func()) (cancel func()) {
	if t.Ready() {
		wake()
		return func() {}
	}
	return t.clock.AfterFunc(t.at, wake)
}

// A TimezoneDisplay says how to show a time (wasi:clocks/timezone, unstable).
type TimezoneDisplay struct {
	UTCOffset            int32 // seconds
	Name                 string
	InDaylightSavingTime bool
}

// Timezone returns how to show the time when: always in UTC, which tells
// nothing about where the host is.
func Timezone(when Datetime) TimezoneDisplay { return TimezoneDisplay{Name: "UTC"} }
