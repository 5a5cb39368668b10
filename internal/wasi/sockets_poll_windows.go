package wasi

import (
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// The poller of the Go runtime has no sockets but its own on Windows. In its
// place one goroutine calls select for all that somebody waits for, so that
// waiting costs no thread each. select rather than WSAPoll, which does not see
// connections fail before Windows 10 version 2004.

// poller is the one of this process.
var poller = &selectPoller{waits: map[*socketWait]struct{}{}}

// A selectPoller waits for sockets. Its goroutine lives as long as there is
// something to wait for.
type selectPoller struct {
	mu      sync.Mutex
	waits   map[*socketWait]struct{}
	wake    windows.Handle // a datagram socket that talks to itself; 0 before its first use
	running bool
}

// A socketWait is for one goroutine that waits until a socket could send, or
// else receive.
type socketWait struct {
	fd   windows.Handle
	send bool
	done chan struct{} // closed when it can, or the socket is closed
}

// add begins to wait for fd, which is open.
func (p *selectPoller) add(fd windows.Handle, send bool) *socketWait {
	w := &socketWait{fd, send, make(chan struct{})}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waits[w] = struct{}{}
	if p.running {
		p.interrupt()
		return w
	}
	p.running = true
	go p.run()
	return w
}

// close ends all waiting for fd and closes it.
func (p *selectPoller) close(fd windows.Handle) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for w := range p.waits {
		if w.fd == fd {
			p.end(w)
		}
	}
	err := windows.Closesocket(fd)
	if p.running {
		p.interrupt()
	}
	return err
}

func (p *selectPoller) end(w *socketWait) {
	delete(p.waits, w)
	close(w.done)
}

// interrupt makes select return, to be called again with other sockets.
func (p *selectPoller) interrupt() {
	if p.wake != 0 {
		_, _ = sysWrite(p.wake, []byte{0}) // it fails if many are on their way, which do
	}
}

// pollInterval is how long select waits where it cannot be interrupted.
const pollInterval = 10 * time.Millisecond

func (p *selectPoller) run() {
	for {
		read, write, timeout := p.sockets()
		if read == nil {
			return
		}
		failed := write.clone() // connections that could not be made
		err := selectSockets(read, write, failed, timeout)
		p.selected(read.has, func(fd windows.Handle) bool { return write.has(fd) || failed.has(fd) }, err)
	}
}

// sockets returns what to wait for; none if the goroutine shall end.
func (p *selectPoller) sockets() (read, write socketSet, timeout *windows.Timeval) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.waits) == 0 {
		p.running = false
		return nil, nil, nil
	}
	read, write = socketSet{0}, socketSet{0}
	if p.wake == 0 {
		p.wake, _ = loopSocket() // without it there is the interval
	}
	if p.wake == 0 {
		timeout = &windows.Timeval{Usec: int32(pollInterval.Microseconds())}
	} else {
		read.add(p.wake)
	}
	for w := range p.waits {
		if w.send {
			write.add(w.fd)
		} else {
			read.add(w.fd)
		}
	}
	return read, write, timeout
}

// selected ends the waits for sockets that are ready. An error is that of one
// socket at least, which was closed perhaps: each is asked for itself.
func (p *selectPoller) selected(readable, writable func(windows.Handle) bool, err error) {
	if err != nil {
		readable = func(fd windows.Handle) bool { return sysReady(fd, false) }
		writable = func(fd windows.Handle) bool { return sysReady(fd, true) }
		time.Sleep(time.Millisecond) // in case that it is not: do not spin
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for w := range p.waits {
		if w.send && writable(w.fd) || !w.send && readable(w.fd) {
			p.end(w)
		}
	}
	var buf [16]byte
	for p.wake != 0 {
		if _, err := sysRead(p.wake, buf[:]); err != nil {
			return // nothing is left
		}
	}
}

// loopSocket returns a datagram socket that receives what it sends, and nothing
// else.
func loopSocket() (windows.Handle, error) {
	fd, err := sysSocket(sysInet4, false)
	if err != nil {
		return 0, err
	}
	var self windows.Sockaddr
	err = windows.Bind(fd, &windows.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}})
	if err == nil {
		self, err = windows.Getsockname(fd)
	}
	if err == nil {
		err = windows.Connect(fd, self)
	}
	if err != nil {
		_ = windows.Closesocket(fd)
		return 0, err
	}
	return fd, nil
}

// A socketSet is an fd_set: their number, and the sockets. Its first word is
// padded to the size of the others.
type socketSet []uintptr

func (s *socketSet) add(fd windows.Handle) {
	*s = append(*s, uintptr(fd))
	(*s)[0]++
}

func (s socketSet) clone() socketSet { return append(socketSet(nil), s...) }

func (s socketSet) has(fd windows.Handle) bool {
	for _, x := range s[1 : 1+uint32(s[0])] {
		if x == uintptr(fd) {
			return true
		}
	}
	return false
}

// selectSockets leaves those in the sets that are ready; timeout nil is for ever.
func selectSockets(read, write, except socketSet, timeout *windows.Timeval) error {
	r, _, err := procSelect.Call(0,
		uintptr(unsafe.Pointer(unsafe.SliceData(read))),
		uintptr(unsafe.Pointer(unsafe.SliceData(write))),
		uintptr(unsafe.Pointer(unsafe.SliceData(except))),
		uintptr(unsafe.Pointer(timeout)))
	if int32(r) < 0 {
		return err
	}
	return nil
}

// sysReady asks whether fd could send, or else receive; one that is broken can,
// to say so.
func sysReady(fd windows.Handle, send bool) bool {
	set, none := socketSet{1, uintptr(fd)}, socketSet{0}
	var err error
	if send {
		failed := set.clone()
		err = selectSockets(none, set, failed, &windows.Timeval{})
		return err != nil || set.has(fd) || failed.has(fd)
	}
	err = selectSockets(set, none, none.clone(), &windows.Timeval{})
	return err != nil || set.has(fd)
}

// A socketPoll has a socket in the poller.
type socketPoll struct{}

func newSocketPoll(windows.Handle) (socketPoll, error) { return socketPoll{}, nil }

func (socketPoll) close(fd windows.Handle) error { return poller.close(fd) }

// waitReadable and waitWritable end when the socket is closed, too.
func (f *socketFD) waitReadable() { f.wait(false) }
func (f *socketFD) waitWritable() { f.wait(true) }

func (f *socketFD) wait(send bool) {
	var w *socketWait
	err := f.control(func(fd windows.Handle) error {
		w = poller.add(fd, send)
		return nil
	})
	if err == nil {
		<-w.done
	}
}

// writeAll calls more each time that the socket takes bytes until it says that
// it is done, or the socket is closed.
func (s *socket) writeAll(more func(write func([]byte) (int, error)) (done bool)) {
	for !more(s.write) {
		s.fd.waitWritable()
	}
}
