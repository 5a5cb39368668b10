package guests_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/tests/guests"
	"github.com/gyro-wasm/gyro/wasi"
)

// A shared is one instance that answers all requests.
type shared struct {
	t     *testing.T
	url   string
	plain bool // by the go command alone

	mu  sync.Mutex
	out bytes.Buffer // what it printed
}

// share serves an instance of a guest.
func share(t *testing.T, name string) *shared {
	t.Helper()
	g, err := guests.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	s := &shared{t: t, plain: name == "go-p3-http-plain"}
	linked := load(t, g)
	host, err := wasi.NewHost(wasi.Config{
		HTTP: &wasi.HTTPClient{},
		Stdout: writer(func(p []byte) (int, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			return s.out.Write(p)
		}),
	})
	if err != nil {
		t.Fatal(err)
	}
	in, err := linked.Instantiate(t.Context(), component.InstanceConfig{Data: host, Shared: true})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := host.ServeHTTP(w, r, in); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", r.URL, err)
		}
	}))
	t.Cleanup(func() {
		server.Close()
		if err := errors.Join(in.Close(context.Background()), host.Close()); err != nil {
			t.Error(err)
		}
	})
	s.url = server.URL
	return s
}

// get returns what path answers.
func (s *shared) get(ctx context.Context, path string, headers ...string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, "GET", s.url+path, nil)
	if err != nil {
		return "", err
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return string(b), err
}

// until has the guest execute until cond holds.
func (s *shared) until(what string, cond func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !cond(); {
		if got, err := s.get(s.t.Context(), "/wait?ms=2"); got != "waited\n" || time.Now().After(deadline) {
			s.t.Fatalf("%s: not yet, %q, %v; printed:\n%s", what, got, err, s.out.String())
		}
	}
}

func (s *shared) printed(text string) func() bool {
	return func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return strings.Contains(s.out.String(), text)
	}
}

// TestGoServices has many requests in one instance of a guest in Go: built as
// gyro build does it, and by the go command alone.
func TestGoServices(t *testing.T) {
	for _, name := range []string{"go-p3-http", "go-p3-http-plain", "go-p3-http-portable"} {
		t.Run(name, func(t *testing.T) {
			s := share(t, name)
			for _, test := range []struct {
				name string
				f    func(t *testing.T, s *shared)
			}{{"meet", meet}, {"hang", hang}, {"collect", collect}, {"leave", leave}, {"proxy", proxies}, {"later", later}, {"mixed", mixed}} {
				t.Run(test.name, func(t *testing.T) { test.f(t, s) })
			}
		})
	}
}

// meet has goroutines of one request wake those of another one: each gets its own
// answer.
func meet(t *testing.T, s *shared) {
	var all sync.WaitGroup
	for n := range 100 {
		all.Go(func() {
			got, err := s.get(t.Context(), fmt.Sprintf("/meet?n=%d", n))
			if err != nil || !regexp.MustCompile(fmt.Sprintf(`^%d (was met|met \d+)\n$`, n)).MatchString(got) {
				t.Errorf("request %d: %q, %v", n, got, err)
			}
		})
	}
	all.Wait()
}

// hang has clients go away, before an answer and in the middle of it, which the
// handler learns from its context. An instance from which nobody wants anything
// need not go on, so there is another request all the time.
func hang(t *testing.T, s *shared) {
	var other sync.WaitGroup
	other.Go(func() { s.get(t.Context(), "/meet?n=first") })
	defer other.Wait()
	defer s.get(t.Context(), "/meet?n=second")
	for n, query := range []string{"", "&begun=1"} {
		ctx, cancel := context.WithCancel(t.Context())
		var request sync.WaitGroup
		request.Go(func() { s.get(ctx, fmt.Sprintf("/hang?n=%d%s", n, query)) })
		s.until("handler", s.printed(fmt.Sprintf("hang %d begins", n)))
		cancel()
		s.until("end", s.printed(fmt.Sprintf("hang %d context canceled", n)))
		request.Wait()
	}
}

// collect waits for the garbage collector, which is none of the host's, and has
// it run while bodies are copied.
func collect(t *testing.T, s *shared) {
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			if got, err := s.get(t.Context(), "/collect"); got != "collected\n" {
				t.Errorf("%q, %v", got, err)
			}
		})
		all.Go(func() {
			body := strings.Repeat(fmt.Sprintf("%d,", n), 1<<20)
			resp, err := http.Post(s.url+"/echo", "text/plain", strings.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			defer resp.Body.Close()
			if got, err := io.ReadAll(resp.Body); err != nil || string(got) != body {
				t.Errorf("echo: %d bytes, %v", len(got), err)
			}
		})
	}
	all.Wait()
}

// leave has goroutines go on after the handler that has begun them.
func leave(t *testing.T, s *shared) {
	for _, want := range []string{"0\n", "1\n", "2\n"} {
		s.until(want, func() bool {
			got, err := s.get(t.Context(), "/leave?ms=1000000")
			if err != nil {
				t.Fatal(err)
			}
			return got == want
		})
		if got, err := s.get(t.Context(), "/leave?ms=2"); got != want {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
}

// proxies has requests of the guest wait at the same time as those that it answers.
func proxies(t *testing.T, s *shared) {
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(5 * time.Millisecond)
		io.WriteString(w, strings.Repeat(r.URL.Path, 1000))
	}))
	defer origin.Close()
	var all sync.WaitGroup
	for n := range 50 {
		all.Go(func() {
			path := fmt.Sprintf("/%d", n)
			if got, err := s.get(t.Context(), "/proxy", "X-Url: "+origin.URL+path); got != strings.Repeat(path, 1000) {
				t.Errorf("%d bytes, %v", len(got), err)
			}
		})
	}
	all.Wait()
}

// later has the guest send requests without a context, while it executes for others
// that end before these.
func later(t *testing.T, s *shared) {
	if s.plain {
		t.Skip("without what gyro build adds they belong to those others")
	}
	origin := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(20 * time.Millisecond)
		io.WriteString(w, r.URL.Path)
	}))
	defer origin.Close()
	var all sync.WaitGroup
	for n := range 50 {
		all.Go(func() {
			path := fmt.Sprintf("/%d", n)
			if got, err := s.get(t.Context(), fmt.Sprintf("/later?ms=%d", n%10+1), "X-Url: "+origin.URL+path); got != path {
				t.Errorf("%s: %q, %v", path, got, err)
			}
		})
		all.Go(func() {
			for range 20 {
				s.get(t.Context(), "/hello")
			}
		})
	}
	all.Wait()
}

// mixed has all kinds of requests at once, some of which nobody waits for.
func mixed(t *testing.T, s *shared) {
	var all sync.WaitGroup
	all.Go(func() { s.get(t.Context(), "/wait?ms=500") }) // see hang
	for n := range 200 {
		all.Go(func() {
			path, want := fmt.Sprintf("/%d", n), fmt.Sprintf("hello from Go /%d\n", n)
			switch n % 5 {
			case 1:
				path, want = fmt.Sprintf("/wait?ms=%d", n%20), "waited\n"
			case 2:
				path, want = "/drip?ms=1", "part 0\npart 1\npart 2\n"
			case 3:
				path, want = "/large/100000", ""
			case 4:
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(n)*time.Millisecond/10)
				defer cancel()
				s.get(ctx, "/drip?ms=50")
				return
			}
			got, err := s.get(t.Context(), path)
			if err != nil || want != "" && got != want || want == "" && len(got) != 100000 {
				t.Errorf("%s: %d bytes, %v", path, len(got), err)
			}
		})
	}
	all.Wait()
}
