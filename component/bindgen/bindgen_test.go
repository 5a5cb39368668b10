package bindgen

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/bindgen/testdata/echo"
	"github.com/gyro-wasm/gyro/component/bindgen/testdata/flow"
	"github.com/gyro-wasm/gyro/component/wit"
)

var update = flag.Bool("update", false, "rewrite golden files")

// testdataPath is the import path of testdata.
const testdataPath = "github.com/gyro-wasm/gyro/component/bindgen/testdata/"

// TestGolden generates the bindings in testdata/echo/values and
// testdata/flow/flows, which other tests run.
func TestGolden(t *testing.T) {
	golden(t, "echo/values", Config{
		Package: echo.Set().Root,
		Imports: []string{"things", "values"},
		Exports: []string{"values"},
		Paths:   map[string]string{"test:echo@1.0.0": testdataPath + "echo/values"},
		Texts:   testdataPath + "echo",
	})
	golden(t, "flow/flows", Config{
		Package: flow.Set().Root,
		Imports: []string{"types", "calls", "sources", "sinks"},
		Exports: []string{"calls", "sources", "sinks"},
		Inline:  []string{"sources"},
		Staged:  []string{"sinks"},
		Paths:   map[string]string{"test:flow@1.0.0": testdataPath + "flow/flows"},
		Texts:   testdataPath + "flow",
	})
}

// golden compares what is generated with the files in a directory of testdata.
func golden(t *testing.T, dir string, cfg Config) {
	t.Helper()
	dir = filepath.Join("testdata", dir)
	files, err := Generate(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range files {
		path := filepath.Join(dir, name)
		if *update {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s is not what is generated; run go test ./component/bindgen -update and look at the difference", path)
		}
	}
	old, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(old) != len(files) {
		t.Errorf("%d files in %s, %d are generated (%v)", len(old), dir, len(files), err)
	}
}

// TestRefused gives interfaces that have no Go form, and the reason.
func TestRefused(t *testing.T) {
	tests := []struct{ items, want string }{
		{"f: func(x: list<u8, 4>);", "*wit.List has no Go form yet"},
		{"f: func(x: error-context);", "wit.Primitive has no Go form yet"},
		{"f: func(x: tuple<u8, u8, u8, u8, u8, u8, u8, u8, u8>);", "*wit.Tuple has no Go form yet"},
		{"enum a-b { c } enum a { b-c }", "are both called ABC in Go"},
	}
	for _, tt := range tests {
		set, err := wit.Parse(wit.File{Name: "t.wit", Text: "package t:t; interface i { " + tt.items + " }"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = Generate(Config{Package: set.Root, Imports: []string{"i"}, Paths: map[string]string{"t:t": "example.com/t"}, Texts: "example.com/texts"})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %s", tt.items, err, tt.want)
		}
	}
}

func TestGoNames(t *testing.T) {
	for kebab, want := range map[string]string{
		"http-url": "HTTPURL", "DNS-timeout": "DNSTimeout", "get-ipv4-address": "GetIPv4Address",
		"is-id": "IsID", "terminal-stdin": "TerminalStdin", "a1-2": "A12", "HTTPS": "HTTPS",
	} {
		if got := goName(kebab); got != want {
			t.Errorf("goName(%s) = %s, want %s", kebab, got, want)
		}
	}
	for kebab, want := range map[string]string{
		"type": "type_", "ctx": "ctx_", "new-path": "newPath", "http-version": "httpVersion", "IP-range": "ipRange",
	} {
		if got := goParam(kebab); got != want {
			t.Errorf("goParam(%s) = %s, want %s", kebab, got, want)
		}
	}
}
