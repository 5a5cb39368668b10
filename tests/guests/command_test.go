package guests_test

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/tests/guests"
	"github.com/gyro-wasm/gyro/wasi"
)

// commands are what commands are told to do, in this order: some build on
// what those before have left.
var commands = []struct {
	does, args string
	code       int // -1 is a trap
	want       string
}{
	{"hello", "", 0, `hello from .*\n`},
	{"args", "args one two", 0, `one\ntwo\n`},
	{"env", "env", 0, `(?s).*COLOUR=blue\n.*`},
	{"cat", "cat /greeting", 0, `good day\n`},
	{"cat", "cat /missing", 1, `(?s).*`},
	{"cat", "cat /../../etc/passwd", 1, `(?s).*`},
	{"write", "write /new words", 0, ``},
	{"write", "cat /new", 0, `words`},
	{"mkdir", "mkdir /dir", 0, ``},
	{"mv", "mv /new /dir/moved", 0, ``},
	{"ls", "ls /", 0, `(dir/\ngreeting\n|greeting\ndir/\n|(\.\.?/\n)*(dir/\ngreeting\n|greeting\ndir/\n))`},
	{"stat", "stat /dir/moved", 0, `file 5\n`},
	{"rmdir", "rmdir /dir", 1, `(?s).*`},
	{"rm", "rm /dir/moved", 0, ``},
	{"rmdir", "rmdir /dir", 0, ``},
	{"stdin", "stdin", 0, `what was typed\n`},
	{"stderr", "stderr", 0, ``},
	{"clock", "clock", 0, `seconds: 1\d{9}\n(slept: \d+\n)?`},
	{"random", "random", 0, `[0-9a-f]{32}\n`},
	{"heap", "heap 40", 0, `ok \d+\n`},
	{"goroutines", "goroutines 100", 0, `ok 100\n`},
	{"sleep", "sleep 1", 0, ``},
	{"exit", "exit 1", 1, ``},
	{"exit-code", "exit-code 7", 7, ``},
	{"fail", "fail", 1, ``},
}

// TestCommand lets every command do all that it knows.
func TestCommand(t *testing.T) {
	for _, g := range guests.All {
		if g.World != guests.Command {
			continue
		}
		t.Run(g.Name, func(t *testing.T) {
			l, dir := load(t, g), files(t)
			for _, c := range commands {
				if !g.Can(c.does) {
					continue
				}
				t.Run(c.args, func(t *testing.T) {
					code, out := runCommand(t, l, dir, c.args)
					if code != c.code || !regexp.MustCompile(`^(?:`+c.want+`)$`).MatchString(out) {
						t.Errorf("code %d, output %q; want %d, %s", code, out, c.code, c.want)
					}
				})
			}
			t.Run("trap", func(t *testing.T) {
				if code, _ := runCommand(t, l, dir, "trap"); code == 0 {
					t.Error("ended well")
				}
			})
		})
	}
}

// runCommand returns the exit code, -1 for a trap, and what was printed.
func runCommand(t *testing.T, l *component.Linked, dir *wasi.Dir, args string) (int, string) {
	t.Helper()
	var out, stderr bytes.Buffer
	h, err := wasi.NewHost(wasi.Config{
		Args: append([]string{"guest"}, strings.Fields(args)...), Env: []string{"COLOUR=blue"}, Dirs: []*wasi.Dir{dir},
		Stdin: strings.NewReader("what was typed\n"), Stdout: &out, Stderr: &stderr,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	code, err := wasi.Run(context.Background(), l, h)
	if stderr.Len() > 0 || err != nil {
		t.Logf("stderr: %s; error: %v", stderr.String(), err)
	}
	if err != nil {
		return -1, out.String()
	}
	return code, out.String()
}
