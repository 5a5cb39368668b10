package p3

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/cli"
)

func TestEnvironment(t *testing.T) {
	g := newGuest(t, &Host{State: &wasi.State{
		Args: []string{"name", "", "é"}, Env: []wasi.EnvVar{{Name: "B", Value: "2"}, {Name: "A", Value: ""}}, InitialCwd: "/home",
	}})
	for name, want := range map[string]string{
		"get-arguments": `["name", "", "é"]`, "get-environment": `[("B", "2"), ("A", "")]`, "get-initial-cwd": `some("/home")`,
	} {
		if got := g.call("cli/environment", name).String(); got != want {
			t.Errorf("%s = %s, want %s", name, got, want)
		}
	}
	if got := newGuest(t, &Host{}).call("cli/environment", "get-initial-cwd").String(); got != "none" {
		t.Errorf("get-initial-cwd = %s without one", got)
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
		{"exit-with-code", wit.U8Value(255), 255},
	}
	for _, tt := range tests {
		var exit *wasi.Exit
		if trap := newGuest(t, &Host{}).trap("cli/exit", tt.name, tt.arg); !errors.As(trap, &exit) || exit.Code != tt.code {
			t.Errorf("%s(%v): %v, want code %d", tt.name, tt.arg, trap, tt.code)
		}
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

// TestStandardStreams checks that each call of read-via-stream and
// write-via-stream gives what is left of the one stream.
func TestStandardStreams(t *testing.T) {
	in, w := wasi.Pipe(0)
	if err := w.Write([]byte("abcdef")); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	h := &Host{State: &wasi.State{Stdin: in, Stdout: wasi.WriteNow(&out)}}
	for _, want := range []string{"abc", "def"} {
		s, err := stdin{h}.ReadViaStream(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		src := s.F0.Source()
		p := make([]byte, 3)
		if n, err := src.Read(p); err != nil || string(p[:n]) != want {
			t.Errorf("read %q, %v, want %q", p[:n], err, want)
		}
		if err := src.Close(); err != nil {
			t.Error(err)
		}
		if r := await(t, s.F1); r.IsErr {
			t.Errorf("the input has failed: %v", r.Err)
		}
		f, err := output{h, h.State.Output()}.WriteViaStream(t.Context(), streamOf(want+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		if r := await(t, f); r.IsErr {
			t.Errorf("the output has failed: %v", r.Err)
		}
	}
	if out.String() != "abc\ndef\n" {
		t.Errorf("wrote %q", &out)
	}
}

// failing is an output that fails.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestStreamErrors(t *testing.T) {
	for err, want := range map[error]cli.ErrorCode{
		syscall.EPIPE:        cli.ErrorCodePipe,
		io.ErrUnexpectedEOF:  cli.ErrorCodeIO,
		errors.New("a disk"): cli.ErrorCodeIO,
	} {
		f, ferr := output{new(Host), wasi.WriteNow(failing{err})}.WriteViaStream(t.Context(), streamOf("lost"))
		if ferr != nil {
			t.Fatal(ferr)
		}
		if r := await(t, f); !r.IsErr || r.Err != want {
			t.Errorf("%v: %+v, want %v", err, r, want)
		}
	}
	s, err := stdin{&Host{State: &wasi.State{Stdin: wasi.NewReaderStream(io.MultiReader(strings.NewReader("a"), broken{}))}}}.ReadViaStream(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := drain(t, s.F0); got != "a" {
		t.Errorf("read %q", got)
	}
	if r := await(t, s.F1); !r.IsErr || r.Err != cli.ErrorCodeIO {
		t.Errorf("%+v, want io", r)
	}
}

// broken is a reader that fails.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
