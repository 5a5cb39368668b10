package main

import (
	"context"
	"fmt"
	"time"

	"github.com/gyro-wasm/gyro/bench/load"
	"github.com/gyro-wasm/gyro/bench/report"
	"github.com/gyro-wasm/gyro/bench/server"
)

// The processors of servers that are pinned and of the load.
const (
	serverCPU = 0
	loadCPU   = 1
)

// noisy is how many components other than the quiet one the load is spread
// over.
const noisy = 8

// quietPath is answered by a component that does nothing else.
const quietPath = "/quiet/hello"

// beside are the numbers of other requests at once.
var beside = []int{1, 80, 320}

// neighbours is an application of a quiet component and of noisy ones, all of
// the C guest.
func neighbours() (app, error) {
	source, err := guest("c-http")
	if err != nil {
		return nil, err
	}
	a := app{{id: "quiet", source: source, route: "/quiet/..."}, {id: "rest", source: source, route: "/..."}}
	for i := range noisy {
		a = append(a, component{id: fmt.Sprintf("noisy%d", i), source: source, route: fmt.Sprintf("/loop/%d/...", i)})
	}
	return a, nil
}

// loops returns URLs that are never answered, one of each noisy component.
func loops(srv *server.Server) (urls []string) {
	for i := range noisy {
		urls = append(urls, fmt.Sprintf("%s/loop/%d/", srv.URL, i))
	}
	return urls
}

// bystander measures hello at half the rate that the quiet server can do, with
// nothing else to do and while other components loop. Each load has a server
// of its own: one in which guests loop may not come back.
func bystander(ctx context.Context, b *bench, s *report.Section) (err error) {
	a, release, err := pinned()
	if err != nil {
		return err
	}
	defer release()
	quietMax, err := b.quietMax(ctx, a)
	if err != nil {
		return err
	}
	rate := quietMax / 2
	for round := range b.rounds {
		for _, n := range append([]int{0}, beside...) {
			b.say("round %d: %d looping", round+1, n)
			r, err := b.besideLoops(ctx, a, n, rate)
			if err != nil {
				return err
			}
			row := s.Row("quiet")
			if n > 0 {
				row = s.Row(fmt.Sprintf("%d looping", n))
				row.Aside = "p99 ≤ 2 × quiet or + 2 ms"
			}
			addTimes(row, r)
		}
	}
	s.Note("hello of the C guest at %.0f requests/s, half of what the quiet server did; %v a load, %d rounds in turn, medians; server on one processor, load on another", rate, b.time, b.rounds)
	s.Note("times count from when a request should have left; one that fails was never answered. The load's own lateness is part of them")
	return nil
}

// pinned prepares for servers on one processor and this process on another.
func pinned() (app, func(), error) {
	if err := server.CanPin(); err != nil {
		return nil, nil, skip(err.Error())
	}
	a, err := neighbours()
	if err != nil {
		return nil, nil, err
	}
	release, err := server.PinSelf(loadCPU)
	if err != nil {
		return nil, nil, err
	}
	return a, func() { _ = release() }, nil // it has worked the other way round
}

func (b *bench) quietMax(ctx context.Context, a app) (float64, error) {
	srv, err := b.start(ctx, "gyro", a, serverCPU)
	if err != nil {
		return 0, err
	}
	defer srv.Kill()
	if err := b.warm(ctx, srv.URL+quietPath); err != nil {
		return 0, err
	}
	sum, err := b.closed(ctx, srv.URL+quietPath)
	return sum.Rate, err
}

// besideLoops measures hello while n other requests loop.
func (b *bench) besideLoops(ctx context.Context, a app, n int, rate float64) (*load.Result, error) {
	srv, err := b.start(ctx, "gyro", a, serverCPU)
	if err != nil {
		return nil, err
	}
	defer srv.Kill() // it may not hear a signal any more
	if err := b.warm(ctx, srv.URL+quietPath); err != nil {
		return nil, err
	}
	stop := b.background(ctx, loops(srv), n)
	defer stop()
	return b.fixed(ctx, srv.URL+quietPath, rate)
}

// background keeps n requests running, until stop is called, which returns
// what became of those that ended.
func (b *bench) background(ctx context.Context, urls []string, n int) (stop func() *load.Result) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan *load.Result, 1)
	go func() {
		r, err := load.Closed{URLs: urls, Connections: n, For: time.Hour, Timeout: time.Hour}.Run(ctx)
		if err != nil {
			b.say("background load: %v", err)
			r = &load.Result{}
		}
		done <- r
	}()
	time.Sleep(min(b.time, 500*time.Millisecond)) // all of them run by then
	return func() *load.Result { cancel(); return <-done }
}

// fixed loads a server at a fixed rate.
func (b *bench) fixed(ctx context.Context, url string, rate float64) (*load.Result, error) {
	return load.Fixed{URL: url, Rate: rate, For: b.time, Connections: b.connections, Timeout: 2 * time.Second}.Run(ctx)
}

// addTimes adds what a load at a fixed rate has seen.
func addTimes(row *report.Row, r *load.Result) {
	row.Add("p50", report.Milli, milli(r.Quantile(0.5)))
	row.Add("p99", report.Milli, milli(r.Quantile(0.99)))
	row.Add("worst", report.Milli, milli(r.Quantile(1)))
	row.Add("failed", report.Count, float64(r.Failed()))
	row.Add("of", report.Count, float64(len(r.Times)))
	row.Add("load late, p99", report.Milli, milli(r.Late))
}
