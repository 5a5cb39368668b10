package main

import (
	"context"
	"fmt"
	"time"

	"github.com/gyro-wasm/gyro/bench/load"
	"github.com/gyro-wasm/gyro/bench/report"
	"github.com/gyro-wasm/gyro/bench/server"
)

// reuse are the flags that make an instance of WASI 0.3 serve as many requests as
// Spin's do, and reused the end of the name of rows that are measured with them.
var reuse = []string{"--max-instance-reuse-count", "128", "--max-instance-concurrent-reuse-count", "16"}

const reused = ", reused"

// serviceGoals are the requests per second to reach, as a share of net/http's.
var serviceGoals = map[string]string{
	"rust-p3-hello": "≥ 0.40", "rust-p3-hello" + reused: "≥ 0.50", "python-p3-hello" + reused: "≥ 0.022, ≤ 300 MB",
}

// service loads guests of WASI 0.3, with a fresh instance for each request and
// with instances that serve many.
func service(ctx context.Context, b *bench, s *report.Section) error {
	bare, err := b.netHTTP(ctx)
	if err != nil {
		return err
	}
	specs := []server.Spec{bare}
	for _, name := range []string{"c-p3-http", "rust-p3-hello", "python-p3-hello"} {
		path, err := guest(name)
		if err != nil {
			return err
		}
		for _, args := range [][]string{nil, reuse} {
			row := name
			if args != nil {
				row += reused
			}
			spec, err := b.up(row, single(path), noCPU, append([]string{"--allow-missing"}, args...)...)
			if err != nil {
				return err
			}
			specs = append(specs, spec)
		}
	}
	return b.hellos(ctx, specs, serviceGoals, s)
}

// serviceEcho sends a large body to net/http and to guests of WASI 0.3, which
// send it back: their own stream, or what they have copied through their memory.
func serviceEcho(ctx context.Context, b *bench, s *report.Section) error {
	bare, err := b.netHTTP(ctx)
	if err != nil {
		return err
	}
	type way struct {
		spec       server.Spec
		name, path string
	}
	ways := []way{{bare, bare.Name, "/echo"}}
	for _, name := range []string{"c-p3-http", "rust-p3-http"} {
		path, err := guest(name)
		if err != nil {
			return err
		}
		spec, err := b.up(name, single(path), noCPU)
		if err != nil {
			return err
		}
		ways = append(ways, way{spec, name + ", spliced", "/pass"}, way{spec, name + ", copied", "/echo"})
	}
	for round := range b.rounds {
		var base float64
		for _, w := range ways {
			b.say("round %d: %s", round+1, w.name)
			speed, err := b.echoRound(ctx, w.spec, w.path, s.Row(w.name), base)
			if err != nil {
				return err
			}
			if base == 0 {
				base = speed
			}
		}
	}
	for _, w := range ways[1:] {
		s.Row(w.name).Aside = map[string]string{"/pass": "≥ 0.6", "/echo": "≥ 0.4 of spliced"}[w.path]
	}
	s.Note("%d MiB, streamed there and back by one request; %d rounds in turn, medians; first byte: of the head of the response", b.echo, b.rounds)
	return nil
}

// serviceWaiting sends many requests that wait to guests of WASI 0.3, with an
// instance for each and with instances that 16 share.
func serviceWaiting(ctx context.Context, b *bench, s *report.Section) error {
	const spare = 1000 // files for all else
	for _, name := range []string{"c-p3-http", "rust-p3-http"} {
		source, err := guest(name)
		if err != nil {
			return err
		}
		a := app{{id: "quiet", source: source, route: "/quiet/..."}, {id: "waiting", source: source, route: "/..."}}
		for round := range b.rounds {
			for _, args := range [][]string{nil, reuse} {
				row := s.Row(name)
				if args != nil {
					row = s.Row(name + reused)
					row.Aside = "a quarter of the memory"
				}
				b.say("round %d: %s", round+1, row.Name)
				burst := load.Burst{URL: fmt.Sprintf("/wait?ms=%d", sleepFor.Milliseconds()), N: min(b.suspended, b.files-spare), Timeout: patience}
				if err := b.suspend(ctx, a, burst, row, sentFor(calm), func() {}, args...); err != nil {
					return err
				}
			}
		}
	}
	s.Note("requests that wait for a clock, %d rounds in turn, medians; memory: growth of the server's while they wait", b.rounds)
	return nil
}

// calm is how long the server has to take in what was sent.
const calm = 3 * time.Second

// sentFor tells how many requests have been sent: the last one counts when calm
// has passed since.
func sentFor(calm time.Duration) func(*load.Running) int {
	var since time.Time
	last := 0
	return func(r *load.Running) int {
		n := r.Sent()
		if n != last {
			last, since = n, time.Now()
		}
		if n > 0 && time.Since(since) < calm {
			n--
		}
		return n
	}
}
