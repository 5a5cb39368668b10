// Code generated from wasi:http@0.3.0 by component/bindgen. DO NOT EDIT.

package http

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// Handler calls the functions of wasi:http/handler@0.3.0 that a guest exports. It is used as the
// instance is, by one goroutine at a time.
type Handler struct {
	fnHandle *component.Func
}

// NewHandler finds the functions; it fails if the instance lacks one.
func NewHandler(in *component.Instance) (*Handler, error) {
	e := &Handler{}
	var err error
	if e.fnHandle, err = in.Func("wasi:http/handler@0.3.0", "handle"); err != nil {
		return nil, err
	}
	return e, nil
}

// DefineHandler tells a linker the types of wasi:http/handler@0.3.0, for core modules
// that export it under canonical names.
func DefineHandler(l *component.Linker) error {
	return l.DefineExport("wasi:http/handler@0.3.0", func() *wit.Interface { return witfiles.Interface("wasi:http/handler@0.3.0") })
}

// Handle calls the guest's function handle.
// got is called with the result, while the guest executes.
func (e *Handler) Handle(ctx context.Context, request Request, got func(Response, error)) error {
	return e.fnHandle.CallStackToEnd(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(c.NewOwn(RequestResource, request))
		},
		func(c *component.Call, stack []uint64) {
			r := liftResultOwnResponseErrorCode(c, stack)
			c.Accept()
			if r.IsErr {
				got(r.OK, r.Err)
			} else {
				got(r.OK, nil)
			}
		})
}
