package rewrite_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

// addSeeds adds small modules with something of everything, and those of the
// directory that the flag spec names.
func addSeeds(f *testing.F) {
	f.Add(wasm(section(1, noParams), emptyNames))
	f.Add(wasm(
		section(1, fn("", i32), fn(i32+i64, i32)),
		section(2, join(str("a"), str("b"), []byte{0, 1}), join(str("a"), str("g"), []byte{3, 0x7f, 0})),
		section(3, []byte{0}, []byte{1}),
		section(4, []byte{0x70, 0, 1}, []byte{0x6f, 1, 0, 9}),
		section(5, []byte{1, 1, 2}),
		section(6, []byte{0x7e, 1, 0x42, 0x7f, 0x0b}, []byte{0x70, 0, 0xd2, 1, 0x0b}),
		section(7, join(str("run"), []byte{0, 1}), join(str("mem"), []byte{2, 0})),
		section(9, []byte{0, 0x41, 0, 0x0b, 1, 1}, []byte{5, 0x70, 1, 0xd2, 1, 0x0b}, []byte{3, 0, 1, 2}),
		raw(12, u32(1)),
		section(10,
			code(0xd2, 1, 0x1a, 0x41, 7, 0x41, 3, 0x6f),
			code(0x02, 0x40, 0x20, 0, 0x0e, 1, 0, 0, 0x0b, 0x20, 1, 0x42, 5, 0x82, 0xa7, 0x20, 0, 0x36, 2, 0, 0x41, 0)),
		section(11, []byte{0, 0x41, 0, 0x0b, 2, 'h', 'i'}),
		custom("name", []byte{0, 2, 1, 'm'}),
	))
	files, _ := filepath.Glob(filepath.Join(*specDir, "*", "testdata", "*.wasm"))
	for _, name := range files {
		if b, err := os.ReadFile(name); err == nil && len(b) < 2000 && *specDir != "" {
			f.Add(b)
		}
	}
}

func FuzzInspect(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, module []byte) {
		info, err := rewrite.Inspect(module)
		if (info == nil) != (err != nil) {
			t.Errorf("got %v and %v", info, err)
		}
	})
}

// FuzzModule checks that rewriting fails or keeps the module valid.
func FuzzModule(f *testing.F) {
	addSeeds(f)
	ctx := context.Background()
	e, err := engine.New(ctx, engine.Config{Workers: 1})
	if err != nil {
		f.Fatal(err)
	}
	compiles := func(module []byte) error {
		m, err := e.Compile(ctx, module)
		if err == nil {
			err = m.Close(ctx)
		}
		return err
	}
	f.Fuzz(func(t *testing.T, module []byte) {
		o := rewrite.Options{RemWorkaround: true}
		info, inspectErr := rewrite.Inspect(module)
		if inspectErr == nil {
			for i := range info.Imports {
				o.Imports = append(o.Imports, rewrite.Import{Module: strconv.Itoa(i)})
			}
		}
		plain, err := rewrite.Module(module, o)
		if err != nil {
			return // the engine must not see such a module
		}
		valid := compiles(module) == nil
		check := func(out []byte) {
			reserved := bytes.Contains(out, []byte("gyro:")) // which Inspect refuses
			if _, err := rewrite.Inspect(out); err != nil && inspectErr == nil && !reserved {
				t.Errorf("the module can be inspected, and rewritten not: %v\n%x", err, out)
			}
			if valid {
				if err := compiles(out); err != nil {
					t.Errorf("the module compiles, and rewritten does not: %v\n%x", err, out)
				}
			}
		}
		check(plain)
		for _, stack := range []uint32{0, 1000} {
			o.Fuel = &rewrite.Fuel{Import: fuelImport, Stack: stack}
			if out, err := rewrite.Module(module, o); err == nil {
				check(out)
			} else if valid {
				t.Errorf("the module compiles, and cannot be metered: %v\n%x", err, module)
			}
		}
		if valid {
			checkParts(t, rewrite.ShiftMemory(module), compiles)
		}
	})
}

// checkParts checks that the parts of a valid module are valid.
func checkParts(t *testing.T, module []byte, compiles func(module []byte) error) {
	if rewrite.Memories(module) < 2 {
		return
	}
	parts, err := rewrite.Split(module)
	if err != nil {
		t.Fatalf("the module compiles, and cannot be split: %v\n%x", err, module)
	}
	for i, p := range parts.Modules {
		out, err := rewrite.Module(p.Wasm, rewrite.Options{})
		if err == nil {
			err = compiles(out)
		}
		if err != nil {
			t.Errorf("the module compiles, and its part %d does not: %v\n%x", i, err, p.Wasm)
		}
	}
}

// FuzzSplit checks that splitting fails or makes modules with one memory each.
func FuzzSplit(f *testing.F) {
	addSeeds(f)
	f.Add(manyMemories())
	f.Fuzz(func(t *testing.T, module []byte) {
		n := rewrite.Memories(module)
		parts, err := rewrite.Split(module)
		if err != nil || n < 2 {
			return
		}
		if len(parts.Modules) != n {
			t.Errorf("%d parts for %d memories", len(parts.Modules), n)
		}
		for i, p := range parts.Modules {
			if _, err := rewrite.Inspect(p.Wasm); err != nil {
				t.Errorf("part %d: %v\n%x", i, err, p.Wasm)
			}
			if n := rewrite.Memories(p.Wasm); n != 1 {
				t.Errorf("part %d has %d memories", i, n)
			}
		}
	})
}

func BenchmarkModule(b *testing.B) {
	body := code(0x41, 0, 0x41, 1, 0x6a, 0x21, 0, 0x02, 0x40, 0x20, 0, 0x45, 0x0d, 0, 0x20, 0, 0x28, 2, 8, 0x1a, 0x0b, 0x10, 0)
	var types, bodies [][]byte
	for range 10_000 {
		types = append(types, []byte{0})
		bodies = append(bodies, body)
	}
	module := wasm(section(1, fn(i32, "")), section(3, types...), oneMemory, section(10, bodies...))
	for _, o := range []rewrite.Options{{}, {RemWorkaround: true}} {
		b.Run("rem="+strconv.FormatBool(o.RemWorkaround), func(b *testing.B) {
			b.SetBytes(int64(len(module)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := rewrite.Module(module, o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkMemories counts the memories of a module with 1,000 types and
// imports, which is what modules with one memory pay for those with several.
func BenchmarkMemories(b *testing.B) {
	var types, imports [][]byte
	for i := range 1000 {
		types = append(types, fn(i32+i32, i32))
		imports = append(imports, join(str("env"), str("some_function"), []byte{0}, u32(uint64(i))))
	}
	module := wasm(section(1, types...), section(2, imports...), oneMemory, raw(10, make([]byte, 1<<20)))
	b.ReportAllocs()
	for b.Loop() {
		if rewrite.Memories(module) != 1 {
			b.Fatal("not one memory")
		}
	}
}
