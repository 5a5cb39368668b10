package plan

import (
	"fmt"

	"github.com/gyro-wasm/gyro/component/internal/binary"
)

// addCore appends a core item to the index space of sort s.
func (f *frame) addCore(s binary.Sort, it CoreItem) {
	if space := f.coreSpace(s); space != nil {
		*space = append(*space, it)
	}
}

func (f *frame) coreSpace(s binary.Sort) *[]CoreItem {
	switch s {
	case binary.SortCoreFunc:
		return &f.coreFuncs
	case binary.SortCoreTable:
		return &f.coreTables
	case binary.SortCoreMemory:
		return &f.coreMemories
	case binary.SortCoreGlobal:
		return &f.coreGlobals
	case binary.SortCoreTag:
		return &f.coreTags
	}
	return nil
}

// coreInstance instantiates a core module or bundles existing core items.
func (f *frame) coreInstance(d *binary.CoreInstance) error {
	if d.Exports != nil {
		ci := &coreInstance{items: make(map[string]CoreItem, len(d.Exports))}
		for _, e := range d.Exports {
			ci.items[e.Name] = (*f.coreSpace(e.Sort))[e.Index]
		}
		f.coreInstances = append(f.coreInstances, ci)
		return nil
	}
	m := f.coreModules[d.Module]
	if m.module == nil {
		return fmt.Errorf("cannot instantiate the imported core module %q: only a component around it can provide one", m.name)
	}
	if len(f.plan.Modules) >= maxModules {
		return fmt.Errorf("component instantiates more than %d core modules", maxModules)
	}
	if f.code += len(m.module.Bytes); f.code > maxCode {
		return fmt.Errorf("component instantiates more than %d bytes of core modules", maxCode)
	}
	args := make(map[string]*coreInstance, len(d.Args))
	for _, a := range d.Args {
		args[a.Name] = f.coreInstances[a.Instance]
	}
	mod := Module{Source: m.module, Imports: make([]CoreItem, len(m.module.Type.Imports))}
	for i, imp := range m.module.Type.Imports {
		src, ok := args[imp.Module]
		if !ok {
			return fmt.Errorf("core module import %q %q has no argument", imp.Module, imp.Name)
		}
		it, ok := src.export(imp.Name)
		if !ok {
			return fmt.Errorf("argument %q has no export %q", imp.Module, imp.Name)
		}
		mod.Imports[i] = it
	}
	n := len(f.plan.Modules)
	f.plan.Modules = append(f.plan.Modules, mod)
	f.plan.Steps = append(f.plan.Steps, InstantiateModule{Instance: n})
	f.coreInstances = append(f.coreInstances, &coreInstance{number: n})
	return nil
}

// extractFunc emits the step that looks up it, once per frame.
func (f *frame) extractFunc(it CoreItem) int {
	if n, ok := f.extracts[it]; ok {
		return n
	}
	n := f.plan.Funcs
	f.plan.Funcs++
	f.extracts[it] = n
	f.plan.Steps = append(f.plan.Steps, ExtractFunc{Func: n, Of: it})
	return n
}

func (f *frame) extractMemory(it CoreItem) int {
	if n, ok := f.memories[it]; ok {
		return n
	}
	n := f.plan.Memories
	f.plan.Memories++
	f.memories[it] = n
	f.plan.Steps = append(f.plan.Steps, ExtractMemory{Memory: n, Of: it})
	return n
}

// canon turns a canonical definition into a lift or a trampoline.
func (f *frame) canon(d *binary.Canon) error {
	o := f.options(d.Options)
	if d.Op == binary.CanonLift {
		n := len(f.plan.Lifts)
		f.plan.Lifts = append(f.plan.Lifts, Lift{
			Type: d.Type, Types: f.types, Instance: f.inst,
			Func: f.extractFunc(f.coreFuncs[d.Func]), Options: o,
		})
		f.funcs = append(f.funcs, &Func{Lift: n, Import: -1, Type: d.Type, Types: f.types})
		return nil
	}
	t := Trampoline{Canon: d, Instance: f.inst, Options: o, Lift: -1, Import: -1, Resource: -1, Types: f.types}
	switch d.Op {
	case binary.CanonLower:
		fn := f.funcs[d.Func]
		t.Lift, t.Import = fn.Lift, fn.Import
	case binary.CanonResourceNew, binary.CanonResourceDrop, binary.CanonResourceRep:
		if t.Resource = f.types.Resource(d.Resource); t.Resource < 0 {
			return fmt.Errorf("resource type %q stands for nothing here", d.Resource.Name)
		}
	case binary.CanonWaitableSetWait, binary.CanonWaitableSetPoll:
		t.Options.Memory = f.extractMemory(f.coreMemories[d.Memory])
	}
	n := len(f.plan.Trampolines)
	f.plan.Trampolines = append(f.plan.Trampolines, t)
	f.coreFuncs = append(f.coreFuncs, CoreItem{Instance: -1, Trampoline: n})
	return nil
}

func (f *frame) options(o binary.CanonOptions) Options {
	p := Options{Encoding: o.Encoding, Async: o.Async, Memory: -1, Realloc: -1, PostReturn: -1, Callback: -1}
	if o.HasMemory {
		p.Memory = f.extractMemory(f.coreMemories[o.Memory])
	}
	if o.HasRealloc {
		p.Realloc = f.extractFunc(f.coreFuncs[o.Realloc])
	}
	if o.HasPostReturn {
		p.PostReturn = f.extractFunc(f.coreFuncs[o.PostReturn])
	}
	if o.HasCallback {
		p.Callback = f.extractFunc(f.coreFuncs[o.Callback])
	}
	return p
}
