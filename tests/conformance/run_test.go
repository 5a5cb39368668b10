package conformance

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
)

// A runner runs the commands of one script through the public API of package
// component.
type runner struct {
	ctx       context.Context
	rt        *component.Runtime
	script    *Script
	tally     *tally
	defs      map[string]*component.Component
	instances map[string]*component.Instance
	current   *component.Instance
	closers   []func(context.Context) error
}

func newRunner(ctx context.Context, rt *component.Runtime, s *Script, t *tally) *runner {
	return &runner{
		ctx: ctx, rt: rt, script: s, tally: t,
		defs: map[string]*component.Component{}, instances: map[string]*component.Instance{},
	}
}

// close frees what the script has made, the last first.
func (r *runner) close() error {
	var errs []error
	for i := len(r.closers) - 1; i >= 0; i-- {
		errs = append(errs, r.closers[i](r.ctx))
	}
	return errors.Join(errs...)
}

func (r *runner) load(c *Command) (*component.Component, error) {
	wasm, err := r.script.Binary(c)
	if err != nil {
		return nil, err
	}
	comp, err := r.rt.Load(r.ctx, wasm)
	if err == nil {
		r.closers = append(r.closers, comp.Close)
	}
	return comp, err
}

func (r *runner) instantiate(c *component.Component) (*component.Instance, error) {
	linked, err := component.NewLinker().Link(c)
	if err != nil {
		return nil, err
	}
	r.closers = append(r.closers, linked.Close)
	in, err := linked.Instantiate(r.ctx, component.InstanceConfig{})
	if err == nil {
		r.closers = append(r.closers, in.Close)
	}
	return in, err
}

// define loads what a script defines.
func (r *runner) define(c *Command) (*component.Component, error) {
	comp, err := r.load(c)
	r.defs[c.Name] = comp
	r.tally.components.add(err)
	return comp, err
}

// start makes an instance the current one, and known by its name.
func (r *runner) start(name string, c *component.Component) error {
	r.current = nil
	delete(r.instances, name)
	in, err := r.instantiate(c)
	r.tally.instances.add(err)
	if err != nil {
		return err
	}
	r.current = in
	if name != "" {
		r.instances[name] = in
	}
	return nil
}

// run carries out one command; an error is a miss.
func (r *runner) run(c *Command) error {
	switch c.Type {
	case "module_definition":
		_, err := r.define(c)
		return err
	case "module":
		r.current = nil
		comp, err := r.define(c)
		if err != nil {
			r.tally.instances.add(err)
			return err
		}
		return r.start(c.Name, comp)
	case "module_instance":
		comp := r.defs[c.Module]
		if comp == nil {
			return fmt.Errorf("there is no definition %q", c.Module)
		}
		return r.start(c.Instance, comp)
	}
	if c.ModuleType == "text" {
		return nil // the encoder's to refuse, not a loader of binaries'
	}
	err := r.assert(c)
	r.tally.assertions.add(err)
	return err
}

func (r *runner) assert(c *Command) error {
	switch c.Type {
	case "action":
		_, _, err := r.invoke(c.Action)
		return err
	case "assert_return":
		return r.assertReturn(c)
	case "assert_trap", "assert_uninstantiable":
		return r.assertTrap(c)
	case "assert_invalid", "assert_malformed":
		if _, err := r.load(c); err == nil {
			return fmt.Errorf("loaded, but is not valid: %s", c.Text)
		}
		return nil
	}
	return fmt.Errorf("commands of type %q are not in the runner", c.Type)
}

func (r *runner) invoke(a *Action) ([]component.Value, *component.Func, error) {
	in := r.current
	if a.Module != "" {
		in = r.instances[a.Module]
	}
	if in == nil {
		return nil, nil, fmt.Errorf("there is no instance %q", a.Module)
	}
	f, err := in.Func(a.Field)
	if err != nil {
		return nil, nil, err
	}
	args := make([]component.Value, len(a.Args))
	for i, raw := range a.Args {
		if i >= len(f.Type().Params) {
			return nil, nil, errors.New("too many arguments")
		}
		if args[i], err = nested(raw, f.Type().Params[i].Type); err != nil {
			return nil, nil, err
		}
	}
	v, err := f.Call(r.ctx, args...)
	if f.Type().Result == nil {
		return nil, f, err
	}
	return []component.Value{v}, f, err
}

func (r *runner) assertReturn(c *Command) error {
	got, f, err := r.invoke(c.Action)
	if err != nil {
		return err
	}
	if len(got) != len(c.Expected) {
		return fmt.Errorf("%d results, want %d", len(got), len(c.Expected))
	}
	for i, raw := range c.Expected {
		want, err := nested(raw, f.Type().Result)
		if err != nil {
			return err
		}
		if !got[i].Equal(want) {
			return fmt.Errorf("%s returned %v, want %v", c.Action.Field, got[i], want)
		}
	}
	return nil
}

// trapWords are how the scripts put what this runtime says otherwise.
var trapWords = map[string]string{
	"wasm `unreachable` instruction executed": "unreachable",
}

func (r *runner) assertTrap(c *Command) error {
	var err error
	if c.Action != nil {
		_, _, err = r.invoke(c.Action)
	} else {
		var comp *component.Component
		if comp, err = r.load(c); err != nil {
			return err
		}
		_, err = r.instantiate(comp)
	}
	if err == nil {
		return fmt.Errorf("no trap, want %q", c.Text)
	}
	want := strings.TrimPrefix(c.Text, "wasm trap: ")
	if errors.Is(err, component.ErrDead) {
		return deadInstance(want, err)
	}
	if w, ok := trapWords[want]; ok {
		want = w
	}
	if !strings.Contains(err.Error(), want) {
		return fmt.Errorf("trapped with %q, want %q", err, c.Text)
	}
	return nil
}

// deadInstance checks the error of a call into an instance that has trapped
// before, which carries the text of that trap.
func deadInstance(want string, err error) error {
	if want != "cannot enter component instance" {
		return fmt.Errorf("%w; want %q", err, want)
	}
	return nil
}

// TestRun runs the scripts of the standard's suite. What they miss must be in
// the table of known misses, and every known miss must be one; the counts must
// be those of RESULTS.md.
func TestRun(t *testing.T) {
	if why := Unavailable(); why != "" {
		t.Skip(why)
	}
	scripts, err := Load(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	rt, err := component.NewRuntime(ctx, component.Config{Gated: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := rt.Close(ctx); err != nil {
			t.Error(err)
		}
	}()
	known := newMisses(t)
	res := results{}
	for _, s := range scripts {
		t.Run(s.Path, func(t *testing.T) {
			tally := res.of(path.Dir(s.Path))
			if s.Err != nil {
				tally.refused++
				known.check(t, s.Path, 0, s.Err)
				return
			}
			r := newRunner(ctx, rt, s, tally)
			for i := range s.Commands {
				known.check(t, s.Path, s.Commands[i].Line, r.run(&s.Commands[i]))
			}
			if err := r.close(); err != nil {
				t.Error(err)
			}
		})
	}
	if !t.Failed() {
		known.checkUsed(t)
		res.compare(t)
	}
}
