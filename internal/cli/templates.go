package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gyro-wasm/gyro/internal/template"
)

func (p *Program) templatesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "templates",
		Aliases: []string{"template"},
		Short:   "Show, install and remove templates",
		Long: `Templates are what gyro new and gyro add make applications and components from.
Some are built in; those that Spin has installed can be used too.`,
		Args: noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(p.templatesListCommand(), p.templatesInstallCommand(), p.templatesUpgradeCommand(), p.templatesUninstallCommand())
	return cmd
}

func (p *Program) templatesListCommand() *cobra.Command {
	var (
		tags    []string
		verbose bool
		format  string
	)
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the templates",
		Args:  arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			return p.listTemplates(tags, verbose, format)
		},
	}
	cmd.Flags().StringArrayVar(&tags, "tag", nil, "list only templates with the tag `TAG` (repeatable)")
	cmd.Flags().BoolVar(&verbose, "verbose", false, "show where they come from")
	cmd.Flags().StringVar(&format, "format", "table", "print a `FORMAT`: table or json")
	_ = cmd.RegisterFlagCompletionFunc("tag", completeTags)
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"table", "json"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (p *Program) listTemplates(tags []string, verbose bool, format string) error {
	l, err := library()
	if err != nil {
		return err
	}
	all, broken, err := l.List()
	if err != nil {
		return err
	}
	var list []*template.Template
	for _, t := range all {
		if t.HasTags(tags) {
			list = append(list, t)
		}
	}
	switch format {
	case "json":
		err = p.printTemplatesJSON(list)
	case "table":
		p.printTemplates(list, verbose)
		if len(list) == 0 {
			fmt.Fprintln(p.Stderr, "No template has all of these tags.")
		}
	default:
		return usagef("--format is table or json")
	}
	for _, b := range broken {
		p.warn("the template in %s cannot be used: %s", printable(b.Name), printable(b.Err.Error()))
	}
	return err
}

func (p *Program) printTemplates(list []*template.Template, verbose bool) {
	w := tabwriter.NewWriter(p.Stdout, 0, 0, 2, ' ', 0)
	for _, t := range list {
		fmt.Fprintf(w, "%s\t%s", printable(t.ID), printable(t.Description))
		if verbose {
			fmt.Fprintf(w, "\t%s", printable(t.Source))
		}
		fmt.Fprintln(w)
	}
	w.Flush()
}

func (p *Program) printTemplatesJSON(list []*template.Template) error {
	type entry struct {
		ID          string `json:"id"`
		Description string `json:"description,omitempty"`
	}
	entries := []entry{}
	for _, t := range list {
		entries = append(entries, entry{t.ID, t.Description})
	}
	e := json.NewEncoder(p.Stdout)
	e.SetIndent("", "  ")
	return e.Encode(entries)
}

func (p *Program) templatesInstallCommand() *cobra.Command {
	var (
		s       template.Source
		upgrade bool
	)
	cmd := &cobra.Command{
		Use:   "install",
		Short: "Install templates",
		Long: `Install installs the templates in the folder templates of a git repository, a
folder or an archive.`,
		Example: `  gyro templates install --git spinframework/spin-js-sdk
  gyro templates install --dir ../our-templates --upgrade
  gyro templates install --tar https://example.com/templates.tar.gz`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			n := 0
			for _, given := range []string{s.Git, s.Dir, s.Tar} {
				if given != "" {
					n++
				}
			}
			switch {
			case n != 1:
				return usagef("one of --git, --dir and --tar says where from")
			case s.Branch != "" && s.Git == "":
				return usagef("--branch goes with --git")
			}
			return p.installTemplates(cmd.Context(), s, upgrade)
		},
	}
	f := cmd.Flags()
	f.StringVar(&s.Git, "git", "", "the git repository `URL`, or owner/name at GitHub")
	f.StringVar(&s.Branch, "branch", "", "the `BRANCH` of the repository, or a tag (default Spin's tag for templates, if there is one)")
	f.StringVar(&s.Dir, "dir", "", "the folder `FOLDER`")
	f.StringVar(&s.Tar, "tar", "", "the .tar.gz at a `URL` or path")
	f.BoolVar(&upgrade, "upgrade", false, "replace templates that are installed already")
	f.SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		switch name {
		case "update":
			name = "upgrade"
		case "repo":
			name = "git"
		}
		return pflag.NormalizedName(name)
	})
	_ = cmd.MarkFlagDirname("dir")
	return cmd
}

