package p3

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/http"
)

// A request is a wasi:http/types request, of either direction: a guest may pass
// on what it has received.
type request struct {
	h       *Host
	in      *wasi.IncomingRequest // nil for one that a guest has made
	out     *wasi.OutgoingRequest // nil for one that was received and not changed since
	options *requestOptions       // nil for none
	body
}

// newRequest returns a request that the host has received.
func (h *Host) newRequest(q *wasi.IncomingRequest) *request {
	r := &h.request
	if !h.serves.CompareAndSwap(false, true) {
		r = new(request)
	}
	r.h, r.in = h, q
	return r
}

// outgoing returns the request in the form in which it can be changed and sent.
func (r *request) outgoing() *wasi.OutgoingRequest {
	if r.out == nil {
		q := r.h.HTTP.NewOutgoingRequest(r.in.Headers())
		q.SetMethod(r.in.Method())
		q.SetPathWithQuery(r.in.PathWithQuery())
		q.SetScheme(r.in.Scheme(), true)
		q.SetAuthority(r.in.Authority(), true)
		r.out = q
	}
	return r.out
}

// content takes the body of r.
func (r *request) content() (body, error) {
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

// RequestNew implements [http.TypesHost].
func (t httpHost) RequestNew(_ context.Context, headers http.Headers, contents component.Option[*component.Stream[byte]],
	trailers *trailersFuture, options component.Option[http.RequestOptions],
) (component.Tuple2[http.Request, *sentFuture], error) {
	r := &request{h: t.h, out: t.http().NewOutgoingRequest(headers.(*fields).self().Seal())}
	if options.Some {
		r.options = options.Value.(*requestOptions)
		r.options.sealed = true
	}
	sent := r.body.init(contents, trailers)
	return component.Tuple2[http.Request, *sentFuture]{F0: r, F1: sent}, nil
}

// init makes b the body of a message of a guest.
func (b *body) init(contents component.Option[*component.Stream[byte]], trailers *trailersFuture) *sentFuture {
	sent, settle := component.NewFuture[sentResult]()
	*b = body{stream: contents.Value, trailers: trailers, sent: settle}
	return sent
}

// RequestConsumeBody implements [http.TypesHost].
func (t httpHost) RequestConsumeBody(_ context.Context, this http.Request, res *sentFuture) (component.Tuple2[*component.Stream[byte], *trailersFuture], error) {
	r := this.(*request)
	b, err := r.content()
	if err != nil {
		return component.Tuple2[*component.Stream[byte], *trailersFuture]{}, err
	}
	if r.out != nil {
		r.out.Drop()
	}
	return b.consume(res), nil
}

// GetMethod implements [http.Request].
func (r *request) GetMethod(context.Context) (http.Method, error) {
	if r.out == nil {
		return method(r.in.Method()), nil
	}
	return method(r.out.Method()), nil
}

// SetMethod implements [http.Request].
func (r *request) SetMethod(_ context.Context, m http.Method) (bool, error) {
	return r.outgoing().SetMethod(methodName(m)), nil
}

// GetPathWithQuery implements [http.Request].
func (r *request) GetPathWithQuery(context.Context) (component.Option[string], error) {
	if r.out == nil {
		return option(r.in.PathWithQuery()), nil
	}
	return option(r.out.PathWithQuery()), nil
}

// SetPathWithQuery implements [http.Request]. An empty path is "/".
func (r *request) SetPathWithQuery(_ context.Context, p component.Option[string]) (bool, error) {
	if p.Some && p.Value == "" {
		p.Value = "/"
	}
	return r.outgoing().SetPathWithQuery(p.Value, p.Some), nil
}

// GetScheme implements [http.Request].
func (r *request) GetScheme(context.Context) (component.Option[http.Scheme], error) {
	if r.out == nil {
		return component.Some(scheme(r.in.Scheme())), nil
	}
	s, ok := r.out.Scheme()
	return component.Option[http.Scheme]{Value: scheme(s), Some: ok}, nil
}

// SetScheme implements [http.Request].
func (r *request) SetScheme(_ context.Context, s component.Option[http.Scheme]) (bool, error) {
	return r.outgoing().SetScheme(schemeName(s.Value), s.Some), nil
}

// GetAuthority implements [http.Request].
func (r *request) GetAuthority(context.Context) (component.Option[string], error) {
	if r.out == nil {
		return component.Some(r.in.Authority()), nil
	}
	return option(r.out.Authority()), nil
}

// SetAuthority implements [http.Request].
func (r *request) SetAuthority(_ context.Context, a component.Option[string]) (bool, error) {
	return r.outgoing().SetAuthority(a.Value, a.Some), nil
}

// GetOptions implements [http.Request].
func (r *request) GetOptions(context.Context) (component.Option[http.RequestOptions], error) {
	if r.options == nil {
		return component.Option[http.RequestOptions]{}, nil
	}
	return component.Some[http.RequestOptions](&requestOptions{o: r.options.o, sealed: true}), nil
}

// GetHeaders implements [http.Request].
func (r *request) GetHeaders(context.Context) (http.Headers, error) {
	if r.out == nil {
		return (*fields)(r.in.Headers()), nil
	}
	return (*fields)(r.out.Headers()), nil
}

// Drop implements [http.Request].
func (r *request) Drop(context.Context) {
	if r.out != nil {
		r.out.Drop()
	}
	r.body.drop()
}
