package app

import (
	"maps"
	"slices"
	"strings"
)

// decoder turns nodes into the App and collects what is wrong on the way. A
// fault does not stop it: the value that is missing is the zero value, and all
// faults are reported together.
type decoder struct {
	doc    *document
	dir    string
	faults Faults
	app    *App

	v1          bool   // the manifest was one of version 1
	locked      bool   // it is a locked application, which may have unknown fields
	local       bool   // and was locked here
	profileName string // that the manifest is read in

	components map[string]*Component // by ID
	triggerIDs map[string]bool       // in use
	inline     int                   // number of the last inline component

	triggerDeps map[string]map[string][]Dependency // of a locked application, by component

	seen map[*node][]string // the known fields of each table, if a test wants them
}

func newDecoder(doc *document, dir string) *decoder {
	return &decoder{
		doc: doc, dir: dir, app: &App{Dir: dir, Variables: map[string]Variable{}},
		components: map[string]*Component{}, triggerIDs: map[string]bool{},
		triggerDeps: map[string]map[string][]Dependency{},
	}
}

// finish returns the application and its faults, in the order of their places.
func (d *decoder) finish() (*App, error) {
	for _, list := range []*Faults{&d.faults, &d.app.Warnings, &d.app.later} {
		list.sort()
	}
	return d.app, d.faults.err()
}

func (d *decoder) fault(at span, advice, format string, args ...any) {
	d.faults.add(d.doc, at, advice, format, args...)
}

// full reports that further faults are not kept: their advice need not be
// worked out.
func (d *decoder) full() bool { return len(d.faults) >= maxFaults }

func (d *decoder) warn(at span, advice, format string, args ...any) {
	d.app.Warnings.add(d.doc, at, advice, format, args...)
}

// wanted reports a node that is of another kind than it should be.
func (d *decoder) wanted(n *node, name, want string) {
	is := n.kind.String()
	if d.locked {
		is, want = strings.ReplaceAll(is, "a table", "an object"), strings.ReplaceAll(want, "a table", "an object")
	}
	d.fault(n.value, "", "`%s` is %s here; it must be %s", name, is, want)
}

// table reads one table. The names that are asked for are the names that are
// known: done reports every other one.
type table struct {
	*decoder
	node  *node
	known []string
}

// in returns a reader for n, or nil with a fault if n is not a table.
func (d *decoder) in(n *node, name string) *table {
	if n.kind != kindTable {
		d.wanted(n, name, "a table")
		return nil
	}
	return &table{decoder: d, node: n}
}

// get returns the field of that name, or nil.
func (t *table) get(name string) *node {
	if !slices.Contains(t.known, name) {
		t.known = append(t.known, name)
	}
	return t.node.fields[name]
}

// of returns the field if it is of kind k.
func (t *table) of(k kind, name string) *node {
	n := t.get(name)
	if n != nil && n.kind != k {
		t.wanted(n, name, k.String())
		return nil
	}
	return n
}

// require reports a field that is not there.
func (t *table) require(name string) {
	if t.node.fields[name] == nil {
		t.fault(t.node.key, "", "%s has no `%s`", t.node.title, name)
	}
}

// done reports the fields that nobody asked for.
func (t *table) done() {
	if t.seen != nil {
		t.seen[t.node] = t.known
	}
	if t.locked {
		return
	}
	for _, name := range t.node.names {
		if !slices.Contains(t.known, name) {
			t.fault(t.node.fields[name].key, didYouMean(name, t.known), "unknown field `%s` in %s", name, t.node.title)
		}
	}
}

// table returns a reader for the field of that name, or nil.
func (t *table) table(name string) *table {
	if n := t.get(name); n != nil {
		return t.in(n, name)
	}
	return nil
}

func (t *table) str(name string) string {
	if n := t.of(kindString, name); n != nil {
		return n.text
	}
	return ""
}

func (t *table) bool(name string) bool {
	n := t.of(kindBool, name)
	return n != nil && n.text == "true"
}

// int reads an integer of the range from lowest to highest, or returns the
// default.
func (t *table) int(name string, otherwise, lowest, highest int) int {
	n := t.of(kindInteger, name)
	if n == nil {
		return otherwise
	}
	i, err := n.integer()
	if err != nil || i < int64(lowest) || i > int64(highest) {
		t.fault(n.value, "", "`%s` must be a number from %d to %d", name, lowest, highest)
		return otherwise
	}
	return int(i)
}

// items returns the strings of a list.
func (t *table) items(name string) []*node {
	n := t.of(kindArray, name)
	if n == nil {
		return nil
	}
	return t.stringsOf(n, name)
}

func (d *decoder) stringsOf(n *node, name string) []*node {
	list := make([]*node, 0, len(n.items))
	for _, item := range n.items {
		if item.kind != kindString {
			d.wanted(item, name, "a list of strings")
			continue
		}
		list = append(list, item)
	}
	return list
}

func texts(list []*node) []string {
	var s []string
	for _, n := range list {
		s = append(s, n.text)
	}
	return s
}

func (t *table) strings(name string) []string {
	return texts(t.items(name))
}

// stringOrStrings reads a string or a list of strings.
func (t *table) stringOrStrings(name string) []*node {
	n := t.get(name)
	switch {
	case n == nil:
		return nil
	case n.kind == kindString:
		return []*node{n}
	case n.kind == kindArray:
		return t.stringsOf(n, name)
	}
	t.wanted(n, name, "a string or a list of strings")
	return nil
}

// stringMap reads a table whose fields are strings of any name.
func (t *table) stringMap(name string) map[string]string {
	n := t.of(kindTable, name)
	if n == nil {
		return nil
	}
	m := make(map[string]string, len(n.fields))
	for _, key := range n.names {
		if f := n.fields[key]; f.kind == kindString {
			m[key] = f.text
		} else {
			t.wanted(f, key, "a string")
		}
	}
	return m
}

// each calls f for each field of the table of that name, in the order of the
// document, with a reader for the field.
func (t *table) each(name string, f func(key string, n *node)) {
	n := t.of(kindTable, name)
	if n == nil {
		return
	}
	for _, key := range n.names {
		f(key, n.fields[key])
	}
}

// plain reads a table of anything.
func (t *table) plain(name string) map[string]any {
	if n := t.of(kindTable, name); n != nil {
		return n.plainTable()
	}
	return nil
}

// rest returns the fields that nobody asked for as plain values.
func (t *table) rest() map[string]any {
	m := t.node.plainTable()
	maps.DeleteFunc(m, func(name string, _ any) bool { return slices.Contains(t.known, name) })
	return m
}

// template reads a string that may hold {{ variable }} expressions.
func (t *table) template(name string) Template {
	if n := t.of(kindString, name); n != nil {
		return t.templateOf(n)
	}
	return Template{}
}

// templateOf parses a template and checks that its variables are declared.
func (d *decoder) templateOf(n *node) Template {
	parsed, err := ParseTemplate(n.text)
	if err != nil {
		d.fault(n.value, "write a variable of the application as {{ name }}", "%s", err)
		return Template{}
	}
	for name := range parsed.Names() {
		if _, ok := d.app.Variables[name]; !ok && !d.full() {
			advice := "declare it: add `" + name + " = { required = true }` under [variables]"
			if near := nearest(name, slices.Sorted(maps.Keys(d.app.Variables))); near != "" {
				advice = "did you mean `" + near + "`?"
			}
			d.fault(n.value, advice, "the application has no variable `%s`", name)
		}
	}
	return parsed
}
