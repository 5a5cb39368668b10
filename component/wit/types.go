// Package wit is the type language of WebAssembly components: value types,
// functions, interfaces, worlds and packages, a parser and a printer for their
// text form, and the subtype relation between them.
//
// The same types describe what a WIT file says and what a component binary
// says. Value types are structural; only a [Resource] has an identity, which
// is its pointer. All values of this package are immutable once built and may
// be shared by goroutines.
//
// Start from [Type] for value types, from [Package] for WIT documents.
// The text form is described in the component model's WIT.md, the value types
// in its Explainer.md, heading "Type Definitions".
package wit

// A Type is a value type: a [Primitive], one of the pointer types
// [*List], [*Map], [*Tuple], [*Option], [*Result], [*Record], [*Variant],
// [*Enum], [*Flags], [*Own], [*Borrow], [*Stream], [*Future],
// or a [*TypeDef], which names another type.
type Type interface{ isType() }

// A Primitive is a value type without parts.
type Primitive uint8

// The primitive value types.
const (
	Bool Primitive = iota + 1
	S8
	U8
	S16
	U16
	S32
	U32
	S64
	U64
	F32
	F64
	Char
	String
	ErrorContext
)

// A List is list<Elem>, or list<Elem, Len> where Len is not zero.
type List struct {
	Elem Type
	Len  uint32
}

// A Map is map<Key, Value>. Its canonical form is that of
// list<tuple<Key, Value>>.
type Map struct{ Key, Value Type }

// A Tuple is tuple<Types...>; it has at least one member.
type Tuple struct{ Types []Type }

// An Option is option<Elem>.
type Option struct{ Elem Type }

// A Result is result<OK, Err>; either may be nil for no payload.
type Result struct{ OK, Err Type }

// A Record has at least one field.
type Record struct{ Fields []Field }

// A Field is a member of a [Record] or a parameter of a [Func].
type Field struct {
	Name string
	Type Type
	Docs string
}

// A Variant has at least one case.
type Variant struct{ Cases []Case }

// A Case is one alternative of a [Variant]; Type is nil where it carries no
// payload.
type Case struct {
	Name string
	Type Type
	Docs string
}

// An Enum is a variant without payloads.
type Enum struct{ Cases []Label }

// Flags are a set of up to 32 booleans.
type Flags struct{ Flags []Label }

// A Label is a name of an [Enum] or of [Flags].
type Label struct {
	Name string
	Docs string
}

// Own is own<Resource>: a handle that owns what it refers to. Def is the name
// by which the text refers to the resource type, nil where it is not known; it
// serves printing and has no part in the identity of the type.
type Own struct {
	Resource *Resource
	Def      *TypeDef
}

// Borrow is borrow<Resource>: a handle valid for the duration of one call. Def
// is as that of [Own].
type Borrow struct {
	Resource *Resource
	Def      *TypeDef
}

// A Stream is stream<Elem>; Elem is nil for a stream without element type.
type Stream struct{ Elem Type }

// A Future is future<Elem>; Elem is nil where only completion is told.
type Future struct{ Elem Type }

// A Resource is an abstract or defined resource type. Two resource types are
// the same if and only if their pointers are equal.
type Resource struct {
	// Name is the name under which the resource was first declared; it serves
	// messages only.
	Name string

	// Def is set for resource types that a component defines (rather than
	// imports) and is owned by the decoder.
	Def any
}

func (Primitive) isType() {}
func (*List) isType()     {}
func (*Map) isType()      {}
func (*Tuple) isType()    {}
func (*Option) isType()   {}
func (*Result) isType()   {}
func (*Record) isType()   {}
func (*Variant) isType()  {}
func (*Enum) isType()     {}
func (*Flags) isType()    {}
func (*Own) isType()      {}
func (*Borrow) isType()   {}
func (*Stream) isType()   {}
func (*Future) isType()   {}
func (*TypeDef) isType()  {}

// A TypeDef gives a name to a type, in an interface or in a world. Exactly
// one of Type and Resource is set. For `use a.{t}` and `type t = u`, Type is
// the *TypeDef that is referred to; for a resource that is used from elsewhere
// Type is the other resource's *TypeDef, and [TypeDef.Underlying] and
// [ResourceOf] look through.
type TypeDef struct {
	Name     string
	Type     Type
	Resource *Resource

	// Interface is the interface that the type is declared in, nil for types
	// that are declared in a world or in no named place.
	Interface *Interface

	// Methods are the functions of a resource: constructor, methods and
	// static functions, in order of declaration. They stand in
	// Interface.Funcs as well.
	Methods []*Func

	// ExternalID is that of an `external-id` annotation, empty where absent.
	ExternalID string
	Docs       string
	Gates      Gates
}

// Underlying returns t with all names removed from its top: the result is
// never a *TypeDef, except for a definition that names a resource, which is
// returned itself.
func Underlying(t Type) Type {
	for {
		d, ok := t.(*TypeDef)
		if !ok || d.Type == nil {
			return t
		}
		t = d.Type
	}
}

// ResourceOf returns the resource type that d names, directly or through
// other definitions, or nil.
func ResourceOf(d *TypeDef) *Resource {
	if u, ok := Underlying(d).(*TypeDef); ok {
		return u.Resource
	}
	return nil
}

// A Func is a function type, together with its name where it has one.
type Func struct {
	// Name is the plain name under which the function is exported or
	// imported, with its annotation, such as "read", "[method]fields.get",
	// "[static]fields.from-list" or "[constructor]fields". Empty for an
	// anonymous function type.
	Name   string
	Params []Field
	Result Type // nil for none
	Async  bool

	// ExternalID is that of an `external-id` annotation, empty where absent.
	ExternalID string
	Docs       string
	Gates      Gates
}

// Gates hold the feature gates of an item.
type Gates struct {
	Since      string // @since(version = …)
	Unstable   string // @unstable(feature = …)
	Deprecated string // @deprecated(version = …)
}

// A Package is a WIT package: the contents of one or more WIT files.
type Package struct {
	Name       PackageName
	Interfaces []*Interface
	Worlds     []*World
	Docs       string
}

// A PackageName is namespace:name@version; Version is empty where there is
// none.
type PackageName struct{ Namespace, Name, Version string }

// An Interface is a named set of types and functions.
type Interface struct {
	Package *Package // nil for an inline interface of a world
	Name    string
	Types   []*TypeDef
	Funcs   []*Func
	Docs    string
	Gates   Gates
}

// A World says what a component imports and exports.
type World struct {
	Package *Package
	Name    string
	Types   []*TypeDef // types declared in or used by the world itself
	Imports []WorldItem
	Exports []WorldItem
	Docs    string
	Gates   Gates
}

// A WorldItem is one import or export of a world. Exactly one of Interface,
// Func and Type is set.
type WorldItem struct {
	// Name is the full external name: "wasi:io/streams@0.2.0" for an
	// interface of a package, else a plain kebab-case name.
	Name      string
	Interface *Interface
	Func      *Func
	Type      *TypeDef
	// Implements is the interface name of an `implements` annotation, ExternalID
	// that of an `external-id` one; both empty where absent.
	Implements string
	ExternalID string
	Docs       string
	Gates      Gates
}
