package wasi

import "context"

// A Parker is told when a guest waits for something else than a processor. Its
// methods are called by the goroutine that the guest runs on.
type Parker interface {
	// Park is called before a wait, and when the guest has returned while its
	// response is still on its way. It does not block.
	Park()
	// Unpark is called after a wait and returns when the guest may go on. An
	// error ends the operation that waited.
	Unpark(ctx context.Context) error
}

type parkerKey struct{}

// A ParkerContext is a context in which a parker is told of the waits of a
// guest.
type ParkerContext struct {
	context.Context
	Parker Parker
}

// Value implements [context.Context].
func (c *ParkerContext) Value(key any) any {
	if key == (parkerKey{}) {
		return c.Parker
	}
	return c.Context.Value(key)
}

// Beside returns ctx for who works on another goroutine than that of the guest,
// and whose waits are none of the guest's.
func Beside(ctx context.Context) context.Context { return &ParkerContext{ctx, noParker{}} }

// During returns a context that ends as life does and has the values of ctx: that
// of what a guest starts in a call with ctx and what outlives the call. Its waits
// are none of the guest's.
func During(life, ctx context.Context) context.Context { return &during{life, ctx} }

type during struct {
	context.Context
	values context.Context
}

// Value implements [context.Context].
func (d *during) Value(key any) any {
	if key == (parkerKey{}) {
		return noParker{}
	}
	if v := d.Context.Value(key); v != nil { // those of cancelling, among others
		return v
	}
	return d.values.Value(key)
}

// parkerOf returns the parker of a context, or one that does nothing.
func parkerOf(ctx context.Context) Parker {
	if p, ok := ctx.Value(parkerKey{}).(Parker); ok {
		return p
	}
	return noParker{}
}

type noParker struct{}

func (noParker) Park()                        {}
func (noParker) Unpark(context.Context) error { return nil }
