package canon

// An EventCode tells what has happened to a waitable, see "Waitable State".
type EventCode uint32

// The events.
const (
	EventNone EventCode = iota
	EventSubtask
	EventStreamRead
	EventStreamWrite
	EventFutureRead
	EventFutureWrite
	EventTaskCancelled
)

// An Event is what a guest is told: what happened to the waitable with an
// index.
type Event struct {
	Code           EventCode
	Index, Payload uint32
}

// A waitable is something that events happen to: a subtask or an end of a
// stream or future.
type waitable struct {
	pending    func() Event // nil for no event
	set        *WaitableSet
	prev, next *waitable // in the queue of set, if there is an event
	syncWaiter bool
}

func (w *waitable) base() *waitable { return w }

// A waiter is any waitable.
type waiter interface{ base() *waitable }

// notify says that something has happened, in place of what was not taken yet.
func (w *waitable) notify(event func() Event) {
	if w.pending == nil && w.set != nil {
		w.set.push(w)
	}
	w.pending = event
}

// take returns the event that is pending.
func (w *waitable) take() Event {
	if w.set != nil {
		w.set.unlink(w)
	}
	e := w.pending
	w.pending = nil
	return e()
}

// await blocks the thread until ready holds, which an event comes with.
func (w *waitable) await(t *Thread, ready func() bool) {
	w.syncWaiter = true
	t.WaitUntil(ready, false)
	w.syncWaiter = false
}

// join puts w into a set, or out of the one in which it is if that is nil.
func (w *waitable) join(s *WaitableSet) {
	if w.set != nil {
		w.set.members--
		if w.pending != nil {
			w.set.unlink(w)
		}
	}
	if w.set = s; s != nil {
		s.members++
		if w.pending != nil {
			s.push(w)
		}
	}
}

// notInSet traps if a synchronous operation is about to wait for w while it is
// in a set.
func (w *waitable) notInSet(async bool) {
	if w.set != nil && !async {
		trap(TrapInSet, "waitable cannot be used synchronously while added to a waitable set")
	}
}

// A WaitableSet is what threads wait for together. Events are taken in the
// order in which they happen.
type WaitableSet struct {
	members     int
	first, last *waitable // those with an event
	waiting     int       // threads that wait for it
}

func (s *WaitableSet) push(w *waitable) {
	if w.prev = s.last; w.prev != nil {
		w.prev.next = w
	} else {
		s.first = w
	}
	s.last = w
}

func (s *WaitableSet) unlink(w *waitable) {
	if w.prev != nil {
		w.prev.next = w.next
	} else {
		s.first = w.next
	}
	if w.next != nil {
		w.next.prev = w.prev
	} else {
		s.last = w.prev
	}
	w.prev, w.next = nil, nil
}

// Begin notes that a thread begins to wait for s. It has its event, when it is
// resumed, from End.
func (s *WaitableSet) Begin() (ready func() bool) {
	s.waiting++
	return func() bool { return s.first != nil }
}

// BeginCallback is Begin for a task whose callback is called, as soon as nobody
// has the instance for itself. It is ready as well if the task was to be cancelled
// while somebody had.
func (s *WaitableSet) BeginCallback(t *Task) (ready func() bool) {
	s.waiting++
	return func() bool { return t.Free() && (s.first != nil || t.state == taskPendingCancel) }
}

// End returns the event for which a thread has waited, see Begin.
func (s *WaitableSet) End(cancelled bool) Event {
	s.waiting--
	if cancelled {
		return Event{Code: EventTaskCancelled}
	}
	return s.first.take()
}

// EndCallback is End, see BeginCallback. What has happened goes before what was
// to be told.
func (s *WaitableSet) EndCallback(t *Task) func(cancelled bool) Event {
	return func(cancelled bool) Event { return s.End(cancelled || s.first == nil && t.TakeCancel()) }
}

// WaitableSet returns the waitable set with an index.
func (in *Instance) WaitableSet(i uint32) *WaitableSet {
	s, ok := in.Handles.get(i).obj.(*WaitableSet)
	if !ok {
		trap(TrapWrongHandle, "handle index %d is not a waitable set", i)
	}
	return s
}

// WaitableSetNew is "canon waitable-set.new".
func (in *Instance) WaitableSetNew() uint32 {
	in.CheckLeave()
	return in.Handles.add(entry{kind: entryAsync, obj: &WaitableSet{}})
}

// WaitableSetWait is "canon waitable-set.wait", but for storing the event.
func (in *Instance) WaitableSetWait(t *Thread, i uint32) Event {
	in.CheckLeave()
	s := in.WaitableSet(i)
	return s.End(t.WaitUntil(s.Begin(), false))
}

// WaitableSetPoll is "canon waitable-set.poll", but for storing the event.
func (in *Instance) WaitableSetPoll(i uint32) Event {
	in.CheckLeave()
	s := in.WaitableSet(i)
	if s.first == nil {
		return Event{}
	}
	return s.first.take()
}

// WaitableSetDrop is "canon waitable-set.drop".
func (in *Instance) WaitableSetDrop(i uint32) {
	in.CheckLeave()
	s := in.WaitableSet(i)
	if s.members > 0 {
		trap(TrapBusy, "cannot drop waitable set with waitables in it")
	}
	if s.waiting > 0 {
		trap(TrapBusy, "cannot drop waitable set with waiters")
	}
	in.Handles.remove(i)
}

// WaitableJoin is "canon waitable.join"; set 0 stands for none.
func (in *Instance) WaitableJoin(i, set uint32) {
	in.CheckLeave()
	w, ok := in.Handles.get(i).obj.(waiter)
	if !ok {
		trap(TrapWrongHandle, "handle index %d is not a waitable", i)
	}
	if w.base().syncWaiter {
		trap(TrapBusy, "cannot add a waitable to a set while a synchronous operation waits for it")
	}
	if set == 0 {
		w.base().join(nil)
		return
	}
	w.base().join(in.WaitableSet(set))
}
