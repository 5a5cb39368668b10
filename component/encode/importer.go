package encode

import (
	"fmt"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

// An importer writes the imports of a world, each interface as an instance
// type; see Binary.md, "Import and Export Definitions". An interface is
// imported when it is first asked for, hence after those it uses.
type importer struct {
	*space
	items  map[string]*wit.WorldItem
	order  []string
	owners map[string]string // import by interface
	live   *liveness         // nil if all is in use

	instances map[string]uint32
	busy      map[string]bool
	funcs     map[string]uint32
	types     map[typeName]uint32 // of interfaces, as seen from the component
	world     *typeSpace          // types of the world itself
}

func newImporter(s *space, w *wit.World, l *liveness) *importer {
	m := &importer{
		space: s, live: l,
		items: map[string]*wit.WorldItem{}, owners: map[string]string{},
		instances: map[string]uint32{}, busy: map[string]bool{},
		funcs: map[string]uint32{}, types: map[typeName]uint32{},
	}
	for i := range w.Imports {
		item := &w.Imports[i]
		m.items[item.Name] = item
		m.order = append(m.order, item.Name)
		if item.Interface == nil {
			continue
		}
		// A type is sought in the import that has the interface's own name, if
		// there is one, and else in another import of the interface.
		owner := interfaceName(item.Interface)
		if _, known := m.owners[owner]; !known || binary.Track(item.Name) == owner {
			m.owners[owner] = item.Name
		}
	}
	m.world = &typeSpace{
		space: s, foreign: m.typ,
		bind: func(d *wit.TypeDef, i uint32) uint32 {
			return s.imports(typeExport(d), binary.SortType, equalTo(i))
		},
		resource: func(d *wit.TypeDef) (uint32, error) {
			return s.imports(typeExport(d), binary.SortType, subResource), nil
		},
	}
	return m
}

// all imports everything that is in use.
func (m *importer) all() error {
	for _, n := range m.order {
		if err := m.item(m.items[n]); err != nil {
			return fmt.Errorf("import %s: %w", n, err)
		}
	}
	return nil
}

func (m *importer) item(w *wit.WorldItem) (err error) {
	switch {
	case w.Interface != nil:
		if m.live == nil || m.live.imports[interfaceName(w.Interface)] || m.live.imports[w.Name] {
			_, err = m.iface(w.Name)
		}
	case w.Type != nil:
		if m.live == nil || m.live.types[nameOf(w.Type)] {
			_, err = m.world.def(w.Type)
		}
	case m.usesFunc("", w.Func):
		var i uint32
		i, err = m.world.fn(w.Func)
		m.funcs[w.Name] = m.imports(itemName(w), binary.SortFunc, funcOf(i))
	}
	return err
}

func (m *importer) usesFunc(item string, f *wit.Func) bool {
	return m.live == nil || m.live.funcs[[2]string{item, f.Name}]
}

// find returns the import that stands for n: that of this name, or of another
// version which is compatible with it.
func (m *importer) find(n string) *wit.WorldItem {
	if w := m.items[n]; w != nil {
		return w
	}
	return m.items[m.owners[binary.Track(n)]]
}

// iface returns the instance that the import of that name is.
func (m *importer) iface(item string) (uint32, error) {
	if i, ok := m.instances[item]; ok {
		return i, nil
	}
	w := m.items[item]
	if w == nil || w.Interface == nil {
		return 0, fmt.Errorf("the world does not import interface %s", item)
	}
	if m.busy[item] {
		return 0, fmt.Errorf("interfaces use each other: %s needs itself", item)
	}
	m.busy[item] = true
	t, err := m.instanceType(w)
	if err != nil {
		return 0, fmt.Errorf("interface %s: %w", item, err)
	}
	m.instances[item] = m.imports(itemName(w), binary.SortInstance, instanceOf(t))
	return m.instances[item], nil
}

// instanceType defines the type of an imported interface.
func (m *importer) instanceType(w *wit.WorldItem) (uint32, error) {
	in := &space{instanceType: true}
	t := &typeSpace{
		space: in, iface: interfaceName(w.Interface),
		foreign: func(k typeName) (uint32, error) {
			i, err := m.typ(k)
			if err != nil {
				return 0, err
			}
			return in.outerType(i), nil
		},
		bind: func(d *wit.TypeDef, i uint32) uint32 {
			return in.declares(typeExport(d), binary.SortType, equalTo(i))
		},
		resource: func(d *wit.TypeDef) (uint32, error) {
			return in.declares(typeExport(d), binary.SortType, subResource), nil
		},
	}
	for _, d := range w.Interface.Types {
		if m.live != nil && !m.live.types[nameOf(d)] {
			continue
		}
		if _, err := t.def(d); err != nil {
			return 0, err
		}
	}
	for _, f := range w.Interface.Funcs {
		if !m.usesFunc(w.Name, f) {
			continue
		}
		i, err := t.fn(f)
		if err != nil {
			return 0, err
		}
		in.declares(funcExport(f), binary.SortFunc, funcOf(i))
	}
	enc := buffer{0x42}
	enc.u32(in.count)
	enc.put(in.out...)
	// Not one for several imports: each has types of its own, and tools that
	// make WIT of the component want to see that.
	return m.add(sectionType, binary.SortType, enc), nil
}

// typ returns the index of a type of an imported interface, or of the world.
func (m *importer) typ(k typeName) (uint32, error) {
	if k.iface == "" {
		w := m.items[k.name]
		if w == nil || w.Type == nil {
			return 0, fmt.Errorf("the world has no type %s", k.name)
		}
		return m.world.def(w.Type)
	}
	if i, ok := m.types[k]; ok {
		return i, nil
	}
	item, ok := m.owners[k.iface]
	if !ok {
		return 0, fmt.Errorf("the world does not import interface %s, whose type %s is in use", k.iface, k.name)
	}
	if m.items[item].Interface.Type(k.name) == nil {
		return 0, fmt.Errorf("interface %s has no type %s", k.iface, k.name)
	}
	instance, err := m.iface(item)
	if err != nil {
		return 0, err
	}
	m.types[k] = m.alias(binary.SortType, instance, k.name)
	return m.types[k], nil
}
