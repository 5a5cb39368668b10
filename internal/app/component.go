package app

import (
	"path/filepath"
	"slices"
	"strings"
)

func (d *decoder) component(t *table, id string) *Component {
	t = t.inProfile()
	c := &Component{
		ID:                   id,
		Description:          t.str("description"),
		Source:               t.source(),
		Variables:            t.templates("variables"),
		Environment:          t.environment(),
		Files:                t.files(),
		ExcludeFiles:         t.excludeFiles(),
		AllowedOutboundHosts: t.allowedOutboundHosts(),
		KeyValueStores:       t.labels("key_value_stores", "key_value_stores"),
		SQLiteDatabases:      t.labels("sqlite_databases", "sqlite_databases"),
		AIModels:             t.labels("ai_models", "ai_models"),
		Build:                t.build(),
		Targets:              t.targets(),
		Tool:                 t.tool(),
		Gyro:                 t.gyro(true),
		Dependencies:         t.dependencies(),
		Profiles:             t.profiles(),
	}
	t.checkDependencies(c)
	t.require("source")
	t.done()
	d.app.Components = append(d.app.Components, c)
	d.components[id] = c
	return c
}

// environment reads `environment`, whose values are taken as they are.
func (t *table) environment() map[string]string {
	env := t.stringMap("environment")
	t.each("environment", func(name string, n *node) {
		if template, err := ParseTemplate(n.text); err == nil && len(template.parts) > 0 {
			t.warn(n.value, "hand the value over in `variables` of the component", "`{{ }}` has no meaning in `environment`")
		}
	})
	return env
}

// tool reads `tool`, which holds a table for each tool.
func (t *table) tool() map[string]any {
	t.each("tool", func(name string, n *node) { t.in(n, name) })
	return t.plain("tool")
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
// gyro provides yet. An empty list asks for nothing; what names what it is.
func (t *table) labels(name, what string) []string {
	list := t.items(name)
	for _, n := range list {
		if err := checkLabel(n.text); err != nil && what != "ai_models" && !t.v1 && !t.locked {
			t.fault(n.value, "", "%s", err)
		}
	}
	if len(list) > 0 {
		t.notYetIf(name, what)
	}
	return texts(list)
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

var targetForms = []form{{key: "url"}, {key: "path"}}

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
		if item.kind != kindTable {
			t.wanted(item, "targets", "a list of names and tables")
			continue
		}
		tt := t.in(item, "targets")
		switch tt.formOf("a target, if not a name,", targetForms) {
		case "url":
			targets = append(targets, Target{URL: tt.str("url")})
		case "path":
			targets = append(targets, Target{Path: tt.str("path")})
		}
		tt.done()
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
			files = append(files, Files{Pattern: item.text, at: place{t.doc, item.value}})
			continue
		}
		if item.kind != kindTable {
			t.wanted(item, "files", "a list of patterns and tables")
			continue
		}
		ft := t.in(item, "files")
		placed := Files{Source: ft.str("source"), Destination: ft.str("destination"), at: place{t.doc, item.value}}
		if _, err := relative(t.dir, placed.Source); err != nil {
			t.fault(item.fields["source"].value, "files must lie in the directory of the manifest", "%s", err)
		}
		if err := checkDestination(placed.Destination); err != nil {
			t.fault(item.fields["destination"].value, "", "%s", err)
		}
		files = append(files, placed)
		ft.require("source")
		ft.require("destination")
		ft.done()
	}
	return files
}

// excludeFiles reads `exclude_files`, a list of globs.
func (t *table) excludeFiles() []string {
	list := t.items("exclude_files")
	for _, n := range list {
		if _, err := compileGlob(n.text, true); err != nil {
			t.fault(n.value, "", "%s", err)
		}
	}
	return texts(list)
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
