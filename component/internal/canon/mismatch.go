package canon

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/gyro-wasm/gyro/component/wit"
)

// A mismatch tells where a value of the host is not of the type it is given
// for.
type mismatch struct {
	path string // ".field[3].some"
	text string
}

// Error implements error.
func (m *mismatch) Error() string {
	if m.path == "" {
		return m.text
	}
	return "at " + m.path + ": " + m.text
}

func mismatchf(format string, args ...any) *mismatch {
	return &mismatch{text: fmt.Sprintf(format, args...)}
}

// in adds a step to the front of the path of m.
func (m *mismatch) in(step string) *mismatch {
	m.path = step + m.path
	return m
}

// mismatch returns nil if v can be lowered as a value of type n. It allocates
// nothing then.
func (cx *Context) mismatch(n *node, v wit.Value) *mismatch {
	k := v.Kind()
	switch {
	case n.form == wit.KindNone:
		return mismatchf("%s values are not built yet", n.asyncName())
	case k == n.form:
	case n.form == wit.KindList && k == wit.KindBytes && n.elem.kind == kindU8:
		return n.lengthMismatch(len(v.Bytes()))
	case n.form == wit.KindBorrow && k == wit.KindOwn:
	default:
		return mismatchf("want %s, got %s", n.name(), k)
	}
	switch n.kind {
	case kindString:
		if len(v.Str()) > maxBytes {
			return mismatchf("string is too long: %d bytes", len(v.Str()))
		}
	case kindChar:
		if !utf8.ValidRune(v.Char()) {
			return mismatchf("%#x is not a Unicode scalar value", v.Char())
		}
	case kindFlags:
		if v.Flags()&^n.mask != 0 {
			return mismatchf("flags %#x have bits that the type does not have (%#x)", v.Flags(), n.mask)
		}
	case kindList, kindArray:
		return cx.listMismatch(n, v)
	case kindRecord:
		return cx.recordMismatch(n, v)
	case kindVariant:
		return cx.variantMismatch(n, v)
	case kindOwn, kindBorrow:
		return cx.handleMismatch(n, v)
	case kindStream, kindFuture:
		a, _ := v.Handle().(*AsyncValue)
		if p := a.problem(n); p != "" {
			return mismatchf("want a %s, got %s", n.asyncName(), p)
		}
	}
	return nil
}

func (n *node) lengthMismatch(length int) *mismatch {
	if n.kind == kindArray && uint64(length) != uint64(n.len) {
		return mismatchf("list has %d elements, the type %d", length, n.len)
	}
	if uint64(length)*uint64(n.elem.size) > maxBytes {
		return mismatchf("list is too long: %d elements of %d bytes each", length, n.elem.size)
	}
	return nil
}

func (cx *Context) listMismatch(n *node, v wit.Value) *mismatch {
	vs := v.List()
	if m := n.lengthMismatch(len(vs)); m != nil {
		return m
	}
	for i := range vs {
		if m := cx.mismatch(n.elem, vs[i]); m != nil {
			return m.in("[" + strconv.Itoa(i) + "]")
		}
	}
	return nil
}

func (cx *Context) recordMismatch(n *node, v wit.Value) *mismatch {
	vs := v.Fields()
	if len(vs) != len(n.fields) {
		return mismatchf("record has %d fields, the type %d", len(vs), len(n.fields))
	}
	for i := range vs {
		if m := cx.mismatch(n.fields[i].node, vs[i]); m != nil {
			if n.names == nil {
				return m.in("." + strconv.Itoa(i))
			}
			return m.in("." + n.names[i])
		}
	}
	return nil
}

func (cx *Context) variantMismatch(n *node, v wit.Value) *mismatch {
	i, payload := n.caseOf(v)
	if uint64(i) >= uint64(len(n.cases)) {
		return mismatchf("case %d of a type with %d cases", i, len(n.cases))
	}
	switch {
	case n.cases[i] == nil && payload != nil:
		return mismatchf("case %s has no payload, but one was given", n.names[i])
	case n.cases[i] == nil:
		return nil
	case payload == nil:
		return mismatchf("case %s needs a payload", n.names[i])
	}
	if m := cx.mismatch(n.cases[i], *payload); m != nil {
		return m.in("." + n.names[i])
	}
	return nil
}

func (cx *Context) handleMismatch(n *node, v wit.Value) *mismatch {
	t := cx.Resources[n.resource]
	h, ok := v.Handle().(*Handle)
	if !ok {
		return mismatchf("%T is not a handle of this runtime", v.Handle())
	}
	if p := h.problem(t, n.kind == kindOwn); p != "" {
		return mismatchf("want %s<%s>, got %s", n.form, t.Name, p)
	}
	return nil
}

// name returns the type as far as messages need it.
func (n *node) name() string {
	switch {
	case n.kind == kindList && n.elem.kind == kindU8:
		return wit.KindBytes.String()
	case n.kind == kindStream || n.kind == kindFuture:
		return n.asyncName()
	}
	return n.form.String()
}
