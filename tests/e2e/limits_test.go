package e2e

import (
	"io"
	"strings"
	"testing"
)

// reached checks that a request ended at a limit: with its status, and with one
// line in the log that names it and what raises it.
func (s *server) reached(a answer, status int, limit string) {
	s.t.Helper()
	id := a.header.Get("Gyro-Error-Id")
	a.is(s.t, status, "component main failed; the log has the details under error id "+id+"\n")
	if retry := a.header.Get("Retry-After"); (retry != "") != (status == 503) {
		s.t.Errorf("status %d, Retry-After %q", status, retry)
	}
	s.logsLimit(id, limit)
}

func (s *server) logsLimit(id, limit string) {
	s.t.Helper()
	name, _, _ := strings.Cut(limit, " ")
	s.logs(`^gyro: request ` + id + ` failed: component main: \w+ /\S*: the limit ` + limit + ` is reached; to raise it, ` +
		`set limits\.` + name + ` under \[\S+\.tool\.gyro\], or run with --limit \S*` + name + `=VALUE\n`)
}

func TestRequestBodyLimit(t *testing.T) {
	s := up(t, single("c-http-core", `tool.gyro.limits.request_body = "100kB"`))
	ok, much := strings.Repeat("x", 100_000), strings.Repeat("x", 100_001)
	unknown := func(text string) io.Reader { return struct{ io.Reader }{strings.NewReader(text)} }
	s.do("POST", "/count", strings.NewReader(ok)).has(t, 200, "bytes: 100000\n")
	s.do("POST", "/count", unknown(ok)).has(t, 200, "bytes: 100000\n")
	s.reached(s.do("POST", "/count", strings.NewReader(much)), 413, "request_body = 100kB")
	s.reached(s.do("POST", "/count", unknown(much)), 413, "request_body = 100kB")
	s.get("/").has(t, 200, "hello")
}

func TestResponseBodyLimit(t *testing.T) {
	s := up(t, single("c-http-core", ""), "--limit", "main.response_body=100kB")
	if a := s.get("/large/100000"); a.status != 200 || a.err != nil || len(a.body) != 100_000 {
		t.Errorf("at the limit: %d, %d bytes, %v", a.status, len(a.body), a.err)
	}
	// What is larger than a buffer has begun when the limit is seen.
	if a := s.get("/large/100001"); a.status == 200 && a.err == nil {
		t.Errorf("above the limit the client takes %d bytes for whole", len(a.body))
	}
	s.logsLimit(`[0-9a-f]+`, "response_body = 100kB")
	s.get("/").has(t, 200, "hello")
}

// TestSmallResponseBodyLimit has a limit that is reached before anything is
// sent.
func TestSmallResponseBodyLimit(t *testing.T) {
	s := up(t, single("c-http-core", ""), "--limit", "main.response_body=3kB")
	s.get("/large/3000").has(t, 200, "")
	s.reached(s.get("/large/3001"), 500, "response_body = 3kB")
	s.do("HEAD", "/large/3001", nil).is(t, 200, "")
}

func TestWallTimeLimit(t *testing.T) {
	g := newGate(t)
	t.Run("no answer", func(t *testing.T) {
		s := up(t, single("c-http-core", `allowed_outbound_hosts = ["`+g.url+`"]`), "--limit", "wall_time=100ms")
		s.reached(s.do("GET", "/fetch", nil, "X-Url: "+g.url), 504, "wall_time = 100ms")
		received(t, g.gone, "the end of the guest's request")
	})
	t.Run("half an answer", func(t *testing.T) {
		s := up(t, single("c-http-core", ""), "--limit", "wall_time=100ms")
		if a := s.get("/sleep/100000"); a.status == 200 && a.err == nil {
			t.Errorf("%q: the client takes it for whole", a.body)
		}
		s.logsLimit(`[0-9a-f]+`, "wall_time = 100ms")
	})
	t.Run("below", func(t *testing.T) {
		s := up(t, single("c-http-core", ""), "--limit", "wall_time=2m")
		s.get("/sleep/1").is(t, 200, "slept\n")
	})
}

