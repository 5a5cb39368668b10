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
		if err == nil && failed == nil && sending != nil && sending.alone() {
			out.Send()
		}
		return errors.Join(err, failed)
	})
}

// Send implements [http.ClientHost].
func (t httpHost) Send(_ context.Context, r http.Request) (wait func(context.Context) (http.Response, error)) {
	f, err := t.send(r.(*request))
	return func(ctx context.Context) (http.Response, error) {
		if err != nil {
			return nil, errorOrTrap(err)
		}
		if err := wasi.Wait(wasi.Beside(ctx), f); err != nil {
			f.Drop() // the guest does not wait for it any more
			return nil, http.NewErrorCodeConnectionTerminated()
		}
		in, _, err := f.Get()
		if err != nil {
			return nil, errorCode(err)
		}
		return &response{h: t.h, in: in}, nil
	}
}

// send sends a request, which it takes over.
func (t httpHost) send(r *request) (*wasi.FutureIncomingResponse, error) {
	b, err := r.content()
	if err != nil {
		return nil, err
	}
	q := r.outgoing()
	var to *wasi.OutgoingBody
	if b.stream != nil {
		if to, err = q.Body(); err != nil {
			err := bodyError(err)
			b.refuse(err)
			q.Drop()
			return nil, err
		}
	}
	var options *wasi.RequestOptions
	if r.options != nil {
		options = &r.options.o
	}
	f, err := t.http().Handle(t.h.started(), q, options)
	switch {
	case err != nil:
		b.refuse(err)
	case to != nil:
		b.send(t.h.life, t.h, to)
	default:
		b.refuse(nil)
	}
	return f, err
}
