package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"sync"
	"testing"
	"time"
)

// sharing are flags that have many requests share few instances.
var sharing = []string{"--max-instance-reuse-count", "1000", "--max-instance-concurrent-reuse-count", "100"}

// goServices are the guests in Go, built by gyro build and by the go command alone.
var goServices = []string{"go-p3-http", "go-p3-http-plain"}

// TestGoMeet has goroutines of one request wake those of another one: each gets
// its own answer. As instances are some, not every request finds another one in
// its own, and further ones are sent until all but those that came last have.
func TestGoMeet(t *testing.T) {
	for _, guest := range goServices {
		t.Run(guest, func(t *testing.T) {
			t.Parallel()
			s := up(t, single(guest, ""), sharing...)
			s.get("/hello") // has an instance made, which others then share
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var all sync.WaitGroup
			defer all.Wait()
			answers := make(chan string)
			const requests = 100
			for n := range requests {
				all.Go(func() {
					resp, err := s.client.Do(s.request(ctx, "GET", fmt.Sprintf("/meet?n=%d", n), nil))
					if err != nil {
						return
					}
					defer resp.Body.Close()
					b, _ := io.ReadAll(resp.Body)
					if !regexp.MustCompile(fmt.Sprintf(`^%d (was met|met \d+)\n$`, n)).Match(b) {
						t.Errorf("request %d: %s %q", n, resp.Status, b)
					}
					select {
					case answers <- string(b):
					case <-ctx.Done():
					}
				})
			}
			timeout := time.After(patience)
			for range requests / 2 {
				select {
				case <-answers:
				case <-timeout:
					t.Fatal("requests have not met")
				}
			}
			cancel()
		})
	}
}

// TestGoHang has clients go away, before an answer and in the middle of it, which
// the handler learns from its context.
func TestGoHang(t *testing.T) {
	for _, guest := range goServices {
		t.Run(guest, func(t *testing.T) {
			t.Parallel()
			s := up(t, single(guest, ""), sharing...)
			for _, begun := range []string{"", "1"} {
				t.Run("begun="+begun, func(t *testing.T) {
					ctx, cancel := context.WithCancel(t.Context())
					gone := make(chan struct{})
					go func() {
						defer close(gone)
						resp, err := s.client.Do(s.request(ctx, "GET", "/hang?n=7"+begun+"&begun="+begun, nil))
						if err == nil {
							io.Copy(io.Discard, resp.Body)
							resp.Body.Close()
						}
					}()
					s.await("hang 7"+begun+" begins", patience)
					cancel()
					<-gone
					// The guest learns that a response is not transmitted when it
					// executes for another request, which waits.
					for deadline := time.Now().Add(patience); !s.mentions("hang 7" + begun + " context canceled"); {
						if a := s.get("/wait?ms=5"); a.status != http.StatusOK || time.Now().After(deadline) {
							t.Fatalf("status %d, and the handler hangs", a.status)
						}
					}
				})
			}
		})
	}
}
