package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gyro-wasm/gyro/bench/load"
	"github.com/gyro-wasm/gyro/bench/report"
	"github.com/gyro-wasm/gyro/bench/server"
)

// sleepFor is how long a suspended request sleeps: all have to arrive and
// hello has to be measured meanwhile.
const sleepFor = 20 * time.Second

// patience bounds the time of a suspended request.
const patience = 2 * time.Minute

// suspended sends many requests that wait, in a sleep of the host and in an
// outgoing request, and measures what each takes and what hello takes
// meanwhile.
func suspended(ctx context.Context, b *bench, s *report.Section) error {
	source, err := guest("c-http")
	if err != nil {
		return err
	}
	for round := range b.rounds {
		b.say("round %d", round+1)
		if err := b.suspendedRound(ctx, source, s); err != nil {
			return err
		}
	}
	s.Note("requests of the C guest, %d rounds in turn, medians; memory: growth of the server's while they wait; hello: %d requests/s to another component, before and meanwhile", b.rounds, bystanderRate)
	return nil
}

func (b *bench) suspendedRound(ctx context.Context, source string, s *report.Section) error {
	o, err := startOrigin()
	if err != nil {
		return err
	}
	defer o.close()
	a := app{
		{id: "quiet", source: source, route: "/quiet/..."},
		{id: "waiting", source: source, route: "/...", hosts: []string{o.url}},
	}
	const spare = 1000 // files for all else
	sleeping := load.Burst{URL: fmt.Sprintf("/sleep/%d", sleepFor.Milliseconds()), N: min(b.suspended, b.files-spare), Timeout: patience}
	fetching := load.Burst{URL: "/fetch", Header: http.Header{"X-Url": {o.url}}, N: min(b.suspended, (b.files-spare)/2), Timeout: patience}
	if fetching.N < b.suspended {
		s.Note("%d requests are too many for the %d files that a process may open here", b.suspended, b.files)
	}
	for _, name := range []string{"in a sleep", "in an outgoing request"} {
		s.Row(name).Aside = "none refused, ≤ 120 KB each, p99 ≤ 2 × quiet"
	}
	err = b.suspend(ctx, a, sleeping, s.Row("in a sleep"), (*load.Running).Heads, func() {})
	if err != nil {
		return err
	}
	return b.suspend(ctx, a, fetching, s.Row("in an outgoing request"), func(*load.Running) int { return o.waiting() }, o.release)
}

// suspend measures a burst. arrived tells how many of it wait; release lets
// them go on.
func (b *bench) suspend(ctx context.Context, a app, burst load.Burst, row *report.Row, arrived func(*load.Running) int, release func(), args ...string) error {
	srv, err := b.start(ctx, "gyro", a, noCPU, args...)
	if err != nil {
		return err
	}
	defer srv.Stop()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // what still waits when the measurement failed
	quiet, before, err := b.quietly(ctx, srv)
	if err != nil {
		return err
	}
	start := time.Now()
	burst.URL = srv.URL + burst.URL
	running := burst.Start(ctx)
	settle(ctx, burst.N, func() int { return arrived(running) })
	during := time.Since(start)
	waiting := arrived(running)
	busy, after, err := b.quietly(ctx, srv)
	release()
	if err != nil {
		return err
	}
	outcomes, err := running.Wait()
	if err != nil {
		return err
	}
	ok, failures := count(outcomes)
	row.Add("requests", report.Count, float64(burst.N))
	row.Add("at once", report.Count, float64(waiting-ended(outcomes, during)))
	row.Add("refused", report.Count, float64(burst.N-ok))
	if waiting > 0 {
		row.Add("memory each", report.KB, float64(after.Memory-before.Memory)/1e3/float64(waiting))
	}
	row.Add("all there after", report.Second, during.Seconds())
	row.Add("quiet hello p99", report.Milli, milli(quiet.Quantile(0.99)))
	row.Add("hello p99", report.Milli, milli(busy.Quantile(0.99)))
	row.Add("hello failed", report.Count, float64(busy.Failed()))
	b.say("%s: %d answered; failures: %s", row.Name, ok, failures)
	return nil
}

// quietly measures hello and what the server uses afterwards.
func (b *bench) quietly(ctx context.Context, srv *server.Server) (*load.Result, server.Usage, error) {
	r, err := b.fixed(ctx, srv.URL+quietPath, bystanderRate)
	if err != nil {
		return nil, server.Usage{}, err
	}
	u, err := usage(srv)
	return r, u, err
}

// settle waits until there are n, or no more have come for five seconds.
func settle(ctx context.Context, n int, arrived func() int) {
	last, since := 0, time.Now()
	for ctx.Err() == nil && last < n && time.Since(since) < 5*time.Second {
		time.Sleep(10 * time.Millisecond)
		if now := arrived(); now != last {
			last, since = now, time.Now()
		}
	}
}

// ended returns how many requests had an answer that was complete by then.
func ended(outcomes []load.Outcome, by time.Duration) (n int) {
	for _, o := range outcomes {
		if o.Head > 0 && o.End <= by {
			n++
		}
	}
	return n
}

// count returns how many requests were answered, and what became of others.
func count(outcomes []load.Outcome) (ok int, failures string) {
	others := map[string]int{}
	for _, o := range outcomes {
		if what := o.What(); what == "ok" {
			ok++
		} else {
			others[what]++
		}
	}
	var parts []string
	for _, what := range slices.Sorted(maps.Keys(others)) {
		parts = append(parts, fmt.Sprintf("%d × %s", others[what], what))
	}
	if len(parts) == 0 {
		return ok, "none"
	}
	return ok, strings.Join(parts, ", ")
}

// An origin is a server that guests send requests to, which are not answered
// before they are all released.
type origin struct {
	url  string
	srv  *http.Server
	n    atomic.Int64
	once sync.Once
	open chan struct{}
}

func startOrigin() (*origin, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	o := &origin{url: "http://" + l.Addr().String(), open: make(chan struct{})}
	o.srv = &http.Server{Handler: o}
	go func() {
		if err := o.srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			panic(err) // of a listener on loopback: nothing can be measured
		}
	}()
	return o, nil
}

// ServeHTTP implements http.Handler.
func (o *origin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.n.Add(1)
	select {
	case <-o.open:
	case <-r.Context().Done():
	}
	fmt.Fprintln(w, "released")
}

func (o *origin) waiting() int { return int(o.n.Load()) }
func (o *origin) release()     { o.once.Do(func() { close(o.open) }) }

func (o *origin) close() {
	o.release()
	_ = o.srv.Close() // of connections that nobody needs any more
}
