// Package encode makes components: of core modules, and of other components.
//
// [Component] encodes a core module and the WIT world that it implements as a
// standard component, which any host runs. [Compose] puts several components
// into one, the imports of some satisfied by the exports of others.
//
//	wasm, err := encode.Component(module, encode.Options{World: world})
//	both, err := encode.Compose(encode.Part{Name: "front", Wasm: front}, encode.Part{Name: "back", Wasm: back})
//
// Whatever they return has been decoded and validated; input comes from
// strangers and never makes them panic.
//
// The package follows the component model's Binary.md and Explainer.md, and
// wit-component's names of imports and exports of core modules.
package encode

import (
	"errors"
	"fmt"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

// Options say what [Component] encodes a module as.
type Options struct {
	// World is the world that the module implements. Nil stands for the world
	// that the module has in its custom sections "component-type…".
	World *wit.World
}

// Component returns the component that the core module and its world make.
//
// The module imports functions of the world by interface and function,
// "wasi:io/poll@0.2.0" "poll", and by "$root" and name those that are in no
// interface; it exports what the world exports by "wasi:cli/run@0.2.0#run" or
// by plain name, its memory as "memory", its allocator as cabi_realloc, what
// frees results as cabi_post_ and the export's name, what is to run first as
// _initialize. Imports of the world that it does not use are left out. Where
// module and world name different versions of an interface that are compatible,
// the component has the world's.
//
// It is an error if the module is not valid, if it imports what is neither in
// the world nor a built-in of the standard, or does not export what the world
// does, and if it does either with another core type than the world's.
func Component(module []byte, o Options) ([]byte, error) {
	if binary.IsComponent(module) {
		return nil, errors.New("this is a component already, not a core module")
	}
	t, err := binary.DecodeModule(module)
	if err != nil {
		return nil, fmt.Errorf("core module is not valid: %w", err)
	}
	world, encoding, stripped, err := embedded(module)
	if err != nil {
		return nil, err
	}
	if o.World != nil {
		world = o.World
	}
	if world == nil {
		return nil, errors.New("core module does not say what world it implements, and no world is given")
	}
	// Merging a world with nothing leaves one version of each interface.
	if world, err = merge([]part{{"the world", world}}); err != nil {
		return nil, err
	}
	b := newBuilder(t, world, encoding)
	if err := b.build(stripped); err != nil {
		return nil, err
	}
	wasm := b.component()
	if _, err := binary.Decode(wasm, binary.Options{}); err != nil {
		return nil, fmt.Errorf("core module and world make no valid component: %w", err)
	}
	return wasm, nil
}

// A builder writes the component around one core module.
type builder struct {
	space
	world    *wit.World
	module   *binary.ModuleType
	encoding byte // string encoding
	flat     *binary.Flattener
	live     *liveness

	imports       *importer
	importTypes   *typeSpace            // types in terms of imports
	exportTypes   map[string]*typeSpace // of exported interfaces, by export
	exported      map[string]uint32     // instances that have been exported
	exportedTypes map[typeName]uint32
	busy          map[string]bool

	coreExports   map[string]binary.CoreExternType
	prefixes      map[string]string // of its exports, by what the interface is compatible with
	prefixed      map[string]bool   // the same, all of them
	scopes        map[string]*scope // by module name
	ends          map[*wit.Func]ends
	trampolines   []*trampoline
	shim          shim
	fixups        []func() (uint32, error) // what replaces the functions of the shim
	main          uint32                   // the core instance
	memory        uint32
	importRealloc int // core functions, -1 for none
	exportRealloc int
}

func newBuilder(t *binary.ModuleType, world *wit.World, encoding byte) *builder {
	b := &builder{
		world: world, module: t, encoding: encoding,
		flat: binary.NewFlattener(), live: newLiveness(world),
		exportTypes: map[string]*typeSpace{}, exported: map[string]uint32{},
		exportedTypes: map[typeName]uint32{}, busy: map[string]bool{},
		coreExports: map[string]binary.CoreExternType{}, ends: map[*wit.Func]ends{},
		scopes: map[string]*scope{},
	}
	for _, e := range t.Exports {
		b.coreExports[e.Name] = e.Type
	}
	b.prefixes, b.prefixed = map[string]string{}, map[string]bool{}
	b.learnPrefixes()
	b.imports = newImporter(&b.space, world, b.live)
	b.importTypes = &typeSpace{space: &b.space, iface: "\x00", foreign: b.imports.typ}
	for i := range world.Exports {
		if w := &world.Exports[i]; w.Interface != nil {
			b.exportTypes[w.Name] = b.newExportTypes(w)
		}
	}
	return b
}

// maxErrors is how many mistakes are listed at once.
const maxErrors = 20

// build writes the component.
func (b *builder) build(module []byte) error {
	var errs []error
	for i := range b.module.Imports {
		t, err := b.trampoline(&b.module.Imports[i])
		if err == nil {
			b.trampolines = append(b.trampolines, t)
		} else if len(errs) == 0 || err.Error() != errs[len(errs)-1].Error() {
			errs = append(errs, err)
		}
	}
	errs = append(errs, b.missing()...)
	if more := len(errs) - maxErrors; more > 0 {
		errs = append(errs[:maxErrors], fmt.Errorf("and %d more", more))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if err := b.imports.all(); err != nil {
		return err
	}
	if err := b.instantiate(module); err != nil {
		return err
	}
	for i := range b.world.Exports {
		if err := b.export(&b.world.Exports[i]); err != nil {
			return fmt.Errorf("export %s: %w", b.world.Exports[i].Name, err)
		}
	}
	return nil
}

// instantiate makes the instance of the core module, with all that it imports.
func (b *builder) instantiate(module []byte) error {
	main := b.add(sectionCoreModule, binary.SortCoreModule, module)
	later := map[*trampoline]string{} // names in the shim
	for _, t := range b.trampolines {
		if t.memory {
			later[t] = b.shim.reserve(t.core)
			b.fixups = append(b.fixups, func() (uint32, error) { return b.define(t) })
		}
	}
	dtors := b.reserveDtors()
	b.instantiateShim()
	if err := b.defineResources(dtors); err != nil {
		return err
	}
	args, err := b.arguments(later)
	if err != nil {
		return err
	}
	b.main = b.coreInstantiate(main, args)
	if err := b.useMemory(); err != nil {
		return err
	}
	funcs := make([]uint32, len(b.fixups))
	for i, define := range b.fixups {
		if funcs[i], err = define(); err != nil {
			return err
		}
	}
	if err := b.fixup(funcs); err != nil {
		return err
	}
	b.initialize()
	return nil
}

// arguments defines what the core module imports, one core instance for each
// module name.
func (b *builder) arguments(later map[*trampoline]string) ([]arg, error) {
	var modules []string
	items := map[string][]arg{}
	for _, t := range b.trampolines {
		if items[t.module] == nil {
			modules = append(modules, t.module)
		}
		var f uint32
		if n, ok := later[t]; ok {
			f = b.alias(binary.SortCoreFunc, b.shim.instance, n)
		} else {
			var err error
			if f, err = b.define(t); err != nil {
				return nil, err
			}
		}
		items[t.module] = append(items[t.module], arg{t.name, binary.SortCoreFunc, f})
	}
	var args []arg
	for _, m := range modules {
		args = append(args, arg{m, binary.SortCoreInstance, b.coreBundle(items[m])})
	}
	return args, nil
}

// exportOf returns the type of an export of the core module.
func (b *builder) exportOf(name string, s binary.Sort) (binary.CoreExternType, bool) {
	t, ok := b.coreExports[name]
	return t, ok && t.Sort == s
}

func (b *builder) exportedFunc(name string) *binary.CoreFunc {
	if t, ok := b.exportOf(name, binary.SortCoreFunc); ok {
		return t.Func
	}
	return nil
}

// useMemory names the memory and the allocators of the core module.
func (b *builder) useMemory() error {
	if _, ok := b.exportOf(memoryExport, binary.SortCoreMemory); ok {
		b.memory = b.alias(binary.SortCoreMemory, b.main, memoryExport)
	} else if len(b.shim.funcs) > 0 {
		for _, t := range b.trampolines {
			if t.memory {
				return fmt.Errorf("core module imports %q %q, which needs memory, and exports none as %q", t.module, t.name, memoryExport)
			}
		}
	}
	b.importRealloc = b.firstFunc(importReallocExport, reallocExport)
	b.exportRealloc = b.firstFunc(exportReallocExport, reallocExport)
	return nil
}

// firstFunc names the first of these functions that the module exports.
func (b *builder) firstFunc(names ...string) int {
	for _, n := range names {
		if b.exportedFunc(n) != nil {
			return int(b.alias(binary.SortCoreFunc, b.main, n))
		}
	}
	return -1
}

// initialize calls _initialize, once all imports can be called.
func (b *builder) initialize() {
	if f := b.exportedFunc(initExport); f != nil && len(f.Params)+len(f.Results) == 0 {
		m := b.add(sectionCoreModule, binary.SortCoreModule, startModule())
		init := b.alias(binary.SortCoreFunc, b.main, initExport)
		b.coreInstantiate(m, []arg{{"", binary.SortCoreInstance, b.coreBundle([]arg{{"", binary.SortCoreFunc, init}})}})
	}
}
