package p3

import (
	"context"
	"net/netip"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/sockets"
)

func TestUDP(t *testing.T) {
	h := onLoopback(t)
	server, client := h.udp(t), h.udp(t)
	_, err := server.Receive(t.Context())
	checkSocketError(t, err, sockets.TypesErrorCodeTagInvalidState)
	checkSocketError(t, client.Disconnect(t.Context()), sockets.TypesErrorCodeTagInvalidState)
	if err := server.Bind(t.Context(), loopback(t)); err != nil {
		t.Fatal(err)
	}
	addr := must(server.GetLocalAddress(t.Context()))(t)
	to, nobody := component.Some(addr), component.Option[sockets.IPSocketAddress]{}
	checkSocketError(t, client.Send(t.Context(), []byte("x"), nobody), sockets.TypesErrorCodeTagInvalidArgument)
	checkSocketError(t, client.Send(t.Context(), make([]byte, 65536), to), sockets.TypesErrorCodeTagDatagramTooLarge)

	type received = component.Tuple2[[]byte, sockets.IPSocketAddress]
	got := make(chan received)
	go func() { // as it is called: the guest goes on
		for range 3 {
			d, err := server.Receive(t.Context())
			if err != nil {
				t.Error(err)
			}
			got <- d
		}
	}()
	send := func(data string, to component.Option[sockets.IPSocketAddress]) {
		t.Helper()
		if err := client.Send(t.Context(), []byte(data), to); err != nil {
			t.Fatal(err)
		}
		if d := <-got; string(d.F0) != data || addrPort(d.F1).Port() != addrPort(must(client.GetLocalAddress(t.Context()))(t)).Port() {
			t.Errorf("received %q of %v", d.F0, d.F1)
		}
	}
	send("to somebody", to)
	_, err = client.GetRemoteAddress(t.Context())
	checkSocketError(t, err, sockets.TypesErrorCodeTagInvalidState)
	if err := client.Connect(t.Context(), addr); err != nil {
		t.Fatal(err)
	}
	send("to the peer", nobody)
	send("", to)
	other := must(socketAddress(netip.MustParseAddrPort("127.0.0.1:9"), nil))(t)
	checkSocketError(t, client.Send(t.Context(), []byte("x"), component.Some(other)), sockets.TypesErrorCodeTagInvalidArgument)
	if err := client.Disconnect(t.Context()); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := server.Receive(ctx); err == nil {
		t.Error("received something of nobody")
	}
}
