package engine

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Assembly of modules.

func wasm(sections ...[]byte) []byte {
	return append([]byte("\x00asm\x01\x00\x00\x00"), slices.Concat(sections...)...)
}

func sized(b []byte) []byte {
	return append(binary.AppendUvarint(nil, uint64(len(b))), b...)
}

func section(id byte, items ...[]byte) []byte {
	body := append(binary.AppendUvarint(nil, uint64(len(items))), slices.Concat(items...)...)
	return append([]byte{id}, sized(body)...)
}

func export(name string, kind, index byte) []byte { return append(sized([]byte(name)), kind, index) }

func imports(module, name string, desc ...byte) []byte {
	return slices.Concat(sized([]byte(module)), sized([]byte(name)), desc)
}

// code makes a function body without locals.
func code(instrs ...byte) []byte { return sized(slices.Concat([]byte{0}, instrs, []byte{0x0b})) }

func nameSection(module string, funcs map[byte]string) []byte {
	var assoc []byte
	for i := range byte(100) {
		if name, ok := funcs[i]; ok {
			assoc = append(append(assoc, i), sized([]byte(name))...)
		}
	}
	body := slices.Concat(sized([]byte("name")),
		[]byte{0}, sized(sized([]byte(module))),
		[]byte{1}, sized(append([]byte{byte(len(funcs))}, assoc...)))
	return append([]byte{0}, sized(body)...)
}

var (
	unit   = []byte{0x60, 0, 0}                   // () -> ()
	binop  = []byte{0x60, 2, 0x7f, 0x7f, 1, 0x7f} // (i32, i32) -> i32
	unary  = []byte{0x60, 1, 0x7f, 1, 0x7f}       // i32 -> i32
	result = []byte{0x60, 0, 1, 0x7f}             // () -> i32
)

func newEngine(tb testing.TB, c Config) *Engine {
	tb.Helper()
	e, err := New(context.Background(), c)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := e.Close(context.Background()); err != nil {
			tb.Error(err)
		}
	})
	return e
}

// link instantiates a module with imports from the named instances.
func link(tb testing.TB, e *Engine, module []byte, from map[string]*Instance, o InstanceOptions) *Instance {
	tb.Helper()
	i, err := tryLink(e, module, from, o)
	if err != nil {
		tb.Fatal(err)
	}
	return i
}

func tryLink(e *Engine, module []byte, from map[string]*Instance, o InstanceOptions) (*Instance, error) {
	ctx := context.Background()
	m, err := e.Compile(ctx, module)
	if err != nil {
		return nil, err
	}
	defer m.Close(ctx)
	return e.Instantiate(ctx, m, func(name string) *Instance { return from[name] }, o)
}

func host(tb testing.TB, e *Engine, defs ...HostDef) map[string]*Instance {
	tb.Helper()
	i, err := e.HostModule(context.Background(), defs)
	if err != nil {
		tb.Fatal(err)
	}
	return map[string]*Instance{"h": i}
}

// caller is a module whose "run" calls the imported function h.f.
var caller = wasm(
	section(1, unit),
	section(2, imports("h", "f", 0, 0)),
	section(3, []byte{0}, []byte{0}),
	section(7, export("run", 0, 1), export("again", 0, 0)),
	section(10, code(0x10, 2), code(0x10, 0)),
	nameSection("app", map[byte]string{1: "run", 2: "inner\n\t(i32)"}),
)

// TestEngines runs what must not depend on the engine in both of wazero's.
func TestEngines(t *testing.T) {
	for _, interpreter := range []bool{false, true} {
		t.Run(fmt.Sprintf("interpreter=%v", interpreter), func(t *testing.T) {
			e := newEngine(t, Config{Interpreter: interpreter})
			t.Run("host function", func(t *testing.T) { testHostFunc(t, e) })
			t.Run("traps", func(t *testing.T) { testTraps(t, e) })
			t.Run("nested traps", func(t *testing.T) { testNestedTraps(t, e) })
			t.Run("reentrance", func(t *testing.T) { testReentrance(t, e) })
			t.Run("stack overflow", func(t *testing.T) { testStackOverflow(t, e) })
			t.Run("shared memory", func(t *testing.T) { testImportedMemory(t, e) })
			t.Run("host function exported again", func(t *testing.T) { testReexport(t, e) })
		})
	}
}

