//go:build wasip3

package wasi

import (
	"context"
	"unsafe"
)

// labels is a function of package runtime as scheduler is, or nil. It tells where
// the profiler's labels of the goroutine are. The goroutines of a request have its
// task there, which those that they start inherit; to the profiler it looks like
// a set without labels.
var labels func() *unsafe.Pointer

// noLabels is where a task begins: a slice of labels.
type noLabels []struct{ key, value string }

// own makes the goroutine one of t.
func (t *Task) own() {
	if labels != nil {
		*labels() = unsafe.Pointer(t)
	}
}

type taskKey struct{}

// Context returns a context that is known to belong to the task, and all that
// are derived of it.
func (t *Task) Context() context.Context {
	return context.WithValue(context.Background(), taskKey{}, t)
}

// taskOf returns the task to which ctx belongs, else the one to which the
// goroutine does. If there is none, or it has ended, that is the one for which the
// host executes.
func taskOf(ctx context.Context) *Task {
	if t, ok := ctx.Value(taskKey{}).(*Task); ok && !t.ended {
		return t
	}
	if labels == nil {
		return current
	}
	owner := *labels() // or a set of the program's own
	mu.Lock()
	defer mu.Unlock()
	for _, t := range tasks {
		if unsafe.Pointer(t) == owner {
			return t
		}
	}
	return current
}
