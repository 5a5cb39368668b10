package wasi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A Handler is what a guest exports: it answers the request through out, and
// returns when it is done (which may be long after the answer began).
type Handler func(ctx context.Context, in *IncomingRequest, out *ResponseOutparam) error

// ErrNoResponse is the error for a guest that returned without an answer.
var ErrNoResponse = errors.New("the guest returned without calling response-outparam.set")

// A ResponseError is the error of [HTTP.Serve].
type ResponseError struct {
	// Err is what went wrong: [ErrNoAuthority], [ErrNoResponse], an
	// [*HTTPError] that the guest answered with, or what its handler returned.
	Err error
	// Started tells whether a part of the response is on its way. If so the
	// caller panics with [http.ErrAbortHandler], which lets the client know;
	// if not, it writes a response of its own.
	Started bool
	// Complete tells that the client got the whole response all the same.
	Complete bool
}

// Error implements error.
func (e *ResponseError) Error() string { return e.Err.Error() }

// Unwrap returns what went wrong.
func (e *ResponseError) Unwrap() error { return e.Err }

// Serve answers a request of net/http (HTTP/1 and 2) by a guest, which sees the
// fields of more besides those of the request. Bodies stream in both directions
// at once, with a bounded buffer each; nothing of the request or the response is
// touched any more when Serve has returned. ctx is that of the guest, which may
// end before that of the request. The error is a [*ResponseError].
func (h *HTTP) Serve(ctx context.Context, w http.ResponseWriter, r *http.Request, more MoreFields, handle Handler) error {
	x := h.newExchange()
	if err := x.in.init(x, r, more); err != nil {
		return &ResponseError{Err: err}
	}
	x.w, x.head = w, r.Method == http.MethodHead
	returned := false
	defer func() {
		if !returned { // a panic, which net/http will recover
			x.abandon()
		}
	}()
	err := handle(ctx, &x.in, &x.out)
	returned = true
	parkerOf(ctx).Park()
	x.detach()
	return x.finish(ctx, err)
}

// detach waits until nobody reads the request any more.
func (x *exchange) detach() {
	if x.in.body.src != nil {
		x.in.body.src.detach()
	}
}

// abandon ends an exchange that has no end.
func (x *exchange) abandon() {
	x.detach()
	x.late = true
	if !x.claim(nil) {
		x.dropBody()
		<-x.done
	}
}

// newExchange returns the exchange that is a part of h, or a new one if h
// serves another request already.
func (h *HTTP) newExchange() *exchange {
	x := &h.exchange
	if !h.serves.CompareAndSwap(false, true) {
		x = new(exchange)
	}
	x.h, x.out.x = h, x
	return x
}

// reset makes an exchange ready for another request. It fails if the goroutine
// of the timer may still look at it. The guest must be gone.
func (x *exchange) reset() bool {
	if x.late {
		return false
	}
	timer, headers := x.timer, x.in.fields.list
	*x = exchange{timer: timer}
	if cap(headers) <= keptFields {
		clear(headers)
		x.in.fields.list = headers[:0]
	}
	return true
}

// keptFields is for how many fields of a request the memory is kept.
const keptFields = 64

// coalesce is how long the beginning of a response waits for the rest before
// it is sent alone. Most responses are whole by then: they go out in one piece,
// with a Content-Length, from the goroutine that is there anyway.
const coalesce = 250 * time.Microsecond

// An exchange is one request and its response on the side of net/http.
type exchange struct {
	h           *HTTP
	w           http.ResponseWriter
	in          IncomingRequest
	out         ResponseOutparam
	head        bool
	interrupted atomic.Bool // a read of the request was

	mu       sync.Mutex
	resp     *OutgoingResponse
	failure  *HTTPError
	answered bool
	timer    *time.Timer   // calls start
	late     bool          // start runs, or will, though there is nothing to do
	pumping  bool          // somebody writes the response
	done     chan struct{} // closed when it is written, if start does that
	err      error         // of writing it, valid when done
	started  bool          // something is on its way, valid when done
}

func (x *exchange) inform(status int, headers *Fields) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.answered {
		return
	}
	header := x.w.Header()
	headers.toHeader(header, "")
	x.w.WriteHeader(status)
	clear(header)
}

