package load

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Run opens the connections, loads the server for l.For and returns what became
// of every request of the schedule. It takes l.For and l.Timeout at most: what
// has not been sent by then has failed.
//
// One thread does everything: it waits in the kernel for the next moment of the
// schedule and for answers alike, so that what it measures is not how its own
// goroutines wait for each other.
func (l Fixed) Run(ctx context.Context) (*Result, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	p, err := l.newPoller(ctx)
	if err != nil {
		return nil, err
	}
	defer p.close()
	start := time.Now()
	if err := p.run(ctx, start); err != nil {
		return nil, err
	}
	r := merge(time.Since(start), []record{p.record})
	slices.Sort(p.late)
	r.Late = Quantile(p.late, 0.99)
	return r, nil
}

// A poller sends the requests of a schedule.
type poller struct {
	load    Fixed
	request []byte
	addr    unix.Sockaddr
	family  int
	epoll   int
	conns   []*conn
	free    []*conn // those that wait for nothing, the one that has waited longest first
	record  record
	late    []time.Duration
}

// A conn is a connection with at most one request under way.
type conn struct {
	fd       int // -1 if it is not open
	at       time.Time
	deadline time.Time
	busy     bool
	answer   []byte
}

// longAnswer is how much of an answer there is room for from the start.
const longAnswer = 4 << 10

func (l Fixed) newPoller(ctx context.Context) (_ *poller, err error) {
	c, err := newClient(ctx, l.URL, nil)
	if err != nil {
		return nil, err
	}
	addr, err := net.ResolveTCPAddr("tcp", c.addr)
	if err != nil {
		return nil, err
	}
	p := &poller{load: l, request: c.request, family: unix.AF_INET6}
	if ip := addr.IP.To4(); ip != nil {
		p.family, p.addr = unix.AF_INET, &unix.SockaddrInet4{Port: addr.Port, Addr: [4]byte(ip)}
	} else {
		p.addr = &unix.SockaddrInet6{Port: addr.Port, Addr: [16]byte(addr.IP.To16())}
	}
	n := l.count()
	p.record.times, p.late = make([]time.Duration, 0, n), make([]time.Duration, 0, n)
	if p.epoll, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	for range l.Connections {
		c := &conn{fd: -1, answer: make([]byte, 0, longAnswer)}
		p.conns = append(p.conns, c)
		if err := p.dial(c); err != nil {
			p.close()
			return nil, err
		}
	}
	p.free = slices.Clone(p.conns)
	return p, nil
}

// dial opens a connection.
func (p *poller) dial(c *conn) error {
	fd, err := unix.Socket(p.family, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return os.NewSyscallError("socket", err)
	}
	err = errors.Join(
		os.NewSyscallError("setsockopt", unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)),
		os.NewSyscallError("connect", p.connect(fd)),
		os.NewSyscallError("epoll_ctl", unix.EpollCtl(p.epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(slices.Index(p.conns, c))})),
	)
	if err != nil {
		_ = unix.Close(fd)
		return err
	}
	c.fd = fd
	return nil
}

// connect waits until a socket is connected. It does not let connect wait: the
// runtime interrupts threads by signals, and a connect that was interrupted can
// only be waited for.
func (p *poller) connect(fd int) error {
	switch err := unix.Connect(fd, p.addr); err {
	case unix.EINPROGRESS, unix.EINTR:
	default:
		return err
	}
	deadline := time.Now().Add(max(p.load.Timeout, time.Millisecond))
	for {
		wait := time.Until(deadline)
		if wait <= 0 {
			return unix.ETIMEDOUT
		}
		t := unix.NsecToTimespec(wait.Nanoseconds())
		switch n, err := unix.Ppoll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}, &t, nil); {
		case err == unix.EINTR:
			continue
		case err != nil:
			return err
		case n == 0:
			return unix.ETIMEDOUT
		}
		errno, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
		if err == nil && errno != 0 {
			err = unix.Errno(errno)
		}
		return err
	}
}

func (p *poller) close() {
	for _, c := range p.conns {
		c.close()
	}
	_ = unix.Close(p.epoll)
}

func (c *conn) close() {
	if c.fd >= 0 {
		_ = unix.Close(c.fd)
		c.fd = -1
	}
}

// longWait is how long the poller waits for events before it looks at deadlines
// and at ctx.
const longWait = 20 * time.Millisecond

