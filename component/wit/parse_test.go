package wit

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// TestErrors gives texts that are refused, and the start of the error. Where a
// text starts with "{", it is the body of an interface.
func TestErrors(t *testing.T) {
	tests := []struct{ text, want string }{
		{``, "t.wit:1:1: no package is named"},
		{`interface a {}`, "t.wit:1:1: no package is named"},
		{`package a;`, "t.wit:1:10: expected `:`, found `;`"},
		{`package a:b:c;`, "t.wit:1:12: nested namespaces"},
		{`package A:b;`, `t.wit:1:9: "A" cannot be part of a package name`},
		{`package a:b@1.0;`, `t.wit:1:13: "1.0" is not a semantic version`},
		{`package a:b; package c:d;`, "t.wit:1:14: a file names its package once"},
		{`package a:b; package c:d { package e:f {} }`, "t.wit:1:28: packages do not nest"},
		{`package a:b; package c:d { } package c:d { }`, "t.wit:1:38: package c:d is declared twice"},
		{`package a:b; interface x {} world X {}`, `t.wit:1:35: interface or world "X" differs from "x" too little`},
		{`package a:b; world w { import c:d/e; }`, "t.wit:1:31: no package c:d; known are a:b"},
		{`package a:b; world w { import c:d; }`, "t.wit:1:34: expected `/`"},
		{`package a:b; use x as y; use y as x; interface i { use x.{t}; }`, `t.wit:1:`},
		{`package a:b; interface i { use j.{t}; } interface j { use i.{t}; }`, `t.wit:1:59: "i" depends on itself`},
		{`package a:b; world v { include w; } world w { include v; }`, `t.wit:1:55: "v" depends on itself`},
		{`package a:b; world w { include w2; } interface w2 {}`, `t.wit:1:32: "w2" is an interface`},
		{`package a:b; world v { import a: func(); } world w { include v with { b as c } }`, `t.wit:1:71: the world has no plain name "b"`},
		{`package a:b; world v { import a: func(); } world w { include v; import a: func(); }`, `t.wit:1:62: name "a" is declared twice`},
		{`package a:b; interface i {} world w { import i; import i; }`, `t.wit:1:56: interface "a:b/i" is listed twice`},
		{`package a:b; interface i { type t = u8; } interface j { use i.{t}; } interface k { use i.{t as a}; use j.{t as b}; } world w { export i; export k; }`, `t.wit:1:124: an export of this world needs interface "a:b/i" as an import`},
		{`package a:b; @since(version = 1.0.0) interface i {}`, "t.wit:1:48: a gate with a version needs a package with a version"},
		{`package a:b@1.0.0; @since(version = 1.0.1) interface i {}`, "t.wit:1:54: @since version 1.0.1 is later than package a:b@1.0.0"},
		{`package a:b@1.0.0; @since(version = 1.0.0) @unstable(feature = f) interface i {}`, "t.wit:1:20: an item is either @since a version or @unstable"},
		{`package a:b; @feature(x = y) interface i {}`, "t.wit:1:14: unknown annotation @feature"},
		{`package a:b; @unstable(feature = x) interface i {} world w { import i; }`, `t.wit:1:69: "i" is left out, as its feature "x" is not enabled`},
		{"{ \x00 }", "t.wit:2:3: character U+0000 is not allowed"},
		{"{ // \u202e }", "t.wit:2:6: character U+202E is not allowed"},
		{"{ \xff }", "t.wit:2:3: text is not valid UTF-8"},
		{"{ /* /* */ }", "t.wit:2:3: comment is not terminated"},
		{"{ # }", "t.wit:2:3: unexpected character '#'"},
		{"{ a--b: func(); }", `t.wit:2:3: "a--b" is not a kebab-case name`},
		{"{ aB: func(); }", `t.wit:2:3: "aB" is not a kebab-case name`},
		{"{ record: func(); }", "t.wit:2:9: expected a name, found `:`"},
		{"{ f: func(stream: u8); }", "t.wit:2:11: expected a name, found keyword `stream`; write %stream"},
		{"{ f: func(a: u8, A: u8); }", `t.wit:2:18: parameter "A" stands twice`},
		{"{ f: func(); f: func(); }", `t.wit:2:14: function "f" is declared twice`},
		{"{ type t = t; }", `t.wit:2:12: type "t" depends on itself`},
		{"{ record t { a: option<t> } }", `t.wit:2:24: type "t" depends on itself`},
		{"{ type t = x; }", `t.wit:2:12: no type "x" here`},
		{"{ enum e {} }", `t.wit:2:8: type "e" is empty`},
		{"{ record r { a: u8 a: u8 } }", "t.wit:2:20: expected `,` or `}`, found \"a\""},
		{"{ type t = list<u8, 0>; }", "t.wit:2:21: expected a length from 1 to 4294967295"},
		{"{ type t = map<f32, u8>; }", "t.wit:2:16: a map key is"},
		{"{ type t = option<u8, u8>; }", "t.wit:2:23: expected `>`"},
		{"{ type t = result<_>; }", "t.wit:2:20: expected `,` and the error type"},
		{"{ resource r; f: func() -> borrow<r>; }", "t.wit:2:28: a result cannot hold a borrowed handle"},
		{"{ type r = u8; f: func(a: borrow<r>); }", `t.wit:2:34: "r" is not a resource`},
		{"{ resource r { constructor() -> u8; } }", "t.wit:2:33: a constructor returns nothing or result<r, …>"},
		{"{ resource r { r: func(); } }", `t.wit:2:16: function "[method]r.r" differs from "r" too little`},
		{`{ @external-id("\x") f: func(); }`, "t.wit:2:17: unknown escape"},
		{`{ @external-id("a`, "t.wit:2:16: string is not terminated"},
		{"{ type t = " + strings.Repeat("list<", 200) + "u8" + strings.Repeat(">", 200) + "; }", "t.wit:2:512: type nests deeper than 100"},
		{"{ type t0 = u8; " + chain(200) + "}", "t.wit:2:"},
		{"{ flags f { " + labelsText(33) + "} }", "t.wit:2:9: flags have 33 members"},
	}
	for _, tt := range tests {
		text := tt.text
		if strings.HasPrefix(text, "{") {
			text = "package a:b; interface i\n" + text
		}
		_, err := Parse(File{"t.wit", text})
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%.80s: error %v, want %s", tt.text, err, tt.want)
		}
	}
}

