package rewrite

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var writeVersion = flag.Bool("version", false, "write version.go")

// TestVersion checks that the version is the hash of the code: modules that
// other code has rewritten must not be taken from a cache.
func TestVersion(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || name == "version.go" {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(h, "%s %d\n%s", name, len(b), strings.ReplaceAll(string(b), "\r\n", "\n"))
	}
	want := hex.EncodeToString(h.Sum(nil))
	if *writeVersion {
		b, err := os.ReadFile("version.go")
		if err != nil {
			t.Fatal(err)
		}
		b = []byte(strings.Replace(string(b), `"`+version+`"`, `"`+want+`"`, 1))
		if err := os.WriteFile("version.go", b, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if version != want {
		t.Errorf("the version is %s, want %s; run go generate ./component/internal/rewrite", version, want)
	}
}

// TestFacts puts what is known of a module together again.
func TestFacts(t *testing.T) {
	wasm := []byte("0123456789")
	for _, r := range []*Reusable{
		{},
		{Obstacle: "code changes a table", StandardGo: true},
		{Globals: []string{"gyro:global:0", "gyro:global:7"}, Prepares: true, Data: []Data{{1 << 31, wasm[2:5], 2}, {0, wasm[10:], 10}}},
		{Reseeds: true, Data: []Data{{7, wasm, 0}}},
	} {
		facts := r.Facts()
		got, err := Restore(wasm, facts)
		if err != nil || !reflect.DeepEqual(got, r) {
			t.Errorf("got %+v, %v, want %+v", got, err, r)
		}
		for n := range facts {
			if got, err := Restore(wasm, facts[:n]); err == nil {
				t.Errorf("%d of %d bytes are read as %+v", n, len(facts), got)
			}
		}
		if len(r.Data) > 0 {
			if got, err := Restore(wasm[:4], facts); err == nil {
				t.Errorf("facts of another module are read as %+v", got)
			}
		}
	}
}

// TestKey changes one thing at a time.
func TestKey(t *testing.T) {
	fuel := Fuel{Import: Import{"m", "n"}, Stack: 1}
	seen := map[[sha256.Size]byte]int{}
	for i, k := range []struct {
		wasm string
		o    Options
	}{
		{"a", Options{}},
		{"b", Options{}},
		{"a", Options{Imports: []Import{}}},
		{"a", Options{Imports: []Import{{"a", "b"}}}},
		{"a", Options{Imports: []Import{{"ab", ""}}}},
		{"a", Options{TableMax: 1}},
		{"a", Options{RemWorkaround: true}},
		{"a", Options{Fuel: &Fuel{}}},
		{"a", Options{Fuel: &fuel}},
		{"a", Options{Fuel: &Fuel{Import: fuel.Import}}},
	} {
		key := Key([]byte(k.wasm), k.o)
		if key != Key([]byte(k.wasm), k.o) {
			t.Errorf("%d has two keys", i)
		}
		if j, ok := seen[key]; ok {
			t.Errorf("%d and %d have the same key", i, j)
		}
		seen[key] = i
	}
	copied := fuel
	if Key(nil, Options{Fuel: &copied}) != Key(nil, Options{Fuel: &fuel}) {
		t.Error("equal options have different keys")
	}
	if n := reflect.TypeFor[Options]().NumField(); n != 4 {
		t.Errorf("there are %d options; test all of them", n)
	}
}

// FuzzRestore reads facts.
func FuzzRestore(f *testing.F) {
	f.Add([]byte("0123456789"), (&Reusable{Globals: []string{"g"}, Data: []Data{{1, []byte("1"), 1}}}).Facts())
	f.Fuzz(func(t *testing.T, wasm, facts []byte) {
		r, err := Restore(wasm, facts)
		if err != nil {
			return
		}
		for _, d := range r.Data {
			if len(d.Bytes) > len(wasm) {
				t.Errorf("%d bytes of a module of %d", len(d.Bytes), len(wasm))
			}
		}
	})
}
