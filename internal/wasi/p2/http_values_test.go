package p2

import (
	"context"
	"errors"
	nethttp "net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/http"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// valuesOf returns some values of a type: of options none and some, of numbers
// the smallest and the largest.
func valuesOf(t wit.Type) []component.Value {
	switch t := wit.Underlying(t).(type) {
	case wit.Primitive:
		switch t {
		case wit.U8:
			return []component.Value{wit.U8Value(0), wit.U8Value(1<<8 - 1)}
		case wit.U16:
			return []component.Value{wit.U16Value(0), wit.U16Value(1<<16 - 1)}
		case wit.U32:
			return []component.Value{wit.U32Value(0), wit.U32Value(1<<32 - 1)}
		case wit.U64:
			return []component.Value{wit.U64Value(0), wit.U64Value(1<<64 - 1)}
		}
		return []component.Value{wit.StringValue(""), wit.StringValue("text é")}
	case *wit.Option:
		out := []component.Value{wit.NoneValue()}
		for _, v := range valuesOf(t.Elem) {
			out = append(out, wit.SomeValue(v))
		}
		return out
	case *wit.Record:
		out := []component.Value{wit.RecordValue()}
		for _, f := range t.Fields {
			var longer []component.Value
			for _, v := range out {
				for _, w := range valuesOf(f.Type) {
					longer = append(longer, wit.RecordValue(append(slices.Clone(v.Fields()), w)...))
				}
			}
			out = longer
		}
		return out
	}
	var out []component.Value
	for i, c := range wit.Underlying(t).(*wit.Variant).Cases {
		if c.Type == nil {
			out = append(out, wit.VariantValue(uint32(i)))
			continue
		}
		for _, v := range valuesOf(c.Type) {
			out = append(out, wit.VariantValue(uint32(i), v))
		}
	}
	return out
}

func httpType(name string) wit.Type {
	return witfiles.Interface("wasi:http/types@0.2.12").Type(name)
}

// answer lets a guest answer a request by what answer does with the handles of
// the request and of the response-outparam, and returns what Serve does.
func answer(t testing.TB, h *Host, r *nethttp.Request, answer func(g *guest, request, outparam component.Value)) (*httptest.ResponseRecorder, error) {
	t.Helper()
	w := httptest.NewRecorder()
	g := newGuest(t, h)
	return w, g.serve(w, r, answer)
}

// serve gives the guest an incoming request.
func (g *guest) serve(w nethttp.ResponseWriter, r *nethttp.Request, answer func(g *guest, request, outparam component.Value)) error {
	return g.host.HTTP.Serve(r.Context(), w, r, nil, func(ctx context.Context, in *wasi.IncomingRequest, out *wasi.ResponseOutparam) error {
		var request, outparam uint32
		give := func(c *component.Call, _ []uint64) {
			request = c.NewOwn(http.IncomingRequestResource, g.host.newRequest(in))
			outparam = c.NewOwn(http.ResponseOutparamResource, (*responseOutparam)(out))
		}
		if err := g.Export("wasi:cli/environment@0.2.12", "get-arguments").CallStack(ctx, give, nil); err != nil {
			return err
		}
		answer(g, wit.U32Value(request), wit.U32Value(outparam))
		return nil
	})
}

// failingTransport fails every request with an error.
type failingTransport struct{ err error }

func (f failingTransport) RoundTrip(*nethttp.Request) (*nethttp.Response, error) { return nil, f.err }

// TestErrorCodes sends every case of error-code, with its payloads, from a
// guest to the host and back.
func TestErrorCodes(t *testing.T) {
	codes := valuesOf(httpType("error-code"))
	seen := map[wasi.HTTPErrorCode]bool{}
	for _, code := range codes {
		_, err := answer(t, &Host{}, httptest.NewRequest("GET", "/", nil), func(g *guest, _, out component.Value) {
			g.call("http/types", "[static]response-outparam.set", out, wit.ErrValue(code))
		})
		var he *wasi.HTTPError
		if !errors.As(err, &he) {
			t.Fatalf("%v arrives as %v", code, err)
		}
		n, _ := code.Variant()
		if want := http.ErrorCodeTag(n).String(); he.Code != wasi.HTTPErrorCode(n) || he.Code.String() != want {
			t.Errorf("%v (%s) arrives as %v", code, want, he)
		}
		seen[he.Code] = true
		if got := sendFailing(t, he); !got.Equal(code) {
			t.Errorf("%v comes back as %v", code, got)
		}
	}
	if len(seen) != 39 {
		t.Errorf("%d cases, want 39", len(seen))
	}
}

// sendFailing sends a request that fails with err and returns the error-code
// that the guest gets.
func sendFailing(t *testing.T, err error) component.Value {
	t.Helper()
	allow := func(context.Context, string, string, uint16) error { return nil }
	g := newGuest(t, &Host{HTTP: &wasi.HTTP{Transport: failingTransport{err}, Allow: allow}})
	future := g.ok("http/outgoing-handler", "handle", g.request("example.com"), wit.NoneValue())
	g.method("io/poll", "pollable.block", g.method("http/types", "future-incoming-response.subscribe", future))
	got := g.method("http/types", "future-incoming-response.get", future).Option()
	outer, isErr := got.Result()
	if isErr {
		t.Fatalf("get returns %v", got)
	}
	code, isErr := outer.Result()
	if !isErr {
		t.Fatalf("get returns %v", got)
	}
	if again := g.method("http/types", "future-incoming-response.get", future).String(); again != "some(err)" {
		t.Errorf("the second get returns %s", again)
	}
	return *code
}

// request makes a request for a host.
func (g *guest) request(authority string) component.Value {
	g.t.Helper()
	q := g.call("http/types", "[constructor]outgoing-request", g.call("http/types", "[constructor]fields"))
	g.ok("http/types", "[method]outgoing-request.set-authority", q, wit.SomeValue(wit.StringValue(authority)))
	return q
}

// TestErrorCodeNumbers checks that numbers of the host that are too large for
// the type that the standard has for them become the largest one.
func TestErrorCodeNumbers(t *testing.T) {
	huge := uint64(1 << 40)
	for code, want := range map[wasi.HTTPErrorCode]string{
		wasi.HTTPTLSAlertReceived:           "variant:14((some(255), none))",
		wasi.HTTPDNSError:                   "variant:1((none, some(65535)))",
		wasi.HTTPRequestHeaderSectionSize:   "variant:21(some(4294967295))",
		wasi.HTTPResponseBodySize:           "variant:28(some(1099511627776))",
		wasi.HTTPResponseHeaderSize:         "variant:27((none, some(4294967295)))",
		wasi.HTTPResponseTrailerSectionSize: "variant:29(some(4294967295))",
		wasi.HTTPDNSTimeout:                 "variant:0",
	} {
		if got := sendFailing(t, &wasi.HTTPError{Code: code, Number: &huge}).String(); got != want {
			t.Errorf("%v: %s, want %s", code, got, want)
		}
	}
}

func TestMethodsAndSchemes(t *testing.T) {
	g := newGuest(t, &Host{})
	q := g.request("example.com")
	get := func(name string) string { return g.method("http/types", "outgoing-request."+name, q).String() }
	set := func(name string, v component.Value) bool {
		_, isErr := g.method("http/types", "outgoing-request.set-"+name, q, v).Result()
		return !isErr
	}
	other := func(s string, n uint32) component.Value { return wit.VariantValue(n, wit.StringValue(s)) }
	for n := range uint32(9) {
		if v := wit.VariantValue(n); !set("method", v) || get("method") != v.String() {
			t.Errorf("method %d is now %s", n, get("method"))
		}
	}
	tests := []struct {
		name string
		v    component.Value
		want string // "" if it cannot be set
	}{
		{"method", other("PROPFIND", 9), `variant:9("PROPFIND")`},
		{"method", other("GET", 9), "variant:0"},
		{"method", other("get", 9), `variant:9("get")`},
		{"method", other("", 9), ""},
		{"method", other("A B", 9), ""},
		{"method", other("A\r\nB", 9), ""},
		{"scheme", wit.SomeValue(wit.VariantValue(0)), "some(variant:0)"},
		{"scheme", wit.SomeValue(wit.VariantValue(1)), "some(variant:1)"},
		{"scheme", wit.SomeValue(other("ws", 2)), `some(variant:2("ws"))`},
		{"scheme", wit.SomeValue(other("https", 2)), "some(variant:1)"},
		{"scheme", wit.SomeValue(other("1x", 2)), ""},
		{"scheme", wit.SomeValue(other("", 2)), ""},
		{"scheme", wit.NoneValue(), "none"},
		{"authority", wit.SomeValue(wit.StringValue("h:1")), `some("h:1")`},
		{"authority", wit.SomeValue(wit.StringValue("h:99999")), ""},
		{"authority", wit.SomeValue(wit.StringValue("")), ""},
		{"authority", wit.NoneValue(), "none"},
		{"path-with-query", wit.SomeValue(wit.StringValue("/a?b=%20")), `some("/a?b=%20")`},
		{"path-with-query", wit.SomeValue(wit.StringValue("/a b")), ""},
		{"path-with-query", wit.SomeValue(wit.StringValue("/\r\nHost: x")), ""},
		{"path-with-query", wit.NoneValue(), "none"},
	}
	for _, tt := range tests {
		before := get(tt.name)
		if got := set(tt.name, tt.v); got != (tt.want != "") {
			t.Errorf("set-%s(%v) succeeds: %v", tt.name, tt.v, got)
		}
		if tt.want == "" {
			tt.want = before
		}
		if got := get(tt.name); got != tt.want {
			t.Errorf("after set-%s(%v) it is %s, want %s", tt.name, tt.v, got, tt.want)
		}
	}
}
