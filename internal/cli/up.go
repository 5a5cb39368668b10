package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/limits"
)

// upOptions are the flags of `gyro up`.
type upOptions struct {
	from         string
	listen       string
	build        bool
	env          []string
	variables    []string
	quiet        bool
	logDir       string
	logDirSet    bool
	truncateLogs bool
	allowMissing bool
	noReuse      bool
	reuse        limits.Reuse
	metrics      string
	grace        time.Duration
	profile      string
	limitProfile string
	limits       []string
}

func (p *Program) upCommand() *cobra.Command {
	var o upOptions
	cmd := &cobra.Command{
		Use:   "up",
		Short: "Run an application",
		Long: `Up runs an application until it is interrupted. A single .wasm file is an
application, too: it answers every path.

The URL stands in the first line on standard error.`,
		Example: `  gyro up --build
  gyro up -f examples/hello-go --listen 127.0.0.1:0
  gyro up -f hello.wasm -e GREETING=hi --variable token=@token.txt`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.logDirGiven(cmd.Flags())
			return p.up(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.build, "build", envBool("SPIN_ALWAYS_BUILD"), "build the application first")
	o.flags(f)
	return cmd
}

// flags are those of what serves an application.
func (o *upOptions) flags(f *pflag.FlagSet) {
	f.StringVarP(&o.from, "from", "f", "", "the application `APP`: a spin.toml, its folder, or a .wasm file (default: the nearest spin.toml above)")
	f.StringVar(&o.listen, "listen", envOr("SPIN_HTTP_LISTEN_ADDR", "127.0.0.1:3000"), "serve HTTP on `HOST:PORT`; port 0 finds a free one")
	f.StringArrayVarP(&o.env, "env", "e", nil, "set an environment variable `NAME=VALUE` of all components (repeatable)")
	f.StringArrayVar(&o.variables, "variable", nil, "set a variable `NAME=VALUE`, or NAME=@FILE, @FILE.json, @FILE.toml (repeatable)")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "do not show what components print")
	f.StringVarP(&o.logDir, "log-dir", "L", envOr("SPIN_LOG_DIR", ""), "write what components print to files in `FOLDER`; \"\" writes none (default .spin/logs beside spin.toml)")
	f.BoolVar(&o.truncateLogs, "truncate-logs", false, "empty the log files first")
	f.BoolVar(&o.allowMissing, "allow-missing", false, "start even if imports are missing; calling one fails")
	f.StringVar(&o.metrics, "metrics", "", "serve counters at http://`HOST:PORT`/metrics, for Prometheus")
	f.BoolVar(&o.noReuse, "no-instance-reuse", envBool("GYRO_NO_INSTANCE_REUSE"), "make the instance of every request from nothing: slower, and the same to components")
	f.Var(&rangeFlag[int]{&o.reuse.Count, limits.ParseCounts}, "max-instance-reuse-count", "let an instance of WASI 0.3 serve `N` requests, or a number in A..B (default 1)")
	f.Var(&rangeFlag[int]{&o.reuse.Concurrent, limits.ParseCounts}, "max-instance-concurrent-reuse-count", "`N` of them, or A..B, at once (default 16)")
	f.Var(&rangeFlag[time.Duration]{&o.reuse.Idle, limits.ParseTimes}, "idle-instance-timeout", "keep an instance that serves none for this `TIME`, or A..B (default 1s)")
	f.Var(&rangeFlag[time.Duration]{&o.reuse.Timeout, limits.ParseTimes}, "request-timeout", "end a request after this `TIME`, or A..B, with status 504 (default none)")
	f.StringVar(&o.profile, "profile", "", profileUsage)
	f.StringVar(&o.limitProfile, "limit-profile", "", "limit components as the profile `NAME` says: "+strings.Join(limits.Profiles(), " or ")+" (default what the manifest says, or local)")
	f.StringArrayVar(&o.limits, "limit", nil, "set a limit `NAME=VALUE` of all components, such as cpu=50ms, or COMPONENT.NAME=VALUE of one (repeatable)")
	f.DurationVar(&o.grace, "grace", 10*time.Second, "give running requests this `TIME` to finish when gyro stops")
}

