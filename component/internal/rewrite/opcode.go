package rewrite

// An opcode is the code of an instruction; instructions behind a prefix have
// the prefix in the high byte.
type opcode uint16

// Prefix bytes.
const (
	prefixMisc = 0xfc
	prefixSIMD = 0xfd
)

// The opcodes that rewriting looks at.
const (
	opUnreachable opcode = 0x00
	opNop         opcode = 0x01
	opBlock       opcode = 0x02
	opLoop        opcode = 0x03
	opIf          opcode = 0x04
	opElse        opcode = 0x05
	opEnd         opcode = 0x0b
	opBranch      opcode = 0x0c
	opBranchIf    opcode = 0x0d
	opBrTable     opcode = 0x0e
	opReturn      opcode = 0x0f
	opCall        opcode = 0x10
	opCallInd     opcode = 0x11
	opTailCall    opcode = 0x12
	opTailInd     opcode = 0x13
	opDrop        opcode = 0x1a
	opSelect      opcode = 0x1b
	opLocalGet    opcode = 0x20
	opLocalSet    opcode = 0x21
	opLocalTee    opcode = 0x22
	opGlobalGet   opcode = 0x23
	opGlobalSet   opcode = 0x24
	opTableGet    opcode = 0x25
	opTableSet    opcode = 0x26
	opI32Load     opcode = 0x28
	opLoad8       opcode = 0x2d // i32.load8_u
	opStore8      opcode = 0x3a // i32.store8
	opMemSize     opcode = 0x3f
	opMemGrow     opcode = 0x40
	opI32Const    opcode = 0x41
	opI64Const    opcode = 0x42
	opI32Eqz      opcode = 0x45
	opI32Eq       opcode = 0x46
	opI32GtU      opcode = 0x4b
	opI32LtU      opcode = 0x49
	opI32GeU      opcode = 0x4f
	opI64Eq       opcode = 0x51
	opI64LtS      opcode = 0x53
	opI64GtU      opcode = 0x56
	opI32Add      opcode = 0x6a
	opI32Sub      opcode = 0x6b
	opI32Mul      opcode = 0x6c
	opI32DivS     opcode = 0x6d
	opI32DivU     opcode = 0x6e
	opI32RemS     opcode = 0x6f
	opI32RemU     opcode = 0x70
	opI32Or       opcode = 0x72
	opI64Add      opcode = 0x7c
	opI64Sub      opcode = 0x7d
	opI64Mul      opcode = 0x7e
	opI64DivS     opcode = 0x7f
	opI64DivU     opcode = 0x80
	opI64RemS     opcode = 0x81
	opI64RemU     opcode = 0x82
	opI64Shl      opcode = 0x86
	opI64ShrU     opcode = 0x88
	opI64ExtendU  opcode = 0xad // i64.extend_i32_u
	opI64Or       opcode = 0x84
	opI32FromF32  opcode = 0xbc // i32.reinterpret_f32 …
	opI64FromF64  opcode = 0xbd
	opF32FromI32  opcode = 0xbe
	opF64FromI64  opcode = 0xbf
	opRefFunc     opcode = 0xd2

	opMemoryInit opcode = prefixMisc<<8 | 0x08
	opDataDrop   opcode = prefixMisc<<8 | 0x09
	opMemoryCopy opcode = prefixMisc<<8 | 0x0a
	opTableInit  opcode = prefixMisc<<8 | 0x0c
	opElemDrop   opcode = prefixMisc<<8 | 0x0d
	opTableCopy  opcode = prefixMisc<<8 | 0x0e
	opTableGrow  opcode = prefixMisc<<8 | 0x0f
	opTableSize  opcode = prefixMisc<<8 | 0x10
	opTableFill  opcode = prefixMisc<<8 | 0x11
	opMemoryFill opcode = prefixMisc<<8 | 0x0b

	opV128Store opcode = prefixSIMD<<8 | 0x0b
	opLoadLane  opcode = prefixSIMD<<8 | 0x54 // v128.load8_lane …
	opStoreLane opcode = prefixSIMD<<8 | 0x58 // v128.store8_lane …
	opLastLane  opcode = prefixSIMD<<8 | 0x5b
)

// noResult is the type of a block without parameters and results.
const noResult opcode = 0x40

// An immediate is what follows an opcode.
type immediate uint8

const (
	immUnknown  immediate = iota // no such instruction
	immNone                      //
	immBlock                     // block type
	immIndex                     // index
	immIndex2                    // two indices
	immBranches                  // vector of labels, label
	immSelect                    // vector of value types
	immMemory                    // memory index
	immMemory2                   // two of those
	immSegment                   // segment index, memory index
	immAccess                    // alignment, offset, between them perhaps a memory index
	immLane                      // lane
	immAccessLn                  // the same, lane
	immI32                       // signed integer
	immI64                       // signed integer
	immBytes4                    // constant
	immBytes8                    // constant
	immBytes16                   // constant or lanes
	immHeapType                  // heap type
	immPrefix                    // second opcode
	// Instructions of unsupported features.
	immExceptions
	immGC
	immThreads
	immRelaxedSIMD
	immWideArith
	immStackSwitch
)

