package p3

import (
	"context"
	"errors"
	"sync"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/http"
)

// The results that futures of wasi:http carry.
type (
	trailersResult = component.Result[component.Option[http.Trailers], http.ErrorCode]
	sentResult     = component.Result[struct{}, http.ErrorCode]

	trailersFuture = component.Future[trailersResult]
	sentFuture     = component.Future[sentResult]
)

// A body is what a request or response carries.
type body struct {
	stream   *component.Stream[byte] // nil for none
	trailers *trailersFuture
	// sent settles the transmission result; it is nil for a message that the host
	// has received.
	sent  func(sentResult)
	taken bool
}

// take takes the body, for who sends or consumes it.
func (b *body) take() (taken body) {
	taken = *b
	*b = body{taken: true}
	return taken
}

// drop gives up a body that nobody has taken.
func (b *body) drop() {
	if b.taken {
		return
	}
	t := b.take()
	if t.stream != nil {
		t.stream.Drop()
	}
	if t.trailers != nil {
		t.trailers.Drop()
	}
	t.tell(&wasi.HTTPError{Code: wasi.HTTPInternalError})
}

// tell settles the transmission result.
func (b *body) tell(err error) {
	if b.sent == nil {
		return
	}
	var r sentResult
	if err != nil {
		r.IsErr, r.Err = true, errorCode(err)
	}
	b.sent(r)
	b.sent = nil
}

// consume returns what the guest gets of a body that it consumes. res is what it
// will say of that.
func (b *body) consume(res *sentFuture) component.Tuple2[*component.Stream[byte], *trailersFuture] {
	t := b.take()
	if t.stream == nil {
		t.stream = component.NewStream[byte](wasi.Empty)
	}
	if t.trailers == nil {
		t.trailers = component.Settled(trailersResult{})
	}
	res.Then(func(r sentResult, err error) {
		if err != nil {
			r = sentResult{IsErr: true, Err: errorCode(err)}
		}
		if t.sent != nil {
			t.sent(r)
		}
	})
	return component.Tuple2[*component.Stream[byte], *trailersFuture]{F0: t.stream, F1: t.trailers}
}

// received returns the body of a message that the host has received.
func received(in *wasi.IncomingBody) (body, error) {
	s, err := in.Stream()
	if err != nil {
		return body{}, err
	}
	src := &incoming{InputStream: s, body: in}
	return body{
		stream:   component.NewStream[byte](src),
		trailers: component.FutureOn((*incomingTrailers)(src), src.result),
	}, nil
}

// incoming is the source of a body that the host has received.
type incoming struct {
	wasi.InputStream
	body *wasi.IncomingBody

	closed wasi.Event // nobody reads any more
	once   sync.Once
	end    *wasi.FutureTrailers

	mu   sync.Mutex
	left int // of the two: who reads, who wants the trailers
}

// Close implements [component.Source].
func (s *incoming) Close() error {
	err := s.InputStream.Close()
	s.closed.Set()
	s.leave()
	return err
}

// leave drops the body when both are gone.
func (s *incoming) leave() {
	s.mu.Lock()
	s.left++
	both := s.left == 2
	s.mu.Unlock()
	if both {
		s.body.Drop()
	}
}

// future returns the trailers, after closed.
func (s *incoming) future() *wasi.FutureTrailers {
	s.once.Do(func() { s.end, _ = s.body.Finish() }) // cannot fail: the stream is closed
	return s.end
}

// result returns what the guest gets, when the trailers are ready.
func (s *incoming) result() trailersResult {
	t, _, err := s.future().Get()
	switch {
	case err != nil:
		return trailersResult{IsErr: true, Err: errorCode(err)}
	case t == nil:
		return trailersResult{}
	}
	return trailersResult{OK: component.Some[http.Trailers]((*fields)(t))}
}

// incomingTrailers is ready when the trailers are there: when the end of the
// body was seen, after nobody reads it any more.
type incomingTrailers incoming

