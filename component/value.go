package component

import (
	"context"
	"errors"
	"slices"

	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/wit"
)

// A Value is a value of a component type; its constructors are
// [wit.StringValue], [wit.ListValue] and so on.
type Value = wit.Value

// NewHandle returns a value that owns obj as a resource of type t. Handing it
// to a guest where own<t> is expected gives the object away; where borrow<t> is
// expected, it lends it for the call.
func NewHandle(t *ResourceType, obj any) Value {
	return wit.HandleValue(canon.NewHandle(&t.canon, 0, obj))
}

// Object returns the Go object of a handle to a resource of the host, nil for
// a resource that a guest defines.
func Object(v Value) any {
	if h, ok := v.Handle().(*canon.Handle); ok {
		return h.Object()
	}
	return nil
}

var errForeign = errors.New("the resource is one of another instance")

// Drop drops a handle that a guest gave to the host: the resource of an owning
// one is destroyed, by the guest that defines it if it is one of a guest. That
// must be in: the resources of a guest end with its instance.
func (in *Instance) Drop(ctx context.Context, v Value) (err error) {
	h, ok := v.Handle().(*canon.Handle)
	if !ok {
		return nil
	}
	s, err := in.live()
	if err != nil {
		return err
	}
	if err := s.begin(ctx); err != nil {
		return err
	}
	defer s.leave(&err)
	if t := h.Type(); t.Impl != nil && !slices.Contains(s.resources, t) {
		return errForeign
	}
	h.Drop(ctx)
	return nil
}
