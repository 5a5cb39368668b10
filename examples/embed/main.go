// Embed serves an application at /app/ beside pages of its own.
//
//	go run ./examples/embed spin.toml
package main

import (
	"context"
	"log"
	"net/http"
	"os"
	"os/signal"

	"github.com/gyro-wasm/gyro"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: embed APP, which is a spin.toml, its folder, or a .wasm file")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	app, err := gyro.Open(ctx, os.Args[1], gyro.Options{Output: os.Stdout, Log: os.Stderr, LimitProfile: "strict"})
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/app/", http.StripPrefix("/app", app))
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte("the application is at /app/\n"))
	})
	server := &http.Server{Addr: "127.0.0.1:3000", Handler: mux}
	context.AfterFunc(ctx, func() { _ = server.Shutdown(context.Background()) })
	log.Printf("serving http://%s", server.Addr)
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		log.Fatal(err)
	}
	if err := app.Close(); err != nil {
		log.Fatal(err)
	}
}
