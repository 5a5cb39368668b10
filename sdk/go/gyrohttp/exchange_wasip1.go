package gyrohttp

import (
	"net/http"
	"net/url"
)

// An exchange is a request and its response, with all that they need, in one
// piece. If it was made before the image is taken, most requests allocate nothing
// beside it, and write to few pages, each of which has to be copied back.
type exchange struct {
	ctx     requestContext
	request *http.Request
	url     url.URL
	header  usualHeader
	writer  responseWriter
	buffer  [bufferSize]byte // of the writer
}

// prepared is an exchange that no request has used; nil if there is none.
var prepared *exchange

// takeExchange returns an exchange for one request.
func takeExchange() *exchange {
	if e := prepared; e != nil {
		prepared = nil
		return e
	}
	return newExchange()
}

func newExchange() *exchange {
	e := new(exchange)
	e.request = new(http.Request).WithContext(&e.ctx)
	e.request.Proto, e.request.ProtoMajor, e.request.ProtoMinor = "HTTP/1.1", 1, 1
	e.request.URL = &e.url
	e.writer.ctx, e.writer.header, e.writer.buf = &e.ctx, http.Header{}, e.buffer[:0]
	return e
}
