package template

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const manifest = `# head
spin_manifest_version = 2   # two

[application]
name = "x"

[variables] # all of them
b = { default = "1" } # first
a = { required = true }

[[trigger.http]]
route = "/"
component = "one"

[component.one]
source = "one.wasm"   # the end

`

func TestEdit(t *testing.T) {
	const component = "[component.two]\nsource = \"two.wasm\"\n"
	for name, tc := range map[string]struct{ before, kind, snippet, after string }{
		"component": {manifest, "component", component + "\n\n",
			strings.TrimRight(manifest, "\n") + "\n\n" + component},
		"trigger": {"spin_manifest_version = 2", "application_trigger", "[application.trigger.redis]\naddress = 'x'",
			"spin_manifest_version = 2\n\n[application.trigger.redis]\naddress = 'x'\n"},
		"new variable": {manifest, "variables", "c = { default = \"{{ x }}\" } # kept?",
			strings.Replace(manifest, "required = true }\n", "required = true }\nc = { default = \"{{ x }}\" }\n", 1)},
		"changed variables": {manifest, "variables", "a = { default = 'long value' }\nb={required=true}\n",
			strings.NewReplacer("b = { default = \"1\" }", "b = {required=true}", "a = { required = true }", "a = { default = 'long value' }").Replace(manifest)},
		"first variable": {"spin_manifest_version = 2\n[variables]", "variables", "a = { required = true }",
			"spin_manifest_version = 2\n[variables]\na = { required = true }\n"},
		"tables": {"spin_manifest_version = 2\n", "variables", "[c]\nrequired = true\n[a]\ndefault = 'x\"'\nsecret = true\n",
			"spin_manifest_version = 2\n\n[variables]\na = { default = \"x\\\"\", secret = true }\nc = { required = true }\n"},
		"dotted keys": {"spin_manifest_version = 2\n", "variables", "a.default = 'x'\n'odd key'.required = true\n",
			"spin_manifest_version = 2\n\n[variables]\na = { default = \"x\" }\n\"odd key\" = { required = true }\n"},
		"no table": {"spin_manifest_version = 2\n", "variables", "a = { required = true }",
			"spin_manifest_version = 2\n\n[variables]\na = { required = true }\n"},
		"lines of Windows": {"spin_manifest_version = 2\r\n", "component", component,
			"spin_manifest_version = 2\r\n\r\n" + strings.ReplaceAll(component, "\n", "\r\n")},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := edit("spin.toml", []byte(tc.before))
			if err != nil {
				t.Fatal(err)
			}
			if err := e.add(tc.kind, []byte(tc.snippet)); err != nil {
				t.Fatal(err)
			}
			got, err := e.done()
			if err != nil || string(got) != tc.after {
				t.Errorf("%v; got\n%s\nwant\n%s", err, got, tc.after)
			}
		})
	}
}

func TestEditFails(t *testing.T) {
	for name, tc := range map[string]struct{ before, kind, snippet, want string }{
		"not TOML":        {"a = ", "", "", "line 1"},
		"version 1":       {"spin_manifest_version = \"1\"", "", "", "spin_manifest_version = 2 only"},
		"no version":      {"", "", "", "spin_manifest_version = 2 only"},
		"snippet":         {manifest, "component", "a = ", "not TOML"},
		"same component":  {manifest, "component", "[component.one]", "has a component one already"},
		"inline":          {"spin_manifest_version = 2\ncomponent = { a = { source = 'a' } }", "component", "[component.b]", "cannot take what the template adds"},
		"inline variable": {"spin_manifest_version = 2\nvariables = { a = { required = true } }", "variables", "b = { required = true }", "do not stand in a table"},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := edit("spin.toml", []byte(tc.before))
			if err == nil {
				err = e.add(tc.kind, []byte(tc.snippet))
			}
			if err == nil {
				_, err = e.done()
			}
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%v, want %s", err, tc.want)
			}
		})
	}
}

// TestAdd has all kinds of snippets, conditions and folders at once.
func TestAdd(t *testing.T) {
	tmpl := templateOf(t, `
[add_component]
skip_files = ["spin.toml"]
[add_component.snippets]
component = "component.txt"
variables = "variables.txt"
application_trigger = "trigger.txt"
[add_component.conditions.has-trigger]
condition = { manifest_entry_exists = "application.trigger.redis" }
skip_snippets = ["application_trigger"]
skip_parameters = ["address"]
skip_files = ["first.txt"]
[parameters]
address = { type = "string", prompt = "A" }
[outputs.assets]
action = "create_dir"
path = "assets"
at = "manifest"
`, map[string]string{
		"content/spin.toml": "", "content/first.txt": "", "content/a.txt": "{{output-path}}",
		"metadata/snippets/component.txt": "[component.{{project-name | kebab_case}}]\nsource = \"{{output-path}}/a.wasm\"\n{% raw %}variables = { k = \"{{ secret }}\" }{% endraw %}\n",
		"metadata/snippets/variables.txt": "secret = { required = true }\n",
		"metadata/snippets/trigger.txt":   "[application.trigger.redis]\naddress = \"{{address}}\"\n",
	})
	dir := t.TempDir()
	file := filepath.Join(dir, "spin.toml")
	if err := os.WriteFile(file, []byte("spin_manifest_version = 2 # kept\n"), 0o640); err != nil {
		t.Fatal(err)
	}
	o := Options{Operation: AddComponent, Name: "One", Output: "sub/one", Manifest: file, Values: map[string]string{"address": "redis://\"x"}}
	if err := tmpl.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	o.Name, o.Output, o.Values = "two", "two", nil
	if missing := tmpl.Missing(o); len(missing) > 0 {
		t.Errorf("the second time it asks for %v", missing)
	}
	if err := tmpl.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"sub/one/a.txt": "sub/one", "sub/one/first.txt": "", "two/a.txt": "two",
		"spin.toml": `spin_manifest_version = 2 # kept

[application.trigger.redis]
address = "redis://\"x"

[component.one]
source = "sub/one/a.wasm"
variables = { k = "{{ secret }}" }

[variables]
secret = { required = true }

[component.two]
source = "two/a.wasm"
variables = { k = "{{ secret }}" }
`,
	}
	if got := tree(t, dir); !mapsEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the manifest has mode %v, %v", info.Mode(), err)
	}
	if info, err := os.Stat(filepath.Join(dir, "assets")); err != nil || !info.IsDir() {
		t.Errorf("no folder beside the manifest: %v", err)
	}
}
