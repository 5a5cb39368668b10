package wasi

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

func allowAll(context.Context, string, string, uint16) error { return nil }

// peer starts a server that answers with handler, and returns its URL and an
// HTTP whose requests may reach it.
func peer(t testing.TB, protocol string, handler http.HandlerFunc) (string, *HTTP) {
	srv := httptest.NewUnstartedServer(handler)
	srv.Config.ErrorLog = discardLog
	config := HTTPTransportConfig{}
	switch protocol {
	case "h2":
		srv.EnableHTTP2 = true
		srv.StartTLS()
		config.TLS = &tls.Config{RootCAs: srv.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	case "h2c":
		srv.Config.Protocols = new(http.Protocols)
		srv.Config.Protocols.SetUnencryptedHTTP2(true)
		srv.Start()
		config.H2C = true
	default:
		srv.Start()
	}
	tr := NewHTTPTransport(config)
	t.Cleanup(func() {
		tr.Close()
		srv.CloseClientConnections()
		srv.Close()
	})
	return srv.URL, &HTTP{Transport: tr, Allow: allowAll}
}

// newRequest makes a request for url.
func newRequest(t testing.TB, h *HTTP, method, url string, fields ...Field) *OutgoingRequest {
	headers, err := h.FieldsFromList(fields)
	if err != nil {
		t.Fatal(err)
	}
	q := h.NewOutgoingRequest(headers)
	scheme, rest, _ := strings.Cut(url, "://")
	authority, path := rest, ""
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		authority, path = rest[:i], rest[i:]
	}
	if !q.SetMethod(method) || !q.SetScheme(scheme, true) || !q.SetAuthority(authority, true) || !q.SetPathWithQuery(path, path != "") {
		t.Fatalf("bad request %s %s", method, url)
	}
	return q
}

// do sends q and waits for its response.
func do(t testing.TB, h *HTTP, q *OutgoingRequest, opts *RequestOptions) (*IncomingResponse, error) {
	ctx := testContext(t)
	f, err := h.Handle(ctx, q, opts)
	if err != nil {
		return nil, err
	}
	if err := Wait(ctx, f); err != nil {
		t.Fatal(err)
	}
	resp, ready, err := f.Get()
	if !ready {
		t.Fatal("the future is not ready after its event")
	}
	if _, _, err := f.Get(); err != ErrTaken {
		t.Errorf("second get: %v", err)
	}
	f.Drop()
	return resp, err
}

// readBody reads the body of resp and its trailers.
func readBody(t testing.TB, resp *IncomingResponse) (string, *Fields, error) {
	ctx := testContext(t)
	body, err := resp.Consume()
	if err != nil {
		t.Fatal(err)
	}
	resp.Drop()
	stream, err := body.Stream()
	if err != nil {
		t.Fatal(err)
	}
	defer body.Drop()
	var got []byte
	buf := make([]byte, 1000)
	for {
		n, err := BlockingRead(ctx, stream, buf)
		got = append(got, buf[:n]...)
		if err == io.EOF {
			break
		}
		if err != nil {
			return string(got), nil, err
		}
	}
	_ = stream.Close()
	future, err := body.Finish()
	if err != nil {
		t.Fatal(err)
	}
	if err := Wait(ctx, future); err != nil {
		t.Fatal(err)
	}
	trailers, _, err := future.Get()
	return string(got), trailers, err
}

func TestClientRequest(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			checkGoroutines(t)
			url, h := peer(t, protocol, func(w http.ResponseWriter, r *http.Request) {
				fmt.Fprintln(w, r.Method, r.RequestURI, r.Host, r.ContentLength, len(r.TransferEncoding))
				for _, name := range []string{"User-Agent", "Accept-Encoding", "X-A", "Te"} {
					fmt.Fprintf(w, "%s=%q\n", name, r.Header[name])
				}
			})
			host := strings.SplitN(url, "://", 2)[1]
			for _, path := range []string{"/p%2fath?x=%41", "//double//slash?q", "", "/ä|"} {
				resp, err := do(t, h, newRequest(t, h, "GET", url+path, Field{"x-a", "1"}, Field{"X-A", "2"}, Field{"te", "trailers"}), nil)
				if err != nil {
					t.Fatal(err)
				}
				got, _, err := readBody(t, resp)
				want := path
				if want == "" {
					want = "/"
				}
				lines := strings.Split(got, "\n")
				if first := "GET " + want + " " + host + " 0 0"; err != nil || lines[0] != first {
					t.Errorf("got %q, %v; want %q", lines[0], err, first)
				}
				if lines[1] != "User-Agent=[]" || lines[2] != "Accept-Encoding=[]" || lines[4] != `Te=["trailers"]` ||
					lines[3] != `X-A=["1" "2"]` && lines[3] != `X-A=["2" "1"]` {
					t.Errorf("headers %q", lines[1:])
				}
			}
			checkNothingLeft(t, h)
		})
	}
}

