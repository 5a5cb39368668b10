package describe_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/describe"
	"github.com/gyro-wasm/gyro/tests/guests"
)

func guest(t testing.TB, name string) []byte {
	t.Helper()
	wasm, err := os.ReadFile(guests.Build(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return wasm
}

func TestGuests(t *testing.T) {
	const incoming = "wasi:http/incoming-handler@0.2.12"
	for name, want := range map[string]struct {
		component bool
		export    string
		imports   string // one of them, and a function of it
		producer  string
	}{
		"c-http-core":     {false, incoming, "wasi:http/types@0.2.12 [method]fields.get", "clang"},
		"c-http":          {true, incoming, "wasi:http/types@0.2.12 [method]fields.get", "clang"},
		"c-preview1":      {false, "_start", "wasi_snapshot_preview1 fd_write", "clang"},
		"c-p3-middleware": {true, "wasi:http/handler@0.3.0", "wasi:http/handler@0.3.0 handle", "clang"},
		"c-p3-http-core":  {false, "wasi:http/handler@0.3.0", "wasi:http/client@0.3.0 send", "clang"},
		"rust-p3-hello":   {true, "wasi:http/handler@0.3.0", "wasi:http/types@0.3.0 [static]response.new", "rust"},
	} {
		t.Run(name, func(t *testing.T) {
			wasm := guest(t, name)
			d, err := describe.Wasm(wasm)
			if err != nil {
				t.Fatal(err)
			}
			if d.Component != want.component || d.Size != len(wasm) || len(d.Modules) == 0 {
				t.Errorf("component %t, %d bytes, %d modules", d.Component, d.Size, len(d.Modules))
			}
			for _, m := range d.Modules {
				if m.Code < 0 || m.Code+m.Data+m.Custom > m.Size {
					t.Errorf("sizes %+v", m)
				}
			}
			has := func(items []describe.Item, name string, f string) bool {
				return slices.ContainsFunc(items, func(i describe.Item) bool {
					return i.Name == name && (f == "" || slices.ContainsFunc(i.Funcs, func(g string) bool { return strings.Contains(g, f) }))
				})
			}
			imp, f, _ := strings.Cut(want.imports, " ")
			if !has(d.Exports, want.export, "") || !has(d.Imports, imp, f) {
				t.Errorf("imports %v, exports %v", d.Imports, d.Exports)
			}
			if !slices.ContainsFunc(d.Producers, func(p describe.Producer) bool { return strings.Contains(strings.ToLower(p.Name), want.producer) }) {
				t.Errorf("made by %v", d.Producers)
			}
		})
	}
}

func TestBroken(t *testing.T) {
	for _, wasm := range []string{"", "\x00asm", "hello", "\x00asm\x0d\x00\x01\x00\x04\x7f", "\x00asm\x01\x00\x00\x00\x00\x05"} {
		if _, err := describe.Wasm([]byte(wasm)); err == nil {
			t.Errorf("%q is described", wasm)
		}
	}
	// A producers section may be anything.
	for _, body := range []string{"\x01", "\x01\x05", "\xff\xff\xff\xff\x0f\x00\x00", "\x01\x03sdk\x01\x01x", "\x01\x03sdk\x01\x03\x1b[m\x011"} {
		section := "\x09producers" + body
		wasm := "\x00asm\x01\x00\x00\x00\x00" + string(rune(len(section))) + section
		d, err := describe.Wasm([]byte(wasm))
		if err != nil || slices.ContainsFunc(d.Producers, func(p describe.Producer) bool { return strings.ContainsRune(p.Name, 0x1b) }) {
			t.Errorf("%q: %v, %v", body, d, err)
		}
	}
}

func FuzzWasm(f *testing.F) {
	files, err := filepath.Glob("../testdata/*.wasm")
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, file := range files {
		wasm, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(wasm)
	}
	f.Fuzz(func(t *testing.T, wasm []byte) {
		if d, err := describe.Wasm(wasm); err == nil && d.Size != len(wasm) {
			t.Error("wrong size")
		}
	})
}
