package canon

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/wit"
)

func TestLayoutAndFlattening(t *testing.T) {
	tests := []struct {
		name        string
		typ         wit.Type
		align, size uint32
		flat        string
	}{
		{"bool", wit.Bool, 1, 1, "i32"},
		{"s8", wit.S8, 1, 1, "i32"},
		{"u16", wit.U16, 2, 2, "i32"},
		{"s64", wit.S64, 8, 8, "i64"},
		{"f32", wit.F32, 4, 4, "f32"},
		{"f64", wit.F64, 8, 8, "f64"},
		{"char", wit.Char, 4, 4, "i32"},
		{"string", wit.String, 4, 8, "i32 i32"},
		{"list", u8s, 4, 8, "i32 i32"},
		{"map", &wit.Map{Key: wit.String, Value: wit.U64}, 4, 8, "i32 i32"},
		{"list<u16, 3>", &wit.List{Elem: wit.U16, Len: 3}, 2, 6, "i32 i32 i32"},
		{"tuple<u8, u32>", pair, 4, 8, "i32 i32"},
		{"tuple<u8, u16, u8>", &wit.Tuple{Types: []wit.Type{wit.U8, wit.U16, wit.U8}}, 2, 6, "i32 i32 i32"},
		{"tuple<u64, u8>", &wit.Tuple{Types: []wit.Type{wit.U64, wit.U8}}, 8, 16, "i64 i32"},
		{"enum of 3", color, 1, 1, "i32"},
		{"enum of 256", enumOf(256), 1, 1, "i32"},
		{"enum of 257", enumOf(257), 2, 2, "i32"},
		{"enum of 65537", enumOf(65537), 4, 4, "i32"},
		{"option<u64>", optU64, 8, 16, "i32 i64"},
		{"result<u8, string>", resU8S, 4, 12, "i32 i32 i32"},
		{"result", void, 1, 1, "i32"},
		{"variant", shape, 8, 16, "i32 i64 i32"},
		{"variant<f32, f32>", &wit.Result{OK: wit.F32, Err: wit.F32}, 4, 8, "i32 f32"},
		{"variant<f32, u32>", &wit.Result{OK: wit.F32, Err: wit.U32}, 4, 8, "i32 i32"},
		{"variant<f64, f32>", &wit.Result{OK: wit.F64, Err: wit.F32}, 8, 16, "i32 i64"},
		{"flags of 8", flagsOf(8), 1, 1, "i32"},
		{"flags of 9", flagsOf(9), 2, 2, "i32"},
		{"flags of 17", flagsOf(17), 4, 4, "i32"},
		{"own", ownR, 4, 4, "i32"},
		{"borrow", borrowR, 4, 4, "i32"},
		{"stream", &wit.Stream{Elem: wit.U8}, 4, 4, "i32"},
		{"future", &wit.Future{}, 4, 4, "i32"},
		{"error-context", wit.ErrorContext, 4, 4, "i32"},
		{"alias", &wit.TypeDef{Name: "a", Type: wit.U16}, 2, 2, "i32"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Compiler{Resource: func(*wit.Resource) int { return 0 }}
			n, err := c.node(tt.typ, 0)
			if err != nil {
				t.Fatal(err)
			}
			flat := strings.Trim(fmt.Sprint(n.flat), "[]")
			if n.align != tt.align || n.size != tt.size || flat != tt.flat {
				t.Errorf("align %d, size %d, flat %s; want %d, %d, %s", n.align, n.size, flat, tt.align, tt.size, tt.flat)
			}
		})
	}
}

// nest returns option<option<… u8>> with n options.
func nest(n int) wit.Type {
	var t wit.Type = wit.U8
	for range n {
		t = &wit.Option{Elem: t}
	}
	return t
}

// double returns a type of 2^n bytes made of n nodes.
func double(n int) wit.Type {
	var t wit.Type = wit.U8
	for range n {
		t = &wit.Tuple{Types: []wit.Type{t, t}}
	}
	return t
}

