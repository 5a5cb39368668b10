package wit

import (
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestFormat compares the canonical form of testdata/*.wit with the golden
// file beside it, and parses it back.
func TestFormat(t *testing.T) {
	names, err := filepath.Glob("testdata/format/*.wit")
	if err != nil || len(names) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			set := load(t, string(text))
			got := Format(set.Packages...)
			golden := strings.TrimSuffix(name, ".wit") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
			checkRoundTrip(t, set)
		})
	}
}

func load(t testing.TB, text string) *Set {
	l := Loader{AllFeatures: true}
	if err := l.Add(File{"test.wit", text}); err != nil {
		t.Fatal(err)
	}
	set, err := l.Load()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// checkRoundTrip formats a set and parses the text: the result must be the
// same in structure.
func checkRoundTrip(t testing.TB, set *Set) {
	t.Helper()
	if len(set.Packages) == 0 || set.Root == nil {
		return
	}
	text := Format(set.Packages...)
	l := Loader{AllFeatures: true}
	if err := l.Add(File{"formatted.wit", text}); err != nil {
		t.Fatalf("%v in:\n%s", err, text)
	}
	again, err := l.Load()
	if err != nil {
		t.Fatalf("%v in:\n%s", err, text)
	}
	clearResourceNames(set)
	clearResourceNames(again)
	if !reflect.DeepEqual(set, again) {
		t.Errorf("packages differ after a round trip through:\n%s\nand:\n%s", text, Format(again.Packages...))
	}
}

// clearResourceNames removes what a text cannot say: under which name a
// resource was declared that an include renames.
func clearResourceNames(set *Set) {
	for _, p := range set.Packages {
		for _, w := range p.Worlds {
			for _, d := range w.Types {
				if d.Resource != nil {
					d.Resource.Name = ""
				}
			}
		}
	}
}

func TestTypeStringIsBounded(t *testing.T) {
	var typ Type = U8
	for range 60 {
		typ = &Tuple{Types: []Type{typ, typ}}
	}
	if n := len(TypeString(typ)); n > 2*maxTypeString {
		t.Errorf("wrote %d bytes", n)
	}
}
