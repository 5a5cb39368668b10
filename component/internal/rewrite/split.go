package rewrite

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// The engine has one memory per module. A module with more is split: the main
// module keeps memory 0, and each further memory gets a module of its own, which
// defines or imports it, and exports it. An instruction on such a memory becomes
// an accessor, a function in the module of the memory that does nothing but that
// instruction, and so traps as it would; the main module calls it. For that it
// has one more table, which it exports and the others fill. Since a table, types
// and functions come last in their index spaces, nothing is renumbered, and
// backtraces name the right functions.
//
// Data segments of any memory are applied by a function of the main module, in
// order, because two memories may be the same one under two names. The start
// function of the last module calls it, when all of the table is filled; then it
// calls the start function that the module had.

// maxMemories is the most memories that a module may have.
const maxMemories = 16

// Splitting makes more of some things than there were: these bounds keep that
// in proportion.
const (
	maxAccessors = 100_000
	maxCopied    = 64 << 20 // bytes
)

// MemoryExport is the name under which a module of [Parts] other than the first
// exports its memory.
const MemoryExport = "memory"

// Parts are modules with one memory each that together stand for a module with
// several.
type Parts struct {
	// Modules are to be instantiated in this order, one right after the other.
	// The first one has the exports of the whole module but for the memories of
	// the others.
	Modules []Part
	// Memories gives, for the exports of the whole module that the first part
	// lacks, the number of the part that has the memory as [MemoryExport].
	Memories map[string]int
	// Table is the name under which the first module exports the table that the
	// others import.
	Table string
}

// A Part is one of [Parts].
type Part struct {
	Wasm []byte
	// Imports gives, for each import, the number of the import of the whole
	// module that it stands for, or [TableImport].
	Imports []int
}

// TableImport stands in [Part.Imports] for the table of the first part.
const TableImport = -1

// Memories returns how many memories a module imports and defines, with as
// little effort as possible. What it returns for a module that is not valid
// means nothing.
func Memories(wasm []byte) int {
	m := &module{maxMemories: maxMemories + 1}
	r := reader{b: wasm}
	r.bytes(8)
	for r.more() {
		id := r.byte()
		s := r.sub(r.u32())
		switch id {
		case secType, secImport, secMemory:
			m.section(id, &s)
		}
	}
	return len(m.memories)
}

// Split splits a module with more than one memory. The parts have yet to be
// rewritten by [Module].
func Split(wasm []byte) (*Parts, error) {
	m, err := parse(wasm, maxMemories)
	if err != nil {
		return nil, err
	}
	if len(m.memories) < 2 {
		return nil, errors.New("core module: there is no second memory to split off")
	}
	s := &splitter{module: m, parts: make([]memoryPart, len(m.memories))}
	for i, imp := range m.imports {
		if imp.typ.Kind == ExternMemory {
			s.imported = append(s.imported, i)
		}
	}
	if err := s.rewriteCode(); err != nil {
		return nil, err
	}
	p := &Parts{Memories: map[string]int{}}
	if p.Table, err = m.freeName(); err != nil {
		return nil, err
	}
	for _, e := range m.exports {
		if e.kind == ExternMemory && e.index > 0 {
			p.Memories[e.name] = int(e.index)
		}
	}
	p.Modules = append(p.Modules, s.main(p.Table))
	for i := range s.parts[1:] {
		p.Modules = append(p.Modules, s.memoryModule(i+1, p.Table))
	}
	return p, nil
}

// freeName returns a name that m does not export. It fails if m exports a name
// twice, which the engine does not see if one of the two moves to another part.
func (m *module) freeName() (string, error) {
	taken := make(map[string]bool, len(m.exports))
	for _, e := range m.exports {
		if taken[e.name] {
			return "", fmt.Errorf("core module: two exports are named %q", e.name)
		}
		taken[e.name] = true
	}
	name := "accessors"
	for taken[name] {
		name += "'"
	}
	return name, nil
}

// A splitter splits a module.
type splitter struct {
	*module
	imported []int        // the numbers of the memories' imports
	parts    []memoryPart // by memory; that of memory 0 is not used
	added    []FuncType   // added to the types of the main module, and all types of the others
	slots    uint32       // of the table that are taken, the first by the function that initialises
	copies   []copying    // functions that are added to the main module
	code     [][]byte     // function bodies of the main module
	init     bool         // the last of them initialises
}

// A copying is a pair of memories, between which memory.copy copies.
type copying struct{ to, from uint32 }

// rewriteCode writes the functions of the main module, which finds out what
// accessors they need.
func (s *splitter) rewriteCode() error {
	s.slots = 1
	if r := s.reader(secData); r.more() {
		if n := r.u32(); n > maxLate {
			return fmt.Errorf("core module: %d data segments, at most %d are allowed with more than one memory", n, maxLate)
		}
	}
	for _, b := range s.bodies {
		code, err := s.body(b)
		if err != nil {
			return err
		}
		s.code = append(s.code, code)
	}
	for _, c := range s.copies {
		s.code = append(s.code, s.copyBody(c))
	}
	if err := s.addInit(); err != nil {
		return err
	}
	if s.slots > maxAccessors {
		return fmt.Errorf("core module: more than %d different instructions on memories but the first", maxAccessors)
	}
	return s.checkCopied()
}

