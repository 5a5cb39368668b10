package e2e

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/gyro-wasm/gyro/tests/guests"
)

// whatServicesAnswer says how a guest of WASI 0.3 answers that knows a route.
var whatServicesAnswer = map[string]func(t *testing.T, s subject){
	"hello":      func(t *testing.T, s subject) { s.get("/some/path").has(t, 200, "hello from ") },
	"headers":    serviceHeaders,
	"method":     method,
	"echo":       serviceEcho,
	"pass":       pass,
	"large":      large,
	"trailers":   serviceTrailers,
	"wait":       func(t *testing.T, s subject) { s.get("/wait?ms=5").is(t, 200, "waited\n") },
	"drip":       drip,
	"proxy":      proxy,
	"forward":    forward,
	"fail":       fail,
	"panic":      servicePanic,
	"late-fail":  lateFail,
	"late-panic": latePanic,
}

// TestServices asks each guest of WASI 0.3 for all that it can, with an instance
// for each request and with instances that serve many.
func TestServices(t *testing.T) {
	for _, g := range guests.All {
		if g.World != guests.Service || g.Does == "" {
			continue
		}
		for mode, args := range map[string][]string{
			"fresh":  nil,
			"reused": {"--max-instance-reuse-count", "100..128", "--max-instance-concurrent-reuse-count", "16", "--idle-instance-timeout", "100ms"},
		} {
			t.Run(g.Name+"/"+mode, func(t *testing.T) {
				t.Parallel()
				o := newOrigin(t)
				if g.Folder == "python-p3" {
					args = append(args[:len(args):len(args)], "--allow-missing")
				}
				s := subject{up(t, single(g.Name, `allowed_outbound_hosts = ["`+o.url+`"]`), args...), g, o}
				for route, check := range whatServicesAnswer {
					if g.Can(route) {
						t.Run(route, func(t *testing.T) { s.t = t; check(t, s) })
					}
				}
				s.t = t
				atOnce(t, s)
				if s.mentions(`github\.com/gyro-wasm/gyro/(cmd|component|internal|wasi)\b`) { // the guest may panic itself
					t.Error("a panic of gyro is in the log")
				}
			})
		}
	}
}

func serviceHeaders(t *testing.T, s subject) {
	a := s.get("/headers", "X-Echo-One: 1", "X-Echo-Two: two", "Cookie: a=b")
	a.has(t, 200)
	for name, want := range map[string]string{"x-echo-one": "1", "x-echo-two": "two", "cookie": "a=b", "spin-path-info": "/headers"} {
		if got := a.lines()[name]; got != want {
			t.Errorf("the guest sees %s: %q, want %q", name, got, want)
		}
	}
	if got := a.header.Get("X-Guest"); got != strings.TrimSuffix(s.Folder, "-p3") {
		t.Errorf("x-guest: %q", got)
	}
}

// bodies sends bodies of known and of unknown length and wants them back.
func bodies(t *testing.T, s subject, path string, headers ...string) {
	for _, n := range []int64{0, 1, 5000, 3 << 20} {
		for _, known := range []bool{true, false} {
			r := s.request(t.Context(), "POST", path, io.MultiReader(pattern(n)), headers...)
			if known {
				r.ContentLength = n
			}
			resp, err := s.client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			if err := same(resp.Body, pattern(n)); err != nil || resp.StatusCode != 200 {
				t.Errorf("%d bytes, length known %v: %d, %v", n, known, resp.StatusCode, err)
			}
			resp.Body.Close()
		}
	}
}

func serviceEcho(t *testing.T, s subject) {
	bodies(t, s, "/echo")
	if err := s.echo(s.client); err != nil {
		t.Errorf("streamed echo: %v", err)
	}
}

func pass(t *testing.T, s subject) {
	bodies(t, s, "/pass")
	if err := s.conversation("/pass"); err != nil {
		t.Errorf("streamed: %v", err)
	}
	r := s.request(t.Context(), "POST", "/pass", io.MultiReader(strings.NewReader("body")))
	r.Trailer = http.Header{"X-Mine": {"yes"}}
	a := s.send(s.client, r)
	a.is(t, 200, "body")
	if a.trailer.Get("X-Mine") != "yes" {
		t.Errorf("trailers %v", a.trailer)
	}
}

// conversation sends lines one by one, each after the one before has come back.
func (s *server) conversation(path string) error {
	r, w := io.Pipe()
	defer w.Close()
	resp, err := s.client.Do(s.request(s.t.Context(), "POST", path, r))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	lines := bufio.NewReader(resp.Body)
	for i := range 3 {
		want := fmt.Sprintf("line %d\n", i)
		if _, err := io.WriteString(w, want); err != nil {
			return err
		}
		if got, err := lines.ReadString('\n'); got != want {
			return fmt.Errorf("got %q, %v", got, err)
		}
	}
	w.Close()
	_, err = lines.ReadByte()
	if err != io.EOF {
		return fmt.Errorf("the end: %v", err)
	}
	return nil
}

