package cli

import (
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/gyro-wasm/gyro/internal/telemetry"
)

// serveMetrics serves metrics on an address of their own, in
// Prometheus's text format, until stop is called.
func (p *Program) serveMetrics(address string, metrics func() []telemetry.Metric) (stop func(), err error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("--metrics: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", telemetry.MetricsHandler(metrics))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // it ends with stop
	return func() { _ = server.Close() }, nil
}
