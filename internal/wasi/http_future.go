package wasi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync"
	"time"
)

// A FutureIncomingResponse is the answer to a request that is under way
// (wasi:http/types future-incoming-response). Its methods are for one
// goroutine, but for those of [Pollable].
type FutureIncomingResponse struct {
	h       *HTTP
	ctx     context.Context // of the request and the body of its response
	cancel  context.CancelCauseFunc
	timer   httpTimer
	between time.Duration
	done    Event
	taken   bool

	mu      sync.Mutex
	dropped bool
	resp    *IncomingResponse
	err     *HTTPError
}

// newFutureResponse starts the timers of a request that is about to be sent.
func newFutureResponse(ctx context.Context, h *HTTP, opts *RequestOptions) *FutureIncomingResponse {
	f := &FutureIncomingResponse{h: h, between: timeoutOf(opts.BetweenBytes)}
	f.ctx, f.cancel = context.WithCancelCause(ctx)
	f.timer.cancel = f.cancel
	firstByte := timeoutOf(opts.FirstByte)
	f.ctx = httptrace.WithClientTrace(f.ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { f.timer.restart(firstByte, HTTPConnectionReadTimeout) },
	})
	f.timer.start(timeoutOf(opts.Connect), HTTPConnectionTimeout)
	return f
}

// Ready implements [Pollable].
func (f *FutureIncomingResponse) Ready() bool { return f.done.Ready() }

// Subscribe implements [Pollable].
func (f *FutureIncomingResponse) Subscribe(wake func()) (cancel func()) {
	return f.done.Subscribe(wake)
}

// Get returns the response; ready is false until there is one. The error is an
// [*HTTPError], and ErrTaken after the first answer.
func (f *FutureIncomingResponse) Get() (resp *IncomingResponse, ready bool, err error) {
	switch {
	case f.taken:
		return nil, true, ErrTaken
	case !f.done.Ready():
		return nil, false, nil
	}
	f.taken = true
	if f.err != nil {
		return nil, true, f.err
	}
	return f.resp, true, nil
}

// Drop cancels the request, unless the response was taken.
func (f *FutureIncomingResponse) Drop() {
	if f.taken {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dropped = true
	if f.resp != nil {
		f.resp.Drop()
	}
	f.cancel(context.Canceled)
}

func (f *FutureIncomingResponse) send(r *http.Request) {
	resp, err := f.h.Transport.RoundTrip(r)
	f.timer.stop()
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case err != nil:
		f.err = f.mapError(err, roundTripError)
	case resp.StatusCode == http.StatusSwitchingProtocols:
		_ = resp.Body.Close() // nobody asked for this
		f.err = &HTTPError{Code: HTTPUpgradeFailed}
	default:
		f.resp = f.response(resp)
	}
	switch {
	case f.err != nil:
		f.release()
	case f.dropped:
		f.resp.Drop()
	}
	f.done.Set()
}

// response wraps what the transport returned.
func (f *FutureIncomingResponse) response(resp *http.Response) *IncomingResponse {
	r := &IncomingResponse{h: f.h, resp: resp}
	r.body.h = f.h
	if resp.Body == nil || resp.Body == http.NoBody {
		f.release()
		return r
	}
	r.source = bodySource{
		body: resp.Body, onEnd: f.release, idle: &f.timer, idleFor: f.between,
		mapErr: func(err error) error { return f.mapError(err, responseBodyError) },
	}
	r.body.src = &r.source
	r.body.trailer = func() http.Header { return resp.Trailer }
	return r
}

// release frees what the request holds; it is called once, when nothing more
// can come.
func (f *FutureIncomingResponse) release() {
	f.timer.stop()
	f.cancel(context.Canceled)
	f.h.releaseRequest()
}

// mapError maps err by how, unless the request was cancelled, which has a
// reason of its own.
func (f *FutureIncomingResponse) mapError(err error, how func(error) *HTTPError) *HTTPError {
	if cause := context.Cause(f.ctx); cause != nil {
		var known *HTTPError
		if errors.As(cause, &known) {
			return known
		}
		return &HTTPError{Code: HTTPConnectionTerminated, Err: cause}
	}
	return how(err)
}

// responseBodyError maps what reading the body of a response failed with.
func responseBodyError(err error) *HTTPError {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return &HTTPError{Code: HTTPResponseIncomplete, Err: err}
	}
	return roundTripError(err)
}

// An httpTimer cancels a request that waits for too long. It is safe for use
// by several goroutines; start and stop work on nil.
type httpTimer struct {
	cancel context.CancelCauseFunc

	mu       sync.Mutex
	timer    *time.Timer
	armed    bool
	deadline time.Time
	code     HTTPErrorCode
}

// start begins to count; when d is over the request fails with code.
func (t *httpTimer) start(d time.Duration, code HTTPErrorCode) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.startLocked(d, code)
}

// restart is start if the timer counts.
func (t *httpTimer) restart(d time.Duration, code HTTPErrorCode) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.armed {
		t.startLocked(d, code)
	}
}

func (t *httpTimer) startLocked(d time.Duration, code HTTPErrorCode) {
	t.armed, t.code, t.deadline = true, code, time.Now().Add(d)
	if t.timer == nil {
		t.timer = time.AfterFunc(d, t.fire)
	} else {
		t.timer.Reset(d)
	}
}

// fire looks again: it may have waited for a stop or a start.
func (t *httpTimer) fire() {
	t.mu.Lock()
	over := t.armed && !time.Now().Before(t.deadline)
	code := t.code
	t.mu.Unlock()
	if over {
		t.cancel(&HTTPError{Code: code})
	}
}

func (t *httpTimer) stop() {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.armed = false
	if t.timer != nil {
		t.timer.Stop()
	}
}
