package p2

import (
	"context"

	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
)

// children counts the handles to what was made of a resource and must be
// dropped before it: its "child resources" in the words of WASI 0.2. Those of
// 0.3 know no such rule, and package wasi copes with any order.
type children int

// HasChildren implements [component.Parent].
func (n *children) HasChildren() bool { return *n > 0 }

// leave ends one child; n is nil for what is no child.
func (n *children) leave() {
	if n != nil {
		*n--
	}
}

// subscribe returns a pollable that is a child.
func (n *children) subscribe(p wasi.Pollable) (io.Pollable, error) {
	*n++
	return &pollable{p, n}, nil
}

// headers returns the headers of a message, which are a child of it.
func (n *children) headers(f *wasi.Fields) childFields {
	*n++
	return childFields{(*fields)(f), n}
}

// childFields are headers that belong to a message.
type childFields struct {
	*fields
	parent *children
}

// Drop implements [http.Fields].
func (f *childFields) Drop(ctx context.Context) {
	f.fields.Drop(ctx)
	f.parent.leave()
}

// give implements giver: who gets the fields of a message copies nothing, as
// they cannot be changed.
func (f *childFields) give() *wasi.Fields {
	f.parent.leave()
	return f.self()
}
