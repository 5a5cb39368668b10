package component_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/encode"
	"github.com/gyro-wasm/gyro/component/wit"
)

const returnWIT = `package test:return@1.0.0;
interface api {
  resource thing;
  call: func();
}
interface run {
  use api.{thing};
  v-bool: async func(v: bool) -> bool;
  v-s8: async func(v: s8) -> s8;
  v-u8: async func(v: u8) -> u8;
  v-s16: async func(v: s16) -> s16;
  v-u16: async func(v: u16) -> u16;
  v-s32: async func(v: s32) -> s32;
  v-u32: async func(v: u32) -> u32;
  v-s64: async func(v: s64) -> s64;
  v-u64: async func(v: u64) -> u64;
  v-f32: async func(v: f32) -> f32;
  v-f64: async func(v: f64) -> f64;
  v-char: async func(v: char) -> char;
  none: async func();
  low-byte: async func(v: u32) -> u8;
  wrong-char: async func() -> char;
  by-another: async func(v: u32) -> u32;
  after-a-call: async func(v: u32) -> u32;
  before-a-call: async func(v: u32) -> u32;
  in-callback: async func(v: u32) -> u32;
  twice: async func(v: u32) -> u32;
  twice-around-a-call: async func(v: u32) -> u32;
  never: async func(v: u32) -> u32;
  by-another-type: async func(v: u32) -> u32;
  then-trap: async func(v: u32) -> u32;
  with-borrow: async func(t: borrow<thing>) -> u32;
}
world test { import api; export run; }`

const (
	returnAPI = "test:return/api@1.0.0"
	returnRun = "test:return/run@1.0.0"
)

// returnGuest writes a component whose functions return by `task.return` in many
// ways. Some of them never ask the host.
func returnGuest(t testing.TB) (wasm []byte, set *wit.Set) {
	t.Helper()
	set, err := wit.Parse(wit.File{Name: "return.wit", Text: returnWIT})
	if err != nil {
		t.Fatal(err)
	}
	world, err := set.World("test")
	if err != nil {
		t.Fatal(err)
	}
	m := &moduleAsm{start: -1}
	host := m.impFunc(returnAPI, "call", nil, nil)
	funcs := set.Interface(returnRun).Funcs
	core := func(typ wit.Type) []byte {
		switch typ {
		case nil:
			return nil
		case wit.S64, wit.U64:
			return []byte{coreI64}
		case wit.F32:
			return []byte{coreF32}
		case wit.F64:
			return []byte{coreF64}
		}
		return []byte{coreI32}
	}
	returns := map[string]int{}
	for _, f := range funcs {
		returns[f.Name] = m.impFunc("[export]"+returnRun, "[task-return]"+f.Name, core(f.Result), nil)
	}
	get, call := op(0x20, 0), op(0x10, host)
	ret := func(name string) []byte { return op(0x10, returns[name]) }
	bodies := map[string][]byte{
		"none":                ret("none"),
		"wrong-char":          slices.Concat(i32Const(0xd800), ret("wrong-char")),
		"by-another":          slices.Concat(get, ret("v-u32")),
		"after-a-call":        slices.Concat(call, get, ret("v-u32")),
		"before-a-call":       slices.Concat(get, ret("v-u32"), call),
		"twice":               slices.Concat(get, ret("v-u32"), get, ret("v-u32")),
		"twice-around-a-call": slices.Concat(get, ret("v-u32"), call, get, ret("v-u32")),
		"never":               nil,
		"by-another-type":     slices.Concat(get, ret("v-s32")),
		"then-trap":           slices.Concat(get, ret("v-u32"), []byte{0}),
	}
	// A function whose result comes in its callback keeps it in a global.
	m.globals = append(m.globals, []byte{coreI32, 1, 0x41, 0, 0x0b})
	for _, f := range funcs {
		var params []byte
		if len(f.Params) > 0 {
			params = core(f.Params[0].Type)
		}
		body, ok := bodies[f.Name]
		if !ok {
			body = slices.Concat(get, ret(f.Name))
			if f.Name == "with-borrow" {
				body = slices.Concat(i32Const(7), ret(f.Name))
			}
		}
		body = slices.Concat(body, i32Const(0))
		callback := []byte{0}
		if f.Name == "in-callback" {
			body = slices.Concat(get, op(0x24, 0), i32Const(1)) // yield
			callback = slices.Concat(op(0x23, 0), ret(f.Name), i32Const(0))
		}
		lift := "[async-lift]" + returnRun + "#" + f.Name
		m.export(lift, kindFunc, m.fn(params, []byte{coreI32}, 0, body))
		m.export("[callback]"+lift, kindFunc, m.fn([]byte{coreI32, coreI32, coreI32}, []byte{coreI32}, 0, callback))
	}
	wasm, err = encode.Component(m.bytes(), encode.Options{World: world})
	if err != nil {
		t.Fatal(err)
	}
	return wasm, set
}

