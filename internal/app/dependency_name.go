package app

import (
	"fmt"
	"strings"
)

// dependencyName is the name of an import: a plain one, or a package with or
// without an interface and a version.
type dependencyName struct {
	text    string
	pkg     string // "ns:pkg"; empty for a plain name
	iface   string
	version *version
}

func parseDependencyName(s string) (dependencyName, error) {
	if !strings.ContainsAny(s, ":/") {
		return dependencyName{text: s}, checkKebab(s)
	}
	n := dependencyName{text: s}
	name, after, hasVersion := strings.Cut(s, "@")
	if hasVersion {
		v, err := parseVersion(after)
		if err != nil {
			return n, err
		}
		n.version = &v
	}
	pkg, iface, hasInterface := strings.Cut(name, "/")
	if !isPackage(pkg) {
		return n, fmt.Errorf("`%s` is not the name of a package, which has the form namespace:name", pkg)
	}
	n.pkg, n.iface = pkg, iface
	if hasInterface {
		return n, checkKebab(iface)
	}
	return n, nil
}

// conflicts reports whether an import could be satisfied by both dependencies:
// they name one package, and neither their versions nor their interfaces tell
// them apart.
func (n dependencyName) conflicts(other dependencyName) bool {
	if n.pkg == "" || n.pkg != other.pkg {
		return false
	}
	if n.version != nil && other.version != nil && n.version.track() != other.version.track() {
		return false
	}
	return n.iface == "" || other.iface == "" || n.iface == other.iface
}
