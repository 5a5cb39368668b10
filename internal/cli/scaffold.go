package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gyro-wasm/gyro/internal/template"
)

// scaffolder finds out what `gyro new` and `gyro add` are to do: from flags, or
// else by asking.
type scaffolder struct {
	p      *Program
	prompt *prompt // nil if nobody can be asked
}

// template returns the template that the flags name or that the user chooses.
func (s *scaffolder) template(ctx context.Context, op template.Operation, f newFlags) (*template.Template, error) {
	l, err := library()
	if err != nil {
		return nil, err
	}
	tags := f.tags
	if f.template != "" {
		t, err := l.Get(f.template)
		var none *template.NotFoundError
		if !errors.As(err, &none) {
			return t, err
		}
		tags = []string{f.template} // perhaps it was meant as a tag
	}
	all, _, err := l.List()
	if err != nil {
		return nil, err
	}
	list := slices.DeleteFunc(slices.Clone(all), func(t *template.Template) bool { return !t.Supports(op) || !t.HasTags(tags) })
	switch {
	case f.template != "" && (s.prompt == nil || len(list) == 0):
		return nil, noTemplate(f.template, all, list)
	case len(list) == 0:
		return nil, &hinted{errors.New("no template has all of these tags"), "`gyro templates list` shows the templates"}
	case s.prompt == nil && len(tags) > 0 && len(list) == 1:
		return list[0], nil
	case s.prompt == nil:
		return nil, &hinted{usagef("no template is named"), "name one with -t: " + strings.Join(idsOf(list), ", ")}
	}
	descriptions := make([]string, len(list))
	for i, t := range list {
		descriptions[i] = printable(t.Description)
	}
	n, err := s.prompt.choose(ctx, "Template for the new "+nounOf(op), idsOf(list), descriptions, nil)
	if err != nil {
		return nil, err
	}
	return list[n], nil
}

// noTemplate is the error for a template that is not there.
func noTemplate(id string, all, tagged []*template.Template) error {
	hint := "the templates are " + strings.Join(idsOf(all), ", ")
	if len(tagged) > 0 {
		hint = "templates with that tag are " + strings.Join(idsOf(tagged), ", ")
	}
	return &hinted{&template.NotFoundError{ID: id}, hint}
}

func idsOf(list []*template.Template) []string {
	ids := make([]string, len(list))
	for i, t := range list {
		ids[i] = printable(t.ID)
	}
	return ids
}

// printable is a text of a stranger without what a terminal would obey.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return '\uFFFD'
		}
		return r
	}, text)
}

// name returns the name of what is made. With -a it is that of the folder, or
// else the template's.
func (s *scaffolder) name(ctx context.Context, args []string, t *template.Template, f newFlags, op template.Operation) (string, error) {
	if len(args) > 0 {
		err := template.CheckName(args[0])
		if err == nil {
			return args[0], nil
		}
		if s.prompt == nil {
			return "", usagef("%v", err)
		}
		fmt.Fprintf(s.p.Stderr, "%v\n", err)
	} else if f.defaults {
		return s.defaultName(t, f), nil
	}
	if s.prompt == nil {
		return "", usagef("NAME is missing")
	}
	return s.prompt.ask(ctx, "Name of the new "+nounOf(op), nil, template.CheckName)
}

func (s *scaffolder) defaultName(t *template.Template, f newFlags) string {
	dir := f.output
	if f.init {
		dir = "."
	}
	if dir != "" {
		if abs, err := filepath.Abs(dir); err == nil && template.CheckName(filepath.Base(abs)) == nil {
			return filepath.Base(abs)
		}
	}
	return t.ID
}

// allow asks whether a folder that has files may be written to, and reports
// whether to go on.
func (s *scaffolder) allow(ctx context.Context, o *template.Options) (bool, error) {
	if o.Overwrite || template.IsEmpty(o.Dir()) || s.prompt == nil {
		return true, nil // or it is refused later
	}
	var err error
	o.Overwrite, err = s.prompt.confirm(ctx, "The folder "+o.Dir()+" is not empty. Write into it?")
	return o.Overwrite, err
}

// values asks for what the template still wants to know.
func (s *scaffolder) values(ctx context.Context, t *template.Template, o *template.Options) error {
	if s.prompt == nil {
		return nil // Run says what is missing
	}
	for _, parameter := range t.Missing(*o) {
		if parameter.Default != nil && o.Defaults {
			continue
		}
		question := printable(parameter.Prompt)
		if len(parameter.Allowed) > 0 {
			n, err := s.prompt.choose(ctx, question, parameter.Allowed, make([]string, len(parameter.Allowed)), parameter.Default)
			if err != nil {
				return err
			}
			o.Values[parameter.Name] = parameter.Allowed[n]
			continue
		}
		answer, err := s.prompt.ask(ctx, question, parameter.Default, parameter.Check)
		if err != nil {
			return err
		}
		o.Values[parameter.Name] = answer
	}
	return nil
}

// advise adds what to do next to an error.
func advise(err error, defaults bool) error {
	var full *template.NotEmptyError
	var missing *template.MissingError
	var exists *template.ExistsError
	switch {
	case errors.As(err, &full):
		return &hinted{err, "choose another folder with -o, or write into it with --allow-overwrite"}
	case errors.As(err, &missing) && defaults:
		return &hinted{err, "there is no default: give it with --value " + missing.Names[0] + "=…"}
	case errors.As(err, &missing):
		return &hinted{err, "give it with --value " + missing.Names[0] + "=…, or take defaults with -a"}
	case errors.As(err, &exists):
		return &hinted{err, "choose another NAME"}
	}
	return err
}

// completeTemplates completes the IDs of templates.
func completeTemplates(wanted func(*template.Template) bool) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var list []cobra.Completion
		for _, t := range allTemplates() {
			if wanted(t) {
				list = append(list, cobra.CompletionWithDesc(t.ID, printable(t.Description)))
			}
		}
		return list, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeTags completes the tags of templates.
func completeTags(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var tags []string
	for _, t := range allTemplates() {
		tags = append(tags, t.Tags...)
	}
	slices.Sort(tags)
	return slices.Compact(tags), cobra.ShellCompDirectiveNoFileComp
}

func allTemplates() []*template.Template {
	l, err := library()
	if err != nil {
		return nil
	}
	list, _, _ := l.List()
	return list
}
