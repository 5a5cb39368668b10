package main

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/cli"
	"github.com/gyro-wasm/gyro/internal/gosdk"
	"github.com/gyro-wasm/gyro/internal/trigger/httptrigger"
	"github.com/gyro-wasm/gyro/internal/worker"
	"github.com/gyro-wasm/gyro/wasi"
)

// cacheDir returns a folder of the user's cache, "" if there is none to be
// had: gyro works without.
func cacheDir(name string) string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "gyro", name)
}

func newRuntime(ctx context.Context) (*component.Runtime, error) {
	return component.NewRuntime(ctx, component.Config{CacheDir: cacheDir("code")})
}

// app is a loaded application with what it runs on.
type app struct {
	*worker.Worker
	*ground
}

// A ground is what an application runs on, together with those that replace it.
type ground struct {
	runtime *component.Runtime
	heap    *heap
	users   atomic.Int64
}

// leave frees the ground when its last user leaves.
func (g *ground) leave() error {
	if g.users.Add(-1) > 0 {
		return nil
	}
	runtime.KeepAlive(g.heap)
	return g.runtime.Close(context.Background())
}

// groundFor returns what a new application runs on: that of the one that it is to
// replace, if there is one.
func groundFor(ctx context.Context, beside cli.Worker) (*ground, error) {
	if a, ok := beside.(*app); ok {
		a.users.Add(1)
		return a.ground, nil
	}
	rt, err := newRuntime(ctx)
	if err != nil {
		return nil, err
	}
	g := &ground{runtime: rt}
	g.users.Store(1)
	return g, nil
}

// ServeHTTP implements [httptrigger.Worker].
func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request, call httptrigger.Call) error {
	a.heap.begin()
	defer a.heap.end()
	return a.Worker.ServeHTTP(w, r, call.Component, call.RequestID, call.Headers)
}

// Close implements [cli.Worker].
func (a *app) Close() error { return errors.Join(a.Worker.Close(), a.leave()) }

// unloadAfter is how long code stays in memory when nobody uses it: for ever
// where it would have to be compiled again.
func unloadAfter() time.Duration {
	if cacheDir("code") == "" {
		return 0
	}
	return time.Minute
}

func load(ctx context.Context, o cli.LoadOptions) (cli.Worker, error) {
	g, err := groundFor(ctx, o.Beside)
	if err != nil {
		return nil, err
	}
	unload, done := unloadAfter(), func() {}
	if o.Replaceable { // somebody waits for it, again and again
		unload = 0
	} else {
		done = saveMemory()
	}
	w, err := worker.Load(ctx, worker.Options{
		Runtime: g.runtime, App: o.App, Variables: o.Variables, Logs: o.Logs,
		WorkDir: o.WorkDir, Address: o.Address, Local: o.Local, AllowMissing: o.AllowMissing, NoReuse: o.NoReuse, Reuse: o.Reuse, Limits: o.Limits,
		UnloadAfter: unload, Progress: o.Progress, Warn: o.Warn,
	})
	done()
	if err != nil {
		return nil, errors.Join(err, g.leave())
	}
	if g.heap == nil {
		g.heap = newHeap() // not before: its ballast counts as memory that compiling uses
	}
	return &app{w, g}, nil
}

func run(ctx context.Context, o cli.RunOptions) (code int, err error) {
	rt, err := newRuntime(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, rt.Close(context.WithoutCancel(ctx))) }()
	linker := component.NewLinker()
	linker.AllowMissing(o.AllowMissing)
	if err := wasi.AddTo(linker); err != nil {
		return 0, err
	}
	c, err := rt.Load(ctx, o.Wasm)
	if err != nil {
		return 0, err
	}
	linked, err := linker.Link(c)
	if err != nil {
		return 0, err
	}
	host, err := newHost(o)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, host.Close()) }()
	code, err = wasi.Run(ctx, linked, host)
	return code, worker.Explain(err)
}

// newHost gives a command what the command line names.
func newHost(o cli.RunOptions) (*wasi.Host, error) {
	c := wasi.Config{
		Args: append([]string{filepath.Base(o.File)}, o.Args...), Env: o.Env,
		Stdin: o.Stdin, Stdout: o.Stdout, Stderr: o.Stderr,
	}
	if o.AllowNet {
		c.HTTP, c.Sockets = &wasi.HTTPClient{}, &wasi.Sockets{}
	}
	for _, d := range o.Dirs {
		dir, err := wasi.OpenDir(d.Host, d.Guest, false)
		if err != nil {
			return nil, err
		}
		c.Dirs = append(c.Dirs, dir)
	}
	return wasi.NewHost(c)
}

func printWIT(wasm []byte) (string, error) {
	w, err := component.World(wasm)
	if err != nil {
		return "", err
	}
	return wit.FormatWorld(w), nil
}

// buildEnv makes the Go guest SDK that is part of this binary available to the
// build commands of dir.
func buildEnv(dir string) ([]string, error) {
	return gosdk.Environment(cacheDir("gosdk"), dir)
}

// templateValues tells templates which Go guest SDK is part of this binary.
func templateValues() map[string]string {
	return map[string]string{"go-sdk-version": gosdk.Version(), "go-sdk-sum": gosdk.Sum()}
}
