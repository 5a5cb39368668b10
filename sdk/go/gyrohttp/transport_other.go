//go:build !wasip1

package gyrohttp

import "net/http"

// Transport is an [http.RoundTripper] that sends requests through the host.
// Its zero value is ready for use, by many goroutines at once. In WebAssembly
// it is [http.DefaultTransport]; elsewhere it passes requests to that.
type Transport struct{}

// RoundTrip sends a request and returns when the response's headers are there.
func (*Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	return http.DefaultTransport.RoundTrip(r)
}
