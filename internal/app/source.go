package app

import (
	"net/url"
	"path/filepath"
	"slices"
	"strings"
)

// Source says where the Wasm of a component or of a dependency comes from: a
// file, an URL, or a package of a registry. That of a locked application may
// have its bytes with it.
type Source struct {
	Path string // absolute

	URL    string
	Digest string // "sha256:…"

	Registry string // empty: the default one
	Package  string
	Version  string // exact for a component, a requirement for a dependency

	Inline []byte
}

func (s Source) isZero() bool {
	return s.Path == "" && s.URL == "" && s.Digest == "" && s.Package == "" && s.Version == "" && s.Inline == nil
}

// A form is one of several ways to write a table: the field that tells it from
// the others, and what else it takes.
type form struct {
	key      string
	required []string
	optional []string
}

func (f form) String() string {
	return "{ " + strings.Join(slices.Concat([]string{f.key}, f.required), ", ") + " }"
}

func (f form) has(name string) bool {
	return name == f.key || slices.Contains(f.required, name) || slices.Contains(f.optional, name)
}

// formOf finds out which form a table has, and reports fields that are missing
// from it or belong to another one. It returns "" if no form or several fit.
func (t *table) formOf(what string, forms []form) string {
	var is []form
	for _, f := range forms {
		if t.node.fields[f.key] != nil {
			is = append(is, f)
		}
	}
	if len(is) != 1 {
		var texts []string
		for _, f := range forms {
			texts = append(texts, f.String())
		}
		t.fault(t.node.value, "", "%s must be one of %s", what, strings.Join(texts, ", "))
		t.known = t.node.names // they are not the fault
		return ""
	}
	for _, name := range is[0].required {
		t.require(name)
	}
	for _, name := range t.node.names {
		if !is[0].has(name) && slices.ContainsFunc(forms, func(f form) bool { return f.has(name) }) {
			t.fault(t.node.fields[name].key, "remove it", "`%s` does not go with `%s`", name, is[0].key)
			t.known = append(t.known, name)
		}
	}
	return is[0].key
}

var sourceForms = []form{
	{key: "url", required: []string{"digest"}},
	{key: "package", required: []string{"version"}, optional: []string{"registry"}},
}

// source reads `source` of a component: a path, an URL with its digest, or a
// package.
func (t *table) source() Source {
	n := t.get("source")
	if n == nil {
		return Source{}
	}
	if n.kind == kindString {
		return Source{Path: t.path(n)}
	}
	if n.kind != kindTable {
		t.wanted(n, "source", "a path or a table")
		return Source{}
	}
	st := t.in(n, "source")
	defer st.done()
	switch st.formOf("`source`, if not a path,", sourceForms) {
	case "url":
		return st.remote()
	case "package":
		s := st.inRegistry()
		if n := st.node.fields["version"]; n != nil && n.kind == kindString {
			if _, err := parseVersion(n.text); err != nil {
				t.fault(n.value, "name one version of the package", "%s", err)
			}
		}
		return s
	}
	return Source{}
}

// remote reads `url` and `digest`.
func (t *table) remote() Source {
	s := Source{URL: t.str("url"), Digest: t.str("digest")}
	if n := t.node.fields["url"]; n.kind == kindString {
		u, err := url.Parse(n.text)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			t.fault(n.value, "", "`%s` is not an URL of http or https", n.text)
		}
	}
	if n := t.node.fields["digest"]; n != nil && n.kind == kindString && !isDigest(n.text) {
		t.fault(n.value, "write \"sha256:\" and the 64 hexadecimal digits that `sha256sum` prints for the file", "this is not a digest")
	}
	return s
}

func isDigest(s string) bool {
	digits, ok := strings.CutPrefix(s, "sha256:")
	return ok && len(digits) == 64 && strings.Trim(digits, "0123456789abcdefABCDEF") == ""
}

// inRegistry reads `package`, `version` and `registry`.
func (t *table) inRegistry() Source {
	s := Source{Registry: t.str("registry"), Package: t.str("package"), Version: t.str("version")}
	if n := t.node.fields["package"]; n != nil && n.kind == kindString && !isPackage(n.text) {
		t.fault(n.value, "", "`%s` is not the name of a package, which has the form namespace:name", n.text)
	}
	if n := t.node.fields["registry"]; n != nil && n.kind == kindString && !isRegistry(n.text) {
		t.fault(n.value, "", "`%s` is not the name of a registry, which is a host with or without a port", n.text)
	}
	return s
}

func isPackage(s string) bool {
	namespace, name, ok := strings.Cut(s, ":")
	return ok && checkKebab(namespace) == nil && checkKebab(name) == nil
}

func isRegistry(s string) bool {
	u, err := url.Parse("https://" + s)
	return err == nil && s != "" && u.Host == s && u.Hostname() != ""
}

// path returns the absolute path that a node names.
func (d *decoder) path(n *node) string {
	if n.text == "" || strings.ContainsRune(n.text, 0) {
		d.fault(n.value, "", "this is not a path")
		return ""
	}
	path := filepath.FromSlash(n.text)
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(d.dir, path)
}
