package witfiles

import (
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/wit"
)

// TestPackages proves that the texts resolve and stand where their names say.
func TestPackages(t *testing.T) {
	set, err := load(FS)
	if err != nil {
		t.Fatal(err)
	}
	dirs, err := FS.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Packages) != len(dirs) {
		t.Errorf("%d packages in %d directories", len(set.Packages), len(dirs))
	}
	for i, p := range set.Packages {
		want := strings.NewReplacer(":", "-", "@", "-").Replace(p.Name.String())
		if dirs[i].Name() != want {
			t.Errorf("package %s stands in %s, want %s", p.Name, dirs[i].Name(), want)
		}
	}
}

func TestSharedResources(t *testing.T) {
	streams := Interface("wasi:io/streams@0.2.12").Type("input-stream")
	used := Interface("wasi:http/types@0.2.12").Type("input-stream")
	if streams == nil || used == nil || used.Type != streams {
		t.Errorf("input-stream of wasi:http/types is %+v, want a use of %p", used, streams)
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := load(FS); err != nil {
			b.Fatal(err)
		}
	}
}

// TestComplete loads a text that refers to WASI and brings one of its packages
// along.
func TestComplete(t *testing.T) {
	var l wit.Loader
	err := l.Add(wit.File{Name: "app.wit", Text: "package acme:app; world app { import wasi:cli/stdout@0.2.12; }"})
	if err == nil {
		err = l.AddFS(FS, "wasi-io-0.2.12")
	}
	if err == nil {
		err = Complete(&l)
	}
	if err != nil {
		t.Fatal(err)
	}
	set, err := l.Load()
	if err != nil {
		t.Fatal(err)
	}
	w, err := set.World("app")
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Imports) != 4 || w.Imports[3].Interface != set.Interface("wasi:cli/stdout@0.2.12") {
		t.Errorf("%d imports, the last of them %s", len(w.Imports), w.Imports[len(w.Imports)-1].Name)
	}
}
