package encode_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/encode"
	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

func encoded(t testing.TB, module []byte, w *wit.World) []byte {
	t.Helper()
	out, err := encode.Component(module, encode.Options{World: w})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestHTTPGuests makes components of guests that answer HTTP, which then answer
// as their core modules do.
func TestHTTPGuests(t *testing.T) {
	for _, g := range []struct{ name, version string }{
		{"c-http-core", "0.2.12"}, {"as-http-core", "0.2.0"},
		{"as-http-core", "0.2.12"}, // another version than the module's
	} {
		t.Run(g.name, func(t *testing.T) {
			module := guest(t, g.name)
			paths := []string{"/hello", "/headers", "/echo", "/echo", "/trap"}
			if g.name == "c-http-core" {
				paths = append(paths, "/splice", "/count", "/large/100", "/trailers", "/env", "/files/greeting", "/sleep/1", "/exit/1", "/bad-handle")
			}
			want := answers(t, module, paths...)
			got := answers(t, encoded(t, module, wasiWorld(t, g.version, httpWorld)), paths...)
			if !slices.Equal(got, want) {
				t.Errorf("component answers\n%s\nmodule\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

func TestCommandGuest(t *testing.T) {
	module := guest(t, "c-run-core")
	wasm := encoded(t, module, wasiWorld(t, "0.2.12", commandWorld))
	for _, args := range []string{"hello", "args a b", "env", "stderr", "exit 3", "fail", "trap"} {
		want := run(t, module, strings.Fields(args)...)
		if got := run(t, wasm, strings.Fields(args)...); got != want {
			t.Errorf("%s: component %s, module %s", args, got, want)
		}
	}
}

// TestAgain takes the core module out of components that the tools made,
// makes components of it again, and compares what they answer and what they
// import and export.
func TestAgain(t *testing.T) {
	for _, g := range []struct {
		name, version, body string // no body: the component's own world
		paths               string
	}{
		{"c-http", "0.2.12", httpWorld, "/hello /echo /count"},
		{"c-http-0.2.0", "0.2.0", httpWorld, "/hello /echo /count"},
		{"as-http", "0.2.0", httpWorld, "/hello /echo"},
		{"c-run", "0.2.12", commandWorld, ""},
		{"c-p3-http", "0.3.0", serviceWorld, "/hello /echo /wait /large?bytes=100 /fail"},
		{"c-p3-middleware", "0.3.0", middlewareWorld, ""},
		{"c-p3-http", "", "", "/hello /echo /wait /large?bytes=100 /fail"},
		{"rust-command", "", "", ""},
	} {
		t.Run(g.name+g.version, func(t *testing.T) {
			component := guest(t, g.name)
			w := componentWorld(t, component)
			if g.body != "" {
				w = wasiWorld(t, g.version, g.body)
			}
			again := encoded(t, mainModule(t, component), w)
			if got, want := structure(t, again), structure(t, component); got != want {
				t.Errorf("structure:\n%s\nthe tools':\n%s", got, want)
			}
			if g.paths != "" {
				paths := strings.Fields(g.paths)
				if got, want := answers(t, again, paths...), answers(t, component, paths...); !slices.Equal(got, want) {
					t.Errorf("answers\n%s\nthe tools' component\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			}
		})
	}
}

func componentWorld(t testing.TB, wasm []byte) *wit.World {
	t.Helper()
	w, err := component.World(wasm)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// structure lists what a component imports and exports, as WIT with types and
// functions sorted, and how many definitions of each kind it has.
func structure(t testing.TB, wasm []byte) string {
	t.Helper()
	c, err := binary.Decode(wasm, binary.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := binary.World(c)
	if err != nil {
		t.Fatal(err)
	}
	lines := []string{}
	for kind, items := range map[string][]wit.WorldItem{"import": w.Imports, "export": w.Exports} {
		for _, i := range items {
			lines = append(lines, kind+" "+i.Name)
			if i.Interface == nil {
				continue
			}
			for _, d := range i.Interface.Types {
				lines = append(lines, kind+" "+i.Name+" type "+d.Name+" "+wit.Shape(d))
			}
			for _, f := range i.Interface.Funcs {
				line := kind + " " + i.Name + " " + f.Name
				for _, p := range f.Params {
					line += " " + p.Name + ":" + wit.Shape(p.Type)
				}
				lines = append(lines, line+" "+wit.Shape(f.Result))
			}
		}
	}
	for _, d := range c.Defs {
		if k, ok := d.(*binary.Canon); ok {
			o := k.Options
			line := "canon " + binary.BuiltinName(k.Opcode)
			for _, has := range []bool{o.Async, o.HasMemory, o.HasRealloc, o.HasPostReturn, o.HasCallback} {
				if has {
					line += " x"
				} else {
					line += " -"
				}
			}
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