type ctxKey struct{}

func testHostFunc(t *testing.T, e *Engine) {
	ctx := context.WithValue(context.Background(), ctxKey{}, "mine")
	sub := func(ctx context.Context, stack []uint64) {
		if ctx.Value(ctxKey{}) != "mine" {
			t.Error("the context of the call does not arrive")
		}
		stack[0] = uint64(uint32(stack[0]) - uint32(stack[1]))
	}
	i := link(t, e, wasm(
		section(1, binop),
		section(2, imports("h", "sub", 0, 0)),
		section(3, []byte{0}),
		section(7, export("f", 0, 1)),
		section(10, code(0x20, 1, 0x20, 0, 0x10, 0)),
	), host(t, e, HostDef{Name: "sub", Params: []ValueType{I32, I32}, Results: []ValueType{I32}, Fn: sub}), InstanceOptions{})
	defer i.Close(ctx)
	stack := []uint64{3, 10}
	if err := i.Func("f").Call(ctx, stack); err != nil || stack[0] != 7 {
		t.Errorf("got %d, %v, want 7", stack[0], err)
	}
	if i.Func("g") != nil || i.Memory("f") != nil || i.Global("f") != nil {
		t.Error("an export is found that does not exist")
	}
	params, results := i.Func("f").Signature()
	if !slices.Equal(params, []ValueType{I32, I32}) || !slices.Equal(results, []ValueType{I32}) {
		t.Errorf("signature %v %v", params, results)
	}
}

var errHost = errors.New("host\nwasm stack trace:\n\tnot.$1()")

func testTraps(t *testing.T, e *Engine) {
	var cause any
	i := link(t, e, caller, host(t, e, HostDef{Name: "f", Fn: func(context.Context, []uint64) { panic(cause) }}), InstanceOptions{})
	defer i.Close(context.Background())
	var nothing *int
	tests := []struct {
		name  string
		cause func()
		kind  TrapKind
		msg   string
		is    error
	}{
		{"error", func() { panic(errHost) }, TrapHost, errHost.Error(), errHost},
		{"wrapped error", func() { panic(fmt.Errorf("x: %w", fs.ErrExist)) }, TrapHost, "x: file already exists", fs.ErrExist},
		{"nil dereference", func() { *nothing = 1 }, TrapInternal, "internal error: panic in a host function: runtime error: invalid memory address or nil pointer dereference", nil},
		{"string", func() { panic("oops") }, TrapInternal, "internal error: panic in a host function: oops", nil},
	}
	want := []Frame{{"app", "inner??(i32)", 2}, {"app", "run", 1}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			func() {
				defer func() { cause = recover() }()
				tt.cause()
			}()
			err := i.Func("run").Call(context.Background(), nil)
			trap := asTrap(t, err)
			if trap.Kind != tt.kind || trap.Error() != tt.msg {
				t.Errorf("got kind %d, %q\nwant     %d, %q", trap.Kind, trap, tt.kind, tt.msg)
			}
			if tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("%v is not %v", err, tt.is)
			}
			if !slices.Equal(trap.Frames, want) {
				t.Errorf("frames %q, want %q", trap.Frames, want)
			}
			_, fault := cause.(runtime.Error)
			if got := strings.Contains(trap.GoStack, "goroutine"); got != fault {
				t.Errorf("Go stack: %q", trap.GoStack)
			}
		})
	}
}

func asTrap(t *testing.T, err error) *Trap {
	t.Helper()
	trap, ok := err.(*Trap)
	if !ok {
		t.Fatalf("got %v, want a trap", err)
	}
	return trap
}

