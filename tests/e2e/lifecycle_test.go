package e2e

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/tests/guests"
)

// A gate is an origin that answers when it is told to, so that a guest's
// request lasts as long as a test likes.
type gate struct {
	url    string
	asked  chan struct{} // a request has come
	gone   chan struct{} // its client has gone
	answer chan struct{} // close it to let answers out
}

func newGate(t testing.TB) *gate {
	g := &gate{asked: make(chan struct{}, 1), gone: make(chan struct{}, 1), answer: make(chan struct{})}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.asked <- struct{}{}
		select {
		case <-g.answer:
			io.WriteString(w, "at last")
		case <-r.Context().Done():
			g.gone <- struct{}{}
		}
	}))
	t.Cleanup(s.Close)
	g.url = s.URL
	return g
}

// waiting is a server with one request that waits for the gate.
func waiting(t *testing.T, g *gate, args ...string) (*server, chan answer, context.CancelFunc) {
	s := up(t, single("c-http-core", `allowed_outbound_hosts = ["`+g.url+`"]`), args...)
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	answers := make(chan answer, 1)
	go func() {
		resp, err := s.client.Do(s.request(ctx, "GET", "/fetch", nil, "X-Url: "+g.url))
		if err != nil {
			answers <- answer{err: err}
			return
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		answers <- answer{status: resp.StatusCode, body: string(body), err: err}
	}()
	received(t, g.asked, "the guest's request")
	return s, answers, cancel
}

func received[T any](t testing.TB, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("%s did not come", what)
		panic("unreachable")
	}
}

// refused waits until the server accepts no more connections.
func (s *server) refused() {
	s.t.Helper()
	address := strings.TrimPrefix(s.url, "http://")
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		c, err := net.Dial("tcp", address)
		if err != nil {
			return
		}
		c.Close()
		time.Sleep(time.Millisecond)
	}
	s.t.Fatal("connections are still accepted")
}

