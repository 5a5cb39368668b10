package p3

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/sockets"
)

// TestSocketErrors checks that errors of sockets have the names that WIT gives
// them, and what becomes of the others.
func TestSocketErrors(t *testing.T) {
	others := map[wasi.SocketError]string{
		wasi.SocketUnknown: "other", wasi.SocketWouldBlock: "other", wasi.SocketNewSocketLimit: "other",
		wasi.SocketConcurrencyConflict: "invalid-state", wasi.SocketNotInProgress: "invalid-state",
		wasi.SocketNameUnresolvable: "other", wasi.SocketTemporaryResolverFailure: "other", wasi.SocketPermanentResolverFailure: "other",
	}
	got := map[string]bool{}
	for i := wasi.SocketUnknown; i <= wasi.SocketConnectionBroken; i++ {
		want, ok := others[i]
		if !ok {
			want = i.String()
		}
		code, ok := socketError(fmt.Errorf("connect: %w", i)).(sockets.TypesErrorCode)
		if !ok || code.Tag.String() != want {
			t.Errorf("%v is %v, want %s", i, code, want)
		}
		got[code.Tag.String()] = true
	}
	if names := cases("wasi:sockets/types@0.3.0", "error-code"); !slices.Equal(slices.Sorted(maps.Keys(got)), slices.Sorted(slices.Values(names))) {
		t.Errorf("errors are %v, want %v", got, names)
	}
	if got := socketCode(errors.New("out of luck")); got.Tag != sockets.TypesErrorCodeTagOther {
		t.Errorf("an error of nothing known is %v", got)
	}
}

func TestSocketAddresses(t *testing.T) {
	for _, s := range []string{"0.0.0.0:0", "127.0.0.1:80", "255.1.2.3:65535", "[::]:0", "[::1]:1", "[1:2:3:4:5:6:7:ffff]:9", "[::ffff:1.2.3.4]:9"} {
		a := netip.MustParseAddrPort(s)
		if got := addrPort(must(socketAddress(a, nil))(t)); got != a {
			t.Errorf("%v became %v", a, got)
		}
	}
}

// must returns v if there is no error.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

var loopback = must(socketAddress(netip.MustParseAddrPort("127.0.0.1:0"), nil))

// onLoopback returns what makes sockets that may use what is on the machine.
func onLoopback(t testing.TB) socketsHost {
	t.Helper()
	h := &Host{Network: &wasi.Network{Allow: func(use wasi.SocketUse, a netip.AddrPort) error {
		if !a.Addr().IsLoopback() && !a.Addr().IsUnspecified() {
			return errors.New("not here")
		}
		return nil
	}}}
	t.Cleanup(h.Network.Close)
	return socketsHost{h}
}

func (s socketsHost) tcp(t testing.TB) sockets.TCPSocket {
	t.Helper()
	return must(s.TCPSocketCreate(t.Context(), sockets.IPAddressFamilyIPv4))(t)
}

func (s socketsHost) udp(t testing.TB) sockets.UDPSocket {
	t.Helper()
	return must(s.UDPSocketCreate(t.Context(), sockets.IPAddressFamilyIPv4))(t)
}

// checkSocketError checks that err is a case of error-code.
func checkSocketError(t testing.TB, err error, want sockets.TypesErrorCodeTag) {
	t.Helper()
	var code sockets.TypesErrorCode
	if !errors.As(err, &code) || code.Tag != want {
		t.Errorf("%v, want %v", err, want)
	}
}

// listen returns the address at which a socket listens, and what it accepts.
func listen(t testing.TB, h socketsHost) (sockets.IPSocketAddress, component.Source[sockets.TCPSocket]) {
	t.Helper()
	s := h.tcp(t)
	if err := s.Bind(t.Context(), loopback(t)); err != nil {
		t.Fatal(err)
	}
	src := must(s.Listen(t.Context()))(t).Source()
	addr := must(s.GetLocalAddress(t.Context()))(t)
	if !must(s.GetIsListening(t.Context()))(t) {
		t.Error("a socket that listens says it does not")
	}
	s.Drop(t.Context()) // the stream goes on
	return addr, src
}

