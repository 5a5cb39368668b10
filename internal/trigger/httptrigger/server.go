package httptrigger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/http1"
)

const (
	// maxHeader bounds the header of a request, in bytes.
	maxHeader = 128 << 10
	// headerTimeout bounds how long a client may take to send a header.
	headerTimeout = 30 * time.Second
	// idleTimeout bounds how long a connection without a request stays open.
	idleTimeout = 3 * time.Minute
	// cancelTimeout bounds how long requests may take to end once they are
	// cancelled.
	cancelTimeout = time.Second
)

// Config says what a [Server] serves.
type Config struct {
	App *app.App
	// Local shows error IDs in the body of failed answers as well.
	Local bool
	// Log receives a report of each failed request; nil for none.
	Log io.Writer
	// Grace bounds how long running requests may take when the server stops.
	Grace time.Duration
}

// Server serves the HTTP triggers of one application, over HTTP/1.1 and over
// HTTP/2 without TLS for clients that know that beforehand. The application may be
// replaced by another version of it while requests run, see [Server.Swap].
type Server struct {
	handler *handler
	first   *Site
	shut    atomic.Bool // by Shutdown
	http    *http1.Server
	grace   time.Duration
	cancel  context.CancelCauseFunc // ends the requests
}

// New makes a server for a first version of the application. The error names the
// place of a route that is wrong.
func New(c Config) (*Server, error) {
	if c.Log == nil {
		c.Log = io.Discard
	}
	h := newHandler(c)
	first, err := h.newSite(c.App)
	if err != nil {
		return nil, err
	}
	h.site.Store(first)
	requests, cancel := context.WithCancelCause(context.Background())
	return &Server{
		handler: h,
		first:   first,
		grace:   c.Grace,
		cancel:  cancel,
		http: &http1.Server{
			Handler:       h,
			Context:       requests,
			Log:           log.New(c.Log, "gyro: ", 0),
			MaxHeader:     maxHeader,
			HeaderTimeout: headerTimeout,
			IdleTimeout:   idleTimeout,
		},
	}, nil
}

// ListenError says that an address cannot be listened on.
type ListenError struct {
	Address string
	Err     error
}

func (e *ListenError) Error() string { return fmt.Sprintf("listen on %s: %v", e.Address, e.Err) }

// Unwrap returns the reason.
func (e *ListenError) Unwrap() error { return e.Err }

// Hint says what to do next.
func (e *ListenError) Hint() string {
	if errors.Is(e.Err, syscall.EADDRINUSE) {
		return "another program listens there: stop it, or choose a port with --listen; port 0 finds a free one"
	}
	return "the address is HOST:PORT, for example 127.0.0.1:3000"
}

// Listen opens an address, HOST:PORT. Port 0 finds a free one. The error is a
// [*ListenError].
func Listen(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		var op *net.OpError
		if errors.As(err, &op) {
			err = op.Err
		}
		return nil, &ListenError{address, err}
	}
	return l, nil
}

// Site returns the version that is served now.
func (s *Server) Site() *Site { return s.handler.site.Load() }

// Serve answers requests with the help of w, or of who comes after it by
// [Server.Swap], until ctx ends. It is called once.
// When ctx has ended, it accepts no more, lets those that run or wait in a queue
// finish within the grace period, and ends the rest, for which it waits a second
// more: those whose answer has not begun have status 503. The error is nil if it
// was ctx that ended it.
func (s *Server) Serve(ctx context.Context, l net.Listener, w Worker) error {
	s.first.worker = w
	defer s.cancel(nil)
	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve http: %w", err)
	case <-ctx.Done():
	}
	if !s.drain(ctx, s.grace) {
		s.cancel(errStopping)
		if !s.drain(ctx, cancelTimeout) {
			s.http.Close()
			s.handler.wait(cancelTimeout)
		}
	}
	<-failed
	return nil
}

// Handler is what answers requests with the help of w, for a server of somebody
// else, instead of [Server.Serve].
func (s *Server) Handler(w Worker) http.Handler {
	s.first.worker = w
	return s.handler
}

// Shutdown ends what [Server.Handler] has begun: requests that come from now on
// have status 503. It returns when the last one before them has ended, or when ctx
// does, with its error.
func (s *Server) Shutdown(ctx context.Context) error {
	site := s.Site()
	if !s.shut.Swap(true) {
		site.leave()
	}
	select {
	case <-site.ended:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// drain accepts no more requests and waits until there are none, but not longer
// than d. It reports whether there are none.
func (s *Server) drain(ctx context.Context, d time.Duration) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), d)
	defer cancel()
	return s.http.Shutdown(ctx) == nil
}