// TestClientStreams proves that neither direction waits for the other to end.
func TestClientStreams(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			checkGoroutines(t)
			ctx := testContext(t)
			url, h := peer(t, protocol, func(w http.ResponseWriter, r *http.Request) {
				rc := http.NewResponseController(w)
				_ = rc.EnableFullDuplex()
				_ = rc.Flush()
				buf := make([]byte, 4096)
				for {
					n, err := r.Body.Read(buf)
					_, _ = w.Write(buf[:n])
					_ = rc.Flush()
					if err != nil {
						break
					}
				}
				for name, values := range r.Trailer {
					w.Header()[http.TrailerPrefix+name] = values
				}
			})
			q := newRequest(t, h, "POST", url, Field{"trailer", "X-Sum"})
			body, err := q.Body()
			if err != nil {
				t.Fatal(err)
			}
			dst, _ := body.Write()
			resp, err := do(t, h, q, nil)
			if err != nil {
				t.Fatal(err)
			}
			inBody, _ := resp.Consume()
			src, _ := inBody.Stream()
			buf := make([]byte, 100)
			for i := range 10 {
				line := fmt.Sprintf("line %d", i)
				if err := BlockingWriteAndFlush(ctx, dst, []byte(line)); err != nil {
					t.Fatal(err)
				}
				for got := ""; got != line; {
					n, err := BlockingRead(ctx, src, buf)
					if err != nil {
						t.Fatalf("%q, %v", got, err)
					}
					got += string(buf[:n])
				}
			}
			_ = dst.Close()
			trailers, _ := h.FieldsFromList([]Field{{"X-Sum", "42"}})
			if err := body.Finish(trailers); err != nil {
				t.Fatal(err)
			}
			if n, err := BlockingRead(ctx, src, buf); err != io.EOF {
				t.Errorf("%q, %v", buf[:n], err)
			}
			_ = src.Close()
			future, _ := inBody.Finish()
			if err := Wait(ctx, future); err != nil {
				t.Fatal(err)
			}
			if got, _, err := future.Get(); err != nil || got == nil || entries(got) != "x-sum=42" {
				t.Errorf("trailers %v, %v", got, err)
			}
			checkNothingLeft(t, h)
		})
	}
}

func TestClientNoMagic(t *testing.T) {
	url, h := peer(t, "h1", func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/redirect":
			http.Redirect(w, r, "/other", http.StatusFound)
		case "/gzip":
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Connection", "close")
			_, _ = io.WriteString(w, "not really gzip")
		}
	})
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	resp, err := do(t, h, newRequest(t, h, "GET", url+"/redirect"), nil)
	if err != nil || resp.Status() != 302 || resp.Headers().Get("location")[0] != "/other" {
		t.Errorf("%v, %v", resp, err)
	}
	resp.Drop()
	resp, err = do(t, h, newRequest(t, h, "GET", url+"/gzip", Field{"accept-encoding", "gzip"}), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, _, err := readBody(t, resp); got != "not really gzip" || err != nil || !resp.Headers().Has("content-encoding") || resp.Headers().Has("connection") {
		t.Errorf("%q, %v, %s", got, err, entries(resp.Headers()))
	}
}

