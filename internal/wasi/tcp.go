package wasi

import (
	"net/netip"
	"time"
)

// defaultBacklog and maxBacklog bound the queue of a listening socket.
const (
	defaultBacklog = 128
	maxBacklog     = 4096
)

type tcpState uint8

const (
	tcpUnbound tcpState = iota
	tcpBindStarted
	tcpBound
	tcpListenStarted
	tcpListening
	tcpConnecting
	tcpConnected
	tcpClosed
)

// A TCPSocket is wasi:sockets/tcp tcp-socket, with the states and the pairs of
// start and finish of the standard (TcpSocketOperationalSemantics). Errors are
// [SocketError]s. Its methods are for one goroutine, but for those of
// [Pollable].
type TCPSocket struct {
	net     *Network
	family  IPFamily
	sock    *socket
	state   tcpState
	backlog int
}

// NewTCPSocket is tcp-create-socket.
func (n *Network) NewTCPSocket(family IPFamily) (*TCPSocket, error) {
	s, err := n.add(func() (*socket, error) { return newSocket(n, family, true) })
	if err != nil {
		return nil, socketError(err)
	}
	return &TCPSocket{net: n, family: family, sock: s, backlog: defaultBacklog}, nil
}

// begin checks that no operation is under way and that the socket is in one of
// these states.
func (t *TCPSocket) begin(from ...tcpState) error {
	switch t.state {
	case tcpBindStarted, tcpListenStarted, tcpConnecting:
		return SocketConcurrencyConflict
	}
	for _, s := range from {
		if s == t.state {
			return nil
		}
	}
	return SocketInvalidState
}

// StartBind binds the socket to a local address.
func (t *TCPSocket) StartBind(addr netip.AddrPort) error {
	if err := t.begin(tcpUnbound); err != nil {
		return err
	}
	if err := t.family.checkLocal(addr); err != nil {
		return err
	}
	if !isUnicast(addr.Addr()) {
		return SocketInvalidArgument
	}
	if err := t.net.allow(TCPBind, addr); err != nil {
		return err
	}
	if err := t.sock.bind(addr); err != nil {
		return socketError(err)
	}
	t.state = tcpBindStarted
	return nil
}

// FinishBind completes StartBind.
func (t *TCPSocket) FinishBind() error {
	if t.state != tcpBindStarted {
		return SocketNotInProgress
	}
	t.state = tcpBound
	return nil
}

// StartConnect begins to connect to a peer.
func (t *TCPSocket) StartConnect(addr netip.AddrPort) error {
	if err := t.begin(tcpUnbound, tcpBound); err != nil {
		return err
	}
	if err := t.family.checkRemote(addr); err != nil {
		return err
	}
	if !isUnicast(addr.Addr()) {
		return SocketInvalidArgument
	}
	if err := t.net.allow(TCPConnect, addr); err != nil {
		return err
	}
	if err := t.sock.connect(addr); err != nil {
		t.state = tcpClosed
		return socketError(err)
	}
	t.state = tcpConnecting
	return nil
}

// FinishConnect completes StartConnect; the error is SocketWouldBlock until
// that can be done. A socket that could not connect is closed.
func (t *TCPSocket) FinishConnect() (InputStream, OutputStream, error) {
	if t.state != tcpConnecting {
		return nil, nil, SocketNotInProgress
	}
	done, err := t.sock.connected()
	switch {
	case err != nil:
		t.state = tcpClosed
		return nil, nil, socketError(err)
	case !done:
		return nil, nil, SocketWouldBlock
	}
	t.state = tcpConnected
	in, out := newTCPStreams(t.sock)
	return in, out, nil
}

// StartListen makes a bound socket take connections.
func (t *TCPSocket) StartListen() error {
	if err := t.begin(tcpBound); err != nil {
		return err
	}
	if err := t.sock.listen(t.backlog); err != nil {
		return socketError(err)
	}
	t.state = tcpListenStarted
	return nil
}

// FinishListen completes StartListen.
func (t *TCPSocket) FinishListen() error {
	if t.state != tcpListenStarted {
		return SocketNotInProgress
	}
	t.state = tcpListening
	return nil
}

// Accept returns a connection that a peer has made; the error is
// SocketWouldBlock if there is none.
func (t *TCPSocket) Accept() (*TCPSocket, InputStream, OutputStream, error) {
	if t.state != tcpListening {
		return nil, nil, nil, SocketInvalidState
	}
	return (&TCPListener{t.net, t.family, t.sock}).accept()
}

// LocalAddress returns the address that the socket is bound to.
func (t *TCPSocket) LocalAddress() (netip.AddrPort, error) {
	switch t.state {
	case tcpUnbound, tcpBindStarted, tcpClosed:
		return netip.AddrPort{}, SocketInvalidState
	}
	return t.sock.localAddress()
}

// RemoteAddress returns the address of the peer.
func (t *TCPSocket) RemoteAddress() (netip.AddrPort, error) {
	if t.state != tcpConnected {
		return netip.AddrPort{}, SocketInvalidState
	}
	return t.sock.remoteAddress()
}

// IsListening reports whether the socket takes connections.
func (t *TCPSocket) IsListening() bool { return t.state == tcpListening }

// Family returns the family that the socket was made for.
func (t *TCPSocket) Family() IPFamily { return t.family }

