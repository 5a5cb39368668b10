package rewrite

// A plan says what becomes of the code of a function.
type plan struct {
	steps  []step
	region int // the step that charges what is executed at this point
}

// A step is a place in code where something is put in or replaced.
type step struct {
	kind stepKind
	in   instr
	end  int   // where in is followed by the next instruction
	cost int64 // of a charge
}

type stepKind uint8

const (
	stepReplace stepKind = iota // replace the instruction
	stepCharge                  // take the cost of a region
	stepCheck                   // and see whether there is fuel
)

// plan fills p with the steps for b. The instructions from one place where
// control flow splits or joins to the next one are a region, which is charged
// where it begins; loops and functions begin with a check.
func (w *rewriter) plan(p *plan, b body) error {
	p.steps = p.steps[:0]
	r := reader{b: b.code, base: b.base, pos: b.exprPos}
	p.open(stepCheck, r.pos)
	for r.more() {
		in := r.instr()
		if !w.meter.bounds.contain(in, b.locals) {
			r.pos = in.start
			r.fail("an index of instruction %#x is out of range", uint16(in.op))
			return r.err
		}
		p.steps[p.region].cost += cost(in.op)
		switch {
		case in.op == opLoop:
			p.open(stepCheck, r.pos)
		case splits(in.op):
			if w.replacesMetered(in) {
				p.steps = append(p.steps, step{kind: stepReplace, in: in, end: r.pos})
			}
			p.open(stepCharge, r.pos)
		case w.replacesMetered(in):
			p.steps = append(p.steps, step{kind: stepReplace, in: in, end: r.pos})
		}
	}
	return nil
}

// open begins a region.
func (p *plan) open(kind stepKind, pos int) {
	p.region = len(p.steps)
	p.steps = append(p.steps, step{kind: kind, in: instr{start: pos}, end: pos})
}

// splits tells whether control flow splits or joins at an instruction.
func splits(op opcode) bool {
	switch op {
	case opIf, opElse, opEnd, opBranch, opBranchIf, opBrTable, opReturn, opTailCall, opTailInd, opUnreachable:
		return true
	}
	return false
}

// cost returns what an instruction costs, not counting what a bulk instruction
// costs for its size.
func cost(op opcode) int64 {
	switch op {
	case opBlock, opLoop, opElse, opEnd, opNop:
		return 0
	case opCall, opCallInd, opTailCall, opTailInd:
		return 5
	case opI32DivS, opI32DivU, opI32RemS, opI32RemU, opI64DivS, opI64DivU, opI64RemS, opI64RemU:
		return 5
	}
	return 1
}

// frameSize is what a call is taken to need of the stack, in bytes.
const frameSize = 64

// replacesMetered tells whether metering or something else replaces in.
func (w *rewriter) replacesMetered(in instr) bool {
	switch in.op {
	case opCall, opTailCall:
		return true
	case opCallInd:
		return w.options.Fuel.Stack > 0
	}
	_, sized := bulkUnits(in.op)
	return sized || w.replaces(in.op)
}

// meteredBody appends the new form of b to out.
func (w *rewriter) meteredBody(out []byte, b body, steps []step) []byte {
	out = w.locals(out, b)
	copied := b.exprPos
	local := w.meterLocal(b)
	for _, s := range steps {
		out = append(out, b.code[copied:s.in.start]...)
		copied = s.end
		switch s.kind {
		case stepReplace:
			out = w.replaceMetered(out, b, s)
		case stepCharge:
			if s.cost > 0 {
				out = w.appendCharge(out, w.meter.fuel, s.cost, 0, local)
			}
		case stepCheck:
			out = w.appendCharge(out, w.meter.fuel, s.cost, w.meter.refuel, local)
		}
	}
	return append(out, b.code[copied:]...)
}

func (w *rewriter) replaceMetered(out []byte, b body, s step) []byte {
	code := b.code[s.in.start:s.end]
	switch s.in.op {
	case opTailCall:
		return w.appendCall(out, opTailCall, s.in.index)
	case opCall, opCallInd:
		if s.in.op == opCall {
			code = w.appendCall(nil, opCall, s.in.index)
		}
		return w.appendBounded(out, code, w.meterLocal(b))
	}
	if units, sized := bulkUnits(s.in.op); sized {
		return w.appendBulk(out, s.in, units, code)
	}
	return w.replace(out, b, s.in)
}

// appendBounded appends a call that takes from the stack while it lasts.
func (w *rewriter) appendBounded(out, call []byte, local uint32) []byte {
	if w.options.Fuel.Stack == 0 {
		return append(out, call...)
	}
	out = w.appendCharge(out, w.meter.stack, frameSize, w.meter.exhaust, local)
	out = append(out, call...)
	out = appendIndexed(out, opGlobalGet, w.meter.stack)
	out = appendOp(appendConst(out, opI64Const, frameSize), opI64Add)
	return appendIndexed(out, opGlobalSet, w.meter.stack)
}
