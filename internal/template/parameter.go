package template

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Parameter is something that a template asks for.
type Parameter struct {
	Name    string
	Prompt  string
	Default *string
	Allowed []string // the only values; empty if there are others

	pattern *regexp.Regexp
}

func (r rawParameter) parse(name string) (Parameter, error) {
	p := Parameter{Name: name, Prompt: r.Prompt, Default: r.Default, Allowed: r.AllowedValues}
	if r.Type != "string" {
		return p, fmt.Errorf("parameter `%s` has the unknown type %q", name, r.Type)
	}
	if r.Pattern != "" {
		var err error
		if p.pattern, err = regexp.Compile(r.Pattern); err != nil {
			return p, fmt.Errorf("parameter `%s`: %w", name, err)
		}
	}
	return p, nil
}

// Check reports why a value is not one for the parameter.
func (p *Parameter) Check(value string) error {
	switch {
	case len(value) > maxValue:
		return fmt.Errorf("a value has at most %d bytes", maxValue)
	case p.pattern != nil && !p.pattern.MatchString(value):
		return fmt.Errorf("%q does not match the pattern %s", value, p.pattern)
	case len(p.Allowed) > 0 && !slices.Contains(p.Allowed, value):
		return fmt.Errorf("%q is none of %s", value, strings.Join(p.Allowed, ", "))
	}
	return nil
}

// Missing returns the parameters that an operation asks for and that have no
// value yet.
func (t *Template) Missing(o Options) []Parameter {
	var list []Parameter
	skip := t.resolved(o.Operation, o.manifestTable()).skipParameters
	for _, p := range t.Parameters {
		if _, ok := o.Values[p.Name]; !ok && !slices.Contains(skip, p.Name) {
			list = append(list, p)
		}
	}
	return list
}

// checkValues reports the values that are not the template's.
func (t *Template) checkValues(values map[string]string) error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(values)) {
		i := slices.IndexFunc(t.Parameters, func(p Parameter) bool { return p.Name == name })
		if i < 0 {
			errs = append(errs, fmt.Errorf("the template %s has no parameter %s%s", t.ID, name, t.known()))
		} else if err := t.Parameters[i].Check(values[name]); err != nil {
			errs = append(errs, fmt.Errorf("parameter %s: %w", name, err))
		}
	}
	return errors.Join(errs...)
}

func (t *Template) known() string {
	if len(t.Parameters) == 0 {
		return ""
	}
	names := make([]string, len(t.Parameters))
	for i, p := range t.Parameters {
		names[i] = p.Name
	}
	return "; it has " + strings.Join(names, ", ")
}

// CheckName reports why a name is none for an application or component: it is
// made of words that begin with a letter.
func CheckName(name string) error {
	for word := range strings.FieldsFuncSeq(name, func(r rune) bool { return strings.ContainsRune(" -_./", r) }) {
		for i, r := range word {
			letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
			if !letter && (i == 0 || r < '0' || r > '9') {
				return fmt.Errorf("%q is not a name: its words must begin with a letter and have letters and digits only", name)
			}
		}
	}
	if kebabCase(name) == "" {
		return fmt.Errorf("%q is not a name: it has no letters", name)
	}
	return nil
}

// FolderName returns the folder that something of that name goes to.
func FolderName(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == '.' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, name)
}

// isLocal reports whether a path with slashes stays below where it begins, on
// every system.
func isLocal(name string) bool {
	return filepath.IsLocal(filepath.FromSlash(name)) && !strings.ContainsAny(name, "\\:\x00")
}
