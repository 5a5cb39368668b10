package component_test

import (
	"maps"
	"slices"
	"strconv"
)

// Value types of core WebAssembly.
const (
	coreI32       = 0x7f
	coreI64       = 0x7e
	coreF32       = 0x7d
	coreF64       = 0x7c
	coreV128      = 0x7b
	coreFuncRef   = 0x70
	coreExternRef = 0x6f
)

// Kinds of core imports and exports.
const (
	kindFunc = iota
	kindTable
	kindMemory
	kindGlobal
)

func name(s string) []byte { return slices.Concat(leb(len(s)), []byte(s)) }

func vector(items ...[]byte) []byte { return slices.Concat(leb(len(items)), slices.Concat(items...)) }

// sleb returns v as a signed LEB128 number.
func sleb(v int64) []byte {
	var b []byte
	for v < -64 || v >= 64 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v)&0x7f)
}

func i32Const(v int64) []byte { return append([]byte{0x41}, sleb(int64(int32(v)))...) }

func op(code byte, index int) []byte { return append([]byte{code}, leb(index)...) }

// misc returns an instruction behind the prefix 0xfc.
func misc(code byte, indices ...int) []byte {
	b := []byte{0xfc, code}
	for _, i := range indices {
		b = append(b, leb(i)...)
	}
	return b
}

// A moduleAsm assembles a core module. Imports come before what is defined.
type moduleAsm struct {
	types, imports, funcs, tables, memories, globals, exports, elements, code, data [][]byte

	funcCount, tableCount, memoryCount, globalCount int

	start int // -1 for none
}

func (m *moduleAsm) typ(params, results []byte) int {
	t := slices.Concat([]byte{0x60}, leb(len(params)), params, leb(len(results)), results)
	i := slices.IndexFunc(m.types, func(u []byte) bool { return slices.Equal(t, u) })
	if i < 0 {
		i = len(m.types)
		m.types = append(m.types, t)
	}
	return i
}

// imp adds an import and returns its index.
func (m *moduleAsm) imp(module, item string, kind byte, desc []byte) int {
	m.imports = append(m.imports, slices.Concat(name(module), name(item), []byte{kind}, desc))
	count := [...]*int{&m.funcCount, &m.tableCount, &m.memoryCount, &m.globalCount}[kind]
	*count++
	return *count - 1
}

func (m *moduleAsm) impFunc(module, item string, params, results []byte) int {
	return m.imp(module, item, kindFunc, leb(m.typ(params, results)))
}

func (m *moduleAsm) export(item string, kind byte, index int) {
	m.exports = append(m.exports, slices.Concat(name(item), []byte{kind}, leb(index)))
}

// fn adds a function with so many locals of type i32, and returns its index.
func (m *moduleAsm) fn(params, results []byte, locals int, code ...[]byte) int {
	m.funcs = append(m.funcs, leb(m.typ(params, results)))
	body := slices.Concat([]byte{1}, leb(locals), []byte{coreI32}, slices.Concat(code...), []byte{0x0b})
	m.code = append(m.code, slices.Concat(leb(len(body)), body))
	m.funcCount++
	return m.funcCount - 1
}

func limits(low, high int) []byte {
	if high < 0 {
		return slices.Concat([]byte{0}, leb(low))
	}
	return slices.Concat([]byte{1}, leb(low), leb(high))
}

func (m *moduleAsm) bytes() []byte {
	b := []byte("\x00asm\x01\x00\x00\x00")
	add := func(id byte, items [][]byte) {
		if len(items) > 0 {
			b = append(b, section(id, vector(items...))...)
		}
	}
	add(1, m.types)
	add(2, m.imports)
	add(3, m.funcs)
	add(4, m.tables)
	add(5, m.memories)
	add(6, m.globals)
	add(7, m.exports)
	if m.start >= 0 {
		b = append(b, section(8, leb(m.start))...)
	}
	add(9, m.elements)
	if len(m.data) > 0 {
		b = append(b, section(12, leb(len(m.data)))...)
	}
	add(10, m.code)
	add(11, m.data)
	return b
}

// A componentAsm assembles a component whose core modules get what they import
// from each other and from a host interface.
type componentAsm struct {
	out []byte

	coreFuncs, coreInstances, coreMemories, modules, types, funcs int

	host map[string]int // core functions of the instance "h" of each module
}

// hostInterface is what generated guests import.
const hostInterface = "test:iso/host@0.1.0"

// externName is the name of an import or export of a component.
func externName(s string) []byte { return append([]byte{0}, name(s)...) }

