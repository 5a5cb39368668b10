package rewrite

import "encoding/binary"

// The engine's arm64 compiler puts the quotient of a remainder instruction into
// the register of its result, and branches between that and the final
// subtraction; if the register is spilled at the branch, the result is garbage.
// In a division the register is written once, and so the remainder is computed
// from it: a - a/b*b. Division by -1 overflows where the remainder is 0; 1
// stands in for it, with the same remainder. Division by zero traps as before.

// locals appends the declarations of locals of b, with two more of each type
// that the replacement of remainders needs, and those that metering needs.
func (w *rewriter) locals(out []byte, b body, counters int) []byte {
	used := b.uses & w.edit
	groups := b.groups
	var extra []byte
	if used&usesRem32 != 0 {
		extra = append(extra, 2, byte(I32))
		groups++
	}
	if used&usesRem64 != 0 {
		extra = append(extra, 2, byte(I64))
		groups++
	}
	if counters > 0 {
		extra = append(extra, byte(counters), byte(I64))
		groups++
	}
	out = binary.AppendUvarint(out, uint64(groups))
	out = append(out, b.code[b.declPos:b.exprPos]...)
	return append(out, extra...)
}

// remLocals returns the first of the two locals that the replacement of op uses
// in b.
func (w *rewriter) remLocals(b body, op opcode) uint32 {
	if (op == opI64RemS || op == opI64RemU) && b.uses&usesRem32 != 0 {
		return b.locals + 2
	}
	return b.locals
}

// meterLocal returns the first of the locals that metering uses in b.
func (w *rewriter) meterLocal(b body) uint32 {
	n := b.locals
	for _, u := range []uses{usesRem32, usesRem64} {
		if b.uses&w.edit&u != 0 {
			n += 2
		}
	}
	return n
}

// remOps are the instructions that stand in for one remainder instruction.
type remOps struct {
	constant, eq, div, mul, sub opcode
	signed                      bool
}

var remainders = map[opcode]remOps{
	opI32RemS: {opI32Const, opI32Eq, opI32DivS, opI32Mul, opI32Sub, true},
	opI32RemU: {opI32Const, opI32Eq, opI32DivU, opI32Mul, opI32Sub, false},
	opI64RemS: {opI64Const, opI64Eq, opI64DivS, opI64Mul, opI64Sub, true},
	opI64RemU: {opI64Const, opI64Eq, opI64DivU, opI64Mul, opI64Sub, false},
}

// appendRem appends what stands in for op, using the locals a and a+1.
func appendRem(out []byte, op opcode, a uint32) []byte {
	ops, b := remainders[op], a+1
	out = appendIndexed(out, opLocalSet, b)
	out = appendIndexed(out, opLocalTee, a)
	out = appendIndexed(out, opLocalGet, a)
	if ops.signed { // b = b == -1 ? 1 : b
		out = appendConst(out, ops.constant, 1)
		out = appendIndexed(out, opLocalGet, b)
		out = appendIndexed(out, opLocalGet, b)
		out = appendConst(out, ops.constant, -1)
		out = appendOp(out, ops.eq, opSelect)
		out = appendIndexed(out, opLocalTee, b)
	} else {
		out = appendIndexed(out, opLocalGet, b)
	}
	out = appendOp(out, ops.div)
	out = appendIndexed(out, opLocalGet, b)
	return appendOp(out, ops.mul, ops.sub)
}