func accept(t testing.TB, src component.Source[sockets.TCPSocket]) sockets.TCPSocket {
	t.Helper()
	for p := make([]sockets.TCPSocket, 1); ; wait(t, src) {
		if n, err := src.Read(p); n == 1 {
			return p[0]
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// TestTCP sends bytes in both directions, over sockets that are dropped before
// the streams of their connections.
func TestTCP(t *testing.T) {
	h := onLoopback(t)
	addr, src := listen(t, h)
	client := h.tcp(t)
	if err := client.Connect(t.Context(), addr); err != nil {
		t.Fatal(err)
	}
	server := accept(t, src)
	if a, b := must(client.GetLocalAddress(t.Context()))(t), must(server.GetRemoteAddress(t.Context()))(t); a != b {
		t.Errorf("the client is at %v, the server sees %v", a, b)
	}
	checkSocketError(t, client.Connect(t.Context(), addr), sockets.TypesErrorCodeTagInvalidState)
	question := strings.Repeat("question", 100_000)
	sent := must(client.Send(t.Context(), streamOf(question)))(t)
	answer := must(client.Receive(t.Context()))(t)
	asked := must(server.Receive(t.Context()))(t)
	replied := must(server.Send(t.Context(), streamOf("answer")))(t)
	client.Drop(t.Context())
	server.Drop(t.Context())
	if got := drain(t, asked.F0); got != question {
		t.Errorf("the server got %d bytes, want %d", len(got), len(question))
	}
	if got := drain(t, answer.F0); got != "answer" {
		t.Errorf("the client got %q", got)
	}
	for i, f := range []*socketFuture{sent, answer.F1, asked.F1, replied} {
		if r := await(t, f); r.IsErr {
			t.Errorf("future %d: %v", i, r.Err)
		}
	}
	if err := src.Close(); err != nil {
		t.Error(err)
	}
	checkSocketError(t, h.tcp(t).Connect(t.Context(), addr), sockets.TypesErrorCodeTagConnectionRefused)
}

// TestTCPStreamsOnce checks that each stream of a connection is there once, and
// none of them without one.
func TestTCPStreamsOnce(t *testing.T) {
	h := onLoopback(t)
	addr, src := listen(t, h)
	s := h.tcp(t)
	refused := func() {
		t.Helper()
		if r := await(t, must(s.Send(t.Context(), streamOf("x")))(t)); !r.IsErr || r.Err.Tag != sockets.TypesErrorCodeTagInvalidState {
			t.Errorf("send: %+v", r)
		}
		in := must(s.Receive(t.Context()))(t)
		if got, r := drain(t, in.F0), await(t, in.F1); got != "" || !r.IsErr || r.Err.Tag != sockets.TypesErrorCodeTagInvalidState {
			t.Errorf("receive: %q, %+v", got, r)
		}
	}
	refused()
	if err := s.Connect(t.Context(), addr); err != nil {
		t.Fatal(err)
	}
	peer := accept(t, src)
	first := must(s.Send(t.Context(), streamOf("y")))(t)
	in := must(s.Receive(t.Context()))(t)
	refused()
	got := must(peer.Receive(t.Context()))(t)
	if text := drain(t, got.F0); text != "y" {
		t.Errorf("the peer got %q", text)
	}
	if r := await(t, first); r.IsErr {
		t.Errorf("%v", r.Err)
	}
	peer.Drop(t.Context()) // closes what was not asked for
	if text := drain(t, in.F0); text != "" {
		t.Errorf("got %q of nobody", text)
	}
}

// TestConnectEnds checks that a guest which does not want a connection any more
// need not wait for it.
func TestConnectEnds(t *testing.T) {
	h := onLoopback(t)
	l := h.tcp(t)
	if err := errors.Join(l.Bind(t.Context(), loopback(t)), l.SetListenBacklogSize(t.Context(), 1)); err != nil {
		t.Fatal(err)
	}
	must(l.Listen(t.Context()))(t) // and nobody accepts
	addr := must(l.GetLocalAddress(t.Context()))(t)
	for range 100 {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		err := h.tcp(t).Connect(ctx, addr)
		cancel()
		if err != nil {
			checkSocketError(t, err, sockets.TypesErrorCodeTagConnectionAborted)
			return
		}
	}
	t.Skip("the system makes more connections wait than it was asked to")
}

// TestImplicitBind checks sockets that are not bound before they are used.
func TestImplicitBind(t *testing.T) {
	h := onLoopback(t)
	s := h.tcp(t)
	_, err := s.GetLocalAddress(t.Context())
	checkSocketError(t, err, sockets.TypesErrorCodeTagInvalidState)
	src := must(s.Listen(t.Context()))(t).Source()
	if a := addrPort(must(s.GetLocalAddress(t.Context()))(t)); a.Port() == 0 {
		t.Errorf("listens at %v", a)
	}
	_, err = s.Listen(t.Context())
	checkSocketError(t, err, sockets.TypesErrorCodeTagInvalidState)
	if err := src.Close(); err != nil {
		t.Error(err)
	}
	// A policy that allows no local address has its say.
	denied := socketsHost{&Host{Network: &wasi.Network{Allow: func(use wasi.SocketUse, _ netip.AddrPort) error {
		if use == wasi.TCPBind || use == wasi.UDPBind {
			return errors.New("not here")
		}
		return nil
	}}}}
	defer denied.h.Network.Close()
	_, err = denied.tcp(t).Listen(t.Context())
	checkSocketError(t, err, sockets.TypesErrorCodeTagAccessDenied)
	u := denied.udp(t)
	checkSocketError(t, u.Connect(t.Context(), must(socketAddress(netip.MustParseAddrPort("127.0.0.1:9"), nil))(t)), sockets.TypesErrorCodeTagAccessDenied)
	checkSocketError(t, u.Send(t.Context(), nil, component.Some(must(socketAddress(netip.MustParseAddrPort("127.0.0.1:9"), nil))(t))), sockets.TypesErrorCodeTagAccessDenied)
}

// TestListenerLimit checks that connections which there is no room for are
// closed, and do not keep a listener busy.
func TestListenerLimit(t *testing.T) {
	h := onLoopback(t)
	h.h.Network.MaxSockets = 1
	addr, src := listen(t, h)
	c, err := net.Dial("tcp", addrPort(addr).String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	wait(t, src)
	if n, err := src.Read(make([]sockets.TCPSocket, 1)); n != 0 || err != nil {
		t.Errorf("%d sockets, %v", n, err)
	}
	if src.Ready() {
		t.Error("the connection still waits")
	}
	if n, err := c.Read(make([]byte, 1)); n != 0 || err == nil {
		t.Errorf("the peer got %d bytes, %v", n, err)
	}
}

func TestSocketOptions(t *testing.T) {
	g := newGuest(t, &Host{})
	const types = "sockets/types"
	s := g.ok(types, "[static]tcp-socket.create", wit.EnumValue(0))
	u := g.ok(types, "[static]udp-socket.create", wit.EnumValue(0))
	n := wit.U64Value
	const invalid = "err(variant:2)"
	steps := []struct {
		socket component.Value
		name   string
		arg    component.Value
		want   string
	}{
		{s, "tcp-socket.set-listen-backlog-size", n(0), invalid},
		{s, "tcp-socket.set-listen-backlog-size", n(1 << 40), "ok"},
		{s, "tcp-socket.set-keep-alive-enabled", wit.BoolValue(true), "ok"},
		{s, "tcp-socket.set-keep-alive-idle-time", n(0), invalid},
		{s, "tcp-socket.set-keep-alive-idle-time", n(3e9), "ok"},
		{s, "tcp-socket.set-keep-alive-interval", n(4e9 - 1), "ok"},
		{s, "tcp-socket.set-keep-alive-count", wit.U32Value(5), "ok"},
		{s, "tcp-socket.set-hop-limit", wit.U8Value(0), invalid},
		{s, "tcp-socket.set-hop-limit", wit.U8Value(6), "ok"},
		{s, "tcp-socket.set-receive-buffer-size", n(1 << 16), "ok"},
		{s, "tcp-socket.set-send-buffer-size", n(1 << 16), "ok"},
		{u, "udp-socket.set-unicast-hop-limit", wit.U8Value(7), "ok"},
		{u, "udp-socket.set-receive-buffer-size", n(0), invalid},
		{u, "udp-socket.set-send-buffer-size", n(1 << 16), "ok"},
	}
	for _, st := range steps {
		if got := g.method(types, st.name, st.socket, st.arg).String(); got != st.want {
			t.Errorf("%s(%v) = %s, want %s", st.name, st.arg, got, st.want)
		}
	}
	for name, want := range map[string]string{
		"keep-alive-enabled": "ok(true)", "keep-alive-idle-time": "ok(3000000000)", "keep-alive-interval": "ok(4000000000)",
		"keep-alive-count": "ok(5)", "hop-limit": "ok(6)", "address-family": "enum:0", "is-listening": "false",
	} {
		if got := g.method(types, "tcp-socket.get-"+name, s).String(); got != want {
			t.Errorf("%s = %s, want %s", name, got, want)
		}
	}
	for name, want := range map[string]string{"unicast-hop-limit": "ok(7)", "address-family": "enum:0"} {
		if got := g.method(types, "udp-socket.get-"+name, u).String(); got != want {
			t.Errorf("%s = %s, want %s", name, got, want)
		}
	}
	g.drop(types, "tcp-socket", s)
	g.drop(types, "udp-socket", u)
}

func TestLookup(t *testing.T) {
	g := newGuest(t, &Host{Network: &wasi.Network{AllowLookup: func(name string) error {
		if name != "localhost" {
			return errors.New("not here")
		}
		return nil
	}}})
	for name, want := range map[string]string{
		"127.0.0.1": "ok([variant:0((127, 0, 0, 1))])", "::1": "ok([variant:1((0, 0, 0, 0, 0, 0, 0, 1))])",
		"example.com": "err(variant:0)", "a b": "err(variant:1)", "": "err(variant:1)",
	} {
		if got := g.call("sockets/ip-name-lookup", "resolve-addresses", str(name)).String(); got != want {
			t.Errorf("%q is %s, want %s", name, got, want)
		}
	}
	for _, a := range g.ok("sockets/ip-name-lookup", "resolve-addresses", str("localhost")).List() {
		if got := a.String(); got != "variant:0((127, 0, 0, 1))" && got != "variant:1((0, 0, 0, 0, 0, 0, 0, 1))" {
			t.Errorf("localhost is %s", got)
		}
	}
	// Each error has its name.
	names := cases("wasi:sockets/ip-name-lookup@0.3.0", "error-code")
	if len(lookupTags)+1 != len(names) {
		t.Errorf("errors are %v", names)
	}
	for e, tag := range lookupTags {
		if e.String() != tag.String() {
			t.Errorf("%v is %v", e, tag)
		}
	}
}