// checkCopied bounds the data that memories but the first get copies of.
func (s *splitter) checkCopied() error {
	r := s.reader(secData)
	if !r.more() {
		return nil
	}
	copied := 0
	for i := range r.u32() {
		seg := r.dataSegment()
		for _, p := range s.parts[1:] {
			if !seg.active && p.needed[i] {
				copied += len(seg.data)
			}
		}
	}
	if copied > maxCopied {
		return fmt.Errorf("core module: memory.init of memories but the first needs %d bytes of data, at most %d are allowed", copied, maxCopied)
	}
	return nil
}

// addInit adds the function that does what remains to be done when all modules
// are instantiated, if anything does.
func (s *splitter) addInit() error {
	body, active, err := s.appendDataInits([]byte{0}, s.access) // no locals
	if err != nil {
		return fmt.Errorf("core module: %w", err)
	}
	if active == 0 && !s.hasStart {
		return nil
	}
	if s.hasStart {
		body = appendIndexed(body, opCall, s.start)
	}
	s.code = append(s.code, appendOp(body, opEnd))
	s.init = true
	s.typeNumber(FuncType{})
	return nil
}

// body returns the new form of b.
func (s *splitter) body(b body) ([]byte, error) {
	out := slices.Clone(b.code[:b.exprPos])
	r := reader{b: b.code, base: b.base, pos: b.exprPos, memories: s.nameable()}
	copied := r.pos
	for r.more() {
		in := r.instr()
		if !s.inRange(in) {
			r.pos = in.start
			r.fail("an index of instruction %#x is out of range", uint16(in.op))
			return nil, r.err
		}
		switch in.op.immediate() {
		case immAccess, immAccessLn, immMemory, immMemory2, immSegment:
			out = append(out, b.code[copied:in.start]...)
			out = s.onMemory(out, in, b.code[in.start:r.pos])
			copied = r.pos
		}
		if in.op == opDataDrop {
			out = append(out, b.code[copied:r.pos]...)
			copied = r.pos
			for i := range s.parts[1:] {
				out = s.access(out, uint32(i+1), opDataDrop, b.code[in.start:r.pos])
			}
		}
	}
	return append(out, b.code[copied:]...), nil
}

// inRange tells whether the indices of in are those of items that the module
// has. The engine checks that too, but when items have been added.
func (s *splitter) inRange(in instr) bool {
	within := func(index uint32, n int) bool { return uint64(index) < uint64(n) }
	switch in.op {
	case opCall, opTailCall, opRefFunc:
		return within(in.index, len(s.funcs))
	case opBlock, opLoop, opIf:
		return within(in.index, len(s.types))
	case opCallInd, opTailInd:
		return within(in.index, len(s.types)) && within(in.second, len(s.tables))
	case opTableGet, opTableSet, opTableGrow, opTableSize, opTableFill:
		return within(in.index, len(s.tables))
	case opTableInit:
		return within(in.second, len(s.tables))
	case opTableCopy:
		return within(in.index, len(s.tables)) && within(in.second, len(s.tables))
	}
	return true
}

// onMemory appends the new form of an instruction on one or two memories.
func (s *splitter) onMemory(out []byte, in instr, code []byte) []byte {
	memory := in.index
	switch {
	case in.op == opMemoryInit:
		memory = in.second
		s.parts[memory].needs(in.index)
	case in.op == opMemoryCopy && in.index != in.second:
		return appendIndexed(out, opCall, s.copying(copying{to: in.index, from: in.second}))
	}
	return s.access(out, memory, in.op, onFirst(in.op, code))
}

// copying returns the index of the function that copies between two memories.
func (s *splitter) copying(c copying) uint32 {
	i := slices.Index(s.copies, c)
	if i < 0 {
		i = len(s.copies)
		s.copies = append(s.copies, c)
	}
	return uint32(len(s.funcs) + i)
}

