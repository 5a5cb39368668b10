package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/gyro-wasm/gyro/tests/guests"
)

// greetGuests builds the guest that has a dependency, and the dependency. They
// need what the C guests of package guests need.
func greetGuests(t testing.TB) (front, greeter string) {
	t.Helper()
	const compiler = "clang-19"
	if _, err := exec.LookPath(compiler); err != nil {
		t.Skip("the guests are built by clang-19: ", err)
	}
	dir := t.TempDir()
	build := func(name, world string) string {
		core, out := filepath.Join(dir, name+".core.wasm"), filepath.Join(dir, name+".wasm")
		cmd := exec.Command(compiler, "--target=wasm32", "-mbulk-memory", "-std=gnu23", "-O2", "-nostdlib",
			"-Wl,--no-entry", "-Wl,--export-memory", "-I", "../guests/c", "-o", core, "guests/"+name+".c")
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if r := (command{args: []string{"component", core, "--wit", "guests/greeter.wit", "--world", world, "-o", out}}).run(t); r.code != 0 {
			t.Fatal(r.stderr)
		}
		return out
	}
	return build("front", "consumer"), build("greeter", "provider")
}

// greeting is an application whose component depends on demo:greet; dependency
// is the line of the manifest that says how.
func greeting(front, dependency string) application {
	return application{
		head: "[variables]\nname = { default = \"gyro\" }",
		components: []component{{id: "front", source: front, config: `environment = { ONE = "1", TWO = "2" }
files = ["spin.toml"]
[component.front.variables]
name = "{{ name }}"
[component.front.dependencies]
` + dependency}},
	}
}

// TestDependency lets a component depend on another one in every way that a
// manifest has, and sees what it is given of the component's.
func TestDependency(t *testing.T) {
	front, greeter := greetGuests(t)
	const sees, empty, trapped = "sees", "empty", "trapped"
	for name, c := range map[string]struct {
		line, more                  string
		variable, environment, send string
		directories                 string
	}{
		"nothing": {`"demo:greet/greeter@1.0.0" = { path = '` + greeter + `' }`, "", trapped, empty, trapped, empty},
		"list": {`"demo:greet" = { component = "greeter", inherit_configuration = ["variables", "environment"] }`,
			"[component.greeter]\nsource = '" + greeter + "'", sees, sees, trapped, empty},
		"all": {`"demo:greet/greeter" = { path = '` + greeter + `', inherit_configuration = true }`, "", sees, sees, sees, sees},
		"export": {`"demo:greet@1.2.0" = { component = "greeter", inherit_configuration = ["files"] }`,
			"[component.greeter]\nsource = '" + greeter + "'", trapped, empty, trapped, sees},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := greeting(front, c.line)
			a.head += "\n" + c.more
			s := up(t, a)
			check := func(path, what, seen, key string) {
				t.Helper()
				switch what {
				case sees:
					s.get(path).is(t, 200, seen)
				case empty:
					s.get(path).is(t, 200, "0")
				case trapped:
					s.get(path).has(t, 500, "error id")
					s.logs(`guest trapped: it called [a-z:/-]+@[0-9.]+#[a-z-]+: dependency ` + "`demo:greet.*` " + `\(spin.toml:\d+\) does not inherit ` + "`" + key + "`$")
				}
			}
			for range 2 {
				s.get("/greet").is(t, 200, "hello, you")
				s.get("/own").is(t, 200, "gyro 2")
				check("/variable", c.variable, "gyro", "variables")
				check("/environment", c.environment, "2", "environment")
				check("/directories", c.directories, "1", "files")
				check("/send", c.send, "", "allowed_outbound_hosts")
			}
		})
	}
}

// TestDependencyByURL downloads a dependency once.
func TestDependencyByURL(t *testing.T) {
	front, greeter := greetGuests(t)
	wasm, err := os.ReadFile(greeter)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(wasm)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write(wasm) }))
	defer server.Close()
	line := `"demo:greet/greeter@1.2.0" = { url = "` + server.URL + `/greeter.wasm", digest = "sha256:%x" }`
	cache := []string{"XDG_CACHE_HOME=" + t.TempDir(), "HOME=" + t.TempDir(), "LocalAppData=" + t.TempDir()}

	wrong := greeting(front, fmt.Sprintf(line, sha256.Sum256(nil)))
	command{dir: wrong.write(t), env: cache, args: []string{"up", "--listen", "127.0.0.1:0"}}.run(t).
		fails(t, 1, "spin.toml:", "has the digest sha256:"+hex.EncodeToString(sum[:])+", not sha256:e3b0c442", "hint: ")
	dir := greeting(front, fmt.Sprintf(line, sum)).write(t)
	upIn(t, dir, cache).get("/greet").is(t, 200, "hello, you")
	server.Close()
	upIn(t, dir, cache).get("/greet").is(t, 200, "hello, you")
}

