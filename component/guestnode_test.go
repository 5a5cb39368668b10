package component_test

import (
	"math"
	"slices"
	"strconv"
)

// A nodeGen generates a node.
type nodeGen struct {
	*guestGen
	moduleAsm
	number int
	node   node

	memoryMins []int // of all memories, in pages; what imported ones have at least is 0
	globals    []nodeGlobal
	tables     []nodeTable
	passive    []bool // by data segment
	elemTypes  []byte // by element segment; 0 for those that are not passive
	host       map[string]int
	callees    []int // functions (i32, i32) -> i32 that may be called
	kept       []int // functions () -> i32, which tables hold
	deep       int   // function (i32) -> i32 that calls itself so many times
	called     bool  // the current function calls another one already
	quiet      bool  // code calls nothing that is not repeatable
}

// binary is the type (i32, i32) -> i32.
var binaryParams, oneResult = []byte{coreI32, coreI32}, []byte{coreI32}

func (m *nodeGen) generate() {
	m.importHost()
	m.importOthers()
	m.defineMemories()
	m.defineTables()
	m.defineGlobals()
	for i := range 4 {
		m.kept = append(m.kept, m.fn(nil, oneResult, 0, i32Const(int64(100*m.number+i))))
	}
	self := m.funcCount
	m.deep = m.fn([]byte{coreI32}, oneResult, 0, []byte{0x20, 0, 0x45, 0x04, coreI32}, i32Const(0), []byte{0x05, 0x20, 0},
		i32Const(1), []byte{0x6b}, op(0x10, self), i32Const(1), []byte{0x6a, 0x0b})
	m.moduleAsm.export("realloc", kindFunc, m.fn([]byte{coreI32, coreI32, coreI32, coreI32}, oneResult, 0, i32Const(1024)))
	m.defineSegments()
	for range 1 + m.n(3) {
		m.change(m.statements(1+m.n(6)), m.expr(2))
	}
	if segment := slices.Index(m.passive, true); m.drops && segment >= 0 && len(m.memoryMins) > 0 {
		m.change(misc(0x09, segment), i32Const(0))
		m.change(i32Const(0x3000), i32Const(0), i32Const(1), misc(0x08, segment, 0), i32Const(0))
	}
	if m.number == 0 {
		f := m.fn([]byte{coreI32}, nil, 2, m.statements(1+m.n(2)))
		m.moduleAsm.export("dtor", kindFunc, f)
	}
	// An initialisation that calls other functions of the host must come last for
	// instances to be used again.
	m.quiet = !m.one(16)
	if m.one(3) {
		m.start = m.fn(nil, nil, 3, m.statements(1+m.n(3)))
	}
	m.quiet = !m.one(3)
	if m.one(2) {
		code := m.statements(1 + m.n(3))
		if m.node.init = 1; m.quiet {
			code = slices.Concat(code, m.expr(1), m.host0("set"))
		} else {
			m.node.init = 2
			code = slices.Concat(m.host0("get"), []byte{0xad}, m.host0("value"), code)
		}
		m.moduleAsm.export("init", kindFunc, m.fn(nil, nil, 3, code))
	}
}

// change adds an exported function (i32, i32) -> i32.
func (m *nodeGen) change(code ...[]byte) {
	f := m.fn(binaryParams, oneResult, 1, code...)
	name := "f" + strconv.Itoa(len(m.node.funcs))
	m.moduleAsm.export(name, kindFunc, f)
	m.node.funcs = append(m.node.funcs, name)
	m.callees = append(m.callees, f)
}

func (m *nodeGen) importHost() {
	m.host = map[string]int{
		"make": m.impFunc("h", "make", nil, oneResult), "drop": m.impFunc("h", "drop", oneResult, nil),
		"fixed": m.impFunc("h", "fixed", nil, oneResult), "number": m.impFunc("h", "number", nil, oneResult),
		"value": m.impFunc("h", "value", []byte{coreI64}, nil),
		"get":   m.impFunc("h", "get", nil, oneResult), "set": m.impFunc("h", "set", oneResult, nil),
		"inc": m.impFunc("h", "inc", nil, nil), "dec": m.impFunc("h", "dec", nil, nil),
	}
	if m.number > 0 {
		for _, f := range []string{"new", "rep"} {
			m.host[f] = m.impFunc("h", f, oneResult, oneResult)
		}
		m.host["end"] = m.impFunc("h", "end", oneResult, nil)
	}
}

