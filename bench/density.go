package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gyro-wasm/gyro/bench/load"
	"github.com/gyro-wasm/gyro/bench/report"
	"github.com/gyro-wasm/gyro/bench/server"
)

// sampled is how many components of density are called.
const sampled = 200

// density serves many components, each with code of its own and a route: how
// long that takes to start, what a component takes that nobody calls, and how
// long a call takes, the first one and the second one.
func density(ctx context.Context, b *bench, s *report.Section) error {
	source, err := guest("c-http-core")
	if err != nil {
		return err
	}
	b.say("making %d components", b.components)
	many, err := variants(source, filepath.Join(b.dir, "variants"), b.components)
	if err != nil {
		return err
	}
	// Code that other runs have compiled would make the first start look fast.
	cache := []string{"XDG_CACHE_HOME=" + filepath.Join(b.dir, "cache")}
	alone, err := b.idle(ctx, many[:1], cache)
	if err != nil {
		return err
	}
	row := s.Row(fmt.Sprintf("%d components", b.components))
	b.say("first start")
	cold, err := b.startIn(ctx, many, cache)
	if err != nil {
		return err
	}
	row.Add("first start", report.Second, cold.Start.Seconds())
	cold.Stop()
	b.say("second start")
	srv, err := b.startIn(ctx, many, cache)
	if err != nil {
		return err
	}
	defer srv.Stop()
	row.Add("second start", report.Second, srv.Start.Seconds())
	pause(ctx, 3*time.Second)
	u, err := usage(srv)
	if err != nil {
		return err
	}
	row.Add("idle memory each", report.KB, float64(u.Memory-alone.Memory)/1e3/float64(b.components-1))
	row.Add("idle memory", report.MB, float64(u.Memory)/1e6)
	if err := callSome(ctx, srv, many, row); err != nil {
		return err
	}
	s.Note("first start: with an empty cache of compiled code; memory after the second start, 3 s idle, beside that of the first component alone")
	s.Note("calls: one after the other, of %d components at random; cold is the first call of a component, warm the second", min(sampled, b.components))
	return nil
}

// variants writes n modules of different code into dir and returns the
// application of them.
func variants(source, dir string, n int) (app, error) {
	module, err := os.ReadFile(source)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	var a app
	for i := range n {
		code, err := variant(module, uint32(i))
		if err != nil {
			return nil, err
		}
		id := fmt.Sprintf("c%d", i)
		path := filepath.Join(dir, id+".wasm")
		if err := os.WriteFile(path, code, 0o644); err != nil {
			return nil, err
		}
		a = append(a, component{id: id, source: path, route: "/" + id})
	}
	return a, nil
}

func (b *bench) startIn(ctx context.Context, a app, env []string) (*server.Server, error) {
	spec, err := b.up("gyro", a, noCPU)
	if err != nil {
		return nil, err
	}
	spec.Env, spec.Ready = env, 15*time.Minute
	return server.Start(ctx, spec)
}

// idle returns what a server uses that has just started.
func (b *bench) idle(ctx context.Context, a app, env []string) (server.Usage, error) {
	srv, err := b.startIn(ctx, a, env)
	if err != nil {
		return server.Usage{}, err
	}
	defer srv.Stop()
	pause(ctx, 3*time.Second)
	return usage(srv)
}

// callSome calls components at random, each twice.
func callSome(ctx context.Context, srv *server.Server, a app, row *report.Row) error {
	chosen := rand.New(rand.NewPCG(1, 2)).Perm(len(a))[:min(sampled, len(a))]
	for _, what := range []string{"cold", "warm"} {
		var times []time.Duration
		failed := 0
		for _, i := range chosen {
			d, err := load.Once(ctx, srv.URL+a[i].route, 30*time.Second)
			if err != nil {
				failed++
			}
			times = append(times, d)
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		slices.Sort(times)
		row.Add(what+" p50", report.Milli, milli(load.Quantile(times, 0.5)))
		row.Add(what+" p99", report.Milli, milli(load.Quantile(times, 0.99)))
		row.Add(what+" failed", report.Count, float64(failed))
	}
	return nil
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
