package wasi

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"slices"
	"testing"
	"time"
)

// openNetwork allows everything and is closed with the test.
func openNetwork(t testing.TB) *Network {
	n := &Network{
		Allow:       func(SocketUse, netip.AddrPort) error { return nil },
		AllowLookup: func(string) error { return nil },
	}
	t.Cleanup(n.Close)
	return n
}

func need[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var loopback4 = netip.MustParseAddrPort("127.0.0.1:0")

// families are the loopback addresses that this machine has.
func families(t testing.TB) map[IPFamily]netip.AddrPort {
	m := map[IPFamily]netip.AddrPort{IPv4: loopback4}
	if ln, err := net.Listen("tcp6", "[::1]:0"); err == nil {
		_ = ln.Close()
		m[IPv6] = netip.MustParseAddrPort("[::1]:0")
	}
	return m
}

func listener(t testing.TB, n *Network, family IPFamily, addr netip.AddrPort) (*TCPSocket, netip.AddrPort) {
	t.Helper()
	ln := need[*TCPSocket](t)(n.NewTCPSocket(family))
	ok(t, ln.StartBind(addr))
	ok(t, ln.FinishBind())
	ok(t, ln.StartListen())
	ok(t, ln.FinishListen())
	return ln, need[netip.AddrPort](t)(ln.LocalAddress())
}

func connect(t testing.TB, s *TCPSocket, addr netip.AddrPort) (InputStream, OutputStream) {
	t.Helper()
	ok(t, s.StartConnect(addr))
	in, out, err := finishConnect(t, s)
	ok(t, err)
	return in, out
}

func finishConnect(t testing.TB, s *TCPSocket) (InputStream, OutputStream, error) {
	t.Helper()
	for {
		in, out, err := s.FinishConnect()
		if err != SocketWouldBlock {
			return in, out, err
		}
		ok(t, Wait(testContext(t), s))
	}
}

func accept(t testing.TB, ln *TCPSocket) (*TCPSocket, InputStream, OutputStream) {
	t.Helper()
	for {
		s, in, out, err := ln.Accept()
		if err != SocketWouldBlock {
			ok(t, err)
			return s, in, out
		}
		ok(t, Wait(testContext(t), ln))
	}
}

func TestTCP(t *testing.T) {
	for family, addr := range families(t) {
		checkGoroutines(t)
		ctx := testContext(t)
		n := openNetwork(t)
		ln, at := listener(t, n, family, addr)
		if _, _, _, err := ln.Accept(); err != SocketWouldBlock || ln.Ready() || !ln.IsListening() {
			t.Errorf("accept without a peer: %v", err)
		}
		client := need[*TCPSocket](t)(n.NewTCPSocket(family))
		in, out := connect(t, client, at)
		server, sin, sout := accept(t, ln)
		if a, b := need[netip.AddrPort](t)(client.LocalAddress()), need[netip.AddrPort](t)(server.RemoteAddress()); a != b || server.Family() != family {
			t.Errorf("%v is seen as %v", a, b)
		}
		if a := need[netip.AddrPort](t)(client.RemoteAddress()); a != at {
			t.Errorf("the remote address is %v, want %v", a, at)
		}
		buf := make([]byte, 100)
		if n, err := sin.Read(buf); n != 0 || err != nil || sin.Ready() {
			t.Errorf("read of nothing: %d, %v", n, err)
		}
		ok(t, BlockingWriteAndFlush(ctx, out, []byte("ping")))
		if n, err := BlockingRead(ctx, sin, buf); err != nil || string(buf[:n]) != "ping" {
			t.Errorf("%q, %v", buf[:n], err)
		}
		// The streams outlive their handles.
		client.Drop()
		server.Drop()
		ok(t, BlockingWriteAndFlush(ctx, sout, []byte("pong")))
		_ = sout.Close()
		if n, err := BlockingRead(ctx, in, buf); err != nil || string(buf[:n]) != "pong" {
			t.Errorf("%q, %v", buf[:n], err)
		}
		if _, err := BlockingRead(ctx, in, buf); err != io.EOF {
			t.Errorf("at the end: %v", err)
		}
		for _, s := range []io.Closer{in, out, sin, sout} {
			_ = s.Close()
			_ = s.Close()
		}
		ln.Drop()
		if len(n.sockets) != 0 {
			t.Errorf("%d sockets are left", len(n.sockets))
		}
	}
}

// TestTCPLarge moves more than all buffers hold, so that writes are cut.
func TestTCPLarge(t *testing.T) {
	checkGoroutines(t)
	ctx := testContext(t)
	n := openNetwork(t)
	ln, at := listener(t, n, IPv4, loopback4)
	client := need[*TCPSocket](t)(n.NewTCPSocket(IPv4))
	in, out := connect(t, client, at)
	server, sin, _ := accept(t, ln)
	data := make([]byte, 20<<20)
	for i := range data {
		data[i] = byte(i >> 8 * i)
	}
	sent := make(chan error, 1)
	go func() {
		err := BlockingWrite(ctx, out, data)
		_ = client.Shutdown(ShutdownSend) // the end comes after all bytes
		sent <- err
	}()
	var got []byte
	buf := make([]byte, 100_000)
	for {
		k, err := BlockingRead(ctx, sin, buf)
		got = append(got, buf[:k]...)
		if err == io.EOF {
			break
		}
		ok(t, err)
	}
	ok(t, <-sent)
	if !bytes.Equal(got, data) {
		t.Errorf("got %d bytes that differ", len(got))
	}
	if _, err := out.CheckWrite(); err != io.EOF {
		t.Errorf("check-write after shutdown: %v", err)
	}
	if n, err := in.Read(buf); n != 0 || err != nil {
		t.Errorf("the other direction: %d, %v", n, err)
	}
	ok(t, server.Shutdown(ShutdownBoth))
	if _, err := BlockingRead(ctx, in, buf); err != io.EOF {
		t.Errorf("after the peer's shutdown: %v", err)
	}
	n.Close()
}

// TestTCPPeerDoesNotRead proves that permits end and Close leaves nothing.
func TestTCPPeerDoesNotRead(t *testing.T) {
	checkGoroutines(t)
	n := openNetwork(t)
	ln, at := listener(t, n, IPv4, loopback4)
	client := need[*TCPSocket](t)(n.NewTCPSocket(IPv4))
	_, out := connect(t, client, at)
	accept(t, ln)
	total := 0
	for {
		k, err := out.CheckWrite()
		ok(t, err)
		if k == 0 {
			break
		}
		ok(t, out.Write(make([]byte, k)))
		if total += k; total > 64<<20 {
			t.Fatal("no end of permits")
		}
	}
	if err := out.Write([]byte("x")); err != ErrPermit && err != nil {
		t.Errorf("write without a permit: %v", err)
	}
	cancel := out.Subscribe(func() {})
	cancel()
	cancel()
	_ = out.Close()
	client.Drop()
	n.Close()
	if _, err := n.NewTCPSocket(IPv4); err != SocketNewSocketLimit {
		t.Errorf("a socket of a closed network: %v", err)
	}
}

func TestTCPStates(t *testing.T) {
	checkGoroutines(t)
	n := openNetwork(t)
	ln, at := listener(t, n, IPv4, loopback4)
	other := netip.AddrPortFrom(loopback4.Addr(), 1)
	// Each row: how the socket comes into the state, and what it answers then.
	type answers struct{ startBind, finishBind, startConnect, finishConnect, startListen, finishListen, accept, local, remote, shutdown SocketError }
	const none = SocketError(255)
	const (
		invalid  = SocketInvalidState
		notBegun = SocketNotInProgress
		conflict = SocketConcurrencyConflict
	)
	tests := []struct {
		name string
		do   func(s *TCPSocket)
		want answers
	}{
		{"unbound", func(*TCPSocket) {},
			answers{none, notBegun, none, notBegun, invalid, notBegun, invalid, invalid, invalid, invalid}},
		{"bind started", func(s *TCPSocket) { ok(t, s.StartBind(loopback4)) },
			answers{conflict, none, conflict, notBegun, conflict, notBegun, invalid, invalid, invalid, invalid}},
		{"bound", func(s *TCPSocket) { ok(t, s.StartBind(loopback4)); ok(t, s.FinishBind()) },
			answers{invalid, notBegun, none, notBegun, none, notBegun, invalid, none, invalid, invalid}},
		{"listen started", func(s *TCPSocket) { ok(t, s.StartBind(loopback4)); ok(t, s.FinishBind()); ok(t, s.StartListen()) },
			answers{conflict, notBegun, conflict, notBegun, conflict, none, invalid, none, invalid, invalid}},
		{"listening", func(s *TCPSocket) {
			ok(t, s.StartBind(loopback4))
			ok(t, s.FinishBind())
			ok(t, s.StartListen())
			ok(t, s.FinishListen())
		}, answers{invalid, notBegun, invalid, notBegun, invalid, notBegun, SocketWouldBlock, none, invalid, invalid}},
		{"connecting", func(s *TCPSocket) { ok(t, s.StartConnect(at)) },
			answers{conflict, notBegun, conflict, none, conflict, notBegun, invalid, none, invalid, invalid}},
		{"connected", func(s *TCPSocket) { connect(t, s, at) },
			answers{invalid, notBegun, invalid, notBegun, invalid, notBegun, invalid, none, none, none}},
		{"closed", func(s *TCPSocket) {
			dead := need[*TCPSocket](t)(n.NewTCPSocket(IPv4))
			ok(t, dead.StartBind(loopback4))
			ok(t, dead.FinishBind())
			gone := need[netip.AddrPort](t)(dead.LocalAddress())
			ok(t, s.StartConnect(gone)) // bound, but does not listen
			if _, _, err := finishConnect(t, s); err != SocketConnectionRefused {
				t.Errorf("connecting to nobody: %v", err)
			}
			dead.Drop()
		}, answers{invalid, notBegun, invalid, notBegun, invalid, notBegun, invalid, invalid, invalid, invalid}},
	}
	ops := []struct {
		name string
		do   func(s *TCPSocket) error
		want func(answers) SocketError
	}{
		{"start-bind", func(s *TCPSocket) error { return s.StartBind(loopback4) }, func(a answers) SocketError { return a.startBind }},
		{"finish-bind", (*TCPSocket).FinishBind, func(a answers) SocketError { return a.finishBind }},
		{"start-connect", func(s *TCPSocket) error { return s.StartConnect(at) }, func(a answers) SocketError { return a.startConnect }},
		{"finish-connect", func(s *TCPSocket) error { _, _, err := finishConnect(t, s); return err }, func(a answers) SocketError { return a.finishConnect }},
		{"start-listen", (*TCPSocket).StartListen, func(a answers) SocketError { return a.startListen }},
		{"finish-listen", (*TCPSocket).FinishListen, func(a answers) SocketError { return a.finishListen }},
		{"accept", func(s *TCPSocket) error { _, _, _, err := s.Accept(); return err }, func(a answers) SocketError { return a.accept }},
		{"local-address", func(s *TCPSocket) error { _, err := s.LocalAddress(); return err }, func(a answers) SocketError { return a.local }},
		{"remote-address", func(s *TCPSocket) error { _, err := s.RemoteAddress(); return err }, func(a answers) SocketError { return a.remote }},
		{"shutdown", func(s *TCPSocket) error { return s.Shutdown(ShutdownBoth) }, func(a answers) SocketError { return a.shutdown }},
	}
	for _, tt := range tests {
		for _, op := range ops {
			s := need[*TCPSocket](t)(n.NewTCPSocket(IPv4))
			tt.do(s)
			err := op.do(s)
			want := op.want(tt.want)
			if want == none && err != nil || want != none && err != want {
				t.Errorf("%s of a socket that is %s: %v, want %v", op.name, tt.name, err, want)
			}
			s.Drop()
		}
		n.Close()
		n = openNetwork(t)
		ln.Drop()
		ln, at = listener(t, n, IPv4, loopback4)
	}
	_ = other
	ln.Drop()
}

func TestTCPAddresses(t *testing.T) {
	tests := []struct {
		family  IPFamily
		addr    string
		bind    error
		connect error
	}{
		{IPv4, "[::1]:1", SocketInvalidArgument, SocketInvalidArgument},
		{IPv6, "127.0.0.1:1", SocketInvalidArgument, SocketInvalidArgument},
		{IPv6, "[::ffff:127.0.0.1]:1", SocketInvalidArgument, SocketInvalidArgument},
		{IPv4, "224.0.0.1:1", SocketInvalidArgument, SocketInvalidArgument},
		{IPv4, "255.255.255.255:1", SocketInvalidArgument, SocketInvalidArgument},
		{IPv6, "[ff02::1]:1", SocketInvalidArgument, SocketInvalidArgument},
		{IPv4, "0.0.0.0:1", errDenied, SocketInvalidArgument},
		{IPv6, "[::]:1", errDenied, SocketInvalidArgument},
		{IPv4, "127.0.0.1:0", errDenied, SocketInvalidArgument},
		{IPv4, "127.0.0.1:1", errDenied, errDenied},
	}
	n := new(Network) // refuses everything
	defer n.Close()
	for _, tt := range tests {
		s, err := n.NewTCPSocket(tt.family)
		if err != nil {
			t.Skip(err)
		}
		addr := netip.MustParseAddrPort(tt.addr)
		if err := s.StartBind(addr); err != tt.bind {
			t.Errorf("bind to %v: %v, want %v", addr, err, tt.bind)
		}
		if err := s.StartConnect(addr); err != tt.connect {
			t.Errorf("connect to %v: %v, want %v", addr, err, tt.connect)
		}
		s.Drop()
	}
}

var errDenied error = SocketAccessDenied

func TestTCPAddressInUse(t *testing.T) {
	n := openNetwork(t)
	_, at := listener(t, n, IPv4, loopback4)
	s := need[*TCPSocket](t)(n.NewTCPSocket(IPv4))
	if err := s.StartBind(at); err != SocketAddressInUse {
		t.Errorf("a second bind: %v", err)
	}
	if err := s.StartBind(netip.MustParseAddrPort("192.0.2.1:0")); err != SocketAddressNotBindable {
		t.Errorf("an address of somebody else: %v", err)
	}
	ok(t, s.StartBind(loopback4)) // a failed bind can be tried again
}

func TestTCPOptions(t *testing.T) {
	for family := range families(t) {
		n := openNetwork(t)
		s := need[*TCPSocket](t)(n.NewTCPSocket(family))
		for name, err := range map[string]error{
			"hop limit": s.SetHopLimit(0), "idle": s.SetKeepAliveIdleTime(0), "interval": s.SetKeepAliveInterval(0),
			"count": s.SetKeepAliveCount(0), "receive": s.SetReceiveBufferSize(0), "send": s.SetSendBufferSize(0), "backlog": s.SetListenBacklogSize(0),
		} {
			if err != SocketInvalidArgument {
				t.Errorf("%s of 0: %v", name, err)
			}
		}
		for _, err := range []error{
			s.SetHopLimit(42), s.SetKeepAliveEnabled(true), s.SetReceiveBufferSize(1 << 63), s.SetSendBufferSize(16 << 10),
			s.SetListenBacklogSize(1 << 63),
		} {
			ok(t, err)
		}
		if v := need[uint8](t)(s.HopLimit()); v != 42 {
			t.Errorf("hop limit %d", v)
		}
		if !need[bool](t)(s.KeepAliveEnabled()) {
			t.Error("keep-alive is off")
		}
		if v := need[uint64](t)(s.SendBufferSize()); v != 16<<10 {
			t.Errorf("send buffer %v", v)
		}
		if v := need[uint64](t)(s.ReceiveBufferSize()); v == 0 {
			t.Errorf("receive buffer %v", v)
		}
	}
}

func TestTCPKeepAlive(t *testing.T) {
	if underWine() {
		t.Skip("Wine has none of these options")
	}
	for family := range families(t) {
		n := openNetwork(t)
		s := need[*TCPSocket](t)(n.NewTCPSocket(family))
		ok(t, s.SetKeepAliveIdleTime(time.Nanosecond))
		ok(t, s.SetKeepAliveInterval(1<<63-1))
		ok(t, s.SetKeepAliveCount(1<<31))
		if v := need[time.Duration](t)(s.KeepAliveIdleTime()); v != time.Second {
			t.Errorf("idle time %v", v)
		}
		if v := need[time.Duration](t)(s.KeepAliveInterval()); v <= 0 {
			t.Errorf("interval %v", v)
		}
		if v := need[uint32](t)(s.KeepAliveCount()); v == 0 {
			t.Errorf("count %v", v)
		}
	}
}

func TestSocketLimit(t *testing.T) {
	n := openNetwork(t)
	n.MaxSockets = 3
	ln, at := listener(t, n, IPv4, loopback4)
	client := need[*TCPSocket](t)(n.NewTCPSocket(IPv4))
	connect(t, client, at)
	u := need[*UDPSocket](t)(n.NewUDPSocket(IPv4))
	if _, err := n.NewTCPSocket(IPv4); err != SocketNewSocketLimit {
		t.Errorf("a fourth socket: %v", err)
	}
	ok(t, Wait(testContext(t), ln))
	if _, _, _, err := ln.Accept(); err != SocketNewSocketLimit {
		t.Errorf("accepting a fourth socket: %v", err)
	}
	u.Drop()
	if _, _, _, err := ln.Accept(); err != nil {
		t.Errorf("after one was dropped: %v", err)
	}
}

// TestTCPPeerResets sees a reset as a failure, once.
func TestTCPPeerResets(t *testing.T) {
	if underWine() {
		t.Skip("Wine takes a reset for the end")
	}
	checkGoroutines(t)
	n := openNetwork(t)
	ln := need[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
	defer func() { _ = ln.Close() }()
	s := need[*TCPSocket](t)(n.NewTCPSocket(IPv4))
	in, out := connect(t, s, netip.MustParseAddrPort(ln.Addr().String()))
	conn := need[net.Conn](t)(ln.Accept())
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
	ctx := testContext(t)
	if _, err := BlockingRead(ctx, in, make([]byte, 1)); err != SocketConnectionReset {
		t.Errorf("first read: %v", err)
	}
	if _, err := BlockingRead(ctx, in, make([]byte, 1)); err != io.EOF {
		t.Errorf("second read: %v", err)
	}
	if err := BlockingWriteAndFlush(ctx, out, []byte("x")); err == nil {
		t.Error("a write to nobody succeeds")
	}
	n.Close()
}

// TestSubscriptionsEnd cancels subscriptions before and after the event.
func TestSubscriptionsEnd(t *testing.T) {
	checkGoroutines(t)
	n := openNetwork(t)
	ln, at := listener(t, n, IPv4, loopback4)
	for range 10 {
		ln.Subscribe(func() {})()
	}
	ctx, cancel := context.WithCancel(testContext(t))
	cancel()
	if err := Wait(ctx, ln); err != context.Canceled {
		t.Errorf("wait that is cancelled: %v", err)
	}
	client := need[*TCPSocket](t)(n.NewTCPSocket(IPv4))
	connect(t, client, at)
	accept(t, ln)
	n.Close()
}

func bindUDP(t testing.TB, n *Network, family IPFamily, addr netip.AddrPort) (*UDPSocket, netip.AddrPort) {
	t.Helper()
	u := need[*UDPSocket](t)(n.NewUDPSocket(family))
	ok(t, u.StartBind(addr))
	ok(t, u.FinishBind())
	return u, need[netip.AddrPort](t)(u.LocalAddress())
}

func sendUDP(t testing.TB, out *OutgoingDatagrams, list ...Datagram) (uint64, error) {
	t.Helper()
	ok(t, Wait(testContext(t), out))
	if n, err := out.CheckSend(); err != nil || n == 0 {
		t.Fatalf("check-send: %d, %v", n, err)
	}
	return out.Send(list)
}

func TestUDP(t *testing.T) {
	for family, addr := range families(t) {
		checkGoroutines(t)
		ctx := testContext(t)
		n := openNetwork(t)
		a, aAddr := bindUDP(t, n, family, addr)
		b, bAddr := bindUDP(t, n, family, addr)
		ain, aout, err := a.Stream(netip.AddrPort{})
		ok(t, err)
		bin, bout, err := b.Stream(aAddr)
		ok(t, err)
		if _, _, err := b.Stream(aAddr); err != ErrChildAlive {
			t.Errorf("streams while there are streams: %v", err)
		}
		if list, err := ain.Receive(10); err != nil || list != nil || ain.Ready() {
			t.Errorf("receive of nothing: %v, %v", list, err)
		}
		if k, err := sendUDP(t, bout, Datagram{Data: []byte("one")}, Datagram{[]byte("two"), aAddr}, Datagram{}); err != nil || k != 3 {
			t.Fatalf("sent %d, %v", k, err)
		}
		var got []Datagram
		for len(got) < 3 {
			ok(t, Wait(ctx, ain))
			list, err := ain.Receive(2)
			ok(t, err)
			if len(list) > 2 {
				t.Fatalf("%d datagrams", len(list))
			}
			got = append(got, list...)
		}
		if string(got[0].Data) != "one" || string(got[1].Data) != "two" || len(got[2].Data) != 0 || got[0].Remote != bAddr {
			t.Errorf("got %q", got)
		}
		if k, err := sendUDP(t, aout, Datagram{[]byte("back"), bAddr}); err != nil || k != 1 {
			t.Fatalf("sent %d, %v", k, err)
		}
		ok(t, Wait(ctx, bin))
		if list, err := bin.Receive(10); err != nil || len(list) != 1 || string(list[0].Data) != "back" {
			t.Errorf("%q, %v", list, err)
		}
		for name, tt := range map[string]struct {
			out  *OutgoingDatagrams
			d    Datagram
			want error
		}{
			"no destination":    {aout, Datagram{Data: []byte("x")}, SocketInvalidArgument},
			"port 0":            {aout, Datagram{[]byte("x"), netip.AddrPortFrom(addr.Addr(), 0)}, SocketInvalidArgument},
			"mapped":            {aout, Datagram{[]byte("x"), netip.MustParseAddrPort("[::ffff:127.0.0.1]:9")}, SocketInvalidArgument},
			"another peer":      {bout, Datagram{[]byte("x"), bAddr}, SocketInvalidArgument},
			"too large":         {aout, Datagram{make([]byte, maxDatagram+1), bAddr}, SocketDatagramTooLarge},
			"wildcard address":  {aout, Datagram{[]byte("x"), netip.MustParseAddrPort("0.0.0.0:9")}, SocketInvalidArgument},
			"wildcard address6": {aout, Datagram{[]byte("x"), netip.MustParseAddrPort("[::]:9")}, SocketInvalidArgument},
		} {
			if k, err := sendUDP(t, tt.out, tt.d, Datagram{[]byte("never"), bAddr}); err != tt.want || k != 0 {
				t.Errorf("%s: %d, %v; want %v", name, k, err, tt.want)
			}
		}
		if _, err := aout.Send(make([]Datagram, maxDatagrams+1)); err != ErrPermit {
			t.Errorf("more than the permit: %v", err)
		}
		bin.Drop()
		bout.Drop()
		if r := need[netip.AddrPort](t)(b.RemoteAddress()); r != aAddr {
			t.Errorf("remote address %v", r)
		}
		if _, _, err := b.Stream(netip.AddrPort{}); err != nil && !errors.Is(err, SocketNotSupported) {
			t.Errorf("streams to all again: %v", err)
		} else if err == nil {
			if _, err := b.RemoteAddress(); err != SocketInvalidState {
				t.Errorf("remote address of none: %v", err)
			}
		}
		a.Drop()
		n.Close()
	}
}

func TestUDPStates(t *testing.T) {
	n := openNetwork(t)
	u := need[*UDPSocket](t)(n.NewUDPSocket(IPv4))
	check := func(what string, err error, want error) {
		t.Helper()
		if err != want {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	_, err := u.LocalAddress()
	check("local-address", err, SocketInvalidState)
	_, _, err = u.Stream(netip.AddrPort{})
	check("stream", err, SocketInvalidState)
	check("finish-bind", u.FinishBind(), SocketNotInProgress)
	check("bind of another family", u.StartBind(netip.MustParseAddrPort("[::1]:0")), SocketInvalidArgument)
	check("start-bind", u.StartBind(loopback4), nil)
	check("start-bind twice", u.StartBind(loopback4), SocketConcurrencyConflict)
	check("finish-bind", u.FinishBind(), nil)
	check("start-bind when bound", u.StartBind(loopback4), SocketInvalidState)
	_, _, err = u.Stream(loopback4)
	check("stream to port 0", err, SocketInvalidArgument)
	check("hop limit 0", u.SetUnicastHopLimit(0), SocketInvalidArgument)
	check("hop limit", u.SetUnicastHopLimit(7), nil)
	if v := need[uint8](t)(u.UnicastHopLimit()); v != 7 {
		t.Errorf("hop limit %d", v)
	}
	check("receive buffer", u.SetReceiveBufferSize(1<<60), nil)
	check("send buffer", u.SetSendBufferSize(32<<10), nil)
	if v := need[uint64](t)(u.SendBufferSize()); v != 32<<10 {
		t.Errorf("send buffer %d", v)
	}
}

// TestNetworkPolicy asks for each use, and obeys.
func TestNetworkPolicy(t *testing.T) {
	var asked []string
	refuse := true
	n := &Network{Allow: func(use SocketUse, addr netip.AddrPort) error {
		asked = append(asked, use.String())
		if refuse {
			return errors.New("no")
		}
		return nil
	}}
	defer n.Close()
	at := netip.MustParseAddrPort("127.0.0.1:9")
	tcp := need[*TCPSocket](t)(n.NewTCPSocket(IPv4))
	udp := need[*UDPSocket](t)(n.NewUDPSocket(IPv4))
	for _, err := range []error{tcp.StartBind(loopback4), tcp.StartConnect(at), udp.StartBind(loopback4)} {
		if err != SocketAccessDenied {
			t.Errorf("refused: %v", err)
		}
	}
	refuse = false
	ok(t, udp.StartBind(loopback4))
	ok(t, udp.FinishBind())
	_, out, err := udp.Stream(netip.AddrPort{})
	ok(t, err)
	refuse = true
	if _, err := sendUDP(t, out, Datagram{[]byte("x"), at}); err != SocketAccessDenied {
		t.Errorf("send: %v", err)
	}
	if want := []string{"tcp bind", "tcp connect", "udp bind", "udp bind", "udp send"}; !slices.Equal(asked, want) {
		t.Errorf("asked for %q, want %q", asked, want)
	}
	if _, err := n.ResolveAddresses(testContext(t), "localhost"); err != SocketAccessDenied {
		t.Errorf("lookup: %v", err)
	}
}

func BenchmarkTCPRoundTrip(b *testing.B) {
	n := openNetwork(b)
	ctx := context.Background()
	ln, at := listener(b, n, IPv4, loopback4)
	client := need[*TCPSocket](b)(n.NewTCPSocket(IPv4))
	in, out := connect(b, client, at)
	_, sin, sout := accept(b, ln)
	go func() {
		buf := make([]byte, 16)
		for {
			k, err := BlockingRead(ctx, sin, buf)
			if err != nil {
				return
			}
			_ = BlockingWriteAndFlush(ctx, sout, buf[:k])
		}
	}()
	buf := make([]byte, 16)
	b.ReportAllocs()
	for b.Loop() {
		ok(b, BlockingWriteAndFlush(ctx, out, buf))
		if _, err := BlockingRead(ctx, in, buf); err != nil {
			b.Fatal(err)
		}
	}
}
