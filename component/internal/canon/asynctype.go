package canon

import (
	"fmt"

	"github.com/gyro-wasm/gyro/component/wit"
)

// An AsyncType is a stream or future type, prepared for the built-ins that work
// on its ends. It is immutable.
type AsyncType struct {
	elem   *node // nil for none
	future bool
}

// AsyncType prepares t, a stream or future type.
func (c *Compiler) AsyncType(t wit.Type) (*AsyncType, error) {
	n, err := c.node(t, 0)
	if err != nil {
		return nil, err
	}
	if n.kind != kindStream && n.kind != kindFuture {
		return nil, fmt.Errorf("%T is not a stream or future type", t)
	}
	return &AsyncType{n.elem, n.kind == kindFuture}, nil
}

// async prepares a stream or future of elem, which may be nil.
func (c *Compiler) async(k kind, elem wit.Type, depth int) (*node, error) {
	n := scalar(k, wit.KindOwn, 4, CoreI32)
	if elem == nil {
		return n, nil
	}
	e, err := c.node(elem, depth+1)
	if err != nil {
		return nil, err
	}
	if e.key == "" {
		e.key, e.shape = c.Key(elem), c.shapes.Of(elem)
	}
	n.elem, n.depth = e, e.depth+1
	return n, nil
}

// sameType tells whether two element types, nil for none, are equal: they have
// the same structure, labels and resource types.
func sameType(a, b *node) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a == b || a.key == b.key
}

// Key returns what is the same for types that are equal, and for no others.
func (c *Compiler) Key(t wit.Type) string {
	c.keys.Resource = c.Resource
	return c.keys.Of(t)
}
