// Package cli is the gyro command line: one file for each command.
//
// The commands do what concerns manifests, servers and terminals. What runs
// WebAssembly is handed in as [Hooks], so that this package does not import it.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/limits"
	"github.com/gyro-wasm/gyro/internal/source"
	"github.com/gyro-wasm/gyro/internal/telemetry"
	"github.com/gyro-wasm/gyro/internal/trigger/httptrigger"
)

// Hooks connect the commands with the runtime. A command whose hook is nil says
// that this build of gyro cannot do it.
type Hooks struct {
	// Load prepares the components of an application, which then answer its
	// requests until the Worker is closed.
	Load func(ctx context.Context, o LoadOptions) (Worker, error)
	// Run runs a command component, or a command of preview1, and returns its
	// exit code.
	Run func(ctx context.Context, o RunOptions) (code int, err error)
	// WIT renders the world of a component as text.
	WIT func(wasm []byte) (string, error)
	// Provides tells whether gyro provides an interface to components.
	Provides func(iface string) bool
	// Registry finds packages of registries. Nil refuses them.
	Registry source.Registry
	// BuildEnv returns what the build commands of a directory find in their
	// environment besides gyro's own. It may be nil.
	BuildEnv func(dir string) ([]string, error)
	// TemplateValues returns what templates find by name beside what they ask
	// the user. It may be nil.
	TemplateValues func() map[string]string
}

// Worker is a loaded application.
type Worker interface {
	httptrigger.Worker
	io.Closer
	// Metrics tells what the worker holds and has done.
	Metrics() []telemetry.Metric
}

// LoadOptions say what an application is loaded with.
type LoadOptions struct {
	App       *app.App
	Variables *app.Variables
	Logs      *telemetry.Logs
	// WorkDir is an empty directory that lives as long as the Worker.
	WorkDir string
	// Address is where the application is served.
	Address string
	// Local answers a request that a component makes to another one.
	Local func(w http.ResponseWriter, r *http.Request, component string)
	// AllowMissing makes imports that nothing provides trap when they are
	// called, instead of refusing them.
	AllowMissing bool
	// NoReuse makes the instance of every request from nothing.
	NoReuse bool
	// Reuse says how many requests an instance serves.
	Reuse limits.Reuse
	// Limits is what the command line says about limits.
	Limits limits.Operator
	// Beside is a Worker that this one is to replace, nil for none. What both need
	// is there once; each may be closed first.
	Beside Worker
	// Replaceable tells that sources of components may change while the Worker
	// runs: it needs them no more once it is loaded.
	Replaceable bool
	// Progress shows a short text while something takes time.
	Progress func(text string)
	// Warn takes what the user should know once the application runs. Several
	// goroutines may call it at once.
	Warn func(text string)
}

// RunOptions say what a command runs with.
type RunOptions struct {
	File         string // path of the .wasm
	Wasm         []byte
	Args         []string // without the program's own name
	Env          []string // KEY=VALUE
	Dirs         []Dir
	AllowNet     bool
	AllowMissing bool
	Stdin        io.Reader
	Stdout       io.Writer
	Stderr       io.Writer
}

// Dir is a directory of the host that a guest sees under another path.
type Dir struct{ Host, Guest string }

// Program is the gyro command with what surrounds it.
type Program struct {
	Hooks  Hooks
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer

	asks bool // questions even without a terminal, for tests
}

// Exit codes.
const (
	exitError       = 1
	exitUsage       = 2
	exitInterrupted = 130
)

// Main runs gyro with the arguments and streams of the process and returns its
// exit code. The first interrupt or SIGTERM ends what runs in good order, the
// second one ends the process.
func Main(hooks Hooks) int {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		cancel(errInterrupted)
		<-signals
		os.Exit(exitInterrupted)
	}()
	p := &Program{Hooks: hooks, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	return p.Execute(ctx, os.Args[1:])
}

// errInterrupted is the cause of a context that a signal ended.
var errInterrupted = errors.New("interrupted")

