package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"

	"github.com/gyro-wasm/gyro/bench/report"
)

// kernels is the package whose benchmarks measure what metering costs.
const kernels = "bench/kernels"

// fuel runs the benchmarks of real kernels with and without metering.
func fuel(ctx context.Context, b *bench, s *report.Section) error {
	if err := exec.CommandContext(ctx, "go", "list", module+"/"+kernels).Run(); err != nil {
		return skip(fmt.Sprintf("there is no package %s", kernels))
	}
	args := []string{"test", "-run", "^$", "-bench", ".", "-count", strconv.Itoa(b.rounds), "-timeout", "1h", module + "/" + kernels}
	out, err := exec.CommandContext(ctx, "go", args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	addBenchmarks(s, string(out))
	if len(s.Rows) == 0 {
		return fmt.Errorf("go %s printed no benchmark:\n%s", strings.Join(args, " "), out)
	}
	s.Note("`go test -run ^$ -bench . -count %d ./%s`, medians", b.rounds, kernels)
	return nil
}

// benchmark matches a line of `go test -bench`: name, processors, iterations,
// then values with units.
var benchmark = regexp.MustCompile(`(?m)^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+(.*)$`)

// addBenchmarks adds a row for each benchmark of the output.
func addBenchmarks(s *report.Section, out string) {
	for _, m := range benchmark.FindAllStringSubmatch(out, -1) {
		fields := strings.Fields(m[2])
		for i := 0; i+1 < len(fields); i += 2 {
			if v, err := strconv.ParseFloat(fields[i], 64); err == nil {
				s.Row(m[1]).Add(fields[i+1], report.Ratio, v)
			}
		}
	}
}
