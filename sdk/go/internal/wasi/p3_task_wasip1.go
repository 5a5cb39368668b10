//go:build wasip3

package wasi

import "unsafe"

// How goroutines and the tasks of the component model go together
//
// The host calls the handler's export for each request, and begins a task by
// that. The export starts a goroutine for the request, lets all goroutines run
// until each of them waits, and returns: that the task waits for its set of
// waitables. What a goroutine waits for is in the set of its task. When something
// happens to it, the host calls the callback of that task, which wakes the
// goroutine, lets all run again, and returns in the same way. The task ends with
// its goroutine.
//
// All tasks of an instance share its goroutines. So it is up to Go's scheduler
// whose goroutines run while the host executes the instance for a task, and that
// one wakes those of another, by a channel or a timer, is what Go programs do. It
// makes no difference for most that a goroutine asks of the host: streams,
// futures and resources belong to the instance. Three things go by the task for
// which the host executes: the result of a task, that it ends, and calls of
// imports that take their time, which the host does for the request of that task
// and breaks off with it. Whoever is about to do one of these first calls
// [Task.enter], which waits until the host executes the instance for the right
// task. To make it do that, there has to happen something to a waitable in the
// set of that task: the end of a stream that is made for it, see [Task.ring].

//go:wasmimport $root [context-get-0]
func contextGet() uint32

//go:wasmimport $root [context-set-0]
func contextSet(v uint32)

//go:wasmimport [export]wasi:http/handler@0.3.0 [task-return]handle
func taskReturn(tag, payload, a uint32, b uint64, c, d, e, f uint32)

//go:wasmimport [export]wasi:http/handler@0.3.0 [task-cancel]
func taskCancel()

// A Task is one request that the host has the instance answer.
type Task struct {
	_     noLabels // first, see own
	id    uint32
	set   uint32          // its waitables; 0 until it waits for one
	waits int             // how many of waiting are in there
	turns []chan struct{} // closed when the host executes for it
	bell  uint32          // the stream that ends to make it do so; 0 for none

	abandon   func() // tells the handler that nobody wants an answer
	returned  bool   // its result was handed over
	cancelled bool   // the host wants none
	done      bool   // its goroutine has ended
	ended     bool   // the host knows
}

// What follows is written by the exports alone, which the host calls one at a
// time.
var (
	current *Task                // for which the host executes
	tasks   = map[uint32]*Task{} // that have not ended; mu guards writing
	lastID  uint32
)

// What a callback returns, the set of waitables above it.
const (
	codeExit = iota
	codeYield
	codeWait
)

// eventCancelled is the code of the event that says that nobody wants the result
// of a task. All others are about waitables.
const eventCancelled = 6

// Begin begins a task for a request and returns what its export is to return.
// serve answers it on a goroutine of its own. abandon is called, perhaps more
// than once, when nobody wants the answer any more.
func Begin(request uint32, abandon func(), serve func(IncomingRequest, ResponseOutparam)) uint32 {
	lastID++
	t := &Task{id: lastID, abandon: abandon}
	t.inherit()
	mu.Lock()
	tasks[t.id] = t
	mu.Unlock()
	contextSet(t.id)
	current = t
	go func() {
		t.own()
		serve(IncomingRequest{&incoming{task: t, handle: request}}, ResponseOutparam{t})
		t.finish()
	}()
	return t.run()
}

// Callback tells the task for which the host executes of an event, and returns
// what its callback is to return.
func Callback(event, waitable, result uint32) uint32 {
	t := tasks[contextGet()]
	current = t
	t.startTurns()
	switch {
	case event == eventCancelled:
		t.cancelled = true
		t.abandon()
	case waitable == t.bell && t.bell != 0:
		streamDropReadable(t.bell)
		t.bell = 0
	case waitable != 0:
		happened(event, waitable, result)
	}
	return t.run()
}

// run lets goroutines run and returns what is to become of the task.
func (t *Task) run() uint32 {
	idle := settle()
	code := uint32(codeYield)
	switch {
	case t.done:
		t.end()
		code = codeExit
	case idle && t.wakeInTime():
		code = codeWait | t.waitables()<<4
	}
	current = nil
	return code
}

// enter returns when the host executes for t. What depends on that is done before
// anything that can let another goroutine run.
func (t *Task) enter() {
	for current != t && !t.ended {
		turn := make(chan struct{})
		mu.Lock()
		t.turns = append(t.turns, turn)
		mu.Unlock()
		if current != t { // to allocate, or to lock, may have let another one run
			t.ring()
			<-turn
		}
	}
}

// startTurns wakes those that have called enter.
func (t *Task) startTurns() {
	mu.Lock()
	defer mu.Unlock()
	for _, turn := range t.turns {
		close(turn)
	}
	clear(t.turns)
	t.turns = t.turns[:0]
}

// ring makes the host execute for t, which waits for a waitable or is about to.
func (t *Task) ring() {
	if t.bell != 0 {
		return
	}
	r, w := newStream()
	t.bell = r
	streamRead(r, bellBuffer, 1)
	join(r, t.waitables())
	streamDropWritable(w)
}

// silence takes back ring, of which the host has not told yet.
func (t *Task) silence() {
	if r := t.bell; r != 0 {
		join(r, 0)
		streamCancelRead(r)
		streamDropReadable(r)
		t.bell = 0
	}
}

// finish ends the task, whose result is an error if there is none yet.
func (t *Task) finish() {
	t.enter()
	switch {
	case t.returned:
	case t.cancelled:
		taskCancel()
	default:
		taskReturn(1, codeResponseIncomplete, 0, 0, 0, 0, 0, 0)
	}
	t.done = true
}

// end forgets the task. What goroutines that it leaves behind wait for is handed
// to another one, and so is to look after timers.
func (t *Task) end() {
	t.ended = true
	mu.Lock()
	delete(tasks, t.id)
	mu.Unlock()
	t.silence()
	for _, heir := range tasks {
		if t.bequeath(heir); !heir.wakeInTime() {
			heir.ring()
		}
		t.dropSet()
		return
	}
	if stopAlarm(); t.waits > 0 {
		orphaned = t
		return
	}
	t.dropSet()
}

func (t *Task) dropSet() {
	if t.set != 0 {
		setDrop(t.set)
	}
}

// orphaned is the last task that has ended, if goroutines have been left that wait
// for something: its set is that of the next task.
var orphaned *Task

func (t *Task) inherit() {
	if o := orphaned; o != nil {
		orphaned, t.set = nil, o.set
		o.bequeath(t)
	}
}

// bellBuffer is where nothing is read to.
var bellBuffer = unsafe.Pointer(new([1]byte))
