package template

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pelletier/go-toml/v2"
)

// templateOf makes a template of files, with a manifest that has more lines.
func templateOf(t *testing.T, manifest string, files map[string]string) *Template {
	t.Helper()
	tmpl, err := Load(folder(manifest, files))
	if err != nil {
		t.Fatal(err)
	}
	return tmpl
}

func folder(manifest string, files map[string]string) fstest.MapFS {
	m := fstest.MapFS{"metadata/spin-template.toml": {Data: []byte("manifest_version = '1'\nid = 'x'\n" + manifest)}}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

// tree returns the files below dir with their text.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.Name() == ".git" {
				return fs.SkipDir
			}
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		files[name] = string(text)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return files
}

func (o Options) in(dir string) Options {
	o.Output = filepath.Join(dir, "out")
	if o.Name == "" {
		o.Name = "my thing"
	}
	return o
}

func TestNew(t *testing.T) {
	tmpl := templateOf(t, `
[parameters]
zeta = { type = "string", prompt = "Z", default = "z" }
alpha = { type = "string", prompt = "A", pattern = "^a+$" }
[parameters.mid]
type = "string"
prompt = "M"
default = "one"
allowed_values = ["one", "two"]
[outputs.dir]
action = "create_dir"
path = "made/{{project-name | kebab_case}}"
`, map[string]string{
		"content/spin.toml":        "name = \"{{project-name}}\"\nv = \"{{zeta}}{{alpha}}{{mid}}\"\n",
		"content/sub/a.txt.tmpl":   "{{output-path}}",
		"content/bin":              "\xff{{zeta}}",
		"content/.gitignore":       "x\n",
		"content/.github/it.yml":   "${{ matrix.os }}",
		"metadata/partials/p":      "",
		"metadata/snippets/unused": "",
	})
	var names []string
	for _, p := range tmpl.Parameters {
		names = append(names, p.Name)
	}
	if want := []string{"zeta", "alpha", "mid"}; !slices.Equal(names, want) {
		t.Errorf("parameters %v, want %v", names, want)
	}
	dir := t.TempDir()
	o := Options{Values: map[string]string{"alpha": "aa"}, Defaults: true, NoVCS: true}.in(dir)
	if err := tmpl.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"spin.toml":      "name = \"my thing\"\nv = \"zaaone\"\n",
		"sub/a.txt":      filepath.ToSlash(o.Output),
		"bin":            "\xff{{zeta}}",
		".github/it.yml": "${{ matrix.os }}",
	}
	if got := tree(t, o.Output); !mapsEqual(got, want) {
		t.Errorf("made %q, want %q", got, want)
	}
	if _, err := os.Stat(filepath.Join(o.Output, "made", "my-thing")); err != nil {
		t.Error(err)
	}
	if names := tree(t, dir); len(names) != len(want) {
		t.Errorf("beside it there is more: %q", names)
	}

	// A second time it is refused, unless it may overwrite.
	var full *NotEmptyError
	if err := tmpl.Run(t.Context(), o); !errors.As(err, &full) {
		t.Errorf("into a full folder: %v", err)
	}
	o.Overwrite = true
	o.Values = map[string]string{"alpha": "a", "mid": "two"}
	os.WriteFile(filepath.Join(o.Output, "mine"), []byte("stays"), 0o666)
	if err := tmpl.Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	want["spin.toml"], want["mine"] = "name = \"my thing\"\nv = \"zatwo\"\n", "stays"
	if got := tree(t, o.Output); !mapsEqual(got, want) {
		t.Errorf("made %q, want %q", got, want)
	}
}

func mapsEqual(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if w, ok := b[k]; !ok || w != v {
			return false
		}
	}
	return true
}

