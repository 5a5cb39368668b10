package wasi

import (
	"net"
	"net/netip"
	"sync"
)

// A SocketError is a case of error-code: those of wasi:sockets/network@0.2 in
// their order, and then those that only WASI 0.3 has.
type SocketError uint8

// The cases.
const (
	SocketUnknown SocketError = iota
	SocketAccessDenied
	SocketNotSupported
	SocketInvalidArgument
	SocketOutOfMemory
	SocketTimeout
	SocketConcurrencyConflict
	SocketNotInProgress
	SocketWouldBlock
	SocketInvalidState
	SocketNewSocketLimit
	SocketAddressNotBindable
	SocketAddressInUse
	SocketRemoteUnreachable
	SocketConnectionRefused
	SocketConnectionReset
	SocketConnectionAborted
	SocketDatagramTooLarge
	SocketNameUnresolvable
	SocketTemporaryResolverFailure
	SocketPermanentResolverFailure
	SocketConnectionBroken // 0.2 says connection-reset
	socketErrors           // how many there are
)

var socketErrorNames = [socketErrors]string{
	"unknown", "access-denied", "not-supported", "invalid-argument", "out-of-memory",
	"timeout", "concurrency-conflict", "not-in-progress", "would-block", "invalid-state",
	"new-socket-limit", "address-not-bindable", "address-in-use", "remote-unreachable",
	"connection-refused", "connection-reset", "connection-aborted", "datagram-too-large",
	"name-unresolvable", "temporary-resolver-failure", "permanent-resolver-failure",
	"connection-broken",
}

// String returns the name in WIT.
func (e SocketError) String() string {
	if e < socketErrors {
		return socketErrorNames[e]
	}
	return "unknown"
}

// Error implements error.
func (e SocketError) Error() string { return e.String() }

// A SocketUse is what a guest wants to do with an address.
type SocketUse uint8

// The uses.
const (
	TCPConnect SocketUse = iota
	TCPBind
	UDPBind
	UDPConnect // make an address the only peer of a socket
	UDPSend    // send one datagram from a socket without a peer
)

// String returns a name for messages.
func (u SocketUse) String() string {
	switch u {
	case TCPConnect:
		return "tcp connect"
	case TCPBind:
		return "tcp bind"
	case UDPBind:
		return "udp bind"
	case UDPConnect:
		return "udp connect"
	}
	return "udp send"
}

// defaultSockets is how many sockets an instance may have if
// [Network.MaxSockets] is zero.
const defaultSockets = 128

// A Network is wasi:sockets for one instance: what it may do, and what it has
// open. The exported fields are set before the first use. The zero value
// refuses everything. It is safe for use by several goroutines.
type Network struct {
	// Allow decides about an address before it is used; an error refuses it
	// with [SocketAccessDenied]. Nil refuses all.
	Allow func(use SocketUse, addr netip.AddrPort) error
	// AllowLookup decides about a name before it is looked up. Nil refuses
	// all.
	AllowLookup func(name string) error
	// Resolver looks names up; nil means that of package net.
	Resolver *net.Resolver
	// MaxSockets is how many sockets there may be at once, accepted ones
	// included; default 128. One more fails with [SocketNewSocketLimit].
	MaxSockets int
	// Connections count sockets together with the instance's outgoing requests.
	Connections *Connections

	mu      sync.Mutex
	sockets map[*socket]struct{}
	closed  bool
}

// Close closes every socket that is open, as at the end of the instance;
// nothing is left of them when their streams are dropped, or not.
func (n *Network) Close() {
	n.mu.Lock()
	open := n.sockets
	n.sockets, n.closed = nil, true
	n.mu.Unlock()
	for s := range open {
		s.close()
	}
}

// Used tells whether there was ever a socket.
func (n *Network) Used() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.sockets != nil || n.closed
}

func (n *Network) allow(use SocketUse, addr netip.AddrPort) error {
	if n.Allow == nil || n.Allow(use, addr) != nil {
		return SocketAccessDenied
	}
	return nil
}

// add counts a socket that open makes.
func (n *Network) add(open func() (*socket, error)) (*socket, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed || !n.Connections.take() {
		return nil, SocketNewSocketLimit
	}
	if len(n.sockets) >= orDefault(n.MaxSockets, defaultSockets) {
		n.Connections.release()
		return nil, SocketNewSocketLimit
	}
	s, err := open()
	if err != nil {
		n.Connections.release()
		return nil, err
	}
	if n.sockets == nil {
		n.sockets = make(map[*socket]struct{})
	}
	n.sockets[s] = struct{}{}
	return s, nil
}

func (n *Network) remove(s *socket) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, ok := n.sockets[s]; ok {
		delete(n.sockets, s)
		n.Connections.release()
	}
}

// An IPFamily is wasi:sockets/network ip-address-family.
type IPFamily uint8

// The families.
const (
	IPv4 IPFamily = iota
	IPv6
)

// holds reports whether addr belongs to the family. IPv4 addresses in IPv6
// form belong to none: sockets are never dual-stack.
func (f IPFamily) holds(addr netip.Addr) bool {
	if f == IPv4 {
		return addr.Is4()
	}
	return addr.Is6() && !addr.Is4In6()
}

// anywhere is the address to bind a socket to that has none: any port on any
// interface.
func (f IPFamily) anywhere() netip.AddrPort {
	if f == IPv4 {
		return netip.AddrPortFrom(netip.IPv4Unspecified(), 0)
	}
	return netip.AddrPortFrom(netip.IPv6Unspecified(), 0)
}

// checkLocal checks an address to bind a socket to.
func (f IPFamily) checkLocal(addr netip.AddrPort) error {
	if !f.holds(addr.Addr()) {
		return SocketInvalidArgument
	}
	return nil
}

// checkRemote checks the address of a peer.
func (f IPFamily) checkRemote(addr netip.AddrPort) error {
	if !f.holds(addr.Addr()) || addr.Addr().IsUnspecified() || addr.Port() == 0 {
		return SocketInvalidArgument
	}
	return nil
}

var broadcast = netip.AddrFrom4([4]byte{255, 255, 255, 255})

// isUnicast reports whether addr can be one end of a TCP connection.
func isUnicast(addr netip.Addr) bool { return !addr.IsMulticast() && addr != broadcast }
