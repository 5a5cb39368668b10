package wasi

import (
	"bufio"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestSplitAuthority(t *testing.T) {
	tests := []struct {
		in, host string
		port     uint16
		ok       bool
	}{
		{"example.com", "example.com", 0, true},
		{"example.com:8080", "example.com", 8080, true},
		{"127.0.0.1:1", "127.0.0.1", 1, true},
		{"[::1]", "[::1]", 0, true},
		{"[::1]:443", "[::1]", 443, true},
		{"ex%41mple", "ex%41mple", 0, true},
		{"", "", 0, false},
		{":80", "", 80, false},
		{"a:", "", 0, false},
		{"a:b", "", 0, false},
		{"a:65536", "", 0, false},
		{"a:-1", "", 0, false},
		{"user@a", "user@a", 0, false},
		{"a/b", "a/b", 0, false},
		{"a b", "a b", 0, false},
		{"a\r\nb", "a\r\nb", 0, false},
		{"::1", ":", 1, false},
		{"[::1", "[:", 1, false},
		{"[::1]x", "[::1]x", 0, false},
		{"[127.0.0.1]", "[127.0.0.1]", 0, false},
		{"[fe80::1%eth0]", "[fe80::1%eth0]", 0, false},
		{"a%4", "a%4", 0, false},
		{strings.Repeat("a", 2000), "", 0, false},
	}
	for _, tt := range tests {
		host, port, ok := splitAuthority(tt.in)
		if ok != tt.ok || ok && (host != tt.host || port != tt.port) {
			t.Errorf("%q: %q, %d, %v; want %q, %d, %v", tt.in, host, port, ok, tt.host, tt.port, tt.ok)
		}
	}
}

func TestValidHTTPParts(t *testing.T) {
	check := func(what string, f func(string) bool, want bool, in ...string) {
		for _, s := range in {
			if f(s) != want {
				t.Errorf("%s %q: %v", what, s, !want)
			}
		}
	}
	check("path", validHTTPPath, true, "", "/", "/a?b=c", "?q", "*", "//a", "/%2F|ä", "/a?b?c", "a", "../a", "http://a/")
	check("path", validHTTPPath, false, "/a b", "/a#f", "/\r\n", "/\x7f", "/<", "/\\", "/`", "/"+strings.Repeat("a", maxHTTPPath))
	check("absolute path", absoluteHTTPPath, true, "", "/", "?q", "*", "//a")
	check("absolute path", absoluteHTTPPath, false, "a", "../a", "http://a/", "*a")
	check("authority", validHTTPAuthority, true, "a", "a:1", "user@a", "user:pass@a:80", "u:p%20@[::1]", ":@a", "@a")
	check("authority", validHTTPAuthority, false, "", "@", "@@", ":@", "@:", "a@b@c", "a b@c", "a/@c", "u%2@c", "u@c:x", "::", "#")
	check("scheme", validHTTPScheme, true, "http", "HTTPS", "a+b-c.1")
	check("scheme", validHTTPScheme, false, "", "1a", "a b", "a:", "ä", "+a")
	check("method", validHTTPMethod, true, "GET", "get", "M-SEARCH", "a!")
	check("method", validHTTPMethod, false, "", "A B", "A\n", "Ä", strings.Repeat("a", 65))
}

func TestRequestPath(t *testing.T) {
	for raw, want := range map[string]string{
		"GET / HTTP/1.1":                   "/",
		"GET /a%2fb//c?x=%41&y HTTP/1.1":   "/a%2fb//c?x=%41&y",
		"GET //a HTTP/1.1":                 "//a",
		"GET /a? HTTP/1.1":                 "/a?",
		"OPTIONS * HTTP/1.1":               "*",
		"GET http://other/p?q HTTP/1.1":    "/p?q",
		"GET http://other HTTP/1.1":        "/",
		"CONNECT example.com:443 HTTP/1.1": "none",
	} {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(raw + "\r\nHost: h\r\n\r\n")))
		if err != nil {
			t.Fatal(err)
		}
		got, ok := requestPath(r)
		if !ok {
			got = "none"
		}
		if got != want {
			t.Errorf("%q: path %q, want %q", raw, got, want)
		}
	}
}

func FuzzAuthority(f *testing.F) {
	for _, s := range []string{"a:80", "[::1]:1", "a%20", "user@h", "::1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		host, port, ok := splitAuthority(s)
		if !ok {
			return
		}
		u, err := url.Parse("http://" + s + "/")
		if err != nil && !strings.Contains(s, "%") {
			t.Fatalf("%q: net/url says %v", s, err)
		}
		if err == nil && (u.Host != s || u.User != nil) && !strings.Contains(s, "%") {
			t.Fatalf("%q is (%q, %d), net/url has %q", s, host, port, u.Host)
		}
	})
}

func FuzzPath(f *testing.F) {
	for _, s := range []string{"/", "//a?b", "*", "/%zz", "?", "/a b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q := new(HTTP).NewOutgoingRequest(new(HTTP).NewFields())
		if !q.SetPathWithQuery(s, true) {
			return
		}
		if got, ok := q.PathWithQuery(); got != s || !ok {
			t.Fatalf("%q became %q", s, got)
		}
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader("GET /" + s + " HTTP/1.1\r\nHost: h\r\n\r\n")))
		if err == nil && r.RequestURI != "/"+s {
			t.Fatalf("%q splits a request line: %q", s, r.RequestURI)
		}
	})
}
