package wasi

import "net/netip"

// What WASI 0.3 has of TCP sockets beyond 0.2: operations that are whole, not
// pairs of start and finish.

// Bind binds the socket to a local address.
func (t *TCPSocket) Bind(addr netip.AddrPort) error {
	if err := t.StartBind(addr); err != nil {
		return err
	}
	return t.FinishBind()
}

// Connected is ready when FinishConnect would not be SocketWouldBlock. It is for
// any goroutine.
func (t *TCPSocket) Connected() Pollable { return &t.sock.writable }

// Listen makes the socket take connections, bound to any port if it was not
// bound.
func (t *TCPSocket) Listen() (*TCPListener, error) {
	if t.state == tcpUnbound {
		if err := t.Bind(t.family.anywhere()); err != nil {
			return nil, err
		}
	}
	if err := t.StartListen(); err != nil {
		return nil, err
	}
	if err := t.FinishListen(); err != nil {
		return nil, err
	}
	t.sock.retain()
	return &TCPListener{t.net, t.family, t.sock}, nil
}

// A TCPListener takes the connections that peers make to a socket, and is usable
// without it. It is a [Pollable], ready when there is one.
type TCPListener struct {
	net    *Network
	family IPFamily
	sock   *socket
}

// Accept returns the next connection; the error is SocketWouldBlock if there is
// none. One that there is no room for ([Network.MaxSockets]) is closed.
func (l *TCPListener) Accept() (*TCPSocket, InputStream, OutputStream, error) {
	t, in, out, err := l.accept()
	if err == SocketNewSocketLimit {
		// Left where it is it would make the listener ready for ever.
		s, err := l.sock.accept()
		if err != nil {
			return nil, nil, nil, socketError(err)
		}
		s.close()
		return nil, nil, nil, SocketWouldBlock
	}
	return t, in, out, err
}

func (l *TCPListener) accept() (*TCPSocket, InputStream, OutputStream, error) {
	s, err := l.net.add(l.sock.accept)
	if err != nil {
		return nil, nil, nil, socketError(err)
	}
	in, out := newTCPStreams(s)
	return &TCPSocket{net: l.net, family: l.family, sock: s, state: tcpConnected}, in, out, nil
}

// Ready implements [Pollable].
func (l *TCPListener) Ready() bool { return l.sock.readable.Ready() }

// Subscribe implements [Pollable].
func (l *TCPListener) Subscribe(wake func()) (cancel func()) { return l.sock.readable.Subscribe(wake) }

// Close gives up the listener, once.
func (l *TCPListener) Close() { l.sock.release() }
