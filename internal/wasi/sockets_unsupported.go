//go:build !linux && !darwin

package wasi

import "net/netip"

// Sockets are not supported on this system: making one says so. What follows
// is never reached.

type socketFD struct{}

func newSocket(*Network, IPFamily, bool) (*socket, error) { return nil, SocketNotSupported }

func (*socketFD) close()           {}
func (*socketFD) isReadable() bool { return true }
func (*socketFD) isWritable() bool { return true }
func (*socketFD) waitReadable()    {}
func (*socketFD) waitWritable()    {}

func (s *socket) bind(netip.AddrPort) error         { return SocketNotSupported }
func (s *socket) connect(netip.AddrPort) error      { return SocketNotSupported }
func (s *socket) connected() (bool, error)          { return false, SocketNotSupported }
func (s *socket) disconnect() error                 { return SocketNotSupported }
func (s *socket) listen(int) error                  { return SocketNotSupported }
func (s *socket) accept() (*socket, error)          { return nil, SocketNotSupported }
func (s *socket) read([]byte) (int, error)          { return 0, SocketNotSupported }
func (s *socket) write([]byte) (int, error)         { return 0, SocketNotSupported }
func (s *socket) send([]byte, netip.AddrPort) error { return SocketNotSupported }
func (s *socket) shut(int) error                    { return SocketNotSupported }
func (s *socket) option(socketOption) (int, error)  { return 0, SocketNotSupported }
func (s *socket) setOption(socketOption, int) error { return SocketNotSupported }

func (s *socket) writeAll(func(func([]byte) (int, error)) bool) {}

func (s *socket) receive([]byte) (int, netip.AddrPort, error) {
	return 0, netip.AddrPort{}, SocketNotSupported
}

func (s *socket) localAddress() (netip.AddrPort, error) {
	return netip.AddrPort{}, SocketNotSupported
}

func (s *socket) remoteAddress() (netip.AddrPort, error) {
	return netip.AddrPort{}, SocketNotSupported
}
