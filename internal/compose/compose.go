// Package compose makes an application whose components stand alone: every
// source is a file of this machine, dependencies and middleware are composed
// into the components that have them, and what a dependency does not inherit is
// denied to it.
//
// Start from [Application]. It runs nothing; what the components do with what
// they import is for others.
package compose

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/gyro-wasm/gyro/component/encode"
	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/capability"
	"github.com/gyro-wasm/gyro/internal/source"
)

// Options say how an application is composed.
type Options struct {
	Sources *source.Resolver
	// Dir is a folder that lives as long as the application runs; composed
	// components are written there, each under the digest of its content.
	Dir string
	// Progress is told what takes time; nil for nobody.
	Progress func(text string)
}

// A Result is a composed application.
type Result struct {
	// App is the application, as [Split] returns it, with components that stand
	// alone.
	App *app.App
	// Parts lists what a component is composed with, by its ID.
	Parts map[string][]Part
}

// A Part is a dependency of a component, or middleware before it.
type Part struct {
	Name   string // "dependency `acme:store`"
	Place  string // where the manifest names it
	Denied []Denied
}

// Denied is an interface that a part imports and does not inherit. Its functions
// trap when they are called, but for those that answer with nothing: of the
// environment and of preopened directories.
type Denied struct {
	Interface string
	// Key is what would have to be inherited. It is empty for an interface that
	// uses types of a denied one.
	Key string
}

// Application composes the components that triggers of a call. All that fail
// are reported together.
func Application(ctx context.Context, a *app.App, o Options) (*Result, error) {
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	a = Split(a)
	chains := map[string][]app.Dependency{}
	for _, t := range a.Triggers {
		chains[t.Component] = chainOf(t)
	}
	composed := slices.Clone(a.Components)
	parts := make([][]Part, len(a.Components))
	errs := make([]error, len(a.Components))
	var wg sync.WaitGroup
	for i, c := range a.Components {
		chain, used := chains[c.ID]
		if !used {
			continue
		}
		wg.Go(func() {
			b := &composer{Options: o, app: a, component: c}
			errs[i] = b.compose(ctx, chain)
			parts[i] = b.parts
			composed[i] = b.component
		})
	}
	wg.Wait()
	a.Components = composed // a copy
	r := &Result{App: a, Parts: map[string][]Part{}}
	for i, c := range a.Components {
		if len(parts[i]) > 0 {
			r.Parts[c.ID] = parts[i]
		}
	}
	return r, errors.Join(errs...)
}

// Split returns a copy of the application in which one trigger only calls a
// component with middleware: those that several triggers call are there once more
// for each of them that has middleware, with an ID of its own.
func Split(a *app.App) *app.App {
	out := *a
	out.Triggers, out.Components = slices.Clone(a.Triggers), slices.Clone(a.Components)
	calls := map[string]int{}
	for _, t := range a.Triggers {
		calls[t.Component]++
	}
	for i, t := range a.Triggers {
		c := a.Component(t.Component)
		if c == nil || len(chainOf(t)) == 0 || calls[c.ID] == 1 {
			continue
		}
		own, called := *c, *t
		own.Original, own.ID = c.ID, unusedID(&out, c.ID+"-for-"+t.ID)
		called.Component = own.ID
		out.Components, out.Triggers[i] = append(out.Components, &own), &called
	}
	return &out
}

// chainOf returns what a trigger calls before its component, in order.
func chainOf(t *app.Trigger) (chain []app.Dependency) {
	for _, role := range slices.Sorted(maps.Keys(t.Dependencies)) {
		chain = append(chain, t.Dependencies[role]...)
	}
	return chain
}

// unusedID returns id, or one like it that no component has.
func unusedID(a *app.App, id string) string {
	next := id
	for n := 1; a.Component(next) != nil; n++ {
		next = fmt.Sprintf("%s-d%d", id, n)
	}
	return next
}

