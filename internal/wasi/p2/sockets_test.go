package p2

import (
	"errors"
	"fmt"
	"math"
	"net"
	"net/netip"
	"runtime"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/sockets"
)

// TestSocketErrors checks that errors of sockets have the names that WIT gives
// them.
func TestSocketErrors(t *testing.T) {
	names := labels("wasi:sockets/network@0.2.12", "error-code")
	for i, name := range names {
		code, ok := socketError(fmt.Errorf("connect: %w", wasi.SocketError(i))).(sockets.ErrorCode)
		if !ok || code.String() != name || wasi.SocketError(i).String() != name {
			t.Errorf("%v is %v, want %s", wasi.SocketError(i), code, name)
		}
	}
	if len(names) != 21 {
		t.Errorf("%d codes, want 21", len(names))
	}
	if got := socketError(wasi.SocketConnectionBroken); got != sockets.ErrorCodeConnectionReset {
		t.Errorf("a broken connection is %v", got)
	}
	if got := socketError(wasi.ErrChildAlive); got != wasi.ErrChildAlive {
		t.Errorf("%v", got)
	}
}

func TestSocketAddresses(t *testing.T) {
	for _, s := range []string{"0.0.0.0:0", "127.0.0.1:80", "255.1.2.3:65535", "[::]:0", "[::1]:1", "[1:2:3:4:5:6:7:ffff]:9", "[::ffff:1.2.3.4]:9"} {
		a := netip.MustParseAddrPort(s)
		if got := addrPort(socketAddress(a)); got != a {
			t.Errorf("%v became %v", a, got)
		}
	}
}

// address is a as an ip-socket-address.
func address(a netip.AddrPort) component.Value {
	var ip []component.Value
	if a.Addr().Is4() {
		for _, b := range a.Addr().As4() {
			ip = append(ip, wit.U8Value(b))
		}
		return wit.VariantValue(0, wit.RecordValue(wit.U16Value(a.Port()), wit.RecordValue(ip...)))
	}
	b := a.Addr().As16()
	for i := range 8 {
		ip = append(ip, wit.U16Value(uint16(b[2*i])<<8|uint16(b[2*i+1])))
	}
	return wit.VariantValue(1, wit.RecordValue(wit.U16Value(a.Port()), wit.U32Value(0), wit.RecordValue(ip...), wit.U32Value(0)))
}

var loopback = netip.MustParseAddrPort("127.0.0.1:0")

// onLoopback returns a guest that may use what is on the machine.
func onLoopback(t testing.TB) (g *guest, network component.Value) {
	t.Helper()
	g = newGuest(t, &Host{Network: &wasi.Network{Allow: onlyLoopback}})
	return g, g.call("sockets/instance-network", "instance-network")
}

func onlyLoopback(_ wasi.SocketUse, a netip.AddrPort) error {
	if !a.Addr().IsLoopback() {
		return errors.New("refused")
	}
	return nil
}

// needUnix skips a test on systems where there are no symbolic links without
// special rights.
func needUnix(t testing.TB) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("this is for Unix systems")
	}
}

// TestNoNetwork checks that sockets which may do nothing do nothing.
func TestNoNetwork(t *testing.T) {
	g := newGuest(t, &Host{})
	network := g.call("sockets/instance-network", "instance-network")
	const denied = "err(enum:1)"
	for _, proto := range []string{"tcp", "udp"} {
		s := g.ok("sockets/"+proto+"-create-socket", "create-"+proto+"-socket", wit.EnumValue(0))
		if got := g.method("sockets/"+proto, proto+"-socket.start-bind", s, network, address(loopback)).String(); got != denied {
			t.Errorf("%s start-bind = %s", proto, got)
		}
		if proto == "tcp" {
			if got := g.method("sockets/tcp", "tcp-socket.start-connect", s, network, address(netip.MustParseAddrPort("127.0.0.1:80"))).String(); got != denied {
				t.Errorf("start-connect = %s", got)
			}
		}
	}
	if got := g.call("sockets/ip-name-lookup", "resolve-addresses", network, str("localhost")).String(); got != denied {
		t.Errorf("resolve-addresses = %s", got)
	}
}

