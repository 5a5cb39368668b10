package e2e

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// An attack is a request by which a guest tries to take more than it may.
type attack struct {
	name string
	path string
	// guest is of package guests; "" is c-hostile.
	guest string
	// code is that of the guest if it is none of those.
	code []byte
	// limits are set beside those of the strict profile.
	limits []string
	// stopped is the limit that stops it, as the log has it.
	stopped string
	// status is that of the answer; 0 if one has begun, which is broken off.
	status int
	// memory is how much the server may hold at its peak, in MB; 0 is 200.
	memory int
}

// attackers is how many requests of an attack come at the same time.
const attackers = 4

var attacks = []attack{
	{name: "loop", path: "/loop", limits: []string{"cpu=200ms"}, stopped: "cpu = 200ms", status: 504},
	{name: "recursion", path: "/recurse", stopped: "call_depth = 10000", status: 500},
	{name: "tail calls", path: "/tail", limits: []string{"cpu=200ms"}, stopped: "cpu = 200ms", status: 504},
	{name: "memory.grow", path: "/memory/65536", stopped: "memory = 128MiB", status: 500, memory: 200 + attackers*128},
	{name: "table.grow", path: "/table/100000000", guest: "c-hostile-tables", stopped: "table_elements = 100000", status: 500},
	{name: "ref.func", path: "/", code: refFuncStorm, limits: []string{"cpu=200ms"}, stopped: "cpu = 200ms", status: 504},
	{name: "memory.fill", path: "/fill", limits: []string{"cpu=200ms"}, stopped: "cpu = 200ms", status: 504, memory: 200 + attackers*128},
	{name: "host calls", path: "/calls", limits: []string{"cpu=200ms"}, stopped: "cpu = 200ms", status: 504},
	{name: "host calls that answer a lot", path: "/entropy", limits: []string{"cpu=50ms"}, stopped: "cpu = 50ms", status: 504},
	{name: "giant string", path: "/string/100000000", stopped: "host_buffers = 8MiB", status: 500, memory: 200 + attackers*128},
	{name: "giant list", path: "/list/25000000", stopped: "host_buffers = 8MiB", status: 500, memory: 200 + attackers*128},
	{name: "fields", path: "/fields/1000", stopped: "host_buffers = 8MiB", status: 500, memory: 300},
	{name: "bodies", path: "/bodies/1000", stopped: "host_buffers = 8MiB", status: 500, memory: 300},
	{name: "handles", path: "/handles/100000", stopped: "handles = 10000", status: 500},
	{name: "streams", path: "/streams/100000", stopped: "handles = 10000", status: 500},
	{name: "outgoing requests", path: "/fetches/1000", stopped: "outbound_connections = 32", status: 500},
	{name: "sockets", path: "/sockets/1000", stopped: "outbound_connections = 32", status: 500},
	{name: "response without end", path: "/endless", stopped: "response_body = 10MiB"},
	{name: "slow response", path: "/drip", limits: []string{"wall_time=500ms"}, stopped: "wall_time = 500ms"},
	{name: "no response", path: "/never", limits: []string{"wall_time=500ms"}, stopped: "wall_time = 500ms", status: 504},
}

// TestHostile lets guests attack, several at a time. The limit that should stop
// them does and is named in the log; the server stays within its memory; a
// bystander, another component of the same application, notices nothing; and
// the component that attacked answers its next request.
func TestHostile(t *testing.T) {
	for _, a := range attacks {
		t.Run(strings.ReplaceAll(a.name, " ", "-"), func(t *testing.T) {
			t.Parallel()
			s := a.start(t)
			stop := s.watch()
			a.run(s)
			stop()
			a.inMemory(s)
			if s.mentions(`panic|goroutine \d+ \[`) {
				t.Error("a panic of gyro is in the log")
			}
		})
	}
}

// start serves the attacker beside a bystander.
func (a attack) start(t *testing.T) *server {
	t.Helper()
	attacker := component{id: "attacker", guest: "c-hostile", config: `allowed_outbound_hosts = ["*://*:*"]`}
	app := application{components: []component{attacker, {id: "bystander", guest: "c-http-core", routes: []string{"/bystander"}}}}
	if a.guest != "" {
		app.components[0].guest = a.guest
	}
	if a.code != nil {
		app.components[0].source = "attacker.wasm"
		app.files = map[string]string{"attacker.wasm": string(a.code)}
	}
	args := []string{"--limit-profile", "strict"}
	for _, l := range a.limits {
		args = append(args, "--limit", "attacker."+l)
	}
	return up(t, app, args...)
}

