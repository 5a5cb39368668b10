package worker

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/limits"
	"github.com/gyro-wasm/gyro/wasi"
)

// A program is the code of a component, ready to be instantiated.
type program struct {
	component *component.Component
	linked    *component.Linked
	pool      *component.Pool
	shares    bool // an instance may serve several requests
}

// close frees the program. No instance of it is in use.
func (p *program) close(ctx context.Context) error {
	var errs []error
	if p.pool != nil {
		errs = append(errs, p.pool.Close(ctx))
	}
	if p.linked != nil {
		errs = append(errs, p.linked.Close(ctx))
	}
	return errors.Join(append(errs, p.component.Close(ctx))...)
}

// code keeps the program of a component while requests use it, and for a while
// afterwards; then it is loaded again for the next one.
type code struct {
	load func(context.Context) (*program, error)

	users   atomic.Int64
	used    atomic.Bool             // since the last sweep
	program atomic.Pointer[program] // nil if it is not loaded
	mu      sync.Mutex              // held while that changes
}

// acquire returns the program for a request, which calls release later.
func (c *code) acquire(ctx context.Context) (*program, error) {
	c.users.Add(1) // before it looks for the program: see unload
	if !c.used.Load() {
		c.used.Store(true)
	}
	if p := c.program.Load(); p != nil {
		return p, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.program.Load(); p != nil {
		return p, nil
	}
	p, err := c.load(context.WithoutCancel(ctx)) // others wait for it as well
	if err != nil {
		c.release()
		return nil, err
	}
	c.program.Store(p)
	return p, nil
}

func (c *code) release() { c.users.Add(-1) }

// sweep unloads the program if nobody has used it since the last sweep.
func (c *code) sweep(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.users.Load() > 0 || c.used.Swap(false) {
		return nil
	}
	return c.unload(ctx)
}

// unload frees the program unless somebody uses it. The code is locked.
func (c *code) unload(ctx context.Context) error {
	p := c.program.Swap(nil)
	if p == nil {
		return nil
	}
	if c.users.Load() > 0 { // somebody found it at the last moment
		c.program.Store(p)
		return nil
	}
	return p.close(ctx)
}

func (c *code) close(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.unload(ctx)
}

// loader returns what loads the program of a component from the file at path,
// which must not change: requests are answered by what was there at the start.
func (l *loaded) loader(o *Options, linker *component.Linker, path string) func(context.Context) (*program, error) {
	var sum [sha256.Size]byte
	first := true
	return func(ctx context.Context) (*program, error) {
		wasm, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		switch now := sha256.Sum256(wasm); {
		case first:
			first, sum = false, now
		case now != sum:
			return nil, fmt.Errorf("%s has changed since the start; restart to use the new one", path)
		}
		return l.program(ctx, o, linker, wasm)
	}
}

// program loads, links and prepares a component.
func (l *loaded) program(ctx context.Context, o *Options, linker *component.Linker, wasm []byte) (_ *program, err error) {
	c, err := o.Runtime.LoadWith(ctx, wasm, component.LoadConfig{
		MaxTableElements: uint32(l.limits[limits.TableElements]), MaxCallDepth: uint32(l.limits[limits.CallDepth]),
	})
	if err != nil {
		return nil, err
	}
	p := &program{component: c}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close(ctx))
		}
	}()
	if p.linked, err = linker.Link(c); err != nil {
		return nil, explainLink(err)
	}
	if err := wasi.CheckHandler(p.linked); err != nil {
		return nil, err
	}
	p.shares = wasi.Concurrent(p.linked)
	p.pool, err = l.newPool(ctx, p.linked, o, l.snapshot)
	return p, err
}

// sweeping unloads what nobody uses, every half of the given time, until the
// worker is closed.
func (w *Worker) sweeping(after time.Duration) {
	defer close(w.swept)
	ticker := time.NewTicker(after / 2)
	defer ticker.Stop()
	for {
		select {
		case <-w.done:
			return
		case <-ticker.C:
			for _, l := range w.components {
				_ = l.code.sweep(context.Background()) // nothing but memory of ours is freed
			}
		}
	}
}
