package guests_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/tests/guests"
	"github.com/gyro-wasm/gyro/wasi"
)

// A world is one guest and what it was given.
type world struct {
	guests.Guest
	pool   *component.Pool
	url    string   // where it answers
	origin string   // a server that it may fetch from
	tcp    string   // a server that answers in capitals
	output *outputs // what it printed
}

type outputs struct {
	mu          sync.Mutex
	out, stderr bytes.Buffer
	failures    []error
}

func (o *outputs) write(b *bytes.Buffer, p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return b.Write(p)
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

// load links a guest, with imports missing for those who import all of Spin.
func load(t *testing.T, g guests.Guest) *component.Linked {
	t.Helper()
	if testing.Short() && (g.Folder == "js" || g.Folder == "python") {
		t.Skip("compiles 12 MB and more")
	}
	path := guests.Build(t, g.Name)
	wasm, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	rt, err := component.NewRuntime(ctx, component.Config{CacheDir: filepath.Join(filepath.Dir(path), "compiled")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rt.Close(ctx) })
	c, err := rt.Load(ctx, wasm)
	if err != nil {
		t.Fatal(err)
	}
	l := component.NewLinker()
	l.AllowMissing(g.Folder == "python")
	if err := wasi.AddTo(l); err != nil {
		t.Fatal(err)
	}
	linked, err := l.Link(c)
	if err != nil {
		t.Fatal(err)
	}
	return linked
}

// files makes a directory for the guest, with more directories in it.
func files(t *testing.T, dirs ...string) *wasi.Dir {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "greeting"), []byte("good day\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range dirs {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	d, err := wasi.OpenDir(dir, "/", false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// pool returns a pool of instances of a guest.
func pool(t *testing.T, linked *component.Linked, c wasi.Config) *component.Pool {
	t.Helper()
	p, err := linked.NewPool(context.Background(), component.PoolConfig{Template: func() (component.InstanceConfig, error) {
		h, err := wasi.NewHost(c)
		if err == nil {
			t.Cleanup(func() { h.Close() })
		}
		return component.InstanceConfig{Data: h}, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return p
}

// serve starts a guest, whose instances are used again where they can be.
func serve(t *testing.T, g guests.Guest) *world {
	o := &outputs{}
	c := wasi.Config{
		Env:     []string{"COLOUR=blue"},
		Dirs:    []*wasi.Dir{files(t, "directory")},
		HTTP:    &wasi.HTTPClient{},
		Sockets: &wasi.Sockets{},
		Stdout:  writer(func(p []byte) (int, error) { return o.write(&o.out, p) }),
		Stderr:  writer(func(p []byte) (int, error) { return o.write(&o.stderr, p) }),
	}
	instances := pool(t, load(t, g), c)
	h := wasi.NewHandler(instances, c, func(_ *http.Request, err error) {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.failures = append(o.failures, err)
	})
	server, origin := httptest.NewServer(h), httptest.NewServer(newOrigin())
	t.Cleanup(server.Close)
	t.Cleanup(origin.Close)
	return &world{Guest: g, pool: instances, url: server.URL, origin: origin.URL, tcp: capitals(t), output: o}
}

// newOrigin returns a server; its /gathering answers requests when ten have come, which shows that they
// wait at the same time.
func newOrigin() http.Handler {
	mux := http.NewServeMux()
	var mu sync.Mutex
	var come int
	all := make(chan struct{})
	mux.HandleFunc("/gathering", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		if come++; come == 10 {
			close(all)
		}
		mu.Unlock()
		select {
		case <-all:
			fmt.Fprint(w, "ten")
		case <-r.Context().Done():
		}
	})
	mux.HandleFunc("/upper", func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusAccepted)
		w.Write(append([]byte(r.Method+" "), bytes.ToUpper(b)...))
	})
	mux.HandleFunc("/never", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	return mux
}

// capitals starts a TCP server that answers what it got in capitals.
func capitals(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			b, _ := io.ReadAll(c)
			c.Write(bytes.ToUpper(b))
			c.Close()
		}
	}()
	return l.Addr().String()
}

// ask sends a request with a body, if it is not empty, and returns the answer.
func (w *world) ask(t *testing.T, path, body string) (*http.Response, string) {
	t.Helper()
	method := http.MethodGet
	if body != "" {
		method = http.MethodPost
	}
	q, err := http.NewRequest(method, w.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	q.Header = http.Header{
		"Content-Type": {"text/x-test"}, "X-Echo-Colour": {"green"}, "X-Address": {w.tcp},
		"X-Url": {w.origin + "/upper"},
	}
	switch {
	case strings.HasPrefix(path, "/fanout"):
		q.Header.Set("X-Url", w.origin+"/gathering")
	case path == "/cancel":
		q.Header.Set("X-Url", w.origin+"/never")
	}
	resp, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		b = append(b, cutShort...)
	}
	return resp, string(b)
}

// cutShort stands for the end of a body that did not come whole.
const cutShort = "(cut short)"

// failure is the answer of a guest that fails: an error, or half a response
// if some had left before.
const failure = "failure"

// routes say what each route answers: a pattern for the whole body.
var routes = map[string]struct {
	path, body string
	status     int // 0 means 200
	want       string
}{
	"hello":      {"/a/b", "", 0, `hello from .* /a/b( count=1)?\n`},
	"headers":    {"/headers", "", 0, `(?s).*(?i:x-echo-colour): green\n.*`},
	"method":     {"/method", "x", 0, `POST\n`},
	"echo":       {"/echo", "there and back", 0, `there and back`},
	"splice":     {"/splice", "there and back", 0, `there and back`},
	"count":      {"/count", "abc", 0, `bytes: 3\nsum: 96354\n`},
	"large":      {"/large/5", "", 0, "\x00\x01\x02\x03\x04"},
	"trailers":   {"/trailers", "body", 0, `body`},
	"env":        {"/env", "", 0, `(?s).*COLOUR=blue\n.*`},
	"files":      {"/files/greeting", "", 0, `good day\n`},
	"clock":      {"/clock", "", 0, `seconds: 1\d{9}\nslept: \d+\n`},
	"random":     {"/random", "", 0, `[0-9a-f]{32}\n`},
	"sleep":      {"/sleep/1", "", 0, `slept\n`},
	"cpu":        {"/cpu/1", "", 0, `xorshift: 1363160026601443621\n`},
	"print":      {"/print", "", 0, `printed\n`},
	"fetch":      {"/fetch", "", 202, `GET `},
	"fanout":     {"/fanout/10", "", 0, `bytes: 30\ntook: \d+\n`},
	"cancel":     {"/cancel", "", 0, `error: .*deadline exceeded\ntook: \d+\n`},
	"flush":      {"/flush", "", 0, `part 0\npart 1\npart 2\n`},
	"heap":       {"/heap/100", "", 0, `ok 100\n`},
	"goroutines": {"/goroutines/100", "", 0, `100 goroutines \d+\n`},
	"tcp":        {"/tcp", "shout", 0, `SHOUT`},
	"resolve":    {"/resolve/localhost", "", 0, `127\.0\.0\.1\n`},

	"trap":        {"/trap", "", 0, failure},
	"exit":        {"/exit/1", "", 0, failure},
	"exit-code":   {"/exit-code/7", "", 0, failure},
	"overflow":    {"/overflow", "", 0, failure},
	"silent":      {"/silent", "", 0, failure},
	"late-trap":   {"/late-trap", "", 0, `half an \(cut short\)`},
	"unfinished":  {"/unfinished", "", 0, `half an \(cut short\)`},
	"bad-handle":  {"/bad-handle", "", 0, failure},
	"double-drop": {"/double-drop", "", 0, failure},
	"wrong-type":  {"/wrong-type", "", 0, failure},
	"bad-pointer": {"/bad-pointer", "", 0, failure},
	"bad-result":  {"/bad-result", "", 0, failure},
	"unaligned":   {"/unaligned", "", 0, failure},
	"huge-list":   {"/huge-list", "", 0, failure},
	"no-permit":   {"/no-permit", "", 0, failure},
	"udp":         {}, // TestUDP
	"leave":       {}, // TestLeave
}

// TestHTTP asks every guest that answers HTTP for all that it knows.
func TestHTTP(t *testing.T) {
	for _, g := range guests.All {
		if g.World != guests.HTTP {
			continue
		}
		t.Run(g.Name, func(t *testing.T) {
			w := serve(t, g)
			for name := range strings.FieldsSeq(g.Does) {
				t.Run(name, func(t *testing.T) { w.check(t, name) })
			}
			t.Run("large-echo", w.checkLargeEcho)
		})
	}
}

func (w *world) check(t *testing.T, name string) {
	r, ok := routes[name]
	switch {
	case !ok:
		t.Fatalf("the test does not know the route %s", name)
	case r.path == "":
		t.Skip("has a test of its own")
	}
	resp, body := w.ask(t, r.path, r.body)
	if r.want == failure {
		if resp.StatusCode != http.StatusInternalServerError && !strings.HasSuffix(body, cutShort) {
			t.Errorf("%s answers %d %.300q, want a failure", r.path, resp.StatusCode, body)
		}
		return
	}
	if r.status == 0 {
		r.status = http.StatusOK
	}
	if resp.StatusCode != r.status || !regexp.MustCompile(`^(?:`+r.want+`)$`).MatchString(body) {
		t.Errorf("%s answers %d %.300q, want %d %s\n%s", r.path, resp.StatusCode, body, r.status, r.want, w.told())
	}
	if name == "trailers" && resp.Trailer.Get("X-Trailer") == "" {
		t.Errorf("no trailer came: %v", resp.Trailer)
	}
	if name == "print" {
		w.checkOutput(t)
	}
	if name == "hello" && resp.Header.Get("X-Guest") != "" && resp.Header.Get("X-Echo-Colour") != "green" {
		t.Errorf("X-Echo-Colour did not come back: %v", resp.Header)
	}
}

func (w *world) checkOutput(t *testing.T) {
	w.output.mu.Lock()
	defer w.output.mu.Unlock()
	if got := w.output.out.String(); !strings.Contains(got, "out one\nout two\n") {
		t.Errorf("stdout is %q", got)
	}
	if got := w.output.stderr.String(); !strings.Contains(got, "err one\n") {
		t.Errorf("stderr is %q", got)
	}
}

// told returns what explains a wrong answer.
func (w *world) told() string {
	w.output.mu.Lock()
	defer w.output.mu.Unlock()
	return fmt.Sprintf("failures: %v\nstderr: %s", w.output.failures, w.output.stderr.String())
}

func (w *world) checkLargeEcho(t *testing.T) {
	if !w.Can("echo") {
		t.Skip("no echo")
	}
	body := strings.Repeat("0123456789abcdef", 100_000)
	if _, got := w.ask(t, "/echo", body); got != body {
		t.Errorf("%d bytes came back of %d, or others\n%s", len(got), len(body), w.told())
	}
}

// TestLeave has requests leave traces wherever their language lets them: all
// others must find the same, nothing.
func TestLeave(t *testing.T) {
	for _, g := range guests.All {
		if !g.Can("leave") {
			continue
		}
		t.Run(g.Name, func(t *testing.T) {
			t.Parallel()
			w := serve(t, g)
			_, first := w.ask(t, "/leave/mark-0", "")
			if !strings.Contains(first, "\n") || strings.Contains(first, "mark") {
				t.Fatalf("the first finds %q\n%s", first, w.told())
			}
			if _, why := w.pool.Reuse(); why != "" {
				t.Logf("instances are not used again: %s", why)
			}
			for i := range 5 {
				if _, next := w.ask(t, fmt.Sprintf("/leave/mark-%d", i+1), ""); next != first {
					t.Errorf("found %q, the first has found %q\n%s", next, first, w.told())
				}
				if i == 2 {
					w.ask(t, "/trap", "") // the next request gets another instance
				}
			}
		})
	}
}

// TestUDP lets the C guest talk to a UDP server.
func TestUDP(t *testing.T) {
	g, err := guests.Named("c-http")
	if err != nil {
		t.Fatal(err)
	}
	w := serve(t, g)
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	go func() {
		b := make([]byte, 100)
		for {
			n, from, err := c.ReadFrom(b)
			if err != nil {
				return
			}
			c.WriteTo(bytes.ToUpper(b[:n]), from)
		}
	}()
	w.tcp = c.LocalAddr().String()
	if resp, body := w.ask(t, "/udp", "shout"); body != "SHOUT" {
		t.Errorf("answered %s %q\n%s", resp.Status, body, w.told())
	}
}
