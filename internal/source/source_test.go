package source

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gyro-wasm/gyro/internal/app"
)

const text = "\x00asm a component"

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// holds checks that a file has these bytes, and its folder nothing unfinished.
func holds(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("%s has %q, %v", path, got, err)
	}
	parts, err := filepath.Glob(filepath.Join(filepath.Dir(path), "part-*"))
	if err != nil || len(parts) > 0 {
		t.Errorf("left over: %v %v", parts, err)
	}
}

func TestDownload(t *testing.T) {
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		io.WriteString(w, text)
	}))
	defer server.Close()
	r := &Resolver{Dir: filepath.Join(t.TempDir(), "made", "when needed")}
	s := app.Source{URL: server.URL + "/a.wasm", Digest: "sha256:" + strings.ToUpper(strings.TrimPrefix(digest(text), "sha256:"))}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			path, err := r.Path(context.Background(), s)
			if err != nil {
				t.Error(err)
				return
			}
			holds(t, path, text)
		})
	}
	wg.Wait()
	if n := requests.Load(); n != 1 {
		t.Errorf("%d requests", n)
	}

	// What is damaged is fetched again.
	path := r.file(s.Digest)
	if err := os.WriteFile(path, []byte("\x00as"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Path(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	holds(t, path, text)
	if n := requests.Load(); n != 2 {
		t.Errorf("%d requests", n)
	}
}

func TestDownloadFails(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/absent":
			http.NotFound(w, r)
		case "/short":
			w.Header().Set("Content-Length", "1000")
			io.WriteString(w, text)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/endless":
			for zeros := make([]byte, 1<<20); ; {
				if _, err := w.Write(zeros); err != nil {
					return
				}
			}
		default:
			io.WriteString(w, "something else")
		}
	}))
	defer server.Close()
	r := &Resolver{Dir: t.TempDir()}
	for path, want := range map[string]string{
		"/absent":  "404 Not Found",
		"/short":   "unexpected EOF",
		"/loop":    "stopped after 10 redirects",
		"/endless": "has more than 256 MiB",
		"/other":   "has the digest " + digest("something else") + ", not " + digest(text),
	} {
		_, err := r.Path(context.Background(), app.Source{URL: server.URL + path, Digest: digest(text)})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := r.Path(ctx, app.Source{URL: server.URL, Digest: digest(text)}); err == nil {
		t.Error("downloaded when it was interrupted")
	}
	if left, err := os.ReadDir(r.Dir); err != nil || len(left) > 0 {
		t.Errorf("left over: %v %v", left, err)
	}
}

func TestOthers(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.wasm")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	r := &Resolver{Dir: filepath.Join(dir, "kept"), Registry: registry{file}}
	inline := app.Source{Inline: []byte(text), Digest: digest(text)}
	for _, s := range []app.Source{
		{Path: file}, {Path: file, Digest: digest(text)}, {Package: "a:b", Version: "=1.0.0"}, inline, inline, {Digest: digest(text)},
	} {
		path, err := r.Path(context.Background(), s)
		if err != nil {
			t.Errorf("%v: %v", s, err)
			continue
		}
		holds(t, path, text)
	}
	for want, s := range map[string]app.Source{
		"does not exist":          {Path: filepath.Join(dir, "absent")},
		"is a folder":             {Path: dir},
		"has the digest":          {Path: file, Digest: digest("")},
		"part of the application": {Inline: bytes.Repeat([]byte("x"), 10), Digest: digest(text)},
		"is not on this machine":  {Digest: digest("")},
		"no package c:d of >=2":   {Package: "c:d", Version: ">=2"},
		"has no digest":           {URL: "https://localhost/a.wasm"},
		"it has no source":        {},
	} {
		if _, err := r.Path(context.Background(), s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", s, err, want)
		}
	}
	homeless := &Resolver{}
	if _, err := homeless.Path(context.Background(), inline); err == nil || !strings.Contains(err.Error(), "no folder to keep") {
		t.Error(err)
	}
	if _, err := homeless.Path(context.Background(), app.Source{Package: "a:b", Version: "1"}); err == nil || !strings.Contains(err.Error(), "package of a registry") {
		t.Error(err)
	}
}

// registry has one package.
type registry struct{ path string }

func (r registry) Package(_ context.Context, _, name, version string) (string, error) {
	if name != "a:b" || version != "=1.0.0" {
		return "", fmt.Errorf("no package %s of %s", name, version)
	}
	return r.path, nil
}
