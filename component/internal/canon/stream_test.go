package canon

import (
	"fmt"
	"testing"

	"github.com/gyro-wasm/gyro/component/wit"
)

// A peer is an instance with a memory, for tests of streams and futures.
type peer struct {
	t    testing.TB
	cx   Context
	typ  *AsyncType
	node *node
	th   Thread
}

// newPeers returns two instances that know the same stream or future type.
func newPeers(t testing.TB, typ wit.Type) (a, b *peer) {
	c := &Compiler{}
	at, err := c.AsyncType(typ)
	if err != nil {
		t.Fatal(err)
	}
	n, err := c.node(typ, 0)
	if err != nil {
		t.Fatal(err)
	}
	make := func() *peer {
		p := &peer{t: t, typ: at, node: n, cx: Context{Mem: make([]byte, 256), Inst: NewInstance(nil)}}
		task := new(Task)
		p.th.Init(new(Scheduler), task)
		p.th.Block = func() bool { trap(TrapBlocked, "blocked"); return false }
		task.InitSync(p.cx.Inst, &p.th)
		return p
	}
	return make(), make()
}

// ends makes a stream or future in a and gives its readable end to b.
func ends(a, b *peer) (w, r uint32) {
	both := a.cx.Inst.AsyncNew(a.typ)
	return uint32(both >> 32), b.cx.lowerEnd(a.cx.liftEnd(a.node, uint32(both)))
}

func (p *peer) copy(writes bool, i, ptr, n uint32) uint32 {
	return p.cx.Copy(&p.th, p.typ, writes, true, i, ptr, n)
}

// event takes the event of a handle by way of a set.
func (p *peer) event(i uint32) Event {
	in := p.cx.Inst
	set := in.WaitableSetNew()
	in.WaitableJoin(i, set)
	e := in.WaitableSetPoll(set)
	in.WaitableJoin(i, 0)
	in.WaitableSetDrop(set)
	return e
}

func (p *peer) want(what string, got, want uint32) {
	p.t.Helper()
	if got != want {
		p.t.Errorf("%s: %#x, want %#x", what, got, want)
	}
}

func (p *peer) wantEvent(i uint32, code EventCode, payload uint32) {
	p.t.Helper()
	want := Event{code, i, payload}
	if code == EventNone {
		want = Event{}
	}
	if e := p.event(i); e != want {
		p.t.Errorf("event %v, want %v", e, want)
	}
}

// kindOf returns the kind of the trap that f ends in, 0 for none.
func kindOf(f func()) TrapKind {
	if tr := trapOf(f); tr != nil {
		return tr.Kind
	}
	return 0
}

func TestStreamCopy(t *testing.T) {
	a, b := newPeers(t, &wit.Stream{Elem: wit.U16})
	w, r := ends(a, b)
	for i := range a.cx.Mem {
		a.cx.Mem[i] = byte(i)
	}
	a.want("write", a.copy(true, w, 16, 10), Blocked)
	b.want("read of a part", b.copy(false, r, 100, 4), 4<<4)
	b.want("read of more", b.copy(false, r, 108, 4), 4<<4)
	if got := fmt.Sprint(b.cx.Mem[100:116]); got != fmt.Sprint(a.cx.Mem[16:32]) {
		t.Errorf("read %s", got)
	}
	a.wantEvent(w, EventStreamWrite, 8<<4)
	a.wantEvent(w, EventNone, 0)
	b.want("read", b.copy(false, r, 100, 1), Blocked)
	a.want("write", a.copy(true, w, 16, 10), 1<<4)
	b.wantEvent(r, EventStreamRead, 1<<4)

	a.want("write", a.copy(true, w, 16, 10), Blocked)
	b.want("read", b.copy(false, r, 100, 3), 3<<4)
	a.want("cancel after a part", a.cx.Inst.CancelCopy(&a.th, a.typ, true, true, w), uint32(CopyCancelled)|3<<4)
	a.want("write", a.copy(true, w, 16, 10), Blocked)
	a.want("cancel before any", a.cx.Inst.CancelCopy(&a.th, a.typ, true, true, w), uint32(CopyCancelled))

	b.want("read", b.copy(false, r, 100, 3), Blocked)
	a.cx.Inst.DropEnd(a.typ, true, w)
	b.wantEvent(r, EventStreamRead, uint32(CopyDropped))
	if k := kindOf(func() { b.copy(false, r, 100, 3) }); k != TrapDone {
		t.Errorf("read after the end: %v", k)
	}
	b.cx.Inst.DropEnd(b.typ, false, r)
	if n := a.cx.Inst.Handles.Len() + b.cx.Inst.Handles.Len(); n != 0 {
		t.Errorf("%d handles remain", n)
	}
}

