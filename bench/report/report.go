// Package report keeps what a run of the benchmarks has measured: as a table
// to read, as JSON to keep, and compared with an earlier run.
package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"slices"
)

// A Report is a run.
type Report struct {
	Command  string    `json:"command"`
	Machine  []string  `json:"machine"`
	Sections []Section `json:"sections"`
}

// A Section is a scenario.
type Section struct {
	Name  string   `json:"name"`
	Title string   `json:"title"`
	Notes []string `json:"notes,omitempty"`
	Rows  []*Row   `json:"rows,omitempty"`
	Aside string   `json:"aside,omitempty"` // heading of the rows' last column
}

// A Row is one subject of a scenario with what was measured of it.
type Row struct {
	Name    string   `json:"name"`
	Aside   string   `json:"aside,omitempty"` // what to hold it against, in words
	Metrics []Metric `json:"metrics"`
}

// A Metric has one sample for each round.
type Metric struct {
	Name    string   `json:"name"`
	Unit    Unit     `json:"unit"`
	Samples []Sample `json:"samples"`
}

// A Sample is a value that may be infinite: for a request that was never
// answered. JSON has null for that.
type Sample float64

// MarshalJSON implements [json.Marshaler].
func (s Sample) MarshalJSON() ([]byte, error) {
	if math.IsInf(float64(s), 0) || math.IsNaN(float64(s)) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(s))
}

// UnmarshalJSON implements [json.Unmarshaler].
func (s *Sample) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*s = Sample(math.Inf(1))
		return nil
	}
	return json.Unmarshal(b, (*float64)(s))
}

// Row returns the row of that name, which is added if it is not there.
func (s *Section) Row(name string) *Row {
	for _, r := range s.Rows {
		if r.Name == name {
			return r
		}
	}
	r := &Row{Name: name}
	s.Rows = append(s.Rows, r)
	return r
}

// Note adds a line below the table; the same line once only.
func (s *Section) Note(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(s.Notes, text) {
		s.Notes = append(s.Notes, text)
	}
}

// Add adds a sample to a metric of the row.
func (r *Row) Add(name string, unit Unit, value float64) {
	for i := range r.Metrics {
		if m := &r.Metrics[i]; m.Name == name {
			m.Samples = append(m.Samples, Sample(value))
			return
		}
	}
	r.Metrics = append(r.Metrics, Metric{name, unit, []Sample{Sample(value)}})
}

// metric returns the metric of that name, nil if there is none.
func (r *Row) metric(name string) *Metric {
	for i := range r.Metrics {
		if r.Metrics[i].Name == name {
			return &r.Metrics[i]
		}
	}
	return nil
}

// Median returns the median of the samples, of an even number the mean of the
// two in the middle; NaN if there are none.
func Median(samples []Sample) float64 {
	if len(samples) == 0 {
		return math.NaN()
	}
	s := slices.Sorted(slices.Values(samples))
	n := len(s)
	return float64(s[(n-1)/2]+s[n/2]) / 2
}

// Save writes the report as JSON.
func (r *Report) Save(path string) error {
	b, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(b, '\n'), 0o644)
}

// Load reads a report that Save has written.
func Load(path string) (*Report, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var r Report
	if err := json.Unmarshal(b, &r); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &r, nil
}

// Update puts the sections of r into the report at path, in place of those of
// the same name, so that scenarios can be measured one by one.
func (r *Report) Update(path string) (*Report, error) {
	old, err := Load(path)
	if errors.Is(err, fs.ErrNotExist) {
		return r, r.Save(path)
	}
	if err != nil {
		return nil, err
	}
	merged := &Report{Command: r.Command, Machine: r.Machine, Sections: old.Sections}
	for _, s := range r.Sections {
		i := slices.IndexFunc(merged.Sections, func(o Section) bool { return o.Name == s.Name })
		if i >= 0 {
			merged.Sections[i] = s
		} else {
			merged.Sections = append(merged.Sections, s)
		}
	}
	return merged, merged.Save(path)
}
