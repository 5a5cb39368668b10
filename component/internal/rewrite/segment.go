package rewrite

// elementSegment skips an element segment and returns the number of its
// elements, which must not exceed limit. Its first integer tells the form:
// bit 0 passive or declarative, bit 1 an explicit table or, with bit 0,
// declarative, bit 2 expressions instead of function indices.
func (r *reader) elementSegment(limit int) int {
	form := r.u32()
	if form > 7 {
		r.fail("unknown form of element segment %d", form)
		return 0
	}
	if form&1 == 0 {
		if form&2 != 0 {
			r.u32() // table
		}
		r.constExpr() // offset
	}
	expressions := form&4 != 0
	switch {
	case form&3 == 0: // funcref is understood
	case expressions:
		r.refType()
	default:
		if kind := r.byte(); kind != 0 {
			r.fail("unknown kind of element %#x", kind)
		}
	}
	n := r.count("elements", 1, limit)
	for range n {
		if expressions {
			r.constExpr()
		} else {
			r.ref(r.u32())
		}
	}
	return n
}

// ref reports a reference to a function.
func (r *reader) ref(index uint32) {
	if r.refs != nil && r.err == nil {
		r.refs(index)
	}
}

// dataSegment skips a data segment.
func (r *reader) dataSegment() {
	switch form := r.u32(); form {
	case 0:
		r.constExpr()
	case 1:
	case 2:
		r.memoryIndex()
		r.constExpr()
	default:
		r.fail("unknown form of data segment %d", form)
	}
	r.bytes(r.u32())
}