// run attacks and checks how that ends.
func (a attack) run(s *server) {
	s.t.Helper()
	authority := "X-Authority: " + mute(s.t)
	var wg sync.WaitGroup
	for range attackers {
		wg.Go(func() {
			got, err := s.read(s.request(s.t.Context(), "GET", a.path, nil, authority), 64<<20)
			switch {
			case err != nil:
				s.t.Errorf("no answer: %v", err)
			case got.err == errTooLong:
				s.t.Errorf("it is not stopped after %d bytes", len(got.body))
			case got.status == 200 && got.err == nil:
				s.t.Errorf("the client takes %d %q for whole", got.status, short(got.body))
			case a.status != 0 && got.status != a.status:
				s.t.Errorf("status %d, want %d", got.status, a.status)
			}
		})
	}
	wg.Wait()
	name, _, _ := strings.Cut(a.stopped, " ")
	line := `(?m:^gyro: request [0-9a-f]+ failed: component attacker: GET ` + regexp.QuoteMeta(a.path) + `: the limit ` + a.stopped + ` is reached; ` +
		`to raise it, set limits\.` + name + ` under \[component\.attacker\.tool\.gyro\], or run with --limit attacker\.` + name + `=VALUE$)`
	s.await(`(?s)`+strings.Repeat(line+`.*?`, attackers), patience/6)
	if a.code == nil {
		s.get("/hello").is(s.t, 200, "hello from C /hello count=1\n")
	}
}

// mute returns the address of a server that never answers.
func mute(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() }) // the system has accepted what nobody takes
	return l.Addr().String()
}

// inMemory checks the peak of the server.
func (a attack) inMemory(s *server) {
	s.t.Helper()
	linuxOnly(s.t, "measuring memory")
	most := a.memory * 1e6
	if most == 0 {
		most = 200e6
	}
	if peak := s.peak(); peak > most {
		s.t.Errorf("the server had %d MB at its peak, want %d at most", peak/1e6, most/1000000)
	} else {
		s.t.Logf("the server had %d MB at its peak", peak/1e6)
	}
}

var errTooLong = errors.New("the body is too long")

// read sends a request and reads the answer, up to a length.
func (s *server) read(r *http.Request, most int64) (answer, error) {
	resp, err := s.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, most))
	if err == nil && int64(len(text)) == most {
		err = errTooLong
	}
	return answer{status: resp.StatusCode, header: resp.Header, body: string(text), err: err}, nil
}

// A bystander is a client of a component that has nothing to do with what
// others do.
type bystander struct {
	s       *server
	over    chan struct{}
	done    chan struct{}
	answers int
	worst   time.Duration
}

// watch asks the component bystander again and again until stop is called.
func (s *server) watch() (stop func()) {
	b := &bystander{s: s, over: make(chan struct{}), done: make(chan struct{})}
	go b.run()
	stop = sync.OnceFunc(b.stop)
	s.t.Cleanup(stop)
	return stop
}

