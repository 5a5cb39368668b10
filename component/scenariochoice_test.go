package component_test

import "slices"

// choose returns what b does next.
func (v *inventor) choose(b *author) operation {
	for b.ops < maxBodyOps && v.ops < maxOperations {
		if b.asked && !b.returned && v.n(3) == 0 {
			return v.resolve(b)
		}
		if o, ok := v.propose(b); ok {
			return o
		}
	}
	return v.end(b)
}

// end returns what b does next in order to return.
func (v *inventor) end(b *author) operation {
	if b.hands.backpressure > 0 && v.n(8) > 0 {
		return operation{name: "backpressure.dec"}
	}
	if b.kind == "plain" || b.kind == "sync" {
		which, handle := v.gift(b, !b.root)
		return operation{"store", [4]uint32{v.result(), which, handle}}
	}
	if b.returned {
		return operation{name: "return"}
	}
	return v.resolve(b)
}

// resolve returns what b does to end its task.
func (v *inventor) resolve(b *author) operation {
	if b.asked && v.n(4) > 0 {
		return operation{name: "task.cancel"}
	}
	which, handle := v.gift(b, !b.root)
	return operation{"task.return", [4]uint32{which, handle}}
}

// result returns a place for a result.
func (v *inventor) result() uint32 { return uint32(2048 + 8*v.ops) }

// buffer returns a place for n elements.
func (v *inventor) buffer() (ptr, n uint32) {
	if v.one(60) {
		return 65530, uint32(v.n(16))
	}
	return 64 + uint32(v.n(60))*16, uint32([]int{0, 1, 1, 2, 3, 5, 8, 16}[v.n(8)])
}

// find returns an index of what has all that is asked for.
func (v *inventor) find(b *author, is func(*held) bool) (uint32, bool) {
	var found []uint32
	for i, e := range b.hands.things {
		if is(e) {
			found = append(found, i)
		}
	}
	if len(found) == 0 {
		return 0, false
	}
	slices.Sort(found)
	return found[v.n(len(found))], true
}

// gift returns a readable end to give away, or none.
func (v *inventor) gift(b *author, may bool) (which, handle uint32) {
	if !may || v.n(2) == 0 {
		return 0, 0
	}
	i, ok := v.find(b, func(e *held) bool { return e.end() && !e.writes && !e.busy && !e.done && e.set == 0 })
	if !ok {
		return 0, 0
	}
	return uint32(slices.Index(endTypes, b.hands.things[i].what)) + 1, i
}

func (e *held) end() bool { return e.what != "set" && e.what != "subtask" }

// propose returns something to do, if there is what it needs.
func (v *inventor) propose(b *author) (o operation, ok bool) {
	// Synchronous tasks must not wait, most of the time.
	waits := b.kind != "plain" || v.one(40)
	with := func(name string, is func(*held) bool) (operation, bool) {
		i, ok := v.find(b, is)
		return operation{name, [4]uint32{i}}, ok
	}
	set := func(e *held) bool { return e.what == "set" }
	switch k := v.n(100); {
	case k < 18:
		return v.call(b, waits)
	case k < 26:
		return operation{name: endTypes[v.n(4)] + ".new"}, true
	case k < 48:
		return v.copy(b, waits)
	case k < 51:
		return v.cancelCopy(b, waits)
	case k < 54:
		return v.drop(b)
	case k < 56:
		return operation{name: "set.new"}, true
	case k < 66:
		return v.join(b)
	case k < 70:
		return with("set.poll", set)
	case k < 78:
		return v.wait(b, waits)
	case k < 79:
		return with("set.drop", func(e *held) bool { return set(e) && e.members == 0 && e.waiting == 0 })
	case k < 81:
		return with("subtask.cancel", func(e *held) bool { return waits && e.what == "subtask" && e.busy && !e.asked && e.set == 0 })
	case k < 84:
		return with("subtask.cancel-async", func(e *held) bool { return e.what == "subtask" && e.busy && !e.asked })
	case k < 87:
		return with("subtask.drop", func(e *held) bool { return e.what == "subtask" && !e.busy })
	case k < 89:
		return operation{name: "yield"}, waits
	case k < 90:
		return operation{name: "backpressure.inc"}, v.n(2) == 0
	case k < 91:
		return operation{name: "backpressure.dec"}, b.hands.backpressure > 0
	case k < 92 && v.n(2) == 0:
		return operation{name: "context.get"}, true
	case k < 92:
		return operation{"context.set", [4]uint32{uint32(v.n(100))}}, true
	case k < 93:
		return v.callBeside()
	case k < 94:
		return v.giveUp()
	case k < 95:
		return v.resolve(b), !b.returned && (b.kind == "callback" || b.kind == "stackful")
	case k < 97:
		return v.end(b), true
	case k < 99:
		return operation{name: "return", args: [4]uint32{1}}, b.kind == "callback"
	}
	return v.misuse(b), v.one(8)
}

