package app

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestOpen(t *testing.T) {
	const manifest = "spin_manifest_version = 2\napplication.name = 'found'\n"
	dir := t.TempDir()
	for name, content := range map[string]string{
		"app/spin.toml": manifest, "app/sub/deep/x": "", "app/other.toml": "spin_manifest_version = 2\napplication.name = 'other'\n",
		"repo/.git/x": "", "repo/sub/x": "", "spin.toml": "spin_manifest_version = 2\napplication.name = 'outer'\n",
		"My Component_2.WASM": "", "7.wasm": "", "empty/x": "",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, tc := range []struct{ cwd, from, name, err string }{
		{cwd: "app", name: "found"},
		{cwd: "app/sub/deep", name: "found"},
		{cwd: "app", from: "other.toml", name: "other"},
		{cwd: "app", from: "..", name: "outer"},
		{cwd: ".", from: "app", name: "found"},
		{cwd: "repo/sub", err: "there is no application at spin.toml"},
		{cwd: ".", from: "absent", err: "there is no application at absent"},
		{cwd: ".", from: "empty", err: "there is no application at " + filepath.Join("empty", "spin.toml")},
		{cwd: ".", from: "My Component_2.WASM", name: "My Component_2"},
		{cwd: ".", from: "7.wasm", name: "7"},
	} {
		t.Run(tc.cwd+" "+tc.from, func(t *testing.T) {
			t.Chdir(filepath.Join(dir, tc.cwd))
			a, err := Open(tc.from)
			var notFound *NotFoundError
			switch {
			case tc.err != "":
				if !errors.As(err, &notFound) || err.Error() != tc.err || notFound.Hint() == "" {
					t.Errorf("error %v, want %s", err, tc.err)
				}
			case err != nil:
				t.Error(err)
			case a.Name != tc.name || !filepath.IsAbs(a.Dir):
				t.Errorf("got %s in %s, want %s", a.Name, a.Dir, tc.name)
			}
		})
	}
}

func TestBare(t *testing.T) {
	a := bare(filepath.FromSlash("/tmp/My Component_2.wasm"))
	c := a.Component("my-component-2")
	if bareID("café 2go") != "component" {
		t.Errorf("bareID = %s", bareID("café 2go"))
	}
	if c == nil {
		c = a.Components[0]
	}
	if a.Triggers[0].Component != c.ID || a.Triggers[0].HTTP.Route != "/..." || a.Check() != nil {
		t.Errorf("%+v %+v", a.Triggers[0], c)
	}
}

func TestWasmMissing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.wasm")
	c := &Component{ID: "c", Source: Source{Path: path}, Build: &Build{}}
	var missing *MissingSourceError
	if _, err := c.Wasm(); !errors.As(err, &missing) || missing.Hint() != "run `gyro build`, or add --build" {
		t.Errorf("error %v", err)
	}
	if err := os.WriteFile(path, []byte("\x00asm"), 0o644); err != nil {
		t.Fatal(err)
	}
	if data, err := c.Wasm(); err != nil || len(data) != 4 {
		t.Errorf("%q, %v", data, err)
	}
}
