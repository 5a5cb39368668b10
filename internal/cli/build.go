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

// buildOptions are the flags of `gyro build` that other commands have as well.
type buildOptions struct {
	components []string
	jobs       int
	force      bool
}

func (p *Program) buildCommand() *cobra.Command {
	var (
		from, profile string
		o             buildOptions
	)
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Build the components of an application",
		Long: `Build runs the build commands of components, side by side. A component that is
made with another one, by its dependencies or its watch list, comes after it.

What has not changed since it was built is not built again, if its build in
spin.toml has a watch list: everything in its workdir and all that the list
names is compared, as are its commands and the environment.

Programs in Go find gyro's SDK without a network.`,
		Example: `  gyro build
  gyro build -c api -c worker
  gyro build --force --jobs 1`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.build(cmd.Context(), from, profile, o)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&from, "from", "f", "", fromUsage)
	f.StringVar(&profile, "profile", "", profileUsage)
	f.StringArrayVarP(&o.components, "component-id", "c", nil, "build only the component `ID` (repeatable)")
	f.IntVarP(&o.jobs, "jobs", "j", 0, "build `N` components at a time (default one for each processor)")
	f.BoolVar(&o.force, "force", false, "build also what has not changed")
	return cmd
}

// build builds an application. Faults of its manifest that do not concern the
// build only give a warning, after the build so that it is not lost.
func (p *Program) build(ctx context.Context, from, profile string, o buildOptions) error {
	if o.jobs < 0 {
		return usagef("--jobs takes a number from 1 on")
	}
	a, err := openProfile(from, profile)
	var faults app.Faults
	if err != nil && (a == nil || !errors.As(err, &faults)) {
		return err
	}
	_, err = p.buildComponents(ctx, a, o, p.Stdout, p.Stderr)
	if len(faults) > 0 {
		p.warn("spin.toml has faults besides what is built:\n%v", faults)
	}
	return err
}

// buildComponents builds components and says what it has done.
func (p *Program) buildComponents(ctx context.Context, a *app.App, o buildOptions, stdout, stderr io.Writer) (build.Result, error) {
	r, err := build.Run(ctx, a, build.Options{
		Components: o.components, Jobs: o.jobs, Force: o.force,
		Stdout: stdout, Stderr: stderr, Color: p.color(stderr), Env: p.Hooks.BuildEnv,
	})
	if err != nil {
		return r, err
	}
	switch {
	case len(r.Built)+len(r.Fresh) == 0:
		fmt.Fprintln(stderr, "Nothing to build: no component has a build command.")
		return r, nil
	case len(r.Built) == 0:
		fmt.Fprintf(stderr, "Nothing to build: %s unchanged.\n", plural(len(r.Fresh), "component"))
	case len(r.Fresh) == 0:
		fmt.Fprintf(stderr, "Built %s.\n", plural(len(r.Built), "component"))
	default:
		fmt.Fprintf(stderr, "Built %s; %d unchanged.\n", plural(len(r.Built), "component"), len(r.Fresh))
	}
	if err := build.SaveProfile(a); err != nil {
		p.warn("note which profile was built: %v", err)
	}
	return r, nil
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
