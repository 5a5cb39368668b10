//go:build wasip3

package wasi

import (
	"context"
	"sync"
)

//go:wasmimport $root [waitable-set-new]
func setNew() uint32

//go:wasmimport $root [waitable-set-drop]
func setDrop(set uint32)

//go:wasmimport $root [waitable-join]
func join(waitable, set uint32)

//go:wasmimport $root [subtask-cancel]
func subtaskCancel(subtask uint32) uint32

//go:wasmimport $root [subtask-drop]
func subtaskDrop(subtask uint32)

// mu guards what follows, and the turns of tasks: to allocate may let another
// goroutine run.
var (
	mu      sync.Mutex
	waiting = map[uint32]*wait{} // by waitable
)

// A wait is what goes on when something has happened to a waitable.
type wait struct {
	task *Task               // in whose set it is
	then func(result uint32) // does not block
}

// eventSubtask is the code of the event that a call has come further.
const eventSubtask = 1

// The states of a call, below the number of its subtask.
const (
	stateMask     = 1<<4 - 1
	stateReturned = 2
)

// blocked is what an operation returns that goes on beside the guest.
const blocked = 1<<32 - 1

// waitables returns the set of those that t waits for.
func (t *Task) waitables() uint32 {
	if t.set == 0 {
		t.set = setNew()
	}
	return t.set
}

// when has then called with the result of what is under way with a waitable.
func (t *Task) when(waitable uint32, then func(result uint32)) {
	if t.ended {
		t = current
	}
	mu.Lock()
	waiting[waitable] = &wait{t, then}
	t.waits++
	mu.Unlock()
	join(waitable, t.waitables())
}

// happened is told of an event.
func happened(event, waitable, result uint32) {
	if event == eventSubtask && result&stateMask < stateReturned {
		return
	}
	if w := leave(waitable); w != nil {
		w.then(result)
	}
}

// leave takes back when, and returns what would be called; nil if it has been.
func leave(waitable uint32) *wait {
	mu.Lock()
	w := waiting[waitable]
	if w != nil {
		w.task.waits--
		delete(waiting, waitable)
	}
	mu.Unlock()
	if w != nil {
		join(waitable, 0)
	}
	return w
}

// interrupt ends what is under way with a waitable by cancel, which returns the
// result. It does nothing if nobody waits for it.
func interrupt(waitable uint32, cancel func(waitable uint32) uint32) {
	if w := leave(waitable); w != nil {
		w.then(cancel(waitable))
	}
}

// await waits for what is under way with a waitable and returns its result. If
// ctx ends first it is ended by cancel, and the error is the cause.
func (t *Task) await(ctx context.Context, waitable uint32, cancel func(waitable uint32) uint32) (result uint32, err error) {
	done := make(chan uint32, 1)
	t.when(waitable, func(result uint32) { done <- result })
	select {
	case result = <-done:
	case <-ctx.Done():
		interrupt(waitable, cancel)
		result, err = <-done, context.Cause(ctx)
	}
	return result, err
}

// bequeath makes the waitables of t those of heir, and puts them into its set
// unless that is the one of t.
func (t *Task) bequeath(heir *Task) {
	if t.waits == 0 {
		return
	}
	mu.Lock()
	defer mu.Unlock()
	for waitable, w := range waiting {
		if w.task != t {
			continue
		}
		w.task = heir
		t.waits--
		heir.waits++
		if heir.set != t.set {
			join(waitable, heir.waitables())
		}
	}
}
