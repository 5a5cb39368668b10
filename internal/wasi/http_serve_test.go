package wasi

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"
)

// discardLog is for servers whose clients fail on purpose.
var discardLog = log.New(io.Discard, "", 0)

// testTimeout ends a test that hangs; nothing is asserted about time.
const testTimeout = 30 * time.Second

func testContext(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), testTimeout)
	t.Cleanup(cancel)
	return ctx
}

// checkGoroutines fails the test if goroutines are left when it has ended.
func checkGoroutines(t testing.TB) {
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		for range 1000 {
			if runtime.NumGoroutine() <= before {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
		buf := make([]byte, 1<<20)
		t.Errorf("%d goroutines before, %d after\n%s", before, runtime.NumGoroutine(), buf[:runtime.Stack(buf, true)])
	})
}

// checkNothingLeft waits until h counts nothing; transports close bodies at
// their leisure.
func checkNothingLeft(t testing.TB, h *HTTP) {
	t.Helper()
	for deadline := time.Now().Add(testTimeout); ; time.Sleep(time.Millisecond) {
		h.mu.Lock()
		requests, bodies, fieldBytes := h.requests, h.bodies, h.fieldBytes
		h.mu.Unlock()
		if requests == 0 && bodies == 0 && fieldBytes == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Errorf("left: %d requests, %d bodies, %d bytes of fields", requests, bodies, fieldBytes)
			return
		}
	}
}

// protocols are the ways in which a test talks to a server.
var protocols = []string{"h1", "h2", "h2c"}

// serve starts a server whose guest is handle, and returns its URL, a client
// for it, and the errors of Serve.
func serve(t testing.TB, protocol string, h *HTTP, handle Handler) (string, *http.Client, <-chan error) {
	errs := make(chan error, 100)
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := h.Serve(r.Context(), w, r, nil, handle)
		errs <- err
		var re *ResponseError
		switch {
		case !errors.As(err, &re):
		case re.Started && !re.Complete:
			panic(http.ErrAbortHandler)
		case !re.Started:
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	srv.Config.ErrorLog = discardLog
	tr := &http.Transport{Protocols: new(http.Protocols)}
	switch protocol {
	case "h2":
		srv.EnableHTTP2 = true
		srv.StartTLS()
		tr.TLSClientConfig = &tls.Config{RootCAs: srv.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
		tr.Protocols.SetHTTP2(true)
	case "h2c":
		srv.Config.Protocols = new(http.Protocols)
		srv.Config.Protocols.SetUnencryptedHTTP2(true)
		srv.Start()
		tr.Protocols.SetUnencryptedHTTP2(true)
	default:
		srv.Start()
		tr.Protocols.SetHTTP1(true)
	}
	t.Cleanup(func() {
		tr.CloseIdleConnections()
		srv.CloseClientConnections()
		srv.Close()
	})
	return srv.URL, &http.Client{Transport: tr}, errs
}

// respond gives an answer with these fields and returns its body.
func respond(h *HTTP, out *ResponseOutparam, status uint16, fields ...Field) (*OutgoingBody, OutputStream) {
	headers, err := h.FieldsFromList(fields)
	if err != nil {
		panic(err)
	}
	resp := h.NewOutgoingResponse(headers)
	resp.SetStatusCode(status)
	body, err := resp.Body()
	if err != nil {
		panic(err)
	}
	out.Set(resp, nil)
	stream, err := body.Write()
	if err != nil {
		panic(err)
	}
	return body, stream
}

func TestServeHello(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			checkGoroutines(t)
			h := new(HTTP)
			url, client, errs := serve(t, protocol, h, func(ctx context.Context, in *IncomingRequest, out *ResponseOutparam) error {
				path, _ := in.PathWithQuery()
				text := fmt.Sprint(in.Method(), " ", in.Scheme(), " ", in.Authority(), " ", path, "\n")
				for _, e := range in.Headers().Entries() {
					if strings.HasPrefix(e.Name, "x-") || ForbiddenField(e.Name) {
						text += e.Name + "=" + e.Value + "\n"
					}
				}
				body, stream := respond(h, out, 201, Field{"X-Mixed-Case", "1"}, Field{"x-two", "a"}, Field{"x-two", "b"})
				if err := BlockingWriteAndFlush(ctx, stream, []byte(text)); err != nil {
					return err
				}
				_ = stream.Close()
				return body.Finish(nil)
			})
			req, _ := http.NewRequest("POST", url+"/p%2fath//x?q=%20", strings.NewReader("ignored"))
			req.Header["X-B"] = []string{"1", "2"}
			req.Header.Set("Keep-Alive", "5")
			req.Header.Set("x-a", "3")
			resp, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			scheme, host, _ := strings.Cut(url, "://")
			if want := "POST " + scheme + " " + host + " /p%2fath//x?q=%20\nx-a=3\nx-b=1\nx-b=2\n"; string(got) != want {
				t.Errorf("got %q, want %q", got, want)
			}
			if resp.StatusCode != 201 || resp.ContentLength != int64(len(got)) || len(resp.Header["X-Two"]) != 2 || resp.Header.Get("X-Mixed-Case") != "1" {
				t.Errorf("status %d, length %d, headers %v", resp.StatusCode, resp.ContentLength, resp.Header)
			}
			if _, ok := resp.Header["Content-Type"]; ok {
				t.Error("a content-type was made up")
			}
			if err := <-errs; err != nil {
				t.Error(err)
			}
			checkNothingLeft(t, h)
		})
	}
}