// TestStreamZeroLength is "Stream State": operations of length zero say whether
// the other end is ready.
func TestStreamZeroLength(t *testing.T) {
	a, b := newPeers(t, &wit.Stream{Elem: wit.U8})
	w, r := ends(a, b)
	a.want("write of nothing", a.copy(true, w, 0, 0), Blocked)
	b.want("read of nothing", b.copy(false, r, 0, 0), Blocked)
	a.wantEvent(w, EventStreamWrite, 0)
	a.want("write of nothing to a reader of nothing", a.copy(true, w, 0, 0), 0)
	a.want("write", a.copy(true, w, 0, 5), Blocked)
	b.wantEvent(r, EventStreamRead, 0)
	b.want("read of nothing from a writer", b.copy(false, r, 0, 0), 0)
	b.want("read", b.copy(false, r, 0, 9), 5<<4)
	a.wantEvent(w, EventStreamWrite, 5<<4)
}

func TestFutureCopy(t *testing.T) {
	a, b := newPeers(t, &wit.Future{Elem: wit.U32})
	w, r := ends(a, b)
	a.cx.Mem[8] = 77
	b.want("read", b.copy(false, r, 4, 1), Blocked)
	a.want("write", a.copy(true, w, 8, 1), 0)
	b.wantEvent(r, EventFutureRead, 0)
	if b.cx.Mem[4] != 77 {
		t.Error("nothing was read")
	}
	a.cx.Inst.DropEnd(a.typ, true, w)
	b.cx.Inst.DropEnd(b.typ, false, r)

	w, r = ends(a, b)
	if k := kindOf(func() { a.cx.Inst.DropEnd(a.typ, true, w) }); k != TrapNotWritten {
		t.Errorf("drop of a future that was not written: %v", k)
	}
	b.cx.Inst.DropEnd(b.typ, false, r)
	a.want("write for nobody", a.copy(true, w, 8, 1), uint32(CopyDropped))
	a.cx.Inst.DropEnd(a.typ, true, w)
}

// TestAsyncMisuse breaks the rules for ends, sets and subtasks one by one.
func TestAsyncMisuse(t *testing.T) {
	number, text := &wit.Stream{Elem: wit.U8}, &wit.Stream{Elem: wit.String}
	for name, tc := range map[string]struct {
		typ  wit.Type
		do   func(a, b *peer, w, r uint32)
		want TrapKind
	}{
		"read of a writable end":  {number, func(a, _ *peer, w, _ uint32) { a.copy(false, w, 0, 1) }, TrapWrongHandle},
		"write to a readable end": {number, func(_, b *peer, _, r uint32) { b.copy(true, r, 0, 1) }, TrapWrongHandle},
		"unknown end":             {number, func(a, _ *peer, _, _ uint32) { a.copy(true, 99, 0, 1) }, TrapUnknownHandle},
		"two writes at once":      {number, func(a, _ *peer, w, _ uint32) { a.copy(true, w, 0, 1); a.copy(true, w, 0, 1) }, TrapBusy},
		"buffer outside":          {number, func(a, _ *peer, w, _ uint32) { a.copy(true, w, 250, 7) }, TrapOutOfBounds},
		"buffer that wraps":       {number, func(a, _ *peer, w, _ uint32) { a.copy(true, w, 0xffff_ffff, 2) }, TrapOutOfBounds},
		"unaligned buffer":        {text, func(a, _ *peer, w, _ uint32) { a.copy(true, w, 2, 1) }, TrapUnaligned},
		"buffer that is too long": {number, func(a, _ *peer, w, _ uint32) { a.copy(true, w, 0, 1<<28) }, TrapTooLong},
		"cancel of nothing": {number, func(a, _ *peer, w, _ uint32) {
			a.cx.Inst.CancelCopy(&a.th, a.typ, true, true, w)
		}, TrapBusy},
		"drop while writing": {number, func(a, _ *peer, w, _ uint32) {
			a.copy(true, w, 0, 1)
			a.cx.Inst.DropEnd(a.typ, true, w)
		}, TrapBusy},
		"give away while reading": {number, func(_, b *peer, _, r uint32) {
			b.copy(false, r, 0, 1)
			b.cx.liftEnd(b.node, r)
		}, TrapBusy},
		"give away from a set": {number, func(_, b *peer, _, r uint32) {
			b.cx.Inst.WaitableJoin(r, b.cx.Inst.WaitableSetNew())
			b.cx.liftEnd(b.node, r)
		}, TrapInSet},
		"give away a writable end": {number, func(a, _ *peer, w, _ uint32) { a.cx.liftEnd(a.node, w) }, TrapWrongHandle},
		"synchronous read in a set": {number, func(_, b *peer, _, r uint32) {
			b.cx.Inst.WaitableJoin(r, b.cx.Inst.WaitableSetNew())
			b.cx.Copy(&b.th, b.typ, false, false, r, 0, 1)
		}, TrapInSet},
		"synchronous read that blocks": {number, func(_, b *peer, _, r uint32) {
			b.cx.Copy(&b.th, b.typ, false, false, r, 0, 1)
		}, TrapBlocked},
		"read of what the instance writes itself": {text, func(a, _ *peer, _, _ uint32) {
			ends := a.cx.Inst.AsyncNew(a.typ)
			a.copy(true, uint32(ends>>32), 0, 1)
			a.copy(false, uint32(ends), 0, 1)
		}, TrapIntraComponent},
		"join of a set": {number, func(a, _ *peer, _, _ uint32) {
			set := a.cx.Inst.WaitableSetNew()
			a.cx.Inst.WaitableJoin(set, set)
		}, TrapWrongHandle},
		"join to what is no set": {number, func(a, _ *peer, w, _ uint32) { a.cx.Inst.WaitableJoin(w, w) }, TrapWrongHandle},
		"drop of a set in use": {number, func(a, _ *peer, w, _ uint32) {
			set := a.cx.Inst.WaitableSetNew()
			a.cx.Inst.WaitableJoin(w, set)
			a.cx.Inst.WaitableSetDrop(set)
		}, TrapBusy},
		"end as a subtask":   {number, func(a, _ *peer, w, _ uint32) { a.cx.Inst.SubtaskDrop(w) }, TrapWrongHandle},
		"end as a resource":  {number, func(a, _ *peer, w, _ uint32) { a.cx.Inst.ResourceRep(&ResourceType{}, w) }, TrapWrongHandle},
		"outside of realloc": {number, func(a, _ *peer, w, _ uint32) { a.cx.Inst.MayLeave = false; a.copy(true, w, 0, 1) }, TrapCannotLeave},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := newPeers(t, tc.typ)
			w, r := ends(a, b)
			if k := kindOf(func() { tc.do(a, b, w, r) }); k != tc.want {
				t.Errorf("trap %v, want %v", k, tc.want)
			}
		})
	}
}

