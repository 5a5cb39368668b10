package e2e

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/tests/guests"
)

// scaffolds are the built-in templates with what a build of theirs needs.
var scaffolds = []struct {
	template string
	needs    string // programs
	wasm     string // of a component "app", in its folder
	answer   string // to /x
	supply   func(t *testing.T, dir string) (env []string)
	upArgs   []string
	slow     bool
}{
	{template: "http-go", needs: "go", wasm: "main.wasm", answer: "hello from Go\n", supply: offlineGo},
	{template: "http-c", needs: "clang-19 wasm-ld-19", wasm: "main.wasm", answer: "hello from C: /x\n", supply: debianClang},
	{template: "http-rust", needs: "cargo rustup", wasm: "target/wasm32-wasip2/release/app.wasm", answer: "hello from Rust\n", supply: rustTarget, slow: true},
	{template: "http-java", needs: "mvn", wasm: "target/javascript/classes.wasm", answer: "hello from Java\n", slow: true},
	{template: "http-py", needs: "python3", wasm: "app.wasm", answer: "hello from Python\n", supply: activated, upArgs: []string{"--allow-missing"}, slow: true},
	{template: "http-js", needs: "npm", wasm: "main.wasm", answer: "hello from JavaScript\n", slow: true},
	{template: "http-ts", needs: "npm", wasm: "main.wasm", answer: "hello from TypeScript\n", slow: true},
}

// offlineGo lets the go command ask no network.
func offlineGo(*testing.T, string) []string { return []string{"GOPROXY=off", "GOFLAGS="} }

// debianClang names the compiler as Debian does.
func debianClang(*testing.T, string) []string { return []string{"CC=clang-19"} }

// rustTarget installs the target, and lets builds share what they compile.
func rustTarget(t *testing.T, dir string) []string {
	if out, err := exec.Command("rustup", "target", "add", "wasm32-wasip2").CombinedOutput(); err != nil {
		t.Skipf("needs Rust's target wasm32-wasip2: %v\n%s", err, out)
	}
	tools, err := guests.Tools()
	if err != nil {
		t.Fatal(err)
	}
	shared := filepath.Join(tools, "rust") // with the guests
	if err := os.MkdirAll(shared, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(shared, filepath.Join(dir, "target")); err != nil {
		t.Fatal(err)
	}
	return nil
}

// activated is the environment of a virtual environment with the template's
// requirements, that of the guests in Python.
func activated(t *testing.T, dir string) []string {
	guests.Build(t, "python-p3-hello")
	tools, err := guests.Tools()
	if err != nil {
		t.Fatal(err)
	}
	found, _ := filepath.Glob(filepath.Join(tools, "python-*", "lib", "python3*", "site-packages", "spin_sdk-5.0.0.dist-info"))
	if len(found) == 0 {
		t.Fatalf("no virtual environment in %s has spin-sdk 5.0.0", tools)
	}
	venv := filepath.Join(found[0], "..", "..", "..", "..")
	return []string{"VIRTUAL_ENV=" + venv, "PATH=" + filepath.Join(venv, "bin") + string(os.PathListSeparator) + os.Getenv("PATH")}
}

// stores are the places of templates of a test, with nothing in them.
func stores(t *testing.T) []string {
	return []string{"GYRO_DATA_DIR=" + t.TempDir(), "SPIN_DATA_DIR=" + t.TempDir()}
}

// TestNew goes from a template to an answer, with the language's own tools.
// What takes them long is built once for each state of a template.
func TestNew(t *testing.T) {
	for _, tc := range scaffolds {
		t.Run(tc.template, func(t *testing.T) {
			if tc.slow && testing.Short() {
				t.Skip("takes long")
			}
			if missing := (guests.Guest{Needs: tc.needs}).Missing(); len(missing) > 0 {
				t.Skipf("needs %s: go run ./tests/guests/build -install", strings.Join(missing, ", "))
			}
			home := t.TempDir()
			dir := filepath.Join(home, "app")
			succeed(t, command{dir: home, env: stores(t), args: []string{"new", "-t", tc.template, "-a", "--no-vcs", "app"}})
			build := func() {
				var env []string
				if tc.supply != nil {
					env = tc.supply(t, dir)
				}
				succeed(t, command{dir: dir, env: env, args: []string{"build"}})
			}
			if tc.slow {
				once(t, tc.template, dir, tc.wasm, build)
			} else {
				build()
			}
			s := upIn(t, dir, nil, tc.upArgs...)
			s.get("/x").is(t, http.StatusOK, tc.answer)
		})
	}
}

// once builds the application in dir, unless one with the same files has been
// built before: then only its Wasm is put in place.
func once(t *testing.T, name, dir, wasm string, build func()) {
	t.Helper()
	wasm = filepath.Join(dir, filepath.FromSlash(wasm))
	built, err := guests.Cached(fmt.Sprintf("template-%s-%s.wasm", name, hashOf(t, dir)), func(path string) error {
		build()
		return copyFile(wasm, path)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(wasm), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := copyFile(built, wasm); err != nil {
		t.Fatal(err)
	}
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}

func hashOf(t *testing.T, dir string) string {
	t.Helper()
	h := sha256.New()
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		fmt.Fprintf(h, "%s %d\n%s", name, len(data), data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:8])
}

// TestAdd makes an application of two languages, component by component.
func TestAdd(t *testing.T) {
	if missing := (guests.Guest{Needs: "go clang-19 wasm-ld-19"}).Missing(); len(missing) > 0 {
		t.Skipf("needs %s: go run ./tests/guests/build -install", strings.Join(missing, ", "))
	}
	home, env := t.TempDir(), stores(t)
	dir := filepath.Join(home, "app")
	succeed(t, command{dir: home, env: env, args: []string{"new", "-t", "http-empty", "-a", "--no-vcs", "app"}})
	succeed(t, command{dir: dir, env: env, args: []string{"add", "-t", "http-go", "-a", "slow", "--value", "http-path=/go"}})
	succeed(t, command{dir: home, env: env, args: []string{"add", "-t", "http-c", "-a", "fast", "--value", "http-path=/c", "-f", "app"}})
	succeed(t, command{dir: dir, env: []string{"CC=clang-19"}, args: []string{"build"}})
	s := upIn(t, dir, nil)
	s.get("/go").is(t, http.StatusOK, "hello from Go\n")
	s.get("/c").is(t, http.StatusOK, "hello from C: /c\n")
}

// succeed runs a command that must succeed.
func succeed(t *testing.T, c command) {
	t.Helper()
	if r := c.run(t); r.code != 0 {
		t.Fatalf("gyro %s: exit code %d\n%s%s", strings.Join(c.args, " "), r.code, r.stdout, r.stderr)
	}
}
