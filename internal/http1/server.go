// Package http1 serves HTTP/1.1. It answers the plain requests that nearly all
// clients send, and gives net/http the connections on which anything else comes:
// HTTP/2 and 1.0, chunked bodies, expectations, upgrades, long heads, and whatever
// it does not understand to the last byte. So net/http decides all that is subtle,
// and what is decided here is decided as there, which a fuzzer checks.
package http1

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// A Server is configured before Serve is called, which happens once.
type Server struct {
	// Handler answers all requests. It may use what a request or a response refers
	// to only until it returns.
	Handler http.Handler
	// Context is the parent of those of requests.
	Context context.Context
	// Log receives what net/http logs.
	Log *log.Logger
	// MaxHeader bounds the head of a request, in bytes.
	MaxHeader int
	// HeaderTimeout bounds how long a client may take to send a head,
	// IdleTimeout how long a connection without a request stays open.
	HeaderTimeout, IdleTimeout time.Duration

	conns    *conns
	subtle   http.Server // has the connections that are not plain
	handed   handed
	mu       sync.Mutex
	listener net.Listener
	stopping atomic.Bool
	done     chan struct{}
	once     sync.Once
}

// init prepares the server; Serve and Shutdown may come in any order.
func (s *Server) init() {
	s.once.Do(func() {
		s.conns = newConns(s.HeaderTimeout, s.IdleTimeout)
		s.done = make(chan struct{})
		s.handed = handed{conns: make(chan net.Conn), closed: make(chan struct{})}
		var protocols http.Protocols
		protocols.SetHTTP1(true)
		protocols.SetUnencryptedHTTP2(true)
		s.subtle = http.Server{
			Handler:                      s.Handler,
			Protocols:                    &protocols,
			MaxHeaderBytes:               s.MaxHeader,
			ConnState:                    s.conns.changed,
			DisableGeneralOptionsHandler: true,
			BaseContext:                  func(net.Listener) context.Context { return s.Context },
			ErrorLog:                     s.Log,
		}
	})
}

// Serve answers the requests of the connections of l until the server is shut
// down or closed, with [http.ErrServerClosed], or l fails.
func (s *Server) Serve(l net.Listener) error {
	s.init()
	s.mu.Lock()
	s.listener = l
	s.mu.Unlock()
	s.handed.address = l.Addr()
	go s.conns.run(s.HeaderTimeout/ticksPerHeader, s.done)
	go s.subtle.Serve(&s.handed)
	for delay := time.Duration(0); ; {
		if s.stopping.Load() {
			l.Close()
			return http.ErrServerClosed
		}
		nc, err := l.Accept()
		switch {
		case err == nil:
			delay = 0
			go s.serve(s.conns.add(nc, true))
		case s.stopping.Load():
			return http.ErrServerClosed
		case temporary(err): // such as too many open files
			delay = min(max(2*delay, 5*time.Millisecond), time.Second)
			s.logf("http: Accept error: %v; retrying in %v", err, delay)
			time.Sleep(delay)
		default:
			return err
		}
	}
}

func temporary(err error) bool {
	var ne net.Error
	return errors.As(err, &ne) && ne.Temporary() //lint:ignore SA1019 net/http does the same
}

func (s *Server) serve(c *conn) {
	defer s.conns.forget(c)
	newSession(s, c).serve()
}

// handOver gives net/http a connection, of which these bytes have been read.
func (s *Server) handOver(c *conn, text string, more []byte) {
	s.conns.forget(c)
	sub := s.conns.add(c.Conn, false)
	sub.pending = append([]byte(text), more...)
	select {
	case s.handed.conns <- sub:
	case <-s.handed.closed:
		s.conns.forget(sub)
		sub.Close()
	}
}

// Shutdown accepts no more connections, closes those without a request, and waits
// until there are none, or until ctx ends, whose error it then returns.
func (s *Server) Shutdown(ctx context.Context) error {
	s.init()
	s.stop()
	ended := make(chan error, 1)
	go func() { ended <- s.subtle.Shutdown(ctx) }()
	for wait := time.Millisecond; s.conns.closeIdle() > 0; wait = min(2*wait, 100*time.Millisecond) {
		select {
		case <-ctx.Done():
			<-ended
			return ctx.Err()
		case <-time.After(wait):
		}
	}
	// What a session has handed over meanwhile is net/http's, which knows no idle
	// ones any more.
	return <-ended
}

// Close closes all connections.
func (s *Server) Close() error {
	s.init()
	s.stop()
	s.conns.closePlain()
	return s.subtle.Close()
}

// stop accepts no more connections.
func (s *Server) stop() {
	if s.stopping.Swap(true) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener != nil {
		s.listener.Close()
	}
	close(s.done)
}

func (s *Server) logf(format string, args ...any) {
	if s.Log != nil {
		s.Log.Printf(format, args...)
	}
}

// handed is a listener of the connections that net/http gets.
type handed struct {
	address net.Addr
	conns   chan net.Conn
	closed  chan struct{}
	once    sync.Once
}

// Accept implements [net.Listener].
func (h *handed) Accept() (net.Conn, error) {
	select {
	case c := <-h.conns:
		return c, nil
	case <-h.closed:
		return nil, net.ErrClosed
	}
}

// Close implements [net.Listener].
func (h *handed) Close() error {
	h.once.Do(func() { close(h.closed) })
	return nil
}

// Addr implements [net.Listener].
func (h *handed) Addr() net.Addr { return h.address }