func TestClientContentLength(t *testing.T) {
	for _, protocol := range protocols {
		for _, tt := range []struct {
			name, write string
			size        uint64
		}{{"right", "hello world", 0}, {"too little", "hel", 3}, {"too much", "hello world and more", 20}} {
			t.Run(protocol+"/"+tt.name, func(t *testing.T) {
				checkGoroutines(t)
				ctx := testContext(t)
				saw := make(chan string, 1)
				url, h := peer(t, protocol, func(w http.ResponseWriter, r *http.Request) {
					got, err := io.ReadAll(r.Body)
					saw <- fmt.Sprint(string(got), " ", r.ContentLength, " ", err == nil)
				})
				q := newRequest(t, h, "PUT", url, Field{"Content-Length", "11"})
				body, err := q.Body()
				if err != nil {
					t.Fatal(err)
				}
				f, err := h.Handle(ctx, q, nil)
				if err != nil {
					t.Fatal(err)
				}
				stream, _ := body.Write()
				var werr *HTTPError
				if err := BlockingWriteAndFlush(ctx, stream, []byte(tt.write)); err != nil && !errors.As(err, &werr) {
					t.Fatal(err)
				}
				if (werr != nil) != (tt.name == "too much") {
					t.Errorf("write: %v", werr)
				}
				_ = stream.Close()
				var ferr *HTTPError
				if err := body.Finish(nil); err != nil && !errors.As(err, &ferr) {
					t.Fatal(err)
				}
				if tt.size > 0 && (ferr == nil || ferr.Code != HTTPRequestBodySize || *ferr.Number != tt.size) || tt.size == 0 && ferr != nil {
					t.Errorf("finish: %v", ferr)
				}
				if err := Wait(ctx, f); err != nil {
					t.Fatal(err)
				}
				resp, _, err := f.Get()
				if tt.size > 0 {
					var he *HTTPError
					if !errors.As(err, &he) || he.Code != HTTPRequestBodySize {
						t.Errorf("the future: %v", err)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				resp.Drop()
				if got := <-saw; got != "hello world 11 true" {
					t.Errorf("the server saw %q", got)
				}
			})
		}
	}
}

// TestClientFinishedBody is a body that is whole before the request is sent.
func TestClientFinishedBody(t *testing.T) {
	url, h := peer(t, "h1", func(w http.ResponseWriter, r *http.Request) {
		got, _ := io.ReadAll(r.Body)
		fmt.Fprint(w, string(got), r.ContentLength, len(r.TransferEncoding))
	})
	for _, text := range []string{"", "abc"} {
		q := newRequest(t, h, "POST", url)
		body, _ := q.Body()
		stream, _ := body.Write()
		if err := stream.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		_ = stream.Close()
		if err := body.Finish(nil); err != nil {
			t.Fatal(err)
		}
		resp, err := do(t, h, q, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, _, err := readBody(t, resp); got != fmt.Sprint(text, len(text), 0) || err != nil {
			t.Errorf("%q, %v", got, err)
		}
	}
	checkNothingLeft(t, h)
}

func TestClientAbort(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			checkGoroutines(t)
			ctx := testContext(t)
			saw := make(chan error, 1)
			url, h := peer(t, protocol, func(w http.ResponseWriter, r *http.Request) {
				_, err := io.ReadAll(r.Body)
				saw <- err
			})
			q := newRequest(t, h, "POST", url)
			body, _ := q.Body()
			f, err := h.Handle(ctx, q, nil)
			if err != nil {
				t.Fatal(err)
			}
			stream, _ := body.Write()
			_ = BlockingWriteAndFlush(ctx, stream, []byte("partial"))
			_ = stream.Close()
			body.Drop()
			if err := Wait(ctx, f); err != nil {
				t.Fatal(err)
			}
			if resp, _, err := f.Get(); err == nil {
				resp.Drop()
			}
			select {
			case err := <-saw:
				if err == nil {
					t.Error("the server took the body for whole")
				}
			case <-ctx.Done():
				t.Error("the server heard nothing")
			}
		})
	}
}

