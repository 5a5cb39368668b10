package template

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Source is where templates are installed from: one of the fields.
type Source struct {
	Git    string // URL of a repository, or owner/name at GitHub
	Branch string // of the repository; may be empty
	Dir    string
	Tar    string // URL or path of a .tar.gz
}

// Outcome is what an installation has done, each list in the order of the IDs.
type Outcome struct {
	Installed []*Template
	Skipped   []Skipped
	Removed   []string // those that the repository has no longer
}

// Skipped is a template that was not installed.
type Skipped struct{ ID, Reason string }

// Install installs the templates of a source. Those that are there already
// are skipped, unless update is set: then they are replaced, and those that
// the repository has no longer are removed. progress, if not nil, is told what
// happens.
func (l *Library) Install(ctx context.Context, s Source, update bool, progress func(string)) (*Outcome, error) {
	if progress == nil {
		progress = func(string) {}
	}
	root, r, done, err := s.fetch(ctx, progress)
	if err != nil {
		return nil, err
	}
	defer done()
	entries, err := os.ReadDir(filepath.Join(root, "templates"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s has no folder templates", s)
	}
	if err != nil {
		return nil, err
	}
	gone, err := l.from(r.Git)
	if err != nil {
		return nil, err
	}
	out := &Outcome{}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		dir := filepath.Join(root, "templates", e.Name())
		id, skip, err := l.installOne(dir, r, update)
		if err != nil {
			return nil, fmt.Errorf("installing the template %s: %w", id, err)
		}
		gone = slices.DeleteFunc(gone, func(have string) bool { return have == id })
		if skip != "" {
			out.Skipped = append(out.Skipped, Skipped{id, skip})
			continue
		}
		progress("Installed " + id)
		t, err := loadFolder(filepath.Join(l.Own, folderOf(id)))
		if err != nil {
			return nil, err
		}
		out.Installed = append(out.Installed, t)
	}
	for _, id := range gone {
		if !update {
			break
		}
		if err := l.Uninstall(id); err != nil {
			return nil, err
		}
		out.Removed = append(out.Removed, id)
	}
	slices.SortFunc(out.Installed, func(a, b *Template) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(out.Skipped, func(a, b Skipped) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

// from returns the IDs that were installed from a repository.
func (l *Library) from(repo string) ([]string, error) {
	list, _, err := stored(l.Own, Installed)
	var ids []string
	for _, t := range list {
		if repo != "" && t.Repo == repo {
			ids = append(ids, t.ID)
		}
		t.close()
	}
	return ids, err
}

// Repos returns the repositories that templates were installed from.
func (l *Library) Repos() ([]string, error) {
	list, _, err := stored(l.Own, Installed)
	var repos []string
	for _, t := range list {
		if t.Repo != "" {
			repos = append(repos, t.Repo)
		}
		t.close()
	}
	slices.Sort(repos)
	return slices.Compact(repos), err
}

// installOne installs the template in a folder, or tells why it does not. What
// it installs is complete before it is seen.
func (l *Library) installOne(from string, r record, update bool) (id, skip string, err error) {
	id = filepath.Base(from)
	t, err := loadFolder(from)
	if err != nil {
		return id, "it is not valid: " + err.Error(), nil
	}
	defer t.close()
	id = t.ID
	to := filepath.Join(l.Own, folderOf(id))
	_, err = os.Stat(to)
	there := err == nil
	if there && !update {
		return id, "it is there already", nil
	}
	if err := os.MkdirAll(l.Own, 0o777); err != nil {
		return id, "", err
	}
	tmp, err := os.MkdirTemp(l.Own, ".new-")
	if err != nil {
		return id, "", err
	}
	defer os.RemoveAll(tmp)
	stage := filepath.Join(tmp, stageName)
	if err := copyFolder(from, stage); err != nil {
		return id, "it is not valid: " + err.Error(), nil
	}
	text, err := toml.Marshal(r)
	if err != nil {
		return id, "", err
	}
	if err := os.WriteFile(filepath.Join(stage, recordName), text, 0o666); err != nil {
		return id, "", err
	}
	if there {
		if err := removeFolder(to); err != nil {
			return id, "", err
		}
	}
	return id, "", os.Rename(stage, to)
}

// copyFolder copies a folder of regular files. A link or a device in it is an
// error, as is more than a template may have.
func copyFolder(from, to string) error {
	root, err := os.OpenRoot(from)
	if err != nil {
		return err
	}
	defer root.Close()
	files, size := 0, int64(0)
	return fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(to, filepath.FromSlash(name))
		if d.IsDir() {
			if d.Name() == ".git" {
				return fs.SkipDir
			}
			return os.MkdirAll(target, 0o777)
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() {
			return fmt.Errorf("%s is not a regular file", name)
		}
		files++
		if size += info.Size(); files > maxFiles || size > maxContent {
			return fmt.Errorf("it has more than %d files or %d bytes", maxFiles, maxContent)
		}
		data, err := fs.ReadFile(root.FS(), name)
		if err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o666)
	})
}

// String names the source.
func (s Source) String() string { return cmp.Or(s.Git, s.Dir, s.Tar) }

// repoURL returns the URL of a repository that may be named as owner/name.
func repoURL(name string) string {
	if strings.Contains(name, ":") { // a URL, or user@host:path
		return name
	}
	return "https://github.com/" + strings.TrimPrefix(name, "/")
}

// fetch makes the source a folder of this machine, which done removes if it is
// a copy.
func (s Source) fetch(ctx context.Context, progress func(string)) (root string, r record, done func(), err error) {
	if s.Dir != "" {
		dir, err := filepath.Abs(s.Dir)
		if err == nil {
			_, err = os.Stat(dir)
		}
		return dir, record{Dir: dir}, func() {}, err
	}
	tmp, err := os.MkdirTemp("", "gyro-templates-")
	if err != nil {
		return "", r, nil, err
	}
	done = func() { os.RemoveAll(tmp) }
	defer func() {
		if err != nil {
			done()
		}
	}()
	progress("Fetching " + s.String())
	if s.Git != "" {
		r.Git = repoURL(s.Git)
		return tmp, r, done, clone(ctx, r.Git, s.Branch, tmp)
	}
	r.URL = s.Tar
	root, err = fetchTar(ctx, s.Tar, tmp)
	return root, r, done, err
}