// call has b call something.
func (v *inventor) call(b *author, waits bool) (o operation, ok bool) {
	by := []string{"x", "y"}[v.n(2)]
	callee := callees[b.hands.name][by]
	kind := funcKinds[v.n(4)]
	async := kind != "plain" && v.n(3) > 0
	if callee == "" || len(v.bodies) >= maxBodies || !async && kind != "plain" && !waits {
		return o, false
	}
	which, handle := v.gift(b, true)
	o = operation{by + "." + kind, [4]uint32{v.body(kind, callee), which, handle, v.result()}}
	if async {
		o.name += "-async"
	}
	return o, true
}

// callBeside has the host call something.
func (v *inventor) callBeside() (o operation, ok bool) {
	if !v.shared || len(v.bodies) >= maxBodies {
		return o, false
	}
	inst, kind := []int{0, 0, 1, 2}[v.n(4)], 1+v.n(3)
	body := v.body(funcKinds[kind], instances[inst])
	toEnd := v.n(2)
	b := v.bodies[body]
	b.root, b.called, b.toEnd = true, true, toEnd == 1
	return operation{"host", [4]uint32{body, uint32(inst), uint32(kind), uint32(toEnd)}}, true
}

// giveUp has the host give up a call. One to the end may execute
// on the stack of who gives it up.
func (v *inventor) giveUp() (o operation, ok bool) {
	body := v.n(len(v.bodies))
	b := v.bodies[body]
	if !v.shared || !b.root || b.toEnd || b.givenUp || !(b.called || b.begun) {
		return o, false
	}
	b.givenUp = true
	return operation{"give-up", [4]uint32{uint32(body)}}, true
}

// direction returns what the end i does, as part of a name.
func (v *inventor) direction(b *author, i uint32) string {
	if b.hands.things[i].writes {
		return "write"
	}
	return "read"
}

// copy has b read or write.
func (v *inventor) copy(b *author, waits bool) (o operation, ok bool) {
	async := !waits || v.n(8) > 0
	i, ok := v.find(b, func(e *held) bool { return e.end() && !e.busy && !e.done && (async || e.set == 0) })
	if !ok {
		return o, false
	}
	ptr, n := v.buffer()
	o = operation{b.hands.things[i].what + "." + v.direction(b, i), [4]uint32{i, ptr, n}}
	if async {
		o.name += "-async"
	}
	return o, true
}

// cancelCopy has b end a read or write.
func (v *inventor) cancelCopy(b *author, waits bool) (o operation, ok bool) {
	async := !waits || v.n(2) > 0
	i, ok := v.find(b, func(e *held) bool { return e.end() && e.busy && !e.sync && (async || e.set == 0) })
	if !ok {
		return o, false
	}
	o = operation{b.hands.things[i].what + ".cancel-" + v.direction(b, i), [4]uint32{i}}
	if async {
		o.name += "-async"
	}
	return o, true
}

// drop has b drop an end.
func (v *inventor) drop(b *author) (o operation, ok bool) {
	i, ok := v.find(b, func(e *held) bool { return e.end() && !e.busy && (e.done || !e.future() || !e.writes) })
	if !ok {
		return o, false
	}
	what := "readable"
	if b.hands.things[i].writes {
		what = "writable"
	}
	return operation{b.hands.things[i].what + ".drop-" + what, [4]uint32{i}}, true
}

// join has b put something into a set, or out of it.
func (v *inventor) join(b *author) (o operation, ok bool) {
	i, ok := v.find(b, func(e *held) bool { return e.what != "set" && e.busy && !e.sync })
	set, some := v.find(b, func(e *held) bool { return e.what == "set" })
	if v.n(6) == 0 {
		set = 0
	} else if !some {
		return operation{name: "set.new"}, true
	}
	return operation{"join", [4]uint32{i, set}}, ok
}

// wait has b wait for a set in which something may happen.
func (v *inventor) wait(b *author, waits bool) (o operation, ok bool) {
	set, ok := v.find(b, func(e *held) bool { return e.what == "set" && e.members > 0 })
	if b.kind == "callback" && v.n(3) > 0 {
		return operation{"return", [4]uint32{2 | set<<4}}, ok
	}
	return operation{"set.wait", [4]uint32{set}}, ok && waits
}

// misuse has b do anything.
func (v *inventor) misuse(b *author) operation {
	var names []string
	for name := range operations {
		if name[1] != '.' && name != "store" && name != "return" && name != "host" && name != "give-up" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	o := operation{name: names[v.n(len(names))]}
	for i := range o.args {
		o.args[i] = uint32(v.n(8))
	}
	if o.name == "task.return" {
		o.args[0] = uint32(v.n(6))
		if b.root { // the host takes no ends
			o.args[0] = 0
		}
	}
	return o
}
