package rewrite_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

// Instructions on memory 2, whose address and value are on the stack.
var (
	load8m2  = []byte{0x2d, 0x40, 2, 0}
	store8m2 = []byte{0x3a, 0x40, 2, 0}
)

// manyMemories has three memories, of which the last two are the same that
// somebody else exports and its own, and functions that work on them.
func manyMemories() []byte {
	i32x3 := i32 + i32 + i32
	return wasm(
		section(1, fn("", ""), fn(i32, i32), fn(i32+i32, ""), fn(i32x3, "")),
		section(2, join(str("a"), str("m"), []byte{2, 0, 1}), join(str("a"), str("f"), []byte{0, 0}), join(str("a"), str("m"), []byte{2, 0, 1})),
		section(3, []byte{0}, []byte{1}, []byte{2}, []byte{3}, []byte{3}, []byte{0}, []byte{1}),
		section(4, []byte{0x70, 0, 1}),
		section(5, []byte{1, 1, 2}),
		section(7,
			join(str("load"), []byte{0, 2}), join(str("store"), []byte{0, 3}), join(str("copy 2 from 1"), []byte{0, 4}), join(str("init"), []byte{0, 5}),
			join(str("drop"), []byte{0, 6}), join(str("load0"), []byte{0, 7}),
			join(str("first"), []byte{2, 0}), join(str("other"), []byte{2, 1}), join(str("own"), []byte{2, 2}), join(str("accessors"), []byte{1, 0})),
		raw(8, u32(1)),
		raw(12, u32(4)),
		section(10,
			code(join([]byte{0x10, 0, 0x41, 9, 0x41, '!'}, store8m2)...), // start: call a.f, store ! at 9
			code(join([]byte{0x20, 0}, load8m2)...),
			code(join([]byte{0x20, 0, 0x20, 1}, store8m2)...),
			code(0x20, 0, 0x20, 1, 0x20, 2, 0xfc, 0x0a, 2, 1),
			code(0x20, 0, 0x20, 1, 0x20, 2, 0xfc, 0x08, 1, 2),
			code(0xfc, 0x09, 1),
			code(0x20, 0, 0x2d, 0, 0)),
		section(11,
			[]byte{2, 2, 0x41, 8, 0x0b, 2, 'h', 'i'},      // to memory 2
			[]byte{1, 4, 'p', 'a', 's', 's'},              // passive
			[]byte{2, 1, 0x41, 0, 0x0b, 3, 'o', 'n', 'e'}, // to memories 1 and 0, which are the same:
			[]byte{0, 0x41, 1, 0x0b, 3, 't', 'w', 'o'}),   // the later one wins
		custom("name", []byte{0, 2, 1, 'm', 1, 8, 1, 2, 5, 'f', 'e', 't', 'c', 'h'}),
	)
}

// parts instantiates the parts of a module whose imports all come from one
// instance, and returns the instances.
func parts(t testing.TB, e *engine.Engine, from *engine.Instance, p *rewrite.Parts) []*engine.Instance {
	ctx := context.Background()
	group := engine.NewGroup(0)
	t.Cleanup(func() { _ = group.Close(ctx) })
	var made []*engine.Instance
	resolve := func(module string) *engine.Instance {
		if module == "table" {
			return made[0]
		}
		return from
	}
	for _, part := range p.Modules {
		info, err := rewrite.Inspect(part.Wasm)
		if err != nil {
			t.Fatal(err)
		}
		var o rewrite.Options
		for i, imp := range info.Imports {
			o.Imports = append(o.Imports, rewrite.Import{Module: "from", Name: imp.Name})
			if part.Imports[i] == rewrite.TableImport {
				o.Imports[i] = rewrite.Import{Module: "table", Name: p.Table}
			}
		}
		out, err := rewrite.Module(part.Wasm, o)
		if err != nil {
			t.Fatal(err)
		}
		m, err := e.Compile(ctx, out)
		if err != nil {
			t.Fatal(err)
		}
		i, err := e.Instantiate(ctx, m, resolve, engine.InstanceOptions{Group: group})
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, i)
		if err := start(i); err != nil {
			t.Fatal(err)
		}
	}
	return made
}

// provider exports a memory m and a function f.
var provider = wasm(section(1, noParams), oneFunc, oneMemory, section(7, join(str("m"), []byte{2, 0}), join(str("f"), []byte{0, 0})), oneBody)

