package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gyro-wasm/gyro/bench/report"
	"github.com/gyro-wasm/gyro/bench/server"
	"github.com/gyro-wasm/gyro/tests/guests"
)

// A firstUse is a built-in template with what its build needs.
type firstUse struct {
	template string
	needs    string   // programs
	env      []string // of the build
	path     string   // that answers with 200
	goal     string
}

var firstUses = []firstUse{
	{template: "http-go", needs: "go", path: "/", goal: "≤ 10 s"},
	{template: "http-c", needs: "clang-19 wasm-ld-19", env: []string{"CC=clang-19"}, path: "/", goal: "≤ 3 s"},
	{template: "http-rust", needs: "cargo rustup", path: "/"},
	{template: "http-js", needs: "npm", path: "/"},
	{template: "http-ts", needs: "npm", path: "/"},
	{template: "http-java", needs: "mvn", path: "/"},
}

// firstuse goes from an empty folder to an answer, as somebody does who tries
// gyro: gyro new, gyro build, gyro up. The first time, which fills the caches
// of the toolchain and of compiled code, does not count.
func firstuse(ctx context.Context, b *bench, s *report.Section) error {
	for _, use := range firstUses {
		if !slices.Contains(list(b.templates), use.template) {
			continue
		}
		err := b.useFirst(ctx, use, s)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		var why skip
		if errors.As(err, &why) {
			s.Note("%s: not measured: %v", use.template, why)
		} else if err != nil {
			return err
		}
	}
	s.Note("each time in a new folder, with the caches of the toolchain and of compiled code as one earlier time has left them, median of %d; packages that a build downloads come from the toolchain's cache, if it has one", b.rounds)
	return nil
}

// useFirst measures one template.
func (b *bench) useFirst(ctx context.Context, use firstUse, s *report.Section) error {
	if missing := (guests.Guest{Needs: use.needs}).Missing(); len(missing) > 0 {
		return skip("needs " + strings.Join(missing, ", "))
	}
	for round := range b.rounds + 1 {
		b.say("%s: time %d", use.template, round+1)
		times, err := b.useOnce(ctx, use, filepath.Join(b.dir, fmt.Sprintf("%s-%d", use.template, round)))
		if err != nil {
			return err
		}
		if round == 0 {
			continue
		}
		row := s.Row(use.template)
		row.Aside = use.goal
		var whole time.Duration
		for i, step := range []string{"new", "build", "up"} {
			row.Add(step, report.Second, times[i].Seconds())
			whole += times[i]
		}
		row.Add("whole", report.Second, whole.Seconds())
	}
	return nil
}

// useOnce makes an application in dir, which is new, and returns how long
// new, build, and up with the first answer took.
func (b *bench) useOnce(ctx context.Context, use firstUse, dir string) (times [3]time.Duration, err error) {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return times, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	app := filepath.Join(dir, "app")
	env := append(os.Environ(), use.env...)
	for i, args := range [][]string{{"new", "-t", use.template, "-a", "--no-vcs", "-o", app, "app"}, {"build", "-f", app}} {
		begin := time.Now()
		cmd := exec.CommandContext(ctx, b.gyro, args...)
		cmd.Dir, cmd.Env = dir, env
		if out, err := cmd.CombinedOutput(); err != nil {
			return times, skip(fmt.Sprintf("gyro %s: %v: %s", args[0], err, lastLine(out)))
		}
		times[i] = time.Since(begin)
	}
	srv, err := server.Start(ctx, b.upIn(use.template, app, use.path, noCPU))
	if err != nil {
		return times, err
	}
	srv.Stop()
	times[2] = srv.Start
	return times, nil
}
