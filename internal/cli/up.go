package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/compose"
	"github.com/gyro-wasm/gyro/internal/limits"
	"github.com/gyro-wasm/gyro/internal/source"
	"github.com/gyro-wasm/gyro/internal/telemetry"
	"github.com/gyro-wasm/gyro/internal/trigger/httptrigger"
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
			_, inEnv := os.LookupEnv("SPIN_LOG_DIR")
			o.logDirSet = inEnv || cmd.Flags().Changed("log-dir")
			return p.up(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.from, "from", "f", "", "the application `APP`: a spin.toml, its folder, or a .wasm file (default: the nearest spin.toml above)")
	f.StringVar(&o.listen, "listen", envOr("SPIN_HTTP_LISTEN_ADDR", "127.0.0.1:3000"), "serve HTTP on `HOST:PORT`; port 0 finds a free one")
	f.BoolVar(&o.build, "build", envBool("SPIN_ALWAYS_BUILD"), "build the application first")
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
	return cmd
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
	operator, err := operatorOf(a, o)
	if err != nil {
		return err
	}
	server, err := httptrigger.New(httptrigger.Config{App: a, Local: true, Log: p.Stderr, Grace: o.grace})
	if err != nil {
		return err
	}
	variables, err := variablesOf(ctx, a, o)
	if err != nil {
		return err
	}
	logs, err := telemetry.OpenLogs(p.logOptions(a, o))
	if err != nil {
		return err
	}
	defer p.closing("logs", logs)
	listener, err := httptrigger.Listen(o.listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	dir, err := os.MkdirTemp("", "gyro-up-")
	if err != nil {
		return fmt.Errorf("make a working directory: %w", err)
	}
	defer os.RemoveAll(dir)
	composed, err := p.standalone(ctx, a, dir)
	if err != nil {
		return err
	}
	a = composed.App
	var warnings notes
	worker, err := p.load(ctx, LoadOptions{
		App: a, Variables: variables, Logs: logs, WorkDir: dir,
		Address: listener.Addr().String(), Local: server.ServeComponent, AllowMissing: o.allowMissing, NoReuse: o.noReuse, Reuse: o.reuse, Limits: operator,
		Warn: warnings.add,
	})
	if err != nil {
		return err
	}
	defer p.closing("application", worker)
	if o.metrics != "" {
		stop, err := p.serveMetrics(o.metrics, worker)
		if err != nil {
			return err
		}
		defer stop()
	}
	server.Announce(p.Stderr, listener.Addr())
	for _, w := range a.Warnings {
		p.warn("%v", w)
	}
	p.warnOfOtherBuild(a)
	for _, w := range warnings.texts {
		p.warn("%s", w)
	}
	defer context.AfterFunc(ctx, func() { p.stopping(o.grace) })()
	return server.Serve(ctx, listener, worker)
}

// notes are texts that goroutines write down.
type notes struct {
	mu    sync.Mutex
	texts []string
}

func (n *notes) add(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.texts = append(n.texts, text)
}

// open reads the application, builds it if that is asked for, and refuses what
// cannot run.
func (p *Program) open(ctx context.Context, o upOptions) (*app.App, error) {
	a, err := openProfile(o.from, o.profile)
	if err != nil {
		return nil, err
	}
	if o.build {
		if err := p.buildComponents(ctx, a, nil, p.Stdout, p.Stdout); err != nil {
			return nil, err
		}
	}
	if err := a.Check(); err != nil {
		return nil, err
	}
	if len(a.Triggers) == 0 {
		return nil, &hinted{fmt.Errorf("%s has no trigger, so nothing would run", o.from), "add [[trigger.http]] with a route and a component"}
	}
	for _, assignment := range o.env {
		name, value, ok := strings.Cut(assignment, "=")
		if !ok || name == "" {
			return nil, usagef("-e takes NAME=VALUE")
		}
		a.SetEnvironment(name, value)
	}
	return compose.Split(a), nil
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

func (p *Program) logOptions(a *app.App, o upOptions) telemetry.LogOptions {
	logs := telemetry.LogOptions{Dir: o.logDir, Truncate: o.truncateLogs}
	if !o.logDirSet && a.Manifest != "" {
		logs.Dir = filepath.Join(a.Dir, ".spin", "logs")
	}
	if !o.quiet {
		logs.Terminal, logs.Prefix, logs.Color = p.Stderr, p.terminal(p.Stderr), p.color(p.Stderr)
	}
	return logs
}

// standalone fetches what the components are made of and composes it. What is
// composed is in files below dir.
func (p *Program) standalone(ctx context.Context, a *app.App, dir string) (*compose.Result, error) {
	progress, done := p.progress()
	defer done()
	dir = filepath.Join(dir, "composed")
	if err := os.Mkdir(dir, 0o755); err != nil {
		return nil, err
	}
	r, err := compose.Application(ctx, a, compose.Options{Sources: p.sources(progress), Dir: dir, Progress: progress})
	if err != nil && ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return r, err
}

// sources finds the files of components.
func (p *Program) sources(progress func(string)) *source.Resolver {
	return &source.Resolver{Dir: cacheDir("wasm"), Registry: p.Hooks.Registry, Progress: progress}
}

// progress returns what shows a text on a terminal while something takes time,
// and what takes it away.
func (p *Program) progress() (show func(string), done func()) {
	if !p.terminal(p.Stderr) {
		return func(string) {}, func() {}
	}
	const clearLine = "\r\x1b[K"
	return func(text string) { fmt.Fprint(p.Stderr, clearLine, text) }, func() { fmt.Fprint(p.Stderr, clearLine) }
}

// load calls the hook and shows its progress on a terminal.
func (p *Program) load(ctx context.Context, o LoadOptions) (Worker, error) {
	progress, done := p.progress()
	defer done()
	o.Progress = progress
	w, err := p.Hooks.Load(ctx, o)
	if err != nil && ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return w, err
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
