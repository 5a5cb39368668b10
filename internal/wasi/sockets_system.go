package wasi

import (
	"net/netip"
	"os"
	"strconv"
	"sync"
	"syscall"
)

// The calls and the numbers that begin with sys are the system's; see
// sockets_unix.go and sockets_windows.go.

// A socketFD is a socket of the system that never blocks.
type socketFD struct {
	poll socketPoll // lets goroutines wait, and closes the descriptor

	mu     sync.RWMutex // held for reading while fd is used, which is never for long
	fd     sysFD
	closed bool
}

func newSocket(n *Network, family IPFamily, stream bool) (*socket, error) {
	domain := sysInet4
	if family == IPv6 {
		domain = sysInet6
	}
	fd, err := sysSocket(domain, stream)
	if err != nil {
		return nil, err
	}
	if family == IPv6 {
		if err := sysSetOption(fd, sysLevelIPv6, sysIPv6Only, 1); err != nil {
			_ = sysClose(fd)
			return nil, err
		}
	}
	return adoptFD(n, family, fd)
}

func adoptFD(n *Network, family IPFamily, fd sysFD) (*socket, error) {
	poll, err := newSocketPoll(fd)
	if err != nil {
		return nil, err
	}
	return adopt(n, family, &socketFD{poll: poll, fd: fd}), nil
}

func (f *socketFD) close() {
	f.mu.Lock()
	closed := f.closed
	f.closed = true
	f.mu.Unlock()
	if !closed {
		_ = f.poll.close(f.fd) // nothing can be done about it
	}
}

// control runs op on the descriptor; the error is that of op, or that the
// socket is closed.
func (f *socketFD) control(op func(fd sysFD) error) error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.closed {
		return os.ErrClosed
	}
	err := op(f.fd)
	if err == sysWouldBlock {
		return errWouldBlock
	}
	return err
}

// isReady asks the system; a closed socket is ready, to say so.
func (f *socketFD) isReady(send bool) bool {
	ready := false
	err := f.control(func(fd sysFD) error {
		ready = sysReady(fd, send)
		return nil
	})
	return ready || err != nil
}

func (f *socketFD) isReadable() bool { return f.isReady(false) }
func (f *socketFD) isWritable() bool { return f.isReady(true) }

func (s *socket) bind(addr netip.AddrPort) error {
	return s.fd.control(func(fd sysFD) error { return sysBind(fd, sockaddr(addr)) })
}

// connect begins to connect; connected tells how it ended.
func (s *socket) connect(addr netip.AddrPort) error {
	err := s.fd.control(func(fd sysFD) error { return sysConnect(fd, sockaddr(addr)) })
	if err == sysInProgress || err == syscall.EINTR || err == errWouldBlock {
		return nil
	}
	return err
}

func (s *socket) connected() (done bool, err error) {
	err = s.fd.control(func(fd sysFD) error {
		if !sysReady(fd, true) {
			return nil
		}
		errno, err := sysGetOption(fd, sysLevelSocket, sysSocketError)
		if err == nil && errno != 0 {
			err = syscall.Errno(errno)
		}
		if err == nil {
			_, err = sysRemote(fd)
			done = err == nil
		}
		if err == sysNotConnected {
			return nil // the kernel is not there yet
		}
		return err
	})
	return done, err
}

func (s *socket) listen(backlog int) error {
	return s.fd.control(func(fd sysFD) error { return sysListen(fd, backlog) })
}

// accept returns the next connection. One that broke while it waited is not
// worth a word.
func (s *socket) accept() (*socket, error) {
	for {
		var fd sysFD
		err := s.fd.control(func(listener sysFD) (err error) {
			fd, err = sysAccept(listener)
			return err
		})
		switch err {
		case nil:
			return adoptFD(s.net, s.family, fd)
		case sysAborted, syscall.EINTR:
		default:
			return nil, err
		}
	}
}

func (s *socket) read(p []byte) (n int, err error) {
	err = s.fd.control(func(fd sysFD) (err error) {
		n, err = ignoringEINTR(func() (int, error) { return sysRead(fd, p) })
		return err
	})
	return n, err
}

