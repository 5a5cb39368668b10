package build

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/internal/app"
)

// put writes a file of an application.
func put(t *testing.T, a *app.App, name, text string) {
	t.Helper()
	path := filepath.Join(a.Dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestFresh changes all that a build depends on, and some that it does not.
func TestFresh(t *testing.T) {
	a := parse(t, `[component.a]
source = 'a/out.wasm'
build = { command = "cat main.c ../shared/*.h > out.wasm", workdir = "a", watch = ["*.c", "../shared/*.h"] }
[component.b]
source = 'b.wasm'
build = { command = "echo b > b.wasm" }
`)
	put(t, a, "a/main.c", "main")
	put(t, a, "shared/x.h", "x")
	extra := "EXTRA=1"
	run := func(force bool) (built []string) {
		t.Helper()
		r, err := Run(t.Context(), a, Options{Force: force, Stdout: os.Stderr, Stderr: os.Stderr, Env: func(string) ([]string, error) { return []string{extra}, nil }})
		if err != nil {
			t.Fatal(err)
		}
		return r.Built
	}
	run(false)
	for _, tc := range []struct {
		name   string
		change func()
		built  bool
	}{
		{"nothing", func() {}, false},
		{"source, of the same size", func() { put(t, a, "a/main.c", "niam") }, true},
		{"source, with the time before", func() {
			path := filepath.Join(a.Dir, "a/main.c")
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			put(t, a, "a/main.c", "amin")
			if err := os.Chtimes(path, time.Time{}, info.ModTime()); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"time of the source", func() {
			if err := os.Chtimes(filepath.Join(a.Dir, "a/main.c"), time.Time{}, time.Now().Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"outside of workdir", func() { put(t, a, "shared/x.h", "y") }, true},
		{"outside, not in watch", func() { put(t, a, "shared/x.txt", "y") }, false},
		{"in workdir, not in watch", func() { put(t, a, "a/Makefile", "all:") }, true},
		{"a folder of tools", func() { put(t, a, "a/target/x.c", "x") }, false},
		{"output", func() { put(t, a, "a/out.wasm", "other") }, true},
		{"output gone", func() {
			if err := os.Remove(filepath.Join(a.Dir, "a/out.wasm")); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"environment", func() { extra = "EXTRA=2" }, true},
		{"terminal", func() { t.Setenv("TERM", "other") }, false},
		{"state that cannot be read", func() { put(t, a, ".spin/build/a.json", "{") }, true},
	} {
		tc.change()
		if built := run(false); slices.Contains(built, "a") != tc.built || !slices.Contains(built, "b") {
			t.Errorf("%s: %v were built", tc.name, built)
		}
	}
	if built := run(true); len(built) != 2 {
		t.Errorf("by force: %v", built)
	}
}

// TestChangedDuringBuild changes a source while it is being built.
func TestChangedDuringBuild(t *testing.T) {
	a := parse(t, `[component.a]
source = 'out.wasm'
build = { command = "cp in.txt out.wasm; echo later > in.txt", watch = ["in.txt"] }
`)
	put(t, a, "in.txt", "before")
	for i, want := range []int{1, 1, 0} {
		r, err := Run(t.Context(), a, Options{Stdout: os.Stderr, Stderr: os.Stderr})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Built) != want {
			t.Errorf("run %d has built %v", i+1, r.Built)
		}
	}
}

// TestOrder builds components after those that they are made with.
func TestOrder(t *testing.T) {
	a := parse(t, `[component.whole]
source = 'whole.wasm'
build = { command = "cat part.wasm other.wasm > whole.wasm", watch = ["part.wasm"] }
dependencies = { "x:y/z" = { component = "other" } }
[component.part]
source = 'part.wasm'
build = { command = "sleep 0.1; echo part > part.wasm", watch = ["whole.wasm"] }
[component.other]
source = 'other.wasm'
build = { command = "sleep 0.1; echo other > other.wasm" }
`)
	for _, jobs := range []int{1, 2, 8} {
		r, err := Run(t.Context(), a, Options{Jobs: jobs, Force: true, Stdout: os.Stderr, Stderr: os.Stderr})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Built) != 3 {
			t.Errorf("%d jobs: %v", jobs, r.Built)
		}
		text, err := os.ReadFile(filepath.Join(a.Dir, "whole.wasm"))
		if err != nil || string(text) != "part\nother\n" {
			t.Errorf("%d jobs: %q, %v", jobs, text, err)
		}
		for _, name := range []string{"part.wasm", "other.wasm"} {
			if err := os.Remove(filepath.Join(a.Dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestFailureStops ends the other builds when one fails.
func TestFailureStops(t *testing.T) {
	a := parse(t, `[component.slow]
source = 'slow.wasm'
build = { command = "touch begun; sleep 1000" }
[component.fails]
source = 'fails.wasm'
build = { command = "while ! test -e begun; do sleep 0.01; done; exit 3" }
[component.after]
source = 'after.wasm'
build = { command = "touch after" , watch = ["fails.wasm"] }
`)
	var errs bytes.Buffer
	_, err := Run(t.Context(), a, Options{Jobs: 2, Stdout: &errs, Stderr: &errs})
	if err == nil || !strings.Contains(err.Error(), "component fails: this command failed: exit status 3") {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(filepath.Join(a.Dir, "after")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the component after it was built: %v", err)
	}
}
