package compose

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/encode"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/source"
)

var update = flag.Bool("update", false, "write the golden files")

// modules are those that package encode is tested with.
const modules = "../../component/encode/testdata"

// folder returns one with components that depend on each other: app.wasm needs
// store.wasm, add.wasm needs log.wasm; core.wasm is none.
func folder(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for name, world := range map[string]string{"app": "store.wit", "store": "store.wit", "add": "calc.wit adder", "log": "calc.wit logger", "core": ""} {
		module := name
		if world == "" {
			module = "add"
		}
		wasm, err := os.ReadFile(filepath.Join(modules, module+".wasm"))
		if err != nil {
			t.Fatal(err)
		}
		if world != "" {
			file, w, ok := strings.Cut(world, " ")
			if !ok {
				w = name
			}
			if wasm, err = encode.Component(wasm, encode.Options{World: worldOf(t, file, w)}); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, name+".wasm"), wasm, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func worldOf(t testing.TB, file, name string) *wit.World {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(modules, file))
	if err != nil {
		t.Fatal(err)
	}
	set, err := wit.Parse(wit.File{Name: file, Text: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	w, err := set.World(name)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// application reads a manifest and composes what it describes.
func application(t testing.TB, dir, manifest string) (*Result, error) {
	t.Helper()
	a, err := app.Parse("spin.toml", dir, []byte("spin_manifest_version = 2\napplication.name = \"x\"\n"+manifest))
	if err != nil {
		return nil, err
	}
	work := t.TempDir()
	return Application(context.Background(), a, Options{Sources: &source.Resolver{Dir: work}, Dir: work})
}

// a is the head of manifests whose component a is app.wasm.
const a = `
[[trigger.http]]
route = "/..."
component = "a"
[component.a]
source = "app.wasm"
`

// TestDependencies composes by every kind of name.
func TestDependencies(t *testing.T) {
	dir := folder(t)
	for _, deps := range []string{
		`"acme:store" = { path = "store.wasm" }`,
		`"acme:store@1.0.0" = { path = "store.wasm" }`,
		`"acme:store@1.7.0" = { component = "s" }
[component.s]
source = "store.wasm"`,
	} {
		r, err := application(t, dir, a+"[component.a.dependencies]\n"+deps)
		if err != nil {
			t.Error(err)
			continue
		}
		c := r.App.Component("a")
		wasm, err := os.ReadFile(c.Source.Path)
		if err != nil {
			t.Fatal(err)
		}
		imports, exports, err := encode.Names(encode.Part{Wasm: wasm})
		if len(imports) > 0 || fmt.Sprint(exports) != "[total]" || err != nil || len(c.Dependencies) > 0 {
			t.Errorf("%s: imports %v, exports %v, %v", deps, imports, exports, err)
		}
		if s := r.App.Component("s"); s != nil && s.Source.Path != filepath.Join(dir, "store.wasm") {
			t.Errorf("what no trigger calls has become %v", s.Source)
		}
	}
}

// TestFaults compares messages with the golden file.
func TestFaults(t *testing.T) {
	dir := folder(t)
	var got strings.Builder
	for _, c := range []struct{ name, manifest string }{
		{"it imports nothing of that name", a + `[component.a.dependencies]
"acme:stores" = { path = "store.wasm" }`},
		{"another version", a + `[component.a.dependencies]
"acme:store@2.0.0" = { path = "store.wasm" }`},
		{"the export is missing", a + `[component.a.dependencies]
"acme:store" = { path = "log.wasm" }`},
		{"the export that is named is missing", a + `[component.a.dependencies]
"acme:store/shop" = { path = "store.wasm", export = "acme:store/shed@1.0.0" }`},
		{"the export has another type", a + `[component.a.dependencies]
"acme:store/shop" = { path = "store.wasm", export = "acme:store/types@1.0.0" }`},
		{"the export is a function", a + `[component.a.dependencies]
"acme:store/shop" = { path = "store.wasm", export = "version" }`},
		{"resources of two instances", a + `[component.a.dependencies]
"acme:store/shop" = { path = "store.wasm" }
"acme:store/types" = { path = "store.wasm" }`},
		{"the file is missing", a + `[component.a.dependencies]
"acme:store" = { path = "stores.wasm" }`},
		{"the file is a folder", a + `[component.a.dependencies]
"acme:store" = { path = "." }`},
		{"a core module", a + `[component.a.dependencies]
"acme:store" = { path = "core.wasm" }`},
		{"a core module has dependencies", strings.Replace(a, "app.wasm", "core.wasm", 1) + `[component.a.dependencies]
"acme:calc" = { path = "log.wasm" }`},
		{"a package of a registry", a + `[component.a.dependencies]
"acme:store" = "1.0"`},
		{"two are wrong", a + `[component.a.dependencies]
"acme:store/shop" = { path = "x.wasm" }
"acme:store/types" = { path = "y.wasm" }`},
		{"itself", a + `[component.a.dependencies]
"acme:store" = { component = "a" }`},
		{"each other", a + `[component.a.dependencies]
"acme:store" = { component = "b" }
[component.b]
source = "store.wasm"
[component.b.dependencies]
"acme:calc" = { component = "a" }`},
		{"no source", strings.Replace(a, "app.wasm", "apps.wasm", 1)},
		{"another role", strings.Replace(a, "[component.a]", `dependencies.wrapper = [{ path = "log.wasm" }]
[component.a]`, 1)},
		{"middleware that is none", strings.Replace(a, "[component.a]", `dependencies.middleware = [{ path = "log.wasm" }]
[component.a]`, 1)},
		{"middleware that is a core module", strings.Replace(a, "[component.a]", `dependencies.middleware = [{ path = "core.wasm" }]
[component.a]`, 1)},
		{"middleware that is missing", strings.Replace(a, "[component.a]", `dependencies.middleware = [{ component = "m" }]
[component.m]
source = "m.wasm"
[component.a]`, 1)},
	} {
		_, err := application(t, dir, c.manifest)
		if err == nil {
			t.Errorf("%s: no error", c.name)
			continue
		}
		fmt.Fprintf(&got, "# %s\n%s\n", c.name, strings.ReplaceAll(err.Error(), dir, "DIR"))
		if hint := adviceOf(err); hint != "" && !strings.Contains(err.Error(), hint) {
			fmt.Fprintf(&got, "hint: %s\n", hint)
		}
	}
	golden := filepath.Join("testdata", "faults.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || got.String() != string(want) {
		t.Errorf("%s differs (%v); run the test with -update and look at the difference:\n%s", golden, err, got.String())
	}
}

// TestSplit: what only some triggers call middleware for is there for each of
// them.
func TestSplit(t *testing.T) {
	a, err := app.Parse("spin.toml", t.TempDir(), []byte(`spin_manifest_version = 2
application.name = "x"
[[trigger.http]]
id = "one"
route = "/one"
component = "a"
dependencies.middleware = [{ path = "m.wasm" }]
[[trigger.http]]
id = "two"
route = "/two"
component = "a"
[[trigger.http]]
id = "three"
route = "/three"
component = "a"
dependencies.middleware = [{ path = "m.wasm" }, { path = "n.wasm" }]
[[trigger.http]]
id = "four"
route = "/four"
component = "b"
dependencies.middleware = [{ path = "m.wasm" }]
[component.a]
source = "a.wasm"
[component.a-for-three]
source = "a.wasm"
[component.b]
source = "b.wasm"
`))
	if err != nil {
		t.Fatal(err)
	}
	once := Split(a)
	twice := Split(once)
	for _, got := range []*app.App{once, twice} {
		var calls []string
		for _, trigger := range got.Triggers {
			c := got.Component(trigger.Component)
			calls = append(calls, fmt.Sprintf("%s:%s/%s", trigger.ID, c.ID, c.Original))
		}
		if want := "[one:a-for-one/a two:a/ three:a-for-three-d1/a four:b/]"; fmt.Sprint(calls) != want {
			t.Errorf("%v, want %s", calls, want)
		}
	}
	if len(a.Components) != 3 || a.Triggers[0].Component != "a" {
		t.Error("the application itself has changed")
	}
}

// TestMany refuses a component with ten thousand dependencies.
func TestMany(t *testing.T) {
	dir := folder(t)
	var deps strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&deps, "\"acme:p%d\" = { path = \"store.wasm\" }\n", i)
	}
	_, err := application(t, dir, a+"[component.a.dependencies]\n"+deps.String())
	if err == nil || !strings.Contains(err.Error(), "at most 256 dependencies") {
		t.Error(err)
	}
}
