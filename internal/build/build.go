// Package build makes the components of an application by running the commands
// that its manifest names.
package build

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/telemetry"
)

// Options say what is built and how.
type Options struct {
	// Components are the IDs of those to build; empty for all.
	Components []string
	// Stdout and Stderr receive the outputs of the commands, each line with the
	// component before it.
	Stdout, Stderr io.Writer
	// Color colours what stands before the lines.
	Color bool
	// Env returns what is added to the environment of commands that run in dir,
	// as KEY=VALUE. It may be nil.
	Env func(dir string) ([]string, error)
}

// UnknownComponentError says that a component to build is not in the manifest.
type UnknownComponentError struct {
	ID    string
	Known []string
}

func (e *UnknownComponentError) Error() string { return "there is no component " + e.ID }

// Hint says what to do next.
func (e *UnknownComponentError) Hint() string {
	return "the components are " + strings.Join(e.Known, ", ")
}

// Run builds components in the order of the manifest, one after another, and
// stops at the first command that fails: the error names its place in the
// manifest. When ctx ends, the command that runs is stopped with all that it
// started. Run returns how many components had something to build.
func Run(ctx context.Context, a *app.App, o Options) (int, error) {
	components, err := selected(a, o.Components)
	if err != nil {
		return 0, err
	}
	stdout, err := telemetry.OpenLogs(telemetry.LogOptions{Terminal: o.Stdout, Prefix: true, Color: o.Color})
	if err != nil {
		return 0, err
	}
	stderr, err := telemetry.OpenLogs(telemetry.LogOptions{Terminal: o.Stderr, Prefix: true, Color: o.Color})
	if err != nil {
		return 0, err
	}
	for _, c := range components {
		b := component{Component: c, dir: filepath.Join(a.Dir, filepath.FromSlash(c.Build.Workdir)), env: o.Env}
		if b.stdout, err = stdout.Component(c.ID); err != nil {
			return 0, err
		}
		if b.stderr, err = stderr.Component(c.ID); err != nil {
			return 0, err
		}
		if err := b.run(ctx); err != nil {
			return 0, err
		}
	}
	return len(components), nil
}

// selected returns the components of those IDs that have something to build.
func selected(a *app.App, ids []string) ([]*app.Component, error) {
	for _, id := range ids {
		if a.Component(id) == nil {
			e := &UnknownComponentError{ID: id}
			for _, c := range a.Components {
				e.Known = append(e.Known, c.ID)
			}
			return nil, e
		}
	}
	var list []*app.Component
	for _, c := range a.Components {
		if c.Build != nil && (len(ids) == 0 || slices.Contains(ids, c.ID)) {
			list = append(list, c)
		}
	}
	return list, nil
}

// component is one that is being built.
type component struct {
	*app.Component
	dir            string
	env            func(dir string) ([]string, error)
	stdout, stderr *telemetry.ComponentLog
}

// run runs the commands of the component.
func (c *component) run(ctx context.Context) error {
	if info, err := os.Stat(c.dir); err != nil || !info.IsDir() {
		return c.Build.CommandFault(0, "", "component %s: the directory to build in does not exist: %s", c.ID, c.dir)
	}
	env := os.Environ()
	if c.env != nil {
		more, err := c.env(c.dir)
		if err != nil {
			return fmt.Errorf("component %s: prepare its build: %w", c.ID, err)
		}
		env = append(env, more...)
	}
	for i, command := range c.Build.Commands {
		if err := c.command(ctx, command, env); err != nil {
			if ctx.Err() != nil {
				return fmt.Errorf("component %s: build: %w", c.ID, context.Cause(ctx))
			}
			return c.Build.CommandFault(i, "", "component %s: this command failed%s: %v", c.ID, c.place(), err)
		}
	}
	return nil
}

// place tells where commands run, if that is not the folder of the manifest.
func (c *component) place() string {
	if c.Build.Workdir == "" {
		return ""
	}
	return " in " + c.Build.Workdir
}

// killDelay is how long a command that was told to stop may take before its
// outputs are closed.
const killDelay = 5 * time.Second

func (c *component) command(ctx context.Context, command string, env []string) error {
	out, errs := c.stdout.Writer(telemetry.Stdout, 0), c.stderr.Writer(telemetry.Stderr, 0)
	defer out.Close()
	defer errs.Close()
	fmt.Fprintf(errs, "$ %s\n", command)
	cmd := shell(ctx, command)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = c.dir, env, out, errs
	cmd.WaitDelay = killDelay
	err := cmd.Run()
	if errors.Is(err, exec.ErrWaitDelay) {
		return nil // it succeeded, and left something running
	}
	return err
}
