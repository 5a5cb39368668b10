package wasi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// RequestOptions are the timeouts of an outgoing request (wasi:http/types
// request-options); a nil one means [DefaultHTTPTimeout].
type RequestOptions struct {
	Connect      *time.Duration // until there is a connection, TLS included
	FirstByte    *time.Duration // from then on until the headers of the response
	BetweenBytes *time.Duration // between pieces of the body of the response
}

// DefaultHTTPTimeout is each timeout that [RequestOptions] leave out.
const DefaultHTTPTimeout = 600 * time.Second

func timeoutOf(d *time.Duration) time.Duration {
	if d == nil {
		return DefaultHTTPTimeout
	}
	return max(*d, 1) // zero is a timeout that is over, not none
}

// Handle sends a request, which it takes over (wasi:http/outgoing-handler).
// What can be said at once is the error, an [*HTTPError]; all else comes
// through the future. ctx is the life of the instance: its end cancels the
// request and the body of its response. opts may be nil.
func (h *HTTP) Handle(ctx context.Context, q *OutgoingRequest, opts *RequestOptions) (*FutureIncomingResponse, error) {
	return h.HandleFrom(ctx, q, opts, func() {})
}

// HandleFrom is [HTTP.Handle] that calls begin when the request is about to be
// sent, and nobody has asked for its body yet: for [OutgoingBody.From].
func (h *HTTP) HandleFrom(ctx context.Context, q *OutgoingRequest, opts *RequestOptions, begin func()) (*FutureIncomingResponse, error) {
	f, err := h.handle(ctx, q, opts, begin)
	if err != nil {
		q.Drop()
		return nil, asHTTPError(err)
	}
	return f, nil
}

func (h *HTTP) handle(ctx context.Context, q *OutgoingRequest, opts *RequestOptions, begin func()) (*FutureIncomingResponse, error) {
	r, err := q.request()
	if err != nil {
		return nil, err
	}
	if err := h.route(ctx, r, q); err != nil {
		return nil, err
	}
	if err := h.takeRequest(); err != nil {
		return nil, err
	}
	q.sent = true
	q.headers.Drop()
	if opts == nil {
		opts = &RequestOptions{}
	}
	f := newFutureResponse(ctx, h, opts)
	begin()
	if q.body != nil {
		// net/http waits for a Read of the body, even of a request that was
		// cancelled.
		context.AfterFunc(f.ctx, func() { q.body.closeWire(nil) })
	}
	go f.send(r.WithContext(f.ctx))
	return f, nil
}

// request makes the request of net/http, but for its target.
func (q *OutgoingRequest) request() (*http.Request, error) {
	if q.method == http.MethodConnect {
		return nil, &HTTPError{Code: HTTPRequestMethodInvalid, Err: errors.New("tunnels are not supported")}
	}
	r := &http.Request{
		Method: q.method, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		URL: new(url.URL), Header: make(http.Header, len(q.headers.list)+1),
	}
	q.headers.toHeader(r.Header, "")
	if _, ok := r.Header["User-Agent"]; !ok {
		r.Header["User-Agent"] = nil // do not add one
	}
	declared, err := q.headers.contentLength()
	switch {
	case err != nil:
		return nil, &HTTPError{Code: HTTPProtocolError, Err: errors.New("the request has a Content-Length that is not a number")}
	case q.body == nil && declared > 0:
		return nil, httpBodySizeError(HTTPRequestBodySize, 0)
	case q.body == nil:
		return r, nil
	}
	r.ContentLength = declared
	q.body.attach(r)
	return r, nil
}

