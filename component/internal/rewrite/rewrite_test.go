package rewrite_test

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

// Pieces of modules.
var (
	noParams   = fn("", "")
	oneFunc    = section(3, []byte{0})
	oneBody    = section(10, code())
	oneMemory  = section(5, []byte{0, 1})
	emptyNames = section(2, join(str(""), str(""), []byte{0, 0}), join(str(""), str("1"), []byte{0, 0}))
)

func TestInspect(t *testing.T) {
	module := wasm(
		section(1, noParams, fn(i32+i64, i32)),
		section(2, join(str("a"), str("b"), []byte{0, 1}), join(str("a"), str("t"), []byte{1, 0x70, 1, 2, 5}), join(str("a"), str("g"), []byte{3, 0x7e, 1})),
		section(3, []byte{0}),
		section(4, []byte{0x6f, 0, 3}),
		section(5, []byte{1, 1, 2}),
		section(7, join(str("run"), []byte{0, 1}), join(str(""), []byte{2, 0}), join(str("tab"), []byte{1, 1}), join(str("glob"), []byte{3, 0})),
		raw(8, u32(1)),
		section(10, code()),
		custom("producers", []byte("x")),
	)
	two := rewrite.FuncType{Params: []rewrite.ValueType{rewrite.I32, rewrite.I64}, Results: []rewrite.ValueType{rewrite.I32}}
	imported := rewrite.TableType{Elem: rewrite.FuncRef, Limits: rewrite.Limits{Min: 2, Max: 5, HasMax: true}}
	defined := rewrite.TableType{Elem: rewrite.ExternRef, Limits: rewrite.Limits{Min: 3}}
	memory := rewrite.Limits{Min: 1, Max: 2, HasMax: true}
	global := rewrite.GlobalType{Value: rewrite.I64, Mutable: true}
	want := &rewrite.Info{
		Imports: []rewrite.ImportInfo{
			{rewrite.Import{Module: "a", Name: "b"}, rewrite.ExternType{Kind: rewrite.ExternFunc, Func: two}},
			{rewrite.Import{Module: "a", Name: "t"}, rewrite.ExternType{Kind: rewrite.ExternTable, Table: imported}},
			{rewrite.Import{Module: "a", Name: "g"}, rewrite.ExternType{Kind: rewrite.ExternGlobal, Global: global}},
		},
		Exports: []rewrite.ExportInfo{
			{"run", 1, rewrite.ExternType{Kind: rewrite.ExternFunc}},
			{"", 0, rewrite.ExternType{Kind: rewrite.ExternMemory, Memory: memory}},
			{"tab", 1, rewrite.ExternType{Kind: rewrite.ExternTable, Table: defined}},
			{"glob", 0, rewrite.ExternType{Kind: rewrite.ExternGlobal, Global: global}},
		},
		Memory: memory, HasMemory: true,
		Tables: []rewrite.TableType{imported, defined},
		Start:  1, HasStart: true,
		Customs: []rewrite.Custom{{Name: "producers", Data: []byte("x")}},
	}
	got, err := rewrite.Inspect(module)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// TestUnsupported checks that each refused feature is refused by name, by
// Inspect where the sections show it.
func TestUnsupported(t *testing.T) {
	inCode := func(instrs ...byte) []byte {
		return wasm(section(1, noParams), oneFunc, oneMemory, section(10, code(instrs...)))
	}
	memoryImport := section(2, join(str("a"), str("m"), []byte{2, 0, 1}))
	tests := []struct {
		name     string
		module   []byte
		feature  string
		sections bool
	}{
		{"two memories", wasm(section(5, []byte{0, 1}, []byte{0, 1})), "a second memory", true},
		{"imported and defined memory", wasm(memoryImport, oneMemory), "a second memory", true},
		{"two imported memories", wasm(section(2, join(str("a"), str("m"), []byte{2, 0, 1}), join(str("a"), str("n"), []byte{2, 0, 1}))), "a second memory", true},
		{"seventeen memories", wasm(section(5, slices.Repeat([][]byte{{0, 1}}, 17)...)), "a second memory", true},
		{"64-bit memory", wasm(section(5, []byte{4, 1})), "64-bit memory", true},
		{"64-bit table", wasm(section(4, []byte{0x70, 4, 1})), "64-bit memory", true},
		{"shared memory", wasm(section(5, []byte{3, 1, 1})), "shared memory", true},
		{"page size", wasm(section(5, []byte{8, 1, 0})), "a custom page size", true},
		{"tag section", wasm(raw(13, []byte{0})), "exception handling", true},
		{"tag import", wasm(section(1, noParams), section(2, join(str("a"), str("t"), []byte{4, 0, 0}))), "exception handling", true},
		{"compact imports", wasm(section(2, join(str("a"), str(""), []byte{0x7f, 0}))), "the compact import section", true},
		{"tag export", wasm(section(7, join(str("t"), []byte{4, 0}))), "exception handling", true},
		{"exnref", wasm(section(1, fn("\x69", ""))), "exception handling", true},
		{"struct type", wasm(section(1, []byte{0x5f, 0, 0})), "garbage collection or typed function references", true},
		{"typed reference", wasm(section(1, fn("\x64\x00", ""))), "garbage collection or typed function references", true},
		{"try", inCode(0x06, 0x40, 0x0b), "exception handling", false},
		{"throw", inCode(0x08, 0), "exception handling", false},
		{"try_table", inCode(0x1f, 0x40, 0, 0x0b), "exception handling", false},
		{"load of memory 1", inCode(0x41, 0, 0x28, 0x42, 1, 0, 0x1a), "a second memory", false},
		{"memory.size of memory 1", inCode(0x3f, 1, 0x1a), "a second memory", false},
		{"atomic", inCode(0xfe, 0x03, 0), "an atomic instruction", false},
		{"struct.new", inCode(0xfb, 0, 0), "garbage collection or typed function references", false},
		{"call_ref", inCode(0x14, 0), "garbage collection or typed function references", false},
		{"relaxed SIMD", inCode(0xfd, 0x80, 0x02), "relaxed SIMD", false},
		{"wide arithmetic", inCode(0xfc, 0x13), "wide arithmetic", false},
		{"cont.new", inCode(0xe0, 0), "stack switching", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := rewrite.Module(tt.module, rewrite.Options{})
			var unsupported *rewrite.UnsupportedError
			if !errors.As(err, &unsupported) || unsupported.Feature != tt.feature {
				t.Errorf("Module: got %v, want %q", err, tt.feature)
			}
			_, err = rewrite.Inspect(tt.module)
			if got := errors.As(err, &unsupported); got != tt.sections {
				t.Errorf("Inspect: got %v", err)
			}
		})
	}
}

