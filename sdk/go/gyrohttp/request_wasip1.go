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

// receive makes a server's request of what the host has.
func (e *exchange) receive(in wasi.IncomingRequest) error {
	r := e.request
	r.Method, r.RequestURI, r.Host = in.Method(), in.Path(), in.Authority()
	host, length := e.readHeader(in.Headers())
	if r.RequestURI == "" {
		r.RequestURI = "/"
	}
	if err := parseTarget(r.RequestURI, &e.url); err != nil {
		return fmt.Errorf("path of the request: %w", err)
	}
	if r.Host == "" {
		r.Host = host
	}
	e.setBody(in, contentLength(length))
	return nil
}

// readHeader makes the request's header of fields, and drops them. It returns
// those of Host, which is not part of it, and Content-Length.
func (e *exchange) readHeader(f wasi.Fields) (host, length string) {
	r, u, entries := e.request, &e.header, f.Entries()
	if !u.begin(len(entries)) {
		r.Header = newHeader(entries)
		host = first(r.Header, "Host")
		delete(r.Header, "Host")
		r.RemoteAddr = first(r.Header, "Spin-Client-Addr")
		return host, first(r.Header, "Content-Length")
	}
	for i := range entries {
		u.add(entries.At(i))
	}
	u.end()
	r.Header, r.RemoteAddr = u.header, u.get(clientField)
	return u.get(hostField), u.get(lengthField)
}

// setBody gives the request its body, which is taken from the host when it is
// first read. A GET or HEAD without a length has none.
func (e *exchange) setBody(in wasi.IncomingRequest, length int64) {
	r := e.request
	r.ContentLength = length
	if r.ContentLength < 0 && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		r.ContentLength = 0
	}
	if r.ContentLength == 0 {
		r.Body = http.NoBody
		return
	}
	r.Body = &body{ctx: &e.ctx, consume: in.Consume, trailer: func(h http.Header) { r.Trailer = h }}
}

// contentLength returns the length that a header states, -1 if none.
func contentLength(v string) int64 {
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
func readFields(f wasi.Fields) http.Header { return newHeader(f.Entries()) }

func newHeader(entries wasi.Entries) http.Header {
	h := make(http.Header, len(entries))
	values := make([]string, len(entries)) // one piece for all, as few names have several
	for i := range entries {
		name, value := entries.At(i)
		name = canonical(name)
		if others, ok := h[name]; ok {
			h[name] = append(others, value)
			continue
		}
		values[i] = value
		h[name] = values[i : i+1 : i+1]
	}
	return h
}

// first returns the first value of a field by its canonical name.
func first(h http.Header, name string) string {
	if v := h[name]; len(v) > 0 {
		return v[0]
	}
	return ""
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