// A composer composes one component.
type composer struct {
	Options
	app       *app.App
	component *app.Component
	parts     []Part
}

// compose replaces the component by one whose source is a file with all that it
// depends on.
func (b *composer) compose(ctx context.Context, chain []app.Dependency) error {
	c := *b.component
	b.component = &c
	root := c.Source
	if root.Version != "" {
		root.Version = "=" + root.Version
	}
	path, err := b.Sources.Path(ctx, root)
	if errors.Is(err, fs.ErrNotExist) && root.Path != "" {
		return &app.MissingSourceError{Component: c.ID, Path: root.Path, Buildable: c.Build != nil}
	}
	if err != nil {
		return fmt.Errorf("component %s: %w", c.ID, err)
	}
	c.Source = app.Source{Path: path}
	if len(c.Dependencies)+len(chain) == 0 {
		return nil
	}
	b.Progress("composing " + c.ID)
	wasm, err := os.ReadFile(path)
	if err == nil && len(c.Dependencies) > 0 {
		wasm, err = b.dependencies(ctx, wasm)
	}
	if err == nil && len(chain) > 0 {
		wasm, err = b.middleware(ctx, wasm, chain)
	}
	if err == nil {
		c.Source.Path, err = b.write(wasm)
	}
	c.Dependencies = nil
	var fault *app.Fault
	if err != nil && !errors.As(err, &fault) { // a fault says where it is
		return fmt.Errorf("component %s: %w", c.ID, err)
	}
	return err
}

// load returns a component that another one depends on, with what it does not
// inherit denied.
func (b *composer) load(ctx context.Context, d *app.Dependency, what string) (encode.Part, error) {
	p := encode.Part{Name: what}
	path, err := b.Sources.Path(ctx, d.Where())
	if err == nil {
		p.Wasm, err = os.ReadFile(path)
	}
	if c := b.app.Component(d.Component); c != nil && errors.Is(err, fs.ErrNotExist) {
		err = &app.MissingSourceError{Component: c.ID, Path: d.Source.Path, Buildable: c.Build != nil}
	}
	if err != nil {
		return p, d.Fault(adviceOf(err), "%s: %v", what, err)
	}
	deny := func(iface string) *encode.Denial {
		c, ok := capability.Of(iface)
		if !ok || c.Key == "" || d.Inherit.Has(c.Key) {
			return nil
		}
		return &encode.Denial{
			Reason: fmt.Sprintf("%s (%s) does not inherit `%s`", what, d.Place(), c.Key),
			Empty:  c.Key == "environment" || c.Key == "files",
		}
	}
	wasm, denied, err := encode.Deny(p, deny)
	if err != nil {
		return p, d.Fault(adviceOf(err), "%v", err)
	}
	part := Part{Name: what, Place: d.Place()}
	for _, iface := range denied {
		c, _ := capability.Of(iface)
		part.Denied = append(part.Denied, Denied{iface, c.Key})
	}
	b.parts = append(b.parts, part)
	p.Wasm = wasm
	return p, nil
}

// advised is an error with advice.
type advised struct {
	error
	advice string
}

// Hint says what to do next.
func (e *advised) Hint() string { return e.advice }

// Unwrap returns the error itself.
func (e *advised) Unwrap() error { return e.error }

// adviceOf returns what is to be done about an error, "" if that is not known.
func adviceOf(err error) string {
	var e interface{ Hint() string }
	switch {
	case errors.Is(err, encode.ErrNotComponent):
		return "make a component of it with `gyro component`"
	case errors.As(err, &e):
		return e.Hint()
	}
	return ""
}

// write keeps a component in a file of its own.
func (b *composer) write(wasm []byte) (path string, err error) {
	sum := sha256.Sum256(wasm)
	path = filepath.Join(b.Dir, hex.EncodeToString(sum[:])+".wasm")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	f, err := os.CreateTemp(b.Dir, "part-*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(wasm)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return path, os.Rename(f.Name(), path)
}
