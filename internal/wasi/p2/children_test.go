package p2

import (
	"context"
	goio "io"
	nethttp "net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
)

// A held handle is one of a guest, with what drops it.
type held struct {
	iface, resource string
	v               component.Value
}

func (h held) drop(g *guest) { g.t.Helper(); g.drop(h.iface, h.resource, h.v) }

const streams, poll, tcp, udp = "io/streams", "io/poll", "sockets/tcp", "sockets/udp"

// body returns the body of the request, and outgoingBody one of a response.
func (g *guest) body(request component.Value) component.Value {
	g.t.Helper()
	return g.ok(types, "[method]incoming-request.consume", request)
}

func (g *guest) outgoing(kind string) component.Value {
	g.t.Helper()
	return g.call(types, "[constructor]outgoing-"+kind, g.newFields())
}

func (g *guest) outgoingBody() component.Value {
	g.t.Helper()
	return g.ok(types, "[method]outgoing-response.body", g.outgoing("response"))
}

func (g *guest) socket(kind string) component.Value {
	g.t.Helper()
	return g.ok("sockets/"+kind+"-create-socket", "create-"+kind+"-socket", wit.EnumValue(0))
}

// bound returns a UDP socket that has an address.
func (g *guest) bound() component.Value {
	g.t.Helper()
	s := g.socket("udp")
	g.ok(udp, "[method]udp-socket.start-bind", s, g.call("sockets/instance-network", "instance-network"), address(loopback))
	g.ok(udp, "[method]udp-socket.finish-bind", s)
	return s
}

// sent returns the future of the response to a request.
func (g *guest) sent() component.Value {
	g.t.Helper()
	q := g.outgoing("request")
	g.ok(types, "[method]outgoing-request.set-authority", q, wit.SomeValue(str(loopback.String())))
	return g.ok("http/outgoing-handler", "handle", q, wit.NoneValue())
}

// connected returns a TCP socket that a guest has made and one that it has
// accepted, each with its streams.
func (g *guest) connected() (client, server []component.Value) {
	g.t.Helper()
	network := g.call("sockets/instance-network", "instance-network")
	do := func(name string, self component.Value, args ...component.Value) component.Value {
		return g.ok(tcp, "[method]tcp-socket."+name, append([]component.Value{self}, args...)...)
	}
	wait := func(s component.Value) {
		p := g.method(tcp, "tcp-socket.subscribe", s)
		g.method(poll, "pollable.block", p)
		g.drop(poll, "pollable", p)
	}
	l, c := g.socket("tcp"), g.socket("tcp")
	do("start-bind", l, network, address(loopback))
	do("finish-bind", l)
	do("start-listen", l)
	do("finish-listen", l)
	do("start-connect", c, network, do("local-address", l))
	wait(c)
	wait(l)
	client = append([]component.Value{c}, do("finish-connect", c).Fields()...)
	return client, do("accept", l).Fields()
}

