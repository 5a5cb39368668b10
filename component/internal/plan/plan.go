// Package plan flattens a decoded component, with all components nested in
// it, into one linear list of steps in which everything is an index.
//
// Running a plan is a loop over [Plan.Steps]: instantiate a core module, look
// up one of its exports. What cannot change between two instantiations is
// decided here, once: which core function an import resolves to, which
// component instance a canonical definition belongs to, which resource types
// are the same.
//
// Package plan is pure. It imports the decoder's output and knows nothing of
// the engine. Start from [New].
package plan

import (
	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

// A Plan is what has to be done to instantiate a component, and what the
// result offers.
type Plan struct {
	// Steps are carried out in order.
	Steps []Step

	// Modules are the core modules that steps instantiate, one per
	// instantiation, since each has its imports named after the place that
	// provides them.
	Modules []Module
	// Trampolines are the core functions that the runtime provides.
	Trampolines []Trampoline
	// Lifts are the component functions made of core functions.
	Lifts []Lift
	// Instances are the component instances; number 0 is the root.
	Instances []ComponentInstance
	// Resources are the resource types, imported and defined.
	Resources []Resource
	// Imports are the functions that the root component imports.
	Imports []ImportFunc
	// Memories and Funcs count the core items that steps look up.
	Memories, Funcs int

	// Exports are the items that the root component exports.
	Exports *Instance
	// Unlinkable lists root imports of sorts that only a surrounding component
	// can provide (components, core modules, values).
	Unlinkable []string
}

// A Step is one action of an instantiation: [InstantiateModule],
// [ExtractMemory], [ExtractFunc] or [CallFunc].
type Step interface{ isStep() }

// InstantiateModule makes core instance number Instance out of
// Plan.Modules[Instance] and then runs its start function.
type InstantiateModule struct{ Instance int }

// ExtractMemory looks up the memory Of as memory number Memory.
type ExtractMemory struct {
	Memory int
	Of     CoreItem
}

// ExtractFunc looks up the core function Of as function number Func.
type ExtractFunc struct {
	Func int
	Of   CoreItem
}

// CallFunc calls core function number Func, which takes and returns nothing;
// Name is for messages.
type CallFunc struct {
	Func int
	Name string
}

func (CallFunc) isStep()          {}
func (InstantiateModule) isStep() {}
func (ExtractMemory) isStep()     {}
func (ExtractFunc) isStep()       {}

// A Module is a core module to instantiate.
type Module struct {
	Source *binary.CoreModule
	// Imports name the provider of each import, in the order of the module's
	// import section.
	Imports []CoreItem
}

// A CoreItem is a core function, memory, table or global: an export of a core
// instance, or a trampoline.
type CoreItem struct {
	// Instance is the number of the core instance; -1 for a trampoline.
	Instance int
	Name     string // name of the export
	// Trampoline is the number of the trampoline where Instance is -1.
	Trampoline int
}

// A Trampoline is a core function that the runtime provides.
type Trampoline struct {
	Canon *binary.Canon
	// Instance is the component instance that the definition stands in.
	Instance int
	Options  Options

	// CanonLower: what is called. Exactly one of Lift and Import is not
	// negative.
	Lift   int
	Import int
	// Resource is the resource type of the resource operations.
	Resource int
	// Types resolves the resource types in Canon.Type and the other types.
	Types *Types
}

// A Lift is a component function made of a core function.
type Lift struct {
	Type     *wit.Func
	Types    *Types
	Instance int // the component instance that the function belongs to
	Func     int // number of the core function
	Options  Options
}

// Options are canonical options with their indices resolved to numbers of
// the plan, -1 where absent.
type Options struct {
	Encoding   binary.StringEncoding
	Async      bool
	Memory     int
	Realloc    int
	PostReturn int
	Callback   int
}

// A ComponentInstance is an instance of the root component or of one nested
// in it.
type ComponentInstance struct {
	Parent int // the instance that instantiated it, -1 for the root
}

// A Resource is a resource type at run time.
type Resource struct {
	Name string
	// Import is the path of an imported resource type; nil for a defined one.
	Import []string
	// Instance is the component instance that defines the type.
	Instance int
	// Dtor is the number of the core function that destroys a
	// representation, -1 for none.
	Dtor int
}

// An ImportFunc is a function that the root component imports.
type ImportFunc struct {
	// Path is the name of the import, and for a function of an imported
	// instance the names of the exports that lead to it.
	Path  []string
	Type  *wit.Func
	Types *Types
}

// Types tells which run-time resource type a static one stands for in one
// component instance.
type Types struct {
	outer     *Types
	resources map[*wit.Resource]int
}

// Resource returns the number of the run-time resource type that r stands
// for, or -1.
func (t *Types) Resource(r *wit.Resource) int {
	for ; t != nil; t = t.outer {
		if n, ok := t.resources[r]; ok {
			return n
		}
	}
	return -1
}

// An Item is a component-level item at run time: *Func, *Instance, *Type,
// or one of the kinds that exist during planning only.
type Item interface{ isItem() }

// A Func is a component function: a lifted one or an imported one.
type Func struct {
	Lift   int // -1 for an imported function
	Import int // -1 for a lifted function
	// Type and Types are the function's type as its definer sees it.
	Type  *wit.Func
	Types *Types
}

// An Instance is a bundle of items in order of their names' declaration.
type Instance struct {
	Names []string
	Items map[string]Item
}

// A Type is a type item; Resource is the number of the resource type, -1 for
// all other types.
type Type struct{ Resource int }

func (*Func) isItem()     {}
func (*Instance) isItem() {}
func (*Type) isItem()     {}

func newInstance() *Instance { return &Instance{Items: map[string]Item{}} }

// Add adds an item, or replaces the one of that name.
func (i *Instance) Add(name string, it Item) {
	if _, dup := i.Items[name]; !dup {
		i.Names = append(i.Names, name)
	}
	i.Items[name] = it
}