// answer takes the response and reports whether it is the first.
func (x *exchange) answer(resp *OutgoingResponse, failure *HTTPError) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.answered {
		return false
	}
	x.answered, x.resp, x.failure = true, resp, failure
	if resp == nil {
		return true
	}
	resp.sent = true
	if x.timer == nil {
		x.timer = time.AfterFunc(coalesce, x.start)
	} else {
		x.timer.Reset(coalesce)
	}
	return true
}

// start makes a goroutine write the response if nobody does. The guest may
// still read the request, which HTTP/1 servers must be told.
func (x *exchange) start() {
	if done := make(chan struct{}); x.claim(done) {
		defer close(done) // and nothing after it
		x.pumpBeside()
	}
}

// pumpBeside writes the response while the request may be read.
func (x *exchange) pumpBeside() {
	// An error means a server that does both at once anyway, or none.
	_ = http.NewResponseController(x.w).EnableFullDuplex()
	x.pump()
}

// claim reports whether the caller is the one who writes the response. It
// closes done, unless that is nil, when it has.
func (x *exchange) claim(done chan struct{}) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.pumping {
		return false
	}
	x.pumping, x.done = true, done
	return true
}

// finish ends the exchange after the handler returned err. Nobody reads the
// request any more.
func (x *exchange) finish(ctx context.Context, err error) error {
	if x.claim(nil) {
		if x.interrupted.Load() {
			x.closeConnection()
		}
		if err := x.refusal(err); err != nil {
			return &ResponseError{Err: err}
		}
		x.dropBody()
		if x.fits() {
			x.pump()
		} else {
			x.done = make(chan struct{})
			go func() {
				defer close(x.done)
				x.pump()
			}()
			x.await(ctx)
		}
	} else {
		x.dropBody()
		x.await(ctx)
		if !x.drain() {
			x.closeConnection()
		}
	}
	x.resp.headers.Drop()
	if err == nil {
		err = x.err
	}
	if err == nil {
		return nil
	}
	return &ResponseError{Err: err, Started: x.started, Complete: x.err == nil}
}

// drain reads what the guest has left of the request, if that is little and there
// already, and reports whether nothing is left. The head of the response, which
// did not say that the connection ends, has been sent; and net/http does not
// drain a body itself while both sides may speak.
func (x *exchange) drain() bool {
	in := x.in.body.src
	switch {
	case in == nil || in.end() == io.EOF:
		return true
	case x.interrupted.Load() || in.end() != nil:
		return false
	}
	c := http.NewResponseController(x.w)
	if c.SetReadDeadline(time.Now().Add(drainTime)) != nil {
		return false
	}
	n, err := io.CopyN(io.Discard, in.body, maxDrain+1)
	return n <= maxDrain && err == io.EOF && c.SetReadDeadline(time.Time{}) == nil
}

// What net/http reads of a body itself, in bytes; and how long that may take.
const (
	maxDrain  = 256 << 10
	drainTime = 100 * time.Millisecond
)

// fits tells whether the response is so small that net/http keeps it in a
// buffer: writing it does not block.
func (x *exchange) fits() bool {
	if x.resp.body == nil {
		return true
	}
	n, _ := x.resp.body.pending()
	return n <= 2<<10
}

// await waits until the response is written, or until ctx ends: a client that
// does not read would hold it for ever.
func (x *exchange) await(ctx context.Context) {
	select {
	case <-x.done:
	case <-ctx.Done():
		x.expire()
		<-x.done
	}
}

// expire makes a write of the response return.
func (x *exchange) expire() {
	// An error means a server without deadlines, where writes end with the
	// connection.
	_ = http.NewResponseController(x.w).SetWriteDeadline(time.Unix(1, 0))
}

// refusal returns why there is no response to write, after the handler
// returned err.
func (x *exchange) refusal(err error) error {
	if x.resp != nil {
		x.late = !x.timer.Stop()
	}
	switch {
	case x.resp == nil && x.failure != nil:
		return x.failure
	case x.resp == nil && err == nil:
		return ErrNoResponse
	case x.resp == nil:
		return err
	case err != nil && x.resp.unfinished():
		x.resp.body.closeWire(nil)
		x.resp.headers.Drop()
		return err
	}
	return nil
}

// dropBody aborts the body of the response if the guest, which is gone, has
// not finished it.
func (x *exchange) dropBody() {
	if b := x.resp.body; b != nil {
		b.Drop()
	}
}

