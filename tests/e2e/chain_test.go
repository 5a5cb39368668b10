package e2e

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
)

// TestChain lets components of both versions of WASI call each other in process.
func TestChain(t *testing.T) {
	const grant = `allowed_outbound_hosts = ["http://*.spin.internal"]`
	a := application{
		components: []component{
			{id: "new", guest: "rust-p3-http", routes: []string{"/proxy", "/forward"}, config: grant},
			{id: "old", guest: "c-http-core", routes: []string{"/fetch"}, config: grant},
			{id: "hidden", guest: "c-http-core", routes: []string{}},
		},
		triggers: "[[trigger.http]]\nroute = { private = true }\ncomponent = \"hidden\"",
	}
	for mode, args := range map[string][]string{
		"fresh":  nil,
		"reused": {"--max-instance-reuse-count", "64", "--max-instance-concurrent-reuse-count", "8"},
	} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			s := up(t, a, args...)
			for _, from := range []string{"/proxy", "/forward", "/fetch"} {
				for _, to := range []string{"old", "hidden"} {
					url := "X-Url: http://" + to + ".spin.internal"
					s.get(from, url+"/some/path").has(t, 200, "hello from C /some/path count=1\n")
					h := s.get(from, url+"/headers/here?q=1", "X-Mine: yes").lines()
					for name, want := range map[string]string{
						"spin-path-info": "/headers/here", "spin-matched-route": "/...", "spin-component-route": "", "spin-client-addr": "0.0.0.0:0",
						"spin-full-url": "http://" + to + ".spin.internal/headers/here?q=1",
					} {
						if got, ok := h[name]; got != want || !ok {
							t.Errorf("%s to %s: %s is %q, want %q", from, to, name, got, want)
						}
					}
					if a := s.get(from, url+"/trap"); a.status < 500 {
						t.Errorf("%s to what traps: %d %q", from, a.status, a.body)
					}
				}
			}
			for from, n := range map[string]int64{"/proxy": 5 << 20, "/fetch": 20 << 10} { // C sends all before it reads
				r := s.request(t.Context(), "POST", from, io.MultiReader(pattern(n)), "X-Url: http://hidden.spin.internal/echo")
				resp, err := s.client.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				if err := same(resp.Body, pattern(n)); err != nil || resp.StatusCode != 200 {
					t.Errorf("%s of a large body: %d, %v", from, resp.StatusCode, err)
				}
				resp.Body.Close()
			}
			s.get("/fetch", "X-Url: http://nobody.spin.internal/").has(t, 502)
			s.get("/proxy", "X-Url: http://nobody.spin.internal/").has(t, 502)
			s.get("/fetch", "X-Url: https://hidden.spin.internal/").has(t, 502)
			var group sync.WaitGroup
			for i := range 8 {
				group.Go(func() {
					for j := range 20 {
						from := []string{"/proxy", "/forward", "/fetch"}[(i+j)%3]
						text := fmt.Sprintf("/client/%d/%d", i, j)
						resp, err := s.client.Do(s.request(t.Context(), "GET", from, nil, "X-Url: http://old.spin.internal"+text))
						if err != nil {
							t.Error(err)
							return
						}
						got, err := io.ReadAll(resp.Body)
						resp.Body.Close()
						if err != nil || resp.StatusCode != 200 || !strings.HasPrefix(string(got), "hello from C "+text) {
							t.Errorf("%s: %d %q, %v", text, resp.StatusCode, got, err)
						}
					}
				})
			}
			group.Wait()
		})
	}
}

// TestChainDenied has a component call another one without the grant.
func TestChainDenied(t *testing.T) {
	s := up(t, application{components: []component{
		{id: "denied", guest: "c-http-core"}, {id: "other", guest: "c-http-core", routes: []string{"/other"}},
	}})
	s.get("/fetch", "X-Url: http://other.spin.internal/").has(t, 502)
	s.logs(`disallowed destination 'http://other\.spin\.internal'`)
}
