package binary

import (
	"fmt"
	"strings"
)

// Sections of core modules, by their number.
const (
	coreSectionCustom    = 0
	coreSectionType      = 1
	coreSectionImport    = 2
	coreSectionFunction  = 3
	coreSectionTable     = 4
	coreSectionMemory    = 5
	coreSectionGlobal    = 6
	coreSectionExport    = 7
	coreSectionStart     = 8
	coreSectionElement   = 9
	coreSectionCode      = 10
	coreSectionData      = 11
	coreSectionDataCount = 12
	coreSectionTag       = 13
)

// coreSectionOrder gives the rank of each section; they appear in this order
// and at most once.
var coreSectionOrder = [...]uint8{
	coreSectionType: 1, coreSectionImport: 2, coreSectionFunction: 3, coreSectionTable: 4,
	coreSectionMemory: 5, coreSectionTag: 6, coreSectionGlobal: 7, coreSectionExport: 8,
	coreSectionStart: 9, coreSectionElement: 10, coreSectionDataCount: 11,
	coreSectionCode: 12, coreSectionData: 13,
}

// Unsupported returns an error that names what a module of this type needs and
// the engine cannot run, or nil. Such modules are valid all the same. Only what
// types and the sections before the code tell is looked at.
func (t *ModuleType) Unsupported() error {
	if len(t.unsupported) == 0 {
		return nil
	}
	return fmt.Errorf("core module uses %s, which gyro cannot run", strings.Join(t.unsupported, ", "))
}

// DecodeModule returns the type of the core module b, which is not part of a
// component: it may import the same name more than once. Function bodies and
// segments are not looked at. The error is an [*Error].
func DecodeModule(b []byte) (t *ModuleType, err error) {
	d := newDecoder(b, Options{})
	d.alone = true
	defer func() {
		switch e := recover().(type) {
		case nil:
		case *Error:
			t, err = nil, e
		default:
			panic(e)
		}
	}()
	return d.module(), nil
}

// coreModule decodes an embedded core module, which fills its section.
func (d *decoder) coreModule() *CoreModule {
	m := &CoreModule{Bytes: d.buf[d.pos:d.end:d.end]}
	m.Type = d.module()
	d.scope.coreModules = append(d.scope.coreModules, m.Type)
	return m
}

// A moduleDecoder collects the index spaces of a core module.
type moduleDecoder struct {
	*decoder
	cx       coreContext
	typ      *ModuleType
	funcs    []*CoreFunc
	tables   []CoreExternType
	memories []CoreExternType
	globals  []CoreExternType
	tags     []CoreExternType
	defined  int // functions that need a body
	bodies   int
}

func (d *decoder) module() *ModuleType {
	if b := d.buf[d.pos:d.end]; len(b) < 8 || string(b[:8]) != string(modulePreamble) {
		d.fail("not a core module: preamble is missing or its version is unknown")
	}
	d.pos += len(modulePreamble)
	m := &moduleDecoder{decoder: d, typ: &ModuleType{exports: map[string]CoreExternType{}}}
	var last uint8
	for d.remaining() > 0 {
		id := d.byte()
		if int(id) >= len(coreSectionOrder) {
			d.pos--
			d.fail("core module has an unknown section %d", id)
		}
		if id != coreSectionCustom {
			if coreSectionOrder[id] <= last {
				d.fail("core module has section %d out of order or twice", id)
			}
			last = coreSectionOrder[id]
		}
		d.within(d.u32(), func() { m.section(id) })
	}
	if m.bodies != m.defined {
		d.fail("core module declares %d functions and has %d bodies", m.defined, m.bodies)
	}
	if len(m.memories) > 1 {
		m.cx.lacks("more than one memory")
	}
	m.typ.unsupported = m.cx.unsupported
	return m.typ
}

func (m *moduleDecoder) section(id byte) {
	switch id {
	case coreSectionType:
		for range m.count(1) {
			m.recType(&m.cx)
		}
	case coreSectionImport:
		m.imports()
	case coreSectionFunction:
		m.defined = m.count(1)
		for range m.defined {
			m.funcs = append(m.funcs, m.cx.funcAt(m.decoder, m.u32()))
		}
	case coreSectionTable:
		for range m.count(2) {
			m.table()
		}
	case coreSectionMemory:
		for range m.count(2) {
			m.memories = append(m.memories, m.coreMemoryType(&m.cx))
		}
	case coreSectionTag:
		for range m.count(2) {
			m.tags = append(m.tags, m.coreTagType(&m.cx))
		}
	case coreSectionGlobal:
		for range m.count(3) {
			m.globals = append(m.globals, m.coreGlobalType(&m.cx))
			m.constExpr()
		}
	case coreSectionExport:
		m.exports()
	case coreSectionStart:
		m.start()
	default:
		m.skip(id)
	}
}

