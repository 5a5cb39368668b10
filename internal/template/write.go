package template

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// write puts what was made in place: the output folder, and then the
// manifest.
func (r *rendered) write(o Options) error {
	if len(r.files)+len(r.dirs) > 0 {
		if err := r.writeFolder(o.Dir(), o.Overwrite); err != nil {
			return err
		}
	}
	base := filepath.Dir(o.Manifest)
	for _, dir := range r.beside {
		if err := os.MkdirAll(filepath.Join(base, filepath.FromSlash(dir)), 0o777); err != nil {
			return err
		}
	}
	if r.manifest == nil {
		return nil
	}
	return replaceFile(o.Manifest, r.manifest)
}

// IsEmpty reports whether dir can be written to as if it were new: it is not
// there, or holds nothing.
func IsEmpty(dir string) bool {
	entries, err := os.ReadDir(dir)
	return errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0
}

// writeFolder makes the folder dir. All files are complete before the first one
// is in place.
func (r *rendered) writeFolder(dir string, overwrite bool) error {
	if !overwrite && !IsEmpty(dir) {
		return &NotEmptyError{dir}
	}
	_, err := os.Stat(dir)
	if err == nil {
		return r.writeInto(dir)
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return err
	}
	tmp, err := r.stage(parent)
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	return os.Rename(filepath.Join(tmp, stageName), dir)
}

// stageName is the folder in a temporary folder that holds the files. It has the
// permissions that folders usually have; the temporary one has not.
const stageName = "new"

// stage writes the files into a temporary folder below parent.
func (r *rendered) stage(parent string) (tmp string, err error) {
	if tmp, err = os.MkdirTemp(parent, ".gyro-new-"); err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			os.RemoveAll(tmp)
		}
	}()
	stage := filepath.Join(tmp, stageName)
	for _, d := range append([]string{"."}, r.dirs...) {
		if err := os.MkdirAll(filepath.Join(stage, filepath.FromSlash(d)), 0o777); err != nil {
			return "", err
		}
	}
	for _, f := range r.files {
		name := filepath.Join(stage, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return "", err
		}
		if err := os.WriteFile(name, f.data, 0o666); err != nil {
			return "", err
		}
	}
	return tmp, nil
}

// writeInto moves the files into a folder that is there, the manifest last, so
// that what has one is whole. Links in the folder do not lead out of it.
func (r *rendered) writeInto(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	tmp, err := r.stage(dir)
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	for _, d := range r.dirs {
		if err := root.MkdirAll(filepath.FromSlash(d), 0o777); err != nil {
			return err
		}
	}
	for _, manifest := range []bool{false, true} {
		for _, f := range r.files {
			if manifest != (f.name == "spin.toml") {
				continue
			}
			name := filepath.FromSlash(f.name)
			if err := root.MkdirAll(filepath.Dir(name), 0o777); err != nil {
				return err
			}
			if err := root.Rename(filepath.Join(filepath.Base(tmp), stageName, name), name); err != nil {
				return err
			}
		}
	}
	return nil
}

// replaceFile gives a file another content at once. It stays the file that a
// link names, with its permissions.
func replaceFile(name string, data []byte) error {
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".gyro-new-")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(data)
	if err := errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	if err := os.Chmod(tmp.Name(), info.Mode().Perm()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}