func TestCompileErrors(t *testing.T) {
	tests := []struct {
		name   string
		result wit.Type
		want   string
	}{
		{"too deep", nest(maxDepth), "nest more than"},
		{"endlessly deep", nest(100_000), "nest more than"},
		{"too large by doubling", double(28), "maximum byte size"},
		{"exponential", double(90), "maximum byte size"},
		{"fixed list too large", &wit.List{Elem: wit.U8, Len: 1 << 28}, "maximum byte size"},
		{"fixed list of 2^32 bytes", &wit.List{Elem: wit.U64, Len: 1 << 29}, "maximum byte size"},
		{"33 flags", flagsOf(33), "33 flags"},
		{"no flags", flagsOf(0), "0 flags"},
		{"empty record", &wit.Record{}, "without fields"},
		{"empty tuple", &wit.Tuple{}, "without members"},
		{"empty variant", &wit.Variant{}, "without cases"},
		{"empty enum", &wit.Enum{}, "without cases"},
		{"no element", &wit.List{}, "not a value type"},
		{"no option element", &wit.Option{}, "without a type"},
		{"resource as value", &wit.TypeDef{Name: "r", Resource: res}, `"r" is not a value type`},
		{"unknown primitive", wit.Primitive(99), "not known"},
		{"borrow as result", &wit.Option{Elem: borrowR}, "borrow handle cannot be returned"},
		{"unknown resource", &wit.Own{Resource: &wit.Resource{Name: "x"}}, "not known"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Compiler{Resource: func(r *wit.Resource) int {
				if r == res {
					return 0
				}
				return -1
			}}
			_, err := c.Func(&wit.Func{Name: "f", Result: tt.result})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

// TestDeepestType proves that the depth limit counts shared parts too, in
// whatever order they are met.
func TestDeepestType(t *testing.T) {
	deep := nest(maxDepth - 1)
	var c Compiler
	if _, err := c.Func(&wit.Func{Result: deep}); err != nil {
		t.Fatalf("%d levels: %v", maxDepth, err)
	}
	if _, err := c.Func(&wit.Func{Result: &wit.Option{Elem: deep}}); err == nil {
		t.Errorf("%d levels, of which %d are known: no error", maxDepth+1, maxDepth)
	}
}

func TestFuncTypes(t *testing.T) {
	many := func(n int) []wit.Type {
		ts := make([]wit.Type, n)
		for i := range ts {
			ts[i] = wit.U8
		}
		return ts
	}
	huge := &wit.List{Elem: wit.U8, Len: 1<<28 - 2}
	tests := []struct {
		name                                               string
		params                                             []wit.Type
		result                                             wit.Type
		liftParams, liftResults, lowerParams, lowerResults string
	}{
		{"nothing", nil, nil, "", "", "", ""},
		{"scalar", []wit.Type{wit.U8}, wit.F64, "i32", "f64", "i32", "f64"},
		{"string", []wit.Type{wit.String}, wit.String, "i32 i32", "i32", "i32 i32 i32", ""},
		{"16 params", many(16), nil, strings.Repeat("i32 ", 16), "", strings.Repeat("i32 ", 16), ""},
		{"17 params", many(17), nil, "i32", "", "i32", ""},
		{"17 params, spilled result", many(17), pair, "i32", "i32", "i32 i32", ""},
		{"flat result", nil, color, "", "i32", "", "i32"},
		{"huge", []wit.Type{huge}, huge, "i32", "i32", "i32 i32", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := compileFunc(t, tt.result, tt.params...)
			check := func(what string, got []CoreType, want string) {
				if s := strings.Trim(fmt.Sprint(got), "[]"); s != strings.TrimSpace(want) {
					t.Errorf("%s: %s, want %s", what, s, want)
				}
			}
			check("lift params", f.LiftParams, tt.liftParams)
			check("lift results", f.LiftResults, tt.liftResults)
			check("lower params", f.LowerParams, tt.lowerParams)
			check("lower results", f.LowerResults, tt.lowerResults)
		})
	}
}
