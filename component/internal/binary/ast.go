// Package binary decodes and validates the binary format of WebAssembly
// components (layer 1, version 0x0d), as described in the component model's
// Binary.md and Explainer.md, and encodes it.
//
// Start from [Decode]. Its result is fully validated: whoever walks it may
// rely on every index, type and name, and finds each definition annotated with
// its resolved type. A component that is not valid is refused with an [*Error]
// that names the section, the index and the byte offset.
package binary

import (
	"slices"

	"github.com/gyro-wasm/gyro/component/wit"
)

// A Component is a decoded and validated component. Defs is the list of its
// definitions in the order of the binary; index spaces are formed by walking
// it: each definition adds one item to the space of its sort, as
// [Def.Sort] tells.
type Component struct {
	Defs []Def

	// Imports and Exports list the external items in order, with the types as
	// seen from inside the component.
	Imports []*Import
	Exports []*Export

	// Name is the component's name from its custom "component-name" section.
	Name string
	// Customs are the custom sections in order, "component-name" included.
	Customs []Custom
}

// A Custom is a custom section.
type Custom struct {
	Name string
	Data []byte
}

// A Sort is the kind of an item of an index space.
type Sort uint8

// The sorts of component-level and core index spaces.
const (
	SortNone Sort = iota
	SortFunc
	SortValue
	SortType
	SortComponent
	SortInstance
	SortCoreFunc
	SortCoreTable
	SortCoreMemory
	SortCoreGlobal
	SortCoreTag
	SortCoreType
	SortCoreModule
	SortCoreInstance
)

// A Def is one definition: *CoreModule, *CoreInstance, *CoreType, *Nested,
// *Instance, *Alias, *TypeDef, *Canon, *Start, *Value, *Import or *Export.
type Def interface {
	// Sort tells which index space the definition adds to; SortNone if to
	// none ([*Start] adds its results to the value space).
	Sort() Sort
}

// A CoreModule is an embedded core module; Bytes alias the decoded input.
// Its core types, imports and exports have been parsed into Type.
type CoreModule struct {
	Bytes []byte
	Type  *ModuleType
}

// A CoreInstance instantiates a core module (Exports is nil) or bundles
// existing core items (Exports is not nil).
type CoreInstance struct {
	Module  uint32
	Args    []CoreArg // name → core instance index
	Exports []CoreExport
	Type    map[string]CoreExternType // what the instance exports
}

// A CoreArg gives a core instance to the imports with module name Name.
type CoreArg struct {
	Name     string
	Instance uint32
}

// A CoreExport is one inline export of a [CoreInstance].
type CoreExport struct {
	Name  string
	Sort  Sort // SortCoreFunc … SortCoreTag
	Index uint32
}

// A CoreType is a core function or module type definition.
type CoreType struct {
	Func   *CoreFunc // nil unless a function type
	Module *ModuleType
}

// A Nested is a nested component.
type Nested struct {
	Component *Component
	Type      *ComponentType
}

// An Instance instantiates a component (Exports is nil) or bundles existing
// items (Exports is not nil). Type has fresh resource types for each resource
// that the instantiated component defines and exports.
type Instance struct {
	Component uint32
	Args      []Arg
	Exports   []InlineExport
	Type      *InstanceType
}

// An Arg is an argument of an instantiation; Type is the type of the item as
// seen where the instantiation stands.
type Arg struct {
	Name  string
	Sort  Sort
	Index uint32
	Type  ExternType
}

// An InlineExport is one export of an instance made of existing items.
type InlineExport struct {
	Name  string
	Sort  Sort
	Index uint32
	Type  ExternType
}

// An AliasKind tells what an [Alias] refers to.
type AliasKind uint8

// The kinds of aliases.
const (
	AliasExport     AliasKind = iota // an export of a component instance
	AliasCoreExport                  // an export of a core instance
	AliasOuter                       // an item of an enclosing component
)

// An Alias names an item of an instance or of an enclosing component.
type Alias struct {
	Kind     AliasKind
	Of       Sort   // the sort of the item
	Instance uint32 // for the two export kinds
	Name     string // for the two export kinds
	Count    uint32 // AliasOuter: how many components to go out, 0 is this one
	Index    uint32 // AliasOuter: index in that component's space
	Type     ExternType
}

