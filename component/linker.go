package component

import (
	"context"
	"fmt"
	"slices"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/wit"
)

// A HostFunc is a host function in stack form, the form that generated
// adapters have. stack holds the flattened parameters and receives the
// flattened result, as the Canonical ABI has it for a lowered function
// (CanonicalABI.md, "Flattening"): more than 16 flat parameters are one
// pointer to a tuple in memory, a result of more than one flat value is
// written to the memory that the last parameter points to.
//
// A HostFunc may block; the guest waits and nobody else does. It ends the
// guest by [Call.Trap].
type HostFunc func(ctx context.Context, c *Call, stack []uint64)

// A DynamicFunc is a host function over values whose types are known at run
// time only. args holds one value per parameter; the slice is valid until the
// function returns, the values may be kept. The result is the zero Value for a
// function without one. An error traps the guest; a `result` type's error case
// is a value, made by [wit.ErrValue].
type DynamicFunc func(ctx context.Context, c *Call, args []Value) (Value, error)

// A Linker holds what a host provides to components: interfaces with their
// functions and resource types, matched to imports by name and semver track.
//
// Fill a Linker first and share it by goroutines then: [Linker.Link] does not
// change it.
type Linker struct {
	interfaces   map[string]*InterfaceDef         // by track
	core         map[string]*CoreDef              // by module name
	exports      map[string]func() *wit.Interface // by track
	exportNames  map[string]func() *wit.Interface
	exportTwins  map[string]string // by track: the other name
	roots        map[string]FuncDef
	rootTypes    map[string]*ResourceType
	repeatable   map[[2]string]bool // by track or core module, and function
	allowMissing bool
}

// NewLinker returns an empty linker.
func NewLinker() *Linker {
	return &Linker{
		interfaces: map[string]*InterfaceDef{},
		core:       map[string]*CoreDef{},
		exports:    map[string]func() *wit.Interface{},

		exportNames: map[string]func() *wit.Interface{},
		exportTwins: map[string]string{},

		roots:      map[string]FuncDef{},
		rootTypes:  map[string]*ResourceType{},
		repeatable: map[[2]string]bool{},
	}
}

// An InterfaceDef is an interface that the host implements.
type InterfaceDef struct {
	// Name is the full name with version, such as "wasi:io/streams@0.2.12". It
	// serves every import of its semver track: a release of the same major
	// version, or of the same minor version where the major one is 0; an
	// import of a pre-release only if it is equal.
	Name string
	// WIT returns the interface's types. They are compared with those of the
	// import when a component is linked, and they say what the canonical names
	// of core modules mean. It is called at the first use and may be nil,
	// which leaves types unchecked and core modules unserved.
	WIT       func() *wit.Interface
	Resources []ResourceDef
	Funcs     []FuncDef

	twin bool // see Linker.TwinVersion
}

// A ResourceDef names a resource type of an interface.
type ResourceDef struct {
	Name string
	Type *ResourceType
}

// A FuncDef names a function of an interface, in the form
// "[method]input-stream.read" for those of a resource. Exactly one of Fn,
// Dynamic and Async is set.
type FuncDef struct {
	Name    string
	Fn      HostFunc
	Dynamic DynamicFunc
	Async   AsyncHostFunc
}

func (d *InterfaceDef) resource(name string) *ResourceType {
	for i := range d.Resources {
		if d.Resources[i].Name == name {
			return d.Resources[i].Type
		}
	}
	return nil
}

func (d *InterfaceDef) fn(name string) (FuncDef, bool) {
	i := slices.IndexFunc(d.Funcs, func(f FuncDef) bool { return f.Name == name })
	if i < 0 {
		return FuncDef{}, false
	}
	return d.Funcs[i], true
}

// A CoreDef is a module of core functions, such as wasi_snapshot_preview1,
// for core modules that are run as they are. The functions see the memory of
// the module that calls them.
type CoreDef struct {
	Module string
	Funcs  []CoreFuncDef
}

// A CoreFuncDef is a core function with its core signature, one letter per
// value: i (i32), I (i64), f (f32), F (f64).
type CoreFuncDef struct {
	Name            string
	Params, Results string
	Fn              HostFunc
}

