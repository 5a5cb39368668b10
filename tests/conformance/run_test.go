package conformance

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
)

// A runner runs the commands of one script.
type runner struct {
	ctx       context.Context
	rt        *component.Runtime
	script    *Script
	defs      map[string]*component.Component
	instances map[string]*component.Instance
	current   *component.Instance
}

func (r *runner) load(c *Command) (*component.Component, error) {
	wasm, err := r.script.Binary(c)
	if err != nil {
		return nil, err
	}
	return r.rt.Load(r.ctx, wasm)
}

func (r *runner) instantiate(c *component.Component) (*component.Instance, error) {
	linked, err := component.NewLinker().Link(c)
	if err != nil {
		return nil, err
	}
	return linked.Instantiate(r.ctx, component.InstanceConfig{})
}

// define makes an instance the current one, and known by its name.
func (r *runner) define(name string, c *component.Component) error {
	in, err := r.instantiate(c)
	if err != nil {
		return err
	}
	r.current = in
	if name != "" {
		r.instances[name] = in
	}
	return nil
}

// run carries out one command; an error is a failed assertion.
func (r *runner) run(c *Command) error {
	switch c.Type {
	case "module", "module_definition":
		comp, err := r.load(c)
		if err != nil {
			return err
		}
		r.defs[c.Name] = comp
		if c.Type == "module" {
			return r.define(c.Name, comp)
		}
		return nil
	case "module_instance":
		comp := r.defs[c.Module]
		if comp == nil {
			return fmt.Errorf("there is no definition %q", c.Module)
		}
		return r.define(c.Instance, comp)
	case "assert_return":
		return r.assertReturn(c)
	case "assert_trap", "assert_uninstantiable":
		return r.assertTrap(c)
	case "assert_invalid", "assert_malformed":
		return nil // decoding's part
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
			return nil, nil, fmt.Errorf("too many arguments")
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
	if w, ok := trapWords[want]; ok {
		want = w
	}
	if !strings.Contains(err.Error(), want) {
		return fmt.Errorf("trapped with %q, want %q", err, c.Text)
	}
	return nil
}

// TestRun runs the scripts of the standard's suite.
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
	for _, s := range scripts {
		t.Run(s.Path, func(t *testing.T) {
			if s.Err != nil {
				t.Skip(s.Err)
			}
			r := &runner{ctx: ctx, rt: rt, script: s, defs: map[string]*component.Component{}, instances: map[string]*component.Instance{}}
			for i := range s.Commands {
				c := &s.Commands[i]
				if err := r.run(c); err != nil {
					t.Errorf("%s:%d: %s: %v", s.Path, c.Line, c.Type, err)
				}
			}
		})
	}
}
