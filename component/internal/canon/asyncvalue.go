package canon

import "github.com/gyro-wasm/gyro/component/wit"

// An AsyncValue is a stream or future of the host as a [wit.Value]: what lifting
// one yields, or what is to be lowered.
type AsyncValue struct {
	Future bool
	Shape  string // of the elements
	// Lower gives the readable end to the guest of cx and returns its index.
	Lower func(cx *Context) uint32
	// End is what a guest has given to the host, in the context of the call.
	End HostEnd
	Cx  *Context

	moved bool
}

// IsOwn implements [wit.Handle].
func (v *AsyncValue) IsOwn() bool { return true }

// Take says that the owner of v has it no more. It reports false if he had not
// before.
func (v *AsyncValue) Take() bool {
	taken := !v.moved
	v.moved = true
	return taken
}

// liftAsync lifts a stream or future.
func (cx *Context) liftAsync(n *node, i uint32) wit.Value {
	cx.charge(handleSize)
	end := HostEnd{cx.liftEnd(n, i)}
	return wit.HandleValue(&AsyncValue{Future: n.kind == kindFuture, Shape: n.elem.shapeOf(), End: end, Cx: cx})
}

// lowerAsync is the inverse of liftAsync.
func (cx *Context) lowerAsync(n *node, v wit.Value) uint32 {
	a, ok := v.Handle().(*AsyncValue)
	if p := a.problem(n); !ok || p != "" || !a.Take() {
		trap(TrapHostValue, "%s was given for a %s", p, n.asyncName())
	}
	if a.End.Valid() {
		return cx.LowerEnd(a.End)
	}
	return a.Lower(cx)
}

// problem says why v cannot be given to a guest as a value of type n; empty if it
// can.
func (v *AsyncValue) problem(n *node) string {
	switch {
	case v == nil:
		return "something else"
	case v.moved:
		return "a stream or future that was given away already"
	case v.Future != (n.kind == kindFuture) || v.Shape != n.elem.shapeOf():
		return "a stream or future of another type"
	}
	return ""
}