// copyBody returns the body of the function that copies n bytes between two
// memories, byte for byte. Copying a range onto itself checks it. The memories
// may be one under two names: hence the direction.
func (s *splitter) copyBody(c copying) []byte {
	const to, from, n, step = 0, 1, 2, 3
	self := appendMisc(nil, opMemoryCopy, 0, 0)
	b := []byte{1, 1, byte(I32)} // one local
	b = s.access(appendGets(b, to, to, n), c.to, opMemoryCopy, self)
	b = s.access(appendGets(b, from, from, n), c.from, opMemoryCopy, self)
	advance := func(p uint32, by ...uint32) {
		b = appendIndexed(appendOp(appendGets(b, append([]uint32{p}, by...)...), opI32Add), opLocalSet, p)
	}
	b = appendIndexed(appendConst(b, opI32Const, 1), opLocalSet, step)
	b = appendOp(appendGets(b, to, from), opI32GtU, opIf, noResult)
	{
		b = appendIndexed(appendConst(b, opI32Const, -1), opLocalSet, step)
		for _, p := range []uint32{to, from} { // the last byte first
			advance(p, n)
			advance(p, step)
		}
	}
	b = appendOp(b, opEnd, opBlock, noResult, opLoop, noResult)
	{
		b = appendIndexed(appendOp(appendGets(b, n), opI32Eqz), opBranchIf, 1)
		b = appendGets(b, to, from)
		b = s.access(b, c.from, opLoad8, []byte{byte(opLoad8), 0, 0})
		b = s.access(b, c.to, opStore8, []byte{byte(opStore8), 0, 0})
		advance(to, step)
		advance(from, step)
		b = appendOp(appendConst(appendGets(b, n), opI32Const, 1), opI32Sub)
		b = appendIndexed(appendIndexed(b, opLocalSet, n), opBranch, 0)
	}
	return appendOp(b, opEnd, opEnd, opEnd)
}

// appendGets appends a local.get for each of the locals.
func appendGets(b []byte, locals ...uint32) []byte {
	for _, l := range locals {
		b = appendIndexed(b, opLocalGet, l)
	}
	return b
}

// main writes the main module.
func (s *splitter) main(table string) Part {
	p := Part{Wasm: slices.Clone(s.header)}
	for i, imp := range s.imports {
		if imp.typ.Kind != ExternMemory || i == s.imported[0] {
			p.Imports = append(p.Imports, i)
		}
	}
	for _, id := range written {
		p.Wasm = appendSection(p.Wasm, id, s.payload(id, p.Imports, table))
	}
	p.Wasm = appendSection(p.Wasm, secCustom, (&rewriter{module: s.module}).names())
	return p
}

// payload returns the contents of a section of the main module, nil if there
// is none.
func (s *splitter) payload(id byte, imports []int, table string) []byte {
	old := s.sections[id].payload
	switch id {
	case secType:
		for _, t := range s.added {
			old = appendItem(old, appendFuncType(nil, t))
		}
	case secImport:
		return vector(len(imports), func(b []byte, i int) []byte {
			return s.imports[imports[i]].appendTo(b)
		})
	case secFunction:
		return s.functions(old)
	case secTable:
		return appendItem(old, appendTable(nil, nil, s.tableType(), s.slots))
	case secMemory:
		if len(s.imported) > 0 {
			return nil
		}
		return appendLimits([]byte{1}, s.memories[0])
	case secExport:
		return s.mainExports(table)
	case secElement:
		if s.init {
			return appendItem(old, fill(uint32(len(s.tables)), 0, uint32(len(s.funcs)+len(s.copies))))
		}
	case secDataCount:
		if r := s.reader(secData); old == nil && r.more() {
			return binary.AppendUvarint(nil, uint64(r.u32()))
		}
	case secCode:
		return vector(len(s.code), func(b []byte, i int) []byte { return appendSized(b, s.code[i]) })
	case secData:
		return s.data(0)
	}
	return old
}

// functions returns the function section with the functions that are added.
func (s *splitter) functions(old []byte) []byte {
	add := func(t FuncType) {
		old = appendItem(old, binary.AppendUvarint(nil, uint64(len(s.types))+uint64(s.typeNumber(t))))
	}
	for range s.copies {
		add(signature(opMemoryCopy))
	}
	if s.init {
		add(FuncType{})
	}
	return old
}

// mainExports leaves out the memories that the main module does not have, and
// adds the table.
func (s *splitter) mainExports(table string) []byte {
	kept := []exportEntry{{table, ExternTable, uint32(len(s.tables))}}
	for _, e := range s.exports {
		if e.kind != ExternMemory || e.index == 0 {
			kept = append(kept, e)
		}
	}
	return vector(len(kept), func(b []byte, i int) []byte { return kept[i].appendTo(b) })
}

// data returns the data section for the module of the given memory. All
// segments are there, so that they keep their numbers, but those that the module
// does not need are empty.
func (s *splitter) data(memory uint32) []byte {
	r := s.reader(secData)
	if !r.more() {
		return nil
	}
	return vector(int(r.u32()), func(b []byte, i int) []byte {
		seg := r.dataSegment()
		if seg.active && seg.memory != memory || !seg.active && memory > 0 && !s.parts[memory].needed[uint32(i)] {
			seg.data = nil
		}
		return appendPassive(b, seg.data)
	})
}

// tableType is the type of the added table, with a slot for each accessor.
func (s *splitter) tableType() TableType {
	return TableType{Elem: FuncRef, Limits: Limits{Min: s.slots, Max: s.slots, HasMax: true}}
}
