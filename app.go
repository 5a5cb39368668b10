package gyro

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/compose"
	"github.com/gyro-wasm/gyro/internal/limits"
	"github.com/gyro-wasm/gyro/internal/source"
	"github.com/gyro-wasm/gyro/internal/telemetry"
	"github.com/gyro-wasm/gyro/internal/trigger/httptrigger"
	"github.com/gyro-wasm/gyro/internal/worker"
)

// Options say what an application runs with. The zero value grants what the
// manifest grants, and keeps quiet.
type Options struct {
	// Runtime is shared with other applications, whose compiled code is there once.
	// It is closed by who has made it, after them. Nil is one of the application's
	// own, which keeps compiled code in CacheDir.
	Runtime *component.Runtime
	// CacheDir is where compiled code and fetched components are kept from one
	// start to the next; empty for nowhere.
	CacheDir string
	// Profile is the profile of the manifest, empty for none.
	Profile string

	// Variables provides the values of the application's variables before
	// their defaults; ok tells whether it has one. Nil provides none. Several
	// goroutines call it at once.
	Variables func(ctx context.Context, name string) (value string, ok bool, err error)
	// Environment are environment variables of all components.
	Environment map[string]string
	// Link adds host functions to what components may import. In one,
	// [ComponentID] tells which component calls, and the context has the values of
	// the request's.
	Link func(*component.Linker) error
	// AllowMissing makes imports that nothing provides trap when they are called,
	// instead of refusing the application.
	AllowMissing bool

	// LimitProfile is "local", which bounds neither time nor bodies, or "strict",
	// for the code of strangers; empty is what the manifest says, or local.
	LimitProfile string
	// Limits are NAME=VALUE or COMPONENT.NAME=VALUE, such as "cpu=50ms", and go
	// before the manifest's. docs/limits.md has the table.
	Limits []string

	// Output receives what components print, line by line; nil for nobody.
	Output io.Writer
	// Log receives a report of each failed request, and warnings; nil for nobody.
	Log io.Writer
	// ShowErrorID has the body of a failed answer name the ID under which Log has
	// the reason.
	ShowErrorID bool
	// Address is the HOST:PORT at which the program serves the application, for
	// requests of components to the application itself; empty refuses them.
	// Requests of components to each other need none.
	Address string
}

// An App is an application that is ready to answer. It may be used by many
// goroutines at once.
type App struct {
	server  *httptrigger.Server
	handler http.Handler
	worker  *worker.Worker
	runtime *component.Runtime // nil if it is not the application's
	logs    *telemetry.Logs
	dir     string
	once    sync.Once // it is freed
	freed   error
}

// Open reads the application that from names, and compiles and links its
// components: a spin.toml, a folder with one, or a .wasm file, which is an
// application of one component for all paths. What it needs of these files it has
// read, or copied, when it returns.
//
// An error that names a place does so as path:line:column. One that knows what
// helps has a method Hint() string.
func Open(ctx context.Context, from string, o Options) (_ *App, err error) {
	a, err := read(from, &o)
	if err != nil {
		return nil, err
	}
	operator, err := o.operator(a)
	if err != nil {
		return nil, err
	}
	server, err := httptrigger.New(httptrigger.Config{App: a, Local: o.ShowErrorID, Log: o.Log})
	if err != nil {
		return nil, err
	}
	variables := app.NewVariables(a)
	if o.Variables != nil {
		variables = app.NewVariables(a, provider(o.Variables))
	}
	if err := variables.Check(ctx); err != nil {
		return nil, err
	}
	logs, err := telemetry.OpenLogs(telemetry.LogOptions{Terminal: o.Output, Prefix: true})
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "gyro-app-")
	if err != nil {
		return nil, fmt.Errorf("make a working directory: %w", err)
	}
	opened := &App{server: server, logs: logs, dir: dir}
	defer func() {
		if err != nil {
			err = errors.Join(err, opened.free())
		}
	}()
	composed, err := o.compose(ctx, a, dir)
	if err != nil {
		return nil, err
	}
	rt := o.Runtime
	if rt == nil {
		var config component.Config
		if o.CacheDir != "" {
			config.CacheDir = filepath.Join(o.CacheDir, "code")
		}
		if rt, err = component.NewRuntime(ctx, config); err != nil {
			return nil, err
		}
		opened.runtime = rt
	}
	opened.worker, err = worker.Load(ctx, worker.Options{
		Runtime: rt, App: composed, Variables: variables, Logs: logs, WorkDir: dir, Address: o.Address,
		Local: server.Site().ServeComponent, AllowMissing: o.AllowMissing, Link: o.Link, Limits: operator, Warn: o.warn,
	})
	if err != nil {
		return nil, err
	}
	opened.handler = server.Handler(answers{opened.worker})
	return opened, nil
}