// TestServeStreams proves that neither direction waits for the other to end.
func TestServeStreams(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			checkGoroutines(t)
			h := new(HTTP)
			url, client, errs := serve(t, protocol, h, echo(h))
			pr, pw := io.Pipe()
			req, _ := http.NewRequest("POST", url, pr)
			resp, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			for i := range 10 {
				line := fmt.Sprintf("line %d", i)
				if _, err := io.WriteString(pw, line); err != nil {
					t.Fatal(err)
				}
				got := make([]byte, len(line))
				if _, err := io.ReadFull(resp.Body, got); err != nil || string(got) != line {
					t.Fatalf("%q, %v", got, err)
				}
			}
			_ = pw.Close()
			if rest, err := io.ReadAll(resp.Body); err != nil || len(rest) > 0 {
				t.Fatalf("%q, %v", rest, err)
			}
			if err := <-errs; err != nil {
				t.Error(err)
			}
		})
	}
}

// echo is a guest that sends back what it gets, trailers included.
func echo(h *HTTP) Handler {
	return func(ctx context.Context, in *IncomingRequest, out *ResponseOutparam) error {
		inBody, err := in.Consume()
		if err != nil {
			return err
		}
		src, err := inBody.Stream()
		if err != nil {
			return err
		}
		outBody, dst := respond(h, out, 200)
		for {
			if _, err := BlockingSplice(ctx, dst, src, 1<<20); err == io.EOF {
				break
			} else if err != nil {
				return err
			}
		}
		_ = src.Close()
		_ = dst.Close()
		future, err := inBody.Finish()
		if err != nil {
			return err
		}
		defer future.Drop()
		if err := Wait(ctx, future); err != nil {
			return err
		}
		trailers, _, err := future.Get()
		if err != nil {
			return err
		}
		if trailers != nil {
			if trailers, err = trailers.Clone(); err != nil {
				return err
			}
		}
		return outBody.Finish(trailers)
	}
}

func TestServeTrailers(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			checkGoroutines(t)
			h := new(HTTP)
			url, client, errs := serve(t, protocol, h, echo(h))
			req, _ := http.NewRequest("POST", url, io.MultiReader(strings.NewReader("body")))
			req.Trailer = http.Header{"X-Sum": {"42"}}
			resp, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(resp.Body)
			if err != nil || string(got) != "body" {
				t.Fatalf("%q, %v", got, err)
			}
			if resp.Trailer.Get("X-Sum") != "42" {
				t.Errorf("trailers %v", resp.Trailer)
			}
			if err := <-errs; err != nil {
				t.Error(err)
			}
		})
	}
}

// TestServeLarge sends 300 MB each way and looks at the heap.
func TestServeLarge(t *testing.T) {
	const size = 300 << 20
	for _, protocol := range []string{"h1", "h2c"} {
		t.Run(protocol, func(t *testing.T) {
			if testing.Short() {
				t.Skip("300 MB")
			}
			h := new(HTTP)
			url, client, errs := serve(t, protocol, h, echo(h))
			req, _ := http.NewRequest("POST", url, io.LimitReader(endless{}, size))
			resp, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			var peak uint64
			buf := make([]byte, 1<<20)
			for total := 0; ; {
				n, err := resp.Body.Read(buf)
				if before := total >> 25; (total+n)>>25 != before {
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					peak = max(peak, m.HeapInuse)
				}
				total += n
				if err == io.EOF && total == size {
					break
				}
				if err != nil {
					t.Fatalf("after %d bytes: %v", total, err)
				}
			}
			if peak > 64<<20 {
				t.Errorf("the heap grew to %d MB", peak>>20)
			}
			if err := <-errs; err != nil {
				t.Error(err)
			}
		})
	}
}

