package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// TestFailures lets a guest fail in every way it knows. The client sees 500
// with an error id, or a broken answer if one had begun; the log line with
// that id tells the rest; and the server goes on.
func TestFailures(t *testing.T) {
	frame := func(name string) string { return `(\n +\d+: .*)*\n +\d+: \S+: ` + name + `\n` }
	tests := []struct {
		path string
		log  string // what follows "GET /path: "
	}{
		{"/trap", `guest trapped: wasm trap: unreachable \(unreachable\)` + frame("trap")},
		{"/overflow", `the limit call_depth = 100000 is reached; `},
		{"/exit/0", `guest trapped: exit with code 0 \(host\)` + frame("exits")},
		{"/exit/1", `guest trapped: exit with code 1 \(host\)` + frame("exits")},
		{"/exit-code/7", `guest trapped: exit with code 7 \(host\)` + frame("exit_code")},
		{"/silent", `the guest returned without calling response-outparam\.set\n`},
		{"/late-trap", `guest trapped: wasm trap: unreachable \(unreachable\)` + frame("late_trap")},
		{"/unfinished", `the guest did not finish the body\n`},
		{"/bad-handle", `guest trapped: unknown handle index 123456 \(unknown-handle\)` + frame("bad_handle")},
		{"/double-drop", `guest trapped: unknown handle index \d+ \(unknown-handle\)` + frame("double_drop")},
		{"/wrong-type", `guest trapped: handle index \d+ used with the wrong type.*output-stream.*incoming-request.* \(wrong-handle\)` + frame("wrong_type")},
		{"/bad-pointer", `guest trapped: string pointer/length out of bounds of memory: 8 bytes at 0xfffffff0, memory has \d+ \(out-of-bounds\)` + frame("bad_pointer")},
		{"/bad-result", `guest trapped: pointer out of bounds of memory: 12 bytes at 0xfffffffc, memory has \d+ \(out-of-bounds\)` + frame("bad_result")},
		{"/unaligned", `guest trapped: unaligned pointer 0x401: must be a multiple of 4 \(unaligned\)` + frame("unaligned")},
		{"/huge-list", `guest trapped: list is too long: 1073741824 elements of 4 bytes each \(too-long\)` + frame("huge_list")},
		{"/no-permit", `guest trapped: stream write exceeded its permit.* \(host\)` + frame("no_permit")},
	}
	// In these the answer may have begun, with the start of this.
	begun := map[string]string{"/late-trap": "half an ", "/unfinished": "half an ", "/no-permit": strings.Repeat("\x00", 1<<16)}
	for _, guest := range []string{"c-http", "c-http-core"} {
		t.Run(guest, func(t *testing.T) {
			t.Parallel()
			s := up(t, single(guest, ""))
			for _, test := range tests {
				t.Run(test.path[1:], func(t *testing.T) {
					s.t = t
					a := s.get(test.path)
					switch id := a.header.Get("Gyro-Error-Id"); {
					case a.status == 200 && begun[test.path] != "":
						if a.err == nil || !strings.HasPrefix(begun[test.path], a.body) {
							t.Errorf("%q, %v: the client takes it for whole", a.body, a.err)
						}
						s.logs(`^gyro: request [0-9a-f]+ failed: component main: GET ` + test.path + `: ` + test.log)
					default:
						if a.status != 500 || id == "" {
							t.Fatalf("%d %v", a.status, a.header)
						}
						a.is(t, 500, "component main failed; the log has the details under error id "+id+"\n")
						s.logs(`^gyro: request ` + id + ` failed: component main: GET ` + test.path + `: ` + test.log)
					}
					s.get("/").is(t, 200, "hello from C / count=1\n")
				})
			}
			s.t = t
			if s.mentions(`panic|goroutine \d+ \[`) {
				t.Error("a panic of gyro is in the log")
			}
		})
	}
}

// mentions tells whether standard error matches now.
func (s *server) mentions(pattern string) bool {
	return regexp.MustCompile(pattern).MatchString(s.log())
}

// TestFailuresSideBySide has failing requests between good ones.
func TestFailuresSideBySide(t *testing.T) {
	s := up(t, single("c-http-core", ""))
	done := make(chan error, 64)
	for i := range cap(done) {
		path, want := "/", 200
		if i%2 == 0 {
			path, want = "/trap", 500
		}
		go func() {
			resp, err := s.client.Get(s.url + path)
			if err == nil {
				resp.Body.Close()
				if resp.StatusCode != want {
					err = fmt.Errorf("%s: status %d", path, resp.StatusCode)
				}
			}
			done <- err
		}()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// TestRefusedAtStart has applications that cannot run: all that is wrong is
// said before anything is served.
func TestRefusedAtStart(t *testing.T) {
	tests := []struct {
		name  string
		app   func(t *testing.T) application
		texts []string
	}{
		{"missing imports", func(t *testing.T) application { return single("python-hello", "") },
			[]string{"fermyon:spin/redis", "fermyon:spin/llm", "hint:", "--allow-missing"}},
		{"a command", func(t *testing.T) application { return single("c-run", "") },
			[]string{"component main", "does not answer HTTP", "wasi:http/incoming-handler"}},
		{"not Wasm", func(t *testing.T) application {
			a := application{components: []component{{id: "main", source: "x.wasm"}}}
			a.files = map[string]string{"x.wasm": "not wasm at all"}
			return a
		}, []string{"component main"}},
		{"no file", func(t *testing.T) application {
			return application{components: []component{{id: "main", source: "nowhere.wasm"}}}
		}, []string{"nowhere.wasm"}},
		{"unknown field", func(t *testing.T) application {
			return application{components: []component{{id: "main", source: "x.wasm", config: "enviroment = {}"}}}
		}, []string{"spin.toml:", "enviroment", "^", "environment"}},
		{"required variable", func(t *testing.T) application {
			a := single("c-http-core", "")
			a.head = "[variables]\ntoken = { required = true }"
			return a
		}, []string{"token", "SPIN_VARIABLE_TOKEN"}},
		{"bad allowed host", func(t *testing.T) application {
			return single("c-http-core", `allowed_outbound_hosts = ["localhost"]`)
		}, []string{"allowed_outbound_hosts", "localhost"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := test.app(t).write(t)
			r := command{dir: dir, args: []string{"up", "--listen", "127.0.0.1:0"}}.run(t)
			r.fails(t, 1, append(test.texts, "gyro: error: ")...)
			if strings.Contains(r.stderr, "Serving") {
				t.Errorf("served all the same:\n%s", r.stderr)
			}
		})
	}
}