func TestLookupOfAddresses(t *testing.T) {
	g := newGuest(t, &Host{})
	network := g.call("sockets/instance-network", "instance-network")
	for name, want := range map[string]string{"127.0.0.1": "ok(some(variant:0((127, 0, 0, 1))))", "::1": "ok(some(variant:1((0, 0, 0, 0, 0, 0, 0, 1))))"} {
		s := g.ok("sockets/ip-name-lookup", "resolve-addresses", network, str(name))
		g.method("io/poll", "pollable.block", g.method("sockets/ip-name-lookup", "resolve-address-stream.subscribe", s))
		for i, want := range []string{want, "ok(none)", "ok(none)"} {
			if got := g.method("sockets/ip-name-lookup", "resolve-address-stream.resolve-next-address", s).String(); got != want {
				t.Errorf("%s: address %d is %s, want %s", name, i, got, want)
			}
		}
	}
	for _, name := range []string{"", "a b", "fe80::1%eth0", "a..b"} {
		if got := g.call("sockets/ip-name-lookup", "resolve-addresses", network, str(name)).String(); got != "err(enum:3)" {
			t.Errorf("%q: %s, want invalid-argument", name, got)
		}
	}
}

// TestTCP connects a guest to itself.
func TestTCP(t *testing.T) {
	g, network := onLoopback(t)
	const tcp = "sockets/tcp"
	listener := g.ok("sockets/tcp-create-socket", "create-tcp-socket", wit.EnumValue(0))
	call := func(name string, self component.Value, args ...component.Value) component.Value {
		t.Helper()
		return g.ok(tcp, "[method]tcp-socket."+name, append([]component.Value{self}, args...)...)
	}
	if got := g.fails(tcp, "[method]tcp-socket.finish-bind", listener).String(); got != "enum:7" {
		t.Errorf("finish-bind before start-bind: %s, want not-in-progress", got)
	}
	call("start-bind", listener, network, address(loopback))
	call("finish-bind", listener)
	call("start-listen", listener)
	call("finish-listen", listener)
	if !g.method(tcp, "tcp-socket.is-listening", listener).Bool() {
		t.Error("is-listening is false")
	}
	at := call("local-address", listener)
	if got := g.fails(tcp, "[method]tcp-socket.accept", listener).String(); got != "enum:8" {
		t.Errorf("accept: %s, want would-block", got)
	}
	client := g.ok("sockets/tcp-create-socket", "create-tcp-socket", wit.EnumValue(0))
	call("start-connect", client, network, at)
	ready := g.method(tcp, "tcp-socket.subscribe", client)
	g.method("io/poll", "pollable.block", ready)
	streams := call("finish-connect", client).Fields()
	g.method("io/poll", "pollable.block", g.method(tcp, "tcp-socket.subscribe", listener))
	accepted := call("accept", listener).Fields()
	if a, b := call("remote-address", client), call("local-address", accepted[0]); !a.Equal(at) || !b.Equal(at) {
		t.Errorf("connected to %v and from %v, want %v", a, b, at)
	}
	g.ok("io/streams", "[method]output-stream.blocking-write-and-flush", streams[1], value("ping"))
	if got := g.ok("io/streams", "[method]input-stream.blocking-read", accepted[1], wit.U64Value(99)).Bytes(); string(got) != "ping" {
		t.Errorf("read %q", got)
	}
	call("shutdown", client, wit.EnumValue(1))
	if got := g.fails("io/streams", "[method]output-stream.check-write", streams[1]).String(); got != "variant:1" {
		t.Errorf("check-write after shutdown: %s", got)
	}
	if got := g.fails("io/streams", "[method]input-stream.blocking-read", accepted[1], wit.U64Value(99)).String(); got != "variant:1" {
		t.Errorf("read after the peer's shutdown: %s", got)
	}
	g.drop("io/streams", "input-stream", streams[0])
	g.drop("io/streams", "output-stream", streams[1])
	g.drop("io/poll", "pollable", ready)
	g.drop(tcp, "tcp-socket", client)
}

