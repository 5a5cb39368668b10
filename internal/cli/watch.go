package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/build"
	"github.com/gyro-wasm/gyro/internal/trigger/httptrigger"
	"github.com/gyro-wasm/gyro/internal/watch"
)

// watchOptions are the flags of `gyro watch`.
type watchOptions struct {
	upOptions
	clear     bool
	debounce  int
	skipBuild bool
}

func (p *Program) watchCommand() *cobra.Command {
	var o watchOptions
	cmd := &cobra.Command{
		Use:   "watch",
		Short: "Run an application and keep it up to date",
		Long: `Watch builds and runs an application like gyro up --build, and looks at its
files: spin.toml, what the watch lists of its builds name, the Wasm files and
the other files of its components.

A change builds the components that it concerns and replaces the application in
the running process. Requests that run end on the version that they began on,
and no connection is refused. What does not build, or a spin.toml with faults,
is reported, and the version before goes on.`,
		Example: `  gyro watch
  gyro watch --clear --listen 127.0.0.1:0
  gyro watch --skip-build        # something else builds`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.logDirGiven(cmd.Flags())
			return p.watch(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.BoolVarP(&o.clear, "clear", "c", false, "clear the terminal before each build")
	f.IntVarP(&o.debounce, "debounce", "d", 100, "wait until nothing has changed for `MS` milliseconds")
	f.BoolVar(&o.skipBuild, "skip-build", false, "do not build; only look at what is built")
	o.flags(f)
	return cmd
}

// watch runs an application in one version after the other.
func (p *Program) watch(ctx context.Context, o watchOptions) error {
	if p.Hooks.Load == nil {
		return notLinked("run applications")
	}
	if o.debounce < 0 {
		return usagef("--debounce takes a number of milliseconds")
	}
	o.build = !o.skipBuild
	a, err := p.open(ctx, o.upOptions)
	if err != nil {
		return err
	}
	s, err := p.newSession(a, o.upOptions)
	if err != nil {
		return err
	}
	defer s.close()
	s.keep = true
	files, err := watch.New(func(dir string) bool { return build.SkipDir(filepath.Base(dir)) })
	if err != nil {
		return fmt.Errorf("watch files: %w", err)
	}
	defer files.Close()
	w := &watching{session: s, o: o, files: files, dirty: map[string]bool{}}
	if err := w.use(a); err != nil {
		return err
	}
	if err := s.start(ctx); err != nil {
		return err
	}
	w.remember(a)
	watched := make(chan error, 1)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		err := w.run(ctx)
		cancel(err)
		watched <- err
	}()
	err = s.serve(ctx)
	cancel(errInterrupted)
	if werr := <-watched; err == nil && !errors.Is(werr, errInterrupted) && !errors.Is(werr, context.Canceled) {
		err = werr
	}
	return err
}

// watching is what `gyro watch` knows between two changes.
type watching struct {
	*session
	o     watchOptions
	files *watch.Watcher
	app   *app.App        // as spin.toml says now
	dirty map[string]bool // components that have to be built
	parts []part
	seen  map[string]fileID // the Wasm files that are loaded
}

// A part is what is to be watched of a component.
type part struct {
	id     string
	source string
	made   []string // the files of its dependencies
	built  bool     // by a command
	watch  *app.Matcher
	files  *app.Matcher
}

// A fileID tells a file from what it was before.
type fileID struct {
	size int64
	time time.Time
}

func identify(path string) fileID {
	info, err := os.Stat(path)
	if err != nil {
		return fileID{}
	}
	return fileID{info.Size(), info.ModTime()}
}

// remember notes what is loaded.
func (w *watching) remember(a *app.App) {
	w.seen = map[string]fileID{}
	for _, c := range a.Components {
		w.seen[c.Source.Path] = identify(c.Source.Path)
		for _, d := range c.Dependencies {
			w.seen[d.Source.Path] = identify(d.Source.Path)
		}
	}
}

// use watches the files of an application.
func (w *watching) use(a *app.App) error {
	var parts []part
	dirs := map[string]bool{} // true for those with all below
	for _, c := range a.Components {
		f := part{id: c.ID, source: c.Source.Path}
		var err error
		if c.Build != nil && !w.o.skipBuild {
			f.built = true
			if f.watch, err = c.Build.WatchMatcher(); err != nil {
				return err
			}
			if f.watch == nil {
				w.p.warn("component %s is built once: its build in spin.toml has no `watch` list that names its source", c.ID)
			}
		}
		if f.files, err = c.FilesMatcher(); err != nil {
			return err
		}
		for _, d := range c.Dependencies {
			if d.Source.Path != "" {
				f.made = append(f.made, d.Source.Path)
			}
		}
		for _, path := range append(f.made, f.source) {
			if path != "" {
				dirs[filepath.Dir(path)] = dirs[filepath.Dir(path)]
			}
		}
		for _, dir := range slices.Concat(f.watch.Dirs(), f.files.Dirs()) {
			dirs[filepath.Join(a.Dir, filepath.FromSlash(dir))] = true
		}
		parts = append(parts, f)
	}
	if a.Manifest != "" {
		dirs[filepath.Dir(a.Manifest)] = dirs[filepath.Dir(a.Manifest)]
	}
	for _, dir := range slices.Sorted(maps.Keys(dirs)) {
		add := w.files.AddDir
		if dirs[dir] {
			add = w.files.AddTree
		}
		if err := add(dir); errors.Is(err, watch.ErrTooManyDirs) {
			w.p.warn("%v: changes in some go unseen", err)
		} else if err != nil {
			return fmt.Errorf("watch %s: %w", dir, err)
		}
	}
	w.app, w.parts = a, parts
	return nil
}

// A change is what follows from files that have changed.
type change struct {
	manifest bool
	build    []string // IDs of components
	load     []string // of those that only need be loaded again
}

// of tells what follows from a change of the file at path.
func (w *watching) of(path string) (c change) {
	if path == w.app.Manifest {
		c.manifest = true
		return c
	}
	name := filepath.Base(path)
	rel, err := filepath.Rel(w.app.Dir, path)
	if err != nil || strings.HasSuffix(name, "~") || strings.HasPrefix(name, ".#") || filepath.Ext(name) == ".swp" || filepath.Ext(name) == ".swx" || name == "4913" {
		return c
	}
	rel = filepath.ToSlash(rel)
	if rel == ".spin" || strings.HasPrefix(rel, ".spin/") {
		return c // what gyro and Spin write
	}
	for _, f := range w.parts {
		switch {
		case path == f.source || slices.Contains(f.made, path):
			if identify(path) != w.seen[path] {
				c.load = append(c.load, f.id)
			}
		case f.watch != nil && f.watch.Match(rel):
			c.build = append(c.build, f.id)
		}
		if f.files.Match(rel) {
			c.load = append(c.load, f.id)
		}
	}
	return c
}

func (c change) any() bool { return c.manifest || len(c.build) > 0 || len(c.load) > 0 }

// run replaces the application after each change, until ctx ends.
func (w *watching) run(ctx context.Context) error {
	for {
		batch, err := w.files.Next(ctx, time.Duration(w.o.debounce)*time.Millisecond, func(path string) bool { return w.of(path).any() })
		if err != nil {
			return err
		}
		if err := w.replace(ctx, batch); ctx.Err() != nil {
			return context.Cause(ctx)
		} else if err != nil {
			w.p.printError(err)
			fmt.Fprintln(w.p.Stderr, "The version before goes on.")
		}
	}
}

// replace builds and loads what has changed.
func (w *watching) replace(ctx context.Context, b watch.Batch) error {
	var c change
	for _, path := range b.Paths {
		d := w.of(path)
		c.manifest = c.manifest || d.manifest
		c.build, c.load = append(c.build, d.build...), append(c.load, d.load...)
	}
	if b.All {
		c.manifest, c.load = true, append(c.load, "")
		for _, f := range w.parts {
			c.build = append(c.build, f.id)
		}
	}
	if !c.any() {
		return nil
	}
	if w.o.clear && w.p.terminal(w.p.Stderr) {
		fmt.Fprint(w.p.Stderr, "\x1b[2J\x1b[H")
	}
	for _, id := range c.build {
		w.dirty[id] = true
	}
	if c.manifest {
		if err := w.reopen(); err != nil {
			return err
		}
	}
	began := time.Now()
	built, err := w.build(ctx)
	if err != nil {
		return err
	}
	if !c.manifest && len(c.load) == 0 && len(built) == 0 {
		return nil // it was saved without a change
	}
	loading := time.Now()
	if err := w.app.Check(); err != nil {
		return err
	}
	w.remember(w.app)
	if err := w.swap(ctx, w.app, w.timing(b.Time)); err != nil {
		return err
	}
	what := slices.Concat(built, c.load)
	slices.Sort(what)
	names := strings.Join(slices.Compact(what), ", ")
	if c.manifest {
		names = "the application"
		w.server.Site().AnnounceRoutes(w.p.Stderr, w.listener.Addr())
	}
	fmt.Fprintf(w.p.Stderr, "Reloaded %s %s after the change (build %s, load %s).\n", names, milliseconds(time.Since(b.Time)), milliseconds(loading.Sub(began)), milliseconds(time.Since(loading)))
	return nil
}

func milliseconds(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }

// reopen reads spin.toml again. Components that are built otherwise now, or are
// new, have to be built.
func (w *watching) reopen() error {
	o := w.o.upOptions
	o.build = false
	a, err := openProfile(o.from, o.profile)
	if err != nil {
		return err
	}
	if err := setEnvironment(a, o); err != nil {
		return err
	}
	for _, c := range a.Components {
		old := w.app.Component(c.ID)
		if c.Build != nil && (old == nil || old.Build == nil || !reflect.DeepEqual(buildOf(old), buildOf(c))) {
			w.dirty[c.ID] = true
		}
	}
	return w.use(a)
}

// buildOf is what a component is built by, without the places in the manifest.
func buildOf(c *app.Component) any {
	return struct {
		source, workdir  string
		commands, inputs []string
	}{c.Source.Path, c.Build.Workdir, c.Build.Commands, c.Build.Watch}
}

// build builds the components that are dirty, and returns those that were built.
func (w *watching) build(ctx context.Context) ([]string, error) {
	if w.o.skipBuild {
		return nil, nil
	}
	var ids []string
	for _, c := range w.app.Components {
		if w.dirty[c.ID] && c.Build != nil {
			ids = append(ids, c.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	r, err := w.p.buildComponents(ctx, w.app, buildOptions{components: ids}, w.p.Stdout, w.p.Stderr)
	if err == nil {
		clear(w.dirty)
	}
	return r.Built, err
}

// firstAnswer is how soon after a swap a first answer is worth a line.
const firstAnswer = 10 * time.Second

// timing prints when the first request was answered by a worker, counted from the
// change that it comes from.
func (w *watching) timing(changed time.Time) func(Worker) httptrigger.Worker {
	return func(next Worker) httptrigger.Worker {
		return &timed{Worker: next, tell: func() {
			if d := time.Since(changed); d < firstAnswer {
				fmt.Fprintf(w.p.Stderr, "First answer %s after the change.\n", milliseconds(d))
			}
		}}
	}
}

// timed calls tell after the first answer.
type timed struct {
	Worker
	tell func()
	told atomic.Bool
}

// ServeHTTP implements [httptrigger.Worker].
func (t *timed) ServeHTTP(w http.ResponseWriter, r *http.Request, call httptrigger.Call) error {
	err := t.Worker.ServeHTTP(w, r, call)
	if !t.told.Load() && t.told.CompareAndSwap(false, true) {
		t.tell()
	}
	return err
}
