package httptrigger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/telemetry"
)

// Call tells a [Worker] what a request is for.
type Call struct {
	Component string // its ID
	RequestID telemetry.ID
	// Headers are those that tell the component about its route, in lower case:
	// the request has them besides its own. They are valid until the request is
	// answered.
	Headers iter.Seq2[string, string]
}

// Worker answers requests for the components of an application. It is used by
// many goroutines at once.
type Worker interface {
	// ServeHTTP lets the component answer r. It ends early when the context of
	// r does. An error says that there was no answer, or none to its end: it is
	// logged, and the client sees an error of the server or a broken answer. An
	// error that is a [Completer] may say that the answer is whole all the same.
	//
	// One that answers over HTTP/1 while it still reads enables full duplex, and
	// then reads the body to its end or closes the connection.
	ServeHTTP(w http.ResponseWriter, r *http.Request, call Call) error
}

// A Completer is an error of a request whose answer may be whole.
type Completer interface {
	error
	// Complete tells whether the client has the whole answer: what failed came
	// after it.
	Complete() bool
}

// A StatusError is an error of a request that has a status of its own; others
// have 500.
type StatusError interface {
	error
	Status() int
	// RetryAfter is when a client should try again; 0 if that does not help.
	RetryAfter() time.Duration
}

// errStopping is the cause of the end of requests that are under way when the
// server stops and its grace period is over.
var errStopping = errors.New("the server stops")

// reservedPrefix begins the paths that no component answers.
const reservedPrefix = "/.well-known/spin/"

// errorIDHeader carries the ID under which a failure is logged.
const errorIDHeader = "Gyro-Error-Id"

// handler answers the requests for one application.
type handler struct {
	site  atomic.Pointer[Site]
	local bool
	log   io.Writer
}

func newHandler(c Config) *handler { return &handler{local: c.Local, log: c.Log} }

// appInfo is the answer to /.well-known/spin/info.
func appInfo(a *app.App) []byte {
	info := struct {
		Name    string `json:"name"`
		Version string `json:"version,omitempty"`
	}{a.Name, a.Version}
	text, err := json.MarshalIndent(info, "", "  ")
	if err != nil {
		panic(err) // two strings can always be encoded
	}
	return text
}

// ServeHTTP implements [http.Handler].
func (h *handler) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	s := h.enter()
	if s == nil {
		unavailable(rw)
		return
	}
	defer s.leave()
	w := responses.Get().(*response)
	w.ResponseWriter, w.request = rw, r
	s.serve(w, r)
	w.free() // unless there was a panic
}

func (s *Site) serve(w *response, r *http.Request) {
	stripInternalHost(r)
	path := r.URL.EscapedPath()
	if name, ok := strings.CutPrefix(path, reservedPrefix); ok {
		s.serveReserved(w, name)
		return
	}
	var ok bool
	if w.match, ok = s.router.Match(path); !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	trigger := w.match.Route.Trigger
	if static := trigger.HTTP.StaticResponse; static != nil {
		serveStatic(w, static)
		return
	}
	stripHeaders(r.Header)
	call := Call{Component: trigger.Component, RequestID: telemetry.NewID(), Headers: w.routeHeaders}
	if err := s.worker.ServeHTTP(w, r, call); err != nil {
		s.handler.fail(w, r, call, err)
	}
}

// serveComponent answers a request that another component has made: there is no
// route.
func (s *Site) serveComponent(w *response, r *http.Request, component string) {
	stripHeaders(r.Header)
	if !s.enter() {
		panic(http.ErrAbortHandler) // who has called is gone
	}
	defer s.leave()
	call := Call{Component: component, RequestID: telemetry.NewID(), Headers: func(yield func(name, value string) bool) {
		path := r.URL.EscapedPath()
		_ = yield(headerBasePath, "/") &&
			yield(headerClientAddr, r.RemoteAddr) &&
			yield(headerComponentRoute, "") &&
			yield(headerFullURL, fullURL(r, path)) &&
			yield(headerMatchedRoute, "/...") &&
			yield(headerPathInfo, path) &&
			yield(headerRawComponentRoute, "/...")
	}}
	if err := s.worker.ServeHTTP(w, r, call); err != nil {
		s.handler.fail(w, r, call, err)
	}
}

// wait waits until no request runs any more, but not longer than d. There are no
// new ones.
func (h *handler) wait(d time.Duration) {
	s := h.site.Load()
	s.leave()
	select {
	case <-s.ended:
	case <-time.After(d):
	}
}

