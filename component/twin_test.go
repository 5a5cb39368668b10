package component_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// TestTwinVersion serves two versions of an interface by one definition: each has
// a resource type of its own.
func TestTwinVersion(t *testing.T) {
	thing := component.NewResourceType("thing", nil)
	l := component.NewLinker()
	if err := l.Define(&component.InterfaceDef{
		Name:      "test:t/things@1.0.0",
		Resources: []component.ResourceDef{{Name: "thing", Type: thing}},
		Funcs: []component.FuncDef{
			{Name: "[constructor]thing", Fn: func(_ context.Context, c *component.Call, stack []uint64) {
				stack[0] = uint64(c.NewOwn(thing, uint32(stack[0])))
			}},
			{Name: "[method]thing.get", Fn: func(_ context.Context, c *component.Call, stack []uint64) {
				stack[0] = uint64(c.Borrow(uint32(stack[0]), thing).(uint32))
			}},
		},
	}); err != nil {
		t.Fatal(err)
	}
	if err := l.DefineExport("test:t/taker@1.0.0", func() *wit.Interface { return nil }); err != nil {
		t.Fatal(err)
	}
	l.TwinVersion("1.0.0-rc.1", "1.0.0")
	linked := link(t, "twin", l)
	in := instantiate(t, linked, component.InstanceConfig{})
	if got := call(t, in, "both").U32(); got != 11 {
		t.Errorf("both: %d, want 11", got)
	}
	for _, name := range []string{"get-other", "get-first", "drop-other"} {
		trap := callTrap(t, instantiate(t, linked, component.InstanceConfig{}), name)
		if trap.Kind != "wrong-handle" {
			t.Errorf("%s: %v (%v)", name, trap, trap.Kind)
		}
	}
	// A guest's export of the one version, asked for as the other.
	take, err := in.Func("test:t/taker@1.0.0", "take")
	if err != nil {
		t.Fatal(err)
	}
	var got uint64
	if err := take.CallStack(t.Context(),
		func(c *component.Call, stack []uint64) { stack[0] = uint64(c.NewOwn(thing, uint32(7))) },
		func(_ *component.Call, stack []uint64) { got = stack[0] },
	); err != nil || got != 7 {
		t.Errorf("take: %d, %v", got, err)
	}
	if err := linked.HasFunc("test:t/taker@1.0.0", "take"); err != nil {
		t.Error(err)
	}
}

// TestTwinDynamic serves two versions of an interface by functions of values.
func TestTwinDynamic(t *testing.T) {
	type object struct {
		n       uint32
		dropped *int
	}
	dropped := 0
	thing := component.NewResourceType("thing", func(_ context.Context, obj any) { *obj.(*object).dropped++ })
	l := component.NewLinker()
	if err := l.Define(&component.InterfaceDef{
		Name:      "test:t/things@1.0.0",
		Resources: []component.ResourceDef{{Name: "thing", Type: thing}},
		Funcs: []component.FuncDef{
			{Name: "[constructor]thing", Dynamic: func(_ context.Context, _ *component.Call, args []component.Value) (component.Value, error) {
				return component.NewHandle(thing, &object{args[0].U32(), &dropped}), nil
			}},
			{Name: "[method]thing.get", Dynamic: func(_ context.Context, _ *component.Call, args []component.Value) (component.Value, error) {
				return wit.U32Value(component.Object(args[0]).(*object).n), nil
			}},
		},
	}); err != nil {
		t.Fatal(err)
	}
	l.TwinVersion("1.0.0-rc.1", "1.0.0")
	linked := link(t, "twin", l)
	if got := call(t, instantiate(t, linked, component.InstanceConfig{}), "both").U32(); got != 11 || dropped != 2 {
		t.Errorf("both: %d, %d dropped, want 11 and 2", got, dropped)
	}
	for _, name := range []string{"get-other", "get-first", "drop-other"} {
		trap := callTrap(t, instantiate(t, linked, component.InstanceConfig{}), name)
		if trap.Kind != "wrong-handle" {
			t.Errorf("%s: %v (%v)", name, trap, trap.Kind)
		}
	}
}

// TestTwinUndefined checks that a version which is no twin is not provided.
func TestTwinUndefined(t *testing.T) {
	l := component.NewLinker()
	if err := l.Define(&component.InterfaceDef{Name: "test:t/things@1.0.0"}); err != nil {
		t.Fatal(err)
	}
	l.TwinVersion("1.0.0-rc.2", "1.0.0")
	_, err := l.Link(load(t, "twin"))
	if err == nil || !strings.Contains(err.Error(), "1.0.0-rc.1") {
		t.Errorf("linked: %v", err)
	}
}
