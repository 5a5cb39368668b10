package gyrohttp

import (
	"context"
	"runtime"
	"testing"
)

func TestRequestContext(t *testing.T) {
	t.Run("asked before", func(t *testing.T) {
		var c requestContext
		if c.Err() != nil || context.Cause(&c) != nil {
			t.Error("it has ended")
		}
		select {
		case <-c.Done():
			t.Error("it is done")
		default:
		}
		c.end()
		<-c.Done()
		if c.Err() != context.Canceled || context.Cause(&c) != context.Canceled {
			t.Errorf("%v, %v", c.Err(), context.Cause(&c))
		}
		c.end()
	})
	t.Run("asked after", func(t *testing.T) {
		var c requestContext
		c.end()
		<-c.Done()
		if c.Err() != context.Canceled || context.Cause(&c) != context.Canceled {
			t.Errorf("%v, %v", c.Err(), context.Cause(&c))
		}
	})
	t.Run("derived", func(t *testing.T) {
		var c requestContext
		before := runtime.NumGoroutine()
		derived, cancel := context.WithCancel(context.WithValue(&c, t, "value"))
		defer cancel()
		if n := runtime.NumGoroutine(); n > before {
			t.Errorf("it takes %d goroutines", n-before)
		}
		if derived.Err() != nil || derived.Value(t) != "value" || derived.Value("other") != nil {
			t.Errorf("%v, %v, %v", derived.Err(), derived.Value(t), derived.Value("other"))
		}
		c.end()
		<-derived.Done()
	})
	t.Run("function", func(t *testing.T) {
		var c requestContext
		done := make(chan bool)
		context.AfterFunc(&c, func() { close(done) })
		c.end()
		<-done
	})
}