// newComponentAsm begins a component that imports [hostInterface].
func newComponentAsm() *componentAsm {
	c := &componentAsm{out: []byte("\x00asm\x0d\x00\x01\x00"), host: map[string]int{}}
	typ := func(b ...byte) []byte { return append([]byte{1}, b...) }
	exportFunc := func(n string, t byte) []byte { return slices.Concat([]byte{4}, externName(n), []byte{1, t}) }
	c.section(7, append([]byte{0x42}, vector(
		slices.Concat([]byte{4}, externName("thing"), []byte{3, 1}), // type 0
		typ(0x69, 0),                     // 1: own<thing>
		typ(0x40, 0, 0, 1),               // 2: func() -> own<thing>
		typ(0x40, 0, 0, 0x79),            // 3: func() -> u32
		typ(0x40, 1, 1, 'v', 0x77, 1, 0), // 4: func(v: u64)
		typ(0x70, 0x7d),                  // 5: list<u8>
		typ(0x40, 1, 1, 'b', 5, 1, 0),    // 6: func(b: list<u8>)
		typ(0x40, 1, 1, 'n', 0x79, 0, 5), // 7: func(n: u32) -> list<u8>
		exportFunc("make", 2), exportFunc("fixed", 3), exportFunc("number", 3), exportFunc("value", 4), exportFunc("look", 6), exportFunc("feed", 7),
	)...))
	c.section(10, slices.Concat(externName(hostInterface), []byte{5, 0}))
	c.section(6, slices.Concat([]byte{3, 0, 0}, name("thing"))) // type 1
	for _, f := range []string{"make", "fixed", "number", "value", "look", "feed"} {
		c.section(6, slices.Concat([]byte{1, 0, 0}, name(f)))
	}
	c.types, c.funcs = 2, 6
	for i, f := range []string{"make", "fixed", "number", "value"} {
		c.host[f] = c.canon([]byte{1, 0, byte(i), 0})
	}
	c.host["drop"] = c.canon([]byte{3, 1})
	c.host["get"] = c.canon([]byte{0x0a, coreI32, 0})
	c.host["set"] = c.canon([]byte{0x0b, coreI32, 0})
	c.host["inc"] = c.canon([]byte{0x24})
	c.host["dec"] = c.canon([]byte{0x25})
	c.section(7, []byte{0x40, 2, 1, 'a', 0x79, 1, 'b', 0x79, 0, 0x79}) // type 2: func(a: u32, b: u32) -> u32
	c.section(7, []byte{0x40, 0, 1, 0})                                // type 3: func()
	c.types += 2
	return c
}

// section adds a section with one item.
func (c *componentAsm) section(id byte, item []byte) {
	c.out = append(c.out, section(id, []byte{1}, item)...)
}

// canon adds a canonical definition of a core function.
func (c *componentAsm) canon(def []byte) int {
	c.section(8, def)
	c.coreFuncs++
	return c.coreFuncs - 1
}

// coreExport returns a new alias of an export of a core instance.
func (c *componentAsm) coreExport(instance int, kind byte, item string) int {
	c.section(6, slices.Concat([]byte{0, kind, 1}, leb(instance), name(item)))
	count := &c.coreFuncs
	if kind == kindMemory {
		count = &c.coreMemories
	}
	*count++
	return *count - 1
}

// resource defines the resource type of the guest.
func (c *componentAsm) resource(dtor int) {
	c.section(7, slices.Concat([]byte{0x3f, coreI32, 1}, leb(dtor)))
	t := leb(c.types)
	c.types++
	for i, f := range []string{"new", "end", "rep"} {
		c.host[f] = c.canon(append([]byte{2 + byte(i)}, t...))
	}
}

// look returns a core function that shows the host a range of a memory.
func (c *componentAsm) look(memory int) int {
	return c.canon(slices.Concat([]byte{1, 0, 4, 1, 3}, leb(memory)))
}

// feed returns a core function that has the host write into a memory.
func (c *componentAsm) feed(memory, realloc int) int {
	return c.canon(slices.Concat([]byte{1, 0, 5, 2, 3}, leb(memory), []byte{4}, leb(realloc)))
}

// instantiate instantiates a module with all host functions, and those of more,
// as "h", and core instance number i as "i".
func (c *componentAsm) instantiate(module []byte, more map[string]int) (instance int) {
	c.out = append(c.out, section(1, module)...)
	var funcs, args [][]byte
	for _, fs := range []map[string]int{c.host, more} {
		for _, f := range slices.Sorted(maps.Keys(fs)) {
			funcs = append(funcs, slices.Concat(name(f), []byte{kindFunc}, leb(fs[f])))
		}
	}
	c.section(2, append([]byte{1}, vector(funcs...)...))
	host := c.coreInstances
	args = append(args, slices.Concat(name("h"), []byte{0x12}, leb(host)))
	for i := range host {
		args = append(args, slices.Concat(name(strconv.Itoa(i)), []byte{0x12}, leb(i)))
	}
	c.section(2, slices.Concat([]byte{0}, leb(c.modules), vector(args...)))
	c.modules++
	c.coreInstances += 2
	return host + 1
}

// exportFunc lifts and exports a core function of type 2 or 3.
func (c *componentAsm) exportFunc(n string, coreFunc int, t byte) {
	c.section(8, slices.Concat([]byte{0, 0}, leb(coreFunc), []byte{0, t}))
	c.section(11, slices.Concat(externName(n), []byte{1}, leb(c.funcs), []byte{0}))
	c.funcs += 2 // an export has an index of its own
}
