package httptrigger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
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
// HTTP/2 without TLS for clients that know that beforehand.
type Server struct {
	app        *app.App
	router     *Router
	duplicates []Duplicate
	handler    *handler
	http       *http1.Server
	grace      time.Duration
	cancel     context.CancelCauseFunc // ends the requests
}

// ServeComponent answers a request that another component of the application has
// made, as [Server.Serve] does those of clients. It panics with
// [http.ErrAbortHandler] if the answer is broken off.
func (s *Server) ServeComponent(w http.ResponseWriter, r *http.Request, component string) {
	s.handler.serveComponent(&response{ResponseWriter: w}, r, component)
}

// New makes a server. The error names the place of a route that is wrong.
func New(c Config) (*Server, error) {
	router, duplicates, err := NewRouter(c.App.Triggers)
	if err != nil {
		return nil, err
	}
	if c.Log == nil {
		c.Log = io.Discard
	}
	h := newHandler(c, router)
	requests, cancel := context.WithCancelCause(context.Background())
	return &Server{
		app:        c.App,
		router:     router,
		duplicates: duplicates,
		handler:    h,
		grace:      c.Grace,
		cancel:     cancel,
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

// Announce writes where the application is to be found: the URL in the first
// line, then the routes, then what is wrong with them.
func (s *Server) Announce(w io.Writer, address net.Addr) {
	base := "http://" + address.String()
	var b strings.Builder
	fmt.Fprintf(&b, "Serving %s\nAvailable Routes:\n", base)
	for _, r := range s.router.Routes() {
		fmt.Fprintf(&b, "  %s: %s\n", r.name(), base+r.display())
		if c := s.app.Component(r.Trigger.Component); c != nil && c.Description != "" {
			fmt.Fprintf(&b, "    %s\n", c.Description)
		}
	}
	for _, d := range s.duplicates {
		fmt.Fprintf(&b, "gyro: warning: route %s of %s is never reached: %s has the same\n", d.Route.Pattern, d.Route.name(), d.Winner.name())
	}
	for _, r := range s.router.Routes() {
		if strings.HasPrefix(r.Matched, reservedPrefix) {
			fmt.Fprintf(&b, "gyro: warning: route %s of %s is never reached: paths under %s are reserved\n", r.Pattern, r.name(), reservedPrefix)
		}
	}
	io.WriteString(w, b.String())
}

// name is how a route is called in a list: by its component or, if it has
// none, by its trigger.
func (r *Route) name() string {
	if r.Trigger.Component != "" {
		return r.Trigger.Component
	}
	return r.Trigger.ID
}

func (r *Route) display() string {
	if !r.Wildcard() {
		return r.Matched
	}
	return strings.TrimSuffix(strings.TrimSuffix(r.Matched, "/..."), "/*") + " (wildcard)"
}

// Serve answers requests with the help of w until ctx ends. It is called once.
// When ctx has ended, it accepts no more, lets those that run or wait in a queue
// finish within the grace period, and ends the rest, for which it waits a second
// more: those whose answer has not begun have status 503. The error is nil if it
// was ctx that ended it.
func (s *Server) Serve(ctx context.Context, l net.Listener, w Worker) error {
	s.handler.worker = w
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

// drain accepts no more requests and waits until there are none, but not longer
// than d. It reports whether there are none.
func (s *Server) drain(ctx context.Context, d time.Duration) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), d)
	defer cancel()
	return s.http.Shutdown(ctx) == nil
}