func serviceTrailers(t *testing.T, s subject) {
	r := s.request(t.Context(), "POST", "/trailers", io.MultiReader(strings.NewReader("body"))) // of unknown length
	r.Trailer = http.Header{"X-Mine": {"yes"}}
	a := s.send(s.client, r)
	a.is(t, 200, "body")
	if a.trailer.Get("X-Trailer") != strings.TrimSuffix(s.Folder, "-p3") || a.trailer.Get("X-Mine") != "yes" {
		t.Errorf("trailers %v", a.trailer)
	}
}

func drip(t *testing.T, s subject) {
	s.get("/drip?ms=2").is(t, 200, "part 0\npart 1\npart 2\n")
}

func proxy(t *testing.T, s subject) {
	s.get("/proxy", "X-Url: "+s.origin.url+"/teapot").is(t, http.StatusTeapot, "short and stout")
	s.get("/proxy", "X-Url: "+s.origin.url+"/large").is(t, 200, s.origin.large)
	s.post("/proxy", "a body", "X-Url: "+s.origin.url+"/upper").is(t, 200, "POST A BODY")
	if a := s.get("/proxy", "X-Url: http://127.0.0.1:1/"); a.status != 502 {
		t.Errorf("a request to a host that is not allowed: %d %q", a.status, a.body)
	}
	s.logs(`disallowed destination 'http://127\.0\.0\.1:1'`)
}

func forward(t *testing.T, s subject) {
	s.get("/forward", "X-Url: "+s.origin.url+"/teapot").is(t, http.StatusTeapot, "short and stout")
	s.get("/forward", "X-Url: "+s.origin.url+"/large").is(t, 200, s.origin.large)
	if a := s.get("/forward", "X-Url: http://127.0.0.1:1/"); a.status != 500 {
		t.Errorf("a request to a host that is not allowed: %d %q", a.status, a.body)
	}
}

func fail(t *testing.T, s subject) {
	a := s.get("/fail")
	if a.status != 500 {
		t.Errorf("status %d", a.status)
	}
	s.logs(`^gyro: request ` + a.header.Get("Gyro-Error-Id") + ` failed: component main: GET /fail: configuration-error`)
}

func servicePanic(t *testing.T, s subject) {
	a := s.get("/panic")
	if a.status != 500 {
		t.Errorf("status %d", a.status)
	}
	s.logs(`^gyro: request ` + a.header.Get("Gyro-Error-Id") + ` failed: component main: GET /panic: guest trapped: `)
}

// lateFail wants a body that is broken off. Python may say that it fails before
// what it has written was read.
func lateFail(t *testing.T, s subject) {
	if a := s.get("/late-fail"); a.status != 200 || !strings.HasPrefix("before\n", a.body) || a.err == nil {
		t.Errorf("%d %q, %v; want a body that is broken off", a.status, a.body, a.err)
	}
}

// latePanic wants a body that is broken off, unless the guest has ended it, as
// Python does.
func latePanic(t *testing.T, s subject) {
	a := s.get("/late-panic?ms=2")
	whole := s.Folder == "python-p3" && a.body == "part 0\npart 1\npart 2\n"
	if a.status != 200 || !strings.HasPrefix(a.body, "part 0\n") || a.err == nil != whole {
		t.Errorf("%d %q, %v; want a body that is broken off", a.status, a.body, a.err)
	}
	s.logs(`failed: component main: GET /late-panic\?ms=2: guest trapped: |failed: component main: GET /late-panic: guest trapped: `)
}

// atOnce sends requests of all kinds at the same time.
func atOnce(t *testing.T, s subject) {
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for j := range 10 {
				if err := s.some(i + j); err != nil {
					t.Errorf("request %d of client %d: %v", j, i, err)
				}
			}
		})
	}
	group.Wait()
}

// some sends a request of the nth kind.
func (s subject) some(n int) error {
	routes := []string{"hello", "echo", "pass", "wait"}
	route := routes[n%len(routes)]
	if !s.Can(route) {
		route = "hello"
	}
	text, want := fmt.Sprintf("text %d", n), ""
	path := "/" + route
	switch route {
	case "echo", "pass":
		want = text
	case "wait":
		path, want = fmt.Sprintf("/wait?ms=%d", n), "waited\n"
	case "hello":
		want = "hello from "
	}
	resp, err := s.client.Post(s.url+path, "text/plain", strings.NewReader(text))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err == nil && (resp.StatusCode != 200 || !strings.HasPrefix(string(got), want)) {
		err = errors.New(resp.Status + " " + string(got))
	}
	return err
}

// TestRequestTimeout says that --request-timeout ends what waits, and that the
// component goes on.
func TestRequestTimeout(t *testing.T) {
	for guest, paths := range map[string][2]string{
		"c-p3-http":   {"/wait?ms=60000", "/wait?ms=1"},
		"c-http-core": {"/sleep/60000", "/sleep/1"},
	} {
		t.Run(guest, func(t *testing.T) {
			t.Parallel()
			s := subject{server: up(t, single(guest, ""), "--request-timeout", "200ms..300ms", "--max-instance-reuse-count", "10")}
			for range 3 {
				if a := s.get(paths[0]); a.status != 504 && a.err == nil { // one has begun to answer by then
					t.Errorf("%s: status %d, want 504 or a broken answer", paths[0], a.status)
				}
				if a := s.get(paths[1]); a.status != 200 {
					t.Errorf("%s: status %d, want 200", paths[1], a.status)
				}
			}
		})
	}
}
