package canon

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/gyro-wasm/gyro/component/wit"
)

// A world is two component instances, one of which defines a resource type.
type world struct {
	owner, user *guest
	typ         *ResourceType
	dropped     []uint32
}

func newWorld() *world {
	w := &world{owner: newGuest(UTF8, 64, 0), user: newGuest(UTF8, 64, 0)}
	w.typ = &ResourceType{Name: "r", Impl: w.owner.Inst, Dtor: func(_ context.Context, rep uint32, _ any) {
		w.dropped = append(w.dropped, rep)
	}}
	w.owner.Resources, w.user.Resources = []*ResourceType{w.typ}, []*ResourceType{w.typ}
	return w
}

// transfer moves one handle from a to b, as an argument of a call.
func handTransfer(t *testing.T, typ wit.Type, a, b *guest, h uint32) uint32 {
	t.Helper()
	f := compileFunc(t, nil, typ)
	out := make([]uint64, 1)
	f.TransferArgs(&a.Context, []uint64{uint64(h)}, f, &b.Context, out)
	return uint32(out[0])
}

func TestTableReuse(t *testing.T) {
	w := newWorld()
	in := w.owner.Inst
	for want := uint32(1); want <= 4; want++ {
		if i := in.ResourceNew(w.typ, 40+want); i != want {
			t.Fatalf("index %d, want %d", i, want)
		}
	}
	ctx := context.Background()
	in.ResourceDrop(ctx, w.typ, 2)
	in.ResourceDrop(ctx, w.typ, 3)
	for _, want := range []uint32{3, 2, 5} { // last freed, first used
		if i := in.ResourceNew(w.typ, 0); i != want {
			t.Fatalf("index %d, want %d", i, want)
		}
	}
	if !slices.Equal(w.dropped, []uint32{42, 43}) {
		t.Errorf("destructor was called for %d", w.dropped)
	}
	if n := in.Handles.Len(); n != 5 {
		t.Errorf("%d handles, want 5", n)
	}
	in.Handles.Limit = 5
	wantTrap(t, TrapTableFull, "handle table is full", func() { in.ResourceNew(w.typ, 0) })
	in.Handles.Reset(&Table{})
	if i := in.ResourceNew(w.typ, 0); i != 1 || in.Handles.Len() != 1 {
		t.Errorf("after reset: index %d of %d", i, in.Handles.Len())
	}
}

