package e2e

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// variablesGuest builds the guest that reads variables. It needs what the C
// guests of package guests need.
func variablesGuest(t testing.TB) string {
	t.Helper()
	const compiler = "clang-19"
	if _, err := exec.LookPath(compiler); err != nil {
		t.Skip("the guest is built by clang-19: ", err)
	}
	out := filepath.Join(t.TempDir(), "variables.wasm")
	cmd := exec.Command(compiler, "--target=wasm32", "-mbulk-memory", "-std=gnu23", "-O2", "-nostdlib",
		"-Wl,--no-entry", "-Wl,--export-memory", "-I", "../guests/c", "-o", out, "guests/variables.c")
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return out
}

// TestVariables gives variables values from every place, the first of which
// counts, and reads them through both interfaces.
func TestVariables(t *testing.T) {
	a := application{
		head: `[variables]
defaulted = { default = "from the manifest" }
flag = { default = "no" }
file = { required = true }
env = { required = true }
dotenv = { required = true }
both = { required = true }
secret = { required = true, secret = true }`,
		components: []component{{id: "main", source: variablesGuest(t), config: `[component.main.variables]
plain = "no template"
defaulted = "{{ defaulted }}"
flag = "{{flag}}"
file = "{{ file }}"
env = "{{ env }}"
dotenv = "{{ dotenv }}"
both = "{{ both }}/{{ secret }}"`}},
		files: map[string]string{"token.txt": "from a file\n", "more.json": `{"secret": "from JSON", "both": "no"}`, ".env": "SPIN_VARIABLE_DOTENV=from .env\nSPIN_VARIABLE_ENV=no\n"},
	}
	s := upIn(t, a.write(t), []string{"SPIN_VARIABLE_ENV=from the environment", "SPIN_VARIABLE_FLAG=no", "SPIN_VARIABLE_BOTH=no"},
		"--variable", "@more.json", "--variable", "flag=from a flag", "--variable", "file=@token.txt", "--variable", "both=the last one")
	want := map[string]string{
		"plain": "no template", "defaulted": "from the manifest", "flag": "from a flag", "file": "from a file\n",
		"env": "from the environment", "dotenv": "from .env", "both": "the last one/from JSON",
	}
	for name, value := range want {
		s.get("/spin/"+name).is(t, 200, value)
		s.get("/store/"+name).is(t, 200, value)
	}
	s.get("/all").is(t, 200, "both: the last one/from JSON\ndefaulted: from the manifest\ndotenv: from .env\n"+
		"env: from the environment\nfile: from a file\n\nflag: from a flag\nplain: no template\n")
	s.get("/spin/secret").has(t, 200, "undefined: ") // of the application, not of the component
	s.get("/store/secret").is(t, 200, "none")
	s.get("/spin/Not-A-Name").has(t, 200, "invalid name: ")
	s.get("/store/Not-A-Name").is(t, 200, "none")
	if s.mentions("from JSON") {
		t.Error("a secret is in the log")
	}
}

// TestRequiredVariable names what is missing, and how to give it.
func TestRequiredVariable(t *testing.T) {
	a := single("c-http-core", "")
	a.head = "[variables]\ntoken = { required = true }\nother = { required = true }"
	dir := a.write(t)
	command{dir: dir, args: []string{"up", "--listen", "127.0.0.1:0"}}.run(t).fails(t, 1, "token", "other")
	command{dir: dir, args: []string{"up", "--listen", "127.0.0.1:0", "--variable", "token"}}.run(t).fails(t, 1, "--variable takes NAME=VALUE")
	upIn(t, dir, []string{"SPIN_VARIABLE_OTHER=x"}, "--variable", "token=x").get("/").has(t, 200, "hello")
}

// TestTemplatedHosts allows a host that a variable names.
func TestTemplatedHosts(t *testing.T) {
	o := newOrigin(t)
	a := single("c-http-core", `allowed_outbound_hosts = ["{{ origin }}"]`)
	a.head = "[variables]\norigin = { required = true }"
	up(t, a, "--variable", "origin="+o.url).get("/fetch", "X-Url: "+o.url+"/teapot").is(t, 418, "short and stout")
	up(t, a, "--variable", "origin=http://127.0.0.1:1").get("/fetch", "X-Url: "+o.url+"/teapot").has(t, 502)
}
