package p3

import (
	"context"
	"io"
	nethttp "net/http"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/internal/wasi"
)

// instead answers requests as it is told to.
type instead func() *nethttp.Response

func (f instead) RoundTrip(*nethttp.Request) (*nethttp.Response, error) { return f(), nil }

// TestArrivals has responses arrive at a host that ends: what nobody has got is
// given up, before the end and after it.
func TestArrivals(t *testing.T) {
	for _, late := range []bool{false, true} {
		h := &Host{State: new(wasi.State), HTTP: &wasi.HTTP{
			Transport: instead(func() *nethttp.Response {
				return &nethttp.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("body"))}
			}),
			Allow: func(context.Context, string, string, uint16) error { return nil },
		}}
		out := h.HTTP.NewOutgoingRequest(h.HTTP.NewFields().Seal())
		out.SetAuthority("example.com", true)
		wait := httpHost{h}.Send(t.Context(), &request{h: h, out: out})
		if late {
			h.Close()
		}
		if _, err := wait(t.Context()); late != (err != nil) {
			t.Errorf("late is %t, and the guest gets %v", late, err)
		}
		h.Close()
		if requests, _, _ := h.HTTP.Holds(); requests != 0 {
			t.Errorf("late is %t: %d requests are left", late, requests)
		}
	}
}
