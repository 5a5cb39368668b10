package rewrite

// An instr is a decoded instruction.
type instr struct {
	op    opcode
	start int    // offset in the reader's input
	index uint32 // the first index, if it has any
}

// instr decodes the next instruction. It checks the form of the immediates,
// not what they refer to.
func (r *reader) instr() instr {
	in := instr{start: r.pos}
	c := r.byte()
	imm := immediates[c]
	in.op = opcode(c)
	switch imm {
	case immNone:
		return in
	case immIndex:
		in.index = r.u32()
		return in
	case immPrefix:
		sub := r.u32()
		switch {
		case c == prefixMisc && sub <= 0xff:
			imm = miscImmediates[sub]
		case c == prefixSIMD && sub <= 0xff:
			imm = simdImmediates[sub]
		case c == prefixSIMD && sub <= 0x1ff:
			imm = immRelaxedSIMD
		default:
			imm = immUnknown
		}
		in.op = opcode(c)<<8 | opcode(sub&0xff)
	}
	in.index = r.immediate(imm)
	return in
}

// immediate skips an immediate and returns its first index.
func (r *reader) immediate(imm immediate) (index uint32) {
	switch imm {
	case immNone:
	case immIndex:
		return r.u32()
	case immIndex2:
		index = r.u32()
		r.u32()
		return index
	case immAccess:
		r.access()
	case immI32:
		r.skipSigned(32)
	case immI64:
		r.skipSigned(64)
	case immBlock:
		r.blockType()
	case immBranches:
		for range r.count("branches", 1, maxBranches) {
			r.u32()
		}
		r.u32()
	case immSelect:
		for range r.count("select types", 1, 1) {
			r.valueType()
		}
	case immMemory:
		r.memoryIndex()
	case immMemory2:
		r.memoryIndex()
		r.memoryIndex()
	case immSegment:
		index = r.u32()
		r.memoryIndex()
		return index
	case immLane:
		r.byte()
	case immAccessLn:
		r.access()
		r.byte()
	case immBytes4:
		r.bytes(4)
	case immBytes8:
		r.bytes(8)
	case immBytes16:
		r.bytes(16)
	case immHeapType:
		r.refType()
	default:
		r.refuse(imm)
	}
	return 0
}

// refuse fails on an instruction that does not exist or is not supported.
func (r *reader) refuse(imm immediate) {
	switch imm {
	case immExceptions:
		r.unsupported(featureExceptions)
	case immGC:
		r.unsupported(featureGC)
	case immThreads:
		r.unsupported("an atomic instruction")
	case immRelaxedSIMD:
		r.unsupported(featureRelaxedSIMD)
	case immWideArith:
		r.unsupported(featureWideArith)
	case immStackSwitch:
		r.unsupported(featureStackSwitch)
	default:
		r.fail("unknown instruction")
	}
}

// access reads the alignment and offset of a memory access. With more than one
// memory, a bit of the alignment says that a memory index follows.
func (r *reader) access() {
	if align := r.u32(); align >= 0x40 {
		r.unsupported(featureMultiMemory)
	}
	r.u32()
}

func (r *reader) memoryIndex() {
	if r.u32() != 0 {
		r.unsupported(featureMultiMemory)
	}
}

// blockType reads an empty type, a value type, or a type index.
func (r *reader) blockType() {
	if !r.more() {
		r.fail("unexpected end")
		return
	}
	switch c := r.b[r.pos]; {
	case c == 0x40:
		r.pos++
	case c < 0x40 || c >= 0x80: // not negative as an integer
		if int64(r.leb(33, true)) < 0 {
			r.fail("negative type index")
		}
	default:
		r.valueType()
	}
}

// constExpr skips a constant expression.
func (r *reader) constExpr() {
	for r.err == nil {
		switch in := r.instr(); in.op {
		case opEnd:
			return
		case opRefFunc:
			r.ref(in.index)
		case 0x23, opI32Const, opI64Const, 0x43, 0x44, 0xd0, 0xfd0c, // global.get, *.const, ref.null
			0x6a, opI32Sub, opI32Mul, 0x7c, opI64Sub, opI64Mul: // extended constant expressions
		default:
			r.fail("instruction %#x in a constant expression", uint16(in.op))
		}
	}
}
