package wit

import (
	"fmt"
	"strings"
)

// IsLabel reports whether s is a kebab-case label: words of lower-case
// letters and digits, or of upper-case letters and digits, joined by single
// hyphens, the first of which starts with a letter (Explainer.md, "Import and
// Export Definitions").
func IsLabel(s string) bool {
	first := true
	for word := range strings.SplitSeq(s, "-") {
		if !isWord(word) || first && !isLetter(word[0]) {
			return false
		}
		first = false
	}
	return true
}

// isWord reports whether s is one word of a label: not empty, of one case.
func isWord(s string) bool {
	lower, upper := false, false
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
			lower = true
		case c >= 'A' && c <= 'Z':
			upper = true
		case !isDigit(c):
			return false
		}
	}
	return s != "" && !(lower && upper)
}

// String returns the name in the form namespace:name@version.
func (n PackageName) String() string {
	return n.Namespace + ":" + n.Name + n.versionSuffix()
}

func (n PackageName) versionSuffix() string {
	if n.Version == "" {
		return ""
	}
	return "@" + n.Version
}

// Item returns the full external name of an interface or world of the package:
// Item("streams") of wasi:io@0.2.0 is "wasi:io/streams@0.2.0".
func (n PackageName) Item(name string) string {
	return n.Namespace + ":" + n.Name + "/" + name + n.versionSuffix()
}

// ParseName takes apart the external name of an interface, world or (where
// item is empty) package: "wasi:io/streams@0.2.0", "wasi:io@0.2.0".
func ParseName(s string) (pkg PackageName, item string, err error) {
	rest, version, versioned := strings.Cut(s, "@")
	ns, rest, colon := strings.Cut(rest, ":")
	name, item, slash := strings.Cut(rest, "/")
	ok := colon && isPackageLabel(ns) && isPackageLabel(name) && (!slash || IsLabel(item))
	if versioned {
		_, valid := parseVersion(version)
		ok = ok && valid
	}
	if !ok {
		return PackageName{}, "", fmt.Errorf("%q is not a name of the form namespace:package/item@1.2.3", s)
	}
	return PackageName{Namespace: ns, Name: name, Version: version}, item, nil
}

// isPackageLabel reports whether s may be a namespace or package name: a label
// without acronyms.
func isPackageLabel(s string) bool { return IsLabel(s) && strings.ToLower(s) == s }

// ExternalName returns the name by which components import and export i; it is
// empty for an inline interface.
func (i *Interface) ExternalName() string {
	if i.Package == nil {
		return ""
	}
	return i.Package.Name.Item(i.Name)
}

// Interface returns the interface called name, or nil.
func (p *Package) Interface(name string) *Interface {
	for _, i := range p.Interfaces {
		if i.Name == name {
			return i
		}
	}
	return nil
}

// World returns the world called name, or nil.
func (p *Package) World(name string) *World {
	for _, w := range p.Worlds {
		if w.Name == name {
			return w
		}
	}
	return nil
}

// Type returns the type called name, or nil.
func (i *Interface) Type(name string) *TypeDef {
	for _, t := range i.Types {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// Func returns the function called name (with its annotation, if it has one),
// or nil.
func (i *Interface) Func(name string) *Func {
	for _, f := range i.Funcs {
		if f.Name == name {
			return f
		}
	}
	return nil
}
