package e2e

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/tests/guests"
)

// languages are how guests call themselves, by folder.
var languages = map[string]string{
	"c": "C", "go": "Go", "assemblyscript": "AssemblyScript", "rust": "Rust", "js": "JS", "java": "Java", "python": "Python",
}

// small guests have only what their line in package guests names: no x-guest
// header, no repeated headers.
var small = map[string]bool{"go-canonical": true, "go-portable": true, "c-libc-core": true, "c-libc-mixed": true}

// A subject is a guest that is served.
type subject struct {
	*server
	guests.Guest
	origin *origin
}

// whatGuestsAnswer says how a guest answers that knows a route.
var whatGuestsAnswer = map[string]func(t *testing.T, s subject){
	"hello":      hello,
	"headers":    headers,
	"method":     method,
	"echo":       echo,
	"large":      large,
	"trailers":   trailers,
	"env":        env,
	"files":      files,
	"clock":      clock,
	"random":     random,
	"print":      printed,
	"fetch":      fetch,
	"fanout":     fanout,
	"flush":      flush,
	"heap":       func(t *testing.T, s subject) { s.get("/heap/100").is(t, 200, "ok 100\n") },
	"goroutines": func(t *testing.T, s subject) { s.get("/goroutines/100").has(t, 200, "100 goroutines ") },
	"leave":      leave,
	"trap":       trap,
}

// TestGuests asks each guest for all that it can.
func TestGuests(t *testing.T) {
	for _, g := range guests.All {
		if g.World != guests.HTTP {
			continue
		}
		t.Run(g.Name, func(t *testing.T) {
			t.Parallel()
			o := newOrigin(t)
			a := single(g.Name, `files = ["static/hello.txt", "greeting", "directory/*"]
environment = { GREETING = "from the manifest", REPLACED = "no" }
allowed_outbound_hosts = ["`+o.url+`"]`)
			a.files = map[string]string{"static/hello.txt": "hello from a file\n", "greeting": "good day\n", "directory/file": ""}
			args := []string{"-e", "REPLACED=from the command line"}
			if g.Folder == "python" {
				args = append(args, "--allow-missing")
			}
			s := subject{up(t, a, args...), g, o}
			for route, check := range whatGuestsAnswer {
				if g.Can(route) {
					t.Run(route, func(t *testing.T) { s.t = t; check(t, s) })
				}
			}
			s.t = t
			s.get("/after").has(t, 200, "hello from ") // whatever happened
		})
	}
}

func hello(t *testing.T, s subject) {
	for range 2 { // each request has a fresh instance
		a := s.get("/some/path")
		a.has(t, 200, "hello from ", " /some/path")
		if strings.Contains(a.body, "count=") && !strings.Contains(a.body, "count=1\n") {
			t.Errorf("%q is not from a fresh instance", a.body)
		}
		if !small[s.Name] {
			a.has(t, 200, "hello from "+languages[s.Folder]+" /some/path")
		}
	}
}

