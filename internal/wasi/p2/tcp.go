package p2

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/clocks"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/sockets"
)

// tcpSocket is a wasi:sockets/tcp tcp-socket.
type tcpSocket struct {
	h *Host
	t *wasi.TCPSocket
	children
}

// StartBind implements [sockets.TCPSocket].
func (s *tcpSocket) StartBind(_ context.Context, _ sockets.Network, a sockets.IPSocketAddress) error {
	return socketError(s.t.StartBind(addrPort(a)))
}

// FinishBind implements [sockets.TCPSocket].
func (s *tcpSocket) FinishBind(context.Context) error { return socketError(s.t.FinishBind()) }

// StartConnect implements [sockets.TCPSocket].
func (s *tcpSocket) StartConnect(_ context.Context, _ sockets.Network, a sockets.IPSocketAddress) error {
	return socketError(s.t.StartConnect(addrPort(a)))
}

// FinishConnect implements [sockets.TCPSocket].
func (s *tcpSocket) FinishConnect(context.Context) (component.Tuple2[io.InputStream, io.OutputStream], error) {
	in, out, err := s.t.FinishConnect()
	if err != nil {
		return component.Tuple2[io.InputStream, io.OutputStream]{}, socketError(err)
	}
	return component.Tuple2[io.InputStream, io.OutputStream]{
		F0: s.h.input(in, &s.children), F1: s.h.output(out, &s.children),
	}, nil
}

// StartListen implements [sockets.TCPSocket].
func (s *tcpSocket) StartListen(context.Context) error { return socketError(s.t.StartListen()) }

// FinishListen implements [sockets.TCPSocket].
func (s *tcpSocket) FinishListen(context.Context) error { return socketError(s.t.FinishListen()) }

// Accept implements [sockets.TCPSocket].
func (s *tcpSocket) Accept(context.Context) (component.Tuple3[sockets.TCPSocket, io.InputStream, io.OutputStream], error) {
	t, in, out, err := s.t.Accept()
	if err != nil {
		return component.Tuple3[sockets.TCPSocket, io.InputStream, io.OutputStream]{}, socketError(err)
	}
	n := &tcpSocket{h: s.h, t: t}
	return component.Tuple3[sockets.TCPSocket, io.InputStream, io.OutputStream]{
		F0: n, F1: s.h.input(in, &n.children), F2: s.h.output(out, &n.children),
	}, nil
}

// LocalAddress implements [sockets.TCPSocket].
func (s *tcpSocket) LocalAddress(context.Context) (sockets.IPSocketAddress, error) {
	return addressResult(s.t.LocalAddress())
}

// RemoteAddress implements [sockets.TCPSocket].
func (s *tcpSocket) RemoteAddress(context.Context) (sockets.IPSocketAddress, error) {
	return addressResult(s.t.RemoteAddress())
}

// IsListening implements [sockets.TCPSocket].
func (s *tcpSocket) IsListening(context.Context) (bool, error) { return s.t.IsListening(), nil }

// AddressFamily implements [sockets.TCPSocket].
func (s *tcpSocket) AddressFamily(context.Context) (sockets.IPAddressFamily, error) {
	return sockets.IPAddressFamily(s.t.Family()), nil
}

// SetListenBacklogSize implements [sockets.TCPSocket].
func (s *tcpSocket) SetListenBacklogSize(_ context.Context, n uint64) error {
	return socketError(s.t.SetListenBacklogSize(n))
}

// KeepAliveEnabled implements [sockets.TCPSocket].
func (s *tcpSocket) KeepAliveEnabled(context.Context) (bool, error) {
	return result(s.t.KeepAliveEnabled())
}

// SetKeepAliveEnabled implements [sockets.TCPSocket].
func (s *tcpSocket) SetKeepAliveEnabled(_ context.Context, on bool) error {
	return socketError(s.t.SetKeepAliveEnabled(on))
}

// KeepAliveIdleTime implements [sockets.TCPSocket].
func (s *tcpSocket) KeepAliveIdleTime(context.Context) (clocks.Duration, error) {
	return nanoseconds(s.t.KeepAliveIdleTime())
}

// SetKeepAliveIdleTime implements [sockets.TCPSocket].
func (s *tcpSocket) SetKeepAliveIdleTime(_ context.Context, d clocks.Duration) error {
	return socketError(s.t.SetKeepAliveIdleTime(timeSpan(d)))
}

// KeepAliveInterval implements [sockets.TCPSocket].
func (s *tcpSocket) KeepAliveInterval(context.Context) (clocks.Duration, error) {
	return nanoseconds(s.t.KeepAliveInterval())
}

// SetKeepAliveInterval implements [sockets.TCPSocket].
func (s *tcpSocket) SetKeepAliveInterval(_ context.Context, d clocks.Duration) error {
	return socketError(s.t.SetKeepAliveInterval(timeSpan(d)))
}

// KeepAliveCount implements [sockets.TCPSocket].
func (s *tcpSocket) KeepAliveCount(context.Context) (uint32, error) {
	return result(s.t.KeepAliveCount())
}

// SetKeepAliveCount implements [sockets.TCPSocket].
func (s *tcpSocket) SetKeepAliveCount(_ context.Context, n uint32) error {
	return socketError(s.t.SetKeepAliveCount(n))
}

// HopLimit implements [sockets.TCPSocket].
func (s *tcpSocket) HopLimit(context.Context) (uint8, error) { return result(s.t.HopLimit()) }

// SetHopLimit implements [sockets.TCPSocket].
func (s *tcpSocket) SetHopLimit(_ context.Context, n uint8) error {
	return socketError(s.t.SetHopLimit(n))
}

// ReceiveBufferSize implements [sockets.TCPSocket].
func (s *tcpSocket) ReceiveBufferSize(context.Context) (uint64, error) {
	return result(s.t.ReceiveBufferSize())
}

// SetReceiveBufferSize implements [sockets.TCPSocket].
func (s *tcpSocket) SetReceiveBufferSize(_ context.Context, n uint64) error {
	return socketError(s.t.SetReceiveBufferSize(n))
}

// SendBufferSize implements [sockets.TCPSocket].
func (s *tcpSocket) SendBufferSize(context.Context) (uint64, error) {
	return result(s.t.SendBufferSize())
}

// SetSendBufferSize implements [sockets.TCPSocket].
func (s *tcpSocket) SetSendBufferSize(_ context.Context, n uint64) error {
	return socketError(s.t.SetSendBufferSize(n))
}

// Subscribe implements [sockets.TCPSocket].
func (s *tcpSocket) Subscribe(context.Context) (io.Pollable, error) { return s.subscribe(s.t) }

// Shutdown implements [sockets.TCPSocket].
func (s *tcpSocket) Shutdown(_ context.Context, how sockets.ShutdownType) error {
	return socketError(s.t.Shutdown(wasi.ShutdownType(how)))
}

// Drop implements [sockets.TCPSocket].
func (s *tcpSocket) Drop(context.Context) { s.t.Drop() }
