package binary

import "github.com/gyro-wasm/gyro/component/wit"

// A scopeKind tells what a scope belongs to.
type scopeKind uint8

const (
	scopeComponent scopeKind = iota
	scopeComponentType
	scopeInstanceType
)

// A scope holds the index spaces of a component or of a component or instance
// type while it is decoded, see Explainer.md, "Index Spaces".
type scope struct {
	kind  scopeKind
	outer *scope

	funcs      []*wit.Func
	values     []valueItem
	types      []*TypeDef
	components []*ComponentType
	instances  []*InstanceType

	coreFuncs     []*CoreFunc
	coreTables    []CoreExternType
	coreMemories  []CoreExternType
	coreGlobals   []CoreExternType
	coreTags      []CoreExternType
	coreTypes     []*CoreType
	coreModules   []*ModuleType
	coreInstances []map[string]CoreExternType

	imports, exports names
	importedTypes    namedTypes
	exportedTypes    namedTypes

	// imported and defined are the resource types that come into being here:
	// by an import, or by a definition, an instantiation or, in a type, an
	// export.
	imported, defined []*wit.Resource
	// local are the resource types that this component itself defines.
	local map[*wit.Resource]bool
	// contextType is the type that context.get and context.set agree on.
	contextType CoreVal
}

// A valueItem is an item of the value index space; each is used exactly once.
type valueItem struct {
	typ  wit.Type
	used bool
}

func (d *decoder) push(k scopeKind) {
	if d.depth++; d.depth > maxNesting {
		d.fail("components and types are nested more than %d deep", maxNesting)
	}
	d.scope = &scope{kind: k, outer: d.scope}
}

func (d *decoder) pop() {
	d.depth--
	d.scope = d.scope.outer
}

// outerScope returns the scope count levels out, 0 is the current one, and
// whether a component boundary lies in between.
func (d *decoder) outerScope(count uint32) (s *scope, crossed bool) {
	s = d.scope
	for ; count > 0; count-- {
		crossed = crossed || s.kind == scopeComponent
		if s = s.outer; s == nil {
			d.fail("invalid outer alias count: there are fewer enclosing scopes")
		}
	}
	return s, crossed
}

// at returns space[i], or fails naming the space.
func at[T any](d *decoder, space []T, i uint32, what string) T {
	if uint64(i) >= uint64(len(space)) {
		d.fail("unknown %s %d: %[1]s index out of bounds", what, i)
	}
	return space[i]
}

func (d *decoder) funcAt(i uint32) *wit.Func { return at(d, d.scope.funcs, i, "function") }
func (d *decoder) typeAt(i uint32) *TypeDef  { return at(d, d.scope.types, i, "type") }
func (d *decoder) componentAt(i uint32) *ComponentType {
	return at(d, d.scope.components, i, "component")
}
func (d *decoder) instanceAt(i uint32) *InstanceType {
	return at(d, d.scope.instances, i, "instance")
}
func (d *decoder) coreFuncAt(i uint32) *CoreFunc { return at(d, d.scope.coreFuncs, i, "core function") }
func (d *decoder) coreTypeAt(i uint32) *CoreType { return at(d, d.scope.coreTypes, i, "core type") }
func (d *decoder) coreModuleAt(i uint32) *ModuleType {
	return at(d, d.scope.coreModules, i, "module")
}
func (d *decoder) coreMemoryAt(i uint32) CoreExternType {
	return at(d, d.scope.coreMemories, i, "memory")
}
func (d *decoder) coreTableAt(i uint32) CoreExternType {
	return at(d, d.scope.coreTables, i, "table")
}

// useValue consumes value i, see Binary.md, "Start Definitions".
func (d *decoder) useValue(i uint32) wit.Type {
	v := at(d, d.scope.values, i, "value")
	if v.used {
		d.fail("value %d is used more than once", i)
	}
	d.scope.values[i].used = true
	return v.typ
}

// valueTypeAt returns the value type with index i.
func (d *decoder) valueTypeAt(i uint32) wit.Type {
	def := d.typeAt(i)
	if def.Value == nil || resourceDef(def.Value) != nil {
		d.fail("type index %d is not a defined type", i)
	}
	return def.Value
}

