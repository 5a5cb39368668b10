package main

import (
	"context"
	"fmt"
	"math"
	"os/exec"
	"regexp"
	"strconv"
	"strings"

	"github.com/gyro-wasm/gyro/bench/report"
)

// metered are the benchmarks that measure what metering costs: on the programs
// of bench/kernels, and on a loop in JavaScript.
var metered = [][]string{
	{"-bench", "Kernels", "-benchtime", "40x", "./component/internal/rewrite"},
	{"-bench", "Metering", "-benchtime", "20x", "./bench"},
}

// fuel runs the benchmarks of real kernels with and without metering.
func fuel(ctx context.Context, b *bench, s *report.Section) error {
	for _, which := range metered {
		args := append([]string{"test", "-run", "^$", "-count", strconv.Itoa(b.rounds), "-timeout", "1h"}, which...)
		out, err := exec.CommandContext(ctx, "go", args...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, out)
		}
		if addBenchmarks(s, string(out)) == 0 {
			return fmt.Errorf("go %s printed no benchmark:\n%s", strings.Join(args, " "), out)
		}
		s.Note("`go %s`, medians; ratio: metered to unmetered, processor time in turn", strings.Join(args, " "))
	}
	s.Note("geometric mean of the ratios: %.3f", geomean(s, "ratio"))
	return nil
}

// geomean returns the geometric mean of the medians of a metric, over all rows
// that have it.
func geomean(s *report.Section, metric string) float64 {
	sum, n := 0.0, 0
	for _, row := range s.Rows {
		for _, m := range row.Metrics {
			if m.Name == metric {
				sum += math.Log(report.Median(m.Samples))
				n++
			}
		}
	}
	return math.Exp(sum / float64(max(n, 1)))
}

// benchmark matches a line of `go test -bench`: name, processors, iterations,
// then values with units.
var benchmark = regexp.MustCompile(`(?m)^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+(.*)$`)

// addBenchmarks adds a row for each benchmark of the output, and returns how
// many lines there were.
func addBenchmarks(s *report.Section, out string) int {
	lines := benchmark.FindAllStringSubmatch(out, -1)
	for _, m := range lines {
		fields := strings.Fields(m[2])
		for i := 0; i+1 < len(fields); i += 2 {
			if v, err := strconv.ParseFloat(fields[i], 64); err == nil {
				s.Row(m[1]).Add(fields[i+1], report.Ratio, v)
			}
		}
	}
	return len(lines)
}
