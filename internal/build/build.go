// Package build makes the components of an application by running the commands
// that its manifest names.
package build

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/telemetry"
)

// Options say what is built and how.
type Options struct {
	// Components are the IDs of those to build; empty for all.
	Components []string
	// Jobs is how many components are built at a time; 0 is as many as there are
	// processors.
	Jobs int
	// Force builds also what has not changed since it was built.
	Force bool
	// Stdout and Stderr receive the outputs of the commands, each line with the
	// component before it.
	Stdout, Stderr io.Writer
	// Color colours what stands before the lines.
	Color bool
	// Env returns what is added to the environment of commands that run in dir,
	// as KEY=VALUE. It may be nil.
	Env func(dir string) ([]string, error)
}

// A Result says what became of the components that have something to build, by
// their IDs: they were built, or nothing had changed since they were.
type Result struct{ Built, Fresh []string }

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

// Run builds components side by side, each after those that it is made with (see
// plan). Components whose `watch` says what they are made of are not built if
// nothing has changed since they were, by content. At the first command that
// fails the others are stopped; the error names its place in the manifest. When
// ctx ends, the commands that run are stopped with all that they started.
func Run(ctx context.Context, a *app.App, o Options) (Result, error) {
	components, err := selected(a, o.Components)
	if err != nil {
		return Result{}, err
	}
	stdout, err := telemetry.OpenLogs(telemetry.LogOptions{Terminal: o.Stdout, Prefix: true, Color: o.Color})
	if err != nil {
		return Result{}, err
	}
	stderr, err := telemetry.OpenLogs(telemetry.LogOptions{Terminal: o.Stderr, Prefix: true, Color: o.Color})
	if err != nil {
		return Result{}, err
	}
	jobs, err := plan(a, components)
	if err != nil {
		return Result{}, err
	}
	parts := make([]component, len(jobs))
	for i, j := range jobs {
		c := j.component
		parts[i] = component{Component: c, app: a, dir: filepath.Join(a.Dir, filepath.FromSlash(c.Build.Workdir)), env: o.Env, force: o.Force}
		if parts[i].stdout, err = stdout.Component(c.ID); err != nil {
			return Result{}, err
		}
		if parts[i].stderr, err = stderr.Component(c.ID); err != nil {
			return Result{}, err
		}
	}
	if err := run(ctx, jobs, parts, cmp.Or(o.Jobs, runtime.GOMAXPROCS(0))); err != nil {
		return Result{}, err
	}
	var r Result
	for _, p := range parts {
		if p.fresh {
			r.Fresh = append(r.Fresh, p.ID)
		} else {
			r.Built = append(r.Built, p.ID)
		}
	}
	return r, nil
}

// run builds the parts, no more than most at a time, and returns the error of the
// one that failed first.
func run(ctx context.Context, jobs []*job, parts []component, most int) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var (
		wg    sync.WaitGroup
		once  sync.Once
		first error
	)
	slots := make(chan struct{}, most)
	for i, j := range jobs {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			defer close(j.done)
			for _, other := range j.after {
				<-other.done // it comes before in jobs, so it has a slot, or had one
			}
			if err := parts[i].run(ctx); err != nil {
				once.Do(func() { first = err; cancel(err) })
			}
		})
	}
	wg.Wait()
	return first
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
	app            *app.App
	dir            string
	force          bool // build also if nothing has changed
	fresh          bool // nothing had
	env            func(dir string) ([]string, error)
	stdout, stderr *telemetry.ComponentLog
}

// run runs the commands of the component.
func (c *component) run(ctx context.Context) error {
	if ctx.Err() != nil {
		return fmt.Errorf("component %s: build: %w", c.ID, context.Cause(ctx))
	}
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
	check, err := newCheck(c.app, c.Component, c.dir, env)
	if err != nil {
		return fmt.Errorf("component %s: look at what it is built of: %w", c.ID, err)
	}
	if c.fresh = !c.force && check.fresh(); c.fresh {
		return nil
	}
	if err := check.forget(); err != nil {
		return fmt.Errorf("component %s: %w", c.ID, err)
	}
	for i, command := range c.Build.Commands {
		if err := c.command(ctx, command, env); err != nil {
			if ctx.Err() != nil {
				return fmt.Errorf("component %s: build: %w", c.ID, context.Cause(ctx))
			}
			return c.Build.CommandFault(i, "", "component %s: this command failed%s: %v", c.ID, c.place(), err)
		}
	}
	if err := check.built(); err != nil {
		return fmt.Errorf("component %s: note that it was built: %w", c.ID, err)
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
