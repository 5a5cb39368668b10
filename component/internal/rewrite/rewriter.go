package rewrite

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// A rewriter writes a module with the changes that its options ask for.
// Nothing is renumbered: what it adds comes last in its index space.
type rewriter struct {
	*module
	options Options
	edit    uses      // which instructions to replace
	hidden  []uint32  // the functions of the hidden table; see reffunc.go
	reuse   *Reusable // what is found out for reuse.go; nil if nobody asks
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
	if err := w.findHidden(); err != nil {
		return nil, err
	}
	if w.reuse != nil {
		w.reuseState()
	}
	size := len(w.header)
	var payloads [len(written)][]byte
	for i, id := range written {
		p, err := w.payload(id)
		if err == nil && w.startsLate() {
			p, err = w.latePayload(id, p)
		}
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

// payload returns the new contents of a section, nil if there is none.
func (w *rewriter) payload(id byte) ([]byte, error) {
	old := w.sections[id].payload
	switch {
	case id == secImport && w.options.Imports != nil && old != nil:
		return w.importSection(), nil
	case id == secTable && (old != nil || len(w.hidden) > 0):
		return w.tableSection()
	case id == secExport:
		return w.exportSection(old), nil
	case (id == secData || id == secDataCount) && w.reuse != nil && w.reuse.Data != nil:
		return w.noData(id), nil
	case id == secElement:
		return w.elementSection(), nil
	case id == secCode:
		return w.codeSection(), nil
	}
	return old, nil
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
	left := uint64(w.options.TableMax)
	for i, t := range defined {
		if uint64(t.Min) > left {
			return nil, fmt.Errorf("table %d starts with %d elements, %d are allowed for all tables together", w.importedTables+i, t.Min, w.options.TableMax)
		}
		left -= uint64(t.Min)
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
		start, limit := r.pos, t.Min+uint32(left/uint64(len(defined)))
		r.definedTable()
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

// exportSection adds exports for the runtime.
func (w *rewriter) exportSection(section []byte) []byte {
	if w.hasStart {
		section = appendItem(section, exportEntry{StartExport, ExternFunc, w.start}.appendTo(nil))
	}
	if w.startsLate() { // by the function that is added
		section = appendItem(section, exportEntry{SegmentsExport, ExternFunc, uint32(len(w.funcs))}.appendTo(nil))
	}
	if w.reuse != nil {
		section = w.globalExports(section)
	}
	return section
}

// names returns the name section, the only custom section that is kept.
func (w *rewriter) names() []byte {
	for _, c := range w.customs {
		if c.Name == "name" {
			return append(appendName(nil, c.Name), c.Data...)
		}
	}
	return nil
}

// codeSection writes the function bodies.
func (w *rewriter) codeSection() []byte {
	old := w.sections[secCode].payload
	var used uses
	for _, b := range w.bodies {
		used |= b.uses
	}
	if used&w.edit == 0 {
		return old
	}
	out := binary.AppendUvarint(make([]byte, 0, len(old)+len(old)/8), uint64(len(w.bodies)))
	var scratch []byte
	for _, b := range w.bodies {
		code := b.code
		if b.uses&w.edit != 0 {
			scratch = w.body(scratch[:0], b)
			code = scratch
		}
		out = binary.AppendUvarint(out, uint64(len(code)))
		out = append(out, code...)
	}
	return out
}

// body appends the new form of b to out.
func (w *rewriter) body(out []byte, b body) []byte {
	out = w.locals(out, b)
	r := reader{b: b.code, pos: b.exprPos}
	copied := r.pos
	for r.more() {
		in := r.instr()
		switch in.op {
		case opI32RemS, opI32RemU, opI64RemS, opI64RemU:
			if w.edit&(usesRem32|usesRem64) == 0 {
				continue
			}
			out = append(out, b.code[copied:in.start]...)
			out = appendRem(out, in.op, w.remLocals(b, in.op))
		case opRefFunc:
			out = append(out, b.code[copied:in.start]...)
			out = w.appendRefFunc(out, in.index)
		default:
			continue
		}
		copied = r.pos
	}
	return append(out, b.code[copied:]...)
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