// TestMiddlewareChain puts a service behind two components of middleware, and
// behind others for another route.
func TestMiddlewareChain(t *testing.T) {
	c, rust := guests.Build(t, "c-p3-middleware"), guests.Build(t, "rust-p3-middleware")
	a := application{
		components: []component{
			{id: "service", guest: "c-p3-http", routes: []string{"/plain/..."}},
			{id: "other", guest: "c-p3-http", routes: []string{}},
		},
		head: "[component.rust]\nsource = '" + rust + "'",
		triggers: `[[trigger.http]]
id = "both"
route = "/both/..."
component = "service"
dependencies.middleware = [{ path = '` + c + `' }, { component = "rust" }]
[[trigger.http]]
route = "/one/..."
component = "service"
dependencies.middleware = [{ component = "rust", inherit_configuration = true }]
[[trigger.http]]
route = "/other/..."
component = "other"
dependencies.middleware = [{ path = '` + c + `' }]`,
	}
	s := up(t, a, "--limit", "service.cpu=10s")
	for path, want := range map[string][]string{
		"/plain/hello": nil, "/both/hello": {"rust", "c"}, "/one/hello": {"rust"}, "/other/hello": {"c"},
	} {
		r := s.get(path)
		r.has(t, 200, "hello")
		if got := fmt.Sprint(r.header["X-Middleware"]); got != fmt.Sprint(want) {
			t.Errorf("%s went through %s, want %s", path, got, want)
		}
	}
	s.logs(`^  service-for-both: `)
}

// TestInspect looks into an application with a dependency, and into files.
func TestInspect(t *testing.T) {
	front, greeter := greetGuests(t)
	a := greeting(front, `"demo:greet/greeter@1.0.0" = { path = '`+greeter+`', inherit_configuration = ["variables"] }`)
	dir := a.write(t)
	r := command{dir: dir, args: []string{"inspect"}}.run(t)
	for _, line := range []string{
		`(?m)^front: a component of [0-9.]+ kB in `,
		"(?m)^  composed with  dependency `demo:greet/greeter@1.0.0`$",
		`(?m)^  exports        wasi:http/incoming-handler@0\.2\.12$`,
		`(?m)^  environment    wasi:cli/environment@0\.2\.12   ONE, TWO$`,
		`(?m)^  HTTP messages  wasi:http/types@0\.2\.12        always$`,
		"(?m)^  DENIED TO dependency `demo:greet/greeter@1.0.0` \\(spin.toml:\\d+\\)  UNLESS IT INHERITS$",
		`(?m)^  wasi:http/outgoing-handler@0\.2\.12 +allowed_outbound_hosts$`,
	} {
		if !regexp.MustCompile(line).MatchString(r.stdout) {
			t.Errorf("lacks %s:\n%s%s", line, r.stdout, r.stderr)
		}
	}

	type component struct {
		ID, Source string
		Imports    []struct {
			Name, Capability, Status string
			Grants                   []string
		}
		Denied []struct{ Interface, Key string }
	}
	inspect := func(args ...string) component {
		t.Helper()
		r := command{dir: dir, args: append([]string{"inspect", "--json"}, args...)}.run(t)
		var got struct{ Components []component }
		if err := json.Unmarshal([]byte(r.stdout), &got); err != nil || len(got.Components) != 1 {
			t.Fatalf("%v\n%s%s", err, r.stdout, r.stderr)
		}
		return got.Components[0]
	}
	c := inspect("-f", dir)
	if got, want := fmt.Sprint(c.Denied), "[{wasi:cli/environment@0.2.12 environment} {wasi:filesystem/preopens@0.2.12 files} {wasi:http/outgoing-handler@0.2.12 allowed_outbound_hosts}]"; got != want {
		t.Errorf("denied %s, want %s", got, want)
	}
	status := map[string]string{}
	for _, i := range append(c.Imports, inspect(front).Imports...) {
		status[i.Name] = i.Status
	}
	for name, want := range map[string]string{
		"demo:greet/greeter@1.2.0": "missing", "wasi:cli/environment@0.2.12": "not granted", "wasi:io/streams@0.2.12": "always",
	} {
		if status[name] != want {
			t.Errorf("%s is %s, want %s", name, status[name], want)
		}
	}
	if p1 := inspect(guests.Build(t, "c-preview1")); len(p1.Imports) < 4 || p1.Imports[0].Name != "wasi_snapshot_preview1" {
		t.Errorf("of preview1: %v", p1.Imports)
	}
	command{dir: dir, args: []string{"inspect", "spin.toml", "-f", "."}}.run(t).fails(t, 2, "not both")
	write(t, dir, "no.wasm", "text")
	command{dir: dir, args: []string{"inspect", "no.wasm"}}.run(t).fails(t, 1, "not WebAssembly")
}
