package rewrite

import "encoding/binary"

// An elementSegment is an element segment as it stands in the module. The bits
// of its form: 0 passive or declarative, 1 an explicit table or, with bit 0,
// declarative, 2 expressions instead of function indices.
type elementSegment struct {
	form   uint32
	table  uint32
	offset []byte // the constant expression, if the segment is active
	count  int
	rest   []byte // what follows the offset: type, count, elements
}

func (s elementSegment) active() bool { return s.form&1 == 0 }

// elementSegment reads an element segment that has no more than limit elements.
func (r *reader) elementSegment(limit int) (s elementSegment) {
	if s.form = r.u32(); s.form > 7 {
		r.fail("unknown form of element segment %d", s.form)
		return s
	}
	if s.active() {
		if s.form&2 != 0 {
			s.table = r.u32()
		}
		s.offset = r.constExpr()
	}
	start := r.pos
	expressions := s.form&4 != 0
	switch {
	case s.form&3 == 0: // funcref is understood
	case expressions:
		r.refType()
	default:
		if kind := r.byte(); kind != 0 {
			r.fail("unknown kind of element %#x", kind)
		}
	}
	s.count = r.count("elements", 1, limit)
	for range s.count {
		if expressions {
			r.constExpr()
		} else {
			r.ref(r.u32())
		}
	}
	s.rest = r.b[min(start, r.pos):r.pos]
	return s
}

// ref reports a reference to a function.
func (r *reader) ref(index uint32) {
	if r.refs != nil && r.err == nil {
		r.refs(index)
	}
}

// fits tells whether an active segment is certain to fit into its table: a
// constant offset, and no more elements than the table has at first.
func (s elementSegment) fits(tables []TableType) bool {
	r := reader{b: s.offset}
	if opcode(r.byte()) != opI32Const {
		return false
	}
	offset := uint32(r.leb(32, true))
	return opcode(r.byte()) == opEnd && uint64(offset)+uint64(s.count) <= uint64(tables[s.table].Min)
}

// appendPassive appends the segment in passive form.
func (s elementSegment) appendPassive(b []byte) []byte {
	b = append(b, byte(s.form&4|1))
	switch s.form {
	case 0:
		b = append(b, 0) // functions
	case 4:
		b = append(b, byte(FuncRef))
	}
	return append(b, s.rest...)
}

// appendInit appends the instructions that do what instantiation does with the
// active segment number i, given that it was made passive.
func (s elementSegment) appendInit(b []byte, i uint32) []byte {
	b = append(b, s.offset[:len(s.offset)-1]...) // without the end
	b = appendConst(b, opI32Const, 0)
	b = appendConst(b, opI32Const, int64(s.count))
	b = appendMisc(b, opTableInit, i, s.table)
	return appendMisc(b, opElemDrop, i)
}

// A dataSegment is a data segment as it stands in the module.
type dataSegment struct {
	active bool
	memory uint32
	offset []byte // the constant expression, if the segment is active
	data   []byte
}

// dataSegment reads a data segment.
func (r *reader) dataSegment() (s dataSegment) {
	switch form := r.u32(); form {
	case 0:
		s.active, s.offset = true, r.constExpr()
	case 1:
	case 2:
		s.active, s.memory = true, r.memoryIndex()
		s.offset = r.constExpr()
	default:
		r.fail("unknown form of data segment %d", form)
	}
	s.data = r.bytes(r.u32())
	return s
}

// appendPassive appends a passive segment.
func appendPassive(b, data []byte) []byte {
	b = binary.AppendUvarint(append(b, 1), uint64(len(data)))
	return append(b, data...)
}

// An accessFunc appends the instruction code, which works on memory 0, in a form
// that works on the given memory.
type accessFunc func(b []byte, memory uint32, op opcode, code []byte) []byte

// appendInit appends the instructions that do what instantiation does with the
// active segment number i, given that it was made passive.
func (s dataSegment) appendInit(b []byte, i uint32, access accessFunc) []byte {
	b = append(b, s.offset[:len(s.offset)-1]...) // without the end
	b = appendConst(b, opI32Const, 0)
	b = appendConst(b, opI32Const, int64(len(s.data)))
	b = access(b, s.memory, opMemoryInit, appendMisc(nil, opMemoryInit, i, 0))
	return access(b, s.memory, opDataDrop, appendMisc(nil, opDataDrop, i))
}

// fill returns an active element segment that puts functions into a table,
// from the given slot on.
func fill(table, slot uint32, funcs ...uint32) []byte {
	b := binary.AppendUvarint([]byte{2}, uint64(table)) // active, with a table index
	b = appendOp(appendConst(b, opI32Const, int64(slot)), opEnd)
	b = append(b, 0) // function indices
	b = binary.AppendUvarint(b, uint64(len(funcs)))
	for _, f := range funcs {
		b = binary.AppendUvarint(b, uint64(f))
	}
	return b
}
