package http1

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"slices"
	"testing"
	"time"
)

// seen returns what the handler of a server sees of the requests that a
// connection sends, and how often the server answers.
func seen(own bool, b []byte) (requests []string) {
	c := &input{Reader: bytes.NewReader(b), done: make(chan struct{})}
	quiet := log.New(io.Discard, "", 0)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		requests = append(requests, fmt.Sprintf("%s %q %q %q %q %d %v %q", r.Method, r.RequestURI, r.Host, r.Header, body, r.ContentLength, err, r.Trailer))
	})
	if own {
		s := &Server{Handler: handler, Context: context.Background(), Log: quiet, MaxHeader: 1 << 20, HeaderTimeout: time.Minute, IdleTimeout: time.Minute}
		_ = s.Serve(&one{conn: c})
		defer s.Close()
	} else {
		var protocols http.Protocols
		protocols.SetHTTP1(true)
		protocols.SetUnencryptedHTTP2(true)
		s := &http.Server{Handler: handler, Protocols: &protocols, ErrorLog: quiet, DisableGeneralOptionsHandler: true}
		_ = s.Serve(&one{conn: c})
	}
	<-c.done
	return requests
}

// FuzzConnection says that a handler sees the same requests, whatever a client
// sends, as if net/http had read all of them.
func FuzzConnection(f *testing.F) {
	for i, first := range plain {
		f.Add([]byte(first))
		for _, second := range append(plain[i:], subtle...) {
			f.Add([]byte(first + second))
		}
	}
	for _, text := range []string{
		"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nshort",
		"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nabc",
		"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 37\r\n\r\nGET /inner HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if i := bytes.Index(b, []byte(preface)); i > 0 {
			t.Skip("net/http has a handler answer a preface of HTTP/2 that is not the first request")
		}
		if got, want := seen(true, b), seen(false, b); !slices.Equal(got, want) {
			t.Errorf("%q:\ngot  %q\nwant %q", b, got, want)
		}
	})
}
