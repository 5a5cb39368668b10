package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gyro-wasm/gyro/bench/load"
	"github.com/gyro-wasm/gyro/bench/report"
)

// crowdTime is how long each request of a crowd takes.
const crowdTime = time.Second

// capacity sends ten times as many requests at once as the server takes, and
// tells when the first was refused and how.
func capacity(ctx context.Context, b *bench, s *report.Section) error {
	source, err := guest("c-http")
	if err != nil {
		return err
	}
	name, args := "capacity 500", strings.Fields(b.capacity)
	if len(args) == 0 || !b.knows(args[0]) {
		s.Note("this gyro does not know %s: measured without a bound", b.capacity)
		name, args = "no bound", nil
	}
	srv, err := b.start(ctx, "gyro", single(source), noCPU, args...)
	if err != nil {
		return err
	}
	defer srv.Stop()
	b.say("%d requests", b.crowd)
	burst := load.Burst{URL: fmt.Sprintf("%s/sleep/%d", srv.URL, crowdTime.Milliseconds()), N: b.crowd, Timeout: patience}
	outcomes, err := burst.Start(ctx).Wait()
	if err != nil {
		return err
	}
	row := s.Row(name)
	row.Aside = "no 5xx before the queue's deadline, then 503 with Retry-After"
	addCrowd(row, outcomes)
	ok, failures := count(outcomes)
	s.Note("%d requests at once, each of which sleeps %v: %d answered; failures: %s", b.crowd, crowdTime, ok, failures)
	return nil
}

// addCrowd adds what became of the requests. Times are from when a request
// was sent until its answer's head.
func addCrowd(row *report.Row, outcomes []load.Outcome) {
	var answered []time.Duration
	first := load.Never
	var refused, retry, other int
	for _, o := range outcomes {
		switch {
		case o.What() == "ok":
			answered = append(answered, o.Head-o.Sent)
			continue
		case o.Status == 503:
			refused++
			if o.RetryAfter {
				retry++
			}
		default:
			other++
		}
		if o.Status >= 500 {
			first = min(first, o.Head-o.Sent)
		}
	}
	slices.Sort(answered)
	row.Add("answered", report.Count, float64(len(answered)))
	row.Add("head p50", report.Milli, milli(load.Quantile(answered, 0.5)))
	row.Add("head p99", report.Milli, milli(load.Quantile(answered, 0.99)))
	row.Add("503", report.Count, float64(refused))
	row.Add("with Retry-After", report.Count, float64(retry))
	row.Add("first 5xx after", report.Milli, milli(first))
	row.Add("failed otherwise", report.Count, float64(other))
}
