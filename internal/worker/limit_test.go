package worker

import (
	"errors"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/gyro-wasm/gyro/internal/limits"
	"github.com/gyro-wasm/gyro/tests/guests"
)

// TestReached lets a guest reach each limit on what it does by itself: the
// error names it, and one request is counted for it and none for any other.
func TestReached(t *testing.T) {
	for _, tt := range []struct {
		limit limits.Limit
		value string
		guest string
		path  string
	}{
		{limits.CPU, "100ms", "c-hostile", "/loop"},
		{limits.WallTime, "500ms", "c-hostile", "/never"},
		{limits.Memory, "8MiB", "c-hostile", "/memory/1000"},
		{limits.TableElements, "1000", "c-hostile-tables", "/table/2000"},
		{limits.CallDepth, "1000", "c-hostile", "/recurse"},
		{limits.HostBuffers, "1MiB", "c-hostile", "/fields/100"},
		{limits.Handles, "100", "c-hostile", "/handles/1000"},
		{limits.OutboundConnections, "3", "c-hostile", "/sockets/10"},
		{limits.ResponseBody, "10kB", "c-hostile", "/endless"},
	} {
		t.Run(tt.limit.String(), func(t *testing.T) {
			t.Parallel()
			code, err := os.ReadFile(guests.Build(t, tt.guest))
			if err != nil {
				t.Fatal(err)
			}
			s := newSite(t, code, "")
			value, err := tt.limit.Parse(tt.value)
			if err != nil {
				t.Fatal(err)
			}
			s.options.Limits.Flags = []limits.Flag{{Component: "c", Limit: tt.limit, Value: value}}
			w, err := Load(t.Context(), s.options)
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := w.Close(); err != nil {
					t.Error(err)
				}
			}()
			get := func(path string) error {
				return w.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil), "c", 1, nil)
			}
			if err := get("/"); err != nil {
				t.Errorf("a request that reaches no limit: %v", err)
			}
			var e *limits.Error
			if err := get(tt.path); !errors.As(err, &e) || e.Limit != tt.limit || e.Value != value || e.Component != "c" {
				t.Errorf("got %v, want the limit %v = %s", err, tt.limit, tt.value)
			}
			for l := range limits.Table {
				want := uint64(0)
				if limits.Limit(l) == tt.limit {
					want = 1
				}
				if got := w.Reached(limits.Limit(l)); got != want {
					t.Errorf("%d requests have reached %v, want %d", got, limits.Limit(l), want)
				}
			}
		})
	}
}
