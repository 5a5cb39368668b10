package wasi

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"sync"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	http2 "github.com/gyro-wasm/gyro/internal/wasi/p2/bind/http"
	http3 "github.com/gyro-wasm/gyro/internal/wasi/p3/bind/http"
)

// An HTTPClient says what outgoing requests a guest may make. One serves any
// number of hosts and goroutines.
type HTTPClient struct {
	// Transport sends the requests; nil is a transport without proxies,
	// redirects and decompression, shared by all clients.
	Transport http.RoundTripper
	// Allow decides about each request before it is sent; an error denies it.
	// Nil allows all.
	Allow func(ctx context.Context, scheme, host string, port uint16) error
	// Self gives the scheme and authority of requests that have no authority,
	// those to the same app. Nil refuses them.
	Self func(ctx context.Context) (scheme, authority string, err error)
	// SelfHost is a name for the same app in the authority of a request; empty
	// for none.
	SelfHost string
}

// DefaultTransport is the transport of an [HTTPClient] that has none of its own:
// without proxies, redirects and decompression.
var DefaultTransport http.RoundTripper = wasi.NewHTTPTransport(wasi.HTTPTransportConfig{})

func (c *HTTPClient) apply(h *wasi.HTTP) {
	h.Transport, h.Allow, h.Relative, h.RelativeHost = c.Transport, c.Allow, c.Self, c.SelfHost
	if h.Transport == nil {
		h.Transport = DefaultTransport
	}
	if h.Allow == nil {
		h.Allow = func(context.Context, string, string, uint16) error { return nil }
	}
}

// ServeHTTP answers a request by the instance in, whose data has h, through
// its export wasi:http/handler of WASI 0.3 or wasi:http/incoming-handler of 0.2.
// Bodies stream in both directions. It returns when the guest has nothing more to
// do for the request.
//
// If the error is not nil the response may be incomplete or not begun: its
// type is [*ResponseError].
func (h *Host) ServeHTTP(w http.ResponseWriter, r *http.Request, in *component.Instance) error {
	return h.ServeHTTPWithHeaders(r.Context(), w, r, nil, in)
}

// ServeHTTPWithHeaders is [Host.ServeHTTP] for a request that has more headers
// than those in r: names in lower case and values. They are asked for, at most
// once, if the guest asks for headers; nil is none. ctx is the context of the
// guest, made from that of r.
func (h *Host) ServeHTTPWithHeaders(ctx context.Context, w http.ResponseWriter, r *http.Request, headers iter.Seq2[string, string], in *component.Instance) error {
	err := h.serve(ctx, w, r, wasi.MoreFields(headers), in)
	if err == nil {
		return nil
	}
	var re *wasi.ResponseError
	if errors.As(err, &re) {
		return &ResponseError{Err: re.Err, Started: re.Started, Complete: re.Complete}
	}
	return err
}

// serve calls the guest by the interface that it exports: that of WASI 0.2 if it
// has both.
func (h *Host) serve(ctx context.Context, w http.ResponseWriter, r *http.Request, more wasi.MoreFields, in *component.Instance) error {
	if h.newer.Load() { // as the guest before
		if guest, err := http3.NewHandler(in); err == nil {
			return h.p3.ServeHTTP(ctx, w, r, more, guest)
		}
		h.newer.Store(false)
	}
	guest, err := http2.NewIncomingHandler(in)
	if err == nil {
		return h.p2.ServeHTTP(ctx, w, r, more, guest)
	}
	if guest, err := http3.NewHandler(in); err == nil {
		h.newer.Store(true)
		return h.p3.ServeHTTP(ctx, w, r, more, guest)
	}
	return &wasi.ResponseError{Err: err}
}

// A ResponseError is the error of a request that a guest did not answer well.
type ResponseError struct {
	// Err is what went wrong; a [*component.Trap] if the guest trapped.
	Err error
	// Started tells whether a part of the response is on its way; if not, the
	// caller writes a response of its own.
	Started bool
	// Complete tells that the client got the whole response all the same.
	Complete bool
}

// Error implements error.
func (e *ResponseError) Error() string { return e.Err.Error() }

// Unwrap returns what went wrong.
func (e *ResponseError) Unwrap() error { return e.Err }

// CheckHandler tells whether instances of l can answer HTTP.
func CheckHandler(l *component.Linked) error {
	err := l.HasFunc("wasi:http/incoming-handler@0.2.12", "handle")
	if err != nil && l.HasFunc("wasi:http/handler@0.3.0", "handle") != nil {
		return fmt.Errorf("does not answer HTTP: %w", err)
	}
	return nil
}

// Concurrent tells whether an instance of l may answer several requests at once,
// if it is made so (see [component.InstanceConfig]): WASI 0.3 has that.
func Concurrent(l *component.Linked) bool {
	return l.HasFunc("wasi:http/incoming-handler@0.2.12", "handle") != nil && l.HasFunc("wasi:http/handler@0.3.0", "handle") == nil
}

// NewHandler returns a handler that answers each request by a fresh instance
// from l, see [Host.ServeHTTP]. A request that the guest
// fails to answer gets the status 500; if its response had begun, the
// connection is closed. Failures are given to report, which may be nil.
func NewHandler(l Instantiator, c Config, report func(*http.Request, error)) http.Handler {
	hosts := &hostPool{config: c}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := serve(w, r, l, hosts)
		if err == nil {
			return
		}
		if report != nil {
			report(r, err)
		}
		var re *ResponseError
		switch {
		case !errors.As(err, &re) || !re.Started:
			http.Error(w, "the function failed", http.StatusInternalServerError)
		case !re.Complete:
			panic(http.ErrAbortHandler)
		}
	})
}

func serve(w http.ResponseWriter, r *http.Request, l Instantiator, hosts *hostPool) (err error) {
	h, err := hosts.get()
	if err != nil {
		return err
	}
	defer func() { err = join(err, hosts.put(h)) }()
	in, err := l.Instantiate(r.Context(), component.InstanceConfig{Data: h})
	if err != nil {
		return err
	}
	defer func() { err = join(err, in.Close(r.Context())) }()
	return h.ServeHTTP(w, r, in)
}

// join is [errors.Join] that leaves a single error as it is.
func join(a, b error) error {
	switch {
	case b == nil:
		return a
	case a == nil:
		return b
	}
	return errors.Join(a, b)
}

// A hostPool keeps hosts for the next instance.
type hostPool struct {
	config Config
	hosts  sync.Pool
}

func (p *hostPool) get() (*Host, error) {
	if h, ok := p.hosts.Get().(*Host); ok {
		return h, nil
	}
	return NewHost(p.config)
}

// put takes back a host whose instance is closed.
func (p *hostPool) put(h *Host) error {
	reusable, err := h.Reset()
	if reusable {
		p.hosts.Put(h)
	}
	return err
}
