package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gyro-wasm/gyro/internal/template"
)

// newFlags are the flags of `gyro new` and `gyro add`.
type newFlags struct {
	template   string
	tags       []string
	output     string
	init       bool
	values     []string
	valuesFile string
	defaults   bool
	noVCS      bool
	overwrite  bool
	file       string // of add: the manifest
}

func (p *Program) newCommand() *cobra.Command {
	var f newFlags
	cmd := &cobra.Command{
		Use:     "new [NAME]",
		Aliases: []string{"n"},
		Short:   "Make an application from a template",
		Long: `New makes the folder of an application from a template. It asks for what it is
not told if it runs in a terminal.

With -a and a template it asks nothing.`,
		Example: `  gyro new -t http-go -a hello && gyro up --build -f hello
  gyro new -t http-rust hello --value http-path=/hello
  gyro new`,
		Args:              arguments(0, 2, ""),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.scaffold(cmd.Context(), template.NewApplication, args, f)
		},
	}
	p.addNewFlags(cmd, &f, "application")
	return cmd
}

func (p *Program) addCommand() *cobra.Command {
	var f newFlags
	cmd := &cobra.Command{
		Use:     "add [NAME]",
		Aliases: []string{"a"},
		Short:   "Add a component from a template to an application",
		Long: `Add makes the folder of a component from a template, and writes the component
into the application's spin.toml, which stays as it is besides. It asks for what
it is not told if it runs in a terminal.

With -a and a template it asks nothing.`,
		Example:           `  gyro add -t http-c -a fast --value http-path=/fast/...`,
		Args:              arguments(0, 2, ""),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.scaffold(cmd.Context(), template.AddComponent, args, f)
		},
	}
	p.addNewFlags(cmd, &f, "component")
	cmd.Flags().StringVarP(&f.file, "file", "f", "spin.toml", "the manifest `FILE` of the application, or its folder")
	_ = cmd.MarkFlagFilename("file", "toml")
	return cmd
}

func (p *Program) addNewFlags(cmd *cobra.Command, f *newFlags, what string) {
	s := cmd.Flags()
	s.StringVarP(&f.template, "template", "t", "", "make it from the template `ID` (see gyro templates list)")
	s.StringArrayVar(&f.tags, "tag", nil, "choose among the templates with the tag `TAG` (repeatable)")
	s.StringVarP(&f.output, "output", "o", "", "write the "+what+" to `FOLDER` (default the NAME)")
	s.BoolVar(&f.init, "init", false, "write the "+what+" to the current folder")
	s.StringArrayVarP(&f.values, "value", "v", nil, "answer what the template asks, by `NAME=VALUE` (repeatable)")
	s.StringVar(&f.valuesFile, "values-file", "", "take answers from the TOML file `FILE`; --value goes before them")
	s.BoolVarP(&f.defaults, "accept-defaults", "a", false, "take the template's default for what has no value")
	s.BoolVar(&f.noVCS, "no-vcs", false, "make no git repository and no .gitignore")
	s.BoolVar(&f.overwrite, "allow-overwrite", false, "write into a folder that has files, over those of the same names")
	s.SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if name == "allow-overwrites" {
			name = "allow-overwrite"
		}
		return pflag.NormalizedName(name)
	})
	_ = cmd.MarkFlagDirname("output")
	_ = cmd.MarkFlagFilename("values-file", "toml")
	_ = cmd.RegisterFlagCompletionFunc("template", completeTemplates(func(*template.Template) bool { return true }))
	_ = cmd.RegisterFlagCompletionFunc("tag", completeTags)
	_ = cmd.RegisterFlagCompletionFunc("value", cobra.NoFileCompletions)
}

