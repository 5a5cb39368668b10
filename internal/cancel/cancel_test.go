package cancel

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"
)

// TestContext compares with the standard library: a context that is
// cancelled itself or whose parent is, before or after somebody waits for it or
// has made others from it.
func TestContext(t *testing.T) {
	own, parents := errors.New("its own cause"), errors.New("the cause of its parent")
	type key struct{}
	type started struct {
		ctx     context.Context
		cancel  func(error)
		parents context.CancelCauseFunc
	}
	makers := map[string]func() started{
		"standard": func() started {
			parent, cancel := context.WithCancelCause(context.WithValue(t.Context(), key{}, 1))
			ctx, own := context.WithCancelCause(parent)
			return started{ctx, own, cancel}
		},
		"lazy": func() started {
			parent, cancel := context.WithCancelCause(context.WithValue(t.Context(), key{}, 1))
			c := new(Context)
			c.Begin(parent)
			return started{c, c.Cancel, cancel}
		},
	}
	for name, ends := range map[string]func(s started){
		"none":       func(started) {},
		"own":        func(s started) { s.cancel(own) },
		"parent":     func(s started) { s.parents(parents) },
		"own first":  func(s started) { s.cancel(own); s.parents(parents) },
		"own later":  func(s started) { s.parents(parents); s.cancel(own) },
		"only freed": func(s started) { s.cancel(nil) },
	} {
		for _, early := range []bool{false, true} {
			states := map[string][]any{}
			for maker, start := range makers {
				s := start()
				var done <-chan struct{}
				child, cancel := context.Background(), func() {}
				if early {
					done = s.ctx.Done()
					child, cancel = context.WithTimeout(s.ctx, time.Hour)
				}
				ends(s)
				ended := s.ctx.Err() != nil
				states[maker] = []any{s.ctx.Err(), context.Cause(s.ctx), child.Err(), context.Cause(child), s.ctx.Value(key{})}
				for _, c := range []<-chan struct{}{done, s.ctx.Done()} {
					select {
					case <-c:
						if !ended {
							t.Errorf("%s, %s: it is done and has no error", maker, name)
						}
					default:
						if ended && c != nil {
							t.Errorf("%s, %s: it has an error and is not done", maker, name)
						}
					}
				}
				cancel()
				s.parents(nil)
			}
			for i, want := range states["standard"] {
				if got := states["lazy"][i]; got != want {
					t.Errorf("%s, early %v: %d is %v, want %v", name, early, i, got, want)
				}
			}
		}
	}
}

// TestAtOnce has goroutines wait for a context that is cancelled at
// the same moment: all of them must hear of it.
func TestAtOnce(t *testing.T) {
	cause := errors.New("the cause")
	for range 200 {
		c := new(Context)
		c.Begin(t.Context())
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				<-c.Done()
				if got := context.Cause(c); got != cause {
					t.Errorf("the cause is %v", got)
				}
			})
		}
		group.Go(func() { c.Cancel(cause) })
		group.Wait()
		c.Free()
	}
}

// TestFree says that a context has ended for those who come when it was freed.
func TestFree(t *testing.T) {
	type key struct{}
	for _, waited := range []bool{false, true} {
		c := new(Context)
		c.Free() // one without a parent holds nothing
		c.Begin(context.WithValue(t.Context(), key{}, 1))
		if waited {
			c.Done()
		}
		c.Free()
		<-c.Done()
		if c.Err() != context.Canceled || context.Cause(c) != context.Canceled {
			t.Errorf("waited %v: error %v, cause %v", waited, c.Err(), context.Cause(c))
		}
		if c.Value(key{}) != 1 {
			t.Errorf("waited %v: the values of the parent are gone", waited)
		}
		child, cancel := context.WithCancel(c)
		<-child.Done()
		cancel()
	}
}
