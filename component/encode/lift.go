package encode

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

// newExportTypes returns where the types of an exported interface are defined,
// its resources among them.
func (b *builder) newExportTypes(w *wit.WorldItem) *typeSpace {
	t := &typeSpace{
		space: &b.space, iface: interfaceName(w.Interface),
		foreign: b.liftedType,
		bind:    func(_ *wit.TypeDef, i uint32) uint32 { return i },
	}
	t.resource = func(d *wit.TypeDef) (uint32, error) {
		return 0, fmt.Errorf("resource %s is not defined", d.Name)
	}
	return t
}

// exportOfInterface returns the export of the world that has an interface, or
// nil.
func (b *builder) exportOfInterface(name string) *wit.WorldItem {
	for i := range b.world.Exports {
		if w := &b.world.Exports[i]; w.Interface != nil && interfaceName(w.Interface) == name {
			return w
		}
	}
	return nil
}

// liftedType finds a type that an exported interface uses from another one, as
// functions are lifted with it: of what the world exports, if it exports that,
// and else of what it imports.
func (b *builder) liftedType(k typeName) (uint32, error) {
	w := b.exportOfInterface(k.iface)
	if w == nil {
		return b.imports.typ(k)
	}
	d := w.Interface.Type(k.name)
	if d == nil {
		return 0, fmt.Errorf("interface %s has no type %s", k.iface, k.name)
	}
	return b.exportTypes[w.Name].def(d)
}

// exportedType finds such a type by the name that it is exported by.
func (b *builder) exportedType(k typeName) (uint32, error) {
	w := b.exportOfInterface(k.iface)
	if w == nil {
		return b.imports.typ(k)
	}
	if i, ok := b.exportedTypes[k]; ok {
		return i, nil
	}
	if err := b.export(w); err != nil {
		return 0, err
	}
	if w.Interface.Type(k.name) == nil {
		return 0, fmt.Errorf("interface %s has no type %s", k.iface, k.name)
	}
	b.exportedTypes[k] = b.alias(binary.SortType, b.exported[w.Name], k.name)
	return b.exportedTypes[k], nil
}

// reserveDtors makes room in the shim for the destructors of the resources
// that the module defines. The result is by interface and resource.
func (b *builder) reserveDtors() map[typeName]string {
	dtors := map[typeName]string{}
	for _, w := range b.world.Exports {
		if w.Interface == nil {
			continue
		}
		for _, d := range w.Interface.Types {
			n := b.prefix(&w) + dtorPrefix + d.Name
			f := b.exportedFunc(n)
			if d.Resource == nil || f == nil {
				continue
			}
			dtors[typeName{w.Name, d.Name}] = b.shim.reserve(f)
			b.fixups = append(b.fixups, func() (uint32, error) {
				return b.alias(binary.SortCoreFunc, b.main, n), nil
			})
		}
	}
	return dtors
}

// defineResources defines the resources that the module exports; see
// Explainer.md, "Type Definitions".
func (b *builder) defineResources(dtors map[typeName]string) error {
	for _, w := range b.world.Exports {
		if w.Interface == nil {
			continue
		}
		t := b.exportTypes[w.Name]
		t.resource = func(d *wit.TypeDef) (uint32, error) {
			enc := buffer{0x3f, byte(binary.I32)}
			n, ok := dtors[typeName{w.Name, d.Name}]
			enc.flag(ok)
			if ok {
				enc.u32(b.alias(binary.SortCoreFunc, b.shim.instance, n))
			}
			return b.add(sectionType, binary.SortType, enc), nil
		}
		for _, d := range w.Interface.Types {
			if d.Resource == nil {
				continue
			}
			if _, err := t.def(d); err != nil {
				return err
			}
		}
	}
	return nil
}

// prefix returns what the module's exports for an interface begin with: its
// name, perhaps in another version that is compatible.
func (b *builder) prefix(w *wit.WorldItem) string {
	if p, ok := b.prefixes[binary.Track(w.Name)]; ok && !b.prefixed[w.Name+"#"] {
		return p
	}
	return w.Name + "#"
}

// learnPrefixes records which interfaces the module's exports are for.
func (b *builder) learnPrefixes() {
	for _, e := range b.module.Exports {
		iface, _, ok := strings.Cut(strings.TrimPrefix(e.Name, asyncLift), "#")
		if ok && e.Type.Sort == binary.SortCoreFunc {
			b.prefixes[binary.Track(iface)] = iface + "#"
			b.prefixed[iface+"#"] = true
		}
	}
}