// importOthers imports some of what earlier nodes export.
func (m *nodeGen) importOthers() {
	for _, other := range m.nodes {
		from := strconv.Itoa(other.instance)
		for _, f := range other.funcs {
			if m.one(2) {
				m.callees = append(m.callees, m.impFunc(from, f, binaryParams, oneResult))
			}
		}
		for _, t := range other.tables {
			if m.one(2) {
				t.index = m.imp(from, t.name, kindTable, slices.Concat([]byte{t.typ}, limits(0, -1)))
				m.tables = append(m.tables, t)
			}
		}
		for _, x := range other.globals {
			if m.one(2) {
				mutable := byte(0)
				if x.mutable {
					mutable = 1
				}
				x.index = m.imp(from, x.name, kindGlobal, []byte{x.typ, mutable})
				m.globals = append(m.globals, x)
			}
		}
		for _, memory := range other.memories {
			if len(m.memoryMins) == 0 && m.one(2) {
				m.imp(from, memory, kindMemory, limits(0, -1))
				m.memoryMins = append(m.memoryMins, 0)
			}
		}
	}
}

func (m *nodeGen) defineMemories() {
	want := 1
	if m.one(10) {
		want = 2
	}
	if m.number > 0 && m.one(8) {
		want = 0
	}
	for len(m.memoryMins) < want {
		low := m.n(6)
		if m.one(4) {
			low = m.n(100)
		}
		high := []int{-1, low, low + 1, low + m.n(20), 400}[m.n(5)]
		export := "m" + strconv.Itoa(len(m.memoryMins))
		m.moduleAsm.export(export, kindMemory, m.memoryCount)
		m.node.memories = append(m.node.memories, export)
		m.memories = append(m.memories, limits(low, high))
		m.memoryMins = append(m.memoryMins, low)
		m.memoryCount++
	}
}

func (m *nodeGen) defineTables() {
	for i := range m.n(3) {
		low := m.n(12)
		t := nodeTable{"t" + strconv.Itoa(i), coreFuncRef, m.tableCount, low}
		if m.one(6) {
			t.typ = coreExternRef
		}
		m.moduleAsm.tables = append(m.moduleAsm.tables, slices.Concat([]byte{t.typ}, limits(low, []int{-1, low, low + 5}[m.n(3)])))
		m.moduleAsm.export(t.name, kindTable, t.index)
		m.tableCount++
		m.tables = append(m.tables, t)
		m.node.tables = append(m.node.tables, t)
	}
}

func (m *nodeGen) defineGlobals() {
	for i := range m.n(6) {
		x := nodeGlobal{"g" + strconv.Itoa(i), []byte{coreI32, coreI64, coreF32, coreF64}[m.n(4)], !m.one(4), m.globalCount}
		if m.odd && m.one(3) {
			x.typ = []byte{coreV128, coreFuncRef, coreExternRef}[m.n(3)]
		}
		mutable := byte(0)
		if x.mutable {
			mutable = 1
		}
		m.moduleAsm.globals = append(m.moduleAsm.globals, slices.Concat([]byte{x.typ, mutable}, m.constant(x.typ), []byte{0x0b}))
		m.moduleAsm.export(x.name, kindGlobal, x.index)
		m.globalCount++
		m.globals = append(m.globals, x)
		m.node.globals = append(m.node.globals, x)
	}
}

// constant returns a constant expression without its end.
func (m *nodeGen) constant(typ byte) []byte {
	for _, x := range m.globals {
		if x.typ == typ && !x.mutable && x.index < m.globalCount-len(m.moduleAsm.globals) && m.one(2) {
			return op(0x23, x.index)
		}
	}
	var bits []byte
	for range 16 {
		bits = append(bits, byte(m.rest.Uint32()))
	}
	switch typ {
	case coreI32:
		return i32Const(int64(m.n(300)))
	case coreI64:
		return append([]byte{0x42}, sleb(int64(m.rest.Uint64()))...)
	case coreF32:
		return append([]byte{0x43}, bits[:4]...)
	case coreF64:
		return append([]byte{0x44}, bits[:8]...)
	case coreV128:
		return append([]byte{0xfd, 0x0c}, bits...)
	}
	return []byte{0xd0, typ}
}

