// Command nethttp is the server that ratios are taken of: net/http without
// anything else. It answers /echo with the request's body and everything else
// with hello.
//
//	nethttp HOST:PORT
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: nethttp HOST:PORT")
	}
	http.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(w, r.Body); err != nil {
			panic(http.ErrAbortHandler) // half an answer must not look whole
		}
	})
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprintf(w, "hello from net/http %s\n", r.URL.Path)
	})
	log.Fatal(http.ListenAndServe(os.Args[1], nil))
}
