//go:build unix

// This benchmark measures what a request takes from the connection to the guest
// and back, without the kernel's part of the network.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	application "github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/cli"
	"github.com/gyro-wasm/gyro/internal/limits"
	"github.com/gyro-wasm/gyro/internal/telemetry"
	"github.com/gyro-wasm/gyro/internal/trigger/httptrigger"
	"github.com/gyro-wasm/gyro/tests/guests"
)

// BenchmarkServe lets clients that send the next request as soon as they have an
// answer keep a server busy: one of net/http alone, and gyro with its profiles of
// limits.
func BenchmarkServe(b *testing.B) {
	b.Run("net-http", func(b *testing.B) {
		c := newCrowd()
		s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			fmt.Fprintf(w, "hello from net/http %s\n", r.URL.Path)
		})}
		go s.Serve(c)
		defer s.Close()
		c.run(b)
	})
	for _, profile := range []limits.Profile{limits.Local, limits.Strict} {
		b.Run("c-http-core/"+string(profile), func(b *testing.B) { benchmarkGuest(b, "c-http-core", profile) })
	}
}

func benchmarkGuest(b *testing.B, guest string, profile limits.Profile) {
	a, err := application.Open(guests.Build(b, guest))
	if err != nil {
		b.Fatal(err)
	}
	logs, err := telemetry.OpenLogs(telemetry.LogOptions{})
	if err != nil {
		b.Fatal(err)
	}
	w, err := load(b.Context(), cli.LoadOptions{
		App: a, Variables: application.NewVariables(a), Logs: logs, WorkDir: b.TempDir(),
		Limits: limits.Operator{Profile: profile}, Progress: func(string) {},
	})
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	s, err := httptrigger.New(httptrigger.Config{App: a, Log: os.Stderr})
	if err != nil {
		b.Fatal(err)
	}
	c := newCrowd()
	ctx, cancel := context.WithCancel(b.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, c, w) }()
	c.run(b)
	cancel()
	if err := <-served; err != nil {
		b.Error(err)
	}
}

// A crowd are clients, and the listener that they come to. There is no network.
type crowd struct {
	left    atomic.Int64 // requests that nobody has sent
	clients chan net.Conn
	gone    sync.WaitGroup
	failed  atomic.Int64
}

func newCrowd() *crowd { return &crowd{clients: make(chan net.Conn)} }

// run lets the clients send as many requests as b wants.
func (c *crowd) run(b *testing.B) {
	const clients = 16
	c.left.Store(int64(b.N))
	c.gone.Add(clients)
	b.ReportAllocs()
	b.ResetTimer()
	before := cpuTime(b)
	for range clients {
		one := &client{crowd: c}
		one.changed.L = &one.mu
		c.clients <- one
	}
	c.gone.Wait()
	b.ReportMetric(float64(cpuTime(b)-before)/float64(b.N), "cpu-ns/op")
	if n := c.failed.Load(); n > 0 {
		b.Errorf("%d answers are not hello", n)
	}
}

func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// Accept implements [net.Listener].
func (c *crowd) Accept() (net.Conn, error) {
	one, ok := <-c.clients
	if !ok {
		return nil, net.ErrClosed
	}
	return one, nil
}

// Close implements [net.Listener].
func (c *crowd) Close() error {
	close(c.clients) // net/http does it once
	return nil
}

// Addr implements [net.Listener].
func (c *crowd) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 3000} }

// A client is one of a crowd, as its server sees it.
type client struct {
	crowd *crowd
	rest  string // of the request that it sends
	once  sync.Once

	mu      sync.Mutex
	late    bool // the deadline of the server's reads is over
	changed sync.Cond
}

// Read implements [net.Conn]. One byte is what net/http asks for when it only
// wants to know whether the client goes away.
func (c *client) Read(p []byte) (int, error) {
	if len(p) == 1 {
		c.mu.Lock()
		defer c.mu.Unlock()
		for !c.late {
			c.changed.Wait()
		}
		return 0, os.ErrDeadlineExceeded
	}
	if c.rest == "" {
		if c.crowd.left.Add(-1) < 0 {
			return 0, io.EOF
		}
		c.rest = "GET /hello HTTP/1.1\r\nHost: 127.0.0.1:3000\r\n\r\n"
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

// Write implements [net.Conn].
func (c *client) Write(p []byte) (int, error) {
	const head = "HTTP/1.1 "
	if len(p) > len(head)+3 && string(p[:len(head)]) == head && string(p[len(head):len(head)+3]) != "200" {
		c.crowd.failed.Add(1)
	}
	return len(p), nil
}

// Close implements [net.Conn].
func (c *client) Close() error {
	c.once.Do(c.crowd.gone.Done)
	return nil
}

// LocalAddr implements [net.Conn].
func (c *client) LocalAddr() net.Addr { return c.crowd.Addr() }

// RemoteAddr implements [net.Conn].
func (c *client) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4000} }

// SetReadDeadline implements [net.Conn].
func (c *client) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.late = !t.IsZero() && t.Before(time.Now()); c.late {
		c.changed.Broadcast()
	}
	return nil
}

// SetWriteDeadline implements [net.Conn].
func (c *client) SetWriteDeadline(time.Time) error { return nil }

// SetDeadline implements [net.Conn].
func (c *client) SetDeadline(t time.Time) error { return c.SetReadDeadline(t) }
