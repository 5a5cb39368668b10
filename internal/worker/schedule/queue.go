package schedule

// A queue is a list, first in, first out, of elements that can leave it at any
// place. All operations are O(1) and allocate nothing. The zero value is empty.
type queue[T any] struct{ first, last *element[T] }

// An element is a member of at most one queue. It is a part of what it stands
// for, its value.
type element[T any] struct {
	value      T
	prev, next *element[T]
	queued     bool
}

func (q *queue[T]) empty() bool { return q.first == nil }

// push adds e at the end.
func (q *queue[T]) push(e *element[T]) {
	e.queued, e.prev = true, q.last
	if q.last == nil {
		q.first = e
	} else {
		q.last.next = e
	}
	q.last = e
}

// remove takes e out, which is in q.
func (q *queue[T]) remove(e *element[T]) {
	if e.prev == nil {
		q.first = e.next
	} else {
		e.prev.next = e.next
	}
	if e.next == nil {
		q.last = e.prev
	} else {
		e.next.prev = e.prev
	}
	e.prev, e.next, e.queued = nil, nil, false
}

// pop takes the first element out; q is not empty.
func (q *queue[T]) pop() *element[T] {
	e := q.first
	q.remove(e)
	return e
}
