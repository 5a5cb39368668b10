// Package load sends HTTP requests to a server and tells how it answered.
//
// [Closed] sends the next request of a connection when the last one has been
// answered: it finds out how much a server can do. [Fixed] sends at a given
// rate, whatever the server does, and counts a request's time from the moment
// at which it should have left: a server that stalls for a second has made
// all requests of that second late, not only those that were on their way.
// [Burst] sends many requests at once, each of which may take long. [Wrk] is
// a closed loop by the program wrk, which takes less processor time.
package load

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Never is the time of a request that was not answered, or not with 200.
const Never = time.Duration(math.MaxInt64)

// maxSamples bounds the requests of one load, each of which is kept.
const maxSamples = 5_000_000

// A Result is what became of the requests of a load.
type Result struct {
	// Took is the time from the start until the last request ended.
	Took time.Duration
	// Times has the time of each request, in ascending order; [Never] for
	// those that failed.
	Times []time.Duration
	// Failures counts those that failed, by what happened.
	Failures map[string]int
	// Late is how late this process itself was, at [Fixed] rates: its 99th
	// percentile is part of what Times shows.
	Late time.Duration
}

// OK returns how many requests were answered with 200.
func (r *Result) OK() int { return len(r.Times) - r.Failed() }

// Failed returns how many requests were not answered with 200.
func (r *Result) Failed() int {
	n := 0
	for _, k := range r.Failures {
		n += k
	}
	return n
}

// Rate returns the requests per second that were answered with 200.
func (r *Result) Rate() float64 {
	if r.Took <= 0 {
		return 0
	}
	return float64(r.OK()) / r.Took.Seconds()
}

// Mean returns the mean time of those that were answered with 200, [Never] if
// none was.
func (r *Result) Mean() time.Duration {
	var sum time.Duration
	ok := r.Times[:r.OK()]
	if len(ok) == 0 {
		return Never
	}
	for _, d := range ok {
		sum += d
	}
	return sum / time.Duration(len(ok))
}

// Quantile returns the smallest time within which the share q of all requests
// was answered, [Never] if it was not.
func (r *Result) Quantile(q float64) time.Duration { return Quantile(r.Times, q) }

// Quantile returns the nearest-rank quantile of times in ascending order:
// the smallest that at least the share q of them do not exceed. It is [Never]
// without times.
func Quantile(times []time.Duration, q float64) time.Duration {
	if len(times) == 0 {
		return Never
	}
	rank := int(math.Ceil(q * float64(len(times))))
	return times[min(max(rank, 1), len(times))-1]
}

// merge puts together what the connections recorded.
func merge(took time.Duration, records []record) *Result {
	r := &Result{Took: took, Failures: map[string]int{}}
	for _, rec := range records {
		r.Times = append(r.Times, rec.times...)
		for why, n := range rec.failures {
			r.Failures[why] += n
		}
	}
	slices.Sort(r.Times)
	return r
}

// A record is what one connection saw.
type record struct {
	times    []time.Duration
	failures map[string]int
}

func (r *record) add(took time.Duration, status int, err error) {
	switch {
	case err != nil:
		r.fail(reason(err))
	case status != 200:
		r.fail(fmt.Sprintf("status %d", status))
	default:
		r.times = append(r.times, took)
	}
}

func (r *record) fail(why string) {
	if r.failures == nil {
		r.failures = map[string]int{}
	}
	r.failures[why]++
	r.times = append(r.times, Never)
}

// Closed is a load of connections that each send one request after the other.
type Closed struct {
	URLs        []string // of one server; connection i uses URLs[i%len]
	Connections int
	For         time.Duration
	Timeout     time.Duration // of one request
}

// Run loads the server for l.For or until ctx ends. Requests that are on
// their way then are not counted.
func (l Closed) Run(ctx context.Context) (*Result, error) {
	ctx, cancel := context.WithCancel(ctx) // with a timeout, dialing would fail shortly before ctx ends
	defer cancel()
	defer time.AfterFunc(l.For, cancel).Stop()
	var left atomic.Int64
	left.Store(maxSamples)
	records := make([]record, l.Connections)
	start := time.Now()
	err := each(l.Connections, func(i int) error {
		c, err := newClient(ctx, l.URLs[i%len(l.URLs)], nil)
		if err != nil {
			return err
		}
		defer c.close()
		for ctx.Err() == nil && left.Add(-1) >= 0 {
			sent := time.Now()
			status, err := c.get(sent.Add(l.Timeout))
			if ctx.Err() != nil {
				return nil
			}
			records[i].add(time.Since(sent), status, err)
			if err != nil {
				pause(ctx, 10*time.Millisecond) // a server that is gone is not hammered
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return merge(time.Since(start), records), nil
}

// each calls f for 0 to n-1 side by side and returns the errors.
func each(n int, f func(i int) error) error {
	var wg sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
