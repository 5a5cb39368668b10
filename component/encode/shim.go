package encode

import (
	"fmt"
	"strconv"

	"github.com/gyro-wasm/gyro/component/internal/binary"
)

// A lowered import that reads or writes the memory of the module that imports
// it can only be defined once there is an instance of that module, which
// cannot be made without its imports. So the instance gets functions of a shim
// module that call through a table, and when the real ones are defined, a
// fixup module puts them into it.

// shimTable is the name of the table in the shim module.
const shimTable = "$imports"

// Sections of core modules.
const (
	coreType     = 1
	coreImport   = 2
	coreFunction = 3
	coreTable    = 4
	coreMemory   = 5
	coreExport   = 7
	coreStart    = 8
	coreElement  = 9
	coreCode     = 10
)

var modulePreamble = []byte("\x00asm\x01\x00\x00\x00")

// A coreTypes is the type section of a module that is being written.
type coreTypes struct {
	items [][]byte
	index map[string]uint32
}

func (c *coreTypes) of(f *binary.CoreFunc) uint32 {
	w := buffer{0x60}
	for _, vals := range [][]binary.CoreVal{f.Params, f.Results} {
		w.u32(uint32(len(vals)))
		for _, v := range vals {
			w.put(byte(v))
		}
	}
	if i, ok := c.index[string(w)]; ok {
		return i
	}
	if c.index == nil {
		c.index = map[string]uint32{}
	}
	c.index[string(w)] = uint32(len(c.items))
	c.items = append(c.items, w)
	return c.index[string(w)]
}

// table encodes the type of a table with n functions.
func table(n int) []byte {
	w := buffer{byte(binary.FuncRef), 0x01}
	w.u32(uint32(n))
	w.u32(uint32(n))
	return w
}

// shimModule returns the module whose functions, called "0" and so on, call
// the entries of its table.
func shimModule(funcs []*binary.CoreFunc) []byte {
	var types coreTypes
	var declared, exports, bodies [][]byte
	for i, f := range funcs {
		t := types.of(f)
		var d buffer
		d.u32(t)
		declared = append(declared, d)

		var e buffer
		e.name(strconv.Itoa(i))
		e.put(0x00)
		e.u32(uint32(i))
		exports = append(exports, e)

		code := buffer{0x00} // no locals
		for p := range f.Params {
			code.put(0x20) // local.get
			code.u32(uint32(p))
		}
		code.put(0x41) // i32.const
		code.s32(int32(i))
		code.put(0x11) // call_indirect
		code.u32(t)
		code.put(0x00, 0x0b) // of table 0, end
		var body buffer
		body.bytes(code)
		bodies = append(bodies, body)
	}
	var e buffer
	e.name(shimTable)
	e.put(0x01, 0x00)
	exports = append(exports, e)

	w := buffer(append([]byte{}, modulePreamble...))
	w.section(coreType, types.items...)
	w.section(coreFunction, declared...)
	w.section(coreTable, table(len(funcs)))
	w.section(coreExport, exports...)
	w.section(coreCode, bodies...)
	return w
}

// fixupModule returns the module that imports the functions and the table, and
// fills it with them.
func fixupModule(funcs []*binary.CoreFunc) []byte {
	var types coreTypes
	var imports [][]byte
	var elements buffer
	elements.put(0x00, 0x41, 0x00, 0x0b) // active in table 0, from i32.const 0 on
	elements.u32(uint32(len(funcs)))
	for i, f := range funcs {
		imports = append(imports, coreImportOf(strconv.Itoa(i), 0x00, types.of(f)))
		elements.u32(uint32(i))
	}
	var t buffer
	t.name("")
	t.name(shimTable)
	t.put(0x01)
	t.put(table(len(funcs))...)
	imports = append(imports, t)

	w := buffer(append([]byte{}, modulePreamble...))
	w.section(coreType, types.items...)
	w.section(coreImport, imports...)
	w.section(coreElement, elements)
	return w
}

// startModule returns the module that calls the function it imports when it is
// instantiated.
func startModule() []byte {
	var types coreTypes
	t := types.of(&binary.CoreFunc{})
	w := buffer(append([]byte{}, modulePreamble...))
	w.section(coreType, types.items...)
	w.section(coreImport, coreImportOf("", 0x00, t))
	w.put(coreStart)
	w.bytes([]byte{0x00})
	return w
}

func coreImportOf(name string, kind byte, t uint32) []byte {
	var w buffer
	w.name("")
	w.name(name)
	w.put(kind)
	w.u32(t)
	return w
}

// s32 appends a signed LEB128 integer.
func (w *buffer) s32(v int32) {
	for v >= 0x40 || v < -0x40 {
		w.put(byte(v)&0x7f | 0x80)
		v >>= 7
	}
	w.put(byte(v) & 0x7f)
}

// A shim is the shim module's instance, and what will replace its functions.
type shim struct {
	funcs    []*binary.CoreFunc
	instance uint32
}

// reserve returns the name of a new function of the shim.
func (s *shim) reserve(f *binary.CoreFunc) string {
	s.funcs = append(s.funcs, f)
	return strconv.Itoa(len(s.funcs) - 1)
}

// instantiateShim makes the instance of the shim, unless nothing is in it.
func (b *builder) instantiateShim() {
	if len(b.shim.funcs) > 0 {
		m := b.add(sectionCoreModule, binary.SortCoreModule, shimModule(b.shim.funcs))
		b.shim.instance = b.coreInstantiate(m, nil)
	}
}

// fixup replaces the functions of the shim.
func (b *builder) fixup(funcs []uint32) error {
	if len(funcs) != len(b.shim.funcs) {
		return fmt.Errorf("%d functions for a shim of %d", len(funcs), len(b.shim.funcs))
	}
	if len(funcs) == 0 {
		return nil
	}
	m := b.add(sectionCoreModule, binary.SortCoreModule, fixupModule(b.shim.funcs))
	items := []arg{{shimTable, binary.SortCoreTable, b.alias(binary.SortCoreTable, b.shim.instance, shimTable)}}
	for i, f := range funcs {
		items = append(items, arg{strconv.Itoa(i), binary.SortCoreFunc, f})
	}
	b.coreInstantiate(m, []arg{{"", binary.SortCoreInstance, b.coreBundle(items)}})
	return nil
}
