// Code generated from wasi:cli@0.3.0 by component/bindgen. DO NOT EDIT.

package cli

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// Run calls the functions of wasi:cli/run@0.3.0 that a guest exports. It is used as the
// instance is, by one goroutine at a time.
type Run struct {
	fnRun *component.Func
}

// NewRun finds the functions; it fails if the instance lacks one.
func NewRun(in *component.Instance) (*Run, error) {
	e := &Run{}
	var err error
	if e.fnRun, err = in.Func("wasi:cli/run@0.3.0", "run"); err != nil {
		return nil, err
	}
	return e, nil
}

// DefineRun tells a linker the types of wasi:cli/run@0.3.0, for core modules
// that export it under canonical names.
func DefineRun(l *component.Linker) error {
	return l.DefineExport("wasi:cli/run@0.3.0", func() *wit.Interface { return witfiles.Interface("wasi:cli/run@0.3.0") })
}

// Run calls the guest's function run.
func (e *Run) Run(ctx context.Context) (ok bool, err error) {
	var r component.Result[struct{}, struct{}]
	err = e.fnRun.CallStackAsync(ctx,
		nil,
		func(c *component.Call, stack []uint64) {
			r = liftResultUnitUnit(c, stack)
		})
	return err == nil && !r.IsErr, err
}
