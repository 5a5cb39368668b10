package schedule

// levels are how many kinds of requests the long lane tells apart, by the fuel
// that they have used.
const levels = 4

// millisecond is the fuel of about a millisecond of execution. Levels need no
// more precision.
const millisecond = 1_000_000

// bounds are where a level ends and the next one begins.
var bounds = [levels - 1]uint64{5 * millisecond, 50 * millisecond, 500 * millisecond}

// patience is how many turns in a row others may have while somebody waits at a
// level. It bounds every wait, and costs those who have used little 1 turn of
// patience+1 for each level below theirs.
const patience = 8

// lanes is the policy of the long lane: multi-level feedback. Its members have
// a place, or wait for one at the level of what they have used, in the order of
// their coming. Whoever has a place offers it to the others after every tick.
//
// It is a pure state machine: no clock, no goroutine, no lock. Every operation
// takes time O(levels).
type lanes struct {
	free    int // places
	waiting [levels]queue[*member]
	passed  [levels]int // turns that went to others since somebody waits there
}

// A member is a request in the long lane.
type member struct {
	element[*member]
	task   *Task  // of no interest here
	used   uint64 // fuel; does not change while m waits
	placed bool
}

// level tells where m waits.
func (m *member) level() int {
	for i, bound := range bounds {
		if m.used < bound {
			return i
		}
	}
	return levels - 1
}

// enter asks for a place for m and reports whether there is one. If not, m
// waits until offer or leave names it.
func (l *lanes) enter(m *member) (placed bool) {
	if l.free > 0 {
		l.free--
		m.placed = true
		return true
	}
	l.wait(m)
	return false
}

// offer gives the place of m to whoever's turn it is, which is m itself if it
// is nobody else's.
func (l *lanes) offer(m *member) (next *member) {
	m.placed = false
	l.wait(m)
	return l.take()
}

// leave gives up the place of m, or its wait for one. It returns who has the
// place now, nil if it is free.
func (l *lanes) leave(m *member) (next *member) {
	switch {
	case m.queued:
		l.waiting[m.level()].remove(&m.element)
		if l.waiting[m.level()].empty() {
			l.passed[m.level()] = 0
		}
	case m.placed:
		m.placed = false
		if next = l.take(); next == nil {
			l.free++
		}
	}
	return next
}

func (l *lanes) wait(m *member) {
	m.value = m
	l.waiting[m.level()].push(&m.element)
}

// take places the one whose turn it is: from the level of the least use, but
// from one that has waited too long first.
func (l *lanes) take() *member {
	turn := -1
	for i := range l.waiting {
		if !l.waiting[i].empty() && (turn < 0 || l.passed[i] >= patience && l.passed[i] > l.passed[turn]) {
			turn = i
		}
	}
	if turn < 0 {
		return nil
	}
	for i := range l.waiting {
		if i != turn && !l.waiting[i].empty() {
			l.passed[i]++
		}
	}
	l.passed[turn] = 0
	m := l.waiting[turn].pop().value
	m.placed = true
	return m
}