// TestMalformed checks that broken and absurd modules are refused before the
// engine sees them.
func TestMalformed(t *testing.T) {
	huge := []byte{0xff, 0xff, 0xff, 0xff, 0x0f}
	withCode := func(body []byte) []byte { return wasm(section(1, noParams), oneFunc, section(10, body)) }
	tests := []struct {
		name   string
		module []byte
		want   string
	}{
		{"nothing", nil, "announced"},
		{"text", []byte("(module) "), "not a core module"},
		{"component", []byte("\x00asm\x0d\x00\x01\x00"), "not a core module"},
		{"section longer than the module", wasm([]byte{1}, huge), "bytes announced"},
		{"unknown section", wasm(raw(14, nil)), "unknown section 14"},
		{"sections out of order", wasm(oneMemory, section(1)), "out of order"},
		{"section twice", wasm(section(1), section(1)), "repeated"},
		{"many types", wasm(raw(1, huge)), "types"},
		{"many imports", wasm(raw(2, huge)), "imports"},
		{"many functions", wasm(raw(3, huge)), "functions"},
		{"many tables", wasm(raw(4, huge)), "tables"},
		{"many memories", wasm(raw(5, huge)), "memories"},
		{"many globals", wasm(raw(6, huge)), "globals"},
		{"many exports", wasm(raw(7, huge)), "exports"},
		{"many element segments", wasm(raw(9, huge)), "element segments"},
		{"many elements", wasm(raw(9, join([]byte{1, 1, 0}, huge))), "elements"},
		{"many function bodies", wasm(raw(10, huge)), "function bodies"},
		{"many data segments", wasm(raw(11, huge)), "data segments"},
		{"long data segment", wasm(raw(11, join([]byte{1, 1}, huge))), "bytes announced"},
		{"many parameters", wasm(raw(1, join([]byte{1, 0x60}, huge, []byte{0}))), "parameters"},
		{"long name", wasm(raw(2, join([]byte{1}, huge, []byte("abc")))), "bytes announced"},
		{"name that is not UTF-8", wasm(section(7, join(str("\xff"), []byte{0, 0}))), "UTF-8"},
		{"many locals", withCode(sized(join([]byte{1}, huge, []byte{0x7f, 0x0b}))), "locals"},
		{"many groups of locals", withCode(sized(join(huge, []byte{0x0b}))), "groups of locals"},
		{"locals that overflow", withCode(sized([]byte{2, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x7f, 1, 0x7f, 0x0b})), "locals"},
		{"many locals in many functions", manyLocals(), "locals together"},
		{"many elements in many segments", wasm(section(1, noParams), oneFunc, section(9, manyElements(), manyElements(), manyElements())), "elements"},
		{"many branches", withCode(code(join([]byte{0x0e}, huge)...)), "branches"},
		{"body without end", withCode(sized([]byte{0})), "unexpected end"},
		{"body with something behind its end", withCode(code(0x0b)), "1 bytes too many"},
		{"function without a body", wasm(section(1, noParams), oneFunc), "there is no code"},
		{"body without a function", wasm(section(1, noParams), oneBody), "have code"},
		{"function of no type", wasm(oneFunc, oneBody), "type 0 does not exist"},
		{"unknown instruction", withCode(code(0x27)), "unknown instruction"},
		{"unknown SIMD instruction", withCode(code(0xfd, 0xd4, 0x01)), "unknown instruction"},
		{"integer too long", withCode(code(0x41, 0x80, 0x80, 0x80, 0x80, 0x80, 0)), "32 bits"},
		{"integer too large", withCode(code(0x41, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x1a)), "32 bits"},
		{"bytes behind a section's contents", wasm(raw(1, []byte{0, 0})), "too many"},
		{"large table", wasm(section(4, join([]byte{0x70, 0}, huge))), "starts with 4294967295 elements"},
		{"large memory", wasm(section(5, join([]byte{0}, huge))), "65536 pages"},
		{"start function with a result", wasm(section(1, fn("", i32)), oneFunc, raw(8, u32(0)), section(10, code(0x41, 0))), "start function"},
		{"start function that does not exist", wasm(raw(8, u32(3))), "start function"},
		{"reserved export", wasm(section(1, noParams), oneFunc, section(7, join(str("gyro:start"), []byte{0, 0})), oneBody), "reserved"},
		{"ref.func of an undeclared function", withCode(code(0xd2, 0, 0x1a)), "not declared"},
		{"call in a constant expression", wasm(section(6, []byte{0x7f, 0, 0x10, 0, 0x0b})), "constant expression"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := rewrite.Module(tt.module, rewrite.Options{})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want something with %q", err, tt.want)
			}
		})
	}
}

