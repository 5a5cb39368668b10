package encode

import (
	"fmt"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

// A part is a world with what it is called in errors.
type part struct {
	name  string
	world *wit.World
}

// merge returns the world with the imports and exports of all parts; see
// WIT.md, "Union of Worlds with include". Interfaces of one name become one,
// with the types and functions of each; those that are in several must be the
// same, resources being told apart by name. Imports of versions of an interface
// that are compatible become one of the newest of them.
func merge(parts []part) (*wit.World, error) {
	m := &merger{resources: map[*wit.Resource]typeName{}, from: map[string]string{}}
	for _, p := range parts {
		m.learn(p.world.Imports)
		m.learn(p.world.Exports)
	}
	out := &wit.World{}
	for _, p := range parts {
		if err := m.items(&out.Imports, p.world.Imports, p.name, "import"); err != nil {
			return nil, err
		}
		if err := m.items(&out.Exports, p.world.Exports, p.name, "export"); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// A merger holds what is known of all parts.
type merger struct {
	resources map[*wit.Resource]typeName
	from      map[string]string // the part that each item is from
}

// learn records where resource types are declared.
func (m *merger) learn(items []wit.WorldItem) {
	note := func(d *wit.TypeDef) {
		if d.Resource != nil {
			m.resources[d.Resource] = nameOf(d)
		}
	}
	for _, w := range items {
		if w.Type != nil {
			note(w.Type)
		}
		if w.Interface != nil {
			for _, d := range w.Interface.Types {
				note(d)
			}
		}
	}
}

func (m *merger) same(a, b *wit.Resource) bool {
	return a == b || m.resources[a] == m.resources[b] && m.resources[a] != typeName{}
}

// items adds the imports or exports of a part.
func (m *merger) items(to *[]wit.WorldItem, items []wit.WorldItem, part, what string) error {
	key := func(n string) string { return n }
	if what == "import" {
		key = binary.Track
	}
	at := map[string]int{}
	for i, w := range *to {
		at[key(w.Name)] = i
	}
	for _, w := range items {
		k := key(w.Name)
		i, known := at[k]
		if !known {
			at[k] = len(*to)
			*to = append(*to, w)
			m.from[what+" "+k] = part
			continue
		}
		if err := m.item(&(*to)[i], &w); err != nil {
			return fmt.Errorf("%s and %s %s %q with different types: %w", m.from[what+" "+k], part, what, w.Name, err)
		}
		if binary.Newer(w.Name, (*to)[i].Name) {
			(*to)[i].Name = w.Name
		}
	}
	return nil
}

// item adds what w has to the item of the same name.
func (m *merger) item(to, w *wit.WorldItem) error {
	switch {
	case to.Interface != nil && w.Interface != nil:
		both, err := m.iface(to.Interface, w.Interface)
		to.Interface = both
		return err
	case to.Func != nil && w.Func != nil:
		return m.fn(to.Func, w.Func)
	case to.Type != nil && w.Type != nil:
		return m.def(to.Type, w.Type)
	}
	return fmt.Errorf("one is an interface, a function or a type, the other is not")
}

// iface returns the interface with the items of both.
func (m *merger) iface(a, b *wit.Interface) (*wit.Interface, error) {
	if a == b {
		return a, nil
	}
	both := &wit.Interface{Package: a.Package, Name: a.Name}
	types, funcs := map[string]*wit.TypeDef{}, map[string]*wit.Func{}
	for _, d := range a.Types {
		types[d.Name] = d
		both.Types = append(both.Types, d)
	}
	for _, f := range a.Funcs {
		funcs[f.Name] = f
		both.Funcs = append(both.Funcs, f)
	}
	for _, d := range b.Types {
		if known := types[d.Name]; known == nil {
			both.Types = append(both.Types, d)
		} else if err := m.def(known, d); err != nil {
			return nil, err
		}
	}
	for _, f := range b.Funcs {
		if known := funcs[f.Name]; known == nil {
			both.Funcs = append(both.Funcs, f)
		} else if err := m.fn(known, f); err != nil {
			return nil, err
		}
	}
	return both, nil
}

// def checks that two definitions are the same.
func (m *merger) def(a, b *wit.TypeDef) error {
	if a == b {
		return nil
	}
	ra, rb := wit.ResourceOf(a), wit.ResourceOf(b)
	switch {
	case ra == nil && rb == nil:
		if err := wit.Assignable(b, a, m.same); err != nil {
			return fmt.Errorf("type %s: %w", a.Name, err)
		}
		return nil
	case ra == nil || rb == nil:
		return fmt.Errorf("type %s is a resource in one only", a.Name)
	case !m.same(ra, rb):
		return fmt.Errorf("resource %s is that of %s in one, of %s in the other", a.Name, m.resources[ra].iface, m.resources[rb].iface)
	}
	return nil
}

// fn checks that two functions are the same.
func (m *merger) fn(a, b *wit.Func) error {
	if a == b {
		return nil
	}
	if err := wit.AssignableFunc(b, a, m.same); err != nil {
		return fmt.Errorf("function %s: %w", a.Name, err)
	}
	return nil
}
