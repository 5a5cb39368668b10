package p3

import (
	"bytes"
	"context"
	"errors"
	goio "io"
	"math"
	"net"
	"net/netip"
	"os"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/sockets"
)

func newTCP(t testing.TB, h socketsHost) sockets.TCPSocket {
	t.Helper()
	return must(h.TCPSocketCreate(context.Background(), sockets.IPAddressFamilyIPv4))(t)
}

// listening returns a socket that listens, its connections, and its address.
func listening(t testing.TB, h socketsHost) (sockets.TCPSocket, component.Source[sockets.TCPSocket], sockets.IPSocketAddress) {
	t.Helper()
	ctx := atMost(t)
	s := newTCP(t, h)
	check(t, s.Bind(ctx, address(loopback)))
	list := must(s.Listen(ctx))(t)
	return s, list.Source(), must(s.GetLocalAddress(ctx))(t)
}

// next waits for an element of a source.
func next[T any](t testing.TB, s component.Source[T]) T {
	t.Helper()
	var one [1]T
	for {
		n, err := s.Read(one[:])
		check(t, err)
		if n > 0 {
			return one[0]
		}
		check(t, wasi.Wait(atMost(t), s))
	}
}

// all reads bytes up to the end.
func all(t testing.TB, s component.Source[byte]) ([]byte, error) {
	t.Helper()
	var got []byte
	buf := make([]byte, 1000)
	for {
		n, err := s.Read(buf)
		got = append(got, buf[:n]...)
		if err != nil {
			_ = s.Close()
			return got, err
		}
		if n == 0 {
			check(t, wasi.Wait(atMost(t), s))
		}
	}
}

// text is a stream of a guest that writes p.
func text(p []byte) *component.Stream[byte] {
	return component.NewStream[byte](wasi.NewReaderStream(bytes.NewReader(p)))
}

// connected returns both ends of a connection.
func connected(t testing.TB, h socketsHost) (client, server sockets.TCPSocket) {
	t.Helper()
	ctx := atMost(t)
	listener, list, at := listening(t, h)
	client = newTCP(t, h)
	check(t, client.Connect(ctx, at))
	server = next(t, list)
	listener.Drop(ctx)
	check(t, list.Close())
	return client, server
}

// TestTCP connects sockets that talk to each other, more than fits between them.
func TestTCP(t *testing.T) {
	checkGoroutines(t)
	ctx := atMost(t)
	h := onLoopback(t)
	listener, list, at := listening(t, h)
	if on, err := listener.GetIsListening(ctx); !on || err != nil {
		t.Errorf("is-listening is %v, %v", on, err)
	}
	if n, err := list.Read(make([]sockets.TCPSocket, 1)); n != 0 || err != nil || list.Ready() {
		t.Errorf("without a peer: %d connections, %v", n, err)
	}
	client := newTCP(t, h)
	check(t, client.Connect(ctx, at))
	server := next(t, list)
	for what, got := range map[string]func(context.Context) (sockets.IPSocketAddress, error){
		"the client's peer": client.GetRemoteAddress, "the server": server.GetLocalAddress,
	} {
		if a := must(got(ctx))(t); a != at {
			t.Errorf("%s is %v, want %v", what, a, at)
		}
	}
	if a, b := must(client.GetLocalAddress(ctx))(t), must(server.GetRemoteAddress(ctx))(t); a != b {
		t.Errorf("%v is seen as %v", a, b)
	}
	listener.Drop(ctx)

	ping, pong := bytes.Repeat([]byte("ping"), 2<<20), []byte("pong")
	sent := must(client.Send(ctx, text(ping)))(t)
	in := must(server.Receive(ctx))(t)
	if got, err := all(t, in.F0.Source()); err != goio.EOF || !bytes.Equal(got, ping) {
		t.Errorf("the server got %d bytes, %v, want %d", len(got), err, len(ping))
	}
	check(t, outcome(t, sent))
	check(t, outcome(t, in.F1))
	sent = must(server.Send(ctx, text(pong)))(t)
	in = must(client.Receive(ctx))(t)
	client.Drop(ctx) // the streams go on
	server.Drop(ctx)
	if got, err := all(t, in.F0.Source()); err != goio.EOF || !bytes.Equal(got, pong) {
		t.Errorf("the client got %q, %v", got, err)
	}
	check(t, outcome(t, sent))
	check(t, outcome(t, in.F1))

	another := newTCP(t, h) // the connections outlive the listener
	check(t, another.Connect(ctx, at))
	next(t, list).Drop(ctx)
	another.Drop(ctx)
	check(t, list.Close())
	h.h.Network.MaxSockets = 1 // there is nothing left that counts
	newTCP(t, h).Drop(ctx)
	refused := newTCP(t, h)
	wantCode(t, "connect to nobody", refused.Connect(ctx, at), sockets.TypesErrorCodeTagConnectionRefused)
	refused.Drop(ctx)
}