// scaffold makes an application or component.
func (p *Program) scaffold(ctx context.Context, op template.Operation, args []string, f newFlags) error {
	if err := f.check(&args); err != nil {
		return err
	}
	o := template.Options{Operation: op, Defaults: f.defaults, NoVCS: f.noVCS, Overwrite: f.overwrite}
	if p.Hooks.TemplateValues != nil {
		o.Given = p.Hooks.TemplateValues()
	}
	var err error
	if op == template.AddComponent {
		if o.Manifest, err = manifestFile(f.file); err != nil {
			return err
		}
	}
	if o.Values, err = valuesOf(f.valuesFile, f.values); err != nil {
		return err
	}
	s := &scaffolder{p: p, prompt: p.newPrompt()}
	t, err := s.template(ctx, op, f)
	if err != nil {
		return err
	}
	if !t.Supports(op) {
		return fmt.Errorf("the template %s is not for `gyro %s`", t.ID, commandOf(op))
	}
	if o.Name, err = s.name(ctx, args, t, f, op); err != nil {
		return err
	}
	if o.Output = cmp.Or(f.output, template.FolderName(o.Name)); f.init {
		o.Output = "."
	}
	if goOn, err := s.allow(ctx, &o); err != nil || !goOn {
		return err
	}
	if err := s.values(ctx, t, &o); err != nil {
		return err
	}
	if err := t.Run(ctx, o); err != nil {
		return advise(err, o.Defaults)
	}
	p.tellMade(t, o)
	return nil
}

// check reports flags that exclude each other. Of two arguments, as older
// versions of Spin take them, the first one is the template.
func (f *newFlags) check(args *[]string) error {
	if len(*args) == 2 {
		if f.template != "" {
			return usagef("unexpected argument %s", (*args)[1])
		}
		f.template, *args = (*args)[0], (*args)[1:]
	}
	switch {
	case f.template != "" && len(f.tags) > 0:
		return usagef("--template and --tag exclude each other")
	case f.init && f.output != "":
		return usagef("--init and --output exclude each other")
	}
	return nil
}

func commandOf(op template.Operation) string {
	if op == template.AddComponent {
		return "add"
	}
	return "new"
}

func nounOf(op template.Operation) string {
	if op == template.AddComponent {
		return "component"
	}
	return "application"
}

// manifestFile returns the path of the manifest that the user has named.
func manifestFile(name string) (string, error) {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		name = filepath.Join(name, "spin.toml")
	}
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return "", &hinted{fmt.Errorf("there is no manifest at %s", name), "go to the folder of the application, or name its spin.toml with -f"}
	}
	return name, nil
}

// valuesOf returns the answers in a file, and those of the command line, which
// go before them.
func valuesOf(file string, flags []string) (map[string]string, error) {
	values := map[string]string{}
	if file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read the values: %w", err)
		}
		if err := toml.Unmarshal(text, &values); err != nil {
			return nil, fmt.Errorf("%s must have lines NAME = \"VALUE\": %s", file, strings.TrimPrefix(err.Error(), "toml: "))
		}
	}
	for _, flag := range flags {
		name, value, ok := strings.Cut(flag, "=")
		if !ok || name == "" {
			return nil, usagef("--value %s is not NAME=VALUE", flag)
		}
		values[name] = value
	}
	return values, nil
}

// tellMade says what is there now, and what comes next.
func (p *Program) tellMade(t *template.Template, o template.Options) {
	where := o.Dir()
	switch {
	case o.Operation == template.AddComponent:
		fmt.Fprintf(p.Stderr, "Added the component %s to %s.\n", o.Name, o.Manifest)
	case where == ".":
		fmt.Fprintf(p.Stderr, "Made the application %s in the current folder.\n", o.Name)
	default:
		fmt.Fprintf(p.Stderr, "Made the application %s in %s.\n", o.Name, where)
	}
	from := ""
	switch {
	case o.Operation == template.AddComponent && filepath.Dir(o.Manifest) != ".":
		from = " -f " + filepath.Dir(o.Manifest)
	case o.Operation == template.NewApplication && where != ".":
		from = " -f " + where
	}
	if slices.Contains(t.Tags, "python") {
		from += " --allow-missing"
	}
	fmt.Fprintf(p.Stderr, "Next: gyro up --build%s\n", from)
}