// TestQueue checks that requests over the capacity wait, no more of them than
// may, and not longer.
func TestQueue(t *testing.T) {
	for _, limit := range []string{"instances", "total_instances"} {
		t.Run(limit, func(t *testing.T) {
			t.Run("answered", func(t *testing.T) {
				g := newGate(t)
				s, first, _ := waiting(t, g, "--limit", limit+"=1", "--limit", "queue_time=5m")
				s.t = t
				second := make(chan answer)
				go func() { second <- s.get("/") }()
				s.get("/.well-known/spin/health").is(t, 200, "OK") // waits for nobody
				close(g.answer)
				received(t, first, "the first answer").is(t, 200, "at last")
				received(t, second, "the second answer").has(t, 200, "hello")
			})
			t.Run("too late", func(t *testing.T) {
				g := newGate(t)
				s, first, _ := waiting(t, g, "--limit", limit+"=1", "--limit", "queue_time=100ms")
				reached := map[string]string{"instances": "queue_time = 100ms", "total_instances": "total_instances = 1"}[limit]
				s.t = t
				s.reached(s.get("/"), 503, reached)
				close(g.answer)
				received(t, first, "the first answer").is(t, 200, "at last")
				s.get("/").has(t, 200, "hello")
			})
		})
	}
	t.Run("too many", func(t *testing.T) {
		g := newGate(t)
		s, first, _ := waiting(t, g, "--limit", "instances=1", "--limit", "queue_length=1", "--limit", "queue_time=5m")
		answers := make(chan answer)
		for range 3 {
			go func() { answers <- s.get("/") }()
		}
		for range 2 { // one of the three waits
			s.reached(received(t, answers, "a refusal"), 503, "queue_length = 1")
		}
		close(g.answer)
		received(t, first, "the first answer").is(t, 200, "at last")
		received(t, answers, "the answer that waited").has(t, 200, "hello")
	})
}

// TestQueueAtDrain stops a server while a request waits in the queue: it is
// answered.
func TestQueueAtDrain(t *testing.T) {
	signals(t)
	for name, grace := range map[string]string{"within the grace period": "5m", "after it": "1ms"} {
		t.Run(name, func(t *testing.T) {
			g := newGate(t)
			s, first, _ := waiting(t, g, "--limit", "instances=1", "--limit", "queue_time=5m", "--limit", "queue_length=1", "--grace", grace)
			s.t = t
			answers := make(chan answer)
			for range 2 {
				go func() { answers <- s.get("/") }()
			}
			received(t, answers, "a refusal").is503(t) // so that the other one waits
			s.signal(terminate)
			if grace == "1ms" {
				received(t, first, "the first answer").is503(t)
				received(t, answers, "the answer that waited").is503(t)
			} else {
				s.refused()
				close(g.answer)
				received(t, first, "the first answer").is(t, 200, "at last")
				received(t, answers, "the answer that waited").has(t, 200, "hello")
			}
			if code := s.exit(); code != 0 {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

func (a answer) is503(t *testing.T) {
	t.Helper()
	if a.err != nil || a.status != 503 {
		t.Errorf("%d, %v, want 503", a.status, a.err)
	}
}

// TestProfiles checks who may raise limits.
func TestProfiles(t *testing.T) {
	body := strings.Repeat("x", 11<<20)
	for _, tt := range []struct {
		name, config string
		args         []string
		status       int
	}{
		{"local", "", nil, 200},
		{"strict in the manifest", `tool.gyro.profile = "strict"`, nil, 413},
		{"raised in the manifest", `tool.gyro = { profile = "strict", limits.request_body = "20MiB" }`, nil, 200},
		{"strict on the command line", `tool.gyro.limits.request_body = "20MiB"`, []string{"--limit-profile", "strict"}, 413},
		{"raised on the command line", "", []string{"--limit-profile", "strict", "--limit", "main.request_body=20MiB"}, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := up(t, single("c-http-core", tt.config), tt.args...)
			if a := s.do("POST", "/count", strings.NewReader(body)); a.status != tt.status {
				t.Errorf("status %d, want %d", a.status, tt.status)
			}
		})
	}
}
