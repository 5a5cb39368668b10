package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/tests/guests"
)

// TestRun runs the commands of every language with what each of them knows.
func TestRun(t *testing.T) {
	tests := []struct {
		needs  string // what the guest has to know
		flags  []string
		args   []string
		stdin  string
		code   int
		stdout string
		stderr string // a part of it
	}{
		{needs: "hello", args: []string{"hello"}, stdout: "hello from LANGUAGE\n"},
		{needs: "args", args: []string{"args", "one", "", "--three", "vier fünf"}, stdout: "one\n\n--three\nvier fünf\n"},
		{needs: "env", flags: []string{"--env", "GREETING=hi", "--env", "GYRO_E2E_PASSED", "--env", "GYRO_E2E_UNSET"}, args: []string{"env"}, stdout: "GREETING=hi\nGYRO_E2E_PASSED=on\n"},
		{needs: "cat", flags: []string{"--dir", "DIR::/data"}, args: []string{"cat", "/data/in.txt"}, stdout: "text of a file\n"},
		{needs: "cat", args: []string{"cat", "/data/in.txt"}, code: 1},
		{needs: "cat", flags: []string{"--dir", "DIR::/data"}, args: []string{"cat", "/data/../../../../etc/passwd"}, code: 1},
		{needs: "write", flags: []string{"--dir", "DIR::/data"}, args: []string{"write", "/data/out.txt", "written"}},
		{needs: "ls", flags: []string{"--dir", "DIR::/data"}, args: []string{"ls", "/data/sub"}, stdout: "deep/\n"},
		{needs: "stdin", args: []string{"stdin"}, stdin: strings.Repeat("a line\n", 20000), stdout: strings.Repeat("a line\n", 20000)},
		{needs: "stdin", args: []string{"stdin"}},
		{needs: "stderr", args: []string{"stderr"}, stderr: "to stderr\n"},
		{needs: "heap", args: []string{"heap", "64"}, stdout: "ok 64\n"},
		{needs: "exit", args: []string{"exit", "0"}},
		{needs: "exit", args: []string{"exit", "1"}, code: 1},
		{needs: "exit-code", args: []string{"exit-code", "7"}, code: 7},
		{needs: "fail", args: []string{"fail"}, code: 1},
	}
	for _, g := range guests.All {
		if g.World != guests.Command {
			continue
		}
		t.Run(g.Name, func(t *testing.T) {
			t.Parallel()
			wasm := guests.Build(t, g.Name)
			dir := t.TempDir()
			write(t, dir, "in.txt", "text of a file\n")
			write(t, dir, "sub/deep/x", "")
			for _, test := range tests {
				if !g.Can(test.needs) {
					continue
				}
				args := []string{"run", wasm}
				for _, f := range test.flags {
					args = append(args, strings.Replace(f, "DIR", dir, 1))
				}
				args = append(append(args, "--"), test.args...)
				r := command{args: args, stdin: test.stdin, env: []string{"GYRO_E2E_PASSED=on"}}.run(t)
				want := strings.Replace(test.stdout, "LANGUAGE", languages[g.Folder], 1)
				if test.needs == "ls" {
					r.stdout = strings.TrimPrefix(r.stdout, "./\n../\n") // wasi-libc shows them
				}
				if r.code != test.code || r.stdout != want && !(test.code != 0 && want == "") || !strings.Contains(r.stderr, test.stderr) {
					t.Errorf("%q %q: exit code %d, %q, %q; want %d, %q, %q", test.flags, test.args, r.code, short(r.stdout), r.stderr, test.code, short(want), test.stderr)
				}
			}
			if text, err := os.ReadFile(filepath.Join(dir, "out.txt")); g.Can("write") && (err != nil || string(text) != "written") {
				t.Errorf("out.txt: %q, %v", text, err)
			}
		})
	}
}

// TestRunTrap shows where a command trapped.
func TestRunTrap(t *testing.T) {
	for guest, function := range map[string]string{"c-run": "run_command", "c-run-core": "run_command", "c-preview1": "_start", "rust-command": "abort"} {
		t.Run(guest, func(t *testing.T) {
			r := command{args: []string{"run", guests.Build(t, guest), "--", "trap"}}.run(t)
			r.fails(t, 1, "gyro: error: guest trapped: wasm trap: unreachable (unreachable)", "\n   0: ", function)
		})
	}
}

