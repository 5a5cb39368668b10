package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// WriteMarkdown writes the report: a table for each scenario, medians of the
// rounds.
func (r *Report) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Results\n\n    %s\n\n", r.Command)
	for _, m := range r.Machine {
		fmt.Fprintf(&b, "- %s\n", m)
	}
	for i := range r.Sections {
		r.Sections[i].markdown(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (s *Section) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "\n## %s: %s\n", s.Name, s.Title)
	if len(s.Rows) > 0 {
		b.WriteByte('\n')
		writeTable(b, s.cells())
	}
	if len(s.Notes) > 0 {
		b.WriteByte('\n')
	}
	for _, n := range s.Notes {
		fmt.Fprintf(b, "- %s\n", n)
	}
}

// cells returns the table with its header; a column for each metric that a
// row has, and one for what stands aside.
func (s *Section) cells() [][]string {
	var columns []Metric
	for _, row := range s.Rows {
		for _, m := range row.Metrics {
			if !slices.ContainsFunc(columns, func(c Metric) bool { return c.Name == m.Name }) {
				columns = append(columns, m)
			}
		}
	}
	head := []string{""}
	for _, c := range columns {
		head = append(head, c.heading())
	}
	if s.Aside != "" {
		head = append(head, s.Aside)
	}
	table := [][]string{head}
	for _, row := range s.Rows {
		line := []string{row.Name}
		for _, c := range columns {
			cell := ""
			if m := row.metric(c.Name); m != nil {
				cell = m.Unit.format(Median(m.Samples))
			}
			line = append(line, cell)
		}
		if s.Aside != "" {
			line = append(line, row.Aside)
		}
		table = append(table, line)
	}
	return table
}

// writeTable writes a Markdown table whose columns are as wide as they need to
// be to be read as text.
func writeTable(b *strings.Builder, table [][]string) {
	width := make([]int, len(table[0]))
	for _, line := range table {
		for i, cell := range line {
			width[i] = max(width[i], len([]rune(cell)))
		}
	}
	for n, line := range table {
		for i, cell := range line {
			pad := strings.Repeat(" ", width[i]-len([]rune(cell)))
			if i == 0 {
				b.WriteString("| " + cell + pad + " |")
			} else {
				b.WriteString(" " + pad + cell + " |")
			}
		}
		b.WriteByte('\n')
		if n > 0 {
			continue
		}
		for i, w := range width {
			if i == 0 {
				b.WriteString("|" + strings.Repeat("-", w+2) + "|")
			} else {
				b.WriteString(strings.Repeat("-", w+1) + ":|")
			}
		}
		b.WriteByte('\n')
	}
}