func TestHandleTraps(t *testing.T) {
	ctx := context.Background()
	other := &ResourceType{Name: "other", Impl: NewInstance(nil)}
	host := &ResourceType{Name: "host"}
	const wrong = "handle index 1 used with the wrong type, expected "
	tests := []struct {
		name string
		kind TrapKind
		msg  string
		do   func(w *world)
	}{
		{"drop zero", TrapUnknownHandle, "unknown handle index 0", func(w *world) { w.owner.Inst.ResourceDrop(ctx, w.typ, 0) }},
		{"drop max", TrapUnknownHandle, "unknown handle index 4294967295", func(w *world) { w.owner.Inst.ResourceDrop(ctx, w.typ, 1<<32-1) }},
		{"rep of nothing", TrapUnknownHandle, "unknown handle index 5", func(w *world) { w.owner.Inst.ResourceRep(w.typ, 5) }},
		{"double drop", TrapUnknownHandle, "unknown handle index 1", func(w *world) {
			w.owner.Inst.ResourceDrop(ctx, w.typ, 1)
			w.owner.Inst.ResourceDrop(ctx, w.typ, 1)
		}},
		{"own after drop", TrapUnknownHandle, "unknown handle index 1", func(w *world) {
			w.owner.Inst.ResourceDrop(ctx, w.typ, 1)
			handTransfer(t, ownR, w.owner, w.user, 1)
		}},
		{"moved twice", TrapUnknownHandle, "unknown handle index 1", func(w *world) {
			handTransfer(t, ownR, w.owner, w.user, 1)
			handTransfer(t, ownR, w.owner, w.user, 1)
		}},
		{"handle of another instance", TrapUnknownHandle, "unknown handle index 1", func(w *world) {
			w.user.Inst.ResourceDrop(ctx, w.typ, 1)
		}},
		{"drop as another type", TrapWrongHandle, wrong + "guest-defined resource but found a different guest-defined resource", func(w *world) {
			w.owner.Inst.ResourceDrop(ctx, other, 1)
		}},
		{"move as another type", TrapWrongHandle, wrong + "guest-defined resource but found a different guest-defined resource", func(w *world) {
			w.owner.Resources = []*ResourceType{other}
			handTransfer(t, ownR, w.owner, w.user, 1)
		}},
		{"as one of the host", TrapWrongHandle, wrong + "host-defined resource but found guest-defined resource", func(w *world) {
			w.owner.LiftBorrow(1, host)
		}},
		{"own of a borrow", TrapWrongHandle, wrong + `an owned "r" but found a borrowed one`, func(w *world) {
			i := handTransfer(t, borrowR, w.owner, w.user, 1)
			handTransfer(t, ownR, w.user, w.owner, i)
		}},
		{"move while lent", TrapHandleLent, "cannot remove owned resource while borrowed", func(w *world) {
			handTransfer(t, borrowR, w.owner, w.user, 1)
			handTransfer(t, ownR, w.owner, w.user, 1)
		}},
		{"drop while lent", TrapHandleLent, "cannot remove owned resource while borrowed", func(w *world) {
			handTransfer(t, borrowR, w.owner, w.user, 1)
			w.owner.Inst.ResourceDrop(ctx, w.typ, 1)
		}},
		{"drop a borrow while lent", TrapHandleLent, "cannot remove owned resource while borrowed", func(w *world) {
			i := handTransfer(t, borrowR, w.owner, w.user, 1)
			handTransfer(t, borrowR, w.user, w.owner, i)
			w.user.Inst.ResourceDrop(ctx, w.typ, i)
		}},
		{"borrow kept", TrapBorrowsRemain, "borrow handles still remain at the end of the call", func(w *world) {
			handTransfer(t, borrowR, w.owner, w.user, 1)
			w.user.Task.Return()
		}},
		{"new in post-return", TrapCannotLeave, "cannot leave component instance", func(w *world) {
			w.owner.Inst.MayLeave = false
			w.owner.Inst.ResourceNew(w.typ, 1)
		}},
		{"drop in post-return", TrapCannotLeave, "cannot leave component instance", func(w *world) {
			w.owner.Inst.MayLeave = false
			w.owner.Inst.ResourceDrop(ctx, w.typ, 1)
		}},
		{"destructor in an instance that runs", TrapCannotEnter, "cannot enter component instance", func(w *world) {
			i := handTransfer(t, ownR, w.owner, w.user, 1)
			w.owner.Inst.EnterFrom(nil)
			w.user.Inst.ResourceDrop(ctx, w.typ, i)
		}},
		{"borrow outside of a call", TrapHostValue, "a borrow<r> was lifted outside", func(w *world) {
			w.owner.Subtask = nil
			w.owner.LiftBorrow(1, w.typ)
		}},
		{"borrow lowered outside of a call", TrapHostValue, "a borrow<r> was lowered outside", func(w *world) {
			w.user.Task = nil
			w.user.LowerBorrow(w.typ, 1, nil)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			w.owner.Inst.ResourceNew(w.typ, 42)
			wantTrap(t, tt.kind, tt.msg, func() { tt.do(w) })
		})
	}
}

func TestOwnTravels(t *testing.T) {
	w := newWorld()
	h := w.owner.Inst.ResourceNew(w.typ, 42)
	i := handTransfer(t, ownR, w.owner, w.user, h)
	if n := w.owner.Inst.Handles.Len(); n != 0 {
		t.Errorf("the sender has %d handles left", n)
	}
	back := handTransfer(t, ownR, w.user, w.owner, i)
	if rep := w.owner.Inst.ResourceRep(w.typ, back); rep != 42 {
		t.Errorf("representation %d, want 42", rep)
	}
}

func TestBorrow(t *testing.T) {
	w := newWorld()
	ctx := context.Background()
	h := w.owner.Inst.ResourceNew(w.typ, 42)

	i := handTransfer(t, borrowR, w.owner, w.user, h)
	if rep := handTransfer(t, borrowR, w.user, w.owner, i); rep != 42 {
		t.Errorf("the owner got %d for a borrow of its own resource, want its representation", rep)
	}
	w.user.Subtask.Resolve() // the call to the owner ends
	w.user.Inst.ResourceDrop(ctx, w.typ, i)
	w.user.Task.Return()
	w.owner.Subtask.Resolve() // the call to the user ends
	if len(w.dropped) != 0 {
		t.Errorf("dropping a borrow destroyed the resource")
	}
	w.owner.Inst.ResourceDrop(ctx, w.typ, h)
	if !slices.Equal(w.dropped, []uint32{42}) {
		t.Errorf("destroyed %d, want 42", w.dropped)
	}
}

