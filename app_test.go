package gyro_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro"
	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/tests/guests"
)

// lines is a log that goroutines write to.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// manifest writes the manifest of an application of two components, of the C guest.
func manifest(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	text := strings.ReplaceAll(`spin_manifest_version = 2
[application]
name = "embedded"
[variables]
greeting = { required = true }
[[trigger.http]]
route = "/..."
component = "front"
[[trigger.http]]
route = { private = true }
component = "back"
[component.front]
source = 'GUEST'
environment = { FROM = "the manifest" }
allowed_outbound_hosts = ["http://back.spin.internal"]
[component.front.variables]
greeting = "{{ greeting }}"
[component.back]
source = 'GUEST'
`, "GUEST", guests.Build(t, "c-http"))
	if err := os.WriteFile(filepath.Join(dir, "spin.toml"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func variables(_ context.Context, name string) (string, bool, error) {
	return "good day", name == "greeting", nil
}

func get(h http.Handler, path string, header ...string) (status int, body string) {
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// TestOpen serves an application of two components from a manifest.
func TestOpen(t *testing.T) {
	var output, log lines
	linked := 0
	app, err := gyro.Open(t.Context(), manifest(t), gyro.Options{
		CacheDir: t.TempDir(), Variables: variables, Environment: map[string]string{"MORE": "from Go"},
		Output: &output, Log: &log, Limits: []string{"front.cpu=50ms"},
		Link: func(*component.Linker) error { linked++; return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	if linked != 1 {
		t.Errorf("Link was called %d times", linked)
	}
	if status, body := get(app, "/x"); status != 200 || !strings.HasPrefix(body, "hello from C /x") {
		t.Errorf("%d %q", status, body)
	}
	if _, body := get(app, "/env"); !strings.Contains(body, "FROM=the manifest\n") || !strings.Contains(body, "MORE=from Go\n") {
		t.Errorf("the environment is %q", body)
	}
	if status, body := get(app, "/fetch", "X-Url", "http://back.spin.internal/y"); status != 200 || !strings.Contains(body, "hello from C /y") {
		t.Errorf("a request to the other component: %d %q", status, body)
	}
	get(app, "/print")
	if !strings.Contains(output.String(), "front") {
		t.Errorf("output is %q", output.String())
	}
	if status, _ := get(app, "/loop"); status != 504 || !strings.Contains(log.String(), "cpu") {
		t.Errorf("a loop: %d, logged %q", status, log.String())
	}
}

// TestShutdown ends applications while requests run, and leaves nothing behind.
func TestShutdown(t *testing.T) {
	dir := manifest(t)
	before := runtime.NumGoroutine()
	for range 3 {
		app, err := gyro.Open(t.Context(), dir, gyro.Options{Variables: variables})
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(app)
		body, send := io.Pipe()
		answer := make(chan *http.Response)
		go func() {
			resp, err := http.Post(server.URL+"/echo", "text/plain", body)
			if err != nil {
				t.Error(err)
			}
			answer <- resp
		}()
		io.WriteString(send, "a")
		resp := <-answer
		if resp == nil {
			t.FailNow()
		}
		first := make([]byte, 1)
		if _, err := io.ReadFull(resp.Body, first); err != nil || first[0] != 'a' {
			t.Fatalf("%q, %v", first, err) // so that the guest runs now
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if err := app.Shutdown(ended); !errors.Is(err, context.Canceled) {
			t.Errorf("while a request runs: %v", err)
		}
		io.WriteString(send, "b")
		send.Close()
		if rest, err := io.ReadAll(resp.Body); err != nil || string(rest) != "b" {
			t.Errorf("%q, %v", rest, err)
		}
		if err := app.Close(); err != nil {
			t.Error(err)
		}
		if err := app.Close(); err != nil {
			t.Errorf("the second time: %v", err)
		}
		if status, _ := get(app, "/x"); status != 503 {
			t.Errorf("after Close: %d", status)
		}
		resp.Body.Close()
		server.Close()
	}
	http.DefaultClient.CloseIdleConnections()
	for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}

// TestOpenFails opens what cannot be served.
func TestOpenFails(t *testing.T) {
	dir := manifest(t)
	failure := errors.New("no such host function")
	for name, tc := range map[string]struct {
		from string
		o    gyro.Options
		want string
	}{
		"nothing there":     {filepath.Join(dir, "absent"), gyro.Options{}, "there is no application at"},
		"required variable": {dir, gyro.Options{}, "greeting"},
		"limit":             {dir, gyro.Options{Variables: variables, Limits: []string{"cpu=soon"}}, "limit cpu=soon: "},
		"limit of nobody":   {dir, gyro.Options{Variables: variables, Limits: []string{"no.cpu=1s"}}, `no component "no"`},
		"limit profile":     {dir, gyro.Options{Variables: variables, LimitProfile: "lax"}, `no profile of limits "lax"`},
		"profile":           {dir, gyro.Options{Variables: variables, Profile: "debug"}, "debug"},
		"link":              {dir, gyro.Options{Variables: variables, Link: func(*component.Linker) error { return failure }}, failure.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			app, err := gyro.Open(t.Context(), tc.from, tc.o)
			if err == nil {
				app.Close()
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%v, want %q", err, tc.want)
			}
		})
	}
}
