package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/tests/guests"
)

// makes runs gyro, which writes a component, and returns the path of that.
func makes(t *testing.T, args ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out.wasm")
	if r := (command{args: append(args, "-o", out)}).run(t); r.code != 0 || r.stdout+r.stderr != "" {
		t.Fatalf("gyro %s: exit code %d\n%s%s", strings.Join(args, " "), r.code, r.stdout, r.stderr)
	}
	return out
}

// TestCompose asks a composition for all that the service in it can.
func TestCompose(t *testing.T) {
	for _, names := range [][]string{{"c-p3-middleware", "c-p3-http"}, {"rust-p3-middleware", "c-p3-middleware", "c-p3-http"}} {
		t.Run(strings.Join(names, " "), func(t *testing.T) {
			t.Parallel()
			args := []string{"compose", guests.Build(t, names[0])}
			for _, name := range names[1:] {
				args = append(args, "--plug", guests.Build(t, name))
			}
			o := newOrigin(t)
			a := single("", `allowed_outbound_hosts = ["`+o.url+`"]`)
			a.components[0].source = makes(t, args...)
			g, err := guests.Named("c-p3-composed")
			if err != nil {
				t.Fatal(err)
			}
			s := subject{up(t, a), g, o}
			for route, check := range whatServicesAnswer {
				if g.Can(route) {
					t.Run(route, func(t *testing.T) { s.t = t; check(t, s) })
				}
			}
		})
	}
}

// TestComponent makes components of core modules and asks them for all that
// the modules can. One names WASI in another version than gyro's.
func TestComponent(t *testing.T) {
	wit := t.TempDir()
	write(t, wit, "world.wit", `package guest:app;
world guest {
  include wasi:cli/imports@0.2.12;
  include wasi:http/imports@0.2.12;
  export wasi:http/incoming-handler@0.2.12;
}
`)
	for name, world := range map[string][]string{
		"c-http-core":  {"--wit", wit},
		"as-http-core": {"--world", "wasi:http/proxy@0.2.12"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOrigin(t)
			a := single("", `environment = { GREETING = "from the manifest", REPLACED = "no" }
allowed_outbound_hosts = ["`+o.url+`"]`)
			a.components[0].source = makes(t, append([]string{"component", guests.Build(t, name)}, world...)...)
			g, err := guests.Named(name)
			if err != nil {
				t.Fatal(err)
			}
			s := subject{up(t, a, "-e", "REPLACED=from the command line"), g, o}
			for _, route := range []string{"hello", "headers", "method", "echo", "large", "trailers", "env", "clock", "random", "fetch", "trap"} {
				if g.Can(route) {
					t.Run(route, func(t *testing.T) { s.t = t; whatGuestsAnswer[route](t, s) })
				}
			}
		})
	}
}
