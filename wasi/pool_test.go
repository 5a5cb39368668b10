package wasi_test

import (
	"context"
	"io"
	"net/http/httptest"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/wasi"
)

// TestNewPool serves a guest of standard Go, which asks for arguments, clocks and
// random numbers while it is initialised.
func TestNewPool(t *testing.T) {
	ctx := context.Background()
	config := wasi.Config{Args: []string{"guest"}}
	pool, err := wasi.NewPool(ctx, loadGuest(t, "go-canonical"), config, component.PoolConfig{})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close(ctx)
	handler := wasi.NewHandler(pool, config, nil)
	for range 3 {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if body, _ := io.ReadAll(w.Body); w.Code != 200 || len(body) == 0 {
			t.Errorf("%d %s", w.Code, body)
		}
	}
}
