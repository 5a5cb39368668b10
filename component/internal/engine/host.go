package engine

import (
	"context"
	"fmt"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// maxHostFuncs is how many functions one host module can hold.
const maxHostFuncs = 1 << 16

// A HostFunc is a Go function that guests call. The stack holds the
// parameters and receives the results, one slot each (two for v128); i32 is in
// the low half of its slot. It is valid until the function returns. The context
// is the one that [Func.Call] was given.
//
// A HostFunc ends the guest's call by panicking with an error, which
// [Func.Call] returns inside a [*Trap].
type HostFunc func(ctx context.Context, stack []uint64)

// A HostDef defines one function of a host module. Exactly one of Fn and From
// is set.
type HostDef struct {
	Name            string
	Params, Results []ValueType
	Fn              HostFunc
	// From is a function that is told who calls it.
	From func(ctx context.Context, c Caller, stack []uint64)
}

// A Caller is the instance whose code calls a host function.
type Caller struct{ mod api.Module }

// Is tells whether i is the caller.
func (c Caller) Is(i *Instance) bool { return i != nil && i.mod == c.mod }

func (d *HostDef) build(b wazero.HostFunctionBuilder) wazero.HostFunctionBuilder {
	params, results := valueTypes(d.Params), valueTypes(d.Results)
	if d.From == nil {
		return b.WithGoFunction(api.GoFunc(d.Fn), params, results)
	}
	return b.WithGoModuleFunction(api.GoModuleFunc(func(ctx context.Context, mod api.Module, stack []uint64) {
		d.From(ctx, Caller{mod}, stack)
	}), params, results)
}

// HostModule makes an instance that exports Go functions. It belongs to no
// group, and must be closed after every group whose instances import from it.
// It fails on more than 65,536 functions, and on two of the same name.
func (e *Engine) HostModule(ctx context.Context, defs []HostDef) (*Instance, error) {
	if len(defs) > maxHostFuncs {
		return nil, fmt.Errorf("host module: %d functions, at most %d fit in one", len(defs), maxHostFuncs)
	}
	b := e.runtime.NewHostModuleBuilder("host")
	seen := make(map[string]bool, len(defs))
	for _, d := range defs {
		if seen[d.Name] {
			return nil, fmt.Errorf("host module: two functions are named %q", d.Name)
		}
		seen[d.Name] = true
		d.build(b.NewFunctionBuilder()).Export(d.Name)
	}
	compiled, err := b.Compile(ctx)
	if err != nil {
		return nil, fmt.Errorf("host module: %w", err)
	}
	// Instantiated this way, and not by the builder, the instance can be
	// handed out by an import resolver and needs no unique name.
	mod, err := e.runtime.InstantiateModule(ctx, compiled, e.instance)
	if err != nil {
		_ = compiled.Close(ctx)
		return nil, fmt.Errorf("host module: %w", err)
	}
	g := &Group{}
	i := &Instance{engine: e, group: g, own: true, mod: mod, funcs: compiled.ExportedFunctions()}
	g.closers = append(g.closers, mod.Close, compiled.Close)
	return i, nil
}

func valueTypes(ts []ValueType) []api.ValueType {
	out := make([]api.ValueType, len(ts))
	for i, t := range ts {
		out[i] = api.ValueType(t)
	}
	return out
}
