package p2

import (
	"context"
	"errors"
	"time"
	"unsafe"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/clocks"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/http"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
)

// httpHost implements wasi:http/types and outgoing-handler.
type httpHost struct{ h *Host }

func (t httpHost) http() *wasi.HTTP { return t.h.HTTP }

// fields is a wasi:http/types fields.
type fields wasi.Fields

func (f *fields) self() *wasi.Fields { return (*wasi.Fields)(f) }

// A giver is fields that a guest gives away.
type giver interface{ give() *wasi.Fields }

func (f *fields) give() *wasi.Fields { return f.self() }

// headerError returns err as 0.2's header-error, which has no case for fields
// that are too large: those trap.
func headerError(err error) error {
	switch {
	case errors.Is(err, wasi.ErrFieldSyntax):
		return http.NewHeaderErrorInvalidSyntax()
	case errors.Is(err, wasi.ErrFieldForbidden):
		return http.NewHeaderErrorForbidden()
	case errors.Is(err, wasi.ErrFieldImmutable):
		return http.NewHeaderErrorImmutable()
	}
	return err
}

// Get implements [http.Fields].
func (f *fields) Get(_ context.Context, name string) ([]http.FieldValue, error) {
	values := f.self().Get(name)
	out := make([]http.FieldValue, len(values))
	for i, v := range values {
		out[i] = fieldValue(v)
	}
	return out, nil
}

