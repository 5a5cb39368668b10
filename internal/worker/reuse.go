package worker

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/telemetry"
	"github.com/gyro-wasm/gyro/wasi"
)

// A sharedInstance is an instance that serves several requests.
type sharedInstance struct {
	*instance
	program *program // which it keeps
	left    int      // requests that it may begin
	most    int      // requests at once
	idle    time.Duration

	// What follows is guarded by the mutex of its sharedInstances.
	active int
	open   bool // it is among those that may take another request
	dead   bool
	timer  *time.Timer // closes it when it is idle; nil while it is not
	idles  int         // how often it has become idle
}

// sharedInstances are those of a component.
type sharedInstances struct {
	mu     sync.Mutex
	open   []*sharedInstance // that may take another request, the one that was used last at the end
	all    int
	closed bool
}

// pick returns the instance for the next request, nil for a new one. Best is one
// that serves none, the one that was used last first, so that others become idle;
// then one whose requests wait, since an instance executes for one at a time. If
// all execute, there are to be some for each processor before one gets a request
// that has to wait.
func (s *sharedInstances) pick() *sharedInstance {
	var waiting, least *sharedInstance
	for i := len(s.open) - 1; i >= 0; i-- {
		in := s.open[i]
		switch {
		case in.active == 0:
			return in
		case least == nil || in.active < least.active:
			least = in
		}
		if waiting == nil && !in.guest.Executing() {
			waiting = in
		}
	}
	switch {
	case s.all < perProcessor*runtime.GOMAXPROCS(0):
		return nil
	case waiting != nil:
		return waiting
	}
	return least
}

// perProcessor is how many instances there are for a processor before requests
// wait for one that executes.
const perProcessor = 2

// acquireShared returns an instance for a request, which is given to
// releaseShared afterwards.
func (l *loaded) acquireShared(ctx context.Context, id telemetry.ID) (*sharedInstance, error) {
	s := &l.shared
	s.mu.Lock()
	in := s.pick()
	if in != nil {
		s.begin(in)
		s.mu.Unlock()
		return in, nil
	}
	s.all++
	s.mu.Unlock()
	in, err := l.newShared(ctx, id)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.all--
		return nil, err
	}
	s.begin(in)
	return in, nil
}

// begin counts one more request of in.
func (s *sharedInstances) begin(in *sharedInstance) {
	in.active++
	in.left--
	if in.timer != nil {
		in.timer.Stop()
		in.timer = nil
	}
	s.arrange(in)
}

// arrange sees to it that in is among those that are open, if it may take
// another request, and last.
func (s *sharedInstances) arrange(in *sharedInstance) {
	if in.open {
		for i := len(s.open) - 1; i >= 0; i-- {
			if s.open[i] == in {
				s.open = append(s.open[:i], s.open[i+1:]...)
				break
			}
		}
	}
	if in.open = !in.dead && in.left > 0 && in.active < in.most; in.open {
		s.open = append(s.open, in)
	}
}

func (l *loaded) newShared(ctx context.Context, id telemetry.ID) (*sharedInstance, error) {
	p, err := l.code.acquire(ctx) // until it is closed
	if err != nil {
		return nil, err
	}
	in := &sharedInstance{program: p}
	in.left, in.most, in.idle = l.reuse.Draw()
	in.instance, err = l.instantiate(ctx, p.pool, id, component.InstanceConfig{
		Shared: true,
		Meters: func(ctx context.Context) component.Meter {
			if c, ok := ctx.(*wasi.ParkerContext); ok {
				return c.Parker.(*request)
			}
			return nil
		},
	})
	if err != nil {
		l.code.release()
		return nil, err
	}
	return in, nil
}

// releaseShared ends a request of in; failed tells that the guest has trapped.
func (l *loaded) releaseShared(ctx context.Context, in *sharedInstance, failed bool) error {
	s := &l.shared
	s.mu.Lock()
	in.active--
	in.dead = in.dead || failed
	s.arrange(in)
	over := in.active == 0 && (in.dead || in.left <= 0 || s.closed)
	if over {
		s.all--
	} else if in.active == 0 {
		in.idles++
		idles := in.idles
		in.timer = time.AfterFunc(in.idle, func() { l.expire(in, idles) })
	}
	s.mu.Unlock()
	if over {
		return l.closeShared(ctx, in)
	}
	return nil
}

// expire closes an instance that has been idle since it became so for the nth
// time.
func (l *loaded) expire(in *sharedInstance, n int) {
	s := &l.shared
	s.mu.Lock()
	mine := in.timer != nil && in.idles == n
	if mine {
		in.timer, in.dead = nil, true
		s.arrange(in)
		s.all--
	}
	s.mu.Unlock()
	if mine {
		_ = l.closeShared(context.Background(), in) // a guest that is gone has nobody to tell
	}
}

func (l *loaded) closeShared(ctx context.Context, in *sharedInstance) error {
	defer l.code.release()
	return in.close(ctx)
}

// closeAllShared closes the instances that are idle. No request is running.
func (l *loaded) closeAllShared() error {
	s := &l.shared
	s.mu.Lock()
	s.closed = true
	var idle []*sharedInstance
	for _, in := range s.open {
		if in.timer != nil && in.timer.Stop() {
			in.timer = nil
			idle = append(idle, in)
		}
	}
	s.open = nil
	s.mu.Unlock()
	var errs []error
	for _, in := range idle {
		errs = append(errs, l.closeShared(context.Background(), in))
	}
	return errors.Join(errs...)
}
