package binary

import "testing"

func TestParseName(t *testing.T) {
	for _, c := range []struct {
		in   string
		kind nameKind
		ok   bool
	}{
		{"a", plainName, true},
		{"a-B2-3c", plainName, true},
		{"", 0, false},
		{"1a", 0, false},
		{"aB", 0, false},
		{"a--b", 0, false},
		{"[constructor]a", constructorName, true},
		{"[constructor]a.b", 0, false},
		{"[method]a.b", methodName, true},
		{"[method]a", 0, false},
		{"[static]a.b", staticName, true},
		{"[getter]a", 0, false},
		{"wasi:io/streams@0.2.0", interfaceName, true},
		{"wasi:io/streams", interfaceName, true},
		{"wasi:io/STREAMS", interfaceName, true},
		{"WASI:io/streams", 0, false},
		{"wasi:io", 0, false},
		{"wasi:io/streams@", 0, false},
		{"a:b:c/d", 0, false},
		{"a:b/c/d", 0, false},
	} {
		n, err := parseName(c.in)
		if (err == nil) != c.ok || c.ok && n.kind != c.kind {
			t.Errorf("parseName(%q) is of kind %d, %v; want %d, ok %v", c.in, n.kind, err, c.kind, c.ok)
		}
	}
}

func TestStronglyUnique(t *testing.T) {
	canonical := func(s string) string {
		n, err := parseName(s)
		if err != nil {
			t.Fatal(err)
		}
		return n.canonical(s)
	}
	set := map[string]string{}
	for _, s := range []string{"foo", "foo-bar", "[constructor]foo", "[method]foo.bar", "[static]foo.baz", "foo:bar/baz"} {
		if prev := set[canonical(s)]; prev != "" {
			t.Errorf("%s conflicts with %s", s, prev)
		}
		set[canonical(s)] = s
	}
	for _, s := range []string{
		"foo", "FOO", "foo-BAR", "[constructor]FOO", "[method]foo.BAR", "[static]foo.bar",
		"[method]foo.baz", "[method]foo.foo", "[static]FOO.foo", "foo:bar/BAZ",
	} {
		if set[canonical(s)] == "" {
			t.Errorf("%s conflicts with nothing", s)
		}
	}
}

func TestSemver(t *testing.T) {
	for _, c := range []struct {
		in        string
		ok, canon bool
	}{
		{"1.2.3", true, false},
		{"0.0.0", true, true},
		{"1.2.3-rc.1+build.05", true, false},
		{"1.2.3--", true, false},
		{"1", false, true},
		{"0.2", false, true},
		{"0.0.7", true, true},
		{"0", false, false},
		{"0.0", false, false},
		{"01", false, false},
		{"1.2", false, false},
		{"1.2.03", false, false},
		{"1.2.3-", false, false},
		{"1.2.3-01", false, false},
		{"1.2.3+", false, false},
		{"1.2.3+a_b", false, false},
		{"99999999999999999999.0.0", false, false},
		{"", false, false},
	} {
		if err := checkSemver(c.in); (err == nil) != c.ok {
			t.Errorf("checkSemver(%q) = %v, want ok %v", c.in, err, c.ok)
		}
		if got := isCanonVersion(c.in); got != c.canon {
			t.Errorf("isCanonVersion(%q) = %v, want %v", c.in, got, c.canon)
		}
	}
}
