package watch

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestNext changes files below a directory in the ways that editors and tools do.
func TestNext(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "skipped"), 0o755); err != nil {
		t.Fatal(err)
	}
	w, err := New(func(dir string) bool { return filepath.Base(dir) == "skipped" })
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.AddTree(dir); err != nil {
		t.Fatal(err)
	}
	if err := w.AddDir(filepath.Join(dir, "absent")); err != nil {
		t.Errorf("a directory that is not there: %v", err)
	}
	write := func(name string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o644); err != nil {
			t.Error(err)
		}
	}
	concerns := func(path string) bool { return filepath.Ext(path) == ".txt" }
	for _, tc := range []struct {
		name   string
		change func()
		want   string
	}{
		{"new file", func() { write("a.txt") }, "a.txt"},
		{"write", func() { write("skipped/a.txt"); write("b.bin"); write("a.txt") }, "a.txt"},
		{"rename over", func() {
			write("a.new")
			if err := os.Rename(filepath.Join(dir, "a.new"), filepath.Join(dir, "a.txt")); err != nil {
				t.Error(err)
			}
		}, "a.txt"},
		{"new directories", func() {
			if err := os.MkdirAll(filepath.Join(dir, "one", "two"), 0o755); err != nil {
				t.Error(err)
			}
			write("one/two/c.txt")
		}, "one/two/c.txt"},
		{"remove", func() {
			if err := os.Remove(filepath.Join(dir, "a.txt")); err != nil {
				t.Error(err)
			}
		}, "a.txt"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			go tc.change()
			b, err := w.Next(ctx, 50*time.Millisecond, concerns)
			if err != nil {
				t.Fatal(err)
			}
			if want := filepath.Join(dir, filepath.FromSlash(tc.want)); !slices.Contains(b.Paths, want) || len(b.Paths) != 1 || b.Time.IsZero() {
				t.Errorf("%v, want %s", b.Paths, want)
			}
		})
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(os.ErrClosed)
	if _, err := w.Next(ctx, 0, concerns); err != os.ErrClosed {
		t.Errorf("%v", err)
	}
}