// Execute runs the command that args name and returns the exit code: that of
// the guest where one ran, 0, 1 for errors, 2 for wrong usage.
func (p *Program) Execute(ctx context.Context, args []string) int {
	root := p.command()
	root.SetArgs(args)
	root.SetIn(p.Stdin)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	cmd, err := root.ExecuteContextC(ctx)
	return p.report(cmd, err)
}

// command returns the tree of commands.
func (p *Program) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "gyro",
		Short: "Run serverless WebAssembly applications",
		Long: `gyro builds and runs applications made of WebAssembly components.

An application is a folder with a spin.toml, or a single .wasm file.`,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		Args:              noSuchCommand,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err.Error()} })
	root.AddCommand(p.newCommand(), p.addCommand(), p.buildCommand(), p.upCommand(), p.watchCommand(), p.runCommand(), p.inspectCommand(), p.witCommand(),
		p.componentCommand(), p.composeCommand(), p.templatesCommand(), p.completionCommand(), p.manualCommand(), p.versionCommand())
	complete(root)
	return root
}

// usageError says that the command line is wrong.
type usageError struct{ message string }

func (e *usageError) Error() string { return e.message }

func usagef(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// hinted is an error with advice.
type hinted struct {
	error
	hint string
}

func (e *hinted) Hint() string  { return e.hint }
func (e *hinted) Unwrap() error { return e.error }

// exitCode is the error of a guest that ended with another code than 0. The
// guest has said what there was to say.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

func noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	cmd.SuggestionsMinimumDistance = 2
	err := usagef("there is no command %s", args[0])
	if names := cmd.SuggestionsFor(args[0]); len(names) > 0 {
		return &hinted{err, "did you mean `" + cmd.CommandPath() + " " + names[0] + "`?"}
	}
	return err
}

// arguments checks how many arguments a command has.
func arguments(least, most int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return usagef("%s is missing", what)
		case most >= 0 && len(args) > most:
			return usagef("unexpected argument %s", args[most])
		}
		return nil
	}
}

// report prints an error with its hint and returns the exit code.
func (p *Program) report(cmd *cobra.Command, err error) int {
	var guest exitCode
	switch {
	case err == nil:
		return 0
	case errors.As(err, &guest):
		return int(guest)
	case errors.Is(err, errInterrupted):
		return exitInterrupted
	}
	var usage *usageError
	isUsage := errors.As(err, &usage)
	if !p.printError(err) && isUsage {
		fmt.Fprintf(p.Stderr, "hint: see `%s --help`\n", cmd.CommandPath())
	}
	if isUsage {
		return exitUsage
	}
	return exitError
}

// printError prints an error and, if it has one, its hint.
func (p *Program) printError(err error) (hinted bool) {
	fmt.Fprintf(p.Stderr, "gyro: %s %v\n", p.paint("error:"), err)
	var advised interface{ Hint() string }
	if hinted = errors.As(err, &advised); hinted {
		fmt.Fprintln(p.Stderr, "hint:", advised.Hint())
	}
	return hinted
}

// warn prints a warning.
func (p *Program) warn(format string, args ...any) {
	fmt.Fprintf(p.Stderr, "gyro: warning: "+format+"\n", args...)
}

// paint makes a word red where that can be seen.
func (p *Program) paint(word string) string {
	if !p.color(p.Stderr) {
		return word
	}
	return "\x1b[31m" + word + "\x1b[0m"
}

func (p *Program) color(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && telemetry.UseColor(f, os.Getenv)
}

func (p *Program) terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && telemetry.IsTerminal(f)
}

// notLinked is the error of a command whose hook is nil.
func notLinked(what string) error {
	return fmt.Errorf("this build of gyro cannot %s: it was made without a runtime", what)
}

// envOr returns the value of an environment variable, or else another one.
func envOr(name, otherwise string) string {
	if value, ok := os.LookupEnv(name); ok {
		return value
	}
	return otherwise
}

// envBool reports whether an environment variable says yes.
func envBool(name string) bool {
	switch strings.ToLower(os.Getenv(name)) {
	case "", "0", "n", "no", "f", "false", "off":
		return false
	}
	return true
}
