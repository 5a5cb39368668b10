package cli

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// answering runs gyro in an empty directory as in a terminal where a user
// gives these answers.
func answering(t *testing.T, answers string, args ...string) (code int, output string) {
	t.Helper()
	t.Chdir(t.TempDir())
	t.Setenv("GYRO_DATA_DIR", t.TempDir())
	t.Setenv("SPIN_DATA_DIR", t.TempDir())
	var b strings.Builder
	p := &Program{Hooks: fakeHooks, Stdin: strings.NewReader(answers), Stdout: io.Discard, Stderr: &b, asks: true}
	code = p.Execute(t.Context(), args)
	return code, b.String()
}

func TestPrompts(t *testing.T) {
	code, output := answering(t, "99\nhttp-c\n1st\nMy app\nSays \"hi\"\nnowhere\n/x\n", "new", "--no-vcs")
	if code != 0 {
		t.Fatalf("exit code %d\n%s", code, output)
	}
	want := `  1  http-c             HTTP function in C, with clang and wasi-libc
  2  http-empty         HTTP application without components: gyro add brings them
  3  http-go            HTTP function in Go, with net/http
  4  http-java          HTTP function in Java, with TeaVM
  5  http-js            HTTP function in JavaScript
  6  http-py            HTTP function in Python, with Spin's SDK
  7  http-rust          HTTP function in Rust, with Spin's SDK
  8  http-ts            HTTP function in TypeScript
  9  redirect           Redirect from a path to somewhere else
 10  static-fileserver  Serve the files of a folder
Template for the new application:   choose one by its number or name
Template for the new application: Name of the new application:   "1st" is not a name: its words must begin with a letter and have letters and digits only
Name of the new application: Description: HTTP path [/...]:   "nowhere" does not match the pattern ^/\S*$
HTTP path [/...]: Made the application My app in My_app.
Next: gyro up --build -f My_app
`
	if output != want {
		t.Errorf("got\n%s\nwant\n%s", output, want)
	}
	manifest, err := os.ReadFile(filepath.Join("My_app", "spin.toml"))
	if err != nil || !strings.Contains(string(manifest), `description = "Says \"hi\""`) || !strings.Contains(string(manifest), `route = "/x"`) {
		t.Errorf("%v\n%s", err, manifest)
	}
}

func TestPromptDefaults(t *testing.T) {
	if code, output := answering(t, "\n\n", "new", "--no-vcs", "-t", "http-c", "x"); code != 0 {
		t.Errorf("exit code %d\n%s", code, output)
	}
	// A tag in place of a template leaves a choice.
	if code, output := answering(t, "1\n", "new", "--no-vcs", "-a", "-t", "rust", "x"); code != 0 || !strings.Contains(output, "1  http-rust") {
		t.Errorf("exit code %d\n%s", code, output)
	}
	code, output := answering(t, "x\n", "new", "-t", "http-c")
	if code != exitError || !strings.HasSuffix(output, "the input ended before all questions were answered\n") {
		t.Errorf("exit code %d\n%s", code, output)
	}
}

func TestPromptOverwrite(t *testing.T) {
	for answer, writes := range map[string]bool{"y\n": true, "maybe\nn\n": false, "\n": false} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "mine"), nil, 0o666); err != nil {
			t.Fatal(err)
		}
		code, output := answering(t, answer, "new", "--no-vcs", "-a", "-t", "http-empty", "-o", dir, "x")
		if _, err := os.Stat(filepath.Join(dir, "spin.toml")); (err == nil) != writes {
			t.Errorf("%q: %v", answer, err)
		}
		if code != 0 || !strings.Contains(output, " is not empty. Write into it? (y/n)") {
			t.Errorf("%q: exit code %d\n%s", answer, code, output)
		}
	}
}

// TestPromptInterrupt checks that an interrupt ends a question, and that
// nothing is left of what was asked for.
func TestPromptInterrupt(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("GYRO_DATA_DIR", t.TempDir())
	ctx, cancel := context.WithCancelCause(t.Context())
	stdin, never := io.Pipe()
	defer never.Close()
	p := &Program{Hooks: fakeHooks, Stdin: stdin, Stdout: io.Discard, Stderr: io.Discard, asks: true}
	time.AfterFunc(50*time.Millisecond, func() { cancel(errInterrupted) })
	if code := p.Execute(ctx, []string{"new", "-t", "http-go", "x"}); code != exitInterrupted {
		t.Errorf("exit code %d", code)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}