func (b *bystander) run() {
	defer close(b.done)
	for {
		select {
		case <-b.over:
			if b.answers >= 20 {
				return
			}
		default:
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		start := time.Now()
		a, err := b.s.read(b.s.request(ctx, "GET", "/bystander", nil), 1<<10)
		cancel()
		if err != nil || a.err != nil || a.status != 200 || a.body != "hello from C /bystander count=1\n" {
			b.s.t.Errorf("the bystander got %d %q, %v, %v", a.status, a.body, a.err, err)
			return
		}
		b.answers++
		b.worst = max(b.worst, time.Since(start))
	}
}

func (b *bystander) stop() {
	close(b.over)
	<-b.done
	b.s.t.Logf("the bystander had %d answers, the slowest after %v", b.answers, b.worst.Round(time.Microsecond))
}

// refFuncStorm is a handler that takes references of a function for ever:
//
//	(module (func (export "wasi:http/incoming-handler@0.2.12#handle") (param i32 i32)
//	  (loop (drop (ref.func 0)) (br 0))))
var refFuncStorm = handlerModule(0x03, 0x40, 0xd2, 0, 0x1a, 0x0c, 0, 0x0b)

// handlerModule is a core module that exports a handler with that code.
func handlerModule(code ...byte) []byte {
	const name = "wasi:http/incoming-handler@0.2.12#handle"
	body := append(append([]byte{0}, code...), 0x0b) // no locals … end
	m := []byte("\x00asm\x01\x00\x00\x00")
	m = append(m, section(1, 1, 0x60, 2, 0x7f, 0x7f, 0)...)
	m = append(m, section(3, 1, 0)...)
	m = append(m, section(7, append(append([]byte{1, byte(len(name))}, name...), 0, 0)...)...)
	return append(m, section(10, append(binary.AppendUvarint([]byte{1}, uint64(len(body))), body...)...)...)
}

func section(id byte, content ...byte) []byte {
	return append(binary.AppendUvarint([]byte{id}, uint64(len(content))), content...)
}

// TestUnreadResponse has clients that do not read a response without end: the
// guest waits for them until its time is over, and nothing is left of it.
func TestUnreadResponse(t *testing.T) {
	signals(t)
	for name, client := range map[string]func(testing.TB) *http.Client{"HTTP/1.1": http1, "HTTP/2": http2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := up(t, single("c-hostile", ""), "--limit", "wall_time=500ms", "--grace", "5m")
			resp, err := client(t).Do(s.request(t.Context(), "GET", "/endless", nil))
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			s.logs(`^gyro: request [0-9a-f]+ failed: component main: GET /endless: the limit wall_time = 500ms is reached; `)
			s.get("/").has(t, 200, "hello")
			s.signal(terminate)
			if code := s.exit(); code != 0 {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

// http1 is a client that speaks HTTP/1.1 and has small buffers.
func http1(t testing.TB) *http.Client {
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr}
}

// TestTraces lets guests write everywhere, end well or badly, and looks whether
// the next request finds anything of it.
func TestTraces(t *testing.T) {
	for _, guest := range []string{"c-hostile", "c-hostile-tables"} {
		t.Run(guest, func(t *testing.T) {
			t.Parallel()
			s := up(t, single(guest, `files = ["static/hello.txt"]`).with("static/hello.txt", "hello"), "--limit-profile", "strict")
			random := map[string]bool{}
			fresh := s.look(random)
			for name, want := range map[string]string{"traces": "0", "dirty": "0", "global": "0", "sum": "64", "functions": "12", "file": "none"} {
				if fresh[name] != want {
					t.Errorf("%s: %s in a fresh instance, want %s", name, fresh[name], want)
				}
			}
			var wg sync.WaitGroup
			for n := range 4 {
				wg.Go(func() {
					for i := range 25 {
						if n == 0 {
							s.leave(i % 2)
						} else if seen := s.look(random); !maps.Equal(seen, fresh) {
							t.Errorf("a request sees %v, want %v", seen, fresh)
							return
						}
					}
				})
			}
			wg.Wait()
			for i := range 10 {
				s.leave(i % 2)
				if seen := s.look(random); !maps.Equal(seen, fresh) {
					t.Errorf("after a request that wrote everywhere, the next sees %v, want %v", seen, fresh)
				}
			}
		})
	}
}

// with adds a file.
func (a application) with(name, text string) application {
	a.files = map[string]string{name: text}
	return a
}

// leave writes everywhere, and ends by a trap if bad is 1.
func (s *server) leave(bad int) {
	a := s.get(fmt.Sprintf("/leave/%d", bad))
	if want := fmt.Sprintf("left: %d\n", bad); bad == 0 && (a.status != 200 || a.err != nil || a.body != want) {
		s.t.Errorf("got %d %q, %v, want %q", a.status, a.body, a.err, want)
	}
	if bad == 1 && a.status != 500 && a.err == nil {
		s.t.Errorf("the client takes %d %q for whole", a.status, a.body)
	}
}

// look returns what a request finds, but for the random numbers that it gets,
// which nobody else must have got.
func (s *server) look(random map[string]bool) map[string]string {
	a := s.get("/look")
	if a.status != 200 || a.err != nil {
		s.t.Errorf("got %d %q, %v", a.status, a.body, a.err)
	}
	seen := a.lines()
	looking.Lock()
	defer looking.Unlock()
	if r := seen["random"]; len(r) != 32 || random[r] {
		s.t.Errorf("random numbers %q", r)
	} else {
		random[r] = true
	}
	delete(seen, "random")
	return seen
}

// looking guards the random numbers that were seen.
var looking sync.Mutex

// TestManyHandles lets guests have 100,000 streams and as many timers, where
// they may: they cost the server some bytes each, and as much again until
// garbage is collected.
func TestManyHandles(t *testing.T) {
	linuxOnly(t, "measuring memory")
	s := up(t, single("c-hostile", ""), "--limit-profile", "strict", "--limit", "handles=200000")
	var wg sync.WaitGroup
	for range attackers {
		wg.Go(func() {
			s.get("/streams/100000").is(t, 200, "streams: 100000\n")
			s.get("/handles/100000").is(t, 200, "handles: 100000\n")
		})
	}
	wg.Wait()
	s.holds(100 + attackers*50)
}
