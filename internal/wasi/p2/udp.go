package p2

import (
	"context"
	"net/netip"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/sockets"
)

// udpSocket is a wasi:sockets/udp udp-socket.
type udpSocket struct {
	u *wasi.UDPSocket
	children
}

// StartBind implements [sockets.UDPSocket].
func (s *udpSocket) StartBind(_ context.Context, _ sockets.Network, a sockets.IPSocketAddress) error {
	return socketError(s.u.StartBind(addrPort(a)))
}

// FinishBind implements [sockets.UDPSocket].
func (s *udpSocket) FinishBind(context.Context) error { return socketError(s.u.FinishBind()) }

// Stream implements [sockets.UDPSocket].
func (s *udpSocket) Stream(_ context.Context, remote component.Option[sockets.IPSocketAddress]) (component.Tuple2[sockets.IncomingDatagramStream, sockets.OutgoingDatagramStream], error) {
	in, out, err := s.u.Stream(optionalAddrPort(remote))
	if err != nil {
		return component.Tuple2[sockets.IncomingDatagramStream, sockets.OutgoingDatagramStream]{}, socketError(err)
	}
	s.children += 2
	return component.Tuple2[sockets.IncomingDatagramStream, sockets.OutgoingDatagramStream]{
		F0: &incomingDatagrams{s: in, parent: &s.children}, F1: &outgoingDatagrams{s: out, parent: &s.children},
	}, nil
}

func optionalAddrPort(a component.Option[sockets.IPSocketAddress]) netip.AddrPort {
	if !a.Some {
		return netip.AddrPort{}
	}
	return addrPort(a.Value)
}

// LocalAddress implements [sockets.UDPSocket].
func (s *udpSocket) LocalAddress(context.Context) (sockets.IPSocketAddress, error) {
	return addressResult(s.u.LocalAddress())
}

// RemoteAddress implements [sockets.UDPSocket].
func (s *udpSocket) RemoteAddress(context.Context) (sockets.IPSocketAddress, error) {
	return addressResult(s.u.RemoteAddress())
}

// AddressFamily implements [sockets.UDPSocket].
func (s *udpSocket) AddressFamily(context.Context) (sockets.IPAddressFamily, error) {
	return sockets.IPAddressFamily(s.u.Family()), nil
}

// UnicastHopLimit implements [sockets.UDPSocket].
func (s *udpSocket) UnicastHopLimit(context.Context) (uint8, error) {
	return result(s.u.UnicastHopLimit())
}

// SetUnicastHopLimit implements [sockets.UDPSocket].
func (s *udpSocket) SetUnicastHopLimit(_ context.Context, n uint8) error {
	return socketError(s.u.SetUnicastHopLimit(n))
}

// ReceiveBufferSize implements [sockets.UDPSocket].
func (s *udpSocket) ReceiveBufferSize(context.Context) (uint64, error) {
	return result(s.u.ReceiveBufferSize())
}

// SetReceiveBufferSize implements [sockets.UDPSocket].
func (s *udpSocket) SetReceiveBufferSize(_ context.Context, n uint64) error {
	return socketError(s.u.SetReceiveBufferSize(n))
}

// SendBufferSize implements [sockets.UDPSocket].
func (s *udpSocket) SendBufferSize(context.Context) (uint64, error) {
	return result(s.u.SendBufferSize())
}

// SetSendBufferSize implements [sockets.UDPSocket].
func (s *udpSocket) SetSendBufferSize(_ context.Context, n uint64) error {
	return socketError(s.u.SetSendBufferSize(n))
}

// Subscribe implements [sockets.UDPSocket].
func (s *udpSocket) Subscribe(context.Context) (io.Pollable, error) { return s.subscribe(s.u) }

// Drop implements [sockets.UDPSocket].
func (s *udpSocket) Drop(context.Context) { s.u.Drop() }

// incomingDatagrams is a wasi:sockets/udp incoming-datagram-stream.
type incomingDatagrams struct {
	s      *wasi.IncomingDatagrams
	parent *children
	children
}

// Receive implements [sockets.IncomingDatagramStream].
func (s *incomingDatagrams) Receive(_ context.Context, max uint64) ([]sockets.IncomingDatagram, error) {
	list, err := s.s.Receive(max)
	if err != nil {
		return nil, socketError(err)
	}
	out := make([]sockets.IncomingDatagram, len(list))
	for i, d := range list {
		out[i] = sockets.IncomingDatagram{Data: d.Data, RemoteAddress: socketAddress(d.Remote)}
	}
	return out, nil
}

// Subscribe implements [sockets.IncomingDatagramStream].
func (s *incomingDatagrams) Subscribe(context.Context) (io.Pollable, error) {
	return s.subscribe(s.s)
}

// Drop implements [sockets.IncomingDatagramStream].
func (s *incomingDatagrams) Drop(context.Context) {
	s.parent.leave()
	s.s.Drop()
}

// outgoingDatagrams is a wasi:sockets/udp outgoing-datagram-stream.
type outgoingDatagrams struct {
	s      *wasi.OutgoingDatagrams
	parent *children
	children
}

// CheckSend implements [sockets.OutgoingDatagramStream].
func (s *outgoingDatagrams) CheckSend(context.Context) (uint64, error) {
	return result(s.s.CheckSend())
}

// Send implements [sockets.OutgoingDatagramStream].
func (s *outgoingDatagrams) Send(_ context.Context, list []sockets.OutgoingDatagram) (uint64, error) {
	ds := make([]wasi.Datagram, len(list))
	for i, d := range list {
		ds[i] = wasi.Datagram{Data: d.Data, Remote: optionalAddrPort(d.RemoteAddress)}
	}
	return result(s.s.Send(ds))
}

// Subscribe implements [sockets.OutgoingDatagramStream].
func (s *outgoingDatagrams) Subscribe(context.Context) (io.Pollable, error) {
	return s.subscribe(s.s)
}

// Drop implements [sockets.OutgoingDatagramStream].
func (s *outgoingDatagrams) Drop(context.Context) {
	s.parent.leave()
	s.s.Drop()
}
