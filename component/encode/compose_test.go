package encode_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/encode"
	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

func partOf(t testing.TB, name string) encode.Part {
	return encode.Part{Name: name, Wasm: guest(t, name)}
}

func composed(t testing.TB, root encode.Part, plugs ...encode.Part) []byte {
	t.Helper()
	wasm, err := encode.Compose(root, plugs...)
	if err != nil {
		t.Fatal(err)
	}
	return wasm
}

// TestMiddleware puts services behind middleware; the composition answers as
// the one that the tools make, which is that of C.
func TestMiddleware(t *testing.T) {
	paths := strings.Fields("/hello /headers /echo /wait /large?bytes=100 /fail /panic")
	ours := composed(t, partOf(t, "c-p3-middleware"), partOf(t, "c-p3-http"))
	if got, want := answers(t, ours, paths...), answers(t, guest(t, "c-p3-composed"), paths...); !slices.Equal(got, want) {
		t.Errorf("answers\n%s\nthe tools' composition\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}

	// A composition is a component like another: chains can be made at once or
	// one after the other.
	chain := composed(t, partOf(t, "rust-p3-middleware"), partOf(t, "c-p3-middleware"), partOf(t, "rust-p3-http"))
	inner := composed(t, partOf(t, "c-p3-middleware"), partOf(t, "rust-p3-http"))
	twice := composed(t, partOf(t, "rust-p3-middleware"), encode.Part{Name: "inner", Wasm: inner})
	paths = strings.Fields("/hello /echo /wait /fail")
	got, want := answers(t, twice, paths...), answers(t, chain, paths...)
	if !slices.Equal(got, want) {
		t.Errorf("one after the other it answers\n%s\nat once\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for i, a := range answers(t, guest(t, "rust-p3-http"), paths...)[:3] {
		if !strings.Contains(want[i], strings.Fields(a)[1]) {
			t.Errorf("behind middleware %s, without %s", want[i], a)
		}
	}
}

// TestVersions: what imports two versions of an interface imports the newer
// one in the end.
func TestVersions(t *testing.T) {
	wasm, err := os.ReadFile("../testdata/versions.wasm")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, w := range componentWorld(t, composed(t, encode.Part{Name: "versions", Wasm: wasm})).Imports {
		names = append(names, w.Name)
	}
	want := "test:v/low@0.2.5 test:v/patch@0.0.4 test:v/high@1.2.3 test:v/pre@2.0.0-rc.1 plain"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("imports %s, want %s", got, want)
	}
}

// TestAlone composes the components that package component is tested with,
// each with nothing: it stays what it was.
func TestAlone(t *testing.T) {
	files, err := filepath.Glob("../testdata/*.wasm")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		wasm, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		// Two versions of an interface become one, of which there is a test below.
		if !binary.IsComponent(wasm) || filepath.Base(file) == "versions.wasm" {
			continue
		}
		w := componentWorld(t, wasm)
		alone, err := encode.Compose(encode.Part{Name: file, Wasm: wasm})
		if err != nil {
			if strings.Contains(err.Error(), "not part of the standard yet") {
				continue
			}
			t.Error(err)
			continue
		}
		if got, want := wit.FormatWorld(componentWorld(t, alone)), wit.FormatWorld(w); got != want {
			t.Errorf("%s has the world\n%s\nand alone\n%s", file, want, got)
		}
	}
}