func headers(t *testing.T, s subject) {
	a := s.get("/headers", "X-Echo-One: 1", "X-Echo-Two: two", "Cookie: a=b")
	a.has(t, 200)
	for name, want := range map[string]string{"x-echo-one": "1", "x-echo-two": "two", "cookie": "a=b", "spin-path-info": "/headers", "spin-base-path": "/"} {
		if got := a.lines()[name]; got != want {
			t.Errorf("the guest sees %s: %q, want %q", name, got, want)
		}
	}
	if small[s.Name] {
		return
	}
	for name, want := range map[string]string{"X-Guest": s.Folder, "X-Echo-One": "1", "X-Echo-Two": "two"} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func method(t *testing.T, s subject) {
	for _, m := range []string{"GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"} {
		s.do(m, "/method", nil).is(t, 200, m+"\n")
	}
}

func echo(t *testing.T, s subject) {
	for _, n := range []int64{0, 1, 5000, 1 << 20} {
		r := s.request(t.Context(), "POST", "/echo", pattern(n))
		r.ContentLength = n
		resp, err := s.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := same(resp.Body, pattern(n)); err != nil || resp.StatusCode != 200 {
			t.Errorf("echo of %d bytes: %d, %v", n, resp.StatusCode, err)
		}
		resp.Body.Close()
	}
	if s.Name == "python-hello" {
		return // has the whole body before it answers, as its SDK's simple form does
	}
	if err := s.echo(s.client); err != nil {
		t.Errorf("streamed echo: %v", err)
	}
}

func large(t *testing.T, s subject) {
	const n = 1_000_000
	a := s.get(fmt.Sprintf("/large/%d", n))
	if a.err != nil || len(a.body) != n {
		t.Fatalf("%d bytes, %v", len(a.body), a.err)
	}
	for i := range n {
		if a.body[i] != byte(i) {
			t.Fatalf("byte %d is %d", i, a.body[i])
		}
	}
}

func trailers(t *testing.T, s subject) {
	r := s.request(t.Context(), "POST", "/trailers", io.MultiReader(strings.NewReader("body"))) // of unknown length
	r.Trailer = http.Header{"X-Mine": {"yes"}}
	a := s.send(s.client, r)
	a.is(t, 200, "body")
	if a.trailer.Get("X-Trailer") != s.Folder || a.trailer.Get("X-Mine") != "yes" {
		t.Errorf("trailers %v", a.trailer)
	}
}

func env(t *testing.T, s subject) {
	if strings.HasPrefix(s.Name, "c-libc") {
		return // asks for one at a time
	}
	a := s.get("/env")
	a.has(t, 200, "GREETING=from the manifest\n", "REPLACED=from the command line\n")
	if strings.Contains(a.body, "PATH=") {
		t.Errorf("the environment of the server shows:\n%s", a.body)
	}
}

// leave lets requests leave traces: each must find the same as the first.
func leave(t *testing.T, s subject) {
	first := s.get("/leave/mark-0")
	first.has(t, 200, "\n")
	if strings.Contains(first.body, "mark") {
		t.Errorf("the first finds %q", first.body)
	}
	for i := range 5 {
		s.get("/leave/mark-"+strconv.Itoa(i+1)).is(t, 200, first.body)
	}
}

func files(t *testing.T, s subject) {
	s.get("/files/static/hello.txt").has(t, 200, "hello from a file\n")
	for _, path := range []string{"/files/spin.toml", "/files/static/../../../../etc/passwd", "/files//etc/passwd"} {
		// Not cleaned by the client: the guest asks for just this.
		r := s.request(t.Context(), "GET", "/", nil)
		r.URL.Opaque = path
		if a := s.send(s.client, r); strings.Contains(a.body, "spin_manifest_version") || strings.Contains(a.body, "root:") {
			t.Errorf("%s shows %q", path, short(a.body))
		}
	}
}

func clock(t *testing.T, s subject) {
	before := time.Now().Unix()
	a := s.get("/clock")
	a.has(t, 200)
	seconds, _ := strconv.ParseInt(a.lines()["seconds"], 10, 64)
	if seconds < before || seconds > time.Now().Unix() {
		t.Errorf("seconds: %d, want about %d", seconds, before)
	}
	if slept, err := strconv.ParseInt(a.lines()["slept"], 10, 64); err != nil || slept < int64(time.Millisecond) {
		t.Errorf("slept %d ns, want a millisecond: %v", slept, err)
	}
}

func random(t *testing.T, s subject) {
	a, b := s.get("/random"), s.get("/random")
	if !regexp.MustCompile(`^[0-9a-f]{32}\n$`).MatchString(a.body) || a.body == b.body {
		t.Errorf("%q, then %q", a.body, b.body)
	}
}

func printed(t *testing.T, s subject) {
	s.get("/print").is(t, 200, "printed\n")
	for _, line := range []string{"out one", "out two", "err one"} {
		s.logs(`^` + line + `$`)
	}
	for name, want := range map[string]string{"main_stdout.txt": "out one\nout two\n", "main_stderr.txt": "err one\n"} {
		text, err := os.ReadFile(filepath.Join(s.dir, ".spin", "logs", name))
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}

func fetch(t *testing.T, s subject) {
	s.get("/fetch", "X-Url: "+s.origin.url+"/teapot").is(t, http.StatusTeapot, "short and stout")
	s.get("/fetch", "X-Url: "+s.origin.url+"/large").is(t, 200, s.origin.large)
	if s.Folder == "c" || s.Folder == "go" {
		s.post("/fetch", "a body", "X-Url: "+s.origin.url+"/upper").is(t, 200, "POST A BODY")
	}
	if a := s.get("/fetch", "X-Url: http://127.0.0.1:1/"); a.status != 502 {
		t.Errorf("a request to a host that is not allowed: %d %q", a.status, a.body)
	}
	s.logs(`disallowed destination 'http://127\.0\.0\.1:1'`)
	s.logs(`add 'allowed_outbound_hosts = \["http://127\.0\.0\.1:1"\]'`)
}

// fanout has ten requests at the same time: the origin answers none of them
// before it has all.
func fanout(t *testing.T, s subject) {
	s.get("/fanout/10", "X-Url: "+s.origin.url+"/together/10").has(t, 200, "bytes: 80\n")
}

func flush(t *testing.T, s subject) {
	s.get("/flush").is(t, 200, "part 0\npart 1\npart 2\n")
}

func trap(t *testing.T, s subject) {
	a := s.get("/trap")
	if small[s.Name] && a.status == 200 && a.err != nil { // it had begun to answer
		s.logs(`^gyro: request [0-9a-f]+ failed: component main: GET /trap: guest trapped: `)
		return
	}
	if a.status != 500 {
		t.Errorf("status %d", a.status)
	}
	if s.Folder == "js" {
		// The engine answers 500 by itself and then gives up the body.
		s.logs(`^gyro: request [0-9a-f]+ failed: component main: GET /trap: the guest did not finish the body`)
		return
	}
	id := a.header.Get("Gyro-Error-Id")
	if id == "" || !strings.Contains(a.body, id) {
		t.Fatalf("headers %v, body %q", a.header, a.body)
	}
	s.logs(`^gyro: request ` + id + ` failed: component main: GET /trap: guest trapped: .*\((unreachable|host)\)\n +0: `)
}

// An origin is a server that guests fetch from.
type origin struct {
	url   string
	large string

	mu   sync.Mutex
	here int           // requests to /together
	all  chan struct{} // closed when they are
}

func newOrigin(t testing.TB) *origin {
	o := &origin{large: string(bytes.Repeat([]byte("0123456789abcdef"), 1<<14)), all: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("/teapot", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		io.WriteString(w, "short and stout")
	})
	mux.HandleFunc("/large", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, o.large) })
	mux.HandleFunc("/upper", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s", r.Method, bytes.ToUpper(body))
	})
	mux.HandleFunc("/together/{n}", o.together)
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	o.url = s.URL
	return o
}

func (o *origin) together(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(r.PathValue("n"))
	o.mu.Lock()
	if o.here++; o.here == n {
		close(o.all)
	}
	o.mu.Unlock()
	select {
	case <-o.all:
		io.WriteString(w, "together")
	case <-time.After(patience):
		http.Error(w, "alone", http.StatusGatewayTimeout)
	case <-r.Context().Done():
	}
}
