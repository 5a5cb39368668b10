package p2

import (
	"context"
	"errors"
	goio "io"
	"math"
	nethttp "net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/http"
)

const types = "http/types"

func str(s string) component.Value { return wit.StringValue(s) }

func value(s string) component.Value { return wit.BytesValue([]byte(s)) }

func (g *guest) newFields(entries ...string) component.Value {
	g.t.Helper()
	f := g.call(types, "[constructor]fields")
	for i := 0; i < len(entries); i += 2 {
		g.ok(types, "[method]fields.append", f, str(entries[i]), value(entries[i+1]))
	}
	return f
}

// TestFields checks the results of changes, and what is there afterwards.
func TestFields(t *testing.T) {
	list := func(vs ...string) component.Value {
		var out []component.Value
		for _, v := range vs {
			out = append(out, value(v))
		}
		return wit.ListValue(out...)
	}
	const syntax, forbidden = "err(variant:0)", "err(variant:1)"
	g := newGuest(t, &Host{})
	f := g.newFields()
	steps := []struct {
		name string
		args []component.Value
		want string
	}{
		{"append", []component.Value{str("X-One"), value("1")}, "ok"},
		{"append", []component.Value{str("x-one"), value("\xff")}, "ok"},
		{"get", []component.Value{str("X-ONE")}, "[[49], [255]]"},
		{"has", []component.Value{str("x-ONE")}, "true"},
		{"get", []component.Value{str("a b")}, "[]"},
		{"has", []component.Value{str("")}, "false"},
		{"set", []component.Value{str("X-One"), list("2", "")}, "ok"},
		{"get", []component.Value{str("x-one")}, "[[50], []]"},
		{"set", []component.Value{str("x-one"), list()}, "ok"},
		{"entries", nil, "[]"},
		{"delete", []component.Value{str("x-one")}, "ok"},
		{"append", []component.Value{str("a b"), value("")}, syntax},
		{"append", []component.Value{str("a"), value("x\r\ny: z")}, syntax},
		{"set", []component.Value{str("a"), list("ok", "\x00")}, syntax},
		{"delete", []component.Value{str("")}, syntax},
		{"append", []component.Value{str("HOST"), value("h")}, forbidden},
		{"set", []component.Value{str("Transfer-Encoding"), list("chunked")}, forbidden},
		{"delete", []component.Value{str("connection")}, forbidden},
		{"entries", nil, "[]"},
	}
	for _, s := range steps {
		if got := g.method(types, "fields."+s.name, f, s.args...).String(); got != s.want {
			t.Errorf("%s(%v) = %s, want %s", s.name, s.args, got, s.want)
		}
	}
	from := func(pairs ...string) string {
		var entries []component.Value
		for i := 0; i < len(pairs); i += 2 {
			entries = append(entries, wit.RecordValue(str(pairs[i]), value(pairs[i+1])))
		}
		v := g.call(types, "[static]fields.from-list", wit.ListValue(entries...))
		if p, isErr := v.Result(); !isErr {
			return g.method(types, "fields.entries", *p).String()
		}
		return v.String()
	}
	for want, pairs := range map[string][]string{
		`[("A", [49]), ("b", []), ("a", [50])]`: {"A", "1", "b", "", "a", "2"},
		"[]":                                    nil,
		syntax:                                  {"a", "1", "a:", ""},
		forbidden:                               {"a", "1", "upgrade", "x"},
	} {
		if got := from(pairs...); got != want {
			t.Errorf("from-list(%q) = %s, want %s", pairs, got, want)
		}
	}
}

// TestFieldsTooLarge checks that fields which are too large trap: header-error
// has no case for them.
func TestFieldsTooLarge(t *testing.T) {
	big := value(strings.Repeat("x", wasi.MaxFieldsSize))
	for name, call := range map[string]func(g *guest) *component.Trap{
		"append": func(g *guest) *component.Trap {
			return g.trap(types, "[method]fields.append", g.newFields(), str("a"), big)
		},
		"set": func(g *guest) *component.Trap {
			return g.trap(types, "[method]fields.set", g.newFields(), str("a"), wit.ListValue(big))
		},
		"from-list": func(g *guest) *component.Trap {
			return g.trap(types, "[static]fields.from-list", wit.ListValue(wit.RecordValue(str("a"), big)))
		},
		"clone": func(g *guest) *component.Trap {
			g.host.HTTP.Limits.FieldBytes = 100
			return g.trap(types, "[method]fields.clone", g.newFields("a", strings.Repeat("x", 60)))
		},
	} {
		if trap := call(newGuest(t, &Host{})); !errors.Is(trap, wasi.ErrFieldsSize) {
			t.Errorf("%s: %v", name, trap)
		}
	}
}