// Ready implements [component.Pollable].
func (t *incomingTrailers) Ready() bool { return t.closed.Ready() && (*incoming)(t).future().Ready() }

// Subscribe implements [component.Pollable]. wake is called too early for who
// subscribes before the stream is closed, and he looks again.
func (t *incomingTrailers) Subscribe(wake func()) (cancel func()) {
	if !t.closed.Ready() {
		return t.closed.Subscribe(wake)
	}
	return (*incoming)(t).future().Subscribe(wake)
}

// Close is called when nobody wants the trailers any more.
func (t *incomingTrailers) Close() error {
	(*incoming)(t).leave()
	return nil
}

// outgoing is the sink of a body that the host sends. It is whole when the stream
// has ended and the trailers are there, in whichever order.
type outgoing struct {
	wasi.OutputStream
	h   *Host
	out *wasi.OutgoingBody
	of  body

	mu       sync.Mutex
	without  bool // the body is not the guest's
	guests   bool // the guest is to say what the trailers are
	closed   bool // the stream has ended
	told     bool // the trailers are there
	trailers *wasi.Fields
	over     bool
}

// send has a body sent as out. It returns what does that, or nil if nothing can.
func (b body) send(ctx context.Context, h *Host, out *wasi.OutgoingBody) *outgoing {
	w, err := out.Write()
	if err != nil {
		b.tell(err) // cannot happen: out is new
		return nil
	}
	s := &outgoing{OutputStream: w, h: h, out: out, of: b}
	var src component.Source[byte]
	if b.stream != nil {
		src = b.stream.Source()
		s.without = src != nil
	}
	in, splice := src.(*incoming)
	own := splice && b.trailers != nil && b.trailers.On() == component.Pollable((*incomingTrailers)(in))
	switch {
	case own: // they come with the body
	case b.trailers == nil:
		s.told = true
	default:
		if s.guests = b.trailers.On() == nil; !s.guests {
			h.started() // a goroutine may wait for them longer than the guest lives
		}
		b.trailers.Then(s.tell)
	}
	switch {
	case b.stream == nil:
		s.Close(nil)
	case splice:
		out.From(in.body.Rest(ctx), func(err error) {
			_ = in.Close() // from now on there are trailers
			if own && err == nil {
				b.trailers.Then(s.tell)
			}
			s.Close(err)
		})
	default:
		b.stream.To(ctx, s)
	}
	return s
}

// alone says that the guest is gone: what it has not said it will not say. It
// reports whether the body goes on all the same.
func (s *outgoing) alone() (goesOn bool) {
	s.mu.Lock()
	lacks := s.guests && !s.told || !s.without && !s.closed
	s.mu.Unlock()
	if lacks {
		s.settle(errUnfinished)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.over
}

var errUnfinished = errors.New("the guest has ended before the body")

// Write implements [component.Sink].
func (s *outgoing) Write(p []byte) (int, error) {
	n, err := s.CheckWrite()
	if err == nil && n > 0 {
		n = min(n, len(p))
		err = s.OutputStream.Write(p[:n])
	}
	if err != nil {
		return 0, err
	}
	return n, nil
}

// Close implements [component.Sink].
func (s *outgoing) Close(err error) {
	_ = s.OutputStream.Close() // it cannot fail
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.settle(err)
}

// tell says what the trailers are, or why there are none.
func (s *outgoing) tell(r trailersResult, err error) {
	s.mu.Lock()
	s.told = true
	if r.OK.Some {
		s.trailers = r.OK.Value.(*fields).self()
	}
	s.mu.Unlock()
	if r.IsErr {
		err = httpError(r.Err)
	}
	s.settle(err)
}

// settle ends the body if it is whole, or failed.
func (s *outgoing) settle(err error) {
	s.mu.Lock()
	over := s.over
	s.over = over || err != nil || s.closed && s.told
	now := s.over && !over
	s.mu.Unlock()
	switch {
	case !now:
	case err != nil:
		s.out.Drop()
		s.of.tell(err)
	default:
		s.of.tell(s.out.Finish(s.trailers))
	}
}
