package binary

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gyro-wasm/gyro/component/wit"
)

// World returns the WIT world that c implements: world root of package
// root:component, whose items refer to the interfaces that c imports and
// exports, each in its own package. Resource types are those of c. An interface
// that is both imported and exported appears as two interfaces, since they may
// differ; their package lists one that has the items of both.
//
// Not every component has a world: importing or exporting components, core
// modules, values or instances within instances has no WIT form, which is the
// error. A type of an interface that has no package may be used by the world
// or by another interface all the same, though WIT text has no path to it.
func World(c *Component) (*wit.World, error) {
	var t ComponentType
	for _, i := range c.Imports {
		t.Imports = append(t.Imports, Extern{i.Name, i.Type})
	}
	for _, e := range c.Exports {
		t.Exports = append(t.Exports, Extern{e.Name, e.Type})
	}
	return t.World()
}

// World returns the WIT world of components of type t; see [World].
func (t *ComponentType) World() (*wit.World, error) {
	b := &worldBuilder{
		world:     &wit.World{Name: "root"},
		packages:  map[wit.PackageName]*wit.Package{},
		known:     map[wit.Type]*wit.TypeDef{},
		resources: map[*wit.Resource]*wit.TypeDef{},
	}
	b.world.Package = &wit.Package{
		Name:   wit.PackageName{Namespace: "root", Name: "component"},
		Worlds: []*wit.World{b.world},
	}
	b.root = b.newPlace(nil)
	for _, i := range t.Imports {
		if err := b.item(i.Name, i.Type, &b.world.Imports); err != nil {
			return nil, fmt.Errorf("import %q: %w", i.Name.Name, err)
		}
	}
	for _, e := range t.Exports {
		if err := b.item(e.Name, e.Type, &b.world.Exports); err != nil {
			return nil, fmt.Errorf("export %q: %w", e.Name.Name, err)
		}
	}
	return b.world, nil
}

// A worldBuilder turns the types of a component into those of a WIT document.
type worldBuilder struct {
	world    *wit.World
	root     *place
	packages map[wit.PackageName]*wit.Package

	// known maps types that an import or export gives a name to that name.
	known map[wit.Type]*wit.TypeDef
	// resources maps each resource type to its first name.
	resources map[*wit.Resource]*wit.TypeDef
}

// A place is an interface, or the world itself, whose types are being built.
type place struct {
	*worldBuilder
	iface *wit.Interface                // nil for the world
	names map[string]*wit.TypeDef       // nil for names of other things
	uses  map[*wit.TypeDef]*wit.TypeDef // names for types from elsewhere
	types map[wit.Type]wit.Type         // types that were converted here
}

func (b *worldBuilder) newPlace(iface *wit.Interface) *place {
	return &place{
		worldBuilder: b, iface: iface, names: map[string]*wit.TypeDef{},
		uses:  map[*wit.TypeDef]*wit.TypeDef{},
		types: map[wit.Type]wit.Type{},
	}
}

// item adds an import or export to the world.
func (b *worldBuilder) item(name ExternName, t ExternType, to *[]wit.WorldItem) error {
	item := wit.WorldItem{Name: name.Name, Implements: name.Implements, ExternalID: name.ExternalID}
	switch t := t.(type) {
	case FuncType:
		if strings.Contains(name.Name, ":") {
			return errors.New("functions with an interface name have no WIT form")
		}
		item.Func = b.root.fun(name, t.Func)
		*to = append(*to, item)
	case *InstanceType:
		iface, err := b.instance(name, t)
		if err != nil {
			return err
		}
		item.Interface = iface
		*to = append(*to, item)
	case *TypeBound:
		if t.Type == nil {
			return errors.New("function, instance and component types have no WIT form")
		}
		// The types of a world are imports in WIT, wherever they come from.
		if !b.root.taken(name.Name) {
			b.root.define(name, t)
		}
	default:
		return fmt.Errorf("%ss have no WIT form", describe(t))
	}
	return nil
}