// TestImmutable checks that the headers of a message cannot be changed, and
// that their clone can.
func TestImmutable(t *testing.T) {
	check := func(g *guest, f component.Value, what string) {
		t.Helper()
		for _, call := range [][]component.Value{
			{str("[method]fields.append"), str("x-new"), value("1")},
			{str("[method]fields.set"), str("x-new"), wit.ListValue(value("1"))},
			{str("[method]fields.delete"), str("x-new")},
		} {
			args := append([]component.Value{f}, call[1:]...)
			if got := g.call(types, call[0].Str(), args...).String(); got != "err(variant:2)" {
				t.Errorf("%s: %s = %s", what, call[0], got)
			}
		}
		clone := g.method(types, "fields.clone", f)
		g.drop(types, "fields", f)
		g.ok(types, "[method]fields.append", clone, str("x-new"), value("1"))
		if !g.method(types, "fields.has", clone, str("x-old")).Bool() || !g.method(types, "fields.has", clone, str("x-new")).Bool() {
			t.Errorf("the clone of %s has %v", what, g.method(types, "fields.entries", clone))
		}
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("X-Old", "1")
	_, err := answer(t, &Host{}, r, func(g *guest, request, out component.Value) {
		check(g, g.method(types, "incoming-request.headers", request), "incoming-request")
		q := g.call(types, "[constructor]outgoing-request", g.newFields("x-old", "1"))
		check(g, g.method(types, "outgoing-request.headers", q), "outgoing-request")
		a := g.call(types, "[constructor]outgoing-response", g.newFields("x-old", "1"))
		check(g, g.method(types, "outgoing-response.headers", a), "outgoing-response")
		g.call(types, "[static]response-outparam.set", out, wit.OKValue(a))
	})
	if err != nil {
		t.Error(err)
	}
}

func TestIncomingRequest(t *testing.T) {
	r := httptest.NewRequest("M-SEARCH", "http://example.com:81/a/../b?c=%20", strings.NewReader("body"))
	r.Header.Set("Connection", "close")
	_, err := answer(t, &Host{}, r, func(g *guest, request, out component.Value) {
		for name, want := range map[string]string{
			"method": `variant:9("M-SEARCH")`, "path-with-query": `some("/a/../b?c=%20")`, "scheme": "some(variant:0)", "authority": `some("example.com:81")`,
		} {
			if got := g.method(types, "incoming-request."+name, request).String(); got != want {
				t.Errorf("%s = %s, want %s", name, got, want)
			}
		}
		headers := g.method(types, "incoming-request.headers", request)
		if got := g.method(types, "fields.entries", headers).String(); got != "[]" {
			t.Errorf("headers are %s", got)
		}
		g.drop(types, "fields", headers)
		body := g.ok(types, "[method]incoming-request.consume", request)
		g.fails(types, "[method]incoming-request.consume", request)
		g.drop(types, "incoming-request", request)
		stream := g.ok(types, "[method]incoming-body.stream", body)
		g.fails(types, "[method]incoming-body.stream", body)
		if got := g.ok("io/streams", "[method]input-stream.blocking-read", stream, wit.U64Value(9)).Bytes(); string(got) != "body" {
			t.Errorf("the body is %q", got)
		}
		g.drop("io/streams", "input-stream", stream)
		trailers := g.call(types, "[static]incoming-body.finish", body)
		g.method("io/poll", "pollable.block", g.method(types, "future-trailers.subscribe", trailers))
		for i, want := range []string{"some(ok(ok(none)))", "some(err)"} {
			if got := g.method(types, "future-trailers.get", trailers).String(); got != want {
				t.Errorf("trailers %d are %s, want %s", i, got, want)
			}
		}
		g.call(types, "[static]response-outparam.set", out, wit.OKValue(g.call(types, "[constructor]outgoing-response", g.newFields())))
	})
	if err != nil {
		t.Error(err)
	}
}

func TestOutgoingResponse(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	w, err := answer(t, &Host{}, r, func(g *guest, _, out component.Value) {
		a := g.call(types, "[constructor]outgoing-response", g.newFields("X-Header", "1"))
		for _, status := range []uint16{99, 1000, 0, math.MaxUint16} {
			g.fails(types, "[method]outgoing-response.set-status-code", a, wit.U16Value(status))
		}
		if got := g.method(types, "outgoing-response.status-code", a).U16(); got != 200 {
			t.Errorf("status is %d", got)
		}
		g.ok(types, "[method]outgoing-response.set-status-code", a, wit.U16Value(418))
		body := g.ok(types, "[method]outgoing-response.body", a)
		g.fails(types, "[method]outgoing-response.body", a)
		g.call(types, "[static]response-outparam.set", out, wit.OKValue(a))
		stream := g.ok(types, "[method]outgoing-body.write", body)
		g.fails(types, "[method]outgoing-body.write", body)
		g.ok("io/streams", "[method]output-stream.blocking-write-and-flush", stream, value("answer"))
		g.drop("io/streams", "output-stream", stream)
		g.ok(types, "[static]outgoing-body.finish", body, wit.SomeValue(g.newFields("x-trailer", "2")))
	})
	if err != nil {
		t.Fatal(err)
	}
	got := w.Result()
	if b, _ := goio.ReadAll(got.Body); got.StatusCode != 418 || got.Header.Get("X-Header") != "1" || string(b) != "answer" || got.Trailer.Get("x-trailer") != "2" {
		t.Errorf("%v %q, trailers %v", got, b, got.Trailer)
	}
}

// TestContentLength checks the error of bodies that are not as long as they
// say.
func TestContentLength(t *testing.T) {
	g := newGuest(t, &Host{})
	for _, bad := range []string{"x", "-1", "", "1,2"} {
		a := g.call(types, "[constructor]outgoing-response", g.newFields("content-length", bad))
		g.fails(types, "[method]outgoing-response.body", a)
	}
	for _, tt := range []struct{ kind, want string }{{"request", "variant:17(some(3))"}, {"response", "variant:28(some(3))"}} {
		m := g.call(types, "[constructor]outgoing-"+tt.kind, g.newFields("content-length", "11"))
		body := g.ok(types, "[method]outgoing-"+tt.kind+".body", m)
		stream := g.ok(types, "[method]outgoing-body.write", body)
		g.ok("io/streams", "[method]output-stream.write", stream, value("abc"))
		g.drop("io/streams", "output-stream", stream)
		if got := g.fails(types, "[static]outgoing-body.finish", body, wit.NoneValue()).String(); got != tt.want {
			t.Errorf("a short %s: %s, want %s", tt.kind, got, tt.want)
		}
		m = g.call(types, "[constructor]outgoing-"+tt.kind, g.newFields("content-length", "2"))
		body = g.ok(types, "[method]outgoing-"+tt.kind+".body", m)
		stream = g.ok(types, "[method]outgoing-body.write", body)
		_, e := g.fails("io/streams", "[method]output-stream.write", stream, value("abc")).Variant()
		if got := g.call(types, "http-error-code", *e).String(); got != "some("+tt.want+")" {
			t.Errorf("a long %s: %s, want %s", tt.kind, got, tt.want)
		}
	}
}

// TestOneShotHandles uses what was given away.
func TestOneShotHandles(t *testing.T) {
	for name, use := range map[string]func(g *guest) *component.Trap{
		"fields": func(g *guest) *component.Trap {
			f := g.newFields()
			g.drop(types, "outgoing-request", g.call(types, "[constructor]outgoing-request", f))
			return g.trap(types, "[method]fields.has", f, str("a"))
		},
		"outgoing-request": func(g *guest) *component.Trap {
			q := g.request("example.com")
			g.fails("http/outgoing-handler", "handle", q, wit.NoneValue())
			return g.trap("http/outgoing-handler", "handle", q, wit.NoneValue())
		},
		"outgoing-body": func(g *guest) *component.Trap {
			b := g.ok(types, "[method]outgoing-request.body", g.request("example.com"))
			g.ok(types, "[static]outgoing-body.finish", b, wit.NoneValue())
			return g.trap(types, "[static]outgoing-body.finish", b, wit.NoneValue())
		},
		"trailers": func(g *guest) *component.Trap {
			b := g.ok(types, "[method]outgoing-request.body", g.request("example.com"))
			f := g.newFields()
			g.ok(types, "[static]outgoing-body.finish", b, wit.SomeValue(f))
			return g.trap(types, "[method]fields.entries", f)
		},
	} {
		if trap := use(newGuest(t, &Host{})); trap.Kind != "unknown-handle" {
			t.Errorf("%s: %v", name, trap)
		}
	}
	var trap *component.Trap
	_, err := answer(t, &Host{}, httptest.NewRequest("GET", "/", nil), func(g *guest, _, out component.Value) {
		g.call(types, "[static]response-outparam.set", out, wit.ErrValue(wit.VariantValue(0)))
		trap = g.trap(types, "[static]response-outparam.set", out, wit.ErrValue(wit.VariantValue(0)))
	})
	if err == nil || trap.Kind != "unknown-handle" {
		t.Errorf("response-outparam: %v, %v", trap, err)
	}
}

func TestNoAnswer(t *testing.T) {
	for name, f := range map[string]func(g *guest, _, out component.Value){
		"returns": func(*guest, component.Value, component.Value) {},
		"drops":   func(g *guest, _, out component.Value) { g.drop(types, "response-outparam", out) },
	} {
		if _, err := answer(t, &Host{}, httptest.NewRequest("GET", "/", nil), f); !errors.Is(err, wasi.ErrNoResponse) {
			t.Errorf("a guest that %s: %v", name, err)
		}
	}
}

func TestRequestOptions(t *testing.T) {
	g := newGuest(t, &Host{})
	o := g.call(types, "[constructor]request-options")
	for _, name := range []string{"connect-timeout", "first-byte-timeout", "between-bytes-timeout"} {
		for _, tt := range []struct{ set, want component.Value }{
			{wit.SomeValue(wit.U64Value(0)), wit.SomeValue(wit.U64Value(0))},
			{wit.SomeValue(wit.U64Value(5e9)), wit.SomeValue(wit.U64Value(5e9))},
			{wit.SomeValue(wit.U64Value(math.MaxUint64)), wit.SomeValue(wit.U64Value(math.MaxInt64))}, // 292 years
			{wit.NoneValue(), wit.NoneValue()},
		} {
			g.ok(types, "[method]request-options.set-"+name, o, tt.set)
			if got := g.method(types, "request-options."+name, o); !got.Equal(tt.want) {
				t.Errorf("%s set to %v is %v", name, tt.set, got)
			}
		}
	}
}

// TestDenied checks what requests get that may not be sent.
func TestDenied(t *testing.T) {
	g := newGuest(t, &Host{})
	if got := g.fails("http/outgoing-handler", "handle", g.request("example.com"), wit.NoneValue()).String(); got != "variant:15" {
		t.Errorf("without HTTP: %s", got)
	}
	g.host.HTTP.Transport = failingTransport{errors.New("was sent")}
	g.host.HTTP.Allow = func(_ context.Context, scheme, host string, port uint16) error {
		if scheme != "https" || host != "example.com" || port != 443 {
			t.Errorf("asked about %s %s %d", scheme, host, port)
		}
		return errors.New("not that one")
	}
	if got := g.fails("http/outgoing-handler", "handle", g.request("example.com"), wit.NoneValue()).String(); got != "variant:15" {
		t.Errorf("a host that is not allowed: %s", got)
	}
	q := g.call(types, "[constructor]outgoing-request", g.newFields())
	if got := g.fails("http/outgoing-handler", "handle", q, wit.NoneValue()).String(); got != "variant:19" {
		t.Errorf("without an authority: %s", got)
	}
}

// TestOutgoingRequest sends a request with a body and reads the answer, with
// trailers both ways.
func TestOutgoingRequest(t *testing.T) {
	server := httptest.NewServer(nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		b, _ := goio.ReadAll(r.Body)
		w.Header().Set("Trailer", "X-Back")
		w.WriteHeader(201)
		_, _ = w.Write(append(b, " back"...))
		w.Header().Set("X-Back", r.Trailer.Get("X-There"))
	}))
	defer server.Close()
	transport := wasi.NewHTTPTransport(wasi.HTTPTransportConfig{})
	defer transport.Close()
	allow := func(context.Context, string, string, uint16) error { return nil }
	g := newGuest(t, &Host{HTTP: &wasi.HTTP{Transport: transport, Allow: allow}})
	q := g.call(types, "[constructor]outgoing-request", g.newFields("trailer", "x-there"))
	g.ok(types, "[method]outgoing-request.set-authority", q, wit.SomeValue(str(server.Listener.Addr().String())))
	g.ok(types, "[method]outgoing-request.set-scheme", q, wit.SomeValue(wit.VariantValue(0)))
	g.ok(types, "[method]outgoing-request.set-method", q, wit.VariantValue(2))
	body := g.ok(types, "[method]outgoing-request.body", q)
	stream := g.ok(types, "[method]outgoing-body.write", body)
	future := g.ok("http/outgoing-handler", "handle", q, wit.NoneValue())
	if got := g.method(types, "future-incoming-response.get", future).String(); got != "none" {
		t.Errorf("a response before the body is whole: %s", got)
	}
	g.ok("io/streams", "[method]output-stream.blocking-write-and-flush", stream, value("there and"))
	g.drop("io/streams", "output-stream", stream)
	g.ok(types, "[static]outgoing-body.finish", body, wit.SomeValue(g.newFields("x-there", "trailer")))
	ready := g.method(types, "future-incoming-response.subscribe", future)
	g.method("io/poll", "pollable.block", ready)
	g.drop("io/poll", "pollable", ready)
	r, _ := g.method(types, "future-incoming-response.get", future).Option().Result()
	response, _ := r.Result()
	if got := g.method(types, "incoming-response.status", *response).U16(); got != 201 {
		t.Errorf("status %d", got)
	}
	in := g.ok(types, "[method]incoming-response.consume", *response)
	g.fails(types, "[method]incoming-response.consume", *response)
	g.drop(types, "incoming-response", *response)
	g.drop(types, "future-incoming-response", future)
	stream = g.ok(types, "[method]incoming-body.stream", in)
	if got := g.ok("io/streams", "[method]input-stream.blocking-read", stream, wit.U64Value(99)).Bytes(); string(got) != "there and back" {
		t.Errorf("%q", got)
	}
	g.drop("io/streams", "input-stream", stream)
	trailers := g.call(types, "[static]incoming-body.finish", in)
	g.method("io/poll", "pollable.block", g.method(types, "future-trailers.subscribe", trailers))
	r, _ = g.method(types, "future-trailers.get", trailers).Option().Result()
	some, _ := r.Result()
	if got := g.method(types, "fields.entries", *some.Option()).String(); got != `[("x-back", [116, 114, 97, 105, 108, 101, 114])]` {
		t.Errorf("trailers %s", got)
	}
}

