//go:build linux || darwin

package wasi

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

type (
	sysFD    = int
	sysAddr  = unix.Sockaddr
	sysAddr4 = unix.SockaddrInet4
	sysAddr6 = unix.SockaddrInet6
)

const (
	sysWouldBlock   = unix.EAGAIN
	sysInProgress   = unix.EINPROGRESS
	sysNotConnected = unix.ENOTCONN
	sysAborted      = unix.ECONNABORTED // a connection, before it was accepted

	sysInet4 = unix.AF_INET
	sysInet6 = unix.AF_INET6

	sysLevelSocket   = unix.SOL_SOCKET
	sysSocketError   = unix.SO_ERROR
	sysKeepAlive     = unix.SO_KEEPALIVE
	sysReceiveBuffer = unix.SO_RCVBUF
	sysSendBuffer    = unix.SO_SNDBUF
	sysLevelTCP      = unix.IPPROTO_TCP
	sysKeepInterval  = unix.TCP_KEEPINTVL
	sysKeepCount     = unix.TCP_KEEPCNT
	sysLevelIPv4     = unix.IPPROTO_IP
	sysHopLimit4     = unix.IP_TTL
	sysLevelIPv6     = unix.IPPROTO_IPV6
	sysHopLimit6     = unix.IPV6_UNICAST_HOPS
	sysIPv6Only      = unix.IPV6_V6ONLY
)

var (
	sysClose     = unix.Close
	sysBind      = unix.Bind
	sysConnect   = unix.Connect
	sysListen    = unix.Listen
	sysRead      = unix.Read
	sysWrite     = unix.Write
	sysReceive   = unix.Recvfrom
	sysSend      = unix.Sendto
	sysLocal     = unix.Getsockname
	sysRemote    = unix.Getpeername
	sysShutdown  = unix.Shutdown
	sysGetOption = unix.GetsockoptInt
	sysSetOption = unix.SetsockoptInt
)

func sysSocket(domain int, stream bool) (int, error) {
	typ := unix.SOCK_DGRAM
	if stream {
		typ = unix.SOCK_STREAM
	}
	fd, err := openFD(func() (int, error) { return unix.Socket(domain, typ, 0) })
	if err != nil || !stream {
		return fd, err
	}
	// Binding is not affected by connections that have just ended.
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1); err != nil {
		_ = unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

func sysAccept(listener int) (int, error) {
	return openFD(func() (int, error) {
		fd, _, err := unix.Accept(listener)
		return fd, err
	})
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

// sysReady asks whether fd could send, or else receive.
func sysReady(fd int, send bool) bool {
	events := int16(unix.POLLIN)
	if send {
		events = unix.POLLOUT
	}
	fds := []unix.PollFd{{Fd: int32(fd), Events: events}}
	n, err := unix.Poll(fds, 0)
	return n > 0 || err != nil && err != unix.EINTR
}

// A socketPoll has a socket in the poller of the runtime.
type socketPoll struct {
	file *os.File // owns the descriptor
	conn syscall.RawConn
}

// newSocketPoll owns fd, also if it fails.
func newSocketPoll(fd int) (socketPoll, error) {
	file := os.NewFile(uintptr(fd), "socket")
	conn, err := file.SyscallConn()
	if err != nil {
		_ = file.Close()
	}
	return socketPoll{file, conn}, err
}

func (p *socketPoll) close(int) error { return p.file.Close() }

// waitReadable and waitWritable end when the socket is closed, too.
func (f *socketFD) waitReadable() {
	_ = f.poll.conn.Read(func(fd uintptr) bool { return sysReady(int(fd), false) })
}

func (f *socketFD) waitWritable() {
	_ = f.poll.conn.Write(func(fd uintptr) bool { return sysReady(int(fd), true) })
}

// writeAll calls more each time that the socket takes bytes until it says that
// it is done, or the socket is closed.
func (s *socket) writeAll(more func(write func([]byte) (int, error)) (done bool)) {
	_ = s.fd.poll.conn.Write(func(uintptr) bool { return more(s.write) })
}
