package worker

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/cancel"
	"github.com/gyro-wasm/gyro/internal/limits"
	"github.com/gyro-wasm/gyro/internal/worker/schedule"
	"github.com/gyro-wasm/gyro/wasi"
)

// A request is one that is under way: what it has used of what it may use. It
// is the meter of its guest.
type request struct {
	schedule.Task
	context wasi.ParkerContext // of its guest
	ending  cancel.Context     // is in context if a limit may end it; else without a parent
	loaded  *loaded
	fuel    uint64 // used
	wall    int64  // its limit of wall time
	timer   *time.Timer
	reached atomic.Pointer[limits.Error]
}

// What waits for the host in a component is told by the meter, what waits in
// package wasi by the context.
var _ component.Parker = (*request)(nil)

// begin begins a request. Its context ends when it reaches a limit, with that
// as the cause.
func (l *loaded) begin(ctx context.Context) (context.Context, *request) {
	q := &request{loaded: l}
	l.share.scheduler.Start(&q.Task)
	q.context = wasi.ParkerContext{Context: ctx, Parker: q}
	if l.mayEnd() {
		q.ending.Begin(ctx)
		q.context.Context = &q.ending
	}
	if q.wall = l.wallTime(); q.wall != limits.Unlimited {
		q.timer = time.AfterFunc(time.Duration(q.wall), func() { q.reach(limits.WallTime) })
	}
	return &q.context, q
}

// wallTime returns the wall time that a request may take.
func (l *loaded) wallTime() int64 {
	wall := l.limits[limits.WallTime]
	if t := int64(l.reuse.DrawTimeout()); t > 0 && (wall == limits.Unlimited || t < wall) {
		return t
	}
	return wall
}

// mayEnd tells whether a request can reach a limit while it waits for something,
// its client included.
func (l *loaded) mayEnd() bool {
	if l.reuse.Timeout.Max > 0 {
		return true
	}
	for _, limit := range []limits.Limit{limits.CPU, limits.WallTime, limits.RequestBody, limits.ResponseBody} {
		if l.limits[limit] != limits.Unlimited {
			return true
		}
	}
	return false
}

// end frees what the request holds.
func (q *request) end() {
	if q.timer != nil {
		q.timer.Stop()
	}
	q.ending.Free()
	q.End()
}

// reach ends the request at a limit. The first one counts and is returned.
func (q *request) reach(limit limits.Limit) *limits.Error {
	if e := q.reached.Load(); e != nil {
		return e
	}
	e := q.loaded.limit(limit)
	if limit == limits.WallTime {
		e.Value = q.wall
	}
	if !q.reached.CompareAndSwap(nil, e) {
		return q.reached.Load()
	}
	q.loaded.share.reached[limit].Add(1)
	if q.ending.Begun() {
		q.ending.Cancel(e)
	}
	return e
}

// Tick accounts for the instructions that the guest has executed since the last
// call, and lets others run. An error ends the guest.
func (q *request) Tick(ctx context.Context, fuel uint64) error {
	if err := q.Account(fuel); err != nil {
		return err
	}
	return q.Task.Tick(ctx, fuel)
}

// Account implements [component.Accounter].
func (q *request) Account(fuel uint64) error {
	if q.fuel += fuel; q.loaded.limits[limits.CPU] != limits.Unlimited && q.fuel > uint64(q.loaded.limits[limits.CPU]) {
		return q.reach(limits.CPU)
	}
	return nil
}

// explain returns the error of a request whose guest ended with err: that of
// the limit that it has reached, if it has.
func (q *request) explain(err error) error {
	limit := q.reached.Load()
	if err == nil || limit == nil {
		return err
	}
	return &limitedError{limit, err}
}

// A limitedError is the error of a request that a limit ended.
type limitedError struct{ limit, consequence error }

// Error implements error.
func (e *limitedError) Error() string { return e.limit.Error() }

// Unwrap returns the limit and what came of it.
func (e *limitedError) Unwrap() []error { return []error{e.limit, e.consequence} }
