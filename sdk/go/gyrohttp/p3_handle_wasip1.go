//go:build wasip3

package gyrohttp

import "github.com/gyro-wasm/gyro/sdk/go/internal/wasi"

// handle is the export that the host calls for each request. Others may come
// before it is answered.
//
//go:wasmexport [async-lift]wasi:http/handler@0.3.0#handle
func handle(request uint32) uint32 {
	if handler == nil {
		panic(errNoHandler)
	}
	e := takeExchange()
	return wasi.Begin(request, e.ctx.end, func(in wasi.IncomingRequest, out wasi.ResponseOutparam) {
		e.ctx.parent = out.Context()
		e.answer(in, out)
	})
}

// callback is the export that the host calls when something has happened for
// which a request waits.
//
//go:wasmexport [callback][async-lift]wasi:http/handler@0.3.0#handle
func callback(event, waitable, result uint32) uint32 {
	return wasi.Callback(event, waitable, result)
}
