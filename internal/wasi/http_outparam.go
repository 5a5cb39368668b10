package wasi

import (
	"context"
	"fmt"
	"net/http"
)

// A ResponseOutparam takes the one response to an incoming request
// (wasi:http/types response-outparam). Its methods are for one goroutine.
type ResponseOutparam struct{ x *exchange }

// SendInformational sends a 1xx response at once; the error is an
// [*HTTPError]. It does nothing if the answer was given already.
func (o *ResponseOutparam) SendInformational(status uint16, headers *Fields) error {
	defer headers.Drop()
	if status < 100 || status > 199 || status == http.StatusSwitchingProtocols {
		return &HTTPError{Code: HTTPProtocolError, Err: fmt.Errorf("%d is not an informational status", status)}
	}
	o.x.inform(int(status), headers)
	return nil
}

// Set gives the answer, which it takes over: a response, or if that is nil an
// error. Only the first answer counts.
func (o *ResponseOutparam) Set(resp *OutgoingResponse, failure *HTTPError) {
	if resp != nil && resp.status < 200 {
		failure = &HTTPError{Code: HTTPProtocolError, Err: fmt.Errorf("status %d cannot end a request", resp.status)}
		resp.Drop()
		resp = nil
	}
	if !o.x.answer(resp, failure) && resp != nil {
		resp.Drop()
	}
}

// Send writes the response that was given to Set, if there is one, on the goroutine
// of the caller, and returns when that is done: for a body that is not the guest's,
// see [OutgoingBody.From]. The request may be read meanwhile. When ctx ends, so
// does the body.
func (o *ResponseOutparam) Send(ctx context.Context) {
	x := o.x
	if x.resp == nil {
		return
	}
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(ended)
		x.dropBody()
		x.expire()
	})
	defer func() {
		if !stop() {
			<-ended
		}
	}()
	done := make(chan struct{})
	if !x.claim(done) {
		x.mu.Lock()
		done = x.done // of the goroutine that does it
		x.mu.Unlock()
		<-done
		return
	}
	x.late = !x.timer.Stop()
	defer close(done)
	x.pumpBeside()
}
