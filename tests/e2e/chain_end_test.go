package e2e

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// A chained server has components of both versions of WASI that call each other,
// and a gate.
type chained struct {
	*server
	gate    *gate
	metrics string // URL
}

// chainModes are how instances serve requests.
var chainModes = map[string][]string{
	"fresh":  nil,
	"reused": {"--max-instance-reuse-count", "64", "--max-instance-concurrent-reuse-count", "8"},
}

// chainFronts are the routes that call another component, by the WASI of theirs.
var chainFronts = map[string]string{"0.2": "/fetch", "0.3": "/forward"}

func chain(t *testing.T, args ...string) *chained {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	metrics := l.Addr().String()
	l.Close()
	g := newGate(t)
	grant := `allowed_outbound_hosts = ["http://*.spin.internal", "` + g.url + `"]`
	s := up(t, application{components: []component{
		{id: "old", guest: "c-http-core", config: grant},
		{id: "new", guest: "c-p3-http", routes: []string{"/forward", "/new"}, config: grant},
		{id: "back", guest: "c-http-core", routes: []string{"/back"}, config: grant},
	}}, append([]string{"--metrics", metrics}, args...)...)
	return &chained{s, g, "http://" + metrics + "/metrics"}
}

// to is the header by which a guest calls url, and what answers that the next one.
func to(urls ...string) string { return "X-Url: " + strings.Join(urls, " ") }

// awaitUsed waits until so many instances of a component are in use. Those that are
// not used again are not counted.
func (s *chained) awaitUsed(component string, n int) {
	s.t.Helper()
	if os.Getenv("GYRO_NO_INSTANCE_REUSE") != "" {
		return
	}
	want := fmt.Sprintf("gyro_instances{component=%q,state=\"used\"} %d\n", component, n)
	var text []byte
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
		resp, err := http.Get(s.metrics)
		if err != nil {
			s.t.Fatal(err)
		}
		text, err = io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			s.t.Fatal(err)
		}
		if strings.Contains(string(text), want) {
			return
		}
	}
	s.t.Errorf("not %q but\n%s", want, text)
}

