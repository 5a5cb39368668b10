package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Dependency is a component that satisfies imports of another one, or that a
// trigger calls besides its component.
type Dependency struct {
	Name      string // the import: a name, "ns:pkg[@v]" or "ns:pkg/interface[@v]"; of a trigger the role
	Source    Source
	Component string // ID of the component that Source was taken from
	Export    string
	Inherit   Inherit

	at place
}

// Inherit says which of its settings a component shares with a dependency.
type Inherit struct {
	All  bool
	Keys []string
}

// Fault describes a fault of the dependency at its place in the manifest. The
// advice says what to do and may be empty.
func (d *Dependency) Fault(advice, format string, args ...any) error {
	return d.at.fault(advice, format, args...)
}

// Place is where the manifest names the dependency: "spin.toml:12".
func (d *Dependency) Place() string {
	if d.at.doc == nil {
		return ""
	}
	f := d.at.doc.fault(d.at.at, "", "")
	return fmt.Sprintf("%s:%d", f.File, f.Line)
}

// Matches reports whether the dependency is meant to satisfy an import of that
// name. Where both have versions, these are compatible.
func (d *Dependency) Matches(imported string) bool {
	n, err := parseDependencyName(d.Name)
	if err != nil {
		return false
	}
	i, err := parseDependencyName(imported)
	switch {
	case n.pkg == "" || err != nil || i.pkg == "":
		return d.Name == imported
	case n.pkg != i.pkg || n.iface != "" && n.iface != i.iface:
		return false
	}
	return n.version == nil || i.version != nil && n.version.track() == i.version.track()
}

// Where returns the source. One that names a version and no package is the
// package that the dependency is named by.
func (d *Dependency) Where() Source {
	s := d.Source
	if s.Version != "" && s.Package == "" {
		s.Package, _, _ = strings.Cut(d.Name, "@")
		s.Package, _, _ = strings.Cut(s.Package, "/")
	}
	return s
}

// Has reports whether a key of the component is inherited.
func (i Inherit) Has(key string) bool { return i.All || slices.Contains(i.Keys, key) }

// inheritKeys are what can be shared with a dependency.
var inheritKeys = []string{
	"ai_models", "allowed_outbound_hosts", "environment", "files", "key_value_stores", "sqlite_databases", "variables",
}

// maxDependencies bounds how many dependencies one component can have.
const maxDependencies = 256

var dependencyForms = []form{
	{key: "version", optional: []string{"registry", "package", "export", "inherit_configuration"}},
	{key: "path", optional: []string{"export", "inherit_configuration"}},
	{key: "url", required: []string{"digest"}, optional: []string{"export", "inherit_configuration"}},
	{key: "component", optional: []string{"export", "inherit_configuration"}},
}

// dependencies reads `dependencies` of a component by the imports they satisfy.
func (t *table) dependencies() []Dependency {
	var list []Dependency
	t.each("dependencies", func(name string, n *node) {
		if len(list) == maxDependencies {
			t.fault(n.key, "", "a component has at most %d dependencies", maxDependencies)
		}
		if len(list) >= maxDependencies {
			return
		}
		if _, err := parseDependencyName(name); err != nil {
			t.fault(n.key, "a dependency is named as the import it satisfies: name, ns:pkg, ns:pkg@1.0.0 or ns:pkg/interface@1.0.0", "%s", err)
		}
		dep := Dependency{Name: name, at: place{t.doc, n.key}}
		if n.kind == kindString {
			dep.Source.Version = t.requirement(n)
		} else if n.kind != kindTable {
			t.wanted(n, name, "a version requirement or a table")
		} else {
			t.in(n, name).dependency(&dep, dependencyForms)
		}
		list = append(list, dep)
	})
	return list
}

// dependency reads the table of a dependency.
func (t *table) dependency(dep *Dependency, forms []form) {
	defer t.done()
	switch t.formOf("a dependency", forms) {
	case "version":
		dep.Source = t.inRegistry()
		t.requirement(t.node.fields["version"])
	case "path":
		if n := t.of(kindString, "path"); n != nil {
			dep.Source.Path = t.path(n)
		}
	case "url":
		dep.Source = t.remote()
	case "component":
		dep.Component = t.str("component")
	}
	if slices.ContainsFunc(forms, func(f form) bool { return f.has("export") }) {
		dep.Export = t.str("export")
	}
	dep.Inherit = t.inherit()
}

func (d *decoder) requirement(n *node) string {
	if n.kind != kindString {
		return "" // reported where it was read
	}
	if err := checkRequirement(n.text); err != nil {
		d.fault(n.value, "write a requirement such as \"1.2\", \">=0.1.3\" or \"=2.0.0\"", "%s", err)
	}
	return n.text
}

// inherit reads `inherit_configuration` of a dependency: a boolean or a list.
func (t *table) inherit() Inherit {
	n := t.get("inherit_configuration")
	switch {
	case n == nil:
	case n.kind == kindBool:
		return Inherit{All: n.text == "true"}
	case n.kind == kindArray:
		keys := t.stringsOf(n, "inherit_configuration")
		for _, key := range keys {
			if !slices.Contains(inheritKeys, key.text) {
				t.warn(key.value, didYouMean(key.text, inheritKeys), "`%s` is nothing that a dependency can inherit", key.text)
			}
		}
		return Inherit{Keys: texts(keys)}
	default:
		t.wanted(n, "inherit_configuration", "a boolean or a list of fields")
	}
	return Inherit{}
}

