package canon

import "context"

// A ResourceType is a resource type at run time; its identity is its pointer.
type ResourceType struct {
	// Name serves messages.
	Name string
	// Impl is the component instance that defines the type, nil for the host.
	Impl *Instance
	// Dtor destroys a resource: the representation of one that a guest
	// defines, the Go object of a host's. Nil if there is nothing to do.
	Dtor func(ctx context.Context, rep uint32, obj any)
	// HasChildren tells whether a resource of a host has children, which a
	// guest must drop before it; nil if none ever has.
	HasChildren func(obj any) bool
	// TwinOf is the type of the host which this one is the other of, with the
	// same objects; nil for none. The host may give the one for the other, guests
	// may not.
	TwinOf *ResourceType
}

// where says which side defines t, in the words of the standard's suite.
func (t *ResourceType) where() string {
	if t.Impl == nil {
		return "host-defined resource"
	}
	return "guest-defined resource"
}

// resource returns the table entry of a handle to a resource of type t.
func (in *Instance) resource(i uint32, t *ResourceType) *entry {
	e := in.Handles.get(i)
	if e.kind != entryResource {
		trap(TrapWrongHandle, "handle index %d used with the wrong type, expected %s but found another kind of handle", i, t.where())
	}
	if e.typ != t {
		found := "a different " + e.typ.where()
		if e.typ.where() != t.where() {
			found = e.typ.where()
		}
		trap(TrapWrongHandle, "handle index %d used with the wrong type, expected %s but found %s (wanted %q, got %q)",
			i, t.where(), found, t.Name, e.typ.Name)
	}
	return e
}

// take is resource for a handle that is about to leave the table.
func (in *Instance) take(i uint32, t *ResourceType) *entry {
	e := in.resource(i, t)
	if e.lends != 0 {
		trap(TrapHandleLent, "cannot remove owned resource while borrowed: handle index %d of %q is lent", i, t.Name)
	}
	return e
}

// takeLast is take for a handle that ends with its resource: the guest drops it
// or gives it to a host function. It traps while there are children.
func (in *Instance) takeLast(i uint32, t *ResourceType) *entry {
	e := in.take(i, t)
	if e.own && t.HasChildren != nil && t.HasChildren(e.obj) {
		trap(TrapHasChildren, "resource has children: drop what was made of handle index %d of %q before it", i, t.Name)
	}
	return e
}

// ResourceNew makes an own handle to a resource that the instance defines, see
// "canon resource.new".
func (in *Instance) ResourceNew(t *ResourceType, rep uint32) uint32 {
	in.CheckLeave()
	return in.Handles.add(entry{kind: entryResource, own: true, typ: t, rep: rep})
}

// ResourceRep returns the representation of a resource that the instance
// defines, see "canon resource.rep".
func (in *Instance) ResourceRep(t *ResourceType, i uint32) uint32 {
	return in.resource(i, t).rep
}

// ResourceDrop drops a handle and calls the destructor if it owns the
// resource, see "canon resource.drop".
func (in *Instance) ResourceDrop(ctx context.Context, t *ResourceType, i uint32) {
	in.CheckLeave()
	e := *in.takeLast(i, t)
	in.Handles.remove(i)
	if !e.own {
		e.scope.borrows--
		return
	}
	t.destroy(ctx, in, e.rep, e.obj)
}

// destroy calls the destructor of t on behalf of caller, nil for the host.
func (t *ResourceType) destroy(ctx context.Context, caller *Instance, rep uint32, obj any) {
	if t.Impl != nil {
		t.Impl.EnterFrom(caller)
	}
	if t.Dtor != nil {
		t.Dtor(ctx, rep, obj)
	}
	if t.Impl != nil {
		t.Impl.LeaveTo(caller)
	}
}

