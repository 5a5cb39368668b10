package conformance

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/wasi"
)

// wasip3Misses are the components of the suite that do not pass, with the reason.
// One that is listed and passes fails the test.
var wasip3Misses = map[string]string{}

// A wasip3Spec is the JSON file beside a component of wasi-testsuite. What a file
// without operations has is that of one run and one wait.
type wasip3Spec struct {
	Operations []operation  `json:"operations"`
	World      string       `json:"world"`
	Servers    []serverSpec `json:"servers"`
	operation
}

// An operation is a step of a test; which fields it has depends on its type.
type operation struct {
	Type     string            `json:"type"`
	Args     []string          `json:"args"`
	Env      map[string]string `json:"env"`
	Root     string            `json:"root"`
	ExitCode int               `json:"exit_code"`
	ID       string            `json:"id"`
	Payload  string            `json:"payload"`
	Method   string            `json:"method"`
	Path     string            `json:"path"`
	Headers  map[string]string `json:"headers"`
	Body     string            `json:"body"`
	Response responseSpec      `json:"response"`
}

func readWASIP3Spec(path string) (spec wasip3Spec, err error) {
	b, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(b, &spec)
	} else if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	if len(spec.Operations) == 0 {
		run, wait := spec.operation, spec.operation
		run.Type, wait.Type = "run", "wait"
		spec.Operations = []operation{run, wait}
	}
	return spec, err
}

// TestWASIP3 runs the WASI 0.3 components of wasi-testsuite.
func TestWASIP3(t *testing.T) {
	root := os.Getenv(TestsuiteEnv)
	if root == "" {
		t.Skip(TestsuiteEnv + " is not set to a checkout of wasi-testsuite")
	}
	components, err := filepath.Glob(filepath.Join(root, "tests", "*", "testsuite", "wasm32-wasip3", "*.wasm"))
	if err != nil || len(components) == 0 {
		t.Fatalf("no components below %s: %v", root, err)
	}
	ctx := context.Background()
	rt, err := component.NewRuntime(ctx, component.Config{CacheDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close(ctx)
	linker := component.NewLinker()
	if err := wasi.AddTo(linker); err != nil {
		t.Fatal(err)
	}
	passed := 0
	for _, p := range components {
		name := strings.TrimSuffix(filepath.Base(p), ".wasm")
		t.Run(name, func(t *testing.T) {
			err := runWASIP3(t, rt, linker, p)
			why, listed := wasip3Misses[name]
			switch {
			case err == nil && listed:
				t.Errorf("passes, but is listed as a miss: %s", why)
			case err != nil && listed:
				t.Skipf("%s (%v)", why, err)
			case err != nil:
				t.Error(err)
			default:
				passed++
			}
		})
	}
	t.Logf("%d of %d components pass", passed, len(components))
}

func runWASIP3(t *testing.T, rt *component.Runtime, linker *component.Linker, path string) error {
	spec, err := readWASIP3Spec(strings.TrimSuffix(path, ".wasm") + ".json")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	wasm, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	c, err := rt.Load(ctx, wasm)
	if err != nil {
		return err
	}
	linked, err := linker.Link(c)
	if err != nil {
		return err
	}
	if spec.World == "wasi:http/service" {
		return runService(ctx, t, linked, spec)
	}
	p, err := startCommand(ctx, t, linked, path, spec.Operations[0])
	if err != nil {
		return err
	}
	defer p.close()
	for _, op := range spec.Operations[1:] {
		if err := p.do(op); err != nil {
			rest, _ := io.ReadAll(p.files["stderr"])
			return fmt.Errorf("%s: %w\n%s", op.Type, err, rest)
		}
	}
	return nil
}

// config returns the configuration of a run.
func (op *operation) config(t *testing.T, path string) (wasi.Config, error) {
	config := wasi.Config{Args: append([]string{filepath.Base(path)}, op.Args...), Sockets: &wasi.Sockets{}}
	for k, v := range op.Env {
		config.Env = append(config.Env, k+"="+v)
	}
	if op.Root != "" {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(filepath.Join(filepath.Dir(path), op.Root))); err != nil {
			return config, err
		}
		d, err := wasi.OpenDir(dir, op.Root, false)
		if err != nil {
			return config, err
		}
		t.Cleanup(func() { d.Close() })
		config.Dirs = append(config.Dirs, d)
	}
	return config, nil
}

// A command is a component that runs, with the ends of its standard streams that
// the test has.
type command struct {
	files map[string]*os.File
	conns map[string]net.Conn
	ended chan struct{}
	code  int
	err   error
}

func startCommand(ctx context.Context, t *testing.T, linked *component.Linked, path string, run operation) (*command, error) {
	config, err := run.config(t, path)
	if err != nil {
		return nil, err
	}
	p := &command{files: map[string]*os.File{}, conns: map[string]net.Conn{}, ended: make(chan struct{})}
	theirs := map[string]*os.File{}
	for _, name := range []string{"stdin", "stdout", "stderr"} {
		r, w, err := os.Pipe()
		if err != nil {
			return nil, err
		}
		if name == "stdin" {
			r, w = w, r
		}
		p.files[name], theirs[name] = r, w
		if err := r.SetDeadline(time.Now().Add(time.Minute)); err != nil {
			return nil, err
		}
	}
	config.Stdin, config.Stdout, config.Stderr = theirs["stdin"], theirs["stdout"], theirs["stderr"]
	host, err := wasi.NewHost(config)
	if err != nil {
		return nil, err
	}
	go func() {
		defer close(p.ended)
		p.code, p.err = wasi.Run(ctx, linked, host)
		p.err = errors.Join(p.err, host.Close())
		for _, f := range theirs {
			f.Close()
		}
	}()
	return p, nil
}

func (p *command) close() {
	p.files["stdin"].Close()
	for _, c := range p.conns {
		c.Close()
	}
	<-p.ended
	for _, f := range p.files {
		f.Close()
	}
}

func (p *command) do(op operation) error {
	switch op.Type {
	case "write":
		_, err := io.WriteString(p.files[op.ID], op.Payload)
		return err
	case "read":
		return expect(p.files[op.ID], op.Payload)
	case "connect":
		line, err := bufio.NewReader(p.files["stdout"]).ReadString('\n')
		if err != nil {
			return err
		}
		c, err := net.DialTimeout("tcp", strings.TrimSpace(line), time.Minute)
		p.conns[op.ID] = c
		return err
	case "send":
		_, err := io.WriteString(p.conns[op.ID], op.Payload)
		return err
	case "recv":
		return expect(p.conns[op.ID], op.Payload)
	case "wait":
		p.files["stdin"].Close()
		<-p.ended
		if p.err == nil && p.code != op.ExitCode {
			return fmt.Errorf("exit code %d, want %d", p.code, op.ExitCode)
		}
		return p.err
	}
	return errors.New("an operation that the test does not know")
}

// expect reads what is as long as want.
func expect(r io.Reader, want string) error {
	got := make([]byte, len(want))
	if n, err := io.ReadFull(r, got); err != nil {
		return fmt.Errorf("%q, %w", got[:n], err)
	}
	if string(got) != want {
		return fmt.Errorf("%q, want %q", got, want)
	}
	return nil
}
