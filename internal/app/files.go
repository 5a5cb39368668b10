package app

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// maxFiles bounds how many files one component can include.
const maxFiles = 100_000

// File is a file that a component sees.
type File struct {
	Guest string // its path in the guest, with slashes, relative to the root
	Host  string // its path relative to the directory of the manifest
}

// FilesOf finds the files that a component includes, in the order of their
// paths in the guest. Nothing outside the directory of the manifest is
// included, neither by its path nor by a symbolic link.
func (a *App) FilesOf(c *Component) ([]File, error) {
	if len(c.Files) == 0 {
		return nil, nil
	}
	root, err := os.OpenRoot(a.Dir)
	if err != nil {
		return nil, fmt.Errorf("component %s: files: %w", c.ID, err)
	}
	defer root.Close()
	f := finder{root: root, found: map[string]string{}}
	for _, pattern := range c.ExcludeFiles {
		g, err := compileGlob(pattern, true)
		if err != nil {
			return nil, fmt.Errorf("component %s: exclude_files: %w", c.ID, err)
		}
		f.exclude = append(f.exclude, g)
	}
	for _, files := range c.Files {
		if err := f.add(files); err != nil {
			return nil, files.at.fault("", "component %s: files: %s", c.ID, err)
		}
	}
	list := make([]File, 0, len(f.found))
	for guest, host := range maps.All(f.found) {
		list = append(list, File{guest, host})
	}
	slices.SortFunc(list, func(a, b File) int { return cmp.Compare(a.Guest, b.Guest) })
	return list, nil
}

// Stage copies the files of a component to a directory, which the component
// can then see as its root.
func (a *App) Stage(c *Component, dir string) error {
	files, err := a.FilesOf(c)
	if err != nil {
		return err
	}
	from, err := os.OpenRoot(a.Dir)
	if err != nil {
		return fmt.Errorf("component %s: copy files: %w", c.ID, err)
	}
	defer from.Close()
	to, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("component %s: copy files: %w", c.ID, err)
	}
	defer to.Close()
	for _, f := range files {
		if err := copyFile(from, to, f); err != nil {
			return fmt.Errorf("component %s: copy %s: %w", c.ID, f.Host, err)
		}
	}
	return nil
}

func copyFile(from, to *os.Root, f File) error {
	source, err := from.Open(f.Host)
	if err != nil {
		return err
	}
	defer source.Close()
	name := filepath.FromSlash(f.Guest)
	if err := to.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	target, err := to.Create(name)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}

// finder collects files: paths in the guest to paths below root, both with
// slashes.
type finder struct {
	root    *os.Root
	exclude []*glob
	found   map[string]string
}

func (f *finder) add(files Files) error {
	if files.Pattern != "" {
		return f.addPattern(path.Clean(filepath.ToSlash(files.Pattern)))
	}
	return f.addPlacement(files)
}

// addPattern adds a file, all of a directory, or what a glob matches, each at
// its own path.
func (f *finder) addPattern(pattern string) error {
	info, err := f.stat(pattern)
	switch {
	case err == nil && info.IsDir():
		return f.walk(pattern, -1, func(host string) (string, bool) { return host, true })
	case err == nil:
		return f.put(pattern, pattern)
	case !errors.Is(err, fs.ErrNotExist) && !isGlob(pattern):
		return err
	case !isGlob(pattern):
		return fmt.Errorf("%s does not exist", pattern)
	}
	g, err := compileGlob(pattern, false)
	if err != nil {
		return err
	}
	if _, err := f.stat(g.dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return f.walk(g.dir, g.depth, func(host string) (string, bool) { return host, g.match(host) })
}

// addPlacement adds a file or all of a directory at another path.
func (f *finder) addPlacement(files Files) error {
	source, err := relative(f.root.Name(), files.Source)
	if err != nil {
		return err
	}
	info, err := f.stat(source)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s does not exist", files.Source)
	}
	if err != nil {
		return err
	}
	if err := checkDestination(files.Destination); err != nil {
		return err
	}
	target := path.Clean("/" + filepath.ToSlash(files.Destination))[1:]
	if !info.IsDir() {
		if target == "" || strings.HasSuffix(files.Destination, "/") {
			return fmt.Errorf("the destination of the file %s must be the name of a file, not %s", files.Source, files.Destination)
		}
		return f.put(target, source)
	}
	return f.walk(source, -1, func(host string) (string, bool) {
		inside := host
		if source != "." {
			inside = strings.TrimPrefix(host, source+"/")
		}
		return path.Join(target, inside), true
	})
}

// checkDestination checks where a component is to see files.
func checkDestination(name string) error {
	if slices.Contains(strings.Split(filepath.ToSlash(name), "/"), "..") {
		return fmt.Errorf("the destination %s must not contain `..`", name)
	}
	return nil
}

// relative returns a path of the manifest relative to its directory.
func relative(dir, written string) (string, error) {
	name := written
	if filepath.IsAbs(name) {
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return "", outside(written)
		}
		name = rel
	}
	name = path.Clean(filepath.ToSlash(name))
	if !fs.ValidPath(name) {
		return "", outside(written)
	}
	return name, nil
}

func outside(name string) error {
	return fmt.Errorf("%s leads out of the directory of the manifest", name)
}

func (f *finder) stat(name string) (fs.FileInfo, error) {
	return f.explain(name)(f.root.Stat(filepath.FromSlash(name)))
}

// explain puts the error of a link that leads out of the root into words. Such
// errors have no sentinel: what is neither absent nor forbidden is taken for
// one if the file itself can be seen.
func (f *finder) explain(name string) func(fs.FileInfo, error) (fs.FileInfo, error) {
	return func(info fs.FileInfo, err error) (fs.FileInfo, error) {
		if err == nil || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
			return info, err
		}
		if link, lerr := f.root.Lstat(filepath.FromSlash(name)); lerr == nil && link.Mode()&fs.ModeSymlink != 0 {
			return nil, outside(name)
		}
		return nil, err
	}
}

func (f *finder) put(guest, host string) error {
	if len(f.found) >= maxFiles {
		return fmt.Errorf("more than %d files", maxFiles)
	}
	f.found[guest] = filepath.FromSlash(host)
	return nil
}

// walk visits the regular files below a directory, down to a depth unless that
// is negative, and puts those that guest places.
func (f *finder) walk(dir string, depth int, guest func(host string) (string, bool)) error {
	info, err := f.stat(dir)
	if err != nil {
		return err
	}
	return f.walkDir(dir, depth, []fs.FileInfo{info}, guest)
}

// walkDir visits one directory; above holds it and those that lead to it, so
// that links cannot make a circle.
func (f *finder) walkDir(dir string, depth int, above []fs.FileInfo, guest func(string) (string, bool)) error {
	entries, err := fs.ReadDir(f.root.FS(), dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := path.Join(dir, entry.Name())
		info, err := f.stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // a link to nowhere
		}
		if err != nil {
			return err
		}
		switch {
		case info.IsDir() && depth != 0:
			if slices.ContainsFunc(above, func(a fs.FileInfo) bool { return os.SameFile(a, info) }) {
				continue
			}
			if err := f.walkDir(name, depth-1, append(above, info), guest); err != nil {
				return err
			}
		case info.Mode().IsRegular() && !f.excluded(name):
			if target, ok := guest(name); ok {
				if err := f.put(target, name); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (f *finder) excluded(name string) bool {
	return slices.ContainsFunc(f.exclude, func(g *glob) bool { return g.match(name) })
}
