package main

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/gyro-wasm/gyro/bench/report"
	"github.com/gyro-wasm/gyro/bench/server"
)

// stopMetric is the longest time for which all goroutines were stopped since
// the start, in seconds.
const stopMetric = "gyro_go_longest_stop_seconds"

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
	s.Note("the server's %s, hello at %d requests/s meanwhile", stopMetric, bystanderRate)
	return nil
}

// stopsBeside returns the longest stop of a server in which n requests loop,
// in seconds; infinite if the server does not answer any more.
func (b *bench) stopsBeside(ctx context.Context, a app, n int) (float64, error) {
	port, err := server.FreePort()
	if err != nil {
		return 0, err
	}
	metrics := fmt.Sprintf("127.0.0.1:%d", port)
	if !b.knows("--metrics") {
		return 0, skip("this gyro does not know --metrics")
	}
	srv, err := b.start(ctx, "gyro", a, noCPU, "--metrics", metrics)
	if err != nil {
		return 0, err
	}
	defer srv.Kill()
	stop := b.background(ctx, loops(srv), n)
	defer stop()
	if _, err := b.fixed(ctx, srv.URL+quietPath, bystanderRate); err != nil {
		return 0, err
	}
	longest, err := longestStop(ctx, "http://"+metrics+"/metrics")
	if err != nil {
		b.say("%v", err)
		return math.Inf(1), nil
	}
	return longest, nil
}

// longestStop asks a server for its longest stop, in seconds.
func longestStop(ctx context.Context, url string) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	body, err := server.Get(ctx, url)
	if err != nil {
		return 0, err
	}
	return parseLongestStop(body)
}

func parseLongestStop(body []byte) (float64, error) {
	for line := range strings.Lines(string(body)) {
		if value, ok := strings.CutPrefix(line, stopMetric+" "); ok {
			return strconv.ParseFloat(strings.TrimSpace(value), 64)
		}
	}
	return 0, fmt.Errorf("the metrics lack %s", stopMetric)
}
