package e2e

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/tests/guests"
)

// An application is what its spin.toml says.
type application struct {
	head       string // more tables, such as [variables]
	components []component
	triggers   string            // more of them
	files      map[string]string // beside spin.toml, by path
}

// A component is a guest with what the manifest gives it.
type component struct {
	id     string
	guest  string   // of package guests
	source string   // path of the .wasm if it is none of those
	routes []string // all paths if there are none
	config string   // more lines of its table
}

// single is the application of one guest that answers all paths.
func single(guest, config string) application {
	return application{components: []component{{id: "main", guest: guest, config: config}}}
}

// write writes the application into a directory of its own.
func (a application) write(t testing.TB) (dir string) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "spin_manifest_version = 2\n[application]\nname = \"e2e\"\nversion = \"1.2.3\"\n%s\n%s\n", a.head, a.triggers)
	for _, c := range a.components {
		if c.source == "" {
			c.source = guests.Build(t, c.guest)
		}
		if c.routes == nil {
			c.routes = []string{"/..."}
		}
		for _, route := range c.routes {
			fmt.Fprintf(&b, "[[trigger.http]]\nroute = %q\ncomponent = %q\n", route, c.id)
		}
		fmt.Fprintf(&b, "[component.%s]\nsource = '%s'\n%s\n", c.id, c.source, c.config)
	}
	dir = t.TempDir()
	write(t, dir, "spin.toml", b.String())
	for name, text := range a.files {
		write(t, dir, name, text)
	}
	return dir
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A server is `gyro up`, from its start to the end of the test.
type server struct {
	t      testing.TB
	url    string
	dir    string // of the application
	cmd    *exec.Cmd
	client *http.Client
	exited chan struct{}

	mu   sync.Mutex
	text []byte // standard error
	grew chan struct{}
}

// up starts the application and waits until it is served.
func up(t testing.TB, a application, args ...string) *server {
	t.Helper()
	return upIn(t, a.write(t), nil, args...)
}

// upIn starts the application in a directory with more environment variables.
func upIn(t testing.TB, dir string, env []string, args ...string) *server {
	t.Helper()
	return serveIn(t, dir, env, "up", args...)
}

// serveIn is upIn by a command that serves.
func serveIn(t testing.TB, dir string, env []string, name string, args ...string) *server {
	t.Helper()
	s := &server{t: t, dir: dir, exited: make(chan struct{}), grew: make(chan struct{})}
	s.cmd = exec.Command(gyro, append([]string{name, "--listen", "127.0.0.1:0"}, args...)...)
	s.cmd.Dir, s.cmd.Env, s.cmd.Stderr = dir, environment(env...), (*output)(s)
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.cmd.Wait(); close(s.exited) }()
	transport := &http.Transport{DisableCompression: true}
	s.client = &http.Client{Transport: transport, Timeout: 2 * patience}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		s.stop()
		if t.Failed() {
			t.Logf("standard error of gyro:\n%s", s.log())
		}
	})
	s.url = s.await(`^Serving (http://127\.0\.0\.1:\d+)\n`, 4*patience)[1] // compiles perhaps
	return s
}

// output receives what the server writes.
type output server

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text = append(o.text, p...)
	close(o.grew)
	o.grew = make(chan struct{})
	return len(p), nil
}

// log returns what stands on standard error.
func (s *server) log() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.text)
}

// await waits until standard error matches and returns the match with its
// groups.
func (s *server) await(pattern string, limit time.Duration) []string {
	s.t.Helper()
	re := regexp.MustCompile(pattern)
	deadline := time.After(limit)
	for gone := false; ; {
		s.mu.Lock()
		m, grew := re.FindStringSubmatch(string(s.text)), s.grew
		s.mu.Unlock()
		switch {
		case m != nil:
			return m
		case gone:
			s.t.Fatalf("gyro ended without %s", pattern)
		}
		select {
		case <-grew:
		case <-s.exited:
			gone = true // after a last look
		case <-deadline:
			s.t.Fatalf("standard error lacks %s", pattern)
		}
	}
}

// logs waits for a line on standard error, which was written when the client
// has its answer: it may only be on its way.
func (s *server) logs(pattern string) []string {
	s.t.Helper()
	return s.await(`(?m)`+pattern, patience/6)
}

// signal sends a signal to the server.
func (s *server) signal(sig os.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatal(err)
	}
}

// exit waits for the end of the server and returns its exit code.
func (s *server) exit() int {
	s.t.Helper()
	select {
	case <-s.exited:
		return s.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		s.t.Fatal("gyro does not end")
	}
	return -1
}

// stop ends the server if it still runs.
func (s *server) stop() {
	select {
	case <-s.exited:
		return
	default:
	}
	if runtime.GOOS != "windows" {
		s.signal(terminate)
		select {
		case <-s.exited:
			if code := s.cmd.ProcessState.ExitCode(); code != 0 {
				s.t.Errorf("exit code %d after SIGTERM", code)
			}
			return
		case <-time.After(patience):
			s.t.Error("gyro does not end after SIGTERM")
		}
	}
	if err := s.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		s.t.Error(err)
	}
	<-s.exited
}

// peak returns the most memory that the server had, in bytes.
func (s *server) peak() int {
	s.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		s.t.Fatal(err)
	}
	m := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if m == nil {
		s.t.Fatalf("no peak in %s", status)
	}
	var kilobytes int
	fmt.Sscan(string(m[1]), &kilobytes)
	return kilobytes << 10
}

// signals skips a test that sends signals where there are none.
func signals(t testing.TB) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no SIGTERM")
	}
}

var terminate, interrupt os.Signal = syscall.SIGTERM, os.Interrupt
