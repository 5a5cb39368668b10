package app

import (
	"errors"
	"fmt"
	"iter"
	"strings"
)

// Template is a text that may contain {{ name }}, which stands for the value
// of a variable of the application. There are no escapes. The zero value is
// the empty text. A Template is not changed, so goroutines may share it.
type Template struct {
	text  string
	parts []part // empty if text has no variables
}

// part is a literal, or the name of a variable.
type part struct {
	text     string
	variable bool
}

// ParseTemplate splits a text into literals and variables.
func ParseTemplate(text string) (Template, error) {
	t := Template{text: text}
	rest := text
	for {
		literal, after, found := strings.Cut(rest, "{{")
		if !found {
			break
		}
		expression, end, closed := strings.Cut(after, "}}")
		if !closed {
			return Template{}, errors.New("`{{` has no matching `}}`")
		}
		name := strings.TrimSpace(expression)
		if err := checkVariableName(name); err != nil {
			return Template{}, fmt.Errorf("{{%s}} does not name a variable: %w", expression, err)
		}
		if literal != "" {
			t.parts = append(t.parts, part{text: literal})
		}
		t.parts = append(t.parts, part{text: name, variable: true})
		rest = end
	}
	if len(t.parts) > 0 && rest != "" {
		t.parts = append(t.parts, part{text: rest})
	}
	return t, nil
}

// String returns the text as it was written.
func (t Template) String() string { return t.text }

// Names yields the variables of the template, each as often as it occurs.
func (t Template) Names() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, p := range t.parts {
			if p.variable && !yield(p.text) {
				return
			}
		}
	}
}

// Expand returns the text with each variable replaced by what value returns
// for it. The first error of value is returned as it is. A text without
// variables costs nothing.
func (t Template) Expand(value func(name string) (string, error)) (string, error) {
	if len(t.parts) == 0 {
		return t.text, nil
	}
	var b strings.Builder
	for _, p := range t.parts {
		text := p.text
		if p.variable {
			v, err := value(p.text)
			if err != nil {
				return "", err
			}
			text = v
		}
		b.WriteString(text)
	}
	return b.String(), nil
}

// MarshalText returns the text as it was written.
func (t Template) MarshalText() ([]byte, error) { return []byte(t.text), nil }