// Define adds an interface. A track can be defined once.
func (l *Linker) Define(d *InterfaceDef) error {
	k := track(d.Name)
	if old, ok := l.interfaces[k]; ok {
		return fmt.Errorf("interface %s is already provided by %s", d.Name, old.Name)
	}
	l.interfaces[k] = d
	return nil
}

// DefineCore adds a module of core functions.
func (l *Linker) DefineCore(d *CoreDef) error {
	if _, ok := l.core[d.Module]; ok {
		return fmt.Errorf("core module %s is already provided", d.Module)
	}
	l.core[d.Module] = d
	return nil
}

// DefineExport tells the types of an interface that core modules may export
// under canonical names ("wasi:cli/run@0.2.0#run"). Components carry the
// types of their exports themselves and need no such definition.
func (l *Linker) DefineExport(name string, types func() *wit.Interface) error {
	k := track(name)
	if _, ok := l.exports[k]; ok {
		return fmt.Errorf("exported interface %s is already known", name)
	}
	l.exports[k], l.exportNames[name] = types, types
	return nil
}

// DefineFunc adds a function that components import by a plain name rather
// than from an interface.
func (l *Linker) DefineFunc(f FuncDef) error {
	if _, ok := l.roots[f.Name]; ok {
		return fmt.Errorf("function %s is already provided", f.Name)
	}
	l.roots[f.Name] = f
	return nil
}

// DefineResource adds a resource type that components import by a plain name.
func (l *Linker) DefineResource(name string, t *ResourceType) error {
	if _, ok := l.rootTypes[name]; ok {
		return fmt.Errorf("resource type %s is already provided", name)
	}
	l.rootTypes[name] = t
	return nil
}

// Provides tells whether there is an interface, or a module of core functions, of
// that name or of a version that is compatible.
func (l *Linker) Provides(name string) bool {
	return l.interfaces[track(name)] != nil || l.core[name] != nil
}

// AllowMissing makes l link imports that nothing provides to functions that
// trap when they are called, naming interface and function. Toolchains that
// import every interface of a world, used or not, need it.
func (l *Linker) AllowMissing(yes bool) { l.allowMissing = yes }

// Repeatable says of functions of an interface, or of a module of core
// functions, that they give the same results whenever an instance is
// initialised, and that nothing of a call is left with the host: what they tell
// is settled by the configuration that all instances of a [Pool] share. An
// initialisation that calls no other functions need not be done again for each
// instance.
func (l *Linker) Repeatable(name string, funcs ...string) {
	for _, f := range funcs {
		l.repeatable[[2]string{track(name), f}] = true
	}
}

// facts returns what has to be known of the imported function at path.
func (l *Linker) facts(path ...string) importFacts {
	f := importFacts{name: pathName(path)}
	if len(path) == 2 {
		f.repeatable = l.repeatable[[2]string{track(path[0]), path[1]}]
	}
	return f
}

// track returns the key under which compatible versions of an interface meet.
func track(name string) string { return binary.Track(name) }

// A ResourceType is a type of host objects that guests hold handles to. Two
// resource types are the same if their pointers are equal. It is immutable and
// may be shared by goroutines.
type ResourceType struct {
	canon canon.ResourceType
	twin  twin
}

// A Parent is an object of a host of which other resources are made, its
// children. While there are any, a guest that drops the owning handle of the
// parent, or gives it to a host function, traps. Closing an instance drops its
// objects in any order and does not ask.
type Parent interface {
	HasChildren() bool
}

// NewResourceType returns a new resource type. drop is called when a guest
// drops an owning handle, and for each one it still has when its instance is
// closed; it may be nil. Objects may be a [Parent].
func NewResourceType(name string, drop func(ctx context.Context, obj any)) *ResourceType {
	t := &ResourceType{canon: canon.ResourceType{Name: name, HasChildren: hasChildren}}
	if drop != nil {
		t.canon.Dtor = func(ctx context.Context, _ uint32, obj any) { drop(ctx, obj) }
	}
	return t
}

func hasChildren(obj any) bool {
	p, ok := obj.(Parent)
	return ok && p.HasChildren()
}

// Name returns the name given to [NewResourceType].
func (t *ResourceType) Name() string { return t.canon.Name }
