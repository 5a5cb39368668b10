package worker

import (
	"errors"
	"math"
	"sync/atomic"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/limits"
	"github.com/gyro-wasm/gyro/wasi"
)

// counters count the requests that reached each limit.
type counters [len(limits.Table)]atomic.Uint64

// Reached returns how many requests have reached a limit.
func (w *Worker) Reached(l limits.Limit) uint64 { return w.share.reached[l].Load() }

// limit returns the error of a request that reaches a limit.
func (l *loaded) limit(limit limits.Limit) *limits.Error {
	return &limits.Error{Limit: limit, Value: l.limits[limit], Component: l.id}
}

// atMost returns the value of a limit, for those to whom 0 is no limit but a
// default.
func (l *loaded) atMost(limit limits.Limit) int {
	if n := l.limits[limit]; n != limits.Unlimited {
		return int(min(n, math.MaxInt))
	}
	return math.MaxInt
}

// attribute notes the limit that ended the guest, if err, which its call has
// returned, comes of one that the runtime watches.
func (q *request) attribute(err error, in *instance) error {
	if err == nil {
		return nil
	}
	var trap *component.Trap
	switch {
	case !errors.As(err, &trap):
	case trap.Kind == component.TrapStackOverflow:
		q.reach(limits.CallDepth)
	case trap.Kind == component.TrapTableFull:
		q.reach(limits.Handles)
	case trap.Kind == component.TrapTooMuchLifted:
		q.reach(limits.HostBuffers)
	case errors.Is(trap, wasi.ErrBuffers):
		q.reach(limits.HostBuffers)
	case in.guest.MemoryRefused():
		q.reach(limits.Memory)
	case in.guest.TableRefused():
		q.reach(limits.TableElements)
	case in.host.ConnectionRefused():
		q.reach(limits.OutboundConnections)
	}
	return err
}
