package canon

import "testing"

// TestEnterBelow checks that a call lets the thread that has the instance go on
// first, if that executes at once, and that the call waits if it does not.
func TestEnterBelow(t *testing.T) {
	for _, below := range []bool{false, true} {
		in, s := NewInstance(nil), &Scheduler{}
		var holder, caller Thread
		var held, task Task
		start := func(task *Task, th *Thread, body func()) {
			task.Init(in, true, th)
			th.Init(s, task)
			task.Enter(body)
		}
		start(&held, &holder, func() {
			held.OnResolve = func(bool) {}
			held.Resolve()
			holder.Wait(always, false)
		})
		holder.Below = below
		holder.Run = func(bool) { held.Exit() }
		entered := false
		start(&task, &caller, func() { entered = true })
		if entered == below {
			t.Errorf("entered: %v, the holder is below: %v", entered, below)
		}
	}
}
