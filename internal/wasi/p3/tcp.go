package p3

import (
	"context"
	"sync"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/clocks"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/sockets"
)

// The streams of a connection and the futures of how they end.
type (
	socketFuture = component.Future[result[sockets.TypesErrorCode]]
	socketInput  = component.Tuple2[*component.Stream[byte], *socketFuture]
)

// tcpSocket is a tcp-socket.
type tcpSocket struct {
	h   *Host
	mu  sync.Mutex // the guest goes on while Connect waits
	t   *wasi.TCPSocket
	in  wasi.InputStream  // of a connection, until receive
	out wasi.OutputStream // of a connection, until send
}

// Bind implements [sockets.TCPSocket].
func (s *tcpSocket) Bind(_ context.Context, a sockets.IPSocketAddress) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketError(s.t.Bind(addrPort(a)))
}

// Connect implements [sockets.TCPSocket].
func (s *tcpSocket) Connect(ctx context.Context, a sockets.IPSocketAddress) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.t.StartConnect(addrPort(a)); err != nil {
		return socketError(err)
	}
	connected := s.t.Connected()
	for {
		in, out, err := s.t.FinishConnect()
		if err != wasi.SocketWouldBlock {
			s.in, s.out = in, out
			return socketError(err)
		}
		s.mu.Unlock()
		err = wasi.Wait(wasi.Beside(ctx), connected)
		s.mu.Lock()
		if err != nil { // the guest does not want it any more
			return sockets.NewTypesErrorCodeConnectionAborted()
		}
	}
}

// Listen implements [sockets.TCPSocket].
func (s *tcpSocket) Listen(context.Context) (*component.Stream[sockets.TCPSocket], error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, err := s.t.Listen()
	if err != nil {
		return nil, socketError(err)
	}
	return component.NewStream[sockets.TCPSocket](connections{s.h, l}), nil
}

// connections are what a listener accepts.
type connections struct {
	h *Host
	*wasi.TCPListener
}

// Read implements [component.Source].
func (c connections) Read(p []sockets.TCPSocket) (int, error) {
	for i := range p {
		t, in, out, err := c.Accept()
		if err == wasi.SocketWouldBlock {
			return i, nil
		}
		if err != nil {
			return i, err
		}
		p[i] = &tcpSocket{h: c.h, t: t, in: in, out: out}
	}
	return len(p), nil
}

// Close implements [component.Source].
func (c connections) Close() error {
	c.TCPListener.Close()
	return nil
}

// Send implements [sockets.TCPSocket]: once for each connection.
func (s *tcpSocket) Send(_ context.Context, data *component.Stream[byte]) (*socketFuture, error) {
	s.mu.Lock()
	out := s.out
	s.out = nil
	s.mu.Unlock()
	if out == nil {
		data.Drop()
		return component.Settled(resultOf(wasi.SocketInvalidState, socketCode)), nil
	}
	return writing(s.h, data, out, socketCode)
}

// Receive implements [sockets.TCPSocket]: once for each connection.
func (s *tcpSocket) Receive(context.Context) (socketInput, error) {
	s.mu.Lock()
	in := s.in
	s.in = nil
	s.mu.Unlock()
	if in == nil {
		return socketInput{
			F0: component.NewStream[byte](wasi.Empty),
			F1: component.Settled(resultOf(wasi.SocketInvalidState, socketCode)),
		}, nil
	}
	return reading(in, socketCode), nil
}

// GetLocalAddress implements [sockets.TCPSocket].
func (s *tcpSocket) GetLocalAddress(context.Context) (sockets.IPSocketAddress, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketAddress(s.t.LocalAddress())
}

// GetRemoteAddress implements [sockets.TCPSocket].
func (s *tcpSocket) GetRemoteAddress(context.Context) (sockets.IPSocketAddress, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketAddress(s.t.RemoteAddress())
}

// GetIsListening implements [sockets.TCPSocket].
func (s *tcpSocket) GetIsListening(context.Context) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.t.IsListening(), nil
}

// GetAddressFamily implements [sockets.TCPSocket].
func (s *tcpSocket) GetAddressFamily(context.Context) (sockets.IPAddressFamily, error) {
	return sockets.IPAddressFamily(s.t.Family()), nil
}

// SetListenBacklogSize implements [sockets.TCPSocket].
func (s *tcpSocket) SetListenBacklogSize(_ context.Context, v uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketError(s.t.SetListenBacklogSize(v))
}

// GetKeepAliveEnabled implements [sockets.TCPSocket].
func (s *tcpSocket) GetKeepAliveEnabled(context.Context) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketResult(s.t.KeepAliveEnabled())
}

// SetKeepAliveEnabled implements [sockets.TCPSocket].
func (s *tcpSocket) SetKeepAliveEnabled(_ context.Context, v bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketError(s.t.SetKeepAliveEnabled(v))
}

// GetKeepAliveIdleTime implements [sockets.TCPSocket].
func (s *tcpSocket) GetKeepAliveIdleTime(context.Context) (clocks.Duration, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return nanoseconds(s.t.KeepAliveIdleTime())
}

// SetKeepAliveIdleTime implements [sockets.TCPSocket].
func (s *tcpSocket) SetKeepAliveIdleTime(_ context.Context, v clocks.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketError(s.t.SetKeepAliveIdleTime(timeSpan(v)))
}

// GetKeepAliveInterval implements [sockets.TCPSocket].
func (s *tcpSocket) GetKeepAliveInterval(context.Context) (clocks.Duration, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return nanoseconds(s.t.KeepAliveInterval())
}

// SetKeepAliveInterval implements [sockets.TCPSocket].
func (s *tcpSocket) SetKeepAliveInterval(_ context.Context, v clocks.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketError(s.t.SetKeepAliveInterval(timeSpan(v)))
}

// GetKeepAliveCount implements [sockets.TCPSocket].
func (s *tcpSocket) GetKeepAliveCount(context.Context) (uint32, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketResult(s.t.KeepAliveCount())
}

// SetKeepAliveCount implements [sockets.TCPSocket].
func (s *tcpSocket) SetKeepAliveCount(_ context.Context, v uint32) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketError(s.t.SetKeepAliveCount(v))
}

// GetHopLimit implements [sockets.TCPSocket].
func (s *tcpSocket) GetHopLimit(context.Context) (uint8, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketResult(s.t.HopLimit())
}

// SetHopLimit implements [sockets.TCPSocket].
func (s *tcpSocket) SetHopLimit(_ context.Context, v uint8) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketError(s.t.SetHopLimit(v))
}

// GetReceiveBufferSize implements [sockets.TCPSocket].
func (s *tcpSocket) GetReceiveBufferSize(context.Context) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketResult(s.t.ReceiveBufferSize())
}

// SetReceiveBufferSize implements [sockets.TCPSocket].
func (s *tcpSocket) SetReceiveBufferSize(_ context.Context, v uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketError(s.t.SetReceiveBufferSize(v))
}

// GetSendBufferSize implements [sockets.TCPSocket].
func (s *tcpSocket) GetSendBufferSize(context.Context) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketResult(s.t.SendBufferSize())
}

// SetSendBufferSize implements [sockets.TCPSocket].
func (s *tcpSocket) SetSendBufferSize(_ context.Context, v uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketError(s.t.SetSendBufferSize(v))
}

// Drop implements [sockets.TCPSocket]. Streams that the guest has stay usable.
func (s *tcpSocket) Drop(context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.in != nil {
		_ = s.in.Close() // it cannot fail
	}
	if s.out != nil {
		_ = s.out.Close() // it cannot fail
	}
	s.in, s.out = nil, nil
	s.t.Drop()
}
