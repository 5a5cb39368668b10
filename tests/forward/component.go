package forward

import (
	"strconv"

	"github.com/gyro-wasm/gyro/component/wit"
)

// Addresses in the memory of a guest of [Component], beside those of the others.
const (
	// Returned is where what a core function has returned is stored, 8 bytes.
	Returned = 2040
	// Slots is where the arguments of core functions are, 8 bytes for each.
	Slots = 2048
)

// An Entry is a core function that a guest of [Component] calls: a lowered
// function, or a built-in.
type Entry struct {
	Export string // the function that calls it, of type async func()

	Iface string    // empty for a built-in that is for nothing special
	Func  *wit.Func // a function of Iface, or one that drops; nil for a built-in
	Async bool      // lowered with the async option

	Builtin string   // such as "stream.read"
	Type    wit.Type // the stream or future that it is for, which Iface has; nil for none

	core coreFunc
}

// Results is the number of values that the core function returns.
func (e *Entry) Results() int { return len(e.core.results) }

// Params is the number of its parameters.
func (e *Entry) Params() int { return len(e.core.params) }

// Component encodes a component that imports the interfaces and calls what it
// is told to: functions as [Module] does, those with the async type with the async
// option as well, and the built-ins for waiting, streams and futures. A test
// puts arguments into [Slots] and calls the export of an [Entry].
func Component(interfaces ...*wit.Interface) (wasm []byte, entries []Entry, err error) {
	c := &componentEncoder{out: []byte("\x00asm\x0d\x00\x01\x00"), instances: map[*wit.Interface]int{}}
	c.scope = newScope(func(def []byte) { c.section(7, def) })
	for _, i := range interfaces {
		c.importInterface(i)
	}
	allocate := &module{funcs: []coreFunc{allocator(-1)}}
	memory := c.instantiate(allocate.encode(), nil)
	c.section(6, concat([]byte{0x00, 0x02, 0x01}, uleb(memory), text("memory")))
	c.section(6, concat([]byte{0x00, 0x00, 0x01}, uleb(memory), text("cabi_realloc")))
	c.coreFuncs++ // 0: the allocator
	for _, i := range interfaces {
		if err := c.lower(i); err != nil {
			return nil, nil, err
		}
	}
	c.builtins(interfaces)
	c.export(memory)
	return c.out, c.entries, nil
}

// A componentEncoder writes a component; the numbers count what is there.
type componentEncoder struct {
	out       []byte
	scope     *scope // of the component
	instances map[*wit.Interface]int
	entries   []Entry

	funcs, coreFuncs, coreModules, coreInstances int
}

// section adds a section with one item.
func (c *componentEncoder) section(id byte, item []byte) {
	c.out = append(c.out, section(id, concat([]byte{1}, item))...)
}

// importInterface imports i, after those that it uses types of, and makes its
// types known to the component.
func (c *componentEncoder) importInterface(i *wit.Interface) {
	if _, ok := c.instances[i]; ok {
		return
	}
	for _, t := range i.Types {
		if u := usedFrom(i, t); u != nil {
			c.importInterface(u.Interface)
		}
	}
	c.section(7, instanceType(i, c.scope))
	c.scope.next++
	c.section(10, concat(externName(i.ExternalName()), []byte{5}, uleb(c.scope.next-1)))
	n := len(c.instances)
	c.instances[i] = n
	for _, t := range i.Types {
		c.section(6, concat([]byte{3, 0}, uleb(n), text(t.Name)))
		c.scope.name(t)
	}
}

// add adds a canonical definition of a core function.
func (c *componentEncoder) add(e Entry, def ...[]byte) {
	c.section(8, concat(def...))
	e.Export = "f" + strconv.Itoa(len(c.entries))
	e.core.module, e.core.name = "h", e.Export
	c.entries = append(c.entries, e)
	c.coreFuncs++
}

// Options of canonical definitions: the memory and the allocator, and async.
var (
	inMemory      = []byte{2, 3, 0, 4, 0}
	inMemoryAsync = []byte{3, 3, 0, 4, 0, 6}
)

// lower lowers all functions of i.
func (c *componentEncoder) lower(i *wit.Interface) error {
	for _, f := range functions(i) {
		e := Entry{Iface: i.ExternalName(), Func: f}
		if IsDrop(f.Name) {
			e.core.params = []byte{i32}
			r := f.Params[0].Type.(*wit.Own).Resource
			c.add(e, []byte{0x03}, uleb(c.scope.resources[r]))
			continue
		}
		c.section(6, concat([]byte{1, 0}, uleb(c.instances[i]), text(f.Name)))
		c.funcs++
		imp, _, err := forwarder(i.ExternalName(), f, 0)
		if err != nil {
			return err
		}
		e.core.params, e.core.results = imp.params, imp.results
		c.add(e, []byte{1, 0}, uleb(c.funcs-1), inMemory)
		if !f.Async {
			continue
		}
		e.Async = true
		e.core.params, e.core.results = nil, []byte{i32}
		for _, p := range f.Params {
			e.core.params = flatten(e.core.params, p.Type)
		}
		if len(e.core.params) > MaxAsyncParams {
			e.core.params = []byte{i32}
		}
		if f.Result != nil {
			e.core.params = append(e.core.params, i32)
		}
		c.add(e, []byte{1, 0}, uleb(c.funcs-1), inMemoryAsync)
	}
	return nil
}