// TestReset makes responses with a host that serves again: each is as new, and
// two of one request are two.
func TestReset(t *testing.T) {
	h := &Host{HTTP: new(wasi.HTTP)}
	host := httpHost{h}
	for range 2 {
		var responses [2]*outgoingResponse
		for i := range responses {
			f, err := host.FieldsFromList(t.Context(), []component.Tuple2[string, http.FieldValue]{{F0: "x", F1: http.FieldValue("y")}})
			if err != nil {
				t.Fatal(err)
			}
			if e, _ := f.Entries(t.Context()); len(e) != 1 {
				t.Errorf("the fields are %v", e)
			}
			r, err := host.NewOutgoingResponse(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			responses[i] = r.(*outgoingResponse)
			if s, _ := r.StatusCode(t.Context()); s != 200 {
				t.Errorf("a new response has status %d", s)
			}
			if _, ok, err := r.Body(t.Context()); !ok || err != nil {
				t.Errorf("a new response has no body: %v", err)
			}
			_, _ = r.SetStatusCode(t.Context(), 404)
		}
		if responses[0] == responses[1] {
			t.Error("two responses are one")
		}
		for _, e := range h.list[:cap(h.list)] {
			if e != (wasi.Field{}) {
				t.Errorf("the host keeps the field %v", e)
			}
		}
		if !h.HTTP.Reset() || !reflect.ValueOf(h.HTTP).Elem().FieldByName("fields").IsZero() {
			t.Error("fields are left")
		}
		if !h.Reset() || !reflect.ValueOf(&h.response).Elem().IsZero() {
			t.Error("a response is left")
		}
	}
}
