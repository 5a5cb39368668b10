package p2

import (
	"bytes"
	"errors"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
)

func TestEnvironment(t *testing.T) {
	g := newGuest(t, &Host{State: &wasi.State{
		Args: []string{"name", "", "é"}, Env: []wasi.EnvVar{{Name: "B", Value: "2"}, {Name: "A", Value: ""}}, InitialCwd: "/home",
	}})
	for name, want := range map[string]string{
		"get-arguments": `["name", "", "é"]`, "get-environment": `[("B", "2"), ("A", "")]`, "initial-cwd": `some("/home")`,
	} {
		if got := g.call("cli/environment", name).String(); got != want {
			t.Errorf("%s = %s, want %s", name, got, want)
		}
	}
	g = newGuest(t, &Host{})
	for name, want := range map[string]string{"get-arguments": "[]", "get-environment": "[]", "initial-cwd": "none"} {
		if got := g.call("cli/environment", name).String(); got != want {
			t.Errorf("%s = %s, want %s", name, got, want)
		}
	}
}

func TestExit(t *testing.T) {
	tests := []struct {
		name string
		arg  component.Value
		code uint32
	}{
		{"exit", wit.OKValue(), 0},
		{"exit", wit.ErrValue(), 1},
		{"exit-with-code", wit.U8Value(0), 0},
		{"exit-with-code", wit.U8Value(3), 3},
		{"exit-with-code", wit.U8Value(255), 255},
	}
	for _, tt := range tests {
		g := newGuest(t, &Host{})
		var exit *wasi.Exit
		if trap := g.trap("cli/exit", tt.name, tt.arg); !errors.As(trap, &exit) || exit.Code != tt.code {
			t.Errorf("%s(%v): %v, want code %d", tt.name, tt.arg, trap, tt.code)
		}
		if _, err := g.try("cli/environment", "get-arguments"); !errors.Is(err, component.ErrDead) {
			t.Errorf("a call after exit: %v", err)
		}
	}
}

// TestStandardStreams checks that a guest that drops a standard stream can
// have it again.
func TestStandardStreams(t *testing.T) {
	in, w := wasi.Pipe(0)
	if err := w.Write([]byte("abcdef")); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	g := newGuest(t, &Host{State: &wasi.State{Stdin: in, Stdout: wasi.WriteNow(&out), Stderr: wasi.WriteNow(&errs)}})
	for _, want := range []string{"abc", "def"} {
		h := g.call("cli/stdin", "get-stdin")
		if got := g.ok("io/streams", "[method]input-stream.read", h, wit.U64Value(3)).Bytes(); string(got) != want {
			t.Errorf("read %q, want %q", got, want)
		}
		g.drop("io/streams", "input-stream", h)
		for _, name := range []string{"stdout", "stderr"} {
			h := g.call("cli/"+name, "get-"+name)
			g.ok("io/streams", "[method]output-stream.blocking-write-and-flush", h, wit.BytesValue([]byte(name+want)))
			g.drop("io/streams", "output-stream", h)
		}
	}
	if out.String() != "stdoutabcstdoutdef" || errs.String() != "stderrabcstderrdef" {
		t.Errorf("wrote %q and %q", &out, &errs)
	}
}

func TestTerminals(t *testing.T) {
	for _, name := range []string{"stdin", "stdout", "stderr"} {
		resource := "terminal-output"
		if name == "stdin" {
			resource = "terminal-input"
		}
		for _, is := range []bool{false, true} {
			s := &wasi.State{}
			*map[string]*bool{"stdin": &s.StdinTerminal, "stdout": &s.StdoutTerminal, "stderr": &s.StderrTerminal}[name] = is
			g := newGuest(t, &Host{State: s})
			got := g.call("cli/terminal-"+name, "get-terminal-"+name).Option()
			if (got != nil) != is {
				t.Errorf("terminal-%s: %v, want %v", name, got, is)
			}
			if got != nil {
				g.drop("cli/"+resource, resource, *got)
			}
		}
	}
}
