package bindgen

import (
	"encoding/binary"
	"testing"

	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/wit"
)

// echoGuest encodes a core module that exports each function of an interface
// under its canonical name; each passes its parameters on to the import of the
// same name and returns what that returns.
func echoGuest(t testing.TB, i *wit.Interface) []byte {
	m := &coreModule{}
	compiler := canon.Compiler{Resource: func(*wit.Resource) int { return 0 }}
	var funcs []*canon.Func
	for _, f := range i.Funcs {
		fn, err := compiler.Func(f)
		if err != nil {
			t.Fatal(err)
		}
		funcs = append(funcs, fn)
		m.imports = append(m.imports, coreFunc{name: f.Name, params: fn.LowerParams, results: fn.LowerResults})
	}
	m.module = i.ExternalName()
	for n, f := range i.Funcs {
		fn := funcs[n]
		var code []byte
		for p := range fn.LiftParams {
			code = append(code, 0x20, byte(p)) // local.get
		}
		spilled := len(fn.LowerParams) > len(fn.LiftParams)
		if spilled {
			code = append(code, 0x41, retArea) // i32.const: the return pointer
		}
		code = append(append(code, 0x10), uleb(n)...) // call
		if spilled {
			code = append(code, 0x41, retArea)
		}
		m.funcs = append(m.funcs, coreFunc{name: i.ExternalName() + "#" + f.Name, params: fn.LiftParams, results: fn.LiftResults, code: code})
	}
	m.funcs = append(m.funcs, coreFunc{name: "cabi_realloc", params: []canon.CoreType{canon.CoreI32, canon.CoreI32, canon.CoreI32, canon.CoreI32}, results: []canon.CoreType{canon.CoreI32}, code: bumpAllocator})
	return m.encode()
}

// retArea is where the guest has results written.
const retArea = 16

// bumpAllocator is heap = (heap + align-1) & -align; heap += size.
var bumpAllocator = []byte{
	0x23, 0, 0x20, 2, 0x6a, 0x41, 1, 0x6b, // global.get heap + align - 1
	0x41, 0, 0x20, 2, 0x6b, 0x71, // & (0 - align)
	0x22, 0, // local.tee the result
	0x20, 3, 0x6a, 0x24, 0, // global.set heap
	0x20, 0,
}

// A coreModule has a memory, a global that is the heap's end, imports of one
// module and exported functions.
type coreModule struct {
	module  string
	imports []coreFunc
	funcs   []coreFunc
}

type coreFunc struct {
	name            string
	params, results []canon.CoreType
	code            []byte
}

func uleb(n int) []byte { return binary.AppendUvarint(nil, uint64(n)) }

func str(s string) []byte { return append(uleb(len(s)), s...) }

func vec(items [][]byte) []byte {
	out := uleb(len(items))
	for _, i := range items {
		out = append(out, i...)
	}
	return out
}

func (f coreFunc) encodeType() []byte {
	b := append([]byte{0x60}, uleb(len(f.params))...)
	for _, p := range f.params {
		b = append(b, byte(p))
	}
	b = append(b, uleb(len(f.results))...)
	for _, r := range f.results {
		b = append(b, byte(r))
	}
	return b
}

func (m *coreModule) encode() []byte {
	var types, imports, funcs, exports, bodies [][]byte
	for i, f := range m.imports {
		types = append(types, f.encodeType())
		imp := append(str(m.module), str(f.name)...)
		imports = append(imports, append(append(imp, 0), uleb(i)...))
	}
	for i, f := range m.funcs {
		types = append(types, f.encodeType())
		n := len(m.imports) + i
		funcs = append(funcs, uleb(n))
		exports = append(exports, append(append(str(f.name), 0), uleb(n)...))
		body := append(append([]byte{0}, f.code...), 0x0b)
		bodies = append(bodies, append(uleb(len(body)), body...))
	}
	exports = append(exports, append(str("memory"), 2, 0))
	out := []byte("\x00asm\x01\x00\x00\x00")
	section := func(id byte, content []byte) {
		out = append(append(append(out, id), uleb(len(content))...), content...)
	}
	section(1, vec(types))
	section(2, vec(imports))
	section(3, vec(funcs))
	section(5, []byte{1, 0, 64})                              // memory of 64 pages
	section(6, []byte{1, 0x7f, 1, 0x41, 0x80, 0x80, 4, 0x0b}) // (mut i32) heap from 65536 on
	section(7, vec(exports))
	section(10, vec(bodies))
	return out
}
