package canon

// A Task is one call into a component instance, see "Tasks": it is the scope
// of the borrow handles that the call was given. The zero Task has just begun.
// It may be used again after [Task.Return], but not after a trap.
type Task struct {
	borrows uint32 // handles that the guest has not dropped, num_borrows
}

// Return ends the task once its result is lifted; it traps if the guest still
// holds borrow handles of it.
func (t *Task) Return() {
	if t.borrows != 0 {
		trap(TrapBorrowsRemain, "borrow handles still remain at the end of the call: %d", t.borrows)
	}
}
