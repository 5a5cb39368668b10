package hostile

import (
	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// Layout is size and alignment (CanonicalABI.md, "Element Size" and
// "Alignment").
func Layout(t wit.Type) (size, align uint32) {
	switch u := wit.Underlying(t).(type) {
	case wit.Primitive:
		switch u {
		case wit.Bool, wit.U8, wit.S8:
			return 1, 1
		case wit.U16, wit.S16:
			return 2, 2
		case wit.U64, wit.S64, wit.F64:
			return 8, 8
		case wit.String:
			return 8, 4
		}
		return 4, 4
	case *wit.List:
		return 8, 4
	case *wit.Own, *wit.Borrow, *wit.Stream, *wit.Future:
		return 4, 4
	case *wit.Flags:
		if len(u.Flags) <= 8 {
			return 1, 1
		}
		return 4, 4
	case *wit.Tuple, *wit.Record:
		align = 1
		for _, f := range members(u) {
			s, a := Layout(f)
			size = (size+a-1)&^(a-1) + s
			align = max(align, a)
		}
	default:
		ts := cases(u)
		align = payloadOffset(ts)
		for _, c := range ts {
			if c != nil {
				s, _ := Layout(c)
				size = max(size, s)
			}
		}
		size += align
	}
	return (size + align - 1) &^ (align - 1), align
}

// Ends calls found with each end of a stream or future in the value of type t at
// p, and its [HandleKey].
func Ends(mem component.Memory, p uint32, t wit.Type, found func(key string, handle uint32)) {
	switch u := wit.Underlying(t).(type) {
	case *wit.Stream, *wit.Future:
		found(HandleKey(u), mem.U32(p))
	case *wit.Tuple:
		for _, e := range u.Types {
			size, align := Layout(e)
			p = (p + align - 1) &^ (align - 1)
			Ends(mem, p, e, found)
			p += size
		}
	case *wit.Result:
		if mem.U8(p) == 0 && u.OK != nil {
			Ends(mem, p+payloadOffset(cases(u)), u.OK, found)
		}
	}
}
