// Package gyrohttp serves and sends HTTP in WebAssembly functions written in
// standard Go: net/http on the outside, wasi:http on the inside, no other tool
// than the go command.
//
//	package main
//
//	import (
//		"fmt"
//		"net/http"
//
//		"github.com/gyro-wasm/gyro/sdk/go/gyrohttp"
//	)
//
//	func init() {
//		gyrohttp.Handle(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			fmt.Fprintln(w, "hello from Go")
//		}))
//	}
//
//	func main() {}
//
// is built with
//
//	GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -o main.wasm .
//
// Such a module is a library to its host: init functions run, main does not.
//
// # What a handler may expect
//
// Bodies stream in both directions. The ResponseWriter is an [http.Flusher];
// trailers are announced and sent as net/http has it. The context of the
// request ends when the handler returns, and so does the guest, as far as it
// can tell: goroutines that are still running stop where they are. A panic
// ends the instance and is reported by the host, except for
// [http.ErrAbortHandler], which breaks off the response without a word.
//
// # WASI 0.3
//
// With the build tag wasip3,
//
//	GOOS=wasip1 GOARCH=wasm go build -tags=wasip3 -buildmode=c-shared -o main.wasm .
//
// the same program exports wasi:http/handler@0.3.0. A host may then have one
// instance answer several requests, some at once, each on a goroutine of its own,
// as net/http does; handlers that share variables need locks as they do there.
// The context of a request ends also when its client goes away. Goroutines that a
// handler leaves behind go on while the instance answers other requests. An
// outgoing request belongs to the request whose context it has, or whose handler
// has started its goroutine: the host breaks it off with that one.
//
// gyro build adds to Go's runtime what tells when the host has to be called back,
// and whose a goroutine is. In modules that the go command alone has built, timers
// are up to 5 ms late, and an outgoing request without the context of one that
// is being answered may be broken off with any of them.
//
// # Images
//
// Where the host makes instances from an image (snapshot = true, in gyro) the
// init functions have run once for all of them. What they drew at random is the
// same then; math/rand, crypto/rand and maps are not.
//
// # Outgoing requests
//
// A module has no sockets to dial with, so [http.DefaultTransport] is replaced
// by [Transport], which hands requests to the host: [http.Get], [http.Client]
// and everything built on them work. Goroutines that wait for different
// responses wait at the same time.
//
// # Elsewhere
//
// On every other GOOS the package serves with plain net/http, so that go vet,
// go test, go run and editors work without a WebAssembly host in between.
//
// # Other hosts
//
// What the package makes is a core module with the canonical names of
// wasi:http beside preview1. gyro runs it as it is. For a component that
// runs on any host, build with -tags=portable -ldflags=-checklinkname=0 and
// give the module to the usual tools with their preview1 adapter.
package gyrohttp