// chain declares n types of which each is a list of the one before.
func chain(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "type t%d = list<t%d>; ", i+1, i)
	}
	return b.String()
}

func labelsText(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "l%d, ", i)
	}
	return b.String()
}

func TestErrorText(t *testing.T) {
	_, err := Parse(File{"dir/a.wit", "package a:b;\n\ninterface i {\n\tf: /* é */ func(x: nope);\n}\n"})
	const want = "dir/a.wit:4:21: no type \"nope\" here; declare it or `use` it\n" +
		"   4 | \tf: /* é */ func(x: nope);\n" +
		"     | \t                   ^^^^"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	_, err = Parse(File{"a.wit", "package a:b; interface i { /* " + strings.Repeat("x", 1000) + " */ f: nope; }"})
	if err == nil || len(err.Error()) > 400 {
		t.Errorf("error about a long line: %v", err)
	}
}

// TestBounds gives texts that would take time or memory out of proportion.
func TestBounds(t *testing.T) {
	var deep, wide strings.Builder
	deep.WriteString("package a:b; interface i0 { type t = u8; }")
	for i := range 5000 {
		fmt.Fprintf(&deep, "interface i%d { use i%d.{t as u}; type t = u8; }", i+1, i)
	}
	wide.WriteString("package a:b; world w0 { import g0: func(); }")
	for i := range 900 {
		fmt.Fprintf(&wide, "world w%d { include w%d; import g%d: func(); }", i+1, i, i+1)
	}
	for text, want := range map[string]string{
		deep.String():                  "refer to each other more than 1000 deep",
		wide.String():                  "more than 200000 imports and exports in total",
		strings.Repeat(" ", maxText+1): "exceed 4194304 bytes",
	} {
		if _, err := Parse(File{"t.wit", text}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

func TestAddFS(t *testing.T) {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	fsys := fstest.MapFS{
		"wit/a.wit":               file("package root:a; world w { import d:one/x; import d:two/y@0.1.0; import local; }"),
		"wit/b.wit":               file("interface local { use d:one/x.{t}; f: func() -> t; }"),
		"wit/notes.md":            file("not WIT"),
		"wit/deps/one.wit":        file("package d:one; interface x { type t = u8; }"),
		"wit/deps/two/y.wit":      file("package d:two@0.1.0; interface y { }"),
		"wit/deps/[odd]/deps.wit": file("package d:odd; interface z {}"),
	}
	var l Loader
	if err := l.AddFS(fsys, "wit"); err != nil {
		t.Fatal(err)
	}
	set, err := l.Load()
	if err != nil {
		t.Fatal(err)
	}
	w, err := set.World("")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, it := range w.Imports {
		names = append(names, it.Name)
	}
	if got, want := strings.Join(names, " "), "d:one/x d:two/y@0.1.0 root:a/local"; got != want {
		t.Errorf("imports are %s, want %s", got, want)
	}
	if set.Package("d:odd") == nil || set.Root.Name.String() != "root:a" {
		t.Errorf("packages are %v", set.Packages)
	}
}

func TestFeatures(t *testing.T) {
	const text = `package a:b@1.0.0;
		interface i { @unstable(feature = x) f: func(); @unstable(feature = y) g: func(); h: func(); }`
	for _, tt := range []struct {
		loader Loader
		want   string
	}{
		{Loader{}, "h"},
		{Loader{Features: []string{"x"}}, "f h"},
		{Loader{AllFeatures: true}, "f g h"},
	} {
		if err := tt.loader.Add(File{"t.wit", text}); err != nil {
			t.Fatal(err)
		}
		set, err := tt.loader.Load()
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range set.Root.Interfaces[0].Funcs {
			names = append(names, f.Name)
		}
		if got := strings.Join(names, " "); got != tt.want {
			t.Errorf("features %v give %q, want %q", tt.loader.Features, got, tt.want)
		}
	}
}

func TestSamePackageTwice(t *testing.T) {
	for _, tt := range []struct {
		second string
		ok     bool
	}{{"package d:d; interface i {}", true}, {"package d:d; interface j {}", false}} {
		var l Loader
		for _, text := range []string{"package d:d; interface i {}", tt.second} {
			if err := l.Add(File{"t.wit", text}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := l.Load(); (err == nil) != tt.ok {
			t.Errorf("%q: error %v, want ok %v", tt.second, err, tt.ok)
		}
	}
}

func TestVersions(t *testing.T) {
	// From semver.org, in ascending order.
	order := strings.Fields("1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1 1.2.0 1.10.0 10.0.0")
	for i := range order {
		for j := range order {
			a, okA := parseVersion(order[i])
			b, okB := parseVersion(order[j])
			if c := a.compare(b); !okA || !okB || (c < 0) != (i < j) || (c > 0) != (i > j) {
				t.Errorf("compare(%s, %s) = %d", order[i], order[j], c)
			}
		}
	}
	for _, bad := range strings.Fields("1 1.0 1.0.0.0 01.0.0 1.0.0- 1.0.0-01 1.0.0+ 1.0.x 1.0.0-a..b") {
		if _, ok := parseVersion(bad); ok {
			t.Errorf("%s is taken for a version", bad)
		}
	}
}

// FuzzParse checks that no text makes the parser panic, and that what it
// accepts survives the way through [Format].
func FuzzParse(f *testing.F) {
	names, err := filepath.Glob("testdata/*/*.wit")
	if err != nil {
		f.Fatal(err)
	}
	more, err := filepath.Glob("../../wit/*/*.wit")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range append(names, more...) {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		l := Loader{AllFeatures: true}
		if l.Add(File{"fuzz.wit", text}) != nil {
			return
		}
		set, err := l.Load()
		if err != nil {
			return
		}
		checkRoundTrip(t, set)
		for _, p := range set.Packages {
			for _, w := range p.Worlds {
				FormatWorld(w)
			}
		}
	})
}
