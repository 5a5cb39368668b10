package app

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fault is an error at a place in a manifest.
type Fault struct {
	File    string // as it was named to [Open] or [Parse]
	Line    int    // from 1
	Column  int    // from 1, in characters
	Message string
	Advice  string // what to do next; may be empty

	text   string // what is shown of the line
	before string // what of it stands before the fault
	width  int    // characters that the caret line marks
}

// Error gives place and message, the line with the fault marked, and the
// advice.
func (f *Fault) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: %s", f.File, f.Line, f.Column, f.Message)
	text, before := f.text, f.before
	margin := fmt.Sprintf("%5d | ", f.Line)
	fmt.Fprintf(&b, "\n%s%s\n%s| ", margin, text, strings.Repeat(" ", len(margin)-2))
	for _, r := range before {
		if r != '\t' {
			r = ' '
		}
		b.WriteRune(r)
	}
	width := min(max(f.width, 1), max(1, utf8.RuneCountInString(text)-utf8.RuneCountInString(before)))
	b.WriteString(strings.Repeat("^", width))
	if f.Advice != "" {
		fmt.Fprintf(&b, "\n       hint: %s", f.Advice)
	}
	return b.String()
}

// plain makes a text fit to be shown that quotes a manifest: it has no control
// characters, as a terminal must not obey a manifest, and a very long one lacks
// its middle.
func plain(text string) string {
	const longest = 1000
	text = strings.Map(visible, text)
	if len(text) <= longest {
		return text
	}
	head, tail := text[:longest/2], text[len(text)-longest/2:]
	return strings.ToValidUTF8(head, "") + " … " + strings.ToValidUTF8(tail, "")
}

// visible returns r, or what stands for it if it is a control character.
func visible(r rune) rune {
	if unicode.IsControl(r) {
		return '\uFFFD'
	}
	return r
}

// maxWindow is how much of a long line is shown, in characters.
const maxWindow = 120

// window returns the part of a line to show and what of it stands before
// column, so that the fault of a very long line is still seen.
func window(line string, column int) (shown, before string) {
	runes := []rune(strings.ToValidUTF8(line, "\uFFFD"))
	for i, r := range runes {
		if r != '\t' {
			runes[i] = visible(r)
		}
	}
	column = min(column, len(runes))
	start := 0
	if len(runes) > maxWindow {
		start = min(max(0, column-maxWindow/2), len(runes)-maxWindow)
	}
	end := min(len(runes), start+maxWindow)
	return string(runes[start:end]), string(runes[start:column])
}

// Faults are the faults of one manifest, in the order of their places. It is
// not empty when it is returned as an error.
type Faults []*Fault

// maxFaults bounds how many faults of one manifest are kept.
const maxFaults = 20

func (f *Faults) add(doc *document, at span, advice, format string, args ...any) {
	if len(*f) < maxFaults {
		*f = append(*f, doc.fault(at, advice, format, args...))
	}
}

func (f Faults) Error() string {
	texts := make([]string, len(f))
	for i, fault := range f {
		texts[i] = fault.Error()
	}
	return strings.Join(texts, "\n")
}

// sort puts faults in the order of their places and drops those that are there
// twice: what a profile changes is read with it and without.
func (f *Faults) sort() {
	slices.SortStableFunc(*f, func(a, b *Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	*f = slices.CompactFunc(*f, func(a, b *Fault) bool { return *a == *b })
}

func (f Faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

// nearest returns the name most like the given one, or "" if none is near
// enough to have been meant.
func nearest(name string, names []string) string {
	best, distance := "", 1+max(1, len(name)/3)
	for _, n := range names {
		if d := editDistance(strings.ToLower(name), strings.ToLower(n)); d < min(distance, len(name)) {
			best, distance = n, d
		}
	}
	return best
}

// didYouMean is the advice for a name that is not known: the nearest one, or
// else all of them.
func didYouMean(name string, names []string) string {
	if n := nearest(name, names); n != "" {
		return "did you mean `" + n + "`?"
	}
	if len(names) == 0 {
		return ""
	}
	return "known here: " + strings.Join(names, ", ")
}

// editDistance is the Levenshtein distance of two short names, with a swap of
// neighbours counted once.
func editDistance(a, b string) int {
	const longest = 64
	if len(a) > longest || len(b) > longest {
		return longest
	}
	var rows [3][longest + 1]int
	for j := range b {
		rows[0][j+1] = j + 1
	}
	for i := range len(a) {
		above, row := &rows[i%3], &rows[(i+1)%3]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(above[j]+cost, above[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], rows[(i+2)%3][j-1]+1)
			}
		}
	}
	return rows[len(a)%3][len(b)]
}
