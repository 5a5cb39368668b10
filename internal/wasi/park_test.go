package wasi

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A parked writes down what it is told, and does more in Park.
type parked struct {
	said   []string
	onPark func()
	err    error // of Unpark
}

func (p *parked) Park() {
	p.said = append(p.said, "park")
	if p.onPark != nil {
		p.onPark()
	}
}

func (p *parked) Unpark(context.Context) error {
	p.said = append(p.said, "unpark")
	return p.err
}

func (p *parked) check(t *testing.T, want string) {
	t.Helper()
	if got := strings.Join(p.said, " "); got != want {
		t.Errorf("the parker was told %q, want %q", got, want)
	}
}

// TestParker checks that each wait is told to the parker, and nothing else.
func TestParker(t *testing.T) {
	refused := errors.New("refused")
	for name, wait := range map[string]func(context.Context, Pollable) error{
		"wait": Wait,
		"poll": func(ctx context.Context, p Pollable) error { _, err := Poll(ctx, []Pollable{Never, p}); return err },
	} {
		t.Run(name, func(t *testing.T) {
			var p parked
			if err := wait(&ParkerContext{t.Context(), &p}, Always); err != nil {
				t.Error(err)
			}
			p.check(t, "")

			var e Event
			p = parked{onPark: e.Set}
			if err := wait(&ParkerContext{t.Context(), &p}, &e); err != nil {
				t.Error(err)
			}
			p.check(t, "park unpark")

			e = Event{}
			p = parked{onPark: e.Set, err: refused}
			if err := wait(&ParkerContext{t.Context(), &p}, &e); err != refused {
				t.Errorf("%v, want what the parker says", err)
			}

			ctx, cancel := context.WithCancelCause(t.Context())
			p = parked{onPark: func() { cancel(refused) }}
			if err := wait(&ParkerContext{ctx, &p}, Never); err != refused {
				t.Errorf("%v, want the cause of the context", err)
			}
			p.check(t, "park")
		})
	}
}

// A slowClient takes a response when it may.
type slowClient struct {
	*httptest.ResponseRecorder
	may <-chan struct{}
}

func (w *slowClient) WriteHeader(status int) {
	<-w.may
	w.ResponseRecorder.WriteHeader(status)
}

// TestParkerOfResponse checks that a guest that has returned holds up nobody
// while its response is sent.
func TestParkerOfResponse(t *testing.T) {
	may := make(chan struct{})
	p := parked{onPark: func() { close(may) }}
	ctx, cancel := context.WithCancel(&ParkerContext{testContext(t), &p})
	defer cancel()
	w := &slowClient{httptest.NewRecorder(), may}
	r := httptest.NewRequestWithContext(ctx, "GET", "http://example.com/", nil)
	h := new(HTTP)
	err := h.Serve(r.Context(), w, r, nil, func(_ context.Context, _ *IncomingRequest, out *ResponseOutparam) error {
		out.Set(h.NewOutgoingResponse(h.NewFields()), nil)
		return nil
	})
	if err != nil || w.Code != http.StatusOK {
		t.Errorf("%d, %v", w.Code, err)
	}
	p.check(t, "park")
}