func TestClientRefusals(t *testing.T) {
	url, h := peer(t, "h1", func(http.ResponseWriter, *http.Request) { t.Error("the request was sent") })
	var asked string
	policy := func(_ context.Context, scheme, host string, port uint16) error {
		asked = fmt.Sprint(scheme, " ", host, " ", port)
		if host == "loop" {
			return &HTTPError{Code: HTTPLoopDetected}
		}
		return errors.New("not on the list")
	}
	tests := []struct {
		name  string
		set   func(h *HTTP, q *OutgoingRequest)
		code  HTTPErrorCode
		asked string
	}{
		{"policy", func(*HTTP, *OutgoingRequest) {}, HTTPRequestDenied, "http " + strings.Replace(url[7:], ":", " ", 1)},
		{"policy with a code", func(_ *HTTP, q *OutgoingRequest) { q.SetAuthority("loop:81", true) }, HTTPLoopDetected, "http loop 81"},
		{"scheme by default", func(_ *HTTP, q *OutgoingRequest) { q.SetScheme("", false); q.SetAuthority("a", true) }, HTTPRequestDenied, "https a 443"},
		{"IPv6", func(_ *HTTP, q *OutgoingRequest) { q.SetAuthority("[::1]", true) }, HTTPRequestDenied, "http ::1 80"},
		{"no policy", func(h *HTTP, _ *OutgoingRequest) { h.Allow = nil }, HTTPRequestDenied, ""},
		{"no transport", func(h *HTTP, _ *OutgoingRequest) { h.Transport = nil }, HTTPRequestDenied, ""},
		{"no authority", func(_ *HTTP, q *OutgoingRequest) { q.SetAuthority("", false) }, HTTPRequestURIInvalid, ""},
		{"scheme", func(_ *HTTP, q *OutgoingRequest) { q.SetScheme("ftp", true) }, HTTPProtocolError, ""},
		{"method", func(_ *HTTP, q *OutgoingRequest) { q.SetMethod("CONNECT") }, HTTPRequestMethodInvalid, ""},
		{"relative", func(h *HTTP, q *OutgoingRequest) {
			q.SetAuthority("", false)
			h.Relative = func(context.Context) (string, string, error) { return "", "", errors.New("no self") }
		}, HTTPRequestDenied, ""},
		{"limit", func(h *HTTP, _ *OutgoingRequest) { h.Allow = allowAll; h.Limits.Requests = -1 }, HTTPConnectionLimitReached, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			asked = ""
			h := &HTTP{Transport: h.Transport, Allow: policy}
			q := newRequest(t, h, "GET", url, Field{"a", "b"})
			if _, err := q.Body(); err != nil {
				t.Fatal(err)
			}
			tt.set(h, q)
			_, err := h.Handle(testContext(t), q, nil)
			var he *HTTPError
			if !errors.As(err, &he) || he.Code != tt.code || asked != tt.asked {
				t.Errorf("%v, asked for %q; want %v, %q", err, asked, tt.code, tt.asked)
			}
			checkNothingLeft(t, h)
		})
	}
}

func TestClientRelative(t *testing.T) {
	url, h := peer(t, "h1", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.RequestURI) })
	h.Allow = nil
	h.Relative = func(context.Context) (string, string, error) { return "http", url[len("http://"):], nil }
	h.RelativeHost = "self.alt"
	for _, authority := range []string{"", "self.alt", "Self.Alt:80"} {
		q := h.NewOutgoingRequest(h.NewFields())
		q.SetAuthority(authority, authority != "")
		q.SetPathWithQuery("/self?x", true)
		resp, err := do(t, h, q, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, _, err := readBody(t, resp); got != "/self?x" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
	}
}

func TestClientTimeouts(t *testing.T) {
	short, long := time.Millisecond, time.Hour
	release := make(chan struct{})
	url, h := peer(t, "h1", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/body" {
			_, _ = io.WriteString(w, "some")
			_ = http.NewResponseController(w).Flush()
		}
		<-release
	})
	defer close(release)
	t.Run("first byte", func(t *testing.T) {
		_, err := do(t, h, newRequest(t, h, "GET", url), &RequestOptions{Connect: &long, FirstByte: &short})
		checkHTTPCode(t, err, HTTPConnectionReadTimeout)
	})
	t.Run("between bytes", func(t *testing.T) {
		resp, err := do(t, h, newRequest(t, h, "GET", url+"/body"), &RequestOptions{BetweenBytes: &short})
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := readBody(t, resp)
		if !strings.HasPrefix("some", got) {
			t.Errorf("got %q", got)
		}
		checkHTTPCode(t, err, HTTPConnectionReadTimeout)
	})
	t.Run("connect", func(t *testing.T) {
		// Accepted by the kernel, but nobody does the handshake.
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = ln.Close() }()
		_, err = do(t, h, newRequest(t, h, "GET", "https://"+ln.Addr().String()), &RequestOptions{Connect: &short})
		checkHTTPCode(t, err, HTTPConnectionTimeout)
	})
	checkNothingLeft(t, h)
}

