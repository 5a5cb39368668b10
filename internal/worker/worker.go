// Package worker is an application that is loaded and ready to answer: its
// components compiled and linked, each with what the manifest grants it.
//
// Start from [Load]. Every request gets an instance of its own.
package worker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/host/outbound"
	"github.com/gyro-wasm/gyro/internal/host/variables"
	"github.com/gyro-wasm/gyro/internal/limits"
	"github.com/gyro-wasm/gyro/internal/telemetry"
	"github.com/gyro-wasm/gyro/internal/worker/schedule"
	"github.com/gyro-wasm/gyro/wasi"
)

// Options say what an application is loaded with.
type Options struct {
	Runtime   *component.Runtime
	App       *app.App
	Variables *app.Variables
	Logs      *telemetry.Logs
	// WorkDir is an empty directory that lives as long as the worker; the
	// files of components are copied there.
	WorkDir string
	// Address is where the application is served, for requests to itself.
	Address string
	// Local answers a request by a component, as a trigger does: it is how
	// components call each other. Nil is not at all.
	Local func(w http.ResponseWriter, r *http.Request, component string)
	// AllowMissing makes imports that nothing provides trap when they are
	// called, instead of refusing them.
	AllowMissing bool
	// Link adds to what components may import; nil for nothing.
	Link func(*component.Linker) error
	// NoReuse makes the instance of every request from nothing.
	NoReuse bool
	// Reuse says how many requests an instance serves.
	Reuse limits.Reuse
	// Limits is what the operator says about limits.
	Limits limits.Operator
	// UnloadAfter is how long the code of a component stays in memory when
	// nobody uses it; 0 is for ever. Loading it again is fast where the runtime
	// caches compiled code.
	UnloadAfter time.Duration
	// Progress is told what takes time; nil for nobody.
	Progress func(text string)
	// Warn is told what its user should know and nothing fails of; nil for
	// nobody. Several goroutines call it at once.
	Warn func(text string)
}

// A Worker answers requests for the components of one application. It may be
// used by many goroutines at once.
type Worker struct {
	components  map[string]*loaded
	share       *share
	local       func(w http.ResponseWriter, r *http.Request, component string)
	done, swept chan struct{} // nil if nothing is unloaded
}

// loaded is a component that is ready.
type loaded struct {
	id      string
	config  wasi.Config // but for what is an instance's own
	source  variables.Source
	policy  *outbound.Policy
	address string // of the application
	log     *telemetry.ComponentLog
	limits  limits.Set
	gate    *schedule.Gate
	share   *share
	worker  *Worker

	code code
	dirs []*wasi.Dir
	// snapshot tells that instances are to begin after initialisation.
	snapshot bool

	instances sync.Pool // of *instance, all but their guests
	reuse     limits.Reuse
	shared    sharedInstances
}

