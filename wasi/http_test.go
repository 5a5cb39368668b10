package wasi_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/wasi"
)

// TestHandlerTraps asks a guest for wrong calls: the client gets the status
// 500, the report a trap of the right kind, and the next request is answered.
func TestHandlerTraps(t *testing.T) {
	var reported error
	handler := wasi.NewHandler(loadGuest(t, "c-http-core"), wasi.Config{}, func(_ *http.Request, err error) { reported = err })
	for _, tt := range []struct {
		path string
		kind component.TrapKind
	}{
		{"/trap", component.TrapUnreachable},
		{"/overflow", component.TrapStackOverflow},
		{"/bad-handle", "unknown-handle"},
		{"/double-drop", "unknown-handle"},
		{"/wrong-type", "wrong-handle"},
		{"/bad-pointer", "out-of-bounds"},
		{"/unaligned", "unaligned"},
		{"/huge-list", "too-long"},
		{"/silent", ""}, // ends well, without an answer
	} {
		t.Run(tt.path, func(t *testing.T) {
			reported = nil
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest("GET", tt.path, nil))
			var trap *component.Trap
			if w.Code != http.StatusInternalServerError || reported == nil {
				t.Errorf("status %d, reported %v", w.Code, reported)
			}
			if errors.As(reported, &trap) != (tt.kind != "") || trap != nil && trap.Kind != tt.kind {
				t.Errorf("reported %v, want a trap of kind %q", reported, tt.kind)
			}
			w = httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
			if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "hello from C") {
				t.Errorf("the next request: %d %s", w.Code, w.Body)
			}
		})
	}
}

// TestHandlerLateTrap checks that a response which the guest cannot finish is
// cut off rather than ended.
func TestHandlerLateTrap(t *testing.T) {
	server := httptest.NewServer(wasi.NewHandler(loadGuest(t, "c-http-core"), wasi.Config{}, nil))
	defer server.Close()
	for _, path := range []string{"/late-trap", "/unfinished"} {
		resp, err := http.Get(server.URL + path)
		if err != nil {
			continue // cut off before the head was out
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err == nil {
			t.Errorf("%s: %d %q came as a whole", path, resp.StatusCode, body)
		}
	}
}
