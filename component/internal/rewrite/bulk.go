package rewrite

import "slices"

// Instructions that work on many bytes or elements are charged for each. Those
// that may run for long become calls of a function that does the same in chunks,
// with a check before each. It finds out first whether all of it is in bounds,
// since otherwise nothing must be done.

// A bulkOp is an instruction that is done in chunks: its opcode and its two
// indices.
type bulkOp struct {
	op            opcode
	index, second uint32
}

// chunkUnits is how much a chunk costs.
const chunkUnits = 8192

// bulkUnits returns what eight bytes, elements or pages cost, and whether op has
// such a cost at all.
func bulkUnits(op opcode) (units int64, ok bool) {
	switch op {
	case opMemoryCopy, opMemoryFill, opMemoryInit:
		return 1, true
	case opTableCopy, opTableFill, opTableInit, opTableGrow:
		return 8, true
	case opMemGrow:
		return 512, true
	}
	return 0, false
}

// chunkSize returns how many bytes or elements make a chunk.
func (o bulkOp) chunkSize() int64 {
	units, _ := bulkUnits(o.op)
	return chunkUnits * 8 / units
}

// addBulk adds the functions that the bulk instructions of the module need.
func (w *rewriter) addBulk() {
	var used uses
	for _, b := range w.bodies {
		used |= b.uses
	}
	if used&usesBulk == 0 {
		return
	}
	w.meter.spend = w.addFunc("spend", FuncType{[]ValueType{I32, I64}, []ValueType{I32}}, w.spendBody())
	w.meter.large = w.largeSegments()
	var ops []bulkOp
	grows := false
	for _, b := range w.bodies {
		if b.uses&usesBulk == 0 {
			continue
		}
		r := reader{b: b.code, pos: b.exprPos}
		for r.more() {
			in := r.instr()
			grows = grows || in.op == opTableGrow
			o := bulkOp{in.op, in.index, in.second}
			if !w.chunked(o) || !w.meter.bounds.contain(in, 0) {
				continue
			}
			if _, known := w.meter.bulk[o]; !known {
				w.meter.bulk[o] = 0
				ops = append(ops, o)
			}
		}
	}
	if grows {
		w.meter.grown = w.addFunc("table.grow", FuncType{[]ValueType{I32}, []ValueType{I32}}, w.grownBody())
	}
	for _, o := range ops {
		w.meter.bulk[o] = w.addFunc(bulkNames[o.op], w.bulkType(o), w.bulkBody(o))
	}
}

// chunked tells whether an instruction may run for long.
func (w *rewriter) chunked(o bulkOp) bool {
	switch o.op {
	case opMemoryCopy, opMemoryFill, opTableCopy, opTableFill:
		return true
	case opMemoryInit:
		return slices.Contains(w.meter.large, o.index)
	}
	return false
}

// largeSegment is from how many bytes on a data segment is copied in chunks.
const largeSegment = 1 << 20

// largeSegments returns the numbers of the large data segments.
func (m *module) largeSegments() (large []uint32) {
	r := m.reader(secData)
	if !r.more() {
		return nil
	}
	for i := range r.u32() {
		if len(r.dataSegment().data) >= largeSegment {
			large = append(large, i)
		}
	}
	return large
}

// bulkNames are the names of the functions that work in chunks.
var bulkNames = map[opcode]string{
	opMemoryCopy: "memory.copy", opMemoryFill: "memory.fill", opMemoryInit: "memory.init",
	opTableCopy: "table.copy", opTableFill: "table.fill",
}

func (w *rewriter) bulkType(o bulkOp) FuncType {
	t := FuncType{Params: []ValueType{I32, I32, I32}}
	if o.op == opTableFill {
		t.Params[1] = w.tables[o.index].Elem
	}
	return t
}

// appendBulk appends what stands in for a bulk instruction, of which code is
// the present form.
func (w *rewriter) appendBulk(b []byte, in instr, units int64, code []byte) []byte {
	if f, ok := w.meter.bulk[bulkOp{in.op, in.index, in.second}]; ok {
		return appendIndexed(b, opCall, f)
	}
	b = appendConst(b, opI64Const, units)
	b = appendIndexed(b, opCall, w.meter.spend)
	b = append(b, code...)
	if in.op == opTableGrow && w.capped(in.index) {
		b = appendIndexed(b, opCall, w.meter.grown)
	}
	return b
}

// capped tells whether a table could be larger without [Options.TableMax].
func (w *rewriter) capped(table uint32) bool {
	if uint64(table) >= uint64(w.meter.bounds.tables) {
		return false // not valid
	}
	t := w.tables[table]
	return !t.HasMax || t.Max > w.options.TableMax
}

// grownBody returns the function that tells the host when its argument, the
// result of a table.grow, is a failure. It returns the argument.
func (w *rewriter) grownBody() []byte {
	b := appendConst(appendGets([]byte{0}, 0), opI32Const, -1) // no locals
	b = appendConst(appendOp(b, opI32Eq, opIf, noResult), opI64Const, TableRefused)
	b = appendOp(appendIndexed(b, opCall, w.meter.host), opDrop, opEnd)
	return appendOp(appendGets(b, 0), opEnd)
}

// spendBody returns the function that charges for n bytes, elements or pages,
// of which eight cost the given units, and returns n.
func (w *rewriter) spendBody() []byte {
	const n, units, local = 0, 1, 2
	b := []byte{1, 1, byte(I64)} // one local
	b = w.appendSpend(b, n, func(b []byte) []byte { return appendIndexed(b, opLocalGet, units) }, local)
	return appendOp(appendGets(b, n), opEnd)
}