// A rangeFlag is a flag whose value is a range.
type rangeFlag[T cmp.Ordered] struct {
	to    *limits.Range[T]
	parse func(string) (limits.Range[T], error)
}

// Set implements [pflag.Value].
func (f *rangeFlag[T]) Set(text string) (err error) {
	*f.to, err = f.parse(text)
	return err
}

// String implements [pflag.Value].
func (f *rangeFlag[T]) String() string { return "" }

// Type implements [pflag.Value].
func (f *rangeFlag[T]) Type() string { return "range" }

// logDirGiven notes whether somebody has said where log files go.
func (o *upOptions) logDirGiven(f *pflag.FlagSet) {
	_, inEnv := os.LookupEnv("SPIN_LOG_DIR")
	o.logDirSet = inEnv || f.Changed("log-dir")
}

// up runs an application. Nothing is printed on standard error before the URL
// stands there, but for errors and for progress on a terminal.
func (p *Program) up(ctx context.Context, o upOptions) error {
	if p.Hooks.Load == nil {
		return notLinked("run applications")
	}
	a, err := p.open(ctx, o)
	if err != nil {
		return err
	}
	s, err := p.newSession(a, o)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.start(ctx); err != nil {
		return err
	}
	return s.serve(ctx)
}

// open reads the application, builds it if that is asked for, and refuses what
// cannot run.
func (p *Program) open(ctx context.Context, o upOptions) (*app.App, error) {
	a, err := openProfile(o.from, o.profile)
	if err != nil {
		return nil, err
	}
	if o.build {
		if _, err := p.buildComponents(ctx, a, buildOptions{}, p.Stdout, p.Stdout); err != nil {
			return nil, err
		}
	}
	if err := a.Check(); err != nil {
		return nil, err
	}
	if len(a.Triggers) == 0 {
		return nil, &hinted{fmt.Errorf("%s has no trigger, so nothing would run", o.from), "add [[trigger.http]] with a route and a component"}
	}
	return a, setEnvironment(a, o)
}

// setEnvironment sets what the command line says of the environment.
func setEnvironment(a *app.App, o upOptions) error {
	for _, assignment := range o.env {
		name, value, ok := strings.Cut(assignment, "=")
		if !ok || name == "" {
			return usagef("-e takes NAME=VALUE")
		}
		a.SetEnvironment(name, value)
	}
	return nil
}

// variablesOf finds the values of the variables before anything starts.
func variablesOf(ctx context.Context, a *app.App, o upOptions) (*app.Variables, error) {
	providers, err := app.StandardProviders(o.variables)
	if err != nil {
		return nil, err
	}
	v := app.NewVariables(a, providers...)
	return v, v.Check(ctx)
}

// operatorOf reads what the command line says about limits.
func operatorOf(a *app.App, o upOptions) (limits.Operator, error) {
	operator := limits.Operator{Profile: limits.Profile(o.limitProfile)}
	if o.limitProfile != "" && !operator.Profile.Known() {
		return operator, usagef("there is no profile of limits %q; there are %s", o.limitProfile, strings.Join(limits.Profiles(), " and "))
	}
	for _, text := range o.limits {
		f, err := limits.ParseFlag(text)
		if err != nil {
			return operator, usagef("--limit: %v", err)
		}
		if f.Component != "" && a.Component(f.Component) == nil {
			return operator, usagef("--limit %s: the application has no component %q", text, f.Component)
		}
		operator.Flags = append(operator.Flags, f)
	}
	return operator, nil
}

// stopping tells on a terminal why gyro does not end at once.
func (p *Program) stopping(grace time.Duration) {
	if p.terminal(p.Stderr) {
		fmt.Fprintf(p.Stderr, "\nStopping: running requests have %v to finish. Interrupt again to stop at once.\n", grace)
	}
}

// closing closes what an application leaves open, and warns if that fails.
func (p *Program) closing(what string, c io.Closer) {
	if err := c.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
		p.warn("close the %s: %v", what, err)
	}
}
