// Command http is an HTTP guest in standard Go with the SDK; see ../../README.md.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gyro-wasm/gyro/sdk/go/gyrohttp"
)

func init() {
	mux := http.NewServeMux()
	mux.HandleFunc("/", hello)
	mux.HandleFunc("/headers", headers)
	mux.HandleFunc("/method", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, r.Method) })
	mux.HandleFunc("/echo", echo)
	mux.HandleFunc("/large/{n}", large)
	mux.HandleFunc("/trailers", trailers)
	mux.HandleFunc("/env", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, strings.Join(os.Environ(), "\n")) })
	mux.HandleFunc("/files/", files)
	mux.HandleFunc("/clock", clock)
	mux.HandleFunc("/random", random)
	mux.HandleFunc("/print", printed)
	mux.HandleFunc("/fetch", fetch)
	mux.HandleFunc("/fanout/{n}", fanout)
	mux.HandleFunc("/flush", flush)
	mux.HandleFunc("/heap/{n}", heap)
	mux.HandleFunc("/goroutines/{n}", goroutines)
	mux.HandleFunc("/cancel", cancel)
	mux.HandleFunc("/leave/{text}", leave)
	mux.HandleFunc("/abort", func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) })
	mux.HandleFunc("/trap", func(w http.ResponseWriter, r *http.Request) { panic("asked to") })
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

func number(r *http.Request) int {
	n, _ := strconv.Atoi(r.PathValue("n"))
	return n
}

var count int

func hello(w http.ResponseWriter, r *http.Request) {
	count++
	fmt.Fprintf(w, "hello from Go %s count=%d\n", r.URL.Path, count)
}

// What leave leaves.
var (
	left      string
	leftItems = map[string][]byte{}
	leftPool  sync.Pool
	leftChan  = make(chan string, 10)
)

// leave puts a text wherever Go lets it, and says first what it finds there.
func leave(w http.ResponseWriter, r *http.Request) {
	text := r.PathValue("text")
	f, err := os.Open("/greeting") // stays open
	if err != nil {
		fmt.Fprintln(w, err)
		return
	}
	dir, _ := os.Getwd()
	fmt.Fprintf(w, "variable: %s\nitems: %d\npool: %v\nchannel: %d\n", left, len(leftItems), leftPool.Get(), len(leftChan))
	fmt.Fprintf(w, "environment: %s\ndirectory: %s\ndescriptor: %d\n", os.Getenv("LEFT"), dir, f.Fd())
	fmt.Fprintf(w, "goroutines: %d\nclient: %v\narguments: %q\n", runtime.NumGoroutine(), http.DefaultClient.Timeout, os.Args)
	left = text
	leftItems[text] = bytes.Repeat([]byte(text), 1<<20)
	leftPool.Put(text)
	leftChan <- text
	os.Setenv("LEFT", text)
	os.Chdir("/directory")
	http.DefaultClient.Timeout = time.Hour
	os.Args = append(os.Args, text)
	go func() { time.Sleep(time.Hour); left = text }()
}

func headers(w http.ResponseWriter, r *http.Request) {
	for k, values := range r.Header {
		for _, v := range values {
			fmt.Fprintf(w, "%s: %s\n", strings.ToLower(k), v)
		}
	}
}

func echo(w http.ResponseWriter, r *http.Request) {
	if t := r.Header.Get("Content-Type"); t != "" {
		w.Header().Set("Content-Type", t)
	}
	if _, err := io.Copy(w, r.Body); err != nil {
		fmt.Fprintln(os.Stderr, "echo:", err)
	}
}

// large answers n bytes, each the low byte of its position.
func large(w http.ResponseWriter, r *http.Request) {
	block := make([]byte, 64<<10)
	for i := range block {
		block[i] = byte(i)
	}
	for n := number(r); n > 0; n -= len(block) {
		if _, err := w.Write(block[:min(n, len(block))]); err != nil {
			return
		}
	}
}

