package rewrite

// maxUnchecked is how much may be executed without a check, as far as one
// function and those that it calls know; its callers may add as much.
const maxUnchecked = 50_000

// maxPrepaid is how much may be executed after a call that was charged before it:
// what is charged before a call is not counted while the stack unwinds.
const maxPrepaid = 64

// unchecked says how much a function executes without a check, at most.
type unchecked struct {
	head    int64 // before the first check, or without any
	through int64 // without any, never if no way through has none
	tail    int64 // after the last check, never if there is none
}

// never stands for a way that does not exist.
const never = -1

// A gap is what has been executed at a point of a function, at most.
type gap struct {
	entry int64 // since it was entered, if there was no check since, or never
	check int64 // since the last check in it, or never
}

// checked is the gap at a check.
var checked = gap{entry: never}

// unreached is the gap where nothing leads to.
var unreached = gap{never, never}

func (g gap) add(n int64) gap { return gap{plus(g.entry, n), plus(g.check, n)} }

// plus adds if both exist.
func plus(a, b int64) int64 {
	if a == never || b == never {
		return never
	}
	return a + b
}

// join returns the gap where two ways meet.
func (g gap) join(h gap) gap { return gap{max(g.entry, h.entry), max(g.check, h.check)} }

func (g gap) most() int64 { return max(g.entry, g.check) }

// call returns the gap after a call.
func (g gap) call(u unchecked) gap {
	return gap{plus(g.entry, u.through), max(plus(g.check, u.through), u.tail)}
}

// leave notes what is executed until a function ends.
func (u *unchecked) leave(g gap) {
	u.head = max(u.head, g.entry)
	u.through = max(u.through, g.entry)
	u.tail = max(u.tail, g.check)
}

// join returns what is executed by one of two functions.
func (u unchecked) join(v unchecked) unchecked {
	return unchecked{max(u.head, v.head), max(u.through, v.through), max(u.tail, v.tail)}
}
