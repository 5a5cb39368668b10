package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/tests/guests"
)

const watchedManifest = `spin_manifest_version = 2
[application]
name = "watched"
[[trigger.http]]
route = "ROUTE"
component = "main"
[component.main]
source = "main.wasm"
files = ["greeting"]
environment = { GREETING = "ENVIRONMENT" }
[component.main.build]
command = "if test -e broken; then echo it is broken; exit 1; fi; cp from.wasm main.wasm"
watch = ["from.wasm", "broken"]
`

func manifestOf(route, environment string) string {
	return strings.NewReplacer("ROUTE", route, "ENVIRONMENT", environment).Replace(watchedManifest)
}

// A watched is an application under `gyro watch` whose source is a component that
// is copied.
type watched struct {
	*server
	t    *testing.T
	code []byte
}

func newWatched(t *testing.T, args ...string) *watched {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the commands are those of a Unix shell")
	}
	code, err := os.ReadFile(guests.Build(t, "c-http"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, dir, "spin.toml", manifestOf("/...", "before"))
	write(t, dir, "from.wasm", string(code))
	write(t, dir, "greeting", "good day\n")
	return &watched{serveIn(t, dir, nil, "watch", args...), t, code}
}

// version is the component that greets from another letter.
func (w *watched) version(letter string) string {
	changed := bytes.Replace(w.code, []byte("hello from C "), []byte("hello from "+letter+" "), 1)
	if bytes.Equal(changed, w.code) && letter != "C" {
		w.t.Fatal("the component has no greeting")
	}
	return string(changed)
}

// becomes waits until a path is answered with a text in it.
func (w *watched) becomes(path, want string) {
	w.t.Helper()
	var a answer
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if a = w.get(path); strings.Contains(a.body, want) {
			return
		}
	}
	w.t.Fatalf("%s is %d %q, without %q", path, a.status, a.body, want)
}

func (w *watched) write(name, text string) { write(w.t, w.dir, name, text) }

// TestWatch changes everything that an application is made of while it runs.
func TestWatch(t *testing.T) {
	t.Parallel()
	w := newWatched(t)
	w.get("/x").has(t, 200, "hello from C /x")

	w.write("from.wasm", w.version("1"))
	w.becomes("/x", "hello from 1 /x")
	w.logs(`^Reloaded main \d+ ms after the change \(build \d+ ms, load \d+ ms\)\.$`)
	w.logs(`^First answer \d+ ms after the change\.$`)

	// What does not build leaves the version before.
	w.write("broken", "")
	w.logs(`^gyro: error: .*this command failed`)
	w.logs(`^The version before goes on\.$`)
	w.write("from.wasm", w.version("2"))
	w.get("/x").has(t, 200, "hello from 1 /x")
	if err := os.Remove(filepath.Join(w.dir, "broken")); err != nil {
		t.Fatal(err)
	}
	w.becomes("/x", "hello from 2 /x")

	// As editors save: a new file takes the place of the old one.
	w.write("from.new", w.version("3"))
	if err := os.Rename(filepath.Join(w.dir, "from.new"), filepath.Join(w.dir, "from.wasm")); err != nil {
		t.Fatal(err)
	}
	w.becomes("/x", "hello from 3 /x")

	w.becomes("/files/greeting", "good day")
	w.write("greeting", "good night\n")
	w.becomes("/files/greeting", "good night")

	w.write("spin.toml", manifestOf("/there/...", "after"))
	w.logs(`^Reloaded the application `)
	if a := w.get("/x"); a.status != 404 {
		t.Errorf("a route that is gone: %d", a.status)
	}
	w.get("/there/x").has(t, 200, "hello from 3 /there/x")
	w.write("spin.toml", "spin_manifest_version = 2\n[application]\nnome = 'x'\n")
	w.logs(`^gyro: error: .*spin\.toml`)
	w.get("/there/x").has(t, 200, "hello from 3 ")
	w.write("spin.toml", manifestOf("/...", "at last"))
	w.becomes("/env", "GREETING=at last")
	w.get("/x").has(t, 200, "hello from 3 /x")
}

// TestWatchUnderLoad replaces an application fifty times while a hundred requests
// a second come, each second one on a new connection: none may fail.
func TestWatchUnderLoad(t *testing.T) {
	t.Parallel()
	w := newWatched(t, "--debounce", "10")
	stop := make(chan struct{})
	var wg sync.WaitGroup
	asked := 0
	wg.Go(func() {
		fresh := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
		ticker := time.NewTicker(10 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-stop:
				return
			case <-ticker.C:
			}
			client := w.client
			if asked++; asked%2 == 0 {
				client = fresh
			}
			wg.Go(func() {
				resp, err := client.Get(w.url + "/x")
				if err != nil {
					t.Error(err)
					return
				}
				defer resp.Body.Close()
				var body bytes.Buffer
				if _, err := body.ReadFrom(resp.Body); err != nil || resp.StatusCode != 200 || !strings.HasPrefix(body.String(), "hello from ") {
					t.Errorf("%d %q, %v", resp.StatusCode, body.String(), err)
				}
			})
		}
	})
	for i := range 50 {
		letter := string(rune('A' + i%26))
		w.write("from.wasm", w.version(letter))
		w.becomes("/x", fmt.Sprintf("hello from %s ", letter))
	}
	close(stop)
	wg.Wait()
	t.Logf("%d requests", asked)
}

// TestWatchInterrupted ends gyro in the middle of a build: what the build has
// started ends, too.
func TestWatchInterrupted(t *testing.T) {
	signals(t)
	t.Parallel()
	w := newWatched(t)
	manifest := strings.Replace(manifestOf("/...", "x"), "cp from.wasm", "echo $$ > pid; sleep 1000; cp from.wasm", 1)
	w.write("spin.toml", manifest)
	pid := filepath.Join(w.dir, "pid")
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		if text, err := os.ReadFile(pid); err == nil && len(text) > 0 {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the build does not begin")
		}
	}
	w.get("/x").has(t, 200, "hello from C /x")
	w.signal(os.Interrupt)
	w.exit()
	if text, err := os.ReadFile(pid); err != nil {
		t.Error(err)
	} else if _, err := os.Stat("/proc/" + strings.TrimSpace(string(text))); err == nil {
		t.Errorf("the build command lives on as process %s", text)
	}
}
