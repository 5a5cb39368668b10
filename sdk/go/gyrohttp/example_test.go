package gyrohttp_test

import (
	"fmt"
	"io"
	"net/http"

	"github.com/gyro-wasm/gyro/sdk/go/gyrohttp"
)

// A function answers in an init function's handler; main stays empty. This one
// passes on what another server answers, as it comes.
func ExampleHandle() {
	gyrohttp.Handle(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		resp, err := http.Get("https://example.com" + r.URL.Path)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer resp.Body.Close()
		w.WriteHeader(resp.StatusCode)
		io.Copy(w, resp.Body)
	}))
	fmt.Println("ready")
	// Output: ready
}
