package rewrite

import (
	"encoding/binary"
	"slices"
)

// In loops that call nothing the counter is kept in a local, and the host is
// called from outside of the loop, which is entered again afterwards:
//
//	(block $done
//	  (loop $again
//	    (block $empty
//	      (loop $header
//	        (br_if $empty (i64.lt_s (local.get $fuel) (i64.const 0)))
//	        …)
//	      (br $done))
//	    (local.set $fuel (call $host (local.get $fuel)))
//	    (br $again)))
//
// So the loop itself has no call, for which the engine would keep all that lives
// across it in memory rather than in registers. For the same reason the locals
// that the loop sets are given new values, equal to the old ones, before the
// call: it is those that are kept in memory.
//
// A loop that sets many locals has the same form, but leaves the counter where it
// is, and its locals as they are: there are not registers enough. So has a loop
// that begins with a br_table, whatever it calls: interpreters have one at their
// heart, and Go's compiler makes such a loop of each function. Other loops with
// calls are faster with the check in them.

// A loop of a function that is being planned.
type loop struct {
	frame    int // its own
	parent   int // the next outer one
	calls    bool
	switches bool // it begins with a br_table
	cut      bool // a cut call charges and checks what it begins with
	typed    bool // it has parameters, or results that are not told from them
	dead     bool
	many     bool     // it sets more locals than are listed
	assigned []uint32 // the locals that it sets
	// What findUnits finds out: the outermost loop around it within which the
	// counter is in a local, and how many loops from the function to this one
	// are written as above.
	unit  int
	depth int
}

// maxAssigned is how many locals a loop may set that has the counter in a local.
const maxAssigned = 8

func (l *loop) assigns(local uint32) {
	switch {
	case l.many || slices.Contains(l.assigned, local):
	case len(l.assigned) == maxAssigned:
		l.many = true
	default:
		l.assigned = append(l.assigned, local)
	}
}

func (p *plan) openLoop(r *reader, in instr) {
	l := loop{frame: len(p.frames), parent: p.loop, dead: p.region == none}
	c := r.b[in.start+1]
	l.typed = c != byte(noResult) && !(c >= 0x40 && c < 0x80) // a type index
	p.loop = len(p.loops)
	p.loops = append(p.loops, l)
	p.steps = append(p.steps, step{kind: stepLoop, in: in, end: r.pos, loop: p.loop})
}

func (p *plan) closeLoop(r *reader, in instr) {
	l := &p.loops[p.loop]
	p.steps = append(p.steps, step{kind: stepLoopEnd, in: in, end: r.pos, loop: p.loop})
	if l.parent != none {
		outer := &p.loops[l.parent]
		outer.calls = outer.calls || l.calls
		for _, local := range l.assigned {
			outer.assigns(local)
		}
		outer.many = outer.many || l.many
	}
	p.loop = l.parent
}

// findUnits decides where the counter is kept in a local.
func (p *plan) findUnits() {
	for i := range p.loops { // outer ones come first
		l := &p.loops[i]
		l.unit, l.depth = none, 0
		if l.parent != none {
			l.unit, l.depth = p.loops[l.parent].unit, p.loops[l.parent].depth
		}
		if l.unit == none && l.outlined() && !l.calls && !l.many {
			l.unit = i
		}
		if l.outlined() {
			l.depth++
		}
	}
}

// outlined tells whether a loop is written in the form above.
func (l *loop) outlined() bool {
	return (!l.calls || l.switches && !l.cut) && !l.typed && !l.dead
}

// unit returns the unit that a loop is in, or none.
func (p *plan) unit(l int) int {
	if l == none {
		return none
	}
	return p.loops[l].unit
}

// crossed returns how many blocks more than before a branch leaves, and whether
// it leaves a unit.
func (p *plan) crossed(inner, outer int) (blocks uint32, leaves bool) {
	if inner == none {
		return 0, false
	}
	n := p.loops[inner].depth
	if outer != none {
		n -= p.loops[outer].depth
	}
	u := p.unit(inner)
	return uint32(3 * n), u != none && u != p.unit(outer)
}