// ask sends a request that ends with ctx.
func (s *chained) ask(ctx context.Context, path string, headers ...string) <-chan answer {
	answers := make(chan answer, 1)
	r := s.request(ctx, "GET", path, nil, headers...)
	go func() {
		resp, err := s.client.Do(r)
		if err != nil {
			answers <- answer{err: err}
			return
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		answers <- answer{status: resp.StatusCode, body: string(body), err: err}
	}()
	return answers
}

// eachChain runs test in all modes, and for a front of each version.
func eachChain(t *testing.T, args []string, test func(t *testing.T, s *chained, front string)) {
	for mode, more := range chainModes {
		for version, front := range chainFronts {
			t.Run(mode+"/"+version, func(t *testing.T) {
				t.Parallel()
				test(t, chain(t, append(args[:len(args):len(args)], more...)...), front)
			})
		}
	}
}

// loop is n URLs at which a component calls itself.
func loop(front string, n int) []string {
	id := map[string]string{"/fetch": "old", "/forward": "new"}[front]
	var urls []string
	for range n {
		urls = append(urls, "http://"+id+".spin.internal"+front)
	}
	return urls
}

// TestChainLoop has components call themselves as often as they may, and more often.
func TestChainLoop(t *testing.T) {
	eachChain(t, nil, func(t *testing.T, s *chained, front string) {
		const most = 16
		last := "http://back.spin.internal/hello"
		s.get(front, to(append(loop(front, most-1), last)...)).has(t, 200, "hello from C")
		s.get(front, to(append(loop(front, most), last)...)).is(t, http.StatusLoopDetected, "")
		s.awaitUsed("old", 0)
		s.awaitUsed("new", 0)
	})
}

// TestChainClientGone has a client go away while a chain of two waits: the instances
// of both end.
func TestChainClientGone(t *testing.T) {
	eachChain(t, nil, func(t *testing.T, s *chained, front string) {
		ctx, leave := context.WithCancel(t.Context())
		answers := s.ask(ctx, front, to("http://back.spin.internal/fetch", s.gate.url))
		received(t, s.gate.asked, "the guest's request")
		id := map[string]string{"/fetch": "old", "/forward": "new"}[front]
		s.awaitUsed(id, 1)
		s.awaitUsed("back", 1)
		leave()
		received(t, s.gate.gone, "the end of the guest's request")
		if a := received(t, answers, "the end"); a.err == nil {
			t.Errorf("%d %q", a.status, a.body)
		}
		s.awaitUsed(id, 0)
		s.awaitUsed("back", 0)
		s.get(front, to("http://back.spin.internal/")).has(t, 200, "hello from C")
	})
}

// TestChainTrap has the callee trap before its answer began, and after.
func TestChainTrap(t *testing.T) {
	eachChain(t, nil, func(t *testing.T, s *chained, front string) {
		if a := s.get(front, to("http://back.spin.internal/trap")); a.status < 500 {
			t.Errorf("before the answer: %d %q", a.status, a.body)
		}
		s.logs(`failed: component back: GET /trap: guest trapped: `)
		if a := s.get(front, to("http://back.spin.internal/late-trap")); a.status == 200 && a.err == nil {
			t.Errorf("after it began, the client takes %q for whole", a.body)
		}
		s.logs(`failed: component back: GET /late-trap: guest trapped: `)
		s.awaitUsed("back", 0)
		s.get(front, to("http://back.spin.internal/")).has(t, 200, "hello from C")
	})
}

// TestChainQueue calls a component that works on as many requests as it may.
func TestChainQueue(t *testing.T) {
	for name, queueTime := range map[string]string{"too late": "100ms", "answered": "5m"} {
		t.Run(name, func(t *testing.T) {
			limits := []string{"--limit", "back.instances=1", "--limit", "back.queue_time=" + queueTime}
			eachChain(t, limits, func(t *testing.T, s *chained, front string) {
				first := s.ask(t.Context(), front, to("http://back.spin.internal/fetch", s.gate.url))
				received(t, s.gate.asked, "the guest's request")
				second := s.ask(t.Context(), front, to("http://back.spin.internal/"))
				if name == "too late" {
					received(t, second, "a refusal").is503(t)
					s.logs(`failed: component back: GET /: the limit queue_time = 100ms is reached`)
				}
				close(s.gate.answer)
				received(t, first, "the first answer").is(t, 200, "at last")
				if name == "answered" {
					received(t, second, "the second answer").has(t, 200, "hello from C")
				}
				s.get(front, to("http://back.spin.internal/")).has(t, 200, "hello from C")
			})
		})
	}
}

// TestChainLoad does all of that at the same time.
func TestChainLoad(t *testing.T) {
	for mode, more := range chainModes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			s := chain(t, append([]string{"--limit", "back.instances=4", "--limit", "back.queue_time=5m"}, more...)...)
			close(s.gate.answer)
			go func() { // nobody else wants to know
				for {
					select {
					case <-s.gate.asked:
					case <-s.gate.gone:
					case <-t.Context().Done():
						return
					}
				}
			}()
			var group sync.WaitGroup
			for i := range 8 {
				group.Go(func() {
					for j := range 12 {
						s.oneOfMany(t, i+j)
					}
				})
			}
			group.Wait()
			for _, id := range []string{"old", "new", "back"} {
				s.awaitUsed(id, 0)
			}
			if s.mentions(`(?m)^panic:|goroutine \d+ \[|DATA RACE`) {
				t.Error("a panic of gyro is in the log")
			}
		})
	}
}

// oneOfMany sends a request of the nth kind.
func (s *chained) oneOfMany(t *testing.T, n int) {
	front := []string{"/fetch", "/forward"}[n%2]
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ask := func(urls ...string) answer { return <-s.ask(ctx, front, to(urls...)) }
	switch n / 2 % 5 {
	case 0:
		ask("http://back.spin.internal/fetch", s.gate.url).is(t, 200, "at last")
	case 1:
		if a := ask(loop(front, 20)...); a.status != http.StatusLoopDetected {
			t.Errorf("a loop: %d %q, %v", a.status, a.body, a.err)
		}
	case 2:
		if a := ask("http://back.spin.internal/trap"); a.status < 500 {
			t.Errorf("a trap: %d %q, %v", a.status, a.body, a.err)
		}
	case 3:
		if a := ask("http://back.spin.internal/late-trap"); a.status == 200 && a.err == nil {
			t.Errorf("a late trap: %q", a.body)
		}
	case 4:
		answers := s.ask(ctx, front, to("http://back.spin.internal/sleep/10"))
		cancel() // before, while, or after it is served
		<-answers
	}
}
