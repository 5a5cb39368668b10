package build

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/internal/app"
)

var update = flag.Bool("update", false, "write the golden files")

const head = "spin_manifest_version = 2\n[application]\nname = 'x'\n"

func parse(t *testing.T, manifest string) *app.App {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the commands are those of a Unix shell")
	}
	a, err := app.Parse("spin.toml", t.TempDir(), []byte(head+manifest))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestRun(t *testing.T) {
	for name, tc := range map[string]struct {
		manifest   string
		components []string
		built      int
	}{
		"nothing": {"[component.a]\nsource = 'a'\n", nil, 0},
		"one": {`[component.a]
source = 'a'
build = { command = "echo out; printf end" }
`, nil, 1},
		"several": {`[component.a]
source = 'a'
build = { command = ["echo 1", "echo $EXTRA; pwd | grep -o '/sub$'"], workdir = "sub" }
[component.b]
source = 'b'
build = { command = "echo $EXTRA" }
[component.c]
source = 'c'
build = { command = "echo not this one" }
`, []string{"b", "a"}, 2},
		"fails": {`[component.a]
source = 'a'
build = { command = ["echo fine", "echo 'no such thing' >&2; exit 7", "echo never"] }
[component.b]
source = 'b'
build = { command = "echo never" }
`, nil, 0},
		"unknown component": {"[component.a]\nsource = 'a'\n[component.b]\nsource = 'b'\n", []string{"x"}, 0},
		"no directory":      {"[component.a]\nsource = 'a'\nbuild = { command = 'true', workdir = 'absent' }\n", nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			a := parse(t, tc.manifest)
			if err := os.Mkdir(filepath.Join(a.Dir, "sub"), 0o755); err != nil {
				t.Fatal(err)
			}
			var out, errs bytes.Buffer
			r, err := Run(t.Context(), a, Options{
				Jobs: 1, Components: tc.components, Stdout: &out, Stderr: &errs,
				Env: func(dir string) ([]string, error) { return []string{"EXTRA=in " + filepath.Base(dir)}, nil },
			})
			if len(r.Built) != tc.built {
				t.Errorf("%v were built, not %d components", r.Built, tc.built)
			}
			text := "-- stdout --\n" + out.String() + "-- stderr --\n" + errs.String()
			if err != nil {
				text += "-- error --\n" + err.Error() + "\n"
				var hint interface{ Hint() string }
				if errors.As(err, &hint) {
					text += "hint: " + hint.Hint() + "\n"
				}
			}
			text = strings.ReplaceAll(text, a.Dir, "DIR")
			text = strings.ReplaceAll(text, filepath.Base(a.Dir), "DIR")
			golden(t, filepath.Join("testdata", strings.ReplaceAll(name, " ", "_")+".golden"), text)
		})
	}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run the test with -update and look at the difference\n--- got\n%s", file, got)
	}
}

func TestEnvFails(t *testing.T) {
	a := parse(t, "[component.a]\nsource = 'a'\nbuild = { command = 'echo x' }\n")
	failure := errors.New("no space")
	_, err := Run(t.Context(), a, Options{Stdout: io.Discard, Stderr: io.Discard, Env: func(string) ([]string, error) { return nil, failure }})
	if !errors.Is(err, failure) || !strings.HasPrefix(err.Error(), "component a: prepare its build: ") {
		t.Errorf("error %v", err)
	}
}

// cancelOn cancels when a text is written.
type cancelOn struct {
	text   string
	cancel func()
}

func (c cancelOn) Write(p []byte) (int, error) {
	if strings.Contains(string(p), c.text) {
		c.cancel()
	}
	return len(p), nil
}

// TestCancel stops a command together with the process that it started: if that
// lived on, it would hold the output open and Run would wait for it.
func TestCancel(t *testing.T) {
	a := parse(t, "[component.a]\nsource = 'a'\nbuild = { command = 'echo begun; sleep 1000; echo never' }\n")
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Run(ctx, a, Options{Stdout: cancelOn{"begun", cancel}, Stderr: io.Discard})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
