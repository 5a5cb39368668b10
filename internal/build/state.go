package build

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/gyro-wasm/gyro/internal/app"
)

// A state is what is known of the last build of a component that succeeded.
type state struct {
	Recipe string   `json:"recipe"`
	Files  snapshot `json:"files"` // as they were before it
	Output file     `json:"output"`
}

// statePath returns where the state of a component is kept.
func statePath(a *app.App, c *app.Component) string {
	return filepath.Join(a.Dir, ".spin", "build", c.ID+".json")
}

// loadState returns the state of a component, an empty one if none can be read.
func loadState(a *app.App, c *app.Component) (s state) {
	text, err := os.ReadFile(statePath(a, c))
	if err != nil || json.Unmarshal(text, &s) != nil {
		return state{}
	}
	return s
}

// save writes the state, whole or not at all.
func (s *state) save(a *app.App, c *app.Component) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	path := statePath(a, c)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), c.ID+".*.tmp")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// A check finds out whether a component has to be built, and notes that it was.
type check struct {
	app       *app.App
	component *app.Component
	recipe    string
	last      state
	files     snapshot // before the build; nil if it is not known what it depends on
	looked    time.Time
}

// newCheck looks at what a build depends on. A build that does not say so by
// `watch` runs each time: it may read anything.
func newCheck(a *app.App, c *app.Component, dir string, env []string) (*check, error) {
	k := &check{app: a, component: c, recipe: recipe(c, dir, env), last: loadState(a, c), looked: time.Now()}
	if len(c.Build.Watch) == 0 || c.Source.Path == "" {
		return k, nil
	}
	files, err := take(a, c, k.last.Files)
	if errors.Is(err, errTooMany) {
		return k, nil
	}
	k.files = files
	return k, err
}

// fresh tells whether all is as it was before and after the last build.
func (k *check) fresh() bool {
	if k.files == nil || k.last.Files == nil || k.recipe != k.last.Recipe || !k.files.same(k.last.Files) {
		return false
	}
	output, err := look(k.component.Source.Path, k.last.Output)
	return err == nil && output.Sum == k.last.Output.Sum
}

// forget removes the state, since a build begins.
func (k *check) forget() error {
	err := os.Remove(statePath(k.app, k.component))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// built notes that the component was built.
func (k *check) built() error {
	if k.files == nil {
		return nil
	}
	output, err := look(k.component.Source.Path, file{})
	if err != nil {
		return nil // it made something else: the next build will run
	}
	files := snapshot{"": output}
	files.settle(time.Now())
	k.files.settle(k.looked)
	s := state{k.recipe, k.files, files[""]}
	return s.save(k.app, k.component)
}