// attach makes the body that of r.
func (b *OutgoingBody) attach(r *http.Request) {
	n, state := b.pending()
	if state == bodyFinished && b.trailers == nil {
		r.ContentLength = int64(n)
		if n == 0 {
			b.closeWire(nil)
			return
		}
	}
	// net/http writes the trailers that are here when the body ends, and
	// announces those that are here now.
	r.Trailer = make(http.Header)
	for _, names := range r.Header["Trailer"] {
		for name := range strings.SplitSeq(names, ",") {
			if name = strings.TrimSpace(name); isToken(name) && !isSpecial(lowerName(name)) {
				r.Trailer[name] = nil
			}
		}
	}
	r.Body = &bodyReader{b: b, trailer: r.Trailer}
}

// bodyReader is the wire's side of the body of a request.
type bodyReader struct {
	b       *OutgoingBody
	trailer http.Header
}

// Read waits for the guest.
func (r *bodyReader) Read(p []byte) (int, error) {
	data, err := r.b.next()
	if err == io.EOF && r.b.trailers != nil {
		r.b.trailers.toHeader(r.trailer, "")
		r.b.trailers.Drop()
	}
	if err == errBodyAborted {
		err = r.b.abortError(err)
	}
	if err != nil {
		return 0, err
	}
	n := copy(p, data)
	r.b.consumed(n)
	return n, nil
}

// Close makes a Read that waits return.
func (r *bodyReader) Close() error {
	r.b.closeWire(nil)
	return nil
}

// route gives r its target, if h allows it.
func (h *HTTP) route(ctx context.Context, r *http.Request, q *OutgoingRequest) error {
	scheme, authority, err := h.target(ctx, q)
	if err != nil {
		return err
	}
	r.URL.Scheme, r.URL.Host, r.Host = scheme, authority, authority
	path := q.path
	if !absoluteHTTPPath(path) {
		return &HTTPError{Code: HTTPRequestURIInvalid, Err: errors.New("the path is relative to nothing")}
	}
	if path == "" || path[0] == '?' {
		path = "/" + path
	}
	if !strings.HasPrefix(path, "//") {
		r.URL.Opaque = path // goes out as it is
		return nil
	}
	r.URL.RawPath, r.URL.RawQuery, _ = strings.Cut(path, "?")
	if r.URL.Path, err = url.PathUnescape(r.URL.RawPath); err != nil {
		return &HTTPError{Code: HTTPRequestURIInvalid, Err: err}
	}
	return nil
}

// target returns where q goes, if h allows it.
func (h *HTTP) target(ctx context.Context, q *OutgoingRequest) (scheme, authority string, err error) {
	if h.Transport == nil {
		return "", "", &HTTPError{Code: HTTPRequestDenied, Err: errors.New("no outgoing requests here")}
	}
	host, explicit, ok := splitAuthority(q.authority)
	if !ok && q.authority != "" {
		return "", "", &HTTPError{Code: HTTPRequestURIInvalid, Err: errors.New("the authority has a user")}
	}
	if q.authority == "" || h.RelativeHost != "" && strings.EqualFold(host, h.RelativeHost) {
		if h.Relative == nil {
			return "", "", &HTTPError{Code: HTTPRequestURIInvalid, Err: errors.New("the request has no authority")}
		}
		scheme, authority, err = h.Relative(ctx)
		return scheme, authority, denied(err)
	}
	scheme = "https"
	if q.scheme != "" {
		scheme = strings.ToLower(q.scheme)
	}
	port := uint16(443)
	switch scheme {
	case "http":
		port = 80
	case "https":
	default:
		return "", "", &HTTPError{Code: HTTPProtocolError, Err: fmt.Errorf("the scheme %q is not http or https", q.scheme)}
	}
	if explicit != 0 {
		port = explicit
	}
	if h.Allow == nil {
		return "", "", &HTTPError{Code: HTTPRequestDenied, Err: errors.New("no outgoing requests here")}
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return scheme, q.authority, denied(h.Allow(ctx, scheme, host, port))
}

// denied is err as what a guest sees of it.
func denied(err error) error {
	var known *HTTPError
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &HTTPError{Code: HTTPRequestDenied, Err: err}
}
