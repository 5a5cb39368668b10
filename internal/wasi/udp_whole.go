package wasi

import (
	"bytes"
	"net/netip"
)

// What WASI 0.3 has of UDP sockets beyond 0.2: operations that are whole, and of
// one datagram.

// Bind binds the socket to a local address.
func (u *UDPSocket) Bind(addr netip.AddrPort) error {
	if err := u.StartBind(addr); err != nil {
		return err
	}
	return u.FinishBind()
}

// bindAnywhere binds a socket that is not bound.
func (u *UDPSocket) bindAnywhere() error {
	if u.state != udpUnbound {
		return nil
	}
	return u.Bind(u.family.anywhere())
}

// Connect makes remote the only peer, instead of the one that there may be. A
// socket that is not bound is bound to any port.
func (u *UDPSocket) Connect(remote netip.AddrPort) error {
	if err := u.family.checkRemote(remote); err != nil {
		return err
	}
	if err := u.bindAnywhere(); err != nil {
		return err
	}
	return socketError(u.setRemote(remote))
}

// Disconnect lets the socket talk to all again.
func (u *UDPSocket) Disconnect() error {
	if !u.remote.IsValid() {
		return SocketInvalidState
	}
	return socketError(u.setRemote(netip.AddrPort{}))
}

// Send sends one datagram. The error is SocketWouldBlock if that cannot be done
// now. A socket that is not bound is bound to any port.
func (u *UDPSocket) Send(d Datagram) error {
	if err := u.check(u.remote, d); err != nil {
		return err
	}
	if err := u.bindAnywhere(); err != nil {
		return err
	}
	return socketError(u.send(u.remote, d))
}

// Receive returns the next datagram; the error is SocketWouldBlock if there is
// none.
func (u *UDPSocket) Receive() (Datagram, error) {
	if u.state != udpBound {
		return Datagram{}, SocketInvalidState
	}
	buf := datagramBuffers.Get().(*[1 << 16]byte)
	defer datagramBuffers.Put(buf)
	n, from, err := u.sock.receive(buf[:])
	if err != nil {
		return Datagram{}, socketError(err)
	}
	return Datagram{bytes.Clone(buf[:n]), from}, nil
}

// Receivable is ready when there is a datagram, Sendable when one can be sent.
// Both are for any goroutine.
func (u *UDPSocket) Receivable() Pollable { return &u.sock.readable }

// Sendable: see [UDPSocket.Receivable].
func (u *UDPSocket) Sendable() Pollable { return &u.sock.writable }