// A TypeDef is a type definition. Exactly one field is set, except that a
// definition of a resource sets Value (a *wit.TypeDef whose Resource is set)
// and Resource.
type TypeDef struct {
	Value     wit.Type
	Func      *wit.Func
	Component *ComponentType
	Instance  *InstanceType
	Resource  *ResourceDef
}

// A ResourceDef is a resource type defined by a component. It is the value of
// the Def field of its *wit.Resource.
type ResourceDef struct {
	Type *wit.Resource
	Rep  CoreVal // the core type of its representation: I32, or I64 (gated)
	// Dtor is the core function index of the destructor, valid if HasDtor.
	Dtor    uint32
	HasDtor bool
}

// An Import imports one item. Type says what, as seen from inside.
type Import struct {
	Name ExternName
	Type ExternType
}

// An Export exports one item and adds it again to the index space of its
// sort. Type is the type of the new item.
type Export struct {
	Name  ExternName
	Of    Sort
	Index uint32
	Type  ExternType
}

// An ExternName is the name of an import or export with its attributes.
type ExternName struct {
	Name          string // "wasi:io/streams@0.2.0", "a", "[method]r.f"
	Implements    string
	VersionSuffix string
	ExternalID    string

	// attributes tells which of the three are present, in this order; an
	// external-id may be empty.
	attributes [3]bool
}

// A Start calls a component function during instantiation (gated).
type Start struct {
	Func    uint32
	Args    []uint32
	Results uint32
}

// A Value is a value definition (gated); Data is its encoding.
type Value struct {
	Type wit.Type
	Data []byte
}

// Sort implements [Def].
func (*CoreModule) Sort() Sort   { return SortCoreModule }
func (*CoreInstance) Sort() Sort { return SortCoreInstance }
func (*CoreType) Sort() Sort     { return SortCoreType }
func (*Nested) Sort() Sort       { return SortComponent }
func (*Instance) Sort() Sort     { return SortInstance }
func (a *Alias) Sort() Sort      { return a.Of }
func (*TypeDef) Sort() Sort      { return SortType }
func (*Start) Sort() Sort        { return SortNone }
func (*Value) Sort() Sort        { return SortValue }
func (i *Import) Sort() Sort     { return ExternSort(i.Type) }
func (e *Export) Sort() Sort     { return e.Of }

// Sort implements [Def]: lifting makes a component function, everything else
// a core function.
func (c *Canon) Sort() Sort {
	if c.Op == CanonLift {
		return SortFunc
	}
	return SortCoreFunc
}

// An ExternType is the type of an import, an export or another item that has
// a name: *wit.Func, *InstanceType, *ComponentType, *ModuleType, *TypeBound,
// *ValueType, or a CoreExternType for aliases of core items.
type ExternType interface{ isExternType() }

// ExternSort returns the index space that an item of type t belongs to.
func ExternSort(t ExternType) Sort {
	switch t := t.(type) {
	case FuncType:
		return SortFunc
	case *InstanceType:
		return SortInstance
	case *ComponentType:
		return SortComponent
	case *ModuleType:
		return SortCoreModule
	case *TypeBound:
		return SortType
	case *ValueType:
		return SortValue
	case CoreExternType:
		return t.Sort
	}
	return SortNone
}

// A FuncType is the type of a component function.
type FuncType struct{ *wit.Func }

// An InstanceType lists what an instance exports, in order.
type InstanceType struct {
	Exports []Extern

	// bound are the resource types that a mere type declares: each instance
	// of it brings its own. It is empty in the type of an instance.
	bound []*wit.Resource
	index map[string]int // position of each export
	types bool           // exports types, directly or from an instance
	extent
}

// Export returns the type of the named export, or nil.
func (t *InstanceType) Export(name string) ExternType {
	if i, ok := t.index[name]; ok {
		return t.Exports[i].Type
	}
	return nil
}

// A ComponentType lists what a component imports and exports. Resource types
// that its imports declare are abstract in it; those among its exports that are
// not bound to an import are made anew by each instantiation.
type ComponentType struct {
	Imports []Extern
	Exports []Extern

	imported, defined []*wit.Resource
	extent
}

// An Extern is a named, typed item.
type Extern struct {
	Name ExternName
	Type ExternType
}

