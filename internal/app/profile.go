package app

import (
	"slices"
	"strings"
)

// Profile is a named variation of a component.
type Profile struct {
	Source       *Source
	Environment  map[string]string
	Dependencies []Dependency
	Commands     []string // of build
}

// ProfileError says that no component has the profile that was asked for.
type ProfileError struct {
	Name  string
	Known []string
}

func (e *ProfileError) Error() string {
	return "no component of the application has a profile `" + e.Name + "`"
}

// Hint says what to do next.
func (e *ProfileError) Hint() string {
	if near := nearest(e.Name, e.Known); near != "" {
		return "did you mean `" + near + "`?"
	}
	if len(e.Known) == 0 {
		return "add [component.<id>.profile." + e.Name + "]"
	}
	return "the profiles are " + strings.Join(e.Known, ", ")
}

// Profiles returns the names of all profiles, in order. A component that does
// not have one of them is the same in it as in none.
func (a *App) Profiles() []string {
	var names []string
	for _, c := range a.Components {
		for name := range c.Profiles {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// hasProfile returns a [*ProfileError] if the profile is not "" and no
// component has it.
func (a *App) hasProfile(profile string) error {
	known := a.Profiles()
	if profile == "" || slices.Contains(known, profile) {
		return nil
	}
	return &ProfileError{Name: profile, Known: known}
}

// profiles reads [component.<id>.profile.<name>].
func (t *table) profiles() map[string]Profile {
	// What a profile asks for is asked for only when it is used.
	later := t.app.later
	defer func() { t.app.later = later }()
	var profiles map[string]Profile
	t.each("profile", func(name string, n *node) {
		pt := t.in(n, name)
		if pt == nil {
			return
		}
		if profiles == nil {
			profiles = map[string]Profile{}
		}
		p := Profile{
			Environment:  pt.environment(),
			Dependencies: pt.dependencies(),
		}
		if s := pt.source(); !s.isZero() {
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

// inProfile returns a reader of the component as it is in the profile that the
// application is read in: environment and dependencies are added to, source
// and build commands are replaced.
func (t *table) inProfile() *table {
	override := t.node.table("profile").table(t.profileName)
	if t.profileName == "" || override == nil {
		return t
	}
	c := t.node.copy()
	if source := override.fields["source"]; source != nil {
		c.set("source", source)
	}
	for _, name := range []string{"environment", "dependencies"} {
		c.merge(name, override.table(name))
	}
	if command := override.table("build").field("command"); command != nil {
		commands := newTable(override.fields["build"].title, override.fields["build"].key)
		commands.set("command", command)
		c.merge("build", commands)
	}
	return &table{decoder: t.decoder, node: c}
}

// field returns the field of that name, or nil. A nil node has no fields.
func (n *node) field(name string) *node {
	if n == nil {
		return nil
	}
	return n.fields[name]
}

// table returns the field of that name if it is a table, or nil.
func (n *node) table(name string) *node {
	if f := n.field(name); f != nil && f.kind == kindTable {
		return f
	}
	return nil
}

// copy returns a table that has the fields of n.
func (n *node) copy() *node {
	c := *n
	c.names, c.fields = nil, map[string]*node{}
	for _, name := range n.names {
		c.set(name, n.fields[name])
	}
	return &c
}

// merge puts the fields of another table over those of the field of that name.
func (n *node) merge(name string, over *node) {
	if over == nil {
		return
	}
	old := n.fields[name]
	if old == nil {
		n.set(name, over)
		return
	}
	if old.kind != kindTable {
		return // a fault of its own
	}
	merged := old.copy()
	for _, field := range over.names {
		merged.set(field, over.fields[field])
	}
	n.set(name, merged)
}
