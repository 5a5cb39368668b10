package component

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// An idler looks after the stores that wait in the pools of a runtime: together
// they may hold so much memory, and none may wait for ever.
type idler struct {
	limit uint64        // in bytes
	after time.Duration // how long a store may wait, at least; up to half as much longer

	held   atomic.Uint64 // bytes that idle stores hold
	period atomic.Uint32 // counts the half times; stores are stamped with it

	mu      sync.Mutex
	pools   map[*Pool]struct{}
	ticker  *time.Timer // nil while nothing is idle
	stopped bool
}

const (
	defaultIdleMemory = 1 << 30
	defaultIdleTime   = 30 * time.Second
	// storeOverhead is about what a store takes beside its memory, for each
	// core instance: what wazero and this package know of it, and a stack.
	storeOverhead = 32 << 10
)

func newIdler(c Config) *idler {
	i := &idler{limit: c.IdleMemory, after: c.IdleTime, pools: map[*Pool]struct{}{}}
	if i.limit == 0 {
		i.limit = defaultIdleMemory
	}
	if i.after == 0 {
		i.after = defaultIdleTime
	}
	return i
}

func (i *idler) add(p *Pool) {
	i.mu.Lock()
	i.pools[p] = struct{}{}
	i.mu.Unlock()
}

func (i *idler) remove(p *Pool) {
	i.mu.Lock()
	delete(i.pools, p)
	i.mu.Unlock()
}

// waits notes that a store has begun to wait, and frees others if together they
// hold too much.
func (i *idler) waits(ctx context.Context, first bool) error {
	if first {
		i.wake()
	}
	if i.held.Load() <= i.limit {
		return nil
	}
	return i.shrink(ctx)
}

// wake makes sure that the clock runs.
func (i *idler) wake() {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.ticker == nil && !i.stopped {
		i.ticker = time.AfterFunc(i.after/2, i.tick)
	}
}

// tick frees what has waited for too long.
func (i *idler) tick() {
	now := i.period.Add(1)
	for _, p := range i.snapshot() {
		// Nobody is there to get an error; what is freed is memory of ours.
		_ = p.dropIdle(context.Background(), func(s *store) bool { return now-s.period > 2 })
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.ticker = nil
	if i.held.Load() > 0 && !i.stopped {
		i.ticker = time.AfterFunc(i.after/2, i.tick)
	}
}

func (i *idler) snapshot() []*Pool {
	i.mu.Lock()
	defer i.mu.Unlock()
	pools := make([]*Pool, 0, len(i.pools))
	for p := range i.pools {
		pools = append(pools, p)
	}
	return pools
}

// shrink frees the stores that have waited longest, until an eighth of the
// limit is free.
func (i *idler) shrink(ctx context.Context) error {
	pools := i.snapshot()
	goal := i.limit - i.limit/8
	now := i.period.Load()
	oldest := uint32(0) // age of the oldest store
	for _, p := range pools {
		oldest = max(oldest, p.oldest(now))
	}
	var errs []error
	for age := oldest; ; age-- {
		for _, p := range pools {
			errs = append(errs, p.dropIdle(ctx, func(s *store) bool {
				return now-s.period >= age && i.held.Load() > goal
			}))
		}
		if age == 0 || i.held.Load() <= goal {
			return errors.Join(errs...)
		}
	}
}

// stop ends the clock.
func (i *idler) stop() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.stopped = true
	if i.ticker != nil {
		i.ticker.Stop()
	}
}

// oldest returns the age of the store that has waited longest, in periods.
func (p *Pool) oldest(now uint32) uint32 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) == 0 {
		return 0
	}
	return now - p.idle[0].period
}

// dropIdle frees idle stores, those that have waited longest first, as long as
// drop says so.
func (p *Pool) dropIdle(ctx context.Context, drop func(*store) bool) error {
	var errs []error
	for {
		p.mu.Lock()
		if len(p.idle) == 0 || !drop(p.idle[0]) {
			p.mu.Unlock()
			return errors.Join(errs...)
		}
		s := p.idle[0]
		p.idle = append(p.idle[:0], p.idle[1:]...)
		p.leaves(s)
		p.mu.Unlock()
		errs = append(errs, p.drop(ctx, s))
	}
}

// arrives accounts for a store that has come to wait; p.mu is held.
func (p *Pool) arrives(s *store) {
	s.period = p.idler.period.Load()
	s.holds = s.resident + storeOverhead*uint64(len(s.core))
	p.held += s.holds
	p.idler.held.Add(s.holds)
}

// leaves accounts for one that does not wait any more; p.mu is held.
func (p *Pool) leaves(s *store) {
	p.held -= s.holds
	p.idler.held.Add(-s.holds)
}
