package p3

import (
	"context"
	"errors"
	"sync"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/http"
)

// A response is a wasi:http/types response, of either direction.
type response struct {
	h   *Host
	in  *wasi.IncomingResponse // nil for one that a guest has made
	out *wasi.OutgoingResponse // nil for one that was received and not changed since
	body
}

// outgoing returns the response in the form in which it can be changed and sent.
func (r *response) outgoing() *wasi.OutgoingResponse {
	if r.out == nil {
		r.out = r.h.HTTP.NewOutgoingResponse(r.in.Headers())
		r.out.SetStatusCode(r.in.Status())
	}
	return r.out
}

// content takes the body of r.
func (r *response) content() (body, error) {
	r.h.arrived.remove(r)
	if r.in != nil && !r.taken {
		in, err := r.in.Consume()
		if err != nil {
			return body{}, err
		}
		if r.body, err = received(in); err != nil {
			return body{}, err
		}
	}
	return r.take(), nil
}

// arrivals are the responses to requests of a guest that it has not consumed. One
// that arrives when the guest is ended is in nobody's hands: [Host.Close] drops it.
type arrivals struct {
	mu   sync.Mutex // they arrive on goroutines of their own
	over bool
	all  map[*response]struct{}
}

// add reports false if nobody wants r any more.
func (a *arrivals) add(r *response) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.over {
		return false
	}
	if a.all == nil {
		a.all = map[*response]struct{}{}
	}
	a.all[r] = struct{}{}
	return true
}

func (a *arrivals) remove(r *response) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.all, r)
}

// end drops them all, and those that are still on their way.
func (a *arrivals) end() {
	a.mu.Lock()
	left := a.all
	a.over, a.all = true, nil
	a.mu.Unlock()
	for r := range left {
		r.Drop(context.Background())
	}
}

// ResponseNew implements [http.TypesHost].
func (t httpHost) ResponseNew(_ context.Context, headers http.Headers, contents component.Option[*component.Stream[byte]],
	trailers *trailersFuture,
) (component.Tuple2[http.Response, *sentFuture], error) {
	r := &response{h: t.h, out: t.http().NewOutgoingResponse(headers.(*fields).self().Seal())}
	sent := r.body.init(contents, trailers)
	return component.Tuple2[http.Response, *sentFuture]{F0: r, F1: sent}, nil
}

// ResponseConsumeBody implements [http.TypesHost].
func (t httpHost) ResponseConsumeBody(_ context.Context, this http.Response, res *sentFuture) (component.Tuple2[*component.Stream[byte], *trailersFuture], error) {
	r := this.(*response)
	b, err := r.content()
	if err != nil {
		return component.Tuple2[*component.Stream[byte], *trailersFuture]{}, err
	}
	if r.out != nil {
		r.out.Drop()
	}
	return b.consume(res), nil
}

// GetStatusCode implements [http.Response].
func (r *response) GetStatusCode(context.Context) (http.StatusCode, error) {
	if r.out == nil {
		return r.in.Status(), nil
	}
	return r.out.StatusCode(), nil
}

// SetStatusCode implements [http.Response]. There are five classes of them.
func (r *response) SetStatusCode(_ context.Context, s http.StatusCode) (bool, error) {
	return s < 600 && r.outgoing().SetStatusCode(s), nil
}

// GetHeaders implements [http.Response].
func (r *response) GetHeaders(context.Context) (http.Headers, error) {
	if r.out == nil {
		return (*fields)(r.in.Headers()), nil
	}
	return (*fields)(r.out.Headers()), nil
}

// Drop implements [http.Response].
func (r *response) Drop(context.Context) {
	r.h.arrived.remove(r)
	if r.out != nil {
		r.out.Drop()
	}
	if r.in != nil {
		r.in.Drop()
	}
	r.body.drop()
}

// answer gives the response of a guest to the exchange, and has its body sent, see
// [body.send].
func (r *response) answer(ctx context.Context, out *wasi.ResponseOutparam) (*outgoing, error) {
	b, err := r.content()
	if err != nil {
		return nil, err
	}
	resp := r.outgoing()
	if b.stream == nil && b.trailers == nil {
		out.Set(resp, nil)
		return nil, nil
	}
	to, err := resp.Body()
	if err != nil {
		err = bodyError(err)
		b.refuse(err)
		resp.Drop()
		var he *wasi.HTTPError
		if !errors.As(err, &he) {
			return nil, err
		}
		out.Set(nil, he)
		return nil, nil
	}
	sending := b.send(ctx, r.h, to)
	out.Set(resp, nil)
	return sending, nil
}

// bodyError returns why there can be no outgoing body: a limit, which traps, or
// what is wrong with the headers.
func bodyError(err error) error {
	if limit := new(wasi.LimitError); errors.As(err, &limit) {
		return err
	}
	return &wasi.HTTPError{Code: wasi.HTTPProtocolError, Err: err}
}

// refuse gives up a body that cannot be sent.
func (b *body) refuse(err error) {
	if b.stream != nil {
		b.stream.Drop()
	}
	if b.trailers != nil {
		b.trailers.Drop()
	}
	b.tell(err)
}
