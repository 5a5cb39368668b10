package component_test

import (
	"slices"
	"strings"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/internal/canon"
)

// An inventor makes up a scenario while instances play it: it chooses among what
// they can do at each point, and now and then what they must not do.
type inventor struct {
	*choices
	shared bool // the scenario is
	insts  map[string]*hands
	bodies []*author
	ops    int
}

// An author is what an inventor knows of a body.
type author struct {
	kind     string
	hands    *hands
	root     bool // the host has called
	called   bool // while another call was there
	toEnd    bool // and waits for the end
	givenUp  bool // and waits no longer
	begun    bool
	returned bool
	asked    bool // to end
	ops      int
	last     operation
}

// hands are what an instance has, by index.
type hands struct {
	name         string
	things       map[uint32]*held
	backpressure int
}

// A held is a waitable set, a subtask or an end of a stream or future.
type held struct {
	what             string // "set", "subtask" or the name of a type
	writes           bool
	busy, sync, done bool
	asked            bool   // a subtask, to end
	set              uint32 // in which it is
	members, waiting int    // of a set
	result           uint32 // of a subtask: where its result goes
}

// The most that a scenario has.
const (
	maxBodies     = 12
	maxOperations = 160
	maxBodyOps    = 24
)

// invent returns a scenario, and what gyro does of it.
func invent(choices *choices, play func(*player) []string) (*scenario, []string) {
	v := &inventor{choices: choices, insts: map[string]*hands{}}
	for name := range callees {
		v.insts[name] = &hands{name: name, things: map[uint32]*held{}}
	}
	s := &scenario{Shared: choices.n(3) == 0}
	v.shared = s.Shared
	for range 1 + choices.n(3) {
		kind := funcKinds[choices.n(4)]
		if s.Shared && kind == "plain" { // nobody else may call meanwhile
			kind = "sync"
		}
		c := hostCall{Inst: []string{"a", "a", "a", "b", "c"}[choices.n(5)], Func: kind, ToEnd: choices.n(4) == 0}
		c.Body = v.body(kind, c.Inst)
		v.bodies[c.Body].root, v.bodies[c.Body].toEnd = true, c.ToEnd
		s.Calls = append(s.Calls, c)
	}
	p := &player{scenario: s, invent: v.next}
	p.choose = func(n int) int {
		k := choices.n(n)
		s.Picks = append(s.Picks, k)
		return k
	}
	return s, play(p)
}

func (v *inventor) body(kind, inst string) uint32 {
	v.bodies = append(v.bodies, &author{kind: kind, hands: v.insts[inst]})
	return uint32(len(v.bodies) - 1)
}

func (v *inventor) next(body uint32, code uint64, index, payload uint32, mem component.Memory) operation {
	b := v.bodies[body]
	v.learn(b, code, index, payload, mem)
	b.last = v.choose(b)
	b.ops++
	v.ops++
	v.anticipate(b, b.last)
	return b.last
}

// learn takes note of what the last operation of b has given.
func (v *inventor) learn(b *author, code uint64, index, payload uint32, mem component.Memory) {
	h := b.hands
	if !b.begun {
		b.begun = true
		h.receive(index, payload)
		return
	}
	name, args := b.last.name, b.last.args
	callee, what, _ := strings.Cut(name, ".")
	switch {
	case name == "set.new":
		h.things[uint32(code)] = &held{what: "set"}
	case name == "return", name == "set.wait", name == "set.poll":
		if set := h.things[args[0]]; name == "set.wait" && set != nil {
			set.waiting--
		} else if set := h.things[args[0]>>4]; name == "return" && set != nil {
			set.waiting--
		}
		v.event(b, canon.Event{Code: canon.EventCode(code), Index: index, Payload: payload}, mem)
	case what == "new":
		h.things[uint32(code)] = &held{what: callee}
		h.things[uint32(code>>32)] = &held{what: callee, writes: true}
	case slices.Contains(endTypes, callee) && !strings.HasPrefix(what, "drop-"):
		if code != canon.Blocked {
			h.copied(args[0], uint32(code))
		}
	case callee == "subtask" && what != "drop":
		if code != canon.Blocked {
			h.resolved(args[0], uint32(code), mem)
		}
	case callee == "x" || callee == "y":
		switch state := canon.SubtaskState(code & 15); {
		case !strings.HasSuffix(what, "-async") || state == canon.SubtaskReturned:
			h.receive(uint32(mem.U8(args[3])), mem.U32(args[3]+4))
		default:
			h.things[uint32(code)>>4] = &held{what: "subtask", busy: true, result: args[3]}
		}
	}
}