func (s *Site) serveReserved(w http.ResponseWriter, name string) {
	switch name {
	case "health":
		io.WriteString(w, "OK")
	case "info":
		w.Header().Set("Content-Type", "application/json")
		w.Write(s.info)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func serveStatic(w http.ResponseWriter, s *app.StaticResponse) {
	for name, value := range s.Headers {
		w.Header().Set(name, value)
	}
	w.WriteHeader(s.Status)
	io.WriteString(w, s.Body)
}

// fail logs an error under the ID of the request and answers with the ID. If
// the answer was under way, it is broken off, so that the client does not take
// it for whole.
func (h *handler) fail(w *response, r *http.Request, call Call, err error) {
	switch status := StatusError(nil); {
	case r.Context().Err() == nil:
	case errors.As(err, &status): // why the response was broken off, which ends the context too
	case context.Cause(r.Context()) == errStopping && !w.begun:
		unavailable(w)
		return
	default:
		panic(http.ErrAbortHandler) // the client is gone
	}
	fmt.Fprintf(h.log, "gyro: request %s failed: component %s: %s %s: %v\n", call.RequestID, call.Component, r.Method, printable(r.URL.EscapedPath()), err)
	if c := Completer(nil); errors.As(err, &c) && c.Complete() {
		return
	}
	if w.begun {
		panic(http.ErrAbortHandler)
	}
	h.answer(w, call, err)
}

// unavailable answers a request that had no answer when the server stops.
func unavailable(w http.ResponseWriter) {
	header := w.Header()
	clear(header)
	header.Set("Connection", "close")
	header.Set("Retry-After", "1")
	w.WriteHeader(http.StatusServiceUnavailable)
}

// answer answers a request that failed.
func (h *handler) answer(w http.ResponseWriter, call Call, err error) {
	header := w.Header()
	clear(header)
	header.Set(errorIDHeader, call.RequestID.String())
	status := http.StatusInternalServerError
	if s := StatusError(nil); errors.As(err, &s) {
		status = s.Status()
		if d := s.RetryAfter(); d > 0 {
			header.Set("Retry-After", strconv.Itoa(int(math.Ceil(d.Seconds()))))
		}
	}
	if !h.local {
		w.WriteHeader(status)
		return
	}
	header.Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, "component %s failed; the log has the details under error id %s\n", call.Component, call.RequestID)
}

// printable shortens a path for a log line. It is escaped already.
func printable(path string) string {
	const longest = 200
	if len(path) > longest {
		return path[:longest] + "…"
	}
	return path
}

// stripInternalHost removes the host of a request that claims to come from
// another component: such requests do not arrive here.
func stripInternalHost(r *http.Request) {
	host, _, _ := strings.Cut(r.Host, ":")
	if strings.HasSuffix(strings.ToLower(host), ".spin.internal") {
		r.Host = ""
	}
}

// response notes whether an answer has begun, and keeps net/http from guessing
// a content type: what a component did not say is not said.
type response struct {
	http.ResponseWriter
	routed
	begun        bool
	routeHeaders iter.Seq2[string, string] // of routed
}

// responses are responses that no request uses.
var responses = sync.Pool{New: func() any {
	w := new(response)
	w.routeHeaders = w.headers
	return w
}}

// free makes w the response of another request. Nobody uses it any more, as
// nobody uses that of net/http.
func (w *response) free() {
	w.ResponseWriter, w.routed, w.begun = nil, routed{}, false
	responses.Put(w)
}

// routed is a request with its route.
type routed struct {
	request *http.Request
	match   Match
}

func (w *response) begin() {
	w.begun = true
	if h := w.Header(); h["Content-Type"] == nil {
		h["Content-Type"] = nil
	}
}

// WriteHeader implements [http.ResponseWriter].
func (w *response) WriteHeader(status int) {
	if !w.begun && status >= 200 {
		w.begin()
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (w *response) Write(p []byte) (int, error) {
	if !w.begun {
		w.begin()
	}
	return w.ResponseWriter.Write(p)
}

// FlushError sends what was written so far.
func (w *response) FlushError() error {
	if !w.begun {
		w.begin()
	}
	err := http.NewResponseController(w.ResponseWriter).Flush()
	if errors.Is(err, http.ErrNotSupported) {
		return nil
	}
	return err
}

// Flush implements [http.Flusher].
func (w *response) Flush() { _ = w.FlushError() }

// Unwrap serves [http.ResponseController].
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }
