package rewrite

// Code is charged by regions: instructions of which all are executed when the
// first one is, unless something traps or one of the branches between them is
// taken that the region was merged with. A region is charged where it begins, or
// at the first cut call in it.

// What a branch may skip although it is charged: regions that cost no more than
// maxSkipped are merged into the one that they depend on, up to maxMerged each.
const (
	maxSkipped = 8
	maxMerged  = 24
)

// A plan says what becomes of the code of a function. It is used for one function
// after the other.
type plan struct {
	*meter
	node    *node
	gap     gap
	steps   []step
	regions []region
	frames  []frame
	loops   []loop
	region  int   // the one that is being read, none if what follows is never executed
	loop    int   // the innermost one
	labels  []int // of br_table instructions; see step
	saves   bool  // there is a call that takes from the stack
	// For writing the function: the first local for counters, and the types of
	// the others.
	local uint32
	types []ValueType
}

// none stands for no region or loop.
const none = -1

// A region is a part of a function that is charged as a whole.
type region struct {
	cost   int64
	merged int64 // of cost, what may not be executed
	late   int64 // of cost, what follows a call, never if there was none
	parent int   // the region it may be merged into
	loop   int   // the innermost one that it is in
	step   int   // where it is charged
	header bool  // it is where a loop begins
	check  bool  // the counter is checked
	cut    bool  // it is charged at a call
}

// A frame is a block that is open, or the function.
type frame struct {
	op        opcode
	loop      int  // the innermost one, itself if it is one
	before    int  // region in which it begins
	outermost int  // the outermost frame that a branch from within leads to
	gap       gap  // where its end is branched to
	start     gap  // where it begins
	called    bool // there is a call in it
	targeted  bool // its end, by a branch
	switched  bool // by one of many
	split     bool // there is a call in it after which a new region begins
	hasElse   bool
	values    bool // branches to it may carry values
}

// A step is a place in code where something is put in or replaced.
type step struct {
	kind   stepKind
	in     instr
	end    int  // where in is followed by the next instruction
	region int  // to charge
	loop   int  // innermost one
	outer  int  // innermost loop at the target of a branch, or where in plan.labels those of the targets are
	values bool // the branch may carry values
	site   *site
}

type stepKind uint8

const (
	stepNone stepKind = iota
	stepReplace
	stepCharge
	stepCall
	stepLoop
	stepLoopEnd
	stepBranch // out of a loop
)

// plan fills p with the steps for b, a body of n. It may be wrong if b is not
// valid.
func (w *rewriter) plan(p *plan, b body, n *node) error {
	*p = plan{
		meter: w.meter, node: n, gap: gap{0, never},
		steps: p.steps[:0], regions: p.regions[:0], frames: p.frames[:0], loops: p.loops[:0], labels: p.labels[:0], types: p.types,
		region: none, loop: none,
	}
	n.unchecked = unchecked{0, never, never}
	r := reader{b: b.code, base: b.base, pos: b.exprPos}
	p.frames = append(p.frames, frame{op: opBlock, loop: none, before: none, gap: unreached, values: true})
	if n.tiny {
		n.unchecked.leave(gap{b.cost, never})
	} else {
		p.open(r.pos, none, false)
	}
	sites := b.sites
	for r.more() {
		in := r.instr()
		if !w.meter.bounds.contain(in, b.locals) {
			r.pos = in.start
			r.fail("an index of instruction %#x is out of range", uint16(in.op))
			return r.err
		}
		if p.region != none {
			p.charge(cost(in.op), in.start)
		}
		switch in.op {
		case opBlock, opLoop, opIf, opElse, opEnd:
			p.structure(&r, in)
		case opBranch, opBranchIf, opBrTable, opReturn, opUnreachable:
			if err := p.branch(&r, in); err != nil {
				return err
			}
		case opCall, opCallInd, opTailCall, opTailInd:
			p.call(w, &r, in, &sites[0])
			sites = sites[1:]
		case opLocalSet, opLocalTee:
			if p.loop != none {
				p.loops[p.loop].assigns(in.index)
			}
		default:
			if _, sized := bulkUnits(in.op); sized && p.loop != none {
				p.loops[p.loop].calls = true
			} else if !sized && !w.replaces(in.op) {
				continue
			}
			p.steps = append(p.steps, step{kind: stepReplace, in: in, end: r.pos})
		}
	}
	p.merge()
	p.findUnits()
	return nil
}

