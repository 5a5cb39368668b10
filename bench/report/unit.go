package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Unit is what a metric is measured in.
type Unit string

const (
	Count  Unit = ""
	Ratio  Unit = "ratio"
	Rate   Unit = "req/s"
	Milli  Unit = "ms"
	Micro  Unit = "µs"
	Second Unit = "s"
	MB     Unit = "MB"
	KB     Unit = "KB"
	MBs    Unit = "MB/s"
)

// format returns a value with three significant digits, thousands apart.
func (u Unit) format(v float64) string {
	switch {
	case math.IsNaN(v):
		return "–"
	case math.IsInf(v, 0):
		return "never"
	case u == Count || math.Abs(v) >= 100:
		return thousands(int64(math.Round(v)))
	case v == 0:
		return "0"
	}
	digits := 2 - int(math.Floor(math.Log10(math.Abs(v))))
	return strconv.FormatFloat(v, 'f', min(max(digits, 0), 5), 64)
}

func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	var parts []string
	for len(s) > 3 {
		parts = append([]string{s[len(s)-3:]}, parts...)
		s = s[:len(s)-3]
	}
	return sign + strings.Join(append([]string{s}, parts...), ",")
}

// heading returns a column's name with its unit.
func (m Metric) heading() string {
	if m.Unit == Count || m.Unit == Ratio {
		return m.Name
	}
	return fmt.Sprintf("%s, %s", m.Name, m.Unit)
}
