package forward

import (
	"encoding/binary"
	"fmt"

	"github.com/gyro-wasm/gyro/component/wit"
)

// Core value types.
const (
	i32 = 0x7f
	i64 = 0x7e
	f32 = 0x7d
	f64 = 0x7c
)

// The most flat values that parameters and results may have.
const (
	maxParams  = 16
	maxResults = 1
)

// Module encodes a guest for the interfaces, see the package comment.
func Module(interfaces ...*wit.Interface) ([]byte, error) { return build(nil, interfaces) }

// Handler is [Module] that also exports an incoming-handler, which gives no
// answer.
func Handler(interfaces ...*wit.Interface) ([]byte, error) {
	handle := coreFunc{name: "wasi:http/incoming-handler@0.2.12#handle", params: []byte{i32, i32}}
	return build([]coreFunc{handle}, interfaces)
}

// build makes a module that has exports of its own as well.
func build(own []coreFunc, interfaces []*wit.Interface) ([]byte, error) {
	m := &module{}
	drop := -1
	exports := own
	for _, i := range interfaces {
		for _, f := range functions(i) {
			imp, exp, err := forwarder(i.ExternalName(), f, len(m.imports))
			if err != nil {
				return nil, err
			}
			if IsDrop(f.Name) {
				drop = len(m.imports)
			}
			m.imports = append(m.imports, imp)
			exports = append(exports, exp)
		}
	}
	m.funcs = append(exports, allocator(drop))
	return m.encode(), nil
}

// forwarder returns the import of f, number n, and the function that calls it.
func forwarder(iface string, f *wit.Func, n int) (imp, exp coreFunc, err error) {
	var params, results []byte
	for _, p := range f.Params {
		params = flatten(params, p.Type)
	}
	if f.Result != nil {
		results = flatten(nil, f.Result)
	}
	if len(params) > maxParams {
		return imp, exp, fmt.Errorf("%s#%s has %d flat parameters", iface, f.Name, len(params))
	}
	imp = coreFunc{module: iface, name: f.Name, params: params, results: results}
	exp = coreFunc{name: iface + "#" + f.Name, params: params, results: results}
	for i := range params {
		exp.code = append(exp.code, 0x20, byte(i)) // local.get
	}
	if len(results) <= maxResults {
		exp.code = append(exp.code, call(n)...)
		return imp, exp, nil
	}
	imp.params, imp.results = append(params[:len(params):len(params)], i32), nil
	exp.results = []byte{i32}
	exp.code = append(exp.code, load(CellResult)...)
	exp.code = append(exp.code, constant(ResultArea)...)
	exp.code = append(exp.code, 0x6a) // i32.add
	exp.code = append(exp.code, call(n)...)
	exp.code = append(exp.code, constant(ResultArea)...)
	return imp, exp, nil
}

// flatten appends the core types of t (CanonicalABI.md, "Flattening").
func flatten(flat []byte, t wit.Type) []byte {
	switch t := wit.Underlying(t).(type) {
	case wit.Primitive:
		return append(flat, primitive(t)...)
	case *wit.List, *wit.Map:
		return append(flat, i32, i32)
	case *wit.Tuple:
		for _, e := range t.Types {
			flat = flatten(flat, e)
		}
	case *wit.Record:
		for _, f := range t.Fields {
			flat = flatten(flat, f.Type)
		}
	case *wit.Variant:
		payloads := make([]wit.Type, len(t.Cases))
		for i, c := range t.Cases {
			payloads[i] = c.Type
		}
		return flattenCases(flat, payloads...)
	case *wit.Option:
		return flattenCases(flat, nil, t.Elem)
	case *wit.Result:
		return flattenCases(flat, t.OK, t.Err)
	default: // enum, flags, own, borrow
		return append(flat, i32)
	}
	return flat
}

func primitive(t wit.Primitive) []byte {
	switch t {
	case wit.S64, wit.U64:
		return []byte{i64}
	case wit.F32:
		return []byte{f32}
	case wit.F64:
		return []byte{f64}
	case wit.String:
		return []byte{i32, i32}
	}
	return []byte{i32}
}

func flattenCases(flat []byte, payloads ...wit.Type) []byte {
	flat = append(flat, i32)
	shared := len(flat)
	for _, p := range payloads {
		if p == nil {
			continue
		}
		for i, t := range flatten(nil, p) {
			switch at := shared + i; {
			case at == len(flat):
				flat = append(flat, t)
			case flat[at] == t:
			case flat[at] == i32 && t == f32, flat[at] == f32 && t == i32:
				flat[at] = i32
			default:
				flat[at] = i64
			}
		}
	}
	return flat
}

