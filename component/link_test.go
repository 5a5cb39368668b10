package component_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// answer returns a function that takes nothing and returns n.
func answer(name string, n uint64) component.FuncDef {
	return component.FuncDef{Name: name, Fn: func(_ context.Context, _ *component.Call, stack []uint64) { stack[0] = n }}
}

// low is the interface test:v/low, whose resource two imported versions share.
func low(version string) *component.InterfaceDef {
	thing := component.NewResourceType("thing", nil)
	return &component.InterfaceDef{
		Name:      "test:v/low@" + version,
		Resources: []component.ResourceDef{{Name: "thing", Type: thing}},
		Funcs: []component.FuncDef{
			{Name: "make", Fn: func(_ context.Context, c *component.Call, stack []uint64) {
				stack[0] = uint64(c.NewOwn(thing, 11))
			}},
			{Name: "use", Fn: func(_ context.Context, c *component.Call, stack []uint64) {
				stack[0] = uint64(c.Borrow(uint32(stack[0]), thing).(int))
			}},
		},
	}
}

func answers(name string, n uint64) *component.InterfaceDef {
	return &component.InterfaceDef{Name: name, Funcs: []component.FuncDef{answer("f", n)}}
}

func TestLinkVersions(t *testing.T) {
	c := load(t, "versions")
	all := []any{low("0.2.12"), answers("test:v/patch@0.0.4", 12), answers("test:v/high@1.9.0", 13), answers("test:v/pre@2.0.0-rc.1", 14), answer("plain", 15)}
	tests := []struct {
		name    string
		replace int // index in all
		by      any
		missing []string
	}{
		{"all there", 0, low("0.2.0"), nil},
		{"older patch of the host", 0, low("0.2.3"), nil},
		{"build metadata", 2, answers("test:v/high@1.2.3+build.5", 13), nil},
		{"other minor below 1", 0, low("0.3.0"), []string{"test:v/low@0.2.0", "test:v/low@0.2.5"}},
		{"other patch below 0.1", 1, answers("test:v/patch@0.0.5", 12), []string{"test:v/patch@0.0.4"}},
		{"other major", 2, answers("test:v/high@2.2.3", 13), []string{"test:v/high@1.2.3"}},
		{"other pre-release", 3, answers("test:v/pre@2.0.0-rc.2", 14), []string{"test:v/pre@2.0.0-rc.1"}},
		{"release for a pre-release", 3, answers("test:v/pre@2.0.0", 14), []string{"test:v/pre@2.0.0-rc.1"}},
		{"no version", 2, answers("test:v/high", 13), []string{"test:v/high@1.2.3"}},
		{"other plain name", 4, answer("plainer", 15), []string{"plain"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			defs := slices.Clone(all)
			defs[tt.replace] = tt.by
			linked, err := define(t, defs...).Link(c)
			if !slices.Equal(missing(t, err), tt.missing) {
				t.Fatalf("missing: %v, want %v", err, tt.missing)
			}
			if err != nil {
				return
			}
			in := instantiate(t, linked, component.InstanceConfig{})
			for name, want := range map[string]uint32{"low": 11, "patch": 12, "high": 13, "pre": 14, "plain": 15} {
				if got := call(t, in, name); got.U32() != want {
					t.Errorf("%s returned %v, want %d", name, got, want)
				}
			}
		})
	}
}

// missing returns the sorted names of a LinkError.
func missing(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	var le *component.LinkError
	if !errors.As(err, &le) {
		t.Fatalf("%v is not a LinkError", err)
	}
	var names []string
	for _, m := range le.Missing {
		if !slices.Contains(names, m.Name) {
			names = append(names, m.Name)
		}
	}
	slices.Sort(names)
	return names
}

// TestLinkMissing checks that all missing imports are listed at once, each
// interface once.
func TestLinkMissing(t *testing.T) {
	_, err := component.NewLinker().Link(load(t, "versions"))
	want := []string{"plain", "test:v/high@1.2.3", "test:v/low@0.2.0", "test:v/low@0.2.5", "test:v/patch@0.0.4", "test:v/pre@2.0.0-rc.1"}
	if got := missing(t, err); !slices.Equal(got, want) {
		t.Errorf("missing %q, want %q", got, want)
	}
	for _, name := range want {
		if n := strings.Count(err.Error(), name); n != 1 {
			t.Errorf("the message names %s %d times:\n%v", name, n, err)
		}
	}
}

