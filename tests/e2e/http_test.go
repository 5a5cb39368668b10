package e2e

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// routed is an application whose components tell by what they were reached.
func routed() application {
	return application{
		components: []component{
			{id: "all", guest: "c-http-core", routes: []string{"/..."}},
			{id: "below", guest: "c-http-core", routes: []string{"/headers/..."}},
			{id: "exact", guest: "c-http-core", routes: []string{"/headers/exact"}},
			{id: "users", guest: "c-http-core", routes: []string{"/headers/users/:user_id/posts/..."}},
			{id: "one", guest: "c-http-core", routes: []string{"/headers/one/:name"}},
		},
		triggers: "[[trigger.http]]\nroute = \"/static\"\nstatic_response = { status_code = 418, headers = { x-static = \"yes\" }, body = \"static\" }",
	}
}

// TestRoutes asks by which route a path is reached and what the guest is told.
func TestRoutes(t *testing.T) {
	s := up(t, routed())
	tests := []struct{ path, route, info string }{
		{"/headers", "/headers/...", ""},
		{"/headers/", "/headers/...", "/"},
		{"/headers/a/b/", "/headers/...", "/a/b/"},
		{"/headers/a%20b?q=1", "/headers/...", "/a%20b"},
		{"/headers/exact", "/headers/exact", ""},
		{"/headers/exact/", "/headers/exact", ""},
		{"/headers/exact/more", "/headers/...", "/exact/more"},
		{"/headers/one/two", "/headers/one/:name", ""},
		{"/headers/users/7/posts/8/9", "/headers/users/:user_id/posts/...", "/8/9"},
	}
	for name, c := range map[string]*http.Client{"HTTP/1.1": s.client, "HTTP/2": http2(t)} {
		for _, test := range tests {
			t.Run(name+test.path, func(t *testing.T) {
				a := s.send(c, s.request(t.Context(), "GET", test.path, nil))
				a.has(t, 200)
				if !strings.HasPrefix(a.proto, name) {
					t.Errorf("by %s", a.proto)
				}
				h := a.lines()
				want := map[string]string{
					"spin-matched-route": test.route, "spin-raw-component-route": test.route,
					"spin-component-route": strings.TrimSuffix(test.route, "/..."),
					"spin-path-info":       test.info, "spin-base-path": "/",
					"spin-full-url": s.url + test.path,
				}
				for name, value := range want {
					if got, ok := h[name]; got != value || !ok {
						t.Errorf("%s: %q, want %q", name, got, value)
					}
				}
				if host, _, err := net.SplitHostPort(h["spin-client-addr"]); err != nil || host != "127.0.0.1" {
					t.Errorf("spin-client-addr: %q", h["spin-client-addr"])
				}
			})
		}
	}
	a := s.get("/headers/users/seven/posts/8")
	if got := a.lines()["spin-path-match-user-id"]; got != "seven" {
		t.Errorf("spin-path-match-user-id: %q", got)
	}
	s.get("/other").is(t, 200, "hello from C /other count=1\n")
	if a := s.get("/static"); a.status != 418 || a.body != "static" || a.header.Get("X-Static") != "yes" {
		t.Errorf("%d %q %v", a.status, a.body, a.header)
	}
}

// TestForgedHeaders sends headers that only gyro may set.
func TestForgedHeaders(t *testing.T) {
	s := up(t, routed())
	a := s.get("/headers/one/two", "Spin-Path-Info: forged", "SPIN-client-addr: forged", "spin-path-match-name: forged",
		"Spin-Whatever: forged", "Spin_Path_Info: kept", "Connection: x-hop", "Keep-Alive: forged", "Proxy-Authorization: forged", "Te: trailers")
	a.has(t, 200, "spin-path-match-name: two\n", "spin_path_info: kept\n")
	for _, name := range []string{"forged\n", "\nconnection:", "\nhost:", "\nkeep-alive:", "\ntransfer-encoding:"} {
		if strings.Contains("\n"+a.body, name) {
			t.Errorf("the guest sees %q:\n%s", name, a.body)
		}
	}
}