// TestHostHandles moves resources through the hands of the host.
func TestHostHandles(t *testing.T) {
	w := newWorld()
	ctx := context.Background()
	take, lend := compileFunc(t, nil, ownR), compileFunc(t, nil, borrowR)
	stack := []uint64{uint64(w.owner.Inst.ResourceNew(w.typ, 42))}

	v := take.LiftArgs(&w.owner.Context, stack, nil)[0]
	h := v.Handle().(*Handle)
	if !h.IsOwn() || !h.Valid() || h.Type() != w.typ {
		t.Fatalf("lifted %+v", h)
	}
	if err := lend.LowerArgs(&w.user.Context, []wit.Value{v}, stack); err != nil {
		t.Fatal(err)
	}
	wantTrap(t, TrapHandleLent, "cannot remove owned resource while borrowed", func() { h.Drop(ctx) })
	if err := take.LowerArgs(&w.owner.Context, []wit.Value{v}, make([]uint64, 1)); err == nil {
		t.Error("a handle that is lent was moved")
	}
	w.user.Inst.ResourceDrop(ctx, w.typ, uint32(stack[0]))
	w.user.Task.Return()
	w.user.Subtask.Resolve()

	if err := take.LowerArgs(&w.user.Context, []wit.Value{v}, stack); err != nil {
		t.Fatal(err)
	}
	if h.Valid() {
		t.Error("the handle is still valid after it was moved")
	}
	if err := take.LowerArgs(&w.user.Context, []wit.Value{v}, stack); err == nil {
		t.Error("a handle was moved twice")
	}
	h.Drop(ctx)
	w.user.Inst.ResourceDrop(ctx, w.typ, uint32(stack[0]))
	if !slices.Equal(w.dropped, []uint32{42}) {
		t.Errorf("destroyed %d, want 42 once", w.dropped)
	}
}

// TestHostDrop destroys resources from the host.
func TestHostDrop(t *testing.T) {
	w, ctx := newWorld(), context.Background()
	h := NewHandle(w.typ, 7, nil)
	w.owner.Inst.EnterFrom(nil)
	wantTrap(t, TrapCannotEnter, "cannot enter component instance", func() { NewHandle(w.typ, 8, nil).Drop(ctx) })
	w.owner.Inst.LeaveTo(nil)
	h.Drop(ctx)
	h.Drop(ctx)
	if !slices.Equal(w.dropped, []uint32{7}) || h.Valid() {
		t.Errorf("destroyed %d, valid %t", w.dropped, h.Valid())
	}
	var gone any
	typ := &ResourceType{Name: "file", Dtor: func(_ context.Context, _ uint32, obj any) { gone = obj }}
	file := NewHandle(typ, 0, "f")
	if file.Object() != "f" {
		t.Errorf("object %v", file.Object())
	}
	file.Drop(ctx)
	if gone != "f" {
		t.Errorf("destroyed %v", gone)
	}
}

// TestHandleMismatch gives handles that do not fit.
func TestHandleMismatch(t *testing.T) {
	w := newWorld()
	other := &ResourceType{Name: "other"}
	own, lent := compileFunc(t, nil, ownR), compileFunc(t, nil, borrowR)
	dropped := NewHandle(w.typ, 1, nil)
	dropped.Drop(context.Background())
	loan := lent.LiftArgs(&w.owner.Context, []uint64{uint64(w.owner.Inst.ResourceNew(w.typ, 1))}, nil)[0]
	tests := []struct {
		name string
		f    *Func
		v    wit.Value
		want string
	}{
		{"another type", own, wit.HandleValue(NewHandle(other, 1, nil)), "argument p0: want own<r>, got a handle of resource other"},
		{"another type lent", lent, wit.HandleValue(NewHandle(other, 1, nil)), "argument p0: want borrow<r>, got a handle of resource other"},
		{"dropped", lent, wit.HandleValue(dropped), "argument p0: want borrow<r>, got a handle that was moved or dropped"},
		{"a loan as own", own, loan, "argument p0: want own, got borrow"},
		{"foreign", own, wit.HandleValue(foreign{}), "argument p0: canon.foreign is not a handle of this runtime"},
	}
	for _, tt := range tests {
		err := tt.f.LowerArgs(&w.user.Context, []wit.Value{tt.v}, make([]uint64, 1))
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: error %v, want %s", tt.name, err, tt.want)
		}
	}
}

