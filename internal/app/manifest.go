package app

import (
	"path/filepath"
	"slices"
	"strings"
)

// Parse reads a manifest, version 2. The name stands in messages; dir is the
// absolute directory that relative paths start from. Parse looks at no file.
//
// The error, if any, is of type [Faults]. The App that comes with it holds what
// could be read, or is nil if the text is not TOML of that version: building
// can go on with a manifest whose faults lie elsewhere.
func Parse(name, dir string, text []byte) (*App, error) {
	doc, root, fault := parseDocument(name, text)
	if fault != nil {
		return nil, Faults{fault}
	}
	d := &decoder{
		doc: doc, dir: dir, app: &App{Dir: dir},
		components: map[string]bool{}, triggerIDs: map[string]bool{},
	}
	if !d.version(root) {
		return nil, d.faults
	}
	d.manifest(&table{decoder: d, node: root})
	d.faults.sort()
	d.app.Warnings.sort()
	d.app.later.sort()
	return d.app, d.faults.err()
}

// version checks the version of the manifest, on which all else depends.
func (d *decoder) version(root *node) bool {
	v := root.fields["spin_manifest_version"]
	old := root.fields["spin_version"]
	const convert = "write it as version 2: `spin_manifest_version = 2`, [application], [[trigger.http]] and [component.<id>]"
	switch {
	case old != nil:
		d.fault(old.key, convert, "manifests of version 1 are not built yet")
	case v == nil:
		d.fault(span{}, "a manifest begins with `spin_manifest_version = 2`", "the manifest does not say its version")
	case v.kind == kindInteger && v.text == "2":
		return true
	case v.kind == kindString && v.text == "1":
		d.fault(v.value, convert, "manifests of version 1 are not built yet")
	default:
		d.fault(v.value, "the version that gyro reads is the integer 2", "unknown manifest version")
	}
	return false
}

func (d *decoder) manifest(t *table) {
	t.get("spin_manifest_version")
	d.variables(t) // first: templates name them
	if app := t.table("application"); app != nil {
		d.application(app)
	}
	t.require("application")
	t.each("component", func(id string, n *node) {
		d.checkID(n.key, id)
		if ct := t.in(n, id); ct != nil {
			d.component(ct, id)
		}
	})
	d.triggers(t)
	t.done()
}

func (d *decoder) checkID(at span, id string) {
	if err := checkKebab(id); err != nil {
		d.fault(at, "", "%s", err)
	}
}

func (d *decoder) application(t *table) {
	a := d.app
	a.Name = t.str("name")
	a.Version = t.str("version")
	a.Description = t.str("description")
	a.Authors = t.strings("authors")
	a.Targets = t.targets()
	a.Tool = t.plain("tool")
	t.each("trigger", func(name string, n *node) {
		if st := t.in(n, name); st != nil {
			d.settings(st, name)
		}
	})
	t.require("name")
	t.done()
}

// settings reads [application.trigger.<type>].
func (d *decoder) settings(t *table, triggerType string) {
	s := &d.app.Settings
	switch triggerType {
	case "http":
		if base := t.of(kindString, "base"); base != nil && base.text == "/" {
			d.warn(base.key, "remove it", "`base` has no effect")
		} else if base != nil {
			d.fault(base.value, "write the base into each route", "`base` is not supported")
		}
	case "redis":
		s.Redis.Address = t.template("address")
	case "mqtt":
		s.MQTT.Address = t.template("address")
		s.MQTT.Username = t.template("username")
		s.MQTT.Password = t.template("password")
		s.MQTT.KeepAliveInterval = t.str("keep_alive_interval")
	default:
		if s.Other == nil {
			s.Other = map[string]map[string]any{}
		}
		s.Other[triggerType] = t.node.plainTable()
		return
	}
	t.done()
}

func (d *decoder) variables(t *table) {
	d.app.Variables = map[string]Variable{}
	t.each("variables", func(name string, n *node) {
		if err := checkVariableName(name); err != nil {
			d.fault(n.key, "", "%s", err)
		}
		vt := t.in(n, name)
		if vt == nil {
			return
		}
		d.app.Variables[name] = Variable{
			Description: vt.str("description"),
			Required:    vt.bool("required"),
			Default:     vt.str("default"),
			Secret:      vt.bool("secret"),
		}
		vt.done()
		if has := n.fields["default"] != nil; has == d.app.Variables[name].Required {
			d.fault(n.key, "", "variable `%s` must have either `required = true` or a `default`", name)
		}
	})
}

func (d *decoder) component(t *table, id string) *Component {
	c := &Component{
		ID:                   id,
		Description:          t.str("description"),
		Source:               t.source(),
		Variables:            t.templates("variables"),
		Environment:          t.stringMap("environment"),
		Files:                t.files(),
		ExcludeFiles:         t.strings("exclude_files"),
		AllowedOutboundHosts: t.allowedOutboundHosts(),
		KeyValueStores:       t.labels("key_value_stores"),
		SQLiteDatabases:      t.labels("sqlite_databases"),
		AIModels:             t.labels("ai_models"),
		Build:                t.build(),
		Targets:              t.targets(),
		Tool:                 t.plain("tool"),
		Gyro:                 t.gyro(true),
		Dependencies:         t.dependencies("dependencies"),
		InheritConfiguration: t.inheritConfiguration(),
		Profiles:             t.profiles(),
	}
	t.require("source")
	t.done()
	d.app.Components = append(d.app.Components, c)
	d.components[id] = true
	return c
}