// TestRunRefused has commands that cannot run.
func TestRunRefused(t *testing.T) {
	http := guests.Build(t, "c-http")
	tests := []struct {
		name  string
		args  []string
		code  int
		texts []string
	}{
		{"nothing", []string{"run"}, 2, []string{"FILE.wasm is missing", "hint: see `gyro run --help`"}},
		{"no file", []string{"run", "nowhere.wasm"}, 1, []string{"nowhere.wasm"}},
		{"not a command", []string{"run", http}, 1, []string{"wasi:cli/run"}},
		{"no folder", []string{"run", http, "--dir", "nowhere::/"}, 1, []string{"--dir: ", "nowhere"}},
		{"bad environment", []string{"run", http, "--env", "=x"}, 2, []string{"--env takes NAME=VALUE"}},
		{"unknown flag", []string{"run", "--allow-everything", http}, 2, []string{"--allow-everything"}},
		{"unknown command", []string{"urn"}, 2, []string{"there is no command urn"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			command{args: test.args}.run(t).fails(t, test.code, append(test.texts, "gyro: error: ")...)
		})
	}
}

// TestWIT prints the world of each component, which parses.
func TestWIT(t *testing.T) {
	for _, g := range guests.All {
		t.Run(g.Name, func(t *testing.T) {
			t.Parallel()
			r := command{args: []string{"wit", guests.Build(t, g.Name)}}.run(t)
			if g.Form != guests.Component {
				r.fails(t, 1, "gyro: error: ", "a core module does not say what world it implements")
				return
			}
			if r.code != 0 || r.stderr != "" {
				t.Fatalf("exit code %d: %s", r.code, r.stderr)
			}
			export := map[guests.World]string{
				guests.HTTP: "export wasi:http/incoming-handler@0.2.", guests.Service: "export wasi:http/handler@0.3.", guests.Command: "export wasi:cli/run@0.2.",
			}[g.World]
			if !strings.Contains(r.stdout, export) {
				t.Errorf("lacks %q:\n%s", export, r.stdout)
			}
			if _, err := wit.Parse(wit.File{Name: "world.wit", Text: r.stdout}); err != nil {
				t.Errorf("%v:\n%s", err, short(r.stdout))
			}
		})
	}
}

// TestBuild runs build commands as the manifest has them.
func TestBuild(t *testing.T) {
	build := func(t *testing.T, commands ...string) string {
		a := application{}
		for i, c := range commands {
			id := string(rune('a' + i))
			a.components = append(a.components, component{id: id, source: id + ".wasm", routes: []string{"/" + id},
				config: "[component." + id + ".build]\ncommand = '" + c + "'"})
		}
		return a.write(t)
	}
	t.Run("in order", func(t *testing.T) {
		dir := build(t, "echo first >> made", "echo second >> made")
		if r := (command{dir: dir, args: []string{"build", "--jobs", "1"}}).run(t); r.code != 0 {
			t.Errorf("exit code %d: %s", r.code, r.stderr)
		}
		logged(t, filepath.Join(dir, "made"), "first\nsecond\n")
		if r := (command{dir: dir, args: []string{"build", "-c", "b"}}).run(t); r.code != 0 {
			t.Errorf("exit code %d: %s", r.code, r.stderr)
		}
		logged(t, filepath.Join(dir, "made"), "first\nsecond\nsecond\n")
	})
	t.Run("failing", func(t *testing.T) {
		dir := build(t, "echo what went wrong && exit 7", "echo second >> made")
		r := command{dir: dir, args: []string{"build", "--jobs", "1"}}.run(t)
		r.fails(t, 1, "gyro: error: ", "component a", "exit", "7")
		if !strings.Contains(r.stdout+r.stderr, "what went wrong\n") {
			t.Errorf("the output of the command is lost: %q, %q", r.stdout, r.stderr)
		}
		missing(t, filepath.Join(dir, "made"))
		command{dir: dir, args: []string{"up", "--build", "--listen", "127.0.0.1:0"}}.run(t).fails(t, 1, "component a")
	})
	t.Run("no such component", func(t *testing.T) {
		command{dir: build(t, "true"), args: []string{"build", "-c", "z"}}.run(t).fails(t, 1, "z")
	})
	t.Run("and up", func(t *testing.T) {
		wasm := guests.Build(t, "c-http-core")
		s := upIn(t, build(t, "cp "+wasm+" a.wasm"), nil, "--build")
		s.get("/a").is(t, 200, "hello from C /a count=1\n")
	})
}
