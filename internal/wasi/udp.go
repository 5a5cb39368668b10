package wasi

import (
	"net/netip"
	"sync"
)

// Bounds of datagrams.
const (
	maxDatagram     = 65507 // bytes of one over IPv4; IPv6 has a little more
	maxDatagrams    = 32    // that one call moves
	maxReceiveBytes = 1 << 20
)

// A Datagram is one message of a [UDPSocket] and where it comes from or goes
// to; to none where the socket has one peer.
type Datagram struct {
	Data   []byte
	Remote netip.AddrPort
}

type udpState uint8

const (
	udpUnbound udpState = iota
	udpBindStarted
	udpBound
)

// A UDPSocket is wasi:sockets/udp udp-socket. Errors are [SocketError]s. Its
// methods are for one goroutine.
type UDPSocket struct {
	net     *Network
	family  IPFamily
	sock    *socket
	state   udpState
	local   netip.AddrPort // that it was bound to, with the port it was given
	remote  netip.AddrPort // of its only peer; the zero value for none
	streams int            // that are alive
}

// NewUDPSocket is udp-create-socket.
func (n *Network) NewUDPSocket(family IPFamily) (*UDPSocket, error) {
	s, err := n.add(func() (*socket, error) { return newSocket(n, family, false) })
	if err != nil {
		return nil, socketError(err)
	}
	return &UDPSocket{net: n, family: family, sock: s}, nil
}

// StartBind binds the socket to a local address.
func (u *UDPSocket) StartBind(addr netip.AddrPort) error {
	switch u.state {
	case udpBindStarted:
		return SocketConcurrencyConflict
	case udpBound:
		return SocketInvalidState
	}
	if err := u.family.checkLocal(addr); err != nil {
		return err
	}
	if err := u.net.allow(UDPBind, addr); err != nil {
		return err
	}
	if err := u.sock.bind(addr); err != nil {
		return socketError(err)
	}
	local, err := u.sock.localAddress()
	if err != nil {
		return err
	}
	u.local, u.state = local, udpBindStarted
	return nil
}

// FinishBind completes StartBind.
func (u *UDPSocket) FinishBind() error {
	if u.state != udpBindStarted {
		return SocketNotInProgress
	}
	u.state = udpBound
	return nil
}

// Stream makes remote the only peer, or if it is the zero value lets the
// socket talk to all, and returns its streams. Those that it returned before
// must be dropped; if not, ErrChildAlive traps.
func (u *UDPSocket) Stream(remote netip.AddrPort) (*IncomingDatagrams, *OutgoingDatagrams, error) {
	if u.streams > 0 {
		return nil, nil, ErrChildAlive
	}
	if u.state != udpBound {
		return nil, nil, SocketInvalidState
	}
	if err := u.setRemote(remote); err != nil {
		return nil, nil, socketError(err)
	}
	u.streams = 2
	u.sock.retain()
	u.sock.retain()
	return &IncomingDatagrams{u: u, sock: u.sock}, &OutgoingDatagrams{u: u, sock: u.sock, remote: remote}, nil
}

func (u *UDPSocket) setRemote(remote netip.AddrPort) error {
	if remote.IsValid() {
		if err := u.family.checkRemote(remote); err != nil {
			return err
		}
		if err := u.net.allow(UDPConnect, remote); err != nil {
			return err
		}
	}
	if u.remote.IsValid() {
		if err := u.disconnect(); err != nil {
			return err
		}
	}
	if remote.IsValid() {
		if err := u.sock.connect(remote); err != nil {
			return err
		}
	}
	u.remote = remote
	return nil
}

// disconnect lets the socket talk to all, at the address that it has. Linux takes
// the port away from a socket that was bound to any.
func (u *UDPSocket) disconnect() error {
	if err := u.sock.disconnect(); err != nil {
		return err
	}
	u.remote = netip.AddrPort{}
	now, err := u.sock.localAddress()
	if err != nil || now.Port() == u.local.Port() {
		return err
	}
	return u.sock.bind(u.local)
}

// check tells whether d may be sent by a socket whose only peer is remote, if that
// is not the zero value.
func (u *UDPSocket) check(remote netip.AddrPort, d Datagram) error {
	switch {
	case len(d.Data) > maxDatagram:
		return SocketDatagramTooLarge
	case remote.IsValid() && d.Remote.IsValid() && d.Remote != remote:
		return SocketInvalidArgument
	case remote.IsValid():
		return nil
	}
	if err := u.family.checkRemote(d.Remote); err != nil {
		return err
	}
	return u.net.allow(UDPSend, d.Remote)
}

// send sends d, which was checked.
func (u *UDPSocket) send(remote netip.AddrPort, d Datagram) error {
	if remote.IsValid() {
		return u.sock.send(d.Data, netip.AddrPort{})
	}
	return u.sock.send(d.Data, d.Remote)
}

// LocalAddress returns the address that the socket is bound to.
func (u *UDPSocket) LocalAddress() (netip.AddrPort, error) {
	if u.state != udpBound {
		return netip.AddrPort{}, SocketInvalidState
	}
	return u.sock.localAddress()
}

// RemoteAddress returns the address of the only peer.
func (u *UDPSocket) RemoteAddress() (netip.AddrPort, error) {
	if !u.remote.IsValid() {
		return netip.AddrPort{}, SocketInvalidState
	}
	return u.remote, nil
}