// TestTCPStates calls what a socket cannot do in the state that it is in.
func TestTCPStates(t *testing.T) {
	checkGoroutines(t)
	ctx := atMost(t)
	h := onLoopback(t)
	const state, invalid = sockets.TypesErrorCodeTagInvalidState, sockets.TypesErrorCodeTagInvalidArgument
	fresh := newTCP(t, h)
	defer fresh.Drop(ctx)
	streams := func(what string, s sockets.TCPSocket) {
		t.Helper()
		data := &closes{Source: text([]byte("x")).Source()}
		wantCode(t, what+": send", outcome(t, must(s.Send(ctx, component.NewStream[byte](data)))(t)), state)
		if data.n != 1 {
			t.Errorf("%s: the stream that is not sent is closed %d times", what, data.n)
		}
		in := must(s.Receive(ctx))(t)
		if got, err := all(t, in.F0.Source()); len(got) > 0 || err != goio.EOF {
			t.Errorf("%s: received %q, %v", what, got, err)
		}
		wantCode(t, what+": receive", outcome(t, in.F1), state)
	}
	streams("not connected", fresh)
	_, local := fresh.GetLocalAddress(ctx)
	wantCode(t, "local address of an unbound socket", local, state)
	_, remote := fresh.GetRemoteAddress(ctx)
	wantCode(t, "remote address without peer", remote, state)
	for _, a := range []string{"[::1]:80", "127.0.0.1:0", "0.0.0.0:80", "224.0.0.1:80", "255.255.255.255:80"} {
		wantCode(t, "connect to "+a, fresh.Connect(ctx, address(netip.MustParseAddrPort(a))), invalid)
	}
	wantCode(t, "connect to what is not allowed", fresh.Connect(ctx, address(elsewhere)), sockets.TypesErrorCodeTagAccessDenied)
	wantCode(t, "bind to another family", fresh.Bind(ctx, address(netip.MustParseAddrPort("[::1]:0"))), invalid)
	check(t, fresh.Bind(ctx, address(loopback)))
	wantCode(t, "second bind", fresh.Bind(ctx, address(loopback)), state)

	listener, list, at := listening(t, h)
	_, again := listener.Listen(ctx)
	wantCode(t, "second listen", again, state)
	wantCode(t, "connect of a listener", listener.Connect(ctx, at), state)
	listener.Drop(ctx)
	check(t, list.Close())

	client, server := connected(t, h)
	wantCode(t, "second connect", client.Connect(ctx, at), state)
	_, listen := client.Listen(ctx)
	wantCode(t, "listen of a connection", listen, state)
	sent := must(client.Send(ctx, text(nil)))(t)
	in := must(client.Receive(ctx))(t)
	streams("used", client)
	server.Drop(ctx)
	if got, err := all(t, in.F0.Source()); len(got) > 0 || err != goio.EOF {
		t.Errorf("received %q, %v", got, err)
	}
	check(t, outcome(t, sent))
	client.Drop(ctx)
}

// closes counts how often a source is closed.
type closes struct {
	component.Source[byte]
	n int
}

func (c *closes) Close() error {
	c.n++
	return c.Source.Close()
}

// TestTCPListenAnywhere listens with a socket that is not bound.
func TestTCPListenAnywhere(t *testing.T) {
	ctx := atMost(t)
	h := onLoopback(t)
	s := newTCP(t, h)
	list := must(s.Listen(ctx))(t).Source()
	a, _ := must(s.GetLocalAddress(ctx))(t).AsIPv4()
	client := newTCP(t, h)
	check(t, client.Connect(ctx, address(netip.AddrPortFrom(loopback.Addr(), a.Port))))
	next(t, list).Drop(ctx)
}

// TestTCPReset has a peer end connections the hard way.
func TestTCPReset(t *testing.T) {
	checkGoroutines(t)
	ctx := atMost(t)
	h := onLoopback(t)
	l := must(net.Listen("tcp", loopback.String()))(t)
	defer l.Close()
	client := newTCP(t, h)
	check(t, client.Connect(ctx, address(netip.MustParseAddrPort(l.Addr().String()))))
	peer := must(l.Accept())(t).(*net.TCPConn)
	in := must(client.Receive(ctx))(t)
	check(t, peer.SetLinger(0))
	check(t, peer.Close())
	if got, err := all(t, in.F0.Source()); len(got) > 0 || err == goio.EOF {
		t.Errorf("received %q, %v", got, err)
	}
	wantCode(t, "receive", outcome(t, in.F1), sockets.TypesErrorCodeTagConnectionReset)
	data := &closes{Source: wasi.Empty}
	sent := must(client.Send(ctx, component.NewStream[byte](endless{data})))(t)
	wantCode(t, "send", outcome(t, sent), sockets.TypesErrorCodeTagConnectionBroken)
	if data.n != 1 {
		t.Errorf("the stream is closed %d times", data.n)
	}
	client.Drop(ctx)
}

