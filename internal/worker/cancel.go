package worker

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// A cancellable is a context like those of [context.WithCancelCause]. It has one
// made when somebody waits for its end or cancels it: most requests come and go
// without, and to tie a context to its parent takes longer than all else that a
// request begins with.
type cancellable struct {
	parent context.Context

	making sync.Mutex
	made   atomic.Pointer[cancelContext] // nil as long as parent tells all
}

// A cancelContext is what context.WithCancelCause returns.
type cancelContext struct {
	context.Context
	cancel context.CancelCauseFunc
}

func (c *cancellable) make() *cancelContext {
	c.making.Lock()
	defer c.making.Unlock()
	m := c.made.Load()
	if m == nil {
		m = new(cancelContext)
		m.Context, m.cancel = context.WithCancelCause(c.parent)
		c.made.Store(m)
	}
	return m
}

// now returns the context that knows how things stand.
func (c *cancellable) now() context.Context {
	if m := c.made.Load(); m != nil {
		return m
	}
	return c.parent
}

// cancel ends the context.
func (c *cancellable) cancel(cause error) { c.make().cancel(cause) }

// free frees what the context holds, which nobody waits for any more.
func (c *cancellable) free() {
	if m := c.made.Load(); m != nil {
		m.cancel(nil)
	}
}

// Deadline implements [context.Context].
func (c *cancellable) Deadline() (time.Time, bool) { return c.parent.Deadline() }

// Done implements [context.Context].
func (c *cancellable) Done() <-chan struct{} { return c.make().Done() }

// Err implements [context.Context].
func (c *cancellable) Err() error { return c.now().Err() }

// Value implements [context.Context].
func (c *cancellable) Value(key any) any { return c.now().Value(key) }