func (s *socket) write(p []byte) (n int, err error) {
	err = s.fd.control(func(fd sysFD) (err error) {
		n, err = ignoringEINTR(func() (int, error) { return sysWrite(fd, p) })
		return err
	})
	return max(n, 0), err
}

func (s *socket) receive(p []byte) (n int, from netip.AddrPort, err error) {
	err = s.fd.control(func(fd sysFD) error {
		var sa sysAddr
		n, err = ignoringEINTR(func() (n int, err error) {
			n, sa, err = sysReceive(fd, p, 0)
			return n, err
		})
		from = addrPort(sa)
		return err
	})
	return max(n, 0), from, err
}

// send sends one datagram, to the only peer if to is the zero value.
func (s *socket) send(p []byte, to netip.AddrPort) error {
	return s.fd.control(func(fd sysFD) error {
		_, err := ignoringEINTR(func() (int, error) {
			if to.IsValid() {
				return 0, sysSend(fd, p, 0, sockaddr(to))
			}
			return sysWrite(fd, p)
		})
		return err
	})
}

func ignoringEINTR(op func() (int, error)) (int, error) {
	for {
		n, err := op()
		if err != syscall.EINTR {
			return n, err
		}
	}
}

func (s *socket) localAddress() (addr netip.AddrPort, err error) {
	return s.address(sysLocal)
}

func (s *socket) remoteAddress() (addr netip.AddrPort, err error) {
	return s.address(sysRemote)
}

func (s *socket) address(get func(sysFD) (sysAddr, error)) (addr netip.AddrPort, err error) {
	err = s.fd.control(func(fd sysFD) error {
		sa, err := get(fd)
		addr = addrPort(sa)
		return err
	})
	return addr, socketError(err)
}

// shut ends one direction at the peer.
func (s *socket) shut(how int) error {
	return s.fd.control(func(fd sysFD) error {
		err := sysShutdown(fd, how)
		if err == sysNotConnected {
			return nil // the peer was faster
		}
		return err
	})
}

// optionName returns the level and the name of an option.
func (s *socket) optionName(o socketOption) (level, name int) {
	switch o {
	case optKeepAlive:
		return sysLevelSocket, sysKeepAlive
	case optKeepAliveIdle:
		return sysLevelTCP, sysKeepIdle
	case optKeepAliveInterval:
		return sysLevelTCP, sysKeepInterval
	case optKeepAliveCount:
		return sysLevelTCP, sysKeepCount
	case optReceiveBuffer:
		return sysLevelSocket, sysReceiveBuffer
	case optSendBuffer:
		return sysLevelSocket, sysSendBuffer
	}
	if s.family == IPv6 {
		return sysLevelIPv6, sysHopLimit6
	}
	return sysLevelIPv4, sysHopLimit4
}

func (s *socket) option(o socketOption) (value int, err error) {
	level, name := s.optionName(o)
	err = s.fd.control(func(fd sysFD) error {
		value, err = sysGetOption(fd, level, name)
		return err
	})
	if o == optReceiveBuffer || o == optSendBuffer {
		value /= sysBufferFactor
	}
	return value, socketError(err)
}

func (s *socket) setOption(o socketOption, value int) error {
	level, name := s.optionName(o)
	return socketError(s.fd.control(func(fd sysFD) error {
		return sysSetOption(fd, level, name, value)
	}))
}

func sockaddr(addr netip.AddrPort) sysAddr {
	if addr.Addr().Is4() {
		return &sysAddr4{Port: int(addr.Port()), Addr: addr.Addr().As4()}
	}
	// The zone of an address is a number here; the standard has no names.
	zone, _ := strconv.ParseUint(addr.Addr().Zone(), 10, 32)
	return &sysAddr6{Port: int(addr.Port()), Addr: addr.Addr().As16(), ZoneId: uint32(zone)}
}

func addrPort(sa sysAddr) netip.AddrPort {
	switch sa := sa.(type) {
	case *sysAddr4:
		return netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port))
	case *sysAddr6:
		addr := netip.AddrFrom16(sa.Addr)
		if sa.ZoneId != 0 {
			addr = addr.WithZone(strconv.FormatUint(uint64(sa.ZoneId), 10))
		}
		return netip.AddrPortFrom(addr, uint16(sa.Port))
	}
	return netip.AddrPort{}
}
