package rewrite

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sync/atomic"
)

// A rewriter writes a module with the changes that its options ask for. What it
// adds comes last in its index space, so that nothing is renumbered, but for the
// import that metering needs; see addImport.
type rewriter struct {
	*module
	options Options
	edit    uses            // which instructions to replace
	hidden  []uint32        // the functions of the hidden table; see reffunc.go
	added   []addedFunction // behind those of the module
	meter   *meter          // nil if nothing is metered
	reuse   *Reusable       // what is found out for reuse.go; nil if nobody asks
	jumps   atomic.Bool     // some of the bodies are not as they were
}

// An addedFunction is one that the module did not have.
type addedFunction struct {
	name string // for backtraces
	typ  uint32
	code []byte
}

// written lists the sections of a rewritten module in their order.
var written = [...]byte{
	secType, secImport, secFunction, secTable, secMemory, secGlobal,
	secExport, secElement, secDataCount, secCode, secData,
}

func (w *rewriter) run() ([]byte, error) {
	w.edit = usesRefFunc
	if w.options.RemWorkaround {
		w.edit |= usesRem32 | usesRem64
	}
	if w.reuse != nil {
		w.reuseState()
	}
	w.threadJumps()
	if w.options.Fuel != nil {
		w.addMeter()
	}
	if err := w.findHidden(); err != nil {
		return nil, err
	}
	if err := w.addStart(); err != nil {
		return nil, err
	}
	if w.reuse != nil {
		w.exportGlobals()
	}
	size := len(w.header)
	var payloads [len(written)][]byte
	for i, id := range written {
		p, err := w.payload(id)
		if err != nil {
			return nil, err
		}
		payloads[i] = p
		size += len(p) + 6
	}
	names := w.names()
	out := append(make([]byte, 0, size+len(names)+6), w.header...)
	for i, id := range written {
		out = appendSection(out, id, payloads[i])
	}
	return appendSection(out, secCustom, names), nil
}

// threadJumps changes the bodies of the module.
func (w *rewriter) threadJumps() {
	inParallel(len(w.bodies), func(first, end int) {
		for i := range w.bodies[first:end] {
			if w.bodies[first+i].threadJumps() {
				w.jumps.Store(true)
			}
		}
	})
}

// payload returns the new contents of a section, nil if there is none.
func (w *rewriter) payload(id byte) ([]byte, error) {
	old := w.sections[id].payload
	switch {
	case id == secImport && w.options.Imports != nil && old != nil:
		return w.importSection(), nil
	case id == secFunction:
		for _, f := range w.added {
			old = appendItem(old, binary.AppendUvarint(nil, uint64(f.typ)))
		}
	case id == secTable && (old != nil || len(w.hidden) > 0):
		return w.tableSection()
	case (id == secData || id == secDataCount) && w.reuse != nil && w.reuse.Data != nil:
		return w.noData(id), nil
	case id == secElement:
		return w.elementSection(), nil
	case id == secDataCount && w.startsLate() && w.sections[secData].payload != nil:
		r := w.reader(secData)
		return binary.AppendUvarint(nil, uint64(r.u32())), nil
	case id == secCode:
		return w.codeSection()
	case id == secData && w.startsLate() && old != nil:
		return w.passiveData(), nil
	}
	return old, nil
}

// addType returns the index of a type, which is added if the module lacks it.
func (w *rewriter) addType(t FuncType) uint32 {
	i := slices.IndexFunc(w.types, func(u FuncType) bool {
		return slices.Equal(t.Params, u.Params) && slices.Equal(t.Results, u.Results)
	})
	if i < 0 {
		i = len(w.types)
		w.types = append(w.types, t)
		w.addItem(secType, appendFuncType(nil, t))
	}
	return uint32(i)
}

// addFunc adds a function, whose code is without its size, and returns its
// index.
func (w *rewriter) addFunc(name string, t FuncType, code []byte) uint32 {
	w.added = append(w.added, addedFunction{name, w.addType(t), code})
	return uint32(len(w.funcs) + len(w.added) - 1)
}

// addItem adds an item to a section that is a vector.
func (w *rewriter) addItem(id byte, item []byte) {
	w.sections[id].payload = appendItem(w.sections[id].payload, item)
}

func (w *rewriter) importSection() []byte {
	b := binary.AppendUvarint(nil, uint64(len(w.imports)))
	for i, imp := range w.imports {
		imp.Import = w.options.Imports[i]
		b = imp.appendTo(b)
	}
	return b
}

// tableSection writes the tables with their maxima capped, and the hidden one.
func (w *rewriter) tableSection() ([]byte, error) {
	defined := w.tables[w.importedTables:]
	left, growing := uint64(w.options.TableMax), uint64(0)
	for i, t := range defined {
		if uint64(t.Min) > left {
			return nil, fmt.Errorf("table %d starts with %d elements, %d are allowed for all tables together", w.importedTables+i, t.Min, w.options.TableMax)
		}
		left -= uint64(t.Min)
		if t.grows() {
			growing++
		}
	}
	count := len(defined)
	if len(w.hidden) > 0 {
		count++
	}
	b := binary.AppendUvarint(nil, uint64(count))
	r := w.reader(secTable)
	if len(defined) > 0 {
		r.u32() // how many there are
	}
	for _, t := range defined {
		start, limit := r.pos, t.Min
		r.definedTable()
		if t.grows() {
			limit += uint32(left / growing)
		}
		if t.HasMax {
			limit = min(limit, t.Max)
		}
		b = appendTable(b, r.b[start:r.pos], t, limit)
	}
	if len(w.hidden) > 0 {
		size := uint32(len(w.hidden))
		b = appendTable(b, nil, TableType{Elem: FuncRef, Limits: Limits{Min: size}}, size)
	}
	return b, nil
}

