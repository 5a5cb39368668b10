//go:build !wasip1

package gyrohttp

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestHandle proves that init functions of an app do not serve in its tests.
func TestHandle(t *testing.T) {
	Handle(http.NotFoundHandler())
}

func TestServe(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	err = serve(l.Addr().String(), http.NotFoundHandler())
	if err == nil || !strings.Contains(err.Error(), "GYRO_LISTEN") {
		t.Errorf("serving on an address in use: %v", err)
	}
}

func TestTransport(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.Path) }))
	defer server.Close()
	client := http.Client{Transport: &Transport{}}
	resp, err := client.Get(server.URL + "/path")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if b, err := io.ReadAll(resp.Body); string(b) != "/path" || err != nil {
		t.Errorf("got %q, %v", b, err)
	}
}
