package gyrohttp

import (
	"net/http"

	"github.com/gyro-wasm/gyro/sdk/go/internal/wasi"
)

var handler http.Handler

// Handle makes h the handler of all requests. It is called once, by an init
// function.
//
// In WebAssembly it returns at once, and the host calls h when a request
// comes. Elsewhere it serves h with net/http on the address that GYRO_LISTEN
// names, 127.0.0.1:3000 by default, and does not return; in a test binary it
// does nothing, because tests call handlers themselves.
func Handle(h http.Handler) {
	if handler != nil {
		panic("gyrohttp: Handle called twice")
	}
	handler = h
}

// errNoHandler says what is missing when a request comes.
const errNoHandler = "gyrohttp: no handler: call gyrohttp.Handle in an init function (main does not run)"

// answer answers a request.
func (e *exchange) answer(in wasi.IncomingRequest, out wasi.ResponseOutparam) {
	defer e.ctx.end()
	w, r := &e.writer, e.request
	w.outparam = out
	if err := e.receive(in); err != nil {
		in.Drop()
		http.Error(w, err.Error(), http.StatusBadRequest)
		w.finish()
		return
	}
	w.head = r.Method == http.MethodHead
	if serve(w, r) {
		w.finish()
	} else {
		w.abort()
	}
	e.ctx.end()
	r.Body.Close()
	in.Drop()
}

// serve reports whether the handler came to its end. Panics other than
// ErrAbortHandler are the instance's end.
func serve(w http.ResponseWriter, r *http.Request) (ended bool) {
	defer func() {
		if v := recover(); v != nil && v != http.ErrAbortHandler {
			panic(v)
		}
	}()
	handler.ServeHTTP(w, r)
	return true
}