// allocator is cabi_realloc(old, oldSize, align, size): a pointer that is
// bumped, and the modes. drop is the number of an imported function that drops
// handles.
func allocator(drop int) coreFunc {
	const align, size, result = 2, 3, 4
	var c []byte
	on := func(mode byte, code ...byte) {
		c = append(append(append(c, load(CellMode)...), constant(int32(mode))...), 0x46, 0x04, 0x40) // i32.eq, if
		c = append(append(c, code...), 0x0b)
	}
	on(ModeTrap, 0x00)
	if drop >= 0 {
		on(ModeReturn, append(constant(0), call(drop)...)...)
	}
	on(ModeGrow, append(constant(1), 0x40, 0, 0x1a)...) // memory.grow, drop
	c = append(append(append(c, load(CellHeap)...), constant(Heap)...), 0x6a)
	c = append(c, 0x20, align, 0x6a, 0x41, 1, 0x6b)            // + align - 1
	c = append(c, 0x41, 0, 0x20, align, 0x6b, 0x71)            // & -align
	c = append(append(c, 0x21, result), constant(CellHeap)...) // local.set, address
	c = append(append(append(c, 0x20, result, 0x20, size, 0x6a), constant(Heap)...), 0x6b, 0x36, 2, 0)
	// Grow the memory if result + size is beyond its end.
	c = append(c, 0x20, result, 0x20, size, 0x6a, 0x3f, 0, 0x41, 16, 0x74, 0x4b, 0x04, 0x40) // > memory.size << 16, if
	c = append(c, 0x20, result, 0x20, size, 0x6a, 0x3f, 0, 0x41, 16, 0x74, 0x6b, 0x41, 16, 0x76, 0x41, 1, 0x6a)
	c = append(c, 0x40, 0, 0x41, 0x7f, 0x46, 0x04, 0x40, 0x00, 0x0b, 0x0b) // memory.grow = -1, if unreachable
	c = append(c, 0x20, result, 0x20, 0, 0x20, 1, 0xfc, 10, 0, 0)          // memory.copy of the old block
	c = append(append(append(c, 0x20, result), load(CellLie)...), 0x6a)
	return coreFunc{name: "cabi_realloc", params: []byte{i32, i32, i32, i32}, results: []byte{i32}, locals: []byte{1, 1, i32}, code: c}
}

func constant(n int32) []byte { return append([]byte{0x41}, sleb(n)...) }

func load(cell int32) []byte { return append(constant(cell), 0x28, 2, 0) }

func call(n int) []byte { return append([]byte{0x10}, uleb(n)...) }

func uleb(n int) []byte { return binary.AppendUvarint(nil, uint64(n)) }

func sleb(n int32) []byte {
	var b []byte
	for {
		c := byte(n & 0x7f)
		n >>= 7
		if n == 0 && c&0x40 == 0 || n == -1 && c&0x40 != 0 {
			return append(b, c)
		}
		b = append(b, c|0x80)
	}
}

// A coreFunc is an import, or a function with code that is exported.
type coreFunc struct {
	module, name    string
	params, results []byte
	locals, code    []byte
}

// A module has a memory, imports and functions.
type module struct {
	imports, funcs []coreFunc
	memory         string // the module that it imports its memory from; empty for one of its own
}

func (m *module) encode() []byte {
	var types, imports, funcs, exports, bodies [][]byte
	for i, f := range m.imports {
		types = append(types, f.encodeType())
		imports = append(imports, concat(text(f.module), text(f.name), []byte{0}, uleb(i)))
	}
	for i, f := range m.funcs {
		n := len(m.imports) + i
		types = append(types, f.encodeType())
		funcs = append(funcs, uleb(n))
		exports = append(exports, concat(text(f.name), []byte{0}, uleb(n)))
		locals := f.locals
		if locals == nil {
			locals = []byte{0}
		}
		body := concat(locals, f.code, []byte{0x0b})
		bodies = append(bodies, concat(uleb(len(body)), body))
	}
	memories := []byte{1, 0, 2} // one of 2 pages or more
	if m.memory != "" {
		imports = append(imports, concat(text(m.memory), text("memory"), []byte{2, 0, 2}))
		memories = []byte{0}
	} else {
		exports = append(exports, append(text("memory"), 2, 0))
	}
	return concat([]byte("\x00asm\x01\x00\x00\x00"),
		section(1, vector(types)), section(2, vector(imports)), section(3, vector(funcs)),
		section(5, memories), section(7, vector(exports)), section(10, vector(bodies)))
}

func section(id byte, content []byte) []byte {
	return concat([]byte{id}, uleb(len(content)), content)
}

func (f coreFunc) encodeType() []byte {
	return concat([]byte{0x60}, text(string(f.params)), text(string(f.results)))
}

func text(s string) []byte { return append(uleb(len(s)), s...) }

func concat(parts ...[]byte) []byte {
	var out []byte
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func vector(items [][]byte) []byte { return append(uleb(len(items)), concat(items...)...) }
