// Code generated from test:flow@1.0.0 by component/bindgen. DO NOT EDIT.

package flows

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	witfiles "github.com/gyro-wasm/gyro/component/bindgen/testdata/flow"
	"github.com/gyro-wasm/gyro/component/wit"
)

// CallsHost are the functions of test:flow/calls@1.0.0.
type CallsHost interface {
	Add(ctx context.Context, a uint32, b uint32) (uint32, error)
	Move(ctx context.Context, p_ Point) (Point, error)
}

// LinkCalls adds test:flow/calls@1.0.0 to a linker. host finds the implementation for a call.
func LinkCalls(l *component.Linker, host func(*component.Call) CallsHost) error {
	return l.Define(CallsInterface(host))
}

// CallsInterface returns test:flow/calls@1.0.0 as host functions. host finds the implementation for a call.
func CallsInterface(host func(*component.Call) CallsHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "test:flow/calls@1.0.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("test:flow/calls@1.0.0") },
		Funcs: []component.FuncDef{
			{Name: "add", Async: func(ctx context.Context, c *component.Call, stack []uint64) component.Work {
				return callsHostAdd(ctx, c, host(c), stack)
			}},
			{Name: "move", Async: func(ctx context.Context, c *component.Call, stack []uint64) component.Work {
				return callsHostMove(ctx, c, host(c), stack)
			}},
		},
	}
}

func callsHostAdd(_ context.Context, c *component.Call, host CallsHost, stack []uint64) component.Work {
	a := uint32(stack[0])
	b := uint32(stack[1])
	return func(ctx context.Context) func(*component.Call, []uint64) {
		v, err := host.Add(ctx, a, b)
		return func(c *component.Call, stack []uint64) {
			if err != nil {
				c.Trap(err)
			}
			stack[0] = uint64(v)
		}
	}
}

func callsHostMove(_ context.Context, c *component.Call, host CallsHost, stack []uint64) component.Work {
	p_ := liftPoint(c, stack)
	ret := uint32(stack[3])
	c.Check(ret, 16, 4)
	return func(ctx context.Context) func(*component.Call, []uint64) {
		v, err := host.Move(ctx, p_)
		return func(c *component.Call, stack []uint64) {
			storeResultPointFailure(c, ret, resultOf[Point, Failure](c, v, err))
		}
	}
}

// Calls calls the functions of test:flow/calls@1.0.0 that a guest exports. It is used as the
// instance is, by one goroutine at a time.
type Calls struct {
	fnAdd  *component.Func
	fnMove *component.Func
}

// NewCalls finds the functions; it fails if the instance lacks one.
func NewCalls(in *component.Instance) (*Calls, error) {
	e := &Calls{}
	var err error
	if e.fnAdd, err = in.Func("test:flow/calls@1.0.0", "add"); err != nil {
		return nil, err
	}
	if e.fnMove, err = in.Func("test:flow/calls@1.0.0", "move"); err != nil {
		return nil, err
	}
	return e, nil
}

// DefineCalls tells a linker the types of test:flow/calls@1.0.0, for core modules
// that export it under canonical names.
func DefineCalls(l *component.Linker) error {
	return l.DefineExport("test:flow/calls@1.0.0", func() *wit.Interface { return witfiles.Interface("test:flow/calls@1.0.0") })
}

// Add calls the guest's function add.
func (e *Calls) Add(ctx context.Context, a uint32, b uint32) (uint32, error) {
	var r uint32
	err := e.fnAdd.CallStackAsync(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(a)
			stack[1] = uint64(b)
		},
		func(c *component.Call, stack []uint64) {
			r = uint32(stack[0])
		})
	return r, err
}

// Move calls the guest's function move.
func (e *Calls) Move(ctx context.Context, p_ Point) (Point, error) {
	var r component.Result[Point, Failure]
	err := e.fnMove.CallStackAsync(ctx,
		func(c *component.Call, stack []uint64) {
			lowerPoint(c, stack, p_)
		},
		func(c *component.Call, stack []uint64) {
			r = liftResultPointFailure(c, stack)
		})
	if err == nil && r.IsErr {
		err = r.Err
	}
	return r.OK, err
}