// endless yields bytes without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// TestServeContentLength has guests that break their promise.
func TestServeContentLength(t *testing.T) {
	tests := []struct {
		name     string
		declared string
		write    []string
		size     uint64 // of the body-size error; 0 for none
	}{
		{"right", "11", []string{"hello ", "world"}, 0},
		{"too little", "11", []string{"hel"}, 3},
		{"nothing", "11", nil, 0},
		{"too much", "11", []string{"hello world", "and more"}, 19},
		{"too much at once", "11", []string{"hello world and more"}, 20},
		{"zero", "0", nil, 0},
	}
	for _, protocol := range protocols {
		for _, tt := range tests {
			t.Run(protocol+"/"+tt.name, func(t *testing.T) {
				h := new(HTTP)
				bad := make(chan error, 2)
				url, client, _ := serve(t, protocol, h, func(ctx context.Context, in *IncomingRequest, out *ResponseOutparam) error {
					body, stream := respond(h, out, 200, Field{"content-length", tt.declared})
					for _, s := range tt.write {
						if err := BlockingWriteAndFlush(ctx, stream, []byte(s)); err != nil {
							bad <- err
							if _, err := stream.CheckWrite(); err != io.EOF {
								t.Errorf("after the failure: %v", err)
							}
						}
					}
					_ = stream.Close()
					bad <- body.Finish(nil)
					return nil
				})
				resp, err := client.Get(url)
				if err == nil {
					var got []byte
					if got, err = io.ReadAll(resp.Body); err == nil && tt.size == 0 && tt.declared != "0" && tt.write != nil && string(got) != "hello world" {
						t.Errorf("got %q", got)
					}
				}
				broken := tt.size > 0 || tt.name == "nothing"
				// What arrived before an excess may have been whole.
				if (err != nil) != broken && tt.name != "too much" {
					t.Errorf("the client got %v", err)
				}
				close(bad)
				n := 0
				for err := range bad {
					var he *HTTPError
					if !broken {
						if err != nil {
							t.Error(err)
						}
						continue
					}
					if n++; !errors.As(err, &he) || he.Code != HTTPResponseBodySize || he.Number == nil || *he.Number != tt.size {
						t.Errorf("the guest got %v, want a size of %d", err, tt.size)
					}
				}
				if strings.HasPrefix(tt.name, "too much") && n != 2 {
					t.Errorf("%d errors, want 2", n)
				}
			})
		}
	}
}

func TestServeAborts(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			checkGoroutines(t)
			h := new(HTTP)
			url, client, errs := serve(t, protocol, h, func(ctx context.Context, in *IncomingRequest, out *ResponseOutparam) error {
				body, stream := respond(h, out, 200)
				_ = BlockingWriteAndFlush(ctx, stream, []byte("partial"))
				_ = stream.Close()
				body.Drop()
				return nil
			})
			resp, err := client.Get(url)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(resp.Body); err == nil || !strings.HasPrefix("partial", string(got)) {
				t.Errorf("got %q, %v; want an error", got, err)
			}
			var re *ResponseError
			if err := <-errs; !errors.As(err, &re) || !re.Started || re.Complete {
				t.Errorf("Serve: %+v", err)
			}
		})
	}
}

func TestServeFailures(t *testing.T) {
	boom := errors.New("boom")
	tests := []struct {
		name   string
		handle func(h *HTTP) Handler
		want   error
	}{
		{"never set", func(*HTTP) Handler {
			return func(context.Context, *IncomingRequest, *ResponseOutparam) error { return nil }
		}, ErrNoResponse},
		{"trap", func(*HTTP) Handler {
			return func(context.Context, *IncomingRequest, *ResponseOutparam) error { return boom }
		}, boom},
		{"error variant", func(*HTTP) Handler {
			return func(_ context.Context, _ *IncomingRequest, out *ResponseOutparam) error {
				out.Set(nil, &HTTPError{Code: HTTPLoopDetected, Err: boom})
				return nil
			}
		}, boom},
		{"status 101", func(h *HTTP) Handler {
			return func(_ context.Context, _ *IncomingRequest, out *ResponseOutparam) error {
				resp := h.NewOutgoingResponse(h.NewFields())
				resp.SetStatusCode(101)
				out.Set(resp, nil)
				return nil
			}
		}, nil},
		{"trap in the body", func(h *HTTP) Handler {
			return func(ctx context.Context, _ *IncomingRequest, out *ResponseOutparam) error {
				respond(h, out, 200)
				return boom
			}
		}, boom},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := new(HTTP)
			w := httptest.NewRecorder()
			err := h.Serve(t.Context(), w, httptest.NewRequest("GET", "http://h/", nil), nil, tt.handle(h))
			var re *ResponseError
			if !errors.As(err, &re) || re.Started || tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("Serve: %+v, want %v", err, tt.want)
			}
			checkNothingLeft(t, h)
		})
	}
}