// installTemplates installs the templates of a source and says which.
func (p *Program) installTemplates(ctx context.Context, s template.Source, upgrade bool) error {
	l, err := library()
	if err != nil {
		return err
	}
	out, err := l.Install(ctx, s, upgrade, p.showProgress)
	if err != nil {
		return err
	}
	p.printTemplates(out.Installed, false)
	for _, skipped := range out.Skipped {
		p.warn("the template %s was not installed: %s", printable(skipped.ID), printable(skipped.Reason))
	}
	for _, id := range out.Removed {
		fmt.Fprintf(p.Stderr, "Removed %s, which %s no longer has.\n", printable(id), s)
	}
	fmt.Fprintf(p.Stderr, "Installed %s.\n", plural(len(out.Installed), "template"))
	return nil
}

// showProgress tells what goes on where somebody may wait for it.
func (p *Program) showProgress(text string) {
	if p.terminal(p.Stderr) {
		fmt.Fprintln(p.Stderr, printable(text))
	}
}

func (p *Program) templatesUpgradeCommand() *cobra.Command {
	var (
		repo, branch string
		all          bool
	)
	cmd := &cobra.Command{
		Use:   "upgrade",
		Short: "Install templates again from their repositories",
		Long: `Upgrade installs templates again from the git repositories that they came from.
It asks for which repositories if it runs in a terminal.`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case repo != "" && all:
				return usagef("--repo and --all exclude each other")
			case branch != "" && repo == "":
				return usagef("--branch goes with --repo")
			case repo != "":
				return p.installTemplates(cmd.Context(), template.Source{Git: repo, Branch: branch}, true)
			}
			return p.upgradeTemplates(cmd.Context(), all)
		},
	}
	cmd.Flags().StringVar(&repo, "repo", "", "upgrade from the git repository `URL` only")
	cmd.Flags().StringVar(&branch, "branch", "", "the `BRANCH` of that repository, or a tag")
	cmd.Flags().BoolVar(&all, "all", false, "upgrade from all repositories")
	_ = cmd.RegisterFlagCompletionFunc("repo", completeRepos)
	return cmd
}

func (p *Program) upgradeTemplates(ctx context.Context, all bool) error {
	l, err := library()
	if err != nil {
		return err
	}
	repos, err := l.Repos()
	if err != nil {
		return err
	}
	if len(repos) == 0 {
		fmt.Fprintln(p.Stderr, "No template was installed from a repository.")
		return nil
	}
	prompt := p.newPrompt()
	if prompt == nil && !all {
		return usagef("--repo or --all says what to upgrade")
	}
	var errs []error
	for _, repo := range repos {
		if !all {
			yes, err := prompt.confirm(ctx, "Upgrade the templates of "+printable(repo)+"?")
			if err != nil {
				return err
			}
			if !yes {
				continue
			}
		}
		errs = append(errs, p.installTemplates(ctx, template.Source{Git: repo}, true))
	}
	return errors.Join(errs...)
}

func completeRepos(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	l, err := library()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	repos, _ := l.Repos()
	return repos, cobra.ShellCompDirectiveNoFileComp
}

func (p *Program) templatesUninstallCommand() *cobra.Command {
	complete := completeTemplates(func(t *template.Template) bool { return t.Origin == template.Installed })
	return &cobra.Command{
		Use:               "uninstall ID",
		Short:             "Remove an installed template",
		Args:              arguments(1, 1, "ID"),
		ValidArgsFunction: complete,
		RunE: func(_ *cobra.Command, args []string) error {
			l, err := library()
			if err != nil {
				return err
			}
			return l.Uninstall(args[0])
		},
	}
}
