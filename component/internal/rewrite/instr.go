package rewrite

// An instr is a decoded instruction. The memory that loads and stores work on
// counts as an index. With a fifth field it would not be kept in registers.
type instr struct {
	op     opcode
	start  int    // offset in the reader's input
	index  uint32 // the first index, if it has any
	second uint32 // the second index, if it has two
}

// instr decodes the next instruction. It checks the form of the immediates,
// not what they refer to.
func (r *reader) instr() instr {
	in := instr{start: r.pos}
	c := r.byte()
	in.op = opcode(c)
	imm := immediates[c]
	switch imm {
	case immNone:
		return in
	case immIndex:
		in.index = r.u32()
		return in
	case immPrefix:
		sub := r.u32()
		switch {
		case c == prefixSIMD && sub > 0xff && sub <= 0x1ff:
			r.refuse(immRelaxedSIMD)
		case sub > 0xff:
			r.refuse(immUnknown)
		}
		in.op = opcode(c)<<8 | opcode(sub&0xff)
		imm = in.op.immediate()
	}
	in.index, in.second = r.immediate(imm)
	return in
}

// immediate returns what follows the opcode.
func (op opcode) immediate() immediate {
	switch op >> 8 {
	case 0:
		return immediates[op]
	case prefixMisc:
		return miscImmediates[op&0xff]
	}
	return simdImmediates[op&0xff]
}

// immediate reads an immediate, and returns the indices in it.
func (r *reader) immediate(imm immediate) (index, second uint32) {
	switch imm {
	case immNone:
	case immIndex:
		index = r.u32()
	case immIndex2:
		index = r.u32()
		second = r.u32()
	case immAccess:
		index = r.access()
	case immI32:
		r.skipSigned(32)
	case immI64:
		r.skipSigned(64)
	case immBlock:
		index = r.blockType()
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
		index = r.memoryIndex()
	case immMemory2:
		index = r.memoryIndex()
		second = r.memoryIndex()
	case immSegment:
		index = r.u32()
		second = r.memoryIndex()
	case immLane:
		r.byte()
	case immAccessLn:
		index = r.access()
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
	return index, second
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

// namesMemory is the bit of a memory access's alignment that says that a
// memory index follows.
const namesMemory = 0x40

// access reads the alignment and offset of a memory access, and returns its
// memory.
func (r *reader) access() (memory uint32) {
	switch align := r.u32(); {
	case align < namesMemory:
	case r.memories == 0:
		r.unsupported(featureMultiMemory)
	case align >= 2*namesMemory:
		r.fail("unknown flags of a memory access %#x", align)
	default:
		memory = r.memoryIndex()
	}
	r.u32()
	return memory
}

func (r *reader) memoryIndex() uint32 {
	i := r.u32()
	switch {
	case i == 0 || i < r.memories:
		return i
	case r.memories == 0:
		r.unsupported(featureMultiMemory)
	default:
		r.fail("memory %d does not exist", i)
	}
	return 0
}

// blockType reads an empty type, a value type, or a type index, which it
// returns.
func (r *reader) blockType() (index uint32) {
	if !r.more() {
		r.fail("unexpected end")
		return 0
	}
	switch c := r.b[r.pos]; {
	case c == 0x40:
		r.pos++
	case c < 0x40 || c >= 0x80: // not negative as an integer
		i := int64(r.leb(33, true))
		if i < 0 {
			r.fail("negative type index")
		}
		return uint32(i)
	default:
		r.valueType()
	}
	return 0
}

// constExpr reads a constant expression, and returns it with its end.
func (r *reader) constExpr() []byte {
	start := r.pos
	for r.err == nil {
		switch in := r.instr(); in.op {
		case opEnd:
			return r.b[start:r.pos]
		case opRefFunc:
			r.ref(in.index)
		case opGlobalGet, opI32Const, opI64Const, 0x43, 0x44, 0xd0, 0xfd0c, // *.const, ref.null
			0x6a, opI32Sub, opI32Mul, 0x7c, opI64Sub, opI64Mul: // extended constant expressions
		default:
			r.fail("instruction %#x in a constant expression", uint16(in.op))
		}
	}
	return nil
}
