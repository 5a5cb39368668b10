package gyrohttp

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/gyro-wasm/gyro/sdk/go/internal/wasi"
)

func init() { http.DefaultTransport = &Transport{} }

// Transport is an [http.RoundTripper] that sends requests through the host.
// Its zero value is ready for use, by many goroutines at once. In WebAssembly
// it is [http.DefaultTransport]; elsewhere it passes requests to that.
type Transport struct{}

// RoundTrip sends a request and returns when the response's headers are there.
// The request's body is sent meanwhile and, as HTTP allows, afterwards.
func (*Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	q, err := outgoing(r)
	if err != nil {
		closeBody(r)
		return nil, err
	}
	out, future, err := q.Send(r.Context())
	if err != nil {
		closeBody(r)
		return nil, err
	}
	if out != nil {
		go sendBody(r, out)
	}
	in, err := future.Wait(r.Context())
	if err != nil {
		return nil, err
	}
	return newResponse(r, in), nil
}

func closeBody(r *http.Request) {
	if r.Body != nil {
		r.Body.Close()
	}
}

// outgoing makes what the host sends of a client's request. wasi:http has one
// authority, which names the server: a different Request.Host is not sent.
func outgoing(r *http.Request) (*wasi.OutgoingRequest, error) {
	if r.URL == nil {
		return nil, errors.New("gyrohttp: the request has no URL")
	}
	if r.URL.Host == "" {
		return nil, errors.New("gyrohttp: the request's URL has no host")
	}
	q := &wasi.OutgoingRequest{
		Method:    r.Method,
		Scheme:    r.URL.Scheme,
		Authority: r.URL.Host,
		Path:      r.URL.RequestURI(),
		WantBody:  r.Body != nil && r.Body != http.NoBody,
		Headers:   wasi.NewFields(),
	}
	if q.Method == "" {
		q.Method = http.MethodGet
	}
	for name, values := range r.Header {
		appendField(q.Headers, name, values)
	}
	if _, ok := r.Header["User-Agent"]; !ok {
		q.Headers.Append("User-Agent", "Go-http-client/1.1")
	}
	if _, ok := r.Header["Content-Length"]; !ok && q.WantBody && r.ContentLength > 0 {
		q.Headers.Append("Content-Length", strconv.FormatInt(r.ContentLength, 10))
	}
	return q, nil
}

// sendBody copies a request's body to the host. A body that cannot be read or
// is cut short is broken off, so that the server does not take it for whole.
func sendBody(r *http.Request, out *wasi.OutgoingBody) {
	defer r.Body.Close()
	_, err := io.Copy(writerFunc(func(p []byte) (int, error) { return out.Write(r.Context(), p) }), r.Body)
	if err != nil {
		out.Abort()
		return
	}
	var trailers wasi.Fields
	for name, values := range r.Trailer {
		if trailers == 0 {
			trailers = wasi.NewFields()
		}
		appendField(trailers, name, values)
	}
	out.Finish(trailers)
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// newResponse makes a client's response of what the host has.
func newResponse(r *http.Request, in wasi.IncomingResponse) *http.Response {
	status := in.Status()
	resp := &http.Response{
		Status:     fmt.Sprintf("%d %s", status, http.StatusText(status)),
		StatusCode: status,
		Proto:      "HTTP/1.1",
		ProtoMajor: 1,
		ProtoMinor: 1,
		Header:     readFields(in.Headers()),
		Request:    r,
	}
	resp.ContentLength = contentLength(first(resp.Header, "Content-Length"))
	if r.Method == http.MethodHead || resp.ContentLength == 0 {
		in.Drop()
		resp.Body = http.NoBody
		return resp
	}
	resp.Body = &body{
		ctx:     r.Context(),
		consume: in.Consume,
		trailer: func(h http.Header) { resp.Trailer = h },
		closed:  in.Drop,
	}
	return resp
}
