package app

import (
	"path"
	"path/filepath"
	"strings"
)

// A Matcher tells which files some patterns of a manifest name.
type Matcher struct{ globs []*glob }

// Match tells whether a pattern names the file at name: a path with slashes,
// relative to the directory of the manifest, which may begin with "..".
func (m *Matcher) Match(name string) bool {
	for _, g := range m.globs {
		if g.match(name) {
			return true
		}
	}
	return false
}

// Dirs returns the directories below which everything lies that m can match, as
// such paths.
func (m *Matcher) Dirs() []string {
	if m == nil {
		return nil
	}
	var dirs []string
	for _, g := range m.globs {
		dirs = append(dirs, g.dir)
	}
	return dirs
}

// add adds a pattern; with below also everything below a directory of that name.
func (m *Matcher) add(pattern string, below bool) error {
	patterns := []string{pattern}
	if below && !isGlob(pattern) {
		patterns = append(patterns, strings.TrimSuffix(pattern, "/")+"/**")
	}
	for _, p := range patterns {
		g, err := compileGlob(p, false)
		if err != nil {
			return err
		}
		m.globs = append(m.globs, g)
	}
	return nil
}

// WatchMatcher returns what `watch` of the build names; nil if it is not there.
func (b *Build) WatchMatcher() (*Matcher, error) {
	if len(b.Watch) == 0 {
		return nil, nil
	}
	m := &Matcher{}
	for _, pattern := range b.Watch {
		if err := m.add(path.Join(filepath.ToSlash(b.Workdir), filepath.ToSlash(pattern)), false); err != nil {
			return nil, b.CommandFault(0, "correct `watch` of this build", "%s", err)
		}
	}
	return m, nil
}

// FilesMatcher returns what `files` of the component names, or could.
func (c *Component) FilesMatcher() (*Matcher, error) {
	m := &Matcher{}
	for _, f := range c.Files {
		pattern := f.Pattern
		if pattern == "" {
			pattern = f.Source
		}
		if pattern == "" {
			continue // of a locked application
		}
		if err := m.add(path.Clean(filepath.ToSlash(pattern)), true); err != nil {
			return nil, f.at.fault("", "component %s: files: %s", c.ID, err)
		}
	}
	return m, nil
}
