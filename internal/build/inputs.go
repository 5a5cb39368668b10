package build

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gyro-wasm/gyro/internal/app"
)

// maxInputs bounds how many files a build may depend on for them to be compared:
// with more, it runs each time.
const maxInputs = 20_000

var errTooMany = errors.New("too many files")

// skippedDirs are directories that tools fill, not people.
var skippedDirs = []string{
	".git", ".hg", ".svn", ".spin", "target", "node_modules", ".venv", "venv", "__pycache__", ".zig-cache", "zig-cache", "zig-out",
}

// SkipDir tells whether a directory of that name is one that tools fill.
func SkipDir(name string) bool { return slices.Contains(skippedDirs, name) }

// A file is what is known of one that a build depends on.
type file struct {
	Size int64  `json:"size"`
	Time int64  `json:"time"` // of the last change, in ns; 0 if that does not say whether it is the same
	Sum  string `json:"sum"`
}

// A snapshot is the files that a build depends on, by path.
type snapshot map[string]file

// take returns the files that the build of c depends on: what its `watch` names,
// and all that lies in its directory but for the outputs of builds and
// directories that tools fill. What is in known and has the same size and time is
// not read again.
func take(a *app.App, c *app.Component, known snapshot) (snapshot, error) {
	watch, err := c.Build.WatchMatcher()
	if err != nil {
		return nil, err
	}
	outputs := map[string]bool{} // they change as they are built
	for _, other := range a.Components {
		outputs[other.Source.Path] = true
	}
	s := snapshot{}
	named := func(path string) bool {
		rel, err := filepath.Rel(a.Dir, path)
		return err == nil && watch.Match(filepath.ToSlash(rel))
	}
	add := func(path string) error {
		if path == c.Source.Path || outputs[path] && !named(path) {
			return nil
		}
		if len(s) == maxInputs {
			return errTooMany
		}
		f, err := look(path, known[path])
		if errors.Is(err, fs.ErrNotExist) {
			return nil // it was there a moment ago, or is a link to nothing
		}
		if err == nil {
			s[path] = f
		}
		return err
	}
	workdir := filepath.Join(a.Dir, filepath.FromSlash(c.Build.Workdir))
	if err := walk(workdir, add); err != nil {
		return nil, err
	}
	for _, dir := range watch.Dirs() {
		dir = filepath.Join(a.Dir, filepath.FromSlash(dir))
		if rel, err := filepath.Rel(workdir, dir); err == nil && filepath.IsLocal(rel) {
			continue
		}
		err := walk(dir, func(path string) error {
			if !named(path) {
				return nil
			}
			return add(path)
		})
		if err != nil {
			return nil, err
		}
	}
	return s, nil
}

// walk calls f for all files below dir.
func walk(dir string, f func(path string) error) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case d.IsDir() && path != dir && SkipDir(d.Name()):
			return filepath.SkipDir
		case d.IsDir():
			return nil
		}
		return f(path)
	})
}

// look returns what is to be known of a file.
func look(path string, known file) (file, error) {
	info, err := os.Stat(path)
	if err != nil {
		return file{}, err
	}
	f := file{Size: info.Size(), Time: info.ModTime().UnixNano()}
	switch {
	case !info.Mode().IsRegular():
		f.Sum = info.Mode().Type().String()
	case known.Time == f.Time && known.Size == f.Size:
		f.Sum = known.Sum
	default:
		f.Sum, err = sum(path)
	}
	return f, err
}

// sum returns the SHA-256 of a file's content.
func sum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// same tells whether two snapshots have the same files with the same contents.
func (s snapshot) same(o snapshot) bool {
	if len(s) != len(o) {
		return false
	}
	for path, f := range s {
		if g, ok := o[path]; !ok || f.Sum != g.Sum {
			return false
		}
	}
	return true
}

// recent is how long before it was looked at a file may have changed for its time
// not to tell whether it changes again: clocks of file systems are coarse.
const recent = 2 * time.Second

// settle makes files read again the next time that had just changed when they
// were looked at.
func (s snapshot) settle(looked time.Time) {
	for path, f := range s {
		if f.Time > looked.Add(-recent).UnixNano() {
			f.Time = 0
			s[path] = f
		}
	}
}

// ignoredVariables are those of the environment that change from one terminal to
// the next and say nothing about a build.
var ignoredVariables = []string{
	"_", "PWD", "OLDPWD", "SHLVL", "TERM", "COLORTERM", "COLUMNS", "LINES", "WINDOWID", "DISPLAY", "WAYLAND_DISPLAY",
	"STY", "TMUX", "TMUX_PANE", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TERM_SESSION_ID", "GPG_TTY", "INVOCATION_ID", "JOURNAL_STREAM",
	"SSH_AUTH_SOCK", "SSH_AGENT_PID", "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY", "XDG_SESSION_ID", "DBUS_SESSION_BUS_ADDRESS",
}

// recipe stands for what a build depends on besides files of the application: its
// commands, the programs that they name first, and the environment.
func recipe(c *app.Component, dir string, env []string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q\n", c.Build.Commands, dir)
	for _, command := range c.Build.Commands {
		if words := strings.Fields(command); len(words) > 0 {
			fmt.Fprintln(h, program(words[0]))
		}
	}
	env = slices.Clone(env)
	slices.Sort(env)
	for _, v := range env {
		if name, _, _ := strings.Cut(v, "="); !slices.Contains(ignoredVariables, name) {
			fmt.Fprintf(h, "%q\n", v)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// program tells a program from another version of it.
func program(name string) string {
	path, err := exec.LookPath(name)
	if err != nil {
		return name
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	info, err := os.Stat(path)
	if err != nil {
		return path
	}
	return fmt.Sprint(path, info.Size(), info.ModTime().UnixNano())
}