// testNestedTraps lets a trap pass through two guests and a host function.
func testNestedTraps(t *testing.T, e *Engine) {
	inner := link(t, e, wasm(
		section(1, unit), section(3, []byte{0}), section(7, export("trap", 0, 0)), section(10, code(0x00)),
		nameSection("inner", map[byte]string{0: "trap"}),
	), nil, InstanceOptions{})
	defer inner.Close(context.Background())
	var wrap func(error) error
	f := func(ctx context.Context, _ []uint64) {
		if err := inner.Func("trap").Call(ctx, nil); err != nil {
			panic(wrap(err))
		}
	}
	outer := link(t, e, caller, host(t, e, HostDef{Name: "f", Fn: f}), InstanceOptions{})
	defer outer.Close(context.Background())
	frames := []Frame{{"inner", "trap", 0}, {"app", "inner??(i32)", 2}, {"app", "run", 1}}
	tests := []struct {
		name string
		wrap func(error) error
		msg  string
	}{
		{"as it is", func(err error) error { return err }, "wasm trap: unreachable"},
		{"wrapped", func(err error) error { return fmt.Errorf("destructor: %w", err) }, "destructor: wasm trap: unreachable"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wrap = tt.wrap
			trap := asTrap(t, outer.Func("run").Call(context.Background(), nil))
			if trap.Kind != TrapUnreachable || trap.Error() != tt.msg || !slices.Equal(trap.Frames, frames) {
				t.Errorf("got kind %d, %q, %q", trap.Kind, trap, trap.Frames)
			}
		})
	}
}

// testReentrance calls a function while it is running.
func testReentrance(t *testing.T, e *Engine) {
	var f *Func
	depth := 0
	again := func(ctx context.Context, stack []uint64) {
		if depth++; depth < 20 {
			if err := f.Call(ctx, nil); err != nil {
				panic(err)
			}
		}
	}
	i := link(t, e, caller, host(t, e, HostDef{Name: "f", Fn: again}), InstanceOptions{})
	defer i.Close(context.Background())
	f = i.Func("run")
	if err := f.Call(context.Background(), nil); err != nil || depth != 20 {
		t.Errorf("depth %d: %v", depth, err)
	}
	if len(f.idle) > maxIdle {
		t.Errorf("%d call engines are kept, want at most %d", len(f.idle), maxIdle)
	}
}

func testStackOverflow(t *testing.T, e *Engine) {
	i := link(t, e, wasm(
		section(1, unary),
		section(3, []byte{0}),
		section(7, export("deep", 0, 0)),
		// deep(n): n == 0 ? 0 : deep(n-1) + 1
		section(10, code(0x20, 0, 0x45, 0x04, 0x7f, 0x41, 0, 0x05, 0x20, 0, 0x41, 1, 0x6b, 0x10, 0, 0x41, 1, 0x6a, 0x0b)),
	), nil, InstanceOptions{})
	defer i.Close(context.Background())
	f := i.Func("deep")
	if trap := asTrap(t, f.Call(context.Background(), []uint64{1 << 31})); trap.Kind != TrapStackOverflow {
		t.Errorf("got %v", trap)
	}
	if len(f.idle) != 0 {
		t.Error("a call engine with an overflown stack is kept")
	}
	stack := []uint64{100}
	if err := f.Call(context.Background(), stack); err != nil || stack[0] != 100 {
		t.Errorf("after an overflow: got %d, %v", stack[0], err)
	}
}

// A memory of 1 to 4 pages, with functions to grow it and to store a byte.
var memoryModule = wasm(
	section(1, unary, []byte{0x60, 2, 0x7f, 0x7f, 0}),
	section(3, []byte{0}, []byte{1}),
	section(5, []byte{1, 1, 4}),
	section(7, export("memory", 2, 0), export("grow", 0, 0), export("store", 0, 1)),
	section(10, code(0x20, 0, 0x40, 0), code(0x20, 0, 0x20, 1, 0x3a, 0, 0)),
	section(11, append([]byte{0, 0x41, 8, 0x0b}, sized([]byte("hello"))...)),
)

