// Package watch tells which files change.
package watch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

// maxDirs bounds how many directories are watched: the system has a bound, too,
// for all programs together.
const maxDirs = 8_000

// ErrTooManyDirs says that not all directories are watched.
var ErrTooManyDirs = errors.New("there are too many directories to watch all of them")

// A Watcher watches directories. It is for one goroutine.
type Watcher struct {
	fs    *fsnotify.Watcher
	skip  func(dir string) bool
	trees []string // whose new directories are watched as well
	dirs  int
}

// New makes a watcher. The directories for which skip reports true are left out of
// trees.
func New(skip func(dir string) bool) (*Watcher, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	return &Watcher{fs: w, skip: skip}, nil
}

// Close ends the watcher.
func (w *Watcher) Close() error { return w.fs.Close() }

// AddDir watches the files of a directory, but not of those below it. One that
// does not exist is left out.
func (w *Watcher) AddDir(dir string) error {
	if w.dirs >= maxDirs {
		return ErrTooManyDirs
	}
	err := w.fs.Add(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		w.dirs++
	}
	return err
}

// AddTree watches a directory and all below it, those to come included.
func (w *Watcher) AddTree(dir string) error {
	if !slices.Contains(w.trees, dir) {
		w.trees = append(w.trees, dir)
	}
	return w.addTree(dir, func(string) {})
}

// addTree watches a directory and all below it, and reports the files there.
func (w *Watcher) addTree(dir string, report func(file string)) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission):
			return nil
		case err != nil:
			return err
		case !d.IsDir():
			report(path)
			return nil
		case path != dir && w.skip(path):
			return filepath.SkipDir
		}
		return w.AddDir(path)
	})
}

// A Batch are files that have changed, close to each other in time.
type Batch struct {
	Paths []string
	// All tells that some more have changed, nobody knows which.
	All bool
	// Time is that of the first change.
	Time time.Time
}

// Next waits for a change of a file that concerns the caller, and then until there
// has been none for the time quiet. The error is that of ctx if that ends.
func (w *Watcher) Next(ctx context.Context, quiet time.Duration, concerns func(path string) bool) (Batch, error) {
	var b Batch
	var still <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return Batch{}, context.Cause(ctx)
		case <-still:
			return b, nil
		case err, ok := <-w.fs.Errors:
			if !ok {
				return Batch{}, fsnotify.ErrClosed
			}
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				return Batch{}, err
			}
			b.All = true
		case e, ok := <-w.fs.Events:
			if !ok {
				return Batch{}, fsnotify.ErrClosed
			}
			if !w.note(&b, e, concerns) {
				continue
			}
		}
		if still == nil {
			b.Time = time.Now()
		}
		still = time.After(quiet)
	}
}

// note adds what an event says to b, and tells whether that was something.
func (w *Watcher) note(b *Batch, e fsnotify.Event, concerns func(path string) bool) bool {
	if e.Op&^fsnotify.Chmod == 0 {
		return false
	}
	before := len(b.Paths)
	add := func(path string) {
		if concerns(path) && !slices.Contains(b.Paths, path) {
			b.Paths = append(b.Paths, path)
		}
	}
	if e.Has(fsnotify.Create) && w.grows(e.Name) {
		_ = w.addTree(e.Name, add) // who moves it away again need not be told
	} else {
		add(e.Name)
	}
	return len(b.Paths) > before || slices.Contains(b.Paths, e.Name)
}

// grows tells whether a new path is a directory of one of the trees.
func (w *Watcher) grows(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || !info.IsDir() || w.skip(path) {
		return false
	}
	return slices.ContainsFunc(w.trees, func(tree string) bool {
		rel, err := filepath.Rel(tree, path)
		return err == nil && filepath.IsLocal(rel)
	})
}
