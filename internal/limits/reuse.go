package limits

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// Reuse says how many requests an instance of a component of WASI 0.3 serves.
// The zero Reuse is one; components of WASI 0.2 always serve one.
type Reuse struct {
	Count      Range[int]           // in all
	Concurrent Range[int]           // at once; the zero Range is 16
	Idle       Range[time.Duration] // how long one stays that serves none; the zero Range is 1 s
	// Timeout is the wall time that a request may take; the zero Range leaves it to
	// [WallTime]. It is for all components.
	Timeout Range[time.Duration]
}

// Shares tells whether instances serve several requests.
func (r Reuse) Shares() bool { return r.Count.Max > 2 || r.Count.Min > 1 }

// Draw returns the values for one instance.
func (r Reuse) Draw() (count, concurrent int, idle time.Duration) {
	if r.Concurrent == (Range[int]{}) {
		r.Concurrent = Range[int]{16, 17}
	}
	if r.Idle == (Range[time.Duration]{}) {
		r.Idle = Range[time.Duration]{time.Second, time.Second + 1}
	}
	return max(drawn(r.Count), 1), max(drawn(r.Concurrent), 1), drawn(r.Idle)
}

// DrawTimeout returns the wall time for one request, 0 for no limit.
func (r Reuse) DrawTimeout() time.Duration { return drawn(r.Timeout) }

// A Range is half open: [Min, Max). A value is drawn from it for each instance or
// request, so that not all come to their end at once.
type Range[T cmp.Ordered] struct{ Min, Max T }

func drawn[T int | time.Duration](r Range[T]) T {
	if r.Max <= r.Min {
		return r.Min
	}
	return r.Min + T(rand.Int64N(int64(r.Max-r.Min)))
}

// ParseCounts reads a range of counts: N, which is N alone, or A..B, which is
// those from A to below B. All are at least 1.
func ParseCounts(text string) (Range[int], error) {
	return parseRange(text, func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxCount {
			return 0, fmt.Errorf("%q is not a count from 1 to %d", text, maxCount)
		}
		return n, nil
	})
}

// maxCount is the largest count.
const maxCount = 1 << 30

// ParseTimes is [ParseCounts] for times, such as 500ms or 2; a number alone is
// seconds.
func ParseTimes(text string) (Range[time.Duration], error) {
	return parseRange(text, parseTime)
}

// timeUnits are the units of times, those first that end in another one.
var timeUnits = []struct {
	name string
	unit time.Duration
}{{"ms", time.Millisecond}, {"us", time.Microsecond}, {"μs", time.Microsecond}, {"µs", time.Microsecond}, {"ns", 1}, {"s", time.Second}, {"", time.Second}}

// maxTime is the longest time.
const maxTime = 365 * 24 * time.Hour

func parseTime(text string) (time.Duration, error) {
	for _, u := range timeUnits {
		number, ok := strings.CutSuffix(text, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil || n < 0 || n > int64(maxTime/u.unit) {
			break
		}
		return time.Duration(n) * u.unit, nil
	}
	return 0, fmt.Errorf("%q is not a time such as 30s, 500ms or 2, which is seconds", text)
}

func parseRange[T int | time.Duration](text string, parse func(string) (T, error)) (r Range[T], err error) {
	low, high, isRange := strings.Cut(text, "..")
	if r.Min, err = parse(low); err != nil {
		return Range[T]{}, err
	}
	if !isRange {
		r.Max = r.Min + 1
		return r, nil
	}
	if r.Max, err = parse(high); err != nil {
		return Range[T]{}, err
	}
	if r.Max <= r.Min {
		return Range[T]{}, fmt.Errorf("%q holds no value: the range goes from its first to below its last", text)
	}
	return r, nil
}