// instance builds the interface of an imported or exported instance.
func (b *worldBuilder) instance(name ExternName, t *InstanceType) (*wit.Interface, error) {
	full := name.Name + name.VersionSuffix
	if name.Implements != "" {
		full = name.Implements + name.VersionSuffix
	}
	iface := &wit.Interface{Name: full}
	if strings.Contains(full, ":") {
		pkg, item, err := wit.ParseName(full)
		if err != nil {
			return nil, err
		}
		iface.Name, iface.Package = item, b.pkg(pkg)
	}
	p := b.newPlace(iface)
	for i := range t.Exports {
		p.names[t.Exports[i].Name.Name] = nil
	}
	for i := range t.Exports {
		switch e := &t.Exports[i]; et := e.Type.(type) {
		case *TypeBound:
			if et.Type == nil {
				return nil, fmt.Errorf("%q: function, instance and component types have no WIT form", e.Name.Name)
			}
			p.define(e.Name, et)
		case FuncType:
			iface.Funcs = append(iface.Funcs, p.fun(e.Name, et.Func))
		default:
			return nil, fmt.Errorf("%q: %ss within an interface have no WIT form", e.Name.Name, describe(et))
		}
	}
	if iface.Package != nil {
		list(iface.Package, iface)
	}
	return iface, nil
}

func (b *worldBuilder) pkg(name wit.PackageName) *wit.Package {
	if b.packages[name] == nil {
		b.packages[name] = &wit.Package{Name: name}
	}
	return b.packages[name]
}

// list adds iface to its package. Where there is one of that name, the package
// gets one with the items of both.
func list(p *wit.Package, iface *wit.Interface) {
	i := slices.IndexFunc(p.Interfaces, func(o *wit.Interface) bool { return o.Name == iface.Name })
	if i < 0 {
		p.Interfaces = append(p.Interfaces, iface)
		return
	}
	both := *p.Interfaces[i]
	both.Types, both.Funcs = slices.Clone(both.Types), slices.Clone(both.Funcs)
	for _, t := range iface.Types {
		if both.Type(t.Name) == nil {
			both.Types = append(both.Types, t)
		}
	}
	for _, f := range iface.Funcs {
		if both.Func(f.Name) == nil {
			both.Funcs = append(both.Funcs, f)
		}
	}
	if len(both.Types) > len(p.Interfaces[i].Types) || len(both.Funcs) > len(p.Interfaces[i].Funcs) {
		p.Interfaces[i] = &both
	}
}

// define adds the type that b introduces to the place.
func (p *place) define(name ExternName, b *TypeBound) {
	def := &wit.TypeDef{Name: name.Name, Interface: p.iface, ExternalID: name.ExternalID}
	r := wit.ResourceOf(b.Type)
	switch known := p.definition(b.Type.Type); {
	case known != nil:
		def.Type = known
		p.uses[known] = def
	case r != nil && p.resources[r] != nil:
		def.Type = p.resources[r]
	case r != nil:
		def.Resource = r
	default:
		def.Type = p.convert(b.Type.Type)
	}
	p.add(def)
	p.known[b.Type] = def
	if b.inline {
		p.known[b.Type.Type] = def
	}
	if r != nil && p.resources[r] == nil {
		p.resources[r] = def
	}
}

// definition returns the name that t has in the document, looking through
// names that it does not have there, or nil.
func (b *worldBuilder) definition(t wit.Type) *wit.TypeDef {
	for t != nil {
		if def := b.known[t]; def != nil {
			return def
		}
		def, ok := t.(*wit.TypeDef)
		if !ok {
			return nil
		}
		t = def.Type
	}
	return nil
}

// add adds a definition to the place.
func (p *place) add(def *wit.TypeDef) {
	p.names[def.Name] = def
	if p.iface != nil {
		p.iface.Types = append(p.iface.Types, def)
		return
	}
	p.world.Types = append(p.world.Types, def)
	p.world.Imports = append(p.world.Imports, wit.WorldItem{Name: def.Name, Type: def, ExternalID: def.ExternalID})
}

