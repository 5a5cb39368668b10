package engine

import (
	"context"
	"errors"
	"runtime/debug"

	"github.com/tetratelabs/wazero/api"
)

// maxIdle is how many idle call engines a [Func] keeps for calls inside of
// calls. Each holds a stack, 10 KiB at first.
const maxIdle = 4

// A Func is an exported function of an instance. It may be called while a call
// of it is running, from a host function below or by a goroutine that has taken
// over while the other one waits; see [Group].
type Func struct {
	inst *Instance
	name string
	def  api.FunctionDefinition
	host bool
	// idle are call engines that no call uses. One cannot serve two calls at
	// once, and making one costs more than most calls.
	idle []api.Function
}

// Signature returns the parameter and result types.
func (f *Func) Signature() (params, results []ValueType) {
	return fromAPI(f.def.ParamTypes()), fromAPI(f.def.ResultTypes())
}

// Call calls the function. The stack holds the parameters and receives the
// results; it must be long enough for either, one slot per value and two for
// v128. Host functions get ctx as it is; cancelling it stops nothing by itself.
// A call that fails returns a [*Trap], or [ErrClosed] if it did not start.
func (f *Func) Call(ctx context.Context, stack []uint64) error {
	if f.host {
		return f.callHost(ctx, stack)
	}
	if !f.inst.group.nest() {
		return ErrClosed
	}
	defer f.inst.group.unnest()
	fn := f.take()
	err := fn.CallWithStack(ctx, stack)
	if err == nil {
		f.put(fn)
		return nil
	}
	trap := f.inst.engine.newTrap(err)
	if trap.Kind != TrapStackOverflow { // its stack has grown to 100 MB
		f.put(fn)
	}
	return trap
}

func (f *Func) take() api.Function {
	if n := len(f.idle) - 1; n >= 0 {
		fn := f.idle[n]
		f.idle = f.idle[:n]
		return fn
	}
	return f.inst.mod.ExportedFunction(f.name)
}

func (f *Func) put(fn api.Function) {
	if len(f.idle) < maxIdle {
		f.idle = append(f.idle, fn)
	}
}

// callHost calls a Go function that the instance exports again.
func (f *Func) callHost(ctx context.Context, stack []uint64) (err error) {
	g := f.inst.group // of a host module: many goroutines call
	if !g.enter() {
		return ErrClosed
	}
	defer g.leave()
	defer func() {
		if r := recover(); r != nil {
			t := hostTrap(r)
			if t.Kind == TrapInternal && t.GoStack == "" {
				t.GoStack = string(debug.Stack())
			}
			err = t
		}
	}()
	if len(stack) < max(slots(f.def.ParamTypes()), slots(f.def.ResultTypes())) {
		return internalTrap(errors.New("the stack is too short for the parameters and results"))
	}
	fn := f.take()
	defer f.put(fn)
	return fn.CallWithStack(ctx, stack)
}

// slots returns how many stack slots values of the given types take.
func slots(ts []api.ValueType) int {
	n := len(ts)
	for _, t := range ts {
		if ValueType(t) == V128 {
			n++
		}
	}
	return n
}

func fromAPI(ts []api.ValueType) []ValueType {
	out := make([]ValueType, len(ts))
	for i, t := range ts {
		out[i] = ValueType(t)
	}
	return out
}