// manyLocals has 300 functions of 40,000 locals.
func manyLocals() []byte {
	var funcs, bodies [][]byte
	for range 300 {
		funcs = append(funcs, []byte{0})
		bodies = append(bodies, sized(join([]byte{1}, u32(40_000), []byte{0x7f, 0x0b})))
	}
	return wasm(section(1, noParams), section(3, funcs...), section(10, bodies...))
}

// manyElements is a segment of 400,000 elements.
func manyElements() []byte {
	return join([]byte{1, 0}, u32(400_000), make([]byte, 400_000))
}

func TestImports(t *testing.T) {
	module := wasm(section(1, noParams), emptyNames)
	names := []rewrite.Import{{Module: "0", Name: ""}, {Module: "17", Name: "x"}}
	out, err := rewrite.Module(module, rewrite.Options{Imports: names})
	if err != nil {
		t.Fatal(err)
	}
	info, err := rewrite.Inspect(out)
	if err != nil {
		t.Fatal(err)
	}
	for i, imp := range info.Imports {
		if imp.Import != names[i] {
			t.Errorf("import %d is %v, want %v", i, imp.Import, names[i])
		}
	}
	if _, err := rewrite.Module(module, rewrite.Options{Imports: names[:1]}); err == nil {
		t.Error("one new name for two imports is accepted")
	}
}

