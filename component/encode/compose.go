package encode

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

// A Part is a component of a composition.
type Part struct {
	// Name is what errors call it, such as the name of its file.
	Name string
	// Wasm is the component.
	Wasm []byte
	// Only lists the imports that it is there for. Nil stands for all that it
	// can satisfy.
	Only []string
}

// Compose returns a component that has all parts within it. An import of a
// part is satisfied by the first plug after it that exports something of that
// name; so what root imports comes from any plug, and a plug that imports what
// it exports, as middleware does, stands before the one it calls. Each plug is
// instantiated once. The composition exports what root exports, and imports
// what nothing satisfies: where several parts import one interface, or versions
// of it that are compatible, it is one import, of the newest of them and with
// the functions of each.
//
// It is an error if a part is not valid or if its imports or exports have no
// WIT form, if a plug satisfies nothing or not what it is there for, if two
// parts import an interface with different types, and if an import has another
// type than the export that satisfies it.
func Compose(root Part, plugs ...Part) ([]byte, error) {
	c, err := newComposition(append([]Part{root}, plugs...))
	if err != nil {
		return nil, err
	}
	if err := c.plug(); err != nil {
		return nil, err
	}
	return c.finish()
}

// finish writes the component and checks it.
func (c *composition) finish() ([]byte, error) {
	if err := c.build(); err != nil {
		return nil, err
	}
	wasm := c.component()
	if _, err := binary.Decode(wasm, binary.Options{}); err != nil {
		return nil, fmt.Errorf("components do not fit together: %w", err)
	}
	return wasm, nil
}

// ErrNotComponent is the cause when something else than a component is to be part
// of one.
var ErrNotComponent = errors.New("is not a component")

// maxParts bounds how many components a composition has.
const maxParts = 300

// A composition is the component around the parts that is being written.
type composition struct {
	space
	parts   []*member
	imports *importer
}

// A member is a part of a composition.
type member struct {
	Part
	component *binary.Component
	world     *wit.World
	from      map[string]source // what satisfies an import
	instance  uint32
}

// A source is an export of a part.
type source struct {
	of     *member
	export string
}

func newComposition(parts []Part) (*composition, error) {
	if len(parts) > maxParts {
		return nil, fmt.Errorf("%d components; %d is the most", len(parts), maxParts)
	}
	c := &composition{}
	for _, p := range parts {
		if !binary.IsComponent(p.Wasm) {
			return nil, fmt.Errorf("%s %w", p.Name, ErrNotComponent)
		}
		d, err := binary.Decode(p.Wasm, binary.Options{})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Name, err)
		}
		w, err := binary.World(d)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Name, err)
		}
		c.parts = append(c.parts, &member{Part: p, component: d, world: w, from: map[string]source{}})
	}
	return c, nil
}

// plug finds what satisfies each import.
func (c *composition) plug() error {
	used := map[*member][]string{}
	for i, m := range c.parts {
		for _, imp := range m.component.Imports {
			n := imp.Name.Name
			for _, p := range c.parts[i+1:] {
				if export := p.provides(n, imp.Type); export != "" {
					used[p] = append(used[p], n)
					if err := m.take(n, p, export); err != nil {
						return err
					}
					break
				}
			}
		}
	}
	var errs []error
	for _, p := range c.parts[1:] {
		for _, n := range p.Only {
			if !slices.Contains(used[p], n) {
				errs = append(errs, fmt.Errorf("%s does not satisfy an import of %s before it", p.Name, n))
			}
		}
		if len(used[p]) == 0 && len(p.Only) == 0 {
			errs = append(errs, fmt.Errorf("%s satisfies no import of a component before it; it exports %s", p.Name, p.exported()))
		}
	}
	return errors.Join(errs...)
}

// take lets an export of p satisfy import n of m.
func (m *member) take(n string, p *member, export string) error {
	m.from[n] = source{p, export}
	if err := fits(find(m.world.Imports, n), find(p.world.Exports, export)); err != nil {
		return fmt.Errorf("%s imports %q with another type than %s exports: %w", m.Name, n, p.Name, err)
	}
	return nil
}