func testImportedMemory(t *testing.T, e *Engine) {
	ctx := context.Background()
	g := NewGroup(0)
	owner := link(t, e, memoryModule, nil, InstanceOptions{Group: g})
	user := link(t, e, wasm(
		section(1, unary),
		section(2, imports("m", "memory", 2, 0, 1)),
		section(3, []byte{0}, []byte{0}),
		section(7, export("mem", 2, 0), export("load", 0, 0), export("grow", 0, 1)),
		section(10, code(0x20, 0, 0x2d, 0, 0), code(0x20, 0, 0x40, 0)),
	), map[string]*Instance{"m": owner}, InstanceOptions{Group: g})
	mem := user.Memory("mem")
	if got := string(mem.Bytes()[8:13]); got != "hello" {
		t.Errorf("got %q", got)
	}
	if err := user.Close(ctx); err != nil { // does nothing
		t.Error(err)
	}
	stack := []uint64{2}
	if err := user.Func("grow").Call(ctx, stack); err != nil || stack[0] != 1 || len(mem.Bytes()) != 3*PageSize {
		t.Errorf("grow: got %d, %v, %d bytes", stack[0], err, len(mem.Bytes()))
	}
	last := uint64(3*PageSize - 1)
	if err := owner.Func("store").Call(ctx, []uint64{last, 42}); err != nil {
		t.Error(err)
	}
	mem.Bytes()[last-1] = 43
	for at, want := range map[uint64]uint64{last: 42, last - 1: 43} {
		stack[0] = at
		if err := user.Func("load").Call(ctx, stack); err != nil || stack[0] != want {
			t.Errorf("load %d: got %d, %v, want %d", at, stack[0], err, want)
		}
	}
	if err := g.Close(ctx); err != nil {
		t.Error(err)
	}
	if err := owner.Func("grow").Call(ctx, stack); !errors.Is(err, ErrClosed) {
		t.Errorf("call into a closed group: got %v", err)
	}
	if len(mem.Bytes()) != 0 {
		t.Error("the memory of a closed group has contents")
	}
}

func testReexport(t *testing.T, e *Engine) {
	calls := 0
	from := host(t, e, HostDef{Name: "f", Fn: func(context.Context, []uint64) {
		if calls++; calls%2 == 0 {
			panic(errHost)
		}
	}})
	i := link(t, e, caller, from, InstanceOptions{})
	defer i.Close(context.Background())
	for _, f := range []*Func{i.Func("again"), from["h"].Func("f")} {
		if err := f.Call(context.Background(), nil); err != nil {
			t.Error(err)
		}
		if err := f.Call(context.Background(), nil); !errors.Is(err, errHost) {
			t.Errorf("got %v", err)
		}
	}
}

// TestParallel uses one engine from several goroutines.
func TestParallel(t *testing.T) {
	ctx := context.Background()
	e := newEngine(t, Config{})
	from := host(t, e, HostDef{Name: "f", Fn: func(context.Context, []uint64) {}})
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 20 {
				g := NewGroup(0)
				a, errA := tryLink(e, memoryModule, nil, InstanceOptions{Group: g})
				b, errB := tryLink(e, caller, from, InstanceOptions{Group: g})
				if err := errors.Join(errA, errB); err != nil {
					t.Error(err)
					return
				}
				stack := []uint64{1}
				if err := errors.Join(a.Func("grow").Call(ctx, stack), b.Func("run").Call(ctx, nil), g.Close(ctx)); err != nil || stack[0] != 1 {
					t.Error(stack, err)
				}
			}
		})
	}
	group.Wait()
	if len(e.modules) != 0 {
		t.Errorf("%d modules are left", len(e.modules))
	}
}

func TestHostModuleErrors(t *testing.T) {
	e := newEngine(t, Config{})
	nop := func(context.Context, []uint64) {}
	if _, err := e.HostModule(context.Background(), []HostDef{{Name: "a", Fn: nop}, {Name: "a", Fn: nop}}); err == nil {
		t.Error("two functions of the same name are accepted")
	}
	if _, err := e.HostModule(context.Background(), make([]HostDef, maxHostFuncs+1)); err == nil {
		t.Error("65,537 functions are accepted")
	}
	// The same names with other types must not share code.
	for n := range 4 {
		params := slices.Repeat([]ValueType{I64}, n)
		got := -1
		from := host(t, e, HostDef{Name: "f", Params: params, Fn: func(_ context.Context, stack []uint64) { got = len(stack) }})
		i := link(t, e, wasm(
			section(1, unit, slices.Concat([]byte{0x60, byte(n)}, bytes.Repeat([]byte{0x7e}, n), []byte{0})),
			section(2, imports("h", "f", 0, 1)),
			section(3, []byte{0}),
			section(7, export("run", 0, 1)),
			section(10, code(append(bytes.Repeat([]byte{0x42, 1}, n), 0x10, 0)...)),
		), from, InstanceOptions{})
		if err := i.Func("run").Call(context.Background(), nil); err != nil || got != n {
			t.Errorf("%d parameters: the function got %d: %v", n, got, err)
		}
		if err := errors.Join(i.Close(context.Background()), from["h"].Close(context.Background())); err != nil {
			t.Error(err)
		}
	}
}

