package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/build"
)

const fromUsage = "the application `APP`: a spin.toml or its folder (default: the nearest spin.toml above)"

func (p *Program) buildCommand() *cobra.Command {
	var (
		from, profile string
		ids           []string
	)
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Build the components of an application",
		Long: `Build runs the build command of each component, in the order of spin.toml.

Programs in Go find gyro's SDK without a network.`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.build(cmd.Context(), from, profile, ids)
		},
	}
	cmd.Flags().StringVarP(&from, "from", "f", "", fromUsage)
	cmd.Flags().StringVar(&profile, "profile", "", profileUsage)
	cmd.Flags().StringArrayVarP(&ids, "component-id", "c", nil, "build only the component `ID` (repeatable)")
	return cmd
}

// build builds an application. Faults of its manifest that do not concern the
// build only give a warning, after the build so that it is not lost.
func (p *Program) build(ctx context.Context, from, profile string, ids []string) error {
	a, err := openProfile(from, profile)
	var faults app.Faults
	if err != nil && (a == nil || !errors.As(err, &faults)) {
		return err
	}
	err = p.buildComponents(ctx, a, ids, p.Stdout, p.Stderr)
	if len(faults) > 0 {
		p.warn("spin.toml has faults besides what is built:\n%v", faults)
	}
	return err
}

func (p *Program) buildComponents(ctx context.Context, a *app.App, ids []string, stdout, stderr io.Writer) error {
	n, err := build.Run(ctx, a, build.Options{
		Components: ids, Stdout: stdout, Stderr: stderr, Color: p.color(stderr), Env: p.Hooks.BuildEnv,
	})
	switch {
	case err != nil:
		return err
	case n == 0:
		fmt.Fprintln(stderr, "Nothing to build: no component has a build command.")
		return nil
	}
	fmt.Fprintf(stderr, "Built %s.\n", plural(n, "component"))
	if err := build.SaveProfile(a); err != nil {
		p.warn("note which profile was built: %v", err)
	}
	return nil
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
