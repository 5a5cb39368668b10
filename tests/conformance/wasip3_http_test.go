package conformance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/wasi"
)

// A serverSpec is a server that the components of a test talk to.
type serverSpec struct {
	Name      string `json:"name"`
	Kind      string `json:"kind"`
	Endpoints []struct {
		Method   string       `json:"method"`
		Path     string       `json:"path"`
		Mode     string       `json:"mode"`
		Response responseSpec `json:"response"`
	} `json:"endpoints"`
}

// A responseSpec is what a server answers, or a test expects.
type responseSpec struct {
	Status   int               `json:"status"`
	Headers  map[string]string `json:"headers"`
	Body     *string           `json:"body"`
	Chunks   []string          `json:"chunks"`
	Trailers map[string]string `json:"trailers"`
}

// start starts a server and returns its address.
func (s *serverSpec) start(t *testing.T) string {
	if s.Kind == "closed" {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		return l.Addr().String()
	}
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	return srv.Listener.Addr().String()
}

// ServeHTTP implements [http.Handler].
func (s *serverSpec) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	for _, e := range s.Endpoints {
		if e.Method != r.Method || e.Path != r.RequestURI {
			continue
		}
		switch e.Mode {
		case "echo-body":
			_, _ = w.Write(body) // the component sees what is missing
		case "echo-headers":
			echoHeaders(w.Header(), r)
		default:
			e.Response.write(w)
		}
		return
	}
	w.WriteHeader(http.StatusNotFound)
}

// echoHeaders says in headers what the request was like.
func echoHeaders(h http.Header, r *http.Request) {
	h.Set("x-request-method", r.Method)
	h.Set("x-request-path", r.RequestURI)
	// What net/http takes out of the headers.
	h.Set("x-echo-host", r.Host)
	h["X-Echo-Transfer-Encoding"] = r.TransferEncoding
	for name, values := range r.Header {
		h["X-Echo-"+name] = values
	}
	for name, values := range r.Trailer {
		h["X-Trailer-"+name] = values
	}
}

func (s *responseSpec) write(w http.ResponseWriter) {
	for name, value := range s.Headers {
		w.Header().Set(name, value)
	}
	for name := range s.Trailers {
		w.Header().Add("Trailer", name)
	}
	w.WriteHeader(s.Status)
	for _, c := range s.Chunks {
		_, _ = io.WriteString(w, c) // the component sees what is missing
		w.(http.Flusher).Flush()
	}
	if s.Body != nil {
		_, _ = io.WriteString(w, *s.Body)
	}
	for name, value := range s.Trailers {
		w.Header().Set(name, value)
	}
}

// runService answers the requests of a test by a component.
func runService(ctx context.Context, t *testing.T, linked *component.Linked, spec wasip3Spec) error {
	var stderr strings.Builder
	config := wasi.Config{HTTP: &wasi.HTTPClient{}, Stderr: &stderr}
	for i := range spec.Servers {
		s := &spec.Servers[i]
		config.Env = append(config.Env, "HTTP_SERVER_"+strings.ToUpper(s.Name)+"="+s.start(t))
	}
	var failed error
	srv := httptest.NewServer(wasi.NewHandler(linked, config, func(_ *http.Request, err error) { failed = err }))
	defer srv.Close()
	for _, op := range spec.Operations {
		switch op.Type {
		case "run", "kill", "wait":
		case "request":
			if err := op.request(ctx, srv.URL); err != nil {
				srv.Close() // waits for the handler
				return fmt.Errorf("%s %s: %w\n%w\n%s", op.Method, op.Path, err, failed, &stderr)
			}
		default:
			return errors.New("an operation that the test does not know: " + op.Type)
		}
	}
	return failed
}

func (op *operation) request(ctx context.Context, base string) error {
	r, err := http.NewRequestWithContext(ctx, op.Method, base+op.Path, strings.NewReader(op.Body))
	if err != nil {
		return err
	}
	for name, value := range op.Headers {
		r.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	want := &op.Response
	switch {
	case err != nil:
		return err
	case resp.StatusCode != want.Status:
		return fmt.Errorf("status %d, want %d", resp.StatusCode, want.Status)
	case want.Body != nil && string(body) != *want.Body:
		return fmt.Errorf("body %q, want %q", body, *want.Body)
	}
	for name, value := range want.Headers {
		if got := resp.Header.Get(name); got != value {
			return fmt.Errorf("%s: %q, want %q", name, got, value)
		}
	}
	return nil
}
