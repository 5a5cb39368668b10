package component_test

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strconv"
)

// choices are decisions: those that bytes say, and when they are used up, random
// ones that depend on nothing but the bytes.
type choices struct {
	bytes []byte
	rest  *rand.Rand
}

// newChoices returns those that b says.
func newChoices(b []byte) *choices {
	h := fnv.New64a()
	h.Write(b)
	return &choices{b, rand.New(rand.NewPCG(h.Sum64(), 0))}
}

// split takes off the choices that the second half of the bytes say.
func (c *choices) split() *choices {
	half := len(c.bytes) / 2
	second := &choices{c.bytes[half:], rand.New(rand.NewPCG(c.rest.Uint64(), 1))}
	c.bytes = c.bytes[:half:half]
	return second
}

// n returns a number below limit.
func (c *choices) n(limit int) int {
	if len(c.bytes) == 0 || limit > 256 {
		return c.rest.IntN(limit)
	}
	b := c.bytes[0]
	c.bytes = c.bytes[1:]
	return int(b) % limit
}

// one is true once in so many times.
func (c *choices) one(in int) bool { return c.n(in) == in-1 }

// A guest is a generated component: core modules that write to everything that
// they can reach when they are told to, and others that show all of it.
type guest struct {
	wasm []byte
	// funcs are exports of type func(a: u32, b: u32) -> u32 that change
	// something; shows are those of type func() that show everything.
	// One more of that type, "last", shows which handles are next, and ends in a
	// trap when it has counted backpressure down.
	funcs, shows []string
}

// A node is a core module of a guest, as far as others may import from it.
type node struct {
	instance int
	memories []string // exports that are defined in it
	globals  []nodeGlobal
	tables   []nodeTable
	funcs    []string // (i32, i32) -> i32
	init     int      // it exports a function that initialises; the noisiest comes last
}

type nodeGlobal struct {
	name    string
	typ     byte
	mutable bool
	index   int
}

type nodeTable struct {
	name  string
	typ   byte
	index int
	min   int
}

// A guestGen generates a guest.
type guestGen struct {
	*choices
	c     *componentAsm
	out   guest
	nodes []node
	// What instances are not used again after is rare: it would be in nearly
	// every guest.
	tableWrites, drops, odd bool
}

func generate(c *choices) guest {
	g := guestGen{choices: c, c: newComponentAsm()}
	g.tableWrites, g.drops, g.odd = g.one(8), g.one(8), g.one(8)
	for i := range 1 + g.n(3) {
		g.node(i)
	}
	g.c.exportFunc("last", g.c.coreExport(g.c.instantiate(lastModule(), nil), kindFunc, "show"), 3)
	slices.SortStableFunc(g.nodes, func(a, b node) int { return a.init - b.init })
	for _, n := range g.nodes {
		if n.init > 0 {
			m := moduleAsm{}
			m.start = m.impFunc(strconv.Itoa(n.instance), "init", nil, nil)
			g.c.instantiate(m.bytes(), nil)
		}
	}
	g.out.wasm = g.c.out
	return g.out
}

// node adds a core module and those that show its state.
func (g *guestGen) node(i int) {
	m := nodeGen{guestGen: g, number: i, moduleAsm: moduleAsm{start: -1}}
	m.generate()
	m.node.instance = g.c.instantiate(m.bytes(), nil)
	for j, f := range m.node.funcs {
		export := fmt.Sprintf("f%d-%d", i, j)
		g.c.exportFunc(export, g.c.coreExport(m.node.instance, kindFunc, f), 2)
		g.out.funcs = append(g.out.funcs, export)
	}
	if i == 0 {
		g.c.resource(g.c.coreExport(m.node.instance, kindFunc, "dtor"))
	}
	realloc := g.c.coreExport(m.node.instance, kindFunc, "realloc")
	for j, name := range m.node.memories {
		memory := g.c.coreExport(m.node.instance, kindMemory, name)
		g.show(fmt.Sprintf("m%d-%d", i, j), showMemory(m.node, name), map[string]int{
			"look": g.c.look(memory), "feed": g.c.feed(memory, realloc),
		})
	}
	g.show(fmt.Sprintf("s%d", i), showState(m.node), nil)
	g.nodes = append(g.nodes, m.node)
}