// TestSplit checks where everything of a module is after splitting, and that it
// works there.
func TestSplit(t *testing.T) {
	p, err := rewrite.Split(manyMemories())
	if err != nil {
		t.Fatal(err)
	}
	var imports [][]int
	for _, part := range p.Modules {
		imports = append(imports, part.Imports)
	}
	if want := [][]int{{0, 1}, {rewrite.TableImport, 2}, {rewrite.TableImport}}; !slices.EqualFunc(imports, want, slices.Equal) {
		t.Errorf("imports %v, want %v", imports, want)
	}
	if want := map[string]int{"other": 1, "own": 2}; !maps.Equal(p.Memories, want) || p.Table != "accessors'" {
		t.Errorf("memories %v, want %v; table %q", p.Memories, want, p.Table)
	}

	ctx := context.Background()
	e, err := engine.New(ctx, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close(ctx) })
	m, err := e.Compile(ctx, provider)
	if err != nil {
		t.Fatal(err)
	}
	from, err := e.Instantiate(ctx, m, nil, engine.InstanceOptions{})
	if err != nil {
		t.Fatal(err)
	}
	made := parts(t, e, from, p)
	first, own := from.Memory("m"), made[2].Memory(rewrite.MemoryExport)
	wantBytes := func(what string, m *engine.Memory, want string) {
		t.Helper()
		if got := string(m.Bytes()[:len(want)]); got != want {
			t.Errorf("%s: got %q, want %q", what, got, want)
		}
	}
	run := func(name string, args ...uint64) error {
		return made[0].Func(name).Call(ctx, append(args, 0))
	}
	wantBytes("own memory at first", own, "\x00\x00\x00\x00\x00\x00\x00\x00h!")
	wantBytes("imported memory at first", first, "otwo")
	wantBytes("the same, as the second import", made[1].Memory(rewrite.MemoryExport), "otwo")

	if err := run("copy 2 from 1", 1, 0, 4); err != nil {
		t.Error(err)
	}
	if err := run("store", 0, 'x'); err != nil {
		t.Error(err)
	}
	if err := run("init", 5, 1, 3); err != nil {
		t.Error(err)
	}
	wantBytes("own memory", own, "xotwoassh")
	if got, err := call(made[0].Func("load"), []uint64{4}); err != nil || got != 'o' {
		t.Errorf("load: got %d, %v", got, err)
	}
	if err := run("drop"); err != nil {
		t.Error(err)
	}
	if err := run("init", 0, 0, 0); err != nil {
		t.Error(err)
	}
	for name, args := range map[string][]uint64{
		"init": {0, 0, 1}, "load": {65536}, "store": {1<<32 - 1, 1}, "load0": {65536}, "copy 2 from 1": {65533, 0, 4},
	} {
		var trap *engine.Trap
		if err := run(name, args...); !errors.As(err, &trap) || trap.Kind != engine.TrapMemory {
			t.Errorf("%s%v: got %v, want a trap", name, args, err)
		} else if name == "load" && (len(trap.Frames) != 2 || trap.Frames[1].Func != "fetch" || trap.Frames[0].Module != "memory 2") {
			t.Errorf("frames %v", trap.Frames)
		}
	}
	wantBytes("own memory after traps", own, "xotwoassh")
}

// TestCopyOverlapping copies between two memories that are the same one.
func TestCopyOverlapping(t *testing.T) {
	module := wasm(
		section(1, fn(i32+i32+i32, "")),
		section(2, join(str("a"), str("m"), []byte{2, 0, 1}), join(str("a"), str("m"), []byte{2, 0, 1})),
		oneFunc,
		section(7, join(str("copy"), []byte{0, 0})),
		section(10, code(0x20, 0, 0x20, 1, 0x20, 2, 0xfc, 0x0a, 0, 1)))
	p, err := rewrite.Split(module)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	e, err := engine.New(ctx, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close(ctx) })
	m, err := e.Compile(ctx, provider)
	if err != nil {
		t.Fatal(err)
	}
	from, err := e.Instantiate(ctx, m, nil, engine.InstanceOptions{})
	if err != nil {
		t.Fatal(err)
	}
	copies := parts(t, e, from, p)[0].Func("copy")
	for _, args := range [][]uint64{{0, 3, 8}, {3, 0, 8}, {4, 4, 4}, {2, 9, 0}, {65536, 0, 0}, {65535, 0, 1}} {
		mem := from.Memory("m").Bytes()
		copy(mem, "abcdefghijklmnop")
		want := slices.Clone(mem)
		copy(want[args[0]:], want[args[1]:args[1]+args[2]])
		if err := copies.Call(ctx, args); err != nil || !slices.Equal(mem, want) {
			t.Errorf("%v: got %q, %v, want %q", args, mem[:16], err, want[:16])
		}
	}
}

// inits has one passive data segment of the given size, which memory.init copies
// into n memories after the first.
func inits(n, size int) []byte {
	var instrs []byte
	for i := range n {
		instrs = append(instrs, 0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 0x08, 0, byte(i+1))
	}
	return wasm(section(1, noParams), oneFunc, section(5, slices.Repeat([][]byte{{0, 1}}, n+1)...), raw(12, u32(1)),
		section(10, code(instrs...)), section(11, join([]byte{1}, sized(make([]byte, size)))))
}

