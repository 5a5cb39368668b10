package app

import (
	"encoding/base64"
	"net/url"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// Features of a host that a locked application can require.
const (
	serviceChaining = "local_service_chaining"
	middleware      = "middleware"
)

// wasmType is the content type of components.
const wasmType = "application/wasm"

// ParseLocked reads a locked application: the JSON that Spin makes of a
// manifest to run or push it. What it does not know is ignored, unless the
// application says that it must be understood. The name stands in messages.
//
// Local says that the application was locked on this machine. Only then its
// components and files may be files that it names by URL.
//
// The error, if any, is of type [Faults].
func ParseLocked(name string, text []byte, local bool) (*App, error) {
	doc, root, fault := parseJSON(name, text)
	if fault != nil {
		return nil, Faults{fault}
	}
	d := newDecoder(doc, "")
	d.locked, d.local = true, local
	t := &table{decoder: d, node: root}
	if !t.lockVersion() {
		return nil, d.faults
	}
	t.lockedApp()
	return d.finish()
}

// lockVersion checks whether the application can be understood.
func (t *table) lockVersion() bool {
	t.require("spin_lock_version")
	if n := t.of(kindInteger, "spin_lock_version"); n != nil && n.text != "0" && n.text != "1" {
		t.fault(n.value, "use a newer gyro, if there is one", "the versions of locked applications that gyro reads are 0 and 1")
	}
	for _, n := range t.items("must_understand") {
		if n.text != "host_requirements" && n.text != "component_host_requirements" {
			t.fault(n.value, "use a newer gyro, if there is one", "the application needs a host that understands `%s`", n.text)
		}
	}
	return len(t.faults) == 0
}

func (t *table) lockedApp() {
	t.hostRequirements()
	t.each("variables", func(name string, n *node) {
		if err := checkVariableName(name); err != nil {
			t.fault(n.key, "", "%s", err)
		}
		if vt := t.in(n, name); vt != nil {
			t.app.Variables[name] = Variable{
				Description: vt.str("description"),
				Required:    n.fields["default"] == nil,
				Default:     vt.str("default"),
				Secret:      vt.bool("secret"),
			}
		}
	})
	t.require("metadata")
	if mt := t.table("metadata"); mt != nil {
		mt.lockedMetadata()
	}
	for _, name := range []string{"triggers", "components"} {
		t.require(name)
	}
	t.objects("components", (*table).lockedComponent)
	t.objects("triggers", (*table).lockedTrigger)
}

// objects calls f for each object of a list.
func (t *table) objects(name string, f func(*table)) {
	if list := t.of(kindArray, name); list != nil {
		for _, n := range list.items {
			if ot := t.in(n, name); ot != nil {
				f(ot)
			}
		}
	}
}

// hostRequirements refuses what the application needs of its host and gyro does
// not know. Service chaining it has; middleware is refused where it is used.
func (t *table) hostRequirements() {
	t.each("host_requirements", func(name string, n *node) {
		optional := n.kind == kindString && n.text == "optional"
		if !optional && name != serviceChaining && name != middleware {
			t.fault(n.key, "use a newer gyro, if there is one", "the application needs a host that has `%s`", name)
		}
	})
}

func (t *table) lockedMetadata() {
	a := t.app
	t.require("name")
	a.Name = t.str("name")
	a.Version = t.str("version")
	a.Description = t.str("description")
	a.Authors = t.strings("authors")
	a.Profile = t.str("profile")
	a.Origin = t.str("origin")
	a.Tool = t.tool()
	a.Gyro = t.gyro(false)
	t.each("triggers", func(name string, n *node) {
		if st := t.in(n, name); st != nil {
			t.settings(st, name)
		}
	})
}

func (t *table) lockedComponent() {
	c := &Component{
		ID:           t.lockedID(),
		Environment:  t.stringMap("env"),
		Variables:    t.templates("config"),
		Dependencies: t.lockedDependencies(),
	}
	t.hostRequirements()
	t.require("source")
	if st := t.table("source"); st != nil {
		c.Source = st.lockedWasm()
	}
	if mt := t.table("metadata"); mt != nil {
		c.Description = mt.str("description")
		c.AllowedOutboundHosts = mt.allowedOutboundHosts()
		c.KeyValueStores = mt.labels("key_value_stores", "key_value_stores")
		c.SQLiteDatabases = mt.labels("databases", "sqlite_databases")
		c.AIModels = mt.labels("ai_models", "ai_models")
		c.Build = mt.build()
		c.Tool = mt.tool()
		c.Gyro = mt.gyro(true)
	}
	t.objects("files", func(ft *table) {
		c.Files = append(c.Files, Files{Destination: ft.guestPath(), Content: ft.content()})
		ft.notYet(ft.node.value, "locked files")
	})
	deps := t.lockedTriggerDependencies()
	if c.ID == "" {
		return
	}
	if t.components[c.ID] != nil {
		t.fault(t.node.fields["id"].value, "", "two components have the ID `%s`", c.ID)
		return
	}
	t.components[c.ID] = c
	t.app.Components = append(t.app.Components, c)
	if len(deps) > 0 {
		t.triggerDeps[c.ID] = deps
	}
}

// lockedID reads `id`. What Spin makes of the IDs of a component and of a
// trigger need not be a name, but it must do for the name of a file.
func (t *table) lockedID() string {
	t.require("id")
	id := t.str("id")
	n := t.node.fields["id"]
	if n == nil || n.kind != kindString {
		return ""
	}
	const longest = 200
	outside := func(r rune) bool { return r < ' ' || r == 0x7f || strings.ContainsRune(`/\:`, r) }
	if id == "" || len(id) > longest || id[0] == '.' || strings.ContainsFunc(id, outside) {
		t.fault(n.value, "", "this cannot be an ID")
		return ""
	}
	return id
}

// guestPath reads `path`, where a file or a directory is to be seen.
func (t *table) guestPath() string {
	t.require("path")
	path := t.str("path")
	if n := t.node.fields["path"]; n != nil && (strings.ContainsRune(path, 0) || slices.Contains(strings.Split(path, "/"), "..")) {
		t.fault(n.value, "", "the path of a file must not contain `..`")
	}
	return path
}

// lockedWasm reads where the Wasm of a component or dependency is.
func (t *table) lockedWasm() Source {
	t.require("content_type")
	if n := t.of(kindString, "content_type"); n != nil && n.text != wasmType {
		t.fault(n.value, "", "a component must be of type `%s`", wasmType)
	}
	c := t.content()
	s := Source{Inline: c.Inline, Digest: c.Digest, URL: c.URL, Path: filePath(c.URL)}
	if s.Path != "" {
		s.URL = ""
	}
	return s
}

// content reads a reference to content, of which one part at least must be
// there.
func (t *table) content() Content {
	c := Content{URL: t.str("source"), Digest: t.str("digest")}
	if n := t.node.fields["digest"]; n != nil && n.kind == kindString && !isDigest(n.text) {
		t.fault(n.value, "", "this is not a digest")
	}
	if n := t.of(kindString, "inline"); n != nil {
		var err error
		if c.Inline, err = base64.RawStdEncoding.DecodeString(strings.TrimRight(n.text, "=")); err != nil {
			t.fault(n.value, "", "this is not base64")
		}
	}
	if n := t.of(kindString, "source"); n != nil {
		if u, err := url.Parse(n.text); err != nil || u.Scheme == "" {
			t.fault(n.value, "", "this is not an URL")
		} else if u.Scheme == "file" && !t.local {
			t.fault(n.value, "", "an application from elsewhere cannot name files of this machine")
		} else if u.Scheme == "file" && filePath(n.text) == "" {
			t.fault(n.value, "", "this is not the URL of a file of this machine")
		}
	}
	if t.node.fields["source"] == nil && t.node.fields["inline"] == nil && t.node.fields["digest"] == nil {
		t.fault(t.node.value, "", "%s has none of `source`, `inline` and `digest`", t.node.title)
	}
	return c
}

// filePath returns the path that a file URL names, or "".
func filePath(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "file" || u.Host != "" || strings.ContainsRune(u.Path, 0) {
		return ""
	}
	path := u.Path
	if runtime.GOOS == "windows" {
		path = strings.TrimPrefix(path, "/")
	}
	if path = filepath.FromSlash(path); !filepath.IsAbs(path) {
		return ""
	}
	return filepath.Clean(path)
}

// fileURL is the inverse of filePath.
func fileURL(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// lockedDependencies reads `dependencies` of a component.
func (t *table) lockedDependencies() []Dependency {
	var list []Dependency
	t.each("dependencies", func(name string, n *node) {
		if _, err := parseDependencyName(name); err != nil {
			t.fault(n.key, "", "%s", err)
		}
		if len(list) == maxDependencies {
			t.fault(n.key, "", "a component has at most %d dependencies", maxDependencies)
		}
		if dt := t.in(n, name); dt != nil && len(list) < maxDependencies {
			list = append(list, dt.lockedDependency(name))
		}
	})
	return list
}

func (t *table) lockedDependency(name string) Dependency {
	dep := Dependency{Name: name, Export: t.str("export"), at: place{t.doc, t.node.value}}
	t.require("source")
	if st := t.table("source"); st != nil {
		dep.Source = st.lockedWasm()
	}
	switch n := t.get("inherit"); {
	case n == nil:
	case n.kind == kindString && n.text == "All":
		dep.Inherit.All = true
	case n.kind == kindTable && n.fields["Some"] != nil:
		dep.Inherit.Keys = t.in(n, "inherit").strings("Some")
	default:
		t.fault(n.value, "", "`inherit` must be \"All\" or { \"Some\": [ … ] }")
	}
	return dep
}

// lockedTriggerDependencies reads `trigger_dependencies`: of a trigger, or of
// the component that only that trigger calls.
func (t *table) lockedTriggerDependencies() map[string][]Dependency {
	var deps map[string][]Dependency
	t.each("trigger_dependencies", func(role string, n *node) {
		if n.kind != kindArray {
			t.wanted(n, role, "a list")
			return
		}
		if deps == nil {
			deps = map[string][]Dependency{}
		}
		for _, item := range n.items {
			if dt := t.in(item, role); dt != nil {
				deps[role] = append(deps[role], dt.lockedDependency(role))
			}
		}
	})
	return deps
}

func (t *table) lockedTrigger() {
	trigger := &Trigger{ID: t.lockedID(), Type: t.str("trigger_type"), Dependencies: t.lockedTriggerDependencies()}
	t.require("trigger_type")
	t.require("trigger_config")
	ct := t.table("trigger_config")
	if ct == nil {
		return
	}
	if n := ct.of(kindString, "component"); n != nil {
		trigger.Component = t.bind(n, trigger.ID, false)
	}
	t.triggerConfig(ct, trigger)
	if deps := t.triggerDeps[trigger.Component]; deps != nil {
		trigger.Dependencies = deps
	}
	if t.triggerIDs[trigger.ID] {
		t.fault(t.node.fields["id"].value, "", "two triggers have the ID `%s`", trigger.ID)
	}
	if trigger.ID != "" {
		t.triggerIDs[trigger.ID] = true
	}
	t.app.Triggers = append(t.app.Triggers, trigger)
}
