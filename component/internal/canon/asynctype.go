package canon

import (
	"fmt"
	"strings"

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
	n := scalar(k, wit.KindNone, 4, CoreI32)
	if elem == nil {
		return n, nil
	}
	e, err := c.node(elem, depth+1)
	if err != nil {
		return nil, err
	}
	if e.key == "" {
		e.key = c.Key(elem)
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
	var b strings.Builder
	c.writeKey(&b, t)
	return b.String()
}

// writeKey writes what is the same for types that are equal, and for no others.
func (c *Compiler) writeKey(b *strings.Builder, t wit.Type) {
	list := func(open string, ts ...wit.Type) {
		b.WriteString(open)
		for _, t := range ts {
			c.writeKey(b, t)
			b.WriteByte(',')
		}
		b.WriteByte(')')
	}
	switch t := t.(type) {
	case nil:
		b.WriteByte('_')
	case wit.Primitive:
		fmt.Fprintf(b, "p%d", t)
	case *wit.TypeDef:
		c.writeKey(b, wit.Underlying(t))
	case *wit.List:
		list(fmt.Sprintf("list%d(", t.Len), t.Elem)
	case *wit.Map:
		list("map(", t.Key, t.Value)
	case *wit.Tuple:
		list("tuple(", t.Types...)
	case *wit.Option:
		list("option(", t.Elem)
	case *wit.Result:
		list("result(", t.OK, t.Err)
	case *wit.Stream:
		list("stream(", t.Elem)
	case *wit.Future:
		list("future(", t.Elem)
	case *wit.Record:
		b.WriteString("record(")
		for _, f := range t.Fields {
			list(f.Name+"(", f.Type)
		}
		b.WriteByte(')')
	case *wit.Variant:
		b.WriteString("variant(")
		for _, k := range t.Cases {
			list(k.Name+"(", k.Type)
		}
		b.WriteByte(')')
	case *wit.Enum:
		b.WriteString("enum(")
		for _, l := range t.Cases {
			b.WriteString(l.Name + ",")
		}
		b.WriteByte(')')
	case *wit.Flags:
		b.WriteString("flags(")
		for _, l := range t.Flags {
			b.WriteString(l.Name + ",")
		}
		b.WriteByte(')')
	case *wit.Own:
		fmt.Fprintf(b, "own%d", c.Resource(t.Resource))
	case *wit.Borrow:
		fmt.Fprintf(b, "borrow%d", c.Resource(t.Resource))
	default:
		fmt.Fprintf(b, "%T", t)
	}
}
