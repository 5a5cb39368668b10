package canon

import (
	"errors"
	"fmt"

	"github.com/gyro-wasm/gyro/component/wit"
)

// A Func is a prepared function type, see "Lifting and Lowering Values" and
// "Flattening", flatten_functype. It is immutable and may be shared by
// goroutines. The zero Func has neither parameters nor a result.
//
// Core values are held in 64-bit slots: an i32 in the lower half (whose upper
// half is ignored when lifting and zero when lowering), floats by their bits.
// Every stack must have room for the parameters and results of its side.
type Func struct {
	// The core function type on the lift side (a guest exports the function)
	// and on the lower side (a guest imports it).
	LiftParams, LiftResults   []CoreType
	LowerParams, LowerResults []CoreType

	params       node  // a record, possibly an empty one
	result       *node // nil for none
	spillParams  bool
	spillResult  bool
	returnInSlot int // lower side: slot of the return pointer, if spillResult
}

// Func prepares f. It fails if f has no canonical form: a type that is too
// deep or too large, or one that is not known to the compiler.
func (c *Compiler) Func(f *wit.Func) (*Func, error) {
	if g := c.funcs[f]; g != nil {
		return g, nil
	}
	g, err := c.compile(f)
	if err != nil {
		return nil, fmt.Errorf("function type %q: %w", f.Name, err)
	}
	if c.funcs == nil {
		c.funcs = make(map[*wit.Func]*Func)
	}
	c.funcs[f] = g
	return g, nil
}

func (c *Compiler) compile(f *wit.Func) (*Func, error) {
	ts, names := make([]wit.Type, len(f.Params)), make([]string, len(f.Params))
	for i, p := range f.Params {
		ts[i], names[i] = p.Type, p.Name
	}
	params, err := c.record(ts, names, -1)
	if err != nil {
		return nil, fmt.Errorf("parameters: %w", err)
	}
	g := &Func{params: *params}
	if f.Result != nil {
		if g.result, err = c.node(f.Result, 0); err != nil {
			return nil, fmt.Errorf("result: %w", err)
		}
		if g.result.borrows {
			return nil, errors.New("result: a borrow handle cannot be returned")
		}
	}
	g.flatten()
	return g, nil
}

// flatten is flatten_functype for synchronous options.
func (f *Func) flatten() {
	pointer := []CoreType{CoreI32}
	params := f.params.flat
	if f.spillParams = len(params) > MaxFlatParams; f.spillParams {
		params = pointer
	}
	f.LiftParams, f.LowerParams = params, params
	if f.result == nil {
		return
	}
	if f.spillResult = len(f.result.flat) > MaxFlatResults; !f.spillResult {
		f.LiftResults, f.LowerResults = f.result.flat, f.result.flat
		return
	}
	f.LiftResults = pointer
	f.returnInSlot = len(params)
	f.LowerParams = append(params[:len(params):len(params)], CoreI32)
}

// LiftArgs appends to args what a guest passes to an import of the host in
// stack. Own handles among them end in the host, see [Context.LiftLast], which
// has them once it calls [Instance.Accept].
func (f *Func) LiftArgs(cx *Context, stack []uint64, args []wit.Value) []wit.Value {
	cx.Lifted, cx.args = 0, true
	if f.spillParams {
		ptr := uint32(stack[0])
		cx.Check(ptr, f.params.size, f.params.align)
		for i := range f.params.fields {
			p := &f.params.fields[i]
			args = append(args, cx.load(p.node, ptr+p.offset))
		}
		return args
	}
	for i := range f.params.fields {
		p := &f.params.fields[i]
		args = append(args, cx.liftFlat(p.node, stack[p.slot:]))
	}
	return args
}

// LowerResult hands v, the result of an import, to the guest. The stack holds
// the arguments of the call still, among them the return pointer of a result
// that travels in memory, and receives any other result. A value that is not
// of the result type traps.
func (f *Func) LowerResult(cx *Context, v wit.Value, stack []uint64) {
	if f.result == nil {
		return
	}
	if m := cx.mismatch(f.result, v); m != nil {
		trap(TrapHostValue, "result: %v", m)
	}
	if f.spillResult {
		ptr := uint32(stack[f.returnInSlot])
		cx.Check(ptr, f.result.size, f.result.align)
		cx.store(f.result, v, ptr)
		return
	}
	cx.lowerFlat(f.result, v, stack)
}

// CheckArgs says what is wrong with arguments that do not have the types of the
// parameters.
func (f *Func) CheckArgs(cx *Context, args []wit.Value) error {
	if len(args) != len(f.params.fields) {
		return fmt.Errorf("%d arguments given, the function takes %d", len(args), len(f.params.fields))
	}
	for i := range args {
		if m := cx.mismatch(f.params.fields[i].node, args[i]); m != nil {
			return fmt.Errorf("argument %s: %w", f.params.names[i], m)
		}
	}
	return nil
}

// LowerArgs hands the arguments of a call to an export to the guest and puts
// the core arguments in stack. It fails, before the guest sees anything, if
// args do not have the types of the parameters.
func (f *Func) LowerArgs(cx *Context, args []wit.Value, stack []uint64) error {
	if err := f.CheckArgs(cx, args); err != nil {
		return err
	}
	if f.spillParams {
		ptr := cx.Alloc(f.params.size, f.params.align)
		for i := range f.params.fields {
			p := &f.params.fields[i]
			cx.store(p.node, args[i], ptr+p.offset)
		}
		stack[0] = uint64(ptr)
		return nil
	}
	for i := range f.params.fields {
		p := &f.params.fields[i]
		cx.lowerFlat(p.node, args[i], stack[p.slot:])
	}
	return nil
}

// LiftResult returns what an export has returned in stack, the zero Value for a
// function without result. Own handles in it are the host's once it calls
// [Instance.Accept].
func (f *Func) LiftResult(cx *Context, stack []uint64) wit.Value {
	cx.Lifted, cx.args = 0, false
	switch {
	case f.result == nil:
		return wit.Value{}
	case f.spillResult:
		ptr := uint32(stack[0])
		cx.Check(ptr, f.result.size, f.result.align)
		return cx.load(f.result, ptr)
	}
	return cx.liftFlat(f.result, stack)
}
