package wasi

import (
	"errors"
	"io"
	"net/http"
	"sort"
	"strings"
)

// An IncomingRequest is a request that a guest answers (wasi:http/types
// incoming-request). Its methods are for one goroutine.
type IncomingRequest struct {
	h         *HTTP
	r         *http.Request
	scheme    string
	authority string
	headers   *Fields
	body      IncomingBody
	source    bodySource
	taken     bool
}

// ErrNoAuthority is the error for a request that does not say which host it is
// meant for; the answer is 400.
var ErrNoAuthority = errors.New("the request names no host: it has neither a URI with one nor a Host header")

// init adapts a request that net/http received. interrupt makes a read of its
// body that blocks return.
func (q *IncomingRequest) init(h *HTTP, r *http.Request, interrupt func()) error {
	q.h, q.r, q.scheme, q.authority = h, r, "http", r.Host
	if q.authority == "" {
		return ErrNoAuthority
	}
	if r.TLS != nil {
		q.scheme = "https"
	}
	q.body.h = h
	if r.Body != nil && r.Body != http.NoBody {
		q.source.body = r.Body
		q.source.interrupt = interrupt
		q.source.mapErr = requestBodyError
		q.body.src = &q.source
		q.body.trailer = func() http.Header { return r.Trailer }
	}
	return nil
}

// Method returns the method, such as "GET".
func (q *IncomingRequest) Method() string { return q.r.Method }

// PathWithQuery returns the path and query as they were sent; ok is false for
// a request without, which is CONNECT.
func (q *IncomingRequest) PathWithQuery() (path string, ok bool) { return requestPath(q.r) }

// Scheme returns "http" or "https".
func (q *IncomingRequest) Scheme() string { return q.scheme }

// Authority returns the authority of the URI, or else the Host header.
func (q *IncomingRequest) Authority() string { return q.authority }

// Headers returns the headers, immutable.
func (q *IncomingRequest) Headers() *Fields {
	if q.headers == nil {
		q.headers = q.h.fieldsFromHeader(q.r.Header, announced(q.r.Trailer)...)
	}
	return q.headers
}

// announced is the trailer field, which net/http takes out of the headers.
func announced(trailer http.Header) []Field {
	if len(trailer) == 0 {
		return nil
	}
	names := make([]string, 0, len(trailer))
	for name := range trailer {
		names = append(names, lowerName(name))
	}
	sort.Strings(names)
	return []Field{{"trailer", strings.Join(names, ", ")}}
}

// Consume returns the body; ErrTaken the second time.
func (q *IncomingRequest) Consume() (*IncomingBody, error) {
	if q.taken {
		return nil, ErrTaken
	}
	q.taken = true
	return &q.body, nil
}

// requestBodyError maps what reading the body of a received request failed
// with.
func requestBodyError(err error) error {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		n := uint64(tooLarge.Limit)
		return &HTTPError{Code: HTTPRequestBodySize, Number: &n, Err: err}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &HTTPError{Code: HTTPConnectionTerminated, Err: err}
	}
	return asHTTPError(err)
}

// An IncomingResponse is the answer to an outgoing request (wasi:http/types
// incoming-response). Its methods are for one goroutine.
type IncomingResponse struct {
	h       *HTTP
	resp    *http.Response
	headers *Fields
	body    IncomingBody
	source  bodySource
	taken   bool
}

// Status returns the status code.
func (r *IncomingResponse) Status() uint16 { return uint16(r.resp.StatusCode) }

// Headers returns the headers, immutable.
func (r *IncomingResponse) Headers() *Fields {
	if r.headers == nil {
		r.headers = r.h.fieldsFromHeader(r.resp.Header, announced(r.resp.Trailer)...)
	}
	return r.headers
}

// Consume returns the body; ErrTaken the second time.
func (r *IncomingResponse) Consume() (*IncomingBody, error) {
	if r.taken {
		return nil, ErrTaken
	}
	r.taken = true
	return &r.body, nil
}

// Drop closes the response, unless its body was consumed and lives on.
func (r *IncomingResponse) Drop() {
	if !r.taken {
		r.body.Drop()
	}
}
