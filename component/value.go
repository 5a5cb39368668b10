package component

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/wit"
)

// A Value is a value of a component type; its constructors are
// [wit.StringValue], [wit.ListValue] and so on.
type Value = wit.Value

// NewHandle returns a value that owns obj as a resource of type t. Handing it
// to a guest where own<t> is expected gives the object away; where borrow<t> is
// expected, it lends it for the call. It stands for t in the interfaces of
// [Linker.TwinVersion], too.
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

// Drop drops a handle, a stream or a future that a guest gave to the host: the resource of an owning
// one is destroyed, by the guest that defines it if it is one of a guest. That
// must be in: the resources of a guest end with its instance.
func (in *Instance) Drop(ctx context.Context, v Value) (err error) {
	h, ok := v.Handle().(*canon.Handle)
	a, async := v.Handle().(*canon.AsyncValue)
	if !ok && !async {
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
	if async {
		return s.dropAsync(a)
	}
	if t := h.Type(); t.Impl != nil && !slices.Contains(s.resources, t) {
		return errForeign
	}
	h.Drop(ctx)
	return nil
}

func (s *store) dropAsync(a *canon.AsyncValue) error {
	switch {
	case !a.End.Valid():
		return nil
	case a.Cx.Host.(*Call).store != s:
		return errForeign
	case a.Take():
		a.End.Drop()
	}
	return nil
}

// StreamValue returns a value for s, to be given to a guest as a stream with
// elements e.
func StreamValue[T any](s *Stream[T], e *Element[T]) Value {
	return wit.HandleValue(&canon.AsyncValue{
		Shape: e.Shape,
		Lower: func(cx *canon.Context) uint32 { return LowerStream(cx.Host.(*Call), s, e) },
	})
}

// StreamOf returns the stream that a guest gave to the host as v. It fails if v is
// something else, or was taken before.
func StreamOf[T any](v Value, e *Element[T]) (*Stream[T], error) {
	a, err := asyncOf(v, false, e.Shape)
	if err != nil {
		return nil, err
	}
	return streamOf(a.Cx.Host.(*Call), a.End, e), nil
}

// FutureValue is [StreamValue] for a future.
func FutureValue[T any](f *Future[T], e *Element[T]) Value {
	return wit.HandleValue(&canon.AsyncValue{
		Future: true, Shape: e.Shape,
		Lower: func(cx *canon.Context) uint32 { return LowerFuture(cx.Host.(*Call), f, e) },
	})
}

// FutureOf is [StreamOf] for a future.
func FutureOf[T any](v Value, e *Element[T]) (*Future[T], error) {
	a, err := asyncOf(v, true, e.Shape)
	if err != nil {
		return nil, err
	}
	return futureOf(a.Cx.Host.(*Call), a.End, e), nil
}

func asyncOf(v Value, future bool, shape string) (*canon.AsyncValue, error) {
	if k := v.Kind(); k != wit.KindOwn {
		return nil, fmt.Errorf("value of kind %s is no stream or future", k)
	}
	a, ok := v.Handle().(*canon.AsyncValue)
	if !ok || a.Future != future || a.Shape != shape {
		return nil, errors.New("the value is no stream or future of this type")
	}
	if !a.End.Valid() || !a.Take() {
		return nil, errMoved
	}
	return a, nil
}
