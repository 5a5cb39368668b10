package httptrigger

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/internal/app"
)

var update = flag.Bool("update", false, "write the golden files")

// workerFunc lets a function be a Worker.
type workerFunc func(http.ResponseWriter, *http.Request, Call) error

func (f workerFunc) ServeHTTP(w http.ResponseWriter, r *http.Request, c Call) error {
	return f(w, r, c)
}

// lockedLog is a buffer for several goroutines.
type lockedLog struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

const manifest = `
spin_manifest_version = 2
[application]
name = "test"
version = "1.0"
[[trigger.http]]
route = "/echo/..."
component = "echo"
[[trigger.http]]
route = "/moved"
static_response = { status_code = 301, headers = { location = "/new" }, body = "moved" }
[[trigger.http]]
id = "never"
route = "/.well-known/spin/health"
component = "echo"
[[trigger.http]]
route = "/twice"
component = "echo"
[[trigger.http]]
route = "/twice"
component = "other"
[component.echo]
source = "echo.wasm"
description = "sends back what it gets"
[component.other]
source = "other.wasm"
`

// header returns a header that tells about the route of a call.
func header(c Call, name string) string {
	for n, value := range c.Headers {
		if n == name {
			return value
		}
	}
	return ""
}

// running is a server under test.
type running struct {
	url  string
	log  *lockedLog
	stop context.CancelFunc
	done chan error

	server *Server
	app    *app.App
}

func start(t *testing.T, c Config, w workerFunc) *running {
	t.Helper()
	a, err := app.Parse("spin.toml", "/app", []byte(manifest))
	if err != nil {
		t.Fatal(err)
	}
	r := &running{log: &lockedLog{}, done: make(chan error, 1)}
	c.App, c.Log = a, r.log
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.url, r.server, r.app = "http://"+l.Addr().String(), s, a
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	go func() { r.done <- s.Serve(ctx, l, w); close(r.done) }()
	t.Cleanup(func() { stop(); <-r.done })
	return r
}

// clients are HTTP/1.1 and HTTP/2 with prior knowledge.
func clients(t *testing.T) map[string]*http.Client {
	list := map[string]*http.Client{}
	for name, set := range map[string]func(*http.Protocols){
		"http1": func(p *http.Protocols) { p.SetHTTP1(true) },
		"h2c":   func(p *http.Protocols) { p.SetUnencryptedHTTP2(true) },
	} {
		var protocols http.Protocols
		set(&protocols)
		transport := &http.Transport{Protocols: &protocols}
		t.Cleanup(transport.CloseIdleConnections)
		list[name] = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	return list
}

func get(t *testing.T, c *http.Client, url string) (*http.Response, string) {
	t.Helper()
	resp, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestServe(t *testing.T) {
	r := start(t, Config{Local: true}, func(w http.ResponseWriter, r *http.Request, c Call) error {
		fmt.Fprintf(w, "<html>%s %s %s", c.Component, header(c, "spin-path-info"), r.Proto)
		return nil
	})
	for name, c := range clients(t) {
		proto := map[string]string{"http1": "HTTP/1.1", "h2c": "HTTP/2.0"}[name]
		for _, tc := range []struct {
			path, body, header string
			status             int
		}{
			{"/echo/a%2Fb", "<html>echo /a%2Fb " + proto, "Content-Type=", 200},
			{"/twice", "<html>other  " + proto, "Content-Type=", 200},
			{"/moved", "moved", "Location=/new", 301},
			{"/none", "", "Content-Type=", 404},
			{"/.well-known/spin/health", "OK", "", 200},
			{"/.well-known/spin/info", "{\n  \"name\": \"test\",\n  \"version\": \"1.0\"\n}", "Content-Type=application/json", 200},
			{"/.well-known/spin/else", "", "", 404},
		} {
			resp, body := get(t, c, r.url+tc.path)
			header, value, _ := strings.Cut(tc.header, "=")
			if resp.StatusCode != tc.status || body != tc.body || header != "" && resp.Header.Get(header) != value {
				t.Errorf("%s %s: %d %q %q", name, tc.path, resp.StatusCode, body, resp.Header)
			}
		}
	}
}

func TestFailure(t *testing.T) {
	for name, tc := range map[string]struct {
		local bool
		body  string
	}{
		"local":      {true, "component echo failed; the log has the details under error id ID\n"},
		"production": {false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, Config{Local: tc.local}, func(w http.ResponseWriter, r *http.Request, c Call) error {
				w.Header().Set("X-Secret", "1")
				return errors.New("unreachable executed\n    0: main.handle")
			})
			for name, c := range clients(t) {
				resp, body := get(t, c, r.url+"/echo/x")
				id := resp.Header.Get("Gyro-Error-Id")
				if resp.StatusCode != 500 || id == "" || strings.ReplaceAll(body, id, "ID") != tc.body || resp.Header.Get("X-Secret") != "" {
					t.Errorf("%s: %d %q %q", name, resp.StatusCode, body, resp.Header)
				}
				want := "gyro: request " + id + " failed: component echo: GET /echo/x: unreachable executed\n    0: main.handle\n"
				if !strings.Contains(r.log.String(), want) {
					t.Errorf("%s: log %q, want %q", name, r.log, want)
				}
			}
		})
	}
}

