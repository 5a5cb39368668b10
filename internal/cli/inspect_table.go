package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// printReports prints what `gyro inspect` found, for people.
func (p *Program) printReports(reports []report) {
	for i, r := range reports {
		if i > 0 {
			fmt.Fprintln(p.Stdout)
		}
		printReport(p.Stdout, r)
	}
}

func printReport(to io.Writer, r report) {
	kind := "component"
	if !r.Component {
		kind = "core module"
	}
	fmt.Fprintf(to, "%s: a %s of %s in %s\n", r.ID, kind, bytesText(r.Size), printable(r.Source))
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	code, data := 0, 0
	for _, m := range r.Modules {
		code, data = code+m.Code, data+m.Data
	}
	fmt.Fprintf(w, "  core modules\t%d, with %s of code and %s of data\n", len(r.Modules), bytesText(code), bytesText(data))
	if len(r.Parts) > 0 {
		fmt.Fprintf(w, "  composed with\t%s\n", printable(strings.Join(r.Parts, ", ")))
	}
	fmt.Fprintf(w, "  made by\t%s\n", orNothing(producerTexts(r.Producers), "it does not say"))
	fmt.Fprintf(w, "  exports\t%s\n", printable(orNothing(r.Exports, "nothing")))
	w.Flush()

	w = tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	if len(r.Imports) > 0 {
		fmt.Fprintf(w, "\n  CAPABILITY\tIMPORT\tGRANTED\n")
	}
	for _, i := range inOrder(r.Imports) {
		can := i.Capability
		if can == "" {
			can = "unknown"
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\n", can, printable(i.Name), printable(i.grantText()))
	}
	w.Flush()

	part := ""
	w = tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	for _, d := range r.Denied {
		if head := d.Part + d.Place; head != part {
			part = head
			fmt.Fprintf(w, "\n  DENIED TO %s (%s)\tUNLESS IT INHERITS\n", printable(d.Part), printable(d.Place))
		}
		fmt.Fprintf(w, "  %s\t%s\n", printable(d.Interface), d.Key)
	}
	w.Flush()
}

// inOrder puts first what is missing, then what the manifest grants or does not.
func inOrder(imports []imported) []imported {
	rank := map[status]int{missing: 0, refused: 1, granted: 2, always: 3}
	list := slices.Clone(imports)
	slices.SortStableFunc(list, func(a, b imported) int { return rank[a.Status] - rank[b.Status] })
	return list
}

// grantText says what a component has of an import.
func (i imported) grantText() string {
	switch i.Status {
	case missing:
		return "missing: gyro does not provide it"
	case always:
		return "always"
	case refused:
		return "nothing: there is no `" + i.Key + "`"
	}
	const most = 5
	if n := len(i.Grants); n > most {
		return fmt.Sprintf("%s and %d more", strings.Join(i.Grants[:most], ", "), n-most)
	}
	return strings.Join(i.Grants, ", ")
}

func producerTexts(list []producer) []string {
	var texts []string
	for _, p := range list {
		version, _, _ := strings.Cut(p.Version, " ") // some say much more
		texts = append(texts, strings.TrimSpace(p.Name+" "+version))
	}
	return texts
}

func orNothing(list []string, nothing string) string {
	if len(list) == 0 {
		return nothing
	}
	return strings.Join(list, ", ")
}

// bytesText writes a size in the unit that suits it.
func bytesText(n int) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