func (g *guestGen) show(export string, module []byte, more map[string]int) {
	instance := g.c.instantiate(module, more)
	g.c.exportFunc(export, g.c.coreExport(instance, kindFunc, "show"), 3)
	g.out.shows = append(g.out.shows, export)
}

// showMemory returns a module that shows a memory of n, and then has the host
// write to it.
func showMemory(n node, memory string) []byte {
	m := moduleAsm{start: -1}
	m.imp(strconv.Itoa(n.instance), memory, kindMemory, limits(0, -1))
	look := m.impFunc("h", "look", []byte{coreI32, coreI32}, nil)
	feed := m.impFunc("h", "feed", []byte{coreI32, coreI32}, nil)
	m.export("show", kindFunc, m.fn(nil, nil, 0, i32Const(0), []byte{0x3f, 0}, i32Const(16), []byte{0x74}, op(0x10, look),
		[]byte{0x3f, 0, 0x04, 0x40}, i32Const(5000), i32Const(256), op(0x10, feed), []byte{0x0b}))
	return m.bytes()
}

// lastModule returns the module behind "last".
func lastModule() []byte {
	m := moduleAsm{start: -1}
	create := m.impFunc("h", "make", nil, oneResult)
	own := m.impFunc("h", "new", oneResult, oneResult)
	value := m.impFunc("h", "value", []byte{coreI64}, nil)
	dec := m.impFunc("h", "dec", nil, nil)
	var code [][]byte
	for range 3 {
		code = append(code, op(0x10, create), []byte{0x1a})
		code = append(code, i32Const(1), op(0x10, own), []byte{0xad}, op(0x10, value))
	}
	code = append(code, []byte{0x03, 0x40}, op(0x10, dec), []byte{0x42, 1}, op(0x10, value), []byte{0x0c, 0, 0x0b})
	m.export("show", kindFunc, m.fn(nil, nil, 0, code...))
	return m.bytes()
}

// showState returns a module that shows the mutable globals and the tables of n:
// what the functions in them return.
func showState(n node) []byte {
	m := moduleAsm{start: -1}
	value := m.impFunc("h", "value", []byte{coreI64}, nil)
	kept := m.typ(nil, []byte{coreI32})
	var code [][]byte
	show := func(instrs ...[]byte) { code = append(append(code, instrs...), op(0x10, value)) }
	extend := []byte{0xad}
	for _, x := range n.globals {
		if !x.mutable {
			continue
		}
		get := op(0x23, m.imp(strconv.Itoa(n.instance), x.name, kindGlobal, []byte{x.typ, 1}))
		switch x.typ {
		case coreI32:
			show(get, extend)
		case coreI64:
			show(get)
		case coreF32:
			show(get, []byte{0xbc}, extend)
		case coreF64:
			show(get, []byte{0xbd})
		case coreV128:
			show(get, []byte{0xfd, 0x1d, 0})
			show(get, []byte{0xfd, 0x1d, 1})
		default:
			show(get, []byte{0xd1}, extend)
		}
	}
	for _, x := range n.tables {
		t := m.imp(strconv.Itoa(n.instance), x.name, kindTable, slices.Concat([]byte{x.typ}, limits(0, -1)))
		show(misc(0x10, t), extend)
		for slot := range int64(12) {
			code = append(code, i32Const(slot), misc(0x10, t), []byte{0x49, 0x04, 0x40}) // if slot < size
			isNull := slices.Concat(i32Const(slot), op(0x25, t), []byte{0xd1})
			if x.typ == coreFuncRef {
				code = append(code, isNull, []byte{0x04, coreI32}, i32Const(-1), []byte{0x05},
					i32Const(slot), op(0x11, kept), leb(t), []byte{0x0b})
			} else {
				code = append(code, isNull)
			}
			show(extend)
			code = append(code, []byte{0x0b})
		}
	}
	m.export("show", kindFunc, m.fn(nil, nil, 0, code...))
	return m.bytes()
}
