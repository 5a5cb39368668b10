package rewrite

import (
	"encoding/binary"
	"strings"
)

// Section ids of the binary format.
const (
	secCustom = iota
	secType
	secImport
	secFunction
	secTable
	secMemory
	secGlobal
	secExport
	secStart
	secElement
	secCode
	secData
	secDataCount
	secTag
)

// sectionOrder is the place of each section id in a module.
var sectionOrder = [...]int{
	secType: 1, secImport: 2, secFunction: 3, secTable: 4, secMemory: 5, secTag: 6, secGlobal: 7,
	secExport: 8, secStart: 9, secElement: 10, secDataCount: 11, secCode: 12, secData: 13,
}

// Bounds on what a module may hold: mostly those that the WebAssembly
// JavaScript interface gives, under "Implementation-defined Limits". Those on
// globals, tables, elements and all locals together are lower, since a few
// bytes of a module would make the engine allocate a lot, some for each
// instance.
const (
	maxTypes      = 1_000_000
	maxFuncs      = 1_000_000
	maxImports    = 1_000_000
	maxExports    = 1_000_000
	maxGlobals    = 100_000
	maxSegments   = 1_000_000 // Go's linker makes many: one per run of nonzero bytes
	maxTables     = 100
	maxTableSize  = 10_000_000
	maxElements   = 1_000_000 // in all segments
	maxParams     = 1_000
	maxResults    = 1_000
	maxLocals     = 50_000     // of a function
	maxAllLocals  = 10_000_000 // of all functions
	maxBranches   = 65_520
	maxMemorySize = 65_536 // pages
)

// A module is a core module as far as rewriting has to know it. Byte slices
// alias the input.
type module struct {
	header   []byte
	sections [secTag + 1]section // by id, without custom ones
	customs  []Custom

	types    []FuncType
	imports  []importEntry
	funcs    []uint32 // type indices of all functions, imported ones first
	tables   []TableType
	memories []Limits
	globals  []GlobalType
	exports  []exportEntry
	start    uint32
	hasStart bool
	bodies   []body

	importedFuncs, importedTables int
	definedGlobals                int
	declaredFuncs                 int // in the function section
	maxMemories                   int
	// late is the number of the first active element segment that is not
	// certain to fit into its table, -1 if there is none.
	late int
}

type section struct {
	base    int    // offset of the payload in the module
	payload []byte // nil if there is no such section
}

// reader returns a reader of the contents of a section.
func (m *module) reader(id byte) reader {
	s := m.sections[id]
	return reader{b: s.payload, base: s.base, memories: m.nameable()}
}

// nameable returns how many memories instructions and segments may name.
func (m *module) nameable() uint32 {
	if len(m.memories) < 2 {
		return 0
	}
	return uint32(len(m.memories))
}

type importEntry struct {
	Import
	typ  ExternType
	desc []byte // kind and type as they stand
}

func (i importEntry) appendTo(b []byte) []byte {
	return append(appendName(appendName(b, i.Module), i.Name), i.desc...)
}

type exportEntry struct {
	name  string
	kind  ExternKind
	index uint32
}

func (e exportEntry) appendTo(b []byte) []byte {
	return binary.AppendUvarint(append(appendName(b, e.name), byte(e.kind)), uint64(e.index))
}

// parse decodes and checks a whole module, code included, that has no more than
// the given number of memories.
func parse(wasm []byte, memories int) (*module, error) {
	m, err := parseSections(wasm, memories)
	if err != nil {
		return nil, err
	}
	r := m.reader(secCode)
	switch {
	case m.sections[secCode].payload != nil:
		m.code(&r)
	case m.declaredFuncs > 0:
		r.base = len(wasm)
		r.fail("%d functions are declared, and there is no code", m.declaredFuncs)
	}
	return m, r.err
}