// loads has n loads of memory 1, with different offsets.
func loads(n int) []byte {
	var instrs []byte
	for i := range n {
		instrs = append(instrs, join([]byte{0x41, 0, 0x28, 0x42, 1}, u32(uint64(i)), []byte{0x1a})...)
	}
	return wasm(section(1, noParams), oneFunc, section(5, []byte{0, 1}, []byte{0, 1}), section(10, code(instrs...)))
}

// TestSplitRefuses checks that a module that names what only splitting adds is
// not valid.
func TestSplitRefuses(t *testing.T) {
	two := section(5, []byte{0, 1}, []byte{0, 1})
	inCode := func(instrs ...byte) []byte {
		return wasm(section(1, noParams), oneFunc, two, section(10, code(append(instrs, 0x3f, 1, 0x1a)...)))
	}
	tests := []struct {
		name   string
		module []byte
		want   string
	}{
		{"seventeen memories", wasm(section(5, slices.Repeat([][]byte{{0, 1}}, 17)...)), "a seventeenth memory is not supported"},
		{"64-bit memory", wasm(section(5, []byte{0, 1}, []byte{4, 1})), "64-bit memory is not supported"},
		{"shared memory", wasm(section(5, []byte{0, 1}, []byte{3, 1, 1})), "shared memory is not supported"},
		{"memory that does not exist", inCode(0x3f, 2, 0x1a), "memory 2 does not exist"},
		{"access of one", inCode(0x41, 0, 0x28, 0x42, 2, 0, 0x1a), "memory 2 does not exist"},
		{"unknown flags of an access", inCode(0x41, 0, 0x28, 0x80, 0x01, 0, 0x1a), "unknown flags"},
		{"call", inCode(0x10, 1), "out of range"},
		{"call_indirect", inCode(0x41, 0, 0x11, 0, 0), "out of range"},
		{"call_indirect, type", inCode(0x41, 0, 0x11, 1, 0), "out of range"},
		{"block type", inCode(0x02, 1, 0x0b), "out of range"},
		{"table.size", inCode(0xfc, 0x10, 0, 0x1a), "out of range"},
		{"export", wasm(two, section(7, join(str("x"), []byte{1, 0}))), "does not exist"},
		{"exports of the same name", wasm(two, section(7, join(str("x"), []byte{2, 0}), join(str("x"), []byte{2, 1}))), "two exports"},
		{"element segment", wasm(two, section(9, []byte{0, 0x41, 0, 0x0b, 0})), "table 0 does not exist"},
		{"element", wasm(section(4, []byte{0x70, 0, 1}), two, section(9, []byte{0, 0x41, 0, 0x0b, 1, 0})), "function 0 does not exist"},
		{"data segment", wasm(two, section(11, []byte{2, 2, 0x41, 0, 0x0b, 0})), "memory 2 does not exist"},
		{"many data segments", wasm(two, section(11, slices.Repeat([][]byte{{1, 0}}, 10_001)...)), "10001 data segments"},
		{"data for many memories", inits(15, 5<<20), "bytes of data"},
		{"many different accesses", loads(100_000), "different instructions"},
		{"offset that is not constant", wasm(two, section(6, []byte{0x7f, 1, 0x41, 0, 0x0b}), section(11, []byte{0, 0x23, 0, 0x0b, 0})), "no constant"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := rewrite.Split(tt.module); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want something with %q", err, tt.want)
			}
		})
	}
}

// BenchmarkAccess loads and stores a byte of memory 0, and of memory 1 by
// accessors, 65,536 times per operation.
func BenchmarkAccess(b *testing.B) {
	module := func(memory byte) []byte {
		return wasm(section(1, noParams), oneFunc, section(5, []byte{0, 1}, []byte{0, 1}), section(7, join(str("run"), []byte{0, 0})),
			section(10, sized(join([]byte{1, 1, 0x7f, 0x03, 0x40}, // one local; loop
				[]byte{0x20, 0, 0x20, 0, 0x2d, 0x40, memory, 0, 0x3a, 0x40, memory, 0},                // m[i] = m[i]
				[]byte{0x20, 0, 0x41, 1, 0x6a, 0x41}, []byte{0xff, 0xff, 0x03}, []byte{0x71, 0x22, 0}, // i = i+1 & 65535
				[]byte{0x0d, 0, 0x0b, 0x0b}))))
	}
	ctx := context.Background()
	for memory, name := range []string{"memory 0", "memory 1"} {
		b.Run(name, func(b *testing.B) {
			p, err := rewrite.Split(module(byte(memory)))
			if err != nil {
				b.Fatal(err)
			}
			e, err := engine.New(ctx, engine.Config{})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = e.Close(ctx) })
			run := parts(b, e, nil, p)[0].Func("run")
			b.ReportAllocs()
			for b.Loop() {
				if err := run.Call(ctx, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
