package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

// completionCommand prints scripts that complete command lines.
func (p *Program) completionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a script that completes command lines",
		Long: `Completion prints a script by which bash, zsh, fish or powershell complete the
command lines of gyro.`,
		Example: `  source <(gyro completion bash)
  gyro completion zsh > "${fpath[1]}/_gyro"
  gyro completion fish > ~/.config/fish/completions/gyro.fish`,
		Args:      arguments(1, 1, "the shell: bash, zsh, fish or powershell"),
		ValidArgs: []string{"bash", "zsh", "fish", "powershell"},
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(p.Stdout, true)
			case "zsh":
				return root.GenZshCompletion(p.Stdout)
			case "fish":
				return root.GenFishCompletion(p.Stdout, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(p.Stdout)
			}
			return usagef("there is no completion for %s; there is for bash, zsh, fish and powershell", args[0])
		},
	}
}

// complete has the values of flags completed that name something of the
// application.
func complete(root *cobra.Command) {
	eachCommand(root, func(c *cobra.Command) {
		for name, values := range map[string]func(from string) []string{"component-id": componentIDs, "profile": profileNames} {
			if c.Flags().Lookup(name) == nil {
				continue
			}
			err := c.RegisterFlagCompletionFunc(name, func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
				from := ""
				if f := cmd.Flags().Lookup("from"); f != nil {
					from = f.Value.String()
				}
				return values(from), cobra.ShellCompDirectiveNoFileComp
			})
			if err != nil {
				panic(fmt.Sprintf("gyro: flag --%s of %s: %v", name, c.CommandPath(), err)) // a name that is registered twice
			}
		}
	})
}

// componentIDs returns those of an application, if it can be read.
func componentIDs(from string) (ids []string) {
	a, err := openProfile(from, "")
	if err != nil {
		return nil
	}
	for _, c := range a.Components {
		ids = append(ids, c.ID)
	}
	return ids
}

// profileNames returns those of an application, if it can be read.
func profileNames(from string) (names []string) {
	a, err := openProfile(from, "")
	if err != nil {
		return nil
	}
	for _, c := range a.Components {
		for name := range c.Profiles {
			names = append(names, name)
		}
	}
	return names
}