// TestServePanic has a handler that panics while its response is on its way.
func TestServePanic(t *testing.T) {
	for _, protocol := range protocols {
		checkGoroutines(t)
		h := new(HTTP)
		url, client, _ := serve(t, protocol, h, func(ctx context.Context, in *IncomingRequest, out *ResponseOutparam) error {
			_, stream := respond(h, out, 200)
			if err := BlockingWriteAndFlush(ctx, stream, []byte("partial")); err != nil {
				return err
			}
			for { // until the response is under way
				out.x.mu.Lock()
				pumping := out.x.pumping
				out.x.mu.Unlock()
				if pumping {
					break
				}
				runtime.Gosched()
			}
			panic("bug")
		})
		resp, err := client.Get(url)
		if err == nil {
			_, err = io.ReadAll(resp.Body)
		}
		if err == nil {
			t.Errorf("%s: the client got a whole response", protocol)
		}
	}
}

// TestServeTrapAfterResponse is a guest that has answered when it traps.
func TestServeTrapAfterResponse(t *testing.T) {
	h := new(HTTP)
	w := httptest.NewRecorder()
	boom := errors.New("boom")
	err := h.Serve(t.Context(), w, httptest.NewRequest("GET", "http://h/", nil), nil, func(ctx context.Context, _ *IncomingRequest, out *ResponseOutparam) error {
		body, stream := respond(h, out, 200)
		_ = BlockingWriteAndFlush(ctx, stream, []byte("whole"))
		_ = stream.Close()
		_ = body.Finish(nil)
		return boom
	})
	var re *ResponseError
	if !errors.As(err, &re) || !re.Complete || !errors.Is(err, boom) || w.Body.String() != "whole" {
		t.Errorf("%+v, body %q", err, w.Body)
	}
}