// fits checks that an export has what an import wants, but for which resources
// are the same: that depends on all parts and is seen in the whole.
func fits(want, have *wit.WorldItem) error {
	same := func(_, _ *wit.Resource) bool { return true }
	switch {
	case want == nil || have == nil:
		return nil
	case want.Func != nil && have.Func != nil:
		return wit.AssignableFunc(have.Func, want.Func, same)
	case want.Interface == nil || have.Interface == nil:
		return nil
	}
	funcs := map[string]*wit.Func{}
	for _, f := range have.Interface.Funcs {
		funcs[f.Name] = f
	}
	for _, f := range want.Interface.Funcs {
		g := funcs[f.Name]
		if g == nil {
			return fmt.Errorf("function %s is missing", f.Name)
		}
		if err := wit.AssignableFunc(g, f, same); err != nil {
			return fmt.Errorf("function %s: %w", f.Name, err)
		}
	}
	return nil
}

// provides returns the export of m that satisfies an import called n of the
// sort of t: of that name, or of another version that is compatible. It is
// empty if there is none.
func (m *member) provides(n string, t binary.ExternType) (export string) {
	if m.Only != nil && !slices.Contains(m.Only, n) {
		return ""
	}
	for _, e := range m.component.Exports {
		switch {
		case e.Of != binary.ExternSort(t):
		case e.Name.Name == n:
			return n
		case binary.Track(e.Name.Name) == binary.Track(n):
			export = e.Name.Name
		}
	}
	return export
}

func (m *member) exported() string {
	var names []string
	for _, e := range m.component.Exports {
		names = append(names, e.Name.Name)
	}
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}

// build writes the component.
func (c *composition) build() error {
	var parts []part
	for _, m := range c.parts {
		parts = append(parts, part{m.Name, m.open()})
	}
	w, err := merge(parts)
	if err != nil {
		return err
	}
	c.imports = newImporter(&c.space, w, nil)
	if err := c.imports.all(); err != nil {
		return err
	}
	for _, m := range slices.Backward(c.parts) {
		if err := c.instantiate(m); err != nil {
			return fmt.Errorf("%s: %w", m.Name, err)
		}
	}
	c.export(c.parts[0])
	return nil
}

// export exports what root exports. Functions that have to do with types that
// root exports by themselves are typed with the exported ones, as those are
// the ones that have a name outside.
func (c *composition) export(root *member) {
	types := &typeSpace{space: &c.space, foreign: c.imports.typ, named: map[typeName]uint32{}}
	types.bind = func(_ *wit.TypeDef, i uint32) uint32 { return i }
	types.resource = func(d *wit.TypeDef) (uint32, error) { return c.imports.typ(nameOf(d)) }
	for _, e := range root.component.Exports {
		var ascribed []byte
		if w := find(root.world.Exports, e.Name.Name); w != nil && w.Func != nil && len(types.named) > 0 {
			if t, err := types.fn(w.Func); err == nil {
				ascribed = funcOf(t)
			}
		}
		i := c.alias(e.Of, root.instance, e.Name.Name)
		i = c.exports(name{e.Name.Name, e.Name.Implements, e.Name.ExternalID}, e.Of, i, ascribed)
		if e.Of == binary.SortType {
			types.named[typeName{"", e.Name.Name}] = i
		}
	}
}

// open returns the world of what m imports and nothing satisfies.
func (m *member) open() *wit.World {
	w := &wit.World{}
	for _, i := range m.component.Imports {
		if m.from[i.Name.Name].of == nil {
			if item := find(m.world.Imports, i.Name.Name); item != nil {
				w.Imports = append(w.Imports, *item)
			}
		}
	}
	return w
}

// instantiate makes the instance of m.
func (c *composition) instantiate(m *member) error {
	n := c.add(sectionComponent, binary.SortComponent, m.Wasm)
	var args []arg
	for _, i := range m.component.Imports {
		a := arg{name: i.Name.Name, sort: i.Sort()}
		switch from := m.from[a.name]; {
		case from.of != nil:
			a.i = c.alias(a.sort, from.of.instance, from.export)
		case a.sort == binary.SortInstance:
			a.i = c.imports.instances[c.imports.find(a.name).Name]
		case a.sort == binary.SortFunc:
			a.i = c.imports.funcs[a.name]
		case a.sort == binary.SortType:
			a.i = c.imports.world.named[typeName{"", a.name}]
		default:
			return fmt.Errorf("imports %s, a %s, which only a plug can satisfy", a.name, a.sort)
		}
		args = append(args, a)
	}
	m.instance = c.space.instantiate(n, args)
	return nil
}