// fieldValue returns the bytes of a value, which the caller only copies to a
// guest.
func fieldValue(s string) http.FieldValue { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// Has implements [http.Fields].
func (f *fields) Has(_ context.Context, name string) (bool, error) { return f.self().Has(name), nil }

// Set implements [http.Fields].
func (f *fields) Set(_ context.Context, name string, values []http.FieldValue) error {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return headerError(f.self().Set(name, list))
}

// Delete implements [http.Fields].
func (f *fields) Delete(_ context.Context, name string) error {
	return headerError(f.self().Delete(name))
}

// Append implements [http.Fields].
func (f *fields) Append(_ context.Context, name string, value http.FieldValue) error {
	return headerError(f.self().Append(name, string(value)))
}

// Entries implements [http.Fields].
func (f *fields) Entries(context.Context) ([]component.Tuple2[string, http.FieldValue], error) {
	list := f.self().Entries()
	out := make([]component.Tuple2[string, http.FieldValue], len(list))
	for i, e := range list {
		out[i] = component.Tuple2[string, http.FieldValue]{F0: e.Name, F1: fieldValue(e.Value)}
	}
	return out, nil
}

// Clone implements [http.Fields].
func (f *fields) Clone(context.Context) (http.Fields, error) {
	c, err := f.self().Clone()
	return (*fields)(c), err
}

// Drop implements [http.Fields].
func (f *fields) Drop(context.Context) { f.self().Drop() }

// NewFields implements [http.TypesHost].
func (t httpHost) NewFields(context.Context) (http.Fields, error) {
	return (*fields)(t.http().NewFields()), nil
}

// FieldsFromList implements [http.TypesHost].
func (t httpHost) FieldsFromList(_ context.Context, entries []component.Tuple2[string, http.FieldValue]) (http.Fields, error) {
	list := t.h.list[:0]
	for _, e := range entries {
		list = append(list, wasi.Field{Name: e.F0, Value: string(e.F1)})
	}
	f, err := t.http().FieldsFromList(list)
	clear(list)
	t.h.list = list
	if err != nil {
		return nil, headerError(err)
	}
	return (*fields)(f), nil
}

// taken turns the error of a thing that can be had once into 0.2's result
// without payload; other errors trap.
func taken(err error) (ok bool, trap error) {
	if err == nil || errors.Is(err, wasi.ErrTaken) {
		return err == nil, nil
	}
	return false, err
}

// incomingRequest is a wasi:http/types incoming-request.
type incomingRequest struct {
	h       *Host
	q       *wasi.IncomingRequest
	headers childFields  // behind all handles to them
	body    incomingBody // once it is consumed
	children
}

// newRequest returns the request that is a part of h, or a new one if the guest
// has that already.
func (h *Host) newRequest(q *wasi.IncomingRequest) *incomingRequest {
	r := &h.request
	if !h.serves.CompareAndSwap(false, true) {
		r = new(incomingRequest)
	}
	r.h, r.q = h, q
	return r
}

// Method implements [http.IncomingRequest].
func (r *incomingRequest) Method(context.Context) (http.Method, error) {
	return method(r.q.Method()), nil
}

// PathWithQuery implements [http.IncomingRequest].
func (r *incomingRequest) PathWithQuery(context.Context) (component.Option[string], error) {
	return option(r.q.PathWithQuery()), nil
}

// Scheme implements [http.IncomingRequest].
func (r *incomingRequest) Scheme(context.Context) (component.Option[http.Scheme], error) {
	return component.Some(scheme(r.q.Scheme())), nil
}

// Authority implements [http.IncomingRequest].
func (r *incomingRequest) Authority(context.Context) (component.Option[string], error) {
	return component.Some(r.q.Authority()), nil
}

// Headers implements [http.IncomingRequest].
func (r *incomingRequest) Headers(context.Context) (http.Headers, error) {
	r.headers = r.children.headers(r.q.Headers())
	return &r.headers, nil
}

// Consume implements [http.IncomingRequest].
func (r *incomingRequest) Consume(context.Context) (http.IncomingBody, bool, error) {
	b, err := r.q.Consume()
	ok, err := taken(err)
	if ok {
		r.body = incomingBody{h: r.h, b: b}
	}
	return &r.body, ok, err
}

// Drop implements [http.IncomingRequest]. The body lives on if it was taken.
func (r *incomingRequest) Drop(context.Context) {}

// incomingResponse is a wasi:http/types incoming-response.
type incomingResponse struct {
	h       *Host
	r       *wasi.IncomingResponse
	headers childFields // behind all handles to them
	children
}

// Status implements [http.IncomingResponse].
func (r *incomingResponse) Status(context.Context) (http.StatusCode, error) { return r.r.Status(), nil }

// Headers implements [http.IncomingResponse].
func (r *incomingResponse) Headers(context.Context) (http.Headers, error) {
	r.headers = r.children.headers(r.r.Headers())
	return &r.headers, nil
}

// Consume implements [http.IncomingResponse].
func (r *incomingResponse) Consume(context.Context) (http.IncomingBody, bool, error) {
	b, err := r.r.Consume()
	ok, err := taken(err)
	return &incomingBody{h: r.h, b: b}, ok, err
}

// Drop implements [http.IncomingResponse].
func (r *incomingResponse) Drop(context.Context) { r.r.Drop() }

// incomingBody is a wasi:http/types incoming-body.
type incomingBody struct {
	h *Host
	b *wasi.IncomingBody
	children
	stream   inputStream    // once there is one
	trailers futureTrailers // once the body is finished
}

// Stream implements [http.IncomingBody].
func (b *incomingBody) Stream(context.Context) (io.InputStream, bool, error) {
	s, err := b.b.Stream()
	ok, err := taken(err)
	if ok {
		b.stream.init(b.h, s, &b.children)
	}
	return &b.stream, ok, err
}

// Drop implements [http.IncomingBody].
func (b *incomingBody) Drop(context.Context) { b.b.Drop() }

// IncomingBodyFinish implements [http.TypesHost].
func (t httpHost) IncomingBodyFinish(_ context.Context, b http.IncomingBody) (http.FutureTrailers, error) {
	body := b.(*incomingBody)
	f, err := body.b.Finish()
	body.trailers.f = f
	return &body.trailers, err
}

// futureTrailers is a wasi:http/types future-trailers.
type futureTrailers struct {
	f *wasi.FutureTrailers
	children
}

// Subscribe implements [http.FutureTrailers].
func (f *futureTrailers) Subscribe(context.Context) (io.Pollable, error) { return f.subscribe(f.f) }

type trailersResult = component.Result[component.Option[http.Trailers], http.ErrorCode]

// Get implements [http.FutureTrailers].
func (f *futureTrailers) Get(context.Context) (component.Option[component.Result[trailersResult, struct{}]], error) {
	t, ready, err := f.f.Get()
	if !ready {
		return component.Option[component.Result[trailersResult, struct{}]]{}, nil
	}
	if errors.Is(err, wasi.ErrTaken) {
		return component.Some(component.Result[trailersResult, struct{}]{IsErr: true}), nil
	}
	var r trailersResult
	if err != nil {
		r.Err, r.IsErr = errorCode(err), true
	} else if t != nil {
		r.OK = component.Some[http.Trailers]((*fields)(t))
	}
	return component.Some(component.Result[trailersResult, struct{}]{OK: r}), nil
}

// Drop implements [http.FutureTrailers].
func (f *futureTrailers) Drop(context.Context) { f.f.Drop() }

// outgoingRequest is a wasi:http/types outgoing-request.
type outgoingRequest struct {
	h *Host
	q *wasi.OutgoingRequest
	children
}

// NewOutgoingRequest implements [http.TypesHost].
func (t httpHost) NewOutgoingRequest(_ context.Context, headers http.Headers) (http.OutgoingRequest, error) {
	return &outgoingRequest{h: t.h, q: t.http().NewOutgoingRequest(headers.(giver).give())}, nil
}

// Body implements [http.OutgoingRequest].
func (r *outgoingRequest) Body(context.Context) (http.OutgoingBody, bool, error) {
	b, err := r.q.Body()
	ok, err := made(err)
	return &outgoingBody{h: r.h, b: b}, ok, err
}

// Method implements [http.OutgoingRequest].
func (r *outgoingRequest) Method(context.Context) (http.Method, error) {
	return method(r.q.Method()), nil
}

// SetMethod implements [http.OutgoingRequest].
func (r *outgoingRequest) SetMethod(_ context.Context, m http.Method) (bool, error) {
	return r.q.SetMethod(methodName(m)), nil
}

// PathWithQuery implements [http.OutgoingRequest].
func (r *outgoingRequest) PathWithQuery(context.Context) (component.Option[string], error) {
	return option(r.q.PathWithQuery()), nil
}

// SetPathWithQuery implements [http.OutgoingRequest].
func (r *outgoingRequest) SetPathWithQuery(_ context.Context, p component.Option[string]) (bool, error) {
	return r.q.SetPathWithQuery(p.Value, p.Some), nil
}

// Scheme implements [http.OutgoingRequest].
func (r *outgoingRequest) Scheme(context.Context) (component.Option[http.Scheme], error) {
	s, ok := r.q.Scheme()
	return component.Option[http.Scheme]{Value: scheme(s), Some: ok}, nil
}

// SetScheme implements [http.OutgoingRequest].
func (r *outgoingRequest) SetScheme(_ context.Context, s component.Option[http.Scheme]) (bool, error) {
	return r.q.SetScheme(schemeName(s.Value), s.Some), nil
}

// Authority implements [http.OutgoingRequest].
func (r *outgoingRequest) Authority(context.Context) (component.Option[string], error) {
	return option(r.q.Authority()), nil
}

// SetAuthority implements [http.OutgoingRequest].
func (r *outgoingRequest) SetAuthority(_ context.Context, a component.Option[string]) (bool, error) {
	return r.q.SetAuthority(a.Value, a.Some), nil
}

// Headers implements [http.OutgoingRequest].
func (r *outgoingRequest) Headers(context.Context) (http.Headers, error) {
	f := r.headers(r.q.Headers())
	return &f, nil
}

// Drop implements [http.OutgoingRequest].
func (r *outgoingRequest) Drop(context.Context) { r.q.Drop() }

// outgoingResponse is a wasi:http/types outgoing-response.
type outgoingResponse struct {
	h *Host
	r wasi.OutgoingResponse
	children
	body outgoingBody // once it was asked for
}

// NewOutgoingResponse implements [http.TypesHost].
func (t httpHost) NewOutgoingResponse(_ context.Context, headers http.Headers) (http.OutgoingResponse, error) {
	r := &t.h.response
	if t.h.responds {
		r = new(outgoingResponse)
	}
	t.h.responds, r.h = true, t.h
	r.r.Init(t.http(), headers.(giver).give())
	return r, nil
}

// StatusCode implements [http.OutgoingResponse].
func (r *outgoingResponse) StatusCode(context.Context) (http.StatusCode, error) {
	return r.r.StatusCode(), nil
}

// SetStatusCode implements [http.OutgoingResponse].
func (r *outgoingResponse) SetStatusCode(_ context.Context, s http.StatusCode) (bool, error) {
	return r.r.SetStatusCode(s), nil
}

// Headers implements [http.OutgoingResponse].
func (r *outgoingResponse) Headers(context.Context) (http.Headers, error) {
	f := r.headers(r.r.Headers())
	return &f, nil
}

// Body implements [http.OutgoingResponse].
func (r *outgoingResponse) Body(context.Context) (http.OutgoingBody, bool, error) {
	b, err := r.r.Body()
	ok, err := made(err)
	if ok {
		r.body = outgoingBody{h: r.h, b: b}
	}
	return &r.body, ok, err
}

// Drop implements [http.OutgoingResponse].
func (r *outgoingResponse) Drop(context.Context) { r.r.Drop() }

// outgoingBody is a wasi:http/types outgoing-body.
type outgoingBody struct {
	h *Host
	b *wasi.OutgoingBody
	children
	stream outputStream // once there is one
}

// made turns the error of an outgoing body into 0.2's result without payload; a
// limit that was reached traps.
func made(err error) (ok bool, trap error) {
	if err == nil {
		return true, nil
	}
	if limit := new(wasi.LimitError); errors.As(err, &limit) {
		return false, err
	}
	return false, nil
}

// Write implements [http.OutgoingBody].
func (b *outgoingBody) Write(context.Context) (io.OutputStream, bool, error) {
	s, err := b.b.Write()
	ok, err := taken(err)
	if ok {
		b.stream.init(b.h, s, &b.children)
	}
	return &b.stream, ok, err
}

// Drop implements [http.OutgoingBody].
func (b *outgoingBody) Drop(context.Context) { b.b.Drop() }

// OutgoingBodyFinish implements [http.TypesHost].
func (t httpHost) OutgoingBodyFinish(_ context.Context, b http.OutgoingBody, trailers component.Option[http.Trailers]) error {
	var f *wasi.Fields
	if trailers.Some {
		f = trailers.Value.(giver).give()
	}
	return errorOrTrap(b.(*outgoingBody).b.Finish(f))
}

// responseOutparam is a wasi:http/types response-outparam.
type responseOutparam wasi.ResponseOutparam

// Drop implements [http.ResponseOutparam]: a guest that drops it has not
// answered, which is noticed when it returns.
func (o *responseOutparam) Drop(context.Context) {}

// ResponseOutparamSet implements [http.TypesHost].
func (t httpHost) ResponseOutparamSet(_ context.Context, o http.ResponseOutparam, r component.Result[http.OutgoingResponse, http.ErrorCode]) error {
	out := (*wasi.ResponseOutparam)(o.(*responseOutparam))
	if r.IsErr {
		out.Set(nil, httpError(r.Err))
		return nil
	}
	out.Set(&r.OK.(*outgoingResponse).r, nil)
	return nil
}

// requestOptions is a wasi:http/types request-options.
type requestOptions struct{ o wasi.RequestOptions }

// NewRequestOptions implements [http.TypesHost].
func (t httpHost) NewRequestOptions(context.Context) (http.RequestOptions, error) {
	return &requestOptions{}, nil
}

func duration(d *time.Duration) (component.Option[clocks.Duration], error) {
	if d == nil {
		return component.Option[clocks.Duration]{}, nil
	}
	return component.Some(clocks.Duration(*d)), nil
}

func setDuration(to **time.Duration, d component.Option[clocks.Duration]) (bool, error) {
	*to = nil
	if d.Some {
		v := time.Duration(min(uint64(d.Value), 1<<63-1))
		*to = &v
	}
	return true, nil
}

// ConnectTimeout implements [http.RequestOptions].
func (o *requestOptions) ConnectTimeout(context.Context) (component.Option[clocks.Duration], error) {
	return duration(o.o.Connect)
}

// SetConnectTimeout implements [http.RequestOptions].
func (o *requestOptions) SetConnectTimeout(_ context.Context, d component.Option[clocks.Duration]) (bool, error) {
	return setDuration(&o.o.Connect, d)
}

// FirstByteTimeout implements [http.RequestOptions].
func (o *requestOptions) FirstByteTimeout(context.Context) (component.Option[clocks.Duration], error) {
	return duration(o.o.FirstByte)
}

// SetFirstByteTimeout implements [http.RequestOptions].
func (o *requestOptions) SetFirstByteTimeout(_ context.Context, d component.Option[clocks.Duration]) (bool, error) {
	return setDuration(&o.o.FirstByte, d)
}

// BetweenBytesTimeout implements [http.RequestOptions].
func (o *requestOptions) BetweenBytesTimeout(context.Context) (component.Option[clocks.Duration], error) {
	return duration(o.o.BetweenBytes)
}

// SetBetweenBytesTimeout implements [http.RequestOptions].
func (o *requestOptions) SetBetweenBytesTimeout(_ context.Context, d component.Option[clocks.Duration]) (bool, error) {
	return setDuration(&o.o.BetweenBytes, d)
}

// Drop implements [http.RequestOptions].
func (o *requestOptions) Drop(context.Context) {}

// Handle implements [http.OutgoingHandlerHost].
func (t httpHost) Handle(ctx context.Context, r http.OutgoingRequest, o component.Option[http.RequestOptions]) (http.FutureIncomingResponse, error) {
	var options *wasi.RequestOptions
	if o.Some {
		options = &o.Value.(*requestOptions).o
	}
	f, err := t.http().Handle(wasi.During(t.h.started(), ctx), r.(*outgoingRequest).q, options)
	if err != nil {
		return nil, errorOrTrap(err)
	}
	return &futureIncomingResponse{h: t.h, f: f}, nil
}

// futureIncomingResponse is a wasi:http/types future-incoming-response.
type futureIncomingResponse struct {
	h *Host
	f *wasi.FutureIncomingResponse
	children
}

// Subscribe implements [http.FutureIncomingResponse].
func (f *futureIncomingResponse) Subscribe(context.Context) (io.Pollable, error) {
	return f.subscribe(f.f)
}

type responseResult = component.Result[http.IncomingResponse, http.ErrorCode]

// Get implements [http.FutureIncomingResponse].
func (f *futureIncomingResponse) Get(context.Context) (component.Option[component.Result[responseResult, struct{}]], error) {
	resp, ready, err := f.f.Get()
	if !ready {
		return component.Option[component.Result[responseResult, struct{}]]{}, nil
	}
	if errors.Is(err, wasi.ErrTaken) {
		return component.Some(component.Result[responseResult, struct{}]{IsErr: true}), nil
	}
	var r responseResult
	if err != nil {
		r.Err, r.IsErr = errorCode(err), true
	} else {
		r.OK = &incomingResponse{h: f.h, r: resp}
	}
	return component.Some(component.Result[responseResult, struct{}]{OK: r}), nil
}

// Drop implements [http.FutureIncomingResponse].
func (f *futureIncomingResponse) Drop(context.Context) { f.f.Drop() }

// HTTPErrorCode implements [http.TypesHost].
func (t httpHost) HTTPErrorCode(_ context.Context, e io.Error) (component.Option[http.ErrorCode], error) {
	var he *wasi.HTTPError
	if !errors.As(e.(*ioError).err, &he) {
		return component.Option[http.ErrorCode]{}, nil
	}
	return component.Some(errorCode(he)), nil
}

func option(s string, ok bool) component.Option[string] {
	return component.Option[string]{Value: s, Some: ok}
}
