package wasi_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/wasi"
)

// TestReuse lets many requests of all kinds share instances and hosts, among
// them some that trap, that stop in the middle of a body, that read a part of
// theirs and that take their time, and looks for what belongs to another one.
func TestReuse(t *testing.T) {
	ctx := context.Background()
	pool, err := loadGuest(t, "c-http-core").NewPool(ctx, component.PoolConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pool.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	server := httptest.NewServer(wasi.NewHandler(pool, wasi.Config{HTTP: &wasi.HTTPClient{}}, nil))
	server.Config.ErrorLog = nil
	t.Cleanup(server.Close)
	const clients, requests = 8, 60
	var group sync.WaitGroup
	for c := range clients {
		group.Go(func() {
			random := rand.New(rand.NewPCG(uint64(c), 0))
			for i := range requests {
				q := reuseRequest{url: server.URL, id: fmt.Sprintf("%d-%d", c, i)}
				if err := q.do(random.IntN(10), random.IntN(40_000)); err != nil {
					t.Errorf("request %s: %v", q.id, err)
				}
			}
		})
	}
	group.Wait()
}

// A reuseRequest is a request that has its id in all that it sends.
type reuseRequest struct{ url, id string }

func (q *reuseRequest) do(kind, size int) error {
	body := strings.Repeat(q.id+" ", 1+size/(len(q.id)+1))
	switch kind {
	case 0:
		return q.fails("/trap")
	case 1:
		return q.fails("/late-trap")
	case 2:
		return q.fails("/unfinished")
	case 3:
		return q.fails("/silent")
	case 4: // the body is not read
		return q.answers("/"+q.id, body, "hello from C /"+q.id+" count=1\n")
	case 5:
		return q.answers("/sleep/2", "", "slept")
	case 6:
		return q.answers("/fetch", "", "hello from C / count=1\n")
	case 7:
		return q.answers("/echo", body, body)
	case 8:
		return q.answers("/method", "", "GET")
	}
	return q.answers("/"+q.id, "", "hello from C /"+q.id+" count=1\n")
}

// answers expects an answer that begins with want, and has it alone if it is
// about the request.
func (q *reuseRequest) answers(path, body, want string) error {
	status, header, got, err := q.send(path, body)
	switch {
	case err != nil:
		return err
	case status != http.StatusOK || !strings.HasPrefix(got, want) || strings.Contains(want, q.id) && got != want:
		return fmt.Errorf("%s: %d %.100q", path, status, got)
	case path != "/fetch" && header.Get("X-Echo-Id") != q.id: // that of another app
		return fmt.Errorf("%s: it has the headers of %s", path, header.Get("X-Echo-Id"))
	}
	return nil
}

// fails expects an answer of the server or one that breaks off.
func (q *reuseRequest) fails(path string) error {
	status, header, got, err := q.send(path, "")
	if id := header.Get("X-Echo-Id"); err == nil && (status != http.StatusInternalServerError || id != "") {
		return fmt.Errorf("%s: %d of %q, %.100q", path, status, id, got)
	}
	return nil
}

func (q *reuseRequest) send(path, body string) (status int, header http.Header, text string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	method, reader := http.MethodGet, io.Reader(nil)
	if body != "" {
		method, reader = http.MethodPost, strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(ctx, method, q.url+path, reader)
	if err != nil {
		return 0, nil, "", err
	}
	r.Header.Set("X-Echo-Id", q.id)
	r.Header.Set("X-Url", q.url+"/")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, resp.Header, string(b), err
}

// TestReset asks hosts that have done something whether they can serve another
// instance.
func TestReset(t *testing.T) {
	linked := loadGuest(t, "c-http-core")
	dir, err := wasi.OpenDir(t.TempDir(), "/", false)
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	for _, tt := range []struct {
		path, body string
		stdin      io.Reader
		want       bool
	}{
		{path: "/", want: true},
		{path: "/echo", body: "text", want: true},
		{path: "/files/new", body: "text", want: true},
		{path: "/trap", want: true},
		{path: "/", stdin: strings.NewReader(""), want: false},
		{path: "/fetch", want: false},
		{path: "/tcp", want: false},
		{path: "/resolve/localhost", want: false},
	} {
		// On a busy machine a response may take longer than its timer, and then its
		// host is given up.
		got, tries := false, 0
		for tries = 0; !got && (tries == 0 || tt.want && tries < 100); tries++ {
			got = serveTwice(t, linked, wasi.Config{Stdin: tt.stdin, Dirs: []*wasi.Dir{dir}, HTTP: &wasi.HTTPClient{}, Sockets: &wasi.Sockets{}}, tt.path, tt.body)
		}
		if got != tt.want {
			t.Errorf("%s: Reset = %v after %d tries", tt.path, got, tries)
		}
	}
}

// serveTwice has a host serve two instances, and tells whether it can serve
// more.
func serveTwice(t *testing.T, linked *component.Linked, c wasi.Config, path, body string) bool {
	t.Helper()
	ctx := context.Background()
	h, err := wasi.NewHost(c)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}()
	for range 2 {
		in, err := linked.Instantiate(ctx, component.InstanceConfig{Data: h})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest("POST", path, strings.NewReader(body))
		r.Header.Set("X-Url", "http://127.0.0.1:1/")
		r.Header.Set("X-Address", "127.0.0.1:1")
		_ = h.ServeHTTP(httptest.NewRecorder(), r, in) // some trap
		if err := in.Close(ctx); err != nil {
			t.Fatal(err)
		}
		ok, err := h.Reset()
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return false
		}
	}
	return true
}
