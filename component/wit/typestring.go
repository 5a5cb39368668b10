package wit

import (
	"strconv"
	"strings"
)

// maxTypeString bounds what [TypeString] writes: a few definitions that share
// their parts can spell a huge type.
const maxTypeString = 64 << 10

// TypeString returns t as it stands in WIT. Named types are given by their
// name; types that WIT cannot write without a name, such as records, are
// written as they would be defined, in braces. A type of more than 64 KiB ends
// in "…".
func TypeString(t Type) string {
	w := &typeWriter{}
	w.typ(t)
	if w.full() {
		w.b.WriteString("…")
	}
	return w.b.String()
}

type typeWriter struct{ b strings.Builder }

func (w *typeWriter) full() bool { return w.b.Len() > maxTypeString }

func (w *typeWriter) text(s string) {
	if !w.full() {
		w.b.WriteString(s)
	}
}

func (w *typeWriter) typ(t Type) {
	if w.full() {
		return
	}
	switch t := t.(type) {
	case nil:
		w.text("_")
	case Primitive:
		w.text(t.String())
	case *TypeDef:
		w.text(ident(t.Name))
	case *List:
		w.text("list<")
		w.typ(t.Elem)
		if t.Len > 0 {
			w.text(", " + strconv.FormatUint(uint64(t.Len), 10))
		}
		w.text(">")
	case *Map:
		w.args("map", t.Key, t.Value)
	case *Tuple:
		w.args("tuple", t.Types...)
	case *Option:
		w.args("option", t.Elem)
	case *Result:
		switch {
		case t.Err != nil:
			w.args("result", t.OK, t.Err)
		case t.OK != nil:
			w.args("result", t.OK)
		default:
			w.text("result")
		}
	case *Own:
		w.text(handleName(t.Resource, t.Def))
	case *Borrow:
		w.text("borrow<" + handleName(t.Resource, t.Def) + ">")
	case *Stream:
		w.optArg("stream", t.Elem)
	case *Future:
		w.optArg("future", t.Elem)
	default:
		w.braces(t)
	}
}

func handleName(r *Resource, d *TypeDef) string {
	if d != nil {
		return ident(d.Name)
	}
	return ident(r.Name)
}

func (w *typeWriter) optArg(word string, arg Type) {
	if arg == nil {
		w.text(word)
	} else {
		w.args(word, arg)
	}
}

func (w *typeWriter) args(word string, types ...Type) {
	w.text(word + "<")
	for i, t := range types {
		if i > 0 {
			w.text(", ")
		}
		w.typ(t)
	}
	w.text(">")
}

// braces writes a record, variant, enum or flags without its name.
func (w *typeWriter) braces(t Type) {
	sep := " { "
	member := func(name string) {
		w.text(sep + ident(name))
		sep = ", "
	}
	switch t := t.(type) {
	case *Record:
		w.text("record")
		for _, f := range t.Fields {
			member(f.Name)
			w.text(": ")
			w.typ(f.Type)
		}
	case *Variant:
		w.text("variant")
		for _, c := range t.Cases {
			member(c.Name)
			if c.Type != nil {
				w.text("(")
				w.typ(c.Type)
				w.text(")")
			}
		}
	case *Enum:
		w.text("enum")
		for _, l := range t.Cases {
			member(l.Name)
		}
	case *Flags:
		w.text("flags")
		for _, l := range t.Flags {
			member(l.Name)
		}
	}
	w.text(" }")
}
