package encode_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/encode"
	"github.com/gyro-wasm/gyro/component/wit"
)

// read returns a file of testdata.
func read(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// worldOf returns a world of a WIT file of testdata.
func worldOf(t testing.TB, file, world string) *wit.World {
	t.Helper()
	set, err := wit.Parse(wit.File{Name: file, Text: string(read(t, file))})
	if err != nil {
		t.Fatal(err)
	}
	w, err := set.World(world)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestStore composes a component with one that defines a resource, which has a
// destructor, and uses it in two interfaces.
func TestStore(t *testing.T) {
	store := encoded(t, read(t, "store.wasm"), worldOf(t, "store.wit", "store"))
	app := encoded(t, read(t, "app.wasm"), worldOf(t, "store.wit", "app"))
	whole := composed(t, encode.Part{Name: "app", Wasm: app}, encode.Part{Name: "store", Wasm: store})
	if w := componentWorld(t, whole); len(w.Imports) != 0 {
		t.Errorf("the composition imports %v", w.Imports)
	}
	ctx := context.Background()
	call := func(wasm []byte, name string, args ...wit.Value) wit.Value {
		t.Helper()
		inst, err := link(t, wasm).Instantiate(ctx, component.InstanceConfig{})
		if err != nil {
			t.Fatal(err)
		}
		defer inst.Close(ctx)
		f, err := inst.Func(name)
		if err != nil {
			t.Fatal(err)
		}
		v, err := f.Call(ctx, args...)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	// 10+1 by put, 10 and the length of "label" by look, 100 for the destructor.
	if got := call(whole, "total", wit.U32Value(10)).U32(); got != 126 {
		t.Errorf("total is %d, want 126", got)
	}
	if got := call(store, "version").Str(); got != "1.0" {
		t.Errorf("version is %q", got)
	}
}

// TestTestdata holds the modules in testdata against their texts, where
// wasm-tools is installed.
func TestTestdata(t *testing.T) {
	tools, err := exec.LookPath("wasm-tools")
	if err != nil {
		t.Skip("needs wasm-tools")
	}
	texts, err := filepath.Glob("testdata/*.wat")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		want, err := exec.Command(tools, "parse", text).Output()
		if err != nil {
			t.Fatal(err)
		}
		if got := read(t, strings.TrimSuffix(filepath.Base(text), "wat")+"wasm"); !bytes.Equal(got, want) {
			t.Errorf("%s is not what its module was made of", text)
		}
	}
}

// TestValidate asks wasm-tools, where it is installed, whether our components
// are valid and have a world.
func TestValidate(t *testing.T) {
	tools, err := exec.LookPath("wasm-tools")
	if err != nil {
		t.Skip("needs wasm-tools")
	}
	store := encoded(t, read(t, "store.wasm"), worldOf(t, "store.wit", "store"))
	app := encoded(t, read(t, "app.wasm"), worldOf(t, "store.wit", "app"))
	for name, wasm := range map[string][]byte{
		"add":   encoded(t, read(t, "add.wasm"), worldOf(t, "calc.wit", "adder")),
		"log":   encoded(t, read(t, "log.wasm"), worldOf(t, "calc.wit", "logger")),
		"store": store, "app": app,
		"async":   encoded(t, read(t, "async.wasm"), worldOf(t, "async.wit", "worker")),
		"whole":   composed(t, encode.Part{Name: "app", Wasm: app}, encode.Part{Name: "store", Wasm: store}),
		"http":    encoded(t, guest(t, "c-http-core"), wasiWorld(t, "0.2.12", httpWorld)),
		"service": encoded(t, mainModule(t, guest(t, "c-p3-http")), wasiWorld(t, "0.3.0", serviceWorld)),
		"chain":   composed(t, partOf(t, "rust-p3-middleware"), partOf(t, "c-p3-middleware"), partOf(t, "rust-p3-http")),
	} {
		for _, args := range [][]string{{"validate", "--features", "all"}, {"component", "wit"}} {
			cmd := exec.Command(tools, args...)
			cmd.Stdin = bytes.NewReader(wasm)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s: %s: %v\n%s", name, args[0], err, out)
			}
		}
	}
}

// TestAsync encodes all names of async imports and exports, and calls one.
func TestAsync(t *testing.T) {
	wasm := encoded(t, read(t, "async.wasm"), worldOf(t, "async.wit", "worker"))
	ctx := context.Background()
	rt, err := runtime()
	if err != nil {
		t.Fatal(err)
	}
	c, err := rt.Load(ctx, wasm)
	if err != nil {
		t.Fatal(err)
	}
	l := component.NewLinker()
	l.AllowMissing(true)
	linked, err := l.Link(c)
	if err != nil {
		t.Fatal(err)
	}
	inst, err := linked.Instantiate(ctx, component.InstanceConfig{})
	if err != nil {
		t.Fatal(err)
	}
	defer inst.Close(ctx)
	ping, err := inst.Func("ping")
	if err != nil {
		t.Fatal(err)
	}
	if v, err := ping.Call(ctx, wit.U32Value(1)); err != nil || v.U32() != 2 {
		t.Errorf("ping answers %v, %v", v, err)
	}
}

// TestEmbedded encodes a module that carries its world.
func TestEmbedded(t *testing.T) {
	want := encoded(t, read(t, "store.wasm"), worldOf(t, "store.wit", "store"))
	got := encoded(t, read(t, "embedded.wasm"), nil)
	if structure(t, got) != structure(t, want) {
		t.Errorf("structure\n%s\nof the world given\n%s", structure(t, got), structure(t, want))
	}
	if bytes.Contains(got, []byte("component-type")) {
		t.Error("the section is still there")
	}
}
