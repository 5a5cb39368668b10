package wit

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// maxText bounds the total size of the texts that one [Loader] takes.
const maxText = 4 << 20

// A File is a WIT text. Name stands in errors.
type File struct{ Name, Text string }

// A Loader reads WIT packages that may refer to each other. Add all of them,
// in any order, then call [Loader.Load]. The zero value is ready to use.
type Loader struct {
	// Features are the features that are enabled: items marked
	// @unstable(feature = …) are left out unless theirs is among them.
	Features []string
	// AllFeatures enables every feature.
	AllFeatures bool

	groups []group
	size   int
}

// A group is what one Add call named: the files of one package, and the
// packages nested in them.
type group struct {
	name  string
	units []*unit
}

// A Set holds packages that were loaded together. Types are shared: a resource
// that several packages use is one *Resource.
type Set struct {
	// Packages are in the order in which they were added.
	Packages []*Package
	// Root is the package of the files added first; nil if these only have
	// nested packages.
	Root *Package
}

// Parse parses files that form one package, along with packages nested in
// them, without any features.
func Parse(files ...File) (*Set, error) {
	var l Loader
	if err := l.Add(files...); err != nil {
		return nil, err
	}
	return l.Load()
}

// Add adds the files of one package.
func (l *Loader) Add(files ...File) error {
	if len(files) == 0 {
		return errors.New("wit: no files to add")
	}
	g := group{name: files[0].Name}
	for _, f := range files {
		if l.size += len(f.Text); l.size > maxText {
			return fmt.Errorf("%s: WIT texts exceed %d bytes in total", f.Name, maxText)
		}
		units, err := parseFile(&source{name: f.Name, text: f.Text})
		if err != nil {
			return err
		}
		g.units = append(g.units, units...)
	}
	l.groups = append(l.groups, g)
	return nil
}

// Has tells whether files of the package called name were added.
func (l *Loader) Has(name PackageName) bool {
	return slices.ContainsFunc(l.groups, func(g group) bool {
		return slices.ContainsFunc(g.units, func(u *unit) bool { return u.pkg != nil && *u.pkg == name })
	})
}

// AddFS adds a WIT file, or a directory: the *.wit files in it form one
// package, and each file and directory in its sub-directory deps another one
// (WIT.md, "Filesystem structure").
func (l *Loader) AddFS(fsys fs.FS, name string) error {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return fmt.Errorf("reading WIT: %w", err)
	}
	if !info.IsDir() {
		return l.addFiles(fsys, name)
	}
	if err := l.addDir(fsys, name); err != nil {
		return err
	}
	deps, err := fs.ReadDir(fsys, path.Join(name, "deps"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading WIT dependencies: %w", err)
	}
	for _, d := range deps {
		dep := path.Join(name, "deps", d.Name())
		if d.IsDir() {
			err = l.addDir(fsys, dep)
		} else if strings.HasSuffix(dep, ".wit") {
			err = l.addFiles(fsys, dep)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// addDir adds the *.wit files of a directory as one package.
func (l *Loader) addDir(fsys fs.FS, dir string) error {
	names, err := fs.Glob(fsys, path.Join(escapeGlob(dir), "*.wit"))
	if err != nil {
		return fmt.Errorf("reading WIT: %w", err)
	}
	if len(names) == 0 {
		return fmt.Errorf("reading WIT: no *.wit files in %s", dir)
	}
	return l.addFiles(fsys, names...)
}

func escapeGlob(s string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(s)
}

func (l *Loader) addFiles(fsys fs.FS, names ...string) error {
	files := make([]File, 0, len(names))
	for _, name := range names {
		if info, err := fs.Stat(fsys, name); err == nil && info.Size() > maxText {
			return fmt.Errorf("%s: WIT texts exceed %d bytes in total", name, maxText)
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("reading WIT: %w", err)
		}
		files = append(files, File{Name: name, Text: string(text)})
	}
	return l.Add(files...)
}

// Load resolves what was added. An error about a text is an [*Error].
func (l *Loader) Load() (*Set, error) {
	r := &resolver{all: l.AllFeatures, features: map[string]bool{}, pkgs: map[PackageName]*pkgScope{}}
	for _, f := range l.Features {
		r.features[f] = true
	}
	for _, g := range l.groups {
		if err := r.declareGroup(g); err != nil {
			return nil, err
		}
	}
	if err := r.resolve(); err != nil {
		return nil, err
	}
	set := &Set{}
	for _, p := range r.order {
		set.Packages = append(set.Packages, p.pkg)
	}
	if root := groupName(l.groups); root != nil {
		set.Root = r.pkgs[*root].pkg
	}
	return set, nil
}

func groupName(groups []group) *PackageName {
	if len(groups) == 0 {
		return nil
	}
	i := slices.IndexFunc(groups[0].units, func(u *unit) bool { return !u.nested && u.pkg != nil })
	if i < 0 {
		return nil
	}
	return groups[0].units[i].pkg
}

// Package returns the package called name ("wasi:io@0.2.0"), or nil.
func (s *Set) Package(name string) *Package {
	for _, p := range s.Packages {
		if p.Name.String() == name {
			return p
		}
	}
	return nil
}

// Interface returns the interface with the external name given
// ("wasi:io/streams@0.2.0"), or nil.
func (s *Set) Interface(name string) *Interface {
	pkg, item, err := ParseName(name)
	if err != nil {
		return nil
	}
	if p := s.Package(pkg.String()); p != nil {
		return p.Interface(item)
	}
	return nil
}

// World finds a world as tools do (WIT.md, "Specifying a World"): name is empty
// for the root package's only world, else a name in the root package or an
// external name.
func (s *Set) World(name string) (*World, error) {
	if pkg, item, err := ParseName(name); err == nil {
		if p := s.Package(pkg.String()); p != nil && p.World(item) != nil {
			return p.World(item), nil
		}
		return nil, fmt.Errorf("no world %s in the packages loaded", name)
	}
	if s.Root == nil {
		return nil, errors.New("no root package to look for a world in; give the world's full name")
	}
	if name != "" {
		if w := s.Root.World(name); w != nil {
			return w, nil
		}
		return nil, fmt.Errorf("no world %q in package %s", name, s.Root.Name)
	}
	if n := len(s.Root.Worlds); n != 1 {
		return nil, fmt.Errorf("package %s has %d worlds; name the one that is meant", s.Root.Name, n)
	}
	return s.Root.Worlds[0], nil
}