// SetListenBacklogSize sets how many connections may wait for Accept; the
// value is a hint.
func (t *TCPSocket) SetListenBacklogSize(n uint64) error {
	switch {
	case n == 0:
		return SocketInvalidArgument
	case t.state == tcpConnecting, t.state == tcpConnected, t.state == tcpClosed:
		return SocketInvalidState
	}
	t.backlog = int(min(n, maxBacklog))
	if t.state == tcpListening || t.state == tcpListenStarted {
		return socketError(t.sock.listen(t.backlog))
	}
	return nil
}

// KeepAliveEnabled is SO_KEEPALIVE.
func (t *TCPSocket) KeepAliveEnabled() (bool, error) {
	n, err := t.get(optKeepAlive)
	return n != 0, err
}

// SetKeepAliveEnabled sets SO_KEEPALIVE.
func (t *TCPSocket) SetKeepAliveEnabled(on bool) error {
	n := 0
	if on {
		n = 1
	}
	return t.set(optKeepAlive, n)
}

// KeepAliveIdleTime is TCP_KEEPIDLE.
func (t *TCPSocket) KeepAliveIdleTime() (time.Duration, error) { return t.duration(optKeepAliveIdle) }

// SetKeepAliveIdleTime sets TCP_KEEPIDLE, rounded up to seconds.
func (t *TCPSocket) SetKeepAliveIdleTime(d time.Duration) error {
	return t.setDuration(optKeepAliveIdle, d)
}

// KeepAliveInterval is TCP_KEEPINTVL.
func (t *TCPSocket) KeepAliveInterval() (time.Duration, error) {
	return t.duration(optKeepAliveInterval)
}

// SetKeepAliveInterval sets TCP_KEEPINTVL, rounded up to seconds.
func (t *TCPSocket) SetKeepAliveInterval(d time.Duration) error {
	return t.setDuration(optKeepAliveInterval, d)
}

// KeepAliveCount is TCP_KEEPCNT.
func (t *TCPSocket) KeepAliveCount() (uint32, error) {
	n, err := t.get(optKeepAliveCount)
	return uint32(n), err
}

// SetKeepAliveCount sets TCP_KEEPCNT, at most 127.
func (t *TCPSocket) SetKeepAliveCount(n uint32) error {
	return t.setPositive(optKeepAliveCount, uint64(n), 127)
}

// HopLimit is IP_TTL or IPV6_UNICAST_HOPS.
func (t *TCPSocket) HopLimit() (uint8, error) {
	n, err := t.get(optHopLimit)
	return uint8(n), err
}

// SetHopLimit sets IP_TTL or IPV6_UNICAST_HOPS.
func (t *TCPSocket) SetHopLimit(n uint8) error { return t.setPositive(optHopLimit, uint64(n), 255) }

// ReceiveBufferSize is SO_RCVBUF.
func (t *TCPSocket) ReceiveBufferSize() (uint64, error) {
	n, err := t.get(optReceiveBuffer)
	return uint64(n), err
}

// SetReceiveBufferSize sets SO_RCVBUF, which the system may round.
func (t *TCPSocket) SetReceiveBufferSize(n uint64) error {
	return t.setPositive(optReceiveBuffer, n, maxSocketBuffer)
}

// SendBufferSize is SO_SNDBUF.
func (t *TCPSocket) SendBufferSize() (uint64, error) {
	n, err := t.get(optSendBuffer)
	return uint64(n), err
}

// SetSendBufferSize sets SO_SNDBUF, which the system may round.
func (t *TCPSocket) SetSendBufferSize(n uint64) error {
	return t.setPositive(optSendBuffer, n, maxSocketBuffer)
}

func (t *TCPSocket) get(o socketOption) (int, error) {
	if t.state == tcpClosed {
		return 0, SocketInvalidState
	}
	return t.sock.option(o)
}

func (t *TCPSocket) set(o socketOption, n int) error {
	if t.state == tcpClosed {
		return SocketInvalidState
	}
	return t.sock.setOption(o, n)
}

func (t *TCPSocket) setPositive(o socketOption, n, limit uint64) error {
	if n == 0 {
		return SocketInvalidArgument
	}
	return t.set(o, int(min(n, limit)))
}

// maxKeepAlive is the longest time in seconds that Linux takes.
const maxKeepAlive = 32767

func (t *TCPSocket) duration(o socketOption) (time.Duration, error) {
	n, err := t.get(o)
	return time.Duration(n) * time.Second, err
}

func (t *TCPSocket) setDuration(o socketOption, d time.Duration) error {
	if d <= 0 {
		return SocketInvalidArgument
	}
	return t.setPositive(o, uint64((d-1)/time.Second+1), maxKeepAlive)
}

// A ShutdownType is wasi:sockets/tcp shutdown-type.
type ShutdownType uint8

// The directions.
const (
	ShutdownReceive ShutdownType = iota
	ShutdownSend
	ShutdownBoth
)

// Shutdown ends one direction of a connection, or both.
func (t *TCPSocket) Shutdown(how ShutdownType) error {
	if t.state != tcpConnected {
		return SocketInvalidState
	}
	return socketError(t.sock.shutdown(how != ShutdownSend, how != ShutdownReceive))
}

// Ready implements [Pollable]: the operation that is under way, or Accept,
// would make progress.
func (t *TCPSocket) Ready() bool { return t.pollable().Ready() }

// Subscribe implements [Pollable].
func (t *TCPSocket) Subscribe(wake func()) (cancel func()) { return t.pollable().Subscribe(wake) }

func (t *TCPSocket) pollable() Pollable {
	switch t.state {
	case tcpConnecting:
		return &t.sock.writable
	case tcpListening:
		return &t.sock.readable
	}
	return Always
}

// Drop gives up the socket. Its streams stay usable.
func (t *TCPSocket) Drop() { t.sock.release() }