// TestEmptyNames links an import whose name is empty to an export whose name
// is empty.
func TestEmptyNames(t *testing.T) {
	ctx := context.Background()
	e, err := engine.New(ctx, engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close(ctx)
	called := 0
	host, err := e.HostModule(ctx, []engine.HostDef{{Name: "", Fn: func(context.Context, []uint64) { called++ }}})
	if err != nil {
		t.Fatal(err)
	}
	out, err := rewrite.Module(wasm(section(1, noParams), emptyNames, oneFunc,
		section(7, join(str(""), []byte{0, 2})),
		section(10, code(0x10, 0, 0x10, 1))),
		rewrite.Options{Imports: []rewrite.Import{{Module: "h", Name: ""}, {Module: "h", Name: ""}}})
	if err != nil {
		t.Fatal(err)
	}
	m, err := e.Compile(ctx, out)
	if err != nil {
		t.Fatal(err)
	}
	i, err := e.Instantiate(ctx, m, func(string) *engine.Instance { return host }, engine.InstanceOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := i.Func("").Call(ctx, nil); err != nil || called != 2 {
		t.Errorf("the import was called %d times, want 2: %v", called, err)
	}
}

// TestSections checks what becomes of sections that are not code.
func TestSections(t *testing.T) {
	start := raw(8, u32(0))
	startExport := join(str(rewrite.StartExport), []byte{0, 0})
	names := custom("name", []byte{0, 2, 1, 'm'})
	tests := []struct {
		name      string
		in, want  []byte
		tableMax  uint32
		wantError string
	}{
		{name: "empty", in: wasm(), want: wasm()},
		{name: "start", in: wasm(section(1, noParams), oneFunc, start, oneBody),
			want: wasm(section(1, noParams), oneFunc, section(7, startExport), oneBody)},
		{name: "start beside exports", in: wasm(section(1, noParams), oneFunc, section(7, join(str("x"), []byte{0, 0})), start, oneBody),
			want: wasm(section(1, noParams), oneFunc, section(7, join(str("x"), []byte{0, 0}), startExport), oneBody)},
		{name: "customs", in: wasm(custom("a", nil), section(1, noParams), names, custom(".debug_info", []byte("…")), oneFunc, custom("name", nil), oneBody),
			want: wasm(section(1, noParams), oneFunc, oneBody, names)},
		{name: "table without maximum", in: wasm(section(4, []byte{0x70, 0, 2})), tableMax: 100,
			want: wasm(section(4, []byte{0x70, 1, 2, 100}))},
		{name: "table with a lower maximum", in: wasm(section(4, []byte{0x70, 1, 2, 7})), tableMax: 100,
			want: wasm(section(4, []byte{0x70, 1, 2, 7}))},
		{name: "table with a higher maximum", in: wasm(section(4, []byte{0x6f, 1, 2, 120})), tableMax: 100,
			want: wasm(section(4, []byte{0x6f, 1, 2, 100}))},
		{name: "table with an initial value", in: wasm(section(4, []byte{0x40, 0, 0x6f, 0, 2, 0xd0, 0x6f, 0x0b})), tableMax: 100,
			want: wasm(section(4, []byte{0x40, 0, 0x6f, 1, 2, 100, 0xd0, 0x6f, 0x0b}))},
		{name: "table that starts too large", in: wasm(section(4, []byte{0x70, 0, 101})), tableMax: 100, wantError: "table 0 starts with 101 elements, 100 are allowed"},
		{name: "tables that share", in: wasm(section(4, []byte{0x70, 0, 10}, []byte{0x6f, 0, 20}, []byte{0x70, 1, 0, 9})), tableMax: 100,
			want: wasm(section(4, []byte{0x70, 1, 10, 33}, []byte{0x6f, 1, 20, 43}, []byte{0x70, 1, 0, 9}))},
		{name: "tables that start too large together", in: wasm(section(4, []byte{0x70, 0, 60}, []byte{0x70, 0, 60})), tableMax: 100, wantError: "table 1 starts with 60 elements"},
		{name: "imported table", in: wasm(section(2, join(str("a"), str("t"), []byte{1, 0x70, 0, 101}))), tableMax: 100,
			want: wasm(section(2, join(str("a"), str("t"), []byte{1, 0x70, 0, 101})))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := rewrite.Module(tt.in, rewrite.Options{TableMax: tt.tableMax})
			if tt.wantError != "" {
				if err == nil || !strings.Contains(err.Error(), tt.wantError) {
					t.Errorf("got %v, want %q", err, tt.wantError)
				}
				return
			}
			if tt.tableMax == 0 && err == nil && !bytes.Equal(got, tt.want) || tt.tableMax != 0 && !bytes.Equal(got, tt.want) {
				t.Errorf("got %v, %q\nwant  %q", err, got, tt.want)
			}
		})
	}
}

// TestRefFunc checks that the function references of code come out of a hidden
// table, and are the functions that were meant.
func TestRefFunc(t *testing.T) {
	// choose(i) calls one of two functions through a table that it fills.
	module := wasm(
		section(1, fn("", i32), fn(i32, i32)),
		section(3, []byte{0}, []byte{0}, []byte{1}),
		section(4, []byte{0x70, 0, 1}),
		section(7, join(str("choose"), []byte{0, 2})),
		section(9, []byte{3, 0, 2, 0, 1}), // declared
		section(10,
			code(0x41, 10),
			code(0x41, 20),
			code(0x41, 0, 0xd2, 1, 0xd2, 0, 0x20, 0, 0x1c, 1, 0x70, 0x26, 0, 0x41, 0, 0x11, 0, 0)),
	)
	f := instantiate(t, module, rewrite.Options{}).Func("choose")
	for arg, want := range []uint64{10, 20} {
		if got, err := call(f, []uint64{uint64(arg)}); err != nil || got != want {
			t.Errorf("choose(%d): got %d, %v, want %d", arg, got, err, want)
		}
	}
	out, err := rewrite.Module(module, rewrite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(out, []byte{0xd2, 0}) || bytes.Contains(out, []byte{0xd2, 1}) {
		t.Errorf("ref.func is still there: %x", out)
	}
}

// start ends an instantiation as the runtime does.
func start(i *engine.Instance) error {
	for _, name := range []string{rewrite.SegmentsExport, rewrite.StartExport} {
		if f := i.Func(name); f != nil {
			if err := f.Call(context.Background(), nil); err != nil {
				return err
			}
		}
	}
	return nil
}
