package main

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/gyro-wasm/gyro/bench/load"
	"github.com/gyro-wasm/gyro/bench/report"
	"github.com/gyro-wasm/gyro/bench/server"
)

// bystanderRate is the rate of hello beside a load that is not compared with
// the quiet maximum, in requests per second.
const bystanderRate = 200

// A task is what many requests do at the same time.
type task struct {
	name string
	path string
	// spin are the times that Spin published (spinframework/spin, pull
	// request 1721, with the pooling allocator, on a machine with more cores)
	// for 1, 80 and 320 at once.
	spin [3]string
}

// concurrency measures what Spin's benchmark spin-executor measures: how long
// a request takes while N of its kind, itself included, are sent again and
// again. Beside it, a bystander asks for hello.
func concurrency(ctx context.Context, b *bench, s *report.Section) error {
	a, release, err := pinned()
	if err != nil {
		return err
	}
	defer release()
	thousands, err := b.calibrate(ctx, a)
	if err != nil {
		return err
	}
	tasks := []task{
		{"noop", "/noop", [3]string{"0.050 ms", "0.57 ms", "0.55 ms"}},
		{"sleep 1 ms", "/sleep/1", [3]string{"1.26 ms", "7.7 ms", "8.1 ms"}},
		{"cpu 1 ms", fmt.Sprintf("/cpu/%d", thousands), [3]string{"2.39 ms", "2.42 ms", "2.7 ms"}},
	}
	for round := range b.rounds {
		for _, t := range tasks {
			for i, n := range beside {
				b.say("round %d: %s at %d", round+1, t.name, n)
				row := s.Row(fmt.Sprintf("%s at %d", t.name, n))
				row.Aside = t.spin[i]
				if err := b.besideTasks(ctx, a, t, n, row); err != nil {
					return err
				}
			}
		}
	}
	s.Note("mean: of a request of the kind, over HTTP; the last column is for scale: the mean that Spin published, without HTTP and on a machine with more cores")
	s.Note("hello p50 and p99: of %d requests/s to another component meanwhile; %v a load, %d rounds in turn, medians; server on one processor, load on another", bystanderRate, b.time, b.rounds)
	return nil
}

// calibrate returns how many thousand rounds of the C guest's /cpu take a
// millisecond of a processor that has nothing else to do.
func (b *bench) calibrate(ctx context.Context, a app) (int, error) {
	srv, err := b.start(ctx, "gyro", a, serverCPU)
	if err != nil {
		return 0, err
	}
	defer srv.Kill()
	const many = 20_000
	long, err := oneByOne(ctx, srv, fmt.Sprintf("/cpu/%d", many))
	if err != nil {
		return 0, err
	}
	short, err := oneByOne(ctx, srv, "/cpu/0")
	if err != nil {
		return 0, err
	}
	per := (long - short).Seconds() * 1e3 / many
	if per <= 0 {
		return 0, fmt.Errorf("/cpu/%d takes %v, /cpu/0 %v", many, long, short)
	}
	return max(1, int(math.Round(1/per))), nil
}

// oneByOne returns the median time of a request when there is no other.
func oneByOne(ctx context.Context, srv *server.Server, path string) (time.Duration, error) {
	r, err := load.Closed{URLs: []string{srv.URL + path}, Connections: 1, For: time.Second, Timeout: 10 * time.Second}.Run(ctx)
	if err != nil {
		return 0, err
	}
	if d := r.Quantile(0.5); d != load.Never {
		return d, nil
	}
	return 0, fmt.Errorf("%s is not answered: %v", path, r.Failures)
}

func (b *bench) besideTasks(ctx context.Context, a app, t task, n int, row *report.Row) error {
	srv, err := b.start(ctx, "gyro", a, serverCPU)
	if err != nil {
		return err
	}
	defer srv.Kill()
	if err := b.warm(ctx, srv.URL+t.path); err != nil {
		return err
	}
	stop := b.background(ctx, []string{srv.URL + t.path}, n)
	r, err := b.fixed(ctx, srv.URL+quietPath, bystanderRate)
	tasks := stop()
	if err != nil {
		return err
	}
	row.Add("mean", report.Milli, milli(tasks.Mean()))
	row.Add("rate", report.Rate, tasks.Rate())
	row.Add("failed", report.Count, float64(tasks.Failed()))
	row.Add("hello p50", report.Milli, milli(r.Quantile(0.5)))
	row.Add("hello p99", report.Milli, milli(r.Quantile(0.99)))
	row.Add("hello failed", report.Count, float64(r.Failed()))
	return nil
}