// MaxAsyncParams is how many flat parameters a function may have that is lowered
// with the async option; more are passed in memory.
const MaxAsyncParams = 4

// export makes the core module that calls all entries, and exports its functions.
func (c *componentEncoder) export(memory int) {
	m := &module{memory: "m"}
	for n, e := range c.entries {
		m.imports = append(m.imports, e.core)
		m.funcs = append(m.funcs, coreFunc{name: e.Export, code: callFromSlots(n, e.core)})
	}
	var funcs [][]byte
	for n, e := range c.entries {
		funcs = append(funcs, concat(text(e.Export), []byte{0}, uleb(n+1)))
	}
	c.section(2, concat([]byte{1}, vector(funcs)))
	c.coreInstances++
	instance := c.instantiate(m.encode(), [][]byte{
		concat(text("h"), []byte{0x12}, uleb(c.coreInstances-1)),
		concat(text("m"), []byte{0x12}, uleb(memory)),
	})
	run := c.scope.define([]byte{0x43, 0, 1, 0}) // async func()
	for _, e := range c.entries {
		c.section(6, concat([]byte{0x00, 0x00, 0x01}, uleb(instance), text(e.Export)))
		c.section(8, concat([]byte{0, 0}, uleb(c.coreFuncs), inMemory, uleb(run)))
		c.section(11, concat(externName(e.Export), []byte{1}, uleb(c.funcs), []byte{0}))
		c.coreFuncs++
		c.funcs += 2 // an export has an index of its own
	}
}

// instantiate instantiates a module and returns the number of the instance.
func (c *componentEncoder) instantiate(wasm []byte, args [][]byte) int {
	c.out = append(c.out, section(1, wasm)...)
	c.section(2, concat([]byte{0}, uleb(c.coreModules), vector(args)))
	c.coreModules++
	c.coreInstances++
	return c.coreInstances - 1
}

// callFromSlots is code that calls function n with what is in the slots.
func callFromSlots(n int, f coreFunc) []byte {
	var code []byte
	if len(f.results) > 0 {
		code = append(code, constant(Returned)...)
	}
	for i, t := range f.params {
		load := map[byte]byte{i32: 0x28, i64: 0x29, f32: 0x2a, f64: 0x2b}[t]
		code = concat(code, constant(int32(Slots+8*i)), []byte{load, 0, 0})
	}
	code = concat(code, call(n))
	if len(f.results) > 0 {
		store := map[byte]byte{i32: 0x36, i64: 0x37, f32: 0x38, f64: 0x39}[f.results[0]]
		code = append(code, store, 0, 0)
	}
	return code
}

// builtins adds the built-ins for waiting, and those for each type of stream and
// future that the interfaces have.
func (c *componentEncoder) builtins(interfaces []*wit.Interface) {
	one, two := []byte{i32}, []byte{i32, i32}
	add := func(name string, params, results []byte, def ...byte) {
		c.add(Entry{Builtin: name, core: coreFunc{params: params, results: results}}, def)
	}
	add("waitable-set.new", nil, one, 0x1f)
	add("waitable-set.wait", two, one, 0x20, 0, 0)
	add("waitable-set.poll", two, one, 0x21, 0, 0)
	add("waitable-set.drop", one, nil, 0x22)
	add("waitable.join", two, nil, 0x23)
	add("subtask.cancel", one, one, 0x06, 0)
	add("subtask.drop", one, nil, 0x0d)
	seen := map[string]bool{}
	asyncTypes(interfaces, func(i *wit.Interface, t wit.Type) {
		if shape := wit.Shape(t); !seen[shape] {
			seen[shape] = true
			c.typeBuiltins(i, t)
		}
	})
}

// typeBuiltins adds the built-ins for a stream or future type of i.
func (c *componentEncoder) typeBuiltins(i *wit.Interface, t wit.Type) {
	one := []byte{i32}
	kind, op, copied := "stream", byte(0x0e), []byte{i32, i32, i32}
	if _, ok := t.(*wit.Future); ok {
		kind, op, copied = "future", 0x15, []byte{i32, i32}
	}
	n := c.scope.index(t)
	for at, f := range []struct {
		name            string
		params, results []byte
		options         []byte
	}{
		{"new", nil, []byte{i64}, nil},
		{"read", copied, one, inMemoryAsync}, {"write", copied, one, inMemoryAsync},
		{"cancel-read", one, one, []byte{0}}, {"cancel-write", one, one, []byte{0}},
		{"drop-readable", one, nil, nil}, {"drop-writable", one, nil, nil},
	} {
		e := Entry{Iface: i.ExternalName(), Builtin: kind + "." + f.name, Type: t, core: coreFunc{params: f.params, results: f.results}}
		c.add(e, []byte{op + byte(at)}, uleb(n), f.options)
	}
}