// parseSections decodes and checks everything but code.
func parseSections(wasm []byte, memories int) (*module, error) {
	r := reader{b: wasm}
	m := &module{header: r.bytes(8), maxMemories: memories, late: -1}
	if r.err == nil && string(m.header) != "\x00asm\x01\x00\x00\x00" {
		r.pos = 0
		r.fail("not a core module of version 1")
	}
	last := 0
	for r.err == nil && r.more() {
		id := r.byte()
		if int(id) >= len(sectionOrder) {
			r.fail("unknown section %d", id)
		} else if order := sectionOrder[id]; id != secCustom && order <= last {
			r.fail("section %d is repeated or out of order", id)
		} else if id != secCustom {
			last = order
		}
		s := r.sub(r.u32())
		if r.err != nil {
			break
		}
		if id != secCustom {
			m.sections[id] = section{s.base, s.b}
			s.memories = m.nameable()
			s.refs = func(index uint32) {
				if uint64(index) >= uint64(len(m.funcs)) {
					s.fail("function %d does not exist", index)
				}
			}
		}
		if m.section(id, &s); s.err != nil {
			return nil, s.err
		}
	}
	return m, r.err
}

func (m *module) section(id byte, r *reader) {
	switch id {
	case secCustom:
		name := r.name()
		m.customs = append(m.customs, Custom{name, r.b[r.pos:]})
		return
	case secType:
		m.typeSection(r)
	case secImport:
		m.importSection(r)
	case secFunction:
		m.functionSection(r)
	case secTable:
		m.tableSection(r)
	case secMemory:
		for range r.count("memories", 2, 100) {
			m.addMemory(r, r.memoryLimits())
		}
	case secTag:
		r.unsupported(featureExceptions)
	case secGlobal:
		for range r.count("globals", 3, maxGlobals) {
			m.globals = append(m.globals, r.globalType())
			m.definedGlobals++
			r.constExpr()
		}
	case secExport:
		m.exportSection(r)
	case secStart:
		m.startSection(r)
	case secElement:
		elements := 0
		for i := range r.count("element segments", 2, maxSegments) {
			s := r.elementSegment(maxElements - elements)
			elements += s.count
			if s.active() && uint64(s.table) >= uint64(len(m.tables)) {
				r.fail("table %d does not exist", s.table)
			}
			if m.late < 0 && s.active() && r.err == nil && !s.fits(m.tables) {
				m.late = i
			}
		}
	case secDataCount:
		r.u32()
	case secCode:
		return // see parse
	case secData:
		for range r.count("data segments", 2, maxSegments) {
			r.dataSegment()
		}
	}
	r.end("section")
}

func (m *module) typeSection(r *reader) {
	for range r.count("types", 3, maxTypes) {
		switch form := r.byte(); form {
		case 0x60:
			m.types = append(m.types, FuncType{r.valueTypes("parameters", maxParams), r.valueTypes("results", maxResults)})
		case 0x4e, 0x4f, 0x50, 0x5e, 0x5f:
			r.unsupported(featureGC)
		default:
			r.fail("unknown form of type %#x", form)
		}
	}
}

func (m *module) importSection(r *reader) {
	for range r.count("imports", 4, maxImports) {
		i := importEntry{Import: Import{r.name(), r.name()}}
		start := r.pos
		i.typ = m.importType(r)
		if r.err != nil {
			return
		}
		i.desc = r.b[start:r.pos]
		m.imports = append(m.imports, i)
	}
	m.importedFuncs, m.importedTables = len(m.funcs), len(m.tables)
}

func (m *module) importType(r *reader) (t ExternType) {
	t.Kind = ExternKind(r.byte())
	switch t.Kind {
	case ExternFunc:
		t.Func = m.addFunc(r)
	case ExternTable:
		t.Table = r.tableType()
		m.tables = append(m.tables, t.Table)
	case ExternMemory:
		t.Memory = r.memoryLimits()
		m.addMemory(r, t.Memory)
	case ExternGlobal:
		t.Global = r.globalType()
		m.globals = append(m.globals, t.Global)
	case 0x04:
		r.unsupported(featureExceptions)
	case 0x7e, 0x7f:
		r.unsupported(featureCompact)
	default:
		r.fail("unknown kind of import %#x", t.Kind)
	}
	return t
}

