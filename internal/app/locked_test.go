package app

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// lockOptions pretend that files are staged and sources fetched.
var lockOptions = LockOptions{
	Files: func(c *Component) (string, error) { return "/srv/assets/" + c.ID, nil },
	Fetched: func(s Source) (string, error) {
		if s.Digest != "" {
			return "/cache/" + s.Digest, nil
		}
		return "/cache/" + s.Package + "@" + s.Version + ".wasm", nil
	},
}

func notOnWindows(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("paths of the golden files are those of Unix")
	}
}

// TestLock locks each manifest of testdata/locked and compares the JSON with
// its golden file.
func TestLock(t *testing.T) {
	notOnWindows(t)
	files, err := filepath.Glob("testdata/locked/*.toml")
	if err != nil || len(files) == 0 {
		t.Fatal("no manifests", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a, err := ParseProfile("spin.toml", "/app dir", text, "")
			if err != nil {
				t.Fatal(err)
			}
			a.Manifest = "/app dir/spin.toml"
			locked, err := a.Lock(lockOptions)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimSuffix(file, ".toml")+".lock", string(locked))
		})
	}
}

// TestLockRoundTrip locks each manifest that is right, reads that, and locks it
// again: both the JSON and what the application does at run time are the same.
func TestLockRoundTrip(t *testing.T) {
	notOnWindows(t)
	for _, file := range append(manifests(t), "testdata/locked/middleware.toml") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		a, err := Parse("spin.toml", "/app", text)
		if err != nil {
			continue
		}
		first, err := a.Lock(lockOptions)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		b, err := ParseLocked("spin.lock", first, true)
		if err != nil {
			t.Errorf("%s: %v\n%s", file, err, first)
			continue
		}
		second, err := b.Lock(LockOptions{})
		if err != nil || !bytes.Equal(first, second) {
			t.Errorf("%s: %v; written\n%s\nand read and written again\n%s", file, err, first, second)
		}
		if len(a.Components) != len(b.Components) {
			continue // some were there once more for their middleware
		}
		if want, got := dump(t, atRunTime(a)), dump(t, atRunTime(b)); want != got {
			t.Errorf("%s: the application was\n%s\nand is\n%s", file, want, got)
		}
	}
}

// atRunTime takes away what a locked application does not have, and what is
// said in another way there.
func atRunTime(a *App) *App {
	a.Dir, a.Targets, a.Tool, a.Warnings = "", nil, nil, nil
	for _, t := range a.Triggers {
		t.Components = nil
		for _, deps := range t.Dependencies {
			for i := range deps {
				deps[i].Component, deps[i].Source = "", Source{}
			}
		}
	}
	for _, c := range a.Components {
		c.Targets, c.Tool, c.Profiles, c.Files, c.ExcludeFiles, c.Source = nil, nil, nil, nil, nil, Source{}
		for i := range c.Dependencies {
			c.Dependencies[i].Component, c.Dependencies[i].Source = "", Source{}
		}
		slices.SortFunc(c.Dependencies, func(a, b Dependency) int { return strings.Compare(a.Name, b.Name) })
	}
	return a
}

// TestLockFails locks what is not there.
func TestLockFails(t *testing.T) {
	const head = "spin_manifest_version = 2\napplication.name = 'x'\n[component.a]\n"
	failing := errors.New("no network")
	for _, tc := range []struct {
		manifest string
		options  LockOptions
		want     string
	}{
		{"source = 'a.wasm'\nfiles = ['x']\n", LockOptions{}, "lock component a: its files have not been staged"},
		{"source = { package = 'a:b', version = '1.0.0' }\n", LockOptions{}, "lock a: its source a:b has not been fetched from its registry"},
		{"source = 'a.wasm'\ndependencies = { 'c:d/e@1.0.0' = '1.0' }\n", LockOptions{}, "lock a: its source c:d has not been fetched from its registry"},
		{"source = { package = 'a:b', version = '1.0.0' }\n", LockOptions{Fetched: func(Source) (string, error) { return "", failing }}, "lock a: fetch its source: no network"},
		{"source = 'a.wasm'\nfiles = ['x']\n", LockOptions{Files: func(*Component) (string, error) { return "", failing }}, "lock component a: stage its files: no network"},
	} {
		a, err := Parse("spin.toml", "/app", []byte(head+tc.manifest))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Lock(tc.options); err == nil || err.Error() != tc.want {
			t.Errorf("%s: error %v, want %s", tc.manifest, err, tc.want)
		}
	}
}

// TestParseLocked reads each locked application of testdata and compares the
// messages and the result with its golden file. Those in right are as Spin
// writes them.
func TestParseLocked(t *testing.T) {
	notOnWindows(t)
	for _, kind := range []string{"right", "wrong"} {
		files, err := filepath.Glob("testdata/locked/" + kind + "/*.json")
		if err != nil || len(files) == 0 {
			t.Fatal("no locked applications", err)
		}
		for _, file := range files {
			t.Run(kind+"/"+filepath.Base(file), func(t *testing.T) {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				a, err := ParseLocked("spin.lock", text, !strings.HasSuffix(file, "elsewhere.json"))
				if (err == nil) != (kind == "right") {
					t.Errorf("error %v", err)
				}
				out := ""
				if err != nil {
					out = err.Error() + "\n"
				} else {
					if later := a.Check(); later != nil {
						out = later.Error() + "\n"
					}
					out += dump(t, a) + "\n"
				}
				golden(t, strings.TrimSuffix(file, ".json")+".golden", out)
			})
		}
	}
}

// TestHostileLocked reads what could cost time or memory.
func TestHostileLocked(t *testing.T) {
	const head = `{"spin_lock_version":0,"metadata":{"name":"x"},"triggers":[],"components":[`
	for name, text := range map[string]string{
		"too large":  head + strings.Repeat(" ", maxLocked),
		"too many":   head + strings.Repeat("[],", maxNodes) + "1]}",
		"deep":       head + strings.Repeat("[", 1<<20),
		"deep map":   head + strings.Repeat(`{"a":`, 1<<20),
		"long line":  head + strings.Repeat(`{"id":"`+strings.Repeat("x", 300)+`"},`, 1<<12) + "1]}",
		"long key":   head + `{"` + strings.Repeat("k", 1<<20) + `":1}]}`,
		"cut string": head + `"` + strings.Repeat("x", 1<<20),
	} {
		_, err := ParseLocked("spin.lock", []byte(text), false)
		if name != "long key" && err == nil {
			t.Errorf("%s is accepted", name)
		}
		if err != nil && len(err.Error()) > 20_000 {
			t.Errorf("%s: the error has %d bytes", name, len(err.Error()))
		}
	}
}

// FuzzLocked looks for panics, for faults without a place, and for applications
// that are not the same when they are written and read again.
func FuzzLocked(f *testing.F) {
	files, _ := filepath.Glob("testdata/locked/*/*.json")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := ParseLocked("spin.lock", text, true)
		checkFaults(t, err)
		if err != nil {
			return
		}
		first, err := a.Lock(LockOptions{})
		if err != nil {
			t.Fatal(err)
		}
		b, err := ParseLocked("spin.lock", first, true)
		if err != nil {
			t.Fatalf("%v\n%s", err, first)
		}
		if second, err := b.Lock(LockOptions{}); err != nil || !bytes.Equal(first, second) {
			t.Fatalf("%v\n%s\n%s", err, first, second)
		}
	})
}
