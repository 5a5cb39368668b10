package wasi

import "golang.org/x/sys/unix"

const (
	tcpKeepIdle = unix.TCP_KEEPALIVE
	// bufferSizeFactor is how much larger the buffers of sockets are said to
	// be than what was asked for.
	bufferSizeFactor = 1
)

// disconnect would let a datagram socket talk to all again, which needs a
// system call that Go programs cannot make here.
func (s *socket) disconnect() error { return SocketNotSupported }
