package worker

import (
	"bytes"
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/telemetry"
	"github.com/gyro-wasm/gyro/tests/forward"
	"github.com/gyro-wasm/gyro/wasi"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// A site is an application on disk with one component, c.
type site struct {
	*testing.T
	dir     string
	log     bytes.Buffer
	options Options
}

// newSite writes an application; component are the lines of [component.c].
func newSite(t *testing.T, code []byte, component string) *site {
	t.Helper()
	s := &site{T: t, dir: t.TempDir()}
	s.write("c.wasm", code)
	s.write("spin.toml", []byte(`
spin_manifest_version = 2
[application]
name = "x"
[variables]
host = { default = "example.com" }
[[trigger.http]]
route = "/..."
component = "c"
[component.c]
source = "c.wasm"
`+component))
	a, err := app.Open(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	rt, err := newRuntime(t)
	if err != nil {
		t.Fatal(err)
	}
	logs, err := telemetry.OpenLogs(telemetry.LogOptions{Terminal: &s.log})
	if err != nil {
		t.Fatal(err)
	}
	s.options = Options{
		Runtime: rt, App: a, Variables: app.NewVariables(a), Logs: logs, WorkDir: t.TempDir(), Address: "127.0.0.1:3000",
		Progress: func(string) {},
	}
	return s
}

func newRuntime(t *testing.T) (*component.Runtime, error) {
	rt, err := component.NewRuntime(t.Context(), component.Config{})
	if err == nil {
		t.Cleanup(func() { _ = rt.Close(t.Context()) })
	}
	return rt, err
}

func (s *site) write(name string, content []byte) {
	s.Helper()
	path := filepath.Join(s.dir, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, content, 0o644)); err != nil {
		s.Fatal(err)
	}
}

func interfaces(names ...string) []*wit.Interface {
	var out []*wit.Interface
	for _, n := range names {
		out = append(out, witfiles.Interface(n))
	}
	return out
}

// handler is a guest that answers no request and imports interfaces.
func handler(t *testing.T, names ...string) []byte {
	t.Helper()
	code, err := forward.Handler(interfaces(names...)...)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

const (
	environment = "wasi:cli/environment@0.2.12"
	preopens    = "wasi:filesystem/preopens@0.2.12"
	filesystem  = "wasi:filesystem/types@0.2.12"
	requests    = "wasi:http/types@0.2.12"
	outgoing    = "wasi:http/outgoing-handler@0.2.12"
	instanceNet = "wasi:sockets/instance-network@0.2.12"
	createTCP   = "wasi:sockets/tcp-create-socket@0.2.12"
	tcp         = "wasi:sockets/tcp@0.2.12"
	createUDP   = "wasi:sockets/udp-create-socket@0.2.12"
	udp         = "wasi:sockets/udp@0.2.12"
)

// A caller calls the imports of an instance of the component.
type caller struct {
	*forward.Guest
	*testing.T
	close func()
}

// caller makes an instance whose imports from the interfaces can be called.
func (s *site) caller(names ...string) caller {
	s.Helper()
	linker, err := newLinker(false)
	if err == nil {
		err = forward.DefineExports(linker, interfaces(names...)...)
	}
	if err != nil {
		s.Fatal(err)
	}
	sh, err := newShare(1)
	if err != nil {
		s.Fatal(err)
	}
	l := &loaded{id: "c", share: sh}
	if err := l.load(s.Context(), &s.options, s.options.App.Component("c"), linker); err != nil {
		s.Fatal(err)
	}
	p, err := l.code.acquire(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	in, err := l.instantiate(s.Context(), p.pool, 1, component.InstanceConfig{})
	if err != nil {
		s.Fatal(err)
	}
	return caller{forward.New(in.guest), s.T, func() {
		w := &Worker{components: map[string]*loaded{"c": l}, share: sh}
		if err := errors.Join(in.close(s.Context()), w.Close()); err != nil {
			s.Error(err)
		}
	}}
}

func (c caller) call(iface, name string, args ...component.Value) component.Value {
	c.Helper()
	v, err := c.Call(c.Context(), iface, name, args...)
	if err != nil {
		c.Fatalf("%s#%s: %v", iface, name, err)
	}
	return v
}

func (c caller) ok(iface, name string, args ...component.Value) component.Value {
	c.Helper()
	v := c.call(iface, name, args...)
	p, isErr := v.Result()
	if isErr || p == nil {
		c.Fatalf("%s#%s: %v", iface, name, v)
	}
	return *p
}

// TestEnvironment checks that a component gets its variables in the same order
// each time.
func TestEnvironment(t *testing.T) {
	s := newSite(t, handler(t, environment), `environment = { Z = "1", B = "2=3", A = "", M = "é" }`)
	for range 5 {
		c := s.caller(environment)
		if got, want := c.call(environment, "get-environment").String(), `[("A", ""), ("B", "2=3"), ("M", "é"), ("Z", "1")]`; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		c.close()
	}
}

func TestBadEnvironment(t *testing.T) {
	for _, text := range []string{`"" = "hidden"`, `"A=B" = "hidden"`, `"A\u0000" = "hidden"`, `A = "hidden\u0000"`} {
		s := newSite(t, handler(t), "environment = { "+text+" }")
		_, err := Load(t.Context(), s.options)
		if err == nil || !strings.Contains(err.Error(), "component c: environment: ") || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestFiles checks that a component sees its files, and no more, and cannot
// change them.
func TestFiles(t *testing.T) {
	s := newSite(t, handler(t, preopens, filesystem), `files = ["pages/*", { source = "other", destination = "/moved" }]`)
	s.write("pages/one.txt", []byte("1"))
	s.write("other/two.txt", []byte("2"))
	s.write("hidden.txt", []byte("3"))
	c := s.caller(preopens, filesystem)
	defer c.close()
	list := c.call(preopens, "get-directories").List()
	if len(list) != 1 || list[0].Fields()[1].Str() != "/" {
		t.Fatalf("directories are %v", list)
	}
	dir := list[0].Fields()[0]
	none, read := wit.FlagsValue(0), wit.FlagsValue(1)
	for name, want := range map[string]string{"pages/one.txt": "1", "moved/two.txt": "2", "hidden.txt": "", "../spin.toml": ""} {
		v := c.call(filesystem, "[method]descriptor.open-at", dir, none, wit.StringValue(name), none, read)
		f, isErr := v.Result()
		if isErr {
			if want != "" {
				t.Errorf("%s: %v", name, v)
			}
			continue
		}
		got := c.ok(filesystem, "[method]descriptor.read", *f, wit.U64Value(9), wit.U64Value(0)).Fields()[0].Bytes()
		if string(got) != want {
			t.Errorf("%s has %q, want %q", name, got, want)
		}
	}
	if got := c.call(filesystem, "[method]descriptor.unlink-file-at", dir, wit.StringValue("pages/one.txt")).String(); got != "err(enum:33)" {
		t.Errorf("unlink: %s, want read-only", got)
	}
}

// TestRefusals checks that a refused host is in the component's log, with what
// would allow it, and that the guest learns only that it was refused.
func TestRefusals(t *testing.T) {
	s := newSite(t, handler(t, requests, outgoing, instanceNet, createTCP, tcp, createUDP, udp), `allowed_outbound_hosts = ["https://{{ host }}"]`)
	c := s.caller(requests, outgoing, instanceNet, createTCP, tcp, createUDP, udp)
	send := func(authority component.Value) string {
		q := c.call(requests, "[constructor]outgoing-request", c.call(requests, "[constructor]fields"))
		c.call(requests, "[method]outgoing-request.set-authority", q, authority)
		return c.call(outgoing, "handle", q, wit.NoneValue()).String()
	}
	network := c.call(instanceNet, "instance-network")
	address := func(port uint16, ip ...uint8) component.Value {
		var parts []component.Value
		for _, b := range ip {
			parts = append(parts, wit.U8Value(b))
		}
		return wit.VariantValue(0, wit.RecordValue(wit.U16Value(port), wit.RecordValue(parts...)))
	}
	newTCP := func() component.Value { return c.ok(createTCP, "create-tcp-socket", wit.EnumValue(0)) }
	newUDP := func() component.Value { return c.ok(createUDP, "create-udp-socket", wit.EnumValue(0)) }
	const denied, refused = "err(variant:15)", "err(enum:1)"
	tests := []struct {
		what, got, want, log string
	}{
		{"another host", send(wit.SomeValue(wit.StringValue("example.org:81"))), denied, `allowed_outbound_hosts = ["https://example.org:81"]`},
		{"the application", send(wit.NoneValue()), denied, `allowed_outbound_hosts = ["http://self"]`},
		{"tcp", c.call(tcp, "[method]tcp-socket.start-connect", newTCP(), network, address(9, 127, 0, 0, 1)).String(), refused, `allowed_outbound_hosts = ["tcp://127.0.0.1:9"]`},
		{"listening", c.call(tcp, "[method]tcp-socket.start-bind", newTCP(), network, address(0, 127, 0, 0, 1)).String(), refused, ""},
		{"udp on an address", c.call(udp, "[method]udp-socket.start-bind", newUDP(), network, address(0, 127, 0, 0, 1)).String(), refused, ""},
		{"udp", c.call(udp, "[method]udp-socket.start-bind", newUDP(), network, address(0, 0, 0, 0, 0)).String(), "ok", ""},
	}
	c.close()
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: %s, want %s", tt.what, tt.got, tt.want)
		}
		if !strings.Contains(s.log.String(), tt.log) {
			t.Errorf("%s: the log has no %s:\n%s", tt.what, tt.log, &s.log)
		}
	}
	if n := strings.Count(s.log.String(), "To allow this request"); n != 3 {
		t.Errorf("%d refusals in the log, want 3:\n%s", n, &s.log)
	}
}

// values is a provider.
type values map[string]string

func (v values) Get(_ context.Context, name string) (string, bool, error) {
	value, ok := v[name]
	return value, ok, nil
}

// TestBadHosts has hosts that come of the value of a variable: others are looked at
// when the manifest is read.
func TestBadHosts(t *testing.T) {
	for host, want := range map[string]string{
		"example.com:80":   "",
		"example.com:port": "example.com:port",
	} {
		s := newSite(t, handler(t), `allowed_outbound_hosts = ["https://{{ host }}"]`)
		s.options.Variables = app.NewVariables(s.options.App, values{"host": host})
		w, err := Load(t.Context(), s.options)
		if err == nil {
			err = w.Close()
		}
		if (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), "component c: allowed_outbound_hosts: ") || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v", host, err)
		}
	}
}

// TestMissingImports checks the error of imports that nothing provides, and
// what allows them.
func TestMissingImports(t *testing.T) {
	other := func(namespace string) *wit.Interface {
		f := &wit.Func{Name: "f"}
		return &wit.Interface{Package: &wit.Package{Name: wit.PackageName{Namespace: namespace, Name: "pkg", Version: "1.0.0"}}, Name: "i", Funcs: []*wit.Func{f}}
	}
	for _, tt := range []struct {
		namespace, hint string
	}{
		{"spin", "gyro does not have these interfaces yet"},
		{"acme", "nothing in gyro provides acme:pkg/i@1.0.0"},
	} {
		code, err := forward.Handler(other(tt.namespace))
		if err != nil {
			t.Fatal(err)
		}
		s := newSite(t, code, "")
		// The exports of the guest are of no interest here.
		s.write("c.wasm", bytes.ReplaceAll(code, []byte("@1.0.0#f"), []byte("@1.0.0-f")))
		_, err = Load(t.Context(), s.options)
		var hint interface{ Hint() string }
		var le *component.LinkError
		if !errors.As(err, &hint) || !errors.As(err, &le) || !strings.Contains(hint.Hint(), tt.hint) || !strings.Contains(hint.Hint(), "--allow-missing") {
			t.Errorf("%s: %v", tt.namespace, err)
			continue
		}
		if !strings.Contains(err.Error(), "component c: ") || !strings.Contains(err.Error(), tt.namespace+":pkg/i@1.0.0") {
			t.Errorf("%s: %v", tt.namespace, err)
		}
		s.options.AllowMissing = true
		w, err := Load(t.Context(), s.options)
		if err != nil {
			t.Errorf("%s with AllowMissing: %v", tt.namespace, err)
			continue
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestLoadErrors checks that each component that cannot be loaded is named.
func TestLoadErrors(t *testing.T) {
	plain, err := forward.Module()
	if err != nil {
		t.Fatal(err)
	}
	for want, code := range map[string][]byte{
		"does not answer HTTP": plain,
		"not valid":            []byte("this is no wasm"),
	} {
		s := newSite(t, code, "")
		if _, err := Load(t.Context(), s.options); err == nil || !strings.Contains(err.Error(), "component c: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	s := newSite(t, plain, "")
	if err := os.Remove(filepath.Join(s.dir, "c.wasm")); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(t.Context(), s.options); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without the file: %v", err)
	}
}

// TestNoAnswer checks the error of a guest that does not answer.
func TestNoAnswer(t *testing.T) {
	s := newSite(t, handler(t), "")
	w, err := Load(t.Context(), s.options)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}()
	err = w.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), "c", 1, nil)
	var re *wasi.ResponseError
	if !errors.As(err, &re) || re.Started || re.Complete {
		t.Errorf("%v", err)
	}
	if err := w.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), "d", 1, nil); err == nil {
		t.Error("a component that is not there has answered")
	}
}
