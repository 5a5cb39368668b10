// Code generated from wasi:http@0.2.12 by component/bindgen. DO NOT EDIT.

package http

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// IncomingHandler calls the functions of wasi:http/incoming-handler@0.2.12 that a guest exports. It is used as the
// instance is, by one goroutine at a time.
type IncomingHandler struct {
	fnHandle *component.Func
}

// NewIncomingHandler finds the functions; it fails if the instance lacks one.
func NewIncomingHandler(in *component.Instance) (*IncomingHandler, error) {
	e := &IncomingHandler{}
	var err error
	if e.fnHandle, err = in.Func("wasi:http/incoming-handler@0.2.12", "handle"); err != nil {
		return nil, err
	}
	return e, nil
}

// DefineIncomingHandler tells a linker the types of wasi:http/incoming-handler@0.2.12, for core modules
// that export it under canonical names.
func DefineIncomingHandler(l *component.Linker) error {
	return l.DefineExport("wasi:http/incoming-handler@0.2.12", func() *wit.Interface { return witfiles.Interface("wasi:http/incoming-handler@0.2.12") })
}

// Handle calls the guest's function handle.
func (e *IncomingHandler) Handle(ctx context.Context, request IncomingRequest, responseOut ResponseOutparam) error {
	return e.fnHandle.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(c.NewOwn(IncomingRequestResource, request))
			stack[1] = uint64(c.NewOwn(ResponseOutparamResource, responseOut))
		},
		nil)
}