func (m *module) addFunc(r *reader) FuncType {
	index := r.u32()
	if uint64(index) >= uint64(len(m.types)) {
		r.fail("type %d does not exist", index)
		return FuncType{}
	}
	m.funcs = append(m.funcs, index)
	return m.types[index]
}

func (m *module) addMemory(r *reader, l Limits) {
	if len(m.memories) >= m.maxMemories {
		if m.maxMemories == 1 {
			r.unsupported(featureMultiMemory)
		} else {
			r.unsupported(featureManyMemories)
		}
		return
	}
	m.memories = append(m.memories, l)
}

func (m *module) functionSection(r *reader) {
	m.declaredFuncs = r.count("functions", 1, maxFuncs)
	for range m.declaredFuncs {
		m.addFunc(r)
	}
}

func (m *module) tableSection(r *reader) {
	for range r.count("tables", 3, maxTables) {
		m.tables = append(m.tables, r.definedTable())
	}
}

// definedTable reads an entry of the table section, whose elements may have an
// initial value.
func (r *reader) definedTable() TableType {
	if r.more() && r.b[r.pos] == 0x40 {
		r.pos++
		if c := r.byte(); c != 0 {
			r.fail("unknown form of table %#x", c)
		}
		t := r.tableType()
		r.constExpr()
		return t
	}
	return r.tableType()
}

func (m *module) exportSection(r *reader) {
	for range r.count("exports", 3, maxExports) {
		e := exportEntry{r.name(), ExternKind(r.byte()), r.u32()}
		switch {
		case e.kind == 0x04:
			r.unsupported(featureExceptions)
		case e.kind > ExternGlobal:
			r.fail("unknown kind of export %#x", e.kind)
		case strings.HasPrefix(e.name, AddedPrefix):
			r.fail("export %q: names that begin with gyro: are reserved", e.name)
		}
		if _, ok := m.externType(e); !ok && r.err == nil {
			r.fail("export %q refers to item %d, which does not exist", e.name, e.index)
		}
		m.exports = append(m.exports, e)
	}
}

func (m *module) startSection(r *reader) {
	m.start, m.hasStart = r.u32(), true
	t, ok := m.externType(exportEntry{kind: ExternFunc, index: m.start})
	if r.err == nil && (!ok || len(t.Func.Params)+len(t.Func.Results) > 0) {
		r.fail("the start function must exist and take and return nothing")
	}
}

// externType returns the type of what e exports.
func (m *module) externType(e exportEntry) (t ExternType, ok bool) {
	t.Kind = e.kind
	switch {
	case e.kind == ExternFunc && int64(e.index) < int64(len(m.funcs)):
		t.Func = m.types[m.funcs[e.index]]
	case e.kind == ExternTable && int64(e.index) < int64(len(m.tables)):
		t.Table = m.tables[e.index]
	case e.kind == ExternMemory && int64(e.index) < int64(len(m.memories)):
		t.Memory = m.memories[e.index]
	case e.kind == ExternGlobal && int64(e.index) < int64(len(m.globals)):
		t.Global = m.globals[e.index]
	default:
		return t, false
	}
	return t, true
}

// The features that are refused by name.
const (
	featureExceptions   = "exception handling"
	featureGC           = "garbage collection or typed function references"
	featureMultiMemory  = "a second memory"
	featureManyMemories = "a seventeenth memory"
	featureMemory64     = "64-bit memory"
	featureThreads      = "shared memory"
	featurePageSize     = "a custom page size"
	featureRelaxedSIMD  = "relaxed SIMD"
	featureWideArith    = "wide arithmetic"
	featureStackSwitch  = "stack switching"
	featureCompact      = "the compact import section"
)
