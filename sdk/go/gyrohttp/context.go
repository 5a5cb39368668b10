package gyrohttp

import (
	"context"
	"sync"
	"time"
)

// A requestContext is the context of a request: context.WithCancel of parent,
// which is made when somebody asks. Few handlers do.
type requestContext struct {
	parent context.Context // nil for the background

	mu     sync.Mutex
	inner  context.Context // nil until somebody asks
	cancel context.CancelFunc
	ended  bool
}

func (c *requestContext) made() context.Context {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.inner == nil {
		parent := c.parent
		if parent == nil {
			parent = context.Background()
		}
		c.inner, c.cancel = context.WithCancel(parent)
		if c.ended {
			c.cancel()
		}
	}
	return c.inner
}

// end ends the context.
func (c *requestContext) end() {
	c.mu.Lock()
	c.ended = true
	cancel := c.cancel
	c.mu.Unlock()
	if cancel != nil {
		cancel()
	}
}

func (c *requestContext) Deadline() (time.Time, bool) { return time.Time{}, false }

func (c *requestContext) Done() <-chan struct{} { return c.made().Done() }

func (c *requestContext) Err() error { return c.made().Err() }

// Value has the values of parent; and package context finds the inner context by
// it, so that contexts derived from this one need no goroutine to learn of its
// end.
func (c *requestContext) Value(key any) any { return c.made().Value(key) }

func (c *requestContext) String() string { return "gyrohttp.requestContext" }