// A TypeBound is the type of a type item: equal to a type, or a resource
// about which nothing else is known.
type TypeBound struct {
	// Type is what the name stands for. For value types (and resources, whose
	// *wit.TypeDef has Resource or Type set) it is set; function, instance and
	// component types that are imported or exported as types are in Other.
	Type  *wit.TypeDef
	Other *TypeDef
	// Sub is true for (sub resource), false for (eq …).
	Sub bool

	// inline is set where Type merely wraps an unnamed type item, as in an
	// instance made of existing items. Its name is then no new name: what
	// counts is Type.Type.
	inline bool
}

// A ValueType is the type of a value item (gated).
type ValueType struct{ Type wit.Type }

// A ModuleType is the type of a core module.
type ModuleType struct {
	Imports []CoreImport
	Exports []CoreExtern

	exports     map[string]CoreExternType // Exports by name
	unsupported []string                  // what [ModuleType.Unsupported] tells
}

// A CoreImport is an import of a core module.
type CoreImport struct {
	Module, Name string
	Type         CoreExternType
}

// A CoreExtern is an export of a core module.
type CoreExtern struct {
	Name string
	Type CoreExternType
}

// A CoreExternType is the type of a core item. Sort is SortCoreFunc,
// SortCoreTable, SortCoreMemory, SortCoreGlobal or SortCoreTag.
type CoreExternType struct {
	Sort   Sort
	Func   *CoreFunc // functions and tags
	Limits Limits    // tables and memories
	Val    CoreVal   // globals: content type; tables: element type
	Mut    bool      // globals
}

// Limits are those of a table or a memory.
type Limits struct {
	Min      uint64
	Max      uint64
	HasMax   bool
	Shared   bool
	Is64     bool
	PageLog2 uint8 // 16 unless custom page sizes are in use
}

// A CoreFunc is a core function type.
type CoreFunc struct {
	Params, Results []CoreVal
}

// is tells whether f has exactly these parameters and results.
func (f *CoreFunc) is(params, results []CoreVal) bool {
	return slices.Equal(f.Params, params) && slices.Equal(f.Results, results)
}

// A CoreVal is a core value type by its byte in the binary format. Reference
// types other than those named below are kept by their first byte only, which
// is enough since no module that uses them can run.
type CoreVal byte

// The core value types.
const (
	I32       CoreVal = 0x7f
	I64       CoreVal = 0x7e
	F32       CoreVal = 0x7d
	F64       CoreVal = 0x7c
	V128      CoreVal = 0x7b
	FuncRef   CoreVal = 0x70
	ExternRef CoreVal = 0x6f
	ExnRef    CoreVal = 0x69
)

func (FuncType) isExternType()       {}
func (*InstanceType) isExternType()  {}
func (*ComponentType) isExternType() {}
func (*ModuleType) isExternType()    {}
func (*TypeBound) isExternType()     {}
func (*ValueType) isExternType()     {}
func (CoreExternType) isExternType() {}

var sortNames = [...]string{
	SortNone: "item", SortFunc: "func", SortValue: "value", SortType: "type",
	SortComponent: "component", SortInstance: "instance", SortCoreFunc: "core func",
	SortCoreTable: "core table", SortCoreMemory: "core memory", SortCoreGlobal: "core global",
	SortCoreTag: "core tag", SortCoreType: "core type", SortCoreModule: "module",
	SortCoreInstance: "core instance",
}

// String returns the name of s as the text format has it.
func (s Sort) String() string { return sortNames[s] }

// String returns the name of v as the text format has it.
func (v CoreVal) String() string {
	switch v {
	case I32:
		return "i32"
	case I64:
		return "i64"
	case F32:
		return "f32"
	case F64:
		return "f64"
	case V128:
		return "v128"
	case FuncRef:
		return "funcref"
	case ExternRef:
		return "externref"
	case ExnRef:
		return "exnref"
	}
	return "ref"
}

// String returns f as the text format has it, such as "(func (param i32))".
func (f *CoreFunc) String() string {
	s := "(func"
	for _, l := range []struct {
		name string
		vals []CoreVal
	}{{"param", f.Params}, {"result", f.Results}} {
		if len(l.vals) == 0 {
			continue
		}
		s += " (" + l.name
		for _, v := range l.vals {
			s += " " + v.String()
		}
		s += ")"
	}
	return s + ")"
}
