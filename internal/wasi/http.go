package wasi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
)

// Limits of one instance where [HTTPLimits] leaves them zero.
const (
	defaultHTTPRequests   = 128
	defaultHTTPBodies     = 256
	defaultHTTPFieldBytes = 8 << 20
)

// HTTPLimits bound what one instance can make the host hold for wasi:http.
// Zero means the default.
type HTTPLimits struct {
	// Requests is how many outgoing requests may be under way at once, from
	// handle until the body of the response ended or was dropped; default 128.
	// One more fails with [HTTPConnectionLimitReached].
	Requests int
	// Bodies is how many outgoing bodies may exist at once; default 256. One
	// more is a [*LimitError] and [ErrBuffers]. Each holds at most 128 KiB.
	Bodies int
	// FieldBytes is how large all fields that the guest made may be together,
	// counted as [MaxFieldsSize] says; default 8 MiB. More is [ErrFieldsSize]
	// and [ErrBuffers].
	FieldBytes int
}

// maxBody is the most that an outgoing body holds, in bytes.
const maxBody = 128 << 10

// Bound sets the limits of what takes memory such that it is at most that many
// bytes together, half for bodies and half for fields, or about as little as a
// guest can do with.
func (l *HTTPLimits) Bound(bytes int) {
	l.FieldBytes = bytes / 2
	l.Bodies = max(2, bytes/2/maxBody)
}

// ErrBuffers is a part of the errors of what would make the host hold more than
// [HTTPLimits] allow.
var ErrBuffers = errors.New("the instance makes the host hold too much")

// A LimitError tells which limit of the host an instance ran into. An adapter
// traps.
type LimitError struct {
	What  string
	Limit int
}

// Error implements error.
func (e *LimitError) Error() string {
	return fmt.Sprintf("an instance may have at most %d %s at a time", e.Limit, e.What)
}

// HTTP is wasi:http for one instance: what it may do, and the count of what it
// holds. The fields are set before the first use. It is safe for use by
// several goroutines; the zero value allows no outgoing request.
type HTTP struct {
	// Transport sends outgoing requests, usually one [HTTPTransport] for all
	// instances. A wrapper can answer some hosts itself. Nil denies all.
	Transport http.RoundTripper
	// Allow decides whether a request may be sent, before anything is. A port
	// that the authority leaves out is the default of the scheme. Any error
	// denies the request; if it is not an [*HTTPError], the guest sees
	// [HTTPRequestDenied]. Nil denies all.
	Allow func(ctx context.Context, scheme, host string, port uint16) error
	// Relative gives the scheme and authority of a request that has no
	// authority of its own, which is one to the same app. An error is treated
	// as one of Allow, which is not asked. Nil refuses such requests.
	Relative func(ctx context.Context) (scheme, authority string, err error)
	// RelativeHost is the name by which requests with an authority ask for the
	// same, on any port; empty for none.
	RelativeHost string
	// Forbidden tells whether guests may not use a field of that name, given
	// in lower case; nil means [ForbiddenField].
	Forbidden func(name string) bool
	Limits    HTTPLimits
	// Connections count outgoing requests together with the instance's sockets.
	Connections *Connections

	mu         sync.Mutex
	requests   int
	bodies     int
	fieldBytes int
	small      [smallBody]byte // the buffer of the first body
	smallUsed  bool
	fields     roomyFields // the first that the guest makes
	fieldsUsed atomic.Bool

	serves   atomic.Bool // exchange is in use
	exchange exchange    // the first request that it answers
}

// Reset makes h as new, but for its settings, for another instance. It reports
// false if that is not possible. The instance that h served must be closed, and
// must not have sent requests.
func (h *HTTP) Reset() bool {
	h.requests, h.bodies, h.fieldBytes, h.smallUsed = 0, 0, 0, false
	if h.serves.Load() && !h.exchange.reset() {
		return false
	}
	h.serves.Store(false)
	if h.fieldsUsed.Load() {
		h.fields = roomyFields{}
		h.fieldsUsed.Store(false)
	}
	return true
}

// Holds returns what the instance holds now of what [HTTPLimits] bounds.
func (h *HTTP) Holds() (requests, bodies, fieldBytes int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.requests, h.bodies, h.fieldBytes
}

// take counts one more of what n counts, if that is within limit.
func (h *HTTP) take(n *int, limit int) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if *n >= limit {
		return false
	}
	*n++
	return true
}

func (h *HTTP) release(n *int) {
	h.mu.Lock()
	*n--
	h.mu.Unlock()
}

func (h *HTTP) takeRequest() error {
	if !h.Connections.take() {
		return &HTTPError{Code: HTTPConnectionLimitReached, Err: &LimitError{"outgoing requests and sockets", h.Connections.Limit}}
	}
	limit := orDefault(h.Limits.Requests, defaultHTTPRequests)
	if !h.take(&h.requests, limit) {
		h.Connections.release()
		return &HTTPError{Code: HTTPConnectionLimitReached, Err: &LimitError{"outgoing requests", limit}}
	}
	return nil
}

func (h *HTTP) releaseRequest() {
	h.release(&h.requests)
	h.Connections.release()
}

// takeBody counts one more body, and returns a small buffer for it if there is
// one.
func (h *HTTP) takeBody() (small []byte, err error) {
	limit := orDefault(h.Limits.Bodies, defaultHTTPBodies)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.bodies >= limit {
		return nil, fmt.Errorf("%w: %w", ErrBuffers, &LimitError{"outgoing bodies", limit})
	}
	h.bodies++
	if !h.smallUsed {
		h.smallUsed, small = true, h.small[:]
	}
	return small, nil
}

func (h *HTTP) releaseBody() { h.release(&h.bodies) }

// errAllFields is the error of fields that are too large together.
var errAllFields = fmt.Errorf("%w: %w", ErrBuffers, ErrFieldsSize)

// chargeFields accounts for n more (or fewer) bytes of fields.
func (h *HTTP) chargeFields(n int) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if n > 0 && h.fieldBytes+n > orDefault(h.Limits.FieldBytes, defaultHTTPFieldBytes) {
		return errAllFields
	}
	h.fieldBytes += n
	return nil
}

func (h *HTTP) forbidden(name string) bool {
	if h != nil && h.Forbidden != nil {
		return h.Forbidden(lowerName(name))
	}
	return ForbiddenField(name)
}

func orDefault(n, def int) int {
	if n == 0 {
		return def
	}
	return n
}
