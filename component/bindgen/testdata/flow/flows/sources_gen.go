// Code generated from test:flow@1.0.0 by component/bindgen. DO NOT EDIT.

package flows

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	witfiles "github.com/gyro-wasm/gyro/component/bindgen/testdata/flow"
	"github.com/gyro-wasm/gyro/component/wit"
)

// SourcesHost are the functions of test:flow/sources@1.0.0.
type SourcesHost interface {
	Bytes(ctx context.Context, n uint32) (*component.Stream[uint8], error)
	Points(ctx context.Context, n uint32) (*component.Stream[Point], error)
	Value(ctx context.Context, ok_ bool) (*component.Future[component.Result[string, Failure]], error)
}

// LinkSources adds test:flow/sources@1.0.0 to a linker. host finds the implementation for a call.
func LinkSources(l *component.Linker, host func(*component.Call) SourcesHost) error {
	return l.Define(SourcesInterface(host))
}

// SourcesInterface returns test:flow/sources@1.0.0 as host functions. host finds the implementation for a call.
func SourcesInterface(host func(*component.Call) SourcesHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "test:flow/sources@1.0.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("test:flow/sources@1.0.0") },
		Funcs: []component.FuncDef{
			{Name: "bytes", Async: func(ctx context.Context, c *component.Call, stack []uint64) component.Work {
				return sourcesHostBytes(ctx, c, host(c), stack)
			}},
			{Name: "points", Async: func(ctx context.Context, c *component.Call, stack []uint64) component.Work {
				return sourcesHostPoints(ctx, c, host(c), stack)
			}},
			{Name: "value", Async: func(ctx context.Context, c *component.Call, stack []uint64) component.Work {
				return sourcesHostValue(ctx, c, host(c), stack)
			}},
		},
	}
}

func sourcesHostBytes(ctx context.Context, c *component.Call, host SourcesHost, stack []uint64) component.Work {
	n := uint32(stack[0])
	v, err := host.Bytes(ctx, n)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(component.LowerStream(c, v, component.Bytes))
	return nil
}

func sourcesHostPoints(ctx context.Context, c *component.Call, host SourcesHost, stack []uint64) component.Work {
	n := uint32(stack[0])
	v, err := host.Points(ctx, n)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(component.LowerStream(c, v, elemPoint))
	return nil
}

func sourcesHostValue(ctx context.Context, c *component.Call, host SourcesHost, stack []uint64) component.Work {
	ok_ := uint32(stack[0]) != 0
	v, err := host.Value(ctx, ok_)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(component.LowerFuture(c, v, elemResultStringFailure))
	return nil
}

// Sources calls the functions of test:flow/sources@1.0.0 that a guest exports. It is used as the
// instance is, by one goroutine at a time.
type Sources struct {
	fnBytes  *component.Func
	fnPoints *component.Func
	fnValue  *component.Func
}

// NewSources finds the functions; it fails if the instance lacks one.
func NewSources(in *component.Instance) (*Sources, error) {
	e := &Sources{}
	var err error
	if e.fnBytes, err = in.Func("test:flow/sources@1.0.0", "bytes"); err != nil {
		return nil, err
	}
	if e.fnPoints, err = in.Func("test:flow/sources@1.0.0", "points"); err != nil {
		return nil, err
	}
	if e.fnValue, err = in.Func("test:flow/sources@1.0.0", "value"); err != nil {
		return nil, err
	}
	return e, nil
}

// DefineSources tells a linker the types of test:flow/sources@1.0.0, for core modules
// that export it under canonical names.
func DefineSources(l *component.Linker) error {
	return l.DefineExport("test:flow/sources@1.0.0", func() *wit.Interface { return witfiles.Interface("test:flow/sources@1.0.0") })
}

// Bytes calls the guest's function bytes.
func (e *Sources) Bytes(ctx context.Context, n uint32) (*component.Stream[uint8], error) {
	var r *component.Stream[uint8]
	err := e.fnBytes.CallStackAsync(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(n)
		},
		func(c *component.Call, stack []uint64) {
			r = component.LiftStream(c, uint32(stack[0]), component.Bytes)
		})
	return r, err
}

// Points calls the guest's function points.
func (e *Sources) Points(ctx context.Context, n uint32) (*component.Stream[Point], error) {
	var r *component.Stream[Point]
	err := e.fnPoints.CallStackAsync(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(n)
		},
		func(c *component.Call, stack []uint64) {
			r = component.LiftStream(c, uint32(stack[0]), elemPoint)
		})
	return r, err
}

// Value calls the guest's function value.
func (e *Sources) Value(ctx context.Context, ok_ bool) (*component.Future[component.Result[string, Failure]], error) {
	var r *component.Future[component.Result[string, Failure]]
	err := e.fnValue.CallStackAsync(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(bit(ok_))
		},
		func(c *component.Call, stack []uint64) {
			r = component.LiftFuture(c, uint32(stack[0]), elemResultStringFailure)
		})
	return r, err
}
