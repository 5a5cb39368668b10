package app

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// manifestName is what a manifest is called in its directory.
const manifestName = "spin.toml"

// maxParents is how many directories above the current one Open looks into.
const maxParents = 19

// Open reads the application that from names: a manifest, a directory that
// holds spin.toml, or a .wasm file, which becomes an application of one
// component that answers every path. An empty from means spin.toml in the
// current directory or the nearest one above it, up to the root of the git
// repository.
//
// As with [Parse], an App may come together with an error of type [Faults].
func Open(from string) (*App, error) { return OpenProfile(from, "") }

// OpenProfile is [Open] in a profile. The error is a [*ProfileError] if no
// component has it.
func OpenProfile(from, profile string) (*App, error) {
	a, err := openProfile(from, profile)
	if a != nil {
		if err := a.hasProfile(profile); err != nil {
			return nil, err
		}
	}
	return a, err
}

func openProfile(from, profile string) (*App, error) {
	path, err := find(from)
	if err != nil {
		return nil, err
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find the directory of %s: %w", path, err)
	}
	if strings.EqualFold(filepath.Ext(path), ".wasm") {
		return bare(absolute), nil
	}
	text, err := readBounded(path, maxDocument+1)
	if err != nil {
		return nil, fmt.Errorf("read the manifest: %w", err)
	}
	a, err := ParseProfile(path, filepath.Dir(absolute), text, profile)
	if a != nil {
		a.Manifest = absolute
	}
	return a, err
}

// readBounded returns the first bytes of a file, up to a limit.
func readBounded(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit))
}

// NotFoundError says that there is no application where one was looked for.
type NotFoundError struct {
	Path   string
	Advice string
}

func (e *NotFoundError) Error() string { return "there is no application at " + e.Path }

// Hint says what to do next.
func (e *NotFoundError) Hint() string { return e.Advice }

func find(from string) (string, error) {
	if from == "" {
		return findUpward()
	}
	info, err := os.Stat(from)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", &NotFoundError{from, "name a spin.toml, a directory that holds one, or a .wasm file"}
	case err != nil:
		return "", fmt.Errorf("find the application: %w", err)
	case !info.IsDir():
		return from, nil
	}
	path := filepath.Join(from, manifestName)
	if _, err := os.Stat(path); err != nil {
		return "", &NotFoundError{path, "name the manifest or the .wasm file with -f"}
	}
	return path, nil
}

// findUpward looks for the manifest here and above. The path it returns is
// relative, so that messages stay short.
func findUpward() (string, error) {
	dir := "."
	for range maxParents + 1 {
		path := filepath.Join(dir, manifestName)
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
			break
		}
		dir = filepath.Join(dir, "..")
	}
	return "", &NotFoundError{manifestName, "go to the directory of the application, or name it with -f"}
}

// bare describes a .wasm file without a manifest.
func bare(wasm string) *App {
	name := strings.TrimSuffix(filepath.Base(wasm), filepath.Ext(wasm))
	id := bareID(name)
	return &App{
		Name:       name,
		Dir:        filepath.Dir(wasm),
		Components: []*Component{{ID: id, Source: Source{Path: wasm}}},
		Triggers: []*Trigger{{
			ID:        id + "-http-trigger",
			Type:      "http",
			Component: id,
			HTTP:      &HTTPTrigger{Route: "/...", Executor: Executor{Type: "http"}},
		}},
	}
}

// bareID makes a component ID from the name of a file.
func bareID(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	id := strings.Join(words, "-")
	if checkKebab(id) != nil {
		return "component"
	}
	return id
}

// MissingSourceError says that the Wasm of a component is not there.
type MissingSourceError struct {
	Component string
	Path      string
	Buildable bool
}

func (e *MissingSourceError) Error() string {
	return fmt.Sprintf("component %s: its source %s does not exist", e.Component, short(e.Path))
}

// short returns a path relative to the current directory if it lies below.
func short(path string) string {
	dir, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(dir, path); err == nil && filepath.IsLocal(rel) {
		return rel
	}
	return path
}

// Hint says what to do next.
func (e *MissingSourceError) Hint() string {
	if e.Buildable {
		return "run `gyro build`, or add --build"
	}
	return "correct `source` in the manifest, or build the component"
}

// Wasm reads the component's source. If the file is not there, the error is a
// [*MissingSourceError].
func (c *Component) Wasm() ([]byte, error) {
	data, err := os.ReadFile(c.Source.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &MissingSourceError{Component: c.ID, Path: c.Source.Path, Buildable: c.Build != nil}
	}
	if err != nil {
		return nil, fmt.Errorf("component %s: read its source: %w", c.ID, err)
	}
	return data, nil
}