func (m *nodeGen) defineSegments() {
	for i := range m.n(5) {
		memory := 0
		if len(m.memoryMins) == 2 {
			memory = m.n(2)
		}
		bytes := slices.Repeat([]byte{byte(i + 1), 0, byte(m.n(256))}, m.n(2000))
		switch {
		case len(m.memoryMins) == 0 || m.one(3):
			m.data = append(m.data, slices.Concat([]byte{1}, leb(len(bytes)), bytes))
			m.passive = append(m.passive, true)
			continue
		case len(bytes) > m.memoryMins[memory]<<16 && !m.one(8):
			bytes = nil
		}
		at := i32Const(int64(m.n(max(1, m.memoryMins[memory]<<16-len(bytes)+1))))
		m.data = append(m.data, slices.Concat([]byte{2}, leb(memory), at, []byte{0x0b}, leb(len(bytes)), bytes))
		m.passive = append(m.passive, false)
	}
	for range m.n(4) {
		var funcs [][]byte
		for range m.n(4) {
			funcs = append(funcs, leb(m.kept[m.n(len(m.kept))]))
		}
		t := slices.IndexFunc(m.tables, func(t nodeTable) bool { return t.typ == coreFuncRef })
		if t < 0 || m.one(3) {
			m.elements = append(m.elements, slices.Concat([]byte{1, 0}, vector(funcs...)))
			m.elemTypes = append(m.elemTypes, coreFuncRef)
			continue
		}
		at := m.n(max(1, m.tables[t].min-len(funcs)+1))
		if at+len(funcs) > m.tables[t].min && !m.one(8) {
			funcs = nil
		}
		m.elements = append(m.elements, slices.Concat([]byte{2}, leb(m.tables[t].index), i32Const(int64(at)), []byte{0x0b, 0}, vector(funcs...)))
		m.elemTypes = append(m.elemTypes, 0)
	}
	// All functions that ref.func may name.
	var refs [][]byte
	for _, f := range m.kept {
		refs = append(refs, leb(f))
	}
	m.elements = append(m.elements, slices.Concat([]byte{3, 0}, vector(refs...)))
	m.elemTypes = append(m.elemTypes, 0)
}

// address returns an i32, mostly one in the memory.
func (m *nodeGen) address() []byte {
	mask := []int64{0xfff, 0x7fff}[m.n(2)]
	if m.one(16) {
		mask = []int64{0x3ffff, math.MaxUint32}[m.n(2)]
	}
	return slices.Concat(m.expr(1), i32Const(mask), []byte{0x71})
}

// access returns a load or store of the given memory.
func (m *nodeGen) access(code []byte, memory int) []byte {
	at := m.n(2) * m.n(0x7000)
	if m.one(16) {
		at *= 4
	}
	offset := leb(at)
	if memory > 0 {
		return slices.Concat(code, []byte{0x40}, leb(memory), offset)
	}
	return slices.Concat(code, []byte{0}, offset)
}

func (m *nodeGen) memory() (index int, ok bool) {
	if len(m.memoryMins) == 0 {
		return 0, false
	}
	return m.n(len(m.memoryMins)), true
}

// expr returns code that leaves an i32.
func (m *nodeGen) expr(depth int) []byte {
	memory, hasMemory := m.memory()
	switch m.n(12) {
	case 0, 1, 2:
		return op(0x20, m.n(2))
	case 3:
		return op(0x20, 2)
	case 4, 5:
		return i32Const(int64(m.n(256) - 20))
	case 6:
		return i32Const(int64(m.rest.Uint32()))
	case 7:
		for _, x := range m.globals {
			if x.typ == coreI32 && m.one(2) {
				return op(0x23, x.index)
			}
		}
	case 8:
		if hasMemory && depth > 0 {
			return slices.Concat(m.address(), m.access([]byte{0x28}, memory))
		}
	case 9:
		if hasMemory {
			return op(0x3f, memory)
		}
	case 10:
		if len(m.tables) > 0 {
			return misc(0x10, m.tables[m.n(len(m.tables))].index)
		}
	}
	if depth == 0 {
		return op(0x20, 0)
	}
	return slices.Concat(m.expr(depth-1), m.expr(depth-1), []byte{[]byte{0x6a, 0x6c, 0x73, 0x71}[m.n(4)]})
}
