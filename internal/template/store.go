package template

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

//go:embed all:builtin
var builtin embed.FS

// Library is all templates that are there: those that gyro has installed,
// those that are built in, and those that Spin has installed. Of two with the
// same ID the first one counts.
type Library struct {
	Own  string // folder of gyro's own; it need not exist
	Spin string // folder of Spin's; may be empty
}

// Broken is a template that cannot be used.
type Broken struct {
	Name string
	Err  error
}

// recordName is the file that says where a template was installed from.
const recordName = ".install.toml"

// record is the content of that file, as Spin writes it.
type record struct {
	Git string `toml:"git,omitempty"`
	Dir string `toml:"dir,omitempty"`
	URL string `toml:"url,omitempty"`
}

var unsafeInName = regexp.MustCompile(`[^-_a-zA-Z0-9]`)

// folderOf returns the name of a template's folder in a store, which is that
// which Spin gives it.
func folderOf(id string) string {
	return fmt.Sprintf("%s_%x", unsafeInName.ReplaceAllString(id, "_"), sha256.Sum256([]byte(id)))
}

// Builtin returns the templates that are part of gyro.
func Builtin() []*Template {
	entries, err := builtin.ReadDir("builtin")
	if err != nil {
		panic("template: the embedded templates: " + err.Error())
	}
	var list []*Template
	for _, e := range entries {
		files, err := fs.Sub(builtin, "builtin/"+e.Name())
		if err != nil {
			panic("template: the embedded templates: " + err.Error())
		}
		t, err := Load(files)
		if err != nil {
			panic("template: the embedded template " + e.Name() + ": " + err.Error()) // a test loads them
		}
		t.Origin, t.Source = BuiltIn, "built in"
		list = append(list, t)
	}
	return list
}

// List returns the templates in the order of their IDs, and those that are
// there but broken.
func (l *Library) List() ([]*Template, []Broken, error) {
	list, broken, err := stored(l.Own, Installed)
	if err != nil {
		return nil, nil, err
	}
	list = append(list, Builtin()...)
	// What Spin has is no fault of ours.
	spins, more, _ := stored(l.Spin, Spins)
	list, broken = append(list, spins...), append(broken, more...)
	slices.SortStableFunc(list, func(a, b *Template) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(list, func(a, b *Template) bool { return a.ID == b.ID }), broken, nil
}

// NotFoundError says that there is no template of an ID.
type NotFoundError struct{ ID string }

func (e *NotFoundError) Error() string { return "there is no template " + e.ID }

// Get returns the template of an ID.
func (l *Library) Get(id string) (*Template, error) {
	list, broken, err := l.List()
	if err != nil {
		return nil, err
	}
	for _, t := range list {
		if t.ID == id {
			return t, nil
		}
	}
	for _, b := range broken {
		if b.Name == id || b.Name == folderOf(id) {
			return nil, fmt.Errorf("the template %s cannot be used: %w", id, b.Err)
		}
	}
	return nil, &NotFoundError{id}
}

// stored returns the templates in the folder of a store.
func stored(dir string, origin Origin) ([]*Template, []Broken, error) {
	if dir == "" {
		return nil, nil, nil
	}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	var list []*Template
	var broken []Broken
	for _, e := range entries {
		if !e.IsDir() || strings.HasPrefix(e.Name(), ".") || strings.Contains(e.Name(), ".") {
			continue // what is being installed, or is no template
		}
		t, err := loadFolder(filepath.Join(dir, e.Name()))
		if err != nil {
			broken = append(broken, Broken{e.Name(), err})
			continue
		}
		t.Origin = origin
		list = append(list, t)
	}
	return list, broken, nil
}

// loadFolder reads a template from a folder that its links cannot leave.
func loadFolder(dir string) (*Template, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	t, err := Load(root.FS())
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	t.root = root
	if text, err := readBounded(root.FS(), recordName, maxManifest); err == nil {
		var r record
		if toml.Unmarshal(text, &r) == nil {
			t.Source, t.Repo = cmp.Or(r.Git, r.Dir, r.URL), r.Git
		}
	}
	return t, nil
}

// close lets go of the template's folder.
func (t *Template) close() {
	if t.root != nil {
		t.root.Close()
	}
}

// Uninstall removes a template that gyro has installed.
func (l *Library) Uninstall(id string) error {
	dir := filepath.Join(l.Own, folderOf(id))
	if _, err := os.Stat(dir); err == nil {
		return removeFolder(dir)
	}
	t, err := l.Get(id)
	switch {
	case err != nil:
		return err
	case t.Origin == BuiltIn:
		return fmt.Errorf("the template %s is a part of gyro", id)
	}
	return fmt.Errorf("the template %s is Spin's: `spin templates uninstall %s` removes it", id, id)
}

// removeFolder takes a folder out of sight before it removes it, so that
// nothing finds half of it.
func removeFolder(dir string) error {
	old := dir + ".old"
	if err := os.RemoveAll(old); err != nil {
		return err
	}
	if err := os.Rename(dir, old); err != nil {
		return err
	}
	return os.RemoveAll(old)
}
