package app

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// documents are TOML texts on the rules that the builder checks itself.
var documents = []string{
	"a = 1\na = 2\n",
	"a.b = 1\na.c = 2\n",
	"a.b = 1\na.b = 2\n",
	"a = 1\na.b = 2\n",
	"a = {}\na.b = 2\n",
	"a = { b.c = 1, b.d = 2 }\n",
	"a = { b = {}, b.d = 2 }\n",
	"a = { b = 1, b = 2 }\n",
	"[a]\n[a]\n",
	"[a.b]\n[a]\n",
	"[a.b]\n[a]\n[a.b]\n",
	"[a]\n[a.b]\n",
	"[a.b]\n[a]\nb.c = 1\n",
	"[a]\nb.c = 1\n[a.b]\n",
	"[a]\nb.c = 1\n[a.b.d]\n",
	"[[a]]\n[[a]]\n[a.b]\n[[a]]\n[a.b]\n",
	"[[a]]\n[a]\n",
	"[a]\n[[a]]\n",
	"a = []\n[[a]]\n",
	"a = [{}]\n[a.b]\n",
	"a = {}\n[a.b]\n",
	"a = {}\n[a]\n",
	"a = 1\n[a]\n",
	"a = 1\n[a.b]\n",
	"[[a.b]]\n[a]\n",
	"[[a.b]]\n[[a]]\n",
	"[[a]]\nb.c = 1\n[[a.b]]\n",
	"a = 9223372036854775807\n",
	"a = 9223372036854775808\n",
	"a = -9223372036854775808\n",
	"a = 01\n",
	"a = 0\n",
	"a = -0\n",
	"a = 0xff\n",
	"a = 0o17\n",
	"a = 0b1_0\n",
	"a = 1_000\n",
	"a = 1__0\n",
	"a = 1_\n",
	"a = 1.5e3\n",
	"a = 1_0.5\n",
	"a = inf\nb = -nan\n",
	"a = 1.\n",
	"a = .5\n",
	"a = 03.5\n",
	"a = \"\\u00e9\"\n\"quoted.key\" = 1\n'x y'.z = 2\n",
	"a = \"\xff\"\n",
	"# \xff\n",
	"a = \"\n",
	"a = '''\nx''' # c\r\n",
}

// TestDocumentLikeLibrary compares the nodes with what the library decodes:
// both accept the same texts and read the same from them.
func TestDocumentLikeLibrary(t *testing.T) {
	for _, text := range documents {
		compareWithLibrary(t, text)
	}
}

func compareWithLibrary(t *testing.T, text string) {
	t.Helper()
	_, root, fault := parseDocument("spin.toml", []byte(text))
	var want map[string]any
	err := toml.Unmarshal([]byte(strings.TrimPrefix(text, "\ufeff")), &want)
	switch {
	case fault != nil && err == nil:
		t.Errorf("%q is refused: %v", text, fault)
	case fault == nil && err != nil:
		t.Errorf("%q is accepted; the library: %v", text, err)
	case fault == nil:
		if got := root.plainTable(); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q: %v, the library: %v", text, got, want)
		}
	}
}

// TestHostileDocuments parses long texts of what could cost time or
// memory with the square of its size. It has no limit of its own: that of the
// test run would be hit.
func TestHostileDocuments(t *testing.T) {
	const size = 1 << 18
	head := "spin_manifest_version = 2\napplication.name = 'x'\n"
	repeat := func(format string) string {
		b := strings.Builder{}
		b.WriteString(head)
		for i := 0; b.Len() < size-100; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	var dependencies strings.Builder
	for i := range maxDependencies + 1 {
		fmt.Fprintf(&dependencies, "'a:b/i%d'='1',", i)
	}
	for name, text := range map[string]string{
		"dependencies":      repeat("component.c%d={dependencies={" + dependencies.String() + "}}\n"),
		"version 1":         "spin_version='1'\nname='x'\ntrigger.type='http'\n" + strings.Repeat("[[component]]\nid='a'\nsource=''\ntrigger={}\n", size/50),
		"profiles":          repeat("[component.c.profile.debug%d]\n"),
		"hosts":             head + "[component.x]\nallowed_outbound_hosts=[" + strings.Repeat("'a://b',", size/8-20) + "]",
		"long names":        head + "[component.x]\nsource=''\n" + strings.Repeat("k", size/2) + "=1\nenvironment." + strings.Repeat("e", size/4) + "=1\n",
		"requirement":       head + "[component.x.dependencies]\n'a:b'='" + strings.Repeat("1,", size/2-60) + "1'",
		"keys":              repeat("k%d=1\n"),
		"triggers":          repeat("[[trigger.http]]#%d\n"),
		"trigger types":     repeat("[[trigger.t%d]]\n"),
		"inline components": repeat("[[trigger.http]]\ncomponent={}#%d\n"),
		"trigger names":     repeat("[[trigger.http]]\ncomponent='x%d'\n"),
		"variables":         repeat("variables.v%d={}\n"),
		"unknown variables": repeat("[component.c%d]\nvariables={a='{{ x }}'}\n"),
		"lists":             head + "a=[" + strings.Repeat("[", size/2),
		"dots":              head + strings.Repeat("a.", size/2) + "a=1",
		"one long line":     head + "b={" + strings.Repeat("c=1,", size/4),
		"tables in a list":  head + "a=[" + strings.Repeat("{},", size/3-20) + "]",
		"labels":            head + "[component.x]\nkey_value_stores=[" + strings.Repeat("'A b',", size/6-20) + "]",
	} {
		if _, err := ParseProfile("spin.toml", "/app", []byte(text), "debug"); err != nil && len(err.Error()) > 20_000 {
			t.Errorf("%s: the error has %d bytes", name, len(err.Error()))
		}
	}
}

// FuzzDocument does the same with random texts. What the library refuses as a
// time is accepted: times are only text here.
func FuzzDocument(f *testing.F) {
	for _, text := range documents {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, root, fault := parseDocument("spin.toml", []byte(text))
		if len(text) > 1000 || fault == nil && hasTime(root) {
			return
		}
		compareWithLibrary(t, text)
	})
}

func hasTime(n *node) bool {
	for _, f := range n.fields {
		if hasTime(f) {
			return true
		}
	}
	return n.kind == kindTime || slices.ContainsFunc(n.items, hasTime)
}
