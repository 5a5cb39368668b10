package wasi_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/wasi"
)

// A command that was compiled to WASI is run like a process.
func ExampleRun() {
	ctx := context.Background()
	rt, err := component.NewRuntime(ctx, component.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer rt.Close(ctx)
	linker := component.NewLinker()
	if err := wasi.AddTo(linker); err != nil {
		log.Fatal(err)
	}

	wasm, err := os.ReadFile(commandGuest()) // rustc --target wasm32-wasip2
	if err != nil {
		log.Fatal(err)
	}
	c, err := rt.Load(ctx, wasm)
	if err != nil {
		log.Fatal(err)
	}
	linked, err := linker.Link(c)
	if err != nil {
		log.Fatal(err)
	}
	defer linked.Close(ctx)

	host, err := wasi.NewHost(wasi.Config{
		Args:   []string{"command", "args", "one", "two"},
		Stdout: os.Stdout,
	})
	if err != nil {
		log.Fatal(err)
	}
	defer host.Close()
	code, err := wasi.Run(ctx, linked, host)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("exit code", code)
	// Output:
	// one
	// two
	// exit code 0
}

// A component that exports wasi:http/incoming-handler is an [http.Handler].
func ExampleNewHandler() {
	ctx := context.Background()
	rt, err := component.NewRuntime(ctx, component.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer rt.Close(ctx)
	linker := component.NewLinker()
	if err := wasi.AddTo(linker); err != nil {
		log.Fatal(err)
	}

	wasm, err := os.ReadFile(httpGuest())
	if err != nil {
		log.Fatal(err)
	}
	c, err := rt.Load(ctx, wasm)
	if err != nil {
		log.Fatal(err)
	}
	linked, err := linker.Link(c)
	if err != nil {
		log.Fatal(err)
	}
	defer linked.Close(ctx)

	config := wasi.Config{Stderr: os.Stderr}
	pool, err := wasi.NewPool(ctx, linked, config, component.PoolConfig{})
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close(ctx)

	handler := wasi.NewHandler(pool, config, func(r *http.Request, err error) {
		log.Print(r.URL.Path, ": ", err)
	})
	server := httptest.NewServer(handler)
	defer server.Close()

	resp, err := http.Post(server.URL+"/echo", "text/plain", strings.NewReader("there and back again"))
	if err != nil {
		log.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(resp.StatusCode, string(body))
	// Output:
	// 200 there and back again
}
