package app

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

// golden compares got with a file of testdata.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run the test with -update and look at the difference\n--- got\n%s", file, got)
	}
}

// manifests returns the manifests of testdata: one for each rule that is kept or
// broken, and some that are larger.
func manifests(t testing.TB) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"*.toml", "right/*.toml", "wrong/*.toml"} {
		found, err := filepath.Glob("testdata/manifest/" + pattern)
		if err != nil || len(found) == 0 {
			t.Fatal("no manifests", err)
		}
		files = append(files, found...)
	}
	return files
}

// TestParse reads each manifest of testdata and compares messages and result
// with its golden file. The message must be the same each time.
func TestParse(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("paths of the golden files are those of Unix")
	}
	for _, file := range manifests(t) {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(file), "testdata/manifest/"), ".toml")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a, err := Parse("spin.toml", "/app", text)
			var b strings.Builder
			section := func(title, body string) { b.WriteString("-- " + title + " --\n" + body + "\n") }
			if err != nil {
				section("faults", err.Error())
				if strings.HasPrefix(name, "right/") {
					t.Error(err)
				}
			} else if strings.HasPrefix(name, "wrong/") {
				t.Error("no fault")
			}
			if _, again := Parse("spin.toml", "/app", text); err != nil && again.Error() != err.Error() {
				t.Errorf("differs the second time: %v", again)
			}
			if a != nil {
				if len(a.Warnings) > 0 {
					section("warnings", a.Warnings.Error())
				}
				if later := a.Check(); later != nil {
					section("not built yet", later.Error())
				}
				if err == nil {
					a.Warnings = nil
					section("app", dump(t, a))
				}
				for _, profile := range a.Profiles() {
					inProfile, err := ParseProfile("spin.toml", "/app", text, profile)
					if err != nil {
						section("faults in profile "+profile, err.Error())
						continue
					}
					for i, c := range inProfile.Components {
						was := *a.Components[i]
						c.Profiles, was.Profiles = nil, nil
						if dump(t, *c) != dump(t, was) {
							section("component "+c.ID+" in profile "+profile, dump(t, c))
						}
					}
				}
			}
			golden(t, strings.TrimSuffix(file, ".toml")+".golden", b.String())
		})
	}
}

// dump renders v without the fields that are empty.
func dump(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var plain any
	if err := json.Unmarshal(text, &plain); err != nil {
		t.Fatal(err)
	}
	text, err = json.MarshalIndent(prune(plain), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func prune(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, field := range v {
			switch field := prune(field); field {
			case nil, "", false, 0.0:
				delete(v, key)
			default:
				v[key] = field
			}
		}
		if len(v) == 0 {
			return nil
		}
		return &v
	case []any:
		for i := range v {
			v[i] = prune(v[i])
		}
		if len(v) == 0 {
			return nil
		}
		return &v
	}
	return v
}

func TestNearest(t *testing.T) {
	if got := nearest(strings.Repeat("a", 100), []string{strings.Repeat("a", 99)}); got != "" {
		t.Errorf("nearest = %q", got)
	}
	for _, tc := range []struct{ name, want string }{
		{"roote", "route"}, {"ruote", "route"}, {"ROUTE", "route"}, {"component_id", "component"}, {"comp", ""}, {"x", ""}, {"", ""},
	} {
		if got := nearest(tc.name, []string{"component", "route"}); got != tc.want {
			t.Errorf("nearest(%q) = %q, want %q", tc.name, got, tc.want)
		}
	}
}

func TestRouteFault(t *testing.T) {
	a, err := Parse("spin.toml", "/app", []byte("spin_manifest_version = 2\napplication.name = 'x'\n[[trigger.http]]\nroute = '/*/x'\nstatic_response = {}\n"))
	if err != nil {
		t.Fatal(err)
	}
	err = a.Triggers[0].HTTP.RouteFault("", "bad route")
	if want := "spin.toml:4:9: bad route\n    4 | route = '/*/x'\n      |         ^^^^^^"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	if err := (&HTTPTrigger{}).RouteFault("", "bad route"); err.Error() != "bad route" {
		t.Errorf("without a manifest: %v", err)
	}
}

// FuzzParse looks for panics, for faults without a place, and for an
// application that claims to be valid without being whole.
func FuzzParse(f *testing.F) {
	for _, file := range manifests(f) {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := ParseProfile("spin.toml", "/app", text, "debug")
		checkFaults(t, err)
		if err != nil {
			return
		}
		for _, trigger := range a.Triggers {
			if trigger.ID == "" {
				t.Fatal("a trigger has no ID")
			}
			if trigger.Component != "" && a.Component(trigger.Component) == nil {
				t.Fatalf("trigger %s: no component %q", trigger.ID, trigger.Component)
			}
		}
	})
}

func checkFaults(t *testing.T, err error) {
	t.Helper()
	var faults Faults
	if err != nil && (!errors.As(err, &faults) || len(faults) == 0) {
		t.Fatalf("not faults: %#v", err)
	}
	for _, fault := range faults {
		if fault.Line < 1 || fault.Column < 1 || fault.Message == "" || fault.Error() == "" {
			t.Fatalf("fault without a place: %+v", fault)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	text, err := os.ReadFile("testdata/manifest/everything.toml")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("spin.toml", "/app", text); err != nil {
			b.Fatal(err)
		}
	}
}
