package main

import (
	"os"
	"path"
	"path/filepath"
	"testing"
)

// TestFresh proves that the bindings in the repository are what the command
// makes.
func TestFresh(t *testing.T) {
	const root = "../../.."
	files, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil || string(got) != string(want) {
			t.Errorf("%s is not fresh (%v); run go generate ./internal/wasi/p2/bind", name, err)
		}
	}
	for _, b := range bindings {
		old, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(b.dir), "*_gen.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range old {
			if files[path.Join(b.dir, filepath.Base(name))] == nil {
				t.Errorf("%s is not made any more; run go generate ./internal/wasi/p2/bind", name)
			}
		}
	}
}