// Peek returns the object of a handle to a host resource of type t, nil if
// there is no such handle.
func (in *Instance) Peek(i uint32, t *ResourceType) any {
	if uint64(i) >= uint64(len(in.Handles.entries)) {
		return nil
	}
	if e := &in.Handles.entries[i]; e.kind == entryResource && e.typ == t {
		return e.obj
	}
	return nil
}

// ReleaseHost destroys the host resources that the instance still owns; call
// it when the instance is thrown away, also after a trap. Resources of guests
// end with their instances.
func (in *Instance) ReleaseHost(ctx context.Context) {
	in.releaseMoving(ctx)

	entries := in.Handles.entries
	in.Handles.entries, in.Handles.free, in.Handles.live = nil, 0, 0
	for i := range entries {
		e := &entries[i]
		if e.kind == entryResource && e.own && e.typ.Impl == nil && e.typ.Dtor != nil {
			e.typ.Dtor(ctx, e.rep, e.obj)
		}
	}
	if cap(entries) <= keptEntries {
		clear(entries)
		in.Handles.entries = entries[:0]
	}
}

// keptEntries is how much of a table is kept for an instance that is used again.
const keptEntries = 1024

// LiftOwn takes an own handle of type t out of the instance's table, see
// "Loading", lift_own. obj is what LowerOwn was given. The resource belongs to
// the instance until [Instance.Accept].
func (cx *Context) LiftOwn(i uint32, t *ResourceType) (rep uint32, obj any) {
	return cx.Inst.liftOwn(i, cx.Inst.take(i, t))
}

// LiftLast is LiftOwn for an argument of a host function, in which the
// resource ends: it traps while that has children.
func (cx *Context) LiftLast(i uint32, t *ResourceType) (rep uint32, obj any) {
	return cx.Inst.liftOwn(i, cx.Inst.takeLast(i, t))
}

func (in *Instance) liftOwn(i uint32, e *entry) (rep uint32, obj any) {
	out := in.removeOwn(i, e)
	in.move(out)
	return out.rep, out.obj
}

// removeOwn takes entry i, which must be an own handle, out of the table.
func (in *Instance) removeOwn(i uint32, e *entry) entry {
	if !e.own {
		trap(TrapWrongHandle, "handle index %d used with the wrong type, expected an owned %q but found a borrowed one", i, e.typ.Name)
	}
	out := *e
	in.Handles.remove(i)
	return out
}

// LiftBorrow lends the resource of a handle for the duration of cx.Subtask,
// see "Loading", lift_borrow.
func (cx *Context) LiftBorrow(i uint32, t *ResourceType) (rep uint32, obj any) {
	e := cx.Inst.resource(i, t)
	if cx.Subtask == nil {
		trap(TrapHostValue, "a borrow<%s> was lifted outside of a call", t.Name)
	}
	cx.charge(lentSize)
	cx.Subtask.lend(cx.Inst, i, e)
	return e.rep, e.obj
}

// LowerOwn adds an own handle to the instance's table, see "Storing",
// lower_own. If the table is full it traps, and the resource goes the way of
// the instance's others.
func (cx *Context) LowerOwn(t *ResourceType, rep uint32, obj any) uint32 {
	e := entry{kind: entryResource, own: true, typ: t, rep: rep, obj: obj}
	if cx.Inst.Handles.full() {
		cx.Inst.move(e)
	}
	return cx.Inst.Handles.add(e)
}

// LowerBorrow adds a borrow handle that cx.Task has to drop to the instance's
// table, see "Storing", lower_borrow. The instance that defines the resource
// gets its representation instead.
func (cx *Context) LowerBorrow(t *ResourceType, rep uint32, obj any) uint32 {
	if t.Impl != nil && t.Impl == cx.Inst {
		return rep
	}
	if cx.Task == nil {
		trap(TrapHostValue, "a borrow<%s> was lowered outside of a call", t.Name)
	}
	i := cx.Inst.Handles.add(entry{kind: entryResource, typ: t, rep: rep, obj: obj, scope: cx.Task})
	cx.Task.borrows++
	return i
}
