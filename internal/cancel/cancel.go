// Package cancel has a context that costs nothing as long as nobody waits for it.
package cancel

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// A Context is like those of [context.WithCancelCause]. It makes one when somebody
// waits for its end or cancels it: most requests come and go without, and to tie a
// context to its parent takes longer than all else that a request begins with. It
// must not be copied.
type Context struct {
	parent context.Context

	making sync.Mutex
	made   atomic.Pointer[made] // nil as long as parent tells all
}

// made is what context.WithCancelCause returns.
type made struct {
	context.Context
	cancel context.CancelCauseFunc
}

// freed is made of contexts for which nobody waited before they were freed.
var freed = func() *made {
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(nil)
	return &made{ctx, cancel}
}()

// Begin makes c, which is new, a child of parent.
func (c *Context) Begin(parent context.Context) { c.parent = parent }

// Begun tells whether c has a parent. Without one it is not to be used.
func (c *Context) Begun() bool { return c.parent != nil }

func (c *Context) make() *made {
	c.making.Lock()
	defer c.making.Unlock()
	m := c.made.Load()
	if m == nil {
		m = new(made)
		m.Context, m.cancel = context.WithCancelCause(c.parent)
		c.made.Store(m)
	}
	return m
}

// now returns the context that knows how things stand.
func (c *Context) now() context.Context {
	if m := c.made.Load(); m != nil {
		return m
	}
	return c.parent
}

// Cancel ends the context. Only the first cause counts; nil is
// [context.Canceled].
func (c *Context) Cancel(cause error) { c.make().cancel(cause) }

// Free ends the context, which is then of no use any more, and frees what it
// holds.
func (c *Context) Free() {
	if c.parent == nil {
		return
	}
	if m := c.made.Load(); m != nil {
		m.cancel(nil)
		return
	}
	c.making.Lock()
	defer c.making.Unlock()
	if m := c.made.Load(); m != nil {
		m.cancel(nil)
		return
	}
	c.made.Store(freed)
}

// Deadline implements [context.Context].
func (c *Context) Deadline() (time.Time, bool) { return c.parent.Deadline() }

// Done implements [context.Context].
func (c *Context) Done() <-chan struct{} { return c.make().Done() }

// Err implements [context.Context].
func (c *Context) Err() error { return c.now().Err() }

// Value implements [context.Context].
func (c *Context) Value(key any) any {
	if m := c.made.Load(); m != nil {
		if v := m.Value(key); v != nil || m != freed {
			return v
		}
	}
	return c.parent.Value(key)
}