// TestTaskReturn returns values in all the ways in which `task.return` need not
// ask the host, and in those in which it must.
func TestTaskReturn(t *testing.T) {
	wasm, set := returnGuest(t)
	thing := component.NewResourceType("thing", nil)
	calls := 0
	l := define(t, &component.InterfaceDef{
		Name:      returnAPI,
		WIT:       func() *wit.Interface { return set.Interface(returnAPI) },
		Resources: []component.ResourceDef{{Name: "thing", Type: thing}},
		Funcs:     []component.FuncDef{{Name: "call", Fn: func(context.Context, *component.Call, []uint64) { calls++ }}},
	})
	c, err := newRuntime(t, component.Config{}).Load(t.Context(), wasm)
	if err != nil {
		t.Fatal(err)
	}
	if n := component.WasmReturns(c); n != 23 { // all but those of char
		t.Errorf("%d of them are WebAssembly", n)
	}
	linked, err := l.Link(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { linked.Close(context.Background()) })
	for name, in := range map[string]*component.Instance{
		"alone":  instantiate(t, linked, component.InstanceConfig{}),
		"pooled": take(t, newPool(t, linked, component.PoolConfig{})),
		"shared": instantiate(t, linked, component.InstanceConfig{Shared: true}),
	} {
		t.Run(name, func(t *testing.T) {
			var fuel []uint64
			for range 2 { // a task that was used before is used again
				before := in.Fuel()
				for _, v := range []component.Value{
					wit.BoolValue(true), wit.S8Value(-128), wit.U8Value(255), wit.S16Value(-32768), wit.U16Value(65535),
					wit.S32Value(math.MinInt32), wit.U32Value(math.MaxUint32), wit.S64Value(math.MinInt64), wit.U64Value(math.MaxUint64),
					wit.F32Value(-1.5), wit.F64Value(math.Inf(-1)), wit.CharValue('ß'),
				} {
					got, err := export(t, in, returnRun, "v-"+v.Kind().String()).Call(t.Context(), v)
					if err != nil || fmt.Sprint(got) != fmt.Sprint(v) {
						t.Errorf("%v: %v, %v", v, got, err)
					}
				}
				if got, err := export(t, in, returnRun, "none").Call(t.Context()); err != nil || fmt.Sprint(got) != fmt.Sprint(component.Value{}) {
					t.Errorf("none: %v, %v", got, err)
				}
				if got, err := export(t, in, returnRun, "low-byte").Call(t.Context(), wit.U32Value(0x1234)); err != nil || fmt.Sprint(got) != fmt.Sprint(wit.U8Value(0x34)) {
					t.Errorf("low-byte: %v, %v", got, err)
				}
				for _, f := range []string{"by-another", "after-a-call", "before-a-call", "in-callback"} {
					got, err := export(t, in, returnRun, f).Call(t.Context(), wit.U32Value(7))
					if err != nil || fmt.Sprint(got) != fmt.Sprint(wit.U32Value(7)) {
						t.Errorf("%s: %v, %v", f, got, err)
					}
				}
				fuel = append(fuel, in.Fuel()-before)
			}
			if fuel[0] != fuel[1] {
				t.Errorf("the first time used %d of fuel, the second %d", fuel[0], fuel[1])
			}
			if calls == 0 {
				t.Error("the host was not called")
			}
			var wrong *component.ArgumentError
			if _, err := export(t, in, returnRun, "v-u32").Call(t.Context(), wit.StringValue("7")); !errors.As(err, &wrong) {
				t.Errorf("a string for a u32: %v", err)
			}
			if got, err := export(t, in, returnRun, "v-u32").Call(t.Context(), wit.U32Value(8)); err != nil || fmt.Sprint(got) != fmt.Sprint(wit.U32Value(8)) {
				t.Errorf("after a wrong argument: %v, %v", got, err)
			}
		})
	}
	n, borrowed := wit.U32Value(1), component.NewHandle(thing, 1)
	for _, tc := range []struct {
		name string
		kind component.TrapKind
		args []component.Value
	}{
		{"twice", "returned-twice", []component.Value{n}},
		{"twice-around-a-call", "returned-twice", []component.Value{n}},
		{"never", "not-resolved", []component.Value{n}},
		{"by-another-type", "wrong-return", []component.Value{n}},
		{"then-trap", component.TrapUnreachable, []component.Value{n}},
		{"wrong-char", "invalid-char", nil},
		{"with-borrow", "borrows-remain", []component.Value{borrowed}},
	} {
		var trap *component.Trap
		_, err := export(t, instantiate(t, linked, component.InstanceConfig{}), returnRun, tc.name).Call(t.Context(), tc.args...)
		if !errors.As(err, &trap) || trap.Kind != tc.kind {
			t.Errorf("%s: %v, want a trap %s", tc.name, err, tc.kind)
		}
	}
}
