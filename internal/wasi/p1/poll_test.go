package p1

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/internal/wasi"
)

// subscribe stores subscription i at 0x400, its content as 8-byte words.
func (g *guest) subscribe(i int, typ byte, content ...uint64) {
	s := g.mem[0x400+subscriptionSize*i:][:subscriptionSize]
	clear(s)
	le.PutUint64(s, uint64(1000+i))
	s[8] = typ
	for k, v := range content {
		le.PutUint64(s[16+8*k:], v)
	}
}

// poll calls poll_oneoff with the first n subscriptions and returns the events
// as subscription, type and error.
func (g *guest) poll(n int) (events [][3]int) {
	g.t.Helper()
	g.want(errnoSuccess, "poll_oneoff", 0x400, 0x1000, n, 8)
	for i := range int(g.u32(8)) {
		e := g.mem[0x1000+eventSize*i:]
		events = append(events, [3]int{int(le.Uint64(e)) - 1000, int(e[10]), int(le.Uint16(e[8:]))})
	}
	return events
}

func TestPollOneoff(t *testing.T) {
	r, w := wasi.Pipe(4)
	g := newGuest(t, false, &Conn{r, w})
	const conn = 4
	file := g.openRO("a.txt")
	g.want(errnoInval, "poll_oneoff", 0x400, 0x1000, 0, 8)

	check := func(what string, n int, want ...[3]int) {
		t.Helper()
		if got := g.poll(n); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	g.clock.now = 1000
	g.subscribe(0, eventClock, clockMonotonic, 500, 0, 0)
	check("relative", 1, [3]int{0, eventClock, 0})
	if g.clock.now != 1500 {
		t.Errorf("waited until %d", g.clock.now)
	}
	g.subscribe(0, eventClock, clockMonotonic, 2000, 0, 1)
	g.subscribe(1, eventClock, clockMonotonic, 1800, 0, 1)
	g.subscribe(2, eventFDRead, conn)
	g.clock.now = 1900
	check("absolute", 3, [3]int{1, eventClock, 0})
	g.subscribe(0, eventClock, clockRealtime, 0, 0, 1)
	check("real time, past", 1, [3]int{0, eventClock, 0})
	g.subscribe(0, eventClock, clockRealtime, uint64(time.Now().UnixNano())+1e9, 0, 1)
	check("real time, to come", 1, [3]int{0, eventClock, 0})
	g.subscribe(0, eventClock, 9, 0, 0, 0)
	g.subscribe(1, eventFDRead, 99)
	g.subscribe(2, eventFDRead, 1)
	g.subscribe(3, eventFDWrite, 0)
	check("errors", 4, [3]int{0, 0, int(errnoInval)}, [3]int{1, 1, int(errnoBadf)}, [3]int{2, 1, int(errnoBadf)}, [3]int{3, 2, int(errnoBadf)})
	g.subscribe(0, eventFDRead, uint64(file))
	g.subscribe(1, eventFDWrite, 1)
	g.subscribe(2, eventFDRead, 0)
	g.subscribe(3, eventFDRead, conn)
	g.subscribe(4, eventFDWrite, conn)
	check("ready", 5, [3]int{0, 1, 0}, [3]int{1, 2, 0}, [3]int{2, 1, 0}, [3]int{4, 2, 0})
	if n := le.Uint64(g.mem[0x1000+16:]); n != 5 {
		t.Errorf("bytes of the file: %d", n)
	}
	go func() { _ = w.Write([]byte("full")) }()
	g.subscribe(0, eventFDRead, conn)
	check("data that comes", 1, [3]int{0, 1, 0})
	g.subscribe(0, 3, 0)
	g.want(errnoInval, "poll_oneoff", 0x400, 0x1000, 1, 8)

	g.mem = make([]byte, 48*(maxSubscriptions+1))
	g.want(errnoNomem, "poll_oneoff", 0, 0, maxSubscriptions+1, 8)
}

// TestPollHandles waits for wasi:io pollables as descriptors.
func TestPollHandles(t *testing.T) {
	g := newGuest(t, false)
	var a, b wasi.Event
	g.handles[7], g.handles[8] = &a, &b
	fdA, fdB := pollableBit|7, pollableBit|8
	ptr, n := g.iovecs(0x200, 4)
	g.want(errnoSuccess, "fd_fdstat_get", fdA, 8)
	if g.mem[8] != filetypeSocketStream || le.Uint16(g.mem[10:]) != fdNonblock || g.u64(16)&(rightFDRead|rightPollFDReadwrite) != rightFDRead|rightPollFDReadwrite {
		t.Errorf("fdstat % x", g.mem[8:32])
	}
	g.want(errnoSuccess, "fd_fdstat_set_flags", fdA, int(fdNonblock))
	g.want(errnoAgain, "fd_read", fdA, ptr, n, 8)
	g.subscribe(0, eventFDRead, uint64(fdA))
	g.subscribe(1, eventFDRead, uint64(fdB))
	go b.Set()
	if got := g.poll(2); len(got) != 1 || got[0] != [3]int{1, eventFDRead, 0} {
		t.Errorf("events %v", got)
	}
	g.want(errnoSuccess, "fd_read", fdB, ptr, n, 8)
	if g.u32(8) != 0 {
		t.Errorf("read %d bytes of a pollable", g.u32(8))
	}
	g.want(errnoAgain, "fd_read", fdA, ptr, n, 8)
	g.want(errnoBadf, "fd_write", fdB, ptr, n, 8)
	g.want(errnoBadf, "fd_renumber", fdB, fdA)
	g.want(errnoNotdir, "path_create_directory", fdB, "x")
	g.want(errnoSuccess, "fd_close", fdB)
	g.want(errnoSuccess, "fd_read", fdB, ptr, n, 8)
	delete(g.handles, 8)
	g.want(errnoSuccess, "fd_close", fdB)
	g.want(errnoBadf, "fd_read", fdB, ptr, n, 8)
	g.want(errnoBadf, "fd_fdstat_get", fdB, 8)
}

// TestBlockedEndsWithContext checks that a guest that waits is unwound with the
// cause when its context ends.
func TestBlockedEndsWithContext(t *testing.T) {
	r, w := wasi.Pipe(1)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := newGuest(t, false, &Conn{r, w}, NewListener(l))
	const conn, listener = 4, 5
	ptr, n := g.iovecs(0x200, 4)
	g.subscribe(0, eventFDRead, conn)
	for _, c := range []struct {
		name string
		args []any
	}{
		{"fd_read", []any{conn, ptr, n, 8}},
		{"fd_write", []any{conn, ptr, n, 8}},
		{"poll_oneoff", []any{0x400, 0x1000, 1, 8}},
		{"sock_recv", []any{conn, 0x108, 1, 0, 8, 16}},
		{"sock_accept", []any{listener, 0, 8}},
	} {
		ctx, cancel := context.WithCancelCause(t.Context())
		cause := errors.New("gone")
		done := make(chan error)
		le.PutUint32(g.mem[0x108:], 0x200)
		le.PutUint32(g.mem[0x10c:], 4)
		g.ctx = ctx
		go func() {
			_, err := g.call(c.name, c.args...)
			done <- err
		}()
		cancel(cause)
		if err := <-done; err != cause {
			t.Errorf("%s: %v, want the cause", c.name, err)
		}
		_, _ = r.Read(make([]byte, 1)) // what fd_write got rid of
	}
}

func TestSockets(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := newGuest(t, false, NewListener(l))
	const listener = 4
	g.want(errnoNotsock, "sock_accept", 1, 0, 8)
	g.want(errnoBadf, "sock_accept", 70, 0, 8)
	g.want(errnoInval, "sock_accept", listener, 1, 8)
	g.want(errnoNotsock, "sock_shutdown", 1, 1)
	g.want(errnoBadf, "sock_shutdown", 9, 1)
	g.want(errnoSuccess, "fd_fdstat_set_flags", listener, int(fdNonblock))
	g.want(errnoAgain, "sock_accept", listener, 0, 8)
	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	g.subscribe(0, eventFDRead, listener)
	if got := g.poll(1); len(got) != 1 || got[0][2] != 0 {
		t.Errorf("events %v", got)
	}
	g.want(errnoSuccess, "sock_accept", listener, 0, 8)
	fd := int(g.u32(8))
	g.want(errnoSuccess, "fd_fdstat_get", fd, 8)
	if g.mem[8] != filetypeSocketStream || g.u64(16)&rightSockShutdown == 0 {
		t.Errorf("fdstat % x", g.mem[8:32])
	}
	copy(g.mem[0x200:], "ping")
	ptr, n := g.iovecs(0x200, 2, 0x202, 2)
	g.want(errnoSuccess, "sock_send", fd, ptr, n, 0, 8)
	g.want(errnoInval, "sock_send", fd, ptr, n, 1, 8)
	buf := make([]byte, 4)
	if _, err := io.ReadFull(client, buf); err != nil || string(buf) != "ping" {
		t.Errorf("client got %q, %v", buf, err)
	}
	go func() { // two pieces, for recv_waitall
		_, _ = client.Write([]byte("p"))
		_, _ = client.Write([]byte("ong"))
	}()
	clear(g.mem[0x200:0x204])
	g.want(errnoSuccess, "sock_recv", fd, ptr, n, recvWaitall, 8, 16)
	if string(g.mem[0x200:0x204]) != "pong" || g.u32(8) != 4 {
		t.Errorf("guest got %q", g.mem[0x200:0x204])
	}
	g.want(errnoNotsup, "sock_recv", fd, ptr, n, recvPeek, 8, 16)
	g.want(errnoInval, "sock_recv", fd, ptr, n, 4, 8, 16)
	g.want(errnoNotsock, "sock_recv", 0, ptr, n, 0, 8, 16)
	g.want(errnoInval, "sock_shutdown", fd, 0)
	g.want(errnoInval, "sock_shutdown", fd, 4)
	g.want(errnoSuccess, "sock_shutdown", fd, 2)
	if n, err := client.Read(buf); n != 0 || err != io.EOF {
		t.Errorf("client read %d, %v after the guest's shutdown", n, err)
	}
	g.want(errnoPipe, "sock_send", fd, ptr, n, 0, 8)
	client.Close()
	g.want(errnoSuccess, "sock_recv", fd, ptr, n, 0, 8, 16)
	if g.u32(8) != 0 {
		t.Errorf("received %d at the end", g.u32(8))
	}
	g.want(errnoSuccess, "fd_close", fd)
}
