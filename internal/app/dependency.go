package app

import "strings"

// dependencies reads a table of dependencies by the import they satisfy.
func (t *table) dependencies(field string) []Dependency {
	var list []Dependency
	t.each(field, func(name string, n *node) {
		if !dependencyName(name) {
			t.fault(n.key, "a dependency is named as the import it satisfies: name, ns:pkg, ns:pkg@1.0.0 or ns:pkg/interface@1.0.0", "`%s` is not the name of a dependency", name)
		}
		list = append(list, t.dependency(name, n))
	})
	if len(list) > 0 {
		t.notYetIf(field, "dependencies")
	}
	return list
}

// dependencyName reports whether name is a kebab name, or a package or an
// interface with or without a version.
func dependencyName(name string) bool {
	name, _, _ = strings.Cut(name, "@")
	namespace, rest, isPackage := strings.Cut(name, ":")
	if !isPackage {
		return checkKebab(name) == nil
	}
	pkg, iface, hasInterface := strings.Cut(rest, "/")
	return checkKebab(namespace) == nil && checkKebab(pkg) == nil && (!hasInterface || checkKebab(iface) == nil)
}

// dependency reads a version requirement, or a table that tells a source.
func (d *decoder) dependency(name string, n *node) Dependency {
	if n.kind == kindString {
		return Dependency{Name: name, Version: n.text}
	}
	t := d.in(n, name)
	if t == nil {
		return Dependency{Name: name}
	}
	dep := Dependency{
		Name:      name,
		Version:   t.str("version"),
		Registry:  t.str("registry"),
		Package:   t.str("package"),
		Path:      t.str("path"),
		URL:       t.str("url"),
		Digest:    t.str("digest"),
		Component: t.str("component"),
		Export:    t.str("export"),
		Inherit:   t.inherit(),
	}
	t.done()
	sources := 0
	for _, s := range []string{dep.Version, dep.Path, dep.URL, dep.Component} {
		if s != "" {
			sources++
		}
	}
	if sources != 1 {
		d.fault(n.key, "", "dependency `%s` must have one of `version`, `path`, `url` and `component`", name)
	}
	if dep.URL != "" {
		t.require("digest")
	}
	return dep
}

// inherit reads `inherit_configuration` of a dependency: a boolean or a list.
func (t *table) inherit() Inherit {
	n := t.get("inherit_configuration")
	switch {
	case n == nil:
	case n.kind == kindBool:
		return Inherit{All: n.text == "true"}
	case n.kind == kindArray:
		return Inherit{Keys: texts(t.stringsOf(n, "inherit_configuration"))}
	default:
		t.wanted(n, "inherit_configuration", "a boolean or a list of fields")
	}
	return Inherit{}
}

func (t *table) inheritConfiguration() *bool {
	n := t.of(kindBool, "dependencies_inherit_configuration")
	if n == nil {
		return nil
	}
	all := n.text == "true"
	return &all
}

// profiles reads [component.<id>.profile.<name>].
func (t *table) profiles() map[string]Profile {
	var profiles map[string]Profile
	t.each("profile", func(name string, n *node) {
		t.notYet(n.key, "profile")
		pt := t.in(n, name)
		if pt == nil {
			return
		}
		if profiles == nil {
			profiles = map[string]Profile{}
		}
		p := Profile{
			Environment:  pt.stringMap("environment"),
			Dependencies: pt.dependencies("dependencies"),
		}
		if s := pt.source(); s != (Source{}) {
			p.Source = &s
		}
		if bt := pt.table("build"); bt != nil {
			p.Commands = texts(bt.stringOrStrings("command"))
			bt.require("command")
			bt.done()
		}
		pt.done()
		profiles[name] = p
	})
	return profiles
}
