package rewrite

import "slices"

// Go's compiler makes of a function that has jumps, or calls at which it may be
// left and entered again, a loop that begins with a br_table. Its code is in parts,
// of which a local has the number of the next one:
//
//	(loop $next
//	  (block $2
//	    (block $1
//	      (block $0
//	        (br_table $0 $1 $2 (local.get $part)))
//	      …                            ;; part 0
//	      (local.set $part (i32.const 2))
//	      (br $next)
//	      …)
//	    …)                             ;; part 1
//	  …)                               ;; part 2
//
// A jump forward, as here, may as well be a branch to the end of the block before
// its part: that is a direct branch instead of an indirect one, which processors
// mispredict when the code has not run for a while, and passes no loop, where the
// counter would be checked. A loop that nothing goes back to is made a block.
// Neither changes the length of the code.

// threadJumps changes b in this way. It tells whether there was anything to do.
func (b *body) threadJumps() bool {
	if b.uses&usesSwitch == 0 || b.uses&usesLoop == 0 {
		return false
	}
	t := threader{reader: reader{b: b.code, base: b.base, pos: b.exprPos}}
	if !t.findLoop() {
		return false
	}
	t.thread()
	if t.err != nil || t.code == nil && t.again {
		return false
	}
	if !t.again {
		t.edited()[t.start] = byte(opBlock)
		if !t.loops {
			b.uses &^= usesLoop
		}
	}
	b.code = t.edited()
	return true
}

// A threader works on a function whose first loop begins with a br_table. Frames
// are blocks that are open, by their number from outside.
type threader struct {
	reader
	code  []byte // the new form, nil if it is the old one so far
	depth int    // the innermost frame

	start int    // of the loop, in the code
	loop  int    // its frame
	inner int    // the innermost one of the blocks around the br_table that is open
	part  uint32 // the local
	parts []int  // frames, by the number in the local; the last one is for all others
	again bool   // something goes back to the loop
	loops bool   // there are other loops
}

// edited returns the code to change.
func (t *threader) edited() []byte {
	if t.code == nil {
		t.code = slices.Clone(t.b)
	}
	return t.code
}

// findLoop reads up to the br_table. It is false if the function has another form.
func (t *threader) findLoop() bool {
	in := t.instr()
	for in.op != opLoop && t.more() {
		t.nest(in.op)
		in = t.instr()
	}
	t.start, t.loop = in.start, t.depth+1
	for in.op == opLoop && in.start == t.start || in.op == opBlock {
		if t.b[in.start+1] != byte(noResult) {
			return false
		}
		t.depth++
		in = t.instr()
	}
	if t.part = in.index; in.op != opLocalGet {
		return false
	}
	if in = t.instr(); in.op != opBrTable || t.depth < t.loop {
		return false
	}
	t.inner = t.depth
	t.parts = t.targets(in)
	t.again = slices.Contains(t.parts, t.loop)
	return true
}

// targets returns the frames that a br_table leads to.
func (t *threader) targets(in instr) []int {
	r := reader{b: t.b, pos: in.start + 1}
	frames := make([]int, int(r.u32())+1)
	for i := range frames {
		frames[i] = t.depth - int(r.u32())
	}
	return frames
}

// nest keeps account of what is open.
func (t *threader) nest(op opcode) {
	switch op {
	case opBlock, opLoop, opIf:
		t.depth++
		t.loops = t.loops || op == opLoop
	case opEnd:
		t.depth--
		t.inner = min(t.inner, t.depth)
	}
}

// thread reads what follows the br_table.
func (t *threader) thread() {
	before, last := t.start, t.start // where the last two instructions begin
	for t.more() {
		in := t.instr()
		switch in.op {
		case opBlock, opLoop, opIf, opEnd:
			t.nest(in.op)
		case opBranch:
			if t.isLoop(t.depth-int(in.index)) && !t.jump(in, before, last) {
				t.again = true
			}
		case opBranchIf:
			t.again = t.again || t.isLoop(t.depth-int(in.index))
		case opBrTable:
			t.again = t.again || slices.ContainsFunc(t.targets(in), t.isLoop)
		}
		before, last = last, in.start
	}
}

// isLoop tells whether a frame that is open is the loop.
func (t *threader) isLoop(frame int) bool { return frame == t.loop && t.inner >= t.loop }

// jump makes a branch to the loop one to the part that is next, if that is ahead,
// and known by the two instructions before it.
func (t *threader) jump(in instr, before, last int) bool {
	if opcode(t.b[before]) != opI32Const || opcode(t.b[last]) != opLocalSet {
		return false
	}
	r := reader{b: t.b, pos: before + 1}
	number := uint32(r.leb(32, true))
	if r.pos = last + 1; r.u32() != t.part {
		return false
	}
	to := t.parts[min(uint64(number), uint64(len(t.parts)-1))]
	if to <= t.loop || to > t.inner {
		return false
	}
	label, end := t.depth-to, t.pos-1 // the label is smaller than it was
	for i := in.start + 1; i <= end; i++ {
		t.edited()[i] = byte(label&0x7f) | 0x80
		label >>= 7
	}
	t.code[end] &^= 0x80
	return true
}