// open begins a region at pos.
func (p *plan) open(pos, parent int, check bool) {
	p.region = len(p.regions)
	p.regions = append(p.regions, region{parent: parent, loop: p.loop, step: len(p.steps), late: never, check: check})
	p.steps = append(p.steps, step{kind: stepCharge, in: instr{start: pos}, end: pos, region: p.region, loop: p.loop})
}

// charge adds an instruction to the region. The region ends before it if it
// would take too long without a check, or too long after a call.
func (p *plan) charge(cost int64, pos int) {
	r := &p.regions[p.region]
	switch {
	case p.gap.most()+cost > maxUnchecked:
		p.split(pos, true)
	case r.late != never && r.late+cost > maxPrepaid:
		p.split(pos, false)
	}
	r = &p.regions[p.region]
	r.cost += cost
	r.late = plus(r.late, cost)
	p.gap = p.gap.add(cost)
}

// split begins a region, whatever precedes it.
func (p *plan) split(pos int, check bool) {
	p.open(pos, none, check)
	p.frames[len(p.frames)-1].split = true
	if check {
		p.passCheck()
	}
}

// passCheck notes that the counter is checked.
func (p *plan) passCheck() {
	p.node.unchecked.head = max(p.node.unchecked.head, p.gap.entry)
	p.gap = checked
}

// structure handles the instructions that make blocks.
func (p *plan) structure(r *reader, in instr) {
	before := p.region
	switch in.op {
	case opLoop:
		p.openLoop(r, in)
		fallthrough
	case opBlock, opIf:
		f := frame{op: in.op, loop: p.loop, before: before, outermost: len(p.frames), gap: unreached, start: p.gap}
		f.values = r.b[in.start+1] != byte(noResult)
		p.frames = append(p.frames, f)
		if before == none {
			return
		}
		if in.op == opLoop {
			p.open(r.pos, none, true)
			p.regions[p.region].header = true
			p.passCheck()
		} else if in.op == opIf {
			p.open(r.pos, before, false)
		}
	case opElse:
		f := &p.frames[len(p.frames)-1]
		f.hasElse = true
		p.arrive(f)
		if p.region = f.before; f.before != none {
			p.gap = f.start
			p.open(r.pos, f.before, false)
		}
	case opEnd:
		p.close(r, in)
	}
}

// close handles the end of a block.
func (p *plan) close(r *reader, in instr) {
	i := len(p.frames) - 1
	f := p.frames[i]
	p.frames = p.frames[:i]
	if i == 0 {
		p.arrive(&f)
		p.node.unchecked.leave(f.gap)
		return
	}
	if f.op == opLoop {
		p.closeLoop(r, in)
	}
	outer := &p.frames[i-1]
	outer.outermost = min(outer.outermost, f.outermost)
	outer.split = outer.split || f.split
	outer.called = outer.called || f.called
	if f.op != opLoop {
		p.arrive(&f)
		p.gap = f.gap
		if f.op == opIf && !f.hasElse && f.before != none {
			p.gap, f.targeted = p.gap.join(f.start), true
		}
	} else {
		f.targeted = p.region != none
	}
	switch {
	case f.before == none || !f.targeted:
		p.region = none
	case f.split, f.switched:
		p.open(r.pos, none, false)
	case f.outermost < i:
		p.open(r.pos, f.before, false)
	default:
		p.region = f.before
		if f.called {
			p.regions[p.region].late = max(p.regions[p.region].late, 0)
		}
	}
}

// arrive notes that the end of f is reached, if it is.
func (p *plan) arrive(f *frame) {
	if p.region != none {
		f.targeted = true
		f.gap = f.gap.join(p.gap)
	}
}

