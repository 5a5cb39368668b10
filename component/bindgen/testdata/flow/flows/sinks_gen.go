// Code generated from test:flow@1.0.0 by component/bindgen. DO NOT EDIT.

package flows

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	witfiles "github.com/gyro-wasm/gyro/component/bindgen/testdata/flow"
	"github.com/gyro-wasm/gyro/component/wit"
)

// SinksHost are the functions of test:flow/sinks@1.0.0.
type SinksHost interface {
	Bytes(ctx context.Context, s *component.Stream[uint8]) (wait func(ctx context.Context) (uint32, error))
	Points(ctx context.Context, s *component.Stream[Point]) (wait func(ctx context.Context) (uint32, error))
	Value(ctx context.Context, f *component.Future[component.Result[string, Failure]]) (wait func(ctx context.Context) (string, error))
}

// LinkSinks adds test:flow/sinks@1.0.0 to a linker. host finds the implementation for a call.
func LinkSinks(l *component.Linker, host func(*component.Call) SinksHost) error {
	return l.Define(SinksInterface(host))
}

// SinksInterface returns test:flow/sinks@1.0.0 as host functions. host finds the implementation for a call.
func SinksInterface(host func(*component.Call) SinksHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "test:flow/sinks@1.0.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("test:flow/sinks@1.0.0") },
		Funcs: []component.FuncDef{
			{Name: "bytes", Async: func(ctx context.Context, c *component.Call, stack []uint64) component.Work {
				return sinksHostBytes(ctx, c, host(c), stack)
			}},
			{Name: "points", Async: func(ctx context.Context, c *component.Call, stack []uint64) component.Work {
				return sinksHostPoints(ctx, c, host(c), stack)
			}},
			{Name: "value", Async: func(ctx context.Context, c *component.Call, stack []uint64) component.Work {
				return sinksHostValue(ctx, c, host(c), stack)
			}},
		},
	}
}

func sinksHostBytes(ctx context.Context, c *component.Call, host SinksHost, stack []uint64) component.Work {
	s := component.LiftStream(c, uint32(stack[0]), component.Bytes)
	ret := uint32(stack[1])
	c.Check(ret, 16, 4)
	wait := host.Bytes(ctx, s)
	return func(ctx context.Context) func(*component.Call, []uint64) {
		v, err := wait(ctx)
		return func(c *component.Call, stack []uint64) {
			storeResultU32Failure(c, ret, resultOf[uint32, Failure](c, v, err))
		}
	}
}

func sinksHostPoints(ctx context.Context, c *component.Call, host SinksHost, stack []uint64) component.Work {
	s := component.LiftStream(c, uint32(stack[0]), elemPoint)
	ret := uint32(stack[1])
	c.Check(ret, 16, 4)
	wait := host.Points(ctx, s)
	return func(ctx context.Context) func(*component.Call, []uint64) {
		v, err := wait(ctx)
		return func(c *component.Call, stack []uint64) {
			storeResultU32Failure(c, ret, resultOf[uint32, Failure](c, v, err))
		}
	}
}

func sinksHostValue(ctx context.Context, c *component.Call, host SinksHost, stack []uint64) component.Work {
	f := component.LiftFuture(c, uint32(stack[0]), elemResultStringFailure)
	ret := uint32(stack[1])
	c.Check(ret, 16, 4)
	wait := host.Value(ctx, f)
	return func(ctx context.Context) func(*component.Call, []uint64) {
		v, err := wait(ctx)
		return func(c *component.Call, stack []uint64) {
			storeResultStringFailure(c, ret, resultOf[string, Failure](c, v, err))
		}
	}
}

// Sinks calls the functions of test:flow/sinks@1.0.0 that a guest exports. It is used as the
// instance is, by one goroutine at a time.
type Sinks struct {
	fnBytes  *component.Func
	fnPoints *component.Func
	fnValue  *component.Func
}

// NewSinks finds the functions; it fails if the instance lacks one.
func NewSinks(in *component.Instance) (*Sinks, error) {
	e := &Sinks{}
	var err error
	if e.fnBytes, err = in.Func("test:flow/sinks@1.0.0", "bytes"); err != nil {
		return nil, err
	}
	if e.fnPoints, err = in.Func("test:flow/sinks@1.0.0", "points"); err != nil {
		return nil, err
	}
	if e.fnValue, err = in.Func("test:flow/sinks@1.0.0", "value"); err != nil {
		return nil, err
	}
	return e, nil
}

// DefineSinks tells a linker the types of test:flow/sinks@1.0.0, for core modules
// that export it under canonical names.
func DefineSinks(l *component.Linker) error {
	return l.DefineExport("test:flow/sinks@1.0.0", func() *wit.Interface { return witfiles.Interface("test:flow/sinks@1.0.0") })
}

// Bytes calls the guest's function bytes.
// got is called with the result, while the guest executes.
func (e *Sinks) Bytes(ctx context.Context, s *component.Stream[uint8], got func(uint32, error)) error {
	return e.fnBytes.CallStackToEnd(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(component.LowerStream(c, s, component.Bytes))
		},
		func(c *component.Call, stack []uint64) {
			r := liftResultU32Failure(c, stack)
			c.Accept()
			if r.IsErr {
				got(r.OK, r.Err)
			} else {
				got(r.OK, nil)
			}
		})
}

// Points calls the guest's function points.
// got is called with the result, while the guest executes.
func (e *Sinks) Points(ctx context.Context, s *component.Stream[Point], got func(uint32, error)) error {
	return e.fnPoints.CallStackToEnd(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(component.LowerStream(c, s, elemPoint))
		},
		func(c *component.Call, stack []uint64) {
			r := liftResultU32Failure(c, stack)
			c.Accept()
			if r.IsErr {
				got(r.OK, r.Err)
			} else {
				got(r.OK, nil)
			}
		})
}

// Value calls the guest's function value.
// got is called with the result, while the guest executes.
func (e *Sinks) Value(ctx context.Context, f *component.Future[component.Result[string, Failure]], got func(string, error)) error {
	return e.fnValue.CallStackToEnd(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(component.LowerFuture(c, f, elemResultStringFailure))
		},
		func(c *component.Call, stack []uint64) {
			r := liftResultStringFailure(c, stack)
			c.Accept()
			if r.IsErr {
				got(r.OK, r.Err)
			} else {
				got(r.OK, nil)
			}
		})
}
