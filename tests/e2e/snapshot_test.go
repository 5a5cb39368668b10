package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// began answers with the moment of its initialisation.
const began = `package main

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gyro-wasm/gyro/sdk/go/gyrohttp"
)

var began = time.Now().UnixNano()

func init() {
	gyrohttp.Handle(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, began) }))
}

func main() {}
`

// TestSnapshot runs the example with another handler: built by gyro build its
// instances begin after initialisation, and so have the same; built by the go
// command alone they do not, and a warning says why.
func TestSnapshot(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles net/http twice")
	}
	if os.Getenv("GYRO_NO_INSTANCE_REUSE") != "" {
		t.Skip("instances do not serve again")
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "examples", "hello-go"))); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "main.go", began)
	if err := os.Remove(filepath.Join(dir, "main_test.go")); err != nil {
		t.Fatal(err)
	}
	twice := func(t *testing.T) (s *server, same bool) {
		s = upIn(t, dir, nil)
		var answers [2]string
		for i := range answers {
			a := s.get("/")
			if a.status != 200 || a.body == "" {
				t.Fatalf("answer %d %q", a.status, a.body)
			}
			answers[i] = a.body
		}
		return s, answers[0] == answers[1]
	}
	manifest, err := os.ReadFile(filepath.Join(dir, "spin.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tags := range []string{"", "-tags=wasip3 "} { // a service of WASI 0.3
		t.Run("gyro build "+tags, func(t *testing.T) {
			write(t, dir, "spin.toml", strings.Replace(string(manifest), "go build ", "go build "+tags, 1))
			if r := (command{dir: dir, args: []string{"build"}}).run(t); r.code != 0 {
				t.Fatalf("exit code %d\n%s", r.code, r.stderr)
			}
			if _, same := twice(t); !same {
				t.Error("requests were initialised one by one")
			}
		})
	}
	t.Run("go build", func(t *testing.T) {
		cmd := exec.Command("go", "build", "-buildmode=c-shared", "-o", "main.wasm", ".")
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		s, same := twice(t)
		if same {
			t.Error("requests have the same initialisation")
		}
		s.await(`component hello: snapshot = true has no effect: .*its random numbers would repeat; build it with .gyro build.`, patience)
	})
}
