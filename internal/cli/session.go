package cli

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/compose"
	"github.com/gyro-wasm/gyro/internal/source"
	"github.com/gyro-wasm/gyro/internal/telemetry"
	"github.com/gyro-wasm/gyro/internal/trigger/httptrigger"
)

// A session is an application that is served: `gyro up` has one version of it,
// `gyro watch` one after the other.
type session struct {
	p        *Program
	o        upOptions
	first    *app.App // as it is served
	keep     bool     // versions may be replaced: see LoadOptions.Replaceable
	server   *httptrigger.Server
	logs     *telemetry.Logs
	listener net.Listener
	current  atomic.Pointer[generation]
	retiring sync.WaitGroup
}

// A generation is a version of the application that is loaded.
type generation struct {
	app      *app.App
	worker   Worker
	dir      string
	warnings notes
}

// newSession prepares what all versions share: the server, the logs and the
// address.
func (p *Program) newSession(a *app.App, o upOptions) (*session, error) {
	a = compose.Split(a)
	s := &session{p: p, o: o, first: a}
	if _, err := operatorOf(a, o); err != nil {
		return nil, err
	}
	var err error
	if s.server, err = httptrigger.New(httptrigger.Config{App: a, Local: true, Log: p.Stderr, Grace: o.grace}); err != nil {
		return nil, err
	}
	if s.logs, err = telemetry.OpenLogs(p.logOptions(a, o)); err != nil {
		return nil, err
	}
	if s.listener, err = httptrigger.Listen(o.listen); err != nil {
		p.closing("logs", s.logs)
		return nil, err
	}
	return s, nil
}

// start loads the first version.
func (s *session) start(ctx context.Context) error {
	v, err := s.load(ctx, s.first, s.server.Site())
	if err == nil {
		s.current.Store(v)
	}
	return err
}

// close ends the session after [session.serve] has returned.
func (s *session) close() {
	s.listener.Close() // the server may have done so
	s.retiring.Wait()
	if v := s.current.Load(); v != nil {
		s.discard(v)
	}
	s.p.closing("logs", s.logs)
}

// load loads a version, which site is to serve.
func (s *session) load(ctx context.Context, a *app.App, site *httptrigger.Site) (_ *generation, err error) {
	operator, err := operatorOf(a, s.o)
	if err != nil {
		return nil, err
	}
	variables, err := variablesOf(ctx, a, s.o)
	if err != nil {
		return nil, err
	}
	v := &generation{app: a}
	if v.dir, err = os.MkdirTemp("", "gyro-up-"); err != nil {
		return nil, fmt.Errorf("make a working directory: %w", err)
	}
	composed, err := s.p.standalone(ctx, a, v.dir)
	if err != nil {
		os.RemoveAll(v.dir) // nobody uses it
		return nil, err
	}
	o := LoadOptions{
		App: composed.App, Variables: variables, Logs: s.logs, WorkDir: v.dir,
		Address: s.listener.Addr().String(), Local: site.ServeComponent, AllowMissing: s.o.allowMissing, NoReuse: s.o.noReuse, Reuse: s.o.reuse, Limits: operator,
		Warn: v.warnings.add, Replaceable: s.keep,
	}
	if before := s.current.Load(); before != nil {
		o.Beside = before.worker
	}
	if v.worker, err = s.p.load(ctx, o); err != nil {
		os.RemoveAll(v.dir) // nobody uses it
		return nil, err
	}
	return v, nil
}

// discard frees a version that answers no requests any more.
func (s *session) discard(v *generation) {
	s.p.closing("application", v.worker)
	if err := os.RemoveAll(v.dir); err != nil {
		s.p.warn("remove the working directory: %v", err)
	}
}

// serve serves until ctx ends.
func (s *session) serve(ctx context.Context) error {
	p, v := s.p, s.current.Load()
	if s.o.metrics != "" {
		stop, err := p.serveMetrics(s.o.metrics, func() []telemetry.Metric { return s.current.Load().worker.Metrics() })
		if err != nil {
			return err
		}
		defer stop()
	}
	s.server.Site().Announce(p.Stderr, s.listener.Addr())
	s.warn(v)
	p.warnOfOtherBuild(v.app)
	defer context.AfterFunc(ctx, func() { p.stopping(s.o.grace) })()
	return s.server.Serve(ctx, s.listener, v.worker)
}

// warn prints the warnings of a version.
func (s *session) warn(v *generation) {
	for _, w := range v.app.Warnings {
		s.p.warn("%v", w)
	}
	for _, w := range v.warnings.texts {
		s.p.warn("%s", w)
	}
}

// swap loads a new version and lets it answer the requests that come from now on;
// wrap may put something before its worker. The version before is freed when its
// last request has ended.
func (s *session) swap(ctx context.Context, a *app.App, wrap func(Worker) httptrigger.Worker) error {
	a = compose.Split(a)
	site, err := s.server.NewSite(a)
	if err != nil {
		return err
	}
	next, err := s.load(ctx, a, site)
	if err != nil {
		return err
	}
	before := s.current.Swap(next)
	old := s.server.Swap(site, wrap(next.worker))
	s.retiring.Go(func() {
		select {
		case <-old.Ended():
		case <-ctx.Done(): // they have the grace period, like those of the last version
			select {
			case <-old.Ended():
			case <-time.After(s.o.grace + 2*time.Second): // by then the server has ended them
			}
		}
		s.discard(before)
	})
	s.warn(next)
	return nil
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
