package wasi

import (
	"sync"
	"unsafe"

	"golang.org/x/sys/windows"
)

type (
	sysFD    = windows.Handle
	sysAddr  = windows.Sockaddr
	sysAddr4 = windows.SockaddrInet4
	sysAddr6 = windows.SockaddrInet6
)

const (
	sysWouldBlock   = windows.WSAEWOULDBLOCK
	sysInProgress   = windows.WSAEINPROGRESS
	sysNotConnected = windows.WSAENOTCONN
	sysAborted      = windows.WSAECONNRESET // a connection, before it was accepted

	sysInet4 = windows.AF_INET
	sysInet6 = windows.AF_INET6

	sysLevelSocket   = windows.SOL_SOCKET
	sysSocketError   = 0x1007 // SO_ERROR
	sysInlineUrgent  = 0x0100 // SO_OOBINLINE
	sysKeepAlive     = windows.SO_KEEPALIVE
	sysReceiveBuffer = windows.SO_RCVBUF
	sysSendBuffer    = windows.SO_SNDBUF
	sysLevelTCP      = windows.IPPROTO_TCP
	sysKeepIdle      = windows.TCP_KEEPIDLE
	sysKeepInterval  = windows.TCP_KEEPINTVL
	sysKeepCount     = windows.TCP_KEEPCNT
	sysLevelIPv4     = windows.IPPROTO_IP
	sysHopLimit4     = windows.IP_TTL
	sysLevelIPv6     = windows.IPPROTO_IPV6
	sysHopLimit6     = windows.IPV6_UNICAST_HOPS
	sysIPv6Only      = windows.IPV6_V6ONLY

	// sysBufferFactor is how much larger the buffers of sockets are said to
	// be than what was asked for.
	sysBufferFactor = 1

	nonBlocking = 0x8004667e // FIONBIO
)

var (
	sysClose     = windows.Closesocket
	sysBind      = windows.Bind
	sysConnect   = windows.Connect
	sysListen    = windows.Listen
	sysReceive   = windows.Recvfrom
	sysSend      = windows.Sendto
	sysLocal     = windows.Getsockname
	sysRemote    = windows.Getpeername
	sysGetOption = windows.GetsockoptInt
	sysSetOption = windows.SetsockoptInt
)

// What package windows lacks of Winsock.
var (
	winsockDLL      = windows.NewLazySystemDLL("ws2_32.dll")
	procAccept      = winsockDLL.NewProc("accept")
	procIoctlsocket = winsockDLL.NewProc("ioctlsocket")
	procSelect      = winsockDLL.NewProc("select")
)

// socketFailed is SOCKET_ERROR and INVALID_SOCKET.
const socketFailed = ^uintptr(0)

var startWinsock = sync.OnceValue(func() error {
	var data windows.WSAData
	return windows.WSAStartup(0x0202, &data)
})

func sysSocket(domain int, stream bool) (windows.Handle, error) {
	if err := startWinsock(); err != nil {
		return windows.InvalidHandle, err
	}
	typ := int32(windows.SOCK_DGRAM)
	if stream {
		typ = windows.SOCK_STREAM
	}
	fd, err := windows.WSASocket(int32(domain), typ, 0, nil, 0, windows.WSA_FLAG_OVERLAPPED|windows.WSA_FLAG_NO_HANDLE_INHERIT)
	if err != nil {
		return windows.InvalidHandle, err
	}
	return prepared(fd, stream)
}

func sysAccept(listener windows.Handle) (windows.Handle, error) {
	r, _, err := procAccept.Call(uintptr(listener), 0, 0)
	if r == socketFailed {
		return windows.InvalidHandle, err
	}
	fd := windows.Handle(r)
	if err := windows.SetHandleInformation(fd, windows.HANDLE_FLAG_INHERIT, 0); err != nil {
		_ = windows.Closesocket(fd)
		return windows.InvalidHandle, err
	}
	return prepared(fd, true)
}

// prepared makes a new socket like those of other systems: it never blocks, and
// urgent data and messages that did not arrive are not exceptional.
func prepared(fd windows.Handle, stream bool) (windows.Handle, error) {
	err := setNonBlocking(fd)
	switch {
	case err != nil:
	case stream:
		err = windows.SetsockoptInt(fd, windows.SOL_SOCKET, sysInlineUrgent, 1)
	default:
		var off, n uint32
		err = windows.WSAIoctl(fd, windows.SIO_UDP_CONNRESET, (*byte)(unsafe.Pointer(&off)), uint32(unsafe.Sizeof(off)), nil, 0, &n, nil, 0)
	}
	if err != nil {
		_ = windows.Closesocket(fd)
		return windows.InvalidHandle, err
	}
	return fd, nil
}

func setNonBlocking(fd windows.Handle) error {
	on := uint32(1)
	r, _, err := procIoctlsocket.Call(uintptr(fd), nonBlocking, uintptr(unsafe.Pointer(&on)))
	if int32(r) != 0 {
		return err
	}
	return nil
}

func sysRead(fd windows.Handle, p []byte) (int, error) {
	buf := windows.WSABuf{Len: uint32(len(p)), Buf: unsafe.SliceData(p)}
	var n, flags uint32
	err := windows.WSARecv(fd, &buf, 1, &n, &flags, nil, nil)
	return int(n), err
}

func sysWrite(fd windows.Handle, p []byte) (int, error) {
	buf := windows.WSABuf{Len: uint32(len(p)), Buf: unsafe.SliceData(p)}
	var n uint32
	err := windows.WSASend(fd, &buf, 1, &n, 0, nil, nil)
	return int(n), err
}

// sysShutdown leaves the receiving side open: it would not end in silence here
// but reset the connection when more arrives.
func sysShutdown(fd windows.Handle, how int) error {
	if how == shutReceive {
		return nil
	}
	return windows.Shutdown(fd, how)
}

// disconnect lets a datagram socket talk to all again.
func (s *socket) disconnect() error {
	return s.fd.control(func(fd windows.Handle) error {
		if s.family == IPv6 {
			return windows.Connect(fd, &windows.SockaddrInet6{})
		}
		return windows.Connect(fd, &windows.SockaddrInet4{})
	})
}