func TestTCPOptions(t *testing.T) {
	g, _ := onLoopback(t)
	s := g.ok("sockets/tcp-create-socket", "create-tcp-socket", wit.EnumValue(1))
	const invalid = "err(enum:3)"
	n, second := wit.U64Value, uint64(1e9)
	tests := []struct {
		name      string
		set       component.Value
		want, get string
	}{
		{"keep-alive-enabled", wit.BoolValue(true), "ok", "ok(true)"},
		{"keep-alive-idle-time", n(2 * second), "ok", "ok(2000000000)"},
		{"keep-alive-idle-time", n(1), "ok", "ok(1000000000)"},
		{"keep-alive-idle-time", n(0), invalid, "ok(1000000000)"},
		{"keep-alive-idle-time", n(math.MaxUint64), "ok", "ok(32767000000000)"},
		{"keep-alive-interval", n(3 * second), "ok", "ok(3000000000)"},
		{"keep-alive-interval", n(0), invalid, "ok(3000000000)"},
		{"keep-alive-count", wit.U32Value(5), "ok", "ok(5)"},
		{"keep-alive-count", wit.U32Value(0), invalid, "ok(5)"},
		{"keep-alive-count", wit.U32Value(math.MaxUint32), "ok", "ok(127)"},
		{"hop-limit", wit.U8Value(9), "ok", "ok(9)"},
		{"hop-limit", wit.U8Value(0), invalid, "ok(9)"},
		{"receive-buffer-size", n(0), invalid, ""},
		{"receive-buffer-size", n(math.MaxUint64), "ok", ""},
		{"send-buffer-size", n(0), invalid, ""},
		{"send-buffer-size", n(math.MaxUint64), "ok", ""},
	}
	for _, tt := range tests {
		if got := g.method("sockets/tcp", "tcp-socket.set-"+tt.name, s, tt.set).String(); got != tt.want {
			t.Errorf("set-%s(%v) = %s, want %s", tt.name, tt.set, got, tt.want)
		}
		if got := g.method("sockets/tcp", "tcp-socket."+tt.name, s).String(); tt.get != "" && got != tt.get {
			t.Errorf("%s after %v = %s, want %s", tt.name, tt.set, got, tt.get)
		}
	}
	if got := g.method("sockets/tcp", "tcp-socket.address-family", s).String(); got != "enum:1" {
		t.Errorf("family %s", got)
	}
	if got := g.method("sockets/tcp", "tcp-socket.set-listen-backlog-size", s, n(0)).String(); got != invalid {
		t.Errorf("set-listen-backlog-size(0) = %s", got)
	}
}

// TestUDP sends datagrams with an address of their own, and to the only peer.
func TestUDP(t *testing.T) {
	peer, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	to := address(netip.MustParseAddrPort(peer.LocalAddr().String()))
	const udp = "sockets/udp"
	datagram := func(text string, to component.Value) component.Value {
		return wit.ListValue(wit.RecordValue(value(text), to))
	}
	for name, tt := range map[string]struct {
		peer, to component.Value
		want     string
	}{
		"to an address":                  {wit.NoneValue(), wit.SomeValue(to), "ok(1)"},
		"to nobody":                      {wit.NoneValue(), wit.NoneValue(), "err(enum:3)"},
		"to the peer":                    {wit.SomeValue(to), wit.NoneValue(), "ok(1)"},
		"to the peer by its address":     {wit.SomeValue(to), wit.SomeValue(to), "ok(1)"},
		"to another one than the peer":   {wit.SomeValue(to), wit.SomeValue(address(netip.MustParseAddrPort("127.0.0.1:9"))), "err(enum:3)"},
		"to an address that is not ours": {wit.NoneValue(), wit.SomeValue(address(netip.MustParseAddrPort("192.0.2.1:9"))), "err(enum:1)"},
	} {
		g, network := onLoopback(t)
		s := g.ok("sockets/udp-create-socket", "create-udp-socket", wit.EnumValue(0))
		g.ok(udp, "[method]udp-socket.start-bind", s, network, address(loopback))
		g.ok(udp, "[method]udp-socket.finish-bind", s)
		streams := g.ok(udp, "[method]udp-socket.stream", s, tt.peer).Fields()
		g.ok(udp, "[method]outgoing-datagram-stream.check-send", streams[1])
		if got := g.method(udp, "outgoing-datagram-stream.send", streams[1], datagram("ping", tt.to)).String(); got != tt.want {
			t.Errorf("%s: send = %s, want %s", name, got, tt.want)
		}
		if tt.want != "ok(1)" {
			continue
		}
		buf := make([]byte, 99)
		n, from, err := peer.ReadFrom(buf)
		if err == nil {
			_, err = peer.WriteTo(buf[:n], from)
		}
		if err != nil || string(buf[:n]) != "ping" {
			t.Errorf("%s: the peer got %q, %v", name, buf[:n], err)
		}
		g.method("io/poll", "pollable.block", g.method(udp, "incoming-datagram-stream.subscribe", streams[0]))
		want := wit.RecordValue(value("ping"), to)
		if got := g.ok(udp, "[method]incoming-datagram-stream.receive", streams[0], wit.U64Value(math.MaxUint64)).List(); len(got) != 1 || !got[0].Equal(want) {
			t.Errorf("%s: received %v, want %v", name, got, want)
		}
		if got := g.ok(udp, "[method]incoming-datagram-stream.receive", streams[0], wit.U64Value(1)).String(); got != "[]" {
			t.Errorf("%s: received %s", name, got)
		}
	}
}

