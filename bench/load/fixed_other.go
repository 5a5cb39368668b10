//go:build !linux

package load

import (
	"context"
	"slices"
	"time"
)

// Run is what it is on Linux, less exact: Go's timers may be late by a
// millisecond, and so is whoever waits for an answer while others run.
func (l Fixed) Run(ctx context.Context) (*Result, error) {
	n := l.count()
	due := make(chan time.Time, n)
	start := time.Now()
	end := start.Add(l.For)
	records := make([]record, l.Connections)
	late := make([]time.Duration, 0, n)
	paced := make(chan struct{})
	go func() {
		defer close(paced)
		defer close(due)
		late = l.pace(ctx, start, n, due, late)
	}()
	err := each(l.Connections, func(i int) error {
		c, err := newClient(ctx, l.URL, nil)
		if err != nil {
			return err
		}
		defer c.close()
		for at := range due {
			if ctx.Err() != nil || time.Now().After(end) && time.Since(at) > l.Timeout {
				records[i].fail("not sent in time")
				continue
			}
			deadline := time.Now().Add(l.Timeout)
			if last := end.Add(l.Timeout); deadline.After(last) {
				deadline = last
			}
			status, err := c.get(deadline)
			records[i].add(time.Since(at), status, err)
		}
		return nil
	})
	<-paced
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	r := merge(time.Since(start), records)
	slices.Sort(late)
	r.Late = Quantile(late, 0.99)
	return r, nil
}

// pace puts the requests into due when their time has come, and returns by how
// much it was late with each. It never waits for a connection: due has room
// for all.
func (l Fixed) pace(ctx context.Context, start time.Time, n int, due chan<- time.Time, late []time.Duration) []time.Duration {
	for i := range n {
		at := intended(start, l.Rate, i)
		for wait := time.Until(at); wait > 0 && ctx.Err() == nil; wait = time.Until(at) {
			time.Sleep(min(wait, 100*time.Millisecond))
		}
		if ctx.Err() != nil {
			return late
		}
		late = append(late, time.Since(at))
		due <- at
	}
	return late
}