// A span says that the opcodes from first to last have the same immediate.
type span struct {
	first, last byte
	imm         immediate
}

// immediates holds the immediates of the one-byte opcodes; see the
// specification's appendix "Index of Instructions".
var immediates = table([]span{
	{0x00, 0x01, immNone},        // unreachable, nop
	{0x02, 0x04, immBlock},       // block, loop, if
	{0x05, 0x05, immNone},        // else
	{0x06, 0x0a, immExceptions},  // try, catch, throw, rethrow, throw_ref
	{0x0b, 0x0b, immNone},        // end
	{0x0c, 0x0d, immIndex},       // br, br_if
	{0x0e, 0x0e, immBranches},    // br_table
	{0x0f, 0x0f, immNone},        // return
	{0x10, 0x10, immIndex},       // call
	{0x11, 0x11, immIndex2},      // call_indirect
	{0x12, 0x12, immIndex},       // return_call
	{0x13, 0x13, immIndex2},      // return_call_indirect
	{0x14, 0x15, immGC},          // call_ref, return_call_ref
	{0x18, 0x19, immExceptions},  // delegate, catch_all
	{0x1a, 0x1b, immNone},        // drop, select
	{0x1c, 0x1c, immSelect},      // select t
	{0x1f, 0x1f, immExceptions},  // try_table
	{0x20, 0x26, immIndex},       // local.*, global.*, table.get, table.set
	{0x28, 0x3e, immAccess},      // loads and stores
	{0x3f, 0x40, immMemory},      // memory.size, memory.grow
	{0x41, 0x41, immI32},         // i32.const
	{0x42, 0x42, immI64},         // i64.const
	{0x43, 0x43, immBytes4},      // f32.const
	{0x44, 0x44, immBytes8},      // f64.const
	{0x45, 0xc4, immNone},        // arithmetic
	{0xd0, 0xd0, immHeapType},    // ref.null
	{0xd1, 0xd1, immNone},        // ref.is_null
	{0xd2, 0xd2, immIndex},       // ref.func
	{0xd3, 0xd6, immGC},          // ref.eq, ref.as_non_null, br_on_null, br_on_non_null
	{0xe0, 0xe6, immStackSwitch}, // cont.new …
	{0xfb, 0xfb, immGC},
	{prefixMisc, prefixSIMD, immPrefix},
	{0xfe, 0xfe, immThreads},
})

var miscImmediates = table([]span{
	{0x00, 0x07, immNone},    // saturating truncation
	{0x08, 0x08, immSegment}, // memory.init
	{0x09, 0x09, immIndex},   // data.drop
	{0x0a, 0x0a, immMemory2}, // memory.copy
	{0x0b, 0x0b, immMemory},  // memory.fill
	{0x0c, 0x0c, immIndex2},  // table.init
	{0x0d, 0x0d, immIndex},   // elem.drop
	{0x0e, 0x0e, immIndex2},  // table.copy
	{0x0f, 0x11, immIndex},   // table.grow, table.size, table.fill
	{0x13, 0x16, immWideArith},
})

var simdImmediates = table([]span{
	{0x00, 0x0b, immAccess},   // loads, v128.store
	{0x0c, 0x0d, immBytes16},  // v128.const, i8x16.shuffle
	{0x0e, 0x14, immNone},     // swizzle, splats
	{0x15, 0x22, immLane},     // extract_lane, replace_lane
	{0x23, 0x53, immNone},     // comparison, bitwise
	{0x54, 0x5b, immAccessLn}, // load_lane, store_lane
	{0x5c, 0x5d, immAccess},   // load_zero
	{0x5e, 0xff, immNone},     // arithmetic
	// Codes that stand for no instruction.
	{0x9a, 0x9a, immUnknown}, {0xa2, 0xa2, immUnknown}, {0xa5, 0xa6, immUnknown}, {0xaf, 0xb0, immUnknown},
	{0xb2, 0xb4, immUnknown}, {0xbb, 0xbb, immUnknown}, {0xc2, 0xc2, immUnknown}, {0xc5, 0xc6, immUnknown},
	{0xcf, 0xd0, immUnknown}, {0xd2, 0xd4, immUnknown}, {0xe2, 0xe2, immUnknown}, {0xee, 0xee, immUnknown},
})

// table expands spans; later ones win.
func table(spans []span) (t [256]immediate) {
	for _, s := range spans {
		for op := int(s.first); op <= int(s.last); op++ {
			t[op] = s.imm
		}
	}
	return t
}
