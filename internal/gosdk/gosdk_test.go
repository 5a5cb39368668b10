package gosdk

import (
	"archive/zip"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const stale = "run go generate ./internal/gosdk"

// TestFresh proves that the embedded zip is made of the SDK as it is.
func TestFresh(t *testing.T) {
	got, version, err := Pack(os.DirFS("../../sdk/go"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, archive) {
		t.Errorf("sdk.zip holds %s, the SDK is %s: %s", Version(), version, stale)
	}
}

// TestExample proves that the example asks for the embedded SDK.
func TestExample(t *testing.T) {
	mod, err := os.ReadFile("../../examples/hello-go/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if want := Path + " " + Version() + "\n"; !strings.Contains(string(mod), want) {
		t.Errorf("go.mod does not require %s: %s", want, stale)
	}
	sum, err := os.ReadFile("../../examples/hello-go/go.sum")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(sum), Sum()) {
		t.Errorf("go.sum lacks %s: %s", Sum(), stale)
	}
}

// TestBuild builds a copy of the example with nothing but the SDK: empty
// caches, and an environment in which no other proxy is asked.
func TestBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles net/http")
	}
	t.Setenv("GOPROXY", "off")
	t.Setenv("GONOSUMDB", "")
	t.Setenv("GOFLAGS", "-modcacherw")
	cache := filepath.Join(t.TempDir(), "a cache")
	env, err := Environment(cache, ".")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Environment(cache, "."); err != nil || !slices.Equal(again, env) {
		t.Fatalf("a second time: %v, %v", again, err)
	}
	app := t.TempDir()
	if err := os.CopyFS(app, os.DirFS("../../examples/hello-go")); err != nil {
		t.Fatal(err)
	}
	env = append(env, "GOMODCACHE="+t.TempDir(), "GOWORK=off", "GOTOOLCHAIN=local")
	for _, c := range []struct{ name, env, args string }{
		{"vet", "", "vet ./..."},
		{"test", "", "test ./..."},
		{"build", "GOOS=wasip1 GOARCH=wasm", "build -buildmode=c-shared -o main.wasm ."},
		{"build for WASI 0.3", "GOOS=wasip1 GOARCH=wasm", "build -tags=wasip3 -buildmode=c-shared -o main.wasm ."},
		{"vet for WASI 0.3", "GOOS=wasip1 GOARCH=wasm", "vet -tags=wasip3 ./..."},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmd := exec.Command("go", strings.Fields(c.args)...)
			cmd.Dir, cmd.Env = app, append(append(os.Environ(), env...), strings.Fields(c.env)...)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("go %s: %v\n%s", c.args, err, out)
			}
		})
	}
}

func TestEnvironment(t *testing.T) {
	t.Setenv("GOPROXY", "direct")
	t.Setenv("GONOSUMDB", "example.com/private")
	t.Setenv("GOFLAGS", "-mod=mod")
	cache := filepath.Join(t.TempDir(), "a b")
	env, err := Environment(cache, ".")
	if err != nil {
		t.Fatal(err)
	}
	got := strings.ReplaceAll(strings.Join(env, " "), filepath.ToSlash(filepath.Dir(cache)), "DIR")
	want := regexp.MustCompile(`(^| )GOFLAGS=-mod=mod '-overlay=.*a b.overlay.overlay-[0-9a-f]+\.json'` +
		` GOPROXY=file:///?DIR/a%20b,direct GONOSUMDB=` + Path + `,example.com/private$`)
	if !want.MatchString(got) {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestDownloadedGo checks that a Go installation in the module cache is called by
// a name outside of it, and that the name follows.
func TestDownloadedGo(t *testing.T) {
	dir, cache := t.TempDir(), t.TempDir()
	for _, version := range []string{"a", "b", "b"} {
		s := settings{GOMODCACHE: filepath.Join(cache, version), GOROOT: filepath.Join(cache, version, "golang.org", "toolchain@v0.0.1-go1.26.0")}
		env, err := s.overlay(dir)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, "toolchain@v0.0.1-go1.26.0")
		if to, err := os.Readlink(name); to != s.GOROOT {
			t.Errorf("%s is %s, not %s: %v", name, to, s.GOROOT, err)
		}
		if got := strings.Join(env, " "); !strings.HasPrefix(got, "GOROOT="+name+" GOTOOLCHAIN=local PATH="+filepath.Join(name, "bin")) {
			t.Errorf("environment %s", got)
		}
	}
}

func TestNoGoCommand(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if env, err := Environment(t.TempDir(), "."); env != nil || err != nil {
		t.Errorf("got %v, %v", env, err)
	}
}

func TestAddFlag(t *testing.T) {
	for _, tc := range []struct{ flags, flag, want string }{
		{"", "-overlay=/a", "-overlay=/a"},
		{"-x -v", "-overlay=/a", "-x -v -overlay=/a"},
		{"-overlay=/mine", "-overlay=/a", "-overlay=/mine"},
		{"", "-overlay=/a b", "'-overlay=/a b'"},
		{"", "-overlay=/a'b", "-overlay=/a'b"},
		{"", "-overlay=/a' b", `"-overlay=/a' b"`},
	} {
		if got := addFlag(tc.flags, tc.flag); got != tc.want {
			t.Errorf("%q and %q: got %q, want %q", tc.flags, tc.flag, got, tc.want)
		}
	}
}

func TestRead(t *testing.T) {
	for name, archive := range map[string][]byte{
		"nothing":          nil,
		"no files":         zipped(t),
		"another module":   zipped(t, "example.com/a@v1.0.0/go.mod"),
		"no version":       zipped(t, Path+"@v1.0.0"),
		"no go.mod":        zipped(t, Path+"@v1.0.0/doc.go"),
		"not first in zip": zipped(t, "go.mod", Path+"@v1.0.0/go.mod"),
	} {
		if m, err := read(archive); err == nil {
			t.Errorf("%s: read as %s", name, m.version)
		}
	}
}

func zipped(t *testing.T, names ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