func (p *poller) run(ctx context.Context, start time.Time) error {
	n := p.load.count()
	end := start.Add(p.load.For)
	var waiting []time.Time // when requests should have left
	next := 0
	events := make([]unix.EpollEvent, 128)
	looked := start
	for next < n || len(waiting) > 0 || len(p.free) < len(p.conns) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		now := time.Now()
		for next < n && !intended(start, p.load.Rate, next).After(now) {
			at := intended(start, p.load.Rate, next)
			p.late = append(p.late, now.Sub(at))
			waiting = append(waiting, at)
			next++
		}
		for len(waiting) > 0 && now.After(end) && now.Sub(waiting[0]) > p.load.Timeout {
			p.record.fail("not sent in time")
			waiting = waiting[1:]
		}
		for len(waiting) > 0 && len(p.free) > 0 {
			p.send(waiting[0], end)
			waiting = waiting[1:]
		}
		if now.Sub(looked) > longWait {
			looked = now
			p.expire(now)
		}
		wait := longWait
		if next < n {
			wait = min(wait, time.Until(intended(start, p.load.Rate, next)))
		}
		if err := p.await(events, max(wait, 0)); err != nil {
			return err
		}
	}
	return nil
}

// send sends a request that should have left at the given time.
func (p *poller) send(at, end time.Time) {
	c := p.free[0]
	p.free = append(p.free[:0], p.free[1:]...)
	c.at, c.deadline, c.busy = at, time.Now().Add(p.load.Timeout), true
	if last := end.Add(p.load.Timeout); c.deadline.After(last) {
		c.deadline = last
	}
	if c.fd < 0 {
		if err := p.dial(c); err != nil {
			p.done(c, 0, err)
			return
		}
	}
	n, err := unix.Write(c.fd, p.request)
	if err == nil && n < len(p.request) {
		err = io.ErrShortWrite
	}
	if err != nil {
		p.done(c, 0, os.NewSyscallError("write", err))
	}
}

// done ends a request.
func (p *poller) done(c *conn, status int, err error) {
	p.record.add(time.Since(c.at), status, err)
	if err != nil {
		c.close()
	}
	c.busy, c.answer = false, c.answer[:0]
	p.free = append(p.free, c)
}

// expire ends the requests whose time is over.
func (p *poller) expire(now time.Time) {
	for _, c := range p.conns {
		if c.busy && now.After(c.deadline) {
			p.done(c, 0, os.ErrDeadlineExceeded)
		}
	}
}

// await waits for answers and reads them.
func (p *poller) await(events []unix.EpollEvent, wait time.Duration) error {
	t := unix.NsecToTimespec(wait.Nanoseconds())
	n, _, errno := unix.Syscall6(unix.SYS_EPOLL_PWAIT2, uintptr(p.epoll), uintptr(unsafe.Pointer(&events[0])), uintptr(len(events)), uintptr(unsafe.Pointer(&t)), 0, 0)
	switch errno {
	case 0:
	case unix.EINTR:
		return nil
	default:
		return os.NewSyscallError("epoll_pwait2", errno)
	}
	for _, e := range events[:n] {
		p.read(p.conns[e.Fd])
	}
	return nil
}

// read reads what has come of an answer.
func (p *poller) read(c *conn) {
	if c.fd < 0 {
		return
	}
	c.answer = slices.Grow(c.answer, longAnswer)
	n, err := unix.Read(c.fd, c.answer[len(c.answer):cap(c.answer)])
	switch {
	case err == unix.EAGAIN || err == unix.EINTR:
		return
	case err == nil && n == 0 || err != nil:
		if !c.busy {
			c.close()
			return
		}
		p.done(c, 0, errors.Join(io.ErrUnexpectedEOF, err))
		return
	}
	c.answer = c.answer[:len(c.answer)+n]
	status, complete, last, err := readAnswer(c.answer)
	if err != nil || complete {
		p.done(c, status, err)
	}
	if complete && last {
		c.close()
	}
}

var errAnswer = errors.New("not an answer that this load understands")

// readAnswer reads an answer of which b has come. It knows those whose length
// is given; last tells that the connection ends with it.
func readAnswer(b []byte) (status int, complete, last bool, err error) {
	head, body, ok := bytes.Cut(b, []byte("\r\n\r\n"))
	if !ok {
		return 0, false, false, nil
	}
	line, fields, _ := strings.Cut(string(head), "\r\n")
	if !strings.HasPrefix(line, "HTTP/1.1 ") || len(line) < 12 {
		return 0, false, false, errAnswer
	}
	if status, err = strconv.Atoi(line[9:12]); err != nil {
		return 0, false, false, errAnswer
	}
	length := -1
	for field := range strings.SplitSeq(fields, "\r\n") {
		name, value, _ := strings.Cut(field, ":")
		switch value = strings.TrimSpace(value); {
		case strings.EqualFold(name, "Content-Length"):
			if length, err = strconv.Atoi(value); err != nil {
				return 0, false, false, errAnswer
			}
		case strings.EqualFold(name, "Connection"):
			last = strings.EqualFold(value, "close")
		}
	}
	if length < 0 || len(body) > length {
		return 0, false, false, errAnswer
	}
	return status, len(body) == length, last, nil
}
