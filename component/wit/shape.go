package wit

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Shape returns a short text that is the same for types of the same structure
// with the same labels, and for no others: named types stand for what they name,
// and handles are `own` or `borrow` whatever their resource. The shape of nil,
// for no type, is "_".
func Shape(t Type) string { return new(Shaper).Of(t) }

// A Shaper finds the shapes of many types, in time that grows with the number
// of their definitions even where a few of them spell a huge type. The zero
// Shaper is that of [Shape].
type Shaper struct {
	// Resource tells resources apart; nil takes all for one.
	Resource func(*Resource) int

	known map[Type]string
}

// Of returns the shape of a type.
func (s *Shaper) Of(t Type) string {
	switch u := Underlying(t).(type) {
	case nil:
		return "_"
	case Primitive:
		return u.String()
	case *Own:
		return s.handle("own", u.Resource)
	case *Borrow:
		return s.handle("borrow", u.Resource)
	case *TypeDef:
		return s.handle("own", u.Resource)
	default:
		shape, ok := s.known[u]
		if !ok {
			sum := sha256.Sum256([]byte(s.level(u)))
			shape = hex.EncodeToString(sum[:12])
			if s.known == nil {
				s.known = map[Type]string{}
			}
			s.known[u] = shape
		}
		return shape
	}
}

func (s *Shaper) handle(word string, r *Resource) string {
	if s.Resource == nil {
		return word
	}
	return fmt.Sprintf("%s %d", word, s.Resource(r))
}

// level writes a type with the shapes of its parts.
func (s *Shaper) level(t Type) string {
	var b strings.Builder
	parts := func(word string, types ...Type) {
		b.WriteString(word)
		for _, t := range types {
			b.WriteByte(' ')
			b.WriteString(s.Of(t))
		}
	}
	switch t := t.(type) {
	case *List:
		parts(fmt.Sprintf("list %d", t.Len), t.Elem)
	case *Map:
		parts("map", t.Key, t.Value)
	case *Tuple:
		parts("tuple", t.Types...)
	case *Option:
		parts("option", t.Elem)
	case *Result:
		parts("result", t.OK, t.Err)
	case *Stream:
		parts("stream", t.Elem)
	case *Future:
		parts("future", t.Elem)
	case *Record:
		b.WriteString("record")
		for _, f := range t.Fields {
			parts(" "+f.Name+":", f.Type)
		}
	case *Variant:
		b.WriteString("variant")
		for _, c := range t.Cases {
			parts(" "+c.Name+":", c.Type)
		}
	case *Enum:
		b.WriteString("enum")
		for _, l := range t.Cases {
			b.WriteString(" " + l.Name)
		}
	case *Flags:
		b.WriteString("flags")
		for _, l := range t.Flags {
			b.WriteString(" " + l.Name)
		}
	default:
		fmt.Fprintf(&b, "%T", t)
	}
	return b.String()
}
