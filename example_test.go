package gyro_test

import (
	"context"
	"fmt"
	"log"
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

	w := httptest.NewRecorder()
	app.ServeHTTP(w, httptest.NewRequest("GET", "/anything", nil))
	fmt.Println(w.Code, w.Header()["location"]) // as the component has written it
	// Output: 302 [https://example.com/]
}