// TestSetOrder checks that events are taken in the order in which they happen,
// and that what leaves a set takes its event along.
func TestSetOrder(t *testing.T) {
	a, b := newPeers(t, &wit.Stream{Elem: wit.U8})
	in := b.cx.Inst
	set, other := in.WaitableSetNew(), in.WaitableSetNew()
	var ws, rs [4]uint32
	for i := range ws {
		ws[i], rs[i] = ends(a, b)
		b.copy(false, rs[i], 0, 8)
		in.WaitableJoin(rs[i], set)
	}
	for _, i := range []int{2, 0, 3, 1} {
		a.copy(true, ws[i], 0, uint32(i)+1)
	}
	in.WaitableJoin(rs[0], other)
	for _, i := range []int{2, 3, 1} {
		if e := in.WaitableSetPoll(set); e != (Event{EventStreamRead, rs[i], uint32(i+1) << 4}) {
			t.Errorf("event %v, want that of %d", e, i)
		}
	}
	if e := in.WaitableSetPoll(set); e != (Event{}) {
		t.Errorf("event %v", e)
	}
	if e := in.WaitableSetPoll(other); e.Index != rs[0] {
		t.Errorf("event %v, want that of 0", e)
	}
}

// FuzzStreams lets two instances do what they like with the ends of streams and
// with sets. Whatever they do is allowed or a trap, and sets know what is in
// them.
func FuzzStreams(f *testing.F) {
	f.Add([]byte{0, 0, 0, 1, 1, 4, 2, 1, 3, 3, 0, 0, 4, 1, 0, 5, 1, 0})
	f.Fuzz(func(t *testing.T, program []byte) {
		a, b := newPeers(t, &wit.Stream{Elem: wit.U8})
		for len(program) >= 3 && len(program) < 3000 {
			op, i, n := program[0], uint32(program[1]%16), uint32(program[2])
			program = program[3:]
			p, q := a, b
			if op&0x80 != 0 {
				p, q = b, a
			}
			in, writes := p.cx.Inst, n&1 == 0
			_ = trapOf(func() {
				switch op & 0x7f % 8 {
				case 0:
					in.AsyncNew(p.typ)
				case 1:
					p.copy(writes, i, n, n/2)
				case 2:
					in.CancelCopy(&p.th, p.typ, writes, true, i)
				case 3:
					in.DropEnd(p.typ, writes, i)
				case 4:
					q.cx.lowerEnd(p.cx.liftEnd(p.node, i))
				case 5:
					in.WaitableSetNew()
				case 6:
					in.WaitableJoin(i, n%16)
				case 7:
					in.WaitableSetPoll(i)
				}
			})
			for _, p := range []*peer{a, b} {
				checkSets(t, p.cx.Inst)
			}
		}
	})
}

// checkSets checks that the sets of an instance agree with what is in them.
func checkSets(t *testing.T, in *Instance) {
	members, ready := map[*WaitableSet]int{}, map[*WaitableSet]int{}
	for i := range in.Handles.entries {
		if w, ok := in.Handles.entries[i].obj.(waiter); ok && w.base().set != nil {
			members[w.base().set]++
			if w.base().pending != nil {
				ready[w.base().set]++
			}
		}
	}
	for i := range in.Handles.entries {
		s, ok := in.Handles.entries[i].obj.(*WaitableSet)
		if !ok {
			continue
		}
		queued := 0
		for w := s.first; w != nil; w = w.next {
			queued++
			if w.next == nil && w != s.last {
				t.Fatal("the queue of a set does not end with its last")
			}
		}
		if s.members != members[s] || queued != ready[s] {
			t.Fatalf("a set has %d members and %d with events, counts %d and %d", members[s], ready[s], s.members, queued)
		}
	}
}
