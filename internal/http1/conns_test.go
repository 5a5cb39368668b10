package http1

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// TestConns holds connections in each phase, and has the clock go on: those that
// send no header are closed early, idle ones late, and those with a request
// never.
func TestConns(t *testing.T) {
	s := newConns(8*time.Second, 24*time.Second) // ticks are seconds, and made by hand
	release := make(chan struct{})
	server := &http.Server{ConnState: s.changed, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/wait" {
			<-release
		}
		fmt.Fprint(w, "ok")
	})}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(tracking{l, s})
	defer server.Close()

	type client struct {
		net.Conn
		*bufio.Reader
	}
	dial := func(send string) client {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		if _, err := io.WriteString(c, send); err != nil {
			t.Fatal(err)
		}
		return client{c, bufio.NewReader(c)}
	}
	answer := func(c client) {
		t.Helper()
		resp, err := http.ReadResponse(c.Reader, nil)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(resp.Body); err != nil || string(b) != "ok" {
			t.Fatal(string(b), err)
		}
	}
	const get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
	silent := dial("")
	slow := dial("GET / HT")
	idle := dial(get)
	answer(idle)
	slowAgain := dial(get)
	answer(slowAgain)
	busy := dial("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n")

	// phases waits until the server sees the connections as they are, since it
	// does so a moment after the client.
	phases := func(want map[phase]int) {
		t.Helper()
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
			got := map[phase]int{}
			s.mu.Lock()
			for c := range s.open {
				got[phase(c.state.Load()>>32)]++
			}
			s.mu.Unlock()
			if fmt.Sprint(got) == fmt.Sprint(want) {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("phases %v, want %v", got, want)
			}
		}
	}
	phases(map[phase]int{phaseHeader: 2, phaseIdle: 2, phaseActive: 1})
	if _, err := io.WriteString(slowAgain, "GET"); err != nil {
		t.Fatal(err)
	}
	phases(map[phase]int{phaseHeader: 3, phaseIdle: 1, phaseActive: 1})

	tick := func(n int) {
		for range n {
			s.sweep(s.now.Add(1))
		}
	}
	tick(8)
	phases(map[phase]int{phaseHeader: 3, phaseIdle: 1, phaseActive: 1})
	tick(1)
	phases(map[phase]int{phaseIdle: 1, phaseActive: 1})
	for name, c := range map[string]client{"silent": silent, "slow": slow, "slow again": slowAgain} {
		if _, err := c.Reader.ReadByte(); err == nil {
			t.Errorf("%s: something was answered", name)
		}
	}
	tick(16)
	phases(map[phase]int{phaseActive: 1})
	tick(1000)
	close(release)
	answer(busy)
	phases(map[phase]int{phaseIdle: 1})
}

// A tracking listener makes its connections known.
type tracking struct {
	net.Listener
	conns *conns
}

func (l tracking) Accept() (net.Conn, error) {
	nc, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return l.conns.add(nc, false), nil
}