// branch handles instructions after which execution may go on elsewhere.
func (p *plan) branch(r *reader, in instr) error {
	top := len(p.frames) - 1
	target := top + 1 // nowhere
	labels := len(p.labels)
	switch in.op {
	case opBranch, opBranchIf:
		target = top - int(in.index)
	case opReturn:
		target = 0
	case opBrTable:
		if p.region != none && p.regions[p.region].header {
			p.loops[p.regions[p.region].loop].switches = true
		}
		target = p.switchTargets(reader{b: r.b, pos: in.start + 1})
	}
	if target < 0 {
		r.pos = in.start
		r.fail("a branch out of the function")
		return r.err
	}
	if target <= top {
		p.arrive(&p.frames[target])
		f := &p.frames[top]
		f.outermost = min(f.outermost, target)
	}
	if p.loop != none && target < p.loops[p.loop].frame {
		s := step{kind: stepBranch, in: in, end: r.pos, loop: p.loop, outer: p.frames[target].loop, values: p.frames[target].values}
		if in.op == opBrTable {
			s.outer = labels
		}
		p.steps = append(p.steps, s)
	}
	if in.op == opReturn && p.region != none {
		p.node.unchecked.leave(p.gap)
	}
	switch {
	case in.op != opBranchIf:
		p.region = none
	case p.region != none:
		p.open(r.pos, p.region, false)
	}
	return nil
}

// switchTargets reads the labels of a br_table, notes the loops that they are in,
// and returns the outermost target, which is negative if there is none.
func (p *plan) switchTargets(r reader) int {
	top := len(p.frames) - 1
	outermost := top
	n := r.u32()
	for range n + 1 {
		t := top - int(r.u32())
		if t < 0 {
			return t
		}
		f := &p.frames[t]
		p.arrive(f)
		f.switched = f.switched || n > 1
		p.labels = append(p.labels, f.loop)
		outermost = min(outermost, t)
	}
	return outermost
}

// call handles a call.
func (p *plan) call(w *rewriter, r *reader, in instr, s *site) {
	if p.loop != none {
		p.loops[p.loop].calls = true
	}
	call := step{kind: stepCall, in: in, end: r.pos, region: none, loop: p.loop, site: s}
	if p.region == none { // never executed
		p.steps = append(p.steps, call)
		return
	}
	p.frames[len(p.frames)-1].called = true
	cut := s.flags&(siteCut|siteCheck) != 0
	if cut {
		p.cut(&call)
	} else {
		p.follow(s, in.start)
	}
	p.steps = append(p.steps, call)
	p.regions[p.region].late = 0
	p.saves = p.saves || s.flags&siteCut != 0
	switch {
	case opcode(s.op) == opTailCall || opcode(s.op) == opTailInd:
		p.node.unchecked.leave(p.gap)
		p.frames[len(p.frames)-1].outermost = 0
		p.region = none
	case cut && !(p.node.fast && w.options.Fuel.Stack > 0):
		p.split(r.pos, true)
	}
}

// cut prepares a cut call. It charges the region, if no earlier one does.
func (p *plan) cut(call *step) {
	r := &p.regions[p.region]
	if r.cut || r.header && p.gap.most() > maxPrepaid {
		p.gap = p.gap.join(gap{never, maxUnchecked / 4})
		return
	}
	if r.header {
		p.loops[r.loop].cut = true
	}
	p.steps[r.step].kind = stepNone
	r.cut, r.check, r.header, r.step = true, true, false, len(p.steps)
	call.region = p.region
	p.passCheck()
	p.gap.check = maxUnchecked / 4 // while the stack unwinds
}

// follow takes account of what a call that is not cut may execute.
func (p *plan) follow(s *site, pos int) {
	n, _, ok := p.graph.callee(*s)
	if !ok {
		return
	}
	callee := &p.graph.nodes[n]
	if callee.tiny && !s.indirect() {
		p.charge(p.graph.cost(n), pos)
		return
	}
	if p.gap.most()+callee.unchecked.head > maxUnchecked {
		p.split(pos, true)
	}
	p.node.unchecked.head = max(p.node.unchecked.head, plus(p.gap.entry, callee.unchecked.head))
	p.gap = p.gap.call(callee.unchecked)
}

// merge merges small regions into those that they depend on, the last ones first.
func (p *plan) merge() {
	for i := len(p.regions) - 1; i >= 0; i-- {
		r := &p.regions[i]
		if r.parent == none || r.cut || r.cost > p.short {
			continue
		}
		if to := &p.regions[r.parent]; to.merged+r.cost <= maxMerged {
			to.cost += r.cost
			to.merged += r.cost
			r.cost = 0
			r.check = false
		}
	}
}
