package telemetry

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"net/http"
	"runtime/metrics"
	"strconv"
)

// A Metric is a number that a process tells about itself, or several of one
// kind, as Prometheus's text format has it.
type Metric struct {
	Name, Help string
	Counter    bool // only grows; else it is a gauge
	Samples    []Sample
}

// A Sample is one value of a metric. Labels alternate names and values.
type Sample struct {
	Labels []string
	Value  float64
}

// WriteMetrics writes metrics in Prometheus's text format.
func WriteMetrics(w io.Writer, ms []Metric) error {
	b := bufio.NewWriter(w)
	for _, m := range ms {
		kind := "gauge"
		if m.Counter {
			kind = "counter"
		}
		fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s %s\n", m.Name, m.Help, m.Name, kind)
		for _, s := range m.Samples {
			b.WriteString(m.Name)
			for i := 0; i+1 < len(s.Labels); i += 2 {
				open := byte(',')
				if i == 0 {
					open = '{'
				}
				b.WriteByte(open)
				fmt.Fprintf(b, "%s=%q", s.Labels[i], s.Labels[i+1])
			}
			if len(s.Labels) > 0 {
				b.WriteByte('}')
			}
			fmt.Fprintf(b, " %s\n", strconv.FormatFloat(s.Value, 'g', -1, 64))
		}
	}
	return b.Flush()
}

// MetricsHandler answers with the metrics of the process and those that more
// returns.
func MetricsHandler(more func() []Metric) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		_ = WriteMetrics(w, append(processMetrics(), more()...)) // the client is gone
	})
}

// processMetrics returns what tells whether guests keep the process from doing
// anything else.
func processMetrics() []Metric {
	samples := []metrics.Sample{
		{Name: "/sched/pauses/total/gc:seconds"},
		{Name: "/sched/pauses/total/other:seconds"},
		{Name: "/sched/goroutines:goroutines"},
		{Name: "/memory/classes/heap/objects:bytes"},
	}
	metrics.Read(samples)
	one := func(v float64) []Sample { return []Sample{{Value: v}} }
	return []Metric{
		{Name: "gyro_go_longest_stop_seconds", Help: "Longest time since the start for which no Go code ran, because of the collector or anything else, rounded up.",
			Samples: one(max(longest(samples[0].Value), longest(samples[1].Value)))},
		{Name: "gyro_go_goroutines", Help: "Goroutines.", Samples: one(float64(samples[2].Value.Uint64()))},
		{Name: "gyro_go_heap_bytes", Help: "Objects on Go's heap; memories of guests are not there.", Samples: one(float64(samples[3].Value.Uint64()))},
	}
}

// longest returns the upper end of the last bucket of a histogram that holds
// anything, its lower end if it has no upper one.
func longest(v metrics.Value) float64 {
	h := v.Float64Histogram()
	for i := len(h.Counts) - 1; i >= 0; i-- {
		if h.Counts[i] > 0 {
			if end := h.Buckets[i+1]; !math.IsInf(end, 1) {
				return end
			}
			return h.Buckets[i]
		}
	}
	return 0
}