// endless always has more.
type endless struct{ *closes }

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// TestTCPEnd ends the network under streams that wait.
func TestTCPEnd(t *testing.T) {
	checkGoroutines(t)
	ctx := atMost(t)
	h := onLoopback(t)
	listener, list, _ := listening(t, h)
	client, server := connected(t, h)
	sent := must(client.Send(ctx, component.NewStream[byte](endless{&closes{Source: wasi.Empty}})))(t)
	in := must(client.Receive(ctx))(t)
	read := make(chan error, 2)
	go func() {
		_, err := all(t, in.F0.Source())
		read <- err
	}()
	go func() {
		var err error
		for err == nil {
			if err = wasi.Wait(ctx, list); err == nil {
				_, err = list.Read(make([]sockets.TCPSocket, 1))
			}
		}
		_ = list.Close()
		read <- err
	}()
	time.Sleep(10 * time.Millisecond)
	h.h.Network.Close()
	for range 2 {
		if err := within(t, read); err == nil || ctx.Err() != nil {
			t.Errorf("a stream ended with %v", err)
		}
	}
	if err := outcome(t, sent); err == nil {
		t.Error("an endless stream was sent")
	}
	for _, s := range []sockets.TCPSocket{listener, client, server} {
		s.Drop(ctx)
	}
}

// TestTCPAcceptLimit closes connections that there is no room for, and takes
// others later.
func TestTCPAcceptLimit(t *testing.T) {
	ctx := atMost(t)
	h := onLoopback(t)
	_, list, at := listening(t, h)
	h.h.Network.MaxSockets = 1
	a, _ := at.AsIPv4()
	conn := must(net.Dial("tcp", netip.AddrPortFrom(loopback.Addr(), a.Port).String()))(t)
	defer conn.Close()
	check(t, wasi.Wait(ctx, list))
	if n, err := list.Read(make([]sockets.TCPSocket, 4)); n != 0 || err != nil {
		t.Errorf("%d connections, %v", n, err)
	}
	check(t, conn.SetReadDeadline(time.Now().Add(20*time.Second)))
	if n, err := conn.Read(make([]byte, 1)); n > 0 || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the connection is not closed: %d bytes, %v", n, err)
	}
	if list.Ready() {
		t.Error("the listener stays ready")
	}
	h.h.Network.MaxSockets = 2
	conn2 := must(net.Dial("tcp", conn.RemoteAddr().String()))(t)
	defer conn2.Close()
	next(t, list).Drop(ctx)
}

func TestTCPOptions(t *testing.T) {
	ctx := atMost(t)
	s := newTCP(t, onLoopback(t))
	second := uint64(time.Second)
	set := func(what string, err error, ok bool) {
		t.Helper()
		if ok {
			check(t, err)
		} else {
			wantCode(t, what, err, sockets.TypesErrorCodeTagInvalidArgument)
		}
	}
	same := func(what string, got, want any) {
		t.Helper()
		if got != want {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	set("keep-alive-enabled", s.SetKeepAliveEnabled(ctx, true), true)
	same("keep-alive-enabled", must(s.GetKeepAliveEnabled(ctx))(t), true)
	for _, v := range []struct{ set, want uint64 }{{2 * second, 2 * second}, {1, second}, {0, second}, {math.MaxUint64, 32767 * second}} {
		set("keep-alive-idle-time", s.SetKeepAliveIdleTime(ctx, v.set), v.set > 0)
		same("keep-alive-idle-time", must(s.GetKeepAliveIdleTime(ctx))(t), v.want)
		set("keep-alive-interval", s.SetKeepAliveInterval(ctx, v.set), v.set > 0)
		same("keep-alive-interval", must(s.GetKeepAliveInterval(ctx))(t), v.want)
	}
	for _, v := range []struct{ set, want uint32 }{{5, 5}, {0, 5}, {math.MaxUint32, 127}} {
		set("keep-alive-count", s.SetKeepAliveCount(ctx, v.set), v.set > 0)
		same("keep-alive-count", must(s.GetKeepAliveCount(ctx))(t), v.want)
	}
	for _, v := range []struct{ set, want uint8 }{{9, 9}, {0, 9}} {
		set("hop-limit", s.SetHopLimit(ctx, v.set), v.set > 0)
		same("hop-limit", must(s.GetHopLimit(ctx))(t), v.want)
	}
	for _, v := range []uint64{0, 1 << 16, math.MaxUint64} {
		set("receive-buffer-size", s.SetReceiveBufferSize(ctx, v), v > 0)
		set("send-buffer-size", s.SetSendBufferSize(ctx, v), v > 0)
		if in, out := must(s.GetReceiveBufferSize(ctx))(t), must(s.GetSendBufferSize(ctx))(t); in == 0 || out == 0 {
			t.Errorf("the buffers have %d and %d bytes", in, out)
		}
		set("listen-backlog-size", s.SetListenBacklogSize(ctx, v), v > 0)
	}
	same("family", must(s.GetAddressFamily(ctx))(t), sockets.IPAddressFamilyIPv4)
	same("is-listening", must(s.GetIsListening(ctx))(t), false)
}
