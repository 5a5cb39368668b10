package p3

import (
	"bytes"
	"context"
	"errors"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/sockets"
)

func newUDP(t testing.TB, h socketsHost) sockets.UDPSocket {
	t.Helper()
	return must(h.UDPSocketCreate(context.Background(), sockets.IPAddressFamilyIPv4))(t)
}

// bound returns a socket on a port of its own.
func bound(t testing.TB, h socketsHost) (sockets.UDPSocket, sockets.IPSocketAddress) {
	t.Helper()
	s := newUDP(t, h)
	check(t, s.Bind(context.Background(), address(loopback)))
	return s, must(s.GetLocalAddress(context.Background()))(t)
}

// sameAddress compares addresses.
func sameAddress(t testing.TB, what string, got, want sockets.IPSocketAddress) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, addrPort(got), addrPort(want))
	}
}

// receives checks that s gets a datagram from an address.
func receives(t testing.TB, s sockets.UDPSocket, data []byte, from sockets.IPSocketAddress) {
	t.Helper()
	got := must(s.Receive(atMost(t)))(t)
	if !bytes.Equal(got.F0, data) {
		t.Errorf("received %q, want %q", got.F0, data)
	}
	sameAddress(t, "the sender", got.F1, from)
}

var nobody = component.Option[sockets.IPSocketAddress]{}

// TestUDP sends datagrams with an address of their own, and to the only peer.
func TestUDP(t *testing.T) {
	ctx := atMost(t)
	h := onLoopback(t)
	peer, to := bound(t, h)
	other := component.Some(address(netip.MustParseAddrPort("127.0.0.1:9")))
	const sent = 255
	for name, tt := range map[string]struct {
		connect bool
		to      component.Option[sockets.IPSocketAddress]
		want    sockets.TypesErrorCodeTag
	}{
		"to an address":                 {false, component.Some(to), sent},
		"to nobody":                     {false, nobody, sockets.TypesErrorCodeTagInvalidArgument},
		"to the peer":                   {true, nobody, sent},
		"to the peer by its address":    {true, component.Some(to), sent},
		"to another one than the peer":  {true, other, sockets.TypesErrorCodeTagInvalidArgument},
		"to what is not allowed":        {false, component.Some(address(elsewhere)), sockets.TypesErrorCodeTagAccessDenied},
		"to an address of another kind": {false, component.Some(address(netip.MustParseAddrPort("[::1]:9"))), sockets.TypesErrorCodeTagInvalidArgument},
		"to no port":                    {false, component.Some(address(loopback)), sockets.TypesErrorCodeTagInvalidArgument},
	} {
		s, at := bound(t, h)
		if tt.connect {
			check(t, s.Connect(ctx, to))
			sameAddress(t, "the peer", must(s.GetRemoteAddress(ctx))(t), to)
		}
		err := s.Send(ctx, []byte(name), tt.to)
		if tt.want != sent {
			wantCode(t, name, err, tt.want)
			s.Drop(ctx)
			continue
		}
		check(t, err)
		receives(t, peer, []byte(name), at)
		check(t, peer.Send(ctx, []byte("pong"), component.Some(at)))
		receives(t, s, []byte("pong"), to)
		s.Drop(ctx)
	}
	largest := bytes.Repeat([]byte{7}, 65507)
	s, at := bound(t, h)
	check(t, s.Send(ctx, largest, component.Some(to)))
	receives(t, peer, largest, at)
	wantCode(t, "one byte more", s.Send(ctx, append(largest, 7), component.Some(to)), sockets.TypesErrorCodeTagDatagramTooLarge)
	check(t, s.Send(ctx, nil, component.Some(to)))
	receives(t, peer, nil, at)
}

