package wasi

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	sysKeepIdle = unix.TCP_KEEPIDLE
	// sysBufferFactor is how much larger the buffers of sockets are said to
	// be than what was asked for.
	sysBufferFactor = 2
)

// disconnect lets a datagram socket talk to all again.
func (s *socket) disconnect() error {
	return s.fd.control(func(fd sysFD) error {
		sa := unix.RawSockaddr{Family: unix.AF_UNSPEC}
		_, _, errno := unix.RawSyscall(unix.SYS_CONNECT, uintptr(fd), uintptr(unsafe.Pointer(&sa)), unsafe.Sizeof(sa))
		if errno != 0 {
			return errno
		}
		return nil
	})
}
