package limits

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// A Unit is what a limit counts. It says how its values are written.
type Unit uint8

// The units.
const (
	Count Unit = iota
	Bytes
	Duration // in nanoseconds
)

// example shows how values are written.
func (u Unit) example() string {
	return [...]string{Count: "1000", Bytes: `"64MiB"`, Duration: `"50ms"`}[u]
}

// unlimited is how [Unlimited] is written.
const unlimited = "unlimited"

// byteUnits are the units of sizes, the largest first.
var byteUnits = []struct {
	name string
	size int64
}{
	{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10},
	{"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"KB", 1e3}, {"B", 1},
}

// Parse reads a value of l: a number for what is counted, a number with a unit
// for sizes and times, or "unlimited".
func (l Limit) Parse(text string) (int64, error) {
	row := Table[l]
	if text == unlimited {
		if row.Max != 0 {
			return 0, fmt.Errorf("%s cannot be unlimited; at most %s", row.Name, row.Unit.Format(row.Max))
		}
		return Unlimited, nil
	}
	n, err := row.Unit.parse(text)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%s must be like %s, not %q", row.Name, row.Unit.example(), text)
	case n <= 0:
		return 0, fmt.Errorf("%s must be more than 0", row.Name)
	case row.Max != 0 && n > row.Max:
		return 0, fmt.Errorf("%s can be at most %s", row.Name, row.Unit.Format(row.Max))
	}
	return n, nil
}

var errRange = errors.New("out of range")

func (u Unit) parse(text string) (int64, error) {
	switch u {
	case Duration:
		d, err := time.ParseDuration(text)
		return int64(d), err
	case Bytes:
		for _, unit := range byteUnits {
			if number, ok := strings.CutSuffix(text, unit.name); ok {
				n, err := strconv.ParseInt(strings.TrimRight(number, " "), 10, 64)
				if n > math.MaxInt64/unit.size || n < 0 {
					return 0, errRange
				}
				return n * unit.size, err
			}
		}
	}
	return strconv.ParseInt(text, 10, 64)
}

// Format writes a value as Parse reads it.
func (u Unit) Format(n int64) string {
	switch {
	case n == Unlimited:
		return unlimited
	case u == Duration:
		return time.Duration(n).String()
	case u == Bytes:
		for _, unit := range byteUnits {
			if n%unit.size == 0 {
				return strconv.FormatInt(n/unit.size, 10) + unit.name
			}
		}
	}
	return strconv.FormatInt(n, 10)
}