// use returns a name for def in this place, adding one if def is declared
// elsewhere.
func (p *place) use(def *wit.TypeDef) *wit.TypeDef {
	if def.Interface == p.iface {
		return def
	}
	if u := p.uses[def]; u != nil {
		return u
	}
	name := def.Name
	for i := 2; p.taken(name); i++ {
		name = def.Name + "-x" + strconv.Itoa(i)
	}
	u := &wit.TypeDef{Name: name, Type: def, Interface: p.iface}
	p.uses[def] = u
	p.add(u)
	return u
}

func (p *place) taken(name string) bool {
	_, taken := p.names[name]
	return taken
}

// fun builds a function, and attaches it to its resource if it is a method.
func (p *place) fun(name ExternName, f *wit.Func) *wit.Func {
	out := &wit.Func{Name: name.Name, Async: f.Async, ExternalID: name.ExternalID, Params: slices.Clone(f.Params)}
	for i := range out.Params {
		out.Params[i].Type = p.convert(out.Params[i].Type)
	}
	out.Result = p.convert(f.Result)
	n, err := parseName(name.Name)
	if err != nil || n.field == "" && n.kind != constructorName {
		return out
	}
	if def := p.names[n.label]; def != nil {
		def.Methods = append(def.Methods, out)
	}
	return out
}

// convert returns t in terms of the names of the document, nil for nil. Names
// that the document does not have are looked through.
func (p *place) convert(t wit.Type) wit.Type {
	if t == nil {
		return nil
	}
	if def := p.known[t]; def != nil {
		return p.use(def)
	}
	if c, ok := p.types[t]; ok {
		return c
	}
	c := p.rebuild(t)
	p.types[t] = c
	return c
}

func (p *place) rebuild(t wit.Type) wit.Type {
	switch t := t.(type) {
	case *wit.TypeDef:
		return p.convert(t.Type)
	case *wit.Own:
		return &wit.Own{Resource: t.Resource, Def: p.resource(t.Resource, t.Def)}
	case *wit.Borrow:
		return &wit.Borrow{Resource: t.Resource, Def: p.resource(t.Resource, t.Def)}
	case *wit.List:
		return &wit.List{Elem: p.convert(t.Elem), Len: t.Len}
	case *wit.Map:
		return &wit.Map{Key: p.convert(t.Key), Value: p.convert(t.Value)}
	case *wit.Option:
		return &wit.Option{Elem: p.convert(t.Elem)}
	case *wit.Result:
		return &wit.Result{OK: p.convert(t.OK), Err: p.convert(t.Err)}
	case *wit.Stream:
		return &wit.Stream{Elem: p.convert(t.Elem)}
	case *wit.Future:
		return &wit.Future{Elem: p.convert(t.Elem)}
	case *wit.Tuple:
		c := &wit.Tuple{Types: slices.Clone(t.Types)}
		for i := range c.Types {
			c.Types[i] = p.convert(c.Types[i])
		}
		return c
	case *wit.Record:
		c := &wit.Record{Fields: slices.Clone(t.Fields)}
		for i := range c.Fields {
			c.Fields[i].Type = p.convert(c.Fields[i].Type)
		}
		return c
	case *wit.Variant:
		c := &wit.Variant{Cases: slices.Clone(t.Cases)}
		for i := range c.Cases {
			c.Cases[i].Type = p.convert(c.Cases[i].Type)
		}
		return c
	}
	return t
}

// resource returns the name of resource type r in this place, given the
// definition through which a handle to it was formed.
func (p *place) resource(r *wit.Resource, def *wit.TypeDef) *wit.TypeDef {
	if known := p.definition(def); known != nil {
		return p.use(known)
	}
	if known := p.resources[r]; known != nil {
		return p.use(known)
	}
	return def
}