// TestUDPStates calls what a socket cannot do in the state that it is in, and
// uses sockets that are not bound.
func TestUDPStates(t *testing.T) {
	ctx := atMost(t)
	h := onLoopback(t)
	const state = sockets.TypesErrorCodeTagInvalidState
	s := newUDP(t, h)
	_, local := s.GetLocalAddress(ctx)
	_, remote := s.GetRemoteAddress(ctx)
	_, receive := s.Receive(ctx)
	for what, err := range map[string]error{
		"local-address": local, "remote-address": remote, "receive": receive, "disconnect": s.Disconnect(ctx),
	} {
		wantCode(t, what, err, state)
	}
	for _, a := range []string{"[::1]:80", "127.0.0.1:0", "0.0.0.0:80"} {
		wantCode(t, "connect to "+a, s.Connect(ctx, address(netip.MustParseAddrPort(a))), sockets.TypesErrorCodeTagInvalidArgument)
	}
	wantCode(t, "connect to what is not allowed", s.Connect(ctx, address(elsewhere)), sockets.TypesErrorCodeTagAccessDenied)
	peer, to := bound(t, h)
	wantCode(t, "bind to an address in use", newUDP(t, h).Bind(ctx, to), sockets.TypesErrorCodeTagAddressInUse)
	wantCode(t, "second bind", peer.Bind(ctx, address(loopback)), state)

	sender := newUDP(t, h)
	check(t, sender.Send(ctx, []byte("a"), component.Some(to)))
	got := must(peer.Receive(ctx))(t)
	check(t, peer.Send(ctx, []byte("b"), component.Some(got.F1)))
	receives(t, sender, []byte("b"), to)

	caller := newUDP(t, h)
	check(t, caller.Connect(ctx, to))
	check(t, caller.Send(ctx, []byte("c"), nobody))
	receives(t, peer, []byte("c"), must(caller.GetLocalAddress(ctx))(t))
}

// TestUDPDisconnect changes the peer of a socket, which keeps its own address.
func TestUDPDisconnect(t *testing.T) {
	needDisconnect(t)
	ctx := atMost(t)
	h := onLoopback(t)
	a, toA := bound(t, h)
	b, toB := bound(t, h)
	s, at := bound(t, h)
	check(t, s.Connect(ctx, toA))
	check(t, s.Disconnect(ctx))
	sameAddress(t, "the address after disconnect", must(s.GetLocalAddress(ctx))(t), at)
	_, err := s.GetRemoteAddress(ctx)
	wantCode(t, "remote-address", err, sockets.TypesErrorCodeTagInvalidState)
	wantCode(t, "second disconnect", s.Disconnect(ctx), sockets.TypesErrorCodeTagInvalidState)
	check(t, b.Send(ctx, []byte("to all"), component.Some(at)))
	receives(t, s, []byte("to all"), toB)
	anywhere := newUDP(t, h) // bound by connect
	check(t, anywhere.Connect(ctx, toA))
	before := addrPort(must(anywhere.GetLocalAddress(ctx))(t))
	check(t, anywhere.Disconnect(ctx))
	sameAddress(t, "the address of a socket bound by connect", must(anywhere.GetLocalAddress(ctx))(t),
		address(netip.AddrPortFrom(netip.IPv4Unspecified(), before.Port())))
	for to, peer := range map[sockets.IPSocketAddress]sockets.UDPSocket{toA: a, toB: b} {
		check(t, s.Connect(ctx, to))
		sameAddress(t, "the peer", must(s.GetRemoteAddress(ctx))(t), to)
		sameAddress(t, "the address after connect", must(s.GetLocalAddress(ctx))(t), at)
		check(t, s.Send(ctx, []byte("hello"), nobody))
		receives(t, peer, []byte("hello"), at)
	}
}