// appendSpend appends code that charges for as many bytes, elements or pages as
// a local says.
func (w *rewriter) appendSpend(b []byte, n uint32, units func(b []byte) []byte, local uint32) []byte {
	b = appendIndexed(b, opGlobalGet, w.meter.fuel)
	b = units(appendOp(appendGets(b, n), opI64ExtendU))
	b = appendOp(appendConst(appendOp(b, opI64Mul), opI64Const, 3), opI64ShrU, opI64Sub)
	return w.appendSpent(b, local)
}

// appendSpent appends code that sets the counter to the value on the stack, and
// checks it.
func (w *rewriter) appendSpent(b []byte, local uint32) []byte {
	b = appendIndexed(appendIndexed(b, opLocalTee, local), opGlobalSet, w.meter.fuel)
	return w.appendCheck(appendGets(b, local))
}

// The parameters and locals of the functions that work in chunks.
const (
	bulkTo, bulkFrom, bulkCount = 0, 1, 2 // from is the value of a fill
	bulkLocal, bulkEnd          = 3, 4
)

// bulkBody returns the function that does o in chunks.
func (w *rewriter) bulkBody(o bulkOp) []byte {
	units, _ := bulkUnits(o.op)
	chunk := o.chunkSize()
	more := func(b []byte) []byte { // more than one chunk?
		return appendOp(appendConst(appendGets(b, bulkCount), opI32Const, chunk), opI32GtU)
	}
	do := func(b []byte) []byte {
		return o.append(appendGets(b, bulkTo, bulkFrom, bulkCount))
	}
	b := []byte{2, 1, byte(I64), 1, byte(I32)} // two locals
	b = appendOp(more(b), opIf, noResult)
	{
		b = appendOp(w.appendOutside(b, o), opIf, noResult)
		b = appendOp(do(b), opUnreachable, opEnd) // traps
		if o.op == opMemoryInit {
			b = o.appendProbe(b)
		}
		if o.moves() {
			b = appendOp(appendGets(b, bulkFrom, bulkTo), opI32GeU, opIf, noResult)
		}
		b = w.appendChunks(b, o, true, more)
		if o.moves() {
			b = appendOp(w.appendChunks(appendOp(b, opElse), o, false, more), opEnd)
		}
	}
	b = appendOp(b, opEnd)
	b = w.appendSpend(b, bulkCount, func(b []byte) []byte { return appendConst(b, opI64Const, units) }, bulkLocal)
	return appendOp(do(b), opEnd)
}

// moves tells whether o copies within one memory or between tables, which may be
// the same one, so that the direction matters.
func (o bulkOp) moves() bool { return o.op == opMemoryCopy || o.op == opTableCopy }

// append appends the instruction itself.
func (o bulkOp) append(b []byte) []byte {
	switch o.op {
	case opMemoryCopy, opTableCopy, opMemoryInit:
		return appendMisc(b, o.op, o.index, o.second)
	}
	return appendMisc(b, o.op, o.index)
}

// appendProbe appends code that traps if a memory.init exceeds its segment, by
// copying nothing from where it ends.
func (o bulkOp) appendProbe(b []byte) []byte {
	b = appendOp(appendGets(b, bulkFrom, bulkCount), opI32Add)
	b = appendIndexed(b, opLocalSet, bulkEnd)
	// Beyond 4 GiB it is the instruction itself that traps.
	b = appendOp(appendGets(b, bulkEnd, bulkFrom), opI32LtU, opIf, noResult)
	b = appendOp(o.append(appendGets(b, bulkTo, bulkFrom, bulkCount)), opEnd)
	b = appendGets(appendConst(b, opI32Const, 0), bulkEnd)
	return o.append(appendConst(b, opI32Const, 0))
}

// appendOutside appends code that tells whether o is out of bounds.
func (w *rewriter) appendOutside(b []byte, o bulkOp) []byte {
	outside := func(b []byte, start, table uint32) []byte {
		b = appendOp(appendGets(b, start), opI64ExtendU)
		b = appendOp(appendOp(appendGets(b, bulkCount), opI64ExtendU), opI64Add)
		if o.op < opTableInit { // on the memory
			b = appendOp(appendIndexed(b, opMemSize, 0), opI64ExtendU)
			b = appendOp(appendConst(b, opI64Const, 16), opI64Shl)
		} else {
			b = appendOp(appendMisc(b, opTableSize, table), opI64ExtendU)
		}
		return appendOp(b, opI64GtU)
	}
	b = outside(b, bulkTo, o.index)
	if o.moves() {
		b = appendOp(outside(b, bulkFrom, o.second), opI32Or)
	}
	return b
}

// appendChunks appends the loop that does all chunks but the last one: those at
// the beginning, or those at the end.
func (w *rewriter) appendChunks(b []byte, o bulkOp, forward bool, more func(b []byte) []byte) []byte {
	chunk := o.chunkSize()
	places := []uint32{bulkTo}
	if o.moves() || o.op == opMemoryInit {
		places = append(places, bulkFrom)
	}
	advance := func(b []byte, local uint32, by int64) []byte {
		b = appendOp(appendConst(appendGets(b, local), opI32Const, by), opI32Add)
		return appendIndexed(b, opLocalSet, local)
	}
	b = appendOp(b, opLoop, noResult)
	b = w.appendSpent(w.appendCharge(b, w.meter.fuel, chunkUnits), bulkLocal)
	b = advance(b, bulkCount, -chunk)
	for _, p := range []uint32{bulkTo, bulkFrom} {
		b = appendGets(b, p)
		if !forward {
			b = appendOp(appendGets(b, bulkCount), opI32Add)
		}
	}
	b = o.append(appendConst(b, opI32Const, chunk))
	if forward {
		for _, p := range places {
			b = advance(b, p, chunk)
		}
	}
	return appendOp(appendIndexed(more(b), opBranchIf, 0), opEnd)
}