// Family returns the family that the socket was made for.
func (u *UDPSocket) Family() IPFamily { return u.family }

// UnicastHopLimit is IP_TTL or IPV6_UNICAST_HOPS.
func (u *UDPSocket) UnicastHopLimit() (uint8, error) {
	n, err := u.sock.option(optHopLimit)
	return uint8(n), err
}

// SetUnicastHopLimit sets IP_TTL or IPV6_UNICAST_HOPS.
func (u *UDPSocket) SetUnicastHopLimit(n uint8) error {
	return u.setPositive(optHopLimit, uint64(n), 255)
}

// ReceiveBufferSize is SO_RCVBUF.
func (u *UDPSocket) ReceiveBufferSize() (uint64, error) {
	n, err := u.sock.option(optReceiveBuffer)
	return uint64(n), err
}

// SetReceiveBufferSize sets SO_RCVBUF, which the system may round.
func (u *UDPSocket) SetReceiveBufferSize(n uint64) error {
	return u.setPositive(optReceiveBuffer, n, maxSocketBuffer)
}

// SendBufferSize is SO_SNDBUF.
func (u *UDPSocket) SendBufferSize() (uint64, error) {
	n, err := u.sock.option(optSendBuffer)
	return uint64(n), err
}

// SetSendBufferSize sets SO_SNDBUF, which the system may round.
func (u *UDPSocket) SetSendBufferSize(n uint64) error {
	return u.setPositive(optSendBuffer, n, maxSocketBuffer)
}

func (u *UDPSocket) setPositive(o socketOption, n, limit uint64) error {
	if n == 0 {
		return SocketInvalidArgument
	}
	return u.sock.setOption(o, int(min(n, limit)))
}

// Ready implements [Pollable]: binding is never under way for long.
func (u *UDPSocket) Ready() bool { return true }

// Subscribe implements [Pollable].
func (u *UDPSocket) Subscribe(wake func()) (cancel func()) { return Always.Subscribe(wake) }

// Drop gives up the socket. Its streams stay usable.
func (u *UDPSocket) Drop() { u.sock.release() }

// IncomingDatagrams is wasi:sockets/udp incoming-datagram-stream. Its methods
// are for one goroutine, but for those of [Pollable].
type IncomingDatagrams struct {
	u    *UDPSocket
	sock *socket
	once sync.Once
}

// Receive returns up to max datagrams that have arrived, none if there are
// none, and never blocks. The host may return fewer than there are.
func (i *IncomingDatagrams) Receive(max uint64) ([]Datagram, error) {
	var got []Datagram
	buf := datagramBuffers.Get().(*[1 << 16]byte)
	defer datagramBuffers.Put(buf)
	for total := 0; uint64(len(got)) < min(max, maxDatagrams) && total < maxReceiveBytes; {
		n, from, err := i.sock.receive(buf[:])
		switch {
		case err == errWouldBlock || err != nil && len(got) > 0:
			return got, nil
		case err != nil:
			return nil, socketError(err)
		}
		total += n
		got = append(got, Datagram{append([]byte(nil), buf[:n]...), from})
	}
	return got, nil
}

var datagramBuffers = sync.Pool{New: func() any { return new([1 << 16]byte) }}

// Ready implements [Pollable].
func (i *IncomingDatagrams) Ready() bool { return i.sock.readable.Ready() }

// Subscribe implements [Pollable].
func (i *IncomingDatagrams) Subscribe(wake func()) (cancel func()) {
	return i.sock.readable.Subscribe(wake)
}

// Drop gives up the stream.
func (i *IncomingDatagrams) Drop() {
	i.once.Do(func() {
		i.u.streams--
		i.sock.release()
	})
}

// OutgoingDatagrams is wasi:sockets/udp outgoing-datagram-stream. Its methods
// are for one goroutine, but for those of [Pollable].
type OutgoingDatagrams struct {
	u      *UDPSocket
	sock   *socket
	remote netip.AddrPort
	permit int
	once   sync.Once
}

// CheckSend returns how many datagrams the next Send may have; 0 = none yet.
func (o *OutgoingDatagrams) CheckSend() (uint64, error) {
	o.permit = 0
	if o.sock.writable.Ready() {
		o.permit = maxDatagrams
	}
	return uint64(o.permit), nil
}

// Send sends datagrams and returns how many. If the first cannot be sent the
// error says why. More than CheckSend allows is ErrPermit, which traps.
func (o *OutgoingDatagrams) Send(list []Datagram) (uint64, error) {
	if len(list) > o.permit {
		return 0, ErrPermit
	}
	o.permit -= len(list)
	for sent, d := range list {
		err := o.u.check(o.remote, d)
		if err == nil {
			err = o.u.send(o.remote, d)
		}
		switch {
		case err == nil:
		case sent > 0 || err == errWouldBlock:
			return uint64(sent), nil
		default:
			return 0, socketError(err)
		}
	}
	return uint64(len(list)), nil
}

// Ready implements [Pollable].
func (o *OutgoingDatagrams) Ready() bool { return o.sock.writable.Ready() }

// Subscribe implements [Pollable].
func (o *OutgoingDatagrams) Subscribe(wake func()) (cancel func()) {
	return o.sock.writable.Subscribe(wake)
}

// Drop gives up the stream.
func (o *OutgoingDatagrams) Drop() {
	o.once.Do(func() {
		o.u.streams--
		o.sock.release()
	})
}
