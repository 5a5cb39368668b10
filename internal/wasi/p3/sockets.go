package p3

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/clocks"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/sockets"
)

// socketTags are the cases of error-code. What has none, such as a limit of the
// host, is other, with its name.
var socketTags = map[wasi.SocketError]sockets.TypesErrorCodeTag{
	wasi.SocketAccessDenied:        sockets.TypesErrorCodeTagAccessDenied,
	wasi.SocketNotSupported:        sockets.TypesErrorCodeTagNotSupported,
	wasi.SocketInvalidArgument:     sockets.TypesErrorCodeTagInvalidArgument,
	wasi.SocketOutOfMemory:         sockets.TypesErrorCodeTagOutOfMemory,
	wasi.SocketTimeout:             sockets.TypesErrorCodeTagTimeout,
	wasi.SocketConcurrencyConflict: sockets.TypesErrorCodeTagInvalidState,
	wasi.SocketNotInProgress:       sockets.TypesErrorCodeTagInvalidState,
	wasi.SocketInvalidState:        sockets.TypesErrorCodeTagInvalidState,
	wasi.SocketAddressNotBindable:  sockets.TypesErrorCodeTagAddressNotBindable,
	wasi.SocketAddressInUse:        sockets.TypesErrorCodeTagAddressInUse,
	wasi.SocketRemoteUnreachable:   sockets.TypesErrorCodeTagRemoteUnreachable,
	wasi.SocketConnectionRefused:   sockets.TypesErrorCodeTagConnectionRefused,
	wasi.SocketConnectionBroken:    sockets.TypesErrorCodeTagConnectionBroken,
	wasi.SocketConnectionReset:     sockets.TypesErrorCodeTagConnectionReset,
	wasi.SocketConnectionAborted:   sockets.TypesErrorCodeTagConnectionAborted,
	wasi.SocketDatagramTooLarge:    sockets.TypesErrorCodeTagDatagramTooLarge,
}

// socketCode returns what a socket or its streams have failed with as error-code.
func socketCode(err error) sockets.TypesErrorCode {
	var se wasi.SocketError
	switch {
	case errors.Is(err, errClosed):
		return sockets.NewTypesErrorCodeConnectionBroken()
	case !errors.As(err, &se) || se == wasi.SocketUnknown:
		return sockets.NewTypesErrorCodeOther(component.Option[string]{})
	}
	if tag, ok := socketTags[se]; ok {
		return sockets.TypesErrorCode{Tag: tag}
	}
	return sockets.NewTypesErrorCodeOther(component.Some(se.String()))
}

// socketError returns err as an error-code that is an error; nil stays nil.
func socketError(err error) error {
	if err == nil {
		return nil
	}
	return socketCode(err)
}

// socketResult returns v with its error as error-code.
func socketResult[T any](v T, err error) (T, error) { return v, socketError(err) }

// lookupTags are the cases of error-code of ip-name-lookup.
var lookupTags = map[wasi.SocketError]sockets.IPNameLookupErrorCodeTag{
	wasi.SocketAccessDenied:             sockets.IPNameLookupErrorCodeTagAccessDenied,
	wasi.SocketInvalidArgument:          sockets.IPNameLookupErrorCodeTagInvalidArgument,
	wasi.SocketNameUnresolvable:         sockets.IPNameLookupErrorCodeTagNameUnresolvable,
	wasi.SocketTemporaryResolverFailure: sockets.IPNameLookupErrorCodeTagTemporaryResolverFailure,
	wasi.SocketPermanentResolverFailure: sockets.IPNameLookupErrorCodeTagPermanentResolverFailure,
}

// ResolveAddresses implements wasi:sockets/ip-name-lookup.
func (h *Host) ResolveAddresses(ctx context.Context, name string) ([]sockets.IPAddress, error) {
	addrs, err := h.Network.LookupAll(ctx, name)
	var se wasi.SocketError
	switch {
	case errors.As(err, &se):
		if tag, ok := lookupTags[se]; ok {
			return nil, sockets.IPNameLookupErrorCode{Tag: tag}
		}
		return nil, sockets.NewIPNameLookupErrorCodeOther(component.Some(se.String()))
	case err != nil: // the guest does not want to know any more
		return nil, sockets.NewIPNameLookupErrorCodeTemporaryResolverFailure()
	}
	list := make([]sockets.IPAddress, len(addrs))
	for i, a := range addrs {
		if a.Is4() {
			list[i] = sockets.NewIPAddressIPv4(ipv4(a))
		} else {
			list[i] = sockets.NewIPAddressIPv6(ipv6(a))
		}
	}
	return list, nil
}

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
func socketAddress(a netip.AddrPort, err error) (sockets.IPSocketAddress, error) {
	switch {
	case err != nil:
		return sockets.IPSocketAddress{}, socketError(err)
	case a.Addr().Is4():
		return sockets.NewIPSocketAddressIPv4(sockets.IPv4SocketAddress{Port: a.Port(), Address: ipv4(a.Addr())}), nil
	}
	return sockets.NewIPSocketAddressIPv6(sockets.IPv6SocketAddress{Port: a.Port(), Address: ipv6(a.Addr())}), nil
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

// nanoseconds returns d as WIT's duration.
func nanoseconds(d time.Duration, err error) (clocks.Duration, error) {
	return clocks.Duration(d), socketError(err)
}

// timeSpan returns d as a Go duration, the longest there is if it does not fit.
func timeSpan(d clocks.Duration) time.Duration { return time.Duration(min(uint64(d), 1<<63-1)) }

// socketsHost implements [sockets.TypesHost].
type socketsHost struct{ h *Host }

// TCPSocketCreate implements [sockets.TypesHost].
func (s socketsHost) TCPSocketCreate(_ context.Context, f sockets.IPAddressFamily) (sockets.TCPSocket, error) {
	t, err := s.h.Network.NewTCPSocket(wasi.IPFamily(f))
	return &tcpSocket{h: s.h, t: t}, socketError(err)
}

// UDPSocketCreate implements [sockets.TypesHost].
func (s socketsHost) UDPSocketCreate(_ context.Context, f sockets.IPAddressFamily) (sockets.UDPSocket, error) {
	u, err := s.h.Network.NewUDPSocket(wasi.IPFamily(f))
	return &udpSocket{u: u}, socketError(err)
}
