package wasi_test

import (
	"bytes"
	"flag"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/wasi"
)

var echoMiB = flag.Int64("echo", 64, "size of the body that TestLargeEcho echoes, in MiB")

// maxResident is how much memory the process may have while bodies of any size
// pass through it.
const maxResident = 200 << 20

// TestLargeEcho sends a large body through a guest that streams it back. No
// side may hold it whole.
func TestLargeEcho(t *testing.T) {
	for _, name := range []string{"c-http-core", "c-http"} {
		t.Run(name, func(t *testing.T) {
			handler := wasi.NewHandler(loadGuest(t, name), wasi.Config{}, func(_ *http.Request, err error) { t.Error(err) })
			server := httptest.NewServer(handler)
			defer server.Close()
			size := *echoMiB << 20
			resp, err := http.Post(server.URL+"/echo", "application/octet-stream", noise(size))
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if n, err := same(resp.Body, noise(size)); err != nil || n != size {
				t.Errorf("%d bytes of %d came back: %v", n, size, err)
			}
			rss, ok := resident(t)
			t.Logf("%d MiB resident at most", rss>>20)
			if ok && rss > maxResident {
				t.Errorf("%d MiB resident, want less than %d", rss>>20, maxResident>>20)
			}
		})
	}
}

// noise returns n bytes, the same ones each time.
func noise(n int64) io.Reader { return io.LimitReader(rand.NewChaCha8([32]byte{}), n) }

// same returns how many bytes of got are those of want.
func same(got, want io.Reader) (n int64, err error) {
	a, b := make([]byte, 64<<10), make([]byte, 64<<10)
	for {
		k, err := io.ReadFull(got, a)
		if _, err := io.ReadFull(want, b[:k]); err != nil {
			return n, err
		}
		if !bytes.Equal(a[:k], b[:k]) {
			return n, io.ErrNoProgress
		}
		n += int64(k)
		if err != nil {
			return n, nil
		}
	}
}

// resident returns the largest resident set that the process has had.
func resident(t *testing.T) (int64, bool) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, false
	}
	_, rest, ok := strings.Cut(string(status), "VmHWM:")
	if !ok {
		return 0, false
	}
	kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kib << 10, true
}
