//go:build !wasip3

package gyrohttp

import "github.com/gyro-wasm/gyro/sdk/go/internal/wasi"

// handle is the export that the host calls for each request.
//
//go:wasmexport wasi:http/incoming-handler@0.2.0#handle
func handle(request, outparam uint32) {
	if handler == nil {
		panic(errNoHandler)
	}
	takeExchange().answer(wasi.IncomingRequest(request), wasi.ResponseOutparam(outparam))
}