// unfinished reports whether the body will never be whole.
func (r *OutgoingResponse) unfinished() bool {
	if r.body == nil {
		return false
	}
	_, state := r.body.pending()
	return state != bodyFinished
}

// interruptRead makes a read of the request's body return.
func (x *exchange) interruptRead() {
	x.interrupted.Store(true)
	// An error means a server without deadlines, where reads end with the
	// connection.
	_ = http.NewResponseController(x.w).SetReadDeadline(time.Unix(1, 0))
}

// closeConnection makes an HTTP/1 server close its connection in good order
// after the response: what is left of the body of the request must not be
// taken for the next request.
func (x *exchange) closeConnection() {
	w := x.w
	for {
		u, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			break
		}
		w = u.Unwrap()
	}
	if c, ok := w.(interface{ CloseConnection() }); ok {
		c.CloseConnection()
		return
	}
	// The public way to tell net/http is a body that exceeds its limit.
	tooLarge := http.MaxBytesReader(w, io.NopCloser(strings.NewReader("x")), 0)
	_, _ = tooLarge.Read(make([]byte, 1))
}

// pump writes the response.
func (x *exchange) pump() {
	x.err = x.write()
	if b := x.resp.body; b != nil {
		b.closeWire(x.err)
	}
}

func (x *exchange) write() error {
	r, b := x.resp, x.resp.body
	length, err := r.headers.contentLength()
	if err != nil {
		return &HTTPError{Code: HTTPProtocolError, Err: errors.New("the response has a Content-Length that is not a number")}
	}
	bodyless := x.head || r.status == http.StatusNoContent || r.status == http.StatusNotModified
	if b == nil {
		if length > 0 && !bodyless {
			return httpBodySizeError(HTTPResponseBodySize, 0)
		}
		x.writeHeader(length)
		return nil
	}
	whole, ok := b.whole()
	if ok && length < 0 && !bodyless && len(whole) >= counted {
		length = int64(len(whole))
	}
	if b.from != nil && x.in.r.Header.Get("Expect") != "" {
		b.from.prefetch() // the client waits until it is told to go on, before the head
	}
	x.writeHeader(length)
	if ok {
		return x.writeSome(whole, bodyless)
	}
	return x.writeBody(bodyless)
}

// counted is how long a body can be whose length a server of net/http finds out
// by itself once the response is whole: what fits into its buffer.
const counted = 2048

// writeHeader writes the status and the headers, with the length of the body,
// once, if it is not negative.
func (x *exchange) writeHeader(length int64) {
	x.started = true
	header := x.w.Header()
	x.resp.headers.toHeader(header, "")
	if _, ok := header["Content-Type"]; !ok {
		header["Content-Type"] = nil // do not guess one
	}
	if length >= 0 {
		header["Content-Length"] = []string{strconv.FormatInt(length, 10)}
	}
	x.w.WriteHeader(x.resp.status)
}

// writeSome writes a part of the body, if there is to be one.
func (x *exchange) writeSome(p []byte, bodyless bool) error {
	if bodyless || len(p) == 0 {
		return nil
	}
	if _, err := x.w.Write(p); err != nil {
		return &HTTPError{Code: HTTPConnectionTerminated, Err: err}
	}
	return nil
}

// writeBody writes the body as it comes, and flushes whenever it has to wait
// for more.
func (x *exchange) writeBody(bodyless bool) error {
	b := x.resp.body
	for fresh := true; ; {
		if fresh && !b.eager() {
			x.flush()
			fresh = false
		}
		p, err := b.next()
		switch {
		case err == io.EOF:
			if b.trailers != nil {
				x.flush() // or net/http sends a length, and no trailers
				b.trailers.toHeader(x.w.Header(), http.TrailerPrefix)
				b.trailers.Drop()
			}
			return nil
		case err != nil:
			x.flush() // the client may have what there is
			return b.abortError(err)
		}
		if err := x.writeSome(p, bodyless); err != nil {
			return err
		}
		fresh = true
		b.consumed(len(p))
	}
}

// flush sends what was written. A server that cannot is one that buffers
// everything, which is as well.
func (x *exchange) flush() { _ = http.NewResponseController(x.w).Flush() }

// abortError is why the body is not whole, for the host's log.
func (b *OutgoingBody) abortError(err error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.sizeErr != nil {
		return b.sizeErr
	}
	return err
}