// families are the resources that have children, each with all that it can
// have.
var families = map[string]func(g *guest, request component.Value) (parent held, children []held){
	"incoming-request": func(g *guest, request component.Value) (held, []held) {
		return held{types, "incoming-request", request}, []held{
			{types, "fields", g.method(types, "incoming-request.headers", request)},
			{types, "fields", g.method(types, "incoming-request.headers", request)},
		}
	},
	"outgoing-request": func(g *guest, _ component.Value) (held, []held) {
		q := g.outgoing("request")
		return held{types, "outgoing-request", q}, []held{{types, "fields", g.method(types, "outgoing-request.headers", q)}}
	},
	"outgoing-response": func(g *guest, _ component.Value) (held, []held) {
		r := g.outgoing("response")
		return held{types, "outgoing-response", r}, []held{{types, "fields", g.method(types, "outgoing-response.headers", r)}}
	},
	"incoming-response": func(g *guest, _ component.Value) (held, []held) {
		future := g.sent()
		p := g.method(types, "future-incoming-response.subscribe", future)
		g.method(poll, "pollable.block", p)
		r, _ := g.method(types, "future-incoming-response.get", future).Option().Result()
		response, _ := r.Result()
		g.drop(poll, "pollable", p)
		g.drop(types, "future-incoming-response", future)
		return held{types, "incoming-response", *response}, []held{{types, "fields", g.method(types, "incoming-response.headers", *response)}}
	},
	"future-incoming-response": func(g *guest, _ component.Value) (held, []held) {
		f := g.sent()
		return held{types, "future-incoming-response", f}, []held{{poll, "pollable", g.method(types, "future-incoming-response.subscribe", f)}}
	},
	"incoming-body": func(g *guest, request component.Value) (held, []held) {
		b := g.body(request)
		return held{types, "incoming-body", b}, []held{{streams, "input-stream", g.ok(types, "[method]incoming-body.stream", b)}}
	},
	"outgoing-body": func(g *guest, _ component.Value) (held, []held) {
		b := g.outgoingBody()
		return held{types, "outgoing-body", b}, []held{{streams, "output-stream", g.ok(types, "[method]outgoing-body.write", b)}}
	},
	"future-trailers": func(g *guest, request component.Value) (held, []held) {
		f := g.call(types, "[static]incoming-body.finish", g.body(request))
		return held{types, "future-trailers", f}, []held{{poll, "pollable", g.method(types, "future-trailers.subscribe", f)}}
	},
	"input-stream": func(g *guest, _ component.Value) (held, []held) {
		s := g.call("cli/stdin", "get-stdin")
		return held{streams, "input-stream", s}, []held{
			{poll, "pollable", g.method(streams, "input-stream.subscribe", s)},
			{poll, "pollable", g.method(streams, "input-stream.subscribe", s)},
		}
	},
	"output-stream": func(g *guest, _ component.Value) (held, []held) {
		s := g.call("cli/stdout", "get-stdout")
		return held{streams, "output-stream", s}, []held{{poll, "pollable", g.method(streams, "output-stream.subscribe", s)}}
	},
	"tcp-socket": func(g *guest, _ component.Value) (held, []held) {
		c, _ := g.connected()
		return held{tcp, "tcp-socket", c[0]}, []held{
			{streams, "input-stream", c[1]}, {streams, "output-stream", c[2]},
			{poll, "pollable", g.method(tcp, "tcp-socket.subscribe", c[0])},
		}
	},
	"tcp-socket accepted": func(g *guest, _ component.Value) (held, []held) {
		_, s := g.connected()
		return held{tcp, "tcp-socket", s[0]}, []held{{streams, "input-stream", s[1]}, {streams, "output-stream", s[2]}}
	},
	"udp-socket": func(g *guest, _ component.Value) (held, []held) {
		s := g.bound()
		both := g.ok(udp, "[method]udp-socket.stream", s, wit.NoneValue()).Fields()
		return held{udp, "udp-socket", s}, []held{
			{udp, "incoming-datagram-stream", both[0]}, {udp, "outgoing-datagram-stream", both[1]},
			{poll, "pollable", g.method(udp, "udp-socket.subscribe", s)},
		}
	},
	"incoming-datagram-stream": func(g *guest, _ component.Value) (held, []held) {
		s := g.ok(udp, "[method]udp-socket.stream", g.bound(), wit.NoneValue()).Fields()[0]
		return held{udp, "incoming-datagram-stream", s}, []held{{poll, "pollable", g.method(udp, "incoming-datagram-stream.subscribe", s)}}
	},
	"outgoing-datagram-stream": func(g *guest, _ component.Value) (held, []held) {
		s := g.ok(udp, "[method]udp-socket.stream", g.bound(), wit.NoneValue()).Fields()[1]
		return held{udp, "outgoing-datagram-stream", s}, []held{{poll, "pollable", g.method(udp, "outgoing-datagram-stream.subscribe", s)}}
	},
	"resolve-address-stream": func(g *guest, _ component.Value) (held, []held) {
		s := g.ok("sockets/ip-name-lookup", "resolve-addresses", g.call("sockets/instance-network", "instance-network"), str("127.0.0.1"))
		return held{"sockets/ip-name-lookup", "resolve-address-stream", s}, []held{
			{poll, "pollable", g.method("sockets/ip-name-lookup", "resolve-address-stream.subscribe", s)},
		}
	},
}

// answered is a transport that answers at once.
type answered struct{}

func (answered) RoundTrip(r *nethttp.Request) (*nethttp.Response, error) {
	return &nethttp.Response{StatusCode: 200, Header: nethttp.Header{"X": {"1"}}, Body: nethttp.NoBody, Request: r}, nil
}

// inRequest runs a guest that is answering a request and may do everything.
func inRequest(t *testing.T, f func(g *guest, request, out component.Value)) {
	t.Helper()
	h := &Host{
		HTTP:    &wasi.HTTP{Transport: answered{}, Allow: func(context.Context, string, string, uint16) error { return nil }},
		Network: &wasi.Network{Allow: onlyLoopback, AllowLookup: func(string) error { return nil }},
	}
	r := httptest.NewRequest("POST", "/", strings.NewReader("body"))
	r.Header.Set("X-Old", "1")
	_, _ = answer(t, h, r, f)
}

// hasChildren fails unless what a guest did traps because of children.
func hasChildren(t *testing.T, trap *component.Trap) {
	t.Helper()
	if trap.Kind != "has-children" {
		t.Errorf("%v (%s), want has-children", trap, trap.Kind)
	}
}

