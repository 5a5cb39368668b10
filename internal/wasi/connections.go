package wasi

import "sync"

// Connections count the outgoing requests and sockets that an instance has at
// once, all together. They are safe for use by several goroutines; nil counts
// nothing.
type Connections struct {
	Limit int // 0 is none

	mu      sync.Mutex
	n       int
	refused bool
}

// take counts one more, if there may be one.
func (c *Connections) take() bool {
	if c == nil {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.Limit > 0 && c.n >= c.Limit {
		c.refused = true
		return false
	}
	c.n++
	return true
}

func (c *Connections) release() {
	if c == nil {
		return
	}
	c.mu.Lock()
	c.n--
	c.mu.Unlock()
}

// Refused tells whether there was one too many.
func (c *Connections) Refused() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.refused
}

// Reset forgets everything, for another instance.
func (c *Connections) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n, c.refused = 0, false
}