// foreign is a handle that this package did not make.
type foreign struct{}

func (foreign) IsOwn() bool { return true }

func TestHostHandleTwiceInOneCall(t *testing.T) {
	w := newWorld()
	f := compileFunc(t, nil, ownR, ownR)
	v := wit.HandleValue(NewHandle(w.typ, 1, nil))
	wantTrap(t, TrapHostValue, "a handle that was moved", func() {
		_ = f.LowerArgs(&w.user.Context, []wit.Value{v, v}, make([]uint64, 2))
	})
}

// TestHostBorrowExpires keeps a borrow handle for longer than it is lent.
func TestHostBorrowExpires(t *testing.T) {
	w := newWorld()
	f := compileFunc(t, nil, borrowR)
	v := f.LiftArgs(&w.owner.Context, []uint64{uint64(w.owner.Inst.ResourceNew(w.typ, 42))}, nil)[0]
	if err := f.LowerArgs(&w.user.Context, []wit.Value{v}, make([]uint64, 1)); err != nil {
		t.Fatalf("while it is lent: %v", err)
	}
	w.user.Subtask.Resolve()
	w.owner.Subtask.Resolve()
	if err := f.LowerArgs(&w.user.Context, []wit.Value{v}, make([]uint64, 1)); err == nil {
		t.Error("a borrow handle was used after its call")
	}
	w.owner.Inst.ResourceDrop(context.Background(), w.typ, 1)
}

// TestHostResources gives Go objects to a guest and takes them back.
func TestHostResources(t *testing.T) {
	var dropped []string
	typ := &ResourceType{Name: "file", Dtor: func(_ context.Context, _ uint32, obj any) { dropped = append(dropped, obj.(string)) }}
	g := newGuest(UTF8, 64, 0)
	ctx := context.Background()
	for i := range 4 {
		g.LowerOwn(typ, 0, fmt.Sprint("f", i+1))
	}
	if _, obj := g.LiftBorrow(1, typ); obj != "f1" {
		t.Errorf("borrowed %v", obj)
	}
	if _, obj := g.LiftOwn(2, typ); obj != "f2" {
		t.Errorf("took %v", obj)
	}
	g.Inst.Accept()
	g.Inst.ResourceDrop(ctx, typ, 3)
	g.LowerBorrow(typ, 0, "lent")
	g.Inst.ReleaseHost(ctx)
	if want := []string{"f3", "f1", "f4"}; !slices.Equal(dropped, want) {
		t.Errorf("destroyed %q, want %q", dropped, want)
	}
}

// TestMovingResources traps while resources are on their way: those that
// nobody has accepted end with their instance, each once.
func TestMovingResources(t *testing.T) {
	var dropped []string
	typ := &ResourceType{Name: "file", Dtor: func(_ context.Context, _ uint32, obj any) { dropped = append(dropped, obj.(string)) }}
	r := &wit.Resource{}
	own := &wit.Own{Resource: r}
	two := compileFunc(t, nil, own, own)
	full := func(g *guest, n uint32) { g.Inst.Handles.Limit = n }
	tests := []struct {
		name string
		kind TrapKind
		do   func(a, b *guest)
	}{
		{"the second argument is wild", TrapUnknownHandle, func(a, _ *guest) {
			a.LowerOwn(typ, 0, "f")
			two.LiftArgs(&a.Context, []uint64{1, 7}, nil)
		}},
		{"the same argument twice", TrapUnknownHandle, func(a, b *guest) {
			a.LowerOwn(typ, 0, "f")
			two.TransferArgs(&a.Context, []uint64{1, 1}, two, &b.Context, make([]uint64, 2))
		}},
		{"no room in the table of the host's guest", TrapTableFull, func(a, _ *guest) {
			full(a, 1)
			a.LowerOwn(typ, 0, "f")
			a.Inst.ResourceDrop(context.Background(), typ, 1)
			dropped = nil
			a.LowerBorrow(typ, 0, "lent")
			a.LowerOwn(typ, 0, "f")
		}},
		{"no room in the table of the other guest", TrapTableFull, func(a, b *guest) {
			full(b, 1)
			a.LowerOwn(typ, 0, "f")
			b.LowerBorrow(typ, 0, "lent")
			two.TransferArgs(&a.Context, []uint64{1, 1}, two, &b.Context, make([]uint64, 2))
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dropped = nil
			a, b := newGuest(UTF8, 64, 0), newGuest(UTF8, 64, 0)
			a.Resources, b.Resources = []*ResourceType{typ}, []*ResourceType{typ}
			wantTrap(t, tt.kind, "", func() { tt.do(a, b) })
			if len(dropped) != 0 {
				t.Errorf("%q were destroyed by the trap", dropped)
			}
			for range 2 {
				a.Inst.ReleaseHost(context.Background())
				b.Inst.ReleaseHost(context.Background())
			}
			if !slices.Equal(dropped, []string{"f"}) {
				t.Errorf("destroyed %q, want f once", dropped)
			}
		})
	}
}

