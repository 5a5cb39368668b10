package e2e

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// An answer is a whole HTTP response.
type answer struct {
	status  int
	proto   string
	header  http.Header
	body    string
	trailer http.Header
	err     error // of the body
}

// request makes a request with headers "Name: value".
func (s *server) request(ctx context.Context, method, path string, body io.Reader, headers ...string) *http.Request {
	s.t.Helper()
	r, err := http.NewRequestWithContext(ctx, method, s.url+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
	}
	return r
}

// do sends a request and reads the whole answer.
func (s *server) do(method, path string, body io.Reader, headers ...string) answer {
	s.t.Helper()
	return s.send(s.client, s.request(s.t.Context(), method, path, body, headers...))
}

func (s *server) send(c *http.Client, r *http.Request) answer {
	s.t.Helper()
	resp, err := c.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Proto, resp.Header, string(text), resp.Trailer, err}
}

func (s *server) get(path string, headers ...string) answer {
	s.t.Helper()
	return s.do(http.MethodGet, path, nil, headers...)
}

func (s *server) post(path, body string, headers ...string) answer {
	s.t.Helper()
	return s.do(http.MethodPost, path, strings.NewReader(body), headers...)
}

// is checks status and body.
func (a answer) is(t testing.TB, status int, body string) {
	t.Helper()
	if a.err != nil || a.status != status || a.body != body {
		t.Errorf("got %d %q, %v; want %d %q", a.status, short(a.body), a.err, status, short(body))
	}
}

// has checks the status and that the body contains each of the texts.
func (a answer) has(t testing.TB, status int, texts ...string) {
	t.Helper()
	if a.err != nil || a.status != status {
		t.Errorf("got %d %q, %v; want %d", a.status, short(a.body), a.err, status)
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("body lacks %q:\n%s", text, short(a.body))
		}
	}
}

func short(s string) string {
	if len(s) > 1000 {
		return s[:1000] + "…"
	}
	return s
}

// lines reads a body of lines "name: value".
func (a answer) lines() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(a.body) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		m[name] = value
	}
	return m
}

// pattern is a body of n bytes that goes on without repeating for long.
func pattern(n int64) io.Reader { return &patterned{left: n} }

type patterned struct {
	left  int64
	state uint32
}

// Read implements io.Reader.
func (p *patterned) Read(b []byte) (int, error) {
	if p.left == 0 {
		return 0, io.EOF
	}
	b = b[:min(int64(len(b)), p.left)]
	for i := range b {
		p.state = p.state*1664525 + 1013904223
		b[i] = byte(p.state >> 24)
	}
	p.left -= int64(len(b))
	return len(b), nil
}

// same checks that a body is that of want, without holding either.
func same(got, want io.Reader) error {
	a, b := make([]byte, 64<<10), make([]byte, 64<<10)
	for at := int64(0); ; {
		n, err := io.ReadFull(got, a)
		m, _ := io.ReadFull(want, b)
		switch {
		case err != nil && err != io.EOF && err != io.ErrUnexpectedEOF:
			return fmt.Errorf("after %d bytes: %w", at+int64(n), err)
		case n != m:
			return fmt.Errorf("%d bytes, want %d", at+int64(n), at+int64(m))
		case !bytes.Equal(a[:n], b[:m]):
			return fmt.Errorf("wrong within 64 KiB of %d", at)
		case err != nil:
			return nil
		}
		at += int64(n)
	}
}

// echo sends big parts one by one, each after half of the one before has come
// back, so that a guest that keeps a small buffer passes.
func (s *server) echo(c *http.Client) error {
	const size, parts = 64 << 10, 3
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	body, input := io.Pipe()
	defer input.Close()
	defer context.AfterFunc(ctx, func() { input.CloseWithError(ctx.Err()) })() // the client waits for the body too
	back := make(chan struct{}, parts)
	go func() {
		for from := pattern(size * parts); ; <-back {
			if n, _ := io.CopyN(input, from, size); n == 0 {
				input.Close()
				return
			}
		}
	}()
	resp, err := c.Do(s.request(ctx, http.MethodPost, "/echo", body))
	if err != nil {
		return fmt.Errorf("no answer while the request goes on: %w", err)
	}
	defer resp.Body.Close()
	want := pattern(size * parts)
	for i := range parts {
		if err := same(io.LimitReader(resp.Body, size/2), io.LimitReader(want, size/2)); err != nil {
			return fmt.Errorf("half %d: %w", i, err)
		}
		back <- struct{}{}
	}
	return same(resp.Body, want)
}