// skip passes over a section whose contents are the engine's to check.
func (m *moduleDecoder) skip(id byte) {
	switch id {
	case coreSectionCustom:
		m.name()
	case coreSectionCode:
		m.bodies = m.count(1)
	}
	m.pos = m.end
}

func (m *moduleDecoder) start() {
	if f := at(m.decoder, m.funcs, m.u32(), "function"); len(f.Params)+len(f.Results) > 0 {
		m.fail("start function must have no parameters and no results")
	}
}

func (m *moduleDecoder) imports() {
	seen := map[[2]string]bool{}
	for range m.count(4) {
		m.coreImport(&m.cx, m.typ, seen)
		m.add(m.typ.Imports[len(m.typ.Imports)-1].Type)
	}
}

func (m *moduleDecoder) add(t CoreExternType) {
	switch t.Sort {
	case SortCoreFunc:
		m.funcs = append(m.funcs, t.Func)
	case SortCoreTable:
		m.tables = append(m.tables, t)
	case SortCoreMemory:
		m.memories = append(m.memories, t)
	case SortCoreGlobal:
		m.globals = append(m.globals, t)
	case SortCoreTag:
		m.tags = append(m.tags, t)
	}
}

// table decodes a table, which may have an initial value.
func (m *moduleDecoder) table() {
	initial := m.peek() == 0x40
	if initial {
		m.pos++
		m.expect(0x00, "reserved byte of a table")
		m.cx.lacks("tables with an initial value")
	}
	m.tables = append(m.tables, m.coreTableType(&m.cx))
	if initial {
		m.constExpr()
	}
}

func (m *moduleDecoder) exports() {
	for range m.count(3) {
		name := m.name()
		kind, i := m.byte(), m.u32()
		var t CoreExternType
		switch kind {
		case 0x00:
			t = CoreExternType{Sort: SortCoreFunc, Func: at(m.decoder, m.funcs, i, "function")}
		case 0x01:
			t = at(m.decoder, m.tables, i, "table")
		case 0x02:
			t = at(m.decoder, m.memories, i, "memory")
		case 0x03:
			t = at(m.decoder, m.globals, i, "global")
		case 0x04:
			t = at(m.decoder, m.tags, i, "tag")
		default:
			m.fail("unknown kind of core item 0x%02x", kind)
		}
		m.coreExport(m.typ, name, t)
	}
}

// constExpr skips a constant expression up to and including its end.
func (m *moduleDecoder) constExpr() {
	for {
		switch op := m.byte(); op {
		case 0x0b: // end
			return
		case 0x23, 0xd2: // global.get, ref.func
			m.u32()
		case 0x41: // i32.const
			m.sleb(32)
		case 0x42: // i64.const
			m.sleb(64)
		case 0x43: // f32.const
			m.bytes(4)
		case 0x44: // f64.const
			m.bytes(8)
		case 0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e: // add, sub, mul
		case 0xd0: // ref.null
			m.typeCode()
		case 0xfb:
			m.gcConst(m.u32())
		case 0xfd: // v128.const
			if sub := m.u32(); sub != 12 {
				m.fail("vector instruction %d in a constant expression", sub)
			}
			m.bytes(16)
		default:
			m.pos--
			m.fail("instruction 0x%02x in a constant expression", op)
		}
	}
}

// gcConst skips the immediates of a garbage collection instruction that may
// stand in a constant expression.
func (m *moduleDecoder) gcConst(op uint32) {
	m.cx.lacks(gcTypes)
	switch op {
	case 0, 1, 6, 7: // struct.new, struct.new_default, array.new, array.new_default
		m.u32()
	case 8: // array.new_fixed
		m.u32()
		m.u32()
	case 26, 27, 28: // any.convert_extern, extern.convert_any, ref.i31
	default:
		m.fail("instruction 0xfb %d in a constant expression", op)
	}
}
