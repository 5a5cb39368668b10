package report

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// Compare writes how the medians of r differ from those of an earlier run:
// a line for each metric that both have. A change counts only when the
// samples of the two runs do not overlap; else it is written as "~". (With
// five rounds each that happens by chance once in 126 times.)
func (r *Report) Compare(w io.Writer, old *Report) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Compared with\n\n    %s\n", old.Command)
	for i := range r.Sections {
		s := &r.Sections[i]
		j := slices.IndexFunc(old.Sections, func(o Section) bool { return o.Name == s.Name })
		if j < 0 {
			continue
		}
		if table := s.changes(&old.Sections[j]); len(table) > 1 {
			fmt.Fprintf(&b, "\n## %s\n\n", s.Name)
			writeTable(&b, table)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (s *Section) changes(old *Section) [][]string {
	table := [][]string{{"", "metric", "old", "new", "change"}}
	for _, row := range s.Rows {
		i := slices.IndexFunc(old.Rows, func(o *Row) bool { return o.Name == row.Name })
		if i < 0 {
			continue
		}
		for _, m := range row.Metrics {
			o := old.Rows[i].metric(m.Name)
			if o == nil || o.Unit != m.Unit || len(o.Samples) == 0 || len(m.Samples) == 0 {
				continue
			}
			table = append(table, []string{row.Name, m.heading(),
				m.Unit.format(Median(o.Samples)), m.Unit.format(Median(m.Samples)), change(o.Samples, m.Samples)})
		}
	}
	return table
}

// change returns the change of the median in percent.
func change(old, now []Sample) string {
	if slices.Max(old) >= slices.Min(now) && slices.Max(now) >= slices.Min(old) {
		return "~"
	}
	a, b := Median(old), Median(now)
	if a == 0 || math.IsInf(a, 0) || math.IsInf(b, 0) {
		return "other"
	}
	return fmt.Sprintf("%+.1f%%", (b-a)/math.Abs(a)*100)
}
