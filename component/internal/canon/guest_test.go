package canon

import (
	"errors"
	"fmt"
	"testing"

	"github.com/gyro-wasm/gyro/component/wit"
)

// A guest is a linear memory with an allocator that only ever grows.
type guest struct {
	Context
	next     uint32
	reallocs []string // arguments of the calls, in order
}

// newGuest returns a guest with size bytes of memory that allocates from
// address heap on.
func newGuest(enc uint8, size int, heap uint32) *guest {
	g := &guest{next: heap}
	g.Context = Context{Mem: make([]byte, size), Encoding: enc, Inst: NewInstance(nil), Task: &Task{}, Subtask: &Subtask{}}
	mem := g.Mem
	g.Current = &mem
	g.Realloc = func(old, oldSize, align, size uint32) uint32 {
		g.reallocs = append(g.reallocs, fmt.Sprint(old, oldSize, align, size))
		ptr := (g.next + align - 1) &^ (align - 1)
		g.next = ptr + size
		for uint64(len(mem)) < uint64(g.next) {
			mem = append(mem[:len(mem):len(mem)], make([]byte, 64)...) // moves
		}
		copy(mem[ptr:ptr+size], mem[old:old+min(oldSize, size)])
		return ptr
	}
	return g
}

// compileFunc prepares a function type; all resource types have index 0.
func compileFunc(t testing.TB, result wit.Type, params ...wit.Type) *Func {
	t.Helper()
	c := Compiler{Resource: func(*wit.Resource) int { return 0 }}
	f := &wit.Func{Name: "f", Result: result}
	for i, p := range params {
		f.Params = append(f.Params, wit.Field{Name: fmt.Sprint("p", i), Type: p})
	}
	g, err := c.Func(f)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// trapOf runs f and returns the trap that it ends with, nil if it returns. Any
// other panic goes on.
func trapOf(f func()) (tr *Trap) {
	defer func() {
		if r := recover(); r != nil {
			err, ok := r.(error)
			if !ok || !errors.As(err, &tr) {
				panic(r)
			}
		}
	}()
	f()
	return nil
}

// wantTrap runs f and expects a trap of the given kind whose message begins as
// given.
func wantTrap(t *testing.T, kind TrapKind, msg string, f func()) {
	t.Helper()
	tr := trapOf(f)
	switch {
	case tr == nil:
		t.Errorf("no trap, want %s", kind)
	case tr.Kind != kind || len(tr.Msg) < len(msg) || tr.Msg[:len(msg)] != msg:
		t.Errorf("trap %s %q, want %s %q", tr.Kind, tr.Msg, kind, msg)
	}
}

// Types of the tests.
var (
	u8s     = &wit.List{Elem: wit.U8}
	pair    = &wit.Tuple{Types: []wit.Type{wit.U8, wit.U32}}
	point   = &wit.Record{Fields: []wit.Field{{Name: "x", Type: wit.U32}, {Name: "y", Type: wit.U32}}}
	color   = &wit.Enum{Cases: []wit.Label{{Name: "red"}, {Name: "green"}, {Name: "blue"}}}
	optU64  = &wit.Option{Elem: wit.U64}
	resU8S  = &wit.Result{OK: wit.U8, Err: wit.String}
	void    = &wit.Result{}
	shape   = &wit.Variant{Cases: []wit.Case{{Name: "none"}, {Name: "f", Type: wit.F32}, {Name: "s", Type: wit.String}, {Name: "n", Type: wit.S64}}}
	res     = &wit.Resource{Name: "r"}
	ownR    = &wit.Own{Resource: res}
	borrowR = &wit.Borrow{Resource: res}
)

// flagsOf returns a flags type with n flags.
func flagsOf(n int) *wit.Flags {
	f := &wit.Flags{}
	for i := range n {
		f.Flags = append(f.Flags, wit.Label{Name: fmt.Sprint("f", i)})
	}
	return f
}

// enumOf returns an enum type with n cases.
func enumOf(n int) *wit.Enum {
	e := &wit.Enum{}
	for i := range n {
		e.Cases = append(e.Cases, wit.Label{Name: fmt.Sprint("c", i)})
	}
	return e
}