// appendTable writes a table of type t with the maximum limit. Its old form
// tells whether it has an initial value.
func appendTable(b, old []byte, t TableType, limit uint32) []byte {
	var init []byte
	if len(old) > 0 && old[0] == 0x40 {
		r := reader{b: old, pos: 2}
		r.tableType()
		init = old[r.pos:]
		b = append(b, old[:2]...)
	}
	b = append(b, byte(t.Elem), 1)
	b = binary.AppendUvarint(b, uint64(t.Min))
	b = binary.AppendUvarint(b, uint64(limit))
	return append(b, init...)
}

func (w *rewriter) elementSection() []byte {
	p := w.sections[secElement].payload
	if w.startsLate() {
		p = w.lateElements()
	}
	if len(w.hidden) > 0 {
		p = appendItem(p, w.hiddenSegment())
	}
	return p
}

// names returns the name section, the only custom section that is kept.
func (w *rewriter) names() []byte {
	for _, c := range w.customs {
		if c.Name == "name" {
			if w.meter != nil {
				return w.renumberNames(c.Data)
			}
			return append(appendName(nil, c.Name), c.Data...)
		}
	}
	return nil
}

// codeSection writes the function bodies.
func (w *rewriter) codeSection() ([]byte, error) {
	old := w.sections[secCode].payload
	var used uses
	for _, b := range w.bodies {
		used |= b.uses
	}
	if used&w.edit == 0 && len(w.added) == 0 && w.meter == nil && !w.jumps.Load() {
		return old, nil
	}
	bodies := make([][]byte, len(w.bodies))
	var err error
	if w.meter != nil {
		err = w.meteredBodies(bodies)
	} else {
		inParallel(len(bodies), func(first, end int) {
			for i := first; i < end; i++ {
				if bodies[i] = w.bodies[i].code; w.bodies[i].uses&w.edit != 0 {
					bodies[i] = w.body(nil, w.bodies[i])
				}
			}
		})
	}
	for _, f := range w.added {
		bodies = append(bodies, f.code)
	}
	size := 5
	for _, b := range bodies {
		size += len(b) + 5
	}
	out := binary.AppendUvarint(make([]byte, 0, size), uint64(len(bodies)))
	for _, b := range bodies {
		out = appendSized(out, b)
	}
	return out, err
}

// body appends the new form of b to out.
func (w *rewriter) body(out []byte, b body) []byte {
	out = w.locals(out, b, 0)
	r := reader{b: b.code, pos: b.exprPos}
	copied := r.pos
	for r.more() {
		if in := r.instr(); w.replaces(in.op) {
			out = append(out, b.code[copied:in.start]...)
			out = w.replace(out, b, in)
			copied = r.pos
		}
	}
	return append(out, b.code[copied:]...)
}

// replaces tells whether other instructions have to stand in for op.
func (w *rewriter) replaces(op opcode) bool {
	switch op {
	case opI32RemS, opI32RemU, opI64RemS, opI64RemU:
		return w.edit&(usesRem32|usesRem64) != 0
	}
	return op == opRefFunc
}

// replace appends what stands in for in.
func (w *rewriter) replace(out []byte, b body, in instr) []byte {
	if in.op == opRefFunc {
		return w.appendRefFunc(out, w.funcIndex(in.index))
	}
	return appendRem(out, in.op, w.remLocals(b, in.op))
}

func appendSection(out []byte, id byte, payload []byte) []byte {
	if payload == nil {
		return out
	}
	out = binary.AppendUvarint(append(out, id), uint64(len(payload)))
	return append(out, payload...)
}

// appendItem returns the vector old with one item more, which consists of parts.
func appendItem(old []byte, parts ...[]byte) []byte {
	item := slices.Concat(parts...)
	var n uint32
	r := reader{b: old}
	if r.more() {
		n = r.u32()
	}
	b := binary.AppendUvarint(make([]byte, 0, len(old)+len(item)+1), uint64(n)+1)
	b = append(b, old[r.pos:]...)
	return append(b, item...)
}

// vector returns a vector of n items, each of which item appends.
func vector(n int, item func(b []byte, i int) []byte) []byte {
	b := binary.AppendUvarint(nil, uint64(n))
	for i := range n {
		b = item(b, i)
	}
	return b
}

// appendSized appends the length of code and code.
func appendSized(b, code []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(code))), code...)
}

func appendName(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// appendOp appends one-byte opcodes.
func appendOp(b []byte, ops ...opcode) []byte {
	for _, op := range ops {
		b = append(b, byte(op))
	}
	return b
}

// appendIndexed appends an instruction that has an index.
func appendIndexed(b []byte, op opcode, index uint32) []byte {
	return binary.AppendUvarint(append(b, byte(op)), uint64(index))
}

// appendMisc appends an instruction behind the prefix for miscellaneous ones.
func appendMisc(b []byte, op opcode, indices ...uint32) []byte {
	b = append(b, prefixMisc, byte(op))
	for _, i := range indices {
		b = binary.AppendUvarint(b, uint64(i))
	}
	return b
}

// appendConst appends a constant instruction.
func appendConst(b []byte, op opcode, v int64) []byte {
	b = append(b, byte(op))
	for v < -64 || v >= 64 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v)&0x7f)
}