// coreExport finds the core function that an export of the world lifts.
// prefix is what its name begins with, empty for a function of the world.
func (b *builder) coreExport(prefix string, f *wit.Func) (name string, async bool) {
	name = asyncLift + prefix + f.Name
	if f.Async && b.exportedFunc(name) != nil {
		return name, true
	}
	return prefix + f.Name, false
}

// missing lists what the world exports and the module does not, or with
// another core type.
func (b *builder) missing() (errs []error) {
	check := func(prefix string, f *wit.Func) {
		if err := b.checkExport(prefix, f); err != nil {
			errs = append(errs, err)
		}
	}
	for _, w := range b.world.Exports {
		switch {
		case w.Func != nil:
			check("", w.Func)
		case w.Interface != nil:
			for _, f := range w.Interface.Funcs {
				check(b.prefix(&w), f)
			}
		}
	}
	return errs
}

func (b *builder) checkExport(prefix string, f *wit.Func) error {
	name, async := b.coreExport(prefix, f)
	core := b.exportedFunc(name)
	if core == nil {
		if b.exportedFunc(asyncStackful+name) != nil {
			return fmt.Errorf("core module exports %q, an export without callback, which is not part of the standard yet", asyncStackful+name)
		}
		return fmt.Errorf("core module does not export function %q of the world", name)
	}
	if async && b.exportedFunc(asyncCallback+name) == nil {
		return fmt.Errorf("core module exports %q and no %q", name, asyncCallback+name)
	}
	sig, err := b.flat.Func(f, true, async)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if !slices.Equal(core.Params, sig.Core.Params) || !slices.Equal(core.Results, sig.Core.Results) {
		return fmt.Errorf("core module exports %q as %s, by its type it is %s", name, core, sig.Core)
	}
	return nil
}

// lift lifts an export of the core module; see CanonicalABI.md, "canon lift".
func (b *builder) lift(prefix string, f *wit.Func, types *typeSpace) (uint32, error) {
	t, err := types.fn(f)
	if err != nil {
		return 0, err
	}
	name, async := b.coreExport(prefix, f)
	sig, err := b.flat.Func(f, true, async)
	if err != nil {
		return 0, err
	}
	o := options{pointers: sig.Pointers, async: async, memory: -1, realloc: -1, postReturn: -1, callback: -1}
	if sig.Memory || sig.Realloc {
		if _, ok := b.exportOf(memoryExport, binary.SortCoreMemory); !ok {
			return 0, fmt.Errorf("function %s needs memory, and the core module exports none as %q", f.Name, memoryExport)
		}
		o.memory = int(b.memory)
	}
	if sig.Realloc {
		if o.realloc = b.exportRealloc; o.realloc < 0 {
			return 0, fmt.Errorf("function %s takes lists or strings, and the core module exports no %s to allocate them", f.Name, reallocExport)
		}
	}
	if n := postReturnPrefix + name; !async && b.exportedFunc(n) != nil {
		o.postReturn = int(b.alias(binary.SortCoreFunc, b.main, n))
	}
	if async {
		o.callback = int(b.alias(binary.SortCoreFunc, b.main, asyncCallback+name))
	}
	w := buffer{byte(binary.CanonLift), 0x00}
	w.u32(b.alias(binary.SortCoreFunc, b.main, name))
	b.options(&w, o)
	w.u32(t)
	return b.add(sectionCanon, binary.SortFunc, w), nil
}

// export writes an export of the world, unless that is done.
func (b *builder) export(w *wit.WorldItem) error {
	if _, done := b.exported[w.Name]; done {
		return nil
	}
	if b.busy[w.Name] {
		return fmt.Errorf("exported interfaces use each other: %s needs itself", w.Name)
	}
	b.busy[w.Name] = true
	if w.Func != nil {
		i, err := b.lift("", w.Func, b.importTypes)
		if err == nil {
			b.exported[w.Name] = b.exports(itemName(w), binary.SortFunc, i, nil)
		}
		return err
	}
	if w.Interface == nil {
		return fmt.Errorf("a type cannot be exported by itself")
	}
	types := b.exportTypes[w.Name]
	i, err := exportInterface(&b.space, w,
		func(f *wit.Func) (uint32, error) { return b.lift(b.prefix(w), f, types) },
		func(k typeName) (uint32, error) {
			if d := w.Interface.Type(k.name); d != nil && k.iface == types.iface {
				return types.def(d)
			}
			return b.exportedType(k)
		})
	b.exported[w.Name] = i
	return err
}