// TestBrokenAnswer fails after the answer has begun: the client must not take
// it for whole.
func TestBrokenAnswer(t *testing.T) {
	r := start(t, Config{}, func(w http.ResponseWriter, r *http.Request, c Call) error {
		io.WriteString(w, "begin")
		http.NewResponseController(w).Flush()
		return errors.New("out of fuel")
	})
	for name, c := range clients(t) {
		resp, err := c.Get(r.url + "/echo/x")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if string(body) != "begin" || err == nil {
			t.Errorf("%s: %q, %v", name, body, err)
		}
	}
	if n := strings.Count(r.log.String(), "out of fuel"); n != 2 {
		t.Errorf("log %q", r.log)
	}
}

// TestFullDuplex answers each part of the request before the next one comes.
func TestFullDuplex(t *testing.T) {
	r := start(t, Config{}, func(w http.ResponseWriter, r *http.Request, c Call) error {
		_ = http.NewResponseController(w).EnableFullDuplex() // HTTP/2 has nothing to enable
		lines := bufio.NewScanner(r.Body)
		for lines.Scan() {
			fmt.Fprintf(w, "%s!\n", lines.Text())
			http.NewResponseController(w).Flush()
		}
		return lines.Err()
	})
	for name, c := range clients(t) {
		body, input := io.Pipe()
		go fmt.Fprintln(input, 0)
		resp, err := c.Post(r.url+"/echo/", "text/plain", body)
		if err != nil {
			t.Fatal(err)
		}
		answers := bufio.NewScanner(resp.Body)
		for i := range 3 {
			if !answers.Scan() || answers.Text() != fmt.Sprintf("%d!", i) {
				t.Fatalf("%s: answer %d: %q, %v", name, i, answers.Text(), answers.Err())
			}
			fmt.Fprintln(input, i+1)
		}
		input.Close()
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}

// TestUnreadBody sends bodies that nobody reads: the connection serves the next
// request, and nothing is logged.
func TestUnreadBody(t *testing.T) {
	r := start(t, Config{}, func(w http.ResponseWriter, r *http.Request, c Call) error {
		_, err := io.WriteString(w, r.RemoteAddr)
		return err
	})
	for name, c := range clients(t) {
		var connections []string
		for range 3 {
			resp, err := c.Post(r.url+"/echo/", "text/plain", strings.NewReader("unread"))
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err != nil {
				t.Fatal(err)
			}
			connections = append(connections, string(body))
		}
		if len(slices.Compact(connections)) != 1 {
			t.Errorf("%s: three requests came from %q, want one connection", name, connections)
		}
	}
	r.stop()
	<-r.done
	if r.log.String() != "" {
		t.Errorf("log %q", r.log)
	}
}

func TestClientGoesAway(t *testing.T) {
	ended := make(chan error, 2)
	r := start(t, Config{}, func(w http.ResponseWriter, r *http.Request, c Call) error {
		http.NewResponseController(w).Flush()
		<-r.Context().Done()
		ended <- r.Context().Err()
		return r.Context().Err()
	})
	for name, c := range clients(t) {
		resp, err := c.Get(r.url + "/echo/")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r.stop()
	<-r.done
	if r.log.String() != "" {
		t.Errorf("log %q: it is nobody's failure", r.log)
	}
}

func TestDrain(t *testing.T) {
	for name, c := range clients(t) {
		t.Run(name, func(t *testing.T) {
			arrived, finish := make(chan bool), make(chan bool)
			r := start(t, Config{Grace: time.Hour}, func(w http.ResponseWriter, r *http.Request, c Call) error {
				close(arrived)
				<-finish
				io.WriteString(w, "finished")
				return nil
			})
			answer := make(chan string)
			go func() {
				_, body := get(t, c, r.url+"/echo/")
				answer <- body
			}()
			<-arrived
			r.stop()
			// The address is free as soon as nothing is accepted any more.
			for {
				conn, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
				if err != nil {
					break
				}
				conn.Close()
			}
			close(finish)
			if body := <-answer; body != "finished" {
				t.Errorf("answer %q", body)
			}
			if err := <-r.done; err != nil {
				t.Error(err)
			}
		})
	}
}

// TestGraceEnds checks that requests end when the grace period is over: with a
// broken answer if it has begun, else with one that says to try again.
func TestGraceEnds(t *testing.T) {
	for name, c := range clients(t) {
		for _, begun := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/begun=%v", name, begun), func(t *testing.T) {
				arrived, ended := make(chan bool), make(chan bool)
				r := start(t, Config{}, func(w http.ResponseWriter, r *http.Request, c Call) error {
					if begun {
						http.NewResponseController(w).Flush()
					}
					close(arrived)
					<-r.Context().Done()
					close(ended)
					return r.Context().Err()
				})
				type answer struct {
					*http.Response
					err error
				}
				answers := make(chan answer)
				go func() {
					resp, err := c.Get(r.url + "/echo/")
					if err == nil {
						_, err = io.Copy(io.Discard, resp.Body)
						resp.Body.Close()
					}
					answers <- answer{resp, err}
				}()
				<-arrived
				r.stop()
				a := <-answers
				switch {
				case begun && a.err == nil:
					t.Error("the client takes the answer for whole")
				case !begun && (a.err != nil || a.StatusCode != http.StatusServiceUnavailable || a.Header.Get("Retry-After") == ""):
					t.Errorf("%+v", a)
				}
				if err := <-r.done; err != nil {
					t.Error(err)
				}
				select {
				case <-ended:
				default:
					t.Error("Serve returned before the request ended")
				}
			})
		}
	}
}

