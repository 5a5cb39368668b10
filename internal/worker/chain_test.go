package worker

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// chainTo returns a chain of an application with component a, which handler
// answers.
func chainTo(handler func(w http.ResponseWriter, r *http.Request)) *chain {
	w := &Worker{components: map[string]*loaded{"a": {id: "a"}}}
	w.local = func(rw http.ResponseWriter, r *http.Request, _ string) { handler(rw, r) }
	return &chain{worker: w, next: http.DefaultTransport}
}

func ask(t *testing.T, c *chain, url, body string) (*http.Response, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "POST", url, io.NopCloser(strings.NewReader(body)))
	if err != nil {
		t.Fatal(err)
	}
	return c.RoundTrip(r)
}

func TestChainAnswers(t *testing.T) {
	c := chainTo(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Asked", r.Method+" "+r.RequestURI+" "+r.Host)
		w.WriteHeader(201)
		io.WriteString(w, "got "+string(body))
		w.Header().Set(http.TrailerPrefix+"X-End", "yes")
	})
	resp, err := ask(t, c, "http://A.spin.internal/p?q", "text")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 201 || string(text) != "got text" {
		t.Errorf("%d %q, %v", resp.StatusCode, text, err)
	}
	if resp.Header.Get("X-Asked") != "POST /p?q A.spin.internal" || resp.Trailer.Get("X-End") != "yes" {
		t.Errorf("%v, %v", resp.Header, resp.Trailer)
	}
}

// TestChainEnds breaks answers off, on either side.
func TestChainEnds(t *testing.T) {
	c := chainTo(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "begun")
		panic(http.ErrAbortHandler)
	})
	resp, err := ask(t, c, "http://a.spin.internal/", "")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(resp.Body); err != io.ErrUnexpectedEOF || string(text) != "begun" {
		t.Errorf("%q, %v", text, err)
	}
	c = chainTo(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	if _, err := ask(t, c, "http://a.spin.internal/", ""); err != io.ErrUnexpectedEOF {
		t.Errorf("no answer: %v", err)
	}
	over := make(chan error)
	c = chainTo(func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		_, err := w.Write([]byte("late"))
		over <- err
	})
	if resp, err = ask(t, c, "http://a.spin.internal/", ""); err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if err := <-over; err == nil {
		t.Error("a write to nobody succeeded")
	}
}

// TestChainRefused asks for what is not there.
func TestChainRefused(t *testing.T) {
	c := chainTo(func(http.ResponseWriter, *http.Request) { t.Error("it was called") })
	var unknown *net.DNSError
	if _, err := ask(t, c, "http://nobody.spin.internal/", ""); !errors.As(err, &unknown) || !unknown.IsNotFound {
		t.Errorf("no such component: %v", err)
	}
	if _, err := ask(t, c, "https://a.spin.internal/", ""); err == nil {
		t.Error("https: no error")
	}
}

// TestChainLoop has a component call itself until that is too deep.
func TestChainLoop(t *testing.T) {
	calls := 0
	var c *chain
	c = chainTo(func(w http.ResponseWriter, r *http.Request) {
		calls++
		q, err := http.NewRequestWithContext(r.Context(), "GET", "http://a.spin.internal/", nil)
		if err != nil {
			t.Error(err)
			return
		}
		resp, err := c.RoundTrip(q)
		if err != nil {
			t.Error(err)
			return
		}
		defer resp.Body.Close()
		w.WriteHeader(resp.StatusCode)
	})
	resp, err := ask(t, c, "http://a.spin.internal/", "")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusLoopDetected || calls != maxChain {
		t.Errorf("%d after %d calls", resp.StatusCode, calls)
	}
}

func TestChainCancelled(t *testing.T) {
	c := chainTo(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, _ := http.NewRequestWithContext(ctx, "GET", "http://a.spin.internal/", nil)
	if _, err := c.RoundTrip(r); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
