package p2

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/clocks"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/sockets"
)

// socketError returns err as error-code; errors that are none trap.
func socketError(err error) error {
	if err == nil {
		return nil
	}
	var se wasi.SocketError
	if errors.As(err, &se) {
		if se == wasi.SocketConnectionBroken {
			se = wasi.SocketConnectionReset
		}
		return sockets.ErrorCode(se)
	}
	return err
}

// network is a wasi:sockets/network network. There is one for each instance;
// what it allows is decided at each use.
type network struct{}

// Drop implements [sockets.Network].
func (network) Drop(context.Context) {}

// InstanceNetwork implements wasi:sockets/instance-network.
func (h *Host) InstanceNetwork(context.Context) (sockets.Network, error) { return network{}, nil }

// CreateTCPSocket implements wasi:sockets/tcp-create-socket.
func (h *Host) CreateTCPSocket(_ context.Context, f sockets.IPAddressFamily) (sockets.TCPSocket, error) {
	t, err := h.Network.NewTCPSocket(wasi.IPFamily(f))
	return &tcpSocket{h: h, t: t}, socketError(err)
}

// CreateUDPSocket implements wasi:sockets/udp-create-socket.
func (h *Host) CreateUDPSocket(_ context.Context, f sockets.IPAddressFamily) (sockets.UDPSocket, error) {
	u, err := h.Network.NewUDPSocket(wasi.IPFamily(f))
	return &udpSocket{u: u}, socketError(err)
}

// ResolveAddresses implements wasi:sockets/ip-name-lookup.
func (h *Host) ResolveAddresses(ctx context.Context, _ sockets.Network, name string) (sockets.ResolveAddressStream, error) {
	s, err := h.Network.ResolveAddresses(h.started(), name)
	return &addressStream{s: s}, socketError(err)
}

// addressStream is a wasi:sockets/ip-name-lookup resolve-address-stream.
type addressStream struct {
	s *wasi.AddressStream
	children
}

// ResolveNextAddress implements [sockets.ResolveAddressStream].
func (s *addressStream) ResolveNextAddress(context.Context) (component.Option[sockets.IPAddress], error) {
	addr, some, err := s.s.Next()
	if err != nil || !some {
		return component.Option[sockets.IPAddress]{}, socketError(err)
	}
	if addr.Is4() {
		return component.Some(sockets.NewIPAddressIPv4(ipv4(addr))), nil
	}
	return component.Some(sockets.NewIPAddressIPv6(ipv6(addr))), nil
}

// Subscribe implements [sockets.ResolveAddressStream].
func (s *addressStream) Subscribe(context.Context) (io.Pollable, error) { return s.subscribe(s.s) }

// Drop implements [sockets.ResolveAddressStream].
func (s *addressStream) Drop(context.Context) { s.s.Drop() }

func ipv4(a netip.Addr) sockets.IPv4Address {
	b := a.As4()
	return sockets.IPv4Address{F0: b[0], F1: b[1], F2: b[2], F3: b[3]}
}

func ipv6(a netip.Addr) sockets.IPv6Address {
	b := a.As16()
	at := func(i int) uint16 { return uint16(b[2*i])<<8 | uint16(b[2*i+1]) }
	return sockets.IPv6Address{F0: at(0), F1: at(1), F2: at(2), F3: at(3), F4: at(4), F5: at(5), F6: at(6), F7: at(7)}
}

// socketAddress returns a as WIT has it. Flow labels are always 0; zones of
// link-local addresses are not shown.
func socketAddress(a netip.AddrPort) sockets.IPSocketAddress {
	if a.Addr().Is4() {
		return sockets.NewIPSocketAddressIPv4(sockets.IPv4SocketAddress{Port: a.Port(), Address: ipv4(a.Addr())})
	}
	return sockets.NewIPSocketAddressIPv6(sockets.IPv6SocketAddress{Port: a.Port(), Address: ipv6(a.Addr())})
}

func addrPort(a sockets.IPSocketAddress) netip.AddrPort {
	if v4, ok := a.AsIPv4(); ok {
		ip := v4.Address
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte{ip.F0, ip.F1, ip.F2, ip.F3}), v4.Port)
	}
	v6, _ := a.AsIPv6()
	ip := v6.Address
	var b [16]byte
	for i, w := range [8]uint16{ip.F0, ip.F1, ip.F2, ip.F3, ip.F4, ip.F5, ip.F6, ip.F7} {
		b[2*i], b[2*i+1] = byte(w>>8), byte(w)
	}
	return netip.AddrPortFrom(netip.AddrFrom16(b), v6.Port)
}

// local and remote addresses as results.
func addressResult(a netip.AddrPort, err error) (sockets.IPSocketAddress, error) {
	if err != nil {
		return sockets.IPSocketAddress{}, socketError(err)
	}
	return socketAddress(a), nil
}

// result returns v with its error as error-code.
func result[T any](v T, err error) (T, error) { return v, socketError(err) }

// nanoseconds returns d as WIT's duration.
func nanoseconds(d time.Duration, err error) (clocks.Duration, error) {
	return clocks.Duration(d), socketError(err)
}

// timeSpan returns d as a Go duration, the longest there is if it does not
// fit.
func timeSpan(d clocks.Duration) time.Duration { return time.Duration(min(uint64(d), 1<<63-1)) }