// limitReached is the error of a request that reached a limit.
type limitReached struct {
	status int
	retry  time.Duration
}

func (e limitReached) Error() string             { return "a limit is reached" }
func (e limitReached) Status() int               { return e.status }
func (e limitReached) RetryAfter() time.Duration { return e.retry }

// TestStatus checks the answers to requests whose error has a status.
func TestStatus(t *testing.T) {
	for _, e := range []limitReached{{413, 0}, {504, 0}, {503, 1500 * time.Millisecond}} {
		r := start(t, Config{}, func(http.ResponseWriter, *http.Request, Call) error { return fmt.Errorf("wrapped: %w", e) })
		resp, err := http.Get(r.url + "/echo/")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		want := map[bool]string{true: "2"}[e.retry > 0]
		if resp.StatusCode != e.status || resp.Header.Get("Retry-After") != want || resp.Header.Get(errorIDHeader) == "" {
			t.Errorf("%+v: %d, %v", e, resp.StatusCode, resp.Header)
		}
		r.stop()
		<-r.done
		if !strings.Contains(r.log.String(), "wrapped: a limit is reached\n") {
			t.Errorf("log %q", r.log)
		}
	}
}

func TestHeaderLimit(t *testing.T) {
	r := start(t, Config{}, func(http.ResponseWriter, *http.Request, Call) error { return nil })
	req, err := http.NewRequest("GET", r.url+"/echo/", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Big", strings.Repeat("x", 2*maxHeader))
	resp, err := clients(t)["http1"].Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d", resp.StatusCode)
	}
}

func TestInternalHost(t *testing.T) {
	r := start(t, Config{}, func(w http.ResponseWriter, r *http.Request, c Call) error {
		io.WriteString(w, r.Host+" "+header(c, "spin-full-url"))
		return nil
	})
	req, err := http.NewRequest("GET", r.url+"/echo/", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "echo.spin.internal:80"
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, _ := io.ReadAll(resp.Body); string(body) != " http://localhost/echo/" {
		t.Errorf("the component sees %q", body)
	}
}

func TestAnnounce(t *testing.T) {
	a, err := app.Parse("spin.toml", "/app", []byte(manifest))
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Config{App: a})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	s.Site().Announce(&b, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 3000})
	golden(t, "testdata/announce.golden", b.String())
}

func TestListenError(t *testing.T) {
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = Listen(l.Addr().String())
	var failed *ListenError
	if !errors.As(err, &failed) {
		t.Fatalf("error %v", err)
	}
	if runtime.GOOS == "windows" {
		t.Skip("the system words it differently")
	}
	text := regexp.MustCompile(`:\d+:`).ReplaceAllString(failed.Error(), ":PORT:")
	golden(t, "testdata/in_use.golden", text+"\nhint: "+failed.Hint()+"\n")
	_, err = Listen("nonsense")
	if !errors.As(err, &failed) {
		t.Fatalf("error %v", err)
	}
	golden(t, "testdata/bad_address.golden", failed.Error()+"\nhint: "+failed.Hint()+"\n")
}

// golden compares got with a file of testdata.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run the test with -update and look at the difference\n--- got\n%s", file, got)
	}
}

// discard is a ResponseWriter that costs nothing.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}

// BenchmarkHandler is what a request costs before and after its component.
func BenchmarkHandler(b *testing.B) {
	a, err := app.Parse("spin.toml", "/app", []byte(manifest))
	if err != nil {
		b.Fatal(err)
	}
	h := newHandler(Config{App: a})
	site, err := h.newSite(a)
	if err != nil {
		b.Fatal(err)
	}
	h.site.Store(site)
	site.worker = workerFunc(func(w http.ResponseWriter, _ *http.Request, _ Call) error {
		w.WriteHeader(200)
		return nil
	})
	r, err := http.NewRequest("GET", "http://localhost/echo/x?y=z", nil)
	if err != nil {
		b.Fatal(err)
	}
	r.ProtoMajor = 2
	w := discard{http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(w, r)
	}
}
