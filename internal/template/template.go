// Package template makes applications and components from templates in Spin's
// format, and keeps those that are installed.
//
// A template is a folder with metadata/spin-template.toml, text in content/
// that is rendered as Liquid, and snippets that go into an existing manifest.
// Templates come from strangers: what they may make is bounded and lies below
// the folder that the user has named, and a value that a user gives stays a
// value in the file that it lands in.
package template

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

const (
	maxManifest = 1 << 20   // bytes
	maxFiles    = 10_000    // of a template
	maxContent  = 256 << 20 // bytes of a template
	maxValue    = 64 << 10  // bytes of a value
)

// Template is a template that can be used.
type Template struct {
	ID          string
	Description string
	Tags        []string // in lower case
	Origin      Origin
	Source      string // where it was installed from; may be empty
	Repo        string // that if it is a git repository
	Parameters  []Parameter

	files      fs.FS
	root       *os.Root // that files come from; nil if they are built in
	variants   map[Operation]*variant
	createDirs []createDir
}

// Origin says whose a template is.
type Origin int

const (
	Installed Origin = iota // in gyro's own folder
	BuiltIn
	Spins // installed by Spin, which gyro does not touch
)

// Operation is what a template is used for.
type Operation int

const (
	NewApplication Operation = iota
	AddComponent
)

// String says what the operation does.
func (o Operation) String() string {
	if o == AddComponent {
		return "add a component"
	}
	return "make an application"
}

// variant is what a template does for an operation.
type variant struct {
	skipFiles      []string
	skipParameters []string
	snippets       map[string]string // kind to file
	conditions     []conditional
}

// conditional takes something away from a variant if the manifest has an
// entry.
type conditional struct {
	entry                                   []string // path of the entry
	skipFiles, skipParameters, skipSnippets []string
}

// createDir is a folder that is made beside the files.
type createDir struct {
	path       block
	inManifest bool // relative to the manifest's folder
}

// Load reads the template in a folder. The folder must stay there as long as
// the template is used.
func Load(files fs.FS) (*Template, error) {
	text, err := readBounded(files, "metadata/spin-template.toml", maxManifest)
	if err != nil {
		return nil, err
	}
	t, err := parseManifest(text)
	if err != nil {
		return nil, fmt.Errorf("metadata/spin-template.toml: %w", err)
	}
	t.files = files
	return t, nil
}

// Supports reports whether the template can be used for the operation.
func (t *Template) Supports(o Operation) bool { return t.variants[o] != nil }

// HasTags reports whether the template bears all the tags.
func (t *Template) HasTags(tags []string) bool {
	for _, tag := range tags {
		if !slices.Contains(t.Tags, strings.ToLower(tag)) {
			return false
		}
	}
	return true
}

// resolved returns the variant for an operation with the conditions that hold
// for the manifest, which is nil for a new application.
func (t *Template) resolved(o Operation, manifest map[string]any) variant {
	v := *t.variants[o]
	v.skipFiles, v.skipParameters = slices.Clone(v.skipFiles), slices.Clone(v.skipParameters)
	snippets := map[string]string{}
	for kind, file := range v.snippets {
		snippets[kind] = file
	}
	for _, c := range v.conditions {
		if !hasEntry(manifest, c.entry) {
			continue
		}
		v.skipFiles = append(v.skipFiles, c.skipFiles...)
		v.skipParameters = append(v.skipParameters, c.skipParameters...)
		for _, kind := range c.skipSnippets {
			delete(snippets, kind)
		}
	}
	v.snippets = snippets
	return v
}

func hasEntry(table map[string]any, path []string) bool {
	value, ok := any(table), table != nil
	for _, name := range path {
		t, isTable := value.(map[string]any)
		if !isTable {
			return false
		}
		if value, ok = t[name]; !ok {
			return false
		}
	}
	return ok
}

// content lists the regular files below content, in order. Links and devices
// are no content.
func (t *Template) content() ([]string, error) {
	var names []string
	var size int64
	err := fs.WalkDir(t.files, "content", func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && name == "content" {
			return fs.SkipAll
		}
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if size += info.Size(); size > maxContent || len(names) >= maxFiles {
			return fmt.Errorf("the template has more than %d files or %d bytes", maxFiles, maxContent)
		}
		names = append(names, strings.TrimPrefix(name, "content/"))
		return nil
	})
	return names, err
}

// partials parses the files below metadata/partials.
func (t *Template) partials() (map[string]block, error) {
	entries, err := fs.ReadDir(t.files, "metadata/partials")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	list := map[string]block{}
	for _, e := range entries {
		if !e.Type().IsRegular() {
			return nil, fmt.Errorf("the partial %s is not a file", e.Name())
		}
		text, err := readBounded(t.files, path.Join("metadata/partials", e.Name()), maxManifest)
		if err != nil {
			return nil, err
		}
		if list[e.Name()], err = parse(string(text)); err != nil {
			return nil, fmt.Errorf("the partial %s: %w", e.Name(), err)
		}
	}
	return list, nil
}

// readBounded reads a file that must not be longer than limit.
func readBounded(files fs.FS, name string, limit int64) ([]byte, error) {
	info, err := fs.Stat(files, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", name)
	}
	if info.Size() > limit {
		return nil, fmt.Errorf("%s has more than %d bytes", name, limit)
	}
	return fs.ReadFile(files, name)
}