// read reads the application.
func read(from string, o *Options) (*app.App, error) {
	a, err := app.OpenProfile(from, o.Profile)
	if err != nil {
		return nil, err
	}
	if err := a.Check(); err != nil {
		return nil, err
	}
	if len(a.Triggers) == 0 {
		return nil, fmt.Errorf("%s has no trigger, so nothing would run", from)
	}
	for name, value := range o.Environment {
		a.SetEnvironment(name, value)
	}
	for _, w := range a.Warnings {
		o.warn(w.Error())
	}
	return compose.Split(a), nil
}

// compose fetches the components and composes them with their dependencies.
func (o *Options) compose(ctx context.Context, a *app.App, dir string) (*app.App, error) {
	dir = filepath.Join(dir, "composed")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	sources := &source.Resolver{}
	if o.CacheDir != "" {
		sources.Dir = filepath.Join(o.CacheDir, "wasm")
	}
	r, err := compose.Application(ctx, a, compose.Options{Sources: sources, Dir: dir, Progress: func(string) {}})
	if err != nil {
		return nil, err
	}
	return r.App, nil
}

// operator reads what is said of limits.
func (o *Options) operator(a *app.App) (limits.Operator, error) {
	operator := limits.Operator{Profile: limits.Profile(o.LimitProfile)}
	if o.LimitProfile != "" && !operator.Profile.Known() {
		return operator, fmt.Errorf("there is no profile of limits %q; there are %s", o.LimitProfile, strings.Join(limits.Profiles(), " and "))
	}
	for _, text := range o.Limits {
		f, err := limits.ParseFlag(text)
		if err != nil {
			return operator, fmt.Errorf("limit %s: %w", text, err)
		}
		if f.Component != "" && a.Component(f.Component) == nil {
			return operator, fmt.Errorf("limit %s: the application has no component %q", text, f.Component)
		}
		operator.Flags = append(operator.Flags, f)
	}
	return operator, nil
}

func (o *Options) warn(text string) {
	if o.Log != nil {
		fmt.Fprintf(o.Log, "gyro: warning: %s\n", text)
	}
}

// provider is a function that provides values of variables.
type provider func(ctx context.Context, name string) (string, bool, error)

// Get implements [app.Provider].
func (p provider) Get(ctx context.Context, name string) (string, bool, error) { return p(ctx, name) }

// answers answers for the server.
type answers struct{ *worker.Worker }

// ServeHTTP implements [httptrigger.Worker].
func (a answers) ServeHTTP(w http.ResponseWriter, r *http.Request, call httptrigger.Call) error {
	return a.Worker.ServeHTTP(w, r, call.Component, call.RequestID, call.Headers)
}

// ServeHTTP answers a request by the routes of the application: a component's
// answer, or 404. What fails has the status that docs/limits.md says, 500 if no
// limit was reached, and a report in [Options.Log]. After [App.Shutdown] it is 503.
// Names of response headers are as the component wrote them, mostly in lower case.
// It panics with [http.ErrAbortHandler] if an answer has to be broken off.
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.handler.ServeHTTP(w, r) }

// Shutdown waits until the requests that run have ended, refuses those that come
// meanwhile, and frees the application. If ctx ends before, it returns its error
// and frees nothing; it may be called again.
func (a *App) Shutdown(ctx context.Context) error {
	if err := a.server.Shutdown(ctx); err != nil {
		return err
	}
	a.once.Do(func() { a.freed = a.free() })
	return a.freed
}

// closeTime is how long [App.Close] waits for requests.
const closeTime = 10 * time.Second

// Close is [App.Shutdown] with ten seconds for the requests that run.
func (a *App) Close() error {
	ctx, cancel := context.WithTimeoutCause(context.Background(), closeTime, errors.New("requests still run after ten seconds: end their contexts, or use Shutdown"))
	defer cancel()
	return a.Shutdown(ctx)
}

// free frees what there is of the application.
func (a *App) free() error {
	var errs []error
	if a.worker != nil {
		errs = append(errs, a.worker.Close())
	}
	if a.runtime != nil {
		errs = append(errs, a.runtime.Close(context.Background()))
	}
	return errors.Join(append(errs, a.logs.Close(), os.RemoveAll(a.dir))...)
}

// ComponentID returns the ID of the component that calls a host function which
// [Options.Link] has added.
func ComponentID(c *component.Call) string {
	if in, ok := c.Data().(interface{ ComponentID() string }); ok {
		return in.ComponentID()
	}
	return ""
}
