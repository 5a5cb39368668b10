package load

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

// A Burst is many requests at once, each on a connection of its own.
type Burst struct {
	URL     string
	Header  http.Header
	N       int
	Timeout time.Duration // of one request, from its first byte to the end
}

// dialing bounds how many connections are being opened at once: a listener's
// backlog is not what is measured.
const dialing = 256

// An Outcome is what became of one request of a burst.
type Outcome struct {
	Sent   time.Duration // when it was sent, from the start of the burst
	Head   time.Duration // when the answer's head came; 0 if none did
	End    time.Duration // when the answer or its failure was complete
	Status int           // of the head
	Err    error         // why the answer did not come to its end
	// RetryAfter says that the answer has that header.
	RetryAfter bool
}

// A Running burst is one that was started.
type Running struct {
	heads    atomic.Int64
	sent     atomic.Int64
	done     chan struct{}
	outcomes []Outcome
	err      error
}

// Heads returns how many heads of answers have come, whatever their status.
func (r *Running) Heads() int { return int(r.heads.Load()) }

// Sent returns how many requests have been sent.
func (r *Running) Sent() int { return int(r.sent.Load()) }

// Wait waits for the end of all requests.
func (r *Running) Wait() ([]Outcome, error) {
	<-r.done
	return r.outcomes, r.err
}

// Start sends the requests, side by side. They end with ctx.
func (b Burst) Start(ctx context.Context) *Running {
	r := &Running{done: make(chan struct{}), outcomes: make([]Outcome, b.N)}
	dial := make(chan struct{}, dialing)
	start := time.Now()
	go func() {
		defer close(r.done)
		r.err = each(b.N, func(i int) error {
			c, err := newClient(ctx, b.URL, b.Header)
			if err != nil {
				return err
			}
			defer c.close()
			o := &r.outcomes[i]
			dial <- struct{}{}
			o.Err = c.dial(time.Now().Add(b.Timeout))
			<-dial
			o.Sent = time.Since(start)
			if o.Err == nil {
				r.sent.Add(1)
				o.Err = r.ask(c, o, start, time.Now().Add(b.Timeout))
			}
			o.End = time.Since(start)
			return nil
		})
	}()
	return r
}

func (r *Running) ask(c *client, o *Outcome, start, deadline time.Time) error {
	resp, err := c.head(deadline)
	if err != nil {
		return err
	}
	o.Head, o.Status = time.Since(start), resp.StatusCode
	o.RetryAfter = resp.Header.Get("Retry-After") != ""
	r.heads.Add(1)
	return c.finish(resp)
}

// What returns what the outcome is counted under: "ok", a status, or an error.
func (o Outcome) What() string {
	var r record
	r.add(0, o.Status, o.Err)
	for why := range r.failures {
		return why
	}
	return "ok"
}