// Load prepares the components that triggers of o.App name, side by side. All
// that fail are reported together.
func Load(ctx context.Context, o Options) (*Worker, error) {
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	if o.Warn == nil {
		o.Warn = func(string) {}
	}
	linker, err := newLinker(o.AllowMissing)
	if err == nil && o.Link != nil {
		err = o.Link(linker)
	}
	if err != nil {
		return nil, err
	}
	total := limits.Resolve(o.Limits, o.App.Gyro.Settings, limits.Settings{}, "")[limits.TotalInstances]
	share, err := newShare(total)
	if err != nil {
		return nil, err
	}
	w := &Worker{components: map[string]*loaded{}, share: share, local: o.Local}
	for _, t := range o.App.Triggers {
		if c := o.App.Component(t.Component); c != nil {
			w.components[c.ID] = &loaded{id: c.ID, share: share, worker: w}
		}
	}
	var wg sync.WaitGroup
	errs := make([]error, len(o.App.Components))
	for i, c := range o.App.Components {
		l := w.components[c.ID]
		if l == nil {
			continue
		}
		wg.Go(func() {
			if err := l.load(ctx, &o, c, linker); err != nil {
				errs[i] = fmt.Errorf("component %s: %w", c.ID, err)
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	if o.UnloadAfter > 0 {
		w.done, w.swept = make(chan struct{}), make(chan struct{})
		go w.sweeping(o.UnloadAfter)
	}
	return w, nil
}

// Provides tells whether components that import the interface get it from gyro,
// or the module of core functions.
func Provides(iface string) bool {
	l, err := provided()
	return err == nil && l.Provides(iface)
}

// provided is the linker that [Provides] asks.
var provided = sync.OnceValues(func() (*component.Linker, error) { return newLinker(false) })

// newLinker returns what gyro provides to components.
func newLinker(allowMissing bool) (*component.Linker, error) {
	l := component.NewLinker()
	l.AllowMissing(allowMissing)
	err := errors.Join(
		wasi.AddTo(l),
		variables.Link(l, func(c *component.Call) variables.Source { return c.Data().(*instance).loaded.source }),
	)
	return l, err
}

func (l *loaded) load(ctx context.Context, o *Options, c *app.Component, linker *component.Linker) error {
	l.limits = limits.Resolve(o.Limits, o.App.Gyro.Settings, c.Gyro.Settings, cmp.Or(c.Original, c.ID))
	l.gate = newGate(l.limits)
	l.reuse = o.Reuse
	l.source = variables.Source{Variables: o.Variables, Component: c}
	var err error
	if l.log, err = o.Logs.Component(c.ID); err != nil {
		return err
	}
	if err := l.grantEnvironment(c); err != nil {
		return err
	}
	if err := l.grantHosts(ctx, o, c); err != nil {
		return err
	}
	if err := l.grantFiles(o, c); err != nil {
		return err
	}
	o.Progress("compiling " + c.ID)
	l.snapshot = c.Gyro.Snapshot != nil && *c.Gyro.Snapshot
	l.code.load = l.loader(o, linker, c.Source.Path)
	if _, err := l.code.acquire(ctx); err != nil {
		return err
	}
	l.code.release()
	return nil
}

// grantEnvironment sets the environment variables, in the order of their
// names. Values may be secret: no error shows one.
func (l *loaded) grantEnvironment(c *app.Component) error {
	for _, name := range slices.Sorted(maps.Keys(c.Environment)) {
		value := c.Environment[name]
		if name == "" || strings.ContainsAny(name, "=\x00") || strings.Contains(value, "\x00") {
			return fmt.Errorf("environment: %q cannot be a variable: a name must not be empty or contain =, and neither name nor value a NUL", name)
		}
		l.config.Env = append(l.config.Env, name+"="+value)
	}
	return nil
}

// grantFiles copies the files of a component and opens them for it,
// read-only, as its root.
func (l *loaded) grantFiles(o *Options, c *app.Component) error {
	if len(c.Files) == 0 {
		return nil
	}
	dir := filepath.Join(o.WorkDir, "assets", c.ID)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	o.Progress("copying the files of " + c.ID)
	if err := o.App.Stage(c, dir); err != nil {
		return err
	}
	d, err := wasi.OpenDir(dir, "/", true)
	if err != nil {
		return err
	}
	l.dirs = append(l.dirs, d)
	l.config.Dirs = l.dirs
	return nil
}

// grantHosts finds out which hosts a component may talk to.
func (l *loaded) grantHosts(ctx context.Context, o *Options, c *app.Component) error {
	var entries []string
	for _, t := range c.AllowedOutboundHosts {
		e, err := o.Variables.Expand(ctx, t)
		if err != nil {
			return fmt.Errorf("allowed_outbound_hosts: %w", err)
		}
		entries = append(entries, e)
	}
	policy, err := outbound.Parse(entries)
	if err != nil {
		return fmt.Errorf("allowed_outbound_hosts: %w", err)
	}
	l.policy, l.address = policy, o.Address
	return nil
}

// Close frees the application. No request may be running.
func (w *Worker) Close() error {
	if w.done != nil {
		close(w.done)
		<-w.swept
	}
	ctx := context.Background()
	errs := []error{w.share.scheduler.Close()}
	for _, l := range w.components {
		errs = append(errs, l.closeAllShared(), l.code.close(ctx))
		for _, d := range l.dirs {
			errs = append(errs, d.Close())
		}
	}
	return errors.Join(errs...)
}

// ServeHTTP lets a component answer a request, which has id in the logs and
// headers besides its own, as names in lower case and values. An error says
// that there was no answer, or none to its end.
func (w *Worker) ServeHTTP(rw http.ResponseWriter, r *http.Request, componentID string, id telemetry.ID, headers iter.Seq2[string, string]) error {
	l := w.components[componentID]
	if l == nil {
		return fmt.Errorf("there is no component %s", componentID)
	}
	enter, leave := l.enter, l.leave
	if depthOf(r.Context()) > 0 {
		enter, leave = l.enterChained, l.gate.Leave
	}
	if err := enter(r.Context()); err != nil {
		return err
	}
	defer leave()
	ctx, q := l.begin(r.Context())
	defer q.end()
	rw, r, err := q.bound(rw, r)
	if err != nil {
		return err
	}
	return Explain(q.explain(l.serve(ctx, rw, r, id, headers, q)))
}

// serve lets an instance answer a request.
func (l *loaded) serve(ctx context.Context, rw http.ResponseWriter, r *http.Request, id telemetry.ID, headers iter.Seq2[string, string], q *request) error {
	p, err := l.code.acquire(ctx)
	if err != nil {
		return err
	}
	defer l.code.release()
	if p.shares && l.reuse.Shares() {
		return l.serveShared(ctx, rw, r, id, headers, q)
	}
	in, err := l.instantiate(ctx, p.pool, id, component.InstanceConfig{Meter: q})
	if err != nil {
		return err
	}
	err = q.attribute(in.host.ServeHTTPWithHeaders(ctx, rw, r, headers, in.guest), in)
	if cerr := in.close(ctx); cerr != nil {
		err = errors.Join(err, cerr)
	}
	return err
}

// serveShared is serve by an instance that serves other requests as well.
func (l *loaded) serveShared(ctx context.Context, rw http.ResponseWriter, r *http.Request, id telemetry.ID, headers iter.Seq2[string, string], q *request) error {
	in, err := l.acquireShared(ctx, id)
	if err != nil {
		return err
	}
	err = q.attribute(in.host.ServeHTTPWithHeaders(ctx, rw, r, headers, in.guest), in.instance)
	var trap *component.Trap
	failed := errors.As(err, &trap) || errors.Is(err, component.ErrDead)
	if cerr := l.releaseShared(ctx, in, failed); cerr != nil {
		err = errors.Join(err, cerr)
	}
	return err
}
