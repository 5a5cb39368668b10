//go:build linux || darwin

package wasi

import (
	"net/netip"
	"os"
	"strconv"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// A socketFD is a socket of the system that never blocks.
type socketFD struct {
	file *os.File // owns the descriptor and has it in the poller of the runtime
	conn syscall.RawConn

	mu     sync.RWMutex // held for reading while fd is used, which is never for long
	fd     int
	closed bool
}

func newSocket(n *Network, family IPFamily, stream bool) (*socket, error) {
	domain, typ := unix.AF_INET, unix.SOCK_DGRAM
	if family == IPv6 {
		domain = unix.AF_INET6
	}
	if stream {
		typ = unix.SOCK_STREAM
	}
	fd, err := openFD(func() (int, error) { return unix.Socket(domain, typ, 0) })
	if err != nil {
		return nil, err
	}
	if family == IPv6 {
		err = unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 1)
	}
	if stream && err == nil {
		// Binding is not affected by connections that have just ended.
		err = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
	}
	if err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	return adoptFD(n, family, fd)
}

// openFD makes a descriptor that neither blocks nor reaches other processes.
func openFD(open func() (int, error)) (int, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fd, err := open()
	if err != nil {
		return -1, err
	}
	unix.CloseOnExec(fd)
	if err := unix.SetNonblock(fd, true); err != nil {
		_ = unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

func adoptFD(n *Network, family IPFamily, fd int) (*socket, error) {
	file := os.NewFile(uintptr(fd), "socket")
	conn, err := file.SyscallConn()
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return adopt(n, family, &socketFD{file: file, conn: conn, fd: fd}), nil
}

func (f *socketFD) close() {
	f.mu.Lock()
	f.closed = true
	f.mu.Unlock()
	_ = f.file.Close() // nothing can be done about it
}

// control runs op on the descriptor; the error is that of op, or that the
// socket is closed.
func (f *socketFD) control(op func(fd int) error) error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.closed {
		return os.ErrClosed
	}
	err := op(f.fd)
	if err == unix.EAGAIN {
		return errWouldBlock
	}
	return err
}

// isReady asks the system; a closed socket is ready, to say so.
func (f *socketFD) isReady(events int16) bool {
	ready := false
	err := f.control(func(fd int) error {
		ready = pollFD(fd, events)
		return nil
	})
	return ready || err != nil
}

func pollFD(fd int, events int16) bool {
	fds := []unix.PollFd{{Fd: int32(fd), Events: events}}
	n, err := unix.Poll(fds, 0)
	return n > 0 || err != nil && err != unix.EINTR
}

func (f *socketFD) isReadable() bool { return f.isReady(unix.POLLIN) }
func (f *socketFD) isWritable() bool { return f.isReady(unix.POLLOUT) }

// waitReadable and waitWritable end with an error when the socket is closed.
func (f *socketFD) waitReadable() {
	_ = f.conn.Read(func(fd uintptr) bool { return pollFD(int(fd), unix.POLLIN) })
}

func (f *socketFD) waitWritable() {
	_ = f.conn.Write(func(fd uintptr) bool { return pollFD(int(fd), unix.POLLOUT) })
}

func (s *socket) bind(addr netip.AddrPort) error {
	return s.fd.control(func(fd int) error { return unix.Bind(fd, sockaddr(addr)) })
}

// connect begins to connect; connected tells how it ended.
func (s *socket) connect(addr netip.AddrPort) error {
	err := s.fd.control(func(fd int) error { return unix.Connect(fd, sockaddr(addr)) })
	if err == unix.EINPROGRESS || err == unix.EINTR {
		return nil
	}
	return err
}

func (s *socket) connected() (done bool, err error) {
	err = s.fd.control(func(fd int) error {
		if !pollFD(fd, unix.POLLOUT) {
			return nil
		}
		errno, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
		if err == nil && errno != 0 {
			err = syscall.Errno(errno)
		}
		if err == nil {
			_, err = unix.Getpeername(fd)
			done = err == nil
		}
		if err == unix.ENOTCONN {
			return nil // the kernel is not there yet
		}
		return err
	})
	return done, err
}

func (s *socket) listen(backlog int) error {
	return s.fd.control(func(fd int) error { return unix.Listen(fd, backlog) })
}

// accept returns the next connection. One that broke while it waited is not
// worth a word.
func (s *socket) accept() (*socket, error) {
	for {
		var fd int
		err := s.fd.control(func(listener int) (err error) {
			fd, err = openFD(func() (int, error) {
				fd, _, err := unix.Accept(listener)
				return fd, err
			})
			return err
		})
		switch err {
		case nil:
			return adoptFD(s.net, s.family, fd)
		case unix.ECONNABORTED, unix.EINTR:
		default:
			return nil, err
		}
	}
}

func (s *socket) read(p []byte) (n int, err error) {
	err = s.fd.control(func(fd int) (err error) {
		n, err = ignoringEINTR(func() (int, error) { return unix.Read(fd, p) })
		return err
	})
	return n, err
}

func (s *socket) write(p []byte) (n int, err error) {
	err = s.fd.control(func(fd int) (err error) {
		n, err = ignoringEINTR(func() (int, error) { return unix.Write(fd, p) })
		return err
	})
	return max(n, 0), err
}

// writeAll calls more each time that the socket takes bytes until it says that
// it is done, or the socket is closed.
func (s *socket) writeAll(more func(write func([]byte) (int, error)) (done bool)) {
	_ = s.fd.conn.Write(func(uintptr) bool { return more(s.write) })
}

func (s *socket) receive(p []byte) (n int, from netip.AddrPort, err error) {
	err = s.fd.control(func(fd int) error {
		var sa unix.Sockaddr
		n, err = ignoringEINTR(func() (n int, err error) {
			n, sa, err = unix.Recvfrom(fd, p, 0)
			return n, err
		})
		from = addrPort(sa)
		return err
	})
	return max(n, 0), from, err
}

// send sends one datagram, to the only peer if to is the zero value.
func (s *socket) send(p []byte, to netip.AddrPort) error {
	return s.fd.control(func(fd int) error {
		_, err := ignoringEINTR(func() (int, error) {
			if to.IsValid() {
				return 0, unix.Sendto(fd, p, 0, sockaddr(to))
			}
			return unix.Write(fd, p)
		})
		return err
	})
}

func ignoringEINTR(op func() (int, error)) (int, error) {
	for {
		n, err := op()
		if err != unix.EINTR {
			return n, err
		}
	}
}

func (s *socket) localAddress() (addr netip.AddrPort, err error) {
	return s.address(unix.Getsockname)
}

func (s *socket) remoteAddress() (addr netip.AddrPort, err error) {
	return s.address(unix.Getpeername)
}

func (s *socket) address(get func(int) (unix.Sockaddr, error)) (addr netip.AddrPort, err error) {
	err = s.fd.control(func(fd int) error {
		sa, err := get(fd)
		addr = addrPort(sa)
		return err
	})
	return addr, socketError(err)
}

// shut ends one direction at the peer.
func (s *socket) shut(how int) error {
	return s.fd.control(func(fd int) error {
		err := unix.Shutdown(fd, how)
		if err == unix.ENOTCONN {
			return nil // the peer was faster
		}
		return err
	})
}

// optionName returns the level and the name of an option.
func (s *socket) optionName(o socketOption) (level, name int) {
	switch o {
	case optKeepAlive:
		return unix.SOL_SOCKET, unix.SO_KEEPALIVE
	case optKeepAliveIdle:
		return unix.IPPROTO_TCP, tcpKeepIdle
	case optKeepAliveInterval:
		return unix.IPPROTO_TCP, unix.TCP_KEEPINTVL
	case optKeepAliveCount:
		return unix.IPPROTO_TCP, unix.TCP_KEEPCNT
	case optReceiveBuffer:
		return unix.SOL_SOCKET, unix.SO_RCVBUF
	case optSendBuffer:
		return unix.SOL_SOCKET, unix.SO_SNDBUF
	}
	if s.family == IPv6 {
		return unix.IPPROTO_IPV6, unix.IPV6_UNICAST_HOPS
	}
	return unix.IPPROTO_IP, unix.IP_TTL
}

func (s *socket) option(o socketOption) (value int, err error) {
	level, name := s.optionName(o)
	err = s.fd.control(func(fd int) error {
		value, err = unix.GetsockoptInt(fd, level, name)
		return err
	})
	if o == optReceiveBuffer || o == optSendBuffer {
		value /= bufferSizeFactor
	}
	return value, socketError(err)
}

func (s *socket) setOption(o socketOption, value int) error {
	level, name := s.optionName(o)
	return socketError(s.fd.control(func(fd int) error {
		return unix.SetsockoptInt(fd, level, name, value)
	}))
}

func sockaddr(addr netip.AddrPort) unix.Sockaddr {
	if addr.Addr().Is4() {
		return &unix.SockaddrInet4{Port: int(addr.Port()), Addr: addr.Addr().As4()}
	}
	// The zone of an address is a number here; the standard has no names.
	zone, _ := strconv.ParseUint(addr.Addr().Zone(), 10, 32)
	return &unix.SockaddrInet6{Port: int(addr.Port()), Addr: addr.Addr().As16(), ZoneId: uint32(zone)}
}

func addrPort(sa unix.Sockaddr) netip.AddrPort {
	switch sa := sa.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port))
	case *unix.SockaddrInet6:
		addr := netip.AddrFrom16(sa.Addr)
		if sa.ZoneId != 0 {
			addr = addr.WithZone(strconv.FormatUint(uint64(sa.ZoneId), 10))
		}
		return netip.AddrPortFrom(addr, uint16(sa.Port))
	}
	return netip.AddrPort{}
}
