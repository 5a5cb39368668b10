package wit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// corpusSkips are the cases where WIT.md and the other implementation part.
var corpusSkips = map[string]string{
	"accessors.wit":                          "getters and setters are not in WIT.md",
	"include-accessor-pair.wit":              "getters and setters are not in WIT.md",
	"kinds-of-deps":                          "dependencies in the binary format",
	"parse-fail/duplicate-variant-cases.wit": "names that differ by hyphens are unique in Explainer.md",
	"parse-fail/include-strongly-unique.wit": "names that differ by hyphens are unique in Explainer.md",
}

// TestCorpus parses the texts of another implementation's test suite: those
// under parse-fail must be refused, all others accepted. GYRO_WIT_TESTS names
// the directory (tests/ui of wit-parser).
func TestCorpus(t *testing.T) {
	dir := os.Getenv("GYRO_WIT_TESTS")
	if dir == "" {
		t.Skip("GYRO_WIT_TESTS is not set")
	}
	for _, sub := range []string{".", "parse-fail"} {
		entries, err := os.ReadDir(filepath.Join(dir, sub))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.Name() == "parse-fail" || !e.IsDir() && !strings.HasSuffix(e.Name(), ".wit") {
				continue
			}
			name := filepath.Join(sub, e.Name())
			t.Run(name, func(t *testing.T) {
				if why := corpusSkips[filepath.ToSlash(name)]; why != "" {
					t.Skip(why)
				}
				l := Loader{Features: []string{"active"}}
				err := l.AddFS(os.DirFS(filepath.Join(dir, sub)), e.Name())
				if err == nil {
					_, err = l.Load()
				}
				if fail := sub != "."; (err != nil) != fail {
					t.Errorf("error is %v, want an error: %v", err, fail)
				} else if err != nil {
					t.Log(err)
				}
			})
		}
	}
}
