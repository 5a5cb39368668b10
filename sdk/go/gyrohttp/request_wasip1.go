package gyrohttp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/gyro-wasm/gyro/sdk/go/internal/wasi"
)

// newRequest makes a server's request of what the host has.
func newRequest(ctx context.Context, in wasi.IncomingRequest) (_ *http.Request, err error) {
	r := new(http.Request).WithContext(ctx)
	r.Method, r.RequestURI, r.Host = in.Method(), in.Path(), in.Authority()
	r.Proto, r.ProtoMajor, r.ProtoMinor = "HTTP/1.1", 1, 1
	r.Header = readFields(in.Headers())
	if r.RequestURI == "" {
		r.RequestURI = "/"
	}
	if r.URL, err = parseTarget(r.RequestURI); err != nil {
		return nil, fmt.Errorf("path of the request: %w", err)
	}
	if r.Host == "" {
		r.Host = r.Header.Get("Host")
	}
	delete(r.Header, "Host")
	r.RemoteAddr = r.Header.Get("Spin-Client-Addr")
	setBody(r, in)
	return r, nil
}

// setBody gives the request its body, which is taken from the host when it is
// first read. A GET or HEAD without a length has none.
func setBody(r *http.Request, in wasi.IncomingRequest) {
	r.ContentLength = contentLength(r.Header)
	if r.ContentLength < 0 && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		r.ContentLength = 0
	}
	if r.ContentLength == 0 {
		r.Body = http.NoBody
		return
	}
	r.Body = &body{ctx: r.Context(), consume: in.Consume, trailer: func(h http.Header) { r.Trailer = h }}
}

// contentLength returns the length that the header states, -1 if none.
func contentLength(h http.Header) int64 {
	v := h.Get("Content-Length")
	if v == "" {
		return -1
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// readFields makes a header of fields, and drops them.
func readFields(f wasi.Fields) http.Header {
	entries := f.Entries()
	h := make(http.Header, len(entries))
	values := make([]string, len(entries)) // one piece for all, as few names have several
	for i, e := range entries {
		name := canonical(e.Name)
		if others, ok := h[name]; ok {
			h[name] = append(others, e.Value)
			continue
		}
		values[i] = e.Value
		h[name] = values[i : i+1 : i+1]
	}
	return h
}

// A body reads what the host has: a request's body, or a response's.
type body struct {
	ctx     context.Context
	consume func() *wasi.IncomingBody // called by the first Read
	trailer func(http.Header)         // called at the end, if there are any
	closed  func()                    // called by Close
	in      *wasi.IncomingBody
	err     error // what all further Reads return
}

func (b *body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if b.in == nil {
		if b.in = b.consume(); b.in == nil {
			b.err = errors.New("the body has been consumed before")
			return 0, b.err
		}
	}
	n, err := b.in.Read(b.ctx, p)
	if err != nil {
		b.end(err)
	}
	return n, b.err
}

// end drops the body and keeps why; at its end it has trailers.
func (b *body) end(why error) {
	in := b.in
	b.in, b.err = nil, why
	if why != io.EOF {
		in.Drop()
		return
	}
	trailers, err := in.Finish(b.ctx)
	if err != nil {
		b.err = err
	} else if trailers != 0 {
		b.trailer(readFields(trailers))
	}
}

func (b *body) Close() error {
	if b.in != nil {
		b.in.Drop()
		b.in = nil
	}
	b.err = http.ErrBodyReadAfterClose
	if b.closed != nil {
		b.closed()
		b.closed = nil
	}
	return nil
}
