package worker

import (
	"context"
	"math"
	"time"

	"github.com/gyro-wasm/gyro/internal/limits"
	"github.com/gyro-wasm/gyro/internal/worker/schedule"
)

// share is what the components of a worker share: the places in the process
// and the processors.
type share struct {
	gate      *schedule.Gate
	scheduler *schedule.Scheduler
	reached   counters
}

func newShare(instances int64) (*share, error) {
	s, err := schedule.New(0)
	if err != nil {
		return nil, err
	}
	// Who waits at this gate has a place in its component: the queue needs no
	// bound of its own.
	return &share{gate: schedule.NewGate(int(instances), math.MaxInt), scheduler: s}, nil
}

// newGate returns the gate of a component.
func newGate(s limits.Set) *schedule.Gate {
	return schedule.NewGate(int(s[limits.Instances]), int(s[limits.QueueLength]))
}

// enter returns when a request may begin. The error is a [*limits.Error], or
// the cause of the end of ctx.
func (l *loaded) enter(ctx context.Context) error {
	var deadline time.Time // known if the request has to wait
	if !l.gate.TryEnter() {
		deadline = l.deadline()
		if err := l.gate.Enter(ctx, deadline); err != nil {
			return l.refused(err, limits.QueueTime)
		}
	}
	if l.share.gate.TryEnter() {
		return nil
	}
	if deadline.IsZero() {
		deadline = l.deadline()
	}
	if err := l.share.gate.Enter(ctx, deadline); err != nil {
		l.gate.Leave()
		return l.refused(err, limits.TotalInstances)
	}
	return nil
}

// enterChained is enter for a request that another component makes. It takes no
// place in the process: its caller has one, and waits for it. If it had to wait
// for a second one, callers could hold all places and wait for ever.
func (l *loaded) enterChained(ctx context.Context) error {
	if l.gate.TryEnter() {
		return nil
	}
	if err := l.gate.Enter(ctx, l.deadline()); err != nil {
		return l.refused(err, limits.QueueTime)
	}
	return nil
}

// longest is a wait without limit.
const longest = 365 * 24 * time.Hour

// deadline is when a request that comes now has waited too long.
func (l *loaded) deadline() time.Time {
	patience := time.Duration(l.limits[limits.QueueTime])
	if patience == 0 {
		patience = longest
	}
	return time.Now().Add(patience)
}

// leave ends what enter began.
func (l *loaded) leave() {
	l.share.gate.Leave()
	l.gate.Leave()
}

// refused is the error of a request that a gate refused; late is the limit
// that was reached if it waited too long.
func (l *loaded) refused(err error, late limits.Limit) error {
	switch err {
	case schedule.ErrQueueFull:
		late = limits.QueueLength
	case schedule.ErrQueueTimeout:
	default:
		return err
	}
	l.share.reached[late].Add(1)
	return l.limit(late)
}
