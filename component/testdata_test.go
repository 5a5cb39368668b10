package component_test

import (
	"context"
	"embed"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
)

// testdata holds components as text and as the binaries made of them, so that
// tests need no tools.
//
//go:embed testdata/*.wasm
var testdata embed.FS

// fixture returns a component of testdata.
func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := testdata.ReadFile("testdata/" + name + ".wasm")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestTestdata checks that the binaries of testdata are those of their texts.
func TestTestdata(t *testing.T) {
	tool, err := exec.LookPath("wasm-tools")
	if err != nil {
		t.Skip("wasm-tools is not on PATH")
	}
	texts, err := filepath.Glob("testdata/*.wat")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		out, err := exec.Command(tool, "parse", text).Output()
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(text), ".wat")
		if !slices.Equal(out, fixture(t, name)) {
			t.Errorf("testdata/%s.wasm is stale: run wasm-tools parse %s -o testdata/%[1]s.wasm", name, text)
		}
	}
}

func newRuntime(t testing.TB, c component.Config) *component.Runtime {
	t.Helper()
	ctx := context.Background()
	rt, err := component.NewRuntime(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := rt.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return rt
}

// load loads a component of testdata into a runtime of its own.
func load(t testing.TB, name string) *component.Component {
	t.Helper()
	c, err := newRuntime(t, component.Config{}).Load(context.Background(), fixture(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// link loads and links a component of testdata.
func link(t testing.TB, name string, l *component.Linker) *component.Linked {
	t.Helper()
	linked, err := l.Link(load(t, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := linked.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return linked
}

func instantiate(t testing.TB, linked *component.Linked, c component.InstanceConfig) *component.Instance {
	t.Helper()
	in, err := linked.Instantiate(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := in.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return in
}

func export(t testing.TB, in *component.Instance, path ...string) *component.Func {
	t.Helper()
	f, err := in.Func(path...)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// call calls an export that has to succeed.
func call(t testing.TB, in *component.Instance, name string, args ...component.Value) component.Value {
	t.Helper()
	v, err := export(t, in, name).Call(context.Background(), args...)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v
}

// callTrap calls an export that has to trap.
func callTrap(t testing.TB, in *component.Instance, name string, args ...component.Value) *component.Trap {
	t.Helper()
	v, err := export(t, in, name).Call(context.Background(), args...)
	var trap *component.Trap
	if !errors.As(err, &trap) {
		t.Fatalf("%s returned %v and %v, want a trap", name, v, err)
	}
	return trap
}

// define returns a linker with the given definitions.
func define(t testing.TB, defs ...any) *component.Linker {
	t.Helper()
	l := component.NewLinker()
	for _, d := range defs {
		var err error
		switch d := d.(type) {
		case *component.InterfaceDef:
			err = l.Define(d)
		case component.FuncDef:
			err = l.DefineFunc(d)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return l
}
