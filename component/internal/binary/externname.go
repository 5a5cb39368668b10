package binary

import (
	"fmt"
	"strings"

	"github.com/gyro-wasm/gyro/component/wit"
)

// names are the names of one scope: they are strongly unique, see Explainer.md,
// "Name Uniqueness". The zero value is ready for use.
type names struct {
	externs []Extern
	seen    map[string]string // canonicalized name → name

	// resources names the resource types that annotated functions may refer
	// to, by the definition that handles to them are formed through.
	resources map[*wit.TypeDef]string
	known     map[string]bool // the names of resources
}

// add records name, whose canonical form is key, and returns the name that it
// conflicts with, if any.
func (n *names) add(key, name string) (previous string, conflict bool) {
	if previous, conflict = n.seen[key]; conflict {
		return previous, true
	}
	if n.seen == nil {
		n.seen = map[string]string{}
	}
	n.seen[key] = name
	return "", false
}

// label reads a label that is unique in its list; what says of what it is.
func (d *decoder) label(seen *names, what string) string {
	s := d.name()
	if s == "" {
		d.fail("%s name cannot be empty", what)
	}
	if !wit.IsLabel(s) {
		d.fail("%s name `%s` is not in kebab case", what, s)
	}
	if prev, dup := seen.add(strings.ToLower(s), s); dup {
		d.fail("%s name `%s` conflicts with previous name `%s`", what, s, prev)
	}
	return s
}

// isWords tells whether s is a label without acronyms, as namespaces and
// package names are.
func isWords(s string) bool { return wit.IsLabel(s) && s == strings.ToLower(s) }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// externName decodes nameattributes.
func (d *decoder) externName() ExternName {
	kind := d.byte()
	if kind > 0x02 {
		d.pos--
		d.fail("unknown kind of name 0x%02x", kind)
	}
	n := ExternName{Name: d.name()}
	if kind < 0x02 {
		return n
	}
	seen := &n.attributes
	for range d.count(2) {
		a := d.byte()
		if int(a) >= len(seen) {
			d.pos--
			d.fail("unknown name attribute 0x%02x", a)
		}
		if seen[a] {
			d.fail("name attribute 0x%02x appears more than once", a)
		}
		seen[a] = true
		switch v := d.name(); a {
		case 0x00:
			d.interfaceOnly(v)
			n.Implements = v
		case 0x01:
			d.gate("canonical interface names")
			n.VersionSuffix = v
		case 0x02:
			n.ExternalID = v
		}
	}
	return n
}

// interfaceOnly checks the value of an implements attribute.
func (d *decoder) interfaceOnly(s string) {
	n, err := parseName(s)
	if err != nil {
		d.fail("`%s` is not a valid name: %s", s, err)
	}
	if n.kind != interfaceName {
		d.fail("name `%s` must be an interface", s)
	}
}

// A nameKind is a form of an externname.
type nameKind uint8

const (
	plainName nameKind = iota
	constructorName
	methodName
	staticName
	interfaceName
)

var annotations = []struct {
	prefix string
	kind   nameKind
}{{"[constructor]", constructorName}, {"[method]", methodName}, {"[static]", staticName}}

// A parsedName is an externname taken apart.
type parsedName struct {
	kind    nameKind
	label   string // the plain name, or the resource that an annotated one is of
	field   string // of methods and static functions
	version string // of interface names
}

// parseName parses an externname, see Explainer.md, "Import and Export
// Definitions".
func parseName(s string) (parsedName, error) {
	if strings.HasPrefix(s, "[") {
		for _, a := range annotations {
			if rest, ok := strings.CutPrefix(s, a.prefix); ok {
				return parseAnnotated(a.kind, rest)
			}
		}
	}
	if strings.Contains(s, ":") {
		return parseInterfaceName(s)
	}
	if !wit.IsLabel(s) {
		return parsedName{}, fmt.Errorf("`%s` is not in kebab case", s)
	}
	return parsedName{kind: plainName, label: s}, nil
}

func parseAnnotated(kind nameKind, s string) (parsedName, error) {
	n := parsedName{kind: kind, label: s}
	if kind != constructorName {
		var ok bool
		if n.label, n.field, ok = strings.Cut(s, "."); !ok {
			return n, fmt.Errorf("failed to find `.` character in `%s`", s)
		}
		if !wit.IsLabel(n.field) {
			return n, fmt.Errorf("`%s` is not in kebab case", n.field)
		}
	}
	if !wit.IsLabel(n.label) {
		return n, fmt.Errorf("`%s` is not in kebab case", n.label)
	}
	return n, nil
}

// parseInterfaceName parses namespace:package/interface@version.
func parseInterfaceName(s string) (parsedName, error) {
	n := parsedName{kind: interfaceName}
	namespace, rest, _ := strings.Cut(s, ":")
	path, version, versioned := strings.Cut(rest, "@")
	pkg, iface, ok := strings.Cut(path, "/")
	switch {
	case !isWords(namespace):
		return n, fmt.Errorf("`%s` is not in kebab case", namespace)
	case strings.Contains(path, ":"):
		return n, fmt.Errorf("expected `/` after package name: nested namespaces are not part of the standard yet")
	case !ok:
		return n, fmt.Errorf("expected `/` after package name `%s`", path)
	case !isWords(pkg):
		return n, fmt.Errorf("`%s` is not in kebab case", pkg)
	case strings.Contains(iface, "/"):
		return n, fmt.Errorf("trailing characters found after `%s`: nested projections are not part of the standard yet", iface)
	case !wit.IsLabel(iface):
		return n, fmt.Errorf("`%s` is not in kebab case", iface)
	case versioned && version == "":
		return n, fmt.Errorf("empty string where a version is expected")
	}
	n.label, n.version = iface, version
	return n, nil
}

