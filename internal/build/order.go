package build

import (
	"path/filepath"
	"slices"

	"github.com/gyro-wasm/gyro/internal/app"
)

// A job is a component to build.
type job struct {
	component *app.Component
	after     []*job        // those that are built before
	done      chan struct{} // closed when it is built, or will not be
}

// plan orders components: one whose dependency is another one, or whose `watch`
// names the other's Wasm, comes after it. What would make a circle is left out.
// The order is that of the manifest otherwise.
func plan(a *app.App, components []*app.Component) ([]*job, error) {
	jobs := make([]*job, len(components))
	for i, c := range components {
		jobs[i] = &job{component: c, done: make(chan struct{})}
	}
	for _, j := range jobs {
		watch, err := j.component.Build.WatchMatcher()
		if err != nil {
			return nil, err
		}
		for _, other := range jobs {
			if j != other && needs(a, j.component, other.component, watch) && !other.waitsFor(j) {
				j.after = append(j.after, other)
			}
		}
	}
	var ordered []*job
	var place func(j *job)
	place = func(j *job) {
		if slices.Contains(ordered, j) {
			return
		}
		for _, other := range j.after {
			place(other)
		}
		ordered = append(ordered, j)
	}
	for _, j := range jobs {
		place(j)
	}
	return ordered, nil
}

// needs tells whether a component is made with another one.
func needs(a *app.App, c, other *app.Component, watch *app.Matcher) bool {
	for _, d := range c.Dependencies {
		if d.Component == other.ID || d.Source.Path != "" && d.Source.Path == other.Source.Path {
			return true
		}
	}
	if watch == nil || other.Source.Path == "" {
		return false
	}
	rel, err := filepath.Rel(a.Dir, other.Source.Path)
	return err == nil && watch.Match(filepath.ToSlash(rel))
}

// waitsFor tells whether j comes after other.
func (j *job) waitsFor(other *job) bool {
	return slices.ContainsFunc(j.after, func(k *job) bool { return k == other || k.waitsFor(other) })
}