// appendLoop appends the beginning of a loop, of which code is the present form.
func (w *rewriter) appendLoop(b []byte, p *plan, l int, code []byte) []byte {
	if !p.loops[l].outlined() {
		return append(b, code...)
	}
	if p.loops[l].unit == l {
		b = appendIndexed(b, opGlobalGet, w.meter.fuel)
		b = appendIndexed(b, opLocalSet, p.local)
	}
	b = append(appendOp(b, opBlock), code[1:]...)
	b = append(b, code...)
	b = appendOp(b, opBlock, noResult)
	return append(b, code...)
}

// appendLoopEnd appends the end of a loop.
func (w *rewriter) appendLoopEnd(b []byte, p *plan, l int) []byte {
	b = appendOp(b, opEnd)
	if !p.loops[l].outlined() {
		return b
	}
	if p.loops[l].unit == l {
		b = w.appendSettle(b, p)
	}
	b = appendOp(appendIndexed(b, opBranch, 2), opEnd)
	if unit := p.loops[l].unit; unit == none {
		b = appendIndexed(b, opCall, w.meter.refuel)
	} else {
		for _, local := range p.loops[unit].assigned {
			b = appendRenew(b, local, p.types[local])
		}
		b = w.appendAsk(b, p)
	}
	return appendOp(appendIndexed(b, opBranch, 0), opEnd, opEnd)
}

// appendAsk appends a call of the host from within a unit.
func (w *rewriter) appendAsk(b []byte, p *plan) []byte {
	b = appendIndexed(b, opLocalGet, p.local)
	b = appendIndexed(b, opCall, w.meter.host)
	return appendIndexed(b, opLocalSet, p.local)
}

// appendSettle appends what is done on the way out of a unit.
func (w *rewriter) appendSettle(b []byte, p *plan) []byte {
	return appendIndexed(appendIndexed(b, opLocalGet, p.local), opGlobalSet, w.meter.fuel)
}

// appendRenew appends code that sets a local to its own value, computed anew.
func appendRenew(b []byte, local uint32, t ValueType) []byte {
	zero := func(b []byte) []byte { return append(b, 0) }
	switch t {
	case I32:
		b = appendOp(zero(appendOp(appendGets(b, local), opI32Const)), opI32Or)
	case I64:
		b = appendOp(zero(appendOp(appendGets(b, local), opI64Const)), opI64Or)
	case F32:
		b = appendOp(appendGets(b, local), opI32FromF32, opF32FromI32)
	case F64:
		b = appendOp(appendGets(b, local), opI64FromF64, opF64FromI64)
	default:
		return b
	}
	return appendIndexed(b, opLocalSet, local)
}

// appendBranch appends a branch out of a loop, of which code is the present form.
func (w *rewriter) appendBranch(b []byte, p *plan, s step, code []byte) []byte {
	if s.in.op == opBrTable {
		return w.appendSwitch(b, p, s, code)
	}
	more, leaves := p.crossed(s.loop, s.outer)
	switch {
	case s.in.op == opReturn:
		if leaves {
			b = w.appendSettle(b, p)
		}
		return append(b, code...)
	case !leaves:
		return appendIndexed(b, s.in.op, s.in.index+more)
	case s.in.op == opBranchIf && !s.values:
		b = w.appendSettle(appendOp(b, opIf, noResult), p)
		return appendOp(appendIndexed(b, opBranch, s.in.index+more+1), opEnd)
	}
	return appendIndexed(w.appendSettle(b, p), s.in.op, s.in.index+more)
}

func (w *rewriter) appendSwitch(b []byte, p *plan, s step, code []byte) []byte {
	r := reader{b: code, pos: 1}
	n := r.u32()
	table := binary.AppendUvarint([]byte{byte(opBrTable)}, uint64(n))
	settle := false
	for i := range int(n) + 1 {
		more, leaves := p.crossed(s.loop, p.labels[s.outer+i])
		table = binary.AppendUvarint(table, uint64(r.u32()+more))
		settle = settle || leaves
	}
	if settle {
		b = w.appendSettle(b, p)
	}
	return append(b, table...)
}