// TestUDPReceiveEnds ends calls of receive that wait, in all the ways that there
// are.
func TestUDPReceiveEnds(t *testing.T) {
	for name, end := range map[string]func(h socketsHost, s sockets.UDPSocket, cancel func()){
		"cancelled":      func(_ socketsHost, _ sockets.UDPSocket, cancel func()) { cancel() },
		"dropped":        func(_ socketsHost, s sockets.UDPSocket, _ func()) { s.Drop(context.Background()) },
		"network closed": func(h socketsHost, _ sockets.UDPSocket, _ func()) { h.h.Network.Close() },
		"all": func(h socketsHost, s sockets.UDPSocket, cancel func()) {
			go cancel()
			go h.h.Network.Close()
			s.Drop(context.Background())
		},
	} {
		t.Run(name, func(t *testing.T) {
			checkGoroutines(t)
			h := onLoopback(t)
			s, _ := bound(t, h)
			ctx, cancel := context.WithCancel(atMost(t))
			defer cancel()
			ended := make(chan error, 8)
			for range cap(ended) {
				go func() {
					_, err := s.Receive(ctx)
					ended <- err
				}()
			}
			time.Sleep(10 * time.Millisecond) // some wait, and some may not have begun
			end(h, s, cancel)
			for range cap(ended) {
				if err := within(t, ended); err == nil || errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
					t.Errorf("ended with %v", err)
				}
			}
			if name == "cancelled" { // the socket goes on
				at := must(s.GetLocalAddress(context.Background()))(t)
				check(t, s.Send(atMost(t), []byte("x"), component.Some(at)))
				receives(t, s, []byte("x"), at)
				s.Drop(context.Background())
			}
		})
	}
}

// TestUDPTogether has several calls wait for what one socket receives, while it
// sends: each datagram is received once.
func TestUDPTogether(t *testing.T) {
	ctx := atMost(t)
	h := onLoopback(t)
	s, at := bound(t, h)
	const n = 16
	got := make(chan byte, n)
	for range n {
		go func() {
			d, err := s.Receive(ctx)
			if err != nil || len(d.F0) != 1 {
				t.Errorf("received %q, %v", d.F0, err)
				got <- 255
				return
			}
			got <- d.F0[0]
		}()
	}
	for i := range n {
		check(t, s.Send(ctx, []byte{byte(i)}, component.Some(at)))
	}
	var all []byte
	for range n {
		all = append(all, within(t, got))
	}
	slices.Sort(all)
	for i, b := range all {
		if int(b) != i {
			t.Fatalf("received %v", all)
		}
	}
}

// TestUDPBeside sends from several goroutines, the first of which binds the
// socket, while the guest goes on.
func TestUDPBeside(t *testing.T) {
	ctx := atMost(t)
	h := onLoopback(t)
	_, to := bound(t, h)
	s := newUDP(t, h)
	sent := make(chan error, 8)
	for range cap(sent) {
		go func() { sent <- s.Send(ctx, []byte("x"), component.Some(to)) }()
	}
	check(t, s.Connect(ctx, to))
	sameAddress(t, "the peer", must(s.GetRemoteAddress(ctx))(t), to)
	if a := addrPort(must(s.GetLocalAddress(ctx))(t)); a.Port() == 0 {
		t.Errorf("the socket has %v", a)
	}
	check(t, s.SetUnicastHopLimit(ctx, 9))
	for range cap(sent) {
		check(t, within(t, sent))
	}
	s.Drop(ctx)
}

func TestUDPOptions(t *testing.T) {
	ctx := atMost(t)
	s := newUDP(t, onLoopback(t))
	check(t, s.SetUnicastHopLimit(ctx, 9))
	wantCode(t, "hop limit 0", s.SetUnicastHopLimit(ctx, 0), sockets.TypesErrorCodeTagInvalidArgument)
	if n := must(s.GetUnicastHopLimit(ctx))(t); n != 9 {
		t.Errorf("the hop limit is %d", n)
	}
	if f := must(s.GetAddressFamily(ctx))(t); f != sockets.IPAddressFamilyIPv4 {
		t.Errorf("the family is %v", f)
	}
	wantCode(t, "receive buffer 0", s.SetReceiveBufferSize(ctx, 0), sockets.TypesErrorCodeTagInvalidArgument)
	wantCode(t, "send buffer 0", s.SetSendBufferSize(ctx, 0), sockets.TypesErrorCodeTagInvalidArgument)
	for _, n := range []uint64{1 << 16, 1<<64 - 1} {
		check(t, s.SetReceiveBufferSize(ctx, n))
		check(t, s.SetSendBufferSize(ctx, n))
		if in, out := must(s.GetReceiveBufferSize(ctx))(t), must(s.GetSendBufferSize(ctx))(t); in == 0 || out == 0 {
			t.Errorf("the buffers have %d and %d bytes", in, out)
		}
	}
}
