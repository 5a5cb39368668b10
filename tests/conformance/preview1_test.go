package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/wasi"
)

// TestsuiteEnv names a checkout of WebAssembly/wasi-testsuite, branch
// prod/testsuite-base, which has the compiled programs.
const TestsuiteEnv = "GYRO_WASI_TESTSUITE_DIR"

// preview1Misses are the programs of the suite that do not pass, with the
// reason. A program that is listed and passes fails the test.
var preview1Misses = map[string]string{}

// A preview1Spec is the JSON file beside a program of wasi-testsuite.
type preview1Spec struct {
	Args     []string          `json:"args"`
	Root     string            `json:"root"`
	Env      map[string]string `json:"env"`
	ExitCode int               `json:"exit_code"`
	Stdout   string            `json:"stdout"`
	Stderr   string            `json:"stderr"`
}

// TestPreview1 runs the preview1 programs of wasi-testsuite.
func TestPreview1(t *testing.T) {
	root := os.Getenv(TestsuiteEnv)
	if root == "" {
		t.Skip(TestsuiteEnv + " is not set to a checkout of wasi-testsuite")
	}
	programs, err := filepath.Glob(filepath.Join(root, "tests", "*", "testsuite", "wasm32-wasip1", "*.wasm"))
	if err != nil || len(programs) == 0 {
		t.Fatalf("no programs below %s: %v", root, err)
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
	for _, p := range programs {
		name := strings.TrimSuffix(filepath.Base(p), ".wasm")
		t.Run(name, func(t *testing.T) {
			err := runPreview1(t, rt, linker, p)
			why, listed := preview1Misses[name]
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
	t.Logf("%d of %d programs pass", passed, len(programs))
}

func runPreview1(t *testing.T, rt *component.Runtime, linker *component.Linker, program string) error {
	spec, err := readPreview1Spec(strings.TrimSuffix(program, ".wasm") + ".json")
	if err != nil {
		return err
	}
	var stdout, stderr bytes.Buffer
	config := wasi.Config{Args: append([]string{filepath.Base(program)}, spec.Args...), Stdout: &stdout, Stderr: &stderr}
	for k, v := range spec.Env {
		config.Env = append(config.Env, k+"="+v)
	}
	if spec.Root != "" {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(filepath.Join(filepath.Dir(program), spec.Root))); err != nil {
			return err
		}
		d, err := wasi.OpenDir(dir, "/", false)
		if err != nil {
			return err
		}
		defer d.Close()
		config.Dirs = append(config.Dirs, d)
	}
	code, err := runCommand(rt, linker, program, config)
	switch {
	case err != nil:
		return errors.Join(err, errors.New(stderr.String()))
	case code != spec.ExitCode:
		return errors.New("exit code " + string(rune('0'+code)) + ": " + stderr.String())
	case spec.Stdout != "" && stdout.String() != spec.Stdout:
		return errors.New("stdout: " + stdout.String())
	case spec.Stderr != "" && stderr.String() != spec.Stderr:
		return errors.New("stderr: " + stderr.String())
	}
	return nil
}

func runCommand(rt *component.Runtime, linker *component.Linker, program string, config wasi.Config) (int, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	wasm, err := os.ReadFile(program)
	if err != nil {
		return 0, err
	}
	c, err := rt.Load(ctx, wasm)
	if err != nil {
		return 0, err
	}
	linked, err := linker.Link(c)
	if err != nil {
		return 0, err
	}
	host, err := wasi.NewHost(config)
	if err != nil {
		return 0, err
	}
	defer host.Close()
	return wasi.Run(ctx, linked, host)
}

func readPreview1Spec(path string) (spec preview1Spec, err error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return spec, nil
	}
	if err != nil {
		return spec, err
	}
	return spec, json.Unmarshal(b, &spec)
}