// TestRunFails checks that nothing is left of a run that fails.
func TestRunFails(t *testing.T) {
	const parameters = "[parameters]\np = { type = 'string', prompt = 'P', pattern = '^a$' }\n"
	good := map[string]string{"content/a": "{{p}}"}
	for name, tc := range map[string]struct {
		manifest string
		files    map[string]string
		o        Options
		want     string
	}{
		"missing value":    {parameters, good, Options{Defaults: true}, "needs a value for p"},
		"wrong value":      {parameters, good, Options{Values: map[string]string{"p": "b"}}, `parameter p: "b" does not match`},
		"huge value":       {parameters, good, Options{Values: map[string]string{"p": strings.Repeat("a", maxValue+1)}}, "at most"},
		"unknown value":    {parameters, good, Options{Values: map[string]string{"q": "b"}}, "has no parameter q; it has p"},
		"name":             {"", good, Options{Name: "1a"}, "is not a name"},
		"name of nothing":  {"", good, Options{Name: "--"}, "has no letters"},
		"name with a line": {"", good, Options{Name: "a\nb"}, "is not a name"},
		"unsupported":      {"", good, Options{Operation: AddComponent}, "cannot be used to add a component"},
		"unsupported new":  {"[new_application]\nsupported = false", good, Options{}, "cannot be used to make an application"},
		"no value":         {"", map[string]string{"content/a": "{{b}}"}, Options{}, "content/a: there is no value `b`"},
		"filter":           {"", map[string]string{"content/a": "{{b|c}}"}, Options{}, "there is no filter `c`"},
		"manifest":         {"", map[string]string{"content/spin.toml": "a = "}, Options{}, "is not TOML"},
		"twice":            {"", map[string]string{"content/a": "", "content/a.tmpl": ""}, Options{}, "cannot become the file a"},
		"backslash":        {"", map[string]string{`content/..\a`: ""}, Options{}, "cannot become the file"},
		"of git":           {"", map[string]string{"content/sub/.GIT/config": ""}, Options{}, "cannot become the file"},
		"no name":          {"", map[string]string{"content/.tmpl": ""}, Options{}, "cannot become the file"},
		"escaping folder":  {"[outputs.d]\naction = 'create_dir'\npath = '../{{project-name}}'", nil, Options{}, "outside of the application"},
		"absolute folder":  {"[outputs.d]\naction = 'create_dir'\npath = '/tmp/x'", nil, Options{}, "outside of the application"},
		"nothing":          {"", nil, Options{}, "makes nothing"},
		"snippet":          {"[new_application.snippets]\ncomponent = 'a'", nil, Options{}, "for adding components only"},
	} {
		t.Run(name, func(t *testing.T) {
			tmpl := templateOf(t, tc.manifest, tc.files)
			if strings.Contains(tc.want, "no value") {
				tc.o.Defaults = true
			}
			dir := t.TempDir()
			err := tmpl.Run(t.Context(), tc.o.in(dir))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%v, want %s", err, tc.want)
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("it left %v", left)
			}
		})
	}
}

// TestInterrupt checks that a run that was interrupted leaves nothing.
func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stop")
	cancel(stop)
	dir := t.TempDir()
	err := templateOf(t, "", map[string]string{"content/a": ""}).Run(ctx, Options{NoVCS: true}.in(dir))
	if left, _ := os.ReadDir(dir); !errors.Is(err, stop) || len(left) > 0 {
		t.Errorf("%v, left %v", err, left)
	}
}

