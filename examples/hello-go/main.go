// Command hello-go is an HTTP function in Go.
package main

import (
	"fmt"
	"net/http"

	"github.com/gyro-wasm/gyro/sdk/go/gyrohttp"
)

func init() {
	gyrohttp.Handle(http.HandlerFunc(hello))
}

func hello(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, "hello from Go")
}

// main does not run in a WebAssembly library; Go wants it all the same.
func main() {}
