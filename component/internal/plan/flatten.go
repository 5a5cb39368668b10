package plan

import (
	"fmt"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

// Instantiations multiply with each level of nesting, so that a component of
// a few hundred bytes can ask for more than there are atoms. These bounds are
// far above what any toolchain emits.
const (
	maxInstances   = 10_000
	maxDefinitions = 1_000_000
	maxDepth       = 100
	// Each instantiation of a core module is rewritten with its own imports,
	// and perhaps compiled on its own.
	maxModules = 10_000
	maxCode    = 256 << 20 // bytes of all of them
)

// New flattens c.
func New(c *binary.Component) (*Plan, error) {
	f := &flattener{plan: &Plan{}}
	root, err := f.frame(c, nil, -1)
	if err != nil {
		return nil, err
	}
	root.root = true
	if f.plan.Exports, err = root.run(); err != nil {
		return nil, err
	}
	return f.plan, nil
}

// A flattener holds what all frames of one plan share.
type flattener struct {
	plan  *Plan
	defs  int
	depth int
	code  int // bytes of core modules, once per instantiation
}

// A frame is one instantiation of a component: its index spaces, filled while
// its definitions are walked. Components capture the frame they stand in,
// which is how outer aliases find their way.
type frame struct {
	*flattener
	comp  *binary.Component
	outer *frame // the frame that the component's definition stands in
	root  bool
	inst  int
	args  map[string]Item
	types *Types

	funcs      []*Func
	typeItems  []*Type
	components []*componentItem
	instances  []*Instance

	coreFuncs, coreTables, coreMemories, coreGlobals, coreTags []CoreItem
	coreModules                                                []*moduleItem
	coreInstances                                              []*coreInstance

	result *Instance

	// The numbers of core items that steps look up already.
	memories, extracts map[CoreItem]int
}

// A componentItem is a component together with the frame that it captured.
type componentItem struct {
	comp  *binary.Component
	frame *frame
	name  string // of the import that nobody can satisfy, if comp is nil
}

// A moduleItem is a core module; module is nil if it is an unsatisfied import.
type moduleItem struct {
	module *binary.CoreModule
	name   string
}

// A coreInstance maps the export names of a core instance to items.
type coreInstance struct {
	number int                 // of a real instance
	items  map[string]CoreItem // of a bundle of existing items, else nil
}

func (ci *coreInstance) export(name string) (CoreItem, bool) {
	if ci.items == nil {
		return CoreItem{Instance: ci.number, Name: name, Trampoline: -1}, true
	}
	it, ok := ci.items[name]
	return it, ok
}

func (*componentItem) isItem() {}
func (*moduleItem) isItem()    {}

func (f *flattener) frame(c *binary.Component, outer *frame, parent int) (*frame, error) {
	if len(f.plan.Instances) >= maxInstances {
		return nil, fmt.Errorf("component instantiates more than %d components", maxInstances)
	}
	if f.depth >= maxDepth {
		return nil, fmt.Errorf("components are nested more than %d deep", maxDepth)
	}
	fr := &frame{
		flattener: f, comp: c, outer: outer, inst: len(f.plan.Instances),
		types:    &Types{resources: map[*wit.Resource]int{}},
		result:   newInstance(),
		memories: map[CoreItem]int{},
		extracts: map[CoreItem]int{},
	}
	if outer != nil {
		fr.types.outer = outer.types
	}
	f.plan.Instances = append(f.plan.Instances, ComponentInstance{Parent: parent})
	return fr, nil
}

// run walks the definitions of the frame's component and returns its exports.
func (f *frame) run() (*Instance, error) {
	f.depth++
	defer func() { f.depth-- }()
	for i, d := range f.comp.Defs {
		if f.defs++; f.defs > maxDefinitions {
			return nil, fmt.Errorf("component expands to more than %d definitions", maxDefinitions)
		}
		if err := f.define(d); err != nil {
			return nil, fmt.Errorf("definition %d: %w", i, err)
		}
	}
	return f.result, nil
}

func (f *frame) define(d binary.Def) error {
	switch d := d.(type) {
	case *binary.CoreModule:
		f.coreModules = append(f.coreModules, &moduleItem{module: d})
	case *binary.CoreInstance:
		return f.coreInstance(d)
	case *binary.CoreType:
	case *binary.Nested:
		f.components = append(f.components, &componentItem{comp: d.Component, frame: f})
	case *binary.Instance:
		return f.instance(d)
	case *binary.Alias:
		return f.alias(d)
	case *binary.TypeDef:
		f.typeDef(d)
	case *binary.Canon:
		return f.canon(d)
	case *binary.Import:
		return f.importItem(d)
	case *binary.Export:
		return f.export(d)
	case *binary.Start:
		return fmt.Errorf("component start functions are not built: the standard does not have them yet")
	}
	return nil
}

func (f *frame) typeDef(d *binary.TypeDef) {
	t := &Type{Resource: -1}
	if d.Resource != nil {
		t.Resource = f.defineResource(d.Resource)
	} else if td, ok := d.Value.(*wit.TypeDef); ok {
		t.Resource = f.types.Resource(wit.ResourceOf(td))
	}
	f.typeItems = append(f.typeItems, t)
}

func (f *frame) defineResource(d *binary.ResourceDef) int {
	n := len(f.plan.Resources)
	dtor := -1
	if d.HasDtor {
		dtor = f.extractFunc(f.coreFuncs[d.Dtor])
	}
	f.plan.Resources = append(f.plan.Resources, Resource{Name: d.Type.Name, Instance: f.inst, Dtor: dtor})
	f.types.resources[d.Type] = n
	return n
}

// instance carries out an instantiation or bundles existing items.
func (f *frame) instance(d *binary.Instance) error {
	if d.Exports != nil {
		in := newInstance()
		for _, e := range d.Exports {
			in.Add(e.Name, f.item(e.Sort, e.Index))
		}
		f.instances = append(f.instances, in)
		f.bind(d.Type, in)
		return nil
	}
	c := f.components[d.Component]
	if c.comp == nil {
		return fmt.Errorf("cannot instantiate the imported component %q: only a component around it can provide one", c.name)
	}
	inner, err := f.frame(c.comp, c.frame, f.inst)
	if err != nil {
		return err
	}
	inner.args = make(map[string]Item, len(d.Args))
	for _, a := range d.Args {
		inner.args[a.Name] = f.item(a.Sort, a.Index)
	}
	out, err := inner.run()
	if err != nil {
		return err
	}
	f.instances = append(f.instances, out)
	f.bind(d.Type, out)
	return nil
}

// item returns an item of the component-level index spaces.
func (f *frame) item(s binary.Sort, i uint32) Item {
	switch s {
	case binary.SortFunc:
		return f.funcs[i]
	case binary.SortType:
		return f.typeItems[i]
	case binary.SortComponent:
		return f.components[i]
	case binary.SortInstance:
		return f.instances[i]
	case binary.SortCoreModule:
		return f.coreModules[i]
	}
	return nil
}

// add appends an item to the index space of its kind.
func (f *frame) add(it Item) {
	switch it := it.(type) {
	case *Func:
		f.funcs = append(f.funcs, it)
	case *Type:
		f.typeItems = append(f.typeItems, it)
	case *componentItem:
		f.components = append(f.components, it)
	case *Instance:
		f.instances = append(f.instances, it)
	case *moduleItem:
		f.coreModules = append(f.coreModules, it)
	}
}

// bind records which run-time resource types the resource types named in t
// stand for, given the item that has type t.
func (f *frame) bind(t binary.ExternType, it Item) {
	switch t := t.(type) {
	case *binary.TypeBound:
		if t.Type == nil {
			return
		}
		r := wit.ResourceOf(t.Type)
		if ty, ok := it.(*Type); ok && r != nil && ty.Resource >= 0 {
			if f.types.Resource(r) < 0 {
				f.types.resources[r] = ty.Resource
			}
		}
	case *binary.InstanceType:
		in, ok := it.(*Instance)
		if !ok || t == nil {
			return
		}
		for _, e := range t.Exports {
			if sub, ok := in.Items[e.Name.Name]; ok {
				f.bind(e.Type, sub)
			}
		}
	}
}

func (f *frame) importItem(d *binary.Import) error {
	it, ok := f.args[d.Name.Name]
	if f.root {
		it = f.placeholder([]string{d.Name.Name}, d.Type)
	} else if !ok {
		return fmt.Errorf("import %q has no argument", d.Name.Name)
	}
	if it == nil {
		return fmt.Errorf("import %q: values are not built: the standard does not have them yet", d.Name.Name)
	}
	f.add(it)
	f.bind(d.Type, it)
	return nil
}

// placeholder makes the item that stands for an import of the root component.
func (f *frame) placeholder(path []string, t binary.ExternType) Item {
	switch t := t.(type) {
	case binary.FuncType:
		n := len(f.plan.Imports)
		f.plan.Imports = append(f.plan.Imports, ImportFunc{Path: path, Type: t.Func, Types: f.types})
		return &Func{Lift: -1, Import: n, Type: t.Func, Types: f.types}
	case *binary.InstanceType:
		in := newInstance()
		for _, e := range t.Exports {
			sub := f.placeholder(append(path[:len(path):len(path)], e.Name.Name), e.Type)
			f.bind(e.Type, sub)
			in.Add(e.Name.Name, sub)
		}
		return in
	case *binary.TypeBound:
		return f.placeholderType(path, t)
	case *binary.ComponentType:
		f.plan.Unlinkable = append(f.plan.Unlinkable, path[0])
		return &componentItem{name: path[0]}
	case *binary.ModuleType:
		f.plan.Unlinkable = append(f.plan.Unlinkable, path[0])
		return &moduleItem{name: path[0]}
	}
	return nil
}

func (f *frame) placeholderType(path []string, t *binary.TypeBound) Item {
	if t.Type == nil {
		return &Type{Resource: -1}
	}
	r := wit.ResourceOf(t.Type)
	if r == nil {
		return &Type{Resource: -1}
	}
	if n := f.types.Resource(r); n >= 0 {
		return &Type{Resource: n}
	}
	n := len(f.plan.Resources)
	f.plan.Resources = append(f.plan.Resources, Resource{Name: path[len(path)-1], Import: path, Instance: -1, Dtor: -1})
	f.types.resources[r] = n
	return &Type{Resource: n}
}

func (f *frame) export(d *binary.Export) error {
	it := f.item(d.Of, d.Index)
	if it == nil {
		return fmt.Errorf("export %q: values are not built: the standard does not have them yet", d.Name.Name)
	}
	f.result.Add(d.Name.Name, it)
	f.add(it)
	f.bind(d.Type, it)
	return nil
}

func (f *frame) alias(d *binary.Alias) error {
	switch d.Kind {
	case binary.AliasExport:
		it, ok := f.instances[d.Instance].Items[d.Name]
		if !ok {
			return fmt.Errorf("instance %d has no export %q", d.Instance, d.Name)
		}
		f.add(it)
	case binary.AliasCoreExport:
		it, ok := f.coreInstances[d.Instance].export(d.Name)
		if !ok {
			return fmt.Errorf("core instance %d has no export %q", d.Instance, d.Name)
		}
		f.addCore(d.Of, it)
	case binary.AliasOuter:
		g := f
		for range d.Count {
			g = g.outer
		}
		switch d.Of {
		case binary.SortType:
			f.add(g.typeItems[d.Index])
		case binary.SortComponent:
			f.add(g.components[d.Index])
		case binary.SortCoreModule:
			f.add(g.coreModules[d.Index])
		}
	}
	return nil
}
