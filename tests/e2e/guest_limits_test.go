package e2e

import (
	"strings"
	"testing"
)

// TestGuestLimits checks the limits on what a guest does by itself, each just
// above and just below.
func TestGuestLimits(t *testing.T) {
	for _, tt := range []struct {
		limit, value string
		guest        string
		above, below string
		status       int
	}{
		{"cpu", "20ms", "c-hostile", "/rounds/1300000", "/rounds/1100000", 504},
		{"memory", "16MiB", "c-hostile", "/memory/257", "/memory/256", 500},
		{"table_elements", "1000", "c-hostile-tables", "/table/990", "/table/970", 500},
		{"call_depth", "1000", "c-hostile", "/depth/400", "/depth/300", 500},
		{"host_buffers", "1MiB", "c-hostile", "/list/20500", "/list/20000", 500},
		{"host_buffers", "1MiB", "c-hostile", "/fields/6", "/fields/5", 500},
		{"host_buffers", "1MiB", "c-hostile", "/bodies/5", "/bodies/3", 500},
		{"handles", "100", "c-hostile", "/handles/96", "/handles/95", 500},
		{"outbound_connections", "4", "c-hostile", "/fetches/5", "/fetches/4", 500},
		{"outbound_connections", "4", "c-hostile", "/sockets/5", "/sockets/4", 500},
	} {
		t.Run(tt.limit+tt.above, func(t *testing.T) {
			t.Parallel()
			app := single(tt.guest, `allowed_outbound_hosts = ["*://*:*"]`)
			s := up(t, app, "--limit", "main."+tt.limit+"="+tt.value)
			authority := "X-Authority: " + mute(t)
			if a := s.get(tt.below, authority); a.status != 200 || a.err != nil {
				t.Errorf("just below: %d %q, %v", a.status, short(a.body), a.err)
			}
			s.reached(s.get(tt.above, authority), tt.status, tt.limit+" = "+tt.value)
			if n := strings.Count(s.log(), "failed: "); n != 1 {
				t.Errorf("%d failures in the log, want 1", n)
			}
			s.get("/").has(t, 200, "hello")
		})
	}
}
