package p3

import (
	"context"
	"errors"
	nethttp "net/http"

	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/http"
)

// ServeHTTP answers a request of net/http by a guest's handler; see
// [wasi.HTTP.Serve]. The error is a [*wasi.ResponseError].
func (h *Host) ServeHTTP(ctx context.Context, w nethttp.ResponseWriter, r *nethttp.Request, more wasi.MoreFields, guest *http.Handler) error {
	return h.HTTP.Serve(ctx, w, r, more, func(ctx context.Context, in *wasi.IncomingRequest, out *wasi.ResponseOutparam) error {
		var failed error
		var sending *outgoing
		err := guest.Handle(ctx, h.newRequest(in), func(r http.Response, err error) {
			var code http.ErrorCode
			if errors.As(err, &code) {
				out.Set(nil, httpError(code))
				return
			}
			sending, failed = r.(*response).answer(ctx, out)
		})
		switch {
		case sending == nil:
		case err != nil: // the guest may go on for others, and is to know
			sending.settle(&wasi.HTTPError{Code: wasi.HTTPConnectionTerminated, Err: err})
		case failed == nil && sending.alone():
			out.Send(ctx)
		}
		return errors.Join(err, failed)
	})
}

// Send implements [http.ClientHost].
func (t httpHost) Send(ctx context.Context, r http.Request) (wait func(context.Context) (http.Response, error)) {
	f, bare, err := t.send(ctx, r.(*request))
	return func(ctx context.Context) (http.Response, error) {
		if err != nil {
			return nil, errorOrTrap(err)
		}
		if err := wasi.Wait(wasi.Beside(ctx), f); err != nil {
			f.Drop() // the guest does not wait for it any more
			bare.tell(&wasi.HTTPError{Code: wasi.HTTPConnectionTerminated, Err: err})
			return nil, http.NewErrorCodeConnectionTerminated()
		}
		in, _, err := f.Get()
		bare.tell(err)
		if err != nil {
			return nil, errorCode(err)
		}
		r := &response{h: t.h, in: in}
		if !t.h.arrived.add(r) {
			r.Drop(ctx)
			return nil, http.NewErrorCodeConnectionTerminated()
		}
		return r, nil
	}
}

// send sends a request, which it takes over. One without a body is transmitted
// when there is an answer, which bare is to be told.
func (t httpHost) send(ctx context.Context, r *request) (f *wasi.FutureIncomingResponse, bare body, err error) {
	b, err := r.content()
	if err != nil {
		return nil, bare, err
	}
	q := r.outgoing()
	var to *wasi.OutgoingBody
	if b.stream != nil {
		if to, err = q.Body(); err != nil {
			err := bodyError(err)
			b.refuse(err)
			q.Drop()
			return nil, bare, err
		}
	}
	var options *wasi.RequestOptions
	if r.options != nil {
		options = &r.options.o
	}
	f, err = t.http().HandleFrom(wasi.During(t.h.started(), ctx), q, options, func() {
		if to != nil {
			b.send(t.h.life, t.h, to)
		}
	})
	switch {
	case err != nil:
		b.refuse(err)
	case to == nil:
		bare.sent, b.sent = b.sent, nil
		b.refuse(nil)
	}
	return f, bare, err
}
