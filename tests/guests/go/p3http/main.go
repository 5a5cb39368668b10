// Command p3http is a service of WASI 0.3 in standard Go with the SDK; see
// ../../README.md.
package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gyro-wasm/gyro/sdk/go/gyrohttp"
)

func init() {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "hello from Go", r.URL.Path) })
	mux.HandleFunc("/headers", headers)
	mux.HandleFunc("/method", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, r.Method) })
	mux.HandleFunc("/echo", echo)
	mux.HandleFunc("/trailers", trailers)
	mux.HandleFunc("/wait", wait)
	mux.HandleFunc("/drip", func(w http.ResponseWriter, r *http.Request) { drip(w, r) })
	mux.HandleFunc("/large/{n}", large)
	mux.HandleFunc("/proxy", proxy)
	mux.HandleFunc("/panic", func(w http.ResponseWriter, r *http.Request) { panic("asked to") })
	mux.HandleFunc("/late-fail", lateFail)
	mux.HandleFunc("/late-panic", func(w http.ResponseWriter, r *http.Request) { drip(w, r); panic("asked to") })
	mux.HandleFunc("/meet", meet)
	mux.HandleFunc("/hang", hang)
	mux.HandleFunc("/collect", collect)
	mux.HandleFunc("/leave", leave)
	mux.HandleFunc("/later", later)
	gyrohttp.Handle(common(mux))
}

func main() {}

// common sets the headers that every answer has.
func common(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Guest", "go")
		for k, v := range r.Header {
			if strings.HasPrefix(k, "X-Echo-") {
				w.Header()[k] = v
			}
		}
		next.ServeHTTP(w, r)
	})
}

func headers(w http.ResponseWriter, r *http.Request) {
	for k, values := range r.Header {
		for _, v := range values {
			fmt.Fprintf(w, "%s: %s\n", strings.ToLower(k), v)
		}
	}
}

// copyNow copies what comes as it comes.
func copyNow(w http.ResponseWriter, from io.Reader) error {
	p := make([]byte, 32<<10)
	for {
		n, err := from.Read(p)
		if n > 0 {
			w.Write(p[:n])
			http.NewResponseController(w).Flush()
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// echo answers the body and the trailers of the request.
func echo(w http.ResponseWriter, r *http.Request) {
	if err := copyNow(w, r.Body); err != nil {
		fmt.Fprintln(os.Stderr, "echo:", err)
		panic(http.ErrAbortHandler)
	}
	for k, v := range r.Trailer {
		w.Header()[http.TrailerPrefix+k] = v
	}
}

func trailers(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Trailer", "X-Trailer")
	echo(w, r)
	w.Header().Set("X-Trailer", "go")
}

// pause is the query's ms.
func pause(r *http.Request) time.Duration {
	n, _ := strconv.Atoi(r.FormValue("ms"))
	return time.Duration(n) * time.Millisecond
}

func wait(w http.ResponseWriter, r *http.Request) {
	time.Sleep(pause(r))
	fmt.Fprintln(w, "waited")
}

// drip answers three lines, each after a pause.
func drip(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusOK)
	w.(http.Flusher).Flush()
	for i := range 3 {
		time.Sleep(pause(r))
		fmt.Fprintln(w, "part", i)
		w.(http.Flusher).Flush()
	}
	time.Sleep(pause(r))
}

// large answers n bytes, each the low byte of its position.
func large(w http.ResponseWriter, r *http.Request) {
	block := make([]byte, 64<<10)
	for i := range block {
		block[i] = byte(i)
	}
	n, _ := strconv.Atoi(r.PathValue("n"))
	for ; n > 0; n -= len(block) {
		if _, err := w.Write(block[:min(n, len(block))]); err != nil {
			return
		}
	}
}

// proxy answers what the URL in the header x-url answers to this request's method
// and body.
func proxy(w http.ResponseWriter, r *http.Request) {
	q, err := http.NewRequestWithContext(r.Context(), r.Method, r.Header.Get("X-Url"), r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	resp, err := http.DefaultClient.Do(q)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	w.WriteHeader(resp.StatusCode)
	if err := copyNow(w, resp.Body); err != nil {
		panic(http.ErrAbortHandler)
	}
}

// meeting is where two requests of an instance meet.
var meeting = make(chan string)

// meet waits for another request, and answers the names n of both.
func meet(w http.ResponseWriter, r *http.Request) {
	n := r.FormValue("n")
	select {
	case meeting <- n:
		fmt.Fprintln(w, n, "was met")
	case other := <-meeting:
		fmt.Fprintln(w, n, "met", other)
	case <-r.Context().Done():
	}
}

// hang waits until nobody wants the answer any more, and prints why. With begun=1
// it answers a line first.
func hang(w http.ResponseWriter, r *http.Request) {
	fmt.Println("hang", r.FormValue("n"), "begins")
	if r.FormValue("begun") != "" {
		fmt.Fprintln(w, "begun")
		w.(http.Flusher).Flush()
	}
	<-r.Context().Done()
	fmt.Println("hang", r.FormValue("n"), r.Context().Err())
}

// collect collects garbage while others make it.
func collect(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			b := bytes.Repeat([]byte{byte(i)}, 1<<20)
			runtime.GC()
			if b[1<<20-1] != byte(i) {
				panic("corrupt")
			}
		})
	}
	wg.Wait()
	fmt.Fprintln(w, "collected")
}

// later answers what the URL in the header x-url answers after a pause. Nothing
// but the goroutine tells for which request it is asked.
func later(w http.ResponseWriter, r *http.Request) {
	time.Sleep(pause(r))
	var resp *http.Response
	var err error
	var wg sync.WaitGroup
	wg.Go(func() { resp, err = http.Get(r.Header.Get("X-Url")) })
	if wg.Wait(); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	copyNow(w, resp.Body)
}

var left atomic.Int64

// leave answers what goroutines have counted that requests have left behind, and
// leaves one.
func leave(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, left.Load())
	go func() {
		time.Sleep(pause(r))
		left.Add(1)
	}()
}

func lateFail(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, "before")
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}
