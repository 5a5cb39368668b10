package canon

// An Instance is the state of one component instance, see "Component
// Instances". It is used by one goroutine at a time.
type Instance struct {
	// Handles are the resource handles, waitables and so on of the instance.
	Handles Table

	// MayLeave is false while realloc or post-return runs: neither an import
	// nor a built-in may be called then.
	MayLeave bool

	// Backpressure keeps asynchronous calls from starting while it is not 0.
	Backpressure int

	exclusive      *Thread // that has the instance for itself, exclusive_thread
	waitingToEnter int     // tasks that wait to start

	moving []entry // own handles that left the table for an owner who has not accepted them

	parent  *Instance
	depth   int
	entered bool // the inverse of the specification's may_enter
}

// NewInstance returns the state of a component instance that parent
// instantiated, or the host if parent is nil.
func NewInstance(parent *Instance) *Instance {
	in := &Instance{MayLeave: true, parent: parent}
	if parent != nil {
		in.depth = parent.depth + 1
	}
	return in
}

// Reset puts the state back to that of an instance between two calls, with the
// same limit and parent, whose table is handles, see [Table.Reset]. Destructors
// are not called; see [Instance.ReleaseHost].
func (in *Instance) Reset(handles *Table) {
	in.Handles.Reset(handles)
	in.MayLeave, in.entered = true, false
	in.exclusive, in.waitingToEnter = nil, 0
}

// Quiet tells whether the instance has no handles, and never had so many that
// to remember the order of their indices is dear.
func (in *Instance) Quiet() bool {
	return in.Handles.Len() == 0 && len(in.Handles.entries) <= keptEntries
}

// CheckLeave traps if the instance may not be left now.
func (in *Instance) CheckLeave() {
	if !in.MayLeave {
		trap(TrapCannotLeave, "cannot leave component instance: it is in realloc or post-return")
	}
}

// MayEnterFrom tells whether caller, nil for the host, may call into in. A
// call enters in and those of its ancestors that caller is not part of.
func (in *Instance) MayEnterFrom(caller *Instance) bool {
	top := commonAncestor(in, caller)
	for i := in; i != top; i = i.parent {
		if i.entered {
			return false
		}
	}
	return true
}

// CheckRelation traps calls between an instance and one around it. The
// specification's may_enter_from would allow them, and its suite has them trap
// for the time being.
func (in *Instance) CheckRelation(caller *Instance) {
	if top := commonAncestor(in, caller); in != caller && (top == in || top == caller) {
		trap(TrapCannotEnter, "cannot enter component instance: the caller is part of it, or the other way round")
	}
}

// EnterFrom records that caller, nil for the host, calls into in; it traps if
// that would be reentrance.
func (in *Instance) EnterFrom(caller *Instance) {
	if !in.MayEnterFrom(caller) {
		trap(TrapCannotEnter, "cannot enter component instance: it is already being executed")
	}
	in.setEntered(caller, true)
}

// LeaveTo undoes EnterFrom when the call returns.
func (in *Instance) LeaveTo(caller *Instance) { in.setEntered(caller, false) }

func (in *Instance) setEntered(caller *Instance, entered bool) {
	top := commonAncestor(in, caller)
	for i := in; i != top; i = i.parent {
		i.entered = entered
	}
}

// commonAncestor returns the innermost instance that is a or an ancestor of
// it, and b or an ancestor of that; nil if there is none.
func commonAncestor(a, b *Instance) *Instance {
	for a != b {
		if a == nil || b == nil {
			return nil
		}
		if a.depth >= b.depth {
			a = a.parent
			continue
		}
		b = b.parent
	}
	return a
}
