package gyro_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"github.com/gyro-wasm/gyro"
)

// An application is an http.Handler.
func Example() {
	app, err := gyro.Open(context.Background(), "internal/template/builtin/redirect/content/redirect.wasm", gyro.Options{
		Environment:  map[string]string{"DESTINATION": "https://example.com/"},
		LimitProfile: "strict",
	})
	if err != nil {
		log.Fatal(err)
	}
	defer app.Close()

	server := httptest.NewServer(app)
	defer server.Close()
	r, err := http.NewRequest("GET", server.URL+"/anything", nil)
	if err != nil {
		log.Fatal(err)
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		log.Fatal(err)
	}
	defer resp.Body.Close()
	fmt.Println(resp.StatusCode, resp.Header.Get("Location"))
	// Output: 302 https://example.com/
}
