package app

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// LockOptions say where the content of an application is that is locked.
type LockOptions struct {
	// Files returns the directory that the files of a component were staged to.
	// It is not asked for components without files, and may be nil if there are
	// none.
	Files func(*Component) (dir string, err error)
	// Fetched returns the file that a source was downloaded to. If it is nil,
	// URLs are written as they are, and packages of registries are an error.
	Fetched func(Source) (path string, err error)
}

// Lock returns the application as Spin writes it to be run or pushed: JSON that
// [ParseLocked] reads. It holds what the application does at run time: targets,
// tools but for gyro's own settings, profiles and the further components of a
// trigger are not in it.
func (a *App) Lock(o LockOptions) ([]byte, error) {
	l := locker{app: a, options: o}
	locked := lockedApp{
		Metadata:   l.metadata(),
		Variables:  l.variables(),
		Triggers:   []*lockedTrigger{},
		Components: []*lockedComponent{},
	}
	for _, c := range a.Components {
		locked.Components = append(locked.Components, l.component(c))
	}
	for _, t := range a.Triggers {
		locked.Triggers = append(locked.Triggers, l.trigger(t))
	}
	if l.err != nil {
		return nil, l.err
	}
	locked.moveTriggerDependencies()
	for _, c := range locked.Components {
		if len(c.HostRequirements) > 0 {
			locked.Version, locked.MustUnderstand = 1, []string{"component_host_requirements"}
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(locked); err != nil {
		return nil, fmt.Errorf("lock the application: %w", err)
	}
	return b.Bytes(), nil
}

// locker turns the model into what is written. Its first error counts.
type locker struct {
	app     *App
	options LockOptions
	err     error
}

// metadata is a map of values of which those that are empty are left out.
type metadata map[string]any

func (m metadata) text(name, value string) {
	if value != "" {
		m[name] = value
	}
}

func (m metadata) list(name string, values []string) {
	if len(values) > 0 {
		m[name] = values
	}
}

// gyro keeps gyro's settings, which Spin ignores.
func (m metadata) gyro(tool map[string]any) {
	if settings, ok := tool["gyro"]; ok {
		m["tool"] = map[string]any{"gyro": settings}
	}
}

func (l *locker) metadata() metadata {
	a := l.app
	m := metadata{"name": a.Name, "triggers": a.Settings.written()}
	m.text("version", a.Version)
	m.text("description", a.Description)
	m.list("authors", a.Authors)
	m.text("profile", a.Profile)
	m.text("origin", a.Origin)
	if a.Manifest != "" {
		m["origin"] = fileURL(a.Manifest)
	}
	m.gyro(a.Tool)
	if t := a.onlyTriggerType(); t != "" {
		single := map[string]any{} // old readers look here
		maps.Copy(single, a.Settings.Config[t])
		single["type"] = t
		m["trigger"] = single
	}
	return m
}

func (s TriggerSettings) written() map[string]map[string]any {
	if s.Config == nil {
		return map[string]map[string]any{}
	}
	return s.Config
}

// onlyTriggerType returns the type of all triggers, or "" if there are none or
// several types.
func (a *App) onlyTriggerType() string {
	only := ""
	for _, t := range a.Triggers {
		if only != "" && only != t.Type {
			return ""
		}
		only = t.Type
	}
	return only
}

func (l *locker) variables() map[string]lockedVariable {
	variables := map[string]lockedVariable{}
	for name, v := range l.app.Variables {
		locked := lockedVariable{Description: v.Description, Secret: v.Secret}
		if !v.Required {
			locked.Default = &v.Default
		}
		variables[name] = locked
	}
	return variables
}

func (l *locker) trigger(t *Trigger) *lockedTrigger {
	locked := &lockedTrigger{ID: t.ID, Type: t.Type, Config: map[string]any{}, dependencies: map[string][]lockedDependency{}}
	maps.Copy(locked.Config, t.Config)
	if t.Component != "" {
		locked.Config["component"] = t.Component
	}
	for _, role := range slices.Sorted(maps.Keys(t.Dependencies)) {
		for _, dep := range t.Dependencies[role] {
			locked.dependencies[role] = append(locked.dependencies[role], l.dependency(t.ID, dep))
		}
	}
	return locked
}

func (l *locker) component(c *Component) *lockedComponent {
	m := metadata{}
	m.text("description", c.Description)
	var hosts []string
	requirements := map[string]string{}
	for _, h := range c.AllowedOutboundHosts {
		hosts = append(hosts, h.String())
		if chains(h.String()) {
			requirements[serviceChaining] = "required"
		}
	}
	m.list("allowed_outbound_hosts", hosts)
	m.list("key_value_stores", c.KeyValueStores)
	m.list("databases", c.SQLiteDatabases)
	m.list("ai_models", c.AIModels)
	m.gyro(c.Tool)
	if c.Build != nil {
		m["build"] = c.Build.locked()
	}
	locked := &lockedComponent{
		ID:               c.ID,
		Metadata:         m,
		Source:           l.source(c.ID, c.Source),
		Env:              c.Environment,
		Files:            l.files(c),
		Config:           c.Variables,
		Dependencies:     map[string]lockedDependency{},
		HostRequirements: requirements,
	}
	for _, dep := range c.Dependencies {
		locked.Dependencies[dep.Name] = l.dependency(c.ID, dep)
	}
	return locked
}

func (b *Build) locked() metadata {
	m := metadata{"command": b.Commands}
	if len(b.Commands) == 1 {
		m["command"] = b.Commands[0]
	}
	m.text("workdir", b.Workdir)
	m.list("watch", b.Watch)
	return m
}

// chains reports whether an entry of allowed_outbound_hosts grants calls of
// other components of the application.
func chains(host string) bool {
	_, host, _ = strings.Cut(strings.TrimSpace(host), "://")
	host, _, _ = strings.Cut(strings.TrimSuffix(host, "/"), ":")
	return strings.HasSuffix(strings.ToLower(host), ".spin.internal") && !strings.Contains(host, "{")
}

func (l *locker) files(c *Component) []lockedFile {
	var files []lockedFile
	for _, f := range c.Files {
		if f.Content.isZero() {
			return l.stagedFiles(c)
		}
		files = append(files, lockedFile{f.Content.locked(), f.Destination})
	}
	return files
}

func (l *locker) stagedFiles(c *Component) []lockedFile {
	if l.options.Files == nil {
		l.fail(fmt.Errorf("lock component %s: its files have not been staged", c.ID))
		return nil
	}
	dir, err := l.options.Files(c)
	if err != nil {
		l.fail(fmt.Errorf("lock component %s: stage its files: %w", c.ID, err))
	}
	return []lockedFile{{lockedContent{Source: fileURL(dir)}, "/"}}
}

func (l *locker) fail(err error) {
	if l.err == nil {
		l.err = err
	}
}

func (c Content) locked() lockedContent {
	locked := lockedContent{Source: c.URL, Digest: c.Digest}
	if c.Inline != nil {
		text := base64.RawStdEncoding.EncodeToString(c.Inline)
		locked.Inline = &text
	}
	return locked
}

// source writes where the Wasm of id, or of its dependency, is.
func (l *locker) source(id string, s Source) lockedSource {
	remote := s.Package != "" || s.Version != "" || s.URL != ""
	if remote && l.options.Fetched != nil {
		path, err := l.options.Fetched(s)
		if err != nil {
			l.fail(fmt.Errorf("lock %s: fetch its source: %w", id, err))
		}
		s = Source{Path: path}
	}
	if s.Package != "" || s.Version != "" {
		l.fail(fmt.Errorf("lock %s: its source %s has not been fetched from its registry", id, s.Package))
	}
	c := Content{URL: s.URL, Digest: s.Digest, Inline: s.Inline}
	if s.Path != "" {
		c.URL = fileURL(s.Path)
	}
	return lockedSource{wasmType, c.locked()}
}

func (l *locker) dependency(of string, dep Dependency) lockedDependency {
	locked := lockedDependency{Source: l.source(of, dep.Where())}
	if dep.Export != "" {
		locked.Export = &dep.Export
	}
	switch {
	case dep.Inherit.All:
		locked.Inherit = "All"
	case len(dep.Inherit.Keys) > 0:
		locked.Inherit = map[string][]string{"Some": dep.Inherit.Keys}
	}
	return locked
}
