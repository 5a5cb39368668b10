package canon

import (
	"context"
	"unsafe"

	"github.com/gyro-wasm/gyro/component/wit"
)

// A Handle is a resource, or the loan of one, in the hands of the host: what
// lifting own<r> or borrow<r> to a [wit.Value] yields. An own handle belongs to
// the host until it is lowered to a guest or dropped; a borrow handle is valid
// until the host function that it was given to returns. It is used by one
// goroutine at a time, the one that may enter the instances of its resource.
type Handle struct {
	typ   *ResourceType
	rep   uint32
	obj   any
	own   bool
	state handleState
	lends uint32
}

type handleState uint8

const (
	handleValid handleState = iota
	handleMoved
	handleExpired
)

var _ wit.Handle = (*Handle)(nil)

// handleSize is what a handle costs the host, in bytes.
const handleSize = uint64(unsafe.Sizeof(Handle{}))

// NewHandle returns an own handle to a resource: obj for those of a host, rep
// for those that a guest defines.
func NewHandle(t *ResourceType, rep uint32, obj any) *Handle {
	return &Handle{typ: t, rep: rep, obj: obj, own: true}
}

// IsOwn implements [wit.Handle].
func (h *Handle) IsOwn() bool { return h != nil && h.own }

// Type returns the resource type.
func (h *Handle) Type() *ResourceType { return h.typ }

// Object returns the Go object of a host resource and nil for the resource of
// a guest.
func (h *Handle) Object() any { return h.obj }

// Valid tells whether the handle still stands for its resource: it was neither
// moved nor dropped, and if it is a loan, that has not ended.
func (h *Handle) Valid() bool { return h.state == handleValid }

// Drop destroys the resource of an own handle; that of a borrow handle or of one
// that is no longer valid is left alone. It traps while the resource is lent
// and while the instance that defines it is being executed.
func (h *Handle) Drop(ctx context.Context) {
	if h.state != handleValid {
		return
	}
	if h.lends != 0 {
		trap(TrapHandleLent, "cannot remove owned resource while borrowed: a handle of %q is lent", h.typ.Name)
	}
	h.state = handleMoved
	if h.own {
		h.typ.destroy(ctx, nil, h.rep, h.obj)
	}
}

// problem says why h cannot be given to a guest as own<t> or borrow<t>; empty
// if it can.
func (h *Handle) problem(t *ResourceType, own bool) string {
	switch {
	case h == nil:
		return "a handle that is nil"
	case h.state == handleMoved:
		return "a handle that was moved or dropped"
	case h.state == handleExpired:
		return "a borrow handle whose call has ended"
	case h.typ != t && h.typ != t.TwinOf:
		return "a handle of resource " + h.typ.Name
	case own && !h.own:
		return "a borrow handle"
	case own && h.lends != 0:
		return "a handle that is lent"
	}
	return ""
}