// checkDependencies checks the dependencies of a component against each other,
// and gives them what `dependencies_inherit_configuration` says.
func (t *table) checkDependencies(c *Component) {
	inherits := t.of(kindBool, "dependencies_inherit_configuration")
	var names []dependencyName // of those before
	for i := range c.Dependencies {
		dep := &c.Dependencies[i]
		n := t.node.fields["dependencies"].fields[dep.Name]
		name, err := parseDependencyName(dep.Name)
		if err != nil {
			continue
		}
		byVersion := dep.Source.Version != ""
		if name.pkg == "" && byVersion && dep.Source.Package == "" {
			t.fault(n.key, "write { package = \"namespace:name\", version = … }", "dependency `%s` must name its package", dep.Name)
		}
		if dep.Component == "" {
			t.checkExport(dep, name)
		}
		if inherits != nil && n.field("inherit_configuration") != nil {
			t.fault(n.fields["inherit_configuration"].key, "say it in one of the two places", "`dependencies_inherit_configuration` of the component says what all dependencies inherit")
		}
		if inherits != nil && inherits.text == "true" && n.kind == kindTable {
			dep.Inherit = Inherit{All: true}
		}
		if other := slices.IndexFunc(names, name.conflicts); other >= 0 {
			t.fault(n.key, "keep one of them, or name different interfaces or incompatible versions", "`%s` and `%s` name the same import", names[other].text, dep.Name)
		}
		names = append(names, name)
	}
}

// triggerForms are like those of components, without an export.
var triggerForms = []form{
	{key: "version", required: []string{"package"}, optional: []string{"registry", "inherit_configuration"}},
	{key: "path", optional: []string{"inherit_configuration"}},
	{key: "url", required: []string{"digest"}, optional: []string{"inherit_configuration"}},
	{key: "component", optional: []string{"inherit_configuration"}},
}

// triggerDependencies reads `dependencies` of a trigger: a list by each role.
func (t *table) triggerDependencies() map[string][]Dependency {
	var deps map[string][]Dependency
	t.each("dependencies", func(role string, n *node) {
		if n.kind != kindArray {
			t.wanted(n, role, "a list")
			return
		}
		if deps == nil {
			deps = map[string][]Dependency{}
		}
		for _, item := range n.items {
			dep := Dependency{Name: role, at: place{t.doc, item.value}}
			if dt := t.in(item, role); dt != nil {
				dt.dependency(&dep, triggerForms)
				deps[role] = append(deps[role], dep)
			}
		}
	})
	return deps
}

// bindDependencies gives dependencies that are components of the application
// the source of these. It is called when all components are known.
func (d *decoder) bindDependencies() {
	for _, c := range d.app.Components {
		for i := range c.Dependencies {
			d.bindDependency(&c.Dependencies[i], c.ID)
		}
	}
	for _, t := range d.app.Triggers {
		for _, role := range slices.Sorted(maps.Keys(t.Dependencies)) {
			for i := range t.Dependencies[role] {
				d.bindDependency(&t.Dependencies[role][i], t.ID)
			}
		}
	}
}

func (d *decoder) bindDependency(dep *Dependency, of string) {
	if dep.Component == "" || d.full() {
		return
	}
	c := d.components[dep.Component]
	if c == nil {
		d.fault(dep.at.at, d.addComponent(dep.Component), "there is no component `%s`", dep.Component)
		return
	}
	if own := c.own(); len(own) > 0 {
		d.fault(dep.at.at, "remove them from [component."+c.ID+"]: a dependency has what `inherit_configuration` gives it",
			"component `%s` cannot be a dependency of `%s`, as it has %s of its own", c.ID, of, strings.Join(own, ", "))
		return
	}
	dep.Source = c.Source
	if c.Source.Version != "" {
		dep.Source.Version = "=" + c.Source.Version
	}
	if name, err := parseDependencyName(dep.Name); err == nil {
		d.checkExport(dep, name)
	}
}

// checkExport refuses an export for an import that is a whole package; as in
// Spin, it is let pass if the dependency has an URL.
func (d *decoder) checkExport(dep *Dependency, name dependencyName) {
	if dep.Export != "" && name.pkg != "" && name.iface == "" && dep.Source.URL == "" {
		d.fault(dep.at.at, "name the dependency by its interface: \""+name.pkg+"/…\"", "the dependency `%s` is a whole package, which no single export satisfies", dep.Name)
	}
}

// own lists what a component has that it could not have as a dependency.
func (c *Component) own() []string {
	var own []string
	for name, n := range map[string]int{
		"ai_models":              len(c.AIModels),
		"allowed_outbound_hosts": len(c.AllowedOutboundHosts),
		"dependencies":           len(c.Dependencies),
		"environment":            len(c.Environment),
		"files":                  len(c.Files),
		"key_value_stores":       len(c.KeyValueStores),
		"sqlite_databases":       len(c.SQLiteDatabases),
		"variables":              len(c.Variables),
	} {
		if n > 0 {
			own = append(own, name)
		}
	}
	slices.Sort(own)
	return own
}
