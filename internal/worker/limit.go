package worker

import (
	"sync/atomic"

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
