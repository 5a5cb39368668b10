package template

import (
	"fmt"
	"html"
	"path"
	"strings"
	"unicode"
)

// A sink receives what a file of a template becomes: its own text, and the
// values that were given for it. It writes a value so that it stays one value
// in the language of the file, or refuses it.
type sink interface {
	text(s string)
	value(s string) error
	fmt.Stringer
}

// sinkFor returns the sink for a file by its name.
func sinkFor(name string) sink {
	switch path.Ext(name) {
	case ".toml":
		return &tomlSink{}
	case ".json":
		return &tomlSink{json: true}
	case ".xml", ".html":
		return &xmlSink{}
	}
	return &plainSink{}
}

// plainSink writes values as they are.
type plainSink struct{ strings.Builder }

func (p *plainSink) text(s string) { p.WriteString(s) }

func (p *plainSink) value(s string) error {
	p.WriteString(s)
	return nil
}

// xmlSink writes values as character data.
type xmlSink struct{ plainSink }

func (x *xmlSink) value(s string) error { return x.plainSink.value(html.EscapeString(s)) }

// tomlSink writes values into TOML, or JSON, whose strings are those of TOML
// with double quotes. It follows the text to know what a value lands in.
type tomlSink struct {
	plainSink
	json  bool
	where string // the delimiter of the string or comment that is open, or ""
	raw   string // text whose meaning the next text may decide
}

func (t *tomlSink) text(s string) {
	t.WriteString(s)
	s, t.raw = t.raw+s, ""
	for s != "" {
		n := 1
		switch {
		case t.where == "":
			n = t.open(s)
		case t.where == "#":
			if s[0] == '\n' {
				t.where = ""
			}
		case s[0] == '\\' && t.where[0] == '"':
			if len(s) == 1 {
				t.raw = s
			}
			n = min(2, len(s))
		case strings.HasPrefix(s, t.where):
			n, t.where = len(t.where), ""
		case s[0] == '\n' && len(t.where) == 1:
			t.where = "" // not TOML: what follows is no part of the string
		}
		s = s[n:]
	}
}

// open looks for the beginning of a string or comment and returns how many
// bytes it has read.
func (t *tomlSink) open(s string) int {
	delimiters := []string{`"""`, `'''`, `"`, `'`, `#`}
	if t.json {
		delimiters = []string{`"`}
	}
	for _, d := range delimiters {
		if strings.HasPrefix(s, d) {
			if len(d) == 1 && strings.HasPrefix(s, d+d) && !t.json {
				return 2 // the empty string
			}
			t.where = d
			return len(d)
		}
	}
	return 1
}

func (t *tomlSink) value(s string) error {
	switch t.where {
	case `"`, `"""`:
		t.WriteString(escapeBasic(s))
		return nil
	case `'`, `'''`:
		if strings.ContainsAny(s, "'") || strings.ContainsFunc(s, unicode.IsControl) {
			return fmt.Errorf("the value %q cannot stand between single quotes", s)
		}
	case "#":
		if strings.ContainsFunc(s, unicode.IsControl) {
			return fmt.Errorf("the value %q cannot stand in a comment", s)
		}
	default:
		if strings.ContainsAny(s, "\"'#[]{}=,\\") || strings.ContainsFunc(s, unicode.IsControl) {
			return fmt.Errorf("the value %q cannot stand here without quotes", s)
		}
	}
	t.WriteString(s)
	return nil
}

// escapeBasic writes a text so that it can stand between double quotes, in
// TOML and in JSON.
func escapeBasic(s string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case r == '"' || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case unicode.IsControl(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
