package component_test

import (
	"context"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// TestCoreFuncInRealloc lets an allocator call a core function while the host
// lowers a string: only lowered functions are forbidden then.
func TestCoreFuncInRealloc(t *testing.T) {
	set, err := wit.Parse(wit.File{Name: "native.wit", Text: `package test:native@1.0.0;
interface run { run: func(s: string) -> u32; }`})
	if err != nil {
		t.Fatal(err)
	}
	const name = "test:native/run@1.0.0"
	l := component.NewLinker()
	if err := l.DefineExport(name, func() *wit.Interface { return set.Interface(name) }); err != nil {
		t.Fatal(err)
	}
	now := func(_ context.Context, _ *component.Call, stack []uint64) { stack[0] = 7 }
	if err := l.DefineCore(&component.CoreDef{Module: "clock", Funcs: []component.CoreFuncDef{{Name: "now", Results: "i", Fn: now}}}); err != nil {
		t.Fatal(err)
	}
	in := instantiate(t, link(t, "native", l), component.InstanceConfig{})
	if v, err := export(t, in, name, "run").Call(t.Context(), wit.StringValue("text")); err != nil || v.String() != wit.U32Value(7).String() {
		t.Errorf("%v, %v; want 7", v, err)
	}
}