// source reads `source`: a path, a digest with its URL, or a package.
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
	s := Source{
		URL:      st.str("url"),
		Digest:   st.str("digest"),
		Registry: st.str("registry"),
		Package:  st.str("package"),
		Version:  st.str("version"),
	}
	st.done()
	switch {
	case s.URL != "":
		st.require("digest")
		t.notYet(n.value, "remote source")
	case s.Package != "":
		st.require("version")
		t.notYet(n.value, "registry source")
	default:
		t.fault(n.value, "", "a source is a path, { url, digest } or { package, version }")
	}
	return s
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

// templates reads the variables of a component.
func (t *table) templates(name string) map[string]Template {
	m := map[string]Template{}
	t.each(name, func(key string, n *node) {
		if err := checkVariableName(key); err != nil {
			t.fault(n.key, "", "%s", err)
		}
		if n.kind != kindString {
			t.wanted(n, key, "a string")
			return
		}
		m[key] = t.templateOf(n)
	})
	return m
}

// labels reads a list of names of stores, databases or models, none of which
// gyro provides yet. An empty list asks for nothing.
func (t *table) labels(name string) []string {
	list := t.items(name)
	for _, n := range list {
		if err := checkLabel(n.text); err != nil && name != "ai_models" {
			t.fault(n.value, "", "%s", err)
		}
	}
	if len(list) > 0 {
		t.notYetIf(name, name)
	}
	return texts(list)
}

// allowedOutboundHosts reads that field and the one that it replaces.
func (t *table) allowedOutboundHosts() []Template {
	var hosts []Template
	for _, n := range t.items("allowed_outbound_hosts") {
		if n.text == "insecure:allow-all" {
			t.fault(n.value, "to allow every host, write \"*://*:*\"", "`insecure:allow-all` is not a host")
			continue
		}
		hosts = append(hosts, t.templateOf(n))
	}
	old := t.items("allowed_http_hosts")
	for _, n := range old {
		for _, host := range outboundHosts(n.text) {
			hosts = append(hosts, Template{text: host})
		}
	}
	if len(old) > 0 {
		t.warn(t.node.fields["allowed_http_hosts"].key, "name them in `allowed_outbound_hosts`", "`allowed_http_hosts` is deprecated")
	}
	return hosts
}

// outboundHosts converts an entry of allowed_http_hosts.
func outboundHosts(host string) []string {
	if host == "insecure:allow-all" {
		return []string{"http://*:*", "https://*:*", "http://self"}
	}
	return []string{"http://" + host, "https://" + host}
}

// build reads [component.<id>.build].
func (t *table) build() *Build {
	bt := t.table("build")
	if bt == nil {
		return nil
	}
	commands := bt.stringOrStrings("command")
	b := &Build{
		Commands: texts(commands),
		Workdir:  bt.str("workdir"),
		Watch:    bt.strings("watch"),
	}
	for _, n := range commands {
		b.commands = append(b.commands, place{t.doc, n.value})
	}
	bt.require("command")
	if n := bt.node.fields["workdir"]; n != nil && (filepath.IsAbs(b.Workdir) || strings.HasPrefix(b.Workdir, "/")) {
		t.fault(n.value, "", "`workdir` must be relative to the directory of the manifest")
	}
	bt.done()
	return b
}

// CommandFault describes a fault of the i-th command at its place in the
// manifest. The advice says what to do and may be empty.
func (b *Build) CommandFault(i int, advice, format string, args ...any) error {
	if i < len(b.commands) {
		return b.commands[i].fault(advice, format, args...)
	}
	return place{}.fault(advice, format, args...)
}

// targets reads `targets`; nil if it is not there.
func (t *table) targets() []Target {
	n := t.of(kindArray, "targets")
	if n == nil {
		return nil
	}
	if len(n.items) > 0 {
		t.notYet(n.key, "targets")
	}
	targets := []Target{}
	for _, item := range n.items {
		if item.kind == kindString {
			targets = append(targets, Target{Name: item.text})
			continue
		}
		if tt := t.in(item, "targets"); tt != nil {
			targets = append(targets, Target{URL: tt.str("url"), Path: tt.str("path")})
			tt.done()
		}
	}
	return targets
}

// files reads the list of patterns and placements.
func (t *table) files() []Files {
	n := t.of(kindArray, "files")
	if n == nil {
		return nil
	}
	var files []Files
	for _, item := range n.items {
		if item.kind == kindString {
			t.checkPattern(item)
			files = append(files, Files{Pattern: item.text})
			continue
		}
		ft := t.in(item, "files")
		if ft == nil {
			continue
		}
		files = append(files, Files{Source: ft.str("source"), Destination: ft.str("destination")})
		ft.require("source")
		ft.require("destination")
		ft.done()
	}
	return files
}

func (d *decoder) checkPattern(n *node) {
	const placement = "to include a directory, name it, or write { source = \"…\", destination = \"/\" }"
	parts := strings.Split(n.text, "/")
	last := parts[len(parts)-1]
	switch {
	case n.text == "":
		d.fault(n.value, "", "a file pattern must not be empty")
	case strings.HasPrefix(n.text, "/") || filepath.IsAbs(n.text) || slices.Contains(parts, ".."):
		d.fault(n.value, "", "`%s` leads out of the directory of the manifest", n.text)
	case last == ".":
		d.fault(n.value, placement, "a file pattern cannot end in `.`")
	case n.text == "*" || n.text == "**/*":
		d.warn(n.value, "write \"./"+n.text+"\" if that is meant", "the component includes the whole directory of the application")
	}
}