// TestParents drops, gives away and passes on resources that have children.
func TestParents(t *testing.T) {
	children := true
	typ := &ResourceType{Name: "body", HasChildren: func(obj any) bool { return children && obj == "parent" }}
	r := &wit.Resource{}
	own, borrow := &wit.Own{Resource: r}, &wit.Borrow{Resource: r}
	f := compileFunc(t, own, own)
	a, b := newGuest(UTF8, 64, 0), newGuest(UTF8, 64, 0)
	a.Resources, b.Resources = []*ResourceType{typ}, []*ResourceType{typ}
	h := a.LowerOwn(typ, 0, "parent")
	for name, do := range map[string]func(){
		"drop":     func() { a.Inst.ResourceDrop(context.Background(), typ, h) },
		"argument": func() { f.LiftArgs(&a.Context, []uint64{uint64(h)}, nil) },
		"last":     func() { a.LiftLast(h, typ) },
	} {
		t.Run(name, func(t *testing.T) { wantTrap(t, TrapHasChildren, "resource has children", do) })
	}
	compileFunc(t, nil, borrow).LiftArgs(&a.Context, []uint64{uint64(h)}, nil)
	a.Subtask.Resolve()
	a.Inst.ResourceDrop(context.Background(), typ, a.LowerBorrow(typ, 0, "parent"))
	a.Inst.ResourceDrop(context.Background(), typ, a.LowerOwn(typ, 0, "only child"))

	stack := []uint64{0}
	f.TransferArgs(&a.Context, []uint64{uint64(h)}, f, &b.Context, stack)
	v := f.LiftResult(&b.Context, stack)
	if err := f.LowerArgs(&a.Context, []wit.Value{v}, stack); err != nil {
		t.Fatal(err)
	}
	children = false
	a.Inst.ResourceDrop(context.Background(), typ, uint32(stack[0]))
}

func TestReentrance(t *testing.T) {
	p := NewInstance(nil)
	c1, c2 := NewInstance(p), NewInstance(p)
	grandchild, stranger := NewInstance(c1), NewInstance(nil)
	tests := []struct {
		name string
		path []*Instance // calls in a row, the first from the host
		ok   bool        // whether the last one may enter
	}{
		{"host to parent", []*Instance{p}, true},
		{"parent to itself", []*Instance{p, p}, true},
		{"parent to child", []*Instance{p, c1}, true},
		{"donut", []*Instance{p, c1, c2, p}, true},
		{"donut and in again", []*Instance{p, c1, c2, p, c1}, false},
		{"host to child, on to its sibling", []*Instance{c1, c2}, true},
		{"sibling back", []*Instance{c1, c2, c1}, false},
		{"child to parent", []*Instance{c1, p}, true},
		{"grandchild to uncle", []*Instance{grandchild, c2}, true},
		{"stranger back", []*Instance{p, stranger, p}, false},
		{"stranger to child", []*Instance{p, stranger, c2}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var caller *Instance
			last := len(tt.path) - 1
			for _, in := range tt.path[:last] {
				in.EnterFrom(caller)
				caller = in
			}
			if got := tt.path[last].MayEnterFrom(caller); got != tt.ok {
				t.Errorf("may enter: %t, want %t", got, tt.ok)
			}
			if tt.ok && last > 0 && tt.path[last].MayEnterFrom(nil) {
				t.Error("the host may enter as well")
			}
			for i := last - 1; i >= 0; i-- {
				caller = nil
				if i > 0 {
					caller = tt.path[i-1]
				}
				tt.path[i].LeaveTo(caller)
			}
			for _, in := range []*Instance{p, c1, c2, grandchild, stranger} {
				if in.entered {
					t.Error("an instance is still entered")
				}
			}
		})
	}
}
