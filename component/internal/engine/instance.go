package engine

import (
	"context"
	"fmt"

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// InstanceOptions say how a module is instantiated.
type InstanceOptions struct {
	// Group owns the instance; nil makes a group of its own for it.
	Group *Group
	// Segments are written into the memory that the module defines, unless the
	// group is made from an image. They must fit.
	Segments []Segment
	// Globals name the exported mutable globals that are part of the state of
	// the group, see [Image].
	Globals []string
}

// An Instance is an instantiated module. See [Group] for who may use it when.
type Instance struct {
	engine   *Engine
	group    *Group
	own      bool // the group was made for this instance
	mod      api.Module
	funcs    map[string]api.FunctionDefinition
	memories map[string]api.MemoryDefinition
	memory   *linear // the only memory, its own or imported; nil if none
}

// Instantiate makes an instance of m. The exports that m imports are looked
// up in the instance that resolve returns for the module name of the import. A
// start section is run, and its trap returned; modules from package rewrite
// have none.
func (e *Engine) Instantiate(ctx context.Context, m *Module, resolve func(module string) *Instance, o InstanceOptions) (*Instance, error) {
	i := &Instance{engine: e, group: o.Group, funcs: m.funcs, memories: m.memories}
	if i.group == nil {
		i.group, i.own = NewGroup(0), true
	}
	if !i.group.enter() {
		return nil, ErrClosed
	}
	defer i.group.leave()
	if err := i.instantiate(ctx, m, resolve, o); err != nil {
		if i.own {
			_ = i.group.Close(ctx)
		}
		return nil, err
	}
	return i, nil
}

func (i *Instance) instantiate(ctx context.Context, m *Module, resolve func(module string) *Instance, o InstanceOptions) (err error) {
	if i.memory, err = m.memoryFor(i.group, resolve); err != nil {
		return err
	}
	if m.memory.defined {
		// Even if the instantiation fails half-way: functions that it has put
		// into a shared table may use the memory.
		i.group.addMemory(i.memory)
		ctx = experimental.WithMemoryAllocator(ctx, i.memory)
	}
	ctx = experimental.WithImportResolver(ctx, func(module string) api.Module {
		if from := resolve(module); from != nil {
			return from.mod
		}
		return nil
	})
	i.mod, err = i.engine.runtime.InstantiateModule(ctx, m.compiled, i.engine.instance)
	if err != nil {
		return fmt.Errorf("instantiate core module: %w", err)
	}
	m.retain()
	i.group.addCloser(i.mod.Close)
	i.group.addCloser(m.Close)
	if m.memory.defined {
		i.memory.instantiated(i.mod.Memory())
		if i.memory.image == nil {
			apply(o.Segments, i.memory.buf)
		}
	}
	if len(o.Globals) > 0 {
		globals, err := mutableGlobals(i.mod, o.Globals)
		if err != nil {
			return err
		}
		i.group.addGlobals(globals)
	}
	return nil
}

// memoryFor returns the memory of a new instance of m in group g.
func (m *Module) memoryFor(g *Group, resolve func(module string) *Instance) (*linear, error) {
	switch {
	case m.memory.imported:
		if from := resolve(m.memory.from); from != nil {
			return from.memory, nil
		}
	case m.memory.defined:
		limit := min(uint64(m.memory.maxPages)*PageSize, g.budget)
		need := uint64(m.memory.minPages) * PageSize
		image, err := g.memoryImage()
		if err != nil {
			return nil, err
		}
		if image != nil {
			need = max(need, image.size)
		}
		return newLinear(g, need, limit, image)
	}
	return nil, nil
}

// Func returns the exported function of the given name, nil if there is none.
func (i *Instance) Func(name string) *Func {
	def, ok := i.funcs[name]
	if !ok {
		return nil
	}
	return &Func{inst: i, name: name, def: def, host: def.GoFunction() != nil}
}

// Memory returns the exported memory of the given name, nil if there is none.
func (i *Instance) Memory(name string) *Memory {
	if _, ok := i.memories[name]; !ok || i.memory == nil {
		return nil
	}
	return &Memory{i.memory}
}

// Global returns the exported global of the given name, nil if there is none.
func (i *Instance) Global(name string) *Global {
	if g := i.mod.ExportedGlobal(name); g != nil {
		m, _ := g.(api.MutableGlobal)
		return &Global{g, m}
	}
	return nil
}

// Close closes an instance that was made without a group. An instance of a
// group is closed with its group, and Close does nothing.
func (i *Instance) Close(ctx context.Context) error {
	if !i.own {
		return nil
	}
	return i.group.Close(ctx)
}

// A Global is an exported global of an instance.
type Global struct {
	g api.Global
	m api.MutableGlobal // nil if it is not mutable
}

// Get returns the value, i32 in the low half.
func (g *Global) Get() uint64 { return g.g.Get() }

// Set changes the value, and tells whether the global is mutable.
func (g *Global) Set(v uint64) bool {
	if g.m != nil {
		g.m.Set(v)
	}
	return g.m != nil
}
