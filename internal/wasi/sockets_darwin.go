package wasi

import "golang.org/x/sys/unix"

const (
	sysKeepIdle = unix.TCP_KEEPALIVE
	// sysBufferFactor is how much larger the buffers of sockets are said to
	// be than what was asked for.
	sysBufferFactor = 1
)

// disconnect would let a datagram socket talk to all again, which needs a
// system call that Go programs cannot make here.
func (s *socket) disconnect() error { return SocketNotSupported }