func checkHTTPCode(t *testing.T, err error, want HTTPErrorCode) {
	t.Helper()
	var he *HTTPError
	if !errors.As(err, &he) || he.Code != want {
		t.Errorf("error %v, want %v", err, want)
	}
}

// TestClientErrors has peers that misbehave.
func TestClientErrors(t *testing.T) {
	raw := func(answer string) func(*testing.T) string {
		return func(t *testing.T) string {
			ln, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = ln.Close() })
			go func() {
				for {
					conn, err := ln.Accept()
					if err != nil {
						return
					}
					_, _ = http.ReadRequest(bufio.NewReader(conn))
					_, _ = io.WriteString(conn, answer)
					_ = conn.Close()
				}
			}()
			return "http://" + ln.Addr().String()
		}
	}
	tests := []struct {
		name   string
		url    func(t *testing.T) string
		config HTTPTransportConfig
		code   HTTPErrorCode
		inBody bool
	}{
		{"refused", func(t *testing.T) string {
			ln, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			_ = ln.Close()
			return "http://" + ln.Addr().String()
		}, HTTPTransportConfig{}, HTTPConnectionRefused, false},
		{"closed", raw(""), HTTPTransportConfig{}, HTTPConnectionTerminated, false},
		{"garbage", raw("garbage\r\n\r\n"), HTTPTransportConfig{}, HTTPProtocolError, false},
		{"short body", raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), HTTPTransportConfig{}, HTTPResponseIncomplete, true},
		{"short chunk", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"), HTTPTransportConfig{}, HTTPResponseIncomplete, true},
		{"bad chunk", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc"), HTTPTransportConfig{}, HTTPResponseTransferCoding, true},
		{"coding", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: odd\r\n\r\n"), HTTPTransportConfig{}, HTTPResponseTransferCoding, false},
		{"headers", raw("HTTP/1.1 200 OK\r\nA: " + strings.Repeat("x", 10<<10) + "\r\n\r\n"), HTTPTransportConfig{MaxResponseHeaderBytes: 1 << 10}, HTTPResponseHeaderSectionSize, false},
		{"upgrade", raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), HTTPTransportConfig{}, HTTPUpgradeFailed, false},
		{"certificate", func(t *testing.T) string {
			srv := httptest.NewUnstartedServer(http.NotFoundHandler())
			srv.Config.ErrorLog = discardLog
			srv.StartTLS()
			t.Cleanup(srv.Close)
			return srv.URL
		}, HTTPTransportConfig{}, HTTPTLSCertificateError, false},
		{"not TLS", func(t *testing.T) string {
			return strings.Replace(raw("HTTP/1.1 400 no\r\n\r\n")(t), "http:", "https:", 1)
		}, HTTPTransportConfig{}, HTTPTLSProtocolError, false},
		{"prohibited", raw(""), HTTPTransportConfig{AllowAddr: func(a netip.AddrPort) error {
			if a.Addr().IsLoopback() {
				return errors.New("private")
			}
			return nil
		}}, HTTPDestinationIPProhibited, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkGoroutines(t)
			tr := NewHTTPTransport(tt.config)
			defer tr.Close()
			h := &HTTP{Transport: tr, Allow: allowAll}
			resp, err := do(t, h, newRequest(t, h, "GET", tt.url(t)), nil)
			if tt.inBody {
				if err != nil {
					t.Fatal(err)
				}
				_, _, err = readBody(t, resp)
			}
			checkHTTPCode(t, err, tt.code)
			checkNothingLeft(t, h)
		})
	}
}

func TestRoundTripError(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&net.DNSError{IsNotFound: true}, `DNS-error "NXDOMAIN" (0)`},
		{&net.DNSError{IsTimeout: true}, "DNS-timeout"},
		{&net.DNSError{}, `DNS-error "SERVFAIL" (0)`},
		{tls.AlertError(40), `TLS-alert-received "tls: handshake failure" (40)`},
		{x509.UnknownAuthorityError{}, "TLS-certificate-error"},
		{&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}, "destination-IP-unroutable"},
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, "connection-refused"},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, "connection-terminated"},
		{&net.OpError{Op: "dial", Err: context.DeadlineExceeded}, "connection-timeout"},
		{io.EOF, "connection-terminated"},
		{fmt.Errorf("wrapped: %w", &HTTPError{Code: HTTPLoopDetected}), "loop-detected"},
		{errors.New("odd"), `internal-error "odd"`},
	} {
		got := roundTripError(tt.err)
		if s := got.Error(); s != tt.want && !strings.HasPrefix(s, tt.want+": ") {
			t.Errorf("%v is %s, want %s", tt.err, s, tt.want)
		}
	}
}

