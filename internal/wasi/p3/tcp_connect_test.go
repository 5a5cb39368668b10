package p3

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/sockets"
)

// needUnix skips a test on systems that refuse what others leave waiting.
func needUnix(t testing.TB) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("this is for Unix systems")
	}
}

// needDisconnect skips a test on systems where a socket cannot lose its peer.
func needDisconnect(t testing.TB) {
	t.Helper()
	if runtime.GOOS == "darwin" {
		t.Skip("disconnect is not supported here")
	}
}

// connecting returns a socket whose connect waits, since the queue of the peer is
// full, and has ended the way that is sent.
func connecting(t testing.TB, h socketsHost) (s sockets.TCPSocket, cancel func(), ended <-chan error) {
	t.Helper()
	listener := newTCP(t, h)
	check(t, listener.Bind(context.Background(), address(loopback)))
	check(t, listener.SetListenBacklogSize(context.Background(), 1))
	list := must(listener.Listen(context.Background()))(t)
	at := must(listener.GetLocalAddress(context.Background()))(t)
	t.Cleanup(func() {
		list.Drop()
		listener.Drop(context.Background())
	})
	for range 32 {
		s := newTCP(t, h)
		ctx, cancel := context.WithCancel(atMost(t))
		ended := make(chan error, 1)
		go func() { ended <- s.Connect(ctx, at) }()
		select {
		case err := <-ended:
			check(t, err)
			t.Cleanup(func() { s.Drop(context.Background()) })
			cancel()
		case <-time.After(100 * time.Millisecond):
			return s, cancel, ended
		}
	}
	t.Fatal("the queue of the listener is never full")
	return nil, nil, nil
}

// TestTCPConnectEnds ends calls of connect that wait, in all the ways that there
// are, and calls methods beside them.
func TestTCPConnectEnds(t *testing.T) {
	needUnix(t)
	ctx := context.Background()
	const state, aborted = sockets.TypesErrorCodeTagInvalidState, sockets.TypesErrorCodeTagConnectionAborted
	for name, tt := range map[string]struct {
		end  func(h socketsHost, s sockets.TCPSocket, cancel func())
		want sockets.TypesErrorCodeTag
	}{
		"cancelled":      {func(_ socketsHost, _ sockets.TCPSocket, cancel func()) { cancel() }, aborted},
		"dropped":        {func(_ socketsHost, s sockets.TCPSocket, _ func()) { s.Drop(ctx) }, state},
		"network closed": {func(h socketsHost, _ sockets.TCPSocket, _ func()) { h.h.Network.Close() }, state},
	} {
		t.Run(name, func(t *testing.T) {
			checkGoroutines(t)
			h := onLoopback(t)
			s, cancel, ended := connecting(t, h)
			defer cancel()
			wantCode(t, "bind", s.Bind(ctx, address(loopback)), state)
			_, listen := s.Listen(ctx)
			wantCode(t, "listen", listen, state)
			wantCode(t, "second connect", s.Connect(ctx, must(s.GetLocalAddress(ctx))(t)), state)
			_, remote := s.GetRemoteAddress(ctx)
			wantCode(t, "remote-address", remote, state)
			wantCode(t, "receive", outcome(t, must(s.Receive(ctx))(t).F1), state)
			wantCode(t, "send", outcome(t, must(s.Send(ctx, text(nil)))(t)), state)
			tt.end(h, s, cancel)
			wantCode(t, "connect", within(t, ended), tt.want)
			if name != "dropped" {
				s.Drop(ctx)
			}
		})
	}
}

// TestTCPDropBeforeConnect has calls begin on sockets that are gone, as when an
// instance ends at once.
func TestTCPDropBeforeConnect(t *testing.T) {
	checkGoroutines(t)
	ctx := atMost(t)
	h := onLoopback(t)
	listener, list, at := listening(t, h)
	for range 50 {
		s := newTCP(t, h)
		ended := make(chan error, 1)
		go func() { ended <- s.Connect(ctx, at) }()
		s.Drop(ctx)
		if err := within(t, ended); err != nil { // connect may have been faster
			wantCode(t, "connect", err, sockets.TypesErrorCodeTagInvalidState)
		}
	}
	s := newTCP(t, h)
	s.Drop(ctx)
	wantCode(t, "connect", s.Connect(ctx, at), sockets.TypesErrorCodeTagInvalidState)
	u := newUDP(t, h)
	u.Drop(ctx)
	wantCode(t, "send", u.Send(ctx, nil, nobody), sockets.TypesErrorCodeTagInvalidArgument)
	wantCode(t, "connect", u.Connect(ctx, at), sockets.TypesErrorCodeTagInvalidState)
	check(t, list.Close())
	listener.Drop(ctx)
}
