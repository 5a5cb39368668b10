package worker

import (
	"errors"
	"sync/atomic"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/limits"
)

// counters count the requests that reached each limit.
type counters [len(limits.Table)]atomic.Uint64

// Reached returns how many requests have reached a limit.
func (w *Worker) Reached(l limits.Limit) uint64 { return w.share.reached[l].Load() }

// limit returns the error of a request that reaches a limit.
func (l *loaded) limit(limit limits.Limit) *limits.Error {
	return &limits.Error{Limit: limit, Value: l.limits[limit], Component: l.id}
}

// attribute notes the limit that ended the guest, if err, which its call has
// returned, comes of one that the runtime watches.
func (q *request) attribute(err error, guest *component.Instance) error {
	var trap *component.Trap
	switch {
	case err == nil || !errors.As(err, &trap):
	case trap.Kind == component.TrapStackOverflow:
		q.reach(limits.CallDepth)
	case trap.Kind == component.TrapTableFull:
		q.reach(limits.Handles)
	case trap.Kind == component.TrapTooMuchLifted:
		q.reach(limits.HostBuffers)
	case guest.MemoryRefused():
		q.reach(limits.Memory)
	}
	return err
}