// TestRepeatedHeaders keeps the values of a header apart and in order.
func TestRepeatedHeaders(t *testing.T) {
	s := up(t, single("c-http-core", ""))
	a := s.get("/headers", "X-Echo-Many: one", "X-Echo-Many: two, three", "X-Echo-Many: ")
	a.has(t, 200, "x-echo-many: one\nx-echo-many: two, three\nx-echo-many: \n")
	if got := a.header["X-Echo-Many"]; strings.Join(got, "|") != "one|two, three|" {
		t.Errorf("%q came back", got)
	}
}

// TestReserved asks for the paths that no component answers.
func TestReserved(t *testing.T) {
	s := up(t, routed())
	s.get("/.well-known/spin/health").is(t, 200, "OK")
	s.post("/.well-known/spin/health", "x").is(t, 200, "OK")
	a := s.get("/.well-known/spin/info")
	a.is(t, 200, "{\n  \"name\": \"e2e\",\n  \"version\": \"1.2.3\"\n}")
	if a.header.Get("Content-Type") != "application/json" {
		t.Errorf("headers %v", a.header)
	}
	s.get("/.well-known/spin/other").is(t, 404, "")
}

// TestNoRoute has paths that nothing answers.
func TestNoRoute(t *testing.T) {
	a := application{components: []component{{id: "main", guest: "c-http-core", routes: []string{"/here"}}}}
	s := up(t, a)
	s.get("/here").has(t, 200, "hello")
	s.get("/there").is(t, 404, "")
}

// TestRawRequests sends what Go's client would not.
func TestRawRequests(t *testing.T) {
	s := up(t, single("c-http-core", ""))
	tests := []struct{ name, request, want string }{
		{"HTTP/1.0", "GET /x HTTP/1.0\r\nHost: a\r\n\r\n", "HTTP/1.0 200 OK\r\n"},
		{"no host", "GET /x HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "},
		{"two lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", "HTTP/1.1 400 "},
		{"no path", "GET nothing HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 400 "},
		{"endless header", "GET / HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("x", 1<<20) + "\r\n\r\n", "HTTP/1.1 431 "},
		{"expect", "POST /count HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"},
		{"unread body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "hello from C /second"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			go io.WriteString(c, test.request)
			if got, _ := io.ReadAll(c); !strings.Contains(string(got), test.want) {
				t.Errorf("got %q, want %q", short(string(got)), test.want)
			}
		})
	}
	s.get("/").has(t, 200, "hello")
	if s.mentions(`panic`) {
		t.Error("gyro panics")
	}
}

// TestHTTP2 has what HTTP/2 does in its own way: trailers, several requests on
// one connection, and answers that break off.
func TestHTTP2(t *testing.T) {
	s := up(t, single("c-http-core", ""))
	c := http2(t)
	r := s.request(t.Context(), "POST", "/trailers", io.MultiReader(strings.NewReader("body")))
	r.Trailer = http.Header{"X-Mine": {"yes"}}
	a := s.send(c, r)
	a.is(t, 200, "body")
	if a.trailer.Get("X-Trailer") != "c" || a.trailer.Get("X-Mine") != "yes" {
		t.Errorf("trailers %v", a.trailer)
	}
	if err := s.echo(c); err != nil {
		t.Errorf("echo: %v", err)
	}
	if a := s.send(c, s.request(t.Context(), "GET", "/unfinished", nil)); a.err == nil {
		t.Errorf("the client takes %d %q for whole", a.status, a.body)
	}
	if a := s.send(c, s.request(t.Context(), "GET", "/trap", nil)); a.status != 500 || a.header.Get("Gyro-Error-Id") == "" {
		t.Errorf("%d %v", a.status, a.header)
	}
	s.send(c, s.request(t.Context(), "POST", "/", strings.NewReader("unread"))).is(t, 200, "hello from C / count=1\n")
	done := make(chan error, 100)
	for range cap(done) {
		go func() {
			resp, err := c.Get(s.url + "/sleep/10")
			if err == nil {
				_, err = io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
			}
			done <- err
		}()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}