// TestDrain stops a server: what runs is finished, nothing new is accepted.
func TestDrain(t *testing.T) {
	signals(t)
	for name, sig := range map[string]os.Signal{"SIGTERM": terminate, "interrupt": interrupt} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGate(t)
			s, answers, _ := waiting(t, g, "--grace", "5m")
			s.signal(sig)
			s.refused()
			close(g.answer)
			received(t, answers, "the answer").is(t, 200, "at last")
			if code := s.exit(); code != 0 {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

// TestSecondSignal does not wait for the request that runs.
func TestSecondSignal(t *testing.T) {
	signals(t)
	g := newGate(t)
	s, answers, _ := waiting(t, g, "--grace", "5m")
	s.signal(interrupt)
	s.refused() // the first signal has been seen
	s.signal(interrupt)
	if code := s.exit(); code != 130 {
		t.Errorf("exit code %d, want 130", code)
	}
	if a := received(t, answers, "an answer"); a.err == nil {
		t.Errorf("the client takes %d %q for whole", a.status, a.body)
	}
}

// TestGrace ends requests that take longer than they may. Those whose answer has
// not begun are answered.
func TestGrace(t *testing.T) {
	signals(t)
	g := newGate(t)
	s, answers, _ := waiting(t, g, "--grace", "1ms")
	s.signal(terminate)
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	received(t, answers, "an answer").is(t, 503, "")
	received(t, g.gone, "the end of the guest's request")
}

// TestClientGone cancels the guest of a client that went away, wherever it
// waits; that is nobody's failure.
func TestClientGone(t *testing.T) {
	t.Run("in an outgoing request", func(t *testing.T) {
		g := newGate(t)
		s, answers, leave := waiting(t, g)
		leave()
		if a := received(t, answers, "an answer"); !errors.Is(a.err, context.Canceled) {
			t.Errorf("%+v", a)
		}
		received(t, g.gone, "the end of the guest's request")
		s.get("/").has(t, 200, "hello")
		if s.mentions("failed") {
			t.Error("a failure is logged")
		}
	})
	t.Run("asleep", func(t *testing.T) {
		signals(t)
		s := up(t, single("c-http-core", ""), "--grace", "5m")
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		resp, err := s.client.Do(s.request(ctx, "GET", "/sleep/100000000", nil))
		if err != nil {
			t.Fatal(err)
		}
		leave()
		resp.Body.Close()
		s.signal(terminate) // nothing runs, so nothing is waited for
		if code := s.exit(); code != 0 {
			t.Errorf("exit code %d", code)
		}
	})
	t.Run("while it is sent a body", func(t *testing.T) {
		signals(t)
		s := up(t, single("c-http-core", ""), "--grace", "5m")
		resp, err := s.client.Get(s.url + "/large/100000000000")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		s.signal(terminate)
		if code := s.exit(); code != 0 {
			t.Errorf("exit code %d", code)
		}
	})
}

// TestPortInUse says what to do.
func TestPortInUse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	dir := single("c-http-core", "").write(t)
	address := l.Addr().String()
	command{dir: dir, args: []string{"up", "--listen", address}}.run(t).
		fails(t, 1, "gyro: error: listen on "+address+": ", "hint: another program listens there", "--listen", "port 0")
	command{dir: dir, env: []string{"SPIN_HTTP_LISTEN_ADDR=" + address}, args: []string{"up"}}.run(t).fails(t, 1, "listen on "+address)
	command{dir: dir, args: []string{"up", "--listen", "nonsense"}}.run(t).fails(t, 1, "listen on nonsense", "hint: the address is HOST:PORT")
}

// TestFrom starts the same guest by each kind of -f.
func TestFrom(t *testing.T) {
	a := single("c-http-core", "")
	a.files = map[string]string{"below/deep/x": ""}
	dir := a.write(t)
	for _, from := range [][]string{{}, {"-f", "spin.toml"}, {"-f", "."}, {"-f", dir}} {
		s := upIn(t, dir, nil, from...)
		s.get("/x").has(t, 200, "hello from C /x")
		s.stop()
	}
	s := upIn(t, dir+"/below/deep", nil)
	s.get("/x").has(t, 200, "hello from C /x")
	s = upIn(t, t.TempDir(), nil, "-f", guests.Build(t, "c-http-core"), "-e", "A=b")
	s.get("/env").is(t, 200, "A=b\n")
}

// TestOutput shows what guests print where it belongs: -q hides it, -L says
// where the files go, "" writes none.
func TestOutput(t *testing.T) {
	app := single("c-http-core", "")
	t.Run("quiet", func(t *testing.T) {
		s := up(t, app, "-q")
		s.get("/print").is(t, 200, "printed\n")
		s.get("/trap").has(t, 500) // logged after what was printed
		s.logs(`^gyro: request .* failed`)
		if s.mentions("out one") {
			t.Error("-q shows what guests print")
		}
		logged(t, s.dir+"/.spin/logs/main_stdout.txt", "out one\nout two\n")
	})
	t.Run("folder", func(t *testing.T) {
		logs := t.TempDir()
		for range 2 { // the second run appends
			s := up(t, app, "-L", logs)
			s.get("/print").is(t, 200, "printed\n")
			s.stop()
		}
		logged(t, logs+"/main_stdout.txt", "out one\nout two\nout one\nout two\n")
		logged(t, logs+"/main_stderr.txt", "err one\nerr one\n")
		s := up(t, app, "-L", logs, "--truncate-logs")
		s.stop()
		logged(t, logs+"/main_stdout.txt", "")
	})
	t.Run("none", func(t *testing.T) {
		s := up(t, app, "--log-dir", "")
		s.get("/print").is(t, 200, "printed\n")
		s.stop()
		missing(t, s.dir+"/.spin")
	})
}

func logged(t *testing.T, path, want string) {
	t.Helper()
	if text, err := os.ReadFile(path); err != nil || string(text) != want {
		t.Errorf("%s: %q, %v; want %q", path, text, err, want)
	}
}

func missing(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is there: %v", path, err)
	}
}
