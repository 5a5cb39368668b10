package bindgen

import (
	"slices"

	"github.com/gyro-wasm/gyro/component/wit"
)

// The Canonical ABI's layout of values (CanonicalABI.md, "Alignment", "Element
// Size", "Flattening").

const (
	maxFlatParams  = 16
	maxFlatResults = 1
)

func alignTo(n, align int) int { return (n + align - 1) / align * align }

// layout returns the size and the alignment of t in memory.
func layout(t wit.Type) (size, align int) {
	switch t := wit.Underlying(t).(type) {
	case nil:
		return 0, 1
	case wit.Primitive:
		return primitiveLayout(t)
	case *wit.List, *wit.Map:
		return 8, 4
	case *wit.Record, *wit.Tuple:
		return tupleLayout(members(t))
	case *wit.Variant, *wit.Option, *wit.Result:
		cases := payloads(t)
		size, align = discSize(len(cases)), discSize(len(cases))
		off := payloadOffset(t)
		for _, c := range cases {
			s, a := layout(c)
			size, align = max(size, off+s), max(align, a)
		}
		return alignTo(size, align), align
	case *wit.Enum:
		n := discSize(len(t.Cases))
		return n, n
	case *wit.Flags:
		n := flagsSize(t)
		return n, n
	}
	return 4, 4 // handles
}

func primitiveLayout(p wit.Primitive) (size, align int) {
	switch p {
	case wit.Bool, wit.S8, wit.U8:
		return 1, 1
	case wit.S16, wit.U16:
		return 2, 2
	case wit.S64, wit.U64, wit.F64:
		return 8, 8
	case wit.String:
		return 8, 4
	}
	return 4, 4
}

func tupleLayout(types []wit.Type) (size, align int) {
	align = 1
	for _, t := range types {
		s, a := layout(t)
		size, align = alignTo(size, a)+s, max(align, a)
	}
	return alignTo(size, align), align
}

// offsets returns where the members of a tuple lie.
func offsets(types []wit.Type) []int {
	out := make([]int, len(types))
	end := 0
	for i, t := range types {
		s, a := layout(t)
		out[i] = alignTo(end, a)
		end = out[i] + s
	}
	return out
}

// discSize returns the size of the discriminant of a variant with n cases.
func discSize(n int) int {
	switch {
	case n <= 1<<8:
		return 1
	case n <= 1<<16:
		return 2
	}
	return 4
}

func flagsSize(t *wit.Flags) int {
	switch n := len(t.Flags); {
	case n <= 8:
		return 1
	case n <= 16:
		return 2
	}
	return 4
}

// payloadOffset returns where the payload of a variant lies.
func payloadOffset(t wit.Type) int {
	cases := payloads(t)
	align := 1
	for _, c := range cases {
		_, a := layout(c)
		align = max(align, a)
	}
	return alignTo(discSize(len(cases)), align)
}

// members returns the types of the members of a record or tuple.
func members(t wit.Type) []wit.Type {
	switch t := t.(type) {
	case *wit.Tuple:
		return t.Types
	case *wit.Record:
		types := make([]wit.Type, len(t.Fields))
		for i, f := range t.Fields {
			types[i] = f.Type
		}
		return types
	}
	return nil
}

// payloads returns the payload types of a variant, option or result, nil for
// cases without one.
func payloads(t wit.Type) []wit.Type {
	switch t := t.(type) {
	case *wit.Option:
		return []wit.Type{nil, t.Elem}
	case *wit.Result:
		return []wit.Type{t.OK, t.Err}
	case *wit.Variant:
		types := make([]wit.Type, len(t.Cases))
		for i, c := range t.Cases {
			types[i] = c.Type
		}
		return types
	}
	return nil
}

// flat returns the number of core values that t flattens to. Their types do
// not matter here: in a stack of 64-bit words, a value that shares its slot
// with a wider one has the same bits as it has alone.
func flat(t wit.Type) int {
	switch t := wit.Underlying(t).(type) {
	case nil:
		return 0
	case wit.Primitive:
		if t == wit.String {
			return 2
		}
		return 1
	case *wit.List, *wit.Map:
		return 2
	case *wit.Record, *wit.Tuple:
		return flatAll(members(t))
	case *wit.Variant, *wit.Option, *wit.Result:
		n := 0
		for _, c := range payloads(t) {
			n = max(n, flat(c))
		}
		return 1 + n
	}
	return 1
}

func flatAll(types []wit.Type) int {
	n := 0
	for _, t := range types {
		n += flat(t)
	}
	return n
}

func paramTypes(f *wit.Func) []wit.Type {
	types := make([]wit.Type, len(f.Params))
	for i, p := range f.Params {
		types[i] = p.Type
	}
	return types
}

// isBytes reports whether t is list<u8>.
func isBytes(t wit.Type) bool {
	l, ok := wit.Underlying(t).(*wit.List)
	return ok && l.Len == 0 && wit.Underlying(l.Elem) == wit.U8
}

// holdsBytes reports whether a Go value of type t can hold a view of memory.
func holdsBytes(t wit.Type) bool { return holds(t, isBytes) }

// anyHoldsOwn reports whether values of these types can hold own handles.
func anyHoldsOwn(types []wit.Type) bool {
	isOwn := func(t wit.Type) bool { _, ok := wit.Underlying(t).(*wit.Own); return ok }
	return slices.ContainsFunc(types, func(t wit.Type) bool { return holds(t, isOwn) })
}

// holds reports whether t or a type in it is one of those that is tells.
func holds(t wit.Type, is func(wit.Type) bool) bool {
	var parts []wit.Type
	switch t := wit.Underlying(t).(type) {
	case nil:
		return false
	case *wit.List:
		parts = []wit.Type{t.Elem}
	case *wit.Map:
		parts = []wit.Type{t.Key, t.Value}
	case *wit.Record, *wit.Tuple:
		parts = members(t)
	case *wit.Variant, *wit.Option, *wit.Result:
		parts = payloads(t)
	}
	return is(t) || slices.ContainsFunc(parts, func(t wit.Type) bool { return holds(t, is) })
}
