package canon

import "testing"

// TestCancelLater asks a task to end that waits while another one has the instance
// for itself: it is told as soon as nobody has.
func TestCancelLater(t *testing.T) {
	in := NewInstance(nil)
	var s Scheduler
	var task, other Task
	var thread, otherThread Thread
	task.Init(in, true, &thread)
	thread.Init(&s, &task)
	other.Init(in, true, &otherThread)
	task.Start()
	set := &WaitableSet{}
	thread.Wait(set.BeginCallback(&task), true)

	var told *Event
	thread.Run = func(cancelled bool) {
		e := set.EndCallback(&task)(cancelled)
		told = &e
	}
	other.Acquire()
	task.RequestCancellation(nil)
	if s.Tick() || told != nil {
		t.Fatalf("told %v while another task has the instance", told)
	}
	other.Release()
	if !s.Tick() || told == nil || told.Code != EventTaskCancelled {
		t.Errorf("told %v afterwards", told)
	}
}
