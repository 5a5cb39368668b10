package e2e

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"testing"
)

// TestLargeBodies sends bodies through guests and holds the server to 200 MB,
// whatever their length.
func TestLargeBodies(t *testing.T) {
	linuxOnly(t, "measuring memory")
	size := largeSize()
	s := up(t, single("c-http", ""))
	for _, path := range []string{"/echo", "/splice"} {
		for _, known := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, length known %v", path, known), func(t *testing.T) {
				r := s.request(t.Context(), "POST", path, pattern(size))
				if known {
					r.ContentLength = size
				}
				resp, err := s.client.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				defer resp.Body.Close()
				if err := same(resp.Body, pattern(size)); err != nil || resp.StatusCode != 200 {
					t.Errorf("%d: %v", resp.StatusCode, err)
				}
			})
		}
	}
	t.Run("to the guest", func(t *testing.T) {
		s.t = t
		s.do("POST", "/count", pattern(size)).has(t, 200, fmt.Sprintf("bytes: %d\n", size))
	})
	t.Run("from the guest", func(t *testing.T) {
		resp, err := s.client.Get(fmt.Sprintf("%s/large/%d", s.url, size))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		n, err := io.Copy(io.Discard, resp.Body)
		if n != size || err != nil {
			t.Errorf("%d bytes, %v", n, err)
		}
	})
	s.t = t
	s.frugal()
}

// TestLargeBodyAfterCompiling echoes a body by a guest whose code was compiled
// in the same process, which takes more memory than all that comes later.
func TestLargeBodyAfterCompiling(t *testing.T) {
	linuxOnly(t, "measuring memory")
	size := largeSize()
	// The working memory of the compiler is one processor's times their number.
	cold := []string{"XDG_CACHE_HOME=" + t.TempDir(), "GOMAXPROCS=2"}
	s := upIn(t, single("go-http", "").write(t), cold)
	resp, err := s.client.Do(s.request(t.Context(), "POST", "/echo", pattern(size)))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := same(resp.Body, pattern(size)); err != nil || resp.StatusCode != 200 {
		t.Errorf("%d: %v", resp.StatusCode, err)
	}
	s.frugal()
}

// largeSize is the length of large bodies, in bytes.
func largeSize() int64 {
	if os.Getenv("GYRO_E2E_LARGE") != "" {
		return 1 << 30
	}
	return 64 << 20
}

// frugal holds the server to 200 MB.
func (s *server) frugal() {
	s.t.Helper()
	s.holds(200)
}

// holds checks that the server never had more than so many megabytes.
func (s *server) holds(most int) {
	s.t.Helper()
	if peak := s.peak(); peak > most*1e6 {
		s.t.Errorf("the server had %d MB at its peak, want %d at most", peak/1e6, most)
	} else {
		s.t.Logf("the server had %d MB at its peak", peak/1e6)
	}
}

// TestSlowReader proves that a client that does not read holds up its guest,
// not the memory of the server.
func TestSlowReader(t *testing.T) {
	linuxOnly(t, "measuring memory")
	s := up(t, single("c-http-core", ""))
	resp, err := s.client.Get(s.url + "/large/4000000000")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.CopyN(io.Discard, resp.Body, 1<<20); err != nil {
		t.Fatal(err)
	}
	s.get("/").has(t, 200, "hello") // others are served meanwhile
	s.frugal()
}

// TestConversation checks the echo that a client would have a conversation with: a
// byte comes back before the next one is sent. HTTP/1.1 and HTTP/2.
func TestConversation(t *testing.T) {
	s := up(t, single("c-http-core", ""))
	for name, c := range map[string]*http.Client{"HTTP/1.1": s.client, "HTTP/2": http2(t)} {
		t.Run(name, func(t *testing.T) {
			body, input := io.Pipe()
			defer input.Close()
			go input.Write([]byte{0})
			resp, err := c.Do(s.request(t.Context(), "POST", "/echo", body))
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			for i := range byte(10) {
				var b [1]byte
				if _, err := io.ReadFull(resp.Body, b[:]); err != nil || b[0] != i {
					t.Fatalf("%d: %d, %v", i, b[0], err)
				}
				if i < 9 {
					input.Write([]byte{i + 1})
				}
			}
			input.Close()
			if n, err := io.Copy(io.Discard, resp.Body); n != 0 || err != nil {
				t.Errorf("%d more bytes, %v", n, err)
			}
		})
	}
}

// http2 is a client that speaks HTTP/2 without TLS and without asking first.
func http2(t testing.TB) *http.Client {
	var p http.Protocols
	p.SetUnencryptedHTTP2(true)
	tr := &http.Transport{Protocols: &p}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr, Timeout: 2 * patience}
}
