//go:build !wasip1

package gyrohttp

import (
	"cmp"
	"fmt"
	"net"
	"net/http"
	"os"
	"testing"
)

// Handle makes h the handler of all requests. It is called once, by an init
// function.
//
// In WebAssembly it returns at once, and the host calls h when a request
// comes. Elsewhere it serves h with net/http on the address that GYRO_LISTEN
// names, 127.0.0.1:3000 by default, and does not return; in a test binary it
// does nothing, because tests call handlers themselves.
func Handle(h http.Handler) {
	if testing.Testing() {
		return
	}
	if err := serve(cmp.Or(os.Getenv("GYRO_LISTEN"), "127.0.0.1:3000"), h); err != nil {
		fmt.Fprintln(os.Stderr, "gyrohttp:", err)
		os.Exit(1)
	}
}

func serve(address string, h http.Handler) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("listening on %s (GYRO_LISTEN names another address): %w", address, err)
	}
	fmt.Fprintf(os.Stderr, "serving on http://%s\n", l.Addr())
	return http.Serve(l, h)
}
