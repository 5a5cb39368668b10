package cli

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/gyro-wasm/gyro/internal/telemetry"
	"github.com/gyro-wasm/gyro/internal/trigger/httptrigger"
)

var update = flag.Bool("update", false, "write the expected outputs of the scripts")

// asProgram in the environment makes the test binary behave as gyro.
const asProgram = "GYRO_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(Main(fakeHooks))
	}
	testscript.Main(m, map[string]func(){
		"gyro":      func() { os.Exit(Main(fakeHooks)) },
		"bare-gyro": func() { os.Exit(Main(Hooks{})) },
	})
}

// TestScript runs testdata/script. In the scripts, gyro has the hooks below and
// bare-gyro has none.
func TestScript(t *testing.T) {
	modules, err := filepath.Abs("../../component/encode/testdata")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Setup: func(e *testscript.Env) error {
			e.Setenv("ENCODE", modules)
			return nil
		},
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
	})
}

// fakeHooks stand for a runtime: what they were asked to do shows in the
// output.
var fakeHooks = Hooks{
	Load: fakeLoad,
	Run: func(_ context.Context, o RunOptions) (int, error) {
		fmt.Fprintf(o.Stdout, "args %q\nenv %q\ndirs %q\nnet %v\n", o.Args, o.Env, o.Dirs, o.AllowNet)
		switch string(o.Wasm) {
		case "exit 7\n":
			return 7, nil
		case "trap\n":
			return 0, errors.New("unreachable executed")
		}
		return 0, nil
	},
	WIT: func(wasm []byte) (string, error) {
		if string(wasm) == "bad\n" {
			return "", errors.New("offset 0: not a component")
		}
		return "world root {\n}\n", nil
	},
	BuildEnv: func(dir string) ([]string, error) {
		return []string{"BUILD_DIR=" + filepath.Base(dir)}, nil
	},
	TemplateValues: func() map[string]string {
		return map[string]string{"go-sdk-version": "v1.2.3", "go-sdk-sum": "sum of the SDK\n"}
	},
}

func fakeLoad(ctx context.Context, o LoadOptions) (Worker, error) {
	o.Progress("loading")
	for _, c := range o.App.Components {
		if _, err := c.Wasm(); err != nil {
			return nil, err
		}
		if _, err := o.Logs.Component(c.ID); err != nil {
			return nil, err
		}
	}
	return &fakeWorker{o}, nil
}

// fakeWorker answers with what a component would see.
type fakeWorker struct{ LoadOptions }

func (w *fakeWorker) Close() error { return nil }

func (w *fakeWorker) Metrics() []telemetry.Metric {
	return []telemetry.Metric{{Name: "fake_components", Help: "Components.", Samples: []telemetry.Sample{{Value: float64(len(w.App.Components))}}}}
}

func (w *fakeWorker) ServeHTTP(rw http.ResponseWriter, r *http.Request, call httptrigger.Call) error {
	c := w.App.Component(call.Component)
	values, err := w.Variables.All(r.Context(), c)
	if err != nil {
		return err
	}
	log, err := w.Logs.Component(c.ID)
	if err != nil {
		return err
	}
	if r.URL.Path == "/hello/hang" {
		rw.WriteHeader(http.StatusOK)
		http.NewResponseController(rw).Flush()
		select {} // a guest that nothing can stop
	}
	fmt.Fprintln(log.Writer(telemetry.Stdout, call.RequestID), "answers", r.URL.Path)
	fmt.Fprintf(rw, "%s %v %v", c.ID, c.Environment, values)
	return nil
}

// hello makes an application in a new directory, which becomes the current one.
func hello(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, content := range map[string]string{
		"hello.wasm": "",
		"spin.toml": `spin_manifest_version = 2
application = { name = "x", trigger = { http = { base = "/" } } }
variables = { token = { required = true, secret = true } }
[[trigger.http]]
route = "/hello/..."
component = "hello"
[component.hello]
source = "hello.wasm"
environment = { A = "manifest", B = "manifest" }
variables = { auth = "Bearer {{ token }}" }
`,
	} {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestUp runs an application from start to end in one process.
func TestUp(t *testing.T) {
	hello(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stderr, input := io.Pipe()
	p := &Program{Hooks: fakeHooks, Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: input}
	code := make(chan int, 1)
	go func() {
		code <- p.Execute(ctx, []string{"up", "--listen", "127.0.0.1:0", "-e", "A=flag", "--variable", "token=s3cret"})
		input.Close()
	}()
	lines := bufio.NewScanner(stderr)
	if !lines.Scan() || !strings.HasPrefix(lines.Text(), "Serving http://127.0.0.1:") {
		t.Fatalf("first line %q, %v", lines.Text(), <-code)
	}
	url := strings.TrimPrefix(lines.Text(), "Serving ")
	rest := make(chan string)
	go func() {
		var b strings.Builder
		for lines.Scan() {
			b.WriteString(lines.Text() + "\n")
		}
		rest <- b.String()
	}()
	resp, err := http.Get(url + "/hello/x")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if want := "hello map[A:flag B:manifest] map[auth:Bearer s3cret]"; string(body) != want {
		t.Errorf("answer %q, want %q", body, want)
	}
	cancel()
	if c := <-code; c != 0 {
		t.Errorf("exit code %d", c)
	}
	output := <-rest
	for _, want := range []string{"  hello: " + url + "/hello (wildcard)\n", "answers /hello/x\n", "gyro: warning: spin.toml:2:50: `base` has no effect\n"} {
		if !strings.Contains(output, want) {
			t.Errorf("standard error has no %q:\n%s", want, output)
		}
	}
	if strings.Contains(output, "s3cret") {
		t.Error("a secret is printed")
	}
	if log, err := os.ReadFile(".spin/logs/hello_stdout.txt"); string(log) != "answers /hello/x\n" {
		t.Errorf("log file %q, %v", log, err)
	}
}

// TestSignals sends real signals to a process: the first one ends it in good
// order, the second one at once.
func TestSignals(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("signals cannot be sent there")
	}
	for _, tc := range []struct {
		name    string
		hang    bool
		signals []os.Signal
		code    int
	}{
		{"interrupt", false, []os.Signal{os.Interrupt}, 0},
		{"terminate", false, []os.Signal{syscall.SIGTERM}, 0},
		{"twice", true, []os.Signal{os.Interrupt, os.Interrupt}, exitInterrupted},
	} {
		t.Run(tc.name, func(t *testing.T) {
			hello(t)
			program, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(program, "up", "--listen", "127.0.0.1:0", "--variable", "token=x", "--grace", "1h")
			cmd.Env = append(os.Environ(), asProgram+"=1")
			stderr, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(stderr)
			if !lines.Scan() {
				t.Fatal(cmd.Wait())
			}
			url := strings.TrimPrefix(lines.Text(), "Serving ")
			if tc.hang {
				resp, err := http.Get(url + "/hello/hang")
				if err != nil {
					t.Fatal(err)
				}
				defer resp.Body.Close()
			}
			for i, s := range tc.signals {
				if i > 0 {
					refuses(t, url) // the signal before has arrived
				}
				if err := cmd.Process.Signal(s); err != nil {
					t.Fatal(err)
				}
			}
			for lines.Scan() {
			}
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != tc.code {
				t.Errorf("exit code %d, want %d", code, tc.code)
			}
		})
	}
}

// refuses returns when nothing listens at a URL any more.
func refuses(t *testing.T, url string) {
	t.Helper()
	for t.Context().Err() == nil {
		conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			return
		}
		conn.Close()
	}
}