// TestLinkMissingMember checks what is said of an interface that lacks
// something.
func TestLinkMissingMember(t *testing.T) {
	bare := &component.InterfaceDef{Name: "test:v/low@0.2.12", Funcs: []component.FuncDef{answer("make", 0)}}
	_, err := define(t, bare).Link(load(t, "versions"))
	got := missing(t, err)
	for _, want := range []string{"test:v/low@0.2.0#thing", "test:v/low@0.2.5#thing", "test:v/low@0.2.5#use"} {
		if !slices.Contains(got, want) {
			t.Errorf("missing %q lacks %s", got, want)
		}
	}
	if slices.Contains(got, "test:v/low@0.2.0#make") {
		t.Error("make is listed, although it is there")
	}
}

// TestLinkTypes checks that functions of another type are refused.
func TestLinkTypes(t *testing.T) {
	iface := func(result wit.Type) func() *wit.Interface {
		return func() *wit.Interface {
			return &wit.Interface{Name: "high", Funcs: []*wit.Func{{Name: "f", Result: result}}}
		}
	}
	for _, tt := range []struct {
		name   string
		result wit.Type
		ok     bool
	}{{"same", wit.U32, true}, {"other", wit.String, false}, {"none", nil, false}} {
		d := answers("test:v/high@1.2.3", 1)
		d.WIT = iface(tt.result)
		_, err := define(t, d).Link(load(t, "versions"))
		if slices.Contains(missing(t, err), "test:v/high@1.2.3#f") == tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestAllowMissing checks that missing imports trap when they are called, and
// not before.
func TestAllowMissing(t *testing.T) {
	l := define(t, answers("test:v/high@1.0.0", 13))
	l.AllowMissing(true)
	linked := link(t, "versions", l)
	if got := call(t, instantiate(t, linked, component.InstanceConfig{}), "high"); got.U32() != 13 {
		t.Errorf("high returned %v", got)
	}
	for name, want := range map[string]string{"low": "test:v/low@0.2.0#make", "pre": "test:v/pre@2.0.0-rc.1#f", "plain": "plain"} {
		trap := callTrap(t, instantiate(t, linked, component.InstanceConfig{}), name)
		if !errors.Is(trap, component.ErrMissingImport) || !strings.Contains(trap.Msg, want) || trap.Kind != component.TrapHost {
			t.Errorf("%s: %s: %v, want it to name %s", name, trap.Kind, trap, want)
		}
	}
}

func TestDefineTwice(t *testing.T) {
	l := define(t, answers("test:v/high@1.2.3", 1), answer("plain", 1))
	if err := l.Define(answers("test:v/high@1.9.9", 1)); err == nil || !strings.Contains(err.Error(), "test:v/high@1.2.3") {
		t.Errorf("a second interface of a track: %v", err)
	}
	if err := l.DefineFunc(answer("plain", 1)); err == nil {
		t.Error("a second function of a name is accepted")
	}
}

func TestExports(t *testing.T) {
	in := instantiate(t, link(t, "kinds", kindsLinker(t, true)), component.InstanceConfig{})
	for _, tt := range []struct {
		path []string
		want string // part of the error
	}{
		{[]string{"test:kinds/echo@0.2.3", "number"}, ""},
		{[]string{"test:kinds/echo@0.2.0", "number"}, ""},
		{[]string{"test:kinds/echo@0.2.99", "number"}, ""},
		{[]string{"test:kinds/echo@0.3.0", "number"}, "there is no export test:kinds/echo@0.3.0"},
		{[]string{"test:kinds/echo@0.2.3", "nothing"}, "#nothing"},
		{[]string{"test:kinds/echo@0.2.3"}, "not a function"},
		{[]string{"to-host", "number", "more"}, "not an instance"},
		{nil, "not a function"},
	} {
		_, err := in.Func(tt.path...)
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v, want %q", tt.path, err, tt.want)
		}
	}
}
