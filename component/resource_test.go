package component_test

import (
	"context"
	"slices"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// things is the host's side of testdata/resources.wat.
type things struct {
	within  func() // what happens within value, if anything
	typ     *component.ResourceType
	dropped []int    // values of the things that were dropped, in order
	taken   []int    // values of those that the guest gave away
	logged  []uint32 // by the guest's destructor
}

type thing struct{ value int }

func newThings() *things {
	h := &things{}
	h.typ = component.NewResourceType("thing", func(_ context.Context, obj any) {
		h.dropped = append(h.dropped, obj.(*thing).value)
	})
	return h
}

func (h *things) linker(t testing.TB) *component.Linker {
	return define(t, &component.InterfaceDef{
		Name:      "test:res/things@0.2.1",
		Resources: []component.ResourceDef{{Name: "thing", Type: h.typ}},
		Funcs: []component.FuncDef{
			{Name: "[constructor]thing", Fn: func(_ context.Context, c *component.Call, stack []uint64) {
				stack[0] = uint64(c.NewOwn(h.typ, &thing{int(stack[0])}))
			}},
			{Name: "[method]thing.value", Dynamic: func(_ context.Context, _ *component.Call, args []component.Value) (component.Value, error) {
				if h.within != nil {
					h.within()
				}
				return wit.U32Value(uint32(component.Object(args[0]).(*thing).value)), nil
			}},
			{Name: "take", Fn: func(_ context.Context, c *component.Call, stack []uint64) {
				h.taken = append(h.taken, c.Own(uint32(stack[0]), h.typ).(*thing).value)
			}},
			{Name: "log", Fn: func(_ context.Context, _ *component.Call, stack []uint64) {
				h.logged = append(h.logged, uint32(stack[0]))
			}},
		},
	})
}

// TestHostResources checks when destructors of host resources run: at drop,
// never after a handle was given away, and at Close for what is left.
func TestHostResources(t *testing.T) {
	ctx := context.Background()
	h := newThings()
	linked := link(t, "resources", h.linker(t))
	in, err := linked.Instantiate(ctx, component.InstanceConfig{})
	if err != nil {
		t.Fatal(err)
	}
	call(t, in, "keep")
	if got := call(t, in, "use"); got.U32() != 42 {
		t.Errorf("use returned %v", got)
	}
	call(t, in, "give")
	if want := []int{2, 42}; !slices.Equal(h.dropped, want) {
		t.Errorf("before Close %v were dropped, want %v", h.dropped, want)
	}
	if want := []int{5}; !slices.Equal(h.taken, want) {
		t.Errorf("%v were given away, want %v", h.taken, want)
	}
	for range 2 {
		if err := in.Close(ctx); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(h.dropped)
	if want := []int{1, 2, 3, 42}; !slices.Equal(h.dropped, want) {
		t.Errorf("after Close %v were dropped, want %v", h.dropped, want)
	}
}

// TestResourceTraps checks what a guest may not do with handles, and that its
// resources are dropped all the same.
func TestResourceTraps(t *testing.T) {
	h := newThings()
	linked := link(t, "resources", h.linker(t))
	tests := []struct {
		name string
		kind component.TrapKind
		args func(h *things) []component.Value
	}{
		{"double-drop", "unknown-handle", nil},
		{"use-dropped", "unknown-handle", nil},
		{"use-zero", "unknown-handle", nil},
		{"use-wild", "unknown-handle", nil},
		{"wrong-type", "wrong-handle", nil},
		{"wrong-drop", "wrong-handle", nil},
		{"hold", "borrows-remain", one},
		{"return-borrow", "wrong-handle", one},
		{"fill", "table-full", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.dropped = nil
			in := instantiate(t, linked, component.InstanceConfig{MaxHandles: 100})
			var args []component.Value
			if tt.args != nil {
				args = tt.args(h)
			}
			if trap := callTrap(t, in, tt.name, args...); trap.Kind != tt.kind {
				t.Errorf("trapped with %s (%v), want %s", trap.Kind, trap, tt.kind)
			}
			before := len(h.dropped)
			if err := in.Close(context.Background()); err != nil {
				t.Fatal(err)
			}
			if n := len(h.dropped) - before; tt.name == "fill" && n != 101 { // with the one that found no room
				t.Errorf("%d things were dropped at Close, want 101", n)
			}
		})
	}
}

// TestCloseWithin closes an instance while a host function that it calls has
// borrowed one of its handles: the call ends in an error, and what the instance
// had is dropped once.
func TestCloseWithin(t *testing.T) {
	ctx := context.Background()
	for _, name := range []string{"use", "look"} {
		for _, pooled := range []bool{false, true} {
			h := newThings()
			linked := link(t, "resources", h.linker(t))
			var in *component.Instance
			if pooled {
				p := newPool(t, linked, component.PoolConfig{})
				var err error
				if in, err = p.Instantiate(ctx, component.InstanceConfig{}); err != nil {
					t.Fatal(err)
				}
			} else {
				in = instantiate(t, linked, component.InstanceConfig{})
			}
			call(t, in, "keep")
			h.within = func() {
				if err := in.Close(ctx); err != nil {
					t.Error(err)
				}
			}
			var args []component.Value
			if name == "look" {
				args = one(h)
			}
			if v, err := export(t, in, name).Call(ctx, args...); err == nil {
				t.Errorf("%s of a closed instance returned %v", name, v)
			}
			if err := in.Close(ctx); err != nil {
				t.Error(err)
			}
			slices.Sort(h.dropped)
			want := []int{1, 2, 3, 42}
			if name == "look" {
				want = []int{1, 2, 3} // what the host has lent stays the host's
			}
			if !slices.Equal(h.dropped, want) {
				t.Errorf("%s, pooled %v: %v were dropped, want %v", name, pooled, h.dropped, want)
			}
			h.within = nil
			if next, err := linked.Instantiate(ctx, component.InstanceConfig{}); err != nil {
				t.Error(err)
			} else if got := call(t, next, "use"); got.U32() != 42 {
				t.Errorf("another instance returned %v", got)
			} else if err := next.Close(ctx); err != nil {
				t.Error(err)
			}
		}
	}
}

// one returns the argument of a function that takes a thing.
func one(h *things) []component.Value {
	return []component.Value{component.NewHandle(h.typ, &thing{1})}
}

// TestHostHandles passes resources of the host to a guest as values.
func TestHostHandles(t *testing.T) {
	ctx := context.Background()
	h := newThings()
	in := instantiate(t, link(t, "resources", h.linker(t)), component.InstanceConfig{})
	v := component.NewHandle(h.typ, &thing{9})
	for range 2 { // a borrow leaves the handle valid
		if got := call(t, in, "look", v); got.U32() != 9 {
			t.Errorf("look returned %v", got)
		}
	}
	back := call(t, in, "return-own", v)
	if got, ok := component.Object(back).(*thing); !ok || got.value != 9 {
		t.Errorf("return-own returned %v", back)
	}
	if _, err := export(t, in, "look").Call(ctx, v); err == nil {
		t.Error("a handle that was given away is accepted")
	}
	call(t, in, "eat", back)
	if want := []int{9}; !slices.Equal(h.dropped, want) {
		t.Errorf("%v were dropped, want %v", h.dropped, want)
	}
	other := component.NewHandle(component.NewResourceType("other", nil), &thing{1})
	if _, err := export(t, in, "look").Call(ctx, other); err == nil {
		t.Error("a handle of another resource type is accepted")
	}
}

// TestGuestResources drives a resource that the guest defines from the host.
func TestGuestResources(t *testing.T) {
	ctx := context.Background()
	h := newThings()
	linked := link(t, "resources", h.linker(t))
	in := instantiate(t, linked, component.InstanceConfig{})
	c := call(t, in, "new-counter", wit.U32Value(5))
	if got := call(t, in, "get-counter", c); got.U32() != 5 {
		t.Errorf("get-counter returned %v", got)
	}
	if component.Object(c) != nil {
		t.Error("a resource of a guest has a Go object")
	}
	if err := in.Drop(ctx, c); err != nil {
		t.Fatal(err)
	}
	if err := in.Drop(ctx, c); err != nil {
		t.Errorf("a second drop: %v", err)
	}
	call(t, in, "end-counter", call(t, in, "new-counter", wit.U32Value(6)))
	if want := []uint32{1005, 1006}; !slices.Equal(h.logged, want) {
		t.Errorf("the destructor logged %v, want %v", h.logged, want)
	}

	twin := instantiate(t, linked, component.InstanceConfig{})
	foreign := call(t, twin, "new-counter", wit.U32Value(7))
	if _, err := export(t, in, "get-counter").Call(ctx, foreign); err == nil {
		t.Error("a resource of another instance is accepted")
	}
}