func TestMemoryLimit(t *testing.T) {
	ctx := context.Background()
	tests := []struct {
		limit uint64
		grow  uint64
		want  uint64 // the result of memory.grow
	}{
		{0, 3, 1},
		{0, 4, 0xffffffff}, // beyond the module's own maximum
		{3 * PageSize, 2, 1},
		{3 * PageSize, 3, 0xffffffff},
		{3*PageSize - 1, 2, 0xffffffff},
		{PageSize, 0, 1},
	}
	e := newEngine(t, Config{})
	for _, tt := range tests {
		g := NewGroup(tt.limit)
		i := link(t, e, memoryModule, nil, InstanceOptions{Group: g})
		stack := []uint64{tt.grow}
		if err := i.Func("grow").Call(ctx, stack); err != nil || uint32(stack[0]) != uint32(tt.want) {
			t.Errorf("limit %d, grow by %d: got %d, %v, want %d", tt.limit, tt.grow, stack[0], err, tt.want)
		}
		if refused := tt.limit != 0 && tt.want != 1; g.Refused() != refused {
			t.Errorf("limit %d, grow by %d: refused is %v", tt.limit, tt.grow, g.Refused())
		}
		if err := g.Close(ctx); err != nil {
			t.Error(err)
		}
	}
	if _, err := tryLink(e, memoryModule, nil, InstanceOptions{Group: NewGroup(PageSize - 1)}); err == nil || !strings.Contains(err.Error(), "needs 65536 bytes") {
		t.Errorf("got %v", err)
	}
}

// TestFullMemory has a memory of 4 GiB, which is more than 32 bits can count.
func TestFullMemory(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("takes 4 GiB where memory is not reserved first")
	}
	e := newEngine(t, Config{})
	i := link(t, e, wasm(
		section(1, unary), section(3, []byte{0}),
		section(5, []byte{1, 0, 0x80, 0x80, 4}),
		section(7, export("memory", 2, 0), export("grow", 0, 0)),
		section(10, code(0x20, 0, 0x40, 0)),
	), nil, InstanceOptions{})
	stack := []uint64{maxPages}
	if err := i.Func("grow").Call(context.Background(), stack); err != nil || stack[0] != 0 {
		t.Errorf("got %d, %v", stack[0], err)
	}
	b := i.Memory("memory").Bytes()
	if len(b) != 1<<32 {
		t.Fatalf("got %d bytes", len(b))
	}
	b[1<<32-1] = 1
	if err := i.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// TestCloseDuringCall checks that memory outlives the calls that use it.
func TestCloseDuringCall(t *testing.T) {
	ctx := context.Background()
	e := newEngine(t, Config{})
	var i *Instance
	closing := func(ctx context.Context, _ []uint64) {
		if err := i.Close(ctx); err != nil {
			t.Error(err)
		}
		if len(i.Memory("memory").Bytes()) != PageSize {
			t.Error("the memory is gone while a call is running")
		}
	}
	i = link(t, e, wasm(
		section(1, unit),
		section(2, imports("h", "f", 0, 0)),
		section(3, []byte{0}),
		section(5, []byte{0, 1}),
		section(7, export("memory", 2, 0), export("run", 0, 1)),
		section(10, code(0x10, 0, 0x41, 0, 0x41, 1, 0x3a, 0, 0)),
	), host(t, e, HostDef{Name: "f", Fn: closing}), InstanceOptions{})
	if err := i.Func("run").Call(ctx, nil); err != nil {
		t.Error(err)
	}
	if i.memory.buf != nil {
		t.Error("the memory is still there after the last call")
	}
	if err := i.Func("run").Call(ctx, nil); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v", err)
	}
}

