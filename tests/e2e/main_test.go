// Package e2e runs guests of every toolchain through the gyro binary and
// checks what a client, a terminal and a log file see.
//
// Guests whose toolchain is not installed are skipped. GYRO_E2E_LARGE=1 sends
// bodies of 1 GiB where it is 64 MiB otherwise.
package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// patience bounds every wait for something that has to happen. It is far more
// than that takes, on a busy machine too: nothing here measures time.
const patience = time.Minute

// gyro is the path of the binary under test.
var gyro string

// detectRaces says that the binary ends with an error when there was a data race:
// go test -race.
var detectRaces bool

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "gyro-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	gyro = filepath.Join(dir, "gyro.exe")
	build := exec.Command("go", "build", "-o", gyro)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if detectRaces {
		build.Args = append(build.Args, "-race")
		build.Env = append(os.Environ(), "CGO_ENABLED=1")
	}
	build.Args = append(build.Args, "github.com/gyro-wasm/gyro/cmd/gyro")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building gyro: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// environment is that of this process without what changes gyro's defaults,
// and with more.
func environment(more ...string) []string {
	var env []string
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "SPIN_") {
			env = append(env, e)
		}
	}
	return append(env, more...)
}

// A command is one run of the gyro binary to its end.
type command struct {
	dir   string   // where it runs; empty for here
	env   []string // NAME=VALUE, beside those of this process
	stdin string
	args  []string
}

// A result is what a command leaves.
type result struct {
	code           int
	stdout, stderr string
}

func (c command) run(t testing.TB) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), gyro, c.args...)
	cmd.Dir, cmd.Env, cmd.Stdin = c.dir, environment(c.env...), strings.NewReader(c.stdin)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// fails checks that a command ended with a code and an error that has each of
// the texts.
func (r result) fails(t testing.TB, code int, texts ...string) {
	t.Helper()
	if r.code != code {
		t.Errorf("exit code %d, want %d", r.code, code)
	}
	for _, text := range texts {
		if !strings.Contains(r.stderr, text) {
			t.Errorf("standard error lacks %q:\n%s", text, r.stderr)
		}
	}
}

// linuxOnly skips a test that asks the system for what only Linux tells.
func linuxOnly(t testing.TB, why string) {
	if runtime.GOOS != "linux" {
		t.Skip(why + " is for Linux")
	}
}
