package wasi

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"syscall"
	"time"
)

// Defaults of [HTTPTransportConfig].
const (
	defaultResponseHeaderBytes = 256 << 10
	idleConns                  = 256
	idleConnsPerHost           = 64
	idleConnTimeout            = 90 * time.Second
)

// HTTPTransportConfig are the settings of an [HTTPTransport]; the zero value
// is a good one.
type HTTPTransportConfig struct {
	// AllowAddr decides about each address before it is dialled, after names
	// were resolved: names of the public can point into private networks. Its
	// error refuses the address with [HTTPDestinationIPProhibited]. Nil allows
	// all.
	AllowAddr func(netip.AddrPort) error
	TLS       *tls.Config // roots and client certificates; nil for those of the system
	// H2C makes requests to http hosts in HTTP/2 with prior knowledge.
	H2C bool
	// MaxRequests is how many requests may be under way at once; more wait. 0
	// means no limit.
	MaxRequests int
	// MaxResponseHeaderBytes bounds the headers of a response, default 256 KiB.
	MaxResponseHeaderBytes int64
}

// An HTTPTransport sends requests over pooled connections, HTTP/1 and 2. It
// follows no redirects, decompresses nothing and uses no proxy from the
// environment: guests get what the server sent. It is safe for use by several
// goroutines, and meant to be shared by all instances of a process.
type HTTPTransport struct {
	base  *http.Transport
	slots chan struct{} // nil for no limit
}

// NewHTTPTransport makes a transport. Call [HTTPTransport.Close] at its end.
func NewHTTPTransport(c HTTPTransportConfig) *HTTPTransport {
	dialer := &net.Dialer{Timeout: DefaultHTTPTimeout}
	if c.AllowAddr != nil {
		dialer.ControlContext = func(_ context.Context, _, address string, _ syscall.RawConn) error {
			return checkAddr(c.AllowAddr, address)
		}
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP2(true)
	protocols.SetUnencryptedHTTP2(c.H2C)
	protocols.SetHTTP1(!c.H2C)
	headerBytes := c.MaxResponseHeaderBytes
	if headerBytes == 0 {
		headerBytes = defaultResponseHeaderBytes
	}
	t := &HTTPTransport{base: &http.Transport{
		DialContext:            dialer.DialContext,
		TLSClientConfig:        c.TLS,
		Protocols:              protocols,
		DisableCompression:     true,
		MaxResponseHeaderBytes: headerBytes,
		MaxIdleConns:           idleConns,
		MaxIdleConnsPerHost:    idleConnsPerHost,
		IdleConnTimeout:        idleConnTimeout,
		ExpectContinueTimeout:  time.Second,
	}}
	if c.MaxRequests > 0 {
		t.slots = make(chan struct{}, c.MaxRequests)
	}
	return t
}

func checkAddr(allow func(netip.AddrPort) error, address string) error {
	addr, err := netip.ParseAddrPort(address)
	if err == nil {
		err = allow(netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port()))
	}
	if err != nil {
		return &HTTPError{Code: HTTPDestinationIPProhibited, Err: err}
	}
	return nil
}

// Close closes connections that are idle; those in use close after use.
func (t *HTTPTransport) Close() { t.base.CloseIdleConnections() }

// RoundTrip implements [http.RoundTripper].
func (t *HTTPTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.slots == nil {
		return t.base.RoundTrip(r)
	}
	select {
	case t.slots <- struct{}{}:
	case <-r.Context().Done():
		if r.Body != nil {
			_ = r.Body.Close() // as every RoundTripper has to
		}
		return nil, context.Cause(r.Context())
	}
	resp, err := t.base.RoundTrip(r)
	if err != nil {
		<-t.slots
		return nil, err
	}
	free := sync.OnceFunc(func() { <-t.slots })
	context.AfterFunc(r.Context(), free) // an instance may end without closing anything
	resp.Body = &slotBody{resp.Body, free}
	return resp, nil
}

// slotBody gives its place back when it ends; free may be called twice.
type slotBody struct {
	io.ReadCloser
	free func()
}

func (b *slotBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.free()
	}
	return n, err
}

func (b *slotBody) Close() error {
	defer b.free()
	return b.ReadCloser.Close()
}
