package variables

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/tests/forward"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

const manifest = `
spin_manifest_version = 2
[application]
name = "x"
[variables]
host = { default = "localhost" }
token = { required = true, secret = true }
absent = { required = true }
[component.c]
source = "c.wasm"
variables = { url = "http://{{ host }}/", auth = "Bearer {{ token }}", both = "{{ token }}{{ absent }}", fixed = "" }
[component.good]
source = "c.wasm"
variables = { z = "1", auth = "{{ token }}", a = "2" }
`

const secret = "do not show"

// broken is a provider that fails.
type broken struct{ err error }

func (b broken) Get(context.Context, string) (string, bool, error) { return "", false, b.err }

// stores are the interfaces of all versions of wasi:config/store.
func stores() []*wit.Interface {
	is := []*wit.Interface{witfiles.Interface("wasi:config/store@0.2.0-rc.1")}
	for _, version := range []string{"0.2.0-draft-2024-09-27", "0.2.0-draft"} {
		old := *is[0]
		old.Package = &wit.Package{Name: wit.PackageName{Namespace: "wasi", Name: "config", Version: version}}
		is = append(is, &old)
	}
	return is
}

// newGuest returns a guest that has the variables of a component.
func newGuest(t *testing.T, id string, providers ...app.Provider) *forward.Guest {
	t.Helper()
	a, err := app.Parse("spin.toml", "/app", []byte(manifest))
	if err != nil {
		t.Fatal(err)
	}
	source := Source{app.NewVariables(a, providers...), a.Component(id)}
	ctx := context.Background()
	rt, err := component.NewRuntime(ctx, component.Config{})
	if err != nil {
		t.Fatal(err)
	}
	l := component.NewLinker()
	if err := Link(l, func(*component.Call) Source { return source }); err != nil {
		t.Fatal(err)
	}
	k, err := forward.Link(ctx, rt, l, append(stores(), witfiles.Interface(spinVariablesName))...)
	if err != nil {
		t.Fatal(err)
	}
	in, err := k.Instantiate(ctx, component.InstanceConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(in.Close(ctx), k.Close(ctx), rt.Close(ctx)); err != nil {
			t.Error(err)
		}
	})
	return forward.New(in)
}

const spinVariablesName = "fermyon:spin/variables@2.0.0"

// TestGet asks for one variable through each interface.
func TestGet(t *testing.T) {
	values := app.Static{"token": secret}
	tests := []struct {
		name        string
		providers   []app.Provider
		spin, store string
	}{
		{"url", nil, `ok("http://localhost/")`, `ok(some("http://localhost/"))`},
		{"fixed", nil, `ok("")`, `ok(some(""))`},
		{"auth", []app.Provider{values}, `ok("Bearer do not show")`, `ok(some("Bearer do not show"))`},
		{"auth", nil, "err(variant:2(", "err(variant:0("}, // the required one has no value
		{"both", []app.Provider{values}, "err(variant:2(", "err(variant:0("},
		{"host", nil, "err(variant:1(", "ok(none)"}, // of the application, not of the component
		{"nothing", nil, "err(variant:1(", "ok(none)"},
		{"Not A Name", nil, "err(variant:0(", "ok(none)"},
		{"", nil, "err(variant:0(", "ok(none)"},
		{"url", []app.Provider{broken{errors.New("vault is sealed")}}, `err(variant:2("value of variable host: vault is sealed"))`, `err(variant:0("value of variable host: vault is sealed"))`},
	}
	for _, tt := range tests {
		g := newGuest(t, "c", tt.providers...)
		get := func(iface string) string {
			v, err := g.Call(t.Context(), iface, "get", wit.StringValue(tt.name))
			if err != nil {
				t.Fatal(err)
			}
			s := v.String()
			if strings.HasPrefix(s, "err(") && strings.Contains(s, secret) {
				t.Errorf("%s %q: the error shows a secret: %s", iface, tt.name, s)
			}
			return s
		}
		if got := get(spinVariablesName); !strings.HasPrefix(got, tt.spin) {
			t.Errorf("%q: %s, want %s", tt.name, got, tt.spin)
		}
		for _, i := range stores() {
			if got := get(i.ExternalName()); !strings.HasPrefix(got, tt.store) {
				t.Errorf("%s %q: %s, want %s", i.ExternalName(), tt.name, got, tt.store)
			}
		}
	}
}

func TestGetAll(t *testing.T) {
	all := func(id string, providers ...app.Provider) string {
		g := newGuest(t, id, providers...)
		var last string
		for _, i := range stores() {
			v, err := g.Call(t.Context(), i.ExternalName(), "get-all")
			if err != nil {
				t.Fatal(err)
			}
			if got := v.String(); last != "" && got != last {
				t.Errorf("%s: %s, others %s", i.ExternalName(), got, last)
			}
			last = v.String()
		}
		return last
	}
	if got, want := all("good", app.Static{"token": "s"}), `ok([("a", "2"), ("auth", "s"), ("z", "1")])`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := all("c", app.Static{"token": secret}); !strings.HasPrefix(got, "err(variant:0(") || strings.Contains(got, secret) {
		t.Errorf("with a value missing: %s", got)
	}
}

// TestCancelled checks that a provider which gives up because the request is
// over ends the guest.
func TestCancelled(t *testing.T) {
	for iface, names := range map[string][]string{spinVariablesName: {"get"}, "wasi:config/store@0.2.0-rc.1": {"get", "get-all"}} {
		for _, name := range names {
			ctx, cancel := context.WithCancel(t.Context())
			g := newGuest(t, "c", cancelling{cancel})
			var args []component.Value
			if name == "get" {
				args = append(args, wit.StringValue("url"))
			}
			v, err := g.Call(ctx, iface, name, args...)
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s#%s: %v, %v", iface, name, v, err)
			}
		}
	}
}

// cancelling is a provider whose caller goes away.
type cancelling struct{ cancel func() }

func (c cancelling) Get(ctx context.Context, _ string) (string, bool, error) {
	c.cancel()
	return "", false, ctx.Err()
}
