package e2e

import (
	"bytes"
	"compress/gzip"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRedirect serves the template redirect.
func TestRedirect(t *testing.T) {
	home := t.TempDir()
	succeed(t, command{dir: home, env: stores(t), args: []string{"new", "-t", "redirect", "-a", "--no-vcs", "app", "--value", "redirect-to=https://example.com/x?y=\"z"}})
	s := upIn(t, filepath.Join(home, "app"), nil)
	s.client.CheckRedirect = noRedirects
	a := s.get("/anything")
	a.is(t, 302, "")
	if got := a.header.Get("location"); got != `https://example.com/x?y="z` {
		t.Errorf("location %q", got)
	}
	if a := s.get("/", "x-a: b"); a.status != 302 {
		t.Errorf("status %d", a.status)
	}
}

// fileserver is the template static-fileserver with files, at /static.
func fileserver(t *testing.T, environment string, files map[string]string) *server {
	t.Helper()
	home := t.TempDir()
	dir := filepath.Join(home, "app")
	succeed(t, command{dir: home, env: stores(t), args: []string{"new", "-t", "static-fileserver", "-a", "--no-vcs", "app"}})
	for name, text := range files {
		write(t, dir, "assets/"+name, text)
	}
	manifest, err := os.ReadFile(filepath.Join(dir, "spin.toml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "spin.toml", string(manifest)+environment)
	s := upIn(t, dir, nil)
	s.client.CheckRedirect = noRedirects
	return s
}

// TestFileserver asks for files in all the ways that clients have.
func TestFileserver(t *testing.T) {
	page := strings.Repeat("<p>A line of the page.</p>\n", 1000)
	noise := make([]byte, 300_000)
	rand.NewChaCha8([32]byte{}).Read(noise)
	s := fileserver(t, "", map[string]string{
		"index.html": page, "a b.css": "body{}", "sub/index.html": "sub", "empty.txt": "", "noise.svg": string(noise),
		"ready.js": "plain", "ready.js.br": "as br", "ready.js.gz": "as gzip", "no-extension": "x", "empty-folder/keep": "",
	})

	a := s.get("/static/")
	a.is(t, 200, page)
	for name, want := range map[string]string{"content-type": "text/html; charset=utf-8", "accept-ranges": "bytes", "cache-control": "max-age=60", "vary": "accept-encoding", "content-encoding": ""} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	etag := a.header.Get("etag")
	s.get("/static/", "if-none-match: "+etag).is(t, 304, "")
	s.get("/static/", `if-none-match: "other", W/`+etag).is(t, 304, "")
	s.get("/static/", `if-none-match: "other"`).is(t, 200, page)

	// encodings
	a = s.get("/static/index.html", "accept-encoding: br;q=0, gzip")
	z, err := gzip.NewReader(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(z); err != nil || string(text) != page || a.header.Get("content-encoding") != "gzip" || len(a.body) > len(page)/4 || a.header.Get("etag") == etag {
		t.Errorf("compressed: %v, %d bytes of %d, %v", err, len(a.body), len(page), a.header)
	}
	a = s.get("/static/noise.svg", "accept-encoding: gzip")
	if !bytes.Equal([]byte(a.body), noise) || a.header.Get("content-encoding") != "" {
		t.Errorf("what does not shrink: %d bytes, %v", len(a.body), a.header)
	}
	s.get("/static/ready.js").is(t, 200, "plain")
	s.get("/static/ready.js", "accept-encoding: gzip, br").is(t, 200, "as br")
	a = s.get("/static/ready.js", "accept-encoding: deflate, gzip;q=0.5")
	a.is(t, 200, "as gzip")
	if got := a.header.Get("content-type"); got != "text/javascript; charset=utf-8" {
		t.Errorf("content-type %q", got)
	}

	// ranges
	for header, want := range map[string]string{"bytes=1-3": "ody", "bytes=4-": "{}", "bytes=-2": "{}", "bytes=-99": "body{}", "bytes=2-99": "dy{}"} {
		a := s.get("/static/a%20b.css", "range: "+header)
		a.is(t, 206, want)
		if got := a.header.Get("content-range"); !strings.HasSuffix(got, "/6") {
			t.Errorf("%s: content-range %q", header, got)
		}
	}
	for _, header := range []string{"bytes=3-1", "bytes=x", "lines=1-2", "bytes=0-1,3-4", "bytes=--1", "bytes=1", "bytes=1-2x", "bytes= 1-2"} {
		s.get("/static/a%20b.css", "range: "+header).is(t, 200, "body{}")
	}
	a = s.get("/static/a%20b.css", "range: bytes=6-")
	a.is(t, 416, "")
	if got := a.header.Get("content-range"); got != "bytes */6" {
		t.Errorf("content-range %q", got)
	}
	etag = a.header.Get("etag")
	s.get("/static/a%20b.css", "range: bytes=0-0", "if-range: "+etag).is(t, 206, "b")
	s.get("/static/a%20b.css", "range: bytes=0-0", `if-range: "old"`).is(t, 200, "body{}")

	// folders, methods, what is not there
	a = s.get("/static/sub?x=y")
	a.is(t, 308, "")
	if got := a.header.Get("location"); got != "/static/sub/?x=y" {
		t.Errorf("location %q", got)
	}
	s.get("/static/sub/?x=y").is(t, 200, "sub")
	s.get("/static/empty.txt").is(t, 200, "")
	if got := s.get("/static/no-extension").header.Get("content-type"); got != "application/octet-stream" {
		t.Errorf("content-type %q", got)
	}
	s.do("HEAD", "/static/", nil).is(t, 200, "")
	s.post("/static/", "").has(t, 405, "only be read")
	for path, status := range map[string]int{
		"/static/absent": 404, "/static/empty-folder/": 404, "/static/a%00": 400, "/static/%2e%2e/x": 400,
		"/static/..%2f..%2fetc/passwd": 400, "/static/index.html/": 404, "/static/" + strings.Repeat("x", 5000): 404,
	} {
		if a := s.get(path); a.status != status {
			t.Errorf("%.40s: status %d, want %d", path, a.status, status)
		}
	}
	if strings.Contains(s.log(), "failed") {
		t.Error("a request has failed")
	}
}

// TestFileserverFallback has pages in place of what is not there.
func TestFileserverFallback(t *testing.T) {
	files := map[string]string{"index.html": "app", "404.html": "gone"}
	s := fileserver(t, "environment = { FALLBACK_PATH = \"index.html\", CACHE_CONTROL = \"no-store\" }\n", files)
	a := s.get("/static/some/view")
	a.is(t, 200, "app")
	if got := a.header.Get("cache-control"); got != "no-store" {
		t.Errorf("cache-control %q", got)
	}
	s = fileserver(t, "environment = { FALLBACK_PATH = \"absent\", CUSTOM_404_PATH = \"/404.html\" }\n", files)
	s.get("/static/some/view").is(t, 404, "gone")
}

// noRedirects lets a client see redirects.
func noRedirects(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// TestFileserverLarge streams 1 GiB in little memory, and parts of it.
func TestFileserverLarge(t *testing.T) {
	const size, mark = 1 << 30, "the end"
	dir := filepath.Join(t.TempDir(), "app")
	succeed(t, command{dir: filepath.Dir(dir), env: stores(t), args: []string{"new", "-t", "static-fileserver", "-a", "--no-vcs", "app"}})
	write(t, dir, "assets/large.bin", "")
	f, err := os.OpenFile(filepath.Join(dir, "assets", "large.bin"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte(mark), size-int64(len(mark))); err != nil { // the rest is a hole
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	s := upIn(t, dir, nil)
	s.get("/static/large.bin", "range: bytes=-7").is(t, 206, mark)
	s.get("/static/large.bin", "range: bytes=1073741823-").is(t, 206, "d")
	s.get("/static/large.bin", "range: bytes=1073741824-").is(t, 416, "")

	resp, err := s.client.Get(s.url + "/static/large.bin")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK || resp.ContentLength != size {
		t.Errorf("status %d, content-length %d", resp.StatusCode, resp.ContentLength)
	}
	var last tailWriter
	if n, err := io.Copy(&last, resp.Body); err != nil || n != size || string(last) != mark {
		t.Errorf("%d bytes that end with %q, %v", n, last, err)
	}
	linuxOnly(t, "measuring memory")
	s.frugal()
}

// A tailWriter keeps the last seven bytes that are written to it.
type tailWriter []byte

func (w *tailWriter) Write(p []byte) (int, error) {
	*w = append(*w, p[max(0, len(p)-7):]...)
	*w = (*w)[max(0, len(*w)-7):]
	return len(p), nil
}
