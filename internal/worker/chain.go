package worker

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"
)

// chainSuffix ends the hosts of requests to other components of the application:
// `http://ID.spin.internal/path` is answered by component ID in this process.
const chainSuffix = ".spin.internal"

// maxChain bounds how many components may call each other in a row.
const maxChain = 16

// depthKey is that of the number of components between a client and a request, in
// the context of what a guest does for that request.
type depthKey struct{}

func depthOf(ctx context.Context) int32 {
	n, _ := ctx.Value(depthKey{}).(int32)
	return n
}

// A chain sends the requests of an instance: those to other components of the
// application to them, all others by next.
type chain struct {
	worker *Worker
	next   http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (c *chain) RoundTrip(r *http.Request) (*http.Response, error) {
	host := r.URL.Hostname()
	id, ok := strings.CutSuffix(strings.ToLower(host), chainSuffix)
	if !ok {
		return c.next.RoundTrip(r)
	}
	if r.URL.Scheme != "http" {
		closeBody(r)
		return nil, errors.New("components of the same application speak http, not " + r.URL.Scheme)
	}
	if c.worker.local == nil || c.worker.components[id] == nil {
		closeBody(r)
		return nil, &net.DNSError{Err: "the application has no such component with an HTTP trigger", Name: host, IsNotFound: true}
	}
	depth := depthOf(r.Context()) + 1
	if depth > maxChain {
		closeBody(r)
		return &http.Response{
			Status: "508 Loop Detected", StatusCode: http.StatusLoopDetected, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: http.Header{}, Body: http.NoBody, Request: r,
		}, nil
	}
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
	return c.worker.call(context.WithValue(r.Context(), depthKey{}, depth), r, id)
}

func closeBody(r *http.Request) {
	if r.Body != nil {
		_ = r.Body.Close() // nobody to tell
	}
}

// call has component id answer r.
func (w *Worker) call(ctx context.Context, r *http.Request, id string) (*http.Response, error) {
	in, err := received(r)
	if err != nil {
		closeBody(r)
		return nil, err
	}
	caller := ctx
	ctx, cancel := context.WithCancel(caller)
	pr, pw := io.Pipe()
	answer := &chained{header: http.Header{}, request: in, cancel: cancel, body: pw, begun: make(chan struct{})}
	answer.resp = &http.Response{
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Trailer: http.Header{}, Request: r,
		Body: &chainedBody{pr, cancel},
	}
	go func() {
		defer cancel()
		defer closeBody(in)
		defer func() {
			p := recover()
			if p != nil && p != http.ErrAbortHandler { // as net/http does
				log.Printf("gyro: panic serving a request of another component to %s: %v\n%s", id, p, debug.Stack())
			}
			answer.end(p == nil)
		}()
		w.local(answer, in.WithContext(ctx), id)
	}()
	select {
	case <-answer.begun:
	case <-caller.Done():
	}
	// A component that gave up as its caller did has not answered.
	if err := context.Cause(caller); err != nil {
		cancel()
		pr.CloseWithError(err)
		return nil, err
	}
	return answer.resp, answer.err
}

// received returns r as a server would have received it.
func received(r *http.Request) (*http.Request, error) {
	target := r.URL.Opaque
	if target == "" {
		target = r.URL.RequestURI()
	}
	u, err := url.ParseRequestURI(target)
	if err != nil {
		return nil, err
	}
	in := &http.Request{
		Method: r.Method, URL: u, RequestURI: target, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: r.Header.Clone(), Body: r.Body, ContentLength: r.ContentLength, Trailer: r.Trailer,
		Host: r.Host, RemoteAddr: "0.0.0.0:0",
	}
	for _, name := range []string{"User-Agent"} {
		if v, ok := in.Header[name]; ok && v == nil { // that was for the wire
			delete(in.Header, name)
		}
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	return in, nil
}

// chained is the response of a component to another one.
type chained struct {
	header  http.Header
	request *http.Request
	cancel  context.CancelFunc
	body    *io.PipeWriter
	resp    *http.Response
	err     error

	once  sync.Once
	begun chan struct{} // closed when resp or err is there
}

// Header implements [http.ResponseWriter].
func (a *chained) Header() http.Header { return a.header }

// WriteHeader implements [http.ResponseWriter].
func (a *chained) WriteHeader(status int) {
	if status < 200 {
		return // informational responses end here
	}
	a.once.Do(func() {
		a.resp.StatusCode, a.resp.Status = status, strconv.Itoa(status)+" "+http.StatusText(status)
		a.resp.Header = a.header.Clone()
		for name, values := range a.resp.Header {
			if values == nil {
				delete(a.resp.Header, name)
			}
		}
		a.resp.ContentLength = -1
		if n, err := strconv.ParseInt(a.header.Get("Content-Length"), 10, 64); err == nil {
			a.resp.ContentLength = n
		}
		close(a.begun)
	})
}

// Write implements [http.ResponseWriter].
func (a *chained) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}

// end ends the body; whole tells whether it is.
func (a *chained) end(whole bool) {
	if !whole {
		a.once.Do(func() {
			a.err = io.ErrUnexpectedEOF
			close(a.begun)
		})
		a.body.CloseWithError(io.ErrUnexpectedEOF)
		return
	}
	a.WriteHeader(http.StatusOK)
	for name, values := range a.header {
		if name, ok := strings.CutPrefix(name, http.TrailerPrefix); ok {
			a.resp.Trailer[name] = values
		}
	}
	_ = a.body.Close()
}

// FlushError serves [http.ResponseController].
func (a *chained) FlushError() error {
	a.WriteHeader(http.StatusOK)
	return nil
}

// Flush implements [http.Flusher].
func (a *chained) Flush() { _ = a.FlushError() }

// EnableFullDuplex serves [http.ResponseController].
func (a *chained) EnableFullDuplex() error { return nil }

// SetReadDeadline serves [http.ResponseController]. One that is over makes a read
// of the request return; there are no others.
func (a *chained) SetReadDeadline(t time.Time) error {
	if !t.IsZero() && !t.After(time.Now()) {
		closeBody(a.request)
	}
	return nil
}

// SetWriteDeadline serves [http.ResponseController]. One that is over makes a
// write return; there are no others.
func (a *chained) SetWriteDeadline(t time.Time) error {
	if !t.IsZero() && !t.After(time.Now()) {
		a.body.CloseWithError(http.ErrHandlerTimeout)
	}
	return nil
}

// chainedBody is the body of such a response, for who reads it.
type chainedBody struct {
	*io.PipeReader
	cancel context.CancelFunc
}

// Close ends the request, if it has not come to its end.
func (b *chainedBody) Close() error {
	b.cancel()
	return b.PipeReader.Close()
}
