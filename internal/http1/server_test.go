package http1

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// start serves h, by a Server or by one of net/http.
func start(t *testing.T, own bool, h http.HandlerFunc) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	quiet := log.New(io.Discard, "", 0)
	if !own {
		s := &http.Server{Handler: h, ErrorLog: quiet, DisableGeneralOptionsHandler: true}
		go s.Serve(l)
		t.Cleanup(func() { s.Close() })
		return l.Addr().String()
	}
	s := &Server{Handler: h, Context: context.Background(), Log: quiet, MaxHeader: 1 << 20, HeaderTimeout: time.Minute, IdleTimeout: time.Minute}
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	return l.Addr().String()
}

// A talk is what a client sends, in pieces, and what it gets until the connection
// ends.
func talk(t *testing.T, address string, pieces ...string) string {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for i, p := range pieces {
		if i > 0 {
			time.Sleep(2 * time.Millisecond) // so that they arrive one by one; it works anyway
		}
		if _, err := io.WriteString(c, p); err != nil {
			break
		}
	}
	c.SetReadDeadline(time.Now().Add(time.Minute))
	b, _ := io.ReadAll(c)
	return string(b)
}

// normal makes the fields of each head sorted, in canonical case and without the
// date.
func normal(text string) string {
	heads := regexp.MustCompile(`HTTP/1\.1 [^\r]*\r\n(?:[^\r]+\r\n)*`)
	return heads.ReplaceAllStringFunc(text, func(head string) string {
		lines := strings.Split(strings.TrimSuffix(head, "\r\n"), "\r\n")
		for i := 1; i < len(lines); i++ {
			name, value, _ := strings.Cut(lines[i], ":")
			if lines[i] = http.CanonicalHeaderKey(name) + ":" + value; strings.HasPrefix(lines[i], "Date: ") {
				lines[i] = "Date: now"
			}
		}
		slices.Sort(lines[1:])
		return strings.Join(lines, "\r\n") + "\r\n"
	})
}

// untyped keeps net/http from guessing a type.
func untyped(w http.ResponseWriter) http.Header {
	w.Header()["Content-Type"] = nil
	return w.Header()
}

// handlers are answered the same by net/http.
var handlers = map[string]http.HandlerFunc{
	"/nothing": func(w http.ResponseWriter, r *http.Request) {},
	"/hello":   func(w http.ResponseWriter, r *http.Request) { untyped(w); io.WriteString(w, "hello") },
	"/typed": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header()["x-lower"] = []string{"a", "b"}
		w.Header().Set("X-Lines", "a\r\nb: c")
		w.Header()["bad name"] = []string{"x"}
		w.WriteHeader(201)
		w.Header().Set("X-Late", "no")
		io.WriteString(w, "typed")
	},
	"/length": func(w http.ResponseWriter, r *http.Request) {
		untyped(w).Set("Content-Length", "5")
		io.WriteString(w, "hello")
	},
	"/too-short": func(w http.ResponseWriter, r *http.Request) {
		untyped(w).Set("Content-Length", "9")
		io.WriteString(w, "hello")
	},
	"/too-long": func(w http.ResponseWriter, r *http.Request) {
		untyped(w).Set("Content-Length", "3")
		io.WriteString(w, "hello")
	},
	"/date":    func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Date", "never") },
	"/no-date": func(w http.ResponseWriter, r *http.Request) { w.Header()["Date"] = nil },
	"/none":    func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(204); io.WriteString(w, "x") },
	"/unchanged": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "a/b")
		w.Header().Set("ETag", "x")
		w.Header().Set("Content-Length", "7")
		w.WriteHeader(304)
	},
	"/odd": func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(799) },
	"/close": func(w http.ResponseWriter, r *http.Request) {
		untyped(w).Set("Connection", "close")
		io.WriteString(w, "bye")
	},
	"/inform": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", "</a>")
		w.WriteHeader(103)
		w.Header().Del("Link")
		untyped(w)
		io.WriteString(w, "after")
	},
	"/flush": func(w http.ResponseWriter, r *http.Request) {
		untyped(w)
		for _, s := range []string{"one", "two", "three"} {
			io.WriteString(w, s)
			http.NewResponseController(w).Flush()
		}
	},
	"/flush-first": func(w http.ResponseWriter, r *http.Request) {
		untyped(w)
		http.NewResponseController(w).Flush()
		io.WriteString(w, "rest")
	},
	"/flush-length": func(w http.ResponseWriter, r *http.Request) {
		untyped(w).Set("Content-Length", "6")
		io.WriteString(w, "one")
		http.NewResponseController(w).Flush()
		io.WriteString(w, "two")
	},
	"/large-length": func(w http.ResponseWriter, r *http.Request) {
		untyped(w).Set("Content-Length", "100000")
		w.Write(make([]byte, 60000))
		w.Write(make([]byte, 40000))
	},
	"/trailer": func(w http.ResponseWriter, r *http.Request) {
		untyped(w)
		io.WriteString(w, "body")
		http.NewResponseController(w).Flush()
		w.Header().Set(http.TrailerPrefix+"X-End", "yes")
	},
	"/break-early": func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
	"/break-late": func(w http.ResponseWriter, r *http.Request) {
		untyped(w)
		io.WriteString(w, "some")
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	},
	"/panic": func(w http.ResponseWriter, r *http.Request) { panic("of a handler") },
	"/echo": func(w http.ResponseWriter, r *http.Request) {
		untyped(w)
		b, err := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%q %v %d", b, err, r.ContentLength)
	},
	"/see": func(w http.ResponseWriter, r *http.Request) {
		untyped(w)
		fmt.Fprintf(w, "%s %s %s %s %q %v %v", r.Method, r.URL, r.Host, r.Proto, r.Header, r.Close, r.RemoteAddr != "")
	},
}

func route(w http.ResponseWriter, r *http.Request) {
	if h := handlers[r.URL.Path]; h != nil {
		h(w, r)
		return
	}
	http.NotFound(w, r)
}

// TestResponses lets this server and that of net/http answer the same, and
// compares every byte but the date and the order of fields.
func TestResponses(t *testing.T) {
	own, other := start(t, true, route), start(t, false, route)
	const last = "GET /close HTTP/1.1\r\nHost: h\r\n\r\n"
	talks := map[string][]string{
		"pipelined":      {"GET /hello HTTP/1.1\r\nHost: h\r\n\r\nPOST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbodyGET /see?x HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n" + last},
		"in pieces":      {"GE", "T /see HTTP/1.1\r", "\nHost: h\r\n\r", "\n", "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nab", "cd", "ef", last},
		"wants to close": {"GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"},
		"chunked":        {"GET /hello HTTP/1.1\r\nHost: h\r\n\r\n", "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", last},
		"long head":      {"GET /hello HTTP/1.1\r\nHost: h\r\nX: " + strings.Repeat("x", 2*maxHead) + "\r\n\r\n" + last},
		"unread":         {"POST /hello HTTP/1.1\r\nHost: h\r\nContent-Length: 9000\r\n\r\n", strings.Repeat("x", 9000), last},
		"unread, long":   {"POST /hello HTTP/1.1\r\nHost: h\r\nContent-Length: 999999\r\n\r\n"},
		"upgrade":        {"GET /see HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n" + last},
		"HTTP/1.0":       {"GET /hello HTTP/1.0\r\n\r\n"},
		"no head":        {"\x16\x03\x01garbage\r\n\r\n"},
		"smuggling":      {"POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /hello HTTP/1.1\r\nHost: h\r\n\r\n" + last},
		"two lengths":    {"POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde" + last},
		"expecting":      {"POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", "ab", last},
		"not found":      {"GET /x HTTP/1.1\r\nHost: h\r\n\r\n" + last},
		"star":           {"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n" + last},
	}
	for path := range handlers {
		if path == "/see" {
			continue
		}
		for _, method := range []string{"GET", "HEAD"} {
			talks[method+" "+path] = []string{method + " " + path + " HTTP/1.1\r\nHost: h\r\n\r\n" + last}
		}
	}
	for name, pieces := range talks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, want := normal(talk(t, own, pieces...)), normal(talk(t, other, pieces...))
			if name == "HEAD /flush-first" || name == "HEAD /flush" || name == "HEAD /trailer" || name == "HEAD /break-late" {
				want = strings.ReplaceAll(want, "Transfer-Encoding: chunked\r\n", "")
			}
			if got != want {
				t.Errorf("got\n%q\nwant\n%q", got, want)
			}
		})
	}
}

// TestLatePreface says that a connection is of HTTP/2 from its beginning or not at
// all.
func TestLatePreface(t *testing.T) {
	got := talk(t, start(t, true, route), "GET /hello HTTP/1.1\r\nHost: h\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
	if !strings.Contains(got, "hello") || !strings.HasSuffix(got, "400 Bad Request") {
		t.Errorf("answered %q", got)
	}
}

// TestLargeBody reads and writes at once more than the buffers of the connection
// hold.
func TestLargeBody(t *testing.T) {
	address := start(t, true, func(w http.ResponseWriter, r *http.Request) {
		http.NewResponseController(w).EnableFullDuplex()
		if _, err := io.Copy(struct{ io.Writer }{w}, r.Body); err != nil {
			t.Error(err)
		}
	})
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	const size = 32 << 20
	go func() {
		fmt.Fprintf(c, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n", size)
		io.CopyN(c, endless{}, size)
	}()
	for range 2 {
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, resp.Body)
		if n == 0 && err == nil { // that of the second request
			break
		}
		if n != size || err != nil {
			t.Fatalf("%d bytes, %v", n, err)
		}
		fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// TestGone says that a request is cancelled when its client goes away: before or
// after its body was read, and while it is read or answered.
func TestGone(t *testing.T) {
	ends := make(chan error, 1)
	begun := make(chan struct{}, 1)
	address := start(t, true, func(w http.ResponseWriter, r *http.Request) {
		begun <- struct{}{}
		switch r.URL.Path {
		case "/read":
			io.Copy(io.Discard, r.Body)
		case "/write":
			for {
				if _, err := w.Write(make([]byte, 64<<10)); err != nil {
					break
				}
			}
		case "/read-late":
			time.Sleep(3 * watchAfter)
			io.Copy(io.Discard, r.Body)
		}
		<-r.Context().Done()
		ends <- context.Cause(r.Context())
	})
	for name, text := range map[string]string{
		"waits":         "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
		"body was read": "POST /read HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx",
		"read late":     "POST /read-late HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx",
		"reads":         "POST /read HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nx",
		"writes":        "GET /write HTTP/1.1\r\nHost: h\r\n\r\n",
	} {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(c, text)
		<-begun
		c.Close()
		select {
		case err := <-ends:
			if err != context.Canceled {
				t.Errorf("%s: cause %v", name, err)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%s: not cancelled", name)
		}
	}
}

// TestNextWhileWaiting sends the next request before the first one is answered,
// when somebody watches the connection.
func TestNextWhileWaiting(t *testing.T) {
	release := make(chan struct{})
	address := start(t, true, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/wait" {
			<-release
		}
		if r.Context().Err() != nil {
			t.Error("cancelled")
		}
		io.WriteString(w, r.URL.Path)
	})
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	br := bufio.NewReader(c)
	for i := range 3 {
		io.WriteString(c, "GET /wait HTTP/1.1\r\nHost: h\r\n\r\n")
		time.Sleep(time.Duration(i) * watchAfter) // watched or not: it works
		io.WriteString(c, "GET /next HTTP/1.1\r\nHost: h\r\n\r\n")
		time.Sleep(time.Duration(i) * watchAfter)
		release <- struct{}{}
		for _, want := range []string{"/wait", "/next"} {
			resp, err := http.ReadResponse(br, nil)
			if err != nil {
				t.Fatal(err)
			}
			if b, err := io.ReadAll(resp.Body); string(b) != want || err != nil {
				t.Fatalf("%q, %v; want %s", b, err, want)
			}
		}
	}
}

// TestShutdown has connections in all phases while the server stops.
func TestShutdown(t *testing.T) {
	before := runtime.NumGoroutine()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	release := make(chan struct{})
	var begun sync.WaitGroup
	s := &Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/wait" {
			begun.Done()
			<-release
		}
		io.WriteString(w, "ok")
	}), Context: context.Background(), MaxHeader: 1 << 20, HeaderTimeout: time.Minute, IdleTimeout: time.Minute}
	served := make(chan error)
	go func() { served <- s.Serve(l) }()
	dial := func(text string) *bufio.Reader {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		io.WriteString(c, text)
		return bufio.NewReader(c)
	}
	ok := func(br *bufio.Reader) (closes bool) {
		t.Helper()
		resp, err := http.ReadResponse(br, nil)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(resp.Body); string(b) != "ok" || err != nil {
			t.Fatal(string(b), err)
		}
		return resp.Close
	}
	idle := dial("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
	if ok(idle) {
		t.Error("the connection is to be closed though the server does not stop")
	}
	begun.Add(2)
	busy := dial("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n")
	other := dial("GET /wait HTTP/1.1\r\nHost: h\r\nTe: trailers\r\n\r\n") // that net/http has
	begun.Wait()

	short, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Shutdown(short); !errors.Is(err, context.Canceled) {
		t.Errorf("shutting down ends with %v though requests are under way", err)
	}
	if err := <-served; err != http.ErrServerClosed {
		t.Errorf("Serve ends with %v", err)
	}
	if _, err := idle.ReadByte(); err != io.EOF {
		t.Errorf("an idle connection ends with %v", err)
	}
	stopped := make(chan error)
	go func() { stopped <- s.Shutdown(context.Background()) }()
	close(release)
	for name, c := range map[string]*bufio.Reader{"plain": busy, "net/http": other} {
		if !ok(c) {
			t.Errorf("%s: the connection is to stay open though the server stops", name)
		}
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	for deadline := time.Now().Add(time.Minute); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}

// TestRetainedContext says that who keeps the context of a request sees that it
// ended.
func TestRetainedContext(t *testing.T) {
	kept := make(chan context.Context, 1)
	address := start(t, true, func(w http.ResponseWriter, r *http.Request) { kept <- r.Context() })
	talk(t, address, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
	<-(<-kept).Done()
}

// TestHandlerDeadlines lets handlers set deadlines: they end with their request.
func TestHandlerDeadlines(t *testing.T) {
	address := start(t, true, func(w http.ResponseWriter, r *http.Request) {
		c := http.NewResponseController(w)
		if err := errors.Join(c.SetReadDeadline(time.Unix(1, 0)), c.SetWriteDeadline(time.Now().Add(time.Minute))); err != nil {
			t.Error(err)
		}
		if _, err := r.Body.Read(make([]byte, 10)); err == nil {
			t.Error("a read after its deadline does not fail")
		}
	})
	got := talk(t, address, "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
	if n := strings.Count(got, "200 OK"); n != 2 {
		t.Errorf("%d answers, want 2: %q", n, got)
	}
	got = talk(t, address, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
	if n := strings.Count(got, "200 OK"); n != 1 {
		t.Errorf("%d answers, want one: what was left of the body cannot be a request: %q", n, got)
	}
}