// resourceAt returns the definition of the resource type with index i.
func (d *decoder) resourceAt(i uint32) *wit.TypeDef {
	if def := resourceDef(d.typeAt(i).Value); def != nil {
		return def
	}
	d.fail("type index %d is not a resource type", i)
	return nil
}

func (d *decoder) funcTypeAt(i uint32) *wit.Func {
	def := d.typeAt(i)
	if def.Func == nil {
		d.fail("type index %d is not a function type", i)
	}
	return def.Func
}

// resourceDef returns t if it is the definition of, or a name for, a resource
// type, else nil.
func resourceDef(t wit.Type) *wit.TypeDef {
	if def, ok := t.(*wit.TypeDef); ok && wit.ResourceOf(def) != nil {
		return def
	}
	return nil
}

// item returns the type of an item of the component-level index spaces, for
// exports and instantiation arguments. A value is consumed by it.
func (d *decoder) item(name string, s Sort, i uint32) ExternType {
	switch s {
	case SortFunc:
		return FuncType{d.funcAt(i)}
	case SortValue:
		return &ValueType{d.useValue(i)}
	case SortType:
		return boundTo(name, d.typeAt(i))
	case SortComponent:
		return d.componentAt(i)
	case SortInstance:
		return d.instanceAt(i)
	case SortCoreModule:
		return d.coreModuleAt(i)
	}
	d.fail("core items other than modules cannot be exported or passed")
	return nil
}

// boundTo describes type item def as it is, without giving it a new name. An
// unnamed type is wrapped, since a TypeBound refers to a *wit.TypeDef.
func boundTo(name string, def *TypeDef) *TypeBound {
	if def.Value == nil {
		return &TypeBound{Other: def}
	}
	if t, ok := def.Value.(*wit.TypeDef); ok {
		return &TypeBound{Type: t}
	}
	return &TypeBound{Type: &wit.TypeDef{Name: name, Type: def.Value}, inline: true}
}

// coreItem returns the type of an item of the core index spaces.
func (d *decoder) coreItem(s Sort, i uint32) CoreExternType {
	switch s {
	case SortCoreFunc:
		return CoreExternType{Sort: s, Func: d.coreFuncAt(i)}
	case SortCoreTable:
		return d.coreTableAt(i)
	case SortCoreMemory:
		return d.coreMemoryAt(i)
	case SortCoreGlobal:
		return at(d, d.scope.coreGlobals, i, "global")
	case SortCoreTag:
		return at(d, d.scope.coreTags, i, "tag")
	}
	d.fail("core instances cannot export types, modules or instances")
	return CoreExternType{}
}

// add appends an item of type t to the index space that it belongs to.
func (s *scope) add(t ExternType) {
	switch t := t.(type) {
	case FuncType:
		s.funcs = append(s.funcs, t.Func)
	case *ValueType:
		s.values = append(s.values, valueItem{typ: t.Type})
	case *TypeBound:
		s.types = append(s.types, t.item())
	case *ComponentType:
		s.components = append(s.components, t)
	case *InstanceType:
		s.instances = append(s.instances, t)
	case *ModuleType:
		s.coreModules = append(s.coreModules, t)
	case CoreExternType:
		s.addCore(t)
	}
}

func (s *scope) addCore(t CoreExternType) {
	switch t.Sort {
	case SortCoreFunc:
		s.coreFuncs = append(s.coreFuncs, t.Func)
	case SortCoreTable:
		s.coreTables = append(s.coreTables, t)
	case SortCoreMemory:
		s.coreMemories = append(s.coreMemories, t)
	case SortCoreGlobal:
		s.coreGlobals = append(s.coreGlobals, t)
	case SortCoreTag:
		s.coreTags = append(s.coreTags, t)
	}
}

// item returns the entry of the type index space that b makes.
func (b *TypeBound) item() *TypeDef {
	if b.Other != nil {
		return b.Other
	}
	if b.inline {
		return &TypeDef{Value: b.Type.Type}
	}
	return &TypeDef{Value: b.Type}
}
