// Command image is an HTTP guest in standard Go that tells what instances which
// are made from one image have in common; see ../../README.md.
package main

import (
	"bufio"
	crand "crypto/rand"
	"fmt"
	"hash/maphash"
	"math/rand"
	randv2 "math/rand/v2"
	"net/http"
	"runtime"
	"time"
	"unsafe"

	"github.com/gyro-wasm/gyro/sdk/go/gyrohttp"
)

// What initialisation leaves for requests.
var (
	began   = time.Now()
	table   = map[string]int{}
	asks    = make(chan int)
	answers = make(chan int)
	fired   = make(chan time.Time, 1)
	count   int
)

func init() {
	for i := range 1000 {
		table[fmt.Sprint("key ", i)] = i
	}
	go func() {
		for n := range asks {
			answers <- 2 * n
		}
	}()
	time.AfterFunc(time.Millisecond, func() { fired <- time.Now() })
	mux := http.NewServeMux()
	mux.HandleFunc("/", hello)
	mux.HandleFunc("/random", random)
	mux.HandleFunc("GET /collide", colliding)
	mux.HandleFunc("POST /collide", collisions)
	mux.HandleFunc("/state", state)
	gyrohttp.Handle(mux)
}

func main() {}

func hello(w http.ResponseWriter, r *http.Request) {
	count++
	fmt.Fprintf(w, "hello from Go %s count=%d\n", r.URL.Path, count)
}

// random writes a line for each source of random numbers.
func random(w http.ResponseWriter, r *http.Request) {
	var b [8]byte
	crand.Read(b[:])
	fresh := map[string]bool{}
	var hash maphash.Hash
	fmt.Fprintf(w, "math/rand %x\n", rand.Uint64())
	fmt.Fprintf(w, "math/rand/v2 %x\n", randv2.Uint64())
	fmt.Fprintf(w, "crypto/rand %x\n", b)
	fmt.Fprintf(w, "hash/maphash %x\n", hash.Sum64())
	fmt.Fprintf(w, "map seed %x\n", seedOf(fresh))
	fmt.Fprintf(w, "map order %s\n", order())
	fmt.Fprintf(w, "select %s\n", choices())
}

// order returns the order in which a map from initialisation is walked.
func order() (keys string) {
	n := 0
	for _, v := range table {
		keys += fmt.Sprint(v, ",")
		if n++; n == 20 {
			break
		}
	}
	return keys
}

// choices returns what a select of two ready channels takes, 64 times.
func choices() (taken string) {
	a, b := make(chan int), make(chan int)
	close(a)
	close(b)
	for range 64 {
		select {
		case <-a:
			taken += "a"
		case <-b:
			taken += "b"
		}
	}
	return taken
}

// seedOf returns the seed of a map, the second word of it (internal/runtime/maps).
func seedOf(m map[string]bool) uint32 {
	return uint32((*(**[2]uintptr)(unsafe.Pointer(&m)))[1])
}

//go:linkname memhash runtime.memhash
func memhash(p unsafe.Pointer, seed, n uintptr) uintptr

// hashOf returns where a map of the seed puts a key.
func hashOf(key string, seed uint32) uint32 {
	return uint32(memhash(unsafe.Pointer(unsafe.StringData(key)), uintptr(seed), uintptr(len(key))))
}

const buckets = 1 << 10

// colliding writes keys that all fall into one bucket of a new map.
func colliding(w http.ResponseWriter, r *http.Request) {
	seed := seedOf(map[string]bool{})
	for i, n := 0, 0; n < 64; i++ {
		if key := fmt.Sprint("attack ", i); hashOf(key, seed)%buckets == 7 {
			fmt.Fprintln(w, key)
			n++
		}
	}
}

// collisions writes how many of the keys in the body fall into the bucket of a
// new map that most of them fall into.
func collisions(w http.ResponseWriter, r *http.Request) {
	seed := seedOf(map[string]bool{})
	most := 0
	fill := map[uint32]int{}
	for s := bufio.NewScanner(r.Body); s.Scan(); {
		b := hashOf(s.Text(), seed) % buckets
		fill[b]++
		most = max(most, fill[b])
	}
	fmt.Fprintln(w, most)
}

// state uses what initialisation has left, and writes ok or what is wrong.
func state(w http.ResponseWriter, r *http.Request) {
	count++
	if count != 1 {
		fmt.Fprintln(w, "an earlier request has counted to", count)
		return
	}
	select {
	case at := <-fired:
		if at.Before(began.Add(time.Millisecond)) {
			fmt.Fprintln(w, "the timer fired early")
			return
		}
	case <-time.After(10 * time.Second):
		fmt.Fprintln(w, "the timer did not fire")
		return
	}
	garbage()
	for i := range 1000 {
		if table[fmt.Sprint("key ", i)] != i {
			fmt.Fprintln(w, "the table lacks", i)
			return
		}
	}
	asks <- 21
	if n := <-answers; n != 42 {
		fmt.Fprintln(w, "the goroutine answers", n)
		return
	}
	slept := time.Now()
	time.Sleep(time.Millisecond)
	if d := time.Since(slept); d < time.Millisecond || time.Since(began) < d {
		fmt.Fprintln(w, "the clock says", d, time.Since(began))
		return
	}
	fmt.Fprintln(w, "ok", time.Now().UnixMilli())
}

// garbage makes the collector work.
func garbage() {
	for range 8 {
		kept = nil
		for range 64 {
			kept = append(kept, make([]byte, 32<<10))
		}
		runtime.GC()
	}
}

var kept [][]byte