// canonical returns the form of name in which strongly unique names differ.
func (n *parsedName) canonical(name string) string {
	switch n.kind {
	case methodName, staticName:
		label, field := strings.ToLower(n.label), strings.ToLower(n.field)
		if label == field {
			return label
		}
		return label + "." + field
	case interfaceName:
		path, version, _ := strings.Cut(name, "@")
		return strings.ToLower(path) + "@" + version
	}
	return strings.ToLower(name)
}

// checkName checks the name of an import or export of type t in the current
// scope, see Binary.md, "Import and Export Definitions".
func (d *decoder) checkName(k externKind, name *ExternName, t ExternType) {
	in := &d.scope.imports
	if k == exportKind {
		in = &d.scope.exports
	}
	d.checkNameIn(in, k, name, t)
	if b, ok := t.(*TypeBound); ok && b.Type != nil && wit.ResourceOf(b.Type) != nil {
		if in.resources == nil {
			in.resources, in.known = map[*wit.TypeDef]string{}, map[string]bool{}
		}
		in.resources[b.Type] = name.Name
		in.known[name.Name] = true
	}
}

func (d *decoder) checkNameIn(in *names, k externKind, name *ExternName, t ExternType) {
	n, err := parseName(name.Name)
	if err != nil {
		d.fail("%s name `%s` is not a valid extern name: %s", k, name.Name, err)
	}
	d.checkAttributes(&n, name, t)
	if err := checkAnnotation(in, &n, t); err != nil {
		d.fail("%s name `%s` is not valid: %s", k, name.Name, err)
	}
	if prev, dup := in.add(n.canonical(name.Name), name.Name); dup {
		d.fail("%s name `%s` conflicts with previous name `%s`", k, name.Name, prev)
	}
}

func (d *decoder) checkAttributes(n *parsedName, name *ExternName, t ExternType) {
	_, isInstance := t.(*InstanceType)
	version := n.version
	if name.attributes[0] {
		if !isInstance {
			d.fail("only instances can have an `implements`")
		}
		if n.kind != plainName {
			d.fail("name `%s` is not valid with `implements`", name.Name)
		}
		_, version, _ = strings.Cut(name.Implements, "@")
	}
	if name.attributes[1] && (!isInstance || version == "") {
		d.fail("only instances with a versioned interface name can have a `versionsuffix`")
	}
	if version == "" {
		return
	}
	if name.attributes[1] {
		if !isCanonVersion(version) {
			d.fail("version `%s` is not canonical, so it cannot have a `versionsuffix`", version)
		}
		version += name.VersionSuffix
	} else if isCanonVersion(version) && strings.Count(version, ".") < 2 {
		d.gate("canonical interface names")
		return
	}
	if err := checkSemver(version); err != nil {
		d.fail("`%s` has an invalid version: %s", name.Name, err)
	}
}

// checkAnnotation checks that [constructor], [method] and [static] names have
// the function type that goes with them.
func checkAnnotation(in *names, n *parsedName, t ExternType) error {
	if n.kind == plainName || n.kind == interfaceName {
		return nil
	}
	f, ok := t.(FuncType)
	if !ok {
		return fmt.Errorf("item is not a func")
	}
	switch n.kind {
	case constructorName:
		return checkConstructor(in, n, f.Func)
	case methodName:
		return checkMethod(in, n, f.Func)
	}
	if !in.known[n.label] {
		return fmt.Errorf("static resource name is not known in this context")
	}
	return nil
}

func checkConstructor(in *names, n *parsedName, f *wit.Func) error {
	if f.Async {
		return fmt.Errorf("constructor function cannot be async")
	}
	if f.Result == nil {
		return fmt.Errorf("function should return one value")
	}
	t := wit.Underlying(f.Result)
	if r, ok := t.(*wit.Result); ok && r.OK != nil {
		t = wit.Underlying(r.OK)
	}
	own, ok := t.(*wit.Own)
	if !ok {
		return fmt.Errorf("function should return `(own $T)` or `(result (own $T))`")
	}
	return checkResourceName(in, n, own.Def)
}

func checkMethod(in *names, n *parsedName, f *wit.Func) error {
	if len(f.Params) == 0 {
		return fmt.Errorf("function should have at least one argument")
	}
	if f.Params[0].Name != "self" {
		return fmt.Errorf("function should have a first argument called `self`")
	}
	self, ok := wit.Underlying(f.Params[0].Type).(*wit.Borrow)
	if !ok {
		return fmt.Errorf("function should take a first argument of `(borrow $T)`")
	}
	return checkResourceName(in, n, self.Def)
}

// checkResourceName checks that def is the definition of the resource that n
// names.
func checkResourceName(in *names, n *parsedName, def *wit.TypeDef) error {
	name, ok := in.resources[def]
	if !ok {
		return fmt.Errorf("resource used in function does not have a name in this context")
	}
	if name != n.label {
		return fmt.Errorf("function does not match expected resource name `%s`", name)
	}
	return nil
}