func TestHTTPErrorNames(t *testing.T) {
	for c := range httpErrorCodes {
		if c.String() == "" {
			t.Errorf("code %d has no name", c)
		}
	}
	if httpErrorCodes != 39 || HTTPInternalError.String() != "internal-error" || HTTPRequestDenied.String() != "HTTP-request-denied" {
		t.Error("the names are out of step")
	}
}

// TestClientInstanceEnds cancels what an instance has left under way.
func TestClientInstanceEnds(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			checkGoroutines(t)
			ended := make(chan struct{}, 3)
			url, h := peer(t, protocol, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/body" {
					_ = http.NewResponseController(w).Flush()
				}
				<-r.Context().Done()
				ended <- struct{}{}
			})
			ctx, cancel := context.WithCancel(testContext(t))
			waiting, err := h.Handle(ctx, newRequest(t, h, "GET", url), nil)
			if err != nil {
				t.Fatal(err)
			}
			dropped, err := h.Handle(ctx, newRequest(t, h, "GET", url), nil)
			if err != nil {
				t.Fatal(err)
			}
			streaming, err := h.Handle(ctx, newRequest(t, h, "GET", url+"/body"), nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := Wait(ctx, streaming); err != nil {
				t.Fatal(err)
			}
			dropped.Drop()
			cancel()
			if err := Wait(context.Background(), waiting); err != nil {
				t.Fatal(err)
			}
			_, _, err = waiting.Get()
			checkHTTPCode(t, err, HTTPConnectionTerminated)
			streaming.Drop()
		})
	}
}

func TestTransportLimit(t *testing.T) {
	release := make(chan struct{})
	url, h := peer(t, "h1", func(w http.ResponseWriter, r *http.Request) {
		<-release
		_, _ = io.WriteString(w, "body")
	})
	tr := NewHTTPTransport(HTTPTransportConfig{MaxRequests: 1})
	defer tr.Close()
	h.Transport = tr
	ctx := testContext(t)
	first, err := h.Handle(ctx, newRequest(t, h, "GET", url), nil)
	if err != nil {
		t.Fatal(err)
	}
	for len(tr.slots) == 0 {
		runtime.Gosched()
	}
	short := time.Millisecond
	_, err = do(t, h, newRequest(t, h, "GET", url), &RequestOptions{Connect: &short})
	checkHTTPCode(t, err, HTTPConnectionTimeout)
	close(release)
	if err := Wait(ctx, first); err != nil {
		t.Fatal(err)
	}
	first.Drop()
	ended, cancel := context.WithCancel(ctx)
	left, err := h.Handle(ended, newRequest(t, h, "GET", url), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := Wait(ctx, left); err != nil {
		t.Fatal(err)
	}
	cancel() // and nobody drops the response
	resp, err := do(t, h, newRequest(t, h, "GET", url), nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Drop()
}

// TestClientConcurrent has ten requests wait at the same time: none is
// answered before all have arrived.
func TestClientConcurrent(t *testing.T) {
	checkGoroutines(t)
	const n = 10
	arrived := make(chan struct{}, n)
	release := make(chan struct{})
	url, h := peer(t, "h1", func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-release
		fmt.Fprint(w, "ok")
	})
	ctx := testContext(t)
	var ps []Pollable
	var fs []*FutureIncomingResponse
	for range n {
		f, err := h.Handle(ctx, newRequest(t, h, "GET", url), nil)
		if err != nil {
			t.Fatal(err)
		}
		ps, fs = append(ps, f), append(fs, f)
	}
	for range n {
		<-arrived
	}
	close(release)
	for len(ps) > 0 {
		ready, err := Poll(ctx, ps)
		if err != nil {
			t.Fatal(err)
		}
		i := ready[0]
		resp, _, err := fs[i].Get()
		if err != nil {
			t.Fatal(err)
		}
		if got, _, err := readBody(t, resp); got != "ok" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
		ps, fs = append(ps[:i], ps[i+1:]...), append(fs[:i], fs[i+1:]...)
	}
}

// TestClientBackpressure has a server that does not read: the guest gets no
// more permits, and the host's memory does not grow.
func TestClientBackpressure(t *testing.T) {
	checkGoroutines(t)
	release := make(chan struct{})
	url, h := peer(t, "h2c", func(w http.ResponseWriter, r *http.Request) { <-release })
	ctx := testContext(t)
	q := newRequest(t, h, "POST", url)
	body, _ := q.Body()
	f, err := h.Handle(ctx, q, nil)
	if err != nil {
		t.Fatal(err)
	}
	stream, _ := body.Write()
	total := 0
	for idle := 0; idle < 100; idle++ {
		n, err := stream.CheckWrite()
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			time.Sleep(time.Millisecond)
			continue
		}
		idle = 0
		if err := stream.Write(make([]byte, n)); err != nil {
			t.Fatal(err)
		}
		if total += n; total > 16<<20 {
			t.Fatal("no end of permits")
		}
	}
	close(release)
	f.Drop()
	body.Drop()
}

func TestClientLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("300 MB")
	}
	const size = 300 << 20
	url, h := peer(t, "h1", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, io.LimitReader(endless{}, size))
	})
	resp, err := do(t, h, newRequest(t, h, "GET", url), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := resp.Consume()
	stream, _ := body.Stream()
	ctx := testContext(t)
	buf := make([]byte, 1<<20)
	var total int
	var peak uint64
	for {
		n, err := BlockingRead(ctx, stream, buf)
		if (total+n)>>25 != total>>25 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse)
		}
		total += n
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if total != size || peak > 64<<20 {
		t.Errorf("%d bytes, heap %d MB", total, peak>>20)
	}
}

func BenchmarkClientGet(b *testing.B) {
	url, h := peer(b, "h1", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "hello") })
	b.Run("net-http", func(b *testing.B) {
		tr := &http.Transport{}
		defer tr.CloseIdleConnections()
		b.ReportAllocs()
		for b.Loop() {
			r, _ := http.NewRequest("GET", url, nil)
			resp, err := tr.RoundTrip(r)
			if err != nil {
				b.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
		}
	})
	b.Run("guest", func(b *testing.B) {
		b.ReportAllocs()
		ctx := context.Background()
		buf := make([]byte, 1000)
		for b.Loop() {
			f, err := h.Handle(ctx, newRequest(b, h, "GET", url), nil)
			if err != nil {
				b.Fatal(err)
			}
			if err := Wait(ctx, f); err != nil {
				b.Fatal(err)
			}
			resp, _, err := f.Get()
			if err != nil {
				b.Fatal(err)
			}
			body, _ := resp.Consume()
			stream, _ := body.Stream()
			for err = nil; err != io.EOF; {
				if _, err = BlockingRead(ctx, stream, buf); err != nil && err != io.EOF {
					b.Fatal(err)
				}
			}
			_ = stream.Close()
			body.Drop()
		}
	})
}

// TestHandleBodyLeftOpen ends the life of an instance whose request has a body
// that nobody will finish: the request ends too.
func TestHandleBodyLeftOpen(t *testing.T) {
	arrived := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		_, _ = io.Copy(io.Discard, r.Body)
	}))
	defer server.Close()
	transport := NewHTTPTransport(HTTPTransportConfig{})
	defer transport.Close()
	h := &HTTP{Transport: transport, Allow: func(context.Context, string, string, uint16) error { return nil }}
	q := h.NewOutgoingRequest(h.NewFields())
	q.SetMethod("POST")
	if !q.SetScheme("http", true) || !q.SetAuthority(server.Listener.Addr().String(), true) {
		t.Fatal("the request cannot be made")
	}
	if _, err := q.Body(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	f, err := h.Handle(ctx, q, nil)
	if err != nil {
		t.Fatal(err)
	}
	<-arrived
	cancel()
	if err := Wait(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	var failure *HTTPError
	if _, _, err := f.Get(); !errors.As(err, &failure) || failure.Code != HTTPConnectionTerminated {
		t.Errorf("%v, want %v", err, HTTPConnectionTerminated)
	}
}
