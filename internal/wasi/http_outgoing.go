package wasi

import (
	"net/http"
	"strconv"
	"strings"
)

// An OutgoingRequest is a request that a guest makes (wasi:http/types
// outgoing-request). Its methods are for one goroutine.
type OutgoingRequest struct {
	h         *HTTP
	headers   *Fields
	body      *OutgoingBody
	method    string
	path      string
	hasPath   bool
	scheme    string // "" if none
	authority string // "" if none
	sent      bool
}

// NewOutgoingRequest makes a GET request without path, scheme and authority.
// It takes over the headers.
func (h *HTTP) NewOutgoingRequest(headers *Fields) *OutgoingRequest {
	return &OutgoingRequest{h: h, headers: headers, method: http.MethodGet}
}

// Body returns the body; ErrTaken the second time, and another error if the
// headers have a bad Content-Length.
func (q *OutgoingRequest) Body() (*OutgoingBody, error) {
	if q.body != nil {
		return nil, ErrTaken
	}
	b := new(OutgoingBody)
	if err := b.init(q.h, q.headers, HTTPRequestBodySize); err != nil {
		return nil, err
	}
	q.body = b
	return b, nil
}

// Headers returns the headers, immutable.
func (q *OutgoingRequest) Headers() *Fields { return q.headers.view() }

// Method returns the method.
func (q *OutgoingRequest) Method() string { return q.method }

// SetMethod sets the method and reports whether that is possible.
func (q *OutgoingRequest) SetMethod(method string) bool {
	if !validHTTPMethod(method) {
		return false
	}
	q.method = method
	return true
}

// PathWithQuery returns the path and query; ok is false if there is none.
func (q *OutgoingRequest) PathWithQuery() (path string, ok bool) { return q.path, q.hasPath }

// SetPathWithQuery sets the path and query, or none, and reports whether that
// is possible.
func (q *OutgoingRequest) SetPathWithQuery(path string, some bool) bool {
	if some && !validHTTPPath(path) {
		return false
	}
	q.path, q.hasPath = path, some
	return true
}

// Scheme returns the scheme; ok is false if there is none.
func (q *OutgoingRequest) Scheme() (scheme string, ok bool) { return q.scheme, q.scheme != "" }

// SetScheme sets the scheme, or none, and reports whether that is possible.
func (q *OutgoingRequest) SetScheme(scheme string, some bool) bool {
	if some && !validHTTPScheme(scheme) {
		return false
	}
	q.scheme = scheme
	if !some {
		q.scheme = ""
	}
	return true
}

// Authority returns the authority; ok is false if there is none.
func (q *OutgoingRequest) Authority() (authority string, ok bool) {
	return q.authority, q.authority != ""
}

// SetAuthority sets the authority, or none, and reports whether that is
// possible.
func (q *OutgoingRequest) SetAuthority(authority string, some bool) bool {
	if !some {
		q.authority = ""
		return true
	}
	if !validHTTPAuthority(authority) {
		return false
	}
	q.authority = authority
	return true
}

// Drop frees what a request that was not sent holds.
func (q *OutgoingRequest) Drop() {
	q.headers.Drop()
	if q.body != nil && !q.sent {
		q.body.closeWire(nil)
	}
}

// An OutgoingResponse is a response that a guest makes (wasi:http/types
// outgoing-response). Its methods are for one goroutine.
type OutgoingResponse struct {
	h       *HTTP
	headers *Fields
	body    *OutgoingBody // nil, or content
	content OutgoingBody
	status  int
	sent    bool
}

// NewOutgoingResponse makes a response with status 200. It takes over the
// headers.
func (h *HTTP) NewOutgoingResponse(headers *Fields) *OutgoingResponse {
	r := new(OutgoingResponse)
	r.Init(h, headers)
	return r
}

// Init makes r, which is a part of something else, what
// [HTTP.NewOutgoingResponse] returns.
func (r *OutgoingResponse) Init(h *HTTP, headers *Fields) {
	r.h, r.headers, r.status = h, headers, http.StatusOK
}

// StatusCode returns the status.
func (r *OutgoingResponse) StatusCode() uint16 { return uint16(r.status) }

// SetStatusCode sets the status and reports whether that is possible.
func (r *OutgoingResponse) SetStatusCode(status uint16) bool {
	if status < 100 || status > 999 {
		return false
	}
	r.status = int(status)
	return true
}

// Headers returns the headers, immutable.
func (r *OutgoingResponse) Headers() *Fields { return r.headers.view() }

// Body returns the body; ErrTaken the second time, and another error if the
// headers have a bad Content-Length.
func (r *OutgoingResponse) Body() (*OutgoingBody, error) {
	if r.body != nil {
		return nil, ErrTaken
	}
	if err := r.content.init(r.h, r.headers, HTTPResponseBodySize); err != nil {
		return nil, err
	}
	r.body = &r.content
	return r.body, nil
}

// Drop frees what a response that was not sent holds.
func (r *OutgoingResponse) Drop() {
	r.headers.Drop()
	if r.body != nil && !r.sent {
		r.body.closeWire(nil)
	}
}

// contentLength returns the declared length of the body, -1 if there is none.
// Several that do not agree are refused: they are how requests are smuggled.
func (f *Fields) contentLength() (int64, error) {
	length := int64(-1)
	for i := range f.list {
		if !equalName(f.list[i].Name, "content-length") {
			continue
		}
		n, err := parseContentLength(f.list[i].Value)
		if err != nil || length >= 0 && n != length {
			return 0, ErrFieldSyntax
		}
		length = n
	}
	return length, nil
}

// parseContentLength parses 1*DIGIT (RFC 9110 section 8.6).
func parseContentLength(s string) (int64, error) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, ErrFieldSyntax
		}
	}
	return strconv.ParseInt(s, 10, 64)
}

// toHeader adds the fields to a header of net/http, each name after prefix and
// in its own case, but for those that net/http acts on.
func (f *Fields) toHeader(header http.Header, prefix string) {
	values := make([]string, 0, len(f.list)) // shared by all names
	for i := range f.list {
		name := prefix + wireName(f.list[i].Name)
		if old := header[name]; len(old) > 0 {
			header[name] = append(old, f.list[i].Value)
			continue
		}
		n := len(values)
		values = append(values, f.list[i].Value)
		header[name] = values[n : n+1 : n+1]
	}
}

// wireName returns the key under which net/http looks for a field that it acts
// on, and other names as they are.
func wireName(name string) string {
	if key, ok := specialNames[name]; ok { // most are in lower case
		return key
	}
	if lower := lowerName(name); lower != name {
		if key, ok := specialNames[lower]; ok {
			return key
		}
	}
	return name
}

// specialNames are the names, in lower case, of the fields that net/http acts on,
// and the keys under which it looks for them.
var specialNames = func() map[string]string {
	m := map[string]string{}
	for name := range strings.FieldsSeq(`te date host range expect trailer upgrade connection user-agent content-type
		content-length accept-encoding content-encoding transfer-encoding`) {
		m[name] = http.CanonicalHeaderKey(name)
	}
	return m
}()

func isSpecial(lower string) bool {
	_, ok := specialNames[lower]
	return ok
}
