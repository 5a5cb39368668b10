package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/gyro-wasm/gyro/bench/load"
	"github.com/gyro-wasm/gyro/bench/report"
	"github.com/gyro-wasm/gyro/bench/server"
)

// example begins the names of the guests that are examples, which gyro builds;
// the others are those of tests/guests.
const example = "hello-"

// helloGoals are the requests per second to reach, as a share of net/http's.
var helloGoals = map[string]string{
	"hello-c": "≥ 0.72", "hello-rust": "≥ 0.60", "hello-go": "≥ 0.40",
	"hello-js": "≥ 0.02, and 3 × without reuse", "python-hello": "≥ 0.006",
}

// noReuse is gyro's flag that makes it instantiate for each request, and the
// end of the name of rows that are measured with it.
const noReuse = "--no-instance-reuse"

// hello loads all servers in turn with as many requests as they take. net/http
// comes first in each round: the ratios are those of one round.
func hello(ctx context.Context, b *bench, s *report.Section) error {
	specs, err := b.helloSpecs(ctx, s)
	if err != nil {
		return err
	}
	return b.hellos(ctx, specs, helloGoals, s)
}

// hellos is hello for these servers.
func (b *bench) hellos(ctx context.Context, specs []server.Spec, goals map[string]string, s *report.Section) error {
	var servers []*server.Server
	defer func() {
		for _, srv := range servers {
			srv.Stop()
		}
	}()
	for _, spec := range specs {
		b.say("starting %s", spec.Name)
		srv, err := server.Start(ctx, spec)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			b.say("%v", err)
			s.Note("%s did not start", spec.Name)
			continue
		}
		servers = append(servers, srv)
		if err := b.warm(ctx, srv.URL+helloPath); err != nil {
			return err
		}
		s.Row(srv.Name).Aside = goals[srv.Name]
	}
	for round := range b.rounds {
		if err := b.helloRounds(ctx, servers, s, round); err != nil {
			return err
		}
	}
	s.Note("%s; server and load share the processors", b.generator())
	s.Note("cpu: processor time of the server, its children included, per answered request; memory: proportional set size after the last round")
	return nil
}

// helloRounds loads each server once. One that has died is noted.
func (b *bench) helloRounds(ctx context.Context, servers []*server.Server, s *report.Section, round int) error {
	var bare float64
	for i, srv := range servers {
		if srv.Ended() {
			s.Note("%s has died", srv.Name)
			continue
		}
		b.say("round %d: %s", round+1, srv.Name)
		rate, err := b.helloRound(ctx, srv, s.Row(srv.Name), bare)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil && i > 0 && srv.Ended() {
			b.say("%s has died: %v\n%s", srv.Name, err, srv.Log())
			s.Note("%s has died", srv.Name)
			continue
		}
		if err != nil {
			return err
		}
		if i == 0 {
			bare = rate
		}
	}
	return nil
}

// helloSpecs describes the servers, net/http first.
func (b *bench) helloSpecs(ctx context.Context, s *report.Section) ([]server.Spec, error) {
	bare, err := b.netHTTP(ctx)
	if err != nil {
		return nil, err
	}
	specs := []server.Spec{bare}
	add := func(name string, spec server.Spec, err error) error {
		var why skip
		if errors.As(err, &why) {
			s.Note("%s: not measured: %v", name, why)
			return nil
		}
		specs = append(specs, spec)
		return err
	}
	if !b.knows(noReuse) {
		s.Note("this gyro has no %s: every request is instantiated for anyway", noReuse)
	}
	for _, name := range list(b.guests) {
		spec, err := b.helloSpec(name)
		if err := add(name, spec, err); err != nil {
			return nil, err
		}
		if err == nil && b.knows(noReuse) {
			spec, err := b.helloSpec(name, noReuse)
			if err := add(name+" "+noReuse, spec, err); err != nil {
				return nil, err
			}
		}
	}
	for _, name := range list(b.builtin) {
		spec, err := b.builtinPeer(name)
		if err := add(name, spec, err); err != nil {
			return nil, err
		}
	}
	for _, p := range b.peers {
		specs = append(specs, p.spec())
	}
	return specs, nil
}

func (b *bench) helloSpec(name string, args ...string) (server.Spec, error) {
	row := strings.Join(append([]string{name}, args...), " ")
	if strings.HasPrefix(name, example) {
		dir, err := b.example(name)
		return b.upIn(row, dir, "/", noCPU, args...), err
	}
	path, err := guest(name)
	if err != nil {
		return server.Spec{}, err
	}
	if strings.HasPrefix(name, "python") {
		args = append(args, "--allow-missing") // it imports all of Spin
	}
	return b.up(row, single(path), noCPU, args...)
}

// example builds a copy of an example with gyro and returns its folder.
func (b *bench) example(name string) (string, error) {
	dir := filepath.Join(b.dir, name)
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("examples", name))); err != nil {
		return "", err
	}
	if out, err := exec.Command(b.gyro, "build", "-f", dir).CombinedOutput(); err != nil {
		return "", skip(fmt.Sprintf("gyro build: %v: %s", err, lastLine(out)))
	}
	return dir, nil
}

func lastLine(out []byte) string {
	text := strings.TrimSpace(string(out))
	return text[strings.LastIndexByte(text, '\n')+1:]
}

// warm lets a server answer for a moment before it is measured.
func (b *bench) warm(ctx context.Context, url string) error {
	_, err := load.Closed{URLs: []string{url}, Connections: 16, For: min(b.time, 500*time.Millisecond), Timeout: 10 * time.Second}.Run(ctx)
	return err
}

// helloRound loads one server, and returns its rate. bare is the rate of
// net/http in the same round, 0 for net/http itself.
func (b *bench) helloRound(ctx context.Context, srv *server.Server, row *report.Row, bare float64) (float64, error) {
	before, err := usage(srv)
	if err != nil {
		return 0, err
	}
	sum, err := b.closed(ctx, srv.URL+helloPath)
	if err != nil {
		return 0, err
	}
	after, err := usage(srv)
	if err != nil {
		return 0, err
	}
	if bare == 0 {
		bare = sum.Rate
	}
	row.Add("of net/http", report.Ratio, sum.Rate/bare)
	row.Add("requests", report.Rate, sum.Rate)
	if after.CPU > 0 {
		row.Add("cpu", report.Micro, float64((after.CPU-before.CPU).Microseconds())/float64(sum.Requests))
	}
	row.Add("p50", report.Milli, milli(sum.P50))
	row.Add("p99", report.Milli, milli(sum.P99))
	if after.Memory > 0 {
		row.Add("memory", report.MB, float64(after.Memory)/1e6)
	}
	row.Add("failed", report.Count, float64(sum.Failed))
	return sum.Rate, nil
}

// usage returns what a server has used; nothing where the system does not
// tell.
func usage(srv *server.Server) (server.Usage, error) {
	u, err := srv.Usage()
	if errors.Is(err, server.ErrUnknown) {
		return u, nil
	}
	return u, err
}

// milli returns a time in milliseconds, infinite for [load.Never].
func milli(d time.Duration) float64 {
	if d == load.Never {
		return math.Inf(1)
	}
	return d.Seconds() * 1e3
}