func (v *inventor) event(b *author, e canon.Event, mem component.Memory) {
	switch e.Code {
	case canon.EventNone:
	case canon.EventSubtask:
		b.hands.resolved(e.Index, e.Payload, mem)
	case canon.EventTaskCancelled:
		b.asked = true
	default:
		b.hands.copied(e.Index, e.Payload)
	}
}

// receive takes note of a gift: the number of its case and a readable end.
func (h *hands) receive(which, handle uint32) {
	if 0 < which && int(which) <= len(endTypes) {
		h.things[handle] = &held{what: endTypes[which-1]}
	}
}

// copied takes note of the end of an operation of a stream or future.
func (h *hands) copied(i, payload uint32) {
	e := h.things[i]
	if e == nil {
		return
	}
	e.busy, e.sync = false, false
	switch result := canon.CopyResult(payload & 15); {
	case result == canon.CopyDropped, result == canon.CopyCompleted && e.future():
		e.done = true
	}
}

func (e *held) future() bool { return e.what == "byte" || e.what == "signal" }

// resolved takes note of what has become of a subtask.
func (h *hands) resolved(i, state uint32, mem component.Memory) {
	s := h.things[i]
	if s == nil || canon.SubtaskState(state) < canon.SubtaskReturned {
		return
	}
	s.busy = false
	if canon.SubtaskState(state) == canon.SubtaskReturned {
		h.receive(uint32(mem.U8(s.result)), mem.U32(s.result+4))
	}
}

// anticipate takes note of what an operation of b does at once.
func (v *inventor) anticipate(b *author, o operation) {
	h, args := b.hands, o.args
	group, what, _ := strings.Cut(o.name, ".")
	e := h.things[args[0]]
	switch {
	case o.name == "backpressure.inc":
		h.backpressure++
	case o.name == "backpressure.dec":
		h.backpressure--
	case o.name == "task.return":
		b.returned = true
		h.give(args[0], args[1])
	case o.name == "task.cancel":
		b.returned = true
	case o.name == "store":
		h.give(args[1], args[2])
	case o.name == "return":
		if set := h.things[args[0]>>4]; set != nil {
			set.waiting++
		}
	case group == "x" || group == "y":
		h.give(args[1], args[2])
	case e == nil:
	case o.name == "set.wait":
		e.waiting++
	case o.name == "join":
		h.join(e, args[1])
	case strings.HasPrefix(what, "drop"):
		h.join(e, 0)
		delete(h.things, args[0])
	case strings.HasPrefix(what, "cancel") && group == "subtask":
		e.asked = true
	case strings.HasPrefix(what, "read"), strings.HasPrefix(what, "write"):
		e.busy, e.sync = true, !strings.HasSuffix(what, "-async")
	case strings.HasPrefix(what, "cancel"):
		e.sync = true // once is enough
	}
}

func (h *hands) give(which, handle uint32) {
	if which > 0 {
		delete(h.things, handle)
	}
}

func (h *hands) join(e *held, set uint32) {
	if s := h.things[e.set]; s != nil {
		s.members--
	}
	if e.set = set; h.things[set] != nil {
		h.things[set].members++
	}
}