func TestServeBodyless(t *testing.T) {
	for _, protocol := range protocols {
		for _, tt := range []struct {
			method string
			status uint16
			fields []Field
		}{{"HEAD", 200, []Field{{"content-length", "5"}}}, {"HEAD", 200, nil}, {"GET", 204, nil}, {"GET", 304, []Field{{"content-length", "5"}}}} {
			t.Run(fmt.Sprint(protocol, " ", tt.method, " ", tt.status, len(tt.fields)), func(t *testing.T) {
				h := new(HTTP)
				url, client, errs := serve(t, protocol, h, func(ctx context.Context, _ *IncomingRequest, out *ResponseOutparam) error {
					body, stream := respond(h, out, tt.status, tt.fields...)
					_ = BlockingWriteAndFlush(ctx, stream, []byte("12345"))
					_ = stream.Close()
					return body.Finish(nil)
				})
				if protocol != "h1" && tt.status == 304 {
					t.Skip("the client of net/http takes this for an error in HTTP/2")
				}
				for range 2 { // the connection stays good
					req, _ := http.NewRequest(tt.method, url, nil)
					resp, err := client.Do(req)
					if err != nil {
						t.Fatal(err)
					}
					if got, err := io.ReadAll(resp.Body); err != nil || len(got) > 0 || resp.StatusCode != int(tt.status) {
						t.Errorf("%d, %q, %v", resp.StatusCode, got, err)
					}
					if err := <-errs; err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
}

// TestServeNoBody is an answer whose guest never asked for its body.
func TestServeNoBody(t *testing.T) {
	h := new(HTTP)
	w := httptest.NewRecorder()
	err := h.Serve(t.Context(), w, httptest.NewRequest("GET", "http://h/", nil), nil, func(_ context.Context, _ *IncomingRequest, out *ResponseOutparam) error {
		resp := h.NewOutgoingResponse(h.NewFields())
		resp.SetStatusCode(404)
		out.Set(resp, nil)
		out.Set(h.NewOutgoingResponse(h.NewFields()), nil) // too late
		return nil
	})
	if err != nil || w.Code != 404 {
		t.Errorf("%d, %v", w.Code, err)
	}
}

func TestServeInformational(t *testing.T) {
	checkGoroutines(t)
	h := new(HTTP)
	url, _, errs := serve(t, "h1", h, func(ctx context.Context, _ *IncomingRequest, out *ResponseOutparam) error {
		for _, status := range []uint16{101, 200} {
			if err := out.SendInformational(status, h.NewFields()); err == nil {
				t.Errorf("status %d is informational", status)
			}
		}
		hints, _ := h.FieldsFromList([]Field{{"link", "</style.css>"}})
		if err := out.SendInformational(103, hints); err != nil {
			return err
		}
		out.Set(h.NewOutgoingResponse(h.NewFields()), nil)
		return nil
	})
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
	got, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	first, second, _ := strings.Cut(string(got), "\r\n\r\n")
	if !strings.HasPrefix(first, "HTTP/1.1 103 ") || !strings.Contains(first, "</style.css>") || !strings.HasPrefix(second, "HTTP/1.1 200 OK") || strings.Contains(second, "style") {
		t.Errorf("got %s", got)
	}
	if err := <-errs; err != nil {
		t.Error(err)
	}
}

// TestServeClientGone has a guest that writes and one that reads when the
// client leaves.
func TestServeClientGone(t *testing.T) {
	for _, side := range []string{"write", "read"} {
		t.Run(side, func(t *testing.T) {
			checkGoroutines(t)
			h := new(HTTP)
			url, _, errs := serve(t, "h1", h, func(ctx context.Context, in *IncomingRequest, out *ResponseOutparam) error {
				body, _ := in.Consume()
				src, _ := body.Stream()
				_, dst := respond(h, out, 200)
				buf := make([]byte, 4096)
				for {
					var err error
					if side == "read" {
						_, err = BlockingRead(ctx, src, buf)
					} else {
						err = BlockingWriteAndFlush(ctx, dst, buf)
					}
					if err != nil {
						return err
					}
				}
			})
			conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nabc")
			if _, err := bufio.NewReader(conn).ReadString('\n'); err != nil {
				t.Fatal(err)
			}
			_ = conn.(*net.TCPConn).SetLinger(0)
			_ = conn.Close()
			if err := <-errs; err == nil {
				t.Error("the guest heard nothing")
			}
		})
	}
}

// TestServeUnreadBody has a guest that answers without reading, while the
// client holds back the rest of its body.
func TestServeUnreadBody(t *testing.T) {
	for _, touched := range []bool{false, true} {
		checkGoroutines(t)
		h := new(HTTP)
		url, _, errs := serve(t, "h1", h, func(ctx context.Context, in *IncomingRequest, out *ResponseOutparam) error {
			if touched {
				body, _ := in.Consume()
				src, _ := body.Stream()
				if _, err := BlockingRead(ctx, src, make([]byte, 3)); err != nil {
					return err
				}
				_ = src.Ready() // a read is under way when the guest returns
			}
			body, stream := respond(h, out, 200)
			_ = BlockingWriteAndFlush(ctx, stream, []byte("done"))
			_ = stream.Close()
			return body.Finish(nil)
		})
		conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nabc")
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(resp.Body); err != nil || string(got) != "done" {
			t.Errorf("%q, %v", got, err)
		}
		if err := <-errs; err != nil {
			t.Error(err)
		}
		_ = conn.Close()
	}
}

func TestBodyOneShot(t *testing.T) {
	h := new(HTTP)
	req := httptest.NewRequest("POST", "http://h/", strings.NewReader("abc"))
	var in IncomingRequest
	if err := in.init(h.newExchange(), req, nil); err != nil {
		t.Fatal(err)
	}
	body, _ := in.Consume()
	if _, err := in.Consume(); err != ErrTaken {
		t.Errorf("second consume: %v", err)
	}
	stream, _ := body.Stream()
	if _, err := body.Stream(); err != ErrTaken {
		t.Errorf("second stream: %v", err)
	}
	if _, err := body.Finish(); err != ErrChildAlive {
		t.Errorf("finish with a stream: %v", err)
	}
	_ = stream.Close()
	future, err := body.Finish()
	if err != nil {
		t.Fatal(err)
	}
	if err := Wait(testContext(t), future); err != nil {
		t.Fatal(err)
	}
	if f, ready, err := future.Get(); f != nil || !ready || err != nil {
		t.Errorf("trailers %v, %v, %v", f, ready, err)
	}
	if _, _, err := future.Get(); err != ErrTaken {
		t.Errorf("second get: %v", err)
	}

	resp := h.NewOutgoingResponse(h.NewFields())
	out, _ := resp.Body()
	if _, err := resp.Body(); err != ErrTaken {
		t.Errorf("second body: %v", err)
	}
	dst, _ := out.Write()
	if _, err := out.Write(); err != ErrTaken {
		t.Errorf("second write: %v", err)
	}
	if err := out.Finish(nil); err != ErrChildAlive {
		t.Errorf("finish with a stream: %v", err)
	}
	n, _ := dst.CheckWrite()
	if err := dst.Write(make([]byte, n+1)); err != ErrPermit {
		t.Errorf("a write over its permit: %v", err)
	}
	_ = dst.Close()
	resp.Drop()
	resp.Drop()
	checkNothingLeft(t, h)
}

func TestBodyLimits(t *testing.T) {
	h := &HTTP{Limits: HTTPLimits{Bodies: 2}}
	for range 2 {
		if _, err := h.NewOutgoingResponse(h.NewFields()).Body(); err != nil {
			t.Fatal(err)
		}
	}
	var le *LimitError
	if _, err := h.NewOutgoingResponse(h.NewFields()).Body(); !errors.As(err, &le) {
		t.Errorf("a third body: %v", err)
	}
	for _, bad := range []string{"", "x", "-1", "+1", "1 ", "99999999999999999999"} {
		f, err := new(HTTP).FieldsFromList([]Field{{"Content-Length", bad}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := new(HTTP).NewOutgoingResponse(f).Body(); err == nil {
			t.Errorf("a body with content-length %q", bad)
		}
	}
	f, _ := new(HTTP).FieldsFromList([]Field{{"content-length", "5"}, {"Content-Length", "05"}})
	w := httptest.NewRecorder()
	x := &exchange{w: w, resp: new(HTTP).NewOutgoingResponse(f)}
	x.writeHeader(5)
	if got := w.Header()["Content-Length"]; len(got) != 1 || got[0] != "5" {
		t.Errorf("a length that is given twice is sent as %q", got)
	}
	f, _ = new(HTTP).FieldsFromList([]Field{{"content-length", "1"}, {"Content-Length", "2"}})
	if _, err := new(HTTP).NewOutgoingResponse(f).Body(); err != ErrFieldSyntax {
		t.Errorf("two lengths: %v", err)
	}
}

func BenchmarkServeHello(b *testing.B) {
	h := new(HTTP)
	hello := []byte("hello, world\n")
	handle := func(ctx context.Context, in *IncomingRequest, out *ResponseOutparam) error {
		resp := h.NewOutgoingResponse(h.NewFields())
		body, _ := resp.Body()
		out.Set(resp, nil)
		stream, _ := body.Write()
		_ = stream.Write(hello)
		_ = stream.Close()
		return body.Finish(nil)
	}
	bench := func(name string, serve func(w http.ResponseWriter, r *http.Request)) {
		b.Run(name, func(b *testing.B) {
			r := httptest.NewRequest("GET", "http://h/path?query", nil)
			w := &nullWriter{header: http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				clear(w.header)
				serve(w, r)
			}
		})
	}
	bench("bare", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(200); _, _ = w.Write(hello) })
	bench("guest", func(w http.ResponseWriter, r *http.Request) {
		if err := h.Serve(r.Context(), w, r, nil, handle); err != nil {
			b.Fatal(err)
		}
		h.Reset()
	})
}

type nullWriter struct{ header http.Header }

func (w *nullWriter) Header() http.Header         { return w.header }
func (w *nullWriter) Write(p []byte) (int, error) { return len(p), nil }
func (w *nullWriter) WriteHeader(int)             {}

func BenchmarkServeEcho(b *testing.B) {
	h := new(HTTP)
	url, client, errs := serve(b, "h1", h, echo(h))
	const size = 8 << 20
	body := bytes.Repeat([]byte("x"), size)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		resp, err := client.Post(url, "text/plain", bytes.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, resp.Body); err != nil || n != size {
			b.Fatal(n, err)
		}
		_ = resp.Body.Close()
		if err := <-errs; err != nil {
			b.Fatal(err)
		}
	}
}
