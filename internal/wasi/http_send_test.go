package wasi

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
)

// TestServeSend writes responses on the goroutine of the guest: bodies that do not
// end, or that the client does not read, end with the context.
func TestServeSend(t *testing.T) {
	for name, body := range map[string]func(*OutgoingBody, context.CancelFunc){
		"of nothing": func(_ *OutgoingBody, end context.CancelFunc) { end() },
		"of too much": func(b *OutgoingBody, end context.CancelFunc) {
			b.From(&endlessZeroes{left: 1 << 20, over: end}, func(error) {})
		},
	} {
		t.Run(name, func(t *testing.T) {
			checkGoroutines(t)
			h := new(HTTP)
			url, _, errs := serve(t, "h1", h, func(ctx context.Context, _ *IncomingRequest, out *ResponseOutparam) error {
				ctx, end := context.WithCancel(ctx)
				defer end()
				b, _ := respond(h, out, 200)
				body(b, end)
				out.Send(ctx)
				return nil
			})
			conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
			if err := <-errs; err == nil {
				t.Error("the response is whole")
			}
			checkNothingLeft(t, h)
		})
	}
}

// endlessZeroes is a reader without end that tells when it has given so many.
type endlessZeroes struct {
	left int
	over func()
}

func (z *endlessZeroes) Read(p []byte) (int, error) {
	if z.left -= len(p); z.left <= 0 {
		z.over()
	}
	return len(p), nil
}

// TestServeSendNothing has a guest that gives no response.
func TestServeSendNothing(t *testing.T) {
	url, client, errs := serve(t, "h1", new(HTTP), func(ctx context.Context, _ *IncomingRequest, out *ResponseOutparam) error {
		out.Set(nil, &HTTPError{Code: HTTPInternalError})
		out.Send(ctx)
		return nil
	})
	if resp, err := client.Get(url); err != nil || resp.StatusCode != 500 {
		t.Errorf("%v, %v", resp, err)
	}
	if err := <-errs; err == nil {
		t.Error("nobody heard of the failure")
	}
}
