package wasi

import (
	"errors"
	"io"
	"iter"
	"net/http"
	"sort"
	"strings"
)

// An IncomingRequest is a request that a guest answers (wasi:http/types
// incoming-request). Its methods are for one goroutine.
type IncomingRequest struct {
	h         *HTTP
	r         *http.Request
	more      MoreFields
	scheme    string
	authority string
	headers   *Fields // nil, or fields
	fields    Fields
	body      IncomingBody
	taken     bool
}

// MoreFields are fields that a host adds to those of a request, as names in
// lower case and values. They are asked for once at the most, and only for a
// guest that asks for headers. Nil is none.
type MoreFields iter.Seq2[string, string]

// ErrNoAuthority is the error for a request that does not say which host it is
// meant for; the answer is 400.
var ErrNoAuthority = errors.New("the request names no host: it has neither a URI with one nor a Host header")

// init adapts a request that net/http received.
func (q *IncomingRequest) init(x *exchange, r *http.Request, more MoreFields) error {
	q.h, q.r, q.more, q.scheme, q.authority = x.h, r, more, "http", r.Host
	if q.authority == "" {
		return ErrNoAuthority
	}
	if r.TLS != nil {
		q.scheme = "https"
	}
	q.body.h = x.h
	if r.Body != nil && r.Body != http.NoBody {
		// On its own: who reads ahead may hold it a little longer than the guest
		// lives.
		q.body.src = &bodySource{body: r.Body, interrupt: x.interruptRead, mapErr: requestBodyError}
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
		q.headers = &q.fields
		q.fields.receive(q.h, q.r.Header, q.r.Trailer, q.more)
	}
	return q.headers
}

// announced is the value of the trailer field, which net/http takes out of the
// headers.
func announced(trailer http.Header) string {
	names := make([]string, 0, len(trailer))
	for name := range trailer {
		names = append(names, lowerName(name))
	}
	sort.Strings(names)
	return strings.Join(names, ", ")
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
		r.headers = new(Fields)
		r.headers.receive(r.h, r.resp.Header, r.resp.Trailer, nil)
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