func TestLoadFails(t *testing.T) {
	for manifest, want := range map[string]string{
		"nonsense = 1":        "line 3: unknown field `nonsense`",
		"a = ":                "line 3",
		"id = 'y'":            "id",
		"custom_filters = []": "custom filters",
		"[parameters]\np = { type = 'int', prompt = 'P' }":                   "unknown type",
		"[parameters]\np = { type = 'string', prompt = 'P', pattern = '(' }": "parameter `p`",
		"[parameters]\np = { type = 'string', prompt = 'P', size = 1 }":      "unknown field `size`",
		"[add_component.snippets]\nother = 'a'":                              "unknown snippet `other`",
		"[add_component.snippets]\ncomponent = '../../a'":                    "is not a file of the template",
		"[add_component.conditions.c]\ncondition = { x = 1 }":                "condition `c`",
		"[outputs.o]\naction = 'run'\npath = 'x'":                            "unknown action",
		"[outputs.o]\naction = 'create_dir'\npath = 'x'\nat = 'root'":        "must be component or manifest",
		"[outputs.o]\naction = 'create_dir'\npath = '{{'":                    "output `o`",
		"#" + strings.Repeat("x", maxManifest):                               "more than",
	} {
		_, err := Load(folder(manifest, nil))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %s", manifest, err, want)
		}
	}
	if _, err := Load(fstest.MapFS{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := Load(fstest.MapFS{"metadata/spin-template.toml": {Data: []byte("manifest_version = '2'\nid = 'x'")}}); err == nil {
		t.Error("version 2 is accepted")
	}
}

// TestBuiltin makes an application of each built-in template, and adds it to
// one.
func TestBuiltin(t *testing.T) {
	given := map[string]string{"go-sdk-version": "v1", "go-sdk-sum": "x v1 h1:y=\n"}
	nasty := "quotes \" ' and \\ <tags> & \nlines"
	for _, tmpl := range Builtin() {
		t.Run(tmpl.ID, func(t *testing.T) {
			dir := t.TempDir()
			o := Options{Values: map[string]string{"project-description": nasty}, Defaults: true, Given: given, NoVCS: true}.in(dir)
			if err := tmpl.Run(t.Context(), o); err != nil {
				t.Fatal(err)
			}
			var m struct {
				Application struct{ Name, Description string }
				Component   map[string]any
			}
			decode(t, filepath.Join(o.Output, "spin.toml"), &m)
			if m.Application.Name != "my-thing" || m.Application.Description != nasty {
				t.Errorf("the manifest has %+v", m)
			}
			for name, text := range tree(t, o.Output) {
				if strings.Contains(text, "{{") || strings.HasSuffix(name, ".tmpl") {
					t.Errorf("%s is not rendered", name)
				}
			}
			if !tmpl.Supports(AddComponent) {
				return
			}
			manifest := filepath.Join(o.Output, "spin.toml")
			o = Options{Operation: AddComponent, Name: "more", Output: "more", Manifest: manifest, Values: map[string]string{}, Defaults: true, Given: given, NoVCS: true}
			if err := tmpl.Run(t.Context(), o); err != nil {
				t.Fatal(err)
			}
			decode(t, manifest, &m)
			more := m.Component["more"].(map[string]any)
			build, builds := more["build"].(map[string]any)
			if source := more["source"].(string); !strings.HasPrefix(source, "more/") || builds && build["workdir"] != "more" {
				t.Errorf("the manifest has %+v", m)
			}
			if _, err := os.Stat(filepath.Join(o.Dir(), "spin.toml")); err == nil {
				t.Error("a component has a manifest of its own")
			}
			var exists *ExistsError
			o.Output = "again"
			if err := tmpl.Run(t.Context(), o); !errors.As(err, &exists) {
				t.Errorf("a second time: %v", err)
			}
		})
	}
}

func decode(t *testing.T, file string, to any) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err == nil {
		err = toml.Unmarshal(text, to)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestComponents checks that the components in templates are those that their
// sources say.
func TestComponents(t *testing.T) {
	h := sha256.New()
	for _, pattern := range []string{"*.c", "*.h", "build.sh"} {
		names, err := filepath.Glob("components/" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			h.Write(text)
		}
	}
	want, err := os.ReadFile("components/sources.sha256")
	if got := fmt.Sprintf("%x\n", h.Sum(nil)); err != nil || got != string(want) {
		t.Errorf("components/build.sh has not run since the sources have changed: %v", err)
	}
}