// TestUDPRules breaks rules of datagram streams that trap.
func TestUDPRules(t *testing.T) {
	const udp = "sockets/udp"
	for name, tt := range map[string]struct {
		want error
		do   func(g *guest, s component.Value, streams []component.Value) *component.Trap
	}{
		"send without a permit": {wasi.ErrPermit, func(g *guest, _ component.Value, streams []component.Value) *component.Trap {
			d := wit.RecordValue(value("x"), wit.NoneValue())
			return g.trap(udp, "[method]outgoing-datagram-stream.send", streams[1], wit.ListValue(d))
		}},
		"stream while there are streams": {wasi.ErrChildAlive, func(g *guest, s component.Value, streams []component.Value) *component.Trap {
			g.drop(udp, "incoming-datagram-stream", streams[0])
			return g.trap(udp, "[method]udp-socket.stream", s, wit.NoneValue())
		}},
	} {
		g, network := onLoopback(t)
		s := g.ok("sockets/udp-create-socket", "create-udp-socket", wit.EnumValue(0))
		g.ok(udp, "[method]udp-socket.start-bind", s, network, address(loopback))
		g.ok(udp, "[method]udp-socket.finish-bind", s)
		streams := g.ok(udp, "[method]udp-socket.stream", s, wit.NoneValue()).Fields()
		if trap := tt.do(g, s, streams); !errors.Is(trap, tt.want) {
			t.Errorf("%s: %v, want %v", name, trap, tt.want)
		}
	}
}

func TestUDPOptions(t *testing.T) {
	g, _ := onLoopback(t)
	s := g.ok("sockets/udp-create-socket", "create-udp-socket", wit.EnumValue(1))
	const invalid, state = "err(enum:3)", "err(enum:9)"
	call := func(name string, args ...component.Value) string {
		t.Helper()
		return g.method("sockets/udp", "udp-socket."+name, s, args...).String()
	}
	steps := []struct{ got, want string }{
		{call("address-family"), "enum:1"},
		{call("local-address"), state},
		{call("remote-address"), state},
		{call("set-unicast-hop-limit", wit.U8Value(9)), "ok"},
		{call("unicast-hop-limit"), "ok(9)"},
		{call("set-unicast-hop-limit", wit.U8Value(0)), invalid},
		{call("set-receive-buffer-size", wit.U64Value(0)), invalid},
		{call("set-receive-buffer-size", wit.U64Value(math.MaxUint64)), "ok"},
		{call("set-send-buffer-size", wit.U64Value(0)), invalid},
		{call("set-send-buffer-size", wit.U64Value(math.MaxUint64)), "ok"},
	}
	for i, s := range steps {
		if s.got != s.want {
			t.Errorf("step %d: %s, want %s", i, s.got, s.want)
		}
	}
	for _, name := range []string{"receive-buffer-size", "send-buffer-size"} {
		if n := g.ok("sockets/udp", "[method]udp-socket."+name, s).U64(); n == 0 {
			t.Errorf("%s is 0", name)
		}
	}
	g.method("io/poll", "pollable.block", g.method("sockets/udp", "udp-socket.subscribe", s))
}
