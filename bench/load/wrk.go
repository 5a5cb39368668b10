package load

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"time"
)

// A Summary is what a closed loop tells, by whichever program.
type Summary struct {
	Requests int // that were answered, with whichever status
	Failed   int // not answered, or not with 200
	Rate     float64
	P50, P99 time.Duration
}

// Summary returns the result in short.
func (r *Result) Summary() Summary {
	return Summary{len(r.Times), r.Failed(), r.Rate(), r.Quantile(0.5), r.Quantile(0.99)}
}

// WrkInstalled tells whether the program wrk is there.
func WrkInstalled() bool {
	_, err := exec.LookPath("wrk")
	return err == nil
}

// Wrk runs wrk with two threads.
func Wrk(ctx context.Context, url string, connections int, d time.Duration) (Summary, error) {
	seconds := max(1, int(d.Round(time.Second).Seconds())) // it knows whole ones only
	cmd := exec.CommandContext(ctx, "wrk", "-t2", "-c"+strconv.Itoa(connections),
		"-d"+strconv.Itoa(seconds)+"s", "--timeout", "10s", "--latency", url)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return Summary{}, fmt.Errorf("wrk: %w\n%s", err, out)
	}
	return parseWrk(string(out))
}

var (
	wrkTotal   = regexp.MustCompile(`(\d+) requests in ([\d.]+(?:us|ms|s|m|h)),`)
	wrkP50     = regexp.MustCompile(`\n\s+50%\s+([\d.]+(?:us|ms|s|m|h))`)
	wrkP99     = regexp.MustCompile(`\n\s+99%\s+([\d.]+(?:us|ms|s|m|h))`)
	wrkSockets = regexp.MustCompile(`Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)`)
	wrkStatus  = regexp.MustCompile(`Non-2xx or 3xx responses: (\d+)`)
)

// parseWrk reads what wrk prints. The rate is that of good answers.
func parseWrk(out string) (Summary, error) {
	var s Summary
	total := wrkTotal.FindStringSubmatch(out)
	if total == nil {
		return s, fmt.Errorf("wrk printed no total:\n%s", out)
	}
	var err error
	if s.Requests, err = strconv.Atoi(total[1]); err != nil {
		return s, err
	}
	took, err := time.ParseDuration(total[2])
	if err != nil {
		return s, err
	}
	if s.Requests == 0 {
		s.P50, s.P99 = Never, Never // where wrk prints 0
		s.Failed = numbers(wrkSockets, out)
		return s, nil
	}
	if s.P50, err = wrkTime(wrkP50, out); err != nil {
		return s, err
	}
	if s.P99, err = wrkTime(wrkP99, out); err != nil {
		return s, err
	}
	bad := numbers(wrkStatus, out)
	s.Failed = bad + numbers(wrkSockets, out)
	s.Rate = float64(s.Requests-bad) / took.Seconds()
	return s, nil
}

func wrkTime(re *regexp.Regexp, out string) (time.Duration, error) {
	m := re.FindStringSubmatch(out)
	if m == nil {
		return 0, fmt.Errorf("wrk printed no %v:\n%s", re, out)
	}
	return time.ParseDuration(m[1])
}

// numbers returns the sum of the groups, 0 without a match.
func numbers(re *regexp.Regexp, out string) (sum int) {
	m := re.FindStringSubmatch(out)
	for _, s := range m[min(1, len(m)):] {
		n, _ := strconv.Atoi(s) // the pattern has digits only
		sum += n
	}
	return sum
}