func trailers(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Trailer", "X-Trailer")
	io.Copy(w, r.Body)
	w.Header().Set("X-Trailer", "go")
	for k, v := range r.Trailer {
		w.Header()[http.TrailerPrefix+k] = v
	}
}

func files(w http.ResponseWriter, r *http.Request) {
	f, err := os.Open(strings.TrimPrefix(r.URL.Path, "/files"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	defer f.Close()
	io.Copy(w, f)
}

func clock(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	time.Sleep(time.Millisecond)
	fmt.Fprintf(w, "seconds: %d\nslept: %d\n", start.Unix(), time.Since(start).Nanoseconds())
}

func random(w http.ResponseWriter, r *http.Request) {
	var b [16]byte
	rand.Read(b[:])
	fmt.Fprintf(w, "%x\n", b)
}

func printed(w http.ResponseWriter, r *http.Request) {
	fmt.Println("out one\nout two")
	fmt.Fprintln(os.Stderr, "err one")
	fmt.Fprintln(w, "printed")
}

// fetch streams what the URL in the x-url header answers to a request with
// this request's method and body.
func fetch(w http.ResponseWriter, r *http.Request) {
	q, err := http.NewRequestWithContext(r.Context(), r.Method, r.Header.Get("X-Url"), r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	q.ContentLength = r.ContentLength
	resp, err := http.DefaultClient.Do(q)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	w.WriteHeader(resp.StatusCode)
	io.Copy(w, resp.Body)
}

// fanout fetches x-url n times at the same time.
func fanout(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	total, failed := int64(0), error(nil)
	start := time.Now()
	for range number(r) {
		wg.Go(func() {
			n, err := size(r.Context(), r.Header.Get("X-Url"))
			mu.Lock()
			defer mu.Unlock()
			total += n
			if err != nil {
				failed = err
			}
		})
	}
	wg.Wait()
	if failed != nil {
		http.Error(w, failed.Error(), http.StatusBadGateway)
		return
	}
	fmt.Fprintf(w, "bytes: %d\ntook: %d\n", total, time.Since(start).Milliseconds())
}

func size(ctx context.Context, url string) (int64, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := http.DefaultClient.Do(q)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return io.Copy(io.Discard, resp.Body)
}

func flush(w http.ResponseWriter, r *http.Request) {
	for i := range 3 {
		fmt.Fprintf(w, "part %d\n", i)
		if err := http.NewResponseController(w).Flush(); err != nil {
			fmt.Fprintln(os.Stderr, "flush:", err)
		}
	}
}

// heap fills n MiB, checks every byte and collects garbage in between.
func heap(w http.ResponseWriter, r *http.Request) {
	blocks := make([][]byte, number(r))
	for i := range blocks {
		blocks[i] = bytes.Repeat([]byte{byte(i)}, 1<<20)
	}
	runtime.GC()
	for i, b := range blocks {
		if !bytes.Equal(b, bytes.Repeat([]byte{byte(i)}, len(b))) {
			http.Error(w, "corrupt", http.StatusInternalServerError)
			return
		}
	}
	fmt.Fprintln(w, "ok", len(blocks))
}

// goroutines lets n of them sleep at the same time.
func goroutines(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	var wg sync.WaitGroup
	for range number(r) {
		wg.Go(func() { time.Sleep(10 * time.Millisecond) })
	}
	wg.Wait()
	fmt.Fprintf(w, "%d goroutines %d\n", number(r), time.Since(start).Nanoseconds())
}

// cancel lets a request that takes long be cancelled by its context.
func cancel(w http.ResponseWriter, r *http.Request) {
	ctx, stop := context.WithTimeout(r.Context(), 50*time.Millisecond)
	defer stop()
	start := time.Now()
	_, err := size(ctx, r.Header.Get("X-Url"))
	fmt.Fprintf(w, "error: %v\ntook: %d\n", err, time.Since(start).Milliseconds())
}
