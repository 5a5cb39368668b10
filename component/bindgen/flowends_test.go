package bindgen_test

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"time"
)

// A queue is a source of elements that another goroutine gives it.
type queue[T any] struct {
	mu     sync.Mutex
	items  []T
	err    error // after them
	closed chan struct{}
	wakes  map[*func()]bool
}

func newQueue[T any]() *queue[T] {
	return &queue[T]{closed: make(chan struct{}), wakes: map[*func()]bool{}}
}

// feed adds all of items, n at a time, and ends.
func (q *queue[T]) feed(items []T, n int) {
	for len(items) > 0 {
		k := min(n, len(items))
		q.add(items[:k], nil)
		items = items[k:]
		time.Sleep(10 * time.Microsecond)
	}
	q.add(nil, io.EOF)
}

func (q *queue[T]) add(items []T, err error) {
	q.mu.Lock()
	q.items, q.err = append(q.items, items...), err
	wakes := q.wakes
	q.wakes = map[*func()]bool{}
	q.mu.Unlock()
	for wake := range wakes {
		(*wake)()
	}
}

func (q *queue[T]) ready() bool { return len(q.items) > 0 || q.err != nil }

func (q *queue[T]) Ready() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.ready()
}

func (q *queue[T]) Subscribe(wake func()) (cancel func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.ready() {
		wake()
		return func() {}
	}
	q.wakes[&wake] = true
	return func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		delete(q.wakes, &wake)
	}
}

func (q *queue[T]) Read(p []T) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := copy(p, q.items)
	if q.items = q.items[n:]; len(q.items) > 0 {
		return n, nil
	}
	return n, q.err
}

func (q *queue[T]) Close() error {
	close(q.closed)
	return nil
}

func (q *queue[T]) wantClosed(t *testing.T) {
	t.Helper()
	select {
	case <-q.closed:
	case <-time.After(5 * time.Second):
		t.Error("a source was not closed")
	}
}

// A collector is a sink that takes so many elements and no more.
type collector[T any] struct {
	got   []T
	limit int
	ended chan error // with what it was closed
}

func newCollector[T any](limit int) *collector[T] {
	return &collector[T]{limit: limit, ended: make(chan error, 1)}
}

var errEnough = errors.New("enough")

func (c *collector[T]) Ready() bool { return true }

func (c *collector[T]) Subscribe(wake func()) (cancel func()) {
	wake()
	return func() {}
}

func (c *collector[T]) Write(p []T) (int, error) {
	n := min(len(p), c.limit-len(c.got))
	c.got = append(c.got, p[:n]...)
	if len(c.got) == c.limit {
		return n, errEnough
	}
	return n, nil
}

func (c *collector[T]) Close(err error) { c.ended <- err }

// wait returns how many elements there are when there will be no more, or refuse.
func (c *collector[T]) wait(ctx context.Context, refuse error) (uint32, error) {
	select {
	case err := <-c.ended:
		if refuse == nil && err != errEnough {
			refuse = err
		}
		return uint32(len(c.got)), refuse
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}
