package component_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
)

// noting returns a core module whose exports, each a function that takes and
// returns nothing, call the import "note" of "h" with their number; custom is
// the name of a custom section.
func noting(custom string, exports ...string) []byte {
	section := func(id byte, content ...byte) []byte { return append([]byte{id, byte(len(content))}, content...) }
	str := func(s string) []byte { return append([]byte{byte(len(s))}, s...) }
	count := byte(len(exports))
	funcs, names, bodies := []byte{count}, []byte{count}, []byte{count}
	for i, name := range exports {
		funcs = append(funcs, 0)
		names = append(append(names, str(name)...), 0, byte(i+1))
		bodies = append(bodies, 6, 0, 0x41, byte(i+1), 0x10, 0, 0x0b) // i32.const, call
	}
	return slices.Concat(
		[]byte("\x00asm\x01\x00\x00\x00"),
		section(0, str(custom)...),
		section(1, 2, 0x60, 0, 0, 0x60, 1, 0x7f, 0),
		section(2, slices.Concat([]byte{1}, str("h"), str("note"), []byte{0, 1})...),
		section(3, funcs...),
		section(7, names...),
		section(10, bodies...),
	)
}

// TestImaging checks which functions a pool calls, and when.
func TestImaging(t *testing.T) {
	for _, tt := range []struct {
		name     string
		wasm     []byte
		snapshot bool
		kept     string   // what is left in the data
		made     []uint64 // what is called while the pool is made
		each     []uint64 // for each instance
		reason   string   // why it is not imaged after initialisation
	}{
		{
			name: "all", wasm: noting("x", "_initialize", "gyro_prepare", "gyro_reseed"), snapshot: true,
			made: []uint64{1, 2}, each: []uint64{3},
		},
		{
			name: "Go that reseeds", wasm: noting("go:buildid", "_initialize", "gyro_reseed"), snapshot: true,
			made: []uint64{1}, each: []uint64{2},
		},
		{
			name: "Go that does not", wasm: noting("go:buildid", "_initialize", "gyro_prepare"), snapshot: true,
			made: []uint64{1}, each: []uint64{1}, reason: "its random numbers would repeat",
		},
		{
			name: "not asked for", wasm: noting("go:buildid", "_initialize", "gyro_prepare", "gyro_reseed"),
			made: []uint64{1}, each: []uint64{1}, reason: "initialisation calls h#note",
		},
		{
			name: "left something", wasm: noting("x", "_initialize", "gyro_prepare"), snapshot: true, kept: "opens files",
			made: []uint64{1}, each: []uint64{1}, reason: "initialisation opens files",
		},
		{
			name: "another language", wasm: noting("x", "_initialize"), snapshot: true,
			made: []uint64{1},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var notes []uint64
			l := component.NewLinker()
			if err := l.DefineCore(&component.CoreDef{Module: "h", Funcs: []component.CoreFuncDef{{
				Name: "note", Params: "i", Fn: func(_ context.Context, _ *component.Call, stack []uint64) { notes = append(notes, stack[0]) },
			}}}); err != nil {
				t.Fatal(err)
			}
			c, err := newRuntime(t, component.Config{}).Load(t.Context(), tt.wasm)
			if err != nil {
				t.Fatal(err)
			}
			linked, err := l.Link(c)
			if err != nil {
				t.Fatal(err)
			}
			p, err := linked.NewPool(t.Context(), component.PoolConfig{
				Snapshot: tt.snapshot, Kept: func(any) string { return tt.kept },
			})
			if err != nil {
				t.Fatal(err)
			}
			if ok, why := p.Reuse(); !ok {
				t.Skip("instances do not serve again: ", why)
			}
			if ok, why := p.Initialized(); ok != (tt.reason == "") || !strings.Contains(why, tt.reason) {
				t.Errorf("imaged after initialisation: %v %s", ok, why)
			}
			if !slices.Equal(notes, tt.made) {
				t.Errorf("making the pool calls %v, not %v", notes, tt.made)
			}
			for range 3 {
				notes = nil
				in, err := p.Instantiate(t.Context(), component.InstanceConfig{})
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(notes, tt.each) {
					t.Errorf("making an instance calls %v, not %v", notes, tt.each)
				}
				if err := in.Close(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if err := p.Close(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}
