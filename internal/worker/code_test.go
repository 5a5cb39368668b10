package worker

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gyro-wasm/gyro/component"
)

// TestCode uses, unloads and loads a program, by many at once.
func TestCode(t *testing.T) {
	ctx := context.Background()
	rt, err := component.NewRuntime(ctx, component.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close(ctx)
	var loads atomic.Int32
	var failure error
	c := &code{load: func(ctx context.Context) (*program, error) {
		loads.Add(1)
		comp, err := rt.Load(ctx, []byte("\x00asm\x01\x00\x00\x00"))
		return &program{component: comp}, errors.Join(err, failure)
	}}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				if p, err := c.acquire(ctx); err != nil || p == nil {
					t.Error(p, err)
				}
				c.release()
			}
		})
	}
	wg.Wait()
	if n := loads.Load(); n != 1 {
		t.Errorf("loaded %d times", n)
	}
	sweep := func(want bool) {
		t.Helper()
		if err := c.sweep(ctx); err != nil {
			t.Error(err)
		}
		if loaded := c.program.Load() != nil; loaded != want {
			t.Errorf("loaded: %v, want %v", loaded, want)
		}
	}
	sweep(true)
	sweep(false)
	if _, err := c.acquire(ctx); err != nil {
		t.Error(err)
	}
	for range 3 {
		sweep(true) // it is in use
	}
	c.release()
	sweep(true)
	sweep(false)
	sweep(false)
	failure = errors.New("gone")
	if _, err := c.acquire(ctx); !errors.Is(err, failure) {
		t.Errorf("%v, want %v", err, failure)
	}
	failure = nil
	if _, err := c.acquire(ctx); err != nil {
		t.Error(err)
	}
	c.release()
	if n := loads.Load(); n != 4 {
		t.Errorf("loaded %d times, want 4", n)
	}
	if err := c.close(ctx); err != nil {
		t.Error(err)
	}
}