func TestInstantiateErrors(t *testing.T) {
	e := newEngine(t, Config{})
	tests := []struct {
		name   string
		module []byte
		want   string
	}{
		{"no such instance", wasm(section(1, unit), section(2, imports("x", "f", 0, 0))), "not instantiated"},
		{"no such export", wasm(section(1, unit), section(2, imports("h", "g", 0, 0))), "not exported"},
		{"other type", wasm(section(1, binop), section(2, imports("h", "f", 0, 0))), "signature mismatch"},
		{"no such memory", wasm(section(2, imports("x", "m", 2, 0, 1))), "not instantiated"},
		{"data out of bounds", wasm(section(5, []byte{0, 0}), section(11, append([]byte{0, 0x41, 0, 0x0b}, sized([]byte("x"))...))), "out of bounds"},
		{"invalid", wasm(section(1, result), section(3, []byte{0}), section(10, code())), "compile core module"},
		{"truncated", wasm([]byte{1, 5}), "middle of a section"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from := host(t, e, HostDef{Name: "f", Fn: func(context.Context, []uint64) {}})
			if _, err := tryLink(e, tt.module, from, InstanceOptions{}); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	if len(e.modules) != 0 {
		t.Errorf("%d modules are left", len(e.modules))
	}
}

func TestGlobal(t *testing.T) {
	e := newEngine(t, Config{})
	i := link(t, e, wasm(
		section(6, []byte{0x7f, 1, 0x41, 5, 0x0b}, []byte{0x7e, 0, 0x42, 6, 0x0b}),
		section(7, export("var", 3, 0), export("const", 3, 1)),
	), nil, InstanceOptions{})
	v, c := i.Global("var"), i.Global("const")
	if !v.Set(7) || v.Get() != 7 || c.Set(8) || c.Get() != 6 {
		t.Errorf("got %d and %d", v.Get(), c.Get())
	}
}

// TestCompileOnce compiles the same module in several goroutines.
func TestCompileOnce(t *testing.T) {
	ctx := context.Background()
	e := newEngine(t, Config{})
	modules := make([]*Module, 8)
	var group sync.WaitGroup
	for n := range modules {
		group.Go(func() {
			cancelled, cancel := context.WithCancel(ctx)
			cancel()
			var err error
			if modules[n], err = e.Compile(cancelled, slices.Clone(caller)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for _, m := range modules {
		if m != modules[0] {
			t.Error("the module was compiled twice")
		}
		if err := m.Close(ctx); err != nil {
			t.Error(err)
		}
	}
	if len(e.modules) != 0 {
		t.Error("the module is kept when everybody has closed it")
	}
}

// TestCompileSideBySide lets several engines with one cache directory compile
// the same modules at the same time.
func TestCompileSideBySide(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	var group sync.WaitGroup
	for range 4 {
		e := newEngine(t, Config{CacheDir: dir})
		for _, wasm := range [][]byte{memoryModule, stateModule, wasm(), wasm(section(5, []byte{0, 1}))} {
			group.Go(func() {
				m, err := e.Compile(ctx, wasm)
				if err != nil {
					t.Error(err)
					return
				}
				i, err := e.Instantiate(ctx, m, func(string) *Instance { return nil }, InstanceOptions{})
				if err != nil {
					t.Error(err)
					return
				}
				_ = errors.Join(i.Close(ctx), m.Close(ctx))
			})
		}
	}
	group.Wait()
	left, err := filepath.Glob(filepath.Join(dir, compilingPrefix+"*"))
	if err != nil || len(left) != 0 {
		t.Errorf("compiling leaves %q, %v", left, err)
	}
}

// TestCache uses the directory of compiled code from several engines, and
// damages it.
func TestCache(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	run := func() {
		t.Helper()
		e, err := New(context.Background(), Config{CacheDir: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close(context.Background())
		i := link(t, e, memoryModule, nil, InstanceOptions{})
		stack := []uint64{1}
		if err := i.Func("grow").Call(context.Background(), stack); err != nil || stack[0] != 1 {
			t.Errorf("got %d, %v", stack[0], err)
		}
		_ = i.Close(context.Background())
	}
	// The outline and the code.
	entries := func() []string {
		t.Helper()
		names, err := filepath.Glob(filepath.Join(dir, "*", "*"))
		if err != nil || len(names) != 2 {
			t.Fatalf("the cache holds %v, want two files: %v", names, err)
		}
		return names
	}
	run()
	for _, name := range entries() {
		good, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		damage := map[string][]byte{
			"truncated": good[:len(good)/2],
			"empty":     {},
			"flipped":   bytes.Replace(good, good[len(good)/2:len(good)/2+8], []byte("damaged!"), 1),
			"gone":      nil,
		}
		for what, contents := range damage {
			t.Run(filepath.Base(filepath.Dir(name))+" "+what, func(t *testing.T) {
				if err := os.WriteFile(name, contents, 0o600); err != nil {
					t.Fatal(err)
				}
				if contents == nil {
					if err := os.Remove(name); err != nil {
						t.Fatal(err)
					}
				}
				run()
				if now, err := os.ReadFile(name); err != nil || !bytes.Equal(now, good) {
					t.Errorf("the damaged file was not replaced: %v", err)
				}
				entries()
			})
		}
	}
	t.Run("read", func(t *testing.T) {
		e, err := New(context.Background(), Config{CacheDir: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close(context.Background())
		m, err := e.CompileMade(t.Context(), sha256.Sum256(memoryModule), func() (_, _ []byte, err error) {
			return nil, nil, errors.New("the module is in the cache")
		})
		if err != nil {
			t.Fatal(err)
		}
		_ = m.Close(t.Context())
	})
	t.Run("gone", func(t *testing.T) {
		e, err := New(context.Background(), Config{CacheDir: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close(context.Background())
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		i := link(t, e, memoryModule, nil, InstanceOptions{})
		_ = i.Close(context.Background())
	})
}

// TestNote keeps a note with a module, in memory and in the cache directory.
func TestNote(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	key := sha256.Sum256([]byte("what the module is made from"))
	for n, c := range []Config{{}, {CacheDir: dir}, {CacheDir: dir}, {CacheDir: dir, Interpreter: true}} {
		e := newEngine(t, c)
		made := 0
		var m *Module
		for range 2 {
			var err error
			m, err = e.CompileMade(ctx, key, func() (_, _ []byte, err error) {
				made++
				return memoryModule, []byte("a note"), nil
			})
			if err != nil {
				t.Fatal(err)
			}
			defer m.Close(ctx)
			if string(m.Note()) != "a note" {
				t.Errorf("%d: the note is %q", n, m.Note())
			}
		}
		if want := [...]int{1, 1, 0, 1}[n]; made != want {
			t.Errorf("%d: the module was made %d times, want %d", n, made, want)
		}
		i, err := e.Instantiate(ctx, m, func(string) *Instance { return nil }, InstanceOptions{})
		if err != nil {
			t.Fatal(err)
		}
		stack := []uint64{1}
		if err := i.Func("grow").Call(ctx, stack); err != nil || stack[0] != 1 {
			t.Errorf("%d: got %d, %v", n, stack[0], err)
		}
		_ = i.Close(ctx)
	}
}

// TestNotMade gets the error of whoever was to make a module, and that of a
// module that is not valid.
func TestNotMade(t *testing.T) {
	ctx, want := t.Context(), errors.New("no")
	for _, dir := range []string{"", t.TempDir()} {
		e := newEngine(t, Config{CacheDir: dir})
		if _, err := e.CompileMade(ctx, [32]byte{}, func() (_, _ []byte, err error) { return nil, nil, want }); !errors.Is(err, want) {
			t.Errorf("got %v", err)
		}
		bad := []byte("\x00asm\x01\x00\x00\x00\x0a\x01\x01")
		if _, err := e.CompileMade(ctx, [32]byte{}, func() (_, _ []byte, err error) { return bad, nil, nil }); err == nil {
			t.Error("code without functions was compiled")
		}
		if len(e.modules) != 0 {
			t.Error("a module that was not compiled is kept")
		}
	}
}

// TestTrim lets a cache directory grow old.
func TestTrim(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	compile := func(wasm []byte) {
		t.Helper()
		m, err := newEngine(t, Config{CacheDir: dir}).Compile(ctx, wasm)
		if err != nil {
			t.Fatal(err)
		}
		_ = m.Close(ctx)
	}
	files := func(pattern string) []string {
		t.Helper()
		names, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	age := func(pattern string, by time.Duration) {
		t.Helper()
		for _, name := range files(pattern) {
			if err := os.Chtimes(name, time.Now(), time.Now().Add(-by)); err != nil {
				t.Fatal(err)
			}
		}
	}
	check := func(entries, leftovers int) {
		t.Helper()
		if e, c, l := files("modules/*"), files("wazero-*/*"), files(compilingPrefix+"*"); len(e) != entries || len(c) != entries || len(l) != leftovers {
			t.Errorf("the cache holds %d entries, %d files of code, %d leftovers; want %d, %d, %d", len(e), len(c), len(l), entries, entries, leftovers)
		}
	}
	compile(memoryModule)
	if err := os.Mkdir(filepath.Join(dir, compilingPrefix+"killed"), 0o700); err != nil {
		t.Fatal(err)
	}
	age("*/*", cacheTime+time.Hour)
	age(compilingPrefix+"*", leftoverTime+time.Hour)
	compile(stateModule)
	check(2, 1) // it was trimmed not long ago
	age("trimmed", trimInterval+time.Hour)
	compile(memoryModule) // is old, but used now
	compile(caller)
	check(3, 0)
	age("modules/*", cacheTime+time.Hour)
	age("wazero-*/*", cacheTime+time.Hour)
	age("trimmed", trimInterval+time.Hour)
	compile(caller)
	compile(wasm())
	check(2, 0)
}

// TestCollectingContext proves that garbage is collected when what is derived
// from the context ends, as a compilation does.
func TestCollectingContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(&collectingContext{t.Context(), make(chan struct{})})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	cancel(nil)
	runtime.ReadMemStats(&after)
	if ctx.Err() == nil || after.NumForcedGC == before.NumForcedGC {
		t.Errorf("error %v, %d and %d forced collections", ctx.Err(), before.NumForcedGC, after.NumForcedGC)
	}
}

// TestOutline compares a module and its outline, which differ in their code.
func TestOutline(t *testing.T) {
	p, err := prepare(memoryModule, "key")
	if err != nil {
		t.Fatal(err)
	}
	o, err := outline(p.wasm)
	if err != nil {
		t.Fatal(err)
	}
	if memoryOf(o) != memoryOf(p.wasm) || memoryOf(o) == (memoryPlan{}) {
		t.Errorf("the memory is %+v, was %+v", memoryOf(o), memoryOf(p.wasm))
	}
	if _, err := compileModule(t.Context(), newEngine(t, Config{}).runtime, o); err != nil {
		t.Errorf("the outline is not valid: %v", err)
	}
	for n := 8; n < len(p.wasm); n++ {
		_, _ = outline(p.wasm[:n])
	}
}

// FuzzStored decodes entries of a cache directory.
func FuzzStored(f *testing.F) {
	s := stored{outline: memoryModule, names: []byte("names"), note: []byte("note"), code: "directory/file"}
	f.Add(s.encode())
	f.Add([]byte(storedMagic))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := decodeStored(b)
		if err == nil && (len(s.outline)+len(s.names)+len(s.note)+len(s.code) > len(b) || !filepath.IsLocal(s.code)) {
			t.Errorf("%q is read as %+v", b, s)
		}
	})
}

func TestCacheOfOthers(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("permissions are inherited")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := New(context.Background(), Config{CacheDir: dir}); err == nil || !strings.Contains(err.Error(), "written by others") {
		t.Errorf("got %v", err)
	}
}

func FuzzNames(f *testing.F) {
	f.Add(nameSection("app", map[byte]string{1: "run", 2: "inner"})[6:])
	f.Add([]byte{1, 5, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, section []byte) {
		n := &names{section: section}
		for index := range uint32(4) {
			module, function := n.lookup(index)
			for _, s := range []string{module, function} {
				if strings.ContainsAny(s, "\n\r\t\x1b") || len(s) > 3*maxName {
					t.Errorf("name %q", s)
				}
			}
		}
	})
}
