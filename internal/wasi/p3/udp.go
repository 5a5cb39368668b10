package p3

import (
	"context"
	"sync"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/sockets"
)

// udpSocket is a udp-socket.
type udpSocket struct {
	mu sync.Mutex // the guest goes on while Send and Receive wait
	u  *wasi.UDPSocket
}

// Bind implements [sockets.UDPSocket].
func (s *udpSocket) Bind(_ context.Context, a sockets.IPSocketAddress) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketError(s.u.Bind(addrPort(a)))
}

// Connect implements [sockets.UDPSocket].
func (s *udpSocket) Connect(_ context.Context, a sockets.IPSocketAddress) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketError(s.u.Connect(addrPort(a)))
}

// Disconnect implements [sockets.UDPSocket].
func (s *udpSocket) Disconnect(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketError(s.u.Disconnect())
}

// Send implements [sockets.UDPSocket].
func (s *udpSocket) Send(ctx context.Context, data []byte, to component.Option[sockets.IPSocketAddress]) error {
	d := wasi.Datagram{Data: data}
	if to.Some {
		d.Remote = addrPort(to.Value)
	}
	return s.until(ctx, s.u.Sendable(), func() error { return s.u.Send(d) })
}

// Receive implements [sockets.UDPSocket].
func (s *udpSocket) Receive(ctx context.Context) (got component.Tuple2[[]byte, sockets.IPSocketAddress], err error) {
	var d wasi.Datagram
	err = s.until(ctx, s.u.Receivable(), func() (err error) {
		d, err = s.u.Receive()
		return err
	})
	if err != nil {
		return got, err
	}
	got.F0 = d.Data
	got.F1, err = socketAddress(d.Remote, nil)
	return got, err
}

// until does op, again whenever p is ready, until it need not wait.
func (s *udpSocket) until(ctx context.Context, p wasi.Pollable, op func() error) error {
	for {
		s.mu.Lock()
		err := op()
		s.mu.Unlock()
		if err != wasi.SocketWouldBlock {
			return socketError(err)
		}
		if err := wasi.Wait(wasi.Beside(ctx), p); err != nil {
			return socketError(err) // the guest does not want it any more
		}
	}
}

// GetLocalAddress implements [sockets.UDPSocket].
func (s *udpSocket) GetLocalAddress(context.Context) (sockets.IPSocketAddress, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketAddress(s.u.LocalAddress())
}

// GetRemoteAddress implements [sockets.UDPSocket].
func (s *udpSocket) GetRemoteAddress(context.Context) (sockets.IPSocketAddress, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketAddress(s.u.RemoteAddress())
}

// GetAddressFamily implements [sockets.UDPSocket].
func (s *udpSocket) GetAddressFamily(context.Context) (sockets.IPAddressFamily, error) {
	return sockets.IPAddressFamily(s.u.Family()), nil
}

// GetUnicastHopLimit implements [sockets.UDPSocket].
func (s *udpSocket) GetUnicastHopLimit(context.Context) (uint8, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketResult(s.u.UnicastHopLimit())
}

// SetUnicastHopLimit implements [sockets.UDPSocket].
func (s *udpSocket) SetUnicastHopLimit(_ context.Context, v uint8) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketError(s.u.SetUnicastHopLimit(v))
}

// GetReceiveBufferSize implements [sockets.UDPSocket].
func (s *udpSocket) GetReceiveBufferSize(context.Context) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketResult(s.u.ReceiveBufferSize())
}

// SetReceiveBufferSize implements [sockets.UDPSocket].
func (s *udpSocket) SetReceiveBufferSize(_ context.Context, v uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketError(s.u.SetReceiveBufferSize(v))
}

// GetSendBufferSize implements [sockets.UDPSocket].
func (s *udpSocket) GetSendBufferSize(context.Context) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketResult(s.u.SendBufferSize())
}

// SetSendBufferSize implements [sockets.UDPSocket].
func (s *udpSocket) SetSendBufferSize(_ context.Context, v uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketError(s.u.SetSendBufferSize(v))
}

// Drop implements [sockets.UDPSocket].
func (s *udpSocket) Drop(context.Context) { s.u.Drop() }
