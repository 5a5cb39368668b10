package rewrite

// A ValueType is the type of a core value, by its byte in the binary format.
type ValueType byte

// The core value types that are supported.
const (
	I32       ValueType = 0x7f
	I64       ValueType = 0x7e
	F32       ValueType = 0x7d
	F64       ValueType = 0x7c
	V128      ValueType = 0x7b
	FuncRef   ValueType = 0x70
	ExternRef ValueType = 0x6f
)

// A FuncType is the type of a core function.
type FuncType struct{ Params, Results []ValueType }

// Limits bound a memory, in pages of 64 KiB, or a table, in elements.
type Limits struct {
	Min    uint32
	Max    uint32 // if HasMax
	HasMax bool
}

// grows tells whether there may ever be more than at the start.
func (l Limits) grows() bool { return !l.HasMax || l.Max > l.Min }

// A TableType is the type of a table.
type TableType struct {
	Elem ValueType
	Limits
}

// A GlobalType is the type of a global.
type GlobalType struct {
	Value   ValueType
	Mutable bool
}

// An ExternKind says what is imported or exported, by its byte in the binary
// format.
type ExternKind byte

// The kinds of imports and exports.
const (
	ExternFunc   ExternKind = 0x00
	ExternTable  ExternKind = 0x01
	ExternMemory ExternKind = 0x02
	ExternGlobal ExternKind = 0x03
)

// An ExternType is the type of an import or export; Kind tells which field is
// meant.
type ExternType struct {
	Kind   ExternKind
	Func   FuncType
	Table  TableType
	Memory Limits
	Global GlobalType
}

func (r *reader) valueTypes(what string, limit int) []ValueType {
	n := r.count(what, 1, limit)
	if n == 0 {
		return nil
	}
	ts := make([]ValueType, n)
	for i := range ts {
		ts[i] = r.valueType()
	}
	return ts
}

func (r *reader) valueType() ValueType {
	switch t := ValueType(r.byte()); t {
	case I32, I64, F32, F64, V128, FuncRef, ExternRef:
		return t
	case 0x69, 0x74: // exnref, nullexnref
		r.unsupported(featureExceptions)
	case 0x63, 0x64, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x71, 0x72, 0x73:
		r.unsupported(featureGC)
	case 0x68, 0x75: // contref, nullcontref
		r.unsupported(featureStackSwitch)
	default:
		r.fail("unknown value type %#x", byte(t))
	}
	return 0
}

func (r *reader) refType() ValueType {
	t := r.valueType()
	if t != FuncRef && t != ExternRef {
		r.fail("value type %#x is not a reference type", byte(t))
	}
	return t
}

func (r *reader) tableType() TableType {
	t := TableType{Elem: r.refType()}
	switch flags := r.byte(); {
	case flags&^0x07 != 0:
		r.fail("unknown flags of a table %#x", flags)
	case flags&0x04 != 0:
		r.unsupported(featureMemory64)
	case flags&0x02 != 0:
		r.unsupported(featureThreads)
	default:
		t.Limits = r.limits(flags)
	}
	return t
}

// memoryLimits reads the type of a memory.
func (r *reader) memoryLimits() (l Limits) {
	switch flags := r.byte(); {
	case flags&^0x0f != 0:
		r.fail("unknown flags of a memory %#x", flags)
	case flags&0x08 != 0:
		r.unsupported(featurePageSize)
	case flags&0x04 != 0:
		r.unsupported(featureMemory64)
	case flags&0x02 != 0:
		r.unsupported(featureThreads)
	default:
		l = r.limits(flags)
		if l.Min > maxMemorySize || l.HasMax && l.Max > maxMemorySize {
			r.fail("a memory of more than %d pages", maxMemorySize)
		}
	}
	return l
}

func (r *reader) limits(flags byte) Limits {
	l := Limits{Min: r.u32(), HasMax: flags&1 != 0}
	if l.HasMax {
		if l.Max = r.u32(); l.Max < l.Min {
			r.fail("the maximum %d is below the minimum %d", l.Max, l.Min)
		}
	}
	return l
}

func (r *reader) globalType() GlobalType {
	t := GlobalType{Value: r.valueType()}
	switch m := r.byte(); m {
	case 0, 1:
		t.Mutable = m == 1
	case 2, 3:
		r.unsupported(featureThreads)
	default:
		r.fail("unknown flags of a global %#x", m)
	}
	return t
}
