package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/gyro-wasm/gyro/bench/report"
	"github.com/gyro-wasm/gyro/bench/server"
)

// metricsPath answers, on servers that have it, with a JSON object of the
// process's own metrics.
const metricsPath = "/.well-known/gyro/metrics"

// metrics is the part of the object that is read here.
type metrics struct {
	// LongestStop is the longest time for which all goroutines were stopped
	// since the start, in seconds (runtime/metrics,
	// /sched/pauses/total/gc:seconds and .../other:seconds).
	LongestStop *float64 `json:"longest_stop_seconds"`
}

// stops reads how long goroutines were stopped at most, with and without
// guests that loop.
func stops(ctx context.Context, b *bench, s *report.Section) error {
	a, err := neighbours()
	if err != nil {
		return err
	}
	for range b.rounds {
		for _, n := range append([]int{0}, beside...) {
			b.say("%d looping", n)
			longest, err := b.stopsBeside(ctx, a, n)
			if err != nil {
				return err
			}
			row := s.Row(fmt.Sprintf("%d looping", n))
			row.Aside = "≤ 10 ms"
			row.Add("longest stop", report.Milli, longest*1e3)
		}
	}
	s.Note("from the server's %s, hello at %d requests/s meanwhile", metricsPath, bystanderRate)
	return nil
}

// stopsBeside returns the longest stop of a server in which n requests loop,
// in seconds; infinite if the server does not answer any more.
func (b *bench) stopsBeside(ctx context.Context, a app, n int) (float64, error) {
	srv, err := b.start(ctx, "gyro", a, noCPU)
	if err != nil {
		return 0, err
	}
	defer srv.Kill()
	if _, err := longestStop(ctx, srv); err != nil {
		return 0, skip(fmt.Sprintf("this gyro does not tell it: %v", err))
	}
	stop := b.background(ctx, loops(srv), n)
	defer stop()
	if _, err := b.fixed(ctx, srv.URL+quietPath, bystanderRate); err != nil {
		return 0, err
	}
	longest, err := longestStop(ctx, srv)
	if err != nil {
		b.say("%v", err)
		return math.Inf(1), nil
	}
	return longest, nil
}

// longestStop asks the server for its longest stop, in seconds.
func longestStop(ctx context.Context, srv *server.Server) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	body, err := srv.Get(ctx, metricsPath)
	if err != nil {
		return 0, err
	}
	return parseLongestStop(body)
}

func parseLongestStop(body []byte) (float64, error) {
	var m metrics
	if err := json.Unmarshal(body, &m); err != nil {
		return 0, fmt.Errorf("%s is not answered with JSON", metricsPath)
	}
	if m.LongestStop == nil {
		return 0, fmt.Errorf("%s has no longest_stop_seconds", metricsPath)
	}
	return *m.LongestStop, nil
}
