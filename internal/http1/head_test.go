package http1

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

// plain are heads that are answered here.
var plain = []string{
	"GET / HTTP/1.1\r\nHost: h\r\n\r\n",
	"GET /a/b?c=d&e HTTP/1.1\r\nhost: localhost:3000\r\nuser-agent: curl/8\r\naccept: */*\r\n\r\n",
	"HEAD /%41%2f?%zz HTTP/1.1\r\nHost: [::1]:80\r\nX: \t y z \t\r\n\r\n",
	"GET //two HTTP/1.1\r\nHost: h\r\n\r\n",
	"GET /a!b'(c)*[d] HTTP/1.1\r\nHost: h\r\n\r\n",
	"GET /? HTTP/1.1\r\nHost: h\r\n\r\n",
	"GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n",
	"POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nConnection: Close\r\n\r\nabc",
	"PUT /p HTTP/1.1\r\nHost: h\r\ncontent-length: 0\r\nConnection: keep-alive\r\n\r\n",
	"DELETE /p HTTP/1.1\r\nHost: h\r\nCookie: a\r\nX-A: 1\r\ncookie: b\r\nx-a: \r\n\r\n",
	"OPTIONS /p HTTP/1.1\r\nHost: h\r\nX: caf\xc3\xa9\r\n\r\n",
}

// subtle are heads that are left to net/http.
var subtle = []string{
	"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
	"GET / HTTP/1.0\r\nHost: h\r\n\r\n",
	"GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n",
	"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n",
	"CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n",
	"BREW /pot HTTP/1.1\r\nHost: h\r\n\r\n",
	"GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n",
	"GET /a b HTTP/1.1\r\nHost: h\r\n\r\n",
	"GET /\x7f HTTP/1.1\r\nHost: h\r\n\r\n",
	"GET / HTTP/1.1\r\n\r\n",
	"GET / HTTP/1.1\r\nHost:\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
	"GET / HTTP/1.1\nHost: h\n\n",
	"GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: h\r\nX : y\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: h\r\nX\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: h\r\n: y\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: h\r\nX: \x00\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: h\r\nX: a\rb\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
	"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +1\r\n\r\na",
	"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1, 1\r\n\r\na",
	"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999999999999999\r\n\r\na",
	"POST / HTTP/1.1\r\nHost: h\r\nContent-Length:\r\n\r\na",
	"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na",
	"GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: h\r\nConnection: close, x\r\n\r\n",
	"\r\n\r\n",
}

// parseAll parses what a connection begins with, as a session does.
func parseAll(b []byte) (q *head, rest []byte, ok bool) {
	end, _, count, plain := lines(b, 0, 0)
	if !plain || end == 0 || end > maxHead {
		return nil, nil, false
	}
	q = new(head)
	return q, b[end:], q.parse(string(b[:end]), count)
}

// check compares what is parsed here with what net/http makes of it.
func check(b []byte) (understood bool, err error) {
	q, rest, ok := parseAll(b)
	if !ok {
		return false, nil
	}
	br := bufio.NewReader(bytes.NewReader(b))
	r, err := http.ReadRequest(br)
	if err != nil {
		return true, fmt.Errorf("net/http refuses it: %v", err)
	}
	if !served(b) {
		return true, errors.New("the server of net/http refuses it")
	}
	r.Header.Del("Host")
	left := make([]byte, br.Buffered())
	br.Read(left)
	for what, pair := range map[string][2]any{
		"method":  {q.method, r.Method},
		"target":  {q.target, r.RequestURI},
		"url":     {q.url, *r.URL},
		"path":    {q.url.EscapedPath(), r.URL.EscapedPath()},
		"host":    {q.host, r.Host},
		"header":  {q.header, r.Header},
		"length":  {q.length, r.ContentLength},
		"close":   {q.close, r.Close},
		"rest":    {string(rest), string(left)},
		"trailer": {0, len(r.Trailer)},
		"coding":  {0, len(r.TransferEncoding)},
		"proto":   {"HTTP/1.1", r.Proto},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			return true, fmt.Errorf("%s: %#v, net/http has %#v", what, pair[0], pair[1])
		}
	}
	return true, nil
}

// served tells whether the server of net/http has the first request in b answered.
func served(b []byte) bool {
	var ok bool
	c := &input{Reader: bytes.NewReader(b), done: make(chan struct{})}
	server := http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ok = true
			panic(http.ErrAbortHandler)
		}),
		ErrorLog: log.New(io.Discard, "", 0),
	}
	_ = server.Serve(&one{conn: c})
	<-c.done
	return ok
}

// An input is a connection that gives some bytes and takes all.
type input struct {
	io.Reader
	done   chan struct{}
	closed bool
}

func (c *input) Write(p []byte) (int, error) { return len(p), nil }
func (c *input) Close() error {
	if !c.closed {
		c.closed = true
		close(c.done)
	}
	return nil
}
func (c *input) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (c *input) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (c *input) SetDeadline(time.Time) error      { return nil }
func (c *input) SetReadDeadline(time.Time) error  { return nil }
func (c *input) SetWriteDeadline(time.Time) error { return nil }

// one is a listener with one connection.
type one struct{ conn net.Conn }

func (l *one) Accept() (net.Conn, error) {
	if l.conn == nil {
		return nil, io.EOF
	}
	c := l.conn
	l.conn = nil
	return c, nil
}
func (l *one) Close() error   { return nil }
func (l *one) Addr() net.Addr { return &net.TCPAddr{} }

func TestHead(t *testing.T) {
	for _, text := range plain {
		if understood, err := check([]byte(text)); !understood || err != nil {
			t.Errorf("%q: understood %v, %v", text, understood, err)
		}
	}
	for _, text := range subtle {
		if _, _, ok := parseAll([]byte(text)); ok {
			t.Errorf("%q: understood", text)
		}
	}
}

// FuzzHead says that what is understood at all is what net/http understands.
func FuzzHead(f *testing.F) {
	for _, text := range append(plain, subtle...) {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := check(b); err != nil {
			t.Errorf("%q: %v", b, err)
		}
	})
}

// TestLines says that a head is found wherever the pieces end in which it comes.
func TestLines(t *testing.T) {
	text := []byte(strings.Repeat("X: y\r\n", 3) + "\r\nbody\r\n\r\n")
	for cut := range len(text) {
		end, seen, count, plain := lines(text[:cut], 0, 0)
		if end == 0 {
			end, _, count, plain = lines(text, seen, count)
		}
		if end != 20 || count != 4 || !plain {
			t.Errorf("cut at %d: end %d, %d lines, plain %v", cut, end, count, plain)
		}
	}
	for _, text := range []string{"\n", "a\n", "\r\r\na\n\r"} {
		if _, _, _, plain := lines([]byte(text), 0, 0); plain {
			t.Errorf("%q is plain", text)
		}
	}
}
