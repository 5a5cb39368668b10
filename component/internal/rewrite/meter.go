package rewrite

import (
	"encoding/binary"
	"sync"
)

// cost returns what an instruction costs, not counting what a bulk instruction
// costs for its size. An indirect call pays for a tiny function.
func cost(op opcode) int64 {
	if op > 0xff {
		return 1
	}
	return int64(costs[op])
}

var costs = func() (t [256]uint8) {
	for op := range t {
		t[op] = 1
	}
	for _, op := range []opcode{opBlock, opLoop, opElse, opEnd, opNop} {
		t[op] = 0
	}
	for _, op := range []opcode{opI32DivS, opI32DivU, opI32RemS, opI32RemU, opI64DivS, opI64DivU, opI64RemS, opI64RemU, opCall, opTailCall} {
		t[op] = 5
	}
	for _, op := range []opcode{opCallInd, opTailInd} {
		t[op] = 5 + maxTiny
	}
	return t
}()

// meteredBodies writes all functions, each after those that it calls.
func (w *rewriter) meteredBodies(bodies [][]byte) error {
	g := w.meter.graph
	errs := make([]error, len(bodies))
	for level := range g.levels() {
		inParallel(len(level), func(first, end int) {
			p := plans.Get().(*plan)
			defer plans.Put(p)
			for _, n := range level[first:end] {
				if i := int(n) - g.importedFuncs; i >= len(bodies) {
					g.joinTargets(n)
				} else if i >= 0 {
					bodies[i], errs[i] = w.metered(p, i, n)
				}
			}
		})
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

var plans = sync.Pool{New: func() any { return new(plan) }}

// metered returns the new form of function body number i, that of the node n.
func (w *rewriter) metered(p *plan, i int, n uint32) ([]byte, error) {
	g, b := w.meter.graph, w.bodies[i]
	if err := w.plan(p, b, &g.nodes[n]); err != nil {
		return nil, err
	}
	out := make([]byte, 0, len(b.code)+24*len(p.steps))
	return w.meteredBody(out, b, g.types[g.funcs[n]].Params, p), nil
}

// meteredBody appends the new form of b to out, as p says.
func (w *rewriter) meteredBody(out []byte, b body, params []ValueType, p *plan) []byte {
	p.local = w.meterLocal(b)
	p.types = p.types[:0]
	if len(p.loops) > 0 {
		p.types = b.appendTypes(append(p.types, params...))
	}
	counters := 1
	if p.saves && w.options.Fuel.Stack > 0 {
		counters = 3
	}
	out = w.locals(out, b, counters)
	copied := b.exprPos
	for _, s := range p.steps {
		out = append(out, b.code[copied:s.in.start]...)
		copied = s.end
		code := b.code[s.in.start:s.end]
		switch s.kind {
		case stepReplace:
			out = w.replaceMetered(out, b, s, code)
		case stepCharge:
			out = w.appendRegion(out, p, &p.regions[s.region])
		case stepCall:
			out = w.appendSite(out, p, s, code)
		case stepLoop:
			out = w.appendLoop(out, p, s.loop, code)
		case stepLoopEnd:
			out = w.appendLoopEnd(out, p, s.loop)
		case stepBranch:
			out = w.appendBranch(out, p, s, code)
		}
	}
	return append(out, b.code[copied:]...)
}

func (w *rewriter) replaceMetered(out []byte, b body, s step, code []byte) []byte {
	if units, sized := bulkUnits(s.in.op); sized {
		return w.appendBulk(out, s.in, units, code)
	}
	return w.replace(out, b, s.in)
}

// appendRegion appends what charges a region where it begins.
func (w *rewriter) appendRegion(b []byte, p *plan, r *region) []byte {
	if r.cost == 0 && !r.check {
		return b
	}
	outlined := r.header && p.loops[r.loop].outlined()
	if p.unit(r.loop) == none {
		return w.appendGlobalRegion(b, p, r, outlined)
	}
	switch {
	case outlined:
		b = appendOp(appendConst(appendGets(b, p.local), opI64Const, 0), opI64LtS)
		b = appendIndexed(b, opBranchIf, 1)
	case r.check:
		b = appendOp(appendConst(appendGets(b, p.local), opI64Const, 0), opI64LtS, opIf, noResult)
		b = appendOp(w.appendAsk(b, p), opEnd)
	}
	b = appendOp(appendConst(appendGets(b, p.local), opI64Const, r.cost), opI64Sub)
	return appendIndexed(b, opLocalSet, p.local)
}

// appendGlobalRegion is appendRegion where the counter is not in a local.
func (w *rewriter) appendGlobalRegion(b []byte, p *plan, r *region, outlined bool) []byte {
	switch {
	case outlined:
		b = appendIndexed(appendIndexed(b, opGlobalGet, w.meter.fuel), opLocalTee, p.local)
		b = appendIndexed(appendOp(appendConst(b, opI64Const, 0), opI64LtS), opBranchIf, 1)
		b = appendOp(appendConst(appendGets(b, p.local), opI64Const, r.cost), opI64Sub)
	case r.check:
		b = appendIndexed(w.appendCharge(b, w.meter.fuel, r.cost), opLocalTee, p.local)
		b = appendIndexed(b, opGlobalSet, w.meter.fuel)
		return w.appendCheck(appendGets(b, p.local))
	default:
		b = w.appendCharge(b, w.meter.fuel, r.cost)
	}
	return appendIndexed(b, opGlobalSet, w.meter.fuel)
}

// appendSite appends a call. If it is cut it takes from the stack while it lasts,
// and it may charge a region.
func (w *rewriter) appendSite(b []byte, p *plan, s step, code []byte) []byte {
	tested := 0 // counters on the stack that must not be negative
	saved, left := p.local+1, p.local+2
	if s.region != none {
		b = w.appendCharge(b, w.meter.fuel, p.regions[s.region].cost)
		b = appendIndexed(b, opLocalTee, p.local)
		b = appendIndexed(b, opGlobalSet, w.meter.fuel)
		b = appendGets(b, p.local)
		tested++
	}
	takes := s.site.flags&siteCut != 0 && p.saves && w.options.Fuel.Stack > 0
	if takes {
		b = appendIndexed(b, opGlobalGet, w.meter.stack)
		b = appendIndexed(b, opLocalTee, saved)
		b = appendOp(appendConst(b, opI64Const, p.node.depth), opI64Sub)
		b = appendIndexed(b, opLocalTee, left)
		b = appendIndexed(b, opGlobalSet, w.meter.stack)
		b = appendGets(b, left)
		if tested++; tested == 2 {
			b = appendOp(b, opI64Or)
		}
	}
	if tested > 0 {
		b = w.appendCheck(b)
	}
	op := s.in.op
	returns := s.site.flags&siteReturns != 0
	if returns {
		op -= opTailCall - opCall
	}
	if s.site.indirect() {
		b = append(append(b, byte(op)), code[1:]...)
	} else {
		b = binary.AppendUvarint(append(b, byte(op)), uint64(w.funcIndex(s.in.index)))
	}
	if takes {
		b = appendIndexed(appendGets(b, saved), opGlobalSet, w.meter.stack)
	}
	if returns {
		b = appendOp(b, opReturn)
	}
	return b
}
