package wasi

import (
	"cmp"
	"errors"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
)

// errWouldBlock is how a socket says that there is nothing to do now.
var errWouldBlock error = SocketWouldBlock

// maxSocketBuffer is the largest buffer that a guest may ask the system for.
const maxSocketBuffer = 4 << 20

// A socketOption is one that sockets of wasi:sockets have.
type socketOption uint8

const (
	optKeepAlive socketOption = iota
	optKeepAliveIdle
	optKeepAliveInterval
	optKeepAliveCount
	optHopLimit
	optReceiveBuffer
	optSendBuffer
)

// A socket is one of the system's, which its handle and its streams share. It
// never blocks: what cannot be done now is errWouldBlock, and goroutines wait
// only while somebody is subscribed, in the poller of the Go runtime.
type socket struct {
	net         *Network
	family      IPFamily
	fd          *socketFD
	refs        atomic.Int32
	readable    readiness
	writable    readiness
	receiveShut atomic.Bool
	sendShut    atomic.Bool

	sending  sync.Mutex
	draining bool // bytes that were taken are still on their way; guarded by sending
}

// adopt wraps an open descriptor, for one user.
func adopt(n *Network, family IPFamily, fd *socketFD) *socket {
	s := &socket{net: n, family: family, fd: fd}
	s.refs.Store(1)
	s.readable.ready = func() bool { return s.receiveShut.Load() || fd.isReadable() }
	s.readable.wait = fd.waitReadable
	s.writable.ready, s.writable.wait = fd.isWritable, fd.waitWritable
	return s
}

func (s *socket) retain() { s.refs.Add(1) }

// release closes the socket after its last user.
func (s *socket) release() {
	if s.refs.Add(-1) == 0 {
		s.net.remove(s)
		s.close()
	}
}

// close closes the socket whoever uses it.
func (s *socket) close() {
	s.fd.close()
	s.readable.subs.Wake()
	s.writable.subs.Wake()
}

// The directions of shut.
const (
	shutReceive = iota // SHUT_RD
	shutSend           // SHUT_WR
)

// shutdown ends one direction, or both. The peer sees the end after all bytes
// that were taken.
func (s *socket) shutdown(receive, send bool) error {
	var err error
	if receive {
		s.receiveShut.Store(true)
		s.readable.subs.Wake()
		err = s.shut(shutReceive)
	}
	if !send {
		return err
	}
	s.sending.Lock()
	defer s.sending.Unlock()
	s.sendShut.Store(true)
	if s.draining {
		return err
	}
	return cmp.Or(s.shut(shutSend), err)
}

// drainStarts and drainEnds surround the time in which bytes are on their way.
func (s *socket) drainStarts() {
	s.sending.Lock()
	s.draining = true
	s.sending.Unlock()
}

func (s *socket) drainEnds() {
	s.sending.Lock()
	defer s.sending.Unlock()
	s.draining = false
	if s.sendShut.Load() {
		_ = s.shut(shutSend) // the peer may have gone
	}
}

// readiness is one direction of a socket as a [Pollable].
type readiness struct {
	ready func() bool // now
	wait  func()      // until ready or the socket is closed

	subs    Notifier
	waiters atomic.Int32
	mu      sync.Mutex
	waiting bool // a goroutine does
}

// Ready implements [Pollable]. Somebody who was woken for nothing looks here
// before it goes on waiting, which makes sure that it is woken again.
func (r *readiness) Ready() bool {
	ready := r.ready()
	if !ready && r.waiters.Load() > 0 {
		r.arm()
	}
	return ready
}

// Subscribe implements [Pollable].
func (r *readiness) Subscribe(wake func()) (cancel func()) { return r.subscribe(r, wake) }

// subscribe is Subscribe for p, which is ready only if r is.
func (r *readiness) subscribe(p Pollable, wake func()) (cancel func()) {
	r.waiters.Add(1)
	unsubscribe := r.subs.SubscribeTo(p, wake) // which asks Ready, now that there is a waiter
	return sync.OnceFunc(func() {
		unsubscribe()
		r.waiters.Add(-1)
	})
}

// arm makes a goroutine wake the subscribers when the time has come. It stays
// for the next ones if they leave: there is one at most, and it ends with the
// socket.
func (r *readiness) arm() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.waiting {
		return
	}
	r.waiting = true
	go func() {
		r.wait()
		r.mu.Lock()
		r.waiting = false
		r.mu.Unlock()
		r.subs.Wake()
	}()
}

// socketError returns err as a [SocketError]; nil stays nil.
func socketError(err error) error {
	var known SocketError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known), err == ErrChildAlive, err == ErrPermit:
		return err
	case errors.Is(err, os.ErrClosed), errors.Is(err, net.ErrClosed):
		return SocketInvalidState
	}
	for _, e := range socketErrnos {
		if errnoIs(err, e.errno) {
			return e.code
		}
	}
	return SocketUnknown
}

var socketErrnos = []struct {
	errno syscall.Errno
	code  SocketError
}{
	{syscall.EACCES, SocketAccessDenied},
	{syscall.EPERM, SocketAccessDenied},
	{syscall.EOPNOTSUPP, SocketNotSupported},
	{syscall.ENOPROTOOPT, SocketNotSupported},
	{syscall.EPFNOSUPPORT, SocketNotSupported},
	{syscall.EPROTONOSUPPORT, SocketNotSupported},
	{syscall.ESOCKTNOSUPPORT, SocketNotSupported},
	{syscall.EINVAL, SocketInvalidArgument},
	{syscall.EDESTADDRREQ, SocketInvalidArgument},
	{syscall.EAFNOSUPPORT, SocketInvalidArgument},
	{syscall.ENOMEM, SocketOutOfMemory},
	{syscall.ENOBUFS, SocketOutOfMemory},
	{syscall.ETIMEDOUT, SocketTimeout},
	{syscall.EMFILE, SocketNewSocketLimit},
	{syscall.ENFILE, SocketNewSocketLimit},
	{syscall.EADDRNOTAVAIL, SocketAddressNotBindable},
	{syscall.EADDRINUSE, SocketAddressInUse},
	{syscall.EHOSTUNREACH, SocketRemoteUnreachable},
	{syscall.EHOSTDOWN, SocketRemoteUnreachable},
	{syscall.ENETDOWN, SocketRemoteUnreachable},
	{syscall.ENETUNREACH, SocketRemoteUnreachable},
	{syscall.ECONNREFUSED, SocketConnectionRefused},
	{syscall.ECONNRESET, SocketConnectionReset},
	{syscall.EPIPE, SocketConnectionBroken},
	{syscall.ECONNABORTED, SocketConnectionAborted},
	{syscall.EMSGSIZE, SocketDatagramTooLarge},
	{syscall.ENOTCONN, SocketInvalidState},
	{syscall.EISCONN, SocketInvalidState},
}