// TestChildren drops parents before any one of their children, which traps, and
// after them, which does not.
func TestChildren(t *testing.T) {
	needUnix(t)
	for name, family := range families {
		t.Run(name, func(t *testing.T) {
			last := 1
			for kept := 0; kept < last; kept++ {
				inRequest(t, func(g *guest, request, _ component.Value) {
					parent, children := family(g, request)
					last = len(children)
					for i, c := range children {
						if i != kept {
							c.drop(g)
						}
					}
					_, err := g.try(parent.iface, "[resource-drop]"+parent.resource, parent.v)
					trap, ok := err.(*component.Trap)
					if !ok {
						t.Fatalf("dropped with child %d: %v", kept, err)
					}
					hasChildren(t, trap)
				})
			}
			inRequest(t, func(g *guest, request, _ component.Value) {
				parent, children := family(g, request)
				for _, c := range children {
					c.drop(g)
				}
				parent.drop(g)
			})
		})
	}
}

// TestChildrenOfGiven gives parents to the host before their children are
// dropped: that traps as dropping them does.
func TestChildrenOfGiven(t *testing.T) {
	for name, do := range map[string]func(g *guest, request, out component.Value) *component.Trap{
		"incoming-body.finish": func(g *guest, request, _ component.Value) *component.Trap {
			b := g.body(request)
			g.ok(types, "[method]incoming-body.stream", b)
			return g.trap(types, "[static]incoming-body.finish", b)
		},
		"outgoing-body.finish": func(g *guest, _, _ component.Value) *component.Trap {
			b := g.outgoingBody()
			g.ok(types, "[method]outgoing-body.write", b)
			return g.trap(types, "[static]outgoing-body.finish", b, wit.NoneValue())
		},
		"outgoing-handler.handle": func(g *guest, _, _ component.Value) *component.Trap {
			q := g.outgoing("request")
			g.method(types, "outgoing-request.headers", q)
			return g.trap("http/outgoing-handler", "handle", q, wit.NoneValue())
		},
		"response-outparam.set": func(g *guest, _, out component.Value) *component.Trap {
			r := g.outgoing("response")
			g.method(types, "outgoing-response.headers", r)
			return g.trap(types, "[static]response-outparam.set", out, wit.OKValue(r))
		},
	} {
		t.Run(name, func(t *testing.T) {
			inRequest(t, func(g *guest, request, out component.Value) { hasChildren(t, do(g, request, out)) })
		})
	}
}

// TestGivenHeaders makes a message of the headers of another one, which ends
// them as children.
func TestGivenHeaders(t *testing.T) {
	inRequest(t, func(g *guest, request, _ component.Value) {
		kept := g.method(types, "incoming-request.headers", request)
		r := g.call(types, "[constructor]outgoing-response", g.method(types, "incoming-request.headers", request))
		q := g.call(types, "[constructor]outgoing-request", g.method(types, "outgoing-response.headers", r))
		headers := g.method(types, "outgoing-request.headers", q)
		for _, f := range []component.Value{kept, headers} {
			if got := g.method(types, "fields.entries", f).String(); got != `[("x-old", [49])]` {
				t.Errorf("headers are %s", got)
			}
			g.drop(types, "fields", f)
		}
		g.drop(types, "incoming-request", request)
		g.drop(types, "outgoing-response", r)
		g.drop(types, "outgoing-request", q)
	})
}

// TestTrailersLive keeps trailers longer than their future.
func TestTrailersLive(t *testing.T) {
	r := httptest.NewRequest("POST", "/", goio.MultiReader(strings.NewReader("body")))
	r.Trailer = nethttp.Header{"X-Trailer": {"1"}}
	_, _ = answer(t, &Host{}, r, func(g *guest, request, _ component.Value) {
		f := g.call(types, "[static]incoming-body.finish", g.body(request))
		ready := g.method(types, "future-trailers.subscribe", f)
		g.method(poll, "pollable.block", ready)
		got, _ := g.method(types, "future-trailers.get", f).Option().Result()
		some, _ := got.Result()
		g.drop(poll, "pollable", ready)
		g.drop(types, "future-trailers", f)
		if got := g.method(types, "fields.entries", *some.Option()).String(); got != `[("x-trailer", [49])]` {
			t.Errorf("trailers are %s", got)
		}
	})
}

// TestCloseWithChildren closes instances that hold parents and children.
func TestCloseWithChildren(t *testing.T) {
	needUnix(t)
	for _, family := range families {
		inRequest(t, func(g *guest, request, _ component.Value) { family(g, request) })
	}
}
