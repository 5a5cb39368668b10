package httptrigger

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/gyro-wasm/gyro/internal/app"
)

// A Site is one version of what a [Server] serves: the routes of an application,
// and the worker that answers for its components. Each request has one from
// beginning to end, and so have the requests that its components make to each
// other.
type Site struct {
	app        *app.App
	router     *Router
	duplicates []Duplicate
	info       []byte // answer to …/info
	handler    *handler
	worker     Worker

	// users are the requests that the site answers, and one more as long as it is
	// served; the last one closes ended.
	users atomic.Int64
	ended chan struct{}
}

// NewSite prepares a version of an application for [Server.Swap]. The error names
// the place of a route that is wrong.
func (s *Server) NewSite(a *app.App) (*Site, error) { return s.handler.newSite(a) }

func (h *handler) newSite(a *app.App) (*Site, error) {
	router, duplicates, err := NewRouter(a.Triggers)
	if err != nil {
		return nil, err
	}
	s := &Site{app: a, router: router, duplicates: duplicates, info: appInfo(a), handler: h, ended: make(chan struct{})}
	s.users.Store(1)
	return s, nil
}

// enter tells whether the site is served, and then keeps it until leave.
func (s *Site) enter() bool {
	for {
		n := s.users.Load()
		if n == 0 {
			return false
		}
		if s.users.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

func (s *Site) leave() {
	if s.users.Add(-1) == 0 {
		close(s.ended)
	}
}

// Ended is closed when the site is not served any more and its last request has
// ended.
func (s *Site) Ended() <-chan struct{} { return s.ended }

// enter returns the site that is served now, for a request that leaves it; nil if
// none is any more.
func (h *handler) enter() *Site {
	for {
		s := h.site.Load()
		if s.enter() {
			return s
		}
		if h.site.Load() == s {
			return nil
		} // it was replaced in between
	}
}

// Swap lets requests that come from now on be answered by next, with the help of
// w, and returns the site before, whose requests go on. No connection is closed.
func (s *Server) Swap(next *Site, w Worker) (old *Site) {
	next.worker = w
	old = s.handler.site.Swap(next)
	old.leave()
	return old
}

// ServeComponent answers a request that a component of this site has made to
// another one, as [Server.Serve] does those of clients. It panics with
// [http.ErrAbortHandler] if the answer is broken off.
func (s *Site) ServeComponent(w http.ResponseWriter, r *http.Request, component string) {
	s.serveComponent(&response{ResponseWriter: w}, r, component)
}

// Announce writes where the application is to be found: the URL in the first
// line, then the routes, then what is wrong with them.
func (s *Site) Announce(w io.Writer, address net.Addr) {
	fmt.Fprintf(w, "Serving http://%s\n", address)
	s.AnnounceRoutes(w, address)
}

// AnnounceRoutes is the rest of [Site.Announce] after its first line.
func (s *Site) AnnounceRoutes(w io.Writer, address net.Addr) {
	base := "http://" + address.String()
	var b strings.Builder
	fmt.Fprintln(&b, "Available Routes:")
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
