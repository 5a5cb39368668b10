package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/gyro-wasm/gyro/bench/load"
	"github.com/gyro-wasm/gyro/bench/server"
	"github.com/gyro-wasm/gyro/tests/guests"
)

// module is where this program's packages are found by the go command.
const module = "github.com/gyro-wasm/gyro"

// A bench is what the scenarios share.
type bench struct {
	options
	dir  string // of what is built and generated; removed at the end
	gyro string // the binary
	help string // what gyro up --help prints

	files int // that each process may open
	apps  int // that were written
}

func newBench(ctx context.Context, o options) (*bench, error) {
	dir, err := os.MkdirTemp("", "gyro-bench-")
	if err != nil {
		return nil, err
	}
	b := &bench{options: o, dir: dir, gyro: o.gyro, files: raiseFileLimit()}
	if err := b.prepare(ctx); err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

func (b *bench) prepare(ctx context.Context) (err error) {
	if b.install {
		if err := b.installAll(ctx); err != nil {
			return err
		}
	}
	if b.gyro == "" {
		if b.gyro, err = b.build(ctx, "cmd/gyro"); err != nil {
			return err
		}
	}
	if b.gyro, err = filepath.Abs(b.gyro); err != nil {
		return err
	}
	help, err := exec.CommandContext(ctx, b.gyro, "up", "--help").CombinedOutput()
	b.help = string(help)
	return err
}

func (b *bench) close() error { return os.RemoveAll(b.dir) }

// say tells on standard error what is going on.
func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "%s "+format+"\n", append([]any{time.Now().Format(time.TimeOnly)}, args...)...)
}

// build compiles a command of this module.
func (b *bench) build(ctx context.Context, pkg string, flags ...string) (string, error) {
	path := filepath.Join(b.dir, filepath.Base(pkg)+".exe")
	args := append([]string{"build", "-o", path}, flags...)
	cmd := exec.CommandContext(ctx, "go", append(args, module+"/"+pkg)...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
	}
	return path, nil
}

// guest returns the path of a guest of package guests, built if need be.
func guest(name string) (string, error) {
	g, err := guests.Named(name)
	if err != nil {
		return "", err
	}
	if missing := g.Missing(); len(missing) > 0 {
		return "", skip(fmt.Sprintf("guest %s needs %s: -install installs it", name, strings.Join(missing, ", ")))
	}
	return guests.Path(g)
}

// knows tells whether gyro up has a flag.
func (b *bench) knows(flag string) bool {
	for word := range strings.FieldsSeq(b.help) {
		if word == flag {
			return true
		}
	}
	return false
}

// noCPU stands for all processors in [server.Spec].
const noCPU = -1

// up describes gyro serving an application.
func (b *bench) up(name string, a app, cpu int, args ...string) (server.Spec, error) {
	b.apps++
	dir := filepath.Join(b.dir, fmt.Sprintf("app%d", b.apps))
	if err := a.write(dir); err != nil {
		return server.Spec{}, err
	}
	return b.upIn(name, dir, a.ready(), cpu, args...), nil
}

// upIn describes gyro serving the application in dir, which answers at ready.
func (b *bench) upIn(name, dir, ready string, cpu int, args ...string) server.Spec {
	command := []string{b.gyro, "up", "-f", dir, "--listen", "127.0.0.1:{port}", "--quiet", "--log-dir", "", "--grace", "100ms"}
	command = append(command, strings.Fields(b.gyroArgs)...)
	return server.Spec{Name: name, Command: append(command, args...), Path: ready, CPU: cpu}
}

// start serves an application by gyro.
func (b *bench) start(ctx context.Context, name string, a app, cpu int, args ...string) (*server.Server, error) {
	spec, err := b.up(name, a, cpu, args...)
	if err != nil {
		return nil, err
	}
	return server.Start(ctx, spec)
}

func (b *bench) useWrk() bool { return b.wrk && load.WrkInstalled() }

// closed finds out how much a server can do, by wrk if that is there.
func (b *bench) closed(ctx context.Context, url string) (load.Summary, error) {
	if b.useWrk() {
		return load.Wrk(ctx, url, b.connections, b.time)
	}
	l := load.Closed{URLs: []string{url}, Connections: b.connections, For: b.time, Timeout: 10 * time.Second}
	r, err := l.Run(ctx)
	if err != nil {
		return load.Summary{}, err
	}
	return r.Summary(), nil
}

// generator says what drives closed loops.
func (b *bench) generator() string {
	if b.useWrk() {
		return fmt.Sprintf("load: `wrk -t2 -c%d -d%.0fs`, %d rounds in turn, medians", b.connections, max(b.time.Seconds(), 1), b.rounds)
	}
	return fmt.Sprintf("load: this program's own loop, %d connections, %v, %d rounds in turn, medians", b.connections, b.time, b.rounds)
}

// An app is what its spin.toml says.
type app []component

// A component is a part of an app.
type component struct {
	id, source, route string
	hosts             []string // it may send requests there
}

// write writes the application's manifest into dir.
func (a app) write(dir string) error {
	var t bytes.Buffer
	fmt.Fprintf(&t, "spin_manifest_version = 2\n[application]\nname = \"bench\"\nversion = \"1.0.0\"\n")
	for _, c := range a {
		fmt.Fprintf(&t, "[[trigger.http]]\nroute = %q\ncomponent = %q\n", c.route, c.id)
		fmt.Fprintf(&t, "[component.%s]\nsource = '%s'\nallowed_outbound_hosts = [", c.id, c.source)
		for _, h := range c.hosts {
			fmt.Fprintf(&t, "%q,", h)
		}
		t.WriteString("]\n")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "spin.toml"), t.Bytes(), 0o644)
}

// ready returns a path that the first component answers.
func (a app) ready() string { return strings.TrimSuffix(a[0].route, "...") }

// single is the application of one component that answers all paths.
func single(source string) app { return app{{id: "main", source: source, route: "/..."}} }
